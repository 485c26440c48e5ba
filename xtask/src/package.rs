//! The npm package: assembled, packed, and installed from the tarball where everything downstream finds it.

use std::fs::{self, File};
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::stamp::{self, Inputs};
use crate::{artifacts, run};

/// The package as a consumer has it: unpacked from the tarball.
pub fn installed() -> PathBuf {
    run::target().join("consumer/node_modules/trogen")
}

/// The tarball, under a name without a version.
pub fn tarball() -> PathBuf {
    run::target().join("trogen.tgz")
}

/// Builds, packs and installs, as far as something changed.
pub fn build() -> Result<()> {
    let _lock = lock()?;
    artifacts::build()?;
    let root = run::root();
    let npm = run::target().join("npm");
    let level = artifacts::OPT_LEVEL;
    let mut inputs = Inputs::of_this_program()?;
    for part in [
        "src/compiler/program.schema.json",
        "pkg-config",
        "package-lock.json",
        "README.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
    ] {
        inputs = inputs.path(&root.join(part))?;
    }
    for artifact in &artifacts::ALL {
        for file in artifact.files(level) {
            inputs = inputs.path(&file)?;
        }
    }
    inputs.unless_done("npm-package", &[tarball(), installed().join("package.json")], || {
        let _ = fs::remove_dir_all(&npm);
        run::quiet(run::npm_bin("tsc").args(["-p", "pkg-config/tsconfig.json"]))
            .context("the API does not type-check")?;
        let script = root.join("pkg-config/build.mjs");
        run::quiet(run::node(&script).arg(run::target().join("artifacts").join(level)).arg(&npm))?;
        pack(&npm)?;
        install()
    })?;
    Ok(())
}

/// Two builds at once would pull the files from under each other: the second waits until the first lets go of this.
fn lock() -> Result<File> {
    let path = run::target().join("xtask.lock");
    stamp::write(&path, b"")?;
    let lock = File::open(&path).with_context(|| format!("cannot open {}", run::shown(&path)))?;
    if lock.try_lock().is_err() {
        run::step("wait for another build to end", || lock.lock().context("cannot wait for another build"))?;
    }
    Ok(lock)
}

fn pack(npm: &PathBuf) -> Result<()> {
    let folder = run::target().join("packed");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    run::quiet(run::command("npm").args(["pack", "--silent", "--pack-destination"]).arg(&folder).arg(npm))?;
    let packed = stamp::files(&folder)?.into_iter().next().context("npm pack made no tarball")?;
    fs::copy(packed, tarball())?;
    Ok(())
}

fn install() -> Result<()> {
    let folder = run::target().join("consumer");
    let _ = fs::remove_dir_all(&folder);
    stamp::write(
        &folder.join("package.json"),
        b"{ \"name\": \"consumer\", \"private\": true, \"type\": \"module\" }\n",
    )?;
    let mut npm = run::command("npm");
    npm.current_dir(&folder)
        .args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--offline"])
        .arg(tarball());
    run::quiet(&mut npm).context("the tarball could not be installed")?;
    Ok(())
}
