//! Trogen: lifecycle stage, interests and choices for a shop's visitors, from first-party signals.
//!
//! The data's way is the layout; an arrow points at what is imported:
//!
//! ```text
//! signals <- profile <- scores <- decision <- engine <- bindings      program, math, wire, host, error: for all
//!                                                       compiler, lenient: for bindings only
//! ```
//!
//! Invariants, each held by a test or a lint:
//! - the core is pure: no clock, randomness, I/O or globals; `now` comes from the host;
//! - nothing a page passes in panics, allocates without bound or makes a NaN in a profile;
//! - equal inputs give equal bytes on every target: `libm` functions, fixed order of summation, ties by key;
//! - no part imports to its right (`tests/layers.rs`).

// Without std no formatting of panic messages is linked: 5 KB gzip of what were 32.
#![cfg_attr(all(target_arch = "wasm32", not(feature = "compiler")), no_std)]
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]
#![cfg_attr(target_arch = "wasm32", deny(unsafe_code))]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::arithmetic_side_effects
    )
)]

extern crate alloc;

#[cfg(target_arch = "wasm32")]
mod bindings;
#[cfg(feature = "compiler")]
pub mod compiler;
pub mod decision;
pub mod engine;
pub mod error;
pub mod host;
#[cfg(feature = "compiler")]
pub mod lenient;
pub mod math;
pub mod profile;
pub mod program;
pub mod scores;
pub mod signals;
pub mod wire;
