//! What holds for scores whatever the past: probabilities are probabilities, reasons add up, more of a good thing is no worse.
#![cfg(feature = "insight")]
#![cfg(feature = "compiler")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::arithmetic_side_effects
)]

#[allow(dead_code)]
mod frames;

use frames::Js;
use proptest::prelude::*;
use serde_json::json;
use trogen::engine::{Engine, State, Visitor};
use trogen::host::{DAY, Time};
use trogen::program::Attribute;
use trogen::program::layout::Block;
use trogen::signals::Consent;

/// 2026-01-01.
const START: u32 = 9_497 * DAY;

fn engine(models: &serde_json::Value) -> Engine {
    let program = json!({
        "topics": { "coffee": { "replenish": "30d" }, "tea": {}, "shoes": { "durable": "100d" } },
        "loyalty": { "points": { "earn": [{ "event": "purchase", "per_unit": 1 }], "expire": "365d" }, "tiers": [{ "id": "gold", "from": 500 }] },
        "rewards": { "cup": { "points": 100 } },
        "models": models,
    });
    let bytes = trogen::compiler::compile(&program.to_string()).unwrap();
    let head = u32::from_le_bytes(bytes[16..20].try_into().unwrap()) as usize;
    Engine::load(bytes[..head].to_vec()).unwrap()
}

fn tell(visitor: &mut Visitor, at: u32, name: &str, parameters: &serde_json::Value) {
    visitor.update(Some(Time(at)), consent());
    visitor.track(&frames::event(&Js::Text(name.into()), &Js::of(parameters)).0);
}

fn consent() -> Consent {
    Consent::from_bits(0b01_01_01)
}

fn buy(visitor: &mut Visitor, day: u32, i: usize, topic: &str, value: u32) {
    let items = json!([{ "item_id": format!("i{i}"), "item_category": topic, "price": value }]);
    tell(
        visitor,
        START + day * DAY,
        "purchase",
        &json!({ "transaction_id": format!("t{i}"), "value": value, "items": items }),
    );
}

fn past() -> impl Strategy<Value = Vec<(u32, usize, u32)>> {
    proptest::collection::vec((0u32..400, 0usize..3, 1u32..300), 0..30).prop_map(|mut all| {
        all.sort_unstable();
        all
    })
}

const TOPICS: [&str; 3] = ["coffee", "tea", "shoes"];

fn visitor(engine: &Engine, past: &[(u32, usize, u32)], now: u32) -> Visitor {
    let mut v = engine.visitor(State::None, Time(START), consent());
    for (i, (day, topic, value)) in past.iter().enumerate() {
        buy(&mut v, *day, i, TOPICS[*topic], *value);
    }
    v.update(Some(Time(START + now * DAY)), consent());
    v
}

proptest! {
    #[test]
    fn probabilities_are_probabilities_and_nothing_is_infinite(past in past(), more in 0u32..3000, grocery: bool) {
        let engine = engine(&if grocery { json!({ "trade": "grocery" }) } else { json!({}) });
        let mut v = visitor(&engine, &past, 400 + more);
        let report = v.scores();
        for ((name, ..), value) in Attribute::REGISTRY.iter().zip(&report.numbers) {
            prop_assert!(value.is_nan() || value.is_finite(), "{name}: {value}");
        }
        for name in ["alive", "return28", "attachment", "engagement", "reward.progress", "tier.progress"] {
            let value = report.number(name);
            prop_assert!(value.is_nan() || (0.0..=1.0).contains(&value), "{name}: {value}");
        }
        for f in report.topics.iter().filter_map(|t| t.2) {
            prop_assert!((0.0..=1.0).contains(&f.chance28) && (0.0..=1.0).contains(&f.confidence), "{f:?}");
        }
    }

    #[test]
    fn silence_lowers_the_chance_of_a_return_once_it_is_long(past in past(), more in 30u32..300) {
        for models in [json!({}), json!({ "trade": "grocery" })] {
            let engine = engine(&models);
            let (early, late) = (visitor(&engine, &past, 460).scores(), visitor(&engine, &past, 460 + more).scores());
            let (a, b) = (early.number("return28"), late.number("return28"));
            prop_assert!(a.is_nan() || b <= a + 1e-9, "{a} then {b}");
        }
    }

    #[test]
    fn stages_only_go_down_in_silence(past in past().prop_filter("bought", |p| !p.is_empty())) {
        let engine = engine(&json!({}));
        let rank = |stage: f64| match stage as u8 {
            8 => 2,
            7 => 1,
            _ => 0,
        };
        let mut worst = 0;
        for now in (400u32..2000).step_by(40) {
            let stage = rank(visitor(&engine, &past, now).scores().number("stage"));
            prop_assert!(stage >= worst, "from {worst} to {stage} at {now}");
            worst = stage;
        }
    }

    #[test]
    fn effects_add_up_to_the_score(past in past().prop_filter("bought", |p| !p.is_empty()), more in 0u32..100) {
        let engine = engine(&json!({ "trade": "grocery" }));
        let mut v = visitor(&engine, &past, 400 + more);
        let (report, reasons) = (v.scores(), v.reasons());
        let sum = |score: &str, topic: Option<u16>| -> f64 {
            reasons.iter().filter(|r| r.score == score && r.topic == topic).map(|r| r.effect).sum()
        };
        let odds = |p: f64| (p / (1.0 - p)).ln();
        let p = report.number("return28");
        let all = sum("return28", None) + engine.program().weight(Block::Return28, 0);
        prop_assert!((odds(p) - all).abs() < 1e-6, "{p} {all}");
        prop_assert!((report.number("attachment") - sum("attachment", None)).abs() < 1e-12);
        for (topic, score, forecast) in &report.topics {
            prop_assert!((score.share - sum("interest", Some(*topic))).abs() < 1e-12);
            if let Some(f) = forecast {
                let all = sum("again", Some(*topic)) + engine.program().weight(Block::Again, 0);
                prop_assert!((odds(f.chance28) - all).abs() < 1e-6);
            }
        }
    }
}

#[test]
fn every_score_of_a_busy_member_has_reasons() {
    let engine = engine(&json!({ "intent": [-2.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0] }));
    let mut v = visitor(&engine, &[(0, 0, 20), (20, 1, 30), (40, 0, 20)], 41);
    let at = START + 41 * DAY;
    tell(&mut v, at, "points_earned", &json!({ "points": 50 }));
    tell(&mut v, at, "nps", &json!({ "score": 9 }));
    tell(&mut v, at, "add_to_cart", &json!({ "items": [{ "item_id": "x", "item_category": "tea" }] }));
    v.update(Some(Time(at + 3_600)), consent());
    // What counts what was told is its own reason.
    let plain = [
        "stage.change",
        "orders",
        "spend",
        "sessions",
        "events",
        "since.visit",
        "since.purchase",
        "cart.value",
        "cart.items",
        "points.expire_in",
        "rewards.ready",
        "reward.distance",
        "tier.distance",
        "referral.progress",
        "member",
        "stage.margin",
        "hesitation.views",
        "hesitation.days",
        "nps",
        "rating",
        "discounted.orders",
        "discounted.amount",
        "subscribed",
    ];
    let reasons = v.reasons();
    for (name, ..) in Attribute::REGISTRY {
        assert!(plain.contains(&name) || reasons.iter().any(|r| r.score == name), "{name} has no reason");
    }
    for family in ["interest", "lift", "due", "again"] {
        assert!(reasons.iter().any(|r| r.score == family && r.topic.is_some()), "{family} has no reason");
    }
}
