//! Compiles a `program.json` natively: `cargo run --release --features compiler --example compile -- PROGRAM [OUT]`. Says what is
//! wrong with it, how large it is and how long it took.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::process::ExitCode;
use std::time::Instant;
use std::{env, fs};

fn main() -> ExitCode {
    let mut words = env::args().skip(1);
    let Some(path) = words.next() else {
        eprintln!("compile PROGRAM [OUT]");
        return ExitCode::from(2);
    };
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{path}: {error}");
            return ExitCode::from(2);
        }
    };
    let started = Instant::now();
    let compiled = trogen::compiler::check(&text);
    let took = started.elapsed().as_secs_f64() * 1e3;
    compiled.problems.iter().for_each(|problem| eprintln!("{path}: {problem}"));
    let Some(bytes) = compiled.bytes else { return ExitCode::FAILURE };
    println!("{} bytes in {took:.1} ms", bytes.len());
    match words.next().map(|out| fs::write(out, &bytes)) {
        Some(Err(error)) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
        _ => ExitCode::SUCCESS,
    }
}
