//! What the other verbs need on the machine, and how it gets there. Each part says what it does and how long it took,
//! and says nothing when there is nothing to do.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::run;
use crate::stamp::Inputs;

/// The one target besides the host.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The oldest Node the tools and the package are held to.
const NODE: u32 = 20;

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// All of it, for the verb of that name.
pub fn everything() -> Result<()> {
    wasm_target()?;
    components()?;
    npm()?;
    let browser = chromium()?;
    println!("ready; the browser is {}", browser.display());
    Ok(())
}

/// The standard library for wasm32. rustup leaves it out in silence where its automatic installation is off, whatever
/// rust-toolchain.toml says, so it is asked for by name.
pub fn wasm_target() -> Result<()> {
    let sysroot = run::quiet(run::command("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(WASM).is_dir() {
        return Ok(());
    }
    run::step(&format!("rustup target add {WASM}"), || {
        run::quiet(run::command("rustup").args(["target", "add", WASM]))
            .with_context(|| format!("add the target {WASM} to this Rust by hand, then run this again"))?;
        Ok(())
    })
}

/// rustfmt and clippy.
pub fn components() -> Result<()> {
    for (name, verb) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        let present = run::cargo().args([verb, "--version"]).output().is_ok_and(|output| output.status.success());
        if !present {
            run::step(&format!("rustup component add {name}"), || {
                run::quiet(run::command("rustup").args(["component", "add", name]))
                    .with_context(|| format!("add {name} to this Rust by hand, then run this again"))?;
                Ok(())
            })?;
        }
    }
    Ok(())
}

/// The packages of the root.
pub fn npm() -> Result<()> {
    npm_in(&run::root())
}

/// `npm ci` in a folder, when its lock has changed since the last time.
pub fn npm_in(folder: &Path) -> Result<()> {
    node()?;
    let lock = folder.join("package-lock.json");
    if !lock.is_file() {
        bail!("{} is missing: run `npm install` in that folder once and commit the file", run::shown(&lock));
    }
    let relative = run::shown(folder);
    let place = if relative.is_empty() { "the root" } else { relative.as_str() };
    let inputs = Inputs::default().path(&lock)?.path(&folder.join(".npmrc"))?;
    let outputs = [folder.join("node_modules/.package-lock.json")];
    inputs.unless_done(&format!("npm ci in {place}").replace('/', "-"), &outputs, || {
        run::quiet(run::command("npm").args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(folder))
            .context("the packages of package-lock.json could not be installed: is the npm registry reachable?")?;
        Ok(())
    })?;
    Ok(())
}

/// Node, recent enough.
pub fn node() -> Result<()> {
    let wanted = format!("install Node {NODE} or later from nodejs.org or your system's packages");
    let version = run::quiet(run::command("node").arg("--version")).with_context(|| wanted.clone())?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|n| n.parse::<u32>().ok());
    if major.is_none_or(|major| major < NODE) {
        bail!("Node {} is too old: {wanted}", version.trim());
    }
    Ok(())
}

/// A Chromium: what CHROMIUM names, else what is on PATH, else what apt installs.
pub fn chromium() -> Result<PathBuf> {
    if let Some(path) = env::var_os("CHROMIUM").map(PathBuf::from) {
        if path.is_file() {
            return Ok(path);
        }
        bail!("CHROMIUM names {}, which is not there", path.display());
    }
    if let Some(path) = BROWSERS.iter().find_map(|name| on_path(name)) {
        return Ok(path);
    }
    let by_hand = "install Chromium (Debian: `apt-get install chromium`) or set CHROMIUM to the path of one";
    apt_get("chromium", "the browser tests need Chromium and none was found", by_hand)?;
    on_path("chromium").with_context(|| format!("apt-get installed no `chromium`: {by_hand}"))
}

/// A C++ compiler, for libFuzzer: what CXX names, else `c++`, else what apt installs.
pub fn cpp() -> Result<()> {
    // Elsewhere the compiler is not found by PATH; its build says what is missing.
    if !cfg!(unix) || env::var_os("CXX").is_some() || on_path("c++").is_some() {
        return Ok(());
    }
    let by_hand = "install g++ or clang (Debian: `apt-get install g++`) or set CXX to the path of a C++ compiler";
    apt_get("g++", "fuzzing needs a C++ compiler and none was found", by_hand)?;
    on_path("c++").map(|_| ()).with_context(|| format!("apt-get installed no `c++`: {by_hand}"))
}

/// Installs a package of Debian where that is possible.
fn apt_get(package: &str, missing: &str, by_hand: &'static str) -> Result<()> {
    if on_path("apt-get").is_none() || !is_root() {
        bail!("{missing}: {by_hand}");
    }
    run::step(&format!("apt-get install {package}"), || {
        let apt = |words: &[&str]| {
            run::quiet(run::command("apt-get").args(words).env("DEBIAN_FRONTEND", "noninteractive")).context(by_hand)
        };
        apt(&["update", "-qq"])?;
        apt(&["install", "-y", "-qq", "--no-install-recommends", package])?;
        Ok(())
    })
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Whether apt-get may install. `/proc/self` belongs to whoever runs this program.
fn is_root() -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        fs::metadata("/proc/self").is_ok_and(|meta| meta.uid() == 0)
    }
    #[cfg(not(unix))]
    false
}
