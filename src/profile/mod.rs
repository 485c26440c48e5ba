//! What we remember of one visitor: bounded, fixed-point, the same bytes for the same past.
//!
//! | part | bound | module | joins by |
//! |---|---|---|---|
//! | counts of one replica: orders, spend, points, sessions, events by kind, channels, dayparts | 4 replicas | [`tally`], [`replicas`] | the later copy; summed when read |
//! | topics: interest at two time scales, purchases | 128 a replica | [`topics`] | as the tally they are in |
//! | transactions | 64 | [`purchases`] | union, the latest |
//! | recent events | 24 views, 24 topics of orders, 8 of other kinds | [`recent`], asked by [`history`] | union, the latest |
//! | products owned and watched | 16 and 8 | [`items`] | union; the later |
//! | exposures: when capped campaigns were shown | 48 campaigns of 8 times | [`exposures`] | union, the latest |
//! | answers, tier, last days by kind | one each | [`loyalty`] | the later |
//! | cart, visits | one each | here | the later; first and last |
//!
//! What is approximate, and counted as [`Drop::Approximated`](crate::signals::Drop::Approximated): a fifth replica is
//! taken over by the one in hand and would count twice if it came again; a transaction that leaves the latest 64 while
//! two replicas still count it, or before its refund was settled, stays as it is; a refund of one that left earlier is
//! taken at its word; interests in a topic that two replicas bought on one order add up.

mod codec;
mod degrade;
pub mod exposures;
mod fold;
pub mod history;
pub mod items;
mod join;
mod list;
pub mod loyalty;
pub mod marks;
pub mod purchases;
pub mod recent;
pub mod replicas;
pub mod tally;
mod text;
pub mod topics;

pub use codec::VERSION;
pub use fold::Hand;
pub use text::{LONGEST_TEXT, LONGEST_WRITTEN, SHORT_TEXT};

use crate::host::{DAY, Time};
use crate::program::Program;
use crate::program::layout::Model;
use crate::signals::signal::Cents;
use exposures::Exposures;
use items::Items;
use loyalty::{Loyalty, Told};
use purchases::{Purchases, Summary};
use recent::Recent;
use replicas::Replicas;

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
    /// First event; the landmark itself if nothing was seen yet.
    pub first: Time,
    /// Last event; never moves back.
    pub last: Time,
    /// Last event of the session before this one.
    pub before: Time,
}

/// What lies in the cart, as far as events told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cart {
    /// When it was last changed.
    pub changed: Time,
    /// Pieces.
    pub items: u32,
    /// Their worth.
    pub value: Cents,
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

/// Keys of people whom the shop knows have this bit.
pub const KNOWN: u32 = 1 << 31;

/// Who this is, and what became of others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// A number of the visitor's own, also what hold-outs are drawn by; 0 if there is none. [`KNOWN`] is set where it is
    /// the hash of a member.
    pub key: u32,
    /// When everything before was forgotten; the landmark itself if nothing ever was.
    pub epoch: Time,
    /// When a known profile was joined last.
    pub login: Time,
    /// The known profile that was parted from last.
    pub parted: Told,
}

/// A visitor's profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The half-lives that interest levels are written in.
    pub half_lives: HalfLives,
    /// Who this is.
    pub identity: Identity,
    /// Whether all levels are multiples of 16: so that they take less room.
    is_coarse: bool,
    /// The permissions under which it was last written, as [`Consent::bits`](crate::signals::Consent::bits).
    pub consent: u8,
    /// When the visitor was here.
    pub visits: Visits,
    /// The cart.
    pub cart: Cart,
    /// The latest transactions.
    pub purchases: Purchases,
    /// Answers, tier, and when what happened last.
    pub loyalty: Loyalty,
    /// The latest events.
    pub recent: Recent,
    /// Products.
    pub items: Items,
    /// When campaigns were shown.
    pub exposures: Exposures,
    /// What was counted, and where.
    pub replicas: Replicas,
}

impl Profile {
    /// Nobody known yet.
    #[must_use]
    #[inline(never)]
    pub fn new(half_lives: HalfLives) -> Self {
        Self {
            half_lives,
            identity: Identity::default(),
            is_coarse: false,
            consent: 0,
            visits: Visits::default(),
            cart: Cart::default(),
            purchases: Purchases::default(),
            loyalty: Loyalty::default(),
            recent: Recent::default(),
            items: Items::default(),
            exposures: Exposures::default(),
            replicas: Replicas::default(),
        }
    }

    /// The later of the host's now and the last event: time does not run backwards for a profile, whatever clocks do.
    #[must_use]
    pub fn now(&self, host: Time) -> Time {
        host.max(self.visits.last)
    }

    /// What was bought so far, over all replicas.
    #[must_use]
    pub fn bought(&self) -> Summary {
        self.purchases.summary(&self.replicas.tally())
    }

    /// Whether it is of somebody whom the shop knows.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        self.identity.key & KNOWN != 0
    }

    /// Rewrites interest levels for other half-lives, keeping each strength as it was at the last event.
    pub fn adopt(&mut self, half_lives: HalfLives) {
        let (from, pivot) = (self.half_lives, self.visits.last);
        if from == half_lives {
            return;
        }
        self.is_coarse = false;
        for replica in &mut self.replicas.all {
            let tally = &mut replica.tally;
            tally.topics.rebase(pivot, from, half_lives);
            for level in &mut tally.levels {
                *level = level.rebased(pivot, from.long, half_lives.long);
            }
        }
        self.half_lives = half_lives;
    }

    /// Forgets everything; what is left says only that, so that no older copy brings it back. A known visitor stays known.
    pub fn forget(&mut self, now: Time) {
        let Identity { key, epoch, .. } = self.identity;
        let epoch = now.max(epoch.plus(1));
        *self = Self::new(self.half_lives);
        self.identity = Identity { key: if key & KNOWN != 0 { key } else { 0 }, epoch, ..Identity::default() };
    }

    /// Starts a new profile, of nobody known; the old one lives on where else it is kept.
    pub fn part(&mut self, now: Time) {
        let old = self.identity;
        *self = Self::new(self.half_lives);
        self.identity.epoch = old.epoch;
        self.identity.parted =
            if old.key & KNOWN != 0 { Told { time: now.max(old.login), value: old.key } } else { old.parted };
    }
}
