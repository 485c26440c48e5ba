//! Weighted sums of features, with weights that the program carries: what every fitted score is made of.

use crate::program::Program;
use crate::program::layout::Block;

/// Intercept and weights of a block times the features, in their order. Of more features than weights the rest has none.
#[must_use]
#[inline(never)]
pub fn sum(program: &Program, block: Block, features: &[f64]) -> f64 {
    let weights = features.iter().zip(1..block.length());
    weights.fold(program.weight(block, 0), |sum, (x, i)| sum + x * program.weight(block, i))
}

/// 1 / (1 + e^-x).
#[must_use]
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}
