//! `trogen-learn eval TASK`: what the engine's scores achieve on real data, beside the figure to reach.
//! `trogen-learn fit nextitem SESSIONS -o INDEX`: the index that a page predicts the next item from.

mod data;
mod fit;
mod table;
mod tasks;

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

const USAGE: &str = "\
usage: trogen-learn eval TASK [--data FOLDER]
       trogen-learn fit nextitem SESSIONS -o INDEX [--ids]   SESSIONS: SessionId, ItemId, Time (seconds), with tabs; .gz or not";

fn main() -> Result<()> {
    let mut parser = lexopt::Parser::from_env();
    let (mut words, mut data, mut out, mut ids) = (Vec::new(), None, None, false);
    while let Some(word) = parser.next()? {
        match word {
            lexopt::Arg::Value(word) => words.push(word.to_string_lossy().into_owned()),
            lexopt::Arg::Short('o') | lexopt::Arg::Long("out") => out = Some(PathBuf::from(parser.value()?)),
            lexopt::Arg::Long("ids") => ids = true,
            lexopt::Arg::Long("data") => data = Some(PathBuf::from(parser.value()?)),
            other => return Err(other.unexpected().into()),
        }
    }
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["eval", task] => tasks::run(task, data.as_deref()),
        ["fit", "nextitem", sessions] => {
            let out = out.context("say where the index goes: -o index.tni")?;
            tasks::nextitem::fit(Path::new(sessions), &out, ids)
        }
        _ => bail!("{USAGE}\ntasks: {}", tasks::names()),
    }
}
