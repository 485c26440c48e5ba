//! What we show and why: eligible, limited, ranked, for all slots of a page in one pass. Deciding changes nothing.

mod eligibility;
#[cfg(feature = "insight")]
pub mod explanation;
pub mod reason;

pub use eligibility::Facts;
pub use reason::{Stop, Stops};

use crate::host::Time;
use crate::profile::Profile;
use crate::program::layout::{MOST_TAKE, Model};
use crate::program::{Campaign, CampaignKind, Program};
use alloc::vec::Vec;
use reason::Reasons;

/// A campaign chosen for a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    /// Index of the campaign in the program.
    pub campaign: u32,
    /// value (1 + weight fit): what places were given by.
    pub score: f64,
    /// Why it stands.
    pub reasons: Reasons,
}

/// What is decided for one slot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filled {
    /// Best first.
    pub choices: Vec<Choice>,
    /// What stopped other candidates, and why the slot is empty if it is.
    pub stops: Stops,
}

/// One slot of a page, asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// Hash of its name.
    pub slot: u32,
    /// Places to fill; 0 is what the program says.
    pub take: u16,
}

/// What a decision stands on.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// What the merchant wants.
    pub program: &'a Program,
    /// What we remember.
    pub profile: &'a Profile,
    /// What we infer and know, for this program.
    pub facts: &'a Facts,
    /// The host's now.
    pub now: Time,
}

impl Ground<'_> {
    /// Fills the slots in the order asked; no campaign stands twice.
    #[must_use]
    pub fn choose(&self, requests: &[Request]) -> Vec<Filled> {
        let mut page: Vec<u32> = Vec::new();
        requests
            .iter()
            .map(|request| {
                let filled = self.fill(request, &page);
                page.extend(filled.choices.iter().map(|c| c.campaign));
                filled
            })
            .collect()
    }

    fn fill(&self, request: &Request, page: &[u32]) -> Filled {
        let mut filled = Filled::default();
        let Some(slot) = self.program.slot(request.slot) else {
            filled.stops.add(Stop::UnknownSlot);
            return filled;
        };
        if slot.members == 0 {
            filled.stops.add(Stop::NoCampaigns);
        }
        let take = usize::from(if request.take == 0 { slot.take } else { request.take.min(MOST_TAKE) });
        for place in 0..slot.members {
            let index = self.program.member(&slot, place);
            let campaign = self.program.campaign(index);
            if let Some(stop) = self.stopped(index, &campaign, page) {
                filled.stops.add(stop);
                continue;
            }
            let fit = self.fit(&campaign);
            let choice =
                Choice { campaign: index, score: self.score(&campaign, fit), reasons: Reasons::of(&campaign, fit) };
            insert(&mut filled, choice, take);
        }
        filled
    }

    /// What keeps a campaign from standing, if anything does; the cheapest question first.
    fn stopped(&self, index: u32, campaign: &Campaign, page: &[u32]) -> Option<Stop> {
        if !self.facts.accepts(self.program, campaign) {
            return Some(Stop::WhenFailed);
        }
        if page.contains(&index) {
            return Some(Stop::Elsewhere);
        }
        if campaign.cap > 0 {
            let now = self.profile.now(self.now);
            if self.profile.exposures.within(campaign.key, campaign.window, now) >= u32::from(campaign.cap) {
                return Some(Stop::Capped);
            }
            if !self.profile.exposures.has_room(campaign.key, now) {
                return Some(Stop::MemoryFull);
            }
        }
        self.bought_lately(campaign).then_some(Stop::JustBought)
    }

    /// Whether a campaign would sell what was just bought: all its topics are satisfied.
    fn bought_lately(&self, campaign: &Campaign) -> bool {
        if campaign.keep || campaign.kind > CampaignKind::Offer as u8 {
            return false;
        }
        let mut any = false;
        for topic in self.program.campaign_topics(campaign) {
            if !self.facts.satisfied(self.program, topic) {
                return false;
            }
            any = true;
        }
        any
    }

    /// How well a campaign fits the visitor's interests, 0 to 1: the largest share among its topics.
    fn fit(&self, campaign: &Campaign) -> f64 {
        self.program.campaign_topics(campaign).map(|t| self.facts.interest(t)).fold(0.0, f64::max)
    }

    fn score(&self, campaign: &Campaign, fit: f64) -> f64 {
        campaign.value * (1.0 + self.program.model(Model::InterestWeight) * fit)
    }
}

/// Keeps the best `take`, best first; of equal scores, the first by id, which is the lower index.
fn insert(filled: &mut Filled, choice: Choice, take: usize) {
    let choices = &mut filled.choices;
    if choices.len() >= take {
        filled.stops.add(Stop::Outranked);
        if choices.last().is_none_or(|last| last.score >= choice.score) {
            return;
        }
        choices.pop();
    }
    let place = choices.partition_point(|c| c.score >= choice.score);
    let mut carried = choice;
    for slot in choices.iter_mut().skip(place) {
        core::mem::swap(slot, &mut carried);
    }
    choices.push(carried);
}
