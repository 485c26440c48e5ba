//! The evaluations by name.

mod buyagain;
mod cdnow_fit;
mod coupon;
mod golden;
mod intent;
pub mod nextitem;
mod replenish;
mod return28;
mod shipped;
mod spend;
mod stages;
mod uci;

use anyhow::{Result, bail};
use std::path::Path;

/// One evaluation: gives how many bars it missed.
type Task = fn(Option<&Path>) -> Result<usize>;

const TASKS: [(&str, Task); 11] = [
    ("cdnow-fit", cdnow_fit::run),
    ("golden", golden::run),
    ("return28", return28::run),
    ("buyagain", buyagain::run),
    ("replenish", replenish::run),
    ("stages", stages::run),
    ("spend", spend::run),
    ("intent", intent::run),
    ("coupon", coupon::run),
    ("uci", uci::run),
    ("nextitem", nextitem::run),
];

/// Names of all.
pub fn names() -> String {
    TASKS.map(|(name, _)| name).join(", ")
}

/// Runs one by name, or with `all` each of them.
pub fn run(name: &str, data: Option<&Path>) -> Result<()> {
    let tasks: Vec<_> = TASKS.iter().filter(|(n, _)| *n == name || name == "all").collect();
    if tasks.is_empty() {
        bail!("there is no task \"{name}\": {}", names());
    }
    let mut missed = 0;
    for (_, task) in tasks {
        missed += task(data)?;
    }
    if missed > 0 { bail!("{missed} figures missed their bar") } else { Ok(()) }
}
