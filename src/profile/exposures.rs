//! When campaigns with a cap were shown. Exact, or known to be full: never a guess that lets a cap be passed.

use super::list;
use crate::host::Time;
use crate::program::layout::MOST_CAP;
use alloc::vec::Vec;

/// Campaigns remembered.
pub const MOST_CAMPAIGNS: usize = 48;

/// One campaign's exposures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exposure {
    /// Hash of the campaign's id.
    pub campaign: u32,
    /// Seconds that its cap looks back.
    pub window: u32,
    /// When it was last shown, oldest first; times before the first exposure are [`Exposure::NEVER`].
    pub times: [Time; MOST_CAP as usize],
}

impl Exposure {
    /// A time that no exposure has: the landmark itself.
    pub const NEVER: Time = Time(0);

    /// How many times are remembered.
    #[must_use]
    pub fn count(&self) -> usize {
        self.times.iter().filter(|t| **t != Self::NEVER).count()
    }

    /// The oldest time gives way, and the list stays in order whatever the clock does.
    fn add(&mut self, time: Time) {
        let mut carried = time;
        for t in self.times.iter_mut().rev() {
            if *t <= carried {
                core::mem::swap(t, &mut carried);
            }
        }
    }

    /// How often it was shown within `window` seconds before `now`, as far as the latest times tell.
    fn within(&self, window: u32, now: Time) -> u32 {
        self.times.iter().fold(0, |n: u32, t| n.saturating_add(u32::from(*t != Self::NEVER && now.since(*t) < window)))
    }

    /// Whether its cap still depends on it.
    fn matters(&self, now: Time) -> bool {
        self.within(self.window, now) > 0
    }
}

/// Exposures by campaign, ascending by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exposures {
    pub(super) entries: Vec<Exposure>,
    /// Until then a campaign that has no entry may have been shown all the same: a join had more than fit.
    pub blind_until: Time,
}

impl Exposures {
    /// All, ascending by key.
    #[must_use]
    pub fn all(&self) -> &[Exposure] {
        &self.entries
    }

    /// How often a campaign was shown within `window` seconds before `now`, as far as its last eight times tell.
    #[must_use]
    pub fn within(&self, campaign: u32, window: u32, now: Time) -> u32 {
        self.get(campaign).map_or(0, |e| e.within(window, now))
    }

    /// Whether an exposure of this campaign could be remembered at `now`, after `others` that are not remembered yet, and
    /// all that it had are. If not, a capped campaign must not be shown.
    #[must_use]
    pub fn has_room(&self, campaign: u32, others: usize, now: Time) -> bool {
        self.holds(campaign, now) || (now >= self.blind_until && self.fits(others, now))
    }

    fn fits(&self, others: usize, now: Time) -> bool {
        self.entries.iter().filter(|e| e.matters(now)).count().saturating_add(others) < MOST_CAMPAIGNS
    }

    /// Whether a campaign has an entry that will not give way to another's.
    #[must_use]
    pub fn holds(&self, campaign: u32, now: Time) -> bool {
        self.get(campaign).is_some_and(|e| e.matters(now))
    }

    /// Notes an exposure whose cap looks back `window` seconds. Entries that no longer matter give way.
    pub fn add(&mut self, campaign: u32, window: u32, now: Time) {
        if !self.holds(campaign, now) && !self.fits(0, now) {
            return;
        }
        if self.get(campaign).is_none() && self.entries.len() >= MOST_CAMPAIGNS {
            while let Some(i) = self.entries.iter().position(|e| !e.matters(now)) {
                list::remove(&mut self.entries, i);
            }
        }
        let Some(e) = self.entry(campaign) else { return };
        e.add(now.max(Time(1)));
        // Whole minutes, as they are stored.
        e.window = e.window.max(window.div_ceil(60).saturating_mul(60).min(u32::MAX / 60 * 60));
    }

    /// Forgets what no cap asks for at `now` or later.
    pub fn forget_before(&mut self, now: Time) {
        for e in &mut self.entries {
            for t in e.times.iter_mut().filter(|t| now.since(**t) >= e.window) {
                *t = Exposure::NEVER;
            }
        }
        while let Some(i) = self.entries.iter().position(|e| e.count() == 0) {
            list::remove(&mut self.entries, i);
        }
    }

    /// Joins another's: for each campaign as many exposures of a second as the one that has more, the latest kept. Of
    /// more campaigns than fit those shown last are kept, and for as long as the others' caps look back, none that has no
    /// entry may be shown.
    pub fn join(&mut self, other: &Self) {
        self.blind_until = self.blind_until.max(other.blind_until);
        for o in &other.entries {
            let Some(e) = self.entry(o.campaign) else { continue };
            let mine = e.times;
            for (k, t) in o.times.iter().enumerate() {
                let before = o.times.iter().take(k).filter(|b| *b == t).count();
                if before >= mine.iter().filter(|m| *m == t).count() {
                    e.add(*t);
                }
            }
            e.window = e.window.max(o.window);
        }
        while self.entries.len() > MOST_CAMPAIGNS {
            let (mut oldest, mut at) = ((Time(u32::MAX), 0), 0);
            for (i, e) in self.entries.iter().enumerate() {
                let last = e.times.last().copied().unwrap_or_default();
                if (last, e.campaign) < oldest {
                    (oldest, at) = ((last, e.campaign), i);
                }
            }
            let Some(e) = list::remove(&mut self.entries, at) else { break };
            self.blind_until = self.blind_until.max(oldest.0.plus(e.window));
        }
    }

    fn get(&self, campaign: u32) -> Option<&Exposure> {
        self.entries.get(self.place(campaign)).filter(|e| e.campaign == campaign)
    }

    /// A campaign's exposures, made if there are none.
    fn entry(&mut self, campaign: u32) -> Option<&mut Exposure> {
        let place = self.place(campaign);
        if self.get(campaign).is_none() {
            list::insert(&mut self.entries, place, Exposure { campaign, ..Exposure::default() });
        }
        self.entries.get_mut(place)
    }

    #[inline(never)]
    fn place(&self, campaign: u32) -> usize {
        list::place(&self.entries, |e| e.campaign < campaign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        // Whatever is shown, in whatever order and at whatever pace: a campaign that is shown only while it has room
        // and is below its cap is never seen more often than its cap in any window.
        #[test]
        fn a_cap_holds_in_every_window(
            steps in prop::collection::vec((0u32..80, 0u32..4000), 1..400),
            cap in 1u32..=8,
            window in 1u32..20_000,
        ) {
            let mut exposures = Exposures::default();
            let mut shown: Vec<(u32, Time)> = Vec::new();
            let mut now = Time(1_000_000);
            for (campaign, wait) in steps {
                now = now.plus(wait);
                if exposures.within(campaign, window, now) < cap && exposures.has_room(campaign, 0, now) {
                    exposures.add(campaign, window, now);
                    shown.push((campaign, now));
                }
                let seen = shown.iter().filter(|(c, t)| *c == campaign && now.since(*t) < window).count();
                prop_assert!(seen as u32 <= cap, "{} exposures in a window, cap {}", seen, cap);
                prop_assert!(exposures.all().len() <= MOST_CAMPAIGNS);
            }
        }
    }
}
