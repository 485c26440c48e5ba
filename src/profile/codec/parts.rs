//! The walk itself; the layout is drawn in [`super`].

use super::port::Port;
use crate::host::Time;
use crate::math::decay::Level;
use crate::profile::exposures::{Exposure, Exposures, MOST_CAMPAIGNS};
use crate::profile::items::{MOST_OWNED, MOST_WATCHED, Owned, Watched};
use crate::profile::loyalty::Loyalty;
use crate::profile::purchases::{MOST_TRANSACTIONS, Mark, Marks, NEVER, Purchases, Transaction};
use crate::profile::recent::{Event, Recent, room};
use crate::profile::replicas::{MOST_REPLICAS, MOST_TAKEN, Replica, Taken};
use crate::profile::tally::{Events, Sum, Tally};
use crate::profile::topics::{Interest, MOST_TOPICS, TopicMemory, Topics};
use crate::profile::{Cart, HalfLives, Identity, Profile, Visits};
use crate::program::layout::MOST_CAP;
use crate::signals::Kind;
use alloc::vec::Vec;

/// What the fields are relative to.
struct From {
    last: u32,
    day: u32,
    long: Level,
    short: Level,
    is_coarse: bool,
    /// Keys of all topics, replica after replica.
    topics: Vec<u32>,
}

/// Takes every field of `old` through the port and makes a profile of what comes out.
pub fn walk(port: &mut Port<'_>, old: &Profile) -> Profile {
    let half = HalfLives { long: port.number(20, old.half_lives.long), short: port.number(20, old.half_lives.short) };
    let mut p = Profile::new(half);
    p.is_coarse = port.flag(old.is_coarse);
    let i = &old.identity;
    p.identity = Identity {
        key: port.seldom(i.key),
        epoch: Time(port.seldom(i.epoch.0)),
        login: Time(port.seldom(i.login.0)),
        parted: port.told(32, u32::MAX, i.parted),
    };
    p.consent = port.bits(6, old.consent.into()) as u8;
    let last = port.bits(32, old.visits.last.0);
    if last == 0 {
        return p;
    }
    let first = Time(port.back(24, last, old.visits.first.0));
    p.visits = Visits { first, last: Time(last), before: port.maybe_back(16, last, old.visits.before) };
    if port.flag(old.cart.changed.0 != 0) {
        p.cart = Cart {
            changed: Time(port.back(16, last, old.cart.changed.0)),
            items: port.number(2, old.cart.items),
            value: port.money(12, old.cart.value),
        };
        if p.cart.changed == Time(0) {
            p.cart = Cart::default();
        }
    }
    let (long, short) = (Level::unit(Time(last), half.long), Level::unit(Time(last), half.short));
    let mut from = From { last, day: Time(last).day(), long, short, is_coarse: p.is_coarse, topics: Vec::new() };
    for i in 0..port.count(0, MOST_REPLICAS, old.replicas.all.len()) {
        let none = Replica::default();
        let replica = walk_replica(port, &mut from, old.replicas.all.get(i).unwrap_or(&none));
        p.replicas.all.push(replica);
    }
    p.purchases = walk_purchases(port, &from, &old.purchases);
    p.loyalty = walk_loyalty(port, &from, &old.loyalty);
    p.recent = walk_recent(port, &from, &old.recent);
    for i in 0..port.count(3, MOST_OWNED, old.items.owned.len()) {
        let o = old.items.owned.get(i).copied().unwrap_or_default();
        let day = port.back(5, from.day, o.day);
        let (key, topic) = (port.bits(32, o.key), from.topic(port, o.topic));
        p.items.owned.push(Owned { day, key, topic, is_gone: port.flag(o.is_gone) });
    }
    for i in 0..port.count(3, MOST_WATCHED, old.items.watched.len()) {
        let w = old.items.watched.get(i).copied().unwrap_or_default();
        let last = Time(port.back(16, last, w.last.0));
        let (key, topic) = (port.bits(32, w.key), from.topic(port, w.topic));
        let (views, carts) = (port.number(1, w.views.into()) as u8, port.number(0, w.carts.into()) as u8);
        p.items.watched.push(Watched { last, key, topic, views, carts });
    }
    p.exposures = walk_exposures(port, last, &old.exposures);
    p
}

/// Orders of the numbers that sums are written as, by [`Sum`](crate::profile::tally::Sum).
const SUM_WIDTHS: [u32; Sum::COUNT] = [5, 5, 14, 16, 0, 0, 4, 0, 0];

#[inline(never)]
fn walk_replica(port: &mut Port<'_>, from: &mut From, old: &Replica) -> Replica {
    let (id, seq) = (port.bits(32, old.id), port.number(8, old.seq));
    let t = &old.tally;
    let mut tally = Tally::default();
    for (i, new) in tally.sums.iter_mut().enumerate() {
        *new = port.signed(SUM_WIDTHS.get(i).copied().unwrap_or(0), t.sums.get(i).copied().unwrap_or(0));
    }
    tally.events = Events(walk_kinds(port, None, &t.events.0));
    for (i, new) in tally.levels.iter_mut().enumerate() {
        *new = port.level(from.is_coarse, from.long, t.levels.get(i).copied().unwrap_or_default());
    }
    let n = port.count(6, MOST_TOPICS, t.topics.all().len());
    let interest = |port: &mut Port<'_>, i: Interest| Interest {
        long: port.level(from.is_coarse, from.long, i.long),
        short: port.level(from.is_coarse, from.short, i.short),
    };
    let rest = interest(port, t.topics.rest);
    // Keys are spread evenly, so that the gaps between n of them are of some 32 - log2 n bits.
    let k = 31u32.saturating_sub((n as u32).checked_ilog2().unwrap_or(0));
    let mut entries = Vec::new();
    let mut next = 0u32;
    for i in 0..n {
        let t = t.topics.all().get(i).copied().unwrap_or_default();
        let (key, over) = port.number(k, t.key.wrapping_sub(next)).overflowing_add(next);
        if over {
            port.refuse();
        }
        next = key.saturating_add(1);
        let interest = interest(port, t.interest);
        let mut new = TopicMemory { key, interest, ..TopicMemory::default() };
        if port.flag(t.bought > 0) {
            new.bought = port.number(2, (t.bought as u32).wrapping_sub(1)).wrapping_add(1) as i32;
            new.last_day = port.back(5, from.day, t.last_day);
            new.first_day = if new.bought > 1 { port.back(7, new.last_day, t.first_day) } else { new.last_day };
        } else if port.flag(t.bought < 0) {
            new.bought = (port.number(0, t.bought.unsigned_abs()) as i32).wrapping_neg();
        }
        entries.push(new);
        from.topics.push(key);
    }
    tally.topics = Topics::from_entries(entries, rest);
    let mut taken = Taken::default();
    let pair = |port: &mut Port<'_>, p: (u32, u32)| (port.bits(32, p.0), port.bits(32, p.1));
    if port.flag(old.taken != Taken::default()) {
        taken.floor = pair(port, old.taken.floor);
        for i in 0..port.count(5, MOST_TAKEN, old.taken.events.len()) {
            taken.events.push(pair(port, old.taken.events.get(i).copied().unwrap_or_default()));
        }
    }
    Replica { id, seq, tally, taken }
}

#[inline(never)]
fn walk_purchases(port: &mut Port<'_>, from: &From, old: &Purchases) -> Purchases {
    let mut forgotten = NEVER;
    if port.flag(old.forgotten != NEVER) {
        let last = port.back(6, from.day, old.forgotten.1);
        forgotten = (port.back(8, last, old.forgotten.0), last);
    }
    let mut recent = Vec::new();
    let n = port.count(4, MOST_TRANSACTIONS, old.recent.len());
    // From the latest on, so that the ways back are short.
    let mut day = from.day;
    for i in 0..n {
        let t = old.recent.iter().rev().nth(i).copied().unwrap_or_default();
        day = port.back(3, day, t.day);
        let mut new =
            Transaction { day, id: port.bits(32, t.id), value: port.money(12, t.value), ..Transaction::default() };
        // Mostly one replica counts it, and perhaps its day.
        let plain = Marks::new(Mark::By, 1).0;
        let of_day = Marks::new(Mark::DayBy, 1).0;
        if port.flag(t.marks.0 & !of_day == plain && t.refunded == 0) {
            new.marks.0 = plain | if port.flag(t.marks.0 & of_day != 0) { of_day } else { 0 };
        } else {
            new.marks.0 = port.bits(Marks::BITS, t.marks.0);
            new.refunded = port.money(12, t.refunded);
            new.applied = port.money(12, t.applied).min(new.refunded);
        }
        recent.push(new);
    }
    Purchases { recent: recent.into_iter().rev().collect(), forgotten }
}

#[inline(never)]
fn walk_loyalty(port: &mut Port<'_>, from: &From, old: &Loyalty) -> Loyalty {
    Loyalty {
        last_days: walk_kinds(port, Some(from.day), &old.last_days),
        nps: port.told(3, from.last, old.nps),
        rating: port.told(5, from.last, old.rating),
        tier: port.told(32, from.last, old.tier),
    }
}

/// A number for each kind, most of them 0: counts, or days that lie before one.
#[inline(never)]
fn walk_kinds(port: &mut Port<'_>, before: Option<u32>, old: &[u32; Kind::COUNT]) -> [u32; Kind::COUNT] {
    let mut new = [0; Kind::COUNT];
    let mut kind = 0usize;
    for _ in 0..port.count(2, Kind::COUNT, old.iter().filter(|v| **v != 0).count()) {
        while old.get(kind) == Some(&0) {
            kind = kind.wrapping_add(1);
        }
        let at = port.bits(6, kind as u32) as usize;
        let value = old.get(kind).copied().unwrap_or(0);
        let told = match before {
            Some(day) => port.back(3, day, value),
            None => port.number(4, value.wrapping_sub(1)).wrapping_add(1),
        };
        match new.get_mut(at) {
            Some(place) => *place = told,
            None => port.refuse(),
        }
        kind = kind.wrapping_add(1);
    }
    new
}

#[inline(never)]
fn walk_recent(port: &mut Port<'_>, from: &From, old: &Recent) -> Recent {
    let mut new = Recent::default();
    let horizon = |kind: Kind| Time(old.horizons.get(kind as usize).copied().unwrap_or(0));
    let is_told = |kind: &Kind| horizon(*kind).0 != 0 || !old.of(*kind).is_empty();
    let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(is_told).collect();
    for i in 0..port.count(2, Kind::COUNT, kinds.len()) {
        let kind = kinds.get(i).copied().unwrap_or_default();
        let kind = Kind::from_number(port.bits(6, kind as u32) as u8).unwrap_or_else(|| {
            port.refuse();
            kind
        });
        let horizon = port.maybe_back(16, from.last, horizon(kind));
        new.forget_at(kind, horizon);
        let mut time = from.last;
        for i in 0..port.count(2, room(kind), old.of(kind).len()) {
            let e = old.of(kind).iter().rev().nth(i).copied().unwrap_or_default();
            time = port.back(12, time, e.time.0);
            new.add(Event { kind, time: Time(time), topic: from.topic(port, e.topic) });
        }
    }
    new
}

#[inline(never)]
fn walk_exposures(port: &mut Port<'_>, last: u32, old: &Exposures) -> Exposures {
    let mut entries = Vec::new();
    for i in 0..port.count(3, MOST_CAMPAIGNS, old.all().len()) {
        let e = old.all().get(i).copied().unwrap_or_default();
        let (campaign, window) =
            (port.bits(32, e.campaign), port.number(14, e.window / 60).min(u32::MAX / 60).wrapping_mul(60));
        let mut times = [Exposure::NEVER; MOST_CAP as usize];
        let n = port.count(0, times.len(), e.count());
        let mut time = last;
        for i in (times.len().wrapping_sub(n)..times.len()).rev() {
            time = port.back(18, time, e.times.get(i).map_or(0, |t| t.0));
            if let Some(place) = times.get_mut(i) {
                *place = Time(time);
            }
        }
        entries.push(Exposure { campaign, window, times });
    }
    Exposures::from_entries(entries, Time(port.seldom(old.blind_until.0)))
}

impl From {
    /// A topic's key.
    #[inline(never)]
    fn topic(&self, port: &mut Port<'_>, key: u32) -> u32 {
        let known = self.topics.iter().position(|k| *k == key);
        let place = known.unwrap_or(self.topics.len()).wrapping_add(1);
        let place = port.number(6, if key == 0 { 0 } else { place as u32 });
        match (place as usize).checked_sub(1) {
            None => 0,
            Some(i) => match self.topics.get(i) {
                Some(key) => *key,
                None => port.bits(32, key),
            },
        }
    }
}
