//! Programs that are wrong, and what the compiler says of them: tests/problems.json.
#![cfg(feature = "compiler")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use serde_json::Value;
use trogen::compiler::{Severity, check};

fn file() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/problems.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The text of a case: its own, or the base with something changed.
fn text(base: &Value, case: &Value) -> String {
    if let Some(text) = case["text"].as_str() {
        return text.to_owned();
    }
    let mut program = base.clone();
    for (pointer, value) in case["set"].as_object().unwrap() {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let name = name.replace("~1", "/").replace("~0", "~");
        match program.pointer_mut(parent).unwrap() {
            Value::Object(object) => drop(object.insert(name, value.clone())),
            Value::Array(list) => list[name.parse::<usize>().unwrap()] = value.clone(),
            other => panic!("{pointer} is in {other}"),
        }
    }
    program.to_string()
}

/// Path, code and suggestion of problems of a severity, in order of path.
fn found(text: &str, severity: Severity) -> Vec<(String, String, Option<String>)> {
    let mut found: Vec<_> = check(text)
        .problems
        .into_iter()
        .filter(|p| p.severity == severity)
        .map(|p| (p.path, p.code.to_owned(), p.suggestion))
        .collect();
    found.sort();
    found
}

fn wanted(list: &Value) -> Vec<(String, String, Option<String>)> {
    let text = |v: &Value| v.as_str().map(str::to_owned);
    let mut wanted: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (text(&p["path"]).unwrap(), text(&p["code"]).unwrap(), text(&p["suggestion"])))
        .collect();
    wanted.sort();
    wanted
}

#[test]
fn what_is_wrong_is_found_where_it_is() {
    let file = file();
    let cases = file["broken"].as_array().unwrap();
    assert!(cases.len() >= 60);
    let mut wrong = Vec::new();
    for case in cases {
        let text = text(&file["base"], case);
        let (found, wanted) = (found(&text, Severity::Error), wanted(&case["problems"]));
        if found != wanted {
            wrong.push(format!("{}: found {found:?}, wanted {wanted:?}", case["what"]));
        }
        let compiled = check(&text);
        assert!(compiled.bytes.is_none(), "{} does not compile", case["what"]);
        let says = case["says"].as_str().unwrap_or("");
        assert!(compiled.problems[0].message.contains(says), "{}: {}", case["what"], compiled.problems[0].message);
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn what_is_doubtful_is_warned_of() {
    let file = file();
    for case in file["doubtful"].as_array().unwrap() {
        let text = text(&file["base"], case);
        assert_eq!(found(&text, Severity::Error), [], "{}", case["what"]);
        assert_eq!(found(&text, Severity::Warning), wanted(&case["warnings"]), "{}", case["what"]);
        assert!(check(&text).bytes.is_some());
    }
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let base = file()["base"].to_string();
    assert_eq!(check(&format!("\u{feff}{base}")).bytes, check(&base).bytes);
}

#[test]
fn audiences_that_use_each_other_again_and_again() {
    let mut program = file()["base"].clone();
    for i in 0..7 {
        let next = serde_json::json!({ "$audience": format!("a{}", i + 1) });
        program["audiences"][format!("a{i}")] = serde_json::json!({ "$or": vec![next; 12] });
    }
    program["audiences"]["a7"] = serde_json::json!({ "orders": 1 });
    let compiled = check(&program.to_string());
    assert!(compiled.bytes.is_none());
    assert!(compiled.problems.iter().any(|p| p.code == "too_many" && p.path.starts_with("audiences.a")));
}

#[test]
fn what_no_campaign_asks_costs_nothing() {
    let mut program = file()["base"].clone();
    let bytes = check(&program.to_string()).bytes.unwrap();
    program["audiences"]["unused"] = serde_json::json!({ "spend": { "$gt": 1000 }, "nps": 10 });
    program["asks"]["review"]["when"] = serde_json::json!({ "sessions": { "$gt": 7 } });
    assert_eq!(check(&program.to_string()).bytes.unwrap(), bytes);
}
