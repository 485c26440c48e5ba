//! What is inferred when it is asked.

use super::attachment;
use super::hesitation::{Doubt, hesitation};
use super::intent;
use super::loyalty::{Position, position};
use super::purchase::Past;
use super::replenish::{Forecast, Whole, forecast};
use super::returning;
use super::spend::{Horizon, Spend, lifetime_value};
use super::{Scores, model, past};
use crate::host::Time;
use crate::profile::Profile;
use crate::profile::items::Watched;
use crate::profile::tally::Tally;
use crate::profile::topics::TopicMemory;
use crate::program::Program;
use crate::program::layout::Model as Number;
use crate::signals::{Channel, Kind};
use alloc::vec::Vec;
use core::cell::OnceCell;

/// Names of the parts of a day, at their number.
pub const DAYPARTS: [&str; 4] = ["night", "morning", "afternoon", "evening"];
/// Periods that a lifetime value is summed over: four weeks each of a year.
pub const PERIODS: u32 = 13;
/// Seconds that a dismissal and something read hold.
const RECEPTIVE: u32 = 15_552_000;

/// What it is inferred from, and what was inferred of it before.
#[derive(Clone, Debug)]
pub struct Inferred<'a> {
    /// What is remembered.
    pub profile: &'a Profile,
    /// The sum of its tallies.
    pub tally: &'a Tally,
    /// What the merchant wants.
    pub program: &'a Program,
    /// What was inferred before.
    pub scores: &'a Scores,
    /// The moment, not before the profile's last.
    pub now: Time,
    position: OnceCell<Position>,
    pace: OnceCell<f64>,
}

impl<'a> Inferred<'a> {
    /// Of these; nothing is inferred yet.
    #[must_use]
    pub const fn new(
        profile: &'a Profile,
        tally: &'a Tally,
        program: &'a Program,
        scores: &'a Scores,
        now: Time,
    ) -> Self {
        Self { profile, tally, program, scores, now, position: OnceCell::new(), pace: OnceCell::new() }
    }

    /// P(alive), 0 to 1; NaN before the first purchase.
    #[must_use]
    pub fn alive(&self) -> f64 {
        past(&self.scores.bought, self.now).map_or(f64::NAN, |past| model(self.program).alive(&past))
    }

    /// Expected purchase days in the next 28 days; NaN before the first purchase.
    #[must_use]
    pub fn expected28(&self) -> f64 {
        let past = past(&self.scores.bought, self.now);
        // Of whoever left for certain nothing is expected.
        past.map_or(f64::NAN, |past| model(self.program).expected(&past, returning::HORIZON).max(0.0))
    }

    /// The probability of a purchase within 28 days; NaN before the first.
    #[must_use]
    pub fn return28(&self) -> f64 {
        let Scores { bought, rhythm, interest, .. } = self.scores;
        past(bought, self.now)
            .map_or(f64::NAN, |past| returning::return28(self.program, rhythm, *interest, &model(self.program), &past))
    }

    /// What the customer's purchases to come are worth today, in money: [`lifetime_value`]; NaN before the first.
    #[must_use]
    pub fn lifetime_value(&self) -> f64 {
        let bought = &self.scores.bought;
        past(bought, self.now).map_or(f64::NAN, |past| self.worth(&past, bought.occasions.into()))
    }

    /// The same of another past, the mean worth of an order known of `x` of them.
    #[must_use]
    pub fn worth(&self, past: &Past, x: f64) -> f64 {
        let bought = &self.scores.bought;
        let number = |which| self.program.model(which);
        let spend = Spend { p: number(Number::SpendP), q: number(Number::SpendQ), v: number(Number::SpendV) };
        let horizon = Horizon {
            period: number(Number::Weeks) * 7.0 / f64::from(PERIODS),
            periods: PERIODS,
            rate: number(Number::Rate),
            margin: number(Number::Margin),
        };
        let mean = bought.spend as f64 / 100.0 / f64::from(bought.occasions);
        lifetime_value(&model(self.program), past, spend.expected(x, mean), &horizon)
    }

    /// The customer on the whole, for [`forecast`].
    #[must_use]
    pub fn whole(&self) -> Whole<'_> {
        let rhythm = &self.scores.rhythm;
        Whole {
            rhythm,
            pace: *self.pace.get_or_init(|| rhythm.pace(28.0)),
            occasions: libm::log(f64::from(self.scores.bought.occasions.max(1))),
            interest: self.scores.interest,
        }
    }

    /// The next purchase in a topic, `None` if nothing was bought in it or below: the likeliest chance of all that was, and the earliest
    /// date of those that are at least half as likely, so that what was given up does not stay overdue for ever.
    #[must_use]
    pub fn forecast(&self, topic: u16) -> Option<Forecast> {
        let whole = self.whole();
        let of = |t: &TopicMemory| {
            let at = self.program.topic(t.key)?;
            Some(forecast(&whole, t, at, self.profile, self.program, self.now))
        };
        let bought = self.tally.topics.all().iter().filter(|t| t.bought > 0 && self.program.is_within(t.key, topic));
        let all: Vec<Forecast> = bought.filter_map(of).collect();
        let best = all.iter().map(|f| f.chance28).fold(0.0, f64::max);
        let mut nearest: Option<Forecast> = None;
        for one in all.iter().filter(|f| f.chance28 * 2.0 >= best) {
            // One that is unknown has no date and stands behind all others.
            if nearest.is_none_or(|n| one.due_in < n.due_in || n.due_in.is_nan()) {
                nearest = Some(*one);
            }
        }
        nearest.map(|n| Forecast { chance28: best, ..n })
    }

    /// The parts of attachment, as [`attachment::PARTS`].
    #[must_use]
    pub fn attachment_parts(&self) -> [f64; attachment::PARTS.len()] {
        attachment::parts(self.profile, self.tally, &self.scores.bought)
    }

    /// Attachment, 0 to 1.
    #[must_use]
    pub fn attachment(&self) -> f64 {
        attachment::attachment(&self.attachment_parts())
    }

    /// Engagement, 0 to 1.
    #[must_use]
    pub fn engagement(&self) -> f64 {
        attachment::engagement(self.profile, self.tally, self.now)
    }

    /// Whether to ask for a review now.
    #[must_use]
    pub fn is_ready_to_review(&self) -> bool {
        attachment::is_ready_to_review(self.profile, &self.scores.bought, self.now)
    }

    /// Whether to ask for a referral now.
    #[must_use]
    pub fn is_ready_to_refer(&self) -> bool {
        attachment::is_ready_to_refer(self.profile, self.scores.bought.occasions, self.attachment(), self.now)
    }

    /// Why the visitor hesitates, and over which product.
    #[must_use]
    pub fn hesitation(&self) -> (Doubt, Watched) {
        hesitation(self.profile, self.now)
    }

    /// A member's position.
    #[must_use]
    pub fn position(&self) -> Position {
        let of = || position(self.profile, self.tally, &self.scores.bought, self.program, self.scores.points, self.now);
        *self.position.get_or_init(of)
    }

    /// The channel with the most engagement of late, by number; NaN if there is none.
    #[must_use]
    pub fn channel(&self) -> f64 {
        self.strongest(0, Channel::COUNT)
    }

    /// The part of the day with the most of it, by number.
    #[must_use]
    pub fn daypart(&self) -> f64 {
        self.strongest(Channel::COUNT, self.tally.levels.len())
    }

    /// How a topic is received that was read about or turned down, 0 to 1 and a half without evidence: (1 + read) / (2 + read + turned
    /// down) within 180 days (a Beta(1, 1) prior).
    #[must_use]
    pub fn receptive(&self, topic: u16) -> f64 {
        let count = |kind| {
            let of = self.profile.recent.of(kind).iter();
            let late = of.filter(|e| self.now.since(e.time) < RECEPTIVE && self.program.is_within(e.topic, topic));
            late.count() as f64
        };
        let read = count(Kind::ContentRead) + count(Kind::SelectPromotion);
        (1.0 + read) / (2.0 + read + count(Kind::DismissPromotion))
    }

    /// The probability that this session ends in a purchase; NaN where the program carries no weights.
    #[must_use]
    pub fn intent(&self) -> f64 {
        let features = intent::features(self.profile, self.tally, self.scores.bought.occasions, self.now);
        intent::intent(self.program, &features)
    }

    // Levels are on one scale, so that none has to be decayed to be compared.
    fn strongest(&self, from: usize, to: usize) -> f64 {
        let levels = self.tally.levels.get(from..to).unwrap_or(&[]);
        let mut best = (f64::NAN, crate::math::decay::Level::NONE);
        for (i, level) in levels.iter().enumerate() {
            if *level > best.1 {
                best = (i as f64, *level);
            }
        }
        best.0
    }
}
