//! Stable codes: why a campaign stands, and what stopped one.

use crate::program::Campaign;

/// A fit from here on is called a reason.
const NOTABLE_FIT: f64 = 0.05;

/// Why a campaign stands, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reasons(pub u32);

impl Reasons {
    /// Names of the bits, lowest first.
    pub const CODES: [&'static str; 3] = ["when", "always", "interest"];

    /// `when` if it has conditions, which hold; `always` if it has none; `interest` if it fits an interest.
    #[must_use]
    pub fn of(campaign: &Campaign, fit: f64) -> Self {
        let base = if campaign.steps > 0 { 1 } else { 2 };
        Self(if fit >= NOTABLE_FIT { base | 4 } else { base })
    }

    /// The codes.
    pub fn codes(self) -> impl Iterator<Item = &'static str> {
        named(self.0, &Self::CODES)
    }
}

/// What stops a candidate, or empties a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Stop {
    /// The program has no such slot.
    UnknownSlot = 0,
    /// The slot has no campaigns.
    NoCampaigns = 1,
    /// No permission to compute.
    Consent = 2,
    /// Its condition fails.
    WhenFailed = 3,
    /// Shown as often as its cap allows.
    Capped = 4,
    /// What it is about was just bought and lasts.
    JustBought = 5,
    /// It stands in another slot of the page.
    Elsewhere = 6,
    /// Others have a higher score.
    Outranked = 7,
    /// No more exposures can be remembered, so its cap could not be kept.
    MemoryFull = 8,
}

/// A set of stops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stops(pub u32);

impl Stops {
    /// Names of the bits, lowest first, at the number of their [`Stop`].
    pub const CODES: [&'static str; 9] = [
        "unknown_slot",
        "no_campaigns",
        "consent",
        "when_failed",
        "capped",
        "just_bought",
        "elsewhere",
        "outranked",
        "memory_full",
    ];

    /// One more.
    pub const fn add(&mut self, stop: Stop) {
        self.0 |= 1u32.wrapping_shl(stop as u32);
    }

    /// The codes.
    pub fn codes(self) -> impl Iterator<Item = &'static str> {
        named(self.0, &Self::CODES)
    }
}

fn named<const N: usize>(bits: u32, names: &'static [&'static str; N]) -> impl Iterator<Item = &'static str> {
    names.iter().enumerate().filter(move |(i, _)| bits.wrapping_shr(*i as u32) & 1 == 1).map(|(_, n)| *n)
}
