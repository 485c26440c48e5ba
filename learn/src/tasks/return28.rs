//! `return28`: will a household buy within 28 days? Fitted on weekly cuts from day 98 to day 245 (2017-09-03), whose
//! outcomes all end before 2017-10-01; measured at 2017-10-01. The features ([`rhythm::FEATURES`]) were chosen by the log loss at
//! four cuts before that (days 196 to 245, each fitted on outcomes that had ended by then).
//!
//! Beside it BG/NBD, fitted on what was bought before 2017-10-01, through a program that carries no weights.

use super::shipped;
use crate::data::completejourney as cj;
use crate::data::folder;
use crate::data::households::{Household, households};
use crate::data::replay::{Replay, Shop, at};
use crate::fit::logistic::{Logistic, calibration};
use crate::fit::metrics::{Ranking, auc, brier, log_loss};
use crate::fit::purchase::fit_bg;
use crate::fit::resample::interval;
use crate::table::{Better, Row, print};
use anyhow::Result;
use serde_json::json;
use std::path::Path;
use trogen::program::Program;
use trogen::program::layout::{Block, Model};
use trogen::scores::purchase::Past;
use trogen::scores::{Scores, rhythm};

/// 2017-10-01.
const CUT: i32 = 273;
/// Days ahead.
const HORIZON: i32 = 28;
/// The first cut that is fitted on: enough was seen by then.
const FIRST: i32 = 98;

/// Households at the cut.
#[derive(Default)]
struct Measured {
    hits: Vec<bool>,
    /// Days with an order within the horizon.
    days: Vec<f64>,
    /// The probability by weights, by BG/NBD, and BG/NBD's expected days with an order.
    p: [Vec<f64>; 3],
}

/// Runs it.
pub fn run(data: Option<&Path>) -> Result<usize> {
    let (lines, names) = cj::lines(&folder(data, "completejourney"))?;
    let all = households(&lines);
    let grocery = Shop::new(names.len(), &json!({ "trade": "grocery" }))?;
    let Gathered { rows, hits, pasts } = gather(&all, &grocery);
    let (plain, intercept) = Logistic::fit(&rows, rhythm::FEATURES.len(), &hits, 1.0)?.plain();
    let weights = shipped::rounded(&[&[intercept], &plain[..]].concat());
    let bg = fit_bg(&pasts);
    let [r, alpha, a, b] = [bg.r, bg.alpha, bg.a, bg.b];

    let ours = Shop::new(1, &json!({ "trade": "grocery", "return28": weights }))?;
    let purchase = json!({ "model": "bg_nbd", "unit": "day", "r": r, "alpha": alpha, "a": a, "b": b });
    let theirs = Shop::new(1, &json!({ "purchase": purchase }))?;
    let m = measure(&all, &grocery, &ours.program, &theirs.program);
    let (hits, [p, any, expected]) = (&m.hits, &m.p);

    let (ranked, reference) = (Ranking::new(hits, p), Ranking::new(hits, expected));
    let lead = interval(hits.len(), 2000, |w| ranked.auc(w) - reference.auc(w));
    let gap = |i: usize| {
        let y = f64::from(u8::from(hits[i]));
        (any[i] - y).powi(2) - (p[i] - y).powi(2)
    };
    let brier_lead = interval(hits.len(), 2000, |w| {
        w.iter().enumerate().map(|(i, w)| f64::from(*w) * gap(i)).sum::<f64>() / w.len() as f64
    });
    let mae = expected.iter().zip(&m.days).map(|(e, r)| (e - r).abs()).sum::<f64>() / hits.len() as f64;
    let c = calibration(hits, p)?;
    let missed = print(
        "Any purchase within 28 days (Complete Journey, 2017-10-01)",
        &[
            Row::told("households", hits.len() as f64, "reference 2,443"),
            Row::told("BG/NBD: AUC", auc(hits, expected), "reference .8681"),
            Row::told("BG/NBD: MAE of shopping days", mae, "reference 1.6014"),
            Row::reach("AUC", auc(hits, p), 0.878, Better::More, ""),
            Row::reach(
                "lead in AUC, lower end of 95 %",
                lead.0,
                0.0005,
                Better::More,
                format!("upper {:.4}; 2,000 resamples", lead.1),
            ),
            Row::reach(
                "Brier score",
                brier(hits, p),
                (brier(hits, any) * 1e4).round() / 1e4,
                Better::Less,
                format!("bar: BG/NBD's; its lead's 95 %: {:.4} to {:.4}", brier_lead.0, brier_lead.1),
            ),
            Row::told("log loss", log_loss(hits, p), format!("BG/NBD {:.4}", log_loss(hits, any))),
            Row::told("calibration slope", c.slope, format!("intercept {:.3}", c.intercept)),
            Row::reach("lower end of its 95 %", c.interval.0, 1.0, Better::Less, ""),
            Row::reach("upper end of its 95 %", c.interval.1, 1.0, Better::More, ""),
            shipped::weights("grocery", Block::Return28, &weights, data.is_none())?,
            shipped::numbers(
                "grocery",
                &[(Model::R, r), (Model::Alpha, alpha), (Model::A, a), (Model::B, b)],
                data.is_none(),
            )?,
        ],
    );
    shipped::show("RETURN28", &weights);
    Ok(missed)
}

/// What is fitted on: features and outcomes at the earlier cuts, and all pasts at the last.
struct Gathered {
    rows: Vec<f64>,
    hits: Vec<bool>,
    pasts: Vec<Past>,
}

fn gather(all: &[Household], shop: &Shop) -> Gathered {
    let mut found = Gathered { rows: Vec::new(), hits: Vec::new(), pasts: Vec::new() };
    let mut scores = Scores::default();
    let mut cuts: Vec<i32> = (FIRST..=CUT - HORIZON).rev().step_by(7).collect();
    cuts.reverse();
    for h in all {
        let mut replay = Replay::new(shop, h, false);
        for cut in cuts.iter().filter(|cut| h.orders.first().is_some_and(|o| o.day < **cut)) {
            replay.until(*cut);
            let tally = replay.profile.replicas.tally();
            let row = at(&mut scores, &replay.profile, &tally, &shop.program, *cut, |i| {
                i.scores.rhythm.features(i.scores.interest)
            });
            found.rows.extend(row);
            found.hits.push(h.returns(*cut, HORIZON));
        }
        if replay.until(CUT) {
            let bought = replay.profile.bought();
            let since = |day: u32| f64::from(day - bought.first_day);
            let t = since(crate::data::replay::morning(CUT).day());
            found.pasts.push(Past { x: f64::from(bought.occasions - 1), t_x: since(bought.last_day), t });
        }
    }
    found
}

fn measure(all: &[Household], shop: &Shop, ours: &Program, theirs: &Program) -> Measured {
    let mut m = Measured::default();
    let mut scores = Scores::default();
    for h in all {
        let mut replay = Replay::new(shop, h, false);
        if !replay.until(CUT) {
            continue;
        }
        let (profile, tally) = (&replay.profile, replay.profile.replicas.tally());
        m.p[0].push(at(&mut scores, profile, &tally, ours, CUT, |i| i.return28()));
        let (any, expected) = at(&mut scores, profile, &tally, theirs, CUT, |i| (i.return28(), i.expected28()));
        m.p[1].push(any);
        m.p[2].push(expected);
        m.hits.push(h.returns(CUT, HORIZON));
        m.days.push(f64::from(h.days_bought(CUT, HORIZON)));
    }
    m
}
