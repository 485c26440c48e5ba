//! Fitting: nothing of it reaches the engine.

pub mod linear;
pub mod logistic;
pub mod metrics;
pub mod resample;
pub mod simplex;
pub mod purchase;
