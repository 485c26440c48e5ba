//! Complete Journey by household: its orders, and what it does from a day on (the outcomes that scores are judged by). What is
//! known of it at a moment is a profile: see [`super::replay`].
//!
//! Only lines with a product type count, as in the reference scripts: fuel and coupons are no shopping.

use super::completejourney::{Line, NO_TYPE};
use std::collections::BTreeMap;

/// One order.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// Its number in the data.
    pub basket: u64,
    /// Day.
    pub day: i32,
    /// Dollars.
    pub value: f64,
    /// The product type of each line.
    pub kinds: Vec<u16>,
}

/// One household's year.
#[derive(Clone, Debug, Default)]
pub struct Household {
    /// Orders, ascending by day, those of one day by number.
    pub orders: Vec<Order>,
    /// Days on which a product type was bought, ascending by type, then day; each once.
    bought: Vec<(u16, i32)>,
}

/// All households, ascending by number.
pub fn households(lines: &[Line]) -> Vec<Household> {
    let mut all: BTreeMap<u32, BTreeMap<u64, Order>> = BTreeMap::new();
    for line in lines.iter().filter(|l| l.kind != NO_TYPE) {
        let order = all.entry(line.household).or_default().entry(line.basket);
        let order = order.or_insert(Order { basket: line.basket, day: line.day, ..Order::default() });
        order.value += line.value;
        order.kinds.push(line.kind);
    }
    all.into_values().map(|orders| Household::new(orders.into_values().collect())).collect()
}

impl Household {
    /// Of orders, whatever their sequence.
    pub fn new(mut orders: Vec<Order>) -> Self {
        orders.sort_by_key(|o| (o.day, o.basket));
        let mut bought: Vec<(u16, i32)> = orders.iter().flat_map(|o| o.kinds.iter().map(|k| (*k, o.day))).collect();
        bought.sort_unstable();
        bought.dedup();
        Self { orders, bought }
    }

    /// Orders from a day on, within so many days.
    fn within(&self, cut: i32, days: i32) -> impl Iterator<Item = &Order> {
        self.orders.iter().filter(move |o| (cut..cut + days).contains(&o.day))
    }

    /// Whether anything is bought from a day on, within so many days.
    pub fn returns(&self, cut: i32, days: i32) -> bool {
        self.within(cut, days).next().is_some()
    }

    /// Days with an order from a day on, within so many days.
    pub fn days_bought(&self, cut: i32, days: i32) -> u32 {
        let mut found: Vec<i32> = self.within(cut, days).map(|o| o.day).collect();
        found.dedup();
        found.len() as u32
    }

    /// Dollars spent from a day on, within so many days.
    pub fn spent(&self, cut: i32, days: i32) -> f64 {
        self.within(cut, days).map(|o| o.value).sum()
    }

    /// Product types bought from a day on, within so many days.
    pub fn breadth(&self, cut: i32, days: i32) -> usize {
        let mut kinds: Vec<u16> = self.within(cut, days).flat_map(|o| o.kinds.iter().copied()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.len()
    }

    /// The first day from a day on on which a product type is bought; `None` if none is seen.
    pub fn next(&self, kind: u16, cut: i32) -> Option<i32> {
        let place = self.bought.partition_point(|b| *b < (kind, cut));
        self.bought.get(place).filter(|b| b.0 == kind).map(|b| b.1)
    }

    /// Of each product type bought before a day, ascending: the type, on how many days, and the first of them.
    pub fn counts(&self, cut: i32) -> Vec<(u16, u32, i32)> {
        let mut counts: Vec<(u16, u32, i32)> = Vec::new();
        for (kind, day) in self.bought.iter().filter(|b| b.1 < cut) {
            match counts.last_mut().filter(|c| c.0 == *kind) {
                Some(count) => count.1 += 1,
                None => counts.push((*kind, 1, *day)),
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_of_the_days_asked() {
        let order = |basket, day, kinds: &[u16]| Order { basket, day, value: 10.0, kinds: kinds.to_vec() };
        let h = Household::new(vec![order(2, 9, &[1]), order(1, 3, &[1, 2, 1]), order(3, 9, &[4])]);
        assert!(h.returns(4, 6) && !h.returns(4, 5));
        assert_eq!((h.days_bought(3, 7), h.breadth(3, 7)), (2, 3));
        assert_eq!((h.spent(3, 7), h.next(1, 4), h.next(2, 4)), (30.0, Some(9), None));
        assert_eq!(h.counts(9), [(1, 1, 3), (2, 1, 3)]);
    }
}
