//! ln(1 + x) and e^x - 1 without cancellation, from `exp` and `log` alone, by Kahan's corrections: a few units in the last
//! place, for a quarter of the bytes of functions of their own.

/// ln(1 + x) for x > -1. D. Goldberg, "What Every Computer Scientist Should Know About Floating-Point Arithmetic", 1991,
/// theorem 4.
#[must_use]
#[inline(never)]
pub fn log1p(x: f64) -> f64 {
    let u = 1.0 + x;
    let d = u - 1.0;
    if d == 0.0 || u.is_infinite() { x } else { libm::log(u) * (x / d) }
}

/// e^x - 1. N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., section 1.14.1.
#[must_use]
pub fn expm1(x: f64) -> f64 {
    let u = libm::exp(x);
    let d = u - 1.0;
    if u == 1.0 {
        x
    } else if d == -1.0 || u.is_infinite() {
        d
    } else {
        d * (x / libm::log(u))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_the_library_has_them(m in 1.0f64..10.0, e in -300i32..2, negative: bool) {
            let x = m * libm::pow(10.0, f64::from(e)) * if negative { -0.01 } else { 1.0 };
            let (a, b) = (libm::log1p(x), libm::expm1(x));
            prop_assert!((log1p(x) - a).abs() <= 4.0 * f64::EPSILON * a.abs(), "log1p {x}");
            prop_assert!((expm1(x) - b).abs() <= 4.0 * f64::EPSILON * b.abs(), "expm1 {x}");
        }
    }

    #[test]
    fn the_ends() {
        assert_eq!((log1p(0.0), expm1(0.0)), (0.0, 0.0));
        assert_eq!(expm1(-800.0), -1.0);
        assert_eq!(expm1(800.0), f64::INFINITY);
        assert_eq!(log1p(f64::INFINITY), f64::INFINITY);
    }
}
