//! What a purchase of this customer is worth, and what all of her future ones are worth today.
//!
//! Gamma-Gamma (Fader & Hardie, "The Gamma-Gamma Model of Monetary Value", note of 2013, after Colombo & Jiang 1999): what a
//! customer spends on one occasion varies as a Gamma(p, nu), and nu over customers as a Gamma(q, v), independently
//! of how often she buys. Lifetime value discounts the purchases expected of the purchase process period by period, as
//! Fader, Hardie & Lee, "RFM and CLV", Journal of Marketing Research 42(4), 2005, define it over a finite horizon.

use super::purchase::{Model, Past};

/// The model's parameters, all above 0; `v` is in the unit of money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spend {
    /// Shape of one occasion's spend.
    pub p: f64,
    /// Shape of the differences between customers.
    pub q: f64,
    /// Scale of the differences between customers, in money.
    pub v: f64,
}

/// How far and how dearly the future counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Horizon {
    /// Length of a period, in the unit of time of the purchase process. All of them are cut at [`FURTHEST`].
    pub period: f64,
    /// How many of them, cut at [`MOST_PERIODS`]. 0 is worth nothing; one period is a plain forecast.
    pub periods: u32,
    /// Discount of one period, 0 and up: 0.01 makes money one period away worth 1/1.01. 0 sums the years up; a large rate
    /// counts next to nothing.
    pub rate: f64,
    /// Part of the price that is earned, 0 to 1 as a rule.
    pub margin: f64,
}

/// Ten years of weeks.
pub const MOST_PERIODS: u32 = 520;
/// How far ahead is looked, as a multiple of the time that the customer was watched (and `alpha`): expected purchases take time
/// in proportion, and a forecast so far out says nothing.
pub const FURTHEST: f64 = 1000.0;
/// What any amount of money is cut to, up and down: a value that leaves the model is a number that can be added up.
pub const MOST: f64 = 1e15;

impl Spend {
    /// Expected spend of one occasion, from `x` occasions with a mean of `mean`: `p (v + x mean) / (p x + q - 1)`, equation 5 of
    /// the note. `x` 0 gives the population's mean `p v / (q - 1)`; it grows without bound as q falls to 1, and is cut at
    /// [`MOST`].
    #[must_use]
    pub fn expected(&self, x: f64, mean: f64) -> f64 {
        let x = clean(x, f64::MAX);
        let spent = if x == 0.0 { 0.0 } else { x * clean(mean, MOST) };
        let weight = self.p * x + self.q - 1.0;
        // So many purchases that only their mean counts; the quotient would be infinity by infinity.
        if weight > 1e300 || spent > 1e300 {
            return clean(mean, MOST);
        }
        // At or below q = 1 the population has no mean.
        if weight > 0.0 { clean(self.p * (self.v + spent) / weight, MOST) } else { MOST }
    }
}

/// Value today of what a customer with this `past` will buy within the horizon, when each purchase brings `spend`:
/// `margin spend sum_k (E(k period) - E((k - 1) period)) / (1 + rate)^k`, `E` the expected purchases of
/// [`Model::expected`]. The money of a period counts as of its end.
#[must_use]
pub fn lifetime_value(process: &Model, past: &Past, spend: f64, horizon: &Horizon) -> f64 {
    let factor = 1.0 / (1.0 + clean(horizon.rate, f64::MAX));
    let (period, furthest) = (clean(horizon.period, f64::MAX), FURTHEST * (process.alpha + past.t));
    let (mut discount, mut before, mut sum) = (1.0, 0.0, 0.0);
    for k in 1..=horizon.periods.min(MOST_PERIODS) {
        let until = clean(process.expected(past, (f64::from(k) * period).min(furthest)), MOST);
        discount *= factor;
        sum += (until - before) * discount;
        before = until;
    }
    let value = sum * spend.clamp(-MOST, MOST) * horizon.margin.clamp(-MOST, MOST);
    if value.is_nan() { 0.0 } else { value.clamp(-MOST, MOST) }
}

/// Not below 0, not above `most`, and 0 for NaN.
fn clean(value: f64, most: f64) -> f64 {
    value.max(0.0).min(most)
}

#[cfg(test)]
mod tests {
    use super::super::purchase::Kind;
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    const CDNOW: Spend = Spend { p: 6.248803859039122, q: 3.744588318237184, v: 15.447743609086553 };

    fn golden(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    fn close(value: f64, expected: &Value) {
        let expected = expected.as_f64().unwrap();
        assert!((value / expected - 1.0).abs() < 1e-9, "{value} instead of {expected}");
    }

    #[test]
    fn spend_as_the_note_has_it() {
        let rows = golden(include_str!("../../tests/data/cdnow/golden_clv.json"));
        let rows = rows["spend"].as_array().unwrap();
        assert!(rows.len() > 20);
        for row in rows {
            close(CDNOW.expected(row["x"].as_f64().unwrap(), row["m"].as_f64().unwrap()), &row["E_M"]);
        }
    }

    #[test]
    fn lifetime_value_to_forty_digits() {
        let file = golden(include_str!("../../tests/data/cdnow/golden_clv.json"));
        let rows = file["clv"].as_array().unwrap();
        assert!(rows.len() > 20);
        for row in rows {
            let of = |key: &str| row[key].as_f64().unwrap();
            let params = &file["params"][row["kind"].as_str().unwrap()];
            let model = Model {
                kind: if row["kind"] == "bgnbd" { Kind::Bg } else { Kind::Mbg },
                r: params["r"].as_f64().unwrap(),
                alpha: params["alpha"].as_f64().unwrap(),
                a: params["a"].as_f64().unwrap(),
                b: params["b"].as_f64().unwrap(),
            };
            let past = Past { x: of("x"), t_x: of("t_x"), t: of("T") };
            let periods = row["periods"].as_u64().unwrap() as u32;
            let horizon = Horizon { period: of("period"), periods, rate: of("rate"), margin: of("margin") };
            close(lifetime_value(&model, &past, CDNOW.expected(of("x"), of("m")), &horizon), &row["value"]);
        }
    }

    #[test]
    fn the_ends() {
        assert_eq!(CDNOW.expected(1e308, 20.0), 20.0);
        assert_eq!(Spend { q: 1.0, ..CDNOW }.expected(0.0, 0.0), MOST);
        assert_eq!(Spend { q: 0.5, ..CDNOW }.expected(0.0, f64::NAN), MOST);
        assert_eq!(CDNOW.expected(0.0, f64::INFINITY), CDNOW.expected(0.0, 0.0));
        let far = CDNOW.expected(1.0, f64::INFINITY);
        assert!(far > 1e14 && far <= MOST);
    }

    fn any() -> impl Strategy<Value = f64> {
        prop_oneof![proptest::num::f64::ANY, 0.0f64..100.0, Just(0.0), Just(f64::MAX), Just(f64::INFINITY)]
    }

    proptest! {
        #[test]
        fn any_numbers_give_a_number(p in any(), q in any(), v in any(), x in any(), mean in any()) {
            let e = Spend { p, q, v }.expected(x, mean);
            prop_assert!((0.0..=MOST).contains(&e), "{e}");
        }

        #[test]
        fn any_horizon_gives_a_number(x in 0u32..200, quiet in 0.0f64..500.0, spend in any(), period in any(), rate in any(), margin in any(), periods in 0u32..20) {
            let model = Model { kind: Kind::Mbg, r: 0.52, alpha: 6.2, a: 0.89, b: 1.6 };
            let past = Past { x: f64::from(x), t_x: f64::from(x), t: f64::from(x) + quiet };
            let value = lifetime_value(&model, &past, spend, &Horizon { period, periods, rate, margin });
            prop_assert!(value.abs() <= MOST);
        }

        #[test]
        fn a_discount_lowers_and_a_period_more_raises(x in 0u32..50, n in 1u32..30, rate in 0.0f64..1.0) {
            let model = Model { kind: Kind::Bg, r: 0.24, alpha: 4.4, a: 0.79, b: 2.4 };
            let past = Past { x: f64::from(x), t_x: f64::from(x), t: f64::from(x) + 3.0 };
            let of = |periods, rate| lifetime_value(&model, &past, 10.0, &Horizon { period: 4.0, periods, rate, margin: 0.3 });
            prop_assert!(of(n, rate + 0.1) < of(n, rate) && of(n, rate) < of(n + 1, rate));
            let plain = 3.0 * model.expected(&past, 4.0 * f64::from(n));
            prop_assert!((of(n, 0.0) / plain - 1.0).abs() < 1e-12);
        }
    }
}
