//! Look-backs in conditions:
//!
//! ```text
//! "history.view_item": { "topic": "tea", "within": "14d", "count": { "$gte": 3 } }    how often
//! "history.view_item": { "topic": "tea", "since": { "$lt": 2 } }                      days since the last one
//! "history.view_item": { "topic": "tea", "within": "14d" }                            at all
//! "history.ordered": { "events": ["view_item", { "event": "add_to_cart", "topic": "tea" }], "within": "7d" }
//! ```

use super::names::{Names, known_event};
use super::problem::Problem;
use super::source::text::seconds;
use crate::program::LookbackForm;
use serde_json::{Map, Value, json};

/// Steps of an ordered look-back.
const MOST_STEPS: usize = 8;

/// A look-back's record: form, number, topic, seconds.
pub type Record = (LookbackForm, u8, u16, u32);

/// What a look-back says: its records, and what its answer is compared with.
pub struct Asked {
    /// The look-back itself and the steps of an ordered one.
    pub records: Vec<Record>,
    /// The comparison, and where it stands.
    pub comparison: (Value, String),
}

/// Reads the look-back at `path`, whose name is what stands after `history.`.
pub fn read(name: &str, value: &Value, path: &str, names: &Names) -> Result<Asked, Vec<Problem>> {
    let mut problems = Vec::new();
    let Value::Object(object) = value else {
        let message = "takes an object, such as { \"within\": \"30d\", \"count\": { \"$gte\": 1 } }";
        return Err(vec![Problem::new("wrong_type", path, message)]);
    };
    let allowed: &[&str] =
        if name == "ordered" { &["events", "within"] } else { &["topic", "within", "count", "since"] };
    for key in object.keys().filter(|k| !allowed.contains(&k.as_str())) {
        let at = format!("{path}.{key}");
        problems.push(Problem::unknown("unknown_field", at, "part of a look-back", key, allowed.iter().copied()));
    }
    let within = match object.get("within") {
        None => 0,
        Some(text) => text.as_str().and_then(seconds).unwrap_or_else(|| {
            problems.push(Problem::new(
                "bad_duration",
                format!("{path}.within"),
                "is not a duration, such as \"30d\" (m, h, d, w)",
            ));
            0
        }),
    };
    let asked = if name == "ordered" {
        ordered(object, path, within, names, &mut problems)
    } else {
        plain(name, object, path, within, names, &mut problems)
    };
    if problems.is_empty() { Ok(asked) } else { Err(problems) }
}

fn plain(
    name: &str,
    object: &Map<String, Value>,
    path: &str,
    within: u32,
    names: &Names,
    problems: &mut Vec<Problem>,
) -> Asked {
    let kind = known_event(name, path, problems).unwrap_or(0);
    let topic = topic(object, path, names, problems);
    let (form, comparison) = match (object.get("count"), object.get("since")) {
        (Some(_), Some(_)) => {
            problems.push(Problem::new(
                "two_questions",
                path,
                "asks for a count and a time at once; write two look-backs",
            ));
            (LookbackForm::Count, (Value::Null, path.to_owned()))
        }
        (None, Some(since)) => (LookbackForm::Since, (since.clone(), format!("{path}.since"))),
        (Some(count), None) => (LookbackForm::Count, (count.clone(), format!("{path}.count"))),
        (None, None) => (LookbackForm::Count, (json!({ "$gte": 1 }), path.to_owned())),
    };
    if form == LookbackForm::Since && within > 0 {
        problems.push(Problem::new(
            "no_meaning",
            format!("{path}.within"),
            "says nothing beside \"since\"; leave it out",
        ));
    }
    Asked { records: vec![(form, kind, topic, within)], comparison }
}

fn ordered(object: &Map<String, Value>, path: &str, within: u32, names: &Names, problems: &mut Vec<Problem>) -> Asked {
    let mut steps = Vec::new();
    let here = format!("{path}.events");
    let list = object.get("events").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if !(2..=MOST_STEPS).contains(&list.len()) {
        problems.push(Problem::new("wrong_type", &here, format!("takes a list of 2 to {MOST_STEPS} events")));
    }
    for (i, step) in list.iter().enumerate() {
        let at = format!("{here}[{i}]");
        let (name, topic) = match step {
            Value::String(name) => (name.as_str(), u16::MAX),
            Value::Object(o) => (o.get("event").and_then(Value::as_str).unwrap_or(""), topic(o, &at, names, problems)),
            _ => ("", u16::MAX),
        };
        steps.push((LookbackForm::Step, known_event(name, &at, problems).unwrap_or(0), topic, 0));
    }
    let mut records = vec![(LookbackForm::Ordered, steps.len() as u8, u16::MAX, within)];
    records.append(&mut steps);
    Asked { records, comparison: (json!(1), path.to_owned()) }
}

fn topic(object: &Map<String, Value>, path: &str, names: &Names, problems: &mut Vec<Problem>) -> u16 {
    let Some(told) = object.get("topic") else { return u16::MAX };
    names.known_topic(told.as_str().unwrap_or(""), &format!("{path}.topic"), problems).unwrap_or(u16::MAX)
}
