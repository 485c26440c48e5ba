//! Regression of waiting times that are censored, with Burr's distribution (type XII): Weibull times whose scale varies
//! as a Gamma, so that a part hardly ever ends.
//!
//! ```text
//! S(t) = (1 + (t / m)^c / a)^-a       ln m, ln c, ln a: each an intercept and a weight a feature
//! t(u) = m (a ((1 - u)^(-1 / a) - 1))^(1 / c)
//! ```
//!
//! With c = 1 it is Poisson-Gamma's; large `a` makes it Weibull's. The distribution is the engine's ([`Wait`]).

use super::descent::minimise;
use trogen::scores::replenish::Wait;

/// One wait that was seen: it ended in the day that begins at `from`, or was still going on then.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// Whole days.
    pub from: f64,
    /// Whether it ended.
    pub ended: bool,
}

/// Weights: of ln m for all features; of ln c and ln a for the first few of them. Each with its intercept first.
#[derive(Clone, Debug)]
pub struct Fit {
    /// Of ln m.
    pub scale: Vec<f64>,
    /// Of ln c.
    pub shape: Vec<f64>,
    /// Of ln a.
    pub tail: Vec<f64>,
}

/// Mean negative log likelihood of waits, days being the unit of observation.
pub fn loss(waits: &[Seen], of: impl Fn(usize) -> Wait) -> f64 {
    let one = |(i, w): (usize, &Seen)| {
        let burr = of(i);
        let rest = if w.ended { burr.survival(w.from + 1.0) } else { 0.0 };
        -(burr.survival(w.from) - rest).max(1e-12).ln()
    };
    waits.iter().enumerate().map(one).sum::<f64>() / waits.len() as f64
}

/// Fits on rows of `width` features; the first `few` have weights in the shapes too.
pub fn fit(rows: &[f64], width: usize, few: usize, waits: &[Seen]) -> Fit {
    let n = waits.len() as f64;
    let mut mean = vec![0.0; width];
    let mut sd = vec![0.0; width];
    for row in rows.chunks_exact(width) {
        mean.iter_mut().zip(row).for_each(|(m, x)| *m += x / n);
    }
    for row in rows.chunks_exact(width) {
        sd.iter_mut().zip(row).zip(&mean).for_each(|((s, x), m)| *s += (x - m).powi(2) / n);
    }
    let sd: Vec<f64> = sd.iter().map(|s| s.sqrt().max(1e-9)).collect();
    let z: Vec<f64> = rows
        .chunks_exact(width)
        .flat_map(|r| (0..width).map(|i| (r[i] - mean[i]) / sd[i]).collect::<Vec<_>>())
        .collect();

    let (shape_at, tail_at, all) = (width + 1, width + few + 2, width + 2 * few + 3);
    let cost = |q: &[f64]| -> (f64, Vec<f64>) {
        let (mut sum, mut slope) = (0.0, vec![0.0; all]);
        for (z, wait) in z.chunks_exact(width).zip(waits) {
            let at = |from: usize, k: usize| q[from] + (0..k).map(|i| q[from + 1 + i] * z[i]).sum::<f64>();
            let (mu, c, ln_a) =
                (at(0, width), at(shape_at, few).clamp(-1.0, 1.0).exp(), at(tail_at, few).clamp(-2.5, 5.0));
            let a = ln_a.exp();
            // Survival and its derivatives by ln m, ln c, ln a.
            let part = |t: f64| -> [f64; 4] {
                if t <= 0.0 {
                    return [1.0, 0.0, 0.0, 0.0];
                }
                let z = c * (t.ln() - mu);
                let w = z - ln_a;
                let soft = if w > 30.0 { w } else { w.exp().ln_1p() };
                let up = 1.0 / (1.0 + (-w).exp());
                let s = (-a * soft).exp();
                [s, a * s * up * c, -a * s * up * z, -a * s * (soft - up)]
            };
            let mut d = part(wait.from);
            if wait.ended {
                part(wait.from + 1.0).iter().zip(&mut d).for_each(|(p, d)| *d -= p);
            }
            let p = d[0].max(1e-12);
            sum -= p.ln();
            for (from, k, by) in [(0, width, d[1]), (shape_at, few, d[2]), (tail_at, few, d[3])] {
                let by = -by / p;
                slope[from] += by;
                (0..k).for_each(|i| slope[from + 1 + i] += by * z[i]);
            }
        }
        // A slight penalty on all but the intercepts.
        for (i, q) in q.iter().enumerate().filter(|(i, _)| ![0, shape_at, tail_at].contains(i)) {
            sum += 0.5 * q * q;
            slope[i] += q;
        }
        (sum / n, slope.into_iter().map(|s| s / n).collect())
    };
    let mut start = vec![0.0; all];
    start[0] = 4.0;
    let (q, _) = minimise(&start, 150, cost);
    let plain = |from: usize, k: usize| {
        let weights: Vec<f64> = (0..k).map(|i| q[from + 1 + i] / sd[i]).collect();
        let shift: f64 = weights.iter().zip(&mean).map(|(w, m)| w * m).sum();
        [vec![q[from] - shift], weights].concat()
    };
    Fit { scale: plain(0, width), shape: plain(shape_at, few), tail: plain(tail_at, few) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::resample::Dice;

    fn quantile(b: &Wait, u: f64) -> f64 {
        b.m * (b.a * ((1.0 - u).powf(-1.0 / b.a) - 1.0)).powf(1.0 / b.c)
    }

    #[test]
    fn a_quantile_is_where_survival_says() {
        let b = Wait { m: 20.0, c: 1.4, a: 0.7 };
        for u in [0.05, 0.5, 0.975] {
            assert!((b.survival(quantile(&b, u)) - (1.0 - u)).abs() < 1e-12);
        }
        let p = Wait { m: 10.0, c: 1.0, a: 2.0 };
        assert!((p.survival(10.0) - 1.5f64.powi(-2)).abs() < 1e-12);
    }

    #[test]
    fn what_was_drawn_is_found_again_in_spite_of_censoring() {
        let mut dice = Dice(7);
        let (mut rows, mut waits) = (Vec::new(), Vec::new());
        for i in 0..20_000 {
            let x = f64::from(i % 2);
            let t = quantile(&Wait { m: (3.0 + 0.5 * x).exp(), c: 1.3, a: 1.5 }, dice.unit()).floor();
            rows.push(x);
            waits.push(Seen { from: t.min(60.0), ended: t < 60.0 });
        }
        let f = fit(&rows, 1, 0, &waits);
        assert!((f.scale[0] - 3.0).abs() < 0.08 && (f.scale[1] - 0.5).abs() < 0.06, "{f:?}");
        assert!((f.shape[0] - 1.3f64.ln()).abs() < 0.06 && (f.tail[0] - 1.5f64.ln()).abs() < 0.25, "{f:?}");
    }
}
