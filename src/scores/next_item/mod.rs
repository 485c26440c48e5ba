//! The next item: what others looked at around the items that this visitor just looked at.
//!
//! Session-based nearest neighbours (Ludewig & Jannach, "Evaluation of session-based recommendation algorithms", UMUAI 28,
//! 2018) over the most recent sessions of each item, as VMIS-kNN samples them (Kersbergen et al., "Serenade", SIGMOD 2022),
//! with the sequential rules of the first paper for a weight: an item that stood `d` clicks after (or before) a look at
//! one of the visitor's items gets
//!
//! ```text
//! score += asked[how many clicks ago the visitor looked] * rare[how often the item was looked at] * after[d] (or before[d])
//! ```
//!
//! No neighbour is ranked and no list is merged: on the Serenade sample that was as good as any choice of neighbours. All weights
//! stand in the index, fitted by `trogen-learn`; the arithmetic is of whole numbers, so that ties and sums are the same
//! everywhere.
//!
//! ```text
//!   0  3  "tni"            1  version, 1
//!   4  2  n: items         1  looks: most recent looks of an item that are followed, 1..=64
//!   7  1  own: weight of the item itself (d = 0)
//!   8  4  e: looks         1  again: factor on items seen before the current one, in 16ths
//!  13  3  t: length of the ids, 0 without
//!  16 16  asked: by clicks ago, 0 the current item     16  after: by distance 1..=16     16  before
//!  64 64  rare: by the number of looks that are followed, 1..=64
//! 128 4n  item hashes, ascending, each as its distance from the one before: all lowest bytes, ..., all highest
//!     e/8 bits, lowest first: whether a session starts here                      (rounded up)
//!     2e  looks, session after session, the latest last: item numbers, all low bytes, then all high bytes
//!     t   the items' ids for the host (`pkg-config/src/ids.ts`), which finds the item by hashing them; the engine passes
//!         over them, or is given an index without. Ascending by their bytes, each as what it shares with the one before
//!         and its own:  4 k: ids   k lengths of what is shared   k lengths of what is its own   what is their own
//! ```
//!
//! Little endian. Bytes of one kind stand together because gzip likes it. The extremes: `looks` 1 follows only the latest session of
//! each item and is blind to all but fashion; at 64 a popular item takes most of the time. `again` 0 never shows what was
//! seen, 16 is neutral, 255 goes back before it goes on.

mod board;
mod index;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "tools"))]
pub mod writer;

use crate::profile::Profile;
use alloc::vec::Vec;
pub use index::Index;

/// What an index starts with: its name and version.
pub const MAGIC: [u8; 4] = *b"tni\x01";
/// Length of head and weights.
pub const HEAD: usize = 128;
/// Clicks of the visitor, and distances in a session, that have a weight.
pub const REACH: usize = 16;
/// Most looks of one item that are followed.
pub const MOST_LOOKS: usize = 64;
/// Most items that are given for one question.
pub const MOST_NEXT: usize = 100;

/// Every tunable, 0 to 255; only their relation matters, but for `again` in 16ths and `looks`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Weights {
    pub looks: u8,
    pub own: u8,
    pub again: u8,
    pub asked: [u8; REACH],
    pub after: [u8; REACH],
    pub before: [u8; REACH],
    pub rare: [u8; MOST_LOOKS],
}

/// An item that may come next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Next {
    /// Hash of the item's id.
    pub item: u32,
    /// How likely, on no scale; 0 in a place that is not filled.
    pub score: u32,
}

/// Hashes of the products of a visitor's last visit, as far as they are remembered, the latest last: what was bought that
/// day, of which no hour is known, then what was looked at or put into the cart.
#[must_use]
pub fn seen(profile: &Profile) -> Vec<u32> {
    let (today, visits) = (profile.visits.last.day(), &profile.visits);
    let bought = profile.items.owned.iter().filter(|o| o.day == today && !o.is_gone).map(|o| o.key);
    let watched = profile.items.watched.iter().filter(|w| w.last > visits.before).map(|w| w.key);
    bought.chain(watched).collect()
}
