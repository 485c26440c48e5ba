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

/// Parts of the full runtime: a name for a build, its feature, and what a program asks to get it.
const PARTS: [(&str, &str, &str); 6] = [
    ("price-value", "value", "`expected28`, `clv`, `return28` by fitted weights"),
    ("price-replenish", "replenish", "`due`, `due_in`, `again`"),
    ("price-position", "position", "`member`, `reward.*`, `tier.*`, `points.*`, `referral.progress`"),
    (
        "price-bonds",
        "bonds",
        "`attachment`, `engagement`, `hesitation.*`, `receptive`, `channel`, `daypart`, `ready.*`",
    ),
    ("price-intent", "intent", "`intent`"),
    ("price-next-item", "next-item", "`visitor.next()`, with `build: \"full\"`"),
];

/// What each part of the full runtime costs, as a Markdown table for docs/scores.md.
pub fn prices() -> Result<()> {
    let weigh = |artifact: &artifacts::Artifact| -> Result<(u64, u64)> {
        artifacts::build_one(artifact, artifacts::OPT_LEVEL)?;
        let sizes = measure(&artifact.wasm(artifacts::OPT_LEVEL))?;
        let of = |key: &str| sizes["file"][key].as_u64().unwrap_or(0);
        Ok((of("gzip"), of("brotli")))
    };
    let smallest = weigh(&artifacts::ALL[0])?;
    println!("| runtime | gzip | brotli | a program gets it by asking |\n|---|---|---|---|");
    println!("| smallest | {} | {} | anything else |", smallest.0, smallest.1);
    for (name, feature, asked) in PARTS {
        let with = weigh(&artifacts::weighed(name, feature))?;
        println!("| + {feature} | +{} | +{} | {asked} |", with.0 - smallest.0, with.1 - smallest.1);
    }
    let full = weigh(&artifacts::ALL[1])?;
    println!("| full | {} | {} | any of these |", full.0, full.1);
    Ok(())
}

fn measure(path: &Path) -> Result<Value> {
    let text = run::quiet(run::node(&run::root().join("tests/size/measure.mjs")).arg(path))?;
    serde_json::from_str(&text).context("tests/size/measure.mjs printed no JSON")
}
