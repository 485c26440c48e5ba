//! When a customer buys: her own rhythm, from the days of her latest orders.
//!
//! Days are whole days with an order that stands, of the latest 64 transactions; `gaps` are the days between them, `rec` the days
//! since the last. `prior` is the gap that the shop expects of a stranger (`models.stages.gap`): it counts as one gap, so
//! that a customer's own soon outweigh it. All logarithms are natural.

use crate::math::decay::exp2;
use crate::math::elementary::log1p;
use crate::profile::purchases::{Purchases, Summary};
use alloc::vec::Vec;

/// What moves [`super::returning::return28`], in its order.
pub const FEATURES: [&str; 8] =
    ["pace28", "pace56", "week", "interest", "irregular", "longest", "overdue", "overdue_all"];

/// Gaps that a personal gap looks back over: habits change.
const LATE: usize = 9;

/// A customer's days with an order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rhythm {
    /// The remembered days, ascending.
    pub days: Vec<u32>,
    /// Days since the last; 0 before the first.
    pub rec: f64,
    /// The shop's expected gap in days.
    pub prior: f64,
    /// Days from the first order to the last, of all time.
    age: f64,
    /// Days with an order, of all time.
    occasions: f64,
}

impl Rhythm {
    /// Reads it from the latest transactions; `today` in days.
    pub fn refresh(&mut self, purchases: &Purchases, bought: &Summary, prior: f64, today: u32) {
        self.days.clear();
        for t in purchases.recent.iter().filter(|t| t.marks.counts()) {
            if self.days.last() != Some(&t.day) {
                self.days.push(t.day);
            }
        }
        self.prior = prior;
        self.rec = f64::from(today.saturating_sub(bought.last_day));
        self.age = f64::from(bought.last_day.saturating_sub(bought.first_day));
        self.occasions = f64::from(bought.occasions);
    }

    /// The personal gap in days, drawn towards the prior: of the latest days, (from the 9th last to the last + prior) / their
    /// number.
    #[must_use]
    pub fn gap(&self) -> f64 {
        self.gap_of(self.days.len())
    }

    /// The personal gap as it was after so many of the remembered days.
    fn gap_of(&self, days: usize) -> f64 {
        let late = days.min(LATE);
        let at = |i: usize| self.days.get(i).copied().unwrap_or(0);
        let span = at(days.saturating_sub(1)).saturating_sub(at(days.saturating_sub(late)));
        (f64::from(span) + self.prior) / late.max(1) as f64
    }

    /// ln(1 + sum over days of 2^(-days ago / half)): how much was bought of late. 0 to 4.2.
    #[must_use]
    pub fn pace(&self, half: f64) -> f64 {
        let mut sum = 0.0;
        let mut before = 0;
        for day in &self.days {
            sum = 1.0 + sum * exp2(-f64::from(day.saturating_sub(before)) / half);
            before = *day;
        }
        log1p(sum * exp2(-self.rec / half))
    }

    /// Remembered days with an order from a day on.
    #[must_use]
    pub fn since(&self, day: u32) -> usize {
        self.days.len().saturating_sub(self.days.partition_point(|d| *d < day))
    }

    /// The features of [`FEATURES`]; `interest` is the lasting interest in all topics, the forgotten included.
    ///
    /// | feature | formula |
    /// |---|---|
    /// | pace28, pace56 | [`Rhythm::pace`] |
    /// | week | ln(1 + days within 7) |
    /// | interest | ln(1 + interest) |
    /// | irregular | ln(sd / mean), sd^2 = (sum of (gap - mean)^2 + 49) / (gaps + 1), mean = (sum of gaps + 14) / (gaps + 1) |
    /// | longest | ln(longest gap, at least 7, over rec + 7), at least -3 |
    /// | overdue | ln(1 + rec / [`Rhythm::gap`] with 14 for the prior) |
    /// | overdue_all | ln(1 + rec / g), g = (days from first to last + 14) / days with an order, of all time |
    #[must_use]
    pub fn features(&self, interest: f64) -> [f64; FEATURES.len()] {
        let n = self.days.len().max(1) as f64;
        let (mut sum, mut longest) = (14.0, 7.0f64);
        let gaps = || self.days.iter().zip(self.days.iter().skip(1)).map(|(a, b)| f64::from(b.saturating_sub(*a)));
        for gap in gaps() {
            sum += gap;
            longest = longest.max(gap);
        }
        let mean = sum / n;
        let squares: f64 = gaps().fold(49.0, |s, gap| s + (gap - mean) * (gap - mean));
        let late = self.days.len().clamp(1, LATE) as f64;
        let gap = self.gap() + (14.0 - self.prior) / late;
        let week = self.days.iter().rev().take_while(|d| self.ago(**d) <= 7.0).count();
        [
            self.pace(28.0),
            self.pace(56.0),
            log1p(week as f64),
            log1p(interest),
            libm::log(squares / n / (mean * mean)) / 2.0,
            libm::log(longest / (self.rec + 7.0)).max(-3.0),
            log1p(self.rec / gap),
            log1p(self.rec * self.occasions / (self.age + 14.0)),
        ]
    }

    /// Whether a silence ended within the last `back` days that was too long by what the rhythm was before it: `limit` says how long,
    /// of a personal gap.
    #[must_use]
    pub fn came_back(&self, back: f64, limit: impl Fn(f64) -> f64) -> bool {
        let pairs = (1usize..).zip(self.days.iter().zip(self.days.iter().skip(1)));
        pairs
            .filter(|(_, (_, b))| self.ago(**b) < back)
            .any(|(n, (a, b))| f64::from(b.saturating_sub(*a)) > limit(self.gap_of(n)))
    }

    fn ago(&self, day: u32) -> f64 {
        self.rec + self.days.last().map_or(0.0, |last| f64::from(last.saturating_sub(day)))
    }
}
