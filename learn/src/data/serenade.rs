//! Sessions of a large web shop: the sample of bolcom/serenade (Apache-2.0), in three files, `train`, `valid` and `test`, each
//! `.txt` or `.txt.gz`: a line of names, then `SessionId`, `ItemId` and `Time` (seconds), set apart by tabs.

use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// Items of a session, the first click first.
pub type Session = Vec<u64>;

/// Reads one of the files; sessions in the order of their last click.
pub fn sessions(folder: &Path, name: &str) -> Result<Vec<Session>> {
    Ok(clicks(folder, name)?.into_iter().map(|s| s.into_iter().map(|c| c.1).collect()).collect())
}

/// As [`sessions`], with the time of each click in seconds.
pub fn clicks(folder: &Path, name: &str) -> Result<Vec<Vec<(f64, u64)>>> {
    let (plain, packed) = (folder.join(format!("{name}.txt")), folder.join(format!("{name}.txt.gz")));
    let text = if plain.exists() {
        super::text(&plain)?
    } else {
        let file = std::fs::File::open(&packed).with_context(|| format!("cannot read {}", packed.display()))?;
        let mut text = String::new();
        let read = flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text);
        read.with_context(|| format!("{} is no gzipped text", packed.display()))?;
        text
    };
    parse(&text).with_context(|| format!("in {name} of {}", folder.display()))
}

fn parse(text: &str) -> Result<Vec<Vec<(f64, u64)>>> {
    let mut by_id: BTreeMap<&str, Vec<(f64, u64)>> = BTreeMap::new();
    for (i, line) in text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
        let mut cells = line.split('\t').map(str::trim);
        let mut cell = |what: &str| cells.next().with_context(|| format!("line {} has no {what}", i + 1));
        let (session, item, time) = (cell("session")?, cell("item")?, cell("time")?);
        let item = item.parse().with_context(|| format!("line {}: \"{item}\" is no item", i + 1))?;
        let time: f64 = time.parse().with_context(|| format!("line {}: \"{time}\" is no time", i + 1))?;
        ensure!(time.is_finite(), "line {}: {time} is no time", i + 1);
        by_id.entry(session).or_default().push((time, item));
    }
    ensure!(!by_id.is_empty(), "there are no sessions");
    let mut sessions: Vec<Vec<(f64, u64)>> = by_id.into_values().collect();
    sessions.iter_mut().for_each(|clicks| clicks.sort_by(|a, b| a.0.total_cmp(&b.0)));
    let last = |clicks: &Vec<(f64, u64)>| clicks.last().map_or(0.0, |c| c.0);
    sessions.sort_by(|a, b| last(a).total_cmp(&last(b)));
    Ok(sessions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clicks_are_put_in_order() {
        let text = "SessionId\tItemId\tTime\n2\t5\t30.0\n1\t7\t20.0\n1\t6\t10.0\n2\t5\t40\n";
        assert_eq!(parse(text).unwrap(), [vec![(10.0, 6), (20.0, 7)], vec![(30.0, 5), (40.0, 5)]]);
        assert!(parse("a\tb\tc\n1\t2\n").unwrap_err().to_string().contains("line 2 has no time"));
        assert!(parse("a\tb\tc\n").is_err());
    }
}
