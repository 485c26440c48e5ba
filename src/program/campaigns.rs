//! Slots and the campaigns that stand for them.
//!
//! ```text
//! campaign, 48 bytes:
//!  0 key:u32            FNV-1a 32 of the id, by which profiles know it; 0 of one without a cap
//!  4 kind:u8
//!  5 cap:u8             exposures allowed in the window; 0 is no cap
//!  6 flags:u8           bit 0: keep although its topics are owned
//!  7 0:u8
//!  8 window:u32         of the cap, in seconds
//! 12 first_step:u32
//! 16 steps:u32          0: no condition
//! 20 first_topic:u32    in CampaignTopics
//! 24 topics:u32
//! 28 0:u32
//! 32 value:f64          above 0
//! 40 tail:u32           where its payload starts, from the start of the file
//! 44 length:u32         of the payload
//! ```

use super::Program;
use super::layout::{MOST_TAKE, Section};

/// What a campaign is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum CampaignKind {
    /// Something to read or see.
    Content = 0,
    /// Something to buy.
    Offer = 1,
    /// Something earned.
    Reward = 2,
    /// A question to the visitor: feedback, referral, sign-up.
    Ask = 3,
    /// What others say.
    Proof = 4,
}

impl CampaignKind {
    /// All, at their number, with their names in a program.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Content, "content"),
        (Self::Offer, "offer"),
        (Self::Reward, "reward"),
        (Self::Ask, "ask"),
        (Self::Proof, "proof"),
    ];
}

/// A campaign's record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Campaign {
    /// Hash of its id; 0 if it has no cap.
    pub key: u32,
    /// Number of its kind, see [`CampaignKind`].
    pub kind: u8,
    /// Exposures allowed in `window`; 0 is no cap.
    pub cap: u8,
    /// Whether it stands although the visitor owns what it is about.
    pub keep: bool,
    /// Seconds that the cap looks back.
    pub window: u32,
    /// Worth of showing it, before interests.
    pub value: f64,
    /// First step of its condition.
    pub first_step: u32,
    /// Steps of its condition.
    pub steps: u32,
    first_topic: u32,
    topics: u32,
    /// Where its payload starts in the file.
    pub tail: u32,
    /// How long that is.
    pub length: u32,
}

/// A slot's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Places to fill unless the caller says otherwise.
    pub take: u16,
    /// Its place among the slots.
    pub(super) number: usize,
    first: u32,
    members: u32,
}

impl Slot {
    /// The place in Members after its last candidate.
    pub(super) const fn end(&self) -> u32 {
        self.first.saturating_add(self.members)
    }
}

impl Program {
    /// The slot whose name has that hash.
    #[must_use]
    pub fn slot(&self, name: u32) -> Option<Slot> {
        Some(self.slot_at(self.search(Section::Slots, name)?))
    }

    pub(super) fn slot_at(&self, number: usize) -> Slot {
        let at = self.at(Section::Slots, number as u32);
        Slot {
            number,
            take: self.u16(at.wrapping_add(4)).min(MOST_TAKE),
            first: self.u32(at.wrapping_add(8)),
            members: self.u32(at.wrapping_add(12)).min(self.count(Section::Members) as u32),
        }
    }

    /// The candidate at a place in Members, as an index of campaigns.
    #[must_use]
    pub fn member(&self, place: u32) -> u32 {
        self.u32(self.at(Section::Members, place))
    }

    /// A slot's candidates, as indices of campaigns, ascending.
    pub fn members(&self, slot: &Slot) -> impl Iterator<Item = u32> {
        (slot.first..slot.end()).map(|place| self.member(place))
    }

    /// How many campaigns.
    #[must_use]
    pub fn campaign_count(&self) -> usize {
        self.count(Section::Campaigns)
    }

    /// The campaign at an index.
    #[must_use]
    pub fn campaign(&self, index: u32) -> Campaign {
        let at = self.at(Section::Campaigns, index);
        // One bounds check for the whole record.
        let record: [u8; 48] = self.array(at).unwrap_or([0; 48]);
        let word = |i: usize| record.get(i..).and_then(<[u8]>::first_chunk::<4>).map_or(0, |b| u32::from_le_bytes(*b));
        let [kind, cap, flags, _] = word(4).to_le_bytes();
        let value = record.get(32..).and_then(<[u8]>::first_chunk::<8>).map_or(0.0, |b| f64::from_le_bytes(*b));
        Campaign {
            key: word(0),
            kind,
            cap,
            keep: flags & 1 != 0,
            window: word(8),
            value,
            first_step: word(12),
            steps: word(16),
            first_topic: word(20),
            topics: word(24),
            tail: word(40),
            length: word(44),
        }
    }

    /// The topics a campaign is about.
    pub fn campaign_topics(&self, campaign: &Campaign) -> impl Iterator<Item = u16> {
        let (first, most) = (campaign.first_topic, self.count(Section::CampaignTopics) as u32);
        (0..campaign.topics.min(most)).map(move |i| self.u16(self.at(Section::CampaignTopics, first.wrapping_add(i))))
    }
}
