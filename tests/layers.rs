//! The import rule of `src/`: an arrow points at what is imported, and nothing points the other way or sideways.

#![allow(clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What each part may import, besides itself.
const MAY: [(&str, &[&str]); 14] = [
    ("error", &[]),
    ("host", &[]),
    ("wire", &[]),
    ("math", &["host"]),
    ("program", &["math", "error", "wire"]),
    ("signals", &["host", "math", "wire", "program"]),
    ("profile", &["error", "host", "math", "wire", "program", "signals"]),
    ("scores", &["host", "math", "program", "profile", "signals"]),
    ("decision", &["host", "math", "program", "profile", "signals", "scores"]),
    ("engine", &["error", "host", "math", "program", "profile", "signals", "scores", "decision"]),
    // Checks programs against what the engine knows: attributes, stages, kinds, bounds.
    ("compiler", &["math", "wire", "program", "signals", "scores"]),
    // Conditions on plain JSON know nothing of the engine.
    ("lenient", &["math"]),
    (
        "bindings",
        &[
            "error", "host", "math", "wire", "program", "signals", "profile", "scores", "decision", "engine",
            "compiler", "lenient",
        ],
    ),
    // The map; it names the parts and imports none.
    ("lib", &[]),
];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found
}

/// The part that a file belongs to: its first folder below `src`, or its name.
fn part_of(file: &Path, src: &Path) -> String {
    let inside = file.strip_prefix(src).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The parts named after `crate::` in the code, comments left out. `use crate::{a, b}` would hide from this, so it counts
/// as a part named `{`.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in code.lines() {
        let line = line.split("//").next().unwrap_or("");
        for (at, prefix) in line.match_indices("crate::") {
            let rest = &line[at + prefix.len()..];
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '{').collect();
            found.insert(name);
        }
    }
    found
}

#[test]
fn no_part_imports_to_its_right() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = rust_files(&src);
    assert!(files.len() > 20, "the sources were not found");
    let mut wrong = Vec::new();
    for file in files {
        let part = part_of(&file, &src);
        let (_, may) = MAY.iter().find(|(name, _)| *name == part).unwrap_or_else(|| panic!("{part} has no rule here"));
        for import in imports(&fs::read_to_string(&file).unwrap()) {
            if import != part && !may.contains(&import.as_str()) {
                wrong.push(format!("{} imports {import}", file.strip_prefix(&src).unwrap().display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_bindings_know_javascript() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in rust_files(&src) {
        if part_of(&file, &src) == "bindings" {
            continue;
        }
        let code = fs::read_to_string(&file).unwrap();
        for name in ["wasm_bindgen", "js_sys", "web_sys"] {
            assert!(!code.contains(name), "{} names {name}", file.display());
        }
    }
}

#[test]
fn the_rule_sees_what_it_should() {
    let code =
        "use crate::scores::Stage; // crate::engine\nlet x = crate::wire::Reader::new(b);\nuse crate::{host, math};";
    let found: Vec<String> = imports(code).into_iter().collect();
    assert_eq!(found, ["scores", "wire", "{host"]);
}

#[test]
fn the_adapter_and_the_engine_name_parameters_alike() {
    let ts = include_str!("../pkg-config/src/frame.ts");
    let list = ts.split("export const KEYS = [").nth(1).and_then(|rest| rest.split(']').next()).unwrap();
    let names: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    assert_eq!(names, trogen::signals::frame::KEYS);
}
