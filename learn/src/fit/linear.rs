//! Symmetric systems, by Cholesky's decomposition.

use anyhow::{Result, ensure};

/// A symmetric, positive definite matrix, row by row, decomposed.
pub struct Cholesky {
    lower: Vec<f64>,
    n: usize,
}

impl Cholesky {
    /// Decomposes; only the lower triangle is read.
    pub fn new(mut a: Vec<f64>, n: usize) -> Result<Self> {
        for i in 0..n {
            for j in 0..=i {
                let sum: f64 = (0..j).map(|k| a[i * n + k] * a[j * n + k]).sum();
                let rest = a[i * n + j] - sum;
                if i == j {
                    ensure!(rest > 0.0, "not positive definite at {i}: a feature is constant or a sum of others");
                    a[i * n + i] = rest.sqrt();
                } else {
                    a[i * n + j] = rest / a[j * n + j];
                }
            }
        }
        Ok(Self { lower: a, n })
    }

    /// Solves for one right side.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let (n, l) = (self.n, &self.lower);
        let mut x = b.to_vec();
        for i in 0..n {
            x[i] = (x[i] - (0..i).map(|k| l[i * n + k] * x[k]).sum::<f64>()) / l[i * n + i];
        }
        for i in (0..n).rev() {
            x[i] = (x[i] - (i + 1..n).map(|k| l[k * n + i] * x[k]).sum::<f64>()) / l[i * n + i];
        }
        x
    }

    /// The diagonal of the inverse.
    pub fn inverse_diagonal(&self) -> Vec<f64> {
        (0..self.n)
            .map(|i| {
                let mut unit = vec![0.0; self.n];
                unit[i] = 1.0;
                self.solve(&unit)[i]
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_system_is_solved() {
        let c = Cholesky::new(vec![4.0, 0.0, 2.0, 3.0], 2).unwrap();
        let x = c.solve(&[10.0, 8.0]);
        assert!((x[0] - 1.75).abs() < 1e-12 && (x[1] - 1.5).abs() < 1e-12);
        assert!((c.inverse_diagonal()[0] - 0.375).abs() < 1e-12);
    }
}
