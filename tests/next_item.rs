//! The index of `tests/data/next-item`, which `trogen-learn` wrote, answers as it did, and as it does in the package
//! (`tests/js/next-item.test.mjs` plays the same file).
#![cfg(all(feature = "next-item", feature = "compiler"))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects, clippy::indexing_slicing)]

mod frames;

use frames::Js;
use serde::Deserialize;
use trogen::engine::{Engine, State};
use trogen::error::Error;
use trogen::host::Time;
use trogen::math::hash::fnv32;
use trogen::scores::next_item::Next;
use trogen::signals::Consent;

const INDEX: &[u8] = include_bytes!("data/next-item/shop.tni");
const PROGRAM: &str = r#"{ "topics": { "tea": {} }, "slots": { "hero": {} }, "campaigns": [] }"#;
const NOW: Time = Time(825_674_400);

#[derive(Deserialize)]
struct Case {
    items: Vec<String>,
    repeat: bool,
    take: usize,
    next: Vec<(String, u32)>,
}

fn engine() -> Engine {
    let bytes = trogen::compiler::compile(PROGRAM).unwrap();
    let length = u32::from_le_bytes(bytes[16..20].try_into().unwrap()) as usize;
    Engine::load(bytes[..length].to_vec()).unwrap()
}

fn hash(id: &str) -> u32 {
    fnv32(id.as_bytes())
}

fn viewed(event: &str, id: &str) -> Vec<u8> {
    let parameters = serde_json::json!({ "item_id": id, "item_category": "tea" });
    frames::event(&Js::of(&event.into()), &Js::of(&parameters)).0
}

#[test]
fn golden_answers() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("data/next-item/golden.json")).unwrap();
    assert!(cases.len() >= 8);
    let mut engine = engine();
    engine.adopt(INDEX).unwrap();
    let visitor = engine.visitor(State::None, NOW, Consent::GRANTED);
    for case in cases {
        let items: Vec<u32> = case.items.iter().map(|id| hash(id)).collect();
        let next = visitor.next(&engine.index().unwrap(), Some(&items), case.repeat, case.take);
        let expected: Vec<Next> = case.next.iter().map(|(id, score)| Next { item: hash(id), score: *score }).collect();
        assert_eq!(next, expected, "{:?}", case.items);
    }
}

#[test]
fn what_was_looked_at_in_this_visit_is_asked_with() {
    let mut engine = engine();
    engine.adopt(INDEX).unwrap();
    let index = engine.index().unwrap();
    let mut visitor = engine.visitor(State::None, NOW, Consent::GRANTED);
    let next = |visitor: &trogen::engine::Visitor, items: Option<&[u32]>| visitor.next(&index, items, false, 5);
    assert_eq!(next(&visitor, None), []);
    visitor.track(&viewed("view_item", "mug-blue"));
    visitor.update(Some(Time(NOW.0 + 60)), Consent::GRANTED);
    visitor.track(&viewed("add_to_cart", "tea-assam"));
    assert_eq!(next(&visitor, None), next(&visitor, Some(&[hash("mug-blue"), hash("tea-assam")])));
    assert!(!next(&visitor, None).is_empty());
    // What was bought is known by its day: it counts before what is still looked at.
    visitor.track(&viewed("purchase", "tea-assam"));
    assert_eq!(next(&visitor, None), next(&visitor, Some(&[hash("tea-assam"), hash("mug-blue")])));
    // Two days later it is another visit.
    visitor.update(Some(Time(NOW.0 + 172_800)), Consent::GRANTED);
    visitor.track(&viewed("page_view", ""));
    assert_eq!(next(&visitor, None), []);
    visitor.track(&viewed("view_item", "pot-iron"));
    assert_eq!(next(&visitor, None), next(&visitor, Some(&[hash("pot-iron")])));
    visitor.update(None, Consent::from_bits(0));
    assert_eq!((next(&visitor, None), next(&visitor, Some(&[hash("pot-iron")]))), (vec![], vec![]));
}

#[test]
fn what_is_no_index_is_refused_and_the_one_before_stays() {
    let mut engine = engine();
    assert_eq!(engine.adopt(b"tni"), Err(Error::NotAnIndex));
    assert!(engine.index().is_none());
    engine.adopt(INDEX).unwrap();
    assert_eq!(engine.adopt(&INDEX[..INDEX.len() - 1]), Err(Error::NotAnIndex));
    assert_eq!(engine.index().map(|index| index.items()), Some(20));
}
