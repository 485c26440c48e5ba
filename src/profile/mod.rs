//! What we remember of one visitor: bounded, fixed-point, the same bytes for the same past.
//!
//! | part | bound | module |
//! |---|---|---|
//! | topics: interest at two time scales, purchases | 64 | [`topics`] |
//! | purchase process: orders, days, spend, recent transactions | 64 transactions | [`purchases`] |
//! | recent events | 24 | [`recent`] |
//! | exposures: when capped campaigns were shown | 48 campaigns of 8 times | [`exposures`] |
//! | cart, sessions | one of each | here |

mod codec;
pub mod exposures;
mod fold;
mod list;
pub mod purchases;
pub mod recent;
mod text;
pub mod topics;

pub use text::LONGEST_TEXT;

use crate::host::{DAY, Time};
use crate::program::Program;
use crate::program::layout::Model;
use crate::signals::frame::Cents;
use exposures::Exposures;
use purchases::Purchases;
use recent::Recent;
use topics::Topics;

/// The half-lives of lasting and of present interest, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HalfLives {
    /// Of lasting interest.
    pub long: u32,
    /// Of present interest.
    pub short: u32,
}

impl HalfLives {
    /// What the program says.
    #[must_use]
    pub fn of(program: &Program) -> Self {
        Self { long: program.model(Model::LongHalfLife) as u32, short: program.model(Model::ShortHalfLife) as u32 }
    }
}

/// When the visitor was here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Visits {
    /// First event.
    pub first: Time,
    /// Last event; never moves back.
    pub last: Time,
    /// Last event of the session before this one.
    pub before: Time,
    /// Sessions so far; 0 means nothing was seen yet.
    pub sessions: u32,
}

/// What lies in the cart, as far as events told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cart {
    /// Pieces.
    pub items: u32,
    /// Their worth.
    pub value: Cents,
    /// When it was last changed.
    pub changed: Time,
}

/// A cart that nobody touched for so long is forgotten.
const CART_LIFE: u32 = 30 * DAY;

impl Cart {
    /// The cart as it counts at a time: empty once nobody has touched it for 30 days.
    #[must_use]
    pub fn at(self, now: Time) -> Self {
        if now.since(self.changed) > CART_LIFE { Self::default() } else { self }
    }
}

/// A visitor's profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The half-lives that interest levels are written in.
    pub half_lives: HalfLives,
    /// When the visitor was here.
    pub visits: Visits,
    /// The cart.
    pub cart: Cart,
    /// What was bought and when.
    pub purchases: Purchases,
    /// Interests and purchases by topic.
    pub topics: Topics,
    /// The latest events.
    pub recent: Recent,
    /// When campaigns were shown.
    pub exposures: Exposures,
}

impl Profile {
    /// Nobody known yet.
    #[must_use]
    #[inline(never)]
    pub fn new(half_lives: HalfLives) -> Self {
        Self {
            half_lives,
            visits: Visits::default(),
            cart: Cart::default(),
            purchases: Purchases::default(),
            topics: Topics::default(),
            recent: Recent::default(),
            exposures: Exposures::default(),
        }
    }

    /// The later of the host's now and the last event: time does not run backwards for a profile, whatever clocks do.
    #[must_use]
    pub fn now(&self, host: Time) -> Time {
        host.max(self.visits.last)
    }

    /// Rewrites interest levels for other half-lives, keeping each strength as it was at the last event.
    pub fn adopt(&mut self, half_lives: HalfLives) {
        if self.half_lives != half_lives {
            self.topics.rebase(self.visits.last, self.half_lives, half_lives);
            self.half_lives = half_lives;
        }
    }
}
