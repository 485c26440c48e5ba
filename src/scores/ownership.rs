//! What the visitor has: bought here, and not worn out yet.

use alloc::vec::Vec;
use alloc::vec;
use super::interest::up;
use crate::host::Time;
use crate::profile::Profile;
use crate::program::Program;

/// What was bought in one topic and below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owned {
    /// Whole days since the last purchase; `None` if nothing was bought, as far as is remembered.
    pub days: Option<u32>,
    /// Whether it still lasts: bought within the topic's `durable`, or at all where the topic has none.
    pub lasts: bool,
    /// Whether it lasts *and* somebody said for how long: selling it again now would be deaf.
    pub bought_lately: bool,
}

/// Per topic of the program, what was bought in it and below it.
#[must_use]
pub fn by_topic(profile: &Profile, program: &Program, now: Time) -> Vec<Owned> {
    let mut owned = vec![Owned::default(); program.topic_count()];
    let today = now.day();
    for t in profile.topics.all().iter().filter(|t| t.bought > 0) {
        let days = today.saturating_sub(t.last_day);
        let bought = program.topic(t.key);
        let lifetime = bought.map_or(0, |b| u32::from(program.topic_at(b).durable));
        up(program, bought, |topic| {
            let Some(o) = owned.get_mut(usize::from(topic)) else { return };
            o.days = Some(o.days.map_or(days, |d| d.min(days)));
            o.lasts |= lifetime == 0 || days < lifetime;
            // Shoes bought do not make all of running "bought": only the topic itself is satisfied.
            o.bought_lately |= Some(topic) == bought && lifetime > 0 && days < lifetime;
        });
    }
    owned
}
