//! Logistic regression with an L2 penalty, by Newton's method; and how well probabilities are calibrated.
//!
//! Features are standardised (mean and standard deviation of the rows fitted on) and penalised by half the sum of squared
//! weights times `l2`, the intercept is not: what scikit-learn's `LogisticRegression(C = 1 / l2)` after a
//! `StandardScaler` minimises.

use super::linear::Cholesky;
use anyhow::{Result, ensure};

/// A fitted model.
#[derive(Clone, Debug)]
pub struct Logistic {
    /// Means of the features.
    pub mean: Vec<f64>,
    /// Standard deviations of the features; 1 where one is constant.
    pub scale: Vec<f64>,
    /// Weights of the standardised features.
    pub weights: Vec<f64>,
    /// Intercept.
    pub intercept: f64,
    /// Standard errors of the weights, then of the intercept (from the penalised Hessian; rows taken as independent).
    pub errors: Vec<f64>,
}

/// The logistic function.
pub fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// The log-odds of a probability, kept 1e-9 from either end.
pub fn logit(p: f64) -> f64 {
    let p = p.clamp(1e-9, 1.0 - 1e-9);
    (p / (1.0 - p)).ln()
}

impl Logistic {
    /// Fits on rows of `width` features, one after the other.
    pub fn fit(rows: &[f64], width: usize, hits: &[bool], l2: f64) -> Result<Self> {
        let n = hits.len();
        ensure!(n > 0 && rows.len() == n * width, "{} features for {n} rows of {width}", rows.len());
        let (mut mean, mut scale) = (vec![0.0; width], vec![0.0; width]);
        for row in rows.chunks_exact(width) {
            mean.iter_mut().zip(row).for_each(|(m, x)| *m += x / n as f64);
        }
        for row in rows.chunks_exact(width) {
            scale.iter_mut().zip(row).zip(&mean).for_each(|((s, x), m)| *s += (x - m).powi(2) / n as f64);
        }
        scale.iter_mut().for_each(|s| *s = if *s > 1e-24 { s.sqrt() } else { 1.0 });

        let d = width + 1;
        let mut w = vec![0.0; d];
        let mut z = vec![1.0; d];
        for _ in 0..100 {
            let (mut slope, mut curve) = (vec![0.0; d], vec![0.0; d * d]);
            for (row, hit) in rows.chunks_exact(width).zip(hits) {
                for i in 0..width {
                    z[i] = (row[i] - mean[i]) / scale[i];
                }
                let p = sigmoid(z.iter().zip(&w).map(|(z, w)| z * w).sum());
                let (miss, v) = (f64::from(u8::from(*hit)) - p, p * (1.0 - p));
                for i in 0..d {
                    slope[i] += miss * z[i];
                    let vz = v * z[i];
                    if vz != 0.0 {
                        curve[i * d..=i * d + i].iter_mut().zip(&z).for_each(|(c, z)| *c += vz * z);
                    }
                }
            }
            for i in 0..width {
                slope[i] -= l2 * w[i];
                curve[i * d + i] += l2 + 1e-9;
            }
            let solver = Cholesky::new(curve, d)?;
            let step = solver.solve(&slope);
            w.iter_mut().zip(&step).for_each(|(w, s)| *w += s.clamp(-4.0, 4.0));
            if step.iter().all(|s| s.abs() < 1e-9) {
                let errors = solver.inverse_diagonal().into_iter().map(f64::sqrt).collect();
                let intercept = w[width];
                w.truncate(width);
                return Ok(Self { mean, scale, weights: w, intercept, errors });
            }
        }
        anyhow::bail!("did not converge: are the classes separable? raise l2")
    }

    /// The log-odds of a row.
    pub fn odds(&self, row: &[f64]) -> f64 {
        let parts = row.iter().zip(&self.mean).zip(&self.scale).zip(&self.weights);
        self.intercept + parts.map(|(((x, m), s), w)| (x - m) / s * w).sum::<f64>()
    }

    /// The probabilities of rows one after the other.
    pub fn probabilities(&self, rows: &[f64]) -> Vec<f64> {
        rows.chunks_exact(self.mean.len()).map(|row| sigmoid(self.odds(row))).collect()
    }

    /// Weights of the features as they are, and the intercept that goes with them.
    pub fn plain(&self) -> (Vec<f64>, f64) {
        let weights: Vec<f64> = self.weights.iter().zip(&self.scale).map(|(w, s)| w / s).collect();
        let shift: f64 = weights.iter().zip(&self.mean).map(|(w, m)| w * m).sum();
        (weights, self.intercept - shift)
    }
}

/// How the log-odds of outcomes follow those of forecasts: slope 1 and intercept 0 are perfect.
#[derive(Clone, Copy, Debug)]
pub struct Calibration {
    /// Slope.
    pub slope: f64,
    /// Its 95 % interval.
    pub interval: (f64, f64),
    /// Intercept.
    pub intercept: f64,
}

/// Cox's calibration of forecasts, with Wald's interval.
pub fn calibration(hits: &[bool], p: &[f64]) -> Result<Calibration> {
    let odds: Vec<f64> = p.iter().map(|p| logit(*p)).collect();
    let fit = Logistic::fit(&odds, 1, hits, 0.0)?;
    let (weights, intercept) = fit.plain();
    let (slope, error) = (weights[0], fit.errors[0] / fit.scale[0]);
    Ok(Calibration { slope, interval: (slope - 1.96 * error, slope + 1.96 * error), intercept })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_groups_give_their_log_odds_and_their_standard_error() {
        // x = 0: 1 of 4; x = 1: 3 of 4. Slope ln 9, variance 1/1 + 1/3 + 1/3 + 1/1.
        let rows = [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0];
        let hits = [true, false, false, false, true, true, true, false];
        let fit = Logistic::fit(&rows, 1, &hits, 0.0).unwrap();
        let (weights, intercept) = fit.plain();
        assert!((weights[0] - 9f64.ln()).abs() < 1e-6 && (intercept - (1f64 / 3.0).ln()).abs() < 1e-6);
        assert!((fit.errors[0] / fit.scale[0] - (8f64 / 3.0).sqrt()).abs() < 1e-6);
    }

    #[test]
    fn a_penalty_shrinks() {
        let rows = [0.0, 0.0, 1.0, 1.0];
        let hits = [false, false, true, true];
        assert!(Logistic::fit(&rows, 1, &hits, 0.0).is_err());
        assert!(Logistic::fit(&rows, 1, &hits, 1.0).unwrap().weights[0] < 3.0);
    }

    #[test]
    fn forecasts_that_are_twice_as_sure_as_they_may_be_have_slope_one_half() {
        let p: Vec<f64> = [0.1f64, 0.9].iter().flat_map(|p| vec![*p; 4]).collect();
        let hits = [true, false, false, false, true, true, true, false];
        let c = calibration(&hits, &p).unwrap();
        assert!((c.slope - 0.5).abs() < 1e-6 && c.interval.0 < 0.5 && c.intercept.abs() < 1e-6);
    }
}
