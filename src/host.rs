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
    #[inline(never)]
    pub const fn day(self) -> u32 {
        self.0 / DAY
    }

    /// Month * 100 + day of the month, in UTC and the Gregorian calendar.
    ///
    /// Civil from days: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    #[must_use]
    pub const fn month_day(self) -> u32 {
        // Days since 1600-03-01, from where years that begin in March repeat every 400.
        let days = self.day().wrapping_add(146_037) % 146_097;
        let centuries = days.wrapping_sub(days / 1_460).wrapping_add(days / 36_524).wrapping_sub(days / 146_096);
        let year = centuries / 365;
        let of_year = days.wrapping_sub(year.wrapping_mul(365)).wrapping_sub(year / 4).wrapping_add(year / 100);
        let month = of_year.wrapping_mul(5).wrapping_add(2) / 153;
        let day = of_year.wrapping_sub(month.wrapping_mul(153).wrapping_add(2) / 5).wrapping_add(1);
        let month = if month < 10 { month.wrapping_add(3) } else { month.wrapping_sub(9) };
        month.wrapping_mul(100).wrapping_add(day)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_year() {
        let at = |day: u32| Time(day * DAY).month_day();
        assert_eq!(
            [at(0), at(30), at(31), at(58), at(59), at(60)],
            [101, 131, 201, 228, 229, 301],
            "2000 is a leap year"
        );
        assert_eq!([at(365), at(366), at(366 + 58), at(366 + 59)], [1231, 101, 228, 301], "2001 is none");
        // 2026-11-25T12:00:00Z is 1,795,608,000 in Unix time.
        assert_eq!(Time::from_unix_ms(1_795_608_000_000.0).unwrap().month_day(), 1125);
        assert_eq!(at(36_525 + 58), 228);
        assert_eq!(at(36_525 + 59), 301, "2100 is none");
        let mut before = 1231;
        for day in 0..49_000 {
            let now = at(day);
            assert!(now == before + 1 || (now % 100 == 1 && before % 100 >= 28), "{before} {now}");
            before = now;
        }
    }
}
