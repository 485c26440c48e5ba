//! Fitting: nothing of it reaches the engine.

pub mod burr;
pub mod descent;
pub mod linear;
pub mod logistic;
pub mod metrics;
pub mod next_item;
pub mod purchase;
pub mod resample;
pub mod simplex;
pub mod spend;
