//! Trogen.
pub mod error;
pub mod host;
pub mod math;
pub mod scores;
pub mod wire;
