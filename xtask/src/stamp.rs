//! Skips what need not be done again: a stamp keeps the hash of what went into a step.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::run;

/// The hash of what goes into a step. Contents count, times do not: a fresh checkout of the same files is the same.
#[derive(Default)]
pub struct Inputs(DefaultHasher);

impl Inputs {
    /// Starts with this program's own sources, so that a step which changed is done again.
    pub fn of_this_program() -> Result<Self> {
        Self::default().path(&run::root().join("xtask/src"))
    }

    /// Adds a setting.
    pub fn text(mut self, text: &str) -> Self {
        text.hash(&mut self.0);
        self
    }

    /// Adds a file, or all files of a folder. A path that is not there counts as such.
    pub fn path(mut self, path: &Path) -> Result<Self> {
        for file in files(path)? {
            file.strip_prefix(path).unwrap_or(&file).hash(&mut self.0);
            let content = fs::read(&file).with_context(|| format!("cannot read {}", run::shown(&file)))?;
            content.hash(&mut self.0);
        }
        Ok(self)
    }

    /// Does the work unless it was done with the same inputs and left these outputs. True when it worked.
    pub fn unless_done(self, name: &str, outputs: &[PathBuf], work: impl FnOnce() -> Result<()>) -> Result<bool> {
        let stamp = run::target().join("stamps").join(name);
        let hash = format!("{:016x}", self.0.finish());
        let same = fs::read_to_string(&stamp).is_ok_and(|old| old == hash);
        if same && outputs.iter().all(|output| output.exists()) {
            return Ok(false);
        }
        // An interrupted step must not look done.
        let _ = fs::remove_file(&stamp);
        run::step(name, work)?;
        write(&stamp, hash.as_bytes())?;
        Ok(true)
    }
}

/// Writes a file and the folders above it.
pub fn write(path: &Path, content: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", run::shown(folder)))?;
    }
    fs::write(path, content).with_context(|| format!("cannot write {}", run::shown(path)))
}

/// The file itself, or the files of a folder and the folders below, sorted; nothing when there is no such path.
pub fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut found = Vec::new();
    if path.is_dir() {
        for entry in fs::read_dir(path).with_context(|| format!("cannot list {}", run::shown(path)))? {
            found.extend(files(&entry?.path())?);
        }
    }
    found.sort();
    Ok(found)
}
