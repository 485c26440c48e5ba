//! What happened, and under which permissions and circumstances. The only input of the engine besides time and bytes.
//!
//! A signal arrives as a frame of bytes ([`frame`]) that may hold anything; what leaves here ([`signal`]) is bounded and
//! finite.

pub mod consent;
pub mod context;
pub mod drops;
pub mod frame;
pub mod signal;
pub mod vocabulary;

pub use consent::{Consent, Permission};
pub use drops::{Drop, Drops};
pub use signal::{Item, Signal};
pub use vocabulary::{Channel, Kind};
