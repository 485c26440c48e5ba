//! The lenient mode: targeting conditions in the dialect of GrowthBook's SDKs, against attributes that are plain JSON, and
//! the hashing that goes with them. Feature `compiler`; no part of a page.
//!
//! The compiler's own conditions name attributes of the engine, and a slip is a problem with a path. Here nothing is
//! declared, so nothing can be wrong: a missing attribute is null, types are coerced as JavaScript coerces them, and what
//! makes no sense is false. The rules are those of the JavaScript SDK, 1.8; its public suite is the test ([`suite`]).
//!
//! Three things differ on purpose. Only what stands in the JSON counts: names that JavaScript's objects inherit, such as
//! `toString`, are missing. Nesting ends at [`MOST_DEPTH`]. And regular expressions run in linear time, so that they know no
//! look-around and no back-references ([`pattern`]).

mod buckets;
mod coerce;
mod condition;
mod letters;
mod number;
mod operator;
pub mod pattern;
mod request;
pub mod suite;
mod units;
mod version;

pub use buckets::{bucket_ranges, choose_variation, equal_weights, hash, in_namespace};
pub use condition::{MOST_DEPTH, eval_condition};
pub use request::answer;
