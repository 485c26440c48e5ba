//! All scores of one visitor at once.

use super::replenish::forecast;
use super::{Forecast, Inferred, TopicScore};
use crate::program::Attribute;
use crate::program::layout::Part;
use alloc::vec::Vec;

/// Everything inferred of one visitor; without permission to compute, nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// In the order of [`Attribute::REGISTRY`], which has the names; NaN is missing, truth 1 and 0, a name its number.
    pub numbers: Vec<f64>,
    /// The topics with an interest or a purchase, by index.
    pub topics: Vec<(u16, TopicScore, Option<Forecast>)>,
}

impl Report {
    /// A number by its name; NaN if missing or no such number.
    #[must_use]
    pub fn number(&self, name: &str) -> f64 {
        let at = Attribute::REGISTRY.iter().position(|(n, ..)| *n == name);
        at.and_then(|i| self.numbers.get(i)).copied().unwrap_or(f64::NAN)
    }
}

impl Inferred<'_> {
    /// The topics with an interest or a purchase, and of what was bought in each very topic when it is bought again.
    #[must_use]
    pub fn topics(&self) -> Vec<(u16, TopicScore, Option<Forecast>)> {
        let mut topics: Vec<(u16, TopicScore, Option<Forecast>)> = Vec::new();
        for (index, score) in (0u16..).zip(&self.scores.topics) {
            if score.share > 0.0 || score.bought.is_some() {
                topics.push((index, *score, None));
            }
        }
        let whole = self.whole();
        for t in self.tally.topics.all().iter().filter(|t| Part::Replenish.is_here() && t.bought > 0) {
            let Some(topic) = self.program.topic(t.key) else { continue };
            let at = topics.partition_point(|entry| entry.0 < topic);
            if let Some(entry) = topics.get_mut(at).filter(|entry| entry.0 == topic) {
                entry.2 = Some(forecast(&whole, t, topic, self.profile, self.program, self.now));
            }
        }
        topics
    }
}
