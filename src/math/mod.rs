//! Numbers that come out the same on every machine: hashing, the decay scale and special functions. Transcendental
//! functions are `libm`'s on every target, never the platform's.

pub mod decay;
pub mod elementary;
pub mod hash;
pub mod hypergeometric;
