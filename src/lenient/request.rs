//! The lenient mode as text: one call in JSON, its answer in JSON.

use super::{bucket_ranges, choose_variation, equal_weights, eval_condition, hash, in_namespace};
use serde_json::{Value, json};

/// Answers `{ "call": NAME, ... }` with `{ "value": ... }`, or `{ "error": TEXT }` where the request is not of its form.
///
/// | call | takes | gives |
/// |---|---|---|
/// | `evaluate` | `condition`, `attributes`, `savedGroups` (null unless said) | a flag |
/// | `hash` | `seed`, `value`, `version` | a number or null |
/// | `bucketRanges` | `n`, `coverage` (1 unless said), `weights` (equal unless said) | a list of `[start, end]` |
/// | `chooseVariation` | `n`, `ranges` | an index, or -1 |
/// | `inNamespace` | `userId`, `namespace`: `[id, start, end]` | a flag |
/// | `equalWeights` | `n` | a list of numbers |
#[must_use]
pub fn answer(request: &str) -> String {
    let answer = match serde_json::from_str::<Value>(request) {
        Ok(request) => match call(&request) {
            Some(value) => json!({ "value": value }),
            None => json!({ "error": "the call or an argument is not of its form" }),
        },
        // Only what conditions are evaluated against nests so deep; see `MOST_DEPTH`.
        Err(error) if error.to_string().starts_with("recursion limit") => json!({ "value": false }),
        Err(error) => json!({ "error": format!("no JSON: {error}") }),
    };
    answer.to_string()
}

/// The value of a call; `None` for one that is not of its form.
pub fn call(request: &Value) -> Option<Value> {
    let argument = |name: &str| request.get(name).unwrap_or(&Value::Null);
    let text = |name| argument(name).as_str();
    let number = |name| argument(name).as_f64();
    Some(match text("call")? {
        "evaluate" => {
            request.get("condition")?;
            eval_condition(argument("condition"), argument("attributes"), argument("savedGroups")).into()
        }
        "hash" => {
            let version = number("version")?;
            let version = [1u32, 2].into_iter().find(|known| f64::from(*known) == version);
            let (seed, value) = (text("seed")?, text("value")?);
            version.and_then(|version| hash(seed, value, version)).into()
        }
        "bucketRanges" => {
            let coverage = if argument("coverage").is_null() { 1.0 } else { number("coverage")? };
            let weights = match argument("weights") {
                Value::Null => None,
                weights => Some(numbers(weights)?),
            };
            json!(bucket_ranges(whole(argument("n"))?, coverage, weights.as_deref()))
        }
        "chooseVariation" => {
            let ranges: Option<Vec<_>> = argument("ranges").as_array()?.iter().map(range).collect();
            match choose_variation(number("n")?, &ranges?) {
                Some(index) => index.into(),
                None => (-1).into(),
            }
        }
        "inNamespace" => match argument("namespace").as_array()?.as_slice() {
            [id, start, end] => in_namespace(text("userId")?, (id.as_str()?, start.as_f64()?, end.as_f64()?)).into(),
            _ => return None,
        },
        "equalWeights" => json!(equal_weights(whole(argument("n"))?)),
        _ => return None,
    })
}

fn numbers(list: &Value) -> Option<Vec<f64>> {
    list.as_array()?.iter().map(Value::as_f64).collect()
}

fn range(list: &Value) -> Option<[f64; 2]> {
    numbers(list)?.try_into().ok()
}

/// A number without a fraction, also one that is written with a point.
fn whole(value: &Value) -> Option<i64> {
    let number = value.as_f64()?;
    // The cast saturates.
    (number.fract() == 0.0).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls() {
        let cases = [
            (r#"{"call":"evaluate","condition":{"a":1},"attributes":{"a":1}}"#, r#"{"value":true}"#),
            (r#"{"call":"hash","seed":"seed","value":"a","version":2}"#, r#"{"value":0.0505}"#),
            (r#"{"call":"hash","seed":"seed","value":"a","version":1.5}"#, r#"{"value":null}"#),
            (r#"{"call":"bucketRanges","n":2}"#, r#"{"value":[[0.0,0.5],[0.5,1.0]]}"#),
            (r#"{"call":"chooseVariation","n":2,"ranges":[[0,1]]}"#, r#"{"value":-1}"#),
            (r#"{"call":"inNamespace","userId":"1","namespace":["namespace1",0.4,1]}"#, r#"{"value":true}"#),
            (r#"{"call":"equalWeights","n":2.0}"#, r#"{"value":[0.5,0.5]}"#),
        ];
        for (request, wanted) in cases {
            assert_eq!(answer(request), wanted, "{request}");
        }
    }

    #[test]
    fn what_is_no_call_says_so() {
        let wrong = [
            "",
            "[]",
            "{}",
            r#"{"call":"evaluate"}"#,
            r#"{"call":"hash","seed":1,"value":"a","version":1}"#,
            r#"{"call":"equalWeights","n":1.5}"#,
            r#"{"call":"bucketRanges","n":2,"weights":[1,"a"]}"#,
            r#"{"call":"chooseVariation","n":1,"ranges":[[1]]}"#,
            r#"{"call":"nothing"}"#,
        ];
        for request in wrong {
            assert!(answer(request).starts_with(r#"{"error":"#), "{request}");
        }
    }

    #[test]
    fn nesting_without_end_is_false() {
        for (depth, wanted) in
            [(99, true), (100, false), (101, false), (103, false), (127, false), (129, false), (99_999, false)]
        {
            let condition = format!("{}{}", r#"{"$not":"#.repeat(depth - 1) + "{}", "}".repeat(depth - 1));
            let request = format!(r#"{{"call":"evaluate","condition":{condition},"attributes":{{}}}}"#);
            assert_eq!(answer(&request), format!(r#"{{"value":{wanted}}}"#), "{depth}");
        }
    }
}
