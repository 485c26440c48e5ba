//! Who is in which part of an experiment, as GrowthBook's SDKs draw it.

use crate::math::hash::fnv32_units;

/// Variations are at most so many; of more there are none.
const MOST_VARIATIONS: i64 = 10_000;

/// Where a value falls between 0 and 1, the same for the same seed; `None` for a version that is not 1 or 2.
///
/// Version 1 is FNV-1a (32 bits) of value and seed, modulo 1,000; version 2, which spreads without bias, that of the decimal
/// digits of FNV-1a of seed and value, modulo 10,000. Texts are hashed by UTF-16 code units.
#[must_use]
pub fn hash(seed: &str, value: &str, version: u32) -> Option<f64> {
    let fnv = |a: &str, b: &str| fnv32_units(a.encode_utf16().chain(b.encode_utf16()));
    match version {
        1 => Some(f64::from(fnv(value, seed) % 1000) / 1000.0),
        2 => Some(f64::from(fnv(&fnv(seed, value).to_string(), "") % 10_000) / 10_000.0),
        _ => None,
    }
}

/// `n` equal weights with the sum 1; none for 0, less, or more than 10,000.
#[must_use]
pub fn equal_weights(n: i64) -> Vec<f64> {
    let count = usize::try_from(n).ok().filter(|_| n <= MOST_VARIATIONS).unwrap_or(0);
    // Exact: it is below 2^53.
    vec![1.0 / n as f64; count]
}

/// The range of each of `n` variations: from the sum of the weights before it, as long as `coverage` times its own.
///
/// `coverage` is held between 0 and 1. Weights that are left out, are not `n`, or do not add up to 1 (0.99 to 1.01), are equal.
#[must_use]
pub fn bucket_ranges(n: i64, coverage: f64, weights: Option<&[f64]>) -> Vec<[f64; 2]> {
    let coverage = coverage.clamp(0.0, 1.0);
    let fair = |weights: &[f64]| (0.99..=1.01).contains(&weights.iter().fold(0.0, |sum, weight| sum + weight));
    let weights = match weights {
        Some(weights) if usize::try_from(n) == Ok(weights.len()) && fair(weights) => weights.to_vec(),
        _ => equal_weights(n),
    };
    let mut end = 0.0;
    let mut range = |weight: f64| {
        let start = end;
        end += weight;
        [start, start + coverage * weight]
    };
    weights.into_iter().map(&mut range).collect()
}

/// The first range that has `n` in it: from its start, to below its end.
#[must_use]
pub fn choose_variation(n: f64, ranges: &[[f64; 2]]) -> Option<usize> {
    ranges.iter().position(|[start, end]| (*start..*end).contains(&n))
}

/// Whether a user is in a part of a namespace: its id, and the part's start and end between 0 and 1.
#[must_use]
pub fn in_namespace(user_id: &str, (id, start, end): (&str, f64, f64)) -> bool {
    hash(&format!("__{id}"), user_id, 1).is_some_and(|n| (start..end).contains(&n))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Texts beyond ASCII: their units, not their bytes. The numbers are those of the JavaScript SDK.
    #[test]
    fn texts_are_hashed_by_units() {
        assert_eq!(hash("söt", "smör", 1), Some(0.74));
        assert_eq!(hash("\u{1f600}", "é", 2), Some(0.4059));
    }

    #[test]
    fn bounds() {
        for n in [i64::MIN, -1, 0, 10_001, i64::MAX] {
            assert!(equal_weights(n).is_empty(), "{n}");
        }
        assert_eq!(bucket_ranges(-1, 1.0, Some(&[1.0])), [[0.0; 2]; 0]);
        assert_eq!(bucket_ranges(1, f64::INFINITY, Some(&[f64::NAN])), [[0.0, 1.0]]);
        assert_eq!(choose_variation(f64::NAN, &[[0.0, 1.0]]), None);
        assert_eq!(choose_variation(0.5, &[[0.0, 0.5], [0.5, 1.0]]), Some(1));
    }
}
