//! Text to JSON. A field that stands twice is a mistake, which plain JSON readers pass over; where the text is no JSON at all, the
//! message says what probably happened.

use super::problem::Problem;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::RefCell;

/// Reads a text, with or without a byte order mark; adds a problem for each field that stands twice.
///
/// # Errors
/// Where it is no JSON.
pub fn read(text: &str, problems: &mut Vec<Problem>) -> Result<Value, Problem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let twice = RefCell::new(Vec::new());
    let mut json = serde_json::Deserializer::from_str(text);
    let value = Seed { path: String::new(), twice: &twice }.deserialize(&mut json).map_err(|e| broken(text, &e))?;
    json.end().map_err(|e| broken(text, &e))?;
    problems.extend(
        twice.into_inner().into_iter().map(|path| {
            Problem::new("duplicate_field", path, "stands twice; only one can hold, so take the other out")
        }),
    );
    Ok(value)
}

fn broken(text: &str, error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    let near = text.lines().nth(line.saturating_sub(1)).unwrap_or("");
    let at = near.get(column.saturating_sub(1)..).or_else(|| near.get(column.saturating_sub(2)..)).unwrap_or("");
    let before = near.get(..column.saturating_sub(1)).unwrap_or("");
    let said = error.to_string();
    let hint = if error.is_eof() {
        "the text ends too early: a bracket or a quote is not closed"
    } else if at.starts_with(['\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}']) {
        "write texts in straight double quotes"
    } else if said.starts_with("control character") {
        "a text goes on over the end of the line, or holds a tab; write \\n or \\t, and close the quotes"
    } else if said.starts_with("invalid escape") {
        "a backslash stands before \" \\ / b f n r t u only; write \\\\ for one that is meant as such"
    } else if said.contains("surrogate") || said.contains("hex escape") || said.contains("unicode code point") {
        "\\u takes four hexadecimal digits, and of a pair both halves"
    } else if said.starts_with("number out of range") {
        "the number is too large"
    } else if said.starts_with("invalid number") || (before.ends_with('0') && at.starts_with(['x', 'X'])) {
        "a number is written like 12, -0.5 or 3e2: no zero before it, no plus, digits on both sides of a point"
    } else if said.starts_with("expected `:`") {
        "put a colon between a field's name and its value"
    } else if said.starts_with("trailing comma") {
        "take out the comma before the closing bracket"
    } else if at.starts_with("//") || at.starts_with("/*") {
        "JSON has no comments: take it out"
    } else if at.starts_with('\'') {
        "write texts in double quotes"
    } else if said.starts_with("expected `,`") {
        "put a comma before what stands here"
    } else if said.starts_with("recursion limit") {
        "it is nested more than 128 deep"
    } else if said.starts_with("key must be") {
        "write names of fields in double quotes"
    } else if said.starts_with("trailing characters") {
        "the program ends before this: take the rest out"
    } else {
        "no value begins like this"
    };
    Problem::new("not_json", "", format!("is no JSON at line {line}, column {column}: {hint}"))
}

/// A value at a path.
struct Seed<'a> {
    path: String,
    twice: &'a RefCell<Vec<String>>,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, v: bool) -> Result<Value, E> {
        Ok(Value::Bool(v))
    }

    fn visit_i64<E: Error>(self, v: i64) -> Result<Value, E> {
        Ok(v.into())
    }

    fn visit_u64<E: Error>(self, v: u64) -> Result<Value, E> {
        Ok(v.into())
    }

    fn visit_f64<E: Error>(self, v: f64) -> Result<Value, E> {
        Ok(Number::from_f64(v).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, v: &str) -> Result<Value, E> {
        Ok(v.into())
    }

    fn visit_string<E: Error>(self, v: String) -> Result<Value, E> {
        Ok(Value::String(v))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) =
            seq.next_element_seed(Seed { path: format!("{}[{}]", self.path, list.len()), twice: self.twice })?
        {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = map.next_key_seed(Key)? {
            let path = field(&self.path, &key);
            let value = map.next_value_seed(Seed { path: path.clone(), twice: self.twice })?;
            if object.insert(key, value).is_some() {
                self.twice.borrow_mut().push(path);
            }
        }
        Ok(Value::Object(object))
    }
}

/// A field's name. A `String`'s own visitor would bring the messages of all that is none.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = String;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = String;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, v: &str) -> Result<String, E> {
        Ok(v.to_owned())
    }
}

/// The path of a field.
#[must_use]
pub fn field(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
