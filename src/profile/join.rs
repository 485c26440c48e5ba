//! Joining two copies of a profile: a union of what each knows. For up to four replicas and the latest 64 transactions it
//! does not matter which joins which, in what order, or how often; no order is lost and none counts twice.

use super::replicas::{MOST_REPLICAS, Moves, bit};
use super::{Identity, Profile, Visits};
use crate::signals::{Drop, Drops};

impl Profile {
    /// Joins another copy. `me` is the replica in hand; it stays what it is.
    ///
    /// Two copies of one person (the same key, or neither of a known one) are compared by their epochs first: what was
    /// forgotten in one is not brought back by the other. A known profile and one of nobody known are joined as at a
    /// login, unless the one was parted from the other since. Two known people are not joined: `false`.
    pub fn join(&mut self, mut other: Self, me: u32, drops: &mut Drops) -> bool {
        let (a, b) = (self.identity, other.identity);
        let was_parted = |known: Identity, other: Identity| {
            known.key == other.parted.value && known.key != 0 && known.login <= other.parted.time
        };
        let is_one = a.key == b.key || !(self.is_known() || other.is_known());
        if self.is_known() && other.is_known() && !is_one {
            return false;
        }
        if was_parted(b, a) || (is_one && b.epoch < a.epoch) {
            return true;
        }
        if was_parted(a, b) || (is_one && b.epoch > a.epoch) {
            other.adopt(self.half_lives);
            *self = other;
            return true;
        }
        // The pivot of levels is the later of the two last events in both.
        self.visits = joined(self.visits, other.visits);
        other.visits = self.visits;
        other.adopt(self.half_lives);
        self.identity = Identity {
            key: a.key.max(b.key),
            epoch: a.epoch.max(b.epoch),
            login: a.login.max(b.login),
            parted: a.parted.max(b.parted),
        };
        self.is_coarse &= other.is_coarse;
        self.consent = self.consent.max(other.consent);
        self.cart = self.cart.max(other.cart);
        self.loyalty.join(&other.loyalty);
        self.recent.join(&other.recent);
        self.items.join(&other.items);
        self.exposures.join(&other.exposures);
        self.join_replicas(other, me, drops);
        true
    }

    fn join_replicas(&mut self, mut other: Self, me: u32, drops: &mut Drops) {
        let mut places: Moves = [0; MOST_REPLICAS];
        for (replica, place) in other.replicas.all.iter_mut().zip(&mut places) {
            let (here, over) = self.replicas.take_in(replica, me);
            *place = bit(here);
            if over {
                drops.count(Drop::Approximated);
            }
        }
        other.purchases.follow(&places);
        if self.purchases.join(&other.purchases) {
            drops.count(Drop::Approximated);
        }
        self.purchases.follow(&self.replicas.sort());
    }
}

fn joined(a: Visits, b: Visits) -> Visits {
    let first = match (a.first.0, b.first.0) {
        (0, _) => b.first,
        (_, 0) => a.first,
        _ => a.first.min(b.first),
    };
    let (last, before) = (a.last, a.before).max((b.last, b.before));
    Visits { first, last, before }
}
