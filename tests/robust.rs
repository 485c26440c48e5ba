//! Whatever bytes come in: nothing panics, the visitor in hand works, what is stored comes back, and caps hold.
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
use std::sync::OnceLock;
use trogen::decision::Request;
use trogen::engine::{Engine, State, Visitor};
use trogen::host::Time;
use trogen::math::hash;
use trogen::profile::{Profile, SHORT_TEXT};
use trogen::program::Program;
use trogen::signals::{Consent, Drop};

/// 2026-03-01T10:00:00Z.
const NOW_MS: f64 = 1_772_359_200_000.0;
/// Capped campaigns, more than a profile can remember.
const CAMPAIGNS: u64 = 60;

fn now() -> Time {
    Time::from_unix_ms(NOW_MS).unwrap()
}

/// The head of a program with topics, conditions and sixty capped campaigns: cap 1 to 8 in 1 to 12 hours.
fn head() -> &'static [u8] {
    static HEAD: OnceLock<Vec<u8>> = OnceLock::new();
    HEAD.get_or_init(|| {
        let mut campaigns: Vec<serde_json::Value> = (0..CAMPAIGNS)
            .map(|i| {
                serde_json::json!({ "id": format!("c{i:02}"), "slots": ["wall"], "topics": ["tea/green"], "owned": "keep",
                    "value": 1 + i % 7, "cap": format!("{}/{}h", 1 + i % 8, 1 + i % 12) })
            })
            .collect();
        campaigns.push(serde_json::json!({ "id": "always", "slots": ["hero"] }));
        campaigns.push(serde_json::json!({ "id": "rainy", "slots": ["hero"], "topics": ["cups"], "when": {
            "$or": [{ "context.weather": "rain" }, { "interest.tea": { "$gt": 0.9 } }], "orders": { "$nin": [3, 4] } } }));
        let program = serde_json::json!({
            "topics": { "tea/green": { "durable": "30d" }, "cups": {} },
            "context": { "weather": ["sun", "rain"], "hour": "number", "member": "boolean", "city": "string" },
            "slots": { "hero": {}, "wall": { "take": 3 } },
            "campaigns": campaigns,
        });
        let bytes = trogen::compiler::compile(&program.to_string()).unwrap();
        let length = u32::from_le_bytes(bytes[16..20].try_into().unwrap()) as usize;
        bytes[..length].to_vec()
    })
}

fn engine() -> Engine {
    Engine::load(head().to_vec()).unwrap()
}

fn slot(name: &str, take: u16) -> Request {
    Request { slot: hash::fnv32(name.as_bytes()), take }
}

fn purchase(id: u32) -> Vec<u8> {
    frames::event(
        &Js::Text("purchase".into()),
        &Js::of(&serde_json::json!({ "transaction_id": format!("t{id}"), "value": 1 })),
    )
    .0
}

/// The visitor is one: it decides, infers what can be, and counts an order.
fn works(visitor: &mut Visitor) {
    let orders = visitor.profile().bought().orders;
    visitor.choose(&[slot("hero", 0), slot("wall", 0)]);
    let scores = visitor.scores();
    assert!(scores.topics.iter().all(|(_, t, _)| (0.0..=1.0).contains(&t.share)), "{scores:?}");
    for name in ["alive", "return28", "attachment", "engagement", "reward.progress", "tier.progress", "intent"] {
        let value = scores.number(name);
        assert!(value.is_nan() || (0.0..=1.0).contains(&value), "{name} is 0 to 1: {scores:?}");
    }
    for name in ["expected28", "clv", "gap"] {
        let value = scores.number(name);
        assert!(value.is_nan() || (value >= 0.0 && value.is_finite()), "{name}: {scores:?}");
    }
    for forecast in scores.topics.iter().filter_map(|(_, _, f)| *f) {
        assert!((0.0..=1.0).contains(&forecast.chance28) && (0.0..=1.0).contains(&forecast.confidence), "{scores:?}");
    }
    let known: Vec<u32> = visitor.profile().purchases.recent.iter().map(|t| t.id).collect();
    let fresh = (0..).find(|i| !known.contains(&hash::fnv32(format!("t{i}").as_bytes()))).unwrap();
    assert!(visitor.track(&purchase(fresh)), "a new order counts");
    assert!(visitor.profile().bought().orders >= orders);
    visitor.shown(0);
    visitor.clicked(1);
    visitor.shown(u32::MAX);
    let _ = visitor.cookie(SHORT_TEXT);
}

/// As [`works`], and what it stores comes back: for a visitor whose past was not forged.
fn lives(visitor: &mut Visitor) {
    let orders = visitor.profile().bought().orders;
    works(visitor);
    assert_eq!(visitor.profile().bought().orders, orders.saturating_add(1));
    assert_eq!(Profile::decode(&visitor.profile().encode()).as_ref(), Ok(visitor.profile()));
}

/// Changes bytes at places that are fractions of the length.
fn changed(bytes: &[u8], changes: &[(u16, u8)], from: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (at, to) in changes {
        let place = from + usize::from(*at) * (bytes.len() - from) / 65_536;
        bytes[place] = *to;
    }
    bytes
}

/// An event as pages may send it, with or without sense.
fn event() -> impl Strategy<Value = Vec<u8>> {
    let name = prop::sample::select(vec![
        "page_view",
        "view_item",
        "view_item_list",
        "search",
        "add_to_cart",
        "remove_from_cart",
        "add_to_wishlist",
        "begin_checkout",
        "purchase",
        "purchase",
        "select_promotion",
        "store_visit",
        "refund",
        "refund",
        "review",
        "nps",
        "points_earned",
        "product_worn_out",
        "email_open",
        "nonsense",
    ]);
    let number = prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(-1.0), Just(1e300), 0.0..1e4f64, any::<f64>()];
    let topic = prop::sample::select(vec!["tea", "tea/green", "cups", "boats", "TEA/GREEN/LEAVES", "", "/"]);
    let time = prop_oneof![3 => Just(None), 2 => (-4e10..1e7f64).prop_map(|d| Some(NOW_MS + d)), 1 => any::<f64>().prop_map(Some)];
    let item = (topic.clone(), number.clone(), number.clone());
    (name, time, prop::option::of(0u32..40), number, topic, prop::collection::vec(item, 0..4)).prop_map(
        |(name, time, id, value, topic, items)| {
            let text = |s: &str| Js::Text(s.to_owned());
            let mut fields = vec![("item_category".to_owned(), text(topic))];
            fields.extend(
                ["value", "points", "rating", "score", "discount"].map(|name| (name.to_owned(), Js::Number(value))),
            );
            fields.extend(time.map(|t| ("time".to_owned(), Js::Number(t))));
            fields.extend(id.map(|id| ("transaction_id".to_owned(), Js::Text(format!("t{id}")))));
            let item = |(topic, price, quantity): (&str, f64, f64)| {
                Js::Object(vec![
                    ("item_category".to_owned(), text(topic)),
                    ("item_id".to_owned(), text(topic)),
                    ("price".to_owned(), Js::Number(price)),
                    ("quantity".to_owned(), Js::Number(quantity)),
                ])
            };
            fields.push(("items".to_owned(), Js::List(items.into_iter().map(item).collect())));
            frames::event(&text(name), &Js::Object(fields)).0
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_a_state(bytes: Vec<u8>, text in "[A-Za-z0-9_-]{0,400}", as_text: bool, any_text: String) {
        let engine = engine();
        for state in [State::Bytes(&bytes), State::Text(&bytes), State::Text(text.as_bytes()), State::Text(any_text.as_bytes())] {
            let mut visitor = engine.visitor(state, now(), Consent::GRANTED);
            let torn = visitor.drops().of(Drop::Torn);
            prop_assert_eq!(torn, 1, "random bytes have no right checksum");
            lives(&mut visitor);
        }
        prop_assert!(!as_text || Profile::from_text(text.as_bytes()).is_err());
    }

    #[test]
    fn a_state_of_right_checksum_and_wrong_content_is_refused_or_works(
        events in prop::collection::vec(event(), 0..30),
        changes in prop::collection::vec(any::<(u16, u8)>(), 1..4),
    ) {
        let engine = engine();
        let mut visitor = engine.visitor(State::None, now(), Consent::GRANTED);
        events.iter().for_each(|e| { visitor.track(e); });
        let bytes = visitor.snapshot(usize::MAX).unwrap();
        let mut bytes = changed(&bytes[..bytes.len() - 4], &changes, 1);
        let checksum = hash::fnv32(&bytes);
        bytes.extend(checksum.to_le_bytes());
        let mut visitor = engine.visitor(State::Bytes(&bytes), now(), Consent::GRANTED);
        works(&mut visitor);
    }

    #[test]
    fn any_bytes_are_a_program_or_refused(bytes: Vec<u8>) {
        prop_assert!(Program::load(bytes).is_err());
    }

    #[test]
    fn a_program_of_right_checksum_and_wrong_content_is_refused_or_decides(
        changes in prop::collection::vec(any::<(u16, u8)>(), 1..4),
        cut in prop_oneof![3 => Just(0usize), 1 => 0usize..4000],
    ) {
        let mut bytes = changed(head(), &changes, 24);
        bytes.truncate(bytes.len().saturating_sub(cut).max(24));
        let length = bytes.len() as u32;
        bytes[16..20].copy_from_slice(&length.to_le_bytes());
        let checksum = hash::fnv32(&bytes[24..]);
        bytes[20..24].copy_from_slice(&checksum.to_le_bytes());
        if let Ok(engine) = Engine::load(bytes) {
            let mut visitor = engine.visitor(State::None, now(), Consent::GRANTED);
            visitor.set_context(&frames::context(&Js::of(&serde_json::json!({ "weather": "rain", "hour": 3, "member": true }))));
            prop_assert!(visitor.track(&purchase(1)));
            let page = visitor.choose(&[slot("hero", 1000), slot("wall", 1000), slot("nowhere", 0)]);
            prop_assert_eq!(page.slots().count(), 3);
            prop_assert!(page.slots().all(|(choices, stops)| choices.len() <= 1000 && (!choices.is_empty() || stops.0 != 0)));
            visitor.shown(0);
            visitor.clicked(0);
            let _ = visitor.scores();
        }
    }

    #[test]
    fn any_bytes_are_an_event_or_a_context(frames in prop::collection::vec((any::<u8>(), prop::collection::vec(any::<u8>(), 0..200)), 1..20)) {
        let mut visitor = engine().visitor(State::None, now(), Consent::GRANTED);
        for (kind, bytes) in frames {
            let before: u32 = visitor.drops().all().iter().sum();
            let counted = match kind % 3 {
                0 => visitor.track(&bytes),
                1 => visitor.track(&[b"\x08purchase".as_slice(), &bytes].concat()),
                _ => { visitor.set_context(&bytes); true }
            };
            let after: u32 = visitor.drops().all().iter().sum();
            prop_assert!(counted || after > before, "what does not count is counted as left out");
        }
        lives(&mut visitor);
    }

    #[test]
    fn what_is_stored_comes_back(events in prop::collection::vec((event(), 0u32..200_000), 0..120), shown in prop::collection::vec(0u32..60, 0..60)) {
        let engine = engine();
        let mut visitor = engine.visitor(State::None, now(), Consent::GRANTED);
        let mut time = now();
        let mut shown = shown.into_iter();
        for (event, wait) in events {
            time = time.plus(wait);
            visitor.update(Some(time), Consent::GRANTED);
            visitor.track(&event);
            if let Some(campaign) = shown.next() {
                visitor.shown(campaign);
            }
        }
        let bytes = visitor.snapshot(usize::MAX).unwrap();
        let read = Profile::decode(&bytes).unwrap();
        prop_assert_eq!(&read, visitor.profile());
        prop_assert_eq!(read.encode(), bytes);
        let text = visitor.cookie(SHORT_TEXT).unwrap();
        prop_assert!(text.len() <= 3_500);
        let cookie = Profile::from_text(text.as_bytes()).unwrap();
        prop_assert_eq!(cookie.bought(), visitor.profile().bought(), "a cookie loses no purchase");
        for e in visitor.profile().exposures.all() {
            let within = |p: &Profile| p.exposures.within(e.campaign, e.window, time);
            prop_assert_eq!(within(&cookie), within(visitor.profile()), "a cookie loses no exposure that a cap asks for");
        }
        lives(&mut engine.visitor(State::Text(text.as_bytes()), time, Consent::GRANTED));
    }

    // Through the engine, with a clock that also goes back, and through cookies: no campaign is shown more often than its
    // cap in any window, also while more campaigns are shown than a profile remembers.
    #[test]
    fn caps_hold(steps in prop::collection::vec((-4_000i64..6_000, 1u16..20, 0u8..8, any::<bool>()), 1..150)) {
        let engine = engine();
        let mut visitor = engine.visitor(State::None, now(), Consent::GRANTED);
        let mut host = now();
        let mut seen: Vec<(u32, Time)> = Vec::new();
        for (wait, take, reload, show) in steps {
            host = Time((i64::from(host.0) + wait) as u32);
            if reload == 0 {
                let text = visitor.cookie(SHORT_TEXT).unwrap();
                visitor = engine.visitor(State::Text(text.as_bytes()), host, Consent::GRANTED);
            }
            visitor.update(Some(host), Consent::GRANTED);
            let page = visitor.choose(&[slot("wall", take)]);
            let chosen: Vec<u32> = page.slots().flat_map(|(choices, _)| choices).map(|c| c.campaign).collect();
            for campaign in chosen.into_iter().filter(|_| show) {
                let at = visitor.profile().now(host);
                visitor.shown(campaign);
                seen.push((campaign, at));
                let c = engine.program().campaign(campaign);
                let within = seen.iter().filter(|(k, t)| *k == campaign && at.since(*t) < c.window).count();
                prop_assert!(within <= usize::from(c.cap), "campaign {campaign}: {within} times, cap {}", c.cap);
            }
        }
        prop_assert_eq!(visitor.drops().of(Drop::Torn), 0);
    }
}

/// `cargo xtask test` asks for 10,000.
fn cases() -> u32 {
    std::env::var("TROGEN_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(400)
}

#[test]
fn a_full_memory_stops_capped_campaigns_until_it_has_room() {
    let engine = engine();
    let mut visitor = engine.visitor(State::None, now(), Consent::GRANTED);
    // Campaigns are numbered by id: 0 is "always".
    for campaign in 1..=48 {
        visitor.shown(campaign);
    }
    let wall = |visitor: &mut Visitor| {
        let page = visitor.choose(&[slot("wall", 1000)]);
        let (choices, stops) = page.slots().next().unwrap();
        (choices.len(), stops.codes().any(|c| c == "memory_full"), stops.codes().any(|c| c == "capped"))
    };
    // Six of the 48 have a cap of one; twelve more find no room.
    assert_eq!(wall(&mut visitor), (42, true, true));
    assert!(visitor.choose(&[slot("hero", 0)]).slots().next().unwrap().0.len() == 1, "others are not stopped");
    visitor.update(Some(now().plus(12 * 3_600)), Consent::GRANTED);
    assert!(!wall(&mut visitor).2, "nothing is capped any more");
}

#[test]
fn a_page_offers_no_more_capped_campaigns_than_can_be_remembered() {
    let engine = engine();
    let mut visitor = engine.visitor(State::None, now(), Consent::GRANTED);
    let wall = |visitor: &mut Visitor| -> Vec<u32> {
        visitor.choose(&[slot("wall", 1000)]).slots().flat_map(|(choices, _)| choices).map(|c| c.campaign).collect()
    };
    // All sixty could stand; 48 can be remembered.
    let first = wall(&mut visitor);
    assert_eq!(first.len(), 48);
    first.iter().for_each(|c| visitor.shown(*c));
    assert!(wall(&mut visitor).iter().all(|c| first.contains(c)), "the others find no room");
}

#[test]
fn the_last_room_goes_to_the_best() {
    let engine = engine();
    let mut visitor = engine.visitor(State::None, now(), Consent::GRANTED);
    // 47 are remembered, c13 to c59; of c00 to c12 one more can be, and c06 is worth most.
    for campaign in 14..=60 {
        visitor.shown(campaign);
    }
    let page = visitor.choose(&[slot("wall", 1)]);
    assert_eq!(page.slots().next().unwrap().0[0].campaign, 7, "c06 of value 7, before c13 of the same value");
}

#[test]
fn what_happens_at_the_landmark_itself_is_stored() {
    let mut visitor = engine().visitor(State::None, Time(0), Consent::GRANTED);
    visitor.shown(1);
    visitor.clicked(1);
    let landmark = Js::Object(vec![("time".into(), Js::Number(Time(0).unix_ms()))]);
    for name in ["add_to_cart", "purchase", "view_item", "nps"] {
        let (frame, _) = frames::event(&Js::Text(name.into()), &landmark);
        assert!(visitor.track(&frame), "{name}");
    }
    assert_eq!(Profile::decode(&visitor.profile().encode()).as_ref(), Ok(visitor.profile()));
}
