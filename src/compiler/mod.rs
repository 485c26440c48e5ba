//! `program.json` to program bytes, with messages that point and suggest. Feature `compiler`; serde lives here and
//! nowhere else. The source types ([`source`]) stay apart from the engine's own.
//!
//! The way: text, JSON ([`json`]), its shape ([`shape`], by the schema that is generated from [`source`]), names and references,
//! conditions, tables ([`lower`]), bytes ([`emit`]). Each step tells all it finds; what has a wrong shape is taken out, so that
//! the rest is checked all the same.

mod attribute;
mod condition;
mod emit;
mod hints;
mod json;
mod lookback;
mod lower;
mod loyalty;
mod models;
mod named;
mod names;
mod node;
mod order;
mod problem;
mod references;
#[cfg(feature = "schema")]
pub mod schema;
mod shape;
#[cfg(feature = "sign")]
pub mod signature;
pub mod source;
mod tables;
mod taken;
mod trades;

pub use problem::{Problem, Severity};

/// What became of a program.
#[derive(Debug)]
pub struct Compiled {
    /// Its bytes, unless there is an error.
    pub bytes: Option<Vec<u8>>,
    /// Names of topics, attributes and the program, as JSON: what a minified program leaves out.
    pub names: String,
    /// Errors, warnings and notes, in the order of the file's parts.
    pub problems: Vec<Problem>,
}

/// Compiles the text of a `program.json`. The same text gives the same bytes on every platform.
///
/// # Errors
/// Everything that is wrong, each with its JSON path.
pub fn compile(text: &str) -> Result<Vec<u8>, Vec<Problem>> {
    let Compiled { bytes, problems, .. } = check(text);
    bytes.ok_or_else(|| problems.into_iter().filter(Problem::is_error).collect())
}

/// As [`compile`], with warnings and notes.
#[must_use]
pub fn check(text: &str) -> Compiled {
    check_with(text, false)
}

/// As [`check`]; `minify` leaves the names of topics and attributes out of the bytes, since whoever reads a page can read them.
/// Everything is known by its hash there, so that the same is decided; scores and explanations then come without names.
#[must_use]
pub fn check_with(text: &str, minify: bool) -> Compiled {
    let mut problems = Vec::new();
    let (bytes, names) = match bytes(text, minify, &mut problems) {
        Some((bytes, names)) => (Some(bytes), names),
        None => (None, String::new()),
    };
    Compiled { bytes, names, problems }
}

fn bytes(text: &str, minify: bool, problems: &mut Vec<Problem>) -> Option<(Vec<u8>, String)> {
    let mut json = match json::read(text, problems) {
        Ok(json) => json,
        Err(problem) => {
            problems.push(problem);
            return None;
        }
    };
    let taken = shape::check(&mut json, problems);
    let is_broken = problems.iter().any(Problem::is_error);
    // The schema is generated from these types, so that what has its shape is one of them.
    let program = source::Program::read(&json);
    let told = problems.len();
    let lowered = lower::lower(&program, problems);
    if is_broken {
        let mut rest = problems.split_off(told);
        rest.retain(|p| p.is_error() && !taken.explains(p));
        problems.append(&mut rest);
        return None;
    }
    let mut lowered = lowered?;
    // In the order of the file, which is the order of a page.
    lowered.slot_names =
        json.get("slots").and_then(|s| s.as_object()).into_iter().flatten().map(|s| s.0.clone()).collect();
    let names = emit::names(&lowered);
    let written = if minify { &emit::fewest_names(&lowered) } else { &names };
    match emit::emit(&lowered, written) {
        Ok(bytes) => Some((bytes, names)),
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}
