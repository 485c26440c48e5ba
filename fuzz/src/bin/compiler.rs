//! A `program.json`: as text, and made of the fuzzer's bytes after the schema, so that most of it is of the right shape. What
//! compiles loads, decides, and compiles to the same bytes again; what does not says where it is wrong.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value, json};
use std::sync::OnceLock;
use trogen::compiler::{Severity, check, schema};
use trogen::engine::{Engine, State};
use trogen::signals::Consent;
use trogen_fuzz::{NOW, comes_back, purchase};

fuzz_target!(|data: &[u8]| {
    if let [first, rest @ ..] = data {
        if *first == b'{' {
            compiles(&String::from_utf8_lossy(data));
        } else {
            let mut bytes = rest;
            let program = value(drawn(), &mut bytes, 0);
            compiles(&program.to_string());
        }
    }
});

fn compiles(text: &str) {
    let compiled = check(text);
    let errors = compiled.problems.iter().filter(|p| p.severity == Severity::Error);
    assert_eq!(compiled.bytes.is_none(), errors.count() > 0, "it compiles, or says why not");
    for problem in &compiled.problems {
        assert!(!problem.message.is_empty() && !problem.code.is_empty());
        assert!(problem.code != "wrong_shape");
    }
    let again = check(text);
    assert_eq!(
        (&again.bytes, &again.problems),
        (&compiled.bytes, &compiled.problems),
        "the same text, the same answer"
    );
    let Some(bytes) = compiled.bytes else { return };
    let length = u32::from_le_bytes(bytes[16..20].try_into().expect("a length")) as usize;
    let engine = Engine::load(bytes[..length].to_vec()).expect("what was compiled loads");
    let mut visitor = engine.visitor(State::None, NOW, Consent::GRANTED);
    visitor.set_context(b"\x07weather\x02\x04rain\x04path\x02\x05/shoe");
    assert!(visitor.track(&purchase(1)));
    for slot in WORDS {
        let request = trogen::decision::Request { slot: trogen::math::hash::fnv32(slot.as_bytes()), take: 0 };
        visitor.choose(&[request]);
    }
    visitor.shown(0);
    visitor.clicked(0);
    visitor.scores();
    comes_back(&visitor);
}

/// Names and texts that refer to each other now and then.
const WORDS: [&str; 24] = [
    "hero",
    "tea",
    "tea/green",
    "a",
    "b",
    "weather",
    "rain",
    "path",
    "string",
    "number",
    "30d",
    "3/14d",
    "2026-11-30",
    "11-01",
    "03-15",
    "regulars",
    "winter",
    "silver",
    "purchase",
    "view_item",
    "offer",
    "bg_nbd",
    "context.weather",
    "",
];
const NUMBERS: [f64; 8] = [0.0, 1.0, -1.0, 0.5, 3.0, 1e9, 1e300, 8.0];

fn drawn() -> &'static Value {
    static PARSED: OnceLock<Value> = OnceLock::new();
    PARSED.get_or_init(schema::schema)
}

fn byte(bytes: &mut &[u8]) -> usize {
    let Some((first, rest)) = bytes.split_first() else { return 0 };
    *bytes = rest;
    usize::from(*first)
}

/// A value of a schema's shape, or now and then of none.
fn value(of: &Value, bytes: &mut &[u8], depth: usize) -> Value {
    if depth > 24 || bytes.is_empty() {
        return Value::Object(Map::new());
    }
    let deeper = depth + 1;
    if byte(bytes) == 255 {
        return [json!(null), json!(true), json!("x"), json!(-1), json!([]), json!({})][byte(bytes) % 6].clone();
    }
    if let Some(name) = of["$ref"].as_str().and_then(|r| r.strip_prefix("#/$defs/")) {
        return value(&drawn()["$defs"][name], bytes, deeper);
    }
    for join in ["oneOf", "anyOf"] {
        if let Some(branches) = of[join].as_array() {
            return value(&branches[byte(bytes) % branches.len()], bytes, deeper);
        }
    }
    if let Some(word) = of.get("const") {
        return word.clone();
    }
    if let Some(words) = of["enum"].as_array() {
        return words[byte(bytes) % words.len()].clone();
    }
    match of["type"].as_str().unwrap_or("string") {
        "object" => object(of, bytes, deeper),
        "array" => {
            let n = byte(bytes) % 4;
            (0..n).map(|_| value(&of["items"], bytes, deeper)).collect()
        }
        "string" => WORDS[byte(bytes) % WORDS.len()].into(),
        "boolean" => (byte(bytes) % 2 == 1).into(),
        _ => json!(NUMBERS[byte(bytes) % NUMBERS.len()]),
    }
}

fn object(of: &Value, bytes: &mut &[u8], depth: usize) -> Value {
    let mut object = Map::new();
    let required = of["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let properties = of["properties"].as_object();
    for name in required {
        object.insert(name.to_owned(), value(&of["properties"][name], bytes, depth));
    }
    for _ in 0..byte(bytes) % 6 {
        let pick = byte(bytes);
        match (properties.filter(|p| !p.is_empty()), of["additionalProperties"].is_object()) {
            (Some(known), _) => {
                let (name, of) = known.iter().nth(pick % known.len()).expect("one of them");
                object.insert(name.clone(), value(of, bytes, depth));
            }
            (None, true) => {
                let name = WORDS[pick % WORDS.len()];
                object.insert(name.to_owned(), value(&of["additionalProperties"], bytes, depth));
            }
            (None, false) => {
                object.insert(WORDS[pick % WORDS.len()].to_owned(), json!(byte(bytes)));
            }
        }
    }
    // Families of attributes have no names of their own in the schema.
    if of["patternProperties"].is_object() && byte(bytes) % 2 == 1 {
        let families = ["interest.tea", "owned.tea/green", "bought.tea", "context.weather", "context.path"];
        object.insert(families[byte(bytes) % families.len()].to_owned(), json!({ "$gte": byte(bytes) }));
    }
    Value::Object(object)
}
