//! `eval`: what the engine computes, beside what it should.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use trogen::scores::purchase::{Kind, Model, Past};

use crate::{package, run, stamp};

/// Relative error that passes.
const TOLERANCE: f64 = 1e-9;
/// Where the golden values lie if nobody says otherwise; the first that exists.
const GOLDEN: [&str; 2] = ["../shared/data/cdnow/golden_cdnow.json", "tests/data/cdnow/golden_cdnow.json"];

/// Runs one evaluation by name: `cdnow` here, since it asks the packed WebAssembly too; others in the workspace that fits.
pub fn eval(arguments: &[OsString]) -> Result<()> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut task = None;
    let mut golden = None;
    let mut data: Option<OsString> = None;
    while let Some(word) = parser.next()? {
        match word {
            lexopt::Arg::Value(name) if task.is_none() => task = Some(name),
            lexopt::Arg::Long("data") => data = Some(parser.value()?),
            lexopt::Arg::Long("golden") => golden = Some(PathBuf::from(parser.value()?)),
            other => return Err(other.unexpected().into()),
        }
    }
    match task.as_ref().and_then(|t| t.to_str()) {
        Some("cdnow") => {
            package::build()?;
            let there = || GOLDEN.iter().map(|p| run::root().join(p)).find(|p| p.is_file());
            cdnow(&golden.or_else(there).context("no golden file; give one with --golden FILE")?)
        }
        Some(task) => {
            let mut learn = run::cargo();
            learn.args(["run", "--release", "--quiet", "--locked", "--manifest-path", "learn/Cargo.toml", "--"]);
            learn.args(["eval", task]);
            if let Some(data) = data {
                learn.arg("--data").arg(std::path::absolute(data)?);
            }
            run::loud(&mut learn)
        }
        None => bail!("eval takes a task: cdnow, or one of those in learn/, such as return28; `all` runs all of these"),
    }
}

/// Fits what the engine reads besides a program: in the workspace that fits, which prints what came of it.
pub fn fit(arguments: &[OsString]) -> Result<()> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut learn = run::cargo();
    learn.args(["run", "--release", "--quiet", "--locked", "--manifest-path", "learn/Cargo.toml", "--", "fit"]);
    let mut words = 0;
    while let Some(word) = parser.next()? {
        match word {
            lexopt::Arg::Value(task) if words == 0 => learn.arg(task),
            lexopt::Arg::Value(file) => learn.arg(std::path::absolute(file)?),
            lexopt::Arg::Short('o') | lexopt::Arg::Long("out") => {
                learn.arg("-o").arg(std::path::absolute(parser.value()?)?)
            }
            lexopt::Arg::Long("ids") => learn.arg("--ids"),
            other => return Err(other.unexpected().into()),
        };
        words += 1;
    }
    run::loud(&mut learn)
}

/// One golden value: the process, the past, and what should come out.
struct Case {
    name: String,
    model: Model,
    past: Past,
    /// `None` asks for P(alive), else for expected purchases within so long.
    horizon: Option<f64>,
    expected: f64,
}

/// Checks P(alive) and expected purchases of every customer in a file against BG/NBD and MBG/NBD, natively and in the
/// packed WebAssembly, which must also agree bit for bit.
pub fn cdnow(path: &Path) -> Result<()> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let golden: Value = serde_json::from_str(&text).with_context(|| format!("{} is no JSON", path.display()))?;
    let cases = cases(&golden)?;
    if cases.is_empty() {
        bail!("{} holds no golden values", path.display());
    }
    let native: Vec<f64> = cases.iter().map(native).collect();
    let wasm = in_wasm(&cases)?;
    let (mut passed, mut failed, mut worst) = (0usize, 0usize, 0f64);
    for ((case, native), wasm) in cases.iter().zip(&native).zip(&wasm) {
        for (how, value) in [("native", native), ("wasm", wasm)] {
            let error = relative(*value, case.expected);
            if error <= TOLERANCE {
                passed += 1;
                worst = worst.max(error);
            } else {
                failed += 1;
                println!("{how} {}: {value} instead of {} (relative error {error:e})", case.name, case.expected);
            }
        }
        if native.to_bits() == wasm.to_bits() {
            passed += 1;
        } else {
            failed += 1;
            println!("{}: native {native:?} and wasm {wasm:?} differ", case.name);
        }
    }
    println!(
        "{} values: native, wasm, and both to the bit; largest relative error of those that passed {worst:e}",
        cases.len()
    );
    println!("{passed} passed, {failed} failed");
    if failed > 0 { bail!("{failed} checks failed") } else { Ok(()) }
}

fn relative(value: f64, expected: f64) -> f64 {
    if value.to_bits() == expected.to_bits() || value == expected {
        return 0.0;
    }
    // What underflowed in the reference has no digits to compare.
    let error = (value - expected).abs() / expected.abs().max(f64::MIN_POSITIVE);
    if error.is_nan() { f64::INFINITY } else { error }
}

fn native(case: &Case) -> f64 {
    match case.horizon {
        None => case.model.alive(&case.past),
        Some(horizon) => case.model.expected(&case.past, horizon),
    }
}

/// The same through the insight build of the packed package.
fn in_wasm(cases: &[Case]) -> Result<Vec<f64>> {
    let list: Vec<Value> = cases
        .iter()
        .map(|c| {
            serde_json::json!({
                "kind": if c.model.kind == Kind::Bg { "bg_nbd" } else { "mbg_nbd" },
                "process": { "r": c.model.r, "alpha": c.model.alpha, "a": c.model.a, "b": c.model.b },
                "past": { "x": c.past.x, "t_x": c.past.t_x, "T": c.past.t, "t": c.horizon.unwrap_or(1.0) },
                "alive": c.horizon.is_none(),
            })
        })
        .collect();
    let file = run::target().join("eval/cases.json");
    stamp::write(&file, serde_json::to_string(&list)?.as_bytes())?;
    let mut node = run::node(&run::root().join("tests/eval/purchase.mjs"));
    let text = run::quiet(node.arg(&file).env("TROGEN_PKG", package::installed()))?;
    let values: Vec<Option<f64>> = serde_json::from_str(&text).context("tests/eval/purchase.mjs printed no list")?;
    if values.len() != cases.len() {
        bail!("{} values came back for {} cases", values.len(), cases.len());
    }
    // JSON has no NaN or infinity; both come as null and fail.
    Ok(values.into_iter().map(|v| v.unwrap_or(f64::NAN)).collect())
}

/// Every golden value of a file: `golden_customers` under each process with parameters, and `golden_extreme_*`.
fn cases(golden: &Value) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (key, kind) in [("bgnbd", Kind::Bg), ("mbgnbd", Kind::Mbg)] {
        if let Some(model) = golden.get(key).map(|m| process(m, kind, key)).transpose()? {
            for (i, customer) in list(&golden["golden_customers"]).iter().enumerate() {
                let here = format!("golden_customers[{i}]");
                let past = Past {
                    x: number(customer, "x", &here)?,
                    t_x: number(customer, "t_x", &here)?,
                    t: number(customer, "T", &here)?,
                };
                let Some(values) = customer[key].as_object() else { continue };
                for (name, value) in values {
                    let horizon = match name.strip_prefix("E_") {
                        Some(h) => Some(h.parse().with_context(|| format!("{here}.{key}.{name} names no horizon"))?),
                        None if name == "p_alive" => None,
                        None => continue,
                    };
                    let expected = value.as_f64().with_context(|| format!("{here}.{key}.{name} is no number"))?;
                    cases.push(Case { name: format!("{here}.{key}.{name}"), model, past, horizon, expected });
                }
            }
        }
        let extreme = &golden[format!("golden_extreme_{key}")];
        if extreme.is_object() {
            let model = process(extreme, kind, key)?;
            for (i, row) in list(&extreme["rows_x_tx_T_t_E"]).iter().enumerate() {
                let name = format!("golden_extreme_{key}[{i}]");
                let row: Vec<f64> = list(row).iter().filter_map(Value::as_f64).collect();
                let [x, t_x, t, horizon, expected] = row[..] else { bail!("{name} is not x, t_x, T, t, E") };
                cases.push(Case { name, model, past: Past { x, t_x, t }, horizon: Some(horizon), expected });
            }
        }
    }
    Ok(cases)
}

fn process(at: &Value, kind: Kind, name: &str) -> Result<Model> {
    let p = &at["params"];
    let of = |key: &str| number(p, key, &format!("{name}.params"));
    Ok(Model { kind, r: of("r")?, alpha: of("alpha")?, a: of("a")?, b: of("b")? })
}

fn number(at: &Value, key: &str, path: &str) -> Result<f64> {
    at[key].as_f64().with_context(|| format!("{path}.{key} is no number"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
