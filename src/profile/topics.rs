//! What is remembered by topic: interest at two time scales, and purchases.

use super::{HalfLives, list};
use crate::host::Time;
use crate::math::decay::Level;
use alloc::vec::Vec;

/// Topics remembered. A visitor who touches more keeps the strongest by lasting interest.
pub const MOST_TOPICS: usize = 64;

/// One topic's memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TopicMemory {
    /// Hash of its path.
    pub key: u32,
    /// Lasting interest.
    pub long: Level,
    /// Present interest.
    pub short: Level,
    /// Purchases that held something of it, each day once.
    pub bought: u32,
    /// Day of the last such purchase; 0 if none.
    pub last_day: u32,
}

/// The remembered topics, ascending by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topics {
    entries: Vec<TopicMemory>,
}

impl Topics {
    /// From entries as a codec read them, ascending by key; of others some are not found again.
    #[must_use]
    pub const fn from_entries(entries: Vec<TopicMemory>) -> Self {
        Self { entries }
    }

    /// All, ascending by key.
    #[must_use]
    pub fn all(&self) -> &[TopicMemory] {
        &self.entries
    }

    /// One topic's memory.
    #[must_use]
    pub fn get(&self, key: u32) -> Option<&TopicMemory> {
        self.find(key).ok().and_then(|i| self.entries.get(i))
    }

    /// Adds interest of `weight` at `at`. Returns the key of a topic that had to be forgotten for it.
    pub fn interest(&mut self, key: u32, weight: f64, at: Time, half: HalfLives) -> Option<u32> {
        if weight <= 0.0 {
            return None;
        }
        let (long, short) = (Level::new(weight, at, half.long), Level::new(weight, at, half.short));
        match self.find(key) {
            Ok(i) => {
                if let Some(t) = self.entries.get_mut(i) {
                    t.long = t.long.plus(long);
                    t.short = t.short.plus(short);
                }
                None
            }
            Err(i) => {
                let fresh = TopicMemory { key, long, short, bought: 0, last_day: 0 };
                list::insert(&mut self.entries, i, fresh);
                self.forget_weakest(MOST_TOPICS)
            }
        }
    }

    /// Notes that something of a topic was bought on a day. A topic that is not remembered is passed over.
    pub fn bought(&mut self, key: u32, day: u32) {
        let Ok(i) = self.find(key) else { return };
        let Some(t) = self.entries.get_mut(i) else { return };
        if t.bought == 0 || day != t.last_day {
            t.bought = t.bought.saturating_add(1);
            t.last_day = t.last_day.max(day);
        }
    }

    /// Rewrites levels for other half-lives.
    pub fn rebase(&mut self, pivot: Time, from: HalfLives, to: HalfLives) {
        for t in &mut self.entries {
            t.long = t.long.rebased(pivot, from.long, to.long);
            t.short = t.short.rebased(pivot, from.short, to.short);
        }
    }

    fn find(&self, key: u32) -> Result<usize, usize> {
        self.entries.binary_search_by_key(&key, |t| t.key)
    }

    /// A topic's place, from 1 on; 0 for one that is not remembered.
    #[must_use]
    pub fn place(&self, key: u32) -> u32 {
        self.find(key).map_or(0, |i| (i as u32).saturating_add(1))
    }

    /// The key of the topic at a place; 0 for none.
    #[must_use]
    pub fn key_at(&self, place: u32) -> u32 {
        place.checked_sub(1).and_then(|i| self.entries.get(i as usize)).map_or(0, |t| t.key)
    }

    /// Forgets the topic of the least lasting interest if more than `keep` are remembered; its key.
    pub fn forget_weakest(&mut self, keep: usize) -> Option<u32> {
        if self.entries.len() <= keep {
            return None;
        }
        // Of equals the first goes: the one with the lowest key.
        let (mut weakest, mut least) = (0, Level(i32::MAX));
        for (i, t) in self.entries.iter().enumerate() {
            if t.long < least {
                (weakest, least) = (i, t.long);
            }
        }
        list::remove(&mut self.entries, weakest).map(|t| t.key)
    }
}
