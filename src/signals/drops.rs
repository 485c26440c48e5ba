//! What was left out, counted. Nothing that a page passes in can throw; it is folded, or it stands here.

/// Why something was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Drop {
    /// An event of a name nobody knows.
    UnknownEvent = 0,
    /// A value of the wrong type or outside its bounds; the rest of its event was used.
    BadValue = 1,
    /// An event dated more than five minutes after now.
    Future = 2,
    /// A purchase that was counted before.
    Duplicate = 3,
    /// More items than a signal may carry, or more bytes than a frame.
    Overflow = 4,
    /// Without permission to compute.
    Consent = 5,
    /// Stored state that could not be read; the visitor starts anew.
    Torn = 6,
    /// A frame that does not follow its own layout; only a broken adapter sends one.
    Malformed = 7,
    /// Two products of one 32-bit key: they are remembered as one.
    Collision = 8,
    /// Something was joined or forgotten in a way that may count it twice or not at all: see [`crate::profile`].
    Approximated = 9,
}

/// How many reasons there are.
pub const REASONS: usize = 10;

/// Counts by reason; they stop at the largest 32-bit number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drops {
    counts: [u32; REASONS],
}

impl Drops {
    /// One more.
    #[inline(never)]
    pub fn count(&mut self, reason: Drop) {
        if let Some(n) = self.counts.get_mut(reason as usize) {
            *n = n.saturating_add(1);
        }
    }

    /// How many for this reason.
    #[must_use]
    pub fn of(&self, reason: Drop) -> u32 {
        self.counts.get(reason as usize).copied().unwrap_or(0)
    }

    /// All counts, in the order of [`Drop`].
    #[must_use]
    pub const fn all(&self) -> &[u32; REASONS] {
        &self.counts
    }
}
