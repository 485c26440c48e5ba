//! Conditions as they stand in the file. Their grammar is checked by `compiler::condition`, which knows the types.

#[cfg(feature = "schema")]
use serde_json::json;
use serde_json::{Map, Value};

/// Whom something is for: attributes and what they are compared with, in MongoDB's dialect.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(serde::Deserialize), serde(transparent))]
pub struct Condition(pub Map<String, Value>);

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Condition {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Condition".into()
    }

    /// Names of attributes, so that editors complete them; what families take is told by their pattern.
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        use crate::program::{Attribute, ValueType};
        use crate::signals::Kind;
        use crate::scores::{DAYPARTS, Doubt, Due, Member, Stage};
        use crate::signals::Channel;
        let shared = [
            ("Numbers", comparison(&json!({ "type": "number" }))),
            ("Flags", comparison(&json!({ "type": "boolean" }))),
            ("Stages", comparison(&json!({ "enum": Stage::NAMES }))),
            ("Doubts", comparison(&json!({ "enum": Doubt::NAMES }))),
            ("Channels", comparison(&json!({ "enum": Channel::NAMES }))),
            ("Dayparts", comparison(&json!({ "enum": DAYPARTS }))),
            ("Members", comparison(&json!({ "enum": Member::NAMES }))),
            ("DueStates", comparison(&json!({ "enum": Due::NAMES }))),
            ("Anything", comparison(&json!({ "type": ["string", "number", "boolean"] }))),
            ("Lookback", lookback()),
        ];
        for (name, schema) in shared {
            generator.definitions_mut().insert(name.to_owned(), schema);
        }
        // A look-back says how long.
        let _ = generator.subschema_for::<super::Duration>();
        let of = |name: &str| json!({ "$ref": format!("#/$defs/{name}") });
        let mut properties = Map::new();
        let joins = [("$and", "All of these hold."), ("$or", "One of these holds."), ("$nor", "None of these holds.")];
        for (name, description) in joins {
            let list = json!({ "description": description, "type": "array", "items": of("Condition"), "minItems": 1 });
            properties.insert(name.to_owned(), list);
        }
        let not = json!({ "description": "This does not hold.", "$ref": "#/$defs/Condition" });
        properties.insert("$not".to_owned(), not);
        let audience = json!({ "description": "The visitor is of this audience.", "type": "string" });
        properties.insert("$audience".to_owned(), audience);
        for (name, kind, _) in Attribute::REGISTRY {
            let shared = match kind {
                ValueType::Number => "Numbers",
                ValueType::Flag => "Flags",
                ValueType::Stage => "Stages",
                ValueType::Doubt => "Doubts",
                ValueType::Channel => "Channels",
                ValueType::Daypart => "Dayparts",
                ValueType::Member => "Members",
            };
            properties.insert(name.to_owned(), of(shared));
        }
        properties.insert("tier".to_owned(), of("Anything"));
        for name in Kind::NAMES {
            properties.insert(format!("history.{name}"), of("Lookback"));
        }
        properties.insert("history.ordered".to_owned(), ordered());
        serde_json::from_value(json!({
            "description": "Whom something is for: attributes and what they are compared with. All fields of an object hold.",
            "type": "object",
            "properties": properties,
            "patternProperties": {
                "^(interest|lift|trend|receptive|bought|due_in|again)\\.": of("Numbers"),
                "^(owned|fits)\\.": of("Flags"),
                "^due\\.": of("DueStates"),
                "^(context|claims)\\.": of("Anything"),
            },
            "additionalProperties": false,
        }))
        .unwrap_or_default()
    }
}

#[cfg(feature = "schema")]
fn comparison(of: &Value) -> Value {
    let list = json!({ "type": "array", "items": of, "minItems": 1 });
    let text = json!({ "type": "string", "minLength": 1 });
    json!({ "anyOf": [of, {
        "type": "object",
        "minProperties": 1,
        "properties": {
            "$eq": of, "$ne": of, "$lt": of, "$lte": of, "$gt": of, "$gte": of, "$in": list, "$nin": list,
            "$exists": { "type": "boolean" }, "$not": { "type": "object" },
            "$prefix": text, "$suffix": text, "$contains": text,
        },
        "additionalProperties": false,
    }] })
}

#[cfg(feature = "schema")]
fn lookback() -> Value {
    json!({
        "description": "What happened: how often (\"count\"), or how many days ago last (\"since\"); at least once unless said.",
        "type": "object",
        "properties": {
            "topic": { "type": "string", "description": "About this topic and what lies below it." },
            "within": { "$ref": "#/$defs/Duration" },
            "count": { "$ref": "#/$defs/Numbers" },
            "since": { "$ref": "#/$defs/Numbers" },
        },
        "additionalProperties": false,
    })
}

#[cfg(feature = "schema")]
fn ordered() -> Value {
    let step = json!({ "anyOf": [{ "type": "string" }, {
        "type": "object",
        "properties": { "event": { "type": "string" }, "topic": { "type": "string" } },
        "required": ["event"],
        "additionalProperties": false,
    }] });
    json!({
        "description": "These events in this order, others between them.",
        "type": "object",
        "properties": {
            "events": { "type": "array", "items": step, "minItems": 2, "maxItems": 8 },
            "within": { "$ref": "#/$defs/Duration" },
        },
        "required": ["events"],
        "additionalProperties": false,
    })
}
