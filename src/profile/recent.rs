//! The latest events of each kind, by which look-backs are answered, and since when that is not all of them.
//!
//! Each kind has room of its own, so that what happens all the time does not crowd out what happens seldom. Kinds that
//! say little by themselves (pages and lists seen, mails opened) have none; they are only counted.

use super::list;
use crate::host::Time;
use crate::signals::Kind;
use alloc::vec::Vec;

/// The most events of one kind.
pub const MOST_EVENTS: usize = 24;

/// Events of a kind that are remembered.
#[must_use]
pub const fn room(kind: Kind) -> usize {
    match kind {
        Kind::PageView | Kind::ViewItemList | Kind::ViewPromotion | Kind::EmailOpen | Kind::AppOpen => 0,
        Kind::ViewItem | Kind::Purchase => MOST_EVENTS,
        _ => 8,
    }
}

/// One event, compact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// What.
    pub kind: Kind,
    /// When.
    pub time: Time,
    /// The key of the topic it was about, 0 if none.
    pub topic: u32,
}

/// The latest events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recent {
    /// The events, kind by kind in order of time; those of one second in order of topic.
    pub events: Vec<Event>,
    /// By kind: everything after this is among the events; at and before it something was forgotten. The landmark itself
    /// if nothing ever was.
    pub horizons: [u32; Kind::COUNT],
}

impl Default for Recent {
    fn default() -> Self {
        Self { events: Vec::new(), horizons: [0; Kind::COUNT] }
    }
}

impl Recent {
    /// The events of a kind, the oldest first.
    #[must_use]
    #[inline(never)]
    pub fn of(&self, kind: Kind) -> &[Event] {
        self.events.get(self.start(kind as u8)..self.start((kind as u8).wrapping_add(1))).unwrap_or(&[])
    }

    /// When something of a kind was forgotten last; the landmark itself if nothing ever was.
    #[must_use]
    #[inline(never)]
    pub fn horizon(&self, kind: Kind) -> Time {
        Time(self.horizons.get(kind as usize).copied().unwrap_or(0))
    }

    /// Whether every event of a kind from `start` on is among the events.
    #[must_use]
    pub fn reaches(&self, kind: Kind, start: Time) -> bool {
        let horizon = self.horizon(kind);
        room(kind) > 0 && (horizon == Time(0) || horizon < start)
    }

    /// Adds an event at its time; the oldest of its kind gives way.
    pub fn add(&mut self, event: Event) {
        self.insert(event);
        self.forget_to(event.kind, room(event.kind));
    }

    /// Notes that something of a kind at a time is not among the events.
    #[inline(never)]
    pub fn forget_at(&mut self, kind: Kind, time: Time) {
        if let Some(horizon) = self.horizons.get_mut(kind as usize) {
            *horizon = time.0.max(*horizon);
        }
    }

    /// Forgets the oldest of a kind until at most `keep` are left.
    pub fn forget_to(&mut self, kind: Kind, keep: usize) {
        let first = self.start(kind as u8);
        let end = self.start((kind as u8).wrapping_add(1));
        for _ in first.wrapping_add(keep)..end {
            if let Some(e) = list::remove(&mut self.events, first) {
                self.forget_at(kind, e.time);
            }
        }
    }

    /// Joins another's: of equal events as many as the one that has more of them, the latest kept.
    pub fn join(&mut self, other: &Self) {
        let count = |list: &[Event], e: Event| list.iter().filter(|o| **o == e).count();
        let mut missing = Vec::new();
        for (i, e) in other.events.iter().enumerate() {
            let before = count(other.events.get(..i).unwrap_or(&[]), *e);
            if before >= count(&self.events, *e) {
                missing.push(*e);
            }
        }
        list::latest(&mut self.horizons, &other.horizons);
        missing.into_iter().for_each(|e| self.insert(e));
        Kind::ALL.iter().for_each(|kind| self.forget_to(*kind, room(*kind)));
    }

    /// Where the events of a kind and those above it begin.
    #[inline(never)]
    fn start(&self, kind: u8) -> usize {
        list::place(&self.events, |e| (e.kind as u8) < kind)
    }

    fn insert(&mut self, event: Event) {
        let place = list::place(&self.events, |o| *o <= event);
        list::insert(&mut self.events, place, event);
    }
}
