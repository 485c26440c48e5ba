//! Households and the topics (product types) they bought: what a profile knows of each pair at a moment, and whether it
//! is bought again.

use super::households::{Household, LONG, SHORT};
use crate::fit::simplex::minimise;

/// What is known of one topic of one household.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    /// Topic.
    pub kind: u16,
    /// Days with a purchase.
    pub days: u32,
    /// First day.
    pub first: i32,
    /// Last day.
    pub last: i32,
    /// Lasting interest now: 5 a line, decayed.
    pub long: f64,
    /// Present interest now: 5 a line, decayed.
    pub short: f64,
    /// Day of the next purchase at or after the cut; `i32::MAX` if none is seen.
    pub next: i32,
}

/// What is known of one household, on the whole.
#[derive(Clone, Debug, Default)]
pub struct Whole {
    /// Days with an order, of the latest 64 transactions, ascending.
    pub days: Vec<i32>,
    /// Days with an order, of all time.
    pub occasions: u32,
    /// Lasting interest in all topics.
    pub long: f64,
}

/// One household at a cut.
#[derive(Clone, Debug, Default)]
pub struct Shopper {
    /// Place among the households.
    pub at: u32,
    /// The household on the whole.
    pub whole: Whole,
    /// Its topics, ascending; what is forgotten is not there.
    pub topics: Vec<Memory>,
}

/// Topics that a profile remembers.
pub const MOST_TOPICS: usize = 128;

/// All households that bought before a cut, with the topics that `most` leaves them: whenever there are more, the one of
/// the least lasting interest is forgotten, with all that was known of it.
pub fn shoppers(all: &[Household], cut: i32, most: usize) -> Vec<Shopper> {
    all.iter().enumerate().filter_map(|(at, h)| shopper(h, at as u32, cut, most)).collect()
}

fn shopper(h: &Household, at: u32, cut: i32, most: usize) -> Option<Shopper> {
    let past = h.past(cut)?;
    let mut events: Vec<(i32, u16, u32)> =
        h.bought.iter().map(|(k, d, n)| (*d, *k, *n)).filter(|e| e.0 < cut).collect();
    events.sort_unstable();
    // Levels relative to the cut, so that decay leaves their order alone.
    let weight = |lines: u32, day: i32, half: f64| 5.0 * f64::from(lines) * (-f64::from(cut - day) / half).exp2();
    let mut topics: Vec<Memory> = Vec::new();
    let mut all_long = 0.0;
    for (day, kind, lines) in events {
        let place = topics.partition_point(|t| t.kind < kind);
        if topics.get(place).is_none_or(|t| t.kind != kind) {
            topics.insert(place, Memory { kind, first: day, next: i32::MAX, ..Memory::default() });
        }
        let t = &mut topics[place];
        (t.days, t.last) = (t.days + 1, day);
        t.long += weight(lines, day, LONG);
        t.short += weight(lines, day, SHORT);
        all_long += weight(lines, day, LONG);
        if topics.len() > most {
            let weakest = (0..topics.len()).min_by(|a, b| topics[*a].long.total_cmp(&topics[*b].long)).unwrap_or(0);
            topics.remove(weakest);
        }
    }
    for (kind, day, _) in &h.bought {
        if *day >= cut
            && let Ok(place) = topics.binary_search_by_key(kind, |t| t.kind)
        {
            let next = &mut topics[place].next;
            *next = (*next).min(*day);
        }
    }
    let whole = Whole { days: past.days(), occasions: past.occasions, long: all_long };
    Some(Shopper { at, whole, topics })
}

/// What is known of a topic, of all customers.
#[derive(Clone, Copy, Debug)]
pub struct Prior {
    /// Shape of the Poisson-Gamma prior (Bhagat et al., KDD 2018): a pair's rate a day is drawn from a Gamma; purchase
    /// days after the first are counted over the days since the first.
    pub a: f64,
    /// Its rate, in days.
    pub b: f64,
    /// Share of buyers with a second day.
    pub repeats: f64,
    /// Buyers; of a [`Compact`] the logarithm of their share of the customers.
    pub buyers: f64,
}

/// A prior in four bytes.
#[derive(Clone, Copy, Debug)]
pub struct Compact(pub [u8; 4]);

/// From which number to which a byte of it goes: ln a, ln b, the share that repeats, ln of the share that bought.
pub const RANGES: [(f64, f64); 4] = [(-6.0, 6.0), (-3.0, 9.0), (0.0, 1.0), (-7.0, 0.0)];

impl Compact {
    /// Rounds; what nobody bought yet counts as bought by half a customer.
    pub fn new(p: &Prior, customers: f64) -> Self {
        let numbers = [p.a.ln(), p.b.ln(), p.repeats, (p.buyers.max(0.5) / customers).ln()];
        let mut bytes = [0; 4];
        for ((byte, x), (low, high)) in bytes.iter_mut().zip(numbers).zip(RANGES) {
            *byte = ((x - low) / (high - low) * 255.0).round().clamp(0.0, 255.0) as u8;
        }
        Self(bytes)
    }

    /// Reads.
    pub fn prior(self) -> Prior {
        let at = |i: usize| RANGES[i].0 + (RANGES[i].1 - RANGES[i].0) * f64::from(self.0[i]) / 255.0;
        Prior { a: at(0).exp(), b: at(1).exp(), repeats: at(2), buyers: at(3) }
    }
}

/// Topics with fewer buyers take the prior of all.
pub const FEWEST: usize = 50;

/// Priors by topic, from what was bought before a cut.
pub fn priors(shoppers: &[Shopper], topics: usize, cut: i32) -> Vec<Prior> {
    let mut counts: Vec<Vec<(u32, f64)>> = vec![Vec::new(); topics];
    let mut all = Vec::new();
    for s in shoppers {
        for t in &s.topics {
            let one = (t.days - 1, f64::from((cut - t.first).max(1)));
            counts[usize::from(t.kind)].push(one);
            all.push(one);
        }
    }
    let some: Vec<_> = all.into_iter().step_by(7).collect();
    let (a, b) = gamma(&some, [0.0, 100f64.ln()]);
    counts
        .iter()
        .map(|of| {
            let (a, b) = if of.len() < FEWEST { (a, b) } else { gamma(of, [a.ln(), b.ln()]) };
            let repeats = of.iter().filter(|(x, _)| *x > 0).count() as f64;
            Prior { a, b, repeats: repeats / (of.len() as f64).max(1.0), buyers: of.len() as f64 }
        })
        .collect()
}

/// Gamma's shape and rate by the likelihood of counts over times (negative binomial), within the reference's bounds.
fn gamma(counts: &[(u32, f64)], start: [f64; 2]) -> (f64, f64) {
    let read = |q: &[f64]| (q[0].clamp(-6.0, 6.0).exp(), q[1].clamp(-3.0, 9.0).exp());
    let cost = |q: &[f64]| -> f64 {
        let (a, b) = read(q);
        let mut rising = vec![0.0];
        let a_ln_b = a * b.ln();
        let one = |(x, t): &(u32, f64)| {
            while rising.len() <= *x as usize {
                rising.push(rising[rising.len() - 1] + (a + rising.len() as f64 - 1.0).ln());
            }
            let x = f64::from(*x);
            rising[x as usize] + a_ln_b + x * t.ln() - (a + x) * (b + t).ln()
        };
        -counts.iter().map(one).sum::<f64>() / counts.len() as f64
    };
    let (q, _) = minimise(&start, 0.4, 80, cost);
    read(&q)
}

/// The Poisson-Gamma forecast of a pair: shape and rate of its posterior.
pub fn posterior(t: &Memory, prior: &Prior, cut: i32) -> (f64, f64) {
    (prior.a + f64::from(t.days - 1), prior.b + f64::from((cut - t.first).max(1)))
}
