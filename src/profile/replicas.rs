//! The places where a profile is written: a browser, the edge, an import. Each counts in a tally of its own.

use super::list;
use super::purchases::Places;
use super::tally::Tally;
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
        match self.events.binary_search(&event) {
            Err(place) if event > self.floor => {
                list::insert(&mut self.events, place, event);
                self.forget_to(MOST_TAKEN);
                true
            }
            _ => false,
        }
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
        (self.seq, self.tally.events.all(), self.tally.spend)
    }
}

/// The replicas, ascending by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replicas {
    /// The replicas.
    pub all: Vec<Replica>,
}

/// How a join moved replicas: for each of the old places, the set that it is in now.
pub type Moves = [Places; MOST_REPLICAS];

impl Replicas {
    /// The sum of all tallies.
    #[must_use]
    pub fn tally(&self) -> Cow<'_, Tally> {
        let mut all = self.all.iter();
        let Some(first) = all.next() else { return Cow::Owned(Tally::default()) };
        let mut sum = Cow::Borrowed(&first.tally);
        all.for_each(|other| sum.to_mut().add(&other.tally));
        sum
    }

    /// The place of a replica, as a set of one; it is made if it is not there. Others may move for it, or one be taken over.
    pub fn place(&mut self, id: u32) -> (Places, Option<Moves>, bool) {
        match self.find(id) {
            Ok(i) => (bit(i), None, false),
            Err(_) => {
                let (moves, over) = self.put(Replica { id, ..Replica::default() }, id);
                let place = self.find(id).unwrap_or(0);
                (bit(place), Some(moves), over)
            }
        }
    }

    /// The replica at a place.
    pub fn at(&mut self, place: Places) -> Option<&mut Replica> {
        self.all.get_mut(place.trailing_zeros() as usize)
    }

    /// Takes in another's replica. Of one that is known the later copy holds. Returns how the places moved, and whether
    /// there were too many: then `me` takes over the tally of the one that changed least.
    pub fn put(&mut self, replica: Replica, me: u32) -> (Moves, bool) {
        let mut moves: Moves = core::array::from_fn(bit);
        let place = match self.find(replica.id) {
            Ok(i) => {
                if let Some(mine) = self.all.get_mut(i)
                    && mine.age() < replica.age()
                {
                    *mine = replica;
                }
                return (moves, false);
            }
            Err(place) => place,
        };
        for m in moves.iter_mut().skip(place) {
            *m = m.wrapping_shl(1);
        }
        list::insert(&mut self.all, place, replica);
        if self.all.len() <= MOST_REPLICAS {
            return (moves, false);
        }
        let mut least = (u32::MAX, 0);
        for (i, r) in self.all.iter().enumerate() {
            if r.id != me && r.seq < least.0 {
                least = (r.seq, i);
            }
        }
        let Some(gone) = list::remove(&mut self.all, least.1) else { return (moves, true) };
        let heir = self.find(me).unwrap_or(0);
        if let Some(heir) = self.all.get_mut(heir) {
            heir.tally.add(&gone.tally);
            heir.seq = heir.seq.saturating_add(1);
        }
        let (out, heir) = (bit(least.1), bit(heir));
        for m in &mut moves {
            *m = if *m == out {
                heir
            } else if *m > out {
                m.wrapping_shr(1)
            } else {
                *m
            };
        }
        (moves, true)
    }

    /// Where a replica stands, or would.
    pub fn find(&self, id: u32) -> Result<usize, usize> {
        self.all.binary_search_by_key(&id, |r| r.id)
    }
}

/// The set that holds one place.
pub fn bit(place: usize) -> Places {
    1u8.wrapping_shl(place as u32)
}

/// Where a set of replicas is after a move.
#[must_use]
pub fn moved(places: Places, moves: &Moves) -> Places {
    let mut now = 0;
    for (i, to) in moves.iter().enumerate() {
        if places & bit(i) != 0 {
            now |= to;
        }
    }
    now
}
