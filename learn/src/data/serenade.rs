//! Sessions of a web shop, in the form of bolcom/serenade (Apache-2.0): a line of names, then `SessionId`, `ItemId` and `Time`
//! (seconds), set apart by tabs; plain or gzipped. Its sample has three such files: `train`, `valid` and `test`.

use anyhow::{Context, Result, ensure};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;
use trogen::math::hash::fnv32;

/// Items of a session by the hashes of their ids, the first click first.
pub type Session = Vec<u32>;

/// Reads one of the sample's files.
pub fn sessions(folder: &Path, name: &str) -> Result<Vec<Session>> {
    Ok(untimed(clicks(folder, name)?))
}

/// As [`sessions`], with the time of each click in seconds.
pub fn clicks(folder: &Path, name: &str) -> Result<Vec<Vec<(f64, u32)>>> {
    let plain = folder.join(format!("{name}.txt"));
    let file = if plain.exists() { plain } else { folder.join(format!("{name}.txt.gz")) };
    Ok(read(&file)?.0)
}

/// Reads a file: sessions in the order of their last click, and the ids of all items.
pub fn log(file: &Path) -> Result<(Vec<Session>, Vec<String>)> {
    let (clicks, ids) = read(file)?;
    Ok((untimed(clicks), ids))
}

fn untimed(clicks: Vec<Vec<(f64, u32)>>) -> Vec<Session> {
    clicks.into_iter().map(|session| session.into_iter().map(|click| click.1).collect()).collect()
}

/// Sessions with their times, and the ids of all items.
type Timed = (Vec<Vec<(f64, u32)>>, Vec<String>);

fn read(file: &Path) -> Result<Timed> {
    let is_packed = file.extension().is_some_and(|end| end == "gz");
    let text = if is_packed {
        let open = std::fs::File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
        let mut text = String::new();
        let read = flate2::read::MultiGzDecoder::new(open).read_to_string(&mut text);
        read.with_context(|| format!("{} is no gzipped text", file.display()))?;
        text
    } else {
        super::text(file)?
    };
    parse(&text).with_context(|| format!("in {}", file.display()))
}

fn parse(text: &str) -> Result<Timed> {
    let mut ids = BTreeSet::new();
    let mut by_id: BTreeMap<&str, Vec<(f64, u32)>> = BTreeMap::new();
    for (i, line) in text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
        let mut cells = line.split('\t').map(str::trim);
        let mut cell = |what: &str| cells.next().with_context(|| format!("line {} has no {what}", i + 1));
        let (session, item, time) = (cell("session")?, cell("item")?, cell("time")?);
        ensure!(!item.is_empty(), "line {} has no item", i + 1);
        let time: f64 = time.parse().with_context(|| format!("line {}: \"{time}\" is no time", i + 1))?;
        ensure!(time.is_finite(), "line {}: {time} is no time", i + 1);
        by_id.entry(session).or_default().push((time, fnv32(item.as_bytes())));
        ids.insert(item);
    }
    ensure!(!by_id.is_empty(), "there are no sessions");
    let mut sessions: Vec<Vec<(f64, u32)>> = by_id.into_values().collect();
    sessions.iter_mut().for_each(|clicks| clicks.sort_by(|a, b| a.0.total_cmp(&b.0)));
    let last = |clicks: &Vec<(f64, u32)>| clicks.last().map_or(0.0, |c| c.0);
    sessions.sort_by(|a, b| last(a).total_cmp(&last(b)));
    Ok((sessions, ids.into_iter().map(str::to_owned).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clicks_are_put_in_order() {
        let text = "SessionId\tItemId\tTime\n2\t5\t30.0\n1\t7\t20.0\n1\t6\t10.0\n2\t5\t40\n";
        let (sessions, ids) = parse(text).unwrap();
        let hash = |id: &str| fnv32(id.as_bytes());
        assert_eq!(sessions, [vec![(10.0, hash("6")), (20.0, hash("7"))], vec![(30.0, hash("5")), (40.0, hash("5"))]]);
        assert_eq!(ids, ["5", "6", "7"]);
        assert!(parse("a\tb\tc\n1\t2\n").unwrap_err().to_string().contains("line 2 has no time"));
        assert!(parse("a\tb\tc\n").is_err());
    }
}
