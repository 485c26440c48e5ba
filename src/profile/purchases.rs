//! The latest transactions: what an order is known again by, what undoes it, and what keeps two replicas from counting
//! it twice.
//!
//! Each replica counts the orders it was the first to be told of in its own [`Tally`]. What the tallies count beside the
//! truth is known here, for as long as a transaction is remembered: one that two replicas were told of before they met
//! stands in both tallies, one that was taken back still stands in one. Reading corrects for it ([`Purchases::summary`]);
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
    /// How much of that was taken back.
    pub refunded: Cents,
    /// How much of that is off a tally.
    pub settled: Cents,
    /// Who counts it, or did; nobody if so far only its refund is known.
    pub by: Places,
    /// Who did, and took it off their tally since another does.
    pub gone: Places,
    /// Who counts its day, or did.
    pub day_by: Places,
    /// Who did.
    pub day_gone: Places,
    /// Whether all of it was taken back.
    pub is_void: bool,
    /// Whether that is off a tally.
    pub is_closed: bool,
}

impl Transaction {
    const fn counts(&self) -> bool {
        self.by != 0 && !self.is_void
    }

    const fn live(&self) -> Places {
        self.by & !self.gone
    }

    const fn day_live(&self) -> Places {
        self.day_by & !self.day_gone
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
        let refunded = if early.is_void { value } else { early.refunded.min(value) };
        let is_new_day = day != self.forgotten.0
            && day != self.forgotten.1
            && !self.recent.iter().any(|t| t.day == day && t.day_live() != 0);
        tally.count_order(1, value);
        tally.occasions = tally.occasions.saturating_add(i32::from(is_new_day));
        self.insert(Transaction {
            day,
            id,
            value,
            refunded,
            by: me,
            day_by: if is_new_day { me } else { 0 },
            is_void: early.is_void,
            ..Transaction::default()
        });
        self.settle(tally, me);
        (true, self.forget_to(MOST_TRANSACTIONS))
    }

    /// Takes back an order, or as much of it as `value` says. Twice the whole is once; parts add up to the whole. Returns
    /// what [`Purchases::add`] does.
    pub fn refund(&mut self, tally: &mut Tally, me: Places, id: u32, day: u32, value: Option<Cents>) -> (bool, bool) {
        if let Some(t) = self.recent.iter_mut().find(|t| t.id == id) {
            if t.is_void {
                return (false, false);
            }
            let part = value.unwrap_or(MOST_CENTS);
            t.refunded = if t.by == 0 {
                t.refunded.wrapping_add(part).min(MOST_CENTS)
            } else {
                t.refunded.wrapping_add(part).min(t.value)
            };
            t.is_void = value.is_none() || (t.by != 0 && t.refunded >= t.value);
            self.settle(tally, me);
            return (true, false);
        }
        // Of an order that is forgotten, or that is still to come.
        let is_forgotten = self.forgotten != NEVER;
        let mut t =
            Transaction { day, id, refunded: value.unwrap_or(0), is_void: value.is_none(), ..Transaction::default() };
        if is_forgotten {
            tally.spend = tally.spend.wrapping_sub(t.refunded);
            tally.orders = tally.orders.saturating_sub(i32::from(t.is_void));
            (t.by, t.gone, t.is_void, t.is_closed) = (me, me, true, true);
            t.refunded = 0;
        }
        self.insert(t);
        (true, self.forget_to(MOST_TRANSACTIONS) || is_forgotten)
    }

    /// Mends the tally of the replica at `me` as far as it is its own to mend.
    pub fn settle(&mut self, tally: &mut Tally, me: Places) {
        let below = me.wrapping_sub(1);
        for i in 0..self.recent.len() {
            let Some(t) = self.recent.get_mut(i) else { break };
            if t.live() & me != 0 {
                if t.live() & below != 0 {
                    t.gone |= me;
                    tally.count_order(-1, t.value);
                } else {
                    tally.spend = tally.spend.wrapping_sub(t.refunded.wrapping_sub(t.settled).max(0));
                    t.settled = t.settled.max(t.refunded);
                    if t.is_void && !t.is_closed {
                        t.is_closed = true;
                        tally.orders = tally.orders.saturating_sub(1);
                    }
                }
            }
            let (day, mine) = (t.day, t.day_live() & me != 0);
            if mine && self.others_count(day, i, below) {
                if let Some(t) = self.recent.get_mut(i) {
                    t.day_gone |= me;
                }
                tally.occasions = tally.occasions.saturating_sub(1);
            }
        }
    }

    /// Whether a day that the transaction at `i` counts for a replica is counted by one of `below` too, or has no order
    /// left.
    fn others_count(&self, day: u32, i: usize, below: Places) -> bool {
        let mut any = false;
        for (j, t) in self.recent.iter().enumerate().filter(|(_, t)| t.day == day) {
            any |= t.counts();
            if t.day_live() & below != 0 || (j < i && t.day_live() & below.wrapping_add(1) != 0) {
                return true;
            }
        }
        !any
    }

    /// Forgets the oldest until at most `keep` are left; whether one of them stood in a tally as it should not.
    pub fn forget_to(&mut self, keep: usize) -> bool {
        let mut unsettled = false;
        while self.recent.len() > keep {
            let Some(t) = list::remove(&mut self.recent, 0) else { break };
            if t.counts() {
                self.forgotten = (self.forgotten.0.min(t.day), self.forgotten.1.max(t.day));
            }
            unsettled |= t.live().count_ones() > 1 || (t.is_void && !t.is_closed) || t.settled < t.refunded;
        }
        unsettled
    }

    /// What the tallies and the corrections come to.
    #[must_use]
    pub fn summary(&self, tally: &Tally) -> Summary {
        let (mut orders, mut occasions, mut spend) = (i64::from(tally.orders), i64::from(tally.occasions), tally.spend);
        let (mut first_day, mut last_day) = self.forgotten;
        let mut counted = 0i64;
        // The days come one after the other.
        let mut day = (u32::MAX, 0i64, false);
        for t in &self.recent {
            let live = i64::from(t.live().count_ones());
            let counts = i64::from(t.counts());
            orders =
                orders.wrapping_add(counts).wrapping_sub(live).wrapping_add(i64::from(t.is_closed && t.live() != 0));
            let due = if t.by == 0 { 0 } else { t.value.wrapping_sub(t.refunded) };
            spend = spend.wrapping_add(due).wrapping_sub(live.wrapping_mul(t.value)).wrapping_add(t.settled);
            counted = counted.wrapping_add(counts);
            if t.day != day.0 {
                occasions = occasions.wrapping_add(i64::from(day.2)).wrapping_sub(day.1);
                day = (t.day, 0, false);
            }
            day.1 = day.1.wrapping_add(i64::from(t.day_live().count_ones()));
            if t.counts() {
                day.2 = true;
                first_day = first_day.min(t.day);
                last_day = last_day.max(t.day);
            }
        }
        occasions = occasions.wrapping_add(i64::from(day.2)).wrapping_sub(day.1);
        let orders = orders.max(counted).clamp(0, i64::from(u32::MAX)) as u32;
        if orders == 0 || first_day > last_day {
            return Summary { orders: 0, ..Summary::default() };
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
                    settled: t.settled.max(o.settled),
                    by: t.by | o.by,
                    gone: t.gone | o.gone,
                    day_by: t.day_by | o.day_by,
                    day_gone: t.day_gone | o.day_gone,
                    is_void: t.is_void || o.is_void,
                    is_closed: t.is_closed || o.is_closed,
                }),
                None => self.insert(*o),
            }
        }
        self.forgotten = (self.forgotten.0.min(other.forgotten.0), self.forgotten.1.max(other.forgotten.1));
        self.forget_to(MOST_TRANSACTIONS)
    }

    /// Moves every set of replicas to other places.
    pub fn replace(&mut self, moved: impl Fn(Places) -> Places) {
        for t in &mut self.recent {
            (t.by, t.gone) = (moved(t.by), moved(t.gone));
            (t.day_by, t.day_gone) = (moved(t.day_by), moved(t.day_gone));
        }
    }

    fn insert(&mut self, t: Transaction) {
        let place = self.recent.partition_point(|o| (o.day, o.id) < (t.day, t.id));
        list::insert(&mut self.recent, place, t);
    }
}
