//! From JSON to the types, by hand: its shape was checked by the schema before, so that nothing is left to be refused, and what
//! serde derives for that would be 20 KB gzip of the compiler. A test compares the two.

use super::campaign::{Act, Campaign, Kind, OwnedRule, Stock};
use super::models::{Interest, Models, Purchase, PurchaseModel, Trade, Unit};
use super::{Cap, Condition, ContextType, Date, Duration, PlainType, Program, Season, Slot, Topic};
use crate::compiler::named::Named;
use crate::compiler::node::Node;
use serde_json::Value;

impl Program {
    /// Reads a program of the schema's shape.
    #[must_use]
    pub fn read(json: &Value) -> Self {
        let root = Node::new(json, "");
        Self {
            schema: root.get("$schema").map(|n| n.text().to_owned()),
            name: root.text_of("name").to_owned(),
            topics: map(&root, "topics", topic),
            catalog: any(&root, "catalog"),
            events: map(&root, "events", |n| n.text().to_owned()),
            context: map(&root, "context", context),
            claims: map(&root, "claims", context),
            slots: map(&root, "slots", slot),
            audiences: map(&root, "audiences", |n| condition(Some(n.value))),
            seasons: map(&root, "seasons", season),
            loyalty: any(&root, "loyalty"),
            rewards: any(&root, "rewards"),
            referral: any(&root, "referral"),
            asks: any(&root, "asks"),
            sequences: any(&root, "sequences"),
            goals: any(&root, "goals"),
            budgets: any(&root, "budgets"),
            limits: any(&root, "limits"),
            holdout: any(&root, "holdout"),
            models: models(&root),
            campaigns: root.items("campaigns").iter().map(campaign).collect(),
        }
    }
}

fn map<T>(root: &Node<'_>, name: &str, of: impl Fn(&Node<'_>) -> T) -> Named<T> {
    let mut all = Named::default();
    for (key, node) in root.entries(name) {
        all.insert(key.to_owned(), of(&node));
    }
    all
}

fn any(node: &Node<'_>, name: &str) -> Value {
    node.value.get(name).cloned().unwrap_or_default()
}

fn texts(node: &Node<'_>, name: &str) -> Vec<String> {
    node.items(name).iter().map(|n| n.text().to_owned()).collect()
}

fn text(node: &Node<'_>, name: &str) -> Option<String> {
    node.get(name).map(|n| n.text().to_owned())
}

fn duration(node: &Node<'_>, name: &str) -> Option<Duration> {
    text(node, name).map(Duration)
}

fn condition(value: Option<&Value>) -> Condition {
    Condition(value.and_then(Value::as_object).cloned().unwrap_or_default())
}

fn flag(node: &Node<'_>, name: &str) -> bool {
    node.value.get(name).and_then(Value::as_bool).unwrap_or(false)
}

fn topic(node: &Node<'_>) -> Topic {
    Topic {
        durable: duration(node, "durable"),
        replenish: duration(node, "replenish"),
        complements: texts(node, "complements"),
        seasons: texts(node, "seasons"),
    }
}

fn context(node: &Node<'_>) -> ContextType {
    match node.value {
        Value::Array(list) => ContextType::OneOf(list.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        other => ContextType::Plain(match other.as_str() {
            Some("number") => PlainType::Number,
            Some("boolean") => PlainType::Boolean,
            _ => PlainType::String,
        }),
    }
}

fn slot(node: &Node<'_>) -> Slot {
    let take = node.value.get("take").and_then(Value::as_f64);
    Slot { take: take.map(|n| n as u16), default: flag(node, "default") }
}

fn season(node: &Node<'_>) -> Season {
    Season { from: node.text_of("from").to_owned(), until: node.text_of("until").to_owned() }
}

fn models(root: &Node<'_>) -> Models {
    let Some(node) = root.get("models") else { return Models::default() };
    let number = |node: &Node<'_>, name: &str| node.number_of(name).unwrap_or(f64::NAN);
    Models {
        trade: if node.text_of("trade") == "grocery" { Trade::Grocery } else { Trade::General },
        purchase: node.get("purchase").map(|n| Purchase {
            model: if n.text_of("model") == "bg_nbd" { PurchaseModel::BgNbd } else { PurchaseModel::MbgNbd },
            unit: if n.text_of("unit") == "day" { Unit::Day } else { Unit::Week },
            r: number(&n, "r"),
            alpha: number(&n, "alpha"),
            a: number(&n, "a"),
            b: number(&n, "b"),
        }),
        interest: node.get("interest").map(|n| Interest {
            long: duration(&n, "long"),
            short: duration(&n, "short"),
            weight: n.number_of("weight"),
        }),
        stages: any(&node, "stages"),
        spend: any(&node, "spend"),
        worth: any(&node, "worth"),
        return28: any(&node, "return28"),
        again: any(&node, "again"),
        replenish: any(&node, "replenish"),
        intent: any(&node, "intent"),
        topics: any(&node, "topics"),
    }
}

fn campaign(node: &Node<'_>) -> Campaign {
    let place = node.value.get(crate::compiler::shape::PLACE).and_then(Value::as_u64).unwrap_or(0);
    Campaign {
        place: place as usize,
        id: node.text_of("id").to_owned(),
        slots: texts(node, "slots"),
        kind: match node.text_of("kind") {
            "offer" => Kind::Offer,
            "reward" => Kind::Reward,
            "ask" => Kind::Ask,
            "proof" => Kind::Proof,
            _ => Kind::Content,
        },
        act: match node.text_of("act") {
            "service" => Act::Service,
            "points" => Act::Points,
            "gift" => Act::Gift,
            "discount" => Act::Discount,
            _ => Act::Content,
        },
        topics: texts(node, "topics"),
        when: condition(node.value.get("when")),
        audience: text(node, "audience"),
        seasons: texts(node, "seasons"),
        from: text(node, "from").map(Date),
        until: text(node, "until").map(Date),
        cap: text(node, "cap").map(Cap),
        cooldown: duration(node, "cooldown"),
        group: text(node, "group"),
        value: node.number_of("value"),
        cost: any(node, "cost"),
        budget: text(node, "budget"),
        goal: text(node, "goal"),
        holdout: node.number_of("holdout"),
        reward: text(node, "reward"),
        owned: node.get("owned").map(|n| if n.text() == "keep" { OwnedRule::Keep } else { OwnedRule::Rest }),
        stock: node.value.get("stock").map(|stock| match stock {
            Value::Bool(known) => Stock::Known(*known),
            other => Stock::Told(other.as_str().unwrap_or("").to_owned()),
        }),
        variants: any(node, "variants"),
        payload: any(node, "payload"),
    }
}

#[cfg(all(test, feature = "schema"))]
mod tests {
    use super::*;

    #[test]
    fn as_serde_reads_it() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/problems.json");
        let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let mut base = file["base"].clone();
        base["models"] = serde_json::json!({
            "purchase": { "model": "mbg_nbd", "unit": "week", "r": 0.5, "alpha": 6.0, "a": 0.9, "b": 1.6 },
            "interest": { "long": "60d", "short": "3d", "weight": 4.0 },
            "trade": "grocery",
            "stages": { "gap": "9d", "loyal": 6 },
            "spend": { "p": 6.0, "q": 4.0, "v": 15.0 },
            "worth": { "weeks": 26 },
            "return28": [0.5, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            "topics": { "running/shoes": { "shape": 1.5, "rate": 300.0, "share": 0.2 } },
        });
        for (name, value) in [
            ("seasons", serde_json::json!(["winter"])),
            ("from", "2026-09-01".into()),
            ("until", "2026-11-30".into()),
            ("cooldown", "2d".into()),
            ("owned", "keep".into()),
            ("stock", "context.member".into()),
            ("goal", "second".into()),
            ("reward", "free-cup".into()),
            ("holdout", 0.1.into()),
            ("act", "gift".into()),
            ("kind", "proof".into()),
            ("payload", serde_json::json!({ "title": "x" })),
        ] {
            base["campaigns"][1][name] = value;
        }
        let by_serde: Program = serde_json::from_value(base.clone()).unwrap();
        assert_eq!(format!("{:#?}", Program::read(&base)), format!("{by_serde:#?}"));
        let empty: Program = serde_json::from_str("{}").unwrap();
        assert_eq!(format!("{:#?}", Program::read(&serde_json::json!({}))), format!("{empty:#?}"));
    }
}
