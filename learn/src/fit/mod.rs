//! Fitting: nothing of it reaches the engine.

pub mod next_item;
pub mod purchase;
pub mod simplex;
pub mod spend;
