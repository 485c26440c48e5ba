//! Bootstrap over clusters: households are drawn with replacement, with all their rows.

/// A small generator (SplitMix64; Steele, Lea & Flood 2014): the same numbers on every machine.
pub struct Dice(pub u64);

impl Dice {
    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, but not, `n`.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// A number from 0 up to, but not, 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// The middle 95 % of a statistic over resamples of `clusters` clusters; it is given how often each was drawn. Pairing is
/// the statistic's: let it compute both models' figures and give their difference.
pub fn interval(clusters: usize, resamples: usize, statistic: impl Fn(&[u32]) -> f64) -> (f64, f64) {
    let [low, high] = quantiles(clusters, resamples, [0.025, 0.975], statistic);
    (low, high)
}

/// The lower end of the one-sided 95 % interval of a statistic, as [`interval`].
pub fn lower(clusters: usize, resamples: usize, statistic: impl Fn(&[u32]) -> f64) -> f64 {
    let [low] = quantiles(clusters, resamples, [0.05], statistic);
    low
}

fn quantiles<const N: usize>(
    clusters: usize,
    resamples: usize,
    shares: [f64; N],
    statistic: impl Fn(&[u32]) -> f64,
) -> [f64; N] {
    let mut dice = Dice(20_171_001);
    let mut values: Vec<f64> = (0..resamples)
        .map(|_| {
            let mut weights = vec![0; clusters];
            (0..clusters).for_each(|_| weights[dice.below(clusters)] += 1);
            statistic(&weights)
        })
        .collect();
    values.sort_by(f64::total_cmp);
    shares.map(|share| values[((resamples as f64 - 1.0) * share).round() as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_mean_is_about_two_standard_errors_wide() {
        // 400 clusters of 0 and 1 in turns: the standard error of the mean is .025.
        let mean = |w: &[u32]| w.iter().enumerate().map(|(i, w)| f64::from(*w) * (i % 2) as f64).sum::<f64>() / 400.0;
        let (low, high) = interval(400, 2000, mean);
        assert!((low - 0.451).abs() < 0.006 && (high - 0.549).abs() < 0.006, "{low} {high}");
    }
}
