//! Public data sets as rows. Each reader takes a folder of the form that `REFERENCE.md` beside the data describes.

pub mod completejourney;
pub mod households;
pub mod pairs;
pub mod uci;

use std::path::{Path, PathBuf};

/// Where a data set lies: the folder given, or its place beside this repository.
pub fn folder(given: Option<&Path>, name: &str) -> PathBuf {
    given.map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name),
        Path::to_path_buf,
    )
}
