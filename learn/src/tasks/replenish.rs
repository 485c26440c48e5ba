//! `replenish`: when will a household buy a product type again that it bought on three days or more? The wait from the
//! cut, in days, with what has not come within 91 days kept as censored. Measured at 2017-10-01, through a program that carries
//! the weights; fitted at earlier cuts, each wait censored where 2017-10-01 begins.
//!
//! Burr's distribution ([`Wait`]): ln m by the 14 features of [`replenish::FEATURES`], ln c and ln a by the first four. Beside it
//! Poisson-Gamma, which is what the engine forecasts without weights, with priors of the cut itself.

use super::buyagain::{self, each};
use super::shipped;
use crate::data::completejourney as cj;
use crate::data::folder;
use crate::data::households::{Household, households};
use crate::data::pairs::{declared, priors};
use crate::data::replay::Shop;
use crate::fit::burr::{Seen, fit, loss};
use crate::fit::resample::{Dice, interval};
use crate::table::{Better, Row, print};
use anyhow::Result;
use serde_json::json;
use std::path::Path;
use trogen::program::layout::Block;
use trogen::scores::replenish::{self, Wait};

/// Features that the shapes have weights of.
const FEW: usize = 4;
/// 2017-10-01.
const CUT: i32 = 273;
/// Days until a wait is censored.
const HORIZON: i32 = 91;
/// Cuts fitted on.
const CUTS: [i32; 5] = [133, 161, 189, 217, 245];
/// Days with a purchase that a pair needs.
const FEWEST: usize = 3;

/// Pairs at a cut.
#[derive(Default)]
struct Pairs {
    households: Vec<u32>,
    rows: Vec<f64>,
    waits: Vec<Seen>,
    ours: Vec<Wait>,
    theirs: Vec<Wait>,
}

/// Runs it.
pub fn run(data: Option<&Path>) -> Result<usize> {
    let (lines, names) = cj::lines(&folder(data, "completejourney"))?;
    let all = households(&lines);
    let topics = names.len();
    let shops: Vec<Shop> = CUTS.iter().map(|cut| buyagain::shop(&all, topics, *cut, None)).collect::<Result<_>>()?;
    let cuts: Vec<(i32, &Shop)> = CUTS.iter().copied().zip(&shops).collect();
    let mut train = Pairs::default();
    each(&all, &cuts, |h, cut, kind, pair| {
        if is_enough(&pair.features()) {
            train.waits.push(wait(&all[h as usize], kind, cut, HORIZON.min(CUT - cut)));
            train.rows.extend(pair.features());
        }
    });
    let fitted = fit(&train.rows, replenish::FEATURES.len(), FEW, &train.waits);
    let [scale, shape, tail] = [&fitted.scale, &fitted.shape, &fitted.tail].map(|w| shipped::rounded(w));

    let weights = json!({ "scale": scale, "shape": shape, "tail": tail });
    let known = declared(&priors(&all, topics, CUT - 28));
    let ours = Shop::new(topics, &json!({ "trade": "grocery", "topics": known, "replenish": weights }))?;
    let mut test = Pairs::default();
    each(&all, &[(CUT, &ours)], |h, cut, kind, pair| {
        if is_enough(&pair.features()) {
            test.households.push(h);
            test.waits.push(wait(&all[h as usize], kind, cut, HORIZON));
            test.ours.push(pair.wait(&ours.program));
        }
    });
    // The reference: priors of the cut itself, in a program without weights.
    let bare = Shop::new(topics, &json!({ "topics": declared(&priors(&all, topics, CUT)) }))?;
    each(&all, &[(CUT, &bare)], |_, _, _, pair| {
        if is_enough(&pair.features()) {
            test.theirs.push(pair.wait(&bare.program));
        }
    });
    let (ours, theirs) = (&test.ours, &test.theirs);

    let score = |forecasts: &[Wait]| loss(&test.waits, |i| forecasts[i]);
    let each = |i: usize| {
        let one = |b: &Wait| loss(&test.waits[i..=i], |_| *b);
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
        Row::reach("log score", score(ours), (score(theirs) * 1e4).round() / 1e4, Better::Less, "bar: Poisson-Gamma's"),
        Row::reach(
            "lead, lower end of 95 %",
            lead.0,
            0.0005,
            Better::More,
            format!("upper {:.4}; by household", lead.1),
        ),
    ];
    for middle in [0.5, 0.8, 0.95] {
        let beside = format!("Poisson-Gamma {:.4}", coverage(&test.waits, theirs, middle, false).0);
        let (inside, _) = coverage(&test.waits, ours, middle, false);
        rows.push(near(&format!("inside the middle {middle}"), inside, middle, beside));
        let (inside, share) = coverage(&test.waits, ours, middle, true);
        let beside =
            format!("{share:.3} of the pairs; Poisson-Gamma {:.4}", coverage(&test.waits, theirs, middle, true).0);
        rows.push(near(&format!("same, intervals that end within {HORIZON} days"), inside, middle, beside));
    }
    for (block, weights) in [(Block::Scale, &scale), (Block::Shape, &shape), (Block::Tail, &tail)] {
        rows.push(shipped::weights("grocery", block, weights, data.is_none())?);
    }
    let missed = print("When a product type is bought again (Complete Journey, 2017-10-01)", &rows);
    shipped::show("SCALE", &scale);
    shipped::show("SHAPE", &shape);
    shipped::show("TAIL", &tail);
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
fn coverage(waits: &[Seen], forecasts: &[Wait], middle: f64, determined: bool) -> (f64, f64) {
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

/// Whether a pair has enough days with a purchase: the second feature is the logarithm of their number.
fn is_enough(features: &[f64; replenish::FEATURES.len()]) -> bool {
    features[1] > (FEWEST as f64 - 0.5).ln()
}

/// The wait of a pair from a cut on, censored after so many days.
fn wait(h: &Household, kind: u16, cut: i32, horizon: i32) -> Seen {
    let ended = h.next(kind, cut).filter(|day| *day < cut + horizon);
    Seen { from: f64::from(ended.map_or(horizon, |day| day - cut)), ended: ended.is_some() }
}
