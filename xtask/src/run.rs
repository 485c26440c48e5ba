//! Processes and progress: every child the runner starts, and every line it prints about them, goes through here.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// The repository's root: the folder above this package.
pub fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_path_buf()
}

/// Where everything that is made goes.
pub fn target() -> PathBuf {
    root().join("target")
}

/// A path as a reader of the terminal wants it: relative to the root where it lies inside.
pub fn shown(path: &Path) -> String {
    let root = root();
    path.strip_prefix(&root).unwrap_or(path).display().to_string()
}

/// Says what begins, does it, and says how long it took.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("==> {name}");
    let begin = Instant::now();
    let result = work();
    let end = if result.is_ok() { "done" } else { "failed" };
    println!("    {end} in {}", seconds(begin.elapsed()));
    result
}

/// Seconds with one digit after the point.
pub fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

/// The steps of a long verb, kept for the list at its end. A failed step does not stop the next.
#[derive(Default)]
pub struct Steps {
    done: Vec<(String, Outcome, Duration)>,
}

enum Outcome {
    Passed,
    Skipped(String),
    Failed,
}

impl Steps {
    /// Runs one step and keeps how it went.
    pub fn run(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> bool {
        let begin = Instant::now();
        let result = step(name, work);
        let passed = result.is_ok();
        if let Err(error) = result {
            eprintln!("    {error:#}");
        }
        let outcome = if passed { Outcome::Passed } else { Outcome::Failed };
        self.done.push((name.to_owned(), outcome, begin.elapsed()));
        passed
    }

    /// Keeps that a step was left out, and why.
    pub fn skip(&mut self, name: &str, why: &str) {
        println!("==> {name}\n    skipped: {why}");
        self.done.push((name.to_owned(), Outcome::Skipped(why.to_owned()), Duration::ZERO));
    }

    /// Prints the list; an error when a step failed.
    pub fn finish(self) -> Result<()> {
        let mut list = String::new();
        for (name, outcome, time) in &self.done {
            let (word, rest) = match outcome {
                Outcome::Passed => ("passed", seconds(*time)),
                Outcome::Failed => ("FAILED", seconds(*time)),
                Outcome::Skipped(why) => ("skipped", why.clone()),
            };
            writeln!(list, "  {word:<8} {name:<44} {rest}")?;
        }
        let total: Duration = self.done.iter().map(|(_, _, time)| *time).sum();
        let count = |test: fn(&Outcome) -> bool| self.done.iter().filter(|(_, o, _)| test(o)).count();
        let failed = count(|outcome| matches!(outcome, Outcome::Failed));
        let passed = count(|outcome| matches!(outcome, Outcome::Passed));
        let skipped = count(|outcome| matches!(outcome, Outcome::Skipped(_)));
        println!("\nSteps\n{list}");
        println!("{passed} steps passed, {failed} failed, {skipped} skipped in {}", seconds(total));
        if failed > 0 {
            bail!("{failed} of the steps above failed; each says why where it ran");
        }
        Ok(())
    }
}

/// A command that starts in the root and reads nothing.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root()).stdin(Stdio::null());
    command
}

/// `cargo`, the one that runs this program.
pub fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// `node` with a script.
pub fn node(script: &Path) -> Command {
    let mut command = command("node");
    command.arg(script);
    command
}

/// A program that `npm ci` put into `node_modules/.bin`.
pub fn npm_bin(name: &str) -> Command {
    command(root().join("node_modules/.bin").join(name))
}

/// Runs a command whose output the reader should see.
pub fn loud(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    succeeded(command, status)
}

/// Runs a command whose output matters only when it fails; gives its standard output.
pub fn quiet(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| cannot_start(command))?;
    if !output.status.success() {
        print!("{}", String::from_utf8_lossy(&output.stdout));
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
    }
    succeeded(command, output.status)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Puts a command in this process's place, so that Ctrl-C and other signals go straight to it.
pub fn become_command(command: &mut Command) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        let error = command.exec();
        Err(error).with_context(|| cannot_start(command))
    }
    #[cfg(not(unix))]
    loud(command)
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start `{}`: is it installed and on PATH?", command.get_program().display())
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    bail!("`{}` ended with {status}", line(command));
}

/// The command as one would type it in the root.
fn line(command: &Command) -> String {
    let mut words = vec![shown(Path::new(command.get_program()))];
    words.extend(command.get_args().map(|word| shown(Path::new(word))));
    words.join(" ")
}
