//! The purchase process by maximum likelihood.

use super::simplex::positive;
use trogen::scores::purchase::{Kind, Model, Past};

/// Parameters with the log-likelihood that they reach.
#[derive(Clone, Copy, Debug)]
pub struct Fitted<M> {
    /// The parameters.
    pub model: M,
    /// Natural logarithm of the likelihood of all customers.
    pub log_likelihood: f64,
}

/// ln of the beta function.
pub fn ln_beta(a: f64, b: f64) -> f64 {
    libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b)
}

/// Log-likelihood of one customer.
///
/// BG/NBD is equation 6 of Fader, Hardie & Lee (Marketing Science 24(2), 2005); MBG/NBD, where the first purchase may be the
/// last too, is that of Batislam, Denizel & Filiztekin (IJRM 24(3), 2007):
///
/// ```text
/// ln G(r+x)/G(r) + r ln alpha + ln B(a, b+x+m)/B(a, b)
///   + ln( (alpha+T)^-(r+x) + [x+m > 0] a/(b+x+m-1) (alpha+t_x)^-(r+x) ),   m = 0 (BG) or 1 (MBG)
/// ```
pub fn log_likelihood(model: &Model, past: &Past) -> f64 {
    let Model { kind, r, alpha, a, b } = *model;
    let chances = past.x + if kind == Kind::Mbg { 1.0 } else { 0.0 };
    let alive = -(r + past.x) * (alpha + past.t).ln();
    let either = if chances > 0.0 {
        let gone = a.ln() - (b + chances - 1.0).ln() - (r + past.x) * (alpha + past.t_x).ln();
        alive.max(gone) + (-(alive - gone).abs()).exp().ln_1p()
    } else {
        alive
    };
    libm::lgamma(r + past.x) - libm::lgamma(r) + r * alpha.ln() + ln_beta(a, b + chances) - ln_beta(a, b) + either
}

/// Fits one of the processes; `alpha` comes in the unit of the customers' times.
pub fn fit(kind: Kind, pasts: &[Past]) -> Fitted<Model> {
    // Equal pasts are many, and cost one evaluation.
    let mut sorted: Vec<[u64; 3]> = pasts.iter().map(|p| [p.x, p.t_x, p.t].map(f64::to_bits)).collect();
    sorted.sort_unstable();
    let distinct: Vec<(Past, f64)> = sorted
        .chunk_by(|a, b| a == b)
        .map(|same| {
            let [x, t_x, t] = same[0].map(f64::from_bits);
            (Past { x, t_x, t }, same.len() as f64)
        })
        .collect();
    let model = |p: &[f64]| Model { kind, r: p[0], alpha: p[1], a: p[2], b: p[3] };
    let all = |model: &Model| distinct.iter().map(|(past, n)| n * log_likelihood(model, past)).sum::<f64>();
    // The mean time watched sets the scale of the starts.
    let scale = (pasts.iter().map(|p| p.t).sum::<f64>() / pasts.len().max(1) as f64).max(1e-9);
    let starts = [[0.5, 0.2 * scale, 0.8, 2.0], [1.0, 0.05 * scale, 0.1, 10.0], [0.3, scale, 1.5, 3.0]];
    let n = pasts.len().max(1) as f64;
    let (p, _) = positive(&starts.each_ref().map(<[f64; 4]>::as_slice), |p| -all(&model(p)) / n);
    Fitted { model: model(&p), log_likelihood: all(&model(&p)) }
}

/// Fits BG/NBD.
#[allow(dead_code)]
pub fn fit_bg(pasts: &[Past]) -> Model {
    fit(Kind::Bg, pasts).model
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likelihood_is_a_probability_of_first_silence() {
        // BG/NBD, x = 0: the chance of no purchase until T, (alpha / (alpha + T))^r.
        let model = Model { kind: Kind::Bg, r: 0.24, alpha: 4.4, a: 0.8, b: 2.4 };
        let past = Past { x: 0.0, t_x: 0.0, t: 30.0 };
        assert!((log_likelihood(&model, &past) - 0.24 * (4.4f64 / 34.4).ln()).abs() < 1e-12);
        // MBG/NBD: gone at once with chance a / (a + b), or alive and silent.
        let gone = 0.8 / 3.2;
        let expected = (gone + (1.0 - gone) * (4.4f64 / 34.4).powf(0.24)).ln();
        assert!((log_likelihood(&Model { kind: Kind::Mbg, ..model }, &past) - expected).abs() < 1e-12);
    }

    #[test]
    fn units_of_time_do_not_matter() {
        let pasts: Vec<Past> = (0..200)
            .map(|i| {
                let (x, t) = (f64::from(i % 7), 20.0 + f64::from(i % 11));
                Past { x, t_x: if x == 0.0 { 0.0 } else { t * f64::from(1 + i % 5) / 5.5 }, t }
            })
            .collect();
        let days: Vec<Past> = pasts.iter().map(|p| Past { x: p.x, t_x: 7.0 * p.t_x, t: 7.0 * p.t }).collect();
        let (weekly, daily) = (fit(Kind::Mbg, &pasts).model, fit(Kind::Mbg, &days).model);
        assert!((daily.alpha / weekly.alpha / 7.0 - 1.0).abs() < 1e-3, "{weekly:?} {daily:?}");
        assert!((daily.r / weekly.r - 1.0).abs() < 1e-3);
    }
}
