//! Runs a file of cases in the form of GrowthBook's public suite (`cases.json`).

use super::request;
use serde_json::{Value, json};

/// What became of a file of cases.
#[derive(Debug, Default)]
pub struct Report {
    /// How many came out as wanted.
    pub passed: usize,
    /// Those that did not, in the order of the file.
    pub failures: Vec<Failure>,
    /// Parts of the file that are not about conditions and hashing, with the number of their entries.
    pub left_out: Vec<(String, usize)>,
}

/// A case that did not come out as wanted.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    /// The section it stands in.
    pub section: String,
    /// Its name; for sections without names, its arguments.
    pub name: String,
    /// What came out, as JSON, or what is wrong with the case.
    pub got: String,
    /// What should have come out, as JSON.
    pub wanted: String,
}

/// Runs all cases of the sections `evalCondition`, `hash`, `getBucketRange`, `chooseVariation`, `inNamespace`,
/// `getEqualWeights` and `versionCompare`. A case that is not of its section's form is a failure, and so is a file that is no object.
#[must_use]
pub fn run(cases: &Value) -> Report {
    let mut report = Report::default();
    let Some(sections) = cases.as_object() else {
        report.fail("", "the file", "no object of sections", "");
        return report;
    };
    for (section, cases) in sections {
        match section.as_str() {
            "evalCondition" | "hash" | "getBucketRange" | "chooseVariation" | "inNamespace" | "getEqualWeights" => {
                report.section(section, cases, |case| read(section, case));
            }
            "versionCompare" => match cases.as_object() {
                Some(operators) => {
                    for (operator, cases) in operators {
                        report.section(&format!("{section}.{operator}"), cases, |case| versions(operator, case));
                    }
                }
                None => report.fail(section, "", "no object of lists", ""),
            },
            _ => {
                let count = cases.as_array().map_or(1, Vec::len);
                report.left_out.push((section.clone(), count));
            }
        }
    }
    report
}

/// A case: its name, calls, and what each should give.
struct Case {
    name: String,
    calls: Vec<(Value, Value)>,
}

impl Report {
    fn section(&mut self, section: &str, cases: &Value, read: impl Fn(&[Value]) -> Option<Case>) {
        let Some(cases) = cases.as_array() else { return self.fail(section, "", "no list of cases", "") };
        for case in cases {
            match case.as_array().and_then(|case| read(case)) {
                Some(case) => self.play(section, &case),
                None => self.fail(section, &case.to_string(), "a malformed case", ""),
            }
        }
    }

    fn play(&mut self, section: &str, case: &Case) {
        for (call, wanted) in &case.calls {
            let got = request::call(call);
            if !got.as_ref().is_some_and(|got| alike(got, wanted)) {
                let got = got.map_or("a malformed case".to_owned(), |got| got.to_string());
                return self.fail(section, &case.name, &got, &wanted.to_string());
            }
        }
        self.passed = self.passed.saturating_add(1);
    }

    fn fail(&mut self, section: &str, name: &str, got: &str, wanted: &str) {
        let [section, name, got, wanted] = [section, name, got, wanted].map(str::to_owned);
        self.failures.push(Failure { section, name, got, wanted });
    }
}

/// Reads a case of a section whose cases are one call each.
fn read(section: &str, case: &[Value]) -> Option<Case> {
    let (name, call, wanted) = match (section, case) {
        ("evalCondition", [name, condition, attributes, wanted, groups @ ..]) if groups.len() < 2 => {
            let groups = groups.first().unwrap_or(&Value::Null);
            let call =
                json!({ "call": "evaluate", "condition": condition, "attributes": attributes, "savedGroups": groups });
            (name.clone(), call, wanted)
        }
        ("hash", [seed, value, version, wanted]) => {
            let call = json!({ "call": "hash", "seed": seed, "value": value, "version": version });
            (json!([seed, value, version]), call, wanted)
        }
        ("getBucketRange", [name, Value::Array(arguments), wanted]) => {
            let [n, coverage, weights] = arguments.as_slice() else { return None };
            let call = json!({ "call": "bucketRanges", "n": n, "coverage": coverage, "weights": weights });
            (name.clone(), call, wanted)
        }
        ("chooseVariation", [name, n, ranges, wanted]) => {
            (name.clone(), json!({ "call": "chooseVariation", "n": n, "ranges": ranges }), wanted)
        }
        ("inNamespace", [name, user, namespace, wanted]) => {
            (name.clone(), json!({ "call": "inNamespace", "userId": user, "namespace": namespace }), wanted)
        }
        ("getEqualWeights", [n, wanted]) => (n.clone(), json!({ "call": "equalWeights", "n": n }), wanted),
        _ => return None,
    };
    let name = name.as_str().map_or_else(|| name.to_string(), str::to_owned);
    Some(Case { name, calls: vec![(call, wanted.clone())] })
}

/// Reads a case of `versionCompare`: what is less is also less or equal, and so on; two versions that are not equal may
/// stand either way.
fn versions(operator: &str, case: &[Value]) -> Option<Case> {
    let [a, b, Value::Bool(wanted)] = case else { return None };
    let operators: &[(&str, bool)] = match operator {
        "lt" => &[("$vlt", true), ("$vlte", true)],
        "gt" => &[("$vgt", true), ("$vgte", true)],
        "eq" if *wanted => &[("$veq", true), ("$vne", false), ("$vgte", true), ("$vlte", true)],
        "eq" => &[("$veq", true), ("$vne", false)],
        _ => return None,
    };
    let call = |(operator, says): &(&str, bool)| {
        let condition = json!({ "version": { *operator: b } });
        let call = json!({ "call": "evaluate", "condition": condition, "attributes": { "version": a } });
        (call, Value::Bool(wanted == says))
    };
    Some(Case { name: json!([a, b]).to_string(), calls: operators.iter().map(call).collect() })
}

/// Whether two values are equal, numbers to eight digits after the point, which is what the suite has of them.
fn alike(got: &Value, wanted: &Value) -> bool {
    match (got, wanted) {
        (Value::Array(got), Value::Array(wanted)) => {
            got.len() == wanted.len() && got.iter().zip(wanted).all(|(got, wanted)| alike(got, wanted))
        }
        (Value::Number(got), Value::Number(wanted)) => {
            got.as_f64().zip(wanted.as_f64()).is_some_and(|(got, wanted)| (got - wanted).abs() < 1e-8)
        }
        _ => got == wanted,
    }
}
