//! Complete Journey by household, and what a Trogen profile holds of one at a moment.
//!
//! Only lines with a product type count, as in the reference scripts: fuel and coupons are no shopping. A profile
//! remembers the latest 64 transactions, counts days with an order for good, and knows of each topic (here: product type)
//! the first and the last day, the number of days, and interest that decays with half-lives of 60 and of 3 days.

use super::completejourney::{Line, NO_TYPE};
use std::collections::BTreeMap;

/// Transactions that a profile remembers.
pub const MOST_TRANSACTIONS: usize = 64;
/// Half-life of lasting interest, in days.
pub const LONG: f64 = 60.0;
/// Half-life of present interest, in days.
pub const SHORT: f64 = 3.0;

/// One order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Order {
    /// Day.
    pub day: i32,
    /// Dollars.
    pub value: f64,
}

/// One household's year.
#[derive(Clone, Debug, Default)]
pub struct Household {
    /// Orders, ascending by day.
    pub orders: Vec<Order>,
    /// What was bought, ascending by product type, then day: type, day, lines.
    pub bought: Vec<(u16, i32, u32)>,
}

/// All households, ascending by number.
pub fn households(lines: &[Line]) -> Vec<Household> {
    #[derive(Default)]
    struct Raw {
        orders: BTreeMap<u64, Order>,
        bought: BTreeMap<(u16, i32), u32>,
    }
    let mut all: BTreeMap<u32, Raw> = BTreeMap::new();
    for line in lines.iter().filter(|l| l.kind != NO_TYPE) {
        let raw = all.entry(line.household).or_default();
        let order = raw.orders.entry(line.basket).or_insert(Order { day: line.day, value: 0.0 });
        order.value += line.value;
        *raw.bought.entry((line.kind, line.day)).or_default() += 1;
    }
    all.into_values()
        .map(|raw| {
            let mut orders: Vec<Order> = raw.orders.into_values().collect();
            orders.sort_by_key(|o| o.day);
            Household { orders, bought: raw.bought.into_iter().map(|((kind, day), n)| (kind, day, n)).collect() }
        })
        .collect()
}

/// What is known of a household on the morning of a day.
#[derive(Clone, Debug)]
pub struct Past<'a> {
    /// The latest transactions, ascending.
    pub recent: &'a [Order],
    /// Days with an order, all of them.
    pub occasions: u32,
    /// First day with an order.
    pub first: i32,
    /// Last day with an order.
    pub last: i32,
    /// Now.
    pub cut: i32,
}

impl Household {
    /// What is known on a day; `None` before the first order.
    pub fn past(&self, cut: i32) -> Option<Past<'_>> {
        let past = &self.orders[..self.orders.partition_point(|o| o.day < cut)];
        let (first, last) = (past.first()?.day, past.last()?.day);
        let mut occasions = 1;
        past.windows(2).for_each(|w| occasions += u32::from(w[0].day != w[1].day));
        let recent = &past[past.len().saturating_sub(MOST_TRANSACTIONS)..];
        Some(Past { recent, occasions, first, last, cut })
    }

    /// Whether anything is bought from a day on, within so many days.
    pub fn returns(&self, cut: i32, days: i32) -> bool {
        self.days_bought(cut, days) > 0
    }

    /// Days with an order from a day on, within so many days.
    pub fn days_bought(&self, cut: i32, days: i32) -> u32 {
        let mut found: Vec<i32> = self.orders.iter().map(|o| o.day).filter(|d| (cut..cut + days).contains(d)).collect();
        found.dedup();
        found.len() as u32
    }
}

impl Past<'_> {
    /// Days since the last order, at least 1.
    pub fn silence(&self) -> f64 {
        f64::from(self.cut - self.last)
    }

    /// Days since the first order.
    pub fn age(&self) -> f64 {
        f64::from(self.cut - self.first)
    }

    /// Days with an order among the remembered ones, ascending.
    pub fn days(&self) -> Vec<i32> {
        let mut days: Vec<i32> = self.recent.iter().map(|o| o.day).collect();
        days.dedup();
        days
    }

    /// Remembered days with an order, and dollars, within so many days before now.
    pub fn within(&self, days: i32) -> (f64, f64) {
        let (mut n, mut sum, mut before) = (0.0, 0.0, i32::MIN);
        for o in self.recent.iter().filter(|o| o.day >= self.cut - days) {
            sum += o.value;
            n += f64::from(u8::from(o.day != before));
            before = o.day;
        }
        (n, sum)
    }
}
