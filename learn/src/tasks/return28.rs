//! `return28`: will a household buy within 28 days? Fitted on weekly cuts from day 98 to day 245 (2017-09-03), whose
//! outcomes all end before 2017-10-01; measured at 2017-10-01. The features were chosen by the log loss at four cuts
//! before that (days 196 to 245, each fitted on outcomes that had ended by then).
//!
//! Days are days with an order, of the latest 64 transactions; `gaps` are the days between them, `rec` the days since the
//! last. Half-lives weigh a day `d` ago by 2^(-d / half-life). All logarithms are natural.
//!
//! | feature | formula | bound |
//! |---|---|---|
//! | pace28 | ln(1 + sum over days of 2^(-d / 28)) | 0 to 3.8 |
//! | pace56 | ln(1 + sum over days of 2^(-d / 56)) | 0 to 4.2 |
//! | week | ln(1 + days within 7) | 0 to 2.1 |
//! | interest | ln(1 + lasting interest in all topics, the forgotten included) | 0 to 12 |
//! | irregular | ln(sd / mean gap), sd^2 = (sum of (gap - mean)^2 + 49) / (gaps + 1), mean = (sum of gaps + 14) / (gaps + 1) | -2 to 2 |
//! | longest | ln(longest gap, at least 7, over rec + 7), at least -3 | -3 to 4 |
//! | overdue | ln(1 + rec / g), g = (days from the 9th last to the last + 14) / min(days, 9) | 0 to 6 |
//! | overdue_all | ln(1 + rec / g), g = (days from first to last + 14) / days with an order, of all time | 0 to 6 |

use crate::data::completejourney as cj;
use crate::data::folder;
use crate::data::households::{Household, LONG, households};
use crate::fit::logistic::{Logistic, calibration};
use crate::fit::metrics::{Ranking, auc, brier, log_loss};
use crate::fit::purchase::fit_bg;
use crate::fit::resample::interval;
use crate::table::{Better, Row, print};
use anyhow::Result;
use std::path::Path;
use trogen::scores::purchase::{Model, Past as Process};

/// Names of the features.
pub const NAMES: [&str; 8] = ["pace28", "pace56", "week", "interest", "irregular", "longest", "overdue", "overdue_all"];
/// 2017-10-01.
pub const CUT: i32 = 273;
/// Days ahead.
pub const HORIZON: i32 = 28;

/// Runs it.
pub fn run(data: Option<&Path>) -> Result<usize> {
    let (lines, _) = cj::lines(&folder(data, "completejourney"))?;
    let all = households(&lines);
    let fit = fit(&all, CUT - HORIZON)?;
    let (rows, hits) = rows(&all, CUT);
    let p = fit.probabilities(&rows);

    let pasts: Vec<Process> = all.iter().filter_map(|h| process(h, CUT)).collect();
    let bg = fit_bg(&pasts);
    let expected: Vec<f64> = pasts.iter().map(|past| bg.expected(past, f64::from(HORIZON))).collect();
    let real: Vec<f64> =
        all.iter().filter(|h| h.past(CUT).is_some()).map(|h| f64::from(h.days_bought(CUT, HORIZON))).collect();
    let mae = expected.iter().zip(&real).map(|(e, r)| (e - r).abs()).sum::<f64>() / real.len() as f64;
    let any: Vec<f64> = pasts.iter().map(|past| any_purchase(&bg, past, f64::from(HORIZON))).collect();

    let (ours, theirs) = (Ranking::new(&hits, &p), Ranking::new(&hits, &expected));
    let lead = interval(hits.len(), 2000, |w| ours.auc(w) - theirs.auc(w));
    let gap = |i: usize| {
        let y = f64::from(u8::from(hits[i]));
        (any[i] - y).powi(2) - (p[i] - y).powi(2)
    };
    let brier_lead = interval(hits.len(), 2000, |w| {
        w.iter().enumerate().map(|(i, w)| f64::from(*w) * gap(i)).sum::<f64>() / w.len() as f64
    });
    let c = calibration(&hits, &p)?;
    let missed = print(
        "Any purchase within 28 days (Complete Journey, 2017-10-01)",
        &[
            Row::told("households", hits.len() as f64, "reference 2,443"),
            Row::told("BG/NBD: AUC", auc(&hits, &expected), "reference .8681"),
            Row::told("BG/NBD: MAE of shopping days", mae, "reference 1.6014"),
            Row::reach("AUC", auc(&hits, &p), 0.878, Better::More, ""),
            Row::reach(
                "lead in AUC, lower end of 95 %",
                lead.0,
                0.0005,
                Better::More,
                format!("upper {:.4}; 2,000 resamples", lead.1),
            ),
            Row::reach(
                "Brier score",
                brier(&hits, &p),
                (brier(&hits, &any) * 1e4).round() / 1e4,
                Better::Less,
                format!("bar: BG/NBD's; its lead's 95 %: {:.4} to {:.4}", brier_lead.0, brier_lead.1),
            ),
            Row::told("log loss", log_loss(&hits, &p), format!("BG/NBD {:.4}", log_loss(&hits, &any))),
            Row::told("calibration slope", c.slope, format!("intercept {:.3}", c.intercept)),
            Row::reach("lower end of its 95 %", c.interval.0, 1.0, Better::Less, ""),
            Row::reach("upper end of its 95 %", c.interval.1, 1.0, Better::More, ""),
        ],
    );
    let (weights, intercept) = fit.plain();
    println!(
        "\n{}",
        serde_json::json!({ "return28": { "features": NAMES, "intercept": intercept, "weights": weights },
            "bg": { "r": bg.r, "alpha": bg.alpha, "a": bg.a, "b": bg.b } })
    );
    Ok(missed)
}

/// Fits on weekly cuts from day 98 to `last`.
pub fn fit(all: &[Household], last: i32) -> Result<Logistic> {
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for cut in (98..=last).rev().step_by(7) {
        let (rows, hits) = rows(all, cut);
        x.extend(rows);
        y.extend(hits);
    }
    Logistic::fit(&x, NAMES.len(), &y, 1.0)
}

/// Features and outcomes of all households that have bought before a cut.
pub fn rows(all: &[Household], cut: i32) -> (Vec<f64>, Vec<bool>) {
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for h in all {
        if let Some(row) = features(h, cut) {
            x.extend(row);
            y.push(h.returns(cut, HORIZON));
        }
    }
    (x, y)
}

/// The features at a cut; `None` before the first order.
pub fn features(h: &Household, cut: i32) -> Option<[f64; NAMES.len()]> {
    let past = h.past(cut)?;
    let (days, silence) = (past.days(), past.silence());
    let pace = |half: f64| days.iter().map(|d| (-f64::from(cut - d) / half).exp2()).sum::<f64>().ln_1p();
    let interest: f64 = (h.bought.iter().filter(|(_, day, _)| *day < cut))
        .map(|(_, day, lines)| 5.0 * f64::from(*lines) * (-f64::from(cut - day) / LONG).exp2())
        .sum();
    let gaps: Vec<f64> = days.windows(2).map(|w| f64::from(w[1] - w[0])).collect();
    let n = gaps.len() as f64 + 1.0;
    let mean = (gaps.iter().sum::<f64>() + 14.0) / n;
    let sd = ((gaps.iter().map(|g| (g - mean).powi(2)).sum::<f64>() + 49.0) / n).sqrt();
    let longest = gaps.iter().fold(7.0f64, |a, b| a.max(*b));
    let late = days.len().min(9);
    let span = f64::from(days[days.len() - 1] - days[days.len() - late]);
    let age = f64::from(past.last - past.first);
    Some([
        pace(28.0),
        pace(56.0),
        past.within(7).0.ln_1p(),
        interest.ln_1p(),
        (sd / mean).ln(),
        (longest / (silence + 7.0)).ln().max(-3.0),
        (silence / ((span + 14.0) / late as f64)).ln_1p(),
        (silence / ((age + 14.0) / f64::from(past.occasions))).ln_1p(),
    ])
}

/// What BG/NBD knows of a household.
fn process(h: &Household, cut: i32) -> Option<Process> {
    let past = h.past(cut)?;
    let t_x = f64::from(past.last - past.first);
    Some(Process { x: f64::from(past.occasions - 1), t_x, t: past.age() })
}

/// BG/NBD's chance of a purchase within `t`: alive, and the rate's Gamma posterior gives one.
fn any_purchase(m: &Model, past: &Process, t: f64) -> f64 {
    m.alive(past) * (1.0 - ((m.alpha + past.t) / (m.alpha + past.t + t)).powf(m.r + past.x))
}
