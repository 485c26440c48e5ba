//! Fitting: nothing of it reaches the engine.

pub mod purchase;
pub mod simplex;
pub mod spend;
