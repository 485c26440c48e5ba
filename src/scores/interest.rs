//! Interests as shares of the visitor's attention.
//!
//! A topic's share at one time scale is its decayed strength over that of all topics plus a prior, Dirichlet smoothing
//! with the prior mass on "nothing in particular": one page seen is no passion. The share used everywhere is the mean of
//! the lasting and the present one. What lies below a topic counts for it too.

use alloc::vec::Vec;
use alloc::vec;
use crate::host::Time;
use crate::profile::Profile;
use crate::program::Program;
use crate::program::layout::MOST_LEVELS;

/// Prior mass in units of one product page seen. At 0 the first click makes a share of 1; at 1,000 a visitor needs a
/// season of browsing to show a preference.
const PRIOR: f64 = 5.0;

/// Share of interest per topic of the program, 0 to 1, children included.
#[must_use]
pub fn shares(profile: &Profile, program: &Program, now: Time) -> Vec<f64> {
    let mut shares = vec![0.0; program.topic_count()];
    let half = profile.half_lives;
    let (mut all_long, mut all_short) = (PRIOR, PRIOR);
    let mut strengths = Vec::with_capacity(profile.topics.all().len());
    for t in profile.topics.all() {
        let (long, short) = (t.long.at(now, half.long), t.short.at(now, half.short));
        all_long += long;
        all_short += short;
        strengths.push((t.key, long, short));
    }
    for (key, long, short) in strengths {
        let share = (long / all_long + short / all_short) / 2.0;
        up(program, program.topic(key), |topic| {
            if let Some(s) = shares.get_mut(usize::from(topic)) {
                *s += share;
            }
        });
    }
    shares
}

/// Calls `each` for a topic and all above it.
pub(super) fn up(program: &Program, topic: Option<u16>, mut each: impl FnMut(u16)) {
    let mut at = topic;
    for _ in 0..=MOST_LEVELS {
        let Some(topic) = at else { return };
        each(topic);
        at = program.topic_at(topic).parent;
    }
}
