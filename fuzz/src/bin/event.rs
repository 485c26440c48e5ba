//! What a page may say and do, in any order: events, contexts, times, exposures, clicks, reloads.
//!
//! The input is a row of actions; `xtask/src/seeds.rs` writes the same form.
//!
//! ```text
//! action := op:u8 ...                        op modulo 8:
//!   0 length:u16 frame                       an event
//!   1 kind:u8 length:u16 fields              an event of a name that is known
//!   2 length:u16 frame                       a context
//!   3 seconds:u32                            the host's now, since 2000
//!   4 campaign:u8                            shown
//!   5 campaign:u8                            clicked
//!   6 take:u8                                decide, with so many places a slot, modulo 8
//!   7 how:u8                                 reload: even through a store's bytes, odd through a cookie
//! ```
#![no_main]

use libfuzzer_sys::fuzz_target;
use trogen::engine::{State, Visitor};
use trogen::host::Time;
use trogen::profile::{HalfLives, Profile};
use trogen::signals::frame::MOST_CENTS;
use trogen::signals::vocabulary::KINDS;
use trogen::signals::{Consent, Drop, Kind};
use trogen_fuzz::{comes_back, decide, engine, visitor};

const PURCHASE: &[u8] = b"\x08purchase";

fuzz_target!(init: { let _ = engine(); }, |data: &[u8]| play(data));

fn play(mut rest: &[u8]) {
    let mut visitor = visitor(State::None);
    let mut now = trogen_fuzz::NOW;
    let mut purchases = 0;
    while !rest.is_empty() {
        match number(&mut rest, 1) % 8 {
            0 => {
                let frame = bytes(&mut rest);
                purchases += u32::from(frame.starts_with(PURCHASE));
                track(&mut visitor, frame);
            }
            1 => {
                let (kind, name) = KINDS[number(&mut rest, 1) as usize % KINDS.len()];
                purchases += u32::from(kind == Kind::Purchase);
                let name = [&[name.len() as u8], name.as_bytes()].concat();
                track(&mut visitor, &[&name, bytes(&mut rest)].concat());
            }
            2 => visitor.set_context(bytes(&mut rest)),
            3 => {
                now = Time(number(&mut rest, 4));
                visitor.update(Some(now), Consent::GRANTED);
            }
            4 => visitor.shown(number(&mut rest, 1)),
            5 => visitor.clicked(number(&mut rest, 1)),
            6 => decide(&mut visitor, number(&mut rest, 1) as u16 % 8),
            _ => {
                let half = HalfLives::of(visitor.program());
                assert_eq!(visitor.profile().half_lives, half);
                let (text, stored) = (visitor.cookie(), visitor.snapshot());
                let (text, stored) = (text.expect("granted"), stored.expect("granted"));
                let state = if number(&mut rest, 1).is_multiple_of(2) {
                    State::Bytes(&stored)
                } else {
                    State::Text(text.as_bytes())
                };
                let before = visitor.profile().clone();
                visitor = engine().visitor(state, now, Consent::GRANTED);
                assert_eq!(visitor.drops().of(Drop::Torn), 0, "what was written is read");
                assert_eq!(visitor.profile().purchases, before.purchases, "no purchase is lost");
                assert_eq!(visitor.profile().exposures, before.exposures, "no exposure is lost");
            }
        }
        bounded(visitor.profile(), purchases);
    }
    decide(&mut visitor, 0);
    comes_back(&visitor);
}

/// The next `n` bytes, or as many as there are: a cut input stays of use.
fn take<'a>(rest: &mut &'a [u8], n: usize) -> &'a [u8] {
    let (taken, after) = rest.split_at(n.min(rest.len()));
    *rest = after;
    taken
}

/// A little-endian number of `n` bytes.
fn number(rest: &mut &[u8], n: usize) -> u32 {
    take(rest, n).iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// A length and so many bytes.
fn bytes<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let n = number(rest, 2) as usize;
    take(rest, n)
}

fn track(visitor: &mut Visitor, frame: &[u8]) {
    let dropped = |v: &Visitor| v.drops().all().iter().map(|n| u64::from(*n)).sum::<u64>();
    let (before, profile) = (dropped(visitor), visitor.profile().clone());
    if !visitor.track(frame) {
        assert!(dropped(visitor) > before, "what does not count is counted as left out");
        assert_eq!(visitor.profile(), &profile, "what does not count changes nothing");
    }
}

fn bounded(profile: &Profile, purchases: u32) {
    let p = &profile.purchases;
    assert!(p.orders <= purchases, "{} orders of {purchases} purchases", p.orders);
    assert!(p.occasions <= p.orders && (p.occasions > 0) == (p.orders > 0), "{p:?}");
    assert!(p.first_day <= p.last_day, "{p:?}");
    assert!((0..=MOST_CENTS).contains(&p.spend), "{p:?}");
    assert!((0..=MOST_CENTS).contains(&profile.cart.value), "{:?}", profile.cart);
    assert!(profile.cart.items > 0 || profile.cart.value == 0, "{:?}", profile.cart);
    let v = &profile.visits;
    assert!(v.first <= v.last && v.before <= v.last, "{v:?}");
    assert!(trogen_fuzz::is_sound(profile), "{profile:?}");
}
