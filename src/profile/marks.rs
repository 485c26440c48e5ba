//! What is marked at an order: by which replica it is counted. Each mark only ever grows, so that a join is a union.

use super::replicas::Moves;

/// A set of replicas, by their place.
pub type Places = u8;

/// Marks of a transaction, each a set of replicas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Mark {
    /// Counts it, or did. Nobody does while only its refund is known.
    By = 0,
    /// Did, and took it off its tally since another does.
    Gone = 4,
    /// Took the rest off its tally when all of it was taken back.
    Closed = 8,
    /// Counts its day, or did.
    DayBy = 12,
    /// Did, and took it off since another does.
    DayGone = 16,
}

/// Marks together: four bits each, by [`Mark`], and above them whether all of it was taken back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks(pub u32);

impl Marks {
    /// How many bits there are.
    pub const BITS: u32 = 21;
    /// All of it was taken back.
    pub const VOID: Self = Self(1 << 20);
    /// Those about the day.
    pub const OF_DAY: Self = Self(0xff << 12);

    /// The replicas of a mark.
    #[must_use]
    pub const fn of(self, mark: Mark) -> Places {
        (self.0.wrapping_shr(mark as u32) & 15) as u8
    }

    /// A set of replicas for one mark.
    #[must_use]
    pub const fn new(mark: Mark, places: Places) -> Self {
        Self((places as u32).wrapping_shl(mark as u32))
    }

    /// Adds replicas to a mark.
    pub const fn set(&mut self, mark: Mark, places: Places) {
        self.0 |= Self::new(mark, places).0;
    }

    /// Whether all of it was taken back.
    #[must_use]
    pub const fn is_void(self) -> bool {
        self.0 & Self::VOID.0 != 0
    }

    /// Whether somebody counts it and it was not taken back.
    #[must_use]
    pub const fn counts(self) -> bool {
        self.of(Mark::By) != 0 && !self.is_void()
    }

    /// Who has it on a tally.
    #[must_use]
    pub const fn live(self) -> Places {
        self.of(Mark::By) & !self.of(Mark::Gone)
    }

    /// Who has its day on a tally.
    #[must_use]
    pub const fn day_live(self) -> Places {
        self.of(Mark::DayBy) & !self.of(Mark::DayGone)
    }

    /// As they are once the replicas have moved.
    #[must_use]
    pub fn moved(self, moves: &Moves) -> Self {
        let mut now = self.0 & Self::VOID.0;
        for i in 0..20u32 {
            if self.0 & 1u32.wrapping_shl(i) != 0 {
                let to = moves.get(i as usize & 3).copied().unwrap_or(0);
                now |= u32::from(to).wrapping_shl(i & !3);
            }
        }
        Self(now)
    }
}
