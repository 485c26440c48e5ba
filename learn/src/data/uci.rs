//! UCI Online Shoppers Purchasing Intention (Sakar et al. 2018; CC BY 4.0): 12,330 finished sessions of a web shop.

use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// One session.
#[derive(Clone, Debug)]
pub struct Session {
    /// Pages and seconds: administrative, informational, of products; then bounce rate, exit rate, page value, and how
    /// near a special day was.
    pub numbers: [f64; 10],
    /// Three letters, or "June".
    pub month: String,
    /// Kind of traffic, 1 to 20.
    pub traffic: u8,
    /// `Returning_Visitor`, `New_Visitor` or `Other`.
    pub visitor: String,
    /// Whether it was on a weekend.
    pub weekend: bool,
    /// Whether it ended in a purchase.
    pub bought: bool,
}

/// All sessions, in the order of the file.
pub fn sessions(folder: &Path) -> Result<Vec<Session>> {
    let path = folder.join("online_shoppers_intention.csv.gz");
    let file = File::open(&path).with_context(|| format!("{} is missing: see REFERENCE.md", path.display()))?;
    let mut lines = BufReader::new(GzDecoder::new(file)).lines();
    let head = lines.next().context("an empty file")??;
    ensure!(head.trim_end().ends_with("TrafficType,VisitorType,Weekend,Revenue"), "other columns than expected");
    lines
        .map(|line| {
            let line = line?;
            let cells: Vec<&str> = line.trim_end().split(',').collect();
            ensure!(cells.len() == 18, "a line of {} cells", cells.len());
            let mut numbers = [0.0; 10];
            for (number, cell) in numbers.iter_mut().zip(&cells) {
                *number = cell.parse()?;
            }
            Ok(Session {
                numbers,
                month: cells[10].to_owned(),
                traffic: cells[14].parse()?,
                visitor: cells[15].to_owned(),
                weekend: cells[16].eq_ignore_ascii_case("true"),
                bought: cells[17].eq_ignore_ascii_case("true"),
            })
        })
        .collect()
}
