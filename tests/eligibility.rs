//! Who may stand where, against a plain reading of the conditions: whatever the index passes over could not have stood, and the order
//! in which a program names its campaigns changes nothing.
#![cfg(all(feature = "compiler", feature = "insight"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, clippy::panic)]

#[allow(dead_code)]
mod frames;

use frames::Js;
use proptest::prelude::*;
use serde_json::{Value, json};
use trogen::decision::Request;
use trogen::engine::{Engine, State};
use trogen::host::Time;
use trogen::math::hash;
use trogen::signals::Consent;

/// Attributes of the context, each 0 to 5 or missing.
const ATTRIBUTES: usize = 5;

#[derive(Clone, Debug)]
enum When {
    Is(usize, u8),
    From(usize, u8),
    Among(usize, Vec<u8>),
    There(usize),
    Not(Box<When>),
    All(Vec<When>),
    Any(Vec<When>),
}

impl When {
    fn json(&self) -> Value {
        let about = |a: usize, what: Value| json!({ format!("context.n{a}"): what });
        let list = |of: &[When]| of.iter().map(When::json).collect::<Vec<_>>();
        match self {
            Self::Is(a, n) => about(*a, json!(n)),
            Self::From(a, n) => about(*a, json!({ "$gte": n })),
            Self::Among(a, all) => about(*a, json!({ "$in": all })),
            Self::There(a) => about(*a, json!({ "$exists": true })),
            Self::Not(of) => json!({ "$not": of.json() }),
            Self::All(of) => json!({ "$and": list(of) }),
            Self::Any(of) => json!({ "$or": list(of) }),
        }
    }

    fn holds(&self, context: &[Option<u8>]) -> bool {
        match self {
            Self::Is(a, n) => context[*a] == Some(*n),
            Self::From(a, n) => context[*a].is_some_and(|v| v >= *n),
            Self::Among(a, all) => context[*a].is_some_and(|v| all.contains(&v)),
            Self::There(a) => context[*a].is_some(),
            Self::Not(of) => !of.holds(context),
            Self::All(of) => of.iter().all(|w| w.holds(context)),
            Self::Any(of) => of.iter().any(|w| w.holds(context)),
        }
    }
}

fn when() -> impl Strategy<Value = When> {
    let leaf = prop_oneof![
        (0..ATTRIBUTES, 0..6u8).prop_map(|(a, n)| When::Is(a, n)),
        (0..ATTRIBUTES, 0..6u8).prop_map(|(a, n)| When::From(a, n)),
        (0..ATTRIBUTES, prop::collection::vec(0..6u8, 1..4)).prop_map(|(a, all)| When::Among(a, all)),
        (0..ATTRIBUTES).prop_map(When::There),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|w| When::Not(Box::new(w))),
            prop::collection::vec(inner.clone(), 1..4).prop_map(When::All),
            prop::collection::vec(inner, 1..4).prop_map(When::Any),
        ]
    })
}

#[derive(Clone, Debug)]
struct Campaign {
    id: String,
    value: u8,
    /// In the first slot, the second, or both.
    slots: u8,
    when: Option<When>,
}

fn campaigns() -> impl Strategy<Value = Vec<Campaign>> {
    let one = (1..5u8, 1..4u8, prop::option::weighted(0.9, when()));
    prop::collection::vec(one, 1..40).prop_map(|all| {
        let named = |(i, (value, slots, when)): (usize, (u8, u8, Option<When>))| Campaign {
            id: format!("c{i:02}"),
            value,
            slots,
            when,
        };
        all.into_iter().enumerate().map(named).collect()
    })
}

fn program(campaigns: &[&Campaign]) -> Vec<u8> {
    let context: serde_json::Map<_, _> = (0..ATTRIBUTES).map(|i| (format!("n{i}"), json!("number"))).collect();
    let campaigns: Vec<Value> = campaigns
        .iter()
        .map(|c| {
            let slots: Vec<_> = ["a", "b"].into_iter().enumerate().filter(|(i, _)| c.slots & (1 << i) != 0).collect();
            let slots: Vec<&str> = slots.into_iter().map(|(_, name)| name).collect();
            let mut campaign = json!({ "id": c.id, "slots": slots, "value": c.value });
            if let Some(when) = &c.when {
                campaign["when"] = when.json();
            }
            campaign
        })
        .collect();
    let program = json!({ "context": context, "slots": { "a": { "take": 4 }, "b": {} }, "campaigns": campaigns });
    trogen::compiler::compile(&program.to_string()).unwrap()
}

/// What stands in both slots, by place among the campaigns in order of their ids.
fn chosen(bytes: &[u8], context: &[Option<u8>]) -> Vec<Vec<u32>> {
    let length = u32::from_le_bytes(bytes[16..20].try_into().unwrap()) as usize;
    let engine = Engine::load(bytes[..length].to_vec()).unwrap();
    let mut visitor = engine.visitor(State::None, Time::from_unix_ms(1_772_359_200_000.0).unwrap(), Consent::GRANTED);
    let told: serde_json::Map<_, _> =
        context.iter().enumerate().filter_map(|(i, v)| Some((format!("n{i}"), json!((*v)?)))).collect();
    visitor.set_context(&frames::context(&Js::of(&Value::Object(told))));
    let request = |name: &str| Request { slot: hash::fnv32(name.as_bytes()), take: 0 };
    let page = visitor.choose(&[request("a"), request("b")]);
    page.slots().map(|(choices, _)| choices.iter().map(|c| c.campaign).collect()).collect()
}

/// The same by reading every condition.
fn expected(campaigns: &[Campaign], context: &[Option<u8>]) -> Vec<Vec<u32>> {
    let mut taken = Vec::new();
    [(1u8, 4usize), (2, 1)]
        .into_iter()
        .map(|(slot, take)| {
            let mut standing: Vec<u32> = (0..campaigns.len() as u32)
                .filter(|i| {
                    let c = &campaigns[*i as usize];
                    c.slots & slot != 0 && !taken.contains(i) && c.when.as_ref().is_none_or(|w| w.holds(context))
                })
                .collect();
            standing.sort_by_key(|i| (core::cmp::Reverse(campaigns[*i as usize].value), *i));
            standing.truncate(take);
            taken.extend_from_slice(&standing);
            standing
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn as_a_plain_reading_says(
        campaigns in campaigns(),
        contexts in prop::collection::vec(prop::collection::vec(prop::option::weighted(0.8, 0..6u8), ATTRIBUTES), 1..6),
        turn in 0..40usize,
    ) {
        let mut order: Vec<&Campaign> = campaigns.iter().collect();
        let bytes = program(&order);
        let middle = turn % order.len();
        order.rotate_left(middle);
        let turned = program(&order);
        for context in &contexts {
            let found = chosen(&bytes, context);
            prop_assert_eq!(&found, &expected(&campaigns, context));
            prop_assert_eq!(&found, &chosen(&turned, context));
        }
    }
}
