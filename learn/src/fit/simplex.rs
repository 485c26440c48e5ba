//! Nelder & Mead's simplex ("A simplex method for function minimization", Computer Journal 7, 1965), for a few parameters and
//! no derivatives; begun anew where it stopped, since a simplex may collapse before it arrives.

/// Minimises `f` from `start` with first steps of `step`; gives the place and the value there.
pub fn minimise(start: &[f64], step: f64, rounds: usize, f: impl Fn(&[f64]) -> f64) -> (Vec<f64>, f64) {
    let n = start.len();
    // What is no number is worse than any.
    let f = |x: &[f64]| Some(f(x)).filter(|y| !y.is_nan()).unwrap_or(f64::INFINITY);
    let corner = |x: Vec<f64>| {
        let y = f(&x);
        (x, y)
    };
    let mut corners: Vec<(Vec<f64>, f64)> = (0..=n)
        .map(|i| corner(start.iter().enumerate().map(|(d, x)| if d + 1 == i { x + step } else { *x }).collect()))
        .collect();
    for _ in 0..rounds {
        corners.sort_by(|a, b| a.1.total_cmp(&b.1));
        let width = |d: usize| corners.iter().map(|c| (c.0[d] - corners[0].0[d]).abs()).fold(0.0, f64::max);
        if corners[n].1 - corners[0].1 <= 1e-15 * (1.0 + corners[0].1.abs()) && (0..n).all(|d| width(d) < 1e-7) {
            break;
        }
        let centre: Vec<f64> = (0..n).map(|d| corners[..n].iter().map(|c| c.0[d]).sum::<f64>() / n as f64).collect();
        let worst = corners[n].clone();
        let at = |far: f64| corner(centre.iter().zip(&worst.0).map(|(c, w)| c + far * (c - w)).collect());
        let reflected = at(1.0);
        if reflected.1 < corners[0].1 {
            let expanded = at(2.0);
            corners[n] = if expanded.1 < reflected.1 { expanded } else { reflected };
        } else if reflected.1 < corners[n - 1].1 {
            corners[n] = reflected;
        } else {
            let contracted = at(if reflected.1 < worst.1 { 0.5 } else { -0.5 });
            if contracted.1 < worst.1.min(reflected.1) {
                corners[n] = contracted;
            } else {
                let best = corners[0].0.clone();
                for shrunk in corners.iter_mut().skip(1) {
                    *shrunk = corner(shrunk.0.iter().zip(&best).map(|(x, b)| (x + b) / 2.0).collect());
                }
            }
        }
    }
    corners.sort_by(|a, b| a.1.total_cmp(&b.1));
    corners.swap_remove(0)
}

/// Parameters above 0 that minimise `f`: from each of `starts` on the logarithmic scale, then from the best with ever smaller
/// steps until nothing is gained. Every parameter stays between e^-12 and e^12.
pub fn positive(starts: &[&[f64]], f: impl Fn(&[f64]) -> f64) -> (Vec<f64>, f64) {
    let value = |logs: &[f64]| {
        let out = logs.iter().map(|x| (x.abs() - 12.0).max(0.0)).sum::<f64>();
        f(&exp(logs)) + out
    };
    let logs = |start: &&[f64]| start.iter().map(|x| x.ln()).collect::<Vec<_>>();
    let mut best = (starts.first().map(logs).unwrap_or_default(), f64::INFINITY);
    for start in starts {
        let found = minimise(&logs(start), 0.5, 800, value);
        if found.1 < best.1 {
            best = found;
        }
    }
    for step in [0.2, 0.1, 0.05, 0.02, 0.01, 0.005] {
        let found = minimise(&best.0, step, 800, value);
        if found.1 <= best.1 {
            best = found;
        }
    }
    (exp(&best.0), best.1)
}

fn exp(logs: &[f64]) -> Vec<f64> {
    logs.iter().map(|x| x.clamp(-12.0, 12.0).exp()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rosenbrocks_valley_is_walked() {
        let valley = |x: &[f64]| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0].powi(2)).powi(2);
        let (x, _) = minimise(&[-1.2, 1.0], 0.5, 2000, valley);
        assert!((x[0] - 1.0).abs() < 1e-6 && (x[1] - 1.0).abs() < 1e-6, "{x:?}");
        let (x, _) = positive(&[&[9.0, 0.1], &[0.1, 5.0]], valley);
        assert!((x[0] - 1.0).abs() < 1e-6 && (x[1] - 1.0).abs() < 1e-6, "{x:?}");
    }

    #[test]
    fn holes_and_edges_do_not_catch_it() {
        let (x, y) = positive(&[&[1.0]], |x| if x[0] > 3.0 { f64::NAN } else { -x[0] });
        assert!((x[0] - 3.0).abs() < 1e-3 && y < -2.99);
        let (x, _) = positive(&[&[1.0]], |x| 1.0 / x[0]);
        assert!(x[0] <= 12f64.exp());
    }
}
