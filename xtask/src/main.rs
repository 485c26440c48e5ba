//! `cargo xtask VERB`: everything one does with this repository. Each verb sets up what it needs.

mod artifacts;
mod checks;
mod eval;
mod package;
mod run;
mod setup;
mod size;
mod stamp;

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask VERB

  demo [--port N]        build all and serve the storefront through the edge worker on localhost
  test [--full]          lint, test natively and the packed package in Node, Chromium and workerd; --full adds the long ones
  build                  the three builds, the npm package, its tarball (target/trogen.tgz)
  size [--compare]       bytes of everything, gated; --compare tries opt-level 3 and z on the runtime
  bench [--quick] ...    the engine beside its peers on one workload
  replay [--sample] ...  a grocer's year through the packed package
  eval cdnow [--golden FILE]   the purchase process against golden values, natively and in the wasm
  lint                   formatting, clippy and types
  setup                  what the others need, without doing anything else
";

fn main() -> Result<()> {
    let mut words = std::env::args_os().skip(1);
    let verb = words.next().unwrap_or_default();
    let rest: Vec<OsString> = words.collect();
    match verb.to_string_lossy().as_ref() {
        "setup" => setup::everything(),
        "build" => package::build(),
        "lint" => checks::lint(),
        "test" => checks::test(rest.iter().any(|word| word == "--full")),
        "size" => {
            package::build()?;
            if rest.iter().any(|word| word == "--compare") { size::compare() } else { size::gate() }
        }
        "demo" => script("www/server.mjs", &rest),
        "replay" => script("tests/replay/replay.mjs", &rest),
        "bench" => {
            setup::npm_in(&run::root().join("tests/bench"))?;
            script("tests/bench/run.mjs", &rest)
        }
        "eval" => eval::eval(&rest),
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

/// Builds the package and gives this process to a Node script that uses it.
fn script(path: &str, arguments: &[OsString]) -> Result<()> {
    package::build()?;
    let mut node = run::node(Path::new(path));
    run::become_command(node.args(arguments).env("TROGEN_PKG", package::installed()))
}
