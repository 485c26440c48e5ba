//! `replenish`: when will a household buy a product type again that it bought on three days or more? The wait from the
//! cut, in days, with what has not come within 91 days kept as censored. Measured at 2017-10-01; fitted at earlier cuts,
//! each wait censored where 2017-10-01 begins.
//!
//! Burr's distribution ([`crate::fit::burr`]): ln m by 14 features, ln c and ln a by the first four. The features are
//!
//! | feature | formula |
//! |---|---|
//! | overdue | ln((rec + 1) / (gap + 1)) within -3 to 3; gap as in `buyagain` |
//! | days | ln k |
//! | pace28 | as in `buyagain` |
//! | basket | as in `buyagain` |
//! | gap | ln(1 + gap) |
//! | rhythm, rate, repeats, buyers, interest, share, occasions, trips, trips_due | as in `buyagain` |

use super::buyagain;
use crate::data::completejourney as cj;
use crate::data::folder;
use crate::data::households::households;
use crate::data::pairs::{Memory, Prior, Shopper, posterior, priors, shoppers};
use crate::fit::burr::{Burr, Wait, fit, loss};
use crate::fit::resample::{Dice, interval};
use crate::table::{Better, Row, print};
use anyhow::Result;
use std::path::Path;

/// Names of the features.
pub const NAMES: [&str; 14] = [
    "overdue",
    "days",
    "pace28",
    "basket",
    "gap",
    "rhythm",
    "rate",
    "repeats",
    "buyers",
    "interest",
    "share",
    "occasions",
    "trips",
    "trips_due",
];
/// Features that the shapes have weights of.
const FEW: usize = 4;
/// 2017-10-01.
const CUT: i32 = 273;
/// Days until a wait is censored.
const HORIZON: i32 = 91;
/// Cuts fitted on.
const CUTS: [i32; 5] = [245, 217, 189, 161, 133];
/// Days with a purchase that a pair needs.
const FEWEST: u32 = 3;

/// Pairs at a cut.
#[derive(Default)]
struct Pairs {
    households: Vec<u32>,
    rows: Vec<f64>,
    waits: Vec<Wait>,
}

/// Runs it.
pub fn run(data: Option<&Path>) -> Result<usize> {
    let (lines, names) = cj::lines(&folder(data, "completejourney"))?;
    let all = households(&lines);
    let mut train = Pairs::default();
    for cut in CUTS {
        let known = buyagain::program(&all, names.len(), cut);
        gather(&mut train, &shoppers(&all, cut, usize::MAX), &known, cut, HORIZON.min(CUT - cut));
    }
    let model = fit(&train.rows, NAMES.len(), FEW, &train.waits);

    let full = shoppers(&all, CUT, usize::MAX);
    let mut test = Pairs::default();
    gather(&mut test, &full, &buyagain::program(&all, names.len(), CUT), CUT, HORIZON);
    let ours: Vec<Burr> = test.rows.chunks_exact(NAMES.len()).map(|row| model.of(row)).collect();

    // Poisson-Gamma is Burr's with c = 1, a its shape and m / a its rate.
    let now = priors(&full, names.len(), CUT);
    let poisson = |t: &Memory| {
        let (a, b) = posterior(t, &now[usize::from(t.kind)], CUT);
        Burr { m: b / a, c: 1.0, a }
    };
    let theirs: Vec<Burr> =
        full.iter().flat_map(|s| s.topics.iter().filter(|t| t.days >= FEWEST).map(poisson)).collect();

    let score = |forecasts: &[Burr]| loss(&test.waits, |i| forecasts[i]);
    let each = |i: usize| {
        let one = |b: &Burr| loss(&test.waits[i..=i], |_| *b);
        one(&theirs[i]) - one(&ours[i])
    };
    let mut leads = vec![(0.0, 0.0); all.len()];
    for (i, h) in test.households.iter().enumerate() {
        let lead = &mut leads[*h as usize];
        *lead = (lead.0 + each(i), lead.1 + 1.0);
    }
    let lead = interval(leads.len(), 1000, |w| {
        let sum =
            |part: fn(&(f64, f64)) -> f64| w.iter().zip(&leads).map(|(w, l)| f64::from(*w) * part(l)).sum::<f64>();
        sum(|l| l.0) / sum(|l| l.1)
    });
    let ended = test.waits.iter().filter(|w| w.ended).count() as f64 / test.waits.len() as f64;
    let mut rows = vec![
        Row::told("pairs", test.waits.len() as f64, format!("{} fitted on; {ended:.3} came back", train.waits.len())),
        Row::reach(
            "log score",
            score(&ours),
            (score(&theirs) * 1e4).round() / 1e4,
            Better::Less,
            "bar: Poisson-Gamma's",
        ),
        Row::reach(
            "lead, lower end of 95 %",
            lead.0,
            0.0005,
            Better::More,
            format!("upper {:.4}; by household", lead.1),
        ),
    ];
    for middle in [0.5, 0.8, 0.95] {
        let beside = format!("Poisson-Gamma {:.4}", coverage(&test.waits, &theirs, middle, false).0);
        let (inside, _) = coverage(&test.waits, &ours, middle, false);
        rows.push(near(&format!("inside the middle {middle}"), inside, middle, beside));
        let (inside, share) = coverage(&test.waits, &ours, middle, true);
        let beside =
            format!("{share:.3} of the pairs; Poisson-Gamma {:.4}", coverage(&test.waits, &theirs, middle, true).0);
        rows.push(near(&format!("same, intervals that end within {HORIZON} days"), inside, middle, beside));
    }
    let missed = print("When a product type is bought again (Complete Journey, 2017-10-01)", &rows);
    println!(
        "\n{}",
        serde_json::json!({ "replenish": { "features": NAMES, "ln_m": model.scale, "ln_c": model.shape, "ln_a": model.tail } })
    );
    Ok(missed)
}

/// A share that may be three points from where it should be.
fn near(what: &str, inside: f64, middle: f64, beside: String) -> Row {
    let beside = format!("{beside}; is {inside:.4}, may miss by .03");
    Row::reach(&format!("{what}: off by"), (inside - middle).abs(), 0.03, Better::Less, beside)
}

/// The share of waits within the forecasts' middle part, and of how many forecasts it is told. Days are whole: a day that
/// straddles an end counts by chance, as far as it lies within (a randomised probability integral transform). A wait that
/// is censored lies, by chance, somewhere beyond, as forecast; `determined` leaves only forecasts whose interval ends
/// within the horizon, where chance has no say in that.
fn coverage(waits: &[Wait], forecasts: &[Burr], middle: f64, determined: bool) -> (f64, f64) {
    let mut dice = Dice(28);
    let (mut inside, mut all) = (0.0, 0.0);
    let (low, high) = (0.5 - middle / 2.0, 0.5 + middle / 2.0);
    for (wait, burr) in waits.iter().zip(forecasts) {
        let by_chance = dice.unit();
        if determined && 1.0 - burr.survival(f64::from(HORIZON)) < high {
            continue;
        }
        let from = 1.0 - burr.survival(wait.from);
        let to = if wait.ended { 1.0 - burr.survival(wait.from + 1.0) } else { 1.0 };
        let u = from + (to - from) * by_chance;
        all += 1.0;
        inside += f64::from(u8::from((low..=high).contains(&u)));
    }
    (inside / all, all / waits.len() as f64)
}

fn gather(pairs: &mut Pairs, shoppers: &[Shopper], known: &[Prior], cut: i32, horizon: i32) {
    for s in shoppers {
        for t in s.topics.iter().filter(|t| t.days >= FEWEST) {
            let ended = t.next < cut + horizon;
            pairs.households.push(s.at);
            pairs.waits.push(Wait { from: f64::from(if ended { t.next - cut } else { horizon }), ended });
            pairs.rows.extend(features(s, t, &known[usize::from(t.kind)], cut));
        }
    }
}

fn features(s: &Shopper, t: &Memory, prior: &Prior, cut: i32) -> [f64; NAMES.len()] {
    let [days, rate, repeats, buyers, interest, share, pace, occasions, basket, trips, due, rhythm] =
        buyagain::features(s, t, prior, cut);
    let (gap, overdue) = buyagain::rhythm(t, prior, cut);
    [overdue, days, pace, basket, gap.ln_1p(), rhythm, rate, repeats, buyers, interest, share, occasions, trips, due]
}
