//! The latest transactions: what an order is known again by, what undoes it, and what keeps two replicas from counting
//! it twice.
//!
//! Each replica counts the orders it was the first to be told of in its own [`Tally`]. What the tallies count beside the
//! truth is known here, for as long as a transaction is remembered: one that two replicas were told of before they met
//! stands in both tallies, one that was taken back still stands in one. (Parts that are taken back are off the tally of
//! the replica that was told, at once.) Reading corrects for it ([`Purchases::summary`]);
//! each replica mends its own tally when it next writes ([`Purchases::settle`]), so that a settled transaction may be
//! forgotten. Of a transaction's marks each only ever grows, so that a join is a union.
//!
//! Purchases on one UTC day are one occasion, as in the data that the process is fitted on: a second basket half an
//! hour later says little about loyalty.

use super::list;
use super::marks::{Mark, Marks, Places};
use super::replicas::Moves;
use super::tally::{Sum, Tally};
use crate::signals::signal::{Cents, MOST_CENTS};
use alloc::vec::Vec;

/// Transactions remembered.
pub const MOST_TRANSACTIONS: usize = 64;

/// One order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Transaction {
    /// Its day.
    pub day: u32,
    /// Hash of its id.
    pub id: u32,
    /// Its worth.
    pub value: Cents,
    /// Parts of that that were taken back.
    pub refunded: Cents,
    /// How much of them is off a tally.
    pub applied: Cents,
    /// Who counts it, and whether all of it was taken back.
    pub marks: Marks,
}

impl Transaction {
    /// What stands in the tally of a replica, but for parts that were taken back.
    const fn counted(&self, is_closed: bool) -> Cents {
        if is_closed { self.applied } else { self.value }
    }
}

/// What was bought so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Orders that were not taken back.
    pub orders: u32,
    /// Days with such orders.
    pub occasions: u32,
    /// Day of the first.
    pub first_day: u32,
    /// Day of the last.
    pub last_day: u32,
    /// Money spent.
    pub spend: Cents,
}

/// The latest transactions, ascending by day, then id, and what is left of older ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchases {
    /// The transactions.
    pub recent: Vec<Transaction>,
    /// First and last day of those that are forgotten; nonsense (first after last) if none is.
    pub forgotten: (u32, u32),
}

impl Default for Purchases {
    fn default() -> Self {
        Self { recent: Vec::new(), forgotten: NEVER }
    }
}

/// No day at all.
pub const NEVER: (u32, u32) = (u32::MAX, 0);

impl Purchases {
    /// Notes an order, told to the replica at `me`. One older than every remembered transaction cannot be told from a
    /// repeated one, and counts. Returns whether it was new, and whether something unsettled had to be forgotten.
    pub fn add(&mut self, tally: &mut Tally, me: Places, id: u32, day: u32, value: Cents) -> (bool, bool) {
        let known = self.recent.iter().position(|t| t.id == id);
        let known = known.and_then(|i| self.recent.get(i).map(|t| (i, *t)));
        if known.is_some_and(|(_, t)| t.marks.of(Mark::By) != 0) {
            return (false, false);
        }
        // A refund that came first waits for its order.
        let early = known.map_or_else(Transaction::default, |(i, t)| {
            list::remove(&mut self.recent, i);
            t
        });
        let refunded = early.refunded.min(value);
        let is_new_day = !self.is_forgotten(day) && self.day(day).day_live() == 0;
        tally.count_order(1, value);
        tally.add_to(Sum::Occasions, is_new_day.into());
        let mut marks = Marks::new(Mark::By, me);
        if is_new_day {
            marks.set(Mark::DayBy, me);
        }
        if early.marks.is_void() || (refunded >= value && value > 0) {
            marks.0 |= Marks::VOID.0;
        }
        self.insert(Transaction { day, id, value, refunded, applied: 0, marks });
        self.settle(tally, me);
        (true, self.forget_beyond(Some((tally, me))))
    }

    /// Takes back an order, or as much of it as `value` says. Twice the whole is once; parts add up to the whole. Returns
    /// what [`Purchases::add`] does.
    pub fn refund(&mut self, tally: &mut Tally, me: Places, id: u32, day: u32, value: Option<Cents>) -> (bool, bool) {
        let part = value.unwrap_or(0);
        if let Some(t) = self.recent.iter_mut().find(|t| t.id == id) {
            if t.marks.is_void() {
                return (false, false);
            }
            let is_order = t.marks.of(Mark::By) != 0;
            let most = if is_order { t.value } else { MOST_CENTS };
            let part = part.min(most.wrapping_sub(t.refunded));
            t.refunded = t.refunded.wrapping_add(part);
            if value.is_none() || (is_order && t.refunded >= t.value) {
                t.marks.0 |= Marks::VOID.0;
            }
            if is_order {
                t.applied = t.applied.wrapping_add(part);
                tally.add_to(Sum::Spend, part.wrapping_neg());
            }
            self.settle(tally, me);
            return (true, false);
        }
        // Of an order that is forgotten, or that is still to come.
        let is_forgotten = self.forgotten != NEVER;
        let mut t = Transaction { day, id, refunded: part, ..Transaction::default() };
        if value.is_none() {
            t.marks = Marks::VOID;
        }
        if is_forgotten {
            tally.add_to(Sum::Spend, part.wrapping_neg());
            tally.add_to(Sum::Orders, i64::from(t.marks.is_void()).wrapping_neg());
            t.refunded = 0;
            t.marks = Marks(Marks::VOID.0 | Marks::new(Mark::By, me).0 | Marks::new(Mark::Gone, me).0);
        }
        self.insert(t);
        (true, self.forget_beyond(Some((tally, me))) || is_forgotten)
    }

    /// Mends the tally of the replica at `me` as far as it is its own to mend: of an order, or a day, that several count
    /// the first of them goes on counting it. Returns whether there was anything to mend.
    pub fn settle(&mut self, tally: &mut Tally, me: Places) -> bool {
        let below = me.wrapping_sub(1);
        let before = tally.sums;
        for i in 0..self.recent.len() {
            let Some(t) = self.recent.get_mut(i) else { break };
            let is_closed = t.marks.of(Mark::Closed) & me != 0;
            let live = t.marks.live();
            if live & me != 0 {
                if live & below != 0 {
                    t.marks.set(Mark::Gone, me);
                    tally.count_order(i64::from(is_closed).wrapping_sub(1), t.counted(is_closed).wrapping_neg());
                } else if t.marks.is_void() && !is_closed {
                    t.marks.set(Mark::Closed, me);
                    tally.count_order(-1, t.applied.wrapping_sub(t.value));
                } else if !t.marks.is_void() && t.refunded > t.applied {
                    // Told before the order was.
                    tally.add_to(Sum::Spend, t.applied.wrapping_sub(t.refunded));
                    t.applied = t.refunded;
                }
            }
            let day = t.day;
            let live = self.day(day).day_live();
            if live & me != 0 && live & below != 0 {
                tally.add_to(Sum::Occasions, -1);
                self.recent.iter_mut().filter(|t| t.day == day && t.marks.of(Mark::By) != 0).for_each(|t| {
                    t.marks.set(Mark::DayGone, me);
                });
            }
        }
        before != tally.sums
    }

    /// Forgets the oldest until at most `keep` are left, but for those that stand in a tally as they should not.
    pub fn forget_settled_to(&mut self, keep: usize) {
        let mut i = 0;
        while self.recent.len() > keep && i < self.recent.len() {
            if self.is_unsettled(i) {
                i = i.saturating_add(1);
            } else {
                self.forget_at(i, None);
            }
        }
    }

    /// Forgets the oldest beyond what is remembered; whether one stood in a tally as it should not.
    fn forget_beyond(&mut self, mut hand: Option<(&mut Tally, Places)>) -> bool {
        let mut unsettled = false;
        while self.recent.len() > MOST_TRANSACTIONS {
            unsettled |= self.forget_at(0, hand.as_mut().map(|(tally, me)| (&mut **tally, *me)));
        }
        unsettled
    }

    /// Forgets one. Of a day that has no order left, `hand` takes that day off its tally.
    fn forget_at(&mut self, i: usize, hand: Option<(&mut Tally, Places)>) -> bool {
        let unsettled = self.is_unsettled(i);
        let Some(t) = list::remove(&mut self.recent, i) else { return false };
        let of_day = t.marks.0 & Marks::OF_DAY.0;
        if t.marks.counts() {
            self.forgotten = (self.forgotten.0.min(t.day), self.forgotten.1.max(t.day));
        }
        if let Some(other) = self.recent.iter_mut().find(|o| o.day == t.day && o.marks.counts()) {
            // Who counts the day is known by its other orders.
            other.marks.0 |= of_day;
        } else if t.marks.counts() {
            // The day counts for good; orders of it that were taken back have no say in that any more.
            for other in self.recent.iter_mut().filter(|o| o.day == t.day) {
                other.marks.0 &= !Marks::OF_DAY.0;
            }
        } else if let Some((tally, me)) = hand
            && t.marks.day_live() == me
            && self.day(t.day).of(Mark::DayBy) == 0
        {
            tally.add_to(Sum::Occasions, -1);
            return t.marks.live().count_ones() > 1 || t.marks.live() & !t.marks.of(Mark::Closed) != 0;
        }
        unsettled
    }

    fn is_unsettled(&self, i: usize) -> bool {
        self.recent.get(i).is_some_and(|t| {
            let day = self.day(t.day);
            t.marks.of(Mark::By) == 0
                || t.marks.live().count_ones() > 1
                || (t.marks.is_void() && t.marks.live() & !t.marks.of(Mark::Closed) != 0)
                || t.applied < t.refunded
                || day.day_live().count_ones() > 1
                || (day.day_live() != 0 && day.is_void())
        })
    }

    /// The marks of a day's orders together; void if none of them is left.
    fn day(&self, day: u32) -> Marks {
        let mut all = 0;
        let mut counts = false;
        let first = list::place(&self.recent, |t| t.day < day);
        for t in self.recent.iter().skip(first).take_while(|t| t.day == day) {
            all |= t.marks.0;
            counts |= t.marks.counts();
        }
        Marks(if counts { all & !Marks::VOID.0 } else { all | Marks::VOID.0 })
    }

    /// Whether the first or the last order that is forgotten was on a day.
    const fn is_forgotten(&self, day: u32) -> bool {
        day == self.forgotten.0 || day == self.forgotten.1
    }

    /// What the tallies and the corrections come to.
    #[must_use]
    pub fn summary(&self, tally: &Tally) -> Summary {
        let (mut orders, mut spend) = (tally.of(Sum::Orders), tally.of(Sum::Spend));
        let mut occasions = tally.of(Sum::Occasions);
        let (mut first_day, mut last_day) = self.forgotten;
        let mut counted = 0i64;
        let mut before = u32::MAX;
        for t in &self.recent {
            let closed = t.marks.of(Mark::Closed);
            let (open, shut) = ((t.marks.live() & !closed).count_ones(), (t.marks.live() & closed).count_ones());
            let counts = i64::from(t.marks.counts());
            orders = orders.wrapping_add(counts).wrapping_sub(open.into());
            counted = counted.wrapping_add(counts);
            let due = match (t.marks.live(), t.marks.is_void()) {
                (0, _) => 0,
                (_, true) => t.applied,
                (_, false) => t.value.wrapping_sub(t.refunded).wrapping_add(t.applied),
            };
            let stands = i64::from(open).wrapping_mul(t.value).wrapping_add(i64::from(shut).wrapping_mul(t.applied));
            spend = spend.wrapping_add(due).wrapping_sub(stands);
            // Each day once; its orders stand one after the other.
            if t.day != before && !self.is_forgotten(t.day) {
                let day = self.day(t.day);
                if day.of(Mark::DayBy) != 0 || !day.is_void() {
                    occasions = occasions.wrapping_add(i64::from(!day.is_void()));
                    occasions = occasions.wrapping_sub(day.day_live().count_ones().into());
                }
            }
            before = t.day;
            if t.marks.counts() {
                first_day = first_day.min(t.day);
                last_day = last_day.max(t.day);
            }
        }
        let orders = orders.max(counted).max(0).min(u32::MAX.into()) as u32;
        if orders == 0 || first_day > last_day {
            return Summary::default();
        }
        Summary {
            orders,
            occasions: occasions.max(1).min(orders.into()) as u32,
            first_day,
            last_day,
            spend: spend.clamp(0, MOST_CENTS),
        }
    }

    /// Joins another's transactions: a union, the latest kept. Its marks are of the joined replicas already.
    pub fn join(&mut self, other: &Self) -> bool {
        for o in &other.recent {
            let mut joined = *o;
            if let Some(i) = self.recent.iter().position(|t| t.id == o.id)
                && let Some(t) = list::remove(&mut self.recent, i)
            {
                joined = Transaction {
                    day: t.day.min(o.day),
                    id: t.id,
                    value: t.value.max(o.value),
                    refunded: t.refunded.max(o.refunded),
                    applied: t.applied.max(o.applied),
                    marks: Marks(t.marks.0 | o.marks.0),
                };
            }
            self.insert(joined);
        }
        self.forgotten = (self.forgotten.0.min(other.forgotten.0), self.forgotten.1.max(other.forgotten.1));
        self.forget_beyond(None)
    }

    /// Follows the replicas to where they moved.
    pub fn follow(&mut self, moves: &Moves) {
        self.recent.iter_mut().for_each(|t| t.marks = t.marks.moved(moves));
    }

    fn insert(&mut self, t: Transaction) {
        let place = list::place(&self.recent, |o| (o.day, o.id) < (t.day, t.id));
        list::insert(&mut self.recent, place, t);
    }
}
