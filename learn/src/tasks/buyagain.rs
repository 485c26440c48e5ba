//! `buyagain`: which of the product types that a household bought will it buy again within 28 days? Fitted at four cuts
//! (days 161 to 245) whose outcomes end before 2017-10-01; measured at 2017-10-01, over the reference's pairs.
//!
//! A program carries four bytes a topic ([`Compact`]), fitted on what was bought until 28 days before the cut, and 12
//! weights. The features, with `k` days with a purchase of the topic, `rec` days since the last, `T` since the first,
//! `trips` the household's days with an order (of its latest 64 transactions) after the topic's last purchase, `seen`
//! those since its first, itself included:
//!
//! | feature | formula | bound |
//! |---|---|---|
//! | days | ln k | 0 to 6 |
//! | rate | ln((a + k - 1) / (b + max(T, 1))): Poisson-Gamma | -10 to 1 |
//! | repeats | share of the topic's buyers that came back | 0 to 1 |
//! | buyers | ln of the share of customers that bought it | -7 to 0 |
//! | interest | ln(1 + lasting interest) | 0 to 8 |
//! | share | ln(lasting interest / that of all topics, the forgotten included), at least -10 | -10 to 0 |
//! | pace28 | ln(1 + sum over the household's days of 2^(-d / 28)) | 0 to 3.8 |
//! | occasions | ln of the household's days with an order | 0 to 6 |
//! | basket | ln(k / max(seen, k)): how often a trip brings it | -4.2 to 0 |
//! | trips | ln(1 + trips) | 0 to 4.2 |
//! | trips_due | ln(1 + trips k / max(seen, k)) | 0 to 4.2 |
//! | rhythm | min(3, abs(ln((rec + 1) / (gap + 1))))^2, gap = (last - first + m) / k, m = b / a within 1 to 1,000 | 0 to 9 |

use crate::data::completejourney as cj;
use crate::data::folder;
use crate::data::households::{Household, households};
use crate::data::pairs::{Compact, MOST_TOPICS, Memory, Prior, Shopper, posterior, priors, shoppers};
use crate::fit::logistic::{Logistic, calibration, sigmoid};
use crate::fit::metrics::{Lists, auc, lists, log_loss};
use crate::table::{Better, Row, print};
use anyhow::Result;
use std::collections::HashMap;
use std::path::Path;

/// Names of the features.
pub const NAMES: [&str; 12] = [
    "days",
    "rate",
    "repeats",
    "buyers",
    "interest",
    "share",
    "pace28",
    "occasions",
    "basket",
    "trips",
    "trips_due",
    "rhythm",
];
/// 2017-10-01.
const CUT: i32 = 273;
/// Days ahead.
const HORIZON: i32 = 28;
/// Cuts fitted on.
const CUTS: [i32; 4] = [245, 217, 189, 161];

/// Pairs at a cut: households, outcomes, features.
#[derive(Default)]
struct Pairs {
    households: Vec<u32>,
    hits: Vec<bool>,
    rows: Vec<f64>,
}

/// Runs it.
pub fn run(data: Option<&Path>) -> Result<usize> {
    let (lines, names) = cj::lines(&folder(data, "completejourney"))?;
    let all = households(&lines);
    let mut train = Pairs::default();
    for cut in CUTS {
        gather(&mut train, &shoppers(&all, cut, usize::MAX), &program(&all, names.len(), cut), cut);
    }
    let fit = Logistic::fit(&train.rows, NAMES.len(), &train.hits, 1.0)?;

    let priors_then = program(&all, names.len(), CUT);
    let full = shoppers(&all, CUT, usize::MAX);
    let mut test = Pairs::default();
    gather(&mut test, &full, &priors_then, CUT);
    let p = fit.probabilities(&test.rows);
    let found = measure(&test, &p);
    let (precision, ndcg) = found.means();
    let error = |x: &[f64], mean: f64| x.iter().map(|x| (x - mean).powi(2)).sum::<f64>().sqrt() / x.len() as f64;
    let within = |x: &[f64], mean: f64| format!("standard error {:.4}", error(x, mean));

    // The reference's Poisson-Gamma, with priors of the cut itself.
    let now = priors(&full, names.len(), CUT);
    let gamma = |t: &Memory| {
        let (a, b) = posterior(t, &now[usize::from(t.kind)], CUT);
        1.0 - (b / (b + f64::from(HORIZON))).powf(a)
    };
    let poisson: Vec<f64> = full.iter().flat_map(|s| s.topics.iter().map(gamma)).collect();
    let reference = measure(&test, &poisson).means();

    let c = calibration(&test.hits, &p)?;
    let mut rows = vec![
        Row::told("pairs", p.len() as f64, format!("reference 356,425; {} fitted on", train.hits.len())),
        Row::told("Poisson-Gamma: P@10", reference.0, "reference .4959"),
        Row::told("Poisson-Gamma: NDCG@10", reference.1, "reference .5909"),
        Row::told("Poisson-Gamma: AUC", auc(&test.hits, &poisson), "reference .7729"),
        Row::reach(
            "P@10",
            precision,
            0.5094,
            Better::More,
            format!("trees .5094; {}", within(&found.precision, precision)),
        ),
        Row::reach("NDCG@10", ndcg, 0.6067, Better::More, format!("trees .6067; {}", within(&found.ndcg, ndcg))),
        Row::reach("AUC", auc(&test.hits, &p), 0.7812, Better::More, "trees .7812"),
        Row::told("log loss", log_loss(&test.hits, &p), "trees .3334"),
        Row::told("calibration slope", c.slope, format!("intercept {:.3}", c.intercept)),
    ];
    for most in [MOST_TOPICS, 64, 32] {
        let scores = limited(&full, &shoppers(&all, CUT, most), &priors_then, &fit);
        let (p10, n10) = measure(&test, &scores).means();
        let beside = format!("of all pairs, the forgotten last; NDCG@10 {n10:.4}, AUC {:.4}", auc(&test.hits, &scores));
        let what = format!("P@10 from {most} topics");
        rows.push(if most == MOST_TOPICS {
            Row::reach(&what, p10, (precision * 0.99 * 1e4).round() / 1e4, Better::More, beside)
        } else {
            Row::told(&what, p10, beside)
        });
    }
    let missed = print("Buy it again within 28 days (Complete Journey, 2017-10-01)", &rows);
    let (weights, intercept) = fit.plain();
    println!(
        "\n{}",
        serde_json::json!({ "buyagain": { "features": NAMES, "intercept": intercept, "weights": weights } })
    );
    Ok(missed)
}

/// What a program of a cut knows of topics: fitted on what was bought until 28 days before.
pub fn program(all: &[Household], topics: usize, cut: i32) -> Vec<Prior> {
    let before = shoppers(all, cut - HORIZON, usize::MAX);
    let customers = before.len() as f64;
    priors(&before, topics, cut - HORIZON).iter().map(|p| Compact::new(p, customers).prior()).collect()
}

fn gather(pairs: &mut Pairs, shoppers: &[Shopper], priors: &[Prior], cut: i32) {
    for s in shoppers {
        for t in &s.topics {
            pairs.households.push(s.at);
            pairs.hits.push(t.next < cut + HORIZON);
            pairs.rows.extend(features(s, t, &priors[usize::from(t.kind)], cut));
        }
    }
}

/// Scores of all pairs where only some are remembered; the others go last.
fn limited(full: &[Shopper], kept: &[Shopper], priors: &[Prior], fit: &Logistic) -> Vec<f64> {
    let score = |s: &Shopper, t: &Memory| sigmoid(fit.odds(&features(s, t, &priors[usize::from(t.kind)], CUT)));
    let known: HashMap<(u32, u16), f64> =
        kept.iter().flat_map(|s| s.topics.iter().map(move |t| ((s.at, t.kind), score(s, t)))).collect();
    let of = |s: &Shopper, t: &Memory| known.get(&(s.at, t.kind)).copied().unwrap_or(-1.0);
    full.iter().flat_map(|s| s.topics.iter().map(move |t| of(s, t))).collect()
}

fn measure(pairs: &Pairs, scores: &[f64]) -> Lists {
    lists(&pairs.households, &pairs.hits, scores)
}

/// The features of a pair.
pub fn features(s: &Shopper, t: &Memory, prior: &Prior, cut: i32) -> [f64; NAMES.len()] {
    let (a, b) = posterior(t, prior, cut);
    let (k, whole) = (f64::from(t.days), &s.whole);
    let trips = whole.days.iter().filter(|d| **d > t.last).count() as f64;
    let seen = whole.days.iter().filter(|d| **d >= t.first).count() as f64;
    let basket = k / seen.max(k);
    let pace: f64 = whole.days.iter().map(|d| (-f64::from(cut - d) / 28.0).exp2()).sum();
    let (_, overdue) = rhythm(t, prior, cut);
    [
        k.ln(),
        (a / b).ln(),
        prior.repeats,
        prior.buyers,
        t.long.ln_1p(),
        (t.long / whole.long).ln().max(-10.0),
        pace.ln_1p(),
        f64::from(whole.occasions).ln(),
        basket.ln(),
        trips.ln_1p(),
        (trips * basket).ln_1p(),
        overdue * overdue,
    ]
}

/// A pair's mean gap in days, drawn towards the topic's, and the logarithm of the days since the last purchase over it.
pub fn rhythm(t: &Memory, prior: &Prior, cut: i32) -> (f64, f64) {
    let gap = (f64::from(t.last - t.first) + (prior.b / prior.a).clamp(1.0, 1000.0)) / f64::from(t.days);
    (gap, ((f64::from(cut - t.last) + 1.0) / (gap + 1.0)).ln().clamp(-3.0, 3.0))
}
