//! What a shop knows of each topic: priors of the rate at which a customer buys it again, fitted on what all bought.

use super::households::Household;
use crate::fit::simplex::minimise;
use serde_json::{Map, Value, json};
use trogen::program::Prior;

/// Topics with fewer buyers take the prior of all.
const FEWEST: usize = 50;
/// What the compiler takes (`TopicModel` in `program.schema.json`): shape and rate in days.
const SHAPES: (f64, f64) = (0.001, 400.0);
const RATES: (f64, f64) = (0.05, 8000.0);

/// Priors by topic, from what was bought before a cut: Poisson-Gamma (Bhagat et al., KDD 2018). A pair's rate a day is drawn
/// from a Gamma; purchase days after the first are counted over the days since the first. What nobody bought yet counts as
/// bought by half a customer.
pub fn priors(all: &[Household], topics: usize, cut: i32) -> Vec<Prior> {
    let mut counts: Vec<Vec<(u32, f64)>> = vec![Vec::new(); topics];
    let (mut pairs, mut customers) = (Vec::new(), 0.0);
    for h in all {
        let of = h.counts(cut);
        customers += f64::from(u8::from(!of.is_empty()));
        for (kind, days, first) in of {
            let one = (days - 1, f64::from((cut - first).max(1)));
            counts[usize::from(kind)].push(one);
            pairs.push(one);
        }
    }
    let some: Vec<_> = pairs.into_iter().step_by(7).collect();
    let (a, b) = gamma(&some, [0.0, 100f64.ln()]);
    let prior = |of: &Vec<(u32, f64)>| {
        let (a, b) = if of.len() < FEWEST { (a, b) } else { gamma(of, [a.ln(), b.ln()]) };
        let (n, repeats) = (of.len() as f64, of.iter().filter(|(x, _)| *x > 0).count() as f64);
        Prior { a, b, repeats: repeats / n.max(1.0), buyers: (n.max(0.5) / customers).ln() }
    };
    counts.iter().map(prior).collect()
}

/// Priors as `models.topics` of a program says them; the compiler makes four bytes of each.
pub fn declared(priors: &[Prior]) -> Value {
    let one = |(i, p): (usize, &Prior)| {
        let said = json!({
            "shape": p.a.clamp(SHAPES.0, SHAPES.1), "rate": p.b.clamp(RATES.0, RATES.1),
            "repeats": p.repeats, "buyers": p.buyers.exp(),
        });
        (format!("t{i}"), said)
    };
    Value::Object(priors.iter().enumerate().map(one).collect::<Map<_, _>>())
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
