//! The parameters that are shipped, by trade, in the order of [`Model`]: a start for shops that have no figures of their own yet. What a
//! customer does herself soon counts for more than any of them. docs/evaluation.md says what they achieve on the data they
//! were fitted on, and on later weeks of it; on another shop's nothing is known.

use super::source::Trade;
use crate::program::layout::{Block, Model};

/// Days of one week.
const WEEK: f64 = 7.0;

/// The numbers of a trade.
#[must_use]
pub const fn numbers(trade: Trade) -> [f64; Model::COUNT] {
    match trade {
        // CDNOW, 2,357 customers, first 39 weeks: MBG/NBD and Gamma-Gamma as `cargo xtask eval cdnow-fit` fits them. Its
        // thresholds of silence are the grocer's, in expected gaps; nothing better is known.
        Trade::General => [
            1.0,
            0.5248,
            6.183 * WEEK,
            0.8914,
            1.614,
            5_184_000.0,
            259_200.0,
            4.0,
            6.183 * WEEK / 0.5248,
            0.75,
            12.0 / 14.0,
            2.0,
            1.5 * 6.183 * WEEK / 0.5248,
            5.0,
            10.0,
            3.0,
            6.2488,
            3.7446,
            15.4477,
            52.0,
            0.0,
            1.0,
            0.0,
            0.0,
            0.0,
            0.0,
        ],
        // Complete Journey, 2,469 households, until 2017-10-01: BG/NBD by `eval return28`, the rest by `eval stages` and
        // `eval spend`.
        Trade::Grocery => [
            0.0,
            1.427_15,
            10.336_7,
            0.041_071,
            37.106,
            5_184_000.0,
            259_200.0,
            4.0,
            14.0,
            0.75,
            12.0 / 14.0,
            2.0,
            21.0,
            12.0,
            40.0,
            20.0,
            6.2488,
            3.7446,
            15.4477,
            52.0,
            0.0,
            1.0,
            0.0,
            0.0,
            0.0,
            0.0,
        ],
    }
}

/// Its weights of a block; empty where it has none.
#[must_use]
pub const fn weights(trade: Trade, block: Block) -> &'static [f64] {
    match (trade, block) {
        (Trade::Grocery, Block::Return28) => &RETURN28,
        (Trade::Grocery, Block::Again) => &AGAIN,
        (Trade::Grocery, Block::Scale) => &SCALE,
        (Trade::Grocery, Block::Shape) => &SHAPE,
        (Trade::Grocery, Block::Tail) => &TAIL,
        _ => &[],
    }
}

const RETURN28: [f64; 9] =
    [-1.605_728, 0.663_106, 1.057_309, 0.351_132, 0.220_667, -0.240_221, -0.377_838, -0.017_334, -0.681_048];
const AGAIN: [f64; 15] = [
    -2.255_218, 0.0, 0.693_924, 0.727_254, 0.148_825, 0.0, -0.038_569, 0.354_905, 0.950_81, 0.145_407, 0.478_104,
    -0.324_31, -0.501_052, 0.110_429, -0.730_544,
];
const SCALE: [f64; 15] = [
    5.170_46, 0.164_552, -0.581_478, -0.863_744, -0.214_665, -0.091_947, 0.090_511, -0.361_473, -0.761_093, -0.056_59,
    -0.320_316, 0.213_811, 0.555_228, -0.020_613, 0.314_281,
];
const SHAPE: [f64; 5] = [-0.138_601, -0.048_866, 0.021_761, 0.032_729, 0.015_817];
const TAIL: [f64; 5] = [0.056_972, -0.092_94, 0.717_082, -0.737_167, -0.632_925];
