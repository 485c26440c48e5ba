//! The parameters that are shipped, by trade, in the order of [`Model`]: a start for shops that have no figures of their own yet. What a
//! customer does herself soon counts for more than any of them. docs/evaluation.md says what they achieve on later weeks
//! of the data they were fitted on; on another shop's nothing is known.

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
        // Complete Journey, 2,469 households: BG/NBD and Gamma-Gamma on what was bought before 2017-10-01 (`eval return28`,
        // `eval spend`), thresholds of stages on the first 210 days (`eval stages`).
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
            30.0,
            40.0,
            20.0,
            0.4483,
            3.7285,
            224.6138,
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
        (Trade::General, Block::Intent) => &INTENT,
        (Trade::Grocery, Block::Intent) => &INTENT_GROCERY,
        _ => &[],
    }
}

// Complete Journey, outcomes that ended before 2017-10-01: `eval return28`, `eval buyagain`, `eval replenish`.
const RETURN28: [f64; 9] =
    [-1.606_781, 0.663_14, 1.057_368, 0.351_139, 0.220_589, -0.240_238, -0.377_845, -0.017_353, -0.681_025];
const AGAIN: [f64; 15] = [
    -1.894_795, -0.158_139, 0.727_231, 0.615_115, 0.144_593, -0.147_661, -0.057_356, 0.307_032, 1.009_774, 0.143_393,
    0.429_765, -0.323_112, -0.486_199, 0.180_41, -0.643_605,
];
const SCALE: [f64; 15] = [
    5.173_807, 0.165_041, -0.582_459, -0.863_81, -0.214_721, -0.091_797, 0.090_546, -0.361_238, -0.761_858, -0.056_527,
    -0.319_848, 0.213_875, 0.555_472, -0.020_87, 0.314_64,
];
const SHAPE: [f64; 5] = [-0.139_409, -0.048_936, 0.021_969, 0.032_612, 0.015_564];
const TAIL: [f64; 5] = [0.062_417, -0.092_128, 0.717_052, -0.739_211, -0.634_231];
// Simulated visitors, no real ones: `eval intent`. An order of magnitude, until a shop has fitted its own.
const INTENT: [f64; 11] = [
    -2.440_023, 1.136_084, -2.380_943, 0.690_683, 0.956_187, 2.024_878, 0.116_897, 0.135_655, 0.043_236, 0.554_507,
    0.645_917,
];
const INTENT_GROCERY: [f64; 11] = [
    -1.149_964, -0.715_776, 0.135_396, 0.297_018, 0.930_183, 0.656_198, 0.325_381, -0.341_653, -0.108_341, 0.499_751,
    1.067_571,
];
