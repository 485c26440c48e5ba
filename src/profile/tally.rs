//! What one replica has counted: everything about a visitor that adds up. Only its replica ever changes it, so that
//! of two copies the later one holds; several replicas' tallies are added when they are read.

use super::topics::Topics;
use crate::host::Time;
use crate::math::decay::Level;
use crate::signals::signal::{Cents, MOST_CENTS};
use crate::signals::{Channel, Kind};

/// Parts of a day: night, morning, afternoon, evening, six hours each from midnight.
pub const DAYPARTS: usize = 4;
/// Seconds of one.
pub const DAYPART: u32 = 21_600;

/// One replica's counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Orders; below 0 where another replica's were taken back here.
    pub orders: i32,
    /// Days with an order.
    pub occasions: i32,
    /// Money spent; below 0 as orders may be.
    pub spend: Cents,
    /// Sum of the squares of orders' worths, in whole units of money.
    pub squares: i64,
    /// Money that discounts took off.
    pub discount: Cents,
    /// Orders with a coupon or a discount.
    pub discounted: u32,
    /// Sessions.
    pub sessions: u32,
    /// Points earned.
    pub earned: i64,
    /// Points spent.
    pub redeemed: i64,
    /// Events by kind.
    pub events: Events,
    /// Engagement by channel, on the lasting scale.
    pub channels: [Level; Channel::COUNT],
    /// Engagement by part of the day, on the lasting scale.
    pub dayparts: [Level; DAYPARTS],
    /// Interests and purchases by topic.
    pub topics: Topics,
}

/// Events by kind; counts stop at the largest 32-bit number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Events(pub [u32; Kind::COUNT]);

impl Default for Events {
    fn default() -> Self {
        Self([0; Kind::COUNT])
    }
}

impl Events {
    /// How many of a kind.
    #[must_use]
    pub fn of(&self, kind: Kind) -> u32 {
        self.0.get(kind as usize).copied().unwrap_or(0)
    }

    /// How many in all.
    #[must_use]
    pub fn all(&self) -> u32 {
        self.0.iter().fold(0, |n, c| n.saturating_add(*c))
    }

    /// One more of a kind.
    pub fn count(&mut self, kind: Kind) {
        if let Some(n) = self.0.get_mut(kind as usize) {
            *n = n.saturating_add(1);
        }
    }
}

impl Tally {
    /// Counts an order.
    pub fn count_order(&mut self, value: Cents) {
        self.orders = self.orders.saturating_add(1);
        self.spend = bounded(self.spend, value);
        self.squares = bounded(self.squares, square(value));
    }

    /// Takes an order, or only money, off again.
    pub fn uncount(&mut self, is_order: bool, value: Cents) {
        self.orders = self.orders.saturating_sub(i32::from(is_order));
        self.spend = bounded(self.spend, value.wrapping_neg());
        self.squares = bounded(self.squares, square(value).wrapping_neg());
    }

    /// Adds another replica's counts.
    pub fn add(&mut self, other: &Self) {
        self.orders = self.orders.saturating_add(other.orders);
        self.occasions = self.occasions.saturating_add(other.occasions);
        self.spend = bounded(self.spend, other.spend);
        self.squares = bounded(self.squares, other.squares);
        self.discount = bounded(self.discount, other.discount);
        self.discounted = self.discounted.saturating_add(other.discounted);
        self.sessions = self.sessions.saturating_add(other.sessions);
        self.earned = bounded(self.earned, other.earned);
        self.redeemed = bounded(self.redeemed, other.redeemed);
        self.events.0.iter_mut().zip(other.events.0).for_each(|(a, b)| *a = a.saturating_add(b));
        self.channels.iter_mut().zip(other.channels).for_each(|(a, b)| *a = a.plus(b));
        self.dayparts.iter_mut().zip(other.dayparts).for_each(|(a, b)| *a = a.plus(b));
        self.topics.add(&other.topics);
    }

    /// Notes engagement over a channel at a time of the day.
    pub fn engage(&mut self, channel: Channel, daypart: usize, at: Time, half_life: u32) {
        let level = Level::new(0, at, half_life);
        for place in [self.channels.get_mut(channel as usize), self.dayparts.get_mut(daypart)].into_iter().flatten() {
            *place = place.plus(level);
        }
    }
}

fn square(value: Cents) -> i64 {
    let units = value.wrapping_add(50) / 100;
    units.saturating_mul(units).min(MOST_CENTS)
}

/// A sum that stays within what is kept of money.
fn bounded(a: i64, b: i64) -> i64 {
    a.saturating_add(b).clamp(MOST_CENTS.wrapping_neg(), MOST_CENTS)
}
