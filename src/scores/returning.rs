//! `return28`: the probability of a purchase within the next 28 days, calibrated.
//!
//! Where the program carries weights (`models.return28`), a logistic regression on the customer's own rhythm
//! ([`super::rhythm`]): where people buy often, P(alive) tells nearly nothing. Else what the purchase process gives: alive,
//! and the Gamma posterior of the rate gives at least one purchase, `1 - ((alpha + T) / (alpha + T + 28))^(r + x)` (Fader, Hardie & Lee
//! 2005, from equation 2 and the rate's posterior).

use super::linear::{logistic, sum};
use super::purchase::{Model, Past};
use super::rhythm::Rhythm;
use crate::program::Program;
use crate::program::layout::{Block, Part};

/// Days ahead.
pub const HORIZON: f64 = 28.0;

/// The probability, 0 to 1, of a customer with a purchase; `interest` as in [`Rhythm::features`].
#[must_use]
pub fn return28(program: &Program, rhythm: &Rhythm, interest: f64, process: &Model, past: &Past) -> f64 {
    if program.has(Block::Return28) {
        // Only the full runtime knows of fitted weights.
        let is_here = Part::Value.is_here();
        return if is_here { logistic(sum(program, Block::Return28, &rhythm.features(interest))) } else { f64::NAN };
    }
    by_process(process, past)
}

/// The same by the purchase process alone.
#[must_use]
pub fn by_process(process: &Model, past: &Past) -> f64 {
    let t = process.alpha + past.t;
    process.alive(past) * (1.0 - libm::exp((process.r + past.x) * libm::log(t / (t + HORIZON))))
}
