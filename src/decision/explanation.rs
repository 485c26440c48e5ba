//! Why, also why not: every candidate of a slot with its score terms and what stopped it. Insight build only.

use super::{Choice, Ground, Request};
use crate::decision::reason::{Stop, Stops};
use alloc::vec::Vec;

/// One candidate of a slot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Index of the campaign.
    pub campaign: u32,
    /// What stopped it; `None` if it was chosen.
    pub stop: Option<Stop>,
    /// Its score, whether or not it was stopped.
    pub score: f64,
    /// Its fit to the visitor's interests, 0 to 1.
    pub fit: f64,
    /// The attribute whose predicate settled its condition, by index, with its value (NaN is missing).
    pub settled: Option<(u16, f64)>,
}

impl Ground<'_> {
    /// Explains the last of `requests`, the earlier ones being filled before it, as [`Ground::choose`] would.
    #[must_use]
    pub fn explain(&self, requests: &[Request]) -> (Vec<Candidate>, Stops) {
        let page = self.choose(requests);
        let Some((request, earlier)) = requests.split_last() else { return (Vec::new(), Stops::default()) };
        let here = |slot: &[Choice], index: u32| slot.iter().any(|c| c.campaign == index);
        let (last, stops) = page.slots().last().unwrap_or((&[], Stops::default()));
        let Some(slot) = self.program.slot(request.slot) else { return (Vec::new(), stops) };
        let candidates = self
            .program
            .members(&slot)
            .map(|index| {
                let campaign = self.program.campaign(index);
                let taken = page.slots().take(earlier.len()).any(|s| here(s.0, index));
                let fit = self.fit(&campaign);
                let stop = self.stopped(&campaign, taken, &page.choices).unwrap_or(Stop::Outranked);
                let stop = (!here(last, index)).then_some(stop);
                let settled = self.program.run(campaign.first_step, campaign.steps, |p| self.facts.holds(p)).1;
                let settled = settled.map(|p| self.program.predicate(p).attribute);
                Candidate {
                    campaign: index,
                    stop,
                    score: self.score(&campaign, fit),
                    fit,
                    settled: settled.map(|a| (a, self.facts.attribute(a))),
                }
            })
            .collect();
        (candidates, stops)
    }
}
