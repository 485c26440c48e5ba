//! The lenient mode against the public suite of GrowthBook's SDKs, against cases of our own, and against any JSON.
#![cfg(feature = "compiler")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::arithmetic_side_effects
)]

use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::Path;
use trogen::lenient::suite::{self, Report};
use trogen::lenient::{MOST_DEPTH, answer, eval_condition};

/// The public suite, where it is at hand.
const PUBLIC: &str = "../shared/suites/growthbook/cases.json";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn cases(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn own() -> Value {
    cases(&root().join("tests/suite/cases.json"))
}

fn failures(report: &Report) -> Vec<String> {
    let line = |f: &suite::Failure| format!("{}: {}: got {}, wanted {}", f.section, f.name, f.got, f.wanted);
    report.failures.iter().map(line).collect()
}

#[test]
fn own_cases() {
    let report = suite::run(&own());
    assert_eq!(failures(&report), [""; 0]);
    assert!(report.passed >= 160, "{}", report.passed);
    assert_eq!(report.left_out, [("specVersion".to_owned(), 1)]);
}

#[test]
fn the_public_suite() {
    let path = root().join(PUBLIC);
    if !path.is_file() {
        println!("left out: {PUBLIC} is not there");
        return;
    }
    let report = suite::run(&cases(&path));
    assert_eq!(failures(&report), [""; 0]);
    assert!(report.passed > 100, "{}", report.passed);
}

/// How many cases a property is tried on.
fn count() -> u32 {
    std::env::var("TROGEN_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000)
}

/// Something else of the same type.
fn mutated(value: &Value) -> Value {
    match value {
        Value::Bool(flag) => json!(!flag),
        Value::Number(n) => json!(n.as_f64().unwrap() + 1e-7),
        Value::Array(list) if list.is_empty() => json!([1]),
        Value::Array(list) => list.iter().map(mutated).collect(),
        _ => json!(0.5),
    }
}

#[test]
fn a_wrong_expectation_is_found() {
    let right = own();
    let mut count = 0;
    for (section, list) in right.as_object().unwrap() {
        for i in 0..list.as_array().map_or(0, Vec::len) {
            let mut wrong = json!({ section: right[section] });
            let case = wrong[section][i].as_array_mut().unwrap();
            let place = if section == "evalCondition" { 3 } else { case.len() - 1 };
            case[place] = mutated(&case[place]);
            let name = if section == "hash" { json!(case[..3]) } else { case[0].clone() };
            let report = suite::run(&wrong);
            let name = name.as_str().map_or_else(|| name.to_string(), str::to_owned);
            assert_eq!(report.failures.len(), 1, "{section} {name}");
            assert_eq!((&report.failures[0].section, &report.failures[0].name), (section, &name));
            count += 1;
        }
    }
    assert!(count > 150);
    for operator in ["lt", "gt", "eq"] {
        let report = suite::run(&json!({ "versionCompare": { operator: [["1.0.0", "1.0.0", operator != "eq"]] } }));
        assert_eq!(report.failures.len(), 1, "{operator}");
    }
}

#[test]
fn what_is_no_case_is_a_failure() {
    let files = [
        json!(null),
        json!([]),
        json!({ "evalCondition": {} }),
        json!({ "evalCondition": [5] }),
        json!({ "evalCondition": [["name", {}, {}]] }),
        json!({ "evalCondition": [["name", {}, {}, true, {}, 1]] }),
        json!({ "hash": [["a", 1, 1, 0.5]] }),
        json!({ "getBucketRange": [["name", [2, 1], []]] }),
        json!({ "getBucketRange": [["name", ["2", 1, null], []]] }),
        json!({ "chooseVariation": [["name", 0.5, [[1]], 0]] }),
        json!({ "inNamespace": [["name", "a", ["b", 0], true]] }),
        json!({ "getEqualWeights": [[1.5, []]] }),
        json!({ "versionCompare": [] }),
        json!({ "versionCompare": { "lt": [["1", "2"]] } }),
        json!({ "versionCompare": { "le": [["1", "2", true]] } }),
    ];
    for file in files {
        let report = suite::run(&file);
        assert_eq!((report.passed, report.failures.len()), (0, 1), "{file}");
    }
    let report = suite::run(&json!({ "feature": [1, 2], "decrypt": [], "specVersion": "1" }));
    assert_eq!((report.passed, report.failures.len()), (0, 0));
    assert_eq!(report.left_out, [("feature".to_owned(), 2), ("decrypt".to_owned(), 0), ("specVersion".to_owned(), 1)]);
}

/// `{}` under so many `$not`.
fn nots(count: usize) -> Value {
    (0..count).fold(json!({}), |inner, _| json!({ "$not": inner }))
}

#[test]
fn nesting_is_bounded() {
    for count in [0, 1, 2, MOST_DEPTH - 1] {
        assert_eq!(eval_condition(&nots(count), &json!({}), &json!(null)), count % 2 == 0, "{count}");
    }
    for count in [MOST_DEPTH, MOST_DEPTH + 1, 1_000] {
        assert!(!eval_condition(&nots(count), &json!({}), &json!(null)), "{count}");
    }
    let deep = (0..1_000).fold(json!("x"), |inner, _| json!([inner]));
    for attributes in [json!({ "a": deep }), deep.clone()] {
        assert!(!eval_condition(&json!({}), &attributes, &json!(null)));
        assert!(!eval_condition(&json!({}), &json!({}), &attributes));
    }
    // Lists of equal depth are walked to their end.
    let list = (0..MOST_DEPTH - 1).fold(json!("x"), |inner, _| json!([inner]));
    assert!(eval_condition(&json!({ "a": list }), &json!({ "a": list }), &json!(null)));
    assert!(eval_condition(&json!({ "a": "x" }), &json!({ "a": list }), &json!(null)));
}

#[test]
fn groups_that_lead_to_groups_are_bounded() {
    let chain = |length: usize| -> Value {
        let group = |i: usize| {
            let condition = if i == 0 { json!({}) } else { json!({ "$savedGroup": { "id": (i - 1).to_string() } }) };
            (i.to_string(), json!({ "type": "condition", "condition": condition }))
        };
        (0..length).map(group).collect::<serde_json::Map<_, _>>().into()
    };
    let ask = |length: usize| {
        let condition = json!({ "$savedGroup": { "id": (length - 1).to_string() } });
        eval_condition(&condition, &json!({}), &chain(length))
    };
    assert!(ask(1) && ask(50));
    assert!(!ask(200) && !ask(20_000));
}

fn texts() -> impl Strategy<Value = String> {
    let chosen = prop::sample::select(vec![
        "",
        "a",
        "A",
        "b",
        "0",
        "1",
        "10",
        "1e3",
        "0x1f",
        "null",
        "true",
        "1.2.3",
        "v1.2.3-rc.1+5",
        "😀",
        "ß",
        "length",
        "toString",
        "[object Object]",
        "(a|b)+",
        "[^",
        "\\",
        "^$",
        "{",
        "\\d{2,}",
        "[z-a]",
        "(?<n>x)",
        "g",
    ]);
    prop_oneof![3 => chosen.prop_map(str::to_owned), 1 => any::<String>(), 1 => "[\\[\\](){}*+?|^$.\\\\a-c0-9-]{0,12}"]
}

fn names() -> impl Strategy<Value = String> {
    let operators = prop::sample::select(vec![
        "$and",
        "$or",
        "$nor",
        "$not",
        "$eq",
        "$ne",
        "$in",
        "$nin",
        "$ini",
        "$nini",
        "$all",
        "$alli",
        "$gt",
        "$gte",
        "$lt",
        "$lte",
        "$exists",
        "$type",
        "$regex",
        "$regexi",
        "$size",
        "$elemMatch",
        "$veq",
        "$vne",
        "$vgt",
        "$vgte",
        "$vlt",
        "$vlte",
        "$inGroup",
        "$notInGroup",
        "$savedGroup",
        "id",
        "attributeKey",
        "type",
        "values",
        "condition",
        "a",
        "b",
        "a.b",
        "a.0",
        "a.length",
    ]);
    prop_oneof![5 => operators.prop_map(str::to_owned), 1 => texts()]
}

/// Any JSON, with more of what conditions are made of.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-3i64..12).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        texts().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 48, 4, |inner| {
        prop_oneof![
            2 => prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            3 => prop::collection::vec((names(), inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Objects with fields of few names, so that paths find something.
fn attributes() -> impl Strategy<Value = Value> {
    let fields = prop::collection::vec((prop::sample::select(vec!["a", "b", "c"]), any_json()), 0..3);
    fields.prop_map(|fields| fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: count(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_condition_on_anything_has_an_answer(condition in any_json(), attributes in any_json(), groups in any_json()) {
        let request = json!({ "call": "evaluate", "condition": condition, "attributes": attributes, "savedGroups": groups });
        let wanted = eval_condition(&condition, &attributes, &groups);
        prop_assert_eq!(answer(&request.to_string()), json!({ "value": wanted }).to_string());
    }

    #[test]
    fn any_request_has_an_answer(request in any::<String>(), value in any_json()) {
        for text in [request, value.to_string()] {
            let answer: Value = serde_json::from_str(&answer(&text)).unwrap();
            prop_assert!(answer.get("error").is_some());
        }
        for section in ["evalCondition", "hash", "getBucketRange", "chooseVariation", "inNamespace", "getEqualWeights"] {
            for cases in [&value, &json!([value])] {
                let report = suite::run(&json!({ section: cases }));
                let count = cases.as_array().map_or(1, Vec::len);
                prop_assert_eq!(report.passed + report.failures.len(), count);
            }
        }
    }

    /// Where one of the two holds, JavaScript throws for neither; it throws for both or for none.
    #[test]
    fn not_is_the_negation(operand in any_json(), attributes in attributes()) {
        let ask = |condition: Value| eval_condition(&condition, &attributes, &json!({ "g": [1, "a", null] }));
        let plain = ask(json!({ "a": operand }));
        let not = ask(json!({ "$not": { "a": operand } }));
        prop_assert!(!(plain && not));
        // Over a value that throws, both are false; twice negated the same.
        prop_assert_eq!(plain || not, ask(json!({ "$or": [{ "$not": { "a": operand } }, { "a": operand }] })));
        prop_assert_eq!(plain, ask(json!({ "$not": { "$not": { "a": operand } } })));
        prop_assert_eq!(not, ask(json!({ "a": { "$not": operand } })));
        prop_assert_eq!(not, ask(json!({ "$nor": [{ "a": operand }] })));
    }
}
