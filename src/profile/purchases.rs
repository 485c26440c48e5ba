//! Sufficient statistics of the purchase process, and the transactions of late.
//!
//! Purchases on one UTC day are one occasion, as in the data that the process is fitted on: a second basket half an
//! hour later says little about loyalty.

use super::list;
use crate::signals::frame::{Cents, MOST_CENTS};
use alloc::vec::Vec;

/// Transactions remembered to know a repeated one by.
pub const MOST_TRANSACTIONS: usize = 64;

/// One order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Transaction {
    /// Its day.
    pub day: u32,
    /// Hash of its id.
    pub id: u32,
}

/// What was bought and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Purchases {
    /// Orders placed.
    pub orders: u32,
    /// Distinct days with an order; the purchase process counts `occasions - 1` repeats.
    pub occasions: u32,
    /// Day of the first order.
    pub first_day: u32,
    /// Day of the last order.
    pub last_day: u32,
    /// Money spent.
    pub spend: Cents,
    recent: Vec<Transaction>,
}

impl Purchases {
    /// From the parts a codec read.
    #[must_use]
    pub const fn from_parts(
        orders: u32,
        occasions: u32,
        days: (u32, u32),
        spend: Cents,
        recent: Vec<Transaction>,
    ) -> Self {
        let (first_day, last_day) = days;
        Self { orders, occasions, first_day, last_day, spend, recent }
    }

    /// The transactions of late, ascending by day and id.
    #[must_use]
    pub fn recent(&self) -> &[Transaction] {
        &self.recent
    }

    /// Counts an order, once. Returns whether it was new. Late orders may come in any order; one older than every
    /// remembered transaction cannot be told from a repeated one and counts.
    pub fn add(&mut self, id: u32, day: u32, value: Cents) -> bool {
        if self.recent.iter().any(|t| t.id == id) {
            return false;
        }
        let new_day = self.orders == 0
            || (day != self.first_day && day != self.last_day && self.recent.iter().all(|t| t.day != day));
        if self.orders == 0 {
            (self.first_day, self.last_day) = (day, day);
        }
        self.orders = self.orders.saturating_add(1);
        self.occasions = self.occasions.saturating_add(u32::from(new_day));
        self.first_day = self.first_day.min(day);
        self.last_day = self.last_day.max(day);
        self.spend = self.spend.wrapping_add(value).clamp(0, MOST_CENTS);
        let entry = Transaction { day, id };
        let place = self.recent.partition_point(|t| *t < entry);
        list::insert(&mut self.recent, place, entry);
        if self.recent.len() > MOST_TRANSACTIONS {
            list::remove(&mut self.recent, 0);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        // Against a plain model that remembers everything.
        #[test]
        fn counts_each_order_once_in_any_order(orders in prop::collection::vec((0u32..50, 100u32..400), 0..60)) {
            let mut p = Purchases::default();
            let mut ids = BTreeSet::new();
            let mut days = BTreeSet::new();
            for (id, day) in &orders {
                let fresh = ids.insert(*id);
                prop_assert_eq!(p.add(*id, *day, 250), fresh);
                if fresh { days.insert(*day); }
            }
            prop_assert_eq!(p.orders as usize, ids.len());
            prop_assert_eq!(p.occasions as usize, days.len());
            prop_assert_eq!(p.spend, 250 * ids.len() as i64);
            prop_assert_eq!(days.first().copied().unwrap_or(0), p.first_day);
            prop_assert_eq!(days.last().copied().unwrap_or(0), p.last_day);
        }
    }

    #[test]
    fn the_list_of_transactions_is_bounded() {
        let mut p = Purchases::default();
        for i in 0..1000 {
            assert!(p.add(i, i, 1));
        }
        assert_eq!((p.orders, p.occasions, p.recent().len()), (1000, 1000, MOST_TRANSACTIONS));
    }
}
