//! What is generated from the compiler's source types: the JSON Schema of `program.json`, the part of it that the compiler checks, and
//! TypeScript types.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::{run, setup};

/// Writes them.
pub fn write() -> Result<()> {
    setup::npm()?;
    for (path, text) in generated()? {
        fs::write(&path, text).with_context(|| format!("cannot write {}", run::shown(&path)))?;
        println!("wrote {}", run::shown(&path));
    }
    Ok(())
}

/// Whether all are what the types say.
pub fn check() -> Result<()> {
    for (path, text) in generated()? {
        if fs::read_to_string(&path).unwrap_or_default() != text {
            bail!("{} is not what the compiler's types say: run cargo xtask schema", run::shown(&path));
        }
    }
    Ok(())
}

fn generated() -> Result<[(PathBuf, String); 3]> {
    let root = run::root();
    let schema = serde_json::to_string_pretty(&trogen::compiler::schema::schema())? + "\n";
    let file = run::target().join("program.schema.json");
    crate::stamp::write(&file, schema.as_bytes())?;
    let mut node = run::node(&root.join("pkg-config/types.mjs"));
    let output = node.arg(&file).output().context("node does not run")?;
    if !output.status.success() {
        bail!("no types could be made of the schema: {}", String::from_utf8_lossy(&output.stderr));
    }
    let types = String::from_utf8(output.stdout)?;
    let shape = serde_json::to_string(&trogen::compiler::schema::shape())? + "\n";
    let compiler = root.join("src/compiler");
    Ok([
        (compiler.join("program.schema.json"), schema),
        (compiler.join("program.shape.json"), shape),
        (root.join("pkg-config/src/program.ts"), types),
    ])
}
