//! The only place that knows JavaScript. Thin: numbers and bytes go over, nothing else, which keeps both sides small.
//!
//! Ownership: an instance owns its engines and visitors in two tables, and JavaScript holds their numbers; it closes what
//! it opened, by hand or from a `FinalizationRegistry`. A number that stands for nothing does nothing.
//!
//! One buffer ([`io`]) carries requests in and answers out: JavaScript writes a request, calls, and reads
//! the answer before its next call.
//!
//! Re-entrancy: no call from here into JavaScript, so none can come back in.
//!
//! Traps: with `panic = "abort"` a panic or a failed allocation leaves the instance in an unknown state. The package
//! throws the instance away, makes a fresh one from the same module and goes on from the last profile it holds.
//!
//! The engine's functions are exported by their own names and not through wasm-bindgen, since only numbers go over: 1 KB
//! gzip less. The compiler, which takes and gives text, has its glue.
#![allow(unsafe_code)] // What wasm-bindgen generates, and exported names; nothing here is written unsafe.

#[cfg(feature = "compiler")]
mod compiler;
#[cfg(not(feature = "compiler"))]
mod engine;
#[cfg(all(feature = "insight", not(feature = "compiler")))]
mod export;
#[cfg(all(feature = "insight", not(feature = "compiler")))]
mod insight;
#[cfg(not(feature = "compiler"))]
mod io;
#[cfg(all(feature = "next-item", not(feature = "compiler")))]
mod next_item;
#[cfg(not(feature = "compiler"))]
mod platform;
#[cfg(not(feature = "compiler"))]
mod table;
