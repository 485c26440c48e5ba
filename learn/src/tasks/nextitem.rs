//! The next click in sessions of a web shop: every prefix of a test session predicts what comes next, by the engine's own
//! code from the bytes that a program would carry. Weights are searched on `valid` only.

use crate::data::{self, serenade};
use crate::fit::next_item::{Measure, measure, read, search, write};
use crate::table::{self, Better, Row};
use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

/// Hit rate and reciprocal rank among 20 that are to be reached: S-kNN's, less a hundredth.
const BARS: (f64, f64) = (0.654, 0.253);
/// Bytes of the index, gzip, that it may take.
const MOST: f64 = 500_000.0;

/// Runs it.
pub fn run(given: Option<&Path>) -> Result<usize> {
    let folder = data::folder(given, "serenade_toy");
    let [train, valid, test] = ["train", "valid", "test"].map(|name| serenade::sessions(&folder, name));
    let (train, valid, test) = (train?, valid?, test?);
    let shape = search(&train, &valid)?;
    let weights = shape.weights();
    println!("\nfitted on `valid`: {shape:?}");
    let bytes = write(&train, &weights)?;
    let index = read(&bytes)?;
    let (with, without) = (measure(&index, &test, true), measure(&index, &test, false));
    let start = Instant::now();
    let timed = measure(&index, &test, false);
    let micros = start.elapsed().as_secs_f64() * 1e6 / timed.count.max(1) as f64;
    let start = Instant::now();
    let again = read(&bytes)?;
    let load = start.elapsed().as_secs_f64() * 1e3;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&bytes)?;
    let packed = gzip.finish()?.len();
    let error = |share: f64, m: &Measure| (share * (1.0 - share) / m.count.max(1) as f64).sqrt();
    let about = |m: &Measure| format!("standard error {:.4}; {} predictions", error(m.hits, m), m.count);
    let rows = [
        Row::reach("HR@20, current item allowed", with.hits, BARS.0, Better::More, about(&with)),
        Row::reach(
            "MRR@20, current item allowed",
            with.rank,
            BARS.1,
            Better::More,
            "S-kNN .664/.263, VMIS-kNN .638/.229",
        ),
        Row::reach("HR@20, current item left out", without.hits, BARS.0, Better::More, about(&without)),
        Row::reach("MRR@20, current item left out", without.rank, BARS.1, Better::More, "VMIS-kNN .6412/.3283"),
        Row::reach("index, bytes gzip -9", packed as f64, MOST, Better::Less, format!("{} as they lie", bytes.len())),
        Row::told("items in it", again.items() as f64, format!("{} sessions to train", train.len())),
        Row::told("microseconds a prediction", micros, "native, this machine"),
        Row::told("milliseconds to read the index", load, "native, this machine"),
    ];
    Ok(table::print("Next item", &rows))
}
