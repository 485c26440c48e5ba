//! What we show and why: eligible, limited, ranked, for all slots of a page in one pass. Deciding changes nothing.

mod eligibility;
#[cfg(feature = "insight")]
pub mod explanation;
pub mod reason;

pub use eligibility::{Facts, numbers};
pub use reason::{Stop, Stops};

use crate::host::Time;
use crate::profile::Profile;
use crate::profile::exposures::MOST_CAMPAIGNS;
use crate::program::layout::{MOST_TAKE, Model};
use crate::program::{Campaign, CampaignKind, Program, Slot};
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

/// A page decided: the choices of all its slots in one list, slot after slot, best first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    choices: Vec<Choice>,
    // For each slot, where its choices end, and what stopped other candidates.
    slots: Vec<(usize, Stops)>,
}

impl Page {
    /// A page whose slots are all empty, for one reason.
    #[must_use]
    pub fn empty(slots: usize, stop: Stop) -> Self {
        let mut stops = Stops::default();
        stops.add(stop);
        let mut page = Self::default();
        (0..slots).for_each(|_| page.slots.push((0, stops)));
        page
    }

    /// Each slot in the order asked: its choices, best first, and what stopped others or why there are none.
    pub fn slots(&self) -> impl Iterator<Item = (&[Choice], Stops)> {
        let mut start = 0;
        self.slots.iter().map(move |(end, stops)| {
            let choices = self.choices.get(start..*end).unwrap_or(&[]);
            start = *end;
            (choices, *stops)
        })
    }
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
    pub fn choose(&self, requests: &[Request]) -> Page {
        let mut page = Page::default();
        for request in requests {
            let stops = self.fill(request, &mut page.choices);
            page.slots.push((page.choices.len(), stops));
        }
        page
    }

    /// Adds one slot's choices to those of the slots before it.
    fn fill(&self, request: &Request, choices: &mut Vec<Choice>) -> Stops {
        let mut stops = Stops::default();
        let Some(slot) = self.program.slot(request.slot) else {
            stops.add(Stop::UnknownSlot);
            return stops;
        };
        if self.program.chains(&slot).next().is_none() {
            stops.add(Stop::NoCampaigns);
        }
        let take = usize::from(if request.take == 0 { slot.take } else { request.take.min(MOST_TAKE) });
        let start = choices.len();
        self.pass(&slot, choices, start, take, &mut stops);
        let needed = self.unremembered(choices, self.profile.now(self.now));
        if self.profile.exposures.all().len().saturating_add(needed) <= MOST_CAMPAIGNS {
            return stops;
        }
        // Memory for caps runs out within this slot: place by place, so that the best get what room is left.
        choices.truncate(start);
        while choices.len().saturating_sub(start) < take {
            let before = choices.len();
            stops = Stops::default();
            self.pass(&slot, choices, start, 1, &mut stops);
            if choices.len() == before {
                break;
            }
        }
        stops
    }

    /// One pass over a slot's candidates, for `take` places after those chosen so far; `start` is where the slot's own
    /// choices begin.
    fn pass(&self, slot: &Slot, choices: &mut Vec<Choice>, start: usize, take: usize, stops: &mut Stops) {
        let from = choices.len();
        for chain in self.program.chains(slot) {
            if !self.facts.holds(chain.gate()) {
                stops.add(Stop::WhenFailed);
                continue;
            }
            for index in self.program.candidates(chain) {
                let campaign = self.program.campaign(index);
                let (page, _) = choices.split_at_checked(from).unwrap_or((choices, &[]));
                let at = page.iter().position(|c| c.campaign == index);
                if at.is_some_and(|at| at >= start) {
                    continue;
                }
                if let Some(stop) = self.stopped(&campaign, at.is_some(), page) {
                    stops.add(stop);
                    continue;
                }
                let fit = self.fit(&campaign);
                let (score, reasons) = (self.score(&campaign, fit), Reasons::of(&campaign, fit));
                let mut carried = Choice { campaign: index, score, reasons };
                // Best first; of equal scores the first by id, which is the lower index.
                let mut placed = false;
                for standing in choices.iter_mut().skip(from) {
                    placed |= standing.score < carried.score
                        || (standing.score <= carried.score && standing.campaign > carried.campaign);
                    if placed {
                        core::mem::swap(standing, &mut carried);
                    }
                }
                if choices.len().wrapping_sub(from) < take {
                    choices.push(carried);
                } else {
                    stops.add(Stop::Outranked);
                }
            }
        }
    }

    /// What keeps a campaign from standing, if anything does; the cheapest question first.
    fn stopped(&self, campaign: &Campaign, taken: bool, page: &[Choice]) -> Option<Stop> {
        if !self.facts.accepts(self.program, campaign) {
            return Some(Stop::WhenFailed);
        }
        if taken {
            return Some(Stop::Elsewhere);
        }
        if campaign.cap > 0 {
            let now = self.profile.now(self.now);
            if self.profile.exposures.within(campaign.key, campaign.window, now) >= u32::from(campaign.cap) {
                return Some(Stop::Capped);
            }
            if !self.has_room(campaign, page, now) {
                return Some(Stop::MemoryFull);
            }
        }
        self.bought_lately(campaign).then_some(Stop::JustBought)
    }

    /// Whether an exposure could be remembered, after those of the page that are not remembered yet.
    fn has_room(&self, campaign: &Campaign, page: &[Choice], now: Time) -> bool {
        let exposures = &self.profile.exposures;
        (exposures.blind_until == Time(0) && exposures.all().len().saturating_add(page.len()) < MOST_CAMPAIGNS)
            || exposures.has_room(campaign.key, self.unremembered(page, now), now)
    }

    /// Choices of the page whose exposures will need room that they do not have yet.
    fn unremembered(&self, page: &[Choice], now: Time) -> usize {
        let needs = |c: &&Choice| {
            let campaign = self.program.campaign(c.campaign);
            campaign.cap > 0 && !self.profile.exposures.holds(campaign.key, now)
        };
        page.iter().filter(needs).count()
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
