//! The walk itself; the layout is drawn in [`super`].

use super::port::Port;
use crate::host::Time;
use crate::profile::exposures::{Exposures, MOST_CAMPAIGNS};
use crate::profile::items::{Items, MOST_OWNED, MOST_WATCHED};
use crate::profile::loyalty::Loyalty;
use crate::profile::marks::{Mark, Marks};
use crate::profile::purchases::{MOST_TRANSACTIONS, NEVER, Purchases};
use crate::profile::recent::{Event, Recent, room};
use crate::profile::replicas::{MOST_REPLICAS, MOST_TAKEN, Taken};
use crate::profile::tally::{Sum, Tally};
use crate::profile::topics::{Interest, MOST_TOPICS, Topics};
use crate::profile::{Cart, Profile};
use crate::signals::Kind;

/// Takes every field through the port: of a profile that is written, or of an empty one that is read into.
pub fn walk(port: &mut Port<'_>, p: &mut Profile) {
    port.number(20, &mut p.half_lives.long);
    port.number(20, &mut p.half_lives.short);
    p.is_coarse = port.flag(p.is_coarse);
    port.is_coarse = p.is_coarse;
    let i = &mut p.identity;
    port.seldom(&mut i.key);
    port.seldom(&mut i.epoch.0);
    port.seldom(&mut i.login.0);
    // Nothing else is known yet that a login could lie back from.
    port.last = u32::MAX;
    port.told(32, &mut i.parted);
    p.consent = port.bits.bits(6, p.consent.into()) as u8;
    port.word(&mut p.visits.last.0);
    if p.visits.last.0 == 0 {
        return;
    }
    port.stand_at(p.visits.last, p.half_lives);
    port.time(24, &mut p.visits.first);
    port.maybe_time(&mut p.visits.before);
    if port.maybe_time(&mut p.cart.changed) {
        port.number(2, &mut p.cart.items);
        port.money(&mut p.cart.value);
        if p.cart.changed.0 == 0 {
            p.cart = Cart::default();
        }
    }
    port.list(0, MOST_REPLICAS, &mut p.replicas.all);
    for replica in &mut p.replicas.all {
        port.word(&mut replica.id);
        port.number(8, &mut replica.seq);
        walk_tally(port, &mut replica.tally);
        walk_taken(port, &mut replica.taken);
    }
    walk_purchases(port, &mut p.purchases);
    walk_loyalty(port, &mut p.loyalty);
    walk_recent(port, &mut p.recent);
    walk_items(port, &mut p.items);
    walk_exposures(port, &mut p.exposures);
}

/// Orders of the numbers that sums are written as, by [`Sum`].
const SUM_WIDTHS: [u8; Sum::COUNT] = [5, 5, 14, 16, 0, 0, 4, 0, 0];

fn walk_tally(port: &mut Port<'_>, tally: &mut Tally) {
    for (sum, width) in tally.sums.iter_mut().zip(SUM_WIDTHS) {
        *sum = port.signed(width.into(), *sum);
    }
    walk_kinds(port, false, &mut tally.events.0);
    tally.levels.iter_mut().for_each(|level| port.level(false, level));
    walk_topics(port, &mut tally.topics);
}

/// Days with a purchase, or how many too few, that a forged topic may claim.
const MOST_DAYS: u32 = 1 << 20;

fn walk_topics(port: &mut Port<'_>, topics: &mut Topics) {
    port.list(6, MOST_TOPICS, &mut topics.entries);
    walk_interest(port, &mut topics.rest);
    // Keys are spread evenly, so that the gaps between n of them are of some 32 - log2 n bits.
    let k = 31u32.saturating_sub((topics.entries.len() as u32).checked_ilog2().unwrap_or(0));
    let mut next = 0u32;
    for t in &mut topics.entries {
        let mut gap = t.key.wrapping_sub(next);
        port.number(k, &mut gap);
        let (key, over) = gap.overflowing_add(next);
        if over {
            port.bits.refuse();
        }
        (t.key, next) = (key, key.saturating_add(1));
        walk_interest(port, &mut t.interest);
        if port.flag(t.bought > 0) {
            let mut again = (t.bought as u32).wrapping_sub(1);
            port.number(2, &mut again);
            t.bought = again.min(MOST_DAYS).wrapping_add(1) as i32;
            port.back(5, port.day, &mut t.last_day);
            if t.bought > 1 {
                port.back(7, t.last_day, &mut t.first_day);
            } else {
                t.first_day = t.last_day;
            }
        } else if port.flag(t.bought < 0) {
            let mut lack = t.bought.unsigned_abs();
            port.number(0, &mut lack);
            t.bought = (lack.min(MOST_DAYS) as i32).wrapping_neg();
        }
        port.topics.push(key);
    }
}

fn walk_interest(port: &mut Port<'_>, interest: &mut Interest) {
    port.level(false, &mut interest.long);
    port.level(true, &mut interest.short);
}

fn walk_taken(port: &mut Port<'_>, taken: &mut Taken) {
    let pair = |port: &mut Port<'_>, pair: &mut (u32, u32)| {
        port.word(&mut pair.0);
        port.word(&mut pair.1);
    };
    if port.flag(!taken.events.is_empty() || taken.floor != (0, 0)) {
        pair(port, &mut taken.floor);
        port.list(5, MOST_TAKEN, &mut taken.events);
        taken.events.iter_mut().for_each(|event| pair(port, event));
    }
}

fn walk_purchases(port: &mut Port<'_>, purchases: &mut Purchases) {
    let (first, last) = &mut purchases.forgotten;
    if port.flag((*first, *last) != NEVER) {
        port.back(6, port.day, last);
        port.back(8, *last, first);
    }
    port.list(4, MOST_TRANSACTIONS, &mut purchases.recent);
    // From the latest on, so that the ways back are short.
    let mut day = port.day;
    for t in purchases.recent.iter_mut().rev() {
        port.back(3, day, &mut t.day);
        day = t.day;
        port.word(&mut t.id);
        port.money(&mut t.value);
        // Mostly one replica counts it, and perhaps its day.
        let plain = Marks::new(Mark::By, 1).0;
        let of_day = Marks::new(Mark::DayBy, 1).0;
        if port.flag(t.marks.0 & !of_day == plain && t.refunded == 0) {
            t.marks.0 = plain | if port.flag(t.marks.0 & of_day != 0) { of_day } else { 0 };
        } else {
            t.marks.0 = port.bits.bits(Marks::BITS, t.marks.0);
            port.money(&mut t.refunded);
            port.money(&mut t.applied);
            t.applied = t.applied.min(t.refunded);
        }
    }
}

fn walk_loyalty(port: &mut Port<'_>, loyalty: &mut Loyalty) {
    walk_kinds(port, true, &mut loyalty.last_days);
    port.told(3, &mut loyalty.nps);
    port.told(5, &mut loyalty.rating);
    port.told(32, &mut loyalty.tier);
}

/// A number for each kind, most of them 0: days, or counts.
#[inline(never)]
fn walk_kinds(port: &mut Port<'_>, are_days: bool, all: &mut [u32; Kind::COUNT]) {
    let told = all.iter().fold(0usize, |n, value| n.wrapping_add((*value != 0).into()));
    let mut kind = 0usize;
    for _ in 0..port.count(2, Kind::COUNT, told) {
        while all.get(kind) == Some(&0) {
            kind = kind.wrapping_add(1);
        }
        kind = port.bits.bits(6, kind as u32) as usize;
        let Some(value) = all.get_mut(kind) else { return port.bits.refuse() };
        if are_days {
            port.back(3, port.day, value);
        } else {
            *value = value.wrapping_sub(1);
            port.number(4, value);
            *value = value.wrapping_add(1);
        }
        kind = kind.wrapping_add(1);
    }
}

fn walk_recent(port: &mut Port<'_>, recent: &mut Recent) {
    let old = core::mem::take(recent);
    let is_told = |kind: Kind| old.horizon(kind).0 != 0 || !old.of(kind).is_empty();
    let mut kinds = Kind::ALL.iter().copied().filter(|kind| is_told(*kind));
    for _ in 0..port.count(2, Kind::COUNT, kinds.clone().count()) {
        let kind = kinds.next().unwrap_or_default();
        let Some(kind) = Kind::from_number(port.bits.bits(6, kind as u32) as u8) else { return port.bits.refuse() };
        let mut horizon = old.horizon(kind);
        port.maybe_time(&mut horizon);
        recent.forget_at(kind, horizon);
        let mut before = port.last;
        let mut events = old.of(kind).iter().rev();
        for _ in 0..port.count(2, room(kind), old.of(kind).len()) {
            let mut e = events.next().copied().unwrap_or_default();
            port.back(12, before, &mut e.time.0);
            before = e.time.0;
            port.topic(&mut e.topic);
            recent.add(Event { kind, ..e });
        }
    }
}

fn walk_items(port: &mut Port<'_>, items: &mut Items) {
    port.list(3, MOST_OWNED, &mut items.owned);
    for o in &mut items.owned {
        port.back(5, port.day, &mut o.day);
        port.word(&mut o.key);
        port.topic(&mut o.topic);
        o.is_gone = port.flag(o.is_gone);
    }
    port.list(3, MOST_WATCHED, &mut items.watched);
    for w in &mut items.watched {
        port.time(16, &mut w.last);
        port.word(&mut w.key);
        port.topic(&mut w.topic);
        port.byte(1, &mut w.views);
        port.byte(0, &mut w.carts);
    }
}

fn walk_exposures(port: &mut Port<'_>, exposures: &mut Exposures) {
    port.list(3, MOST_CAMPAIGNS, &mut exposures.entries);
    for e in &mut exposures.entries {
        port.word(&mut e.campaign);
        let mut minutes = e.window / 60;
        port.number(14, &mut minutes);
        e.window = minutes.min(u32::MAX / 60).wrapping_mul(60);
        let n = port.count(0, e.times.len(), e.count());
        let mut before = port.last;
        for Time(time) in e.times.iter_mut().rev().take(n) {
            port.back(18, before, time);
            before = *time;
        }
    }
    port.seldom(&mut exposures.blind_until.0);
}
