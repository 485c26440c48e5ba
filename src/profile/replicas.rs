//! The places where a profile is written: a browser, the edge, an import. Each counts in a tally of its own.

use super::list;
use super::marks::Places;
use super::tally::{Sum, Tally};
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// Replicas that a profile holds.
pub const MOST_REPLICAS: usize = 4;

/// One place where the profile is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replica {
    /// Hash of its name.
    pub id: u32,
    /// Grows with each change, so that the later of two copies is known.
    pub seq: u32,
    /// What it counted.
    pub tally: Tally,
    /// Of an import: the events that it has taken in.
    pub taken: Taken,
}

/// Which events an import has taken in: the latest by time and hash, and everything up to a floor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// The latest, ascending.
    pub events: Vec<(u32, u32)>,
    /// Up to here everything counts as taken in, so that what is imported again changes nothing.
    pub floor: (u32, u32),
}

impl Taken {
    /// Whether an event is new; it is noted.
    pub fn add(&mut self, time: u32, hash: u32) -> bool {
        let event = (time, hash);
        let place = list::place(&self.events, |e| *e < event);
        let is_new = event > self.floor && self.events.get(place) != Some(&event);
        if is_new {
            list::insert(&mut self.events, place, event);
            self.forget_to(MOST_TAKEN);
        }
        is_new
    }

    /// Forgets the oldest until at most `keep` are left.
    pub fn forget_to(&mut self, keep: usize) {
        while self.events.len() > keep {
            if let Some(event) = list::remove(&mut self.events, 0) {
                self.floor = event;
            }
        }
    }
}

/// Events of an import that are known again.
pub const MOST_TAKEN: usize = 1024;

impl Replica {
    /// What the later copy has more of. Two copies of one number are one copy, unless two writers share a name: then
    /// the one that saw more events holds.
    fn age(&self) -> (u32, u32, i64) {
        (self.seq, self.tally.events.all(), self.tally.of(Sum::Spend))
    }
}

/// The replicas, ascending by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replicas {
    /// The replicas.
    pub all: Vec<Replica>,
}

/// For each place before, the set that it is in now.
pub type Moves = [Places; MOST_REPLICAS];

impl Replicas {
    /// The sum of all tallies.
    #[must_use]
    pub fn tally(&self) -> Cow<'_, Tally> {
        if let [one] = self.all.as_slice() {
            return Cow::Borrowed(&one.tally);
        }
        let mut sum = Tally::default();
        self.all.iter().for_each(|r| sum.add(&r.tally));
        Cow::Owned(sum)
    }

    /// The place of a replica, if it has one.
    #[must_use]
    pub fn find(&self, id: u32) -> Option<usize> {
        self.all.iter().position(|r| r.id == id)
    }

    /// The replica at a place, as a set of one.
    pub fn at(&mut self, place: Places) -> Option<&mut Replica> {
        self.all.get_mut(place.trailing_zeros() as usize)
    }

    /// Makes a place for a replica that has none; whether it had to take over that of the one that changed least.
    pub fn welcome(&mut self, id: u32) -> bool {
        if self.all.len() < MOST_REPLICAS {
            self.all.push(Replica::default());
            if let Some(new) = self.all.last_mut() {
                new.id = id;
            }
            return false;
        }
        if let Some(least) = self.all.iter_mut().min_by_key(|r| r.seq) {
            (least.id, least.seq) = (id, least.seq.saturating_add(1));
        }
        true
    }

    /// Takes in another's replica: its place here, and whether there was none, so that `me` takes over what it counted. Of
    /// one that is known the later copy holds.
    pub fn take_in(&mut self, replica: &mut Replica, me: u32) -> (usize, bool) {
        if let Some(i) = self.find(replica.id) {
            if let Some(mine) = self.all.get_mut(i)
                && mine.age() < replica.age()
            {
                core::mem::swap(mine, replica);
            }
            return (i, false);
        }
        if self.all.len() < MOST_REPLICAS {
            self.all.push(core::mem::take(replica));
            return (self.all.len().wrapping_sub(1), false);
        }
        let heir = self.find(me).unwrap_or(0);
        if let Some(heir) = self.all.get_mut(heir) {
            heir.tally.add(&replica.tally);
            heir.seq = heir.seq.saturating_add(1);
        }
        (heir, true)
    }

    /// Puts the replicas in the order of their ids, so that equal profiles are equal bytes; how their places moved.
    pub fn sort(&mut self) -> Moves {
        let mut moves: Moves = core::array::from_fn(bit);
        for to in 0..self.all.len() {
            for i in (0..to).rev() {
                if let Some([a, b]) = self.all.get_mut(i..=i.wrapping_add(1))
                    && a.id > b.id
                {
                    core::mem::swap(a, b);
                    let pair = bit(i) | bit(i.wrapping_add(1));
                    moves.iter_mut().filter(|m| **m & pair != 0).for_each(|m| *m ^= pair);
                }
            }
        }
        moves
    }
}

/// The set that holds one place.
#[must_use]
pub fn bit(place: usize) -> Places {
    1u8.wrapping_shl(place as u32)
}
