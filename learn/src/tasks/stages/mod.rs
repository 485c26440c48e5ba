//! `stages`: which silence makes a customer at risk, and lapsed, and who is loyal? Thresholds are chosen on days 98 to 210, and what
//! they come to is told for days 217 to 336 (whose outcomes reach until day 363), week by week.
//!
//! Chosen in two steps, each by its requirements on the days of the search:
//! 1. silence (`near`, `quiet`, `back`): a stop is noticed within 1.5 gaps, at_risk, lapsed and won_back hold 3 %, each stage returns
//!    more than the next one down; of these the fewest flaps;
//! 2. `loyal`, `champion` and `breadth`: the same, repeat, loyal and champion hold 3 %, loyal and champion are worth more than repeat;
//!    of these the ones where repeat alone is furthest above at_risk. Order days of all time only grow, so that repeat is
//!    left to those who buy seldom as weeks pass: without a margin it would sink to at_risk.
//!
//! `far` is 2 and the shop's gap 14 days throughout; neither was searched.

mod look;

use crate::data::completejourney as cj;
use crate::data::folder;
use crate::data::households::households;
use crate::data::replay::Shop;
use crate::table::{Better, Row, print};
use anyhow::{Context, Result};
use look::{Found, Of, Rule, look};
use serde_json::json;
use std::path::Path;
use trogen::scores::Stage;

/// First and last day of the weeks that thresholds are searched on, and of those that they are told for.
const SEARCH: (i32, i32) = (98, 210);
const TOLD: (i32, i32) = (217, 336);
/// Each stage holds so much of what it can apply to.
const LEAST: f64 = 0.03;
/// Household-weeks that may flap.
const FLAPS: f64 = 0.02;
/// Gaps within which a stop is noticed.
const DELAY: f64 = 1.5;
/// Resamples while searching, and for what is told.
const FEW: usize = 200;
const MANY: usize = 2000;

/// What the search for silence holds fixed.
const START: Rule = Rule { near: 0.75, quiet: 12.0, back: 21, loyal: 12.0, champion: 40.0, topics: 20.0 };

/// Everybody who is not on the way down and bought more than once.
const BETTER: [Stage; 4] = [Stage::Repeat, Stage::Loyal, Stage::Champion, Stage::WonBack];

/// Runs it.
pub fn run(data: Option<&Path>) -> Result<usize> {
    let (lines, names) = cj::lines(&folder(data, "completejourney"))?;
    let all = households(&lines);
    let shop = Shop::new(names.len(), &json!({ "trade": "grocery" }))?;
    let shipped = Rule::shipped()?;

    let mut rules = Vec::new();
    for near in [0.5, 0.75, 1.0] {
        for quiet in [9.0, 12.0, 14.0] {
            for back in [14, 21, 28] {
                rules.push(Rule { near, quiet, back, ..START });
            }
        }
    }
    let silence = choose("silence", &rules, &look(&all, &shop, &rules, SEARCH)?, falls, |f| -f.flaps())?;
    let mut rules = Vec::new();
    for loyal in [8.0, 12.0, 16.0, 20.0, 24.0, 30.0] {
        for champion in [25.0, 30.0, 40.0, 50.0] {
            for topics in [20.0, 40.0, 60.0] {
                rules.push(Rule { loyal, champion, topics, ..silence });
            }
        }
    }
    rules.retain(|r| r.champion > r.loyal);
    let margin = |f: &Found| f.mean(Stage::Repeat, Of::Returned) - f.mean(Stage::AtRisk, Of::Returned);
    let is_fit = |f: &Found| falls(f) && rises(f);
    let chosen = choose("worth", &rules, &look(&all, &shop, &rules, SEARCH)?, is_fit, margin)?;

    let found = look(&all, &shop, &[chosen], TOLD)?;
    let f = found.first().context("nothing was followed")?;
    let mut rows = vec![if data.is_none() {
        Row::reach("shipped thresholds: off by", shipped.off(&chosen), 0.0, Better::Less, format!("{chosen:?}"))
    } else {
        Row::told("shipped thresholds: off by", shipped.off(&chosen), format!("{chosen:?}"))
    }];
    rows.extend(told(f));
    Ok(print("Stages (Complete Journey): chosen on days 98 to 210, told for days 217 to 336", &rows))
}

/// Whether each stage on the way down returns less, and holds enough.
fn falls(f: &Found) -> bool {
    let is_enough = [Stage::AtRisk, Stage::Lapsed, Stage::WonBack].iter().all(|s| f.share(*s) >= LEAST);
    is_enough
        && f.flaps() < FLAPS
        && f.delay().0[0] <= DELAY
        && down().iter().all(|(_, these, over)| f.lead(these, *over, Of::Returned, FEW).1 > 0.0)
}

/// Whether loyal and champion are worth more than repeat, and hold enough.
fn rises(f: &Found) -> bool {
    [Stage::FirstPurchase, Stage::Repeat, Stage::Loyal, Stage::Champion].iter().all(|s| f.share(*s) >= LEAST)
        && f.flaps() < FLAPS
        && [Stage::Loyal, Stage::Champion]
            .iter()
            .all(|s| [Of::Spent, Of::Breadth].into_iter().all(|of| f.lead(&[*s], Stage::Repeat, of, FEW).1 > 0.0))
}

/// Neighbours on the way down.
fn down() -> [(&'static str, &'static [Stage], Stage); 3] {
    [
        ("repeat or better over at_risk", &BETTER, Stage::AtRisk),
        ("repeat alone over at_risk", &[Stage::Repeat], Stage::AtRisk),
        ("at_risk over lapsed", &[Stage::AtRisk], Stage::Lapsed),
    ]
}

/// The best of the rules that are fit; the first of equals. Prints the five best.
fn choose(
    what: &str,
    rules: &[Rule],
    found: &[Found],
    is_fit: impl Fn(&Found) -> bool,
    worth: impl Fn(&Found) -> f64,
) -> Result<Rule> {
    let mut fit: Vec<(f64, &Rule, &Found)> =
        rules.iter().zip(found).filter(|(_, f)| is_fit(f)).map(|(r, f)| (worth(f), r, f)).collect();
    fit.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!(
        "\n### Thresholds of {what}: {} of {} are fit on days {} to {}\n",
        fit.len(),
        rules.len(),
        SEARCH.0,
        SEARCH.1
    );
    println!(
        "| near | quiet | back | loyal | champion | topics | flaps | delay | repeat returns, at_risk | parts: repeat, loyal, champion, won_back, at_risk, lapsed |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for (_, r, f) in fit.iter().take(5) {
        let parts = [Stage::Repeat, Stage::Loyal, Stage::Champion, Stage::WonBack, Stage::AtRisk, Stage::Lapsed];
        let parts = parts.map(|s| format!("{:.3}", f.part(s))).join(" ");
        println!(
            "| {} | {} | {} | {} | {} | {} | {:.4} | {:.2} | {:.3} {:.3} | {parts} |",
            r.near,
            r.quiet,
            r.back,
            r.loyal,
            r.champion,
            r.topics,
            f.flaps(),
            f.delay().0[0],
            f.mean(Stage::Repeat, Of::Returned),
            f.mean(Stage::AtRisk, Of::Returned)
        );
    }
    fit.first().map(|(_, r, _)| **r).with_context(|| format!("no thresholds of {what} are fit"))
}

fn told(f: &Found) -> Vec<Row> {
    let mut rows = Vec::new();
    for (stage, of) in [
        (Stage::FirstPurchase, "after one day"),
        (Stage::Repeat, "after two days or more"),
        (Stage::Loyal, "after as many days as it asks for"),
        (Stage::Champion, "after as many days as it asks for"),
        (Stage::WonBack, "after two days or more"),
        (Stage::AtRisk, "after a purchase"),
        (Stage::Lapsed, "after a purchase"),
    ] {
        let beside = format!(
            "{of}; {:.3} of all; {:.3} return, {:.2} dollars, {:.1} topics in 28 days",
            f.part(stage),
            f.mean(stage, Of::Returned),
            f.mean(stage, Of::Spent),
            f.mean(stage, Of::Breadth)
        );
        rows.push(Row::reach(
            &format!("share {}", Stage::NAMES[stage as usize]),
            f.share(stage),
            LEAST,
            Better::More,
            beside,
        ));
    }
    let lower = |what: &str, these: &[Stage], over: Stage, of: Of, unit: &str| {
        let (lead, low) = f.lead(these, over, of, MANY);
        let what = format!("{what}, {unit}: lower end of one-sided 95 %");
        Row::reach(&what, low, 0.001, Better::More, format!("lead {lead:.3}; by household"))
    };
    for (what, these, over) in down() {
        rows.push(lower(what, these, over, Of::Returned, "return within 28 days"));
    }
    for (stage, name) in [(Stage::Loyal, "loyal over repeat"), (Stage::Champion, "champion over repeat")] {
        rows.push(lower(name, &[stage], Stage::Repeat, Of::Spent, "dollars in 28 days"));
        rows.push(lower(name, &[stage], Stage::Repeat, Of::Breadth, "topics in 28 days"));
    }
    let ([gaps, plain, days], stops) = f.delay();
    rows.extend([
        Row::reach("household-weeks that flap within two weeks, all labels", f.flaps(), FLAPS, Better::Less, ""),
        Row::reach(
            "median delay of noticing a stop, in gaps",
            gaps,
            DELAY,
            Better::Less,
            format!("{stops} silences of 56 days or more"),
        ),
        Row::told("same in plain mean gaps of the latest 9 days", plain, "the engine's gaps are drawn towards 14 days"),
        Row::told("same in days", days, ""),
    ]);
    rows
}
