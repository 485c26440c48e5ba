//! What was said last and when things happened last. Each is a register whose later value holds, so that replicas join
//! by taking the greater.

use super::list;
use crate::host::Time;
use crate::signals::{Kind, Signal};

/// The last answer to a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    /// When; the landmark itself if never.
    pub time: Time,
    /// What.
    pub value: u32,
}

impl Told {
    /// Takes the later of the two.
    #[inline(never)]
    pub fn hear(&mut self, other: Self) {
        *self = (*self).max(other);
    }
}

/// What was told, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loyalty {
    /// Answer to the NPS question, 0 to 10.
    pub nps: Told,
    /// Stars given, in tenths.
    pub rating: Told,
    /// Hash of the tier.
    pub tier: Told,
    /// Day of the last event of each kind; 0 if there was none.
    pub last_days: [u32; Kind::COUNT],
}

impl Default for Loyalty {
    fn default() -> Self {
        Self { nps: Told::default(), rating: Told::default(), tier: Told::default(), last_days: [0; Kind::COUNT] }
    }
}

impl Loyalty {
    /// Day of the last event of a kind; 0 if there was none.
    #[must_use]
    pub fn last_day(&self, kind: Kind) -> u32 {
        self.last_days.get(kind as usize).copied().unwrap_or(0)
    }

    /// Notes that something of a kind happened.
    pub fn happened(&mut self, kind: Kind, at: Time) {
        if let Some(day) = self.last_days.get_mut(kind as usize) {
            *day = (*day).max(at.day());
        }
    }

    /// Notes what a signal says.
    pub fn note(&mut self, signal: &Signal) {
        self.happened(signal.kind, signal.time);
        let told = |value: u32| Told { time: signal.time, value };
        if let (Kind::Nps, Some(score)) = (signal.kind, signal.score) {
            self.nps.hear(told(score.into()));
        }
        if let (Kind::Review | Kind::Testimonial, Some(rating)) = (signal.kind, signal.rating) {
            self.rating.hear(told(rating.into()));
        }
        if signal.tier != 0 {
            self.tier.hear(told(signal.tier));
        }
    }

    /// Joins another's: the later of each.
    pub fn join(&mut self, other: &Self) {
        self.nps.hear(other.nps);
        self.rating.hear(other.rating);
        self.tier.hear(other.tier);
        list::latest(&mut self.last_days, &other.last_days);
    }
}
