//! A profile as bytes, version 1. `v` is unsigned LEB128, `z` zigzag LEB128; times and days count back from the last
//! event and its day, levels from what a strength of 1 would be there, so that most numbers take one to three bytes.
//!
//! ```text
//! version:u8 = 1
//! long:v short:v                            half-lives in seconds
//! sessions:v                                0: nothing seen, and the profile ends here
//! last:v first:v before:v                   last since 2020; first and before (0 none, else +1) back from it
//! cart: items:v                             0: empty; else value:v changed:v
//! orders:v                                  0: none; else occasions:v last:v first:v spend:v
//!   transactions:v (id:u32 day:v)*          days back from the last; ascending by day, then id
//! topics:v (key:u32 long:z short:z bought:v [last:v first:v])*     ascending by key; days only if bought
//! events:v (kind:u8 time:v topic:v)*        oldest first; topic 0 none, else its place among topics + 1
//! exposures:v (key:u32 window:v times:v (time:v)*)*                ascending by key, latest time first; window in seconds
//! checksum:u32                              FNV-1a 32 of all before it
//! ```

use super::exposures::{Exposure, Exposures, MOST_CAMPAIGNS};
use super::purchases::{MOST_TRANSACTIONS, Purchases, Transaction};
use super::recent::{Event, MOST_EVENTS, Recent};
use super::topics::{MOST_TOPICS, TopicMemory, Topics};
use super::{Cart, HalfLives, Profile, Visits};
use crate::error::Error;
use crate::host::Time;
use crate::math::decay::Level;
use crate::math::hash;
use crate::program::layout::{MOST_CAP, Model};
use crate::signals::Kind;
use crate::wire::{Reader, Writer};
use alloc::vec::Vec;

const VERSION: u8 = 1;

impl Profile {
    /// All of it; the same bytes for equal profiles.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        self.encode_kept(0, Level::NONE)
    }

    /// As [`Profile::encode`], in at most `most` bytes: the oldest events give way first, then the topics of the least
    /// lasting interest. What cannot be left out (purchases, exposures) may still be more.
    #[must_use]
    pub fn encode_within(&self, most: usize) -> Vec<u8> {
        let (mut events, mut floor) = (0, Level::NONE);
        loop {
            let bytes = self.encode_kept(events, floor);
            if bytes.len() <= most {
                return bytes;
            }
            if events < self.recent.all().len() {
                events = events.saturating_add(1);
                continue;
            }
            match self.topics.all().iter().map(|t| t.long).filter(|l| *l > floor).min() {
                Some(weakest) => floor = weakest,
                None => return bytes,
            }
        }
    }

    /// Leaves out the oldest `events` and topics whose lasting interest is not above `floor`.
    fn encode_kept(&self, events: usize, floor: Level) -> Vec<u8> {
        let mut w = Writer::default();
        w.u8(VERSION);
        w.varint(self.half_lives.long.into());
        w.varint(self.half_lives.short.into());
        w.varint(self.visits.sessions.into());
        if self.visits.sessions > 0 {
            self.write(&mut w, events, floor);
        }
        let checksum = hash::fnv32(&w.bytes);
        w.u32(checksum);
        w.bytes
    }

    fn write(&self, w: &mut Writer, events: usize, floor: Level) {
        let last = self.visits.last;
        let back = |t: Time| u64::from(last.since(t));
        w.varint(last.0.into());
        w.varint(back(self.visits.first));
        w.varint(if self.visits.before == Time(0) { 0 } else { back(self.visits.before).saturating_add(1) });
        w.varint(self.cart.items.into());
        if self.cart.items > 0 {
            w.varint(self.cart.value.max(0) as u64);
            w.varint(back(self.cart.changed));
        }
        self.write_purchases(w);
        let day = last.day();
        let (long, short) = (Level::unit(last, self.half_lives.long), Level::unit(last, self.half_lives.short));
        let topics = || self.topics.all().iter().filter(|t| floor == Level::NONE || t.long > floor);
        w.varint(topics().count() as u64);
        for t in topics() {
            w.u32(t.key);
            w.zigzag(i64::from(t.long.0).saturating_sub(long.0.into()));
            w.zigzag(i64::from(t.short.0).saturating_sub(short.0.into()));
            w.varint(t.bought.into());
            if t.bought > 0 {
                w.varint(day.saturating_sub(t.last_day).into());
                w.varint(t.last_day.saturating_sub(t.first_day).into());
            }
        }
        w.varint(self.recent.all().len().saturating_sub(events) as u64);
        for e in self.recent.all().iter().skip(events) {
            w.u8(e.kind as u8);
            w.varint(back(e.time));
            let place = topics().position(|t| t.key == e.topic);
            w.varint(place.map_or(0, |p| p.saturating_add(1)) as u64);
        }
        w.varint(self.exposures.all().len() as u64);
        for e in self.exposures.all() {
            w.u32(e.campaign);
            w.varint(e.window.into());
            let times = || e.times.iter().rev().filter(|t| **t != Exposure::NEVER);
            w.varint(times().count() as u64);
            times().for_each(|t| w.varint(back(*t)));
        }
    }

    fn write_purchases(&self, w: &mut Writer) {
        let p = &self.purchases;
        w.varint(p.orders.into());
        if p.orders == 0 {
            return;
        }
        w.varint(p.occasions.into());
        w.varint(self.visits.last.day().saturating_sub(p.last_day).into());
        w.varint(p.last_day.saturating_sub(p.first_day).into());
        w.varint(p.spend.max(0) as u64);
        w.varint(p.recent().len() as u64);
        for t in p.recent() {
            w.u32(t.id);
            w.varint(p.last_day.saturating_sub(t.day).into());
        }
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
        let mut r = Reader::new(body);
        if r.u8() != VERSION {
            return Err(Error::ProfileVersion);
        }
        let profile = read(&mut r).ok_or(Error::ProfileBroken)?;
        if r.is_empty() && !r.is_broken() { Ok(profile) } else { Err(Error::ProfileBroken) }
    }
}

/// Times and days count back from a last one; a step beyond the landmark is refused.
struct Back<'r, 'a> {
    r: &'r mut Reader<'a>,
    last: Time,
}

impl Back<'_, '_> {
    fn time(&mut self) -> Time {
        Time(self.from(self.last.0))
    }

    #[inline(never)]
    fn from(&mut self, later: u32) -> u32 {
        let n = self.r.varint32();
        later.checked_sub(n).unwrap_or_else(|| {
            self.r.refuse();
            0
        })
    }

    /// How many entries follow; more than `most` is refused. A broken reader stops every loop: it has no entries.
    #[inline(never)]
    fn count(&mut self, most: usize) -> usize {
        let n = self.r.varint32() as usize;
        if n > most {
            self.r.refuse();
            return 0;
        }
        n
    }

    #[inline(never)]
    fn level(&mut self, half_life: u32) -> Level {
        let unit = Level::unit(self.last, half_life);
        let level = i64::from(unit.0).saturating_add(self.r.zigzag());
        Level(i32::try_from(level).unwrap_or_else(|_| {
            self.r.refuse();
            0
        }))
    }
}

fn read(r: &mut Reader<'_>) -> Option<Profile> {
    let half = HalfLives { long: r.varint32(), short: r.varint32() };
    if !Model::LongHalfLife.allows(half.long.into()) || !Model::ShortHalfLife.allows(half.short.into()) {
        return None;
    }
    let mut p = Profile::new(half);
    let sessions = r.varint32();
    if sessions == 0 {
        return Some(p);
    }
    let last = Time(r.varint32());
    let mut b = Back { r, last };
    let first = b.time();
    let before = match b.r.varint32().checked_sub(1) {
        Some(n) => Time(last.0.checked_sub(n)?),
        None => Time(0),
    };
    p.visits = Visits { first, last, before, sessions };
    let items = b.r.varint32();
    if items > 0 {
        p.cart = Cart { items, value: money(&mut b), changed: b.time() };
    }
    p.purchases = read_purchases(&mut b)?;
    p.topics = read_topics(&mut b, half)?;
    let mut events = Vec::new();
    for _ in 0..b.count(MOST_EVENTS) {
        let kind = Kind::from_number(b.r.u8())?;
        let time = b.time();
        let topic = match b.r.varint32().checked_sub(1) {
            Some(place) => p.topics.all().get(place as usize)?.key,
            None => 0,
        };
        events.push(Event { time, kind, topic });
    }
    p.recent = Recent::from_events(events)?;
    let mut exposures = Vec::new();
    for _ in 0..b.count(MOST_CAMPAIGNS) {
        let campaign = b.r.u32();
        let window = b.r.varint32();
        let mut times = [Exposure::NEVER; MOST_CAP as usize];
        let n = b.count(times.len());
        for t in times.iter_mut().rev().take(n) {
            *t = b.time();
        }
        exposures.push(Exposure { campaign, window, times });
    }
    p.exposures = Exposures::from_entries(exposures)?;
    Some(p)
}

fn money(b: &mut Back<'_, '_>) -> i64 {
    // What is too large for an i64 comes out negative and is cut to nothing.
    (b.r.varint() as i64).max(0)
}

fn read_purchases(b: &mut Back<'_, '_>) -> Option<Purchases> {
    let orders = b.r.varint32();
    if orders == 0 {
        return Some(Purchases::default());
    }
    let occasions = b.r.varint32();
    let last_day = b.from(b.last.day());
    let first_day = b.from(last_day);
    let spend = money(b);
    let mut recent = Vec::new();
    for _ in 0..b.count(MOST_TRANSACTIONS) {
        let id = b.r.u32();
        recent.push(Transaction { day: b.from(last_day), id });
    }
    Purchases::from_parts(orders, occasions, (first_day, last_day), spend, recent)
}

fn read_topics(b: &mut Back<'_, '_>, half: HalfLives) -> Option<Topics> {
    let mut topics = Vec::new();
    for _ in 0..b.count(MOST_TOPICS) {
        let key = b.r.u32();
        let (long, short) = (b.level(half.long), b.level(half.short));
        let bought = b.r.varint32();
        let (mut first_day, mut last_day) = (0, 0);
        if bought > 0 {
            last_day = b.from(b.last.day());
            first_day = b.from(last_day);
        }
        topics.push(TopicMemory { key, long, short, bought, first_day, last_day });
    }
    Topics::from_entries(topics)
}
