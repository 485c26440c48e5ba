//! A ring of the latest events that a look-back asks for.

use super::list;
use crate::host::Time;
use crate::signals::Kind;
use alloc::vec::Vec;

/// Events remembered.
pub const MOST_EVENTS: usize = 24;

/// One event, compact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub time: Time,
    /// What.
    pub kind: Kind,
    /// The key of the topic it was about, 0 if none.
    pub topic: u32,
}

/// The latest events, oldest first; events of one second stay in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recent {
    events: Vec<Event>,
}

impl Recent {
    /// From events as a codec read them, oldest first.
    #[must_use]
    pub const fn from_events(events: Vec<Event>) -> Self {
        Self { events }
    }

    /// All, oldest first.
    #[must_use]
    pub fn all(&self) -> &[Event] {
        &self.events
    }

    /// Adds an event at its time; the oldest gives way.
    pub fn add(&mut self, event: Event) {
        let place = self.events.partition_point(|e| e.time <= event.time);
        list::insert(&mut self.events, place, event);
        if self.events.len() > MOST_EVENTS {
            list::remove(&mut self.events, 0);
        }
    }

    /// Leaves out the oldest event; whether there was one.
    pub fn forget_oldest(&mut self) -> bool {
        list::remove(&mut self.events, 0).is_some()
    }

    /// Clears a topic that is no longer remembered.
    pub fn forget_topic(&mut self, key: u32) {
        for e in &mut self.events {
            if e.topic == key {
                e.topic = 0;
            }
        }
    }
}
