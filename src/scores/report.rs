//! All scores of one visitor at once.

use super::replenish::forecast;
use super::{Forecast, Inferred, TopicScore};
use alloc::vec::Vec;

/// Names of [`Report::numbers`], in their order: what conditions call them.
pub const NUMBERS: [&str; 26] = [
    "alive",
    "expected28",
    "return28",
    "clv",
    "stage.margin",
    "orders",
    "spend",
    "sessions",
    "events",
    "points",
    "points.pending",
    "rewards.ready",
    "reward.distance",
    "reward.progress",
    "tier.distance",
    "tier.progress",
    "points.expire_in",
    "referral.progress",
    "attachment",
    "engagement",
    "hesitation.views",
    "hesitation.days",
    "ready.review",
    "ready.referral",
    "intent",
    "gap",
];

/// Names of [`Report::labels`], in their order.
pub const LABELS: [&str; 6] = ["stage", "stage.change", "hesitation.kind", "member", "channel", "daypart"];

/// Everything inferred of one visitor; [`Inferred::report`] makes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// By [`LABELS`], each the number of its name; 255 is none.
    pub labels: [u8; LABELS.len()],
    /// By [`NUMBERS`]; NaN is missing.
    pub numbers: [f64; NUMBERS.len()],
    /// The topics with an interest or a purchase, by index.
    pub topics: Vec<(u16, TopicScore, Option<Forecast>)>,
}

impl Default for Report {
    /// Nothing: what is known without permission to compute.
    fn default() -> Self {
        Self { labels: [0, 0, 0, 0, u8::MAX, u8::MAX], numbers: [f64::NAN; NUMBERS.len()], topics: Vec::new() }
    }
}

impl Report {
    /// A number by its name; NaN if missing or no such number.
    #[must_use]
    pub fn number(&self, name: &str) -> f64 {
        let at = NUMBERS.iter().position(|n| *n == name);
        at.and_then(|i| self.numbers.get(i)).copied().unwrap_or(f64::NAN)
    }
}

impl Inferred<'_> {
    /// All scores.
    #[must_use]
    pub fn report(&self) -> Report {
        let scores = self.scores;
        let (doubt, watched) = self.hesitation();
        let p = self.position(scores.points);
        let flag = |is: bool| f64::from(u8::from(is));
        let label = |number: f64| if number.is_nan() { u8::MAX } else { number as u8 };
        let has = watched.last.0 > 0;
        let mut topics: Vec<(u16, TopicScore, Option<Forecast>)> = Vec::new();
        for (index, score) in (0u16..).zip(&scores.topics) {
            if score.share > 0.0 {
                topics.push((index, *score, None));
            }
        }
        let whole = self.whole();
        for t in self.tally.topics.all().iter().filter(|t| t.bought > 0) {
            let Some(topic) = self.program.topic(t.key) else { continue };
            if let Some(entry) = topics.iter_mut().find(|entry| entry.0 == topic) {
                entry.2 = Some(forecast(&whole, t, topic, self.profile, self.program, self.now));
            }
        }
        Report {
            labels: [
                scores.standing.stage as u8,
                scores.standing.change as u8,
                doubt as u8,
                p.member as u8,
                label(self.channel()),
                label(self.daypart()),
            ],
            numbers: [
                self.alive(),
                self.expected28(),
                self.return28(),
                self.lifetime_value(),
                scores.standing.margin,
                scores.bought.orders.into(),
                scores.bought.spend as f64 / 100.0,
                scores.sessions.into(),
                scores.events.into(),
                p.points,
                p.pending,
                p.ready,
                p.reward_distance,
                p.reward_progress,
                p.tier_distance,
                p.tier_progress,
                p.expire_in,
                p.referral,
                self.attachment(),
                self.engagement(),
                if has { watched.views.into() } else { f64::NAN },
                if has { f64::from(self.now.since(watched.last)) / 86_400.0 } else { f64::NAN },
                flag(self.is_ready_to_review()),
                flag(self.is_ready_to_refer()),
                self.intent(),
                if scores.bought.occasions > 0 { scores.rhythm.gap() } else { f64::NAN },
            ],
            topics,
        }
    }
}
