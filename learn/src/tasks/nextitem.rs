//! The next click in sessions of a web shop: every prefix of a test session predicts what comes next, by the engine's own
//! code from the bytes that a page would load. Weights are searched on `valid` only.

use crate::data::{self, serenade};
use crate::fit::next_item::{Measure, measure, read, search};
use crate::table::{self, Better, Row};
use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::path::Path;
use std::time::Instant;
use trogen::scores::next_item::writer::write;

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
    let bytes = write::<_, &str>(&train, &weights, &[])?;
    let index = read(&bytes)?;
    let (with, without) = (measure(&index, &test, true), measure(&index, &test, false));
    let start = Instant::now();
    let timed = measure(&index, &test, false);
    let micros = start.elapsed().as_secs_f64() * 1e6 / timed.count.max(1) as f64;
    let start = Instant::now();
    let again = read(&bytes)?;
    let load = start.elapsed().as_secs_f64() * 1e3;
    let packed = packed(&bytes)?;
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

/// Share of the sessions, the latest, that weights are searched on, and how many are enough.
const HELD_OUT: usize = 10;
/// See [`HELD_OUT`].
const ENOUGH: usize = 20_000;

/// Fits an index on a file of sessions and writes it to `out`, with the ids of its items if they are wanted. Weights are
/// searched on the latest tenth of the sessions, from an index of the others; the file is written of all.
pub fn fit(file: &Path, out: &Path, with_ids: bool) -> Result<()> {
    let (bytes, said) = fitted(file, with_ids)?;
    std::fs::write(out, &bytes).with_context(|| format!("cannot write {}", out.display()))?;
    println!("{said}");
    let items = read(&bytes)?.items();
    println!("{}: {items} items, {} bytes, {} gzip", out.display(), bytes.len(), packed(&bytes)?);
    Ok(())
}

/// The index, and what to say of it.
fn fitted(file: &Path, with_ids: bool) -> Result<(Vec<u8>, String)> {
    let (sessions, ids) = serenade::log(file)?;
    let held = (sessions.len() / HELD_OUT).clamp(1, ENOUGH);
    let (train, valid) = sessions.split_at(sessions.len() - held);
    ensure!(!train.is_empty(), "{} has one session: an index takes hundreds", file.display());
    let shape = search(train, valid)?;
    let weights = shape.weights();
    let reached = measure(&read(&write::<_, &str>(train, &weights, &[])?)?, valid, false);
    ensure!(reached.count > 0, "the latest {held} sessions have one look each: there is nothing to fit on");
    let bytes = write(&sessions, &weights, if with_ids { &ids[..] } else { &[] })?;
    let said = format!(
        "fitted on the latest {held} of {} sessions: {shape:?}\nthere, from the others: HR@20 {:.4}, MRR@20 {:.4}, {} looks",
        sessions.len(),
        reached.hits,
        reached.rank,
        reached.count
    );
    Ok((bytes, said))
}

/// Bytes on the wire.
fn packed(bytes: &[u8]) -> Result<usize> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes)?;
    Ok(gzip.finish()?.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_that_other_tests_play_is_that_of_its_sessions() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/next-item");
        let (bytes, _) = fitted(&folder.join("sessions.tsv"), true).unwrap();
        assert!(bytes == std::fs::read(folder.join("shop.tni")).unwrap(), "write it anew: cargo xtask fit nextitem");
    }
}
