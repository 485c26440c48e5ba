//! The only place that knows JavaScript. Thin: it mirrors the core's nouns and moves bytes.
//!
//! Ownership: an `Engine` owns one buffer ([`io`]); its visitors share it. JavaScript writes a request into the buffer,
//! calls, and reads the answer out of the same buffer before its next call. Nothing allocated here is handed out, so
//! nothing has to be freed but the two handles, and those by `free()` or the garbage collector.
//!
//! Re-entrancy: no call from here into JavaScript, so none can come back in.
//!
//! Traps: with `panic = "abort"` a panic or a failed allocation leaves the instance in an unknown state. The package
//! throws the instance away, makes a fresh one from the same module and goes on from the last profile it holds.
#![allow(unsafe_code)] // What wasm-bindgen generates; nothing here is written unsafe.

#[cfg(feature = "compiler")]
mod compiler;
#[cfg(not(feature = "compiler"))]
mod engine;
#[cfg(all(feature = "insight", not(feature = "compiler")))]
mod insight;
#[cfg(not(feature = "compiler"))]
mod io;
#[cfg(not(feature = "compiler"))]
mod platform;
