//! Exponential decay in the log domain, against a fixed landmark.
//!
//! A strength that halves every `h` seconds and was `s` at time `t` is kept as `log2(s) + t / h`: forward decay
//! (Cormode, Shkapenyuk, Srivastava & Xu, "Forward Decay", ICDE 2009). The number does not change while time passes,
//! so nothing has to be touched to decay it, late events enter at their own time, and the order of events matters
//! only to rounding. Fixed point with 10 fractional bits: a step of 0.068 %, and two bytes for most.

use super::elementary::log1p;
use crate::host::Time;

/// A strength on the forward-decay scale, in 1/1024 of a doubling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Level(pub i32);

impl Default for Level {
    fn default() -> Self {
        Self::NONE
    }
}

/// Doublings of a strength that is none any more.
const FADED: f64 = -40.0;
/// Steps to one doubling.
const ONE: f64 = 1024.0;

impl Level {
    /// No strength at all.
    pub const NONE: Self = Self(i32::MIN);

    /// A strength at time `at`, halving every `half_life` seconds: 2^(`weight` / 1024), see [`weight`].
    #[must_use]
    pub fn new(weight: i32, at: Time, half_life: u32) -> Self {
        Self(fixed(position(at, half_life)).0.saturating_add(weight))
    }

    /// Both strengths together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let (high, low) = if self >= other { (self, other) } else { (other, self) };
        if low == Self::NONE {
            return high;
        }
        let gap = (f64::from(high.0) - f64::from(low.0)) / ONE;
        fixed(f64::from(high.0) / ONE + log1p(exp2(-gap)) * core::f64::consts::LOG2_E)
    }

    /// The strength times 2^(`steps` / 1024); none stays none.
    #[must_use]
    pub fn times(self, steps: i32) -> Self {
        if self == Self::NONE { self } else { Self(self.0.saturating_add(steps).max(i32::MIN + 1)) }
    }

    /// The strength at `now`, 0 or more, finite for any input: above 2^60 it is cut, and below 2^-40 it is 0.
    #[must_use]
    #[inline(never)]
    pub fn at(self, now: Time, half_life: u32) -> f64 {
        let doublings = f64::from(self.0) / ONE - position(now, half_life);
        // Of what faded to nothing no exponential is asked: most present interests are.
        if self == Self::NONE || doublings < FADED { 0.0 } else { exp2(doublings.min(60.0)) }
    }

    /// The same strength at `pivot`, halving at another pace from there.
    #[must_use]
    pub fn rebased(self, pivot: Time, from: u32, to: u32) -> Self {
        if self == Self::NONE || from == to {
            return self;
        }
        fixed(f64::from(self.0) / ONE - position(pivot, from) + position(pivot, to))
    }

    /// Where a strength of 1 at `at` lies: what stored levels are written relative to.
    #[must_use]
    pub fn unit(at: Time, half_life: u32) -> Self {
        fixed(position(at, half_life))
    }
}

/// Strengths that events have, as [`Level::new`] takes them: 1024 times their binary logarithm.
pub mod weight {
    #![allow(missing_docs)]
    pub const FIFTH: i32 = -2378;
    pub const HALF: i32 = -1024;
    pub const ONE: i32 = 0;
    pub const ONE_AND_A_HALF: i32 = 599;
    pub const TWO: i32 = 1024;
    pub const THREE: i32 = 1623;
    pub const FIVE: i32 = 2378;
}

/// 2^x. `libm::exp2` would bring a table of 4 KB that no compression shrinks.
#[must_use]
#[inline(never)]
pub fn exp2(x: f64) -> f64 {
    libm::exp(x * core::f64::consts::LN_2)
}

#[inline(never)]
fn position(at: Time, half_life: u32) -> f64 {
    f64::from(at.0) / f64::from(half_life.max(1))
}

#[inline(never)]
fn fixed(doublings: f64) -> Level {
    // The cast saturates; i32::MIN is kept for "none".
    Level((libm::rint(doublings * ONE) as i32).max(i32::MIN + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HALF: u32 = 60 * 86_400;

    /// A level of any strength.
    fn level(strength: f64, at: u32, half_life: u32) -> Level {
        Level::new((strength.log2() * ONE).round() as i32, Time(at), half_life)
    }

    proptest! {
        #[test]
        fn decay_never_raises(weight in 0.001f64..1e6, at: u32, a: u32, b: u32, half in 21_600u32..400_000_000) {
            let level = level(weight, at, half);
            let (early, late) = (a.min(b), a.max(b));
            prop_assert!(level.at(Time(late), half) <= level.at(Time(early), half));
            prop_assert!(level.at(Time(late), half).is_finite());
        }

        #[test]
        fn a_half_life_halves(weight in 0.01f64..1e4, at in 0u32..2_000_000_000, n in 0u32..10) {
            let later = level(weight, at, HALF).at(Time(at).plus(n.saturating_mul(HALF)), HALF);
            let expected = weight / f64::from(1u32 << n);
            prop_assert!((later / expected - 1.0).abs() < 7e-4, "{later} {expected}");
        }

        #[test]
        fn order_matters_only_to_rounding(a in 0.1f64..10.0, b in 0.1f64..10.0, s in 0u32..9_000_000, t in 0u32..9_000_000) {
            let (x, y) = (level(a, s, HALF), level(b, t, HALF));
            prop_assert_eq!(x.plus(y), y.plus(x));
            let now = Time(9_000_000);
            let sum = x.at(now, HALF) + y.at(now, HALF);
            prop_assert!((x.plus(y).at(now, HALF) / sum - 1.0).abs() < 1.1e-3);
        }

        #[test]
        fn rebasing_keeps_the_strength_at_the_pivot(weight in 0.1f64..100.0, at in 0u32..90_000_000, later in 0u32..9_000_000) {
            let pivot = Time(at).plus(later);
            let level = level(weight, at, HALF);
            let moved = level.rebased(pivot, HALF, HALF / 4);
            prop_assert!((moved.at(pivot, HALF / 4) / level.at(pivot, HALF) - 1.0).abs() < 8e-4);
        }
    }

    #[test]
    fn weights_are_what_they_are_called() {
        let named = [(weight::FIFTH, 0.2), (weight::HALF, 0.5), (weight::ONE, 1.0), (weight::ONE_AND_A_HALF, 1.5)];
        for (weight, strength) in
            named.into_iter().chain([(weight::TWO, 2.0), (weight::THREE, 3.0), (weight::FIVE, 5.0)])
        {
            assert_eq!(weight, (f64::log2(strength) * ONE).round() as i32);
        }
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(Level::NONE.plus(Level::NONE), Level::NONE);
        assert_eq!(Level::NONE.at(Time(0), HALF), 0.0);
    }
}
