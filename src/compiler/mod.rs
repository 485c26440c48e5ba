//! `program.json` to program bytes, with messages that point and suggest. Feature `compiler`; only here types are read
//! with serde. The source types ([`source`]) stay apart from the engine's own.

mod condition;
mod emit;
mod lookback;
mod lower;
mod models;
mod problem;
pub mod source;

pub use problem::Problem;

/// Compiles the text of a `program.json`. The same text gives the same bytes on every platform.
///
/// # Errors
/// Everything that is wrong, each with its JSON path; a text that is not of the program's shape at all gives the first
/// place where it is not.
pub fn compile(text: &str) -> Result<Vec<u8>, Vec<Problem>> {
    let program = read(text).map_err(|p| vec![p])?;
    let lowered = lower::lower(&program)?;
    emit::emit(&lowered).map_err(|p| vec![p])
}

fn read(text: &str) -> Result<source::Program, Problem> {
    let mut json = serde_json::Deserializer::from_str(text);
    let program = serde_path_to_error::deserialize(&mut json).map_err(Problem::from_serde)?;
    json.end().map_err(|e| Problem::new("", format!("after the program's end: {e}")))?;
    Ok(program)
}
