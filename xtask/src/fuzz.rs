//! `fuzz`: the targets of `fuzz/`, under libFuzzer, on the pinned stable Rust.
//!
//! cargo-fuzz is not needed: what it asks of a nightly is sanitizers, and an engine without unsafe code has nothing for
//! them to find. Coverage is a pass of LLVM that the stable compiler has too.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::libfuzzer::{self, Outcome};
use crate::{run, seeds, setup, stamp};

/// How long one target runs unless somebody says otherwise.
const SECONDS: u64 = 600;
/// What one target's corpus in the repository may hold.
const MOST_FILES: usize = 48;
const MOST_BYTES: usize = 75_000;

/// What cargo-fuzz passes for `--sanitizer none`; debug assertions and overflow checks are in the profile.
const FLAGS: [&str; 6] = [
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// The verb with its arguments.
pub fn fuzz(arguments: &[OsString]) -> Result<()> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let (mut chosen, mut seconds, mut merge, mut input) = (Vec::new(), SECONDS, false, None);
    while let Some(word) = parser.next()? {
        match word {
            lexopt::Arg::Value(name) => chosen.push(name.to_string_lossy().into_owned()),
            lexopt::Arg::Long("seconds") => seconds = lexopt::ValueExt::parse(&parser.value()?)?,
            lexopt::Arg::Long("merge") => merge = true,
            lexopt::Arg::Long("input") => input = Some(PathBuf::from(parser.value()?)),
            other => return Err(other.unexpected().into()),
        }
    }
    let known = targets()?;
    if let Some(other) = chosen.iter().find(|name| !known.contains(name)) {
        bail!("no such target: {other}; there are {}", known.join(", "));
    }
    let chosen = if chosen.is_empty() { known } else { chosen };
    if seconds == 0 {
        bail!("--seconds takes 1 or more");
    }
    match (input, merge) {
        (Some(input), _) => {
            let [target] = chosen.as_slice() else { bail!("--input takes the one target that it is for") };
            let input = std::path::absolute(input)?;
            let bins = build()?;
            run::loud(run::command(bins.join(target)).arg(input))
        }
        (None, true) => fold_back(&chosen),
        (None, false) => run_for(&chosen, seconds),
    }
}

/// Runs every target for so long.
pub fn all(seconds: u64) -> Result<()> {
    run_for(&targets()?, seconds)
}

/// The names of the targets: those of their files.
fn targets() -> Result<Vec<String>> {
    let files = stamp::files(&run::root().join("fuzz/src/bin"))?;
    Ok(files.iter().filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned())).collect())
}

/// Where everything of a target lies that is not in the repository.
fn place(target: &str) -> PathBuf {
    run::target().join("fuzz").join(target)
}

fn corpus(target: &str) -> PathBuf {
    run::root().join("fuzz/corpus").join(target)
}

/// Builds all targets; the folder they are in.
fn build() -> Result<PathBuf> {
    setup::cpp()?;
    let version = run::quiet(run::command("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    let folder = run::target().join("fuzz/build");
    run::step("build the fuzz targets", || {
        // With a target named, the flags do not reach build scripts, which have no libFuzzer to link with.
        let mut cargo = run::cargo();
        cargo.args(["build", "--release", "--bins", "--manifest-path", "fuzz/Cargo.toml", "--target", host]);
        cargo.arg("--target-dir").arg(&folder).env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"));
        run::loud(&mut cargo)
    })?;
    Ok(folder.join(host).join("release"))
}

/// A target's program with what every use of it needs.
fn command(bins: &Path, target: &str) -> Command {
    let mut command = run::command(bins.join(target));
    // A model of nonsense may cost tens of milliseconds; ten seconds are a hang.
    command.args([format!("-max_len={}", seeds::LONGEST).as_str(), "-timeout=10", "-rss_limit_mb=1024"]);
    command
}

fn run_for(chosen: &[String], seconds: u64) -> Result<()> {
    let bins = build()?;
    seeds::write(&run::target().join("fuzz"))?;
    let mut outcomes = Vec::new();
    for target in chosen {
        println!("==> fuzz {target} for {seconds} s");
        let outcome = run_one(&bins, target, seconds)?;
        println!("    {target}: {}", outcome.line());
        if let Some(finding) = &outcome.finding {
            eprintln!("{finding}");
        }
        outcomes.push((target, outcome));
    }
    println!("\nFuzzing\n  {:<10} {}", "target", Outcome::HEAD);
    for (target, outcome) in &outcomes {
        println!("  {target:<10} {}", outcome.row());
    }
    let found = outcomes.iter().filter(|(_, outcome)| outcome.finding.is_some()).count();
    if found > 0 {
        bail!("{found} of the targets found something; each says above what, and how to see it again");
    }
    Ok(())
}

/// The first folder is libFuzzer's own; the others it only reads.
fn run_one(bins: &Path, target: &str, seconds: u64) -> Result<Outcome> {
    let place = place(target);
    let (own, findings) = (place.join("corpus"), place.join("findings"));
    for folder in [&own, &findings] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", run::shown(folder)))?;
    }
    let mut command = command(bins, target);
    command.arg(format!("-max_total_time={seconds}")).args(["-print_final_stats=1", "-dict=fuzz/words.dict"]);
    command.arg(format!("-artifact_prefix={}/", run::shown(&findings)));
    command.arg(own).args([corpus(target), place.join("golden")].iter().filter(|folder| folder.is_dir()));
    libfuzzer::watch(&mut command, target, &place.join("log.txt"), Duration::from_secs(10))
}

/// Replaces the corpora of the repository by the fewest inputs that reach what they and all finds of this machine reach.
fn fold_back(chosen: &[String]) -> Result<()> {
    let bins = build()?;
    for target in chosen {
        run::step(&format!("fold back {target}"), || {
            let (place, corpus) = (place(target), corpus(target));
            let merged = place.join("merged");
            let _ = fs::remove_dir_all(&merged);
            fs::create_dir_all(&merged).with_context(|| format!("cannot make {}", run::shown(&merged)))?;
            let sources = [corpus.clone(), place.join("corpus"), place.join("golden")];
            let mut command = command(&bins, target);
            // Blocks reached count, not how often each is passed: a tenth of the files.
            command.args(["-set_cover_merge=1", "-use_counters=0"]).arg(&merged);
            run::quiet(command.args(sources.iter().filter(|folder| folder.is_dir())))?;
            let mut kept = Vec::new();
            for file in stamp::files(&merged)? {
                kept.push((fs::read(&file)?, file));
            }
            // Of too many the smallest go, which the next run finds again within seconds; of too much the largest.
            kept.sort_by_key(|(bytes, _)| std::cmp::Reverse(bytes.len()));
            let found = kept.len();
            kept.truncate(MOST_FILES);
            while kept.iter().map(|(bytes, _)| bytes.len()).sum::<usize>() > MOST_BYTES {
                kept.remove(0);
            }
            let _ = fs::remove_dir_all(&corpus);
            for (bytes, file) in &kept {
                stamp::write(&corpus.join(file.file_name().unwrap_or_default()), bytes)?;
            }
            println!("    {} of {found} inputs kept", kept.len());
            Ok(())
        })?;
    }
    println!("fuzz/corpus may have changed: commit what is new there");
    Ok(())
}
