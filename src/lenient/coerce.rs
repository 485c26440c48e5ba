//! JavaScript's conversions and comparisons, for values that came from JSON.

use super::number;
use serde_json::{Map, Value};
use std::cmp::Ordering;

/// JavaScript would throw here, or the nesting is too deep: the whole condition does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stuck;

/// `String(value)`.
///
/// # Errors
/// An object with a field `toString`, which hides the method and cannot be called.
pub fn text(value: &Value) -> Result<String, Stuck> {
    Ok(match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(_) => number::text(float(value)),
        Value::String(text) => text.clone(),
        Value::Array(list) => {
            let mut joined = String::new();
            for (i, item) in list.iter().enumerate() {
                if i > 0 {
                    joined.push(',');
                }
                if !item.is_null() {
                    joined.push_str(&text(item)?);
                }
            }
            joined
        }
        Value::Object(fields) if fields.contains_key("toString") => return Err(Stuck),
        Value::Object(_) => "[object Object]".to_owned(),
    })
}

/// `Number(value)`; not a number where it has none.
///
/// # Errors
/// As [`text`].
pub fn number(value: &Value) -> Result<f64, Stuck> {
    Ok(match value {
        Value::Null => 0.0,
        Value::Bool(flag) => f64::from(*flag),
        Value::Number(_) => float(value),
        Value::String(text) => number::parse(text),
        Value::Array(_) | Value::Object(_) => number::parse(&text(value)?),
    })
}

/// `Boolean(value)`.
pub fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(_) => float(value) != 0.0,
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// How `<` and its kin order two values; `None` where all of them are false. Two texts by their UTF-16 code units, all else
/// as numbers; arrays and objects are texts.
///
/// # Errors
/// As [`text`].
pub fn compare(a: &Value, b: &Value) -> Result<Option<Ordering>, Stuck> {
    let is_text = |v: &Value| matches!(v, Value::String(_) | Value::Array(_) | Value::Object(_));
    if is_text(a) && is_text(b) {
        return Ok(Some(compare_texts(&text(a)?, &text(b)?)));
    }
    Ok(number(a)?.partial_cmp(&number(b)?))
}

/// Orders texts by UTF-16 code units, which is not by characters: those above U+FFFF stand before U+E000.
pub fn compare_texts(a: &str, b: &str) -> Ordering {
    a.encode_utf16().cmp(b.encode_utf16())
}

/// Whether `JSON.stringify` gives the same text for both: fields in the same order.
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            let pairs = ordered(a).into_iter().zip(ordered(b));
            a.len() == b.len() && pairs.into_iter().all(|((k, a), (l, b))| k == l && same(a, b))
        }
        (Value::Number(_), Value::Number(_)) => float(a) == float(b),
        _ => a == b,
    }
}

/// What `$type` calls a value.
pub fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// A field of an object.
type Field<'a> = (&'a String, &'a Value);

/// The fields of an object as JavaScript walks them: names that are indices first, by number, then the others as they came.
pub fn ordered(fields: &Map<String, Value>) -> Vec<Field<'_>> {
    let mut indices: Vec<(usize, Field)> = Vec::new();
    let mut names: Vec<Field> = Vec::new();
    for field in fields {
        match index(field.0) {
            Some(i) => indices.insert(indices.partition_point(|(j, _)| *j < i), (i, field)),
            None => names.push(field),
        }
    }
    indices.into_iter().map(|(_, field)| field).chain(names).collect()
}

/// The array index that a name is, if it is written as one: `"0"`, not `"00"` or `"+0"`.
pub fn index(name: &str) -> Option<usize> {
    let plain = name == "0" || (!name.starts_with('0') && name.bytes().all(|b| b.is_ascii_digit()));
    if !plain {
        return None;
    }
    // 2^32 - 1 and above are names like others.
    name.parse::<u32>().ok().filter(|i| *i < u32::MAX).and_then(|i| usize::try_from(i).ok())
}

/// A JSON number as JavaScript holds it.
fn float(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn texts_and_numbers_of_values() {
        let cases = [
            (json!(null), "null", 0.0),
            (json!(true), "true", 1.0),
            (json!(-0.0), "0", 0.0),
            (json!(" 12 "), " 12 ", 12.0),
            (json!([]), "", 0.0),
            (json!([[7]]), "7", 7.0),
            (json!([1, null, "a"]), "1,,a", f64::NAN),
            (json!({}), "[object Object]", f64::NAN),
        ];
        for (value, as_text, as_number) in cases {
            assert_eq!(text(&value).unwrap(), as_text);
            let got = number(&value).unwrap();
            assert!(got == as_number || (got.is_nan() && as_number.is_nan()), "{value}: {got}");
        }
        assert_eq!(text(&json!([{ "toString": 1 }])), Err(Stuck));
    }

    #[test]
    fn the_order_of_values() {
        let order = |a, b| compare(&a, &b).unwrap();
        assert_eq!(order(json!("10"), json!("9")), Some(Ordering::Less));
        assert_eq!(order(json!("10"), json!(9)), Some(Ordering::Greater));
        assert_eq!(order(json!(null), json!(1)), Some(Ordering::Less));
        assert_eq!(order(json!("a"), json!(1)), None);
        assert_eq!(order(json!([5]), json!(10)), Some(Ordering::Less));
        assert_eq!(order(json!("\u{1f600}"), json!("\u{ff00}")), Some(Ordering::Less));
    }

    #[test]
    fn the_same_json() {
        let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert!(same(&parse("[1.0, -0.0]"), &parse("[1, 0]")));
        assert!(same(&parse(r#"{"a": 1, "2": 0, "1": 0}"#), &parse(r#"{"1": 0, "a": 1, "2": 0}"#)));
        assert!(!same(&parse(r#"{"a": 1, "b": 2}"#), &parse(r#"{"b": 2, "a": 1}"#)));
        assert!(!same(&parse("[1]"), &parse(r#"["1"]"#)));
    }

    #[test]
    fn what_is_an_index() {
        assert_eq!(
            ["0", "10", "00", "-1", "", "4294967294", "4294967295"].map(index).map(|i| i.is_some()),
            [true, true, false, false, false, true, false]
        );
    }
}
