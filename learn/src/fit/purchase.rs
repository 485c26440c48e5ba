//! The purchase process by maximum likelihood: four parameters, on the logarithmic scale, by the simplex.

use super::simplex::minimise;
use trogen::scores::purchase::{Kind, Model, Past};

/// Fits BG/NBD. The likelihood is Fader, Hardie & Lee's (2005), equation 6.
pub fn fit_bg(pasts: &[Past]) -> Model {
    let model = |q: &[f64]| {
        let e: Vec<f64> = q.iter().map(|q| q.clamp(-9.0, 9.0).exp()).collect();
        Model { kind: Kind::Bg, r: e[0], alpha: e[1], a: e[2], b: e[3] }
    };
    let cost = |q: &[f64]| -> f64 {
        let Model { r, alpha, a, b, .. } = model(q);
        let one = |p: &Past| {
            let alive = -(r + p.x) * (alpha + p.t).ln();
            let gone = a.ln() - (b + p.x - 1.0).ln() - (r + p.x) * (alpha + p.t_x).ln();
            let both = if p.x > 0.0 { alive.max(gone) + (-(alive - gone).abs()).exp().ln_1p() } else { alive };
            let beta = |x: f64, y: f64| libm::lgamma(x) + libm::lgamma(y) - libm::lgamma(x + y);
            libm::lgamma(r + p.x) - libm::lgamma(r) + r * alpha.ln() + beta(a, b + p.x) - beta(a, b) + both
        };
        -pasts.iter().map(one).sum::<f64>() / pasts.len() as f64
    };
    let start = [0.3, 2.3, -1.0, 1.0];
    let (x, _) = minimise(&start, 0.5, 1200, cost);
    let (x, _) = minimise(&x, 0.2, 1200, cost);
    model(&x)
}
