//! L-BFGS (Nocedal 1980) with backtracking: some dozens of parameters, with derivatives.

use std::collections::VecDeque;

/// Steps remembered.
const MEMORY: usize = 12;

/// Minimises `f`, which gives value and gradient, from `start`; gives the place and the value there.
pub fn minimise(start: &[f64], rounds: usize, f: impl Fn(&[f64]) -> (f64, Vec<f64>)) -> (Vec<f64>, f64) {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let mut x = start.to_vec();
    let (mut y, mut g) = f(&x);
    let mut past: VecDeque<(Vec<f64>, Vec<f64>)> = VecDeque::new();
    for _ in 0..rounds {
        // Two loops: the inverse Hessian times the gradient.
        let mut way = g.clone();
        let mut shares = Vec::new();
        for (s, q) in past.iter().rev() {
            let share = dot(s, &way) / dot(s, q);
            way.iter_mut().zip(q).for_each(|(w, q)| *w -= share * q);
            shares.push(share);
        }
        let size = past.back().map_or(0.1 / dot(&g, &g).sqrt().max(1e-12), |(s, q)| dot(s, q) / dot(q, q));
        way.iter_mut().for_each(|w| *w *= size);
        for ((s, q), share) in past.iter().zip(shares.iter().rev()) {
            let back = share - dot(q, &way) / dot(s, q);
            way.iter_mut().zip(s).for_each(|(w, s)| *w += back * s);
        }
        let slope = -dot(&g, &way);
        let mut step = 1.0;
        let (next, value, gradient) = loop {
            let next: Vec<f64> = x.iter().zip(&way).map(|(x, w)| x - step * w).collect();
            let (value, gradient) = f(&next);
            if value <= y + 1e-4 * step * slope || step < 1e-8 {
                break (next, value, gradient);
            }
            step *= 0.4;
        };
        let (s, q): (Vec<f64>, Vec<f64>) =
            (next.iter().zip(&x).map(|(a, b)| a - b).collect(), gradient.iter().zip(&g).map(|(a, b)| a - b).collect());
        let is_done = (y - value).abs() < 1e-9 * (1.0 + y.abs());
        if dot(&s, &q) > 1e-14 {
            past.push_back((s, q));
            if past.len() > MEMORY {
                past.pop_front();
            }
        }
        (x, y, g) = (next, value, gradient);
        if is_done {
            break;
        }
    }
    (x, y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rosenbrocks_valley_is_walked() {
        let f = |x: &[f64]| {
            let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
            (a * a + 100.0 * b * b, vec![-2.0 * a - 400.0 * x[0] * b, 200.0 * b])
        };
        let (x, _) = minimise(&[-1.2, 1.0], 400, f);
        assert!((x[0] - 1.0).abs() < 1e-3 && (x[1] - 1.0).abs() < 1e-3, "{x:?}");
    }
}
