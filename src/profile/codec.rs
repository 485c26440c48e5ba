//! A profile as bytes, version 1. `v` is unsigned LEB128, `z` zigzag LEB128; times and days count back from the last
//! event and its day, levels from what a strength of 1 would be there, so that most numbers take one to three bytes.
//!
//! ```text
//! version:u8 = 1
//! long:v short:v                            half-lives in seconds
//! sessions:v                                0: nothing seen, and the profile ends here
//! last:v first:v before:v                   last since 2000; first and before back from it
//! cart: items:v value:v changed:v
//! orders:v occasions:v last:v first:v spend:v
//!   transactions:v (id:u32 day:v)*          days back from the last; ascending by day, then id
//! topics:v (key:u32 long:z short:z bought:v [last:v])*    ascending by key; last only if bought
//! events:v (kind:u8 time:v topic:v)*        oldest first; topic 0 none, else its place among topics + 1
//! exposures:v (key:u32 window:v times:v (time:v)*)*                ascending by key, latest time first; window in seconds
//! checksum:u32                              FNV-1a 32 of all before it
//! ```
//!
//! The layout is walked by one function, [`walk`], in both directions: every field goes through a [`Port`], which writes
//! the value it is given or gives the value it reads. So reading and writing cannot disagree.

use super::exposures::{Exposure, Exposures, MOST_CAMPAIGNS};
use super::purchases::{MOST_TRANSACTIONS, Purchases, Transaction};
use super::recent::{Event, MOST_EVENTS, Recent};
use super::topics::{MOST_TOPICS, TopicMemory, Topics};
use super::{Cart, HalfLives, Profile, Visits};
use crate::error::Error;
use crate::host::Time;
use crate::math::decay::Level;
use crate::math::hash;
use crate::program::layout::MOST_CAP;
use crate::signals::Kind;
use crate::signals::frame::MOST_CENTS;
use crate::wire::{Reader, Writer};
use alloc::vec::Vec;

const VERSION: u8 = 1;

impl Profile {
    /// All of it; the same bytes for equal profiles.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        self.encode_within(usize::MAX)
    }

    /// As [`Profile::encode`], in at most `most` bytes: the oldest events give way first, then the topics of the least
    /// lasting interest. What cannot be left out (purchases, exposures) may still be more.
    #[must_use]
    pub fn encode_within(&self, most: usize) -> Vec<u8> {
        let (mut bytes, mut lesser) = self.write();
        while bytes.len() > most {
            if !lesser.recent.forget_oldest() {
                // Its events are gone already.
                if lesser.topics.forget_weakest(0).is_none() {
                    break;
                }
            }
            (bytes, lesser) = lesser.write();
        }
        bytes
    }

    /// The bytes, and the profile that reading them gives.
    #[inline(never)]
    fn write(&self) -> (Vec<u8>, Self) {
        let mut port = Port::Write(Writer::default());
        port.u8(VERSION);
        let same = walk(&mut port, self);
        let Port::Write(mut w) = port else { return (Vec::new(), same) };
        let checksum = hash::fnv32(&w.bytes);
        w.u32(checksum);
        (w.bytes, same)
    }

    /// Reads what [`Profile::encode`] wrote. Any bytes are read or refused.
    ///
    /// # Errors
    /// [`Error::ProfileVersion`], [`Error::ProfileTorn`], [`Error::ProfileBroken`].
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let (body, checksum) = bytes.split_last_chunk::<4>().ok_or(Error::ProfileTorn)?;
        if u32::from_le_bytes(*checksum) != hash::fnv32(body) {
            return Err(Error::ProfileTorn);
        }
        let mut port = Port::Read(Reader::new(body));
        if port.u8(0) != VERSION {
            return Err(Error::ProfileVersion);
        }
        let nobody = Self::new(HalfLives { long: 0, short: 0 });
        let profile = walk(&mut port, &nobody);
        match port {
            Port::Read(r) if r.is_empty() && !r.is_broken() => Ok(profile),
            _ => Err(Error::ProfileBroken),
        }
    }
}

/// One direction of the walk. What cannot be read comes out as zeros, and the reader is broken at the end.
enum Port<'a> {
    Read(Reader<'a>),
    Write(Writer),
}

impl Port<'_> {
    fn u8(&mut self, value: u8) -> u8 {
        match self {
            Self::Read(r) => r.u8(),
            Self::Write(w) => {
                w.u8(value);
                value
            }
        }
    }

    fn kind(&mut self, value: Kind) -> Kind {
        Kind::from_number(self.u8(value as u8)).unwrap_or_else(|| {
            self.refuse();
            value
        })
    }

    #[inline(never)]
    fn u32(&mut self, value: u32) -> u32 {
        match self {
            Self::Read(r) => r.u32(),
            Self::Write(w) => {
                w.u32(value);
                value
            }
        }
    }

    #[inline(never)]
    fn varint(&mut self, value: u64) -> u64 {
        match self {
            Self::Read(r) => r.varint(),
            Self::Write(w) => {
                w.varint(value);
                value
            }
        }
    }

    #[inline(never)]
    fn varint32(&mut self, value: u32) -> u32 {
        match self {
            Self::Read(r) => r.varint32(),
            Self::Write(_) => self.varint(value.into()) as u32,
        }
    }

    /// Money: never negative.
    fn money(&mut self, value: i64) -> i64 {
        (self.varint(value as u64) as i64).clamp(0, MOST_CENTS)
    }

    /// Something that lies at or before `from`, written as the way back.
    #[inline(never)]
    fn back(&mut self, from: u32, value: u32) -> u32 {
        let way = self.varint32(from.saturating_sub(value));
        if way > from {
            self.refuse();
        }
        from.saturating_sub(way)
    }

    /// A level, written relative to `unit`.
    #[inline(never)]
    fn level(&mut self, unit: Level, value: Level) -> Level {
        let unit = i64::from(unit.0);
        let relative = i64::from(value.0).wrapping_sub(unit);
        let relative = match self {
            Self::Read(r) => r.zigzag(),
            Self::Write(w) => {
                w.zigzag(relative);
                relative
            }
        };
        Level(i32::try_from(relative.wrapping_add(unit)).unwrap_or_else(|_| {
            self.refuse();
            0
        }))
    }

    /// How many entries a list has; more than `most` are refused, and a broken reader has none.
    #[inline(never)]
    fn count(&mut self, most: usize, value: usize) -> usize {
        let n = self.varint32(value as u32) as usize;
        if n > most {
            self.refuse();
            return 0;
        }
        n
    }

    fn refuse(&mut self) {
        if let Self::Read(r) = self {
            r.refuse();
        }
    }
}

/// Takes every field of `old` through the port and makes a profile of what comes out.
#[inline(never)]
fn walk(port: &mut Port<'_>, old: &Profile) -> Profile {
    let half = HalfLives { long: port.varint32(old.half_lives.long), short: port.varint32(old.half_lives.short) };
    let mut p = Profile::new(half);
    let v = &old.visits;
    let sessions = port.varint32(v.sessions);
    if sessions == 0 {
        return p;
    }
    let last = port.varint32(v.last.0);
    let first = Time(port.back(last, v.first.0));
    let before = Time(port.back(last, v.before.0));
    p.visits = Visits { first, last: Time(last), before, sessions };
    p.cart = Cart {
        items: port.varint32(old.cart.items),
        value: port.money(old.cart.value),
        changed: Time(port.back(last, old.cart.changed.0)),
    };
    let day = Time(last).day();
    p.purchases = walk_purchases(port, &old.purchases, day);
    let (long, short) = (Level::unit(Time(last), half.long), Level::unit(Time(last), half.short));
    let mut topics = Vec::new();
    for i in 0..port.count(MOST_TOPICS, old.topics.all().len()) {
        let t = old.topics.all().get(i).copied().unwrap_or_default();
        let key = port.u32(t.key);
        let (long, short) = (port.level(long, t.long), port.level(short, t.short));
        let bought = port.varint32(t.bought);
        let last_day = if bought > 0 { port.back(day, t.last_day) } else { 0 };
        topics.push(TopicMemory { key, long, short, bought, last_day });
    }
    p.topics = Topics::from_entries(topics);
    let mut events = Vec::new();
    for i in 0..port.count(MOST_EVENTS, old.recent.all().len()) {
        let e = old.recent.all().get(i).copied().unwrap_or_default();
        let kind = port.kind(e.kind);
        let time = Time(port.back(last, e.time.0));
        let place = port.varint32(old.topics.place(e.topic));
        events.push(Event { time, kind, topic: p.topics.key_at(place) });
    }
    p.recent = Recent::from_events(events);
    let mut exposures = Vec::new();
    for i in 0..port.count(MOST_CAMPAIGNS, old.exposures.all().len()) {
        let e = old.exposures.all().get(i).copied().unwrap_or_default();
        let (campaign, window) = (port.u32(e.campaign), port.varint32(e.window));
        let mut times = [Exposure::NEVER; MOST_CAP as usize];
        let n = port.count(times.len(), e.count());
        for (new, old) in times.iter_mut().zip(e.times).rev().take(n) {
            *new = Time(port.back(last, old.0));
        }
        exposures.push(Exposure { campaign, window, times });
    }
    p.exposures = Exposures::from_entries(exposures);
    p
}

#[inline(never)]
fn walk_purchases(port: &mut Port<'_>, old: &Purchases, day: u32) -> Purchases {
    let (orders, occasions) = (port.varint32(old.orders), port.varint32(old.occasions));
    let last_day = port.back(day, old.last_day);
    let first_day = port.back(last_day, old.first_day);
    let spend = port.money(old.spend);
    let mut recent = Vec::new();
    for i in 0..port.count(MOST_TRANSACTIONS, old.recent().len()) {
        let t = old.recent().get(i).copied().unwrap_or_default();
        let id = port.u32(t.id);
        recent.push(Transaction { day: port.back(last_day, t.day), id });
    }
    Purchases::from_parts(orders, occasions, (first_day, last_day), spend, recent)
}
