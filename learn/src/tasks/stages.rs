//! `stages`: which silence makes a customer at risk, and lapsed? A search over thresholds on a household's own rhythm,
//! measured in weeks after those of the
//! search.
//!
//! With `rec` days since the last order and `g` = (days from the 9th last day with an order to the last + 14) / min(days,
//! 9), a household of two days or more is `lapsed` where rec > far (near g + quiet), `at_risk` where rec > near g + quiet,
//! else `repeat`. With `back`, one that came back within that many days from a silence that had made it at risk is
//! `won_back` instead of `repeat`.

use crate::data::completejourney as cj;
use crate::data::folder;
use crate::data::households::{Household, households};
use crate::table::{Better, Row, print};
use anyhow::Result;
use std::path::Path;

/// First and last day of the weeks that thresholds are searched on, and of those that they are told for.
const SEARCH: (i32, i32) = (98, 210);
const TOLD: (i32, i32) = (217, 336);

/// Thresholds.
#[derive(Clone, Copy, Debug)]
struct Rule {
    near: f64,
    quiet: f64,
    far: f64,
    back: i32,
}

/// What the search chose: the fewest flaps of what notices a stop within 1.5 gaps and keeps 3 % in each stage.
const CHOSEN: Rule = Rule { near: 0.75, quiet: 12.0, far: 2.0, back: 21 };

/// What thresholds come to.
#[derive(Clone, Debug, Default)]
struct Found {
    /// Households by stage: repeat, at risk, lapsed, won back; at weekly cuts.
    counts: [f64; 4],
    /// Of those, how many returned within 28 days.
    returned: [f64; 4],
    /// Cuts, three weeks apart, at which each pair of neighbours differs by two standard errors; and all cuts.
    apart: [usize; 3],
    /// Household-weeks that changed stage and were back within two weeks.
    flaps: f64,
    /// Median time from the last order to the first week at risk, of those who stayed away for 56 days or more, in
    /// personal gaps as the rule has them.
    delay: f64,
    /// The same in plain mean gaps, and in days.
    plain: (f64, f64),
}

/// Runs it.
pub fn run(data: Option<&Path>) -> Result<usize> {
    let (lines, _) = cj::lines(&folder(data, "completejourney"))?;
    let all = households(&lines);
    println!("\n### Stages by personal rhythm (Complete Journey), cuts from day {} to {}\n", TOLD.0, TOLD.1);
    println!(
        "| near | quiet | far | back | share: repeat, at risk, lapsed, won back | return within 28 days | cuts apart | flaps | delay in gaps | same in the search |\n|---|---|---|---|---|---|---|---|---|---|"
    );
    for back in [0, 14, 21, 28] {
        for near in [0.5, 0.75, 1.0, 1.5] {
            for quiet in [7.0, 9.0, 12.0, 14.0] {
                for far in [2.0] {
                    let rule = Rule { near, quiet, far, back };
                    let searched = look(&all, rule, SEARCH);
                    let n: f64 = searched.counts.iter().sum();
                    let is_fit = searched.counts[..3].iter().all(|c| *c >= 0.03 * n)
                        && searched.apart[..2].iter().all(|a| *a == searched.apart[2]);
                    if !is_fit || searched.flaps > 0.02 || searched.delay > 1.5 {
                        continue;
                    }
                    let f = look(&all, rule, TOLD);
                    let n: f64 = f.counts.iter().sum();
                    let share = f.counts.map(|c| format!("{:.3}", c / n)).join(" ");
                    let back_rate: Vec<String> =
                        (0..4).map(|i| format!("{:.3}", f.returned[i] / f.counts[i])).collect();
                    println!(
                        "| {near} | {quiet} | {far} | {back} | {share} | {} | {}, {} of {} | {:.4} | {:.2} | flaps {:.4}, delay {:.2} |",
                        back_rate.join(" "),
                        f.apart[0],
                        f.apart[1],
                        f.apart[2],
                        f.flaps,
                        f.delay,
                        searched.flaps,
                        searched.delay
                    );
                }
            }
        }
    }
    let f = look(&all, CHOSEN, TOLD);
    let n: f64 = f.counts.iter().sum();
    let rate = |i: usize| f.returned[i] / f.counts[i];
    let share = |i: usize, what: &str| {
        Row::reach(what, f.counts[i] / n, 0.03, Better::More, format!("{:.3} of them return within 28 days", rate(i)))
    };
    let cuts = f.apart[2] as f64;
    Ok(print(
        &format!("Stages by personal rhythm, chosen on days {} to {}: {CHOSEN:?}", SEARCH.0, SEARCH.1),
        &[
            share(0, "share repeat"),
            share(3, "share won back"),
            share(1, "share at risk"),
            share(2, "share lapsed"),
            Row::reach(
                "cuts where repeat returns more than at risk",
                f.apart[0] as f64,
                cuts,
                Better::More,
                "by 2 standard errors",
            ),
            Row::reach(
                "cuts where at risk returns more than lapsed",
                f.apart[1] as f64,
                cuts,
                Better::More,
                "by 2 standard errors",
            ),
            Row::reach("household-weeks that flap within two weeks", f.flaps, 0.02, Better::Less, ""),
            Row::reach(
                "median delay of noticing a stop, in gaps",
                f.delay,
                1.5,
                Better::Less,
                "from the last order; silences of 56 days or more",
            ),
            Row::told(
                "same in plain mean gaps of the latest 9 days",
                f.plain.0,
                "the rule's gaps are drawn towards 14 days",
            ),
            Row::told("same in days", f.plain.1, ""),
            Row::told("flaps without won back", look(&all, Rule { back: 0, ..CHOSEN }, TOLD).flaps, ""),
        ],
    ))
}

fn look(all: &[Household], rule: Rule, (from, to): (i32, i32)) -> Found {
    let weeks: Vec<i32> = (from..=to).step_by(7).collect();
    let mut found = Found::default();
    let mut by_cut = vec![[(0.0f64, 0.0f64); 4]; weeks.len()];
    let (mut changes, mut seen, mut delays) = (0.0, 0.0, [Vec::new(), Vec::new(), Vec::new()]);
    for h in all {
        let stages: Vec<Option<usize>> = weeks.iter().map(|w| stage(h, *w, rule)).collect();
        for (i, s) in stages.iter().enumerate() {
            let Some(s) = *s else { continue };
            let returned = f64::from(u8::from(h.returns(weeks[i], 28)));
            found.counts[s] += 1.0;
            found.returned[s] += returned;
            by_cut[i][s].0 += 1.0;
            by_cut[i][s].1 += returned;
        }
        for w in stages.windows(4) {
            seen += f64::from(u8::from(w[0].is_some()));
            changes += f64::from(u8::from(w[0].is_some() && w[0] != w[1] && (w[2] == w[0] || w[3] == w[0])));
        }
        // The last order before a silence of 56 days or more that begins in these weeks.
        let days: Vec<i32> = h.orders.iter().map(|o| o.day).chain([365]).collect();
        for gap in days.windows(2).filter(|g| g[1] - g[0] >= 56 && g[0] >= from && g[0] < to - 56) {
            let Some(past) = h.past(gap[0] + 1).filter(|p| p.occasions >= 3) else { continue };
            let noticed = (gap[0] + 1..gap[1]).find(|d| stage(h, *d, rule).is_some_and(|s| s == 1 || s == 2));
            let delay = f64::from(noticed.unwrap_or(gap[1]) - gap[0]);
            let days = past.days();
            let late = days.len().min(9);
            let mean = f64::from(days[days.len() - 1] - days[days.len() - late]) / (late as f64 - 1.0);
            [delay / rhythm(&days), delay / mean, delay].into_iter().zip(&mut delays).for_each(|(d, all)| all.push(d));
        }
    }
    for cut in by_cut.iter().step_by(3) {
        found.apart[2] += 1;
        for i in 0..2 {
            let ((n, a), (m, b)) = (cut[i], cut[i + 1]);
            let (p, q) = (a / n, b / m);
            let error = (p * (1.0 - p) / n + q * (1.0 - q) / m).sqrt();
            found.apart[i] += usize::from(p - q > 1.96 * error);
        }
    }
    let [delay, mean, days] = delays.map(|mut d| {
        d.sort_by(f64::total_cmp);
        d.get(d.len() / 2).copied().unwrap_or(f64::NAN)
    });
    (found.delay, found.plain) = (delay, (mean, days));
    found.flaps = changes / seen;
    found
}

/// Repeat, at risk, lapsed, won back; `None` before the second day with an order.
fn stage(h: &Household, cut: i32, rule: Rule) -> Option<usize> {
    let past = h.past(cut)?;
    let days = past.days();
    if past.occasions < 2 {
        return None;
    }
    let limit = rule.near * rhythm(&days) + rule.quiet;
    let silence = past.silence();
    let came_back = |w: &[i32]| cut - w[1] < rule.back && f64::from(w[1] - w[0]) > limit;
    Some(match silence {
        s if s > rule.far * limit => 2,
        s if s > limit => 1,
        _ if days.windows(2).any(came_back) => 3,
        _ => 0,
    })
}

fn rhythm(days: &[i32]) -> f64 {
    let late = days.len().min(9);
    (f64::from(days[days.len() - 1] - days[days.len() - late]) + 14.0) / late as f64
}
