//! Nelder and Mead's simplex (1965): a few parameters, no derivatives.

/// Minimises `f` from `start` with first steps of `step`; gives the place and the value there.
pub fn minimise(start: &[f64], step: f64, rounds: usize, f: impl Fn(&[f64]) -> f64) -> (Vec<f64>, f64) {
    let n = start.len();
    let mut corners: Vec<(Vec<f64>, f64)> = (0..=n)
        .map(|i| {
            let mut x = start.to_vec();
            if i > 0 {
                x[i - 1] += step;
            }
            let y = f(&x);
            (x, y)
        })
        .collect();
    for _ in 0..rounds {
        corners.sort_by(|a, b| a.1.total_cmp(&b.1));
        if corners[n].1 - corners[0].1 < 1e-10 * (1.0 + corners[0].1.abs()) {
            break;
        }
        let centre: Vec<f64> = (0..n).map(|d| corners[..n].iter().map(|c| c.0[d]).sum::<f64>() / n as f64).collect();
        let worst = corners[n].clone();
        let at = |far: f64| -> (Vec<f64>, f64) {
            let x: Vec<f64> = centre.iter().zip(&worst.0).map(|(c, w)| c + far * (c - w)).collect();
            let y = f(&x);
            (x, y)
        };
        let reflected = at(1.0);
        corners[n] = if reflected.1 < corners[0].1 {
            let expanded = at(2.0);
            if expanded.1 < reflected.1 { expanded } else { reflected }
        } else if reflected.1 < corners[n - 1].1 {
            reflected
        } else {
            let contracted = at(if reflected.1 < worst.1 { 0.5 } else { -0.5 });
            if contracted.1 < worst.1.min(reflected.1) {
                contracted
            } else {
                let best = corners[0].0.clone();
                for corner in corners.iter_mut().skip(1) {
                    corner.0.iter_mut().zip(&best).for_each(|(x, b)| *x = (*x + b) / 2.0);
                    corner.1 = f(&corner.0);
                }
                continue;
            }
        };
    }
    corners.sort_by(|a, b| a.1.total_cmp(&b.1));
    corners.swap_remove(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rosenbrocks_valley_is_walked() {
        let (x, _) =
            minimise(&[-1.2, 1.0], 0.5, 2000, |x| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0].powi(2)).powi(2));
        assert!((x[0] - 1.0).abs() < 1e-3 && (x[1] - 1.0).abs() < 1e-3);
    }
}
