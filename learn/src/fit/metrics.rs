//! How good scores and probabilities are. All are deterministic; weights let a bootstrap reuse a sorted order.

use std::cmp::Ordering;

/// Area under the ROC curve; ties count half. `NaN` where one of the classes is empty.
pub fn auc(hits: &[bool], scores: &[f64]) -> f64 {
    Ranking::new(hits, scores).auc(&vec![1; hits.len()])
}

/// Rows in the order of their scores, so that the AUC of many resamples costs one sort.
pub struct Ranking<'a> {
    hits: &'a [bool],
    scores: &'a [f64],
    order: Vec<u32>,
}

impl<'a> Ranking<'a> {
    /// Sorts the rows.
    pub fn new(hits: &'a [bool], scores: &'a [f64]) -> Self {
        let mut order: Vec<u32> = (0..scores.len() as u32).collect();
        order.sort_by(|a, b| scores[*a as usize].total_cmp(&scores[*b as usize]));
        Self { hits, scores, order }
    }

    /// The AUC where row `i` stands `weights[i]` times.
    pub fn auc(&self, weights: &[u32]) -> f64 {
        let (mut misses, mut hits, mut pairs) = (0.0, 0.0, 0.0);
        let mut i = 0;
        while i < self.order.len() {
            let (score, mut tied_hits, mut tied_misses) = (self.scores[self.order[i] as usize], 0.0, 0.0);
            // What is no number ties with its like.
            let is_tied = |r: &usize| self.scores[*r] == score || (self.scores[*r].is_nan() && score.is_nan());
            while let Some(row) = self.order.get(i).map(|r| *r as usize).filter(is_tied) {
                if self.hits[row] {
                    tied_hits += f64::from(weights[row]);
                } else {
                    tied_misses += f64::from(weights[row]);
                }
                i += 1;
            }
            pairs += tied_hits * (misses + tied_misses / 2.0);
            hits += tied_hits;
            misses += tied_misses;
        }
        pairs / (hits * misses)
    }
}

/// Average precision: the sum over thresholds of precision times the recall gained (scikit-learn's definition).
pub fn average_precision(hits: &[bool], scores: &[f64]) -> f64 {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
    let all = hits.iter().filter(|h| **h).count() as f64;
    let (mut found, mut sum, mut i) = (0.0, 0.0, 0);
    while i < order.len() {
        let (score, before) = (scores[order[i]], found);
        while let Some(row) = order.get(i).filter(|r| scores[**r] == score) {
            found += f64::from(u8::from(hits[*row]));
            i += 1;
        }
        sum += (found - before) / all * found / i as f64;
    }
    sum
}

/// Mean squared error of probabilities.
pub fn brier(hits: &[bool], p: &[f64]) -> f64 {
    hits.iter().zip(p).map(|(h, p)| (p - f64::from(u8::from(*h))).powi(2)).sum::<f64>() / p.len() as f64
}

/// Mean negative log likelihood of probabilities, clipped to 1e-6 from either end.
pub fn log_loss(hits: &[bool], p: &[f64]) -> f64 {
    let one = |h: bool, p: f64| {
        let p = p.clamp(1e-6, 1.0 - 1e-6);
        if h { -p.ln() } else { -(1.0 - p).ln() }
    };
    hits.iter().zip(p).map(|(h, p)| one(*h, *p)).sum::<f64>() / p.len() as f64
}

/// What a list of ten holds, per household that has something to find.
pub struct Lists {
    /// Share of the ten that were hits, by household.
    pub precision: Vec<f64>,
    /// Normalised discounted cumulative gain, by household.
    pub ndcg: Vec<f64>,
}

impl Lists {
    /// Macro means of precision and of NDCG.
    pub fn means(&self) -> (f64, f64) {
        (mean(&self.precision), mean(&self.ndcg))
    }
}

/// Mean of numbers.
pub fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

/// The best ten of each group. Rows of a group stand together; of equal scores the earlier row goes first.
/// Groups without a hit are passed over.
pub fn lists(groups: &[u32], hits: &[bool], scores: &[f64]) -> Lists {
    let mut lists = Lists { precision: Vec::new(), ndcg: Vec::new() };
    let mut start = 0;
    while start < groups.len() {
        let end = start + groups[start..].iter().take_while(|g| **g == groups[start]).count();
        let all = hits[start..end].iter().filter(|h| **h).count();
        if all > 0 {
            let mut order: Vec<usize> = (start..end).collect();
            let down = |a: &usize, b: &usize| scores[*b].partial_cmp(&scores[*a]).unwrap_or(Ordering::Equal);
            order.sort_by(down);
            let gain = |place: usize| 1.0 / (place as f64 + 2.0).log2();
            let best = order.iter().take(10).enumerate().filter(|(_, row)| hits[**row]);
            let (found, dcg) = best.fold((0.0, 0.0), |(n, sum), (place, _)| (n + 1.0, sum + gain(place)));
            lists.precision.push(found / 10.0);
            lists.ndcg.push(dcg / (0..all.min(10)).map(gain).sum::<f64>());
        }
        start = end;
    }
    lists
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-12, "{a} {b}");
    }

    #[test]
    fn ties_count_half_in_the_auc() {
        // Pairs: .8 > .4, .8 > .5, .5 > .4, .5 = .5: 3.5 of 4.
        near(auc(&[false, false, true, true], &[0.4, 0.5, 0.8, 0.5]), 3.5 / 4.0);
        near(auc(&[true, false], &[1.0, 1.0]), 0.5);
        near(auc(&[true, false], &[f64::NAN, f64::NAN]), 0.5);
    }

    #[test]
    fn a_row_of_weight_two_counts_as_two_rows() {
        let (hits, scores) = ([true, false, true, false], [3.0, 2.0, 1.0, 0.5]);
        let twice = auc(&[true, false, false, true, false], &[3.0, 2.0, 2.0, 1.0, 0.5]);
        near(Ranking::new(&hits, &scores).auc(&[1, 2, 1, 1]), twice);
    }

    #[test]
    fn average_precision_is_that_of_scikit_learn() {
        // The example of its documentation: 0.8333.
        near(average_precision(&[false, false, true, true], &[0.1, 0.4, 0.35, 0.8]), 0.5 + 0.5 * 2.0 / 3.0);
        near(average_precision(&[true, false], &[1.0, 1.0]), 0.5);
    }

    #[test]
    fn lists_pass_over_groups_without_hits() {
        let l = lists(&[1, 1, 1, 2], &[false, true, true, false], &[3.0, 2.0, 1.0, 9.0]);
        let third = 1.0 / 4.0f64.log2();
        near(l.precision[0], 0.2);
        near(l.ndcg[0], (1.0 / 3.0f64.log2() + third) / (1.0 + 1.0 / 3.0f64.log2()));
        assert_eq!(l.precision.len(), 1);
    }

    #[test]
    fn probabilities_are_scored() {
        near(brier(&[true, false], &[0.8, 0.4]), (0.04 + 0.16) / 2.0);
        near(log_loss(&[true, false], &[0.5, 0.75]), (2.0f64.ln() + 4.0f64.ln()) / 2.0);
    }
}
