//! Replenishment: when a topic is bought again, and how likely that is.
//!
//! The wait from now until the next purchase of a topic, given none yet, is Burr's (type XII; with `c = 1` it is the Pareto that a
//! Poisson-Gamma model gives: Bhagat et al., "Buy It Again", KDD 2018):
//!
//! ```text
//! S(t) = (1 + (t / m)^c / a)^-a
//! ```
//!
//! Where the program carries weights (`models.replenish`), ln m, ln c and ln a are weighted sums of [`FEATURES`]; else
//! `c = 1`, `a` = prior's shape + purchase days after the first, `m = (prior's rate + days since the first) / a`. The due date comes of
//! the shrunk gap, `(last - first + prior's gap) / purchase days`, or of how long a durable thing lasts.

use super::linear::{logistic, sum};
use super::rhythm::Rhythm;
use super::topics::is_worn;
use crate::host::Time;
use crate::math::elementary::log1p;
use crate::profile::Profile;
use crate::profile::topics::TopicMemory;
use crate::program::layout::Block;
use crate::program::{Prior, Program};

/// What moves the forecasts of a topic, in the order of their weights. With `k` purchase days, `rec` days since the last, `t`
/// since the first, `trips` the customer's order days after the topic's last, `seen` those since its first:
///
/// | feature | formula |
/// |---|---|
/// | overdue | ln((rec + 1) / (gap + 1)) within -3 to 3 |
/// | days | ln k |
/// | pace28 | ln(1 + sum over order days of 2^(-days ago / 28)) |
/// | basket | ln(k / max(seen, k)) |
/// | gap | ln(1 + gap) |
/// | rhythm | overdue^2 |
/// | rate | ln((a + k - 1) / (b + max(t, 1))) |
/// | repeats, buyers | of the prior |
/// | interest | ln(1 + lasting interest) |
/// | share | ln(lasting interest / that of all topics), at least -10 |
/// | occasions | ln of order days of all time |
/// | trips | ln(1 + trips) |
/// | trips_due | ln(1 + trips k / max(seen, k)) |
pub const FEATURES: [&str; 14] = [
    "overdue",
    "days",
    "pace28",
    "basket",
    "gap",
    "rhythm",
    "rate",
    "repeats",
    "buyers",
    "interest",
    "share",
    "occasions",
    "trips",
    "trips_due",
];

/// Of a gap: until here it is too early, from there on overdue. At 0 and 1 everything is due at once; at 1 and 10 nothing is
/// ever overdue.
const EARLY: f64 = 0.8;
const LATE: f64 = 1.5;
/// Without a prior: one purchase in two months, and as much is known as of one customer's one gap.
pub const STRANGER: Prior = Prior { a: 1.0, b: 60.0, repeats: 0.5, buyers: -3.0 };

/// Whether it is time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Due {
    #[default]
    Unknown = 0,
    TooEarly = 1,
    Due = 2,
    Overdue = 3,
}

impl Due {
    /// Their names, at their number.
    pub const NAMES: [&'static str; 4] = ["unknown", "too_early", "due", "overdue"];
}

/// A topic's next purchase.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// Whether it is time.
    pub due: Due,
    /// Days until the due date, below 0 after it; NaN if unknown.
    pub due_in: f64,
    /// How much of the gap is the customer's own: (k - 1) / k, 0 to 1; 1 for what lasts a declared time.
    pub confidence: f64,
    /// The probability that it is bought within 28 days.
    pub chance28: f64,
}

/// Burr's distribution of a wait in days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wait {
    /// Scale, in days.
    pub m: f64,
    /// Shape near 0: above 1 waiting makes the end likelier.
    pub c: f64,
    /// Shape of the tail.
    pub a: f64,
}

impl Wait {
    /// The probability to wait longer than `t` days.
    #[must_use]
    pub fn survival(&self, t: f64) -> f64 {
        if t <= 0.0 {
            return 1.0;
        }
        if self.c == 1.0 {
            return libm::exp(-self.a * log1p(t / (self.m * self.a)));
        }
        libm::exp(-self.a * log1p(libm::exp(self.c * libm::log(t / self.m)) / self.a))
    }
}

/// What is known of one topic of one customer.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    whole: &'a Whole<'a>,
    prior: Prior,
    /// The shrunk gap in days.
    pub gap: f64,
    /// Purchase days.
    days: f64,
    /// Days since the last.
    since_last: f64,
    last: u32,
    first: u32,
    interest: f64,
    // Posterior of the rate: shape and rate.
    shape: f64,
    rate: f64,
}

/// A customer on the whole, as topics need it.
#[derive(Clone, Copy, Debug)]
pub struct Whole<'a> {
    /// Her rhythm.
    pub rhythm: &'a Rhythm,
    /// [`Rhythm::pace`] of 28 days.
    pub pace: f64,
    /// Natural logarithm of the order days of all time.
    pub occasions: f64,
    /// Lasting interest in all topics, the forgotten included.
    pub interest: f64,
}

/// A topic bought on `days` days, `first` and `last` of them, with so much lasting `interest`.
#[must_use]
pub fn pair<'a>(
    whole: &'a Whole<'a>,
    days: i32,
    first: u32,
    last: u32,
    interest: f64,
    prior: &Prior,
    today: u32,
) -> Pair<'a> {
    let k = f64::from(days.max(1));
    let since = |day: u32| f64::from(today.saturating_sub(day));
    Pair {
        whole,
        prior: *prior,
        gap: (f64::from(last.saturating_sub(first)) + prior.gap()) / k,
        days: k,
        since_last: since(last),
        last,
        first,
        interest,
        shape: prior.a + k - 1.0,
        rate: prior.b + since(first).max(1.0),
    }
}

impl Pair<'_> {
    /// [`FEATURES`].
    #[must_use]
    #[inline(never)]
    pub fn features(&self) -> [f64; FEATURES.len()] {
        let Self { whole, prior, gap, days, since_last, first, last, interest, shape, rate } = *self;
        let seen = whole.rhythm.since(first);
        let trips = whole.rhythm.since(last.saturating_add(1)) as f64;
        let basket = days / (seen as f64).max(days);
        let overdue = libm::log((since_last + 1.0) / (gap + 1.0)).clamp(-3.0, 3.0);
        [
            overdue,
            libm::log(days),
            whole.pace,
            libm::log(basket),
            log1p(gap),
            overdue * overdue,
            libm::log(shape / rate),
            prior.repeats,
            prior.buyers,
            log1p(interest),
            libm::log(interest / whole.interest).max(-10.0),
            whole.occasions,
            log1p(trips),
            log1p(trips * basket),
        ]
    }

    /// The wait until the next purchase, from now.
    #[must_use]
    pub fn wait(&self, program: &Program) -> Wait {
        if !program.has(Block::Scale) {
            return Wait { m: self.rate / self.shape, c: 1.0, a: self.shape };
        }
        let features = self.features();
        let at = |block, low: f64, high: f64| libm::exp(sum(program, block, &features).max(low).min(high));
        Wait { m: at(Block::Scale, -3.0, 9.0), c: at(Block::Shape, -1.0, 1.0), a: at(Block::Tail, -2.5, 5.0) }
    }

    /// The probability that it is bought again within 28 days: what lists of "buy it again" are ranked by.
    #[must_use]
    pub fn again(&self, program: &Program) -> f64 {
        if program.has(Block::Again) {
            return logistic(sum(program, Block::Again, &self.features()));
        }
        1.0 - self.wait(program).survival(28.0)
    }
}

/// Forecasts the topic of a memory. One bought once is known only where the program says how soon, or how long, by
/// `replenish`, `durable` or a fitted prior.
#[must_use]
pub fn forecast(
    whole: &Whole<'_>,
    t: &TopicMemory,
    topic: u16,
    profile: &Profile,
    program: &Program,
    now: Time,
) -> Forecast {
    let lifetime = f64::from(program.topic_at(topic).durable);
    let prior = program.prior(topic);
    // Only features ask for it.
    let is_fitted = program.has(Block::Again) || program.has(Block::Scale);
    let interest = if is_fitted { t.interest.long.at(now, profile.half_lives.long) } else { 0.0 };
    let today = now.day();
    let pair = pair(whole, t.bought, t.first_day, t.last_day, interest, &prior.unwrap_or(STRANGER), today);
    let rec = f64::from(today.saturating_sub(t.last_day));
    let is_gone = lifetime > 0.0 && is_worn(profile, t.key, t.last_day);
    let k = f64::from(t.bought);
    let (gap, confidence) = match prior {
        // Worn out before its time: it is due since that was said.
        _ if is_gone => (rec, 1.0),
        _ if lifetime > 0.0 => (lifetime, 1.0),
        None if t.bought > 1 => (f64::from(t.last_day.saturating_sub(t.first_day)) / (k - 1.0), 1.0 - 1.0 / k),
        None => (f64::NAN, 0.0),
        Some(_) => (pair.gap, 1.0 - 1.0 / k),
    };
    let due = match rec {
        _ if gap.is_nan() => Due::Unknown,
        // What lasts a declared time is not replaced before.
        rec if rec < if lifetime > 0.0 { gap } else { EARLY * gap } => Due::TooEarly,
        rec if rec > LATE * gap => Due::Overdue,
        _ => Due::Due,
    };
    Forecast { due, due_in: gap - rec, confidence, chance28: pair.again(program) }
}
