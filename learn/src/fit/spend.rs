//! Gamma-Gamma by maximum likelihood.

use super::purchase::Fitted;
use super::simplex::positive;
use trogen::scores::spend::Spend;

/// Log-likelihood of one customer with `x` occasions above 0 and a mean spend `mean` above 0: equation 1a of Fader & Hardie,
/// "The Gamma-Gamma Model of Monetary Value", 2013.
pub fn log_likelihood(model: &Spend, x: f64, mean: f64) -> f64 {
    let Spend { p, q, v } = *model;
    libm::lgamma(p * x + q) - libm::lgamma(p * x) - libm::lgamma(q)
        + q * v.ln()
        + (p * x - 1.0) * mean.ln()
        + p * x * x.ln()
        - (p * x + q) * (v + x * mean).ln()
}

/// Fits it on the customers who bought again: their number of occasions and mean spend. `v` comes in their money.
pub fn fit(customers: &[(f64, f64)]) -> Fitted<Spend> {
    let model = |p: &[f64]| Spend { p: p[0], q: p[1], v: p[2] };
    let all = |model: &Spend| customers.iter().map(|(x, mean)| log_likelihood(model, *x, *mean)).sum::<f64>();
    let n = customers.len().max(1) as f64;
    let scale = (customers.iter().map(|c| c.1).sum::<f64>() / n).max(1e-9);
    let starts = [[5.0, 3.0, 0.5 * scale], [1.0, 1.5, scale], [20.0, 10.0, 0.2 * scale]];
    let (p, _) = positive(&starts.each_ref().map(<[f64; 3]>::as_slice), |p| -all(&model(p)) / n);
    Fitted { model: model(&p), log_likelihood: all(&model(&p)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_density_integrates_to_one() {
        let model = Spend { p: 6.0, q: 4.0, v: 15.0 };
        // Simpson over ln m, where the integrand is smooth.
        for x in [1.0, 3.0] {
            let (low, step) = (-8.0, 0.005);
            let at = |i: u32| {
                let m = (low + f64::from(i) * step).exp();
                log_likelihood(&model, x, m).exp() * m * if i.is_multiple_of(2) { 2.0 } else { 4.0 }
            };
            let integral = (0..=4400).map(at).sum::<f64>() * step / 3.0;
            assert!((integral - 1.0).abs() < 1e-6, "{integral}");
        }
    }
}
