//! The one piece of hypergeometric function that the purchase process needs, in two series that never divide 0 by 0.
//!
//! With `c > -1`, `p > 0`, `y >= 0`, `z = y / (1 + y)` and any `e > -1`:
//!
//! ```text
//! deficit(p, e, c, y) = c (1 - G) / e, G = (1 - z)^p 2F1(p, c - e; c; z)
//!                                        = (1 - z)^e 2F1(c - p, e; c; z)      (Euler,  DLMF 15.8.1)
//!                                        = 2F1(p, e; c; -y)                   (Pfaff,  DLMF 15.8.1)
//! ```
//!
//! Both right-hand sides are `1 + e / c * (...)`, so the divisions by `e` and `c` are done on paper: `e = 0` (the
//! purchase process at a = 1) and `c = 0` (at a + b = 1) are as good as any other value. The Pfaff series keeps full precision for small `y`, where Euler's
//! cancels; Euler's converges for every `y`, where Pfaff's stops at `y = 1`.

use super::elementary::{expm1, log1p};

/// Terms after which a series is cut. Euler's needs about `36 (1 + y)` of them; a program's parameters are bounded so
/// that the engine's own horizons stay far below.
const MOST_TERMS: u32 = 4_000_000;
/// A term this small beside its sum no longer changes it.
const NEGLIGIBLE: f64 = 1e-17;

/// `c (1 - 2F1(p, e; c; -y)) / e`, continued through `e = 0` and `c = 0`. Grows with `y` from 0 at `y = 0`.
#[must_use]
pub fn deficit(p: f64, e: f64, c: f64, y: f64) -> f64 {
    if y <= 0.0 {
        return 0.0;
    }
    // Below this the alternating series' first term is its largest.
    if y * ((p + 1.0) / (c + 1.0)).max(1.0) <= 0.5 { -tail(p, e, c, -y) } else { euler(p, e, c, y) }
}

/// `-(c M + S (1-z)^e)` with `(1-z)^e = 1 + e M` and `2F1(c-p, e; c; z) = 1 + e S / c`.
fn euler(p: f64, e: f64, c: f64, y: f64) -> f64 {
    let log = -log1p(y);
    let m = if e == 0.0 { log } else { expm1(e * log) / e };
    let s = tail(c - p, e, c, y / (1.0 + y));
    -(c * m + s * libm::exp(e * log))
}

/// `c (2F1(a, e; c; z) - 1) / e = sum_{k>=1} (a)_k (1+e)_{k-1} / ((c+1)_{k-1} k!) z^k`, for `|z| < 1`.
fn tail(a: f64, e: f64, c: f64, z: f64) -> f64 {
    let mut term = a * z;
    let mut sum = term;
    let mut k = 1.0;
    for _ in 0..MOST_TERMS {
        let ratio = (a + k) * (e + k) / ((c + k) * (k + 1.0)) * z;
        term *= ratio;
        sum += term;
        // Terms may grow before they shrink: only a shrinking one may end the sum, by the bound of its geometric tail.
        let shrink = ratio.abs().max(z.abs());
        if shrink < 1.0 && term.abs() <= NEGLIGIBLE * sum.abs() * (1.0 - shrink) {
            break;
        }
        k += 1.0;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-12 * b.abs()
    }

    #[test]
    fn the_two_series_meet() {
        for (p, e, c) in [(0.24, -0.2, 2.2), (0.24, 0.0, 2.2), (3.0, 0.7, 4.5), (12.0, -0.9, 15.0), (300.0, 0.4, 301.0)]
        {
            for y in [0.2, 0.35, 0.5] {
                assert!(close(-tail(p, e, c, -y), euler(p, e, c, y)), "{p} {e} {c} {y}");
            }
        }
    }

    #[test]
    fn closed_forms() {
        // 2F1(c, e; c; -y) = (1 + y)^-e.
        for (e, c, y) in [(0.5f64, 3.0, 7.0f64), (-0.3, 2.0, 0.1), (2.0, 1.5, 40.0)] {
            let expected = c * (1.0 - libm::pow(1.0 + y, -e)) / e;
            assert!(close(deficit(c, e, c, y), expected));
        }
        // e -> 0, p = c: ln(1 + y).
        assert!(close(deficit(2.0, 0.0, 2.0, 9.0), 2.0 * libm::log(10.0)));
        assert_eq!(deficit(1.0, 0.3, 2.0, 0.0), 0.0);
    }
}
