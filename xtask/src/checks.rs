//! Lint and test.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::run::Steps;
use crate::{eval, fuzz, package, run, setup, size, stamp};

/// The feature sets that are shipped.
const FEATURES: [&[&str]; 4] =
    [&[], &["--features", "full"], &["--features", "insight,full"], &["--features", "compiler"]];

/// Formatting, clippy on every build, types.
pub fn lint() -> Result<()> {
    setup::wasm_target()?;
    setup::components()?;
    setup::npm()?;
    let mut steps = Steps::default();
    lint_steps(&mut steps);
    steps.finish()
}

/// Features of the native build that is checked: all that go together.
const NATIVE: &str = "insight,schema,sign,full,tools";

/// Everything that must hold for a change; `full` adds what takes long.
pub fn test(full: bool) -> Result<()> {
    let mut steps = Steps::default();
    let mut browser = None;
    if !steps.run("set up", || {
        setup::everything()?;
        browser = Some(setup::chromium()?);
        Ok(())
    }) {
        return steps.finish();
    }
    lint_steps(&mut steps);
    steps.run("native tests", || {
        let mut cargo = run::cargo();
        cargo.args(["test", "--quiet", "--workspace", "--features", NATIVE]).env("TROGEN_CASES", "10000");
        run::loud(&mut cargo)
    });
    if steps.run("build the package", package::build) {
        steps.run("sizes", size::gate);
        steps.run("golden purchase process", || eval::cdnow(&run::root().join("tests/data/cdnow/golden_cdnow.json")));
        let suites = stamp::files(&run::root().join("tests/js"))?;
        let suites = |part: &str| -> Vec<PathBuf> {
            let in_part = |p: &PathBuf| p.parent().is_some_and(|f| f.ends_with(part));
            suites.iter().filter(|p| in_part(p) && p.to_string_lossy().ends_with(".test.mjs")).cloned().collect()
        };
        steps.run("the packed package", || javascript(&suites("tests/js"), browser.as_ref()));
        steps.run("replay of the sample", || replay(&["--sample"]));
        if full {
            steps.run("the packed package, long", || javascript(&suites("tests/js/full"), browser.as_ref()));
            if run::root().join("../shared/data/completejourney").is_dir() {
                steps.run("replay of all households, twice", || {
                    let (first, second) = (digest()?, digest()?);
                    println!("digest {first}");
                    if first != second {
                        bail!("the second replay gave other bytes: digest {second}");
                    }
                    Ok(())
                });
            } else {
                steps.skip("replay of all households, twice", "../shared/data/completejourney is not there");
            }
        }
    }
    if full {
        steps.run("fitting and measuring", || {
            run::loud(run::cargo().args([
                "test",
                "--quiet",
                "--release",
                "--locked",
                "--manifest-path",
                "learn/Cargo.toml",
            ]))
        });
        steps.run("fuzz, 20 s a target", || fuzz::all(20));
    }
    steps.finish()
}

/// Each on its own, so that one slip does not hide the next.
fn lint_steps(steps: &mut Steps) {
    steps.run("rustfmt", || {
        run::loud(run::cargo().args(["fmt", "--all", "--check"])).context("`cargo fmt --all` mends it")?;
        ["fuzz/Cargo.toml", "learn/Cargo.toml"].into_iter().try_for_each(|other| {
            run::loud(run::cargo().args(["fmt", "--check", "--manifest-path", other]))
                .with_context(|| format!("`cargo fmt --manifest-path {other}` mends it"))
        })
    });
    steps.run("clippy, native", || {
        let mut cargo = run::cargo();
        cargo.args(["clippy", "--quiet", "--workspace", "--all-targets", "--features", NATIVE]);
        run::loud(cargo.args(["--", "-D", "warnings"]))
    });
    for features in FEATURES {
        steps.run(&format!("clippy, {}", features.last().unwrap_or(&"runtime")), || {
            let mut cargo = run::cargo();
            cargo.args(["clippy", "--quiet", "--lib", "--target", setup::WASM]).args(features);
            run::loud(cargo.args(["--", "-D", "warnings"]))
        });
    }
    steps.run("generated files", crate::schema::check);
    steps.run("tsc", || run::loud(run::npm_bin("tsc").args(["-p", "pkg-config/tsconfig.json", "--noEmit"])));
}

fn javascript(suites: &[PathBuf], browser: Option<&PathBuf>) -> Result<()> {
    if suites.is_empty() {
        bail!("there are no suites");
    }
    let mut node = run::command("node");
    node.args(["--test", "--test-reporter=spec"]).args(suites).env("TROGEN_PKG", package::installed());
    if let Some(browser) = browser {
        node.env("CHROMIUM", browser);
    }
    run::loud(&mut node)
}

/// Replays everything; the digest over all profile bytes and choices.
fn digest() -> Result<String> {
    let script = run::root().join("tests/replay/replay.mjs");
    let text = run::quiet(run::node(&script).env("TROGEN_PKG", package::installed()))?;
    let last = text.lines().rev().find_map(|line| line.strip_prefix("digest "));
    Ok(last.context("the replay printed no digest")?.to_owned())
}

fn replay(arguments: &[&str]) -> Result<()> {
    let script = run::root().join("tests/replay/replay.mjs");
    run::loud(run::node(&script).args(arguments).env("TROGEN_PKG", package::installed()))
}
