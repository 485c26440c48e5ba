//! The engine's numbers beside values of 40 digits: purchase processes, spend, lifetime value, and the special functions
//! under them. Values of the reference that the engine has no function for are counted and told.

use crate::data;
use crate::fit::purchase::ln_beta;
use crate::table::{self, Better, Row};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::path::Path;
use trogen::math::hypergeometric::deficit;
use trogen::scores::purchase::{Kind, Model, Past};
use trogen::scores::spend::{Horizon, Spend, lifetime_value};

/// Relative error that passes.
const TOLERANCE: f64 = 1e-9;
/// CLV has no table beside the data; this one is of the project.
const CLV: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data/cdnow/golden_clv.json");

/// Runs it.
pub fn run(given: Option<&Path>) -> Result<usize> {
    let folder = data::folder(given, "cdnow");
    let file = |name: &str| {
        let file = folder.join(name);
        data::json(&file)?.with_context(|| format!("there is no {}", file.display()))
    };
    let customers = file("golden_cdnow.json")?;
    let mut rows = Vec::new();
    for (key, kind) in [("bgnbd", Kind::Bg), ("mbgnbd", Kind::Mbg)] {
        rows.extend(process(&customers, key, kind)?);
    }
    rows.push(spend(&customers["gammagamma"], "gammagamma")?.row("Gamma-Gamma: spend"));
    let clv = data::json(Path::new(CLV))?.context("tests/data/cdnow/golden_clv.json is gone")?;
    let params = &clv["params"]["gammagamma"];
    let merged = serde_json::json!({ "params": params, "golden": clv["spend"] });
    rows.push(spend(&merged, "golden_clv")?.row("Gamma-Gamma: spend, extreme arguments"));
    rows.push(lifetime(&clv)?.row("lifetime value"));
    let functions = file("golden_specfun.json")?;
    rows.extend(special(&functions)?);
    ensure!(rows.iter().any(|row| row.bar.is_some()), "the golden files hold no values");
    Ok(table::print("Golden values: largest relative error, in 1e-9", &rows))
}

/// The largest relative error of many values.
#[derive(Default)]
struct Worst {
    count: usize,
    error: f64,
    at: String,
}

impl Worst {
    fn see(&mut self, value: f64, expected: f64, at: impl Fn() -> String) {
        // What underflowed in the reference has no digits to compare.
        let error = (value - expected).abs() / expected.abs().max(f64::MIN_POSITIVE);
        let error = if value == expected { 0.0 } else { error };
        self.count += 1;
        if self.at.is_empty() || error.is_nan() || error > self.error {
            (self.error, self.at) = (if error.is_nan() { f64::INFINITY } else { error }, at());
        }
    }

    fn row(&self, what: &str) -> Row {
        if self.count == 0 {
            return Row::told(what, 0.0, "the files hold none");
        }
        let beside = format!("{} values; worst: {} ({:.1e})", self.count, self.at, self.error);
        Row::reach(what, self.error / TOLERANCE, 1.0, Better::Less, beside)
    }
}

/// P(alive) and expected purchases of all customers, and the extreme arguments.
fn process(golden: &Value, key: &str, kind: Kind) -> Result<Vec<Row>> {
    let (mut alive, mut expected, mut extreme) = (Worst::default(), Worst::default(), Worst::default());
    if !golden[key].is_null() {
        let model = model(&golden[key], kind, key)?;
        for (i, customer) in list(&golden["golden_customers"]).iter().enumerate() {
            let here = format!("golden_customers[{i}]");
            let of = |name: &str| number(customer, name, &here);
            let past = Past { x: of("x")?, t_x: of("t_x")?, t: of("T")? };
            for (name, value) in customer[key].as_object().into_iter().flatten() {
                let value = value.as_f64().with_context(|| format!("{here}.{key}.{name} is no number"))?;
                let at = || format!("{here}.{name}");
                if name == "p_alive" {
                    alive.see(model.alive(&past), value, at);
                } else if let Some(horizon) = name.strip_prefix("E_").and_then(|h| h.parse().ok()) {
                    expected.see(model.expected(&past, horizon), value, at);
                }
            }
        }
    }
    let rows = &golden[format!("golden_extreme_{key}")];
    if !rows.is_null() {
        let model = model(rows, kind, key)?;
        for (i, row) in list(&rows["rows_x_tx_T_t_E"]).iter().enumerate() {
            let [x, t_x, t, horizon, value] = numbers(row, "golden_extreme")?;
            extreme.see(model.expected(&Past { x, t_x, t }, horizon), value, || format!("row {i}"));
        }
    }
    Ok(vec![
        alive.row(&format!("{key}: P(alive)")),
        expected.row(&format!("{key}: expected purchases")),
        extreme.row(&format!("{key}: extreme arguments")),
    ])
}

fn spend(golden: &Value, path: &str) -> Result<Worst> {
    let mut worst = Worst::default();
    let model = spend_model(&golden["params"], path)?;
    for (i, row) in list(&golden["golden"]).iter().enumerate() {
        let here = format!("{path}[{i}]");
        let (x, mean, value) = (number(row, "x", &here)?, number(row, "m", &here)?, number(row, "E_M", &here)?);
        worst.see(model.expected(x, mean), value, || format!("x {x}, m {mean}"));
    }
    Ok(worst)
}

fn lifetime(golden: &Value) -> Result<Worst> {
    let mut worst = Worst::default();
    let spend = spend_model(&golden["params"]["gammagamma"], "clv")?;
    for (i, row) in list(&golden["clv"]).iter().enumerate() {
        let here = format!("clv[{i}]");
        let of = |key: &str| number(row, key, &here);
        let key = row["kind"].as_str().with_context(|| format!("{here}.kind is no text"))?;
        let kind = if key == "bgnbd" { Kind::Bg } else { Kind::Mbg };
        let process = model(&serde_json::json!({ "params": golden["params"][key] }), kind, key)?;
        let past = Past { x: of("x")?, t_x: of("t_x")?, t: of("T")? };
        let horizon =
            Horizon { period: of("period")?, periods: of("periods")? as u32, rate: of("rate")?, margin: of("margin")? };
        let value = lifetime_value(&process, &past, spend.expected(past.x, of("m")?), &horizon);
        worst.see(value, of("value")?, || here.clone());
    }
    Ok(worst)
}

/// ln gamma and ln beta (as fitting uses them, from `libm`) and 2F1 through the engine's one function.
fn special(golden: &Value) -> Result<Vec<Row>> {
    let (mut gamma, mut beta, mut hyper, mut hard) =
        (Worst::default(), Worst::default(), Worst::default(), Worst::default());
    for row in list(&golden["lgamma"]) {
        let [x, value] = numbers(row, "lgamma")?;
        gamma.see(libm::lgamma(x), value, || format!("x {x}"));
    }
    for row in list(&golden["betaln"]) {
        let [a, b, value] = numbers(row, "betaln")?;
        beta.see(ln_beta(a, b), value, || format!("a {a}, b {b}"));
    }
    for key in ["hyp2f1_bgnbd", "hyp2f1_pnbd"] {
        for row in list(&golden[key]) {
            let [a, b, c, z, value] = numbers(row, key)?;
            hyper.see(ln_2f1(a, b, c, z).exp(), value, || format!("{key} {a}, {b}; {c}; {z}"));
        }
    }
    for row in list(&golden["hyp2f1_hard"]) {
        let [a, b, c, z, _, value] = numbers(row, "hyp2f1_hard")?;
        hard.see(ln_2f1(a, b, c, z), value, || format!("{a}, {b}; {c}; {z}"));
    }
    let mut rows = vec![
        gamma.row("ln gamma (libm, in fitting)"),
        beta.row("ln beta (in fitting)"),
        hyper.row("2F1"),
        hard.row("ln 2F1, z near 1 or far below 0"),
    ];
    for key in ["betainc", "gammainc"] {
        let count = list(&golden[key]).len();
        if count > 0 {
            rows.push(Row::told(key, 0.0, format!("{count} values not compared: neither engine nor fitting has it")));
        }
    }
    Ok(rows)
}

/// ln 2F1(a, b; c; z) by `deficit(p, e, c, y) = c (1 - 2F1(p, e; c; -y)) / e`: below 0 as it stands, above 0 by Pfaff's
/// transform 2F1(a, b; c; z) = (1 - z)^-a 2F1(a, c - b; c; -z / (1 - z)).
fn ln_2f1(a: f64, b: f64, c: f64, z: f64) -> f64 {
    if z < 0.0 {
        return (-b * deficit(a, b, c, -z) / c).ln_1p();
    }
    let e = c - b;
    (-e * deficit(a, e, c, z / (1.0 - z)) / c).ln_1p() - a * (-z).ln_1p()
}

fn model(at: &Value, kind: Kind, name: &str) -> Result<Model> {
    let path = format!("{name}.params");
    let of = |key: &str| number(&at["params"], key, &path);
    Ok(Model { kind, r: of("r")?, alpha: of("alpha")?, a: of("a")?, b: of("b")? })
}

fn spend_model(params: &Value, path: &str) -> Result<Spend> {
    Ok(Spend { p: number(params, "p", path)?, q: number(params, "q", path)?, v: number(params, "v", path)? })
}

fn number(at: &Value, key: &str, path: &str) -> Result<f64> {
    at[key].as_f64().with_context(|| format!("{path}.{key} is no number"))
}

fn numbers<const N: usize>(row: &Value, path: &str) -> Result<[f64; N]> {
    let found: Vec<f64> = list(row).iter().filter_map(Value::as_f64).collect();
    found.try_into().map_err(|_| anyhow::anyhow!("{path}: {row} is not {N} numbers"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
