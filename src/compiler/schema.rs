//! The JSON Schema (draft 2020-12) of `program.json`, from the types and texts of [`super::source`].

use super::source::Program;
use serde_json::{Map, Value};

/// The schema, as editors take it.
#[must_use]
pub fn schema() -> Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12();
    let mut schema = settings.into_generator().into_root_schema_for::<Program>().to_value();
    plain(&mut schema);
    schema
}

/// The part of the schema that the compiler checks: no texts, and nothing of conditions, which it reads by itself.
#[must_use]
pub fn shape() -> Value {
    let mut shape = schema();
    if let Some(types) = shape.get_mut("$defs").and_then(Value::as_object_mut) {
        types.retain(|name, _| {
            !["Condition", "Numbers", "Flags", "Stages", "Anything", "Lookback"].contains(&name.as_str())
        });
    }
    bare(&mut shape);
    shape
}

fn bare(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for word in ["description", "title", "$schema", "pattern"] {
                if object.get(word).is_some_and(Value::is_string) {
                    object.shift_remove(word);
                }
            }
            object.values_mut().for_each(bare);
        }
        Value::Array(list) => list.iter_mut().for_each(bare),
        _ => {}
    }
}

/// A field that may be left out may not be null as well: that is one way too many to say one thing. Formats and defaults that
/// only Rust knows are left out.
fn plain(value: &mut Value) {
    match value {
        Value::Object(object) => {
            without_null(object);
            object.remove("format");
            object.remove("default");
            for (name, value) in object.iter_mut() {
                match value {
                    // Names of fields and types, not words of the schema.
                    Value::Object(named) if name == "properties" || name == "$defs" => {
                        named.values_mut().for_each(plain)
                    }
                    _ => plain(value),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(plain),
        _ => {}
    }
}

fn without_null(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = schema.get("type") {
        let others: Vec<Value> = types.iter().filter(|t| *t != "null").cloned().collect();
        if let [one] = others.as_slice() {
            schema.insert("type".to_owned(), one.clone());
        }
    }
    let branches = schema.get("anyOf").and_then(Value::as_array).cloned().unwrap_or_default();
    let others: Vec<&Value> = branches.iter().filter(|b| b.get("type").is_none_or(|t| t != "null")).collect();
    if let ([Value::Object(one)], true) = (others.as_slice(), branches.len() == 2) {
        schema.remove("anyOf");
        one.iter().for_each(|(name, value)| drop(schema.insert(name.clone(), value.clone())));
    }
}
