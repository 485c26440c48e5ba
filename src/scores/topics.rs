//! Interests and belongings, topic by topic; what lies below a topic counts for it too.
//!
//! A topic's share of interest at one time scale is its decayed strength over that of all topics plus a prior: Dirichlet
//! smoothing with the prior mass on "nothing in particular", so that one page seen is no passion. The share used
//! everywhere is the mean of the lasting and the present one. What was turned down speaks against a topic: each dismissal of
//! the last 90 days halves its strength.

use crate::host::{DAY, Time};
use crate::profile::Profile;
use crate::profile::recent::Event;
use crate::profile::tally::Tally;
use crate::program::Program;
use crate::program::layout::MOST_LEVELS;
use crate::signals::Kind;
use alloc::vec::Vec;

/// Prior mass in units of one product page seen. At 0 the first click makes a share of 1; at 1,000 a visitor needs a
/// season of browsing to show a preference.
const PRIOR: f64 = 5.0;

/// What is inferred about one topic of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TopicScore {
    /// Share of interest, 0 to 1.
    pub share: f64,
    /// Share of present interest, 0 to 1.
    pub short: f64,
    /// Whole days since something was bought here or below; `None` if nothing was, as far as is remembered.
    pub bought: Option<u32>,
    /// Whether something bought here or below still lasts: bought within its topic's `durable`, or at all where it has
    /// none.
    pub owned: bool,
    /// Whether something bought in this very topic lasts and somebody said for how long: selling it again now would be
    /// deaf. Shoes bought do not satisfy all of running.
    pub satisfied: bool,
}

impl TopicScore {
    /// Share over that of an average visitor: 1 is nothing special. 0 where the program knows no average.
    #[must_use]
    pub fn lift(&self, average: f64) -> f64 {
        if average > 0.0 { self.share / average } else { 0.0 }
    }

    /// Present against lasting interest, -1 (gone) to 1 (just begun); 0 without any.
    #[must_use]
    pub fn trend(&self) -> f64 {
        if self.share > 0.0 { (self.short - self.share) / self.share } else { 0.0 }
    }
}

/// Whether something of a topic was said to be worn out since it was bought last, on a day.
#[must_use]
pub fn is_worn(profile: &Profile, topic: u32, last_day: u32) -> bool {
    let said = profile.recent.of(Kind::ProductWornOut).iter().rev().find(|e| e.topic == topic);
    // On the same day the order of both counts.
    let is_replaced =
        |said: &Event| profile.recent.of(Kind::Purchase).iter().any(|e| e.topic == topic && e.time > said.time);
    said.is_some_and(|e| e.time.day() >= last_day && !is_replaced(e))
}

/// Days that a dismissal holds.
const DISMISSED: u32 = 90 * DAY;

/// Scores every topic of the program, in its order; gives the lasting interest in all topics.
pub fn score(scores: &mut Vec<TopicScore>, profile: &Profile, tally: &Tally, program: &Program, now: Time) -> f64 {
    scores.clear();
    scores.resize(program.topic_count(), TopicScore::default());
    let half = profile.half_lives;
    let rest = tally.topics.rest;
    let (mut all_long, mut all_short) = (PRIOR + rest.long.at(now, half.long), PRIOR + rest.short.at(now, half.short));
    let strengths = tally.topics.all().iter().map(|t| {
        let (long, short) = (t.interest.long.at(now, half.long), t.interest.short.at(now, half.short));
        all_long += long;
        all_short += short;
        (long, short)
    });
    let strengths: Vec<(f64, f64)> = strengths.collect();
    let dismissals = profile.recent.of(Kind::DismissPromotion);
    for (t, (long, short)) in tally.topics.all().iter().zip(strengths) {
        let Some(mut topic) = program.topic(t.key) else { continue };
        let against = dismissals.iter().filter(|e| e.topic == t.key && now.since(e.time) < DISMISSED);
        let left = against.fold(1.0, |left, _| left / 2.0);
        let short = left * short / all_short;
        let share = (left * long / all_long + short) / 2.0;
        let lifetime = u32::from(program.topic_at(topic).durable);
        let days = now.day().saturating_sub(t.last_day);
        let owned = t.bought > 0 && (lifetime == 0 || days < lifetime) && !is_worn(profile, t.key, t.last_day);
        if let Some(score) = scores.get_mut(usize::from(topic)) {
            score.satisfied = owned && lifetime > 0;
        }
        for _ in 0..=MOST_LEVELS {
            let Some(score) = scores.get_mut(usize::from(topic)) else { break };
            score.share += share;
            score.short += short;
            score.owned |= owned;
            if t.bought > 0 {
                score.bought = Some(score.bought.map_or(days, |d| d.min(days)));
            }
            match program.topic_at(topic).parent {
                Some(above) => topic = above,
                None => break,
            }
        }
    }
    all_long - PRIOR
}
