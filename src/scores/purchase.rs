//! The purchase process: is this customer still alive, and how many purchases will come?
//!
//! BG/NBD (Fader, Hardie & Lee, "Counting Your Customers the Easy Way", Marketing Science 24(2), 2005): while alive a
//! customer buys at a Poisson rate that varies over customers as a Gamma(r, alpha); after every *repeat* purchase she
//! leaves with a probability that varies as a Beta(a, b). MBG/NBD (Batislam, Denizel & Filiztekin, IJRM 24(3), 2007)
//! lets her leave after the first purchase too, so that a customer who never came back is not alive for certain.

use crate::math::elementary::log1p;
use crate::math::hypergeometric::deficit;

/// Which process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// BG/NBD.
    Bg = 0,
    /// MBG/NBD.
    Mbg = 1,
}

/// A process with its parameters, all above 0. `alpha` is in the unit of time that the caller uses throughout.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Model {
    /// Which process.
    pub kind: Kind,
    /// Shape of the purchase rate.
    pub r: f64,
    /// Rate parameter of the purchase rate, in units of time.
    pub alpha: f64,
    /// First Beta parameter of the chance to leave.
    pub a: f64,
    /// Second Beta parameter of the chance to leave.
    pub b: f64,
}

/// What is enough to know of one customer's past.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Past {
    /// Repeat purchases: all but the first.
    pub x: f64,
    /// Time from the first purchase to the last; 0 when `x` is 0.
    pub t_x: f64,
    /// Time from the first purchase to now, at least `t_x`.
    pub t: f64,
}

impl Model {
    /// P(alive): the probability that the customer has not left, 0 to 1. Fader, Hardie & Lee (2008, note
    /// "Computing P(alive) Using the BG/NBD Model"), as the sigmoid of a log-odds, so that it neither overflows nor
    /// loses digits near 0 or 1.
    #[must_use]
    pub fn alive(&self, past: &Past) -> f64 {
        match self.log_odds_gone(past) {
            Some(s) => 1.0 / (1.0 + libm::exp(s)),
            None => 1.0,
        }
    }

    /// Expected purchases in the `horizon` after now, given the past. Equation 10 of the 2005 paper (equation 11 of
    /// Batislam et al. for MBG/NBD), with the hypergeometric function written so that a = 1 and small horizons do not
    /// cancel: see [`crate::math::hypergeometric`].
    #[must_use]
    pub fn expected(&self, past: &Past, horizon: f64) -> f64 {
        let p = self.r + past.x;
        let c = self.a + self.b_seen(past) - 1.0 + self.leaves_at_first();
        let y = horizon / (self.alpha + past.t);
        deficit(p, self.a - 1.0, c, y) * self.alive(past)
    }

    /// `ln(P(gone) / P(alive))`; `None` where leaving was not possible yet.
    fn log_odds_gone(&self, past: &Past) -> Option<f64> {
        if self.kind == Kind::Bg && past.x <= 0.0 {
            return None;
        }
        let chances = self.b_seen(past) - 1.0 + self.leaves_at_first();
        let silence = (past.t - past.t_x).max(0.0) / (self.alpha + past.t_x);
        Some(libm::log(self.a / chances) + (self.r + past.x) * log1p(silence))
    }

    fn b_seen(&self, past: &Past) -> f64 {
        self.b + past.x
    }

    /// MBG/NBD has one more occasion to leave: the first purchase.
    fn leaves_at_first(&self) -> f64 {
        match self.kind {
            Kind::Bg => 0.0,
            Kind::Mbg => 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cdnow() -> Model {
        Model { kind: Kind::Bg, r: 0.24259, alpha: 4.41353, a: 0.79289, b: 2.42575 }
    }

    #[test]
    fn a_customer_with_one_purchase_cannot_have_left_bg_but_can_have_left_mbg() {
        let past = Past { x: 0.0, t_x: 0.0, t: 200.0 };
        assert_eq!(cdnow().alive(&past), 1.0);
        assert!(Model { kind: Kind::Mbg, ..cdnow() }.alive(&past) < 0.7);
    }

    #[test]
    fn a_equal_to_one_is_no_hole() {
        let past = Past { x: 3.0, t_x: 20.0, t: 30.0 };
        let at = |a: f64| Model { a, ..cdnow() }.expected(&past, 39.0);
        assert!((at(1.0) / at(1.0 + 1e-9) - 1.0).abs() < 1e-8);
        assert!((at(1.0) / at(1.0 - 1e-9) - 1.0).abs() < 1e-8);
    }

    proptest! {
        #[test]
        fn silence_lowers_and_a_horizon_raises(x in 0u32..400, t_x in 0.0f64..300.0, quiet in 0.0f64..300.0, more in 0.1f64..100.0, h in 0.01f64..100.0) {
            for kind in [Kind::Bg, Kind::Mbg] {
                let m = Model { kind, ..cdnow() };
                let t_x = if x == 0 { 0.0 } else { t_x };
                let past = Past { x: f64::from(x), t_x, t: t_x + quiet };
                let later = Past { t: past.t + more, ..past };
                let (p, q) = (m.alive(&past), m.alive(&later));
                prop_assert!((0.0..=1.0).contains(&p) && q <= p);
                let (e, f) = (m.expected(&past, h), m.expected(&past, h + more));
                prop_assert!(e >= 0.0 && e.is_finite() && f >= e);
            }
        }
    }
}
