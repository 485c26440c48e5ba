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
use super::tally::Tally;
use crate::signals::signal::{Cents, MOST_CENTS};
use alloc::vec::Vec;

/// Transactions remembered.
pub const MOST_TRANSACTIONS: usize = 64;

/// A set of replicas, by their place.
pub type Places = u8;

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
    /// Who counts it, or did; nobody if so far only its refund is known.
    pub by: Places,
    /// Who did, and took it off their tally since another does.
    pub gone: Places,
    /// Who took the rest off their tally when all of it was taken back.
    pub closed: Places,
    /// Who counts its day, or did.
    pub day_by: Places,
    /// Who did, and took it off since another does.
    pub day_gone: Places,
    /// Whether all of it was taken back.
    pub is_void: bool,
}

impl Transaction {
    const fn counts(&self) -> bool {
        self.by != 0 && !self.is_void
    }

    const fn live(&self) -> Places {
        self.by & !self.gone
    }

    /// What stands in the tally of a replica, but for parts that were taken back.
    const fn counted(&self, is_closed: bool) -> Cents {
        if is_closed { self.applied } else { self.value }
    }
}

/// One day's orders together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Day {
    by: Places,
    gone: Places,
    counts: bool,
}

impl Day {
    const fn live(self) -> Places {
        self.by & !self.gone
    }

    const fn take_in(&mut self, t: &Transaction) {
        self.by |= t.day_by;
        self.gone |= t.day_gone;
        self.counts |= t.counts();
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
        let waiting = self.recent.iter().position(|t| t.id == id).and_then(|i| {
            let known = *self.recent.get(i)?;
            if known.by == 0 { list::remove(&mut self.recent, i) } else { Some(known) }
        });
        if waiting.is_some_and(|t| t.by != 0) {
            return (false, false);
        }
        // A refund that came first waits for its order.
        let early = waiting.unwrap_or_default();
        let refunded = early.refunded.min(value);
        let is_new_day = day != self.forgotten.0 && day != self.forgotten.1 && self.day(day).live() == 0;
        tally.count_order(value);
        tally.occasions = tally.occasions.saturating_add(i32::from(is_new_day));
        let day_by = if is_new_day { me } else { 0 };
        let is_void = early.is_void || (refunded >= value && value > 0);
        self.insert(Transaction { day, id, value, refunded, by: me, day_by, is_void, ..Transaction::default() });
        self.settle(tally, me);
        let mut unsettled = false;
        while self.recent.len() > MOST_TRANSACTIONS {
            unsettled |= self.forget_at(0, Some((&mut *tally, me)));
        }
        (true, unsettled)
    }

    /// Takes back an order, or as much of it as `value` says. Twice the whole is once; parts add up to the whole. Returns
    /// what [`Purchases::add`] does.
    pub fn refund(&mut self, tally: &mut Tally, me: Places, id: u32, day: u32, value: Option<Cents>) -> (bool, bool) {
        let part = value.unwrap_or(0);
        if let Some(t) = self.recent.iter_mut().find(|t| t.id == id) {
            if t.is_void {
                return (false, false);
            }
            let most = if t.by == 0 { MOST_CENTS } else { t.value };
            let part = part.min(most.wrapping_sub(t.refunded));
            t.refunded = t.refunded.wrapping_add(part);
            t.is_void = value.is_none() || (t.by != 0 && t.refunded >= t.value);
            if t.by != 0 {
                t.applied = t.applied.wrapping_add(part);
                tally.spend = tally.spend.wrapping_sub(part);
            }
            self.settle(tally, me);
            return (true, false);
        }
        // Of an order that is forgotten, or that is still to come.
        let is_forgotten = self.forgotten != NEVER;
        let mut t = Transaction { day, id, refunded: part, is_void: value.is_none(), ..Transaction::default() };
        if is_forgotten {
            tally.spend = tally.spend.wrapping_sub(part);
            tally.orders = tally.orders.saturating_sub(i32::from(t.is_void));
            t = Transaction { by: me, gone: me, is_void: true, refunded: 0, ..t };
        }
        self.insert(t);
        let mut unsettled = is_forgotten;
        while self.recent.len() > MOST_TRANSACTIONS {
            unsettled |= self.forget_at(0, Some((&mut *tally, me)));
        }
        (true, unsettled)
    }

    /// Mends the tally of the replica at `me` as far as it is its own to mend: of an order, or a day, that several count
    /// the first of them goes on counting it. Returns whether there was anything to mend.
    pub fn settle(&mut self, tally: &mut Tally, me: Places) -> bool {
        let below = me.wrapping_sub(1);
        let before = (tally.orders, tally.spend, tally.occasions);
        for i in 0..self.recent.len() {
            let Some(t) = self.recent.get_mut(i) else { break };
            let is_closed = t.closed & me != 0;
            if t.live() & me != 0 && t.live() & below != 0 {
                t.gone |= me;
                tally.uncount(!is_closed, t.counted(is_closed));
            } else if t.live() & me != 0 && t.is_void && !is_closed {
                t.closed |= me;
                tally.uncount(true, t.value.wrapping_sub(t.applied));
            } else if t.live() & me != 0 && !t.is_void {
                // Told before the order was.
                tally.spend = tally.spend.wrapping_sub(t.refunded.wrapping_sub(t.applied).max(0));
                t.applied = t.applied.max(t.refunded);
            }
            let day = t.day;
            let live = self.day(day).live();
            if live & me != 0 && live & below != 0 {
                tally.occasions = tally.occasions.saturating_sub(1);
                for t in self.recent.iter_mut().filter(|t| t.day == day && t.by != 0) {
                    t.day_gone |= me;
                }
            }
        }
        before != (tally.orders, tally.spend, tally.occasions)
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

    /// Forgets one; whether it stood in a tally as it should not. Of a day that has no order left, `hand` takes that day
    /// off its tally.
    fn forget_at(&mut self, i: usize, hand: Option<(&mut Tally, Places)>) -> bool {
        let unsettled = self.is_unsettled(i);
        let Some(t) = list::remove(&mut self.recent, i) else { return false };
        if t.counts() {
            self.forgotten = (self.forgotten.0.min(t.day), self.forgotten.1.max(t.day));
        }
        if let Some(other) = self.recent.iter_mut().find(|o| o.day == t.day && o.counts()) {
            // Who counts the day is known by its other orders.
            other.day_by |= t.day_by;
            other.day_gone |= t.day_gone;
        } else if t.counts() {
            // The day counts for good; orders of it that were taken back have no say in that any more.
            for other in self.recent.iter_mut().filter(|o| o.day == t.day) {
                (other.day_by, other.day_gone) = (0, 0);
            }
        } else if let Some((tally, me)) = hand
            && t.day_by & !t.day_gone == me
            && self.day(t.day).by == 0
        {
            tally.occasions = tally.occasions.saturating_sub(1);
            return t.live().count_ones() > 1 || t.live() & !t.closed != 0;
        }
        unsettled
    }

    fn is_unsettled(&self, i: usize) -> bool {
        self.recent.get(i).is_some_and(|t| {
            let day = self.day(t.day);
            t.by == 0
                || t.live().count_ones() > 1
                || (t.is_void && t.live() & !t.closed != 0)
                || t.applied < t.refunded
                || day.live().count_ones() > 1
                || (day.live() != 0 && !day.counts)
        })
    }

    fn day(&self, day: u32) -> Day {
        let mut all = Day::default();
        self.recent.iter().filter(|t| t.day == day).for_each(|t| all.take_in(t));
        all
    }

    /// What the tallies and the corrections come to.
    #[must_use]
    pub fn summary(&self, tally: &Tally) -> Summary {
        let (mut orders, mut occasions, mut spend) = (i64::from(tally.orders), i64::from(tally.occasions), tally.spend);
        let (mut first_day, mut last_day) = self.forgotten;
        let mut counted = 0i64;
        // The orders of a day stand one after the other.
        let (mut at, mut day) = (u32::MAX, Day::default());
        let correction = |at: u32, day: Day| {
            let known = at != self.forgotten.0 && at != self.forgotten.1 && (day.by != 0 || day.counts);
            i64::from(known) * i64::from(day.counts).wrapping_sub(day.live().count_ones().into())
        };
        for t in &self.recent {
            let (open, closed) = ((t.live() & !t.closed).count_ones(), (t.live() & t.closed).count_ones());
            let counts = i64::from(t.counts());
            orders = orders.wrapping_add(counts).wrapping_sub(open.into());
            counted = counted.wrapping_add(counts);
            let due = match (t.live(), t.is_void) {
                (0, _) => 0,
                (_, true) => t.applied,
                (_, false) => t.value.wrapping_sub(t.refunded).wrapping_add(t.applied),
            };
            let stands = i64::from(open).wrapping_mul(t.value).wrapping_add(i64::from(closed).wrapping_mul(t.applied));
            spend = spend.wrapping_add(due).wrapping_sub(stands);
            if t.day != at {
                occasions = occasions.wrapping_add(correction(at, day));
                (at, day) = (t.day, Day::default());
            }
            day.take_in(t);
            if t.counts() {
                first_day = first_day.min(t.day);
                last_day = last_day.max(t.day);
            }
        }
        occasions = occasions.wrapping_add(correction(at, day));
        let orders = orders.max(counted).clamp(0, i64::from(u32::MAX)) as u32;
        if orders == 0 || first_day > last_day {
            return Summary::default();
        }
        Summary {
            orders,
            occasions: occasions.clamp(1, i64::from(orders)) as u32,
            first_day,
            last_day,
            spend: spend.clamp(0, MOST_CENTS),
        }
    }

    /// Joins another's transactions: a union, the latest kept. Places are those of the joined replicas already.
    pub fn join(&mut self, other: &Self) -> bool {
        for o in &other.recent {
            match self.recent.iter().position(|t| t.id == o.id).and_then(|i| list::remove(&mut self.recent, i)) {
                Some(t) => self.insert(Transaction {
                    day: t.day.min(o.day),
                    id: t.id,
                    value: t.value.max(o.value),
                    refunded: t.refunded.max(o.refunded),
                    applied: t.applied.max(o.applied),
                    by: t.by | o.by,
                    gone: t.gone | o.gone,
                    closed: t.closed | o.closed,
                    day_by: t.day_by | o.day_by,
                    day_gone: t.day_gone | o.day_gone,
                    is_void: t.is_void || o.is_void,
                }),
                None => self.insert(*o),
            }
        }
        self.forgotten = (self.forgotten.0.min(other.forgotten.0), self.forgotten.1.max(other.forgotten.1));
        let mut unsettled = false;
        while self.recent.len() > MOST_TRANSACTIONS {
            unsettled |= self.forget_at(0, None);
        }
        unsettled
    }

    /// Moves every set of replicas to other places.
    pub fn replace(&mut self, moved: impl Fn(Places) -> Places) {
        for t in &mut self.recent {
            (t.by, t.gone, t.closed) = (moved(t.by), moved(t.gone), moved(t.closed));
            (t.day_by, t.day_gone) = (moved(t.day_by), moved(t.day_gone));
        }
    }

    fn insert(&mut self, t: Transaction) {
        let place = self.recent.partition_point(|o| (o.day, o.id) < (t.day, t.id));
        list::insert(&mut self.recent, place, t);
    }
}
