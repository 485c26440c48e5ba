//! `trogen-learn eval TASK`: what the engine's scores achieve on real data, beside the figure to reach.

mod data;
mod fit;
mod table;
mod tasks;

use anyhow::{Result, bail};
use std::path::PathBuf;

fn main() -> Result<()> {
    let mut parser = lexopt::Parser::from_env();
    let (mut words, mut data) = (Vec::new(), None);
    while let Some(word) = parser.next()? {
        match word {
            lexopt::Arg::Value(word) => words.push(word.to_string_lossy().into_owned()),
            lexopt::Arg::Long("data") => data = Some(PathBuf::from(parser.value()?)),
            other => return Err(other.unexpected().into()),
        }
    }
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["eval", task] => tasks::run(task, data.as_deref()),
        _ => bail!("usage: trogen-learn eval TASK [--data FOLDER]; tasks: {}", tasks::names()),
    }
}
