//! What a fit gives beside what the compiler ships. A figure is measured through a program that carries the fit as it is printed,
//! rounded; where that is what ships, it is the figure of what ships.

use crate::data::replay::Shop;
use crate::table::{Better, Row};
use anyhow::Result;
use serde_json::json;
use trogen::program::layout::{Block, Model};

/// Digits after the point that are shipped.
const DIGITS: f64 = 1e6;

/// Rounds weights to what is shipped of them.
pub fn rounded(weights: &[f64]) -> Vec<f64> {
    weights.iter().map(|w| (w * DIGITS).round() / DIGITS).collect()
}

/// Prints weights as `src/compiler/trades.rs` has them.
pub fn show(name: &str, weights: &[f64]) {
    let digits: Vec<String> = weights.iter().map(|w| literal(*w)).collect();
    println!("\nfitted: {name}: [{}]", digits.join(", "));
}

/// A number as rustfmt and clippy want it: digits in threes from the point.
fn literal(x: f64) -> String {
    let text = format!("{x:.6}");
    let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
    let part = part.trim_end_matches('0');
    match part.len() {
        0 => format!("{whole}.0"),
        4.. => format!("{whole}.{}_{}", &part[..3], &part[3..]),
        _ => format!("{whole}.{part}"),
    }
}

/// How far a trade's weights are from those fitted. Told where other data were given: then they need not be the same.
pub fn weights(trade: &str, block: Block, fitted: &[f64], is_own: bool) -> Result<Row> {
    let program = Shop::new(1, &json!({ "trade": trade }))?.program;
    let shipped = |i: usize| if program.has(block) { program.weight(block, i as u32) } else { 0.0 };
    let off = fitted.iter().enumerate().map(|(i, w)| (w - shipped(i)).abs()).fold(0.0, f64::max);
    Ok(row(&format!("{trade}'s shipped weights of {block:?}: off by so many 1/1000"), off * 1e3, is_own))
}

/// How far a trade's numbers are from those fitted, relatively.
pub fn numbers(trade: &str, fitted: &[(Model, f64)], is_own: bool) -> Result<Row> {
    let program = Shop::new(1, &json!({ "trade": trade }))?.program;
    let off = fitted.iter().map(|(which, x)| (program.model(*which) / x - 1.0).abs()).fold(0.0, f64::max);
    let names: Vec<String> = fitted.iter().map(|(which, x)| format!("{which:?} {x:.6}")).collect();
    Ok(Row {
        beside: names.join(", "),
        ..row(&format!("{trade}'s shipped numbers: off by so many 1/1000"), off * 1e3, is_own)
    })
}

fn row(what: &str, off: f64, is_own: bool) -> Row {
    if is_own { Row::reach(what, off, 0.1, Better::Less, "") } else { Row::told(what, off, "other data") }
}
