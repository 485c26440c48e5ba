//! `buyagain`: which of the product types that a household bought will it buy again within 28 days? Fitted at four cuts
//! (days 161 to 245) whose outcomes end before 2017-10-01; measured at 2017-10-01, over the reference's pairs.
//!
//! A program carries four bytes a topic, fitted on what was bought until 28 days before the cut, and the weights of
//! [`replenish::FEATURES`]. All topics that a household bought are fitted on and measured (a profile that remembers them all);
//! then what remains of the lists where a profile forgets, as it does in a store and in cookies.

use super::shipped;
use crate::data::completejourney as cj;
use crate::data::folder;
use crate::data::households::{Household, households};
use crate::data::pairs::{declared, priors};
use crate::data::replay::{Replay, Shop, at, morning};
use crate::fit::logistic::{Logistic, calibration};
use crate::fit::metrics::{Lists, auc, lists, log_loss};
use crate::table::{Better, Row, print};
use anyhow::{Result, anyhow};
use serde_json::json;
use std::collections::HashMap;
use std::path::Path;
use trogen::profile::tally::Tally;
use trogen::profile::topics::TopicMemory;
use trogen::profile::{LONGEST_WRITTEN, Profile, SHORT_TEXT};
use trogen::program::Prior;
use trogen::program::layout::Block;
use trogen::scores::replenish::{self, Pair};
use trogen::scores::{Inferred, Scores};

/// 2017-10-01.
const CUT: i32 = 273;
/// Days ahead.
const HORIZON: i32 = 28;
/// Cuts fitted on.
const CUTS: [i32; 4] = [161, 189, 217, 245];

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
    let topics = names.len();
    let mut train = Pairs::default();
    let shops: Vec<Shop> = CUTS.iter().map(|cut| shop(&all, topics, *cut, None)).collect::<Result<_>>()?;
    each(&all, &CUTS.into_iter().zip(&shops).collect::<Vec<_>>(), |h, cut, kind, pair| {
        train.households.push(h);
        train.hits.push(all[h as usize].next(kind, cut).is_some_and(|day| day < cut + HORIZON));
        train.rows.extend(pair.features());
    });
    let (plain, intercept) = Logistic::fit(&train.rows, replenish::FEATURES.len(), &train.hits, 1.0)?.plain();
    let weights = shipped::rounded(&[&[intercept], &plain[..]].concat());

    let shop = shop(&all, topics, CUT, Some(&weights))?;
    let exact = priors(&all, topics, CUT);
    let found = measure(&all, &shop, &exact)?;
    let (hits, households) = (&found.hits, &found.households);
    let of = |scores: &[f64]| lists(households, hits, scores);
    let ours = of(&found.scores);
    let (precision, ndcg) = ours.means();
    let poisson = of(&found.poisson).means();
    let c = calibration(hits, &found.scores)?;
    let mut rows = vec![
        Row::told("pairs", hits.len() as f64, format!("reference 356,425; {} fitted on", train.hits.len())),
        Row::told("Poisson-Gamma: P@10", poisson.0, "reference .4959"),
        Row::told("Poisson-Gamma: NDCG@10", poisson.1, "reference .5909"),
        Row::told("Poisson-Gamma: AUC", auc(hits, &found.poisson), "reference .7729"),
        Row::reach("P@10", precision, 0.5094, Better::More, format!("trees .5094; {}", within(&ours, true))),
        Row::reach("NDCG@10", ndcg, 0.6067, Better::More, format!("trees .6067; {}", within(&ours, false))),
        Row::reach("AUC", auc(hits, &found.scores), 0.7812, Better::More, "trees .7812"),
        Row::told("log loss", log_loss(hits, &found.scores), "trees .3334"),
        Row::told("calibration slope", c.slope, format!("intercept {:.3}", c.intercept)),
    ];
    for (i, what) in ["a profile of 128 topics", "a cookie of 3,500 characters", "a cookie of 1,536"].iter().enumerate()
    {
        let scores = &found.kept[i];
        let (p10, n10) = of(scores).means();
        let beside = format!(
            "{:.0} topics a household, the forgotten last; NDCG@10 {n10:.4}, AUC {:.4}",
            scores.iter().filter(|s| **s >= 0.0).count() as f64 / found.customers,
            auc(hits, scores)
        );
        let bar = (precision * 0.99 * 1e4).round() / 1e4;
        rows.push(Row::reach(&format!("P@10 from {what}"), p10, bar, Better::More, beside));
    }
    rows.push(shipped::weights("grocery", Block::Again, &weights, data.is_none())?);
    let missed = print("Buy it again within 28 days (Complete Journey, 2017-10-01)", &rows);
    shipped::show("AGAIN", &weights);
    Ok(missed)
}

/// A program as it is compiled for a cut: priors of what was bought until 28 days before, and weights of [`Block::Again`] if given.
pub fn shop(all: &[Household], topics: usize, cut: i32, weights: Option<&[f64]>) -> Result<Shop> {
    let mut models = json!({ "trade": "grocery", "topics": declared(&priors(all, topics, cut - HORIZON)) });
    if let Some(weights) = weights {
        models["again"] = json!(weights);
    }
    Shop::new(topics, &models)
}

/// Each pair of a household and a product type that it bought before a cut; the cuts ascend.
pub fn each(all: &[Household], cuts: &[(i32, &Shop)], mut f: impl FnMut(u32, i32, u16, Pair)) {
    let Some((_, first)) = cuts.first() else { return };
    let mut scores = Scores::default();
    for (n, h) in all.iter().enumerate() {
        let mut replay = Replay::new(first, h, true);
        for (cut, shop) in cuts {
            if replay.until(*cut) {
                let tally = replay.unbounded();
                at(&mut scores, &replay.profile, &tally, &shop.program, *cut, |i| {
                    pairs(&i, shop, h, *cut, |i, at| i.program.prior(at), |kind, pair| f(n as u32, *cut, kind, pair));
                });
            }
        }
    }
}

/// The pairs of one household in the order of their product types, with a prior each.
fn pairs(
    i: &Inferred<'_>,
    shop: &Shop,
    h: &Household,
    cut: i32,
    prior: impl Fn(&Inferred<'_>, u16) -> Option<Prior>,
    mut f: impl FnMut(u16, Pair),
) {
    let whole = i.whole();
    for (kind, ..) in h.counts(cut) {
        let memory = i.tally.topics.get(shop.key(kind)).filter(|t| t.bought > 0);
        let Some((t, prior)) = memory.zip(prior(i, shop.place(kind))) else { continue };
        let interest = t.interest.long.at(i.now, i.profile.half_lives.long);
        f(kind, replenish::pair(&whole, t.bought, t.first_day, t.last_day, interest, &prior, i.now.day()));
    }
}

/// What is measured, pair by pair.
#[derive(Default)]
struct Found {
    households: Vec<u32>,
    hits: Vec<bool>,
    customers: f64,
    /// By the program, of what remembers all.
    scores: Vec<f64>,
    /// By Poisson-Gamma with priors of the cut itself, not rounded: the reference's.
    poisson: Vec<f64>,
    /// By the program, of profiles that forget: -1 for what they forgot.
    kept: [Vec<f64>; 3],
}

fn measure(all: &[Household], shop: &Shop, exact: &[Prior]) -> Result<Found> {
    let mut found = Found::default();
    let mut scores = Scores::default();
    // A program without weights.
    let bare = Shop::new(1, &json!({}))?;
    let places: HashMap<u16, usize> = (0..exact.len()).map(|k| (shop.place(k as u16), k)).collect();
    for (n, h) in all.iter().enumerate() {
        let mut replay = Replay::new(shop, h, true);
        if !replay.until(CUT) {
            continue;
        }
        found.customers += 1.0;
        let (profile, tally) = (&replay.profile, replay.unbounded());
        let full = forecasts(&mut scores, profile, &tally, shop);
        at(&mut scores, profile, &tally, &shop.program, CUT, |i| {
            let prior = |_: &Inferred<'_>, at: u16| places.get(&at).map(|k| exact[*k]);
            pairs(&i, shop, h, CUT, prior, |_, pair| found.poisson.push(pair.again(&bare.program)));
        });
        let text = |most: usize| {
            let text = profile.to_text(most, &shop.program);
            Profile::from_text(text.as_bytes()).map_err(|e| anyhow!("{e:?}"))
        };
        let cookies = [text(LONGEST_WRITTEN)?, text(SHORT_TEXT)?];
        let kept = [profile, &cookies[0], &cookies[1]].map(|p| forecasts(&mut scores, p, &p.replicas.tally(), shop));
        for (kind, ..) in h.counts(CUT) {
            let key = shop.key(kind);
            found.households.push(n as u32);
            found.hits.push(h.next(kind, CUT).is_some_and(|day| day < CUT + HORIZON));
            found.scores.push(full.get(&key).copied().unwrap_or(-1.0));
            found.kept.iter_mut().zip(&kept).for_each(|(all, one)| all.push(one.get(&key).copied().unwrap_or(-1.0)));
        }
    }
    Ok(found)
}

/// The chance of each topic that a profile remembers to be bought again, by its key, as the engine forecasts it.
fn forecasts(scores: &mut Scores, profile: &Profile, tally: &Tally, shop: &Shop) -> HashMap<u32, f64> {
    let now = profile.now(morning(CUT));
    at(scores, profile, tally, &shop.program, CUT, |i| {
        let whole = i.whole();
        let bought = tally.topics.all().iter().filter(|t| t.bought > 0);
        let one = |t: &TopicMemory| {
            let at = shop.program.topic(t.key)?;
            Some((t.key, replenish::forecast(&whole, t, at, profile, &shop.program, now).chance28))
        };
        bought.filter_map(one).collect()
    })
}

fn within(lists: &Lists, is_precision: bool) -> String {
    let x = if is_precision { &lists.precision } else { &lists.ndcg };
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let error = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>().sqrt() / x.len() as f64;
    format!("standard error {error:.4}")
}
