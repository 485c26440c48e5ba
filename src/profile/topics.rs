//! What is remembered by topic: interest at two time scales, and purchases.

use super::{HalfLives, list};
use crate::host::Time;
use crate::math::decay::Level;
use crate::program::Program;
use alloc::vec::Vec;

/// Topics remembered by one replica. Of more the strongest by lasting interest are kept; what the others weighed stays
/// in the sums, so that shares keep their size.
pub const MOST_TOPICS: usize = 128;

/// What is left of an interest when something about it was ignored, in [`Level`]'s steps: 1024 log2(0.98).
const IGNORED: i32 = -30;

/// One topic's memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TopicMemory {
    /// Hash of its path.
    pub key: u32,
    /// Interest.
    pub interest: Interest,
    /// Days with a purchase that held something of it; below 0 where another replica's were taken back.
    pub bought: i32,
    /// Day of the first such purchase; 0 if none.
    pub first_day: u32,
    /// Day of the last.
    pub last_day: u32,
}

/// Interest at two time scales.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interest {
    /// Lasting.
    pub long: Level,
    /// Present.
    pub short: Level,
}

impl Interest {
    /// None at all.
    pub const NONE: Self = Self { long: Level::NONE, short: Level::NONE };

    fn add(&mut self, other: Self) {
        self.long = self.long.plus(other.long);
        self.short = self.short.plus(other.short);
    }

    fn rebase(&mut self, pivot: Time, from: HalfLives, to: HalfLives) {
        self.long = self.long.rebased(pivot, from.long, to.long);
        self.short = self.short.rebased(pivot, from.short, to.short);
    }
}

impl Default for Interest {
    fn default() -> Self {
        Self::NONE
    }
}

/// The remembered topics, ascending by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topics {
    pub(super) entries: Vec<TopicMemory>,
    /// Interest in topics that had to be forgotten.
    pub rest: Interest,
}

impl Topics {
    /// All, ascending by key.
    #[must_use]
    pub fn all(&self) -> &[TopicMemory] {
        &self.entries
    }

    /// One topic's memory.
    #[must_use]
    pub fn get(&self, key: u32) -> Option<&TopicMemory> {
        self.entries.get(self.place(key)).filter(|t| t.key == key)
    }

    /// One topic's memory, made if it is not there.
    fn entry(&mut self, key: u32) -> Option<&mut TopicMemory> {
        let place = self.place(key);
        if self.entries.get(place).is_none_or(|t| t.key != key) {
            list::insert(&mut self.entries, place, TopicMemory { key, ..TopicMemory::default() });
        }
        self.entries.get_mut(place)
    }

    /// Adds interest, of a weight as [`Level::new`] takes it. A weaker topic may be forgotten for it.
    pub fn interest(&mut self, key: u32, weight: i32, at: Time, half: HalfLives, program: &Program) {
        let (long, short) = (Level::new(weight, at, half.long), Level::new(weight, at, half.short));
        if let Some(t) = self.entry(key) {
            t.interest.add(Interest { long, short });
        }
        self.forget_to(MOST_TOPICS, program);
    }

    /// Notes that something about a topic was shown and not clicked: it takes 2 % off the interest. At 0 nobody ever tires; at 50 %
    /// one banner outweighs a product page.
    pub fn ignored(&mut self, key: u32) {
        let place = self.place(key);
        if let Some(t) = self.entries.get_mut(place).filter(|t| t.key == key) {
            t.interest.long = t.interest.long.times(IGNORED);
            t.interest.short = t.interest.short.times(IGNORED);
        }
    }

    /// Notes that something of a topic was bought on a day. A topic that is not remembered is passed over.
    pub fn bought(&mut self, key: u32, day: u32) {
        let place = self.place(key);
        let Some(t) = self.entries.get_mut(place).filter(|t| t.key == key) else { return };
        if t.bought <= 0 {
            t.bought = t.bought.saturating_add(1);
            (t.first_day, t.last_day) = if t.bought > 0 { (day, day) } else { (0, 0) };
        } else if day != t.last_day && day != t.first_day {
            t.bought = t.bought.saturating_add(1);
            (t.first_day, t.last_day) = (t.first_day.min(day), t.last_day.max(day));
        }
    }

    /// Takes back what was bought on a day. What was bought before the last is not known any more, so that the last
    /// day stays unless it was the only one.
    pub fn returned(&mut self, key: u32, program: &Program) {
        if let Some(t) = self.entry(key) {
            t.bought = t.bought.saturating_sub(1);
            match t.bought {
                1 => t.first_day = t.last_day,
                2.. => {}
                _ => (t.first_day, t.last_day) = (0, 0),
            }
        }
        self.forget_to(MOST_TOPICS, program);
    }

    /// Adds another replica's memory; nothing is forgotten.
    pub fn add(&mut self, other: &Self) {
        for o in &other.entries {
            let Some(t) = self.entry(o.key) else { continue };
            t.interest.add(o.interest);
            t.bought = t.bought.saturating_add(o.bought);
            if o.last_day > 0 {
                t.first_day = if t.last_day == 0 { o.first_day } else { t.first_day.min(o.first_day) };
                t.last_day = t.last_day.max(o.last_day);
            }
        }
        self.rest.add(other.rest);
    }

    /// Rewrites levels for other half-lives.
    pub fn rebase(&mut self, pivot: Time, from: HalfLives, to: HalfLives) {
        self.entries.iter_mut().for_each(|t| t.interest.rebase(pivot, from, to));
        self.rest.rebase(pivot, from, to);
    }

    /// Lets go of present interests below a level: they have faded. The topic above inherits them, if it is remembered.
    pub fn fade(&mut self, below: Level, program: &Program) {
        for i in 0..self.entries.len() {
            let Some(t) = self.entries.get_mut(i).filter(|t| t.interest.short < below) else { continue };
            let faded = core::mem::replace(&mut t.interest.short, Level::NONE);
            let above = program.above(t.key).unwrap_or(0);
            let place = self.place(above);
            let heir = self.entries.get_mut(place).filter(|t| t.key == above);
            let heir = heir.map_or(&mut self.rest, |t| &mut t.interest);
            heir.short = heir.short.plus(faded);
        }
    }

    /// Changes every level.
    pub fn map(&mut self, f: impl Fn(Level) -> Level) {
        for i in self.entries.iter_mut().map(|t| &mut t.interest).chain([&mut self.rest]) {
            (i.long, i.short) = (f(i.long), f(i.short));
        }
    }

    /// Forgets topics until at most `keep` are left, the one of the least lasting interest first. The topic above it
    /// inherits its interest, so that the shares of wide topics stay what they are.
    pub fn forget_to(&mut self, keep: usize, program: &Program) {
        while self.entries.len() > keep {
            // Of equals the first goes: the one with the lowest key.
            let (mut weakest, mut least) = (0, Level(i32::MAX));
            for (i, t) in self.entries.iter().enumerate() {
                if t.interest.long < least {
                    (weakest, least) = (i, t.interest.long);
                }
            }
            let Some(t) = list::remove(&mut self.entries, weakest) else { break };
            match program.above(t.key).and_then(|above| self.entry(above)) {
                Some(above) => above.interest.add(t.interest),
                None => self.rest.add(t.interest),
            }
        }
    }

    #[inline(never)]
    fn place(&self, key: u32) -> usize {
        list::place(&self.entries, |t| t.key < key)
    }
}
