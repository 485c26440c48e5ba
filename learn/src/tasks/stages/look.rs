//! What thresholds come to: stages of all households, week by week, as [`lifecycle::standing`] gives them on the morning of the
//! day, and what the households did in the 28 days from there on.

use crate::data::households::Household;
use crate::data::replay::{Replay, Shop, morning};
use crate::fit::resample::lower;
use anyhow::Result;
use serde_json::json;
use trogen::program::Program;
use trogen::program::layout::Model;
use trogen::scores::Stage;
use trogen::scores::lifecycle::standing;
use trogen::scores::rhythm::Rhythm;

/// Days of an outcome.
pub const HORIZON: i32 = 28;
/// A silence of so many days is a stop: the delay of noticing it is measured.
const STOP: i32 = 56;
/// Days with an order before a stop: fewer have no rhythm that could be broken.
const FEWEST: u32 = 3;
/// The shop's expected gap, in days.
const GAP: f64 = 14.0;

/// Thresholds, as `models.stages` says them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Silence that is normal: so many own gaps,
    pub near: f64,
    /// and so many days.
    pub quiet: f64,
    /// Days that somebody won back counts as such.
    pub back: i32,
    /// Days with an order of the loyal.
    pub loyal: f64,
    /// Days with an order of champions.
    pub champion: f64,
    /// And their topics.
    pub topics: f64,
}

impl Rule {
    /// A program that carries it. What it has of topics does not matter: breadth is counted in the profile.
    pub fn program(&self) -> Result<Program> {
        let stages = json!({
            "gap": format!("{GAP}d"), "near": self.near, "quiet": self.quiet / GAP, "far": 2, "back": format!("{}d", self.back),
            "loyal": self.loyal, "champion": self.champion, "breadth": self.topics,
        });
        Ok(Shop::new(1, &json!({ "trade": "grocery", "stages": stages }))?.program)
    }

    /// What ships for grocers.
    pub fn shipped() -> Result<Self> {
        let program = Shop::new(1, &json!({ "trade": "grocery" }))?.program;
        let [near, quiet, back, loyal, champion, topics] =
            [Model::Near, Model::Quiet, Model::Back, Model::LoyalDays, Model::ChampionDays, Model::ChampionTopics]
                .map(|which| program.model(which));
        Ok(Self { near, quiet: (quiet * GAP * 1e6).round() / 1e6, back: back as i32, loyal, champion, topics })
    }

    /// How far it is from another, in all.
    pub fn off(&self, other: &Self) -> f64 {
        let all = |r: &Self| [r.near, r.quiet, f64::from(r.back), r.loyal, r.champion, r.topics];
        all(self).iter().zip(all(other)).map(|(a, b)| (a - b).abs()).sum()
    }
}

/// What is summed of the household-weeks of one stage.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    /// How many there are.
    Weeks = 0,
    /// How many of them returned within the horizon.
    Returned = 1,
    /// Dollars spent within it.
    Spent = 2,
    /// Topics bought within it.
    Breadth = 3,
}

/// Sums by stage, then by [`Of`].
type Sums = [[f64; 4]; Stage::NAMES.len()];

/// What thresholds come to.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// By household.
    sums: Vec<Sums>,
    /// Household-weeks with a purchase before, those with one day of them, those with two or more, with as many as the loyal and
    /// as champions have.
    could: [f64; 5],
    changes: f64,
    seen: f64,
    delays: [Vec<f64>; 3],
}

/// Follows all households through the weeks of `from` to `to` under each of some rules.
pub fn look(all: &[Household], shop: &Shop, rules: &[Rule], (from, to): (i32, i32)) -> Result<Vec<Found>> {
    let programs: Vec<Program> = rules.iter().map(Rule::program).collect::<Result<_>>()?;
    let weeks: Vec<i32> = (from..=to).step_by(7).collect();
    let mut found = vec![Found::default(); rules.len()];
    let mut stages: Vec<Vec<Option<Stage>>> = vec![vec![None; weeks.len()]; rules.len()];
    let mut rhythm = Rhythm::default();
    for h in all {
        let mut sums = vec![Sums::default(); rules.len()];
        let mut replay = Replay::new(shop, h, false);
        for (week, cut) in weeks.iter().enumerate() {
            stages.iter_mut().for_each(|s| s[week] = None);
            if !replay.until(*cut) {
                continue;
            }
            let (profile, tally, now) = (&replay.profile, replay.profile.replicas.tally(), morning(*cut));
            let bought = profile.purchases.summary(&tally);
            rhythm.refresh(&profile.purchases, &bought, GAP, now.day());
            let returned = f64::from(u8::from(h.returns(*cut, HORIZON)));
            let outcome = [1.0, returned, h.spent(*cut, HORIZON), h.breadth(*cut, HORIZON) as f64];
            for (i, (rule, program)) in rules.iter().zip(&programs).enumerate() {
                let stage = standing(profile, &tally, &bought, &rhythm, program, now).stage;
                stages[i][week] = Some(stage);
                sums[i][stage as usize].iter_mut().zip(outcome).for_each(|(sum, x)| *sum += x);
                let days = f64::from(bought.occasions);
                let could = [true, days == 1.0, days >= 2.0, days >= rule.loyal, days >= rule.champion];
                found[i].could.iter_mut().zip(could).for_each(|(n, is)| *n += f64::from(u8::from(is)));
            }
        }
        for (i, sums) in sums.into_iter().enumerate() {
            let f = &mut found[i];
            f.sums.push(sums);
            for w in stages[i].windows(4) {
                f.seen += f64::from(u8::from(w[0].is_some()));
                f.changes += f64::from(u8::from(w[0].is_some() && w[0] != w[1] && (w[2] == w[0] || w[3] == w[0])));
            }
        }
        stops(h, shop, &programs, (from, to), &mut found);
    }
    Ok(found)
}

/// How long it takes until each stop of a household that begins in these weeks is noticed: in the rule's gaps, in plain mean gaps
/// of the latest nine days, in days.
fn stops(h: &Household, shop: &Shop, programs: &[Program], (from, to): (i32, i32), found: &mut [Found]) {
    let days: Vec<i32> = h.orders.iter().map(|o| o.day).chain([365]).collect();
    let mut replay = Replay::new(shop, h, false);
    let mut rhythm = Rhythm::default();
    for gap in days.windows(2).filter(|g| g[1] - g[0] >= STOP && g[0] >= from && g[0] < to - STOP) {
        replay.until(gap[0] + 1);
        let (profile, tally) = (&replay.profile, replay.profile.replicas.tally());
        let bought = profile.purchases.summary(&tally);
        if bought.occasions < FEWEST {
            continue;
        }
        for (program, f) in programs.iter().zip(found.iter_mut()) {
            let mut is_noticed = |day: i32| {
                let now = morning(day);
                rhythm.refresh(&profile.purchases, &bought, GAP, now.day());
                let stage = standing(profile, &tally, &bought, &rhythm, program, now).stage;
                matches!(stage, Stage::AtRisk | Stage::Lapsed)
            };
            let delay = f64::from((gap[0] + 1..gap[1]).find(|day| is_noticed(*day)).unwrap_or(gap[1]) - gap[0]);
            let late: Vec<u32> = rhythm.days.iter().rev().take(9).copied().collect();
            let span = late.first().zip(late.last()).map_or(0, |(last, first)| last - first);
            let mean = f64::from(span) / (late.len() as f64 - 1.0).max(1.0);
            [delay / rhythm.gap(), delay / mean, delay].into_iter().zip(&mut f.delays).for_each(|(d, all)| all.push(d));
        }
    }
}

impl Found {
    fn sum(&self, stage: Stage, of: Of) -> f64 {
        self.sums.iter().map(|s| s[stage as usize][of as usize]).sum()
    }

    /// Mean of something over the household-weeks of a stage.
    pub fn mean(&self, stage: Stage, of: Of) -> f64 {
        self.sum(stage, of) / self.sum(stage, Of::Weeks)
    }

    /// The part of the household-weeks that a stage can apply to: `first_purchase` after one day with an order, `repeat` and `won_back`
    /// after two or more, `loyal` and `champion` after as many as they ask for, `at_risk` and `lapsed` after any.
    pub fn share(&self, stage: Stage) -> f64 {
        let could = match stage {
            Stage::FirstPurchase => self.could[1],
            Stage::Repeat | Stage::WonBack => self.could[2],
            Stage::Loyal => self.could[3],
            Stage::Champion => self.could[4],
            _ => self.could[0],
        };
        self.sum(stage, Of::Weeks) / could
    }

    /// The part of all household-weeks with a purchase before.
    pub fn part(&self, stage: Stage) -> f64 {
        self.sum(stage, Of::Weeks) / self.could[0]
    }

    /// By how much the mean of something is more in some stages than in another, and the lower end of its one-sided 95 % interval
    /// (households are drawn, with all their weeks).
    pub fn lead(&self, these: &[Stage], over: Stage, of: Of, resamples: usize) -> (f64, f64) {
        let rows: Vec<[f64; 4]> = self
            .sums
            .iter()
            .map(|s| {
                let sum = |of: Of| these.iter().map(|t| s[*t as usize][of as usize]).sum::<f64>();
                [sum(of), sum(Of::Weeks), s[over as usize][of as usize], s[over as usize][Of::Weeks as usize]]
            })
            .collect();
        let difference = |weight: &dyn Fn(usize) -> f64| {
            let mut sums = [0.0; 4];
            for (i, row) in rows.iter().enumerate() {
                let w = weight(i);
                sums.iter_mut().zip(row).for_each(|(s, x)| *s += w * x);
            }
            sums[0] / sums[1] - sums[2] / sums[3]
        };
        (difference(&|_| 1.0), lower(rows.len(), resamples, |w| difference(&|i| f64::from(w[i]))))
    }

    /// Household-weeks after which the stage changes and is back within two weeks, of all that were followed so long.
    pub fn flaps(&self) -> f64 {
        self.changes / self.seen
    }

    /// Median delay of noticing a stop: in the rule's gaps, in plain mean gaps, in days; and how many stops there were.
    pub fn delay(&self) -> ([f64; 3], usize) {
        let median = |d: &Vec<f64>| {
            let mut d = d.clone();
            d.sort_by(f64::total_cmp);
            d.get(d.len() / 2).copied().unwrap_or(f64::NAN)
        };
        let [a, b, c] = &self.delays;
        ([median(a), median(b), median(c)], a.len())
    }
}
