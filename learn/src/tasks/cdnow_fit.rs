//! Purchase processes and Gamma-Gamma fitted on 39 weeks of CDNOW, and what the processes foresee of the next 39.

use crate::data::{self, cdnow};
use crate::fit::{purchase, spend};
use crate::table::{self, Better, Row};
use anyhow::{Result, ensure};
use serde_json::Value;
use std::path::Path;
use trogen::scores::purchase::{Kind, Past};

/// Weeks foreseen.
const WEEKS: i32 = 39;

/// Runs it.
pub fn run(given: Option<&Path>) -> Result<usize> {
    let folder = data::folder(given, "cdnow");
    let golden = data::json(&folder.join("golden_cdnow.json"))?.unwrap_or_default();
    let customers = cdnow::customers(&folder.join("cdnow_customers_summary.csv"))?;
    let pasts: Vec<Past> = customers.iter().map(|c| c.past).collect();
    let log = folder.join("CDNOW_sample.txt");
    let bought = match log.exists() {
        true => Some(cdnow::holdout(&customers, &cdnow::purchases(&log)?, WEEKS)?),
        false => None,
    };
    if golden.is_null() {
        println!("no golden_cdnow.json in {}: figures are told, not judged", folder.display());
    }
    let mut missed = 0;
    for (kind, key, name) in [(Kind::Bg, "bgnbd", "BG/NBD"), (Kind::Mbg, "mbgnbd", "MBG/NBD")] {
        let fitted = purchase::fit(kind, &pasts);
        let m = fitted.model;
        let mut rows = digits(&golden[key], &[("r", m.r), ("alpha", m.alpha), ("a", m.a), ("b", m.b)]);
        rows.push(likelihood(&golden[key], fitted.log_likelihood));
        if let Some(bought) = &bought {
            let foreseen: Vec<f64> = pasts.iter().map(|p| m.expected(p, f64::from(WEEKS))).collect();
            rows.extend(holdout(&golden["holdout39"][key], &foreseen, bought));
        }
        missed += table::print(&format!("{name} on {} customers", pasts.len()), &rows);
    }
    let file = folder.join("cdnow_customers_summary_with_transactions.csv");
    let spends: Vec<(f64, f64)> = cdnow::customers(&file)?
        .iter()
        .filter(|c| c.past.x > 0.0 && c.spend > 0.0)
        .map(|c| (c.past.x, c.spend))
        .collect();
    ensure!(!spends.is_empty(), "{} tells no spend of anybody who came back", file.display());
    let fitted = spend::fit(&spends);
    let m = fitted.model;
    let mut rows = digits(&golden["gammagamma"], &[("p", m.p), ("q", m.q), ("v", m.v)]);
    rows.push(likelihood(&golden["gammagamma"], fitted.log_likelihood));
    Ok(missed + table::print(&format!("Gamma-Gamma on {} customers who came back", spends.len()), &rows))
}

/// Parameters beside their reference: the relative difference counts in the fourth digit.
fn digits(golden: &Value, ours: &[(&str, f64)]) -> Vec<Row> {
    let row = |(name, ours): &(&str, f64)| match golden["params"][*name].as_f64() {
        Some(theirs) => {
            let off = (ours / theirs - 1.0).abs() / 1e-4;
            let beside = format!("{name} = {ours:.7}, reference {theirs:.7}");
            Row::reach(&format!("{name}: off by so many 1/10,000"), off, 1.0, Better::Less, beside)
        }
        None => Row::told(name, *ours, ""),
    };
    ours.iter().map(row).collect()
}

fn likelihood(golden: &Value, ours: f64) -> Row {
    match golden["loglik"].as_f64() {
        // More is a better fit still; as printed, the reference's has five decimals.
        Some(theirs) => {
            Row::reach("log-likelihood", ours, (theirs * 1e5).round() / 1e5, Better::More, format!("{ours:.6}"))
        }
        None => Row::told("log-likelihood", ours, ""),
    }
}

/// How good a forecast is, beside the reference's.
fn holdout(golden: &Value, foreseen: &[f64], bought: &[f64]) -> Vec<Row> {
    let n = bought.len() as f64;
    let mean = |list: &[f64]| list.iter().sum::<f64>() / n;
    let errors: Vec<f64> = foreseen.iter().zip(bought).map(|(f, b)| f - b).collect();
    let mae = errors.iter().map(|e| e.abs()).sum::<f64>() / n;
    let rmse = (errors.iter().map(|e| e * e).sum::<f64>() / n).sqrt();
    let (mean_f, mean_b) = (mean(foreseen), mean(bought));
    let product =
        |one: &[f64], m: f64, two: &[f64], k: f64| one.iter().zip(two).map(|(x, y)| (x - m) * (y - k)).sum::<f64>();
    let spread = product(foreseen, mean_f, foreseen, mean_f) * product(bought, mean_b, bought, mean_b);
    let corr = product(foreseen, mean_f, bought, mean_b) / spread.sqrt();
    let (total, real) = (mean_f * n, mean_b * n);
    let row = |name: &str, key: &str, ours: f64, better: Better| match golden[key].as_f64() {
        Some(theirs) => Row::reach(name, ours, (theirs * 1e4).round() / 1e4, better, ""),
        None => Row::told(name, ours, ""),
    };
    let mut rows = vec![
        row("MAE of the next 39 weeks", "mae", mae, Better::Less),
        row("RMSE", "rmse", rmse, Better::Less),
        row("correlation", "corr", corr, Better::More),
    ];
    let beside = format!("foreseen {total:.1} of {real}");
    rows.push(match golden["pred_total"].as_f64() {
        Some(theirs) => Row::reach("total: off the reference's by", (total - theirs).abs(), 0.1, Better::Less, beside),
        None => Row::told("total foreseen", total, beside),
    });
    rows
}
