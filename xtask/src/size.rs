//! Bytes, and the gate on them: a ceiling against growth, a floor against an empty build.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{artifacts, package, run};

/// Prints the table and fails where a size is out of its bounds.
pub fn gate() -> Result<()> {
    let measured = measure(&package::installed())?;
    let root = run::root();
    let bounds: Value =
        serde_json::from_str(&fs::read_to_string(root.join("sizes.json"))?).context("sizes.json is no JSON")?;
    println!("{:<34} {:>9} {:>9} {:>9}   gzip must be", "", "raw", "gzip", "brotli");
    let mut outside = Vec::new();
    for (name, sizes) in measured.as_object().context("the sizes are no object")? {
        let of = |key: &str| sizes[key].as_u64().unwrap_or(0);
        let gzip = of("gzip");
        let bound = &bounds[name]["gzip"];
        let mut note = String::new();
        if let (Some(floor), Some(ceiling)) = (bound[0].as_u64(), bound[1].as_u64()) {
            note = format!("{floor} to {ceiling}");
            if gzip < floor || gzip > ceiling {
                outside.push(format!("{name} is {gzip}, not {floor} to {ceiling}"));
            }
        }
        println!("{name:<34} {:>9} {gzip:>9} {:>9}   {note}", of("raw"), of("brotli"));
    }
    for name in bounds.as_object().context("sizes.json is no object")?.keys() {
        if measured.get(name).is_none() {
            outside.push(format!("{name} stands in sizes.json and was not measured"));
        }
    }
    if !outside.is_empty() {
        bail!(
            "out of bounds: {}. A size that grew for a reason gets a new bound in sizes.json, in a commit that says why",
            outside.join("; ")
        );
    }
    Ok(())
}

/// The runtime at each optimisation level.
pub fn compare() -> Result<()> {
    let runtime = artifacts::ALL[0];
    println!("{:<34} {:>9} {:>9} {:>9}", "trogen.wasm at", "raw", "gzip", "brotli");
    for level in ["3", "s", "z"] {
        artifacts::build_one(&runtime, level)?;
        let sizes = measure(&runtime.wasm(level))?;
        let sizes = &sizes["file"];
        let kept = if level == artifacts::OPT_LEVEL { "  kept" } else { "" };
        println!("opt-level {level:<24} {:>9} {:>9} {:>9}{kept}", sizes["raw"], sizes["gzip"], sizes["brotli"]);
    }
    Ok(())
}

fn measure(path: &Path) -> Result<Value> {
    let text = run::quiet(run::node(&run::root().join("tests/size/measure.mjs")).arg(path))?;
    serde_json::from_str(&text).context("tests/size/measure.mjs printed no JSON")
}
