//! Public data sets as rows. Each reader takes a folder of the form that `REFERENCE.md` beside the data describes.

pub mod cdnow;
pub mod completejourney;
pub mod households;
pub mod pairs;
pub mod replay;
pub mod serenade;
pub mod uci;
pub mod visits;

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// Where a data set lies: the folder given, or the one of that name in it; else its place beside this repository.
pub fn folder(given: Option<&Path>, name: &str) -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let inside = given.unwrap_or(&beside).join(name);
    match given {
        Some(given) if !inside.is_dir() => given.to_path_buf(),
        _ => inside,
    }
}

/// A file as text.
pub fn text(file: &Path) -> Result<String> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8", file.display()))
}

/// A file as JSON; `None` where there is no such file.
pub fn json(file: &Path) -> Result<Option<serde_json::Value>> {
    if !file.exists() {
        return Ok(None);
    }
    serde_json::from_str(&text(file)?).with_context(|| format!("{} is no JSON", file.display())).map(Some)
}
