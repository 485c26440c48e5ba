//! What is wrong with a program, where, and what would be right.

use super::json;
use super::named::sorted;
use serde::Serialize;

/// How bad it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The program does not compile.
    #[default]
    Error,
    /// It compiles, and probably does not do what was meant.
    Warning,
    /// It compiles; something in it has no effect in this version.
    Note,
}

/// One thing wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// JSON path, such as `campaigns[3].when.interest.runing`; empty for the file as a whole.
    pub path: String,
    /// What kind of mistake it is; stable, listed in the docs.
    pub code: &'static str,
    /// What is wrong, and what would be right.
    pub message: String,
    /// What was meant, if it can be guessed: a name, or a piece of JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// The name that stands for nothing, where that is what is wrong.
    #[serde(skip)]
    pub unknown: Option<String>,
}

impl Problem {
    /// An error without a guess.
    pub fn new(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            path: path.into(),
            code,
            message: message.into(),
            suggestion: None,
            unknown: None,
        }
    }

    /// A warning.
    pub fn warning(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::new(code, path, message) }
    }

    /// With what was meant.
    #[must_use]
    pub fn meant(self, suggestion: impl Into<String>) -> Self {
        Self { suggestion: Some(suggestion.into()), ..self }
    }

    /// A name that is not among the known ones.
    pub fn unknown<'a>(
        code: &'static str,
        path: impl Into<String>,
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        let suggestion = nearest(name, known.iter().copied()).map(str::to_owned);
        let at = |i: usize| known.get(i).copied().unwrap_or("");
        let message = match known.len() {
            0 => format!("no such {what}: \"{name}\"; the program names none"),
            1..=MOST_LISTED => {
                let known = sorted(known.len(), &|a, b| at(a).cmp(at(b)));
                let known: Vec<&str> = known.into_iter().map(at).collect();
                format!("no such {what}: \"{name}\"; there is {}", known.join(", "))
            }
            _ => format!("no such {what}: \"{name}\""),
        };
        Self { suggestion, unknown: Some(name.to_owned()), ..Self::new(code, path, message) }
    }

    /// Whether the program cannot be compiled because of it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Of so many known names all are listed.
const MOST_LISTED: usize = 8;

impl core::fmt::Display for Problem {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        match &self.suggestion {
            // A piece of JSON is written as it stands; a name is one of several.
            Some(s) if json::read(s, &mut Vec::new()).is_ok() || s.contains('"') => {
                write!(f, "; write {s}")
            }
            Some(s) => write!(f, "; did you mean \"{s}\"?"),
            None => Ok(()),
        }
    }
}

/// A number as a person writes it. The standard library's way would be 5 KB gzip more.
#[must_use]
pub fn written(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        (number as i64).to_string()
    } else {
        serde_json::Number::from_f64(number).map_or_else(|| "none".to_owned(), |n| n.to_string())
    }
}

/// The number that a text is.
#[must_use]
pub fn number(text: &str) -> Option<f64> {
    json::read(text, &mut Vec::new()).ok()?.as_f64()
}

/// The known name that a misspelled one most likely stands for.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let same = |k: &str| if k.eq_ignore_ascii_case(name) { 1.0 } else { strsim::jaro_winkler(name, k) };
    let scored = known.into_iter().map(|k| (same(k), k));
    // Below .8 a guess confuses more than it helps.
    scored.filter(|(s, _)| *s >= 0.8).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, k)| k)
}
