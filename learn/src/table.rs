//! A table of figures, for people and for the docs.

/// One figure beside what it is measured against.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is.
    pub what: String,
    /// Ours.
    pub ours: f64,
    /// What is to be reached, and whether more is better; `None` where it is only told.
    pub bar: Option<(f64, Better)>,
    /// Anything else: a baseline, an interval.
    pub beside: String,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// At least the bar.
    More,
    /// At most the bar.
    Less,
}

/// A figure may miss a reference's own by this much.
pub const TOLERANCE: f64 = 0.0005;

impl Row {
    /// A figure that must reach a bar.
    pub fn reach(what: &str, ours: f64, bar: f64, better: Better, beside: impl Into<String>) -> Self {
        Self { what: what.to_owned(), ours, bar: Some((bar, better)), beside: beside.into() }
    }

    /// A figure that is only told.
    pub fn told(what: &str, ours: f64, beside: impl Into<String>) -> Self {
        Self { what: what.to_owned(), ours, bar: None, beside: beside.into() }
    }

    /// Whether it reaches its bar, if it has one.
    #[must_use]
    pub fn is_reached(&self) -> bool {
        match self.bar {
            Some((bar, Better::More)) => self.ours >= bar - TOLERANCE,
            Some((bar, Better::Less)) => self.ours <= bar + TOLERANCE,
            None => true,
        }
    }
}

/// Prints a Markdown table; gives how many bars were missed.
pub fn print(title: &str, rows: &[Row]) -> usize {
    println!("\n### {title}\n\n| figure | ours | to reach | | beside |\n|---|---|---|---|---|");
    for row in rows {
        let (bar, mark) = match row.bar {
            None => (String::new(), ""),
            Some((bar, better)) => {
                let sign = if better == Better::More { ">=" } else { "<=" };
                (format!("{sign} {bar}"), if row.is_reached() { "reached" } else { "MISSED" })
            }
        };
        println!("| {} | {:.4} | {bar} | {mark} | {} |", row.what, row.ours, row.beside);
    }
    rows.iter().filter(|row| !row.is_reached()).count()
}
