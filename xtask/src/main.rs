//! `cargo xtask VERB`: everything one does with this repository. Each verb sets up what it needs.

mod artifacts;
mod checks;
mod eval;
// Events as a page writes them: the seeds of the fuzz targets need the same frames as the native tests.
#[path = "../../tests/frames/mod.rs"]
mod frames;
mod fuzz;
mod libfuzzer;
mod mute;
mod order;
mod package;
mod run;
mod schema;
mod seeds;
mod setup;
mod size;
mod stamp;
mod suite;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask VERB

  demo [--port N]        build all and serve the storefront through the edge worker on localhost
  test [--full]          lint, test natively and the packed package in Node, Chromium and workerd; --full adds the long ones
  build                  the four builds, the npm package, its tarball (target/trogen.tgz)
  size [--compare | --prices]
                         bytes of everything, gated; --compare tries the optimisation levels on the runtime, --prices
                         says what each part of the full runtime costs
  bench [--quick] ...    the engine beside its peers on one workload
  replay [--sample] ...  a grocer's year through the packed package
  eval cdnow [--golden FILE]   the purchase process against golden values, natively and in the wasm
  fit nextitem SESSIONS -o INDEX [--ids]   an index of the next item from a shop's sessions: SessionId, ItemId, Time, with tabs
  suite growthbook PATH  a file of GrowthBook's public cases against the lenient mode, natively and in the packed package
  fuzz [TARGET...] [--seconds N]   each target for 600 s or so long; exit code 1 on a finding
       [TARGET...] --merge         instead: takes what earlier runs found into fuzz/corpus, minimised
       TARGET --input FILE         instead: runs one input, such as a finding
  schema                 writes the schema of program.json and its TypeScript types from the compiler's types
  lint                   formatting, clippy, types, and whether what is generated is up to date
  setup                  what the others need, without doing anything else
";

fn main() -> ExitCode {
    match run_verb(std::env::args_os().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        // The message alone: it says what to do next, and a backtrace of this program does not.
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run_verb(mut words: impl Iterator<Item = OsString>) -> Result<()> {
    let verb = words.next().unwrap_or_default();
    let rest: Vec<OsString> = words.collect();
    match verb.to_string_lossy().as_ref() {
        "setup" => setup::everything(),
        "build" => package::build(),
        "lint" => checks::lint(),
        "test" => checks::test(flag(&rest, "--full")?),
        "size" => {
            if rest == ["--prices"] {
                return size::prices();
            }
            let compare = flag(&rest, "--compare")?;
            package::build()?;
            if compare { size::compare() } else { size::gate() }
        }
        "demo" => script("www/server.mjs", &rest),
        "replay" => script("tests/replay/replay.mjs", &rest),
        "bench" => {
            setup::npm_in(&run::root().join("tests/bench"))?;
            script("tests/bench/run.mjs", &rest)
        }
        "eval" => eval::eval(&rest),
        "fit" => eval::fit(&rest),
        "schema" => schema::write(),
        "suite" => suite::suite(&rest),
        "fuzz" => fuzz::fuzz(&rest),
        "" | "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => {
            eprint!("{HELP}");
            bail!("no such verb: {other}")
        }
    }
}

/// Whether the one flag that a verb knows was given; anything else is a slip.
fn flag(words: &[OsString], known: &str) -> Result<bool> {
    if let Some(other) = words.iter().find(|word| *word != known) {
        bail!("{} is unknown here; there is {known}", other.display());
    }
    Ok(!words.is_empty())
}

/// Builds the package and gives this process to a Node script that uses it.
fn script(path: &str, arguments: &[OsString]) -> Result<()> {
    package::build()?;
    let mut node = run::node(Path::new(path));
    run::become_command(node.args(arguments).env("TROGEN_PKG", package::installed()))
}
