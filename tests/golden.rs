//! Behaviour as data: every case of `tests/golden/*.json`, natively. The same files run through the packed package in
//! Node, Chromium and workerd; see `tests/js/golden.mjs` for the form of a case.
//!
//! What is expected is written by hand from the documented rules. Only two texts are recorded from this run, because
//! they must be equal across runtimes: profiles, and content hashes of programs. `TROGEN_BLESS=1` writes them anew.
#![cfg(feature = "compiler")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::arithmetic_side_effects
)]

mod frames;
mod runner;

use runner::{Case, Shop};
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;

#[test]
fn every_golden_case() {
    let bless = std::env::var_os("TROGEN_BLESS").is_some();
    let mut wrong = Vec::new();
    let mut count = 0;
    for path in files() {
        let text = std::fs::read_to_string(&path).unwrap();
        let file: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let mut hashes = Vec::new();
        let mut shops = HashMap::new();
        for (name, program) in file["programs"].as_object().unwrap() {
            let shop = Shop::open(&program["source"]).unwrap_or_else(|e| panic!("{} {name}: {e}", path.display()));
            if !bless && program["hash"] != shop.hash {
                wrong.push(format!("{} {name}: content hash is {}", path.display(), shop.hash));
            }
            hashes.push(shop.hash.clone());
            shops.insert(name.as_str(), shop);
        }
        let mut profiles = Vec::new();
        for case in file["cases"].as_array().unwrap() {
            count += 1;
            let name = case["name"].as_str().unwrap();
            let shop =
                shops.get(case["program"].as_str().unwrap()).unwrap_or_else(|| panic!("{name}: no such program"));
            let mut run = Case::new(shop);
            for (i, step) in case["steps"].as_array().unwrap().iter().enumerate() {
                for problem in run.step(step, bless) {
                    wrong.push(format!(
                        "{}: {name}: step {i} {step}:\n    {problem}",
                        path.file_stem().unwrap().display()
                    ));
                }
            }
            profiles.append(&mut run.profiles);
        }
        if bless {
            let text = replaced(&replaced(&text, "\"profile\": \"", &profiles), "\"hash\": \"", &hashes);
            std::fs::write(&path, text).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{} of {count} cases differ\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 60, "only {count} cases were found");
}

fn files() -> Vec<std::path::PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "json"));
    files.sort();
    files
}

/// The text with the strings after each `key` replaced in order: files keep the layout they were written in.
fn replaced(text: &str, key: &str, by: &[String]) -> String {
    let mut parts = text.split(key);
    let mut out = parts.next().unwrap().to_owned();
    let mut by = by.iter();
    for part in parts {
        let (_, rest) = part.split_once('"').unwrap();
        out.extend([key, by.next().expect("as many values as places"), "\"", rest]);
    }
    assert!(by.next().is_none(), "as many places as values");
    out
}
