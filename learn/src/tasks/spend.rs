//! `spend`: what a day with an order is worth of a household. Gamma-Gamma on Complete Journey: days with an order are the
//! occasions, as in a profile (`Summary::occasions` and `Summary::spend`), of households with two or more before 2017-10-01;
//! their mean spend a day from there on is foreseen.
//!
//! Where a household has many days, its own mean says all there is, and the model can add nothing. So the same is measured early in
//! the year too, when they have few, with a fit of what was bought by then.

use super::shipped;
use crate::data::completejourney as cj;
use crate::data::folder;
use crate::data::households::{Household, households};
use crate::data::replay::{Replay, Shop};
use crate::fit::purchase::Fitted;
use crate::fit::resample::interval;
use crate::fit::spend::fit;
use crate::table::{Better, Row, print};
use anyhow::Result;
use serde_json::json;
use std::path::Path;
use trogen::program::layout::Model;
use trogen::scores::spend::Spend;

/// 2017-10-01.
const CUT: i32 = 273;
/// An early cut: four weeks are known.
const EARLY: i32 = 28;
/// Days that are foreseen.
const LATER: i32 = 91;

/// One household at a cut.
struct Spender {
    /// Days with an order.
    x: f64,
    /// Mean spend of one, in dollars.
    mean: f64,
    /// That of the days to come; `None` without any.
    later: Option<f64>,
}

/// Runs it.
pub fn run(data: Option<&Path>) -> Result<usize> {
    let (lines, names) = cj::lines(&folder(data, "completejourney"))?;
    let all = households(&lines);
    let shop = Shop::new(names.len(), &json!({}))?;
    let late = spenders(&all, &shop, CUT);
    let fitted = model(&late);
    let Spend { p, q, v } = fitted.model;
    let [p, q, v] = [p, q, v].map(|x| (x * 1e4).round() / 1e4);

    let few = spenders(&all, &shop, EARLY);
    let then = model(&few).model;
    let mut rows = vec![
        Row::told(
            "households fitted on",
            late.iter().filter(|s| s.x >= 2.0).count() as f64,
            "two days with an order or more",
        ),
        Row::told("p", p, ""),
        Row::reach("q", q, 1.001, Better::More, "at or below 1 there is no mean"),
        Row::told("v", v, "dollars"),
        Row::told("log-likelihood", fitted.log_likelihood, ""),
    ];
    rows.extend(foreseen("from 2017-10-01", &late, &Spend { p, q, v }));
    rows.extend(foreseen("from day 28, fitted by then", &few, &then));
    let numbers = [(Model::SpendP, p), (Model::SpendQ, q), (Model::SpendV, v)];
    rows.push(shipped::numbers("grocery", &numbers, data.is_none())?);
    Ok(print("Spend of a day with an order (Complete Journey): Gamma-Gamma", &rows))
}

fn spenders(all: &[Household], shop: &Shop, cut: i32) -> Vec<Spender> {
    let one = |h: &Household| {
        let mut replay = Replay::new(shop, h, false);
        let bought = replay.until(cut).then(|| replay.profile.bought())?;
        let x = f64::from(bought.occasions);
        let days = f64::from(h.days_bought(cut, LATER));
        let later = (days > 0.0).then(|| h.spent(cut, LATER) / days);
        Some(Spender { x, mean: bought.spend as f64 / 100.0 / x, later })
    };
    all.iter().filter_map(one).collect()
}

fn model(spenders: &[Spender]) -> Fitted<Spend> {
    let some: Vec<(f64, f64)> = spenders.iter().filter(|s| s.x >= 2.0 && s.mean > 0.0).map(|s| (s.x, s.mean)).collect();
    fit(&some)
}

/// Mean absolute error of what is foreseen for those who come back, beside that of their own mean and of everybody's.
fn foreseen(when: &str, spenders: &[Spender], model: &Spend) -> Vec<Row> {
    let everybody = spenders.iter().map(|s| s.mean).sum::<f64>() / spenders.len() as f64;
    let errors: Vec<[f64; 3]> = spenders
        .iter()
        .filter_map(|s| {
            let later = s.later?;
            Some([model.expected(s.x, s.mean), s.mean, everybody].map(|foreseen| (foreseen - later).abs()))
        })
        .collect();
    let n = errors.len() as f64;
    let [ours, own, all] = [0, 1, 2].map(|i| errors.iter().map(|e| e[i]).sum::<f64>() / n);
    let lead = interval(errors.len(), 2000, |w| {
        w.iter().zip(&errors).map(|(w, e)| f64::from(*w) * (e[1] - e[0])).sum::<f64>() / n
    });
    vec![
        Row::reach(
            &format!("MAE of the mean spend of 91 days {when}"),
            ours,
            (all * 1e4).round() / 1e4,
            Better::Less,
            format!("bar: everybody's mean; {n} households that came back"),
        ),
        Row::told(
            "same by the household's own mean so far",
            own,
            format!("its lag's 95 %: {:.4} to {:.4}", lead.0, lead.1),
        ),
    ]
}
