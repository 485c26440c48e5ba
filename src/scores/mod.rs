//! What we infer.
pub mod purchase;
