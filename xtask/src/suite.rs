//! `suite`: cases of others, natively and through the packed package.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use trogen::lenient::suite::{self as cases, Report};

use crate::{package, run};

/// Plays one suite by name.
pub fn suite(arguments: &[OsString]) -> Result<()> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut words = Vec::new();
    while let Some(word) = parser.next()? {
        match word {
            lexopt::Arg::Value(word) if words.len() < 2 => words.push(word),
            other => return Err(other.unexpected().into()),
        }
    }
    match words.first().and_then(|name| name.to_str()) {
        Some("growthbook") => {
            let path = words.get(1).context("suite growthbook takes the path of a file of cases (cases.json)")?;
            // Node starts in the root, wherever this was called.
            let path = fs::canonicalize(path).with_context(|| format!("cannot read {}", Path::new(path).display()))?;
            growthbook(&path)
        }
        _ => bail!("suite takes a name: growthbook PATH"),
    }
}

/// Conditions, hashing and buckets of a file in the form of GrowthBook's public suite.
fn growthbook(path: &PathBuf) -> Result<()> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let file: Value = serde_json::from_str(&text).with_context(|| format!("{} is no JSON", path.display()))?;
    let report = cases::run(&file);
    if report.passed == 0 && report.failures.is_empty() {
        bail!("{} holds no cases of conditions, hashing or buckets", path.display());
    }
    package::build()?;
    print(&report);
    let mut node = run::node(&run::root().join("tests/suite/growthbook.mjs"));
    let packed = run::loud(node.arg(path).env("TROGEN_PKG", package::installed()));
    if !report.failures.is_empty() {
        bail!("cases failed; each stands above");
    }
    packed.context("cases failed in the packed package; each stands above")
}

fn print(report: &Report) {
    if !report.left_out.is_empty() {
        let list: Vec<String> = report.left_out.iter().map(|(name, count)| format!("{name} ({count})")).collect();
        println!("left out: {}", list.join(", "));
    }
    for failure in &report.failures {
        let wanted = if failure.wanted.is_empty() { String::new() } else { format!(", wanted {}", failure.wanted) };
        println!("natively: {}: {}: got {}{wanted}", failure.section, failure.name, failure.got);
    }
    println!("natively: {} passed, {} failed", report.passed, report.failures.len());
}
