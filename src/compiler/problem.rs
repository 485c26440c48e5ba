//! What is wrong with a program, where, and what would be right.

use serde::Serialize;

/// One thing wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// JSON path, such as `campaigns[3].when.interest.runing`; empty for the file as a whole.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What was meant, if it can be guessed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

impl Problem {
    /// Without a guess.
    pub fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into(), suggestion: None }
    }

    /// A name that is not among the known ones.
    pub fn unknown<'a>(
        path: impl Into<String>,
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let suggestion = nearest(name, known).map(str::to_owned);
        Self { suggestion, ..Self::new(path, format!("no such {what}: \"{name}\"")) }
    }

    /// What serde found, its path and, for a misspelled name, the nearest one it would have taken.
    pub fn from_serde(error: serde_path_to_error::Error<serde_json::Error>) -> Self {
        let path = error.path().to_string();
        let message = error.inner().to_string();
        // serde names the unknown word first and the known ones after it, each in backticks.
        let mut words = message.split('`').skip(1).step_by(2);
        let suggestion = match words.next() {
            Some(word) if message.starts_with("unknown") => nearest(word, words).map(str::to_owned),
            _ => None,
        };
        Self { path: if path == "." { String::new() } else { path }, message, suggestion }
    }
}

impl core::fmt::Display for Problem {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        match &self.suggestion {
            Some(s) => write!(f, "; did you mean \"{s}\"?"),
            None => Ok(()),
        }
    }
}

/// The known name that a misspelled one most likely stands for.
fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = known.into_iter().map(|k| (strsim::jaro_winkler(name, k), k));
    // Below .8 a guess confuses more than it helps.
    scored.filter(|(s, _)| *s >= 0.8).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, k)| k)
}
