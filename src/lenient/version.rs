//! Versions, in the order that GrowthBook's SDKs give them.

use super::{coerce, number};
use serde_json::Value;
use std::cmp::Ordering;

/// Orders two versions by their padded texts. A number is taken as its text; what is neither a text nor a number, or empty, as `0`.
pub fn compare(a: &Value, b: &Value) -> Ordering {
    coerce::compare_texts(&padded(a), &padded(b))
}

/// A text that stands where its version stands: without the leading `v` and the build; parts between dots and hyphens,
/// digits right-aligned to five, joined by hyphens; three parts end in `~`, so that a release comes after its pre-releases.
fn padded(version: &Value) -> String {
    let text = match version {
        Value::String(text) => text.clone(),
        Value::Number(n) => number::text(n.as_f64().unwrap_or(0.0)),
        _ => String::new(),
    };
    let text = if text.is_empty() { "0" } else { text.as_str() };
    let text = without_build(text.strip_prefix('v').unwrap_or(text));
    let mut parts: Vec<String> = text.split(['-', '.']).map(aligned).collect();
    if parts.len() == 3 {
        parts.push("~".to_owned());
    }
    parts.join("-")
}

/// Up to the first plus of the last line: where lines end, SDKs do not look further for the build's end.
fn without_build(text: &str) -> &str {
    let line = text.rfind(['\n', '\r', '\u{2028}', '\u{2029}']).unwrap_or(0);
    let plus = text.get(line..).and_then(|rest| rest.find('+'));
    plus.and_then(|at| text.get(..line.saturating_add(at))).unwrap_or(text)
}

fn aligned(part: &str) -> String {
    let number = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if number { format!("{part:>5}") } else { part.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn padded_texts() {
        let cases = [
            (json!("v1.2.3-rc.1+build123"), "    1-    2-    3-rc-    1"),
            (json!("1.0.0"), "    1-    0-    0-~"),
            (json!("1.0"), "    1-    0"),
            (json!("123456.0"), "123456-    0"),
            (json!(2.5), "    2-    5"),
            (json!(0), "    0"),
            (json!(null), "    0"),
            (json!(""), "    0"),
            (json!(["1"]), "    0"),
            (json!("v+x"), ""),
            (json!("1+a\n2+b"), "1+a\n2"),
        ];
        for (version, wanted) in cases {
            assert_eq!(padded(&version), wanted, "{version}");
        }
    }
}
