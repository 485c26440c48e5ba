//! `intent`: does this session end in an order? Fitted on simulated visitors ([`crate::data::visits`]) and measured on others, after
//! every event: the figures tell that fold, features and weights fit together, not how well intent is foreseen in a shop.
//! Public data with events and orders of one session is not to be had here.
//!
//! As a check that the features say something of real people too, the same on clicks of a web shop (Serenade), which has no orders:
//! does the session go on for three clicks more? Each product is a topic of its own there, since categories are unknown. Told are the
//! weights that ship, and a fit of the same features on other sessions.

use super::shipped;
use crate::data::replay::{Shop, event, morning};
use crate::data::visits::{Prefixes, TOPICS, Trade, features, simulate};
use crate::data::{folder, serenade};
use crate::fit::logistic::{Logistic, calibration};
use crate::fit::metrics::{Ranking, auc};
use crate::fit::resample::interval;
use crate::table::{Better, Row, print};
use anyhow::Result;
use serde_json::json;
use std::collections::HashMap;
use std::path::Path;
use trogen::profile::{HalfLives, Hand, Profile};
use trogen::program::layout::Block;
use trogen::scores::intent;
use trogen::signals::{Drops, Kind};

/// Features.
const WIDTH: usize = intent::FEATURES.len();
/// Visitors simulated, to fit and to measure, and the seeds.
const VISITORS: u32 = 8_000;
const SEEDS: (u64, u64) = (41, 42);
/// Prefix lengths that are told, each with its upper end.
const LENGTHS: [(usize, usize); 6] = [(1, 1), (2, 2), (3, 4), (5, 8), (9, 16), (17, 60)];
/// Prefixes of a length that figures are told of; fewer say nothing.
const FEWEST: usize = 100;
/// Clicks that a session goes on for.
const MORE: usize = 3;
/// Sessions that are fitted on: the latest.
const SESSIONS: usize = 8_000;

/// Runs it.
pub fn run(data: Option<&Path>) -> Result<usize> {
    let mut missed = 0;
    for (trade, name) in [(Trade::General, "general"), (Trade::Grocery, "grocery")] {
        let shop = Shop::new(TOPICS, &json!({ "trade": name }))?;
        let train = simulate(trade, &shop, VISITORS, SEEDS.0);
        let (plain, intercept) = Logistic::fit(&train.rows, WIDTH, &train.hits, 1.0)?.plain();
        let weights = shipped::rounded(&[&[intercept], &plain[..]].concat());
        let shop = Shop::new(TOPICS, &json!({ "trade": name, "intent": weights }))?;
        let test = simulate(trade, &shop, VISITORS, SEEDS.1);
        let p = probabilities(&test, &shop);
        let mut rows = vec![
            Row::told("events fitted on", train.hits.len() as f64, format!("{VISITORS} visitors")),
            Row::told(
                "events measured",
                test.hits.len() as f64,
                format!("an order follows {:.4} of them", share(&test.hits)),
            ),
        ];
        rows.extend(simulated(&test, &p)?);
        rows.push(shipped::weights(name, Block::Intent, &weights, true)?);
        missed += print(&format!("Intent, {name}: SIMULATED sessions"), &rows);
        shipped::show(&format!("INTENT of {name}"), &weights);
    }
    let folder = folder(data, "serenade_toy");
    if folder.is_dir() {
        missed +=
            print("Intent's features on real clicks (Serenade): the session goes on for three more", &real(&folder)?);
    } else {
        println!("\nno sessions in {}: intent is not checked on real clicks", folder.display());
    }
    Ok(missed)
}

/// The engine's intent at each prefix.
fn probabilities(prefixes: &Prefixes, shop: &Shop) -> Vec<f64> {
    let rows = prefixes.rows.chunks_exact(WIDTH);
    rows.map(|row| row.first_chunk().map_or(f64::NAN, |row| intent::intent(&shop.program, row))).collect()
}

fn share(hits: &[bool]) -> f64 {
    hits.iter().filter(|h| **h).count() as f64 / hits.len() as f64
}

fn simulated(test: &Prefixes, p: &[f64]) -> Result<Vec<Row>> {
    let c = calibration(&test.hits, p)?;
    let cart: Vec<f64> = test.rows.chunks_exact(WIDTH).map(|row| row[WIDTH - 1]).collect();
    let (ours, theirs) = (Ranking::new(&test.hits, p), Ranking::new(&test.hits, &cart));
    let visitors = test.visitors.last().map_or(0, |v| *v as usize + 1);
    let lead = interval(visitors, 200, |w| {
        let weights: Vec<u32> = test.visitors.iter().map(|v| w[*v as usize]).collect();
        ours.auc(&weights) - theirs.auc(&weights)
    });
    let mut rows = vec![
        Row::told(
            "AUC after every event",
            auc(&test.hits, p),
            format!("something in the cart alone {:.4}", auc(&test.hits, &cart)),
        ),
        Row::reach("lead over the cart alone, lower end of 95 %", lead.0, 0.0005, Better::More, "by visitor"),
        Row::reach(
            "calibration slope: off 1 by",
            (c.slope - 1.0).abs(),
            0.1,
            Better::Less,
            format!("intercept {:.3}", c.intercept),
        ),
    ];
    rows.extend(by_length(test, p));
    rows.push(worst_tenth(&test.hits, p));
    Ok(rows)
}

/// AUC by how many events there were; and how far the mean forecast is from what came.
fn by_length(test: &Prefixes, p: &[f64]) -> Vec<Row> {
    let mut rows = Vec::new();
    for (from, to) in LENGTHS {
        let of: Vec<usize> = (0..p.len()).filter(|i| (from..=to).contains(&test.lengths[*i])).collect();
        if of.len() < FEWEST {
            continue;
        }
        let hits: Vec<bool> = of.iter().map(|i| test.hits[*i]).collect();
        let p: Vec<f64> = of.iter().map(|i| p[*i]).collect();
        let mean = p.iter().sum::<f64>() / p.len() as f64;
        let beside = format!("{} prefixes; foreseen {mean:.3}, came {:.3}", p.len(), share(&hits));
        rows.push(Row::told(&format!("AUC after {from} to {to} events"), auc(&hits, &p), beside));
    }
    rows
}

/// Of ten parts by forecast the one whose mean forecast is furthest off.
fn worst_tenth(hits: &[bool], p: &[f64]) -> Row {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let off = |part: &[usize]| {
        let n = part.len() as f64;
        let foreseen = part.iter().map(|i| p[*i]).sum::<f64>() / n;
        (foreseen, part.iter().filter(|i| hits[**i]).count() as f64 / n)
    };
    let parts = order.chunks(p.len().div_ceil(10).max(1)).map(off);
    let worst = parts.max_by(|a, b| (a.0 - a.1).abs().total_cmp(&(b.0 - b.1).abs())).unwrap_or((0.0, 0.0));
    Row::told(
        "worst tenth: forecast off by",
        (worst.0 - worst.1).abs(),
        format!("foreseen {:.3}, came {:.3}", worst.0, worst.1),
    )
}

/// Real clicks: the weights that ship, and the same features fitted.
fn real(folder: &Path) -> Result<Vec<Row>> {
    let shop = Shop::new(200, &json!({ "trade": "general" }))?;
    let train = serenade::clicks(folder, "train")?;
    let train = prefixes(&train[train.len().saturating_sub(SESSIONS)..], &shop);
    let test = prefixes(&serenade::clicks(folder, "test")?, &shop);
    let fitted = Logistic::fit(&train.rows, WIDTH, &train.hits, 1.0)?;
    let (shipped, p) = (probabilities(&test, &shop), fitted.probabilities(&test.rows));
    let n = test.visitors.last().map_or(0, |v| *v as usize + 1);
    let ranked = Ranking::new(&test.hits, &p);
    let (low, high) =
        interval(n, 500, |w| ranked.auc(&test.visitors.iter().map(|v| w[*v as usize]).collect::<Vec<_>>()));
    let c = calibration(&test.hits, &p)?;
    let mut rows = vec![
        Row::told("prefixes", test.hits.len() as f64, format!("of {n} sessions; {:.3} go on", share(&test.hits))),
        Row::told(
            "AUC of the weights that ship",
            auc(&test.hits, &shipped),
            "simulated shoppers, another outcome: a rank at most",
        ),
        Row::told("AUC of the same features, fitted on 8,000 other sessions", auc(&test.hits, &p), ""),
        Row::reach("lower end of its 95 %", low, 0.5, Better::More, format!("upper {high:.4}; by session")),
        Row::told("its calibration slope", c.slope, format!("intercept {:.3}", c.intercept)),
    ];
    rows.extend(by_length(&test, &p));
    Ok(rows)
}

fn prefixes(sessions: &[Vec<(f64, u32)>], shop: &Shop) -> Prefixes {
    let mut found = Prefixes::default();
    for (n, clicks) in sessions.iter().enumerate() {
        let mut profile = Profile::new(HalfLives::of(&shop.program));
        let mut topics: HashMap<u32, u16> = HashMap::new();
        let start = clicks.first().map_or(0.0, |c| c.0);
        let mut drops = Drops::default();
        for (i, (time, item)) in clicks.iter().enumerate() {
            let next = topics.len() as u16;
            let topic = *topics.entry(*item).or_insert(next);
            let now = morning(1).plus((time - start) as u32);
            // A look cannot be a duplicate.
            let _ = profile.fold(
                &event(Kind::ViewItem, now, &[shop.place(topic)]),
                &shop.program,
                Hand::default(),
                &mut drops,
            );
            found.rows.extend(features(&profile, now));
            found.visitors.push(n as u32);
            found.lengths.push(i + 1);
            found.hits.push(clicks.len() > i + MORE);
        }
    }
    found
}
