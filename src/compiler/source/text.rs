//! Texts with a form of their own: durations, caps, dates.

use crate::program::layout::MOST_CAP;

/// How long: a whole number and m, h, d or w. "30m" are thirty minutes, "14d" a fortnight.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(transparent))]
pub struct Duration(#[cfg_attr(feature = "schema", schemars(regex(pattern = r"^[1-9][0-9]{0,8}[mhdw]$")))] pub String);

impl Duration {
    /// In seconds; `None` if it is none, or longer than 136 years.
    #[must_use]
    pub fn seconds(&self) -> Option<u32> {
        seconds(&self.0)
    }
}

/// At most so often in so long: "3/14d" is at most three times (1 to 8) in any fourteen days.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(transparent))]
pub struct Cap(#[cfg_attr(feature = "schema", schemars(regex(pattern = r"^[1-8]/[1-9][0-9]{0,8}[mhdw]$")))] pub String);

impl Cap {
    /// How often, and in how many seconds.
    #[must_use]
    pub fn read(&self) -> Option<(u8, u32)> {
        let (times, window) = self.0.split_once('/')?;
        let times = u8::try_from(digits(times, 1)?).ok()?;
        (1..=MOST_CAP).contains(&times).then_some((times, seconds(window)?))
    }
}

/// A day: "2026-11-30".
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(transparent))]
pub struct Date(#[cfg_attr(feature = "schema", schemars(regex(pattern = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")))] pub String);

impl Date {
    /// Days since 2000-01-01, in the Gregorian calendar; `None` if it is no day, or before 2000 or after 2135.
    ///
    /// Days from civil: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    #[must_use]
    pub fn day(&self) -> Option<u32> {
        let (year, rest) = self.0.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        let (year, month, day) = (digits(year, 4)?, digits(month, 2)?, digits(day, 2)?);
        let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let length = match month {
            2 if is_leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        if !(2000..=2135).contains(&year) || day == 0 || day > length {
            return None;
        }
        // Years begin in March here, so that a leap day is the last of one.
        let shifted = if month > 2 { year } else { year.saturating_sub(1) };
        let months = (month.saturating_add(9)) % 12;
        let of_year =
            months.saturating_mul(153).saturating_add(2).wrapping_div(5).saturating_add(day).saturating_sub(1);
        let leaps = (shifted / 4).saturating_sub(shifted / 100).saturating_add(shifted / 400);
        let days = shifted.saturating_mul(365).saturating_add(leaps).saturating_add(of_year);
        // The same for 2000-01-01.
        days.checked_sub(730_425)
    }
}

/// The number that so many digits stand for; nothing else will do, no sign and no space.
#[must_use]
pub fn digits(text: &str, count: usize) -> Option<u32> {
    if text.len() != count || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Seconds of a duration such as `"30m"`, `"12h"`, `"14d"`, `"6w"`.
#[must_use]
pub fn seconds(text: &str) -> Option<u32> {
    let unit = text.chars().last()?;
    let digits = text.strip_suffix(unit)?;
    let n: u32 = if digits.bytes().all(|b| b.is_ascii_digit()) { digits.parse().ok()? } else { return None };
    let factor = match unit {
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 604_800,
        _ => return None,
    };
    n.checked_mul(factor).filter(|s| *s > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        assert_eq!(seconds("30m"), Some(1_800));
        assert_eq!(seconds("14d"), Some(1_209_600));
        assert_eq!(seconds("6w"), Some(3_628_800));
        for wrong in ["", "d", "14", "14 d", "-1d", "0d", "+3d", "1.5h", "99999999w", "3y", "3é"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn caps() {
        let read = |text: &str| Cap(text.to_owned()).read();
        assert_eq!(read("3/14d"), Some((3, 1_209_600)));
        for wrong in ["", "3", "0/14d", "9/14d", "+3/14d", "03/14d", "3/ 14d", "3/14"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn dates() {
        let day = |text: &str| Date(text.to_owned()).day();
        assert_eq!(day("2000-01-01"), Some(0));
        assert_eq!(day("2000-03-01"), Some(60));
        // 2026-03-01T00:00:00Z is 1,772,323,200 in Unix time, and 2000-01-01 946,684,800.
        assert_eq!(day("2026-03-01"), Some((1_772_323_200 - 946_684_800) / 86_400));
        assert_eq!(day("2100-03-01"), day("2100-02-28").map(|d| d + 1), "2100 is no leap year");
        for wrong in [
            "",
            "2026-13-01",
            "2026-02-29",
            "2026-04-31",
            "1999-12-31",
            "2026-1",
            "2136-01-01",
            "2026-00-01",
            "2026-1-5",
            "+026-01-05",
            "2026-01-05 ",
            "2026-01--5",
        ] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }
}
