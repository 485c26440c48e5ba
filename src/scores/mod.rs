//! What we infer of a visitor at a moment. Pure functions of profile, program and time.
//!
//! [`Scores`] is what nearly every decision asks, and is refreshed before one; [`Inferred`] answers the rest, each when it is asked.

pub mod attachment;
pub mod hesitation;
mod inferred;
pub mod intent;
pub mod lifecycle;
pub mod linear;
pub mod loyalty;
#[cfg(feature = "next-item")]
pub mod next_item;
pub mod purchase;
#[cfg(feature = "insight")]
pub mod reasons;
pub mod replenish;
pub mod report;
pub mod returning;
pub mod rhythm;
pub mod spend;
pub mod topics;

use crate::host::{DAY, Time};
use crate::profile::Profile;
use crate::profile::purchases::Summary;
use crate::profile::tally::{Sum, Tally};
use crate::program::Program;
use crate::program::layout::Model as Number;
use alloc::vec::Vec;
pub use hesitation::Doubt;
pub use inferred::{DAYPARTS, Inferred, PERIODS};
pub use lifecycle::{Stage, Standing};
pub use loyalty::{Member, Position};
use purchase::{Kind, Model, Past};
pub use replenish::{Due, Forecast};
pub use report::Report;
use rhythm::Rhythm;
pub use topics::TopicScore;

/// What decisions ask most.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// Lifecycle stage, its margin and what brought it.
    pub standing: Standing,
    /// What was bought so far.
    pub bought: Summary,
    /// When it was bought.
    pub rhythm: Rhythm,
    /// Sessions so far.
    pub sessions: u32,
    /// Events so far, of any kind.
    pub events: u32,
    /// Points: those of the shop's books where a token tells them, else earned less spent as events told.
    pub points: f64,
    /// Lasting interest in all topics, the forgotten included.
    pub interest: f64,
    /// Interest and belongings per topic of the program, in its order.
    pub topics: Vec<TopicScore>,
}

impl Scores {
    /// Infers all of it at `now`; `tally` is the sum of the profile's.
    pub fn refresh(&mut self, profile: &Profile, tally: &Tally, program: &Program, now: Time) {
        let now = profile.now(now);
        self.bought = profile.purchases.summary(tally);
        self.sessions = tally.of(Sum::Sessions) as u32;
        self.events = tally.events.all();
        self.points = loyalty::told(tally);
        self.rhythm.refresh(&profile.purchases, &self.bought, program.model(Number::Gap), now.day());
        self.standing = lifecycle::standing(profile, tally, &self.bought, &self.rhythm, program, now);
        self.interest = topics::score(&mut self.topics, profile, tally, program, now);
    }

    /// One topic's scores, by its index.
    #[must_use]
    pub fn topic(&self, index: u16) -> TopicScore {
        self.topics.get(usize::from(index)).copied().unwrap_or_default()
    }
}

/// The program's purchase process, in days.
#[must_use]
pub fn model(program: &Program) -> Model {
    Model {
        kind: if program.model(Number::PurchaseKind) == 0.0 { Kind::Bg } else { Kind::Mbg },
        r: program.model(Number::R),
        alpha: program.model(Number::Alpha),
        a: program.model(Number::A),
        b: program.model(Number::B),
    }
}

/// What the purchase process needs to know, in days; `None` before the first purchase. Purchase days are whole, now
/// is exact, so that P(alive) falls with the hours and not at midnight.
fn past(p: &Summary, now: Time) -> Option<Past> {
    let repeats = p.occasions.checked_sub(1)?;
    let t_x = f64::from(p.last_day.saturating_sub(p.first_day));
    let t = f64::from(now.0) / f64::from(DAY) - f64::from(p.first_day);
    Some(Past { x: f64::from(repeats), t_x, t: t.max(t_x) })
}
