//! What libFuzzer says while it runs, for people: a line now and then, a line at the end, a finding.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::run;

/// How one target's run went.
pub struct Outcome {
    executions: u64,
    /// Blocks of the engine and the target that were reached.
    coverage: u64,
    /// Inputs that each reach something of their own.
    corpus: u64,
    time: Duration,
    /// What was found, and how to see it again.
    pub finding: Option<String>,
}

impl Outcome {
    /// The head of a table of [`Outcome::row`]s.
    pub const HEAD: &'static str = "    executions    per s  coverage  corpus   seconds";

    /// A row of the table.
    pub fn row(&self) -> String {
        let found = if self.finding.is_some() { "  FOUND SOMETHING" } else { "" };
        format!(
            "{:>14} {:>8} {:>9} {:>7} {:>9.1}{found}",
            self.executions,
            self.rate(),
            self.coverage,
            self.corpus,
            self.time.as_secs_f64()
        )
    }

    /// The same as a sentence.
    pub fn line(&self) -> String {
        let found = if self.finding.is_some() { "found something" } else { "found nothing" };
        format!(
            "{} executions ({} a second), coverage {}, corpus {}, {}: {found}",
            self.executions,
            self.rate(),
            self.coverage,
            self.corpus,
            run::seconds(self.time)
        )
    }

    fn rate(&self) -> u64 {
        (self.executions as f64 / self.time.as_secs_f64().max(0.001)) as u64
    }

    /// Takes what a line tells: `#123 NEW cov: 45 ft: 67 corp: 8/90b ...`, or one of the figures at the end.
    fn learn(&mut self, line: &str) {
        if let Some(rest) = line.strip_prefix("stat::number_of_executed_units:") {
            self.executions = rest.trim().parse().unwrap_or(self.executions);
        }
        let Some(rest) = line.strip_prefix('#') else { return };
        let mut words = rest.split_whitespace();
        self.executions = words.next().and_then(|n| n.parse().ok()).unwrap_or(self.executions);
        while let Some(word) = words.next() {
            let figure = match word {
                "cov:" => &mut self.coverage,
                "corp:" => &mut self.corpus,
                _ => continue,
            };
            let number = words.next().and_then(|n| n.split('/').next()?.parse().ok());
            *figure = number.unwrap_or(*figure);
        }
    }
}

/// Runs libFuzzer to its end, with all that it says in a file and a line about it every `pace`.
pub fn watch(command: &mut Command, target: &str, log: &Path, pace: Duration) -> Result<Outcome> {
    let mut file = std::fs::File::create(log).with_context(|| format!("cannot write {}", run::shown(log)))?;
    let begin = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().context("cannot start the target")?;
    let said = BufReader::new(child.stderr.take().context("the target has no standard error")?);
    let (send, lines) = mpsc::channel();
    std::thread::spawn(move || {
        // What the fuzzer found may be printed, and need not be text.
        for line in said.split(b'\n').map_while(Result::ok) {
            if send.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                break;
            }
        }
    });
    let mut outcome = Outcome { executions: 0, coverage: 0, corpus: 0, time: Duration::ZERO, finding: None };
    let mut all: Vec<String> = Vec::new();
    let mut next = pace;
    loop {
        match lines.recv_timeout(next.saturating_sub(begin.elapsed())) {
            Ok(line) => {
                outcome.learn(&line);
                writeln!(file, "{line}")?;
                if !line.starts_with('#') {
                    all.push(line);
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {}
        }
        if begin.elapsed() >= next {
            let seconds = begin.elapsed().as_secs();
            // Between its own lines, which come at powers of two, libFuzzer does not say how far it is.
            println!(
                "    {target} {seconds:>4} s: more than {} executions, coverage {}, corpus {}",
                outcome.executions, outcome.coverage, outcome.corpus
            );
            next = begin.elapsed() + pace;
        }
    }
    let status = child.wait()?;
    outcome.time = begin.elapsed();
    if !status.success() {
        let artifact = all.iter().find_map(|line| line.split_once("Test unit written to ")).map(|(_, path)| path);
        let Some(artifact) = artifact else {
            bail!("the target {target} ended with {status} before it ran: see {}", run::shown(log));
        };
        outcome.finding = Some(finding(&all, target, artifact.trim(), log)?);
    }
    Ok(outcome)
}

/// The panic or whatever ended the run, where its input is, and how to see it again.
fn finding(said: &[String], target: &str, artifact: &str, log: &Path) -> Result<String> {
    let mut text = String::new();
    let ends = |line: &str| ["note: ", "stack backtrace:", "=="].iter().any(|start| line.starts_with(start));
    let panic = said.iter().skip_while(|line| !line.contains("panicked at"));
    for line in panic.take_while(|line| !ends(line)) {
        // Values printed may be pages long.
        writeln!(text, "    {}", line.chars().take(400).collect::<String>())?;
    }
    for line in said.iter().filter(|line| line.contains("ERROR: libFuzzer:")) {
        writeln!(text, "    {line}")?;
    }
    writeln!(text, "    input:     {artifact}")?;
    writeln!(text, "    again:     cargo xtask fuzz {target} --input {artifact}")?;
    write!(text, "    all of it: {}", run::shown(log))?;
    Ok(text)
}
