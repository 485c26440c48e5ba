//! The crate's four builds as files: a `.wasm` each, and the compiler's glue.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::stamp::Inputs;
use crate::{mute, order, run, setup};

/// What rustc and wasm-opt aim at. "z" is 0.6 KB gzip of the runtime less, and takes half as long again for an event; see also
/// `cargo xtask size --compare`.
pub const OPT_LEVEL: &str = "s";

/// What LLVM is told besides its level; together 1.2 KB gzip of the runtime.
const LLVM: [&str; 7] = [
    // At "z" it takes 5, and so leaves calls where the body would be shorter.
    "-inline-threshold=25",
    "-inline-call-penalty=15",
    // These move work out of loops and joins, into locals that cost more than they save.
    "-disable-lsr",
    "-disable-licm-promotion",
    "-disable-machine-licm",
    "-enable-gvn-memdep=false",
    "-scev-cheap-expansion-budget=1",
];

/// Larger functions stay functions though they have one caller: their locals and blocks compress better. 400 bytes gzip.
const ONE_CALLER: &str = "--one-caller-inline-max-function-size=40";
/// Functions up to this size stand in for their calls. 60 bytes gzip.
const TINY: &str = "--always-inline-max-function-size=8";
/// What wasm-opt is told besides its level.
const WASM_OPT: [&str; 9] = [
    // What rustc may use by default; all of it stands in every browser since 2023.
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    // Nothing lives below 1024: the stack's last KB is there, then the data. 180 bytes gzip of the runtime.
    "--low-memory-unused",
    // Only tools read these two sections. 230 bytes gzip.
    "--strip-producers",
    "--strip-target-features",
];

/// One build.
#[derive(Clone, Copy, Debug)]
pub struct Artifact {
    /// Its file name without the ending.
    pub name: &'static str,
    /// The features of the crate that make it.
    pub feature: Option<&'static str>,
    /// rustc's level for it, where it is not that of the others.
    level: Option<&'static str>,
    /// What LLVM is told for it.
    llvm: &'static [&'static str],
}

/// All of them.
pub const ALL: [Artifact; 4] = [
    Artifact { name: "trogen", feature: None, level: None, llvm: &LLVM },
    Artifact { name: "trogen-full", feature: Some("full"), level: None, llvm: &LLVM },
    Artifact { name: "trogen-insight", feature: Some("insight"), level: None, llvm: &LLVM },
    // Nobody waits for it: 16 KB gzip. What makes an engine smaller makes this larger: 3 KB.
    Artifact { name: "trogen-compiler", feature: Some("compiler"), level: Some("z"), llvm: &[] },
];

/// The smallest runtime with one feature more, or with all but one; only to be weighed.
#[must_use]
pub const fn weighed(name: &'static str, features: &'static str) -> Artifact {
    Artifact { name, feature: Some(features), level: None, llvm: &LLVM }
}

impl Artifact {
    /// The WebAssembly, optimised, for an optimisation level.
    pub fn wasm(&self, level: &str) -> PathBuf {
        folder(level).join(format!("{}.wasm", self.name))
    }

    /// The glue module; only the compiler has one.
    pub fn glue(&self, level: &str) -> Option<PathBuf> {
        (self.feature == Some("compiler")).then(|| folder(level).join(format!("{}_glue.js", self.name)))
    }

    /// Everything that is made of it.
    pub fn files(&self, level: &str) -> Vec<PathBuf> {
        [self.wasm(level)].into_iter().chain(self.glue(level)).collect()
    }
}

/// Builds all of them, as far as the sources changed.
pub fn build() -> Result<()> {
    setup::wasm_target()?;
    setup::npm()?;
    ALL.iter().try_for_each(|artifact| build_one(artifact, OPT_LEVEL))
}

/// Builds one at an optimisation level of rustc's; wasm-opt follows it.
pub fn build_one(artifact: &Artifact, level: &str) -> Result<()> {
    let root = run::root();
    let wasm = artifact.wasm(level);
    let mut inputs = Inputs::of_this_program()?.text(level);
    for part in ["src", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "package-lock.json"] {
        inputs = inputs.path(&root.join(part))?;
    }
    let name = format!("build-{}-{level}", artifact.name);
    inputs.unless_done(&name, &artifact.files(level), || {
        let raw = compile(artifact, level)?;
        bind(artifact, &raw, level)?;
        // The later rounds find what flattening laid bare; together 400 bytes gzip of the runtime.
        let rounds: &[&str] = if level == "3" {
            &["-O3"]
        } else {
            &[
                ONE_CALLER,
                TINY,
                // A local more costs more than what it saves to work out again. 20 bytes gzip.
                "--skip-pass=local-cse",
                "--merge-similar-functions",
                "-Oz",
                "--flatten",
                "--rereloop",
                "-Oz",
                "--flatten",
                "--rereloop",
                "-Oz",
                "-Oz",
                "--dealign",
            ]
        };
        let bound = folder(level).join(format!("{}_bg.wasm", artifact.name));
        let text = bound.with_extension("wat");
        run::quiet(run::npm_bin("wasm-opt").args(WASM_OPT).args(rounds).arg(&bound).args(["-S", "-o"]).arg(&text))?;
        fs::write(&text, order::by_likeness(&fs::read_to_string(&text)?))?;
        run::quiet(run::npm_bin("wasm-opt").args(WASM_OPT).arg(&text).arg("-o").arg(&wasm))?;
        fs::remove_file(&bound)?;
        fs::remove_file(&text)?;
        Ok(())
    })?;
    Ok(())
}

fn folder(level: &str) -> PathBuf {
    run::target().join("artifacts").join(level)
}

/// cargo's part; gives the path of what it made.
fn compile(artifact: &Artifact, level: &str) -> Result<PathBuf> {
    let mut cargo = run::cargo();
    cargo.args(["build", "--quiet", "--locked", "--lib", "--profile", "wasm", "--target", setup::WASM]);
    if let Some(feature) = artifact.feature {
        cargo.args(["--features", feature]);
    }
    let mut flags = remap();
    if level != "3" {
        flags.extend(artifact.llvm.iter().map(|flag| format!("-Cllvm-args={flag}")));
    }
    let level = artifact.level.unwrap_or(level);
    let level = if level == "3" { level.to_owned() } else { format!("\"{level}\"") };
    cargo.args(["--config", &format!("profile.wasm.opt-level={level}")]);
    cargo.arg("--target-dir").arg(run::target()).env("RUSTFLAGS", flags.join(" "));
    run::loud(&mut cargo)?;
    Ok(run::target().join(setup::WASM).join("wasm/trogen.wasm"))
}

/// Panic messages name files: without this the module would name folders of the machine that built it, and differ
/// between machines. This crate's paths start at the root and those of the others with the crate's name.
fn remap() -> Vec<String> {
    let home = env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo"));
    let cargo = env::var_os("CARGO_HOME").map(PathBuf::from).or(home).unwrap_or_default();
    let registries = fs::read_dir(cargo.join("registry/src")).into_iter().flatten().flatten().map(|entry| entry.path());
    let folders = [run::root()].into_iter().chain(registries);
    folders.map(|folder| format!("--remap-path-prefix={}/=", folder.display())).collect()
}

/// The module as it is exported: of an engine by its functions' own names, of the compiler, which takes and gives text, by
/// wasm-bindgen, with its glue.
fn bind(artifact: &Artifact, raw: &PathBuf, level: &str) -> Result<()> {
    let out = folder(level);
    fs::create_dir_all(&out)?;
    let Some(glue) = artifact.glue(level) else {
        return mute::panics(raw)?.emit_wasm_file(out.join(format!("{}_bg.wasm", artifact.name)));
    };
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(raw)
        .out_name(artifact.name)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(true);
    bindgen.generate(&out).with_context(|| format!("wasm-bindgen could not bind {}", artifact.name))?;
    let made = out.join(format!("{}.js", artifact.name));
    fs::rename(&made, glue).with_context(|| format!("{} is missing", run::shown(&made)))?;
    Ok(())
}
