//! Look-backs: how often, how long ago, in this order? Answered from the recent events where they reach back
//! far enough, else from what is counted for good. What neither knows is said to be unknown, never guessed to be "no".
//!
//! An answer is a number: a count, days, or 1 and 0 for yes and no. Where only a lower bound `n` is known it is `-1 - n`
//! ([`at_least`]), which no true answer is.

use super::Profile;
use super::recent::Event;
use super::tally::Tally;
use crate::host::{DAY, Time};
use crate::program::{Lookback, LookbackForm, Program};
use crate::signals::Kind;

/// The answer "`n` or more".
#[must_use]
pub fn at_least(n: f64) -> f64 {
    -1.0 - n
}

/// What a look-back looks at.
#[derive(Clone, Copy, Debug)]
pub struct Past<'a> {
    /// What is remembered.
    pub profile: &'a Profile,
    /// The sum of its tallies.
    pub tally: &'a Tally,
    /// What topics lie below which.
    pub program: &'a Program,
    /// The moment.
    pub now: Time,
}

impl Past<'_> {
    /// Answers the look-back at an index of the program.
    #[must_use]
    pub fn answer(&self, index: u16) -> f64 {
        let ask = self.program.lookback(index);
        match ask.form {
            LookbackForm::Count => self.count(&ask),
            LookbackForm::Since => self.since(&ask),
            LookbackForm::Ordered => self.ordered(index, &ask),
            LookbackForm::Step => f64::NAN,
        }
    }

    /// How many events fit. Orders of several topics are one.
    fn count(&self, ask: &Lookback) -> f64 {
        let Some(kind) = Kind::from_number(ask.number) else { return 0.0 };
        let total = self.tally.events.of(kind);
        if total == 0 {
            return 0.0;
        }
        let is_plain = ask.topic.is_none();
        if is_plain && ask.within == 0 {
            // Orders that were taken back do not count.
            return f64::from(if kind == Kind::Purchase {
                self.profile.purchases.summary(self.tally).orders
            } else {
                total
            });
        }
        let start = self.start(ask);
        let mut last = None;
        let mut found = 0u32;
        for e in self.profile.recent.of(kind).iter().filter(|e| e.time >= start && self.is_about(e, ask)) {
            if kind != Kind::Purchase || last != Some(e.time) {
                found = found.saturating_add(1);
            }
            last = Some(e.time);
        }
        let last_day = self.profile.loyalty.last_day(kind);
        if last_day < start.day() || self.profile.recent.reaches(kind, start) {
            return f64::from(found);
        }
        // The last event's day is known for good, whatever else is remembered; so is the last order's of a topic.
        let last_day = if is_plain { last_day } else { self.last_bought(kind, ask) };
        at_least(f64::from(if last_day > start.day() { found.max(1) } else { found }))
    }

    /// Days since the last event that fits, NaN if there was none.
    fn since(&self, ask: &Lookback) -> f64 {
        let Some(kind) = Kind::from_number(ask.number) else { return f64::NAN };
        let total = self.tally.events.of(kind);
        if total == 0 {
            return f64::NAN;
        }
        if let Some(e) = self.profile.recent.of(kind).iter().rev().find(|e| self.is_about(e, ask)) {
            return days(self.now.since(e.time));
        }
        let day = if ask.topic.is_none() { self.profile.loyalty.last_day(kind) } else { self.last_bought(kind, ask) };
        if day > 0 {
            return f64::from(self.now.day().saturating_sub(day));
        }
        if self.profile.recent.reaches(kind, Time(0)) {
            return f64::NAN;
        }
        let horizon = self.profile.recent.horizon(kind);
        at_least(days(self.now.since(if horizon == Time(0) { self.now } else { horizon })))
    }

    /// Whether events that fit came one after the other: 1, 0, or unknown.
    fn ordered(&self, index: u16, ask: &Lookback) -> f64 {
        let start = self.start(ask);
        // Where an event stands: its time, and in one second the order in which it is remembered. Nothing stands at 0.
        let mut last = u64::from(start.0).wrapping_shl(32);
        let mut knows_all = true;
        let mut came = true;
        for step in 1..=u16::from(ask.number) {
            let step = self.program.lookback(index.saturating_add(step));
            let Some(kind) = Kind::from_number(step.number) else { return 0.0 };
            let mut next = u64::MAX;
            for (e, i) in self.profile.recent.events.iter().zip(1u64..) {
                let stand = u64::from(e.time.0).wrapping_shl(32) | i;
                if e.kind == kind && stand > last && stand < next && self.is_about(e, &step) {
                    next = stand;
                }
            }
            came &= next < u64::MAX;
            last = next;
            knows_all &= self.tally.events.of(kind) == 0 || self.profile.recent.reaches(kind, start);
        }
        if came {
            1.0
        } else if knows_all {
            0.0
        } else {
            at_least(0.0)
        }
    }

    fn start(&self, ask: &Lookback) -> Time {
        if ask.within == 0 { Time(0) } else { Time(self.now.0.saturating_sub(ask.within)) }
    }

    fn is_about(&self, event: &Event, ask: &Lookback) -> bool {
        ask.topic.is_none_or(|topic| self.program.is_within(event.topic, topic))
    }

    /// Day of the last order with something of a topic, 0 if none is known.
    fn last_bought(&self, kind: Kind, ask: &Lookback) -> u32 {
        let Some(topic) = ask.topic.filter(|_| kind == Kind::Purchase) else { return 0 };
        let within = self.tally.topics.all().iter().filter(|t| t.bought > 0 && self.program.is_within(t.key, topic));
        within.map(|t| t.last_day).max().unwrap_or(0)
    }
}

fn days(seconds: u32) -> f64 {
    f64::from(seconds) / f64::from(DAY)
}
