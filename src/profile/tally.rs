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

/// What is summed, at its place in [`Tally::sums`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Sum {
    /// Orders; below 0 where another replica's were taken back here.
    Orders,
    /// Days with an order.
    Occasions,
    /// Money spent; below 0 as orders may be.
    Spend,
    /// Squares of orders' worths, in whole units of money.
    Squares,
    /// Money that discounts took off.
    Discount,
    /// Orders with a coupon or a discount.
    Discounted,
    /// Sessions.
    Sessions,
    /// Points earned.
    Earned,
    /// Points spent.
    Redeemed,
}

impl Sum {
    /// How many there are.
    pub const COUNT: usize = 9;
}

/// Levels that are kept: engagement by channel, then by part of the day.
pub const LEVELS: usize = Channel::COUNT + DAYPARTS;

/// One replica's counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Sums, by [`Sum`]; none leaves what is kept of money.
    pub sums: [i64; Sum::COUNT],
    /// Events by kind.
    pub events: Events,
    /// Engagement by channel and by part of the day, on the lasting scale.
    pub levels: [Level; LEVELS],
    /// Interests and purchases by topic.
    pub topics: Topics,
}

impl Default for Tally {
    // Half a KB of zeros and of levels that are none: in one place.
    #[inline(never)]
    fn default() -> Self {
        Self {
            sums: [0; Sum::COUNT],
            events: Events::default(),
            levels: [Level::NONE; LEVELS],
            topics: Topics::default(),
        }
    }
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
    #[inline(never)]
    pub fn count(&mut self, kind: Kind) {
        if let Some(n) = self.0.get_mut(kind as usize) {
            *n = n.saturating_add(1);
        }
    }
}

impl Tally {
    /// One sum.
    #[must_use]
    pub fn of(&self, sum: Sum) -> i64 {
        self.sums.get(sum as usize).copied().unwrap_or(0)
    }

    /// Adds to one sum.
    #[inline(never)]
    pub fn add_to(&mut self, sum: Sum, by: i64) {
        if let Some(place) = self.sums.get_mut(sum as usize) {
            *place = bounded(*place, by);
        }
    }

    /// Counts an order, or with -1 takes one off again, or with 0 only money.
    pub fn count_order(&mut self, by: i64, value: Cents) {
        self.add_to(Sum::Orders, by);
        self.add_to(Sum::Spend, value);
        // Of 27 bits at most: more would be cut off all the same.
        let units = (value.wrapping_add(50) / 100).wrapping_abs().min(1 << 27);
        let square = units.wrapping_mul(units).min(MOST_CENTS);
        self.add_to(Sum::Squares, if value < 0 { square.wrapping_neg() } else { square });
    }

    /// Adds another replica's counts.
    pub fn add(&mut self, other: &Self) {
        self.sums.iter_mut().zip(&other.sums).for_each(|(a, b)| *a = bounded(*a, *b));
        self.events.0.iter_mut().zip(&other.events.0).for_each(|(a, b)| *a = a.saturating_add(*b));
        self.levels.iter_mut().zip(&other.levels).for_each(|(a, b)| *a = a.plus(*b));
        self.topics.add(&other.topics);
    }

    /// Notes engagement over a channel at a time of the day.
    pub fn engage(&mut self, channel: Channel, daypart: usize, at: Time, half_life: u32) {
        let level = Level::new(0, at, half_life);
        for place in [channel as usize, daypart.wrapping_add(Channel::COUNT)] {
            if let Some(place) = self.levels.get_mut(place) {
                *place = place.plus(level);
            }
        }
    }
}

/// A sum that stays within what is kept of money.
fn bounded(a: i64, b: i64) -> i64 {
    // Not `clamp`, whose panic would be linked. Neither comes near the ends of 64 bits.
    a.wrapping_add(b).max(MOST_CENTS.wrapping_neg()).min(MOST_CENTS)
}
