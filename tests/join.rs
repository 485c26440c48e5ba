//! Copies of a profile that several replicas write and join, in any order: nothing is lost and nothing counts twice.
#![cfg(feature = "compiler")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::arithmetic_side_effects
)]

mod frames;

use frames::Js;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use trogen::engine::{Engine, State, Visitor};
use trogen::host::Time;
use trogen::math::hash;
use trogen::profile::tally::Sum;
use trogen::profile::{Hand, Profile};
use trogen::signals::{Consent, Drop, Drops};

const NOW_MS: f64 = 1_772_359_200_000.0;
/// Orders that a case may hold; as many as a profile remembers.
const ORDERS: u8 = 64;

fn now() -> Time {
    Time::from_unix_ms(NOW_MS).unwrap()
}

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let program = serde_json::json!({ "topics": { "tea/green": { "durable": "30d" }, "cups": {} }, "slots": { "hero": {} },
            "campaigns": [{ "id": "once", "slots": ["hero"], "cap": "1/1d" }, { "id": "thrice", "slots": ["hero"], "cap": "3/1d" }] });
        let bytes = trogen::compiler::compile(&program.to_string()).unwrap();
        let length = u32::from_le_bytes(bytes[16..20].try_into().unwrap()) as usize;
        Engine::load(bytes[..length].to_vec()).unwrap()
    })
}

/// One thing that happens at one of the replicas.
#[derive(Clone, Debug)]
enum Deed {
    Order(u8),
    Refund(u8),
    Part(u8),
    Look,
    Shown(u32),
    /// Joins what another replica has.
    Hear(usize),
    /// Goes through storage.
    Reload,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        6 => (0..ORDERS).prop_map(Deed::Order),
        2 => (0..ORDERS).prop_map(Deed::Refund),
        1 => (0..ORDERS).prop_map(Deed::Part),
        2 => Just(Deed::Look),
        1 => (0u32..2).prop_map(Deed::Shown),
        4 => (0usize..4).prop_map(Deed::Hear),
        1 => Just(Deed::Reload),
    ]
}

fn track(visitor: &mut Visitor, name: &str, parameters: &serde_json::Value) -> bool {
    visitor.track(&frames::event(&Js::Text(name.to_owned()), &Js::of(parameters)).0)
}

/// Worth and day of an order are the same wherever it is told.
fn order(visitor: &mut Visitor, i: u8) -> bool {
    let time = NOW_MS - f64::from(i / 3) * 86_400_000.0;
    track(
        visitor,
        "purchase",
        &serde_json::json!({ "transaction_id": format!("t{i}"), "value": value(i), "time": time,
        "items": [{ "item_id": format!("i{i}"), "item_category": "tea/green" }] }),
    )
}

fn value(i: u8) -> f64 {
    10.0 + f64::from(i)
}

fn visitor(replica: u32) -> Visitor {
    let mut visitor = engine().visitor(State::None, now(), Consent::GRANTED);
    visitor.set_hand(Hand { replica, offset: 0 });
    visitor
}

fn joined(mut a: Profile, b: &Profile) -> Profile {
    assert!(a.join(b.clone(), 0, &mut Drops::default()));
    a
}

/// What replicas did and what they have.
struct Play {
    replicas: Vec<Visitor>,
    orders: BTreeSet<u8>,
    refunded: BTreeSet<u8>,
    looks: u32,
}

/// Plays deeds at four replicas. A refund waits for its order where that is not known yet.
fn play(deeds: &[(usize, Deed)]) -> Play {
    let mut play = Play {
        replicas: (0..4).map(|i| visitor(1000 - i * 7)).collect(),
        orders: BTreeSet::new(),
        refunded: BTreeSet::new(),
        looks: 0,
    };
    for (at, deed) in deeds {
        let here = &mut play.replicas[*at];
        match deed {
            Deed::Order(i) => {
                order(here, *i);
                play.orders.insert(*i);
            }
            Deed::Refund(i) => {
                track(here, "refund", &serde_json::json!({ "transaction_id": format!("t{i}") }));
                play.refunded.insert(*i);
            }
            Deed::Part(i) => {
                track(here, "refund", &serde_json::json!({ "transaction_id": format!("t{i}"), "value": 4 }));
            }
            Deed::Look => {
                assert!(track(here, "view_item", &serde_json::json!({ "item_category": "cups" })));
                play.looks += 1;
            }
            Deed::Shown(campaign) => here.shown(*campaign),
            Deed::Hear(other) => {
                let bytes = play.replicas[*other].snapshot(usize::MAX).unwrap();
                assert!(play.replicas[*at].join(State::Bytes(&bytes), false));
            }
            Deed::Reload => {
                let (bytes, hand) = (here.snapshot(usize::MAX).unwrap(), here.hand());
                *here = engine().visitor(State::Bytes(&bytes), now(), Consent::GRANTED);
                here.set_hand(hand);
            }
        }
    }
    play
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_and_nothing_counts_twice(
        deeds in prop::collection::vec((0usize..4, deed()), 0..90),
        order in Just([0usize, 1, 2, 3]).prop_shuffle(),
    ) {
        let play = play(&deeds);
        let copies: Vec<Profile> = play.replicas.iter().map(|v| v.profile().clone()).collect();
        let all = order.iter().skip(1).fold(copies[order[0]].clone(), |all, i| joined(all, &copies[*i]));
        let bought = all.bought();
        let kept: Vec<u8> = play.orders.difference(&play.refunded).copied().collect();
        prop_assert_eq!(bought.orders as usize, kept.len());
        let days: BTreeSet<u8> = kept.iter().map(|i| i / 3).collect();
        prop_assert_eq!(bought.occasions as usize, days.len());
        let day = |back: Option<&u8>| back.map_or(0, |d| now().day() - u32::from(*d));
        prop_assert_eq!((bought.first_day, bought.last_day), (day(days.last()), day(days.first())));
        let parts = deeds.iter().any(|(_, d)| matches!(d, Deed::Part(_)));
        let spend = kept.iter().map(|i| value(*i) * 100.0).sum::<f64>() as i64;
        prop_assert!(bought.spend == spend || (parts && bought.spend < spend && bought.spend >= 0), "{} {}", bought.spend, spend);
        prop_assert_eq!(all.replicas.tally().events.of(trogen::signals::Kind::ViewItem), play.looks);

        // Any other order, twice over, gives the same bytes.
        let bytes = all.encode();
        let other = copies.iter().rev().fold(copies[2].clone(), joined);
        prop_assert_eq!(&other.encode(), &bytes, "commutative and idempotent");
        let pairs = joined(joined(copies[0].clone(), &copies[1]), &joined(copies[2].clone(), &copies[3]));
        prop_assert_eq!(&pairs.encode(), &bytes, "associative");
        prop_assert_eq!(&joined(all.clone(), &all).encode(), &bytes);

        // Once each replica has written again, the corrections are in the tallies, and the sum is the same without them.
        let mut settled = all.clone();
        for v in &play.replicas {
            let mut drops = Drops::default();
            settled.shown(0, 0, &[], now(), engine().program(), v.hand(), &mut drops);
            prop_assert_eq!(drops.of(Drop::Approximated), 0);
        }
        prop_assert_eq!(settled.bought(), bought);
        let tally = settled.replicas.tally();
        prop_assert_eq!(tally.of(Sum::Orders), i64::from(bought.orders));
        prop_assert!(parts || tally.of(Sum::Spend) == bought.spend, "{:?} {}", tally.sums, bought.spend);
    }

    #[test]
    fn what_was_forgotten_stays_forgotten(deeds in prop::collection::vec((0usize..4, deed()), 1..40), at in 0usize..4) {
        let mut play = play(&deeds);
        play.replicas[at].forget();
        let forgotten = play.replicas[at].profile().clone();
        for v in &play.replicas {
            let all = joined(v.profile().clone(), &forgotten);
            prop_assert_eq!(&all, &forgotten);
            prop_assert_eq!(&joined(forgotten.clone(), v.profile()), &forgotten);
        }
        let text = forgotten.to_text(1_536, engine().program());
        prop_assert!(text.len() < 40, "nothing but the moment is left: {}", text);
    }

    #[test]
    fn a_smaller_place_holds_nothing_that_a_larger_one_does_not(
        deeds in prop::collection::vec((0usize..2, deed()), 0..90),
        small in 0usize..700, more in 0usize..700,
    ) {
        let play = play(&deeds);
        let profile = joined(play.replicas[0].profile().clone(), play.replicas[1].profile());
        let large = Profile::decode(&profile.encode_within(small + more, engine().program())).unwrap();
        let lesser = profile.encode_within(small, engine().program());
        prop_assert_eq!(&lesser, &profile.encode_within(small, engine().program()), "deterministic");
        let lesser = Profile::decode(&lesser).unwrap();
        prop_assert_eq!(&large.encode_within(small, engine().program()), &lesser.encode(), "step by step is as good as at once");
        let ids = |p: &Profile| -> BTreeSet<u32> { p.purchases.recent.iter().map(|t| t.id).collect() };
        prop_assert!(ids(&lesser).is_subset(&ids(&large)));
        prop_assert!(lesser.recent.events.iter().all(|e| large.recent.events.contains(e)));
        prop_assert!(lesser.items.owned.iter().all(|o| large.items.owned.contains(o)));
        for (small, large) in lesser.replicas.all.iter().zip(&large.replicas.all) {
            for t in small.tally.topics.all() {
                // A topic above may have come in for one that was left out.
                let Some(kept) = large.tally.topics.get(t.key) else {
                    prop_assert_eq!(t.bought, 0);
                    continue;
                };
                prop_assert_eq!((kept.bought, kept.last_day), (t.bought, t.last_day));
                prop_assert!(kept.interest.long.0 <= t.interest.long.0 + 8, "but for its finest bits");
            }
        }
        prop_assert_eq!(lesser.bought(), profile.bought());
        prop_assert_eq!(&lesser.exposures, &profile.exposures);
        prop_assert_eq!(&lesser.loyalty, &profile.loyalty);
        // A fuller copy brings back what the lesser has lost.
        let back = joined(lesser, &profile);
        prop_assert_eq!(back.bought(), profile.bought());
        prop_assert_eq!(ids(&back), ids(&profile));
    }

    #[test]
    fn an_import_repeated_or_overlapping_changes_nothing(
        events in prop::collection::vec((0u8..ORDERS, 0u32..2_000, 0u8..4), 1..80),
        cuts in prop::collection::vec((0usize..80, 0usize..80), 0..6),
        seed: u64,
    ) {
        // The past of one customer: its lines are told apart by time and content.
        let mut lines: Vec<(f64, Vec<u8>)> = events.iter().map(|(i, hours, what)| {
            // An order has one time.
            let hours = if *what == 0 { 24 * u32::from(*i) } else { *hours };
            let time = NOW_MS - f64::from(hours) * 3_600_000.0;
            let (name, parameters) = match what {
                0 => ("purchase", serde_json::json!({ "transaction_id": format!("t{i}"), "value": value(*i), "time": time })),
                1 => ("store_visit", serde_json::json!({ "time": time })),
                2 => ("email_click", serde_json::json!({ "time": time, "item_category": "cups" })),
                _ => ("points_earned", serde_json::json!({ "time": time, "points": i })),
            };
            (time, frames::event(&Js::Text(name.to_owned()), &Js::of(&parameters)).0)
        }).collect();
        lines.sort_by(|a, b| a.partial_cmp(b).unwrap());
        lines.dedup();
        let mut once = visitor(7);
        lines.iter().for_each(|(_, frame)| { once.import(frame); });
        let mut live = visitor(7);
        for (time, frame) in &lines {
            live.update(Time::from_unix_ms(*time), Consent::GRANTED);
            live.track(frame);
        }
        prop_assert_eq!(once.profile().bought(), live.profile().bought());
        let without = |v: &Visitor| {
            let mut p = v.profile().clone();
            p.replicas.all.iter_mut().for_each(|r| (r.taken, r.seq) = (trogen::profile::replicas::Taken::default(), 0));
            p.encode()
        };
        prop_assert_eq!(without(&once), without(&live), "as if it had been seen live");

        // In pieces that overlap, shuffled, and then all of it again.
        let mut pieces = visitor(7);
        let mut state = seed | 1;
        for (from, to) in cuts {
            let mut piece: Vec<&Vec<u8>> = lines.iter().skip(from.min(to)).take(from.abs_diff(to)).map(|l| &l.1).collect();
            for i in (1..piece.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                piece.swap(i, (state >> 33) as usize % (i + 1));
            }
            piece.into_iter().for_each(|frame| { pieces.import(frame); });
        }
        lines.iter().for_each(|(_, frame)| { pieces.import(frame); });
        let before = pieces.profile().encode();
        lines.iter().rev().for_each(|(_, frame)| assert!(!pieces.import(frame)));
        prop_assert_eq!(&pieces.profile().encode(), &before, "repeated");
        let counts = |v: &Visitor| v.profile().replicas.tally().events;
        prop_assert_eq!(counts(&pieces), counts(&once));
        prop_assert_eq!(pieces.profile().bought(), once.profile().bought());
    }
}

/// `cargo xtask test` asks for 10,000.
fn cases() -> u32 {
    std::env::var("TROGEN_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000)
}

#[test]
fn a_login_joins_and_a_logout_parts() {
    let key = |name: &str| hash::fnv32(name.as_bytes()) | trogen::profile::KNOWN;
    let mut shop = visitor(1);
    shop.set_key(key("anna"));
    order(&mut shop, 1);
    let known = shop.snapshot(usize::MAX).unwrap();
    let mut page = visitor(2);
    page.set_key(5);
    order(&mut page, 2);
    assert!(page.join(State::Bytes(&known), true));
    assert_eq!((page.profile().bought().orders, page.profile().is_known()), (2, true));
    let cookie = page.snapshot(usize::MAX).unwrap();

    page.part();
    assert_eq!((page.profile().bought().orders, page.profile().is_known()), (0, false));
    assert!(page.join(State::Bytes(&cookie), false), "an edge that was on its way");
    assert_eq!(page.profile().bought().orders, 0, "what was parted from does not come back by itself");
    page.update(Some(now().plus(60)), Consent::GRANTED);
    assert!(page.join(State::Bytes(&cookie), true), "it does by another login");
    assert_eq!(page.profile().bought().orders, 2);

    let mut other = visitor(3);
    other.set_key(key("berta"));
    assert!(!other.join(State::Bytes(&cookie), true), "two members are not one");
}

#[test]
fn what_goes_beyond_is_counted() {
    // Sixty-five orders that two replicas were told of before they met: the first is forgotten unsettled.
    let (mut a, mut b) = (visitor(1), visitor(2));
    let mut told: BTreeMap<u32, bool> = BTreeMap::new();
    for i in 0..70u32 {
        let parameters = serde_json::json!({ "transaction_id": format!("t{i}"), "value": 1, "time": NOW_MS - f64::from(100 - i) * 86_400_000.0 });
        told.insert(i, track(&mut a, "purchase", &parameters) && track(&mut b, "purchase", &parameters));
    }
    assert!(told.values().all(|t| *t));
    let bytes = b.snapshot(usize::MAX).unwrap();
    assert!(a.join(State::Bytes(&bytes), false));
    assert_eq!(a.profile().bought().orders, 76, "the 64 that both remember count once, the 6 before them twice");

    let mut fifth = visitor(99);
    for replica in 1..=4 {
        let mut v = visitor(replica);
        order(&mut v, replica as u8);
        let bytes = v.snapshot(usize::MAX).unwrap();
        assert!(fifth.join(State::Bytes(&bytes), false));
    }
    assert_eq!(fifth.drops().of(Drop::Approximated), 0);
    assert!(order(&mut fifth, 9));
    assert_eq!(fifth.drops().of(Drop::Approximated), 1, "a fifth replica takes one over");
    assert_eq!((fifth.profile().bought().orders, fifth.profile().replicas.all.len()), (5, 4), "and loses nothing");
}
