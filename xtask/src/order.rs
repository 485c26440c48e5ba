//! Puts a module's functions in an order that compresses better: 0.3 KB gzip of the runtime.
//!
//! gzip looks back 32 KB and a module is larger, so functions that are alike should stand near each other: those of one
//! size, and among them those of one type, whose numbers then repeat. Small ones, which are called most, come first, since
//! a number below 128 is one byte.

/// Sorts the functions of a module in the text format as wasm-opt prints it.
pub fn by_likeness(text: &str) -> String {
    let mut parts = text.split("\n (func ");
    let head = parts.next().unwrap_or_default();
    let mut functions: Vec<&str> = parts.collect();
    let Some(last) = functions.pop() else { return text.to_owned() };
    let (last, end) = last.rsplit_once("\n)").unwrap_or((last, ""));
    functions.push(last);
    functions.sort_by_key(|function| (function.len().max(1).ilog2(), signature(function), function.len()));
    let functions: String = functions.iter().map(|function| format!("\n (func {function}")).collect();
    format!("{head}{functions}\n){end}")
}

/// Types of parameters and results, without the names.
fn signature(function: &str) -> String {
    let line = function.lines().next().unwrap_or_default();
    line.split(' ').skip(1).filter(|word| !word.starts_with('$')).collect()
}
