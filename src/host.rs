//! What only the host knows: the time. The engine never reads a clock; each call is told.

/// Seconds since 2000-01-01T00:00:00Z, the landmark of every time a profile keeps. In a profile the landmark itself is
/// "never": what happens then happens a second later.
///
/// 32 bits last until 2136.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub u32);

/// 2000-01-01T00:00:00Z in Unix milliseconds.
const LANDMARK_MS: f64 = 946_684_800_000.0;
/// Seconds in a day.
pub const DAY: u32 = 86_400;

impl Time {
    /// The first at which something can happen.
    pub const FIRST: Self = Self(1);

    /// From Unix milliseconds, as `Date.now()` gives them. `None` for NaN, infinities and moments before 2000 or
    /// after 2136, which no honest clock shows.
    #[must_use]
    pub fn from_unix_ms(ms: f64) -> Option<Self> {
        let seconds = (ms - LANDMARK_MS) / 1000.0;
        let is_shown = seconds >= 0.0 && seconds < f64::from(u32::MAX);
        is_shown.then_some(Self(seconds as u32).max(Self::FIRST))
    }

    /// Unix milliseconds.
    #[must_use]
    pub fn unix_ms(self) -> f64 {
        f64::from(self.0) * 1000.0 + LANDMARK_MS
    }

    /// Whole days since the landmark, in UTC.
    #[must_use]
    pub const fn day(self) -> u32 {
        self.0 / DAY
    }

    /// Seconds from `earlier` to here, 0 if `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> u32 {
        self.0.saturating_sub(earlier.0)
    }

    /// This moment, `seconds` later.
    #[must_use]
    pub const fn plus(self, seconds: u32) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}
