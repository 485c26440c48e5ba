//! What moved each score, in stable codes. Insight build only.
//!
//! An effect is in the unit of the score, but for fitted ones (`return28`, `again`, `intent` with weights of the program), where it
//! is in log-odds: weight times feature. Effects of one score need not add up to it where it is no sum.

use super::attachment::{self, PARTS};
use super::lifecycle::{self, CHANGES};
use super::purchase::{Model, Past};
use super::replenish::forecast;
use super::{DAYPARTS, Forecast, Inferred, intent, model, past, replenish, returning, rhythm};
use crate::host::DAY;
use crate::math::decay::Level;
use crate::profile::topics::TopicMemory;
use crate::program::layout::Block;
use crate::signals::{Channel, Kind};
use alloc::vec::Vec;

/// One thing that moved a score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reason {
    /// The score, as conditions call it; with a topic, its family.
    pub score: &'static str,
    /// The topic it is of, by index.
    pub topic: Option<u16>,
    /// What it is.
    pub code: &'static str,
    /// What that was, in its own unit.
    pub value: f64,
    /// How much it moved the score.
    pub effect: f64,
}

/// Reasons while they are gathered.
struct Reasons {
    all: Vec<Reason>,
    topic: Option<u16>,
}

impl Reasons {
    fn add(&mut self, score: &'static str, code: &'static str, value: f64, effect: f64) {
        self.all.push(Reason { score, topic: self.topic, code, value, effect });
    }

    /// Weights times features.
    fn weighed(&mut self, score: &'static str, of: &Inferred<'_>, block: Block, names: &[&'static str], x: &[f64]) {
        for ((i, name), x) in (1u32..).zip(names).zip(x) {
            self.add(score, name, *x, of.program.weight(block, i) * x);
        }
    }
}

/// A product that was bought and is not known to be gone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Product {
    /// Hash of its `item_id`.
    pub key: u32,
    /// Its topic, by index.
    pub topic: Option<u16>,
    /// Days since it was bought last.
    pub bought: f64,
    /// When it is bought again: by the gap of its topic, from its own last day.
    pub forecast: Option<Forecast>,
}

impl Inferred<'_> {
    /// The remembered products, the latest first, each once.
    #[must_use]
    pub fn products(&self) -> Vec<Product> {
        let whole = self.whole();
        let mut all: Vec<Product> = Vec::new();
        for o in self.profile.items.owned.iter().rev().filter(|o| !o.is_gone) {
            if all.iter().any(|p| p.key == o.key) {
                continue;
            }
            let topic = self.program.topic(o.topic);
            let memory = self.tally.topics.get(o.topic).filter(|t| t.bought > 0);
            let forecast = memory.zip(topic).map(|(t, topic)| {
                let own = TopicMemory { last_day: o.day, ..*t };
                forecast(&whole, &own, topic, self.profile, self.program, self.now)
            });
            let bought = f64::from(self.now.day().saturating_sub(o.day));
            all.push(Product { key: o.key, topic, bought, forecast });
        }
        all
    }

    /// The reasons of every score that has some, score by score.
    #[must_use]
    pub fn reasons(&self) -> Vec<Reason> {
        let mut r = Reasons { all: Vec::new(), topic: None };
        self.of_stage(&mut r);
        self.of_purchases(&mut r);
        self.of_bonds(&mut r);
        self.of_position(&mut r);
        let x = intent::features(self.profile, self.tally, self.scores.bought.occasions, self.now);
        if self.program.has(Block::Intent) {
            r.weighed("intent", self, Block::Intent, &intent::FEATURES, &x);
        }
        self.of_topics(&mut r);
        r.all
    }

    fn of_stage(&self, r: &mut Reasons) {
        let (s, rhythm) = (&self.scores.standing, &self.scores.rhythm);
        let change = CHANGES.get(s.change as usize).copied().unwrap_or("arrived");
        let of = |kind| f64::from(self.tally.events.of(kind));
        if self.scores.bought.occasions == 0 {
            r.add("stage", change, of(Kind::ViewItem), 1.0);
            return;
        }
        r.add("stage", change, f64::from(self.scores.bought.occasions), 1.0);
        r.add("stage", "silence", rhythm.rec, -rhythm.rec);
        r.add("stage", "limit", lifecycle::limit(rhythm, self.program), lifecycle::limit(rhythm, self.program));
        r.add("gap", "own", rhythm.days.len() as f64, rhythm.gap() - rhythm.prior);
        r.add("gap", "expected", rhythm.prior, rhythm.prior);
    }

    fn of_purchases(&self, r: &mut Reasons) {
        let bought = &self.scores.bought;
        let Some(here) = past(bought, self.now) else { return };
        let process = model(self.program);
        // Beside what it is: had she bought just now, and had she bought for the first time just now.
        let fresh = Past { t: here.t_x, ..here };
        let first = Past { x: 0.0, t_x: 0.0, t: 0.0 };
        let mut beside = |score, f: &dyn Fn(&Model, &Past) -> f64| {
            let (now, at_once, at_first) = (f(&process, &here), f(&process, &fresh), f(&process, &first));
            r.add(score, "orders", here.x + 1.0, at_once - at_first);
            r.add(score, "silence", here.t - here.t_x, now - at_once);
        };
        beside("alive", &|m, p| m.alive(p));
        beside("expected28", &|m, p| m.expected(p, returning::HORIZON));
        beside("clv", &|_, p| self.worth(p, f64::from(bought.occasions)));
        if self.program.has(Block::Return28) {
            let x = self.scores.rhythm.features(self.scores.interest);
            r.weighed("return28", self, Block::Return28, &rhythm::FEATURES, &x);
        } else {
            beside("return28", &|m, p| returning::by_process(m, p));
        }
        let mean = bought.spend as f64 / 100.0 / f64::from(bought.occasions);
        r.add("clv", "spend", mean, self.worth(&here, f64::from(bought.occasions)) - self.worth(&here, 0.0));
    }

    fn of_bonds(&self, r: &mut Reasons) {
        for ((name, part), weight) in PARTS.iter().zip(self.attachment_parts()).zip(attachment::WEIGHTS) {
            r.add("attachment", name, part, part * weight);
        }
        let strength = |level: &Level| level.at(self.now, self.profile.half_lives.long);
        let named = |names: &'static [&'static str], from: usize| {
            names.iter().zip(self.tally.levels.iter().skip(from)).map(move |(name, level)| (*name, strength(level)))
        };
        let all: f64 = named(&Channel::NAMES, 0).map(|(_, s)| s).sum();
        for (name, s) in named(&Channel::NAMES, 0).filter(|(_, s)| *s > 0.0) {
            r.add("engagement", name, s, s / (all + 5.0));
            r.add("channel", name, s, s / all);
        }
        for (name, s) in named(&DAYPARTS, Channel::COUNT).filter(|(_, s)| *s > 0.0) {
            r.add("daypart", name, s, s / all);
        }
        let (doubt, watched) = self.hesitation();
        if watched.last.0 > 0 {
            r.add("hesitation.kind", "views", watched.views.into(), f64::from(watched.views));
            r.add("hesitation.kind", "carts", watched.carts.into(), 2.0 * f64::from(watched.carts));
            r.add(
                "hesitation.kind",
                "days",
                f64::from(self.now.since(watched.last)) / f64::from(DAY),
                doubt as u8 as f64,
            );
        }
        let since = |kind| match self.profile.loyalty.last_day(kind) {
            0 => f64::NAN,
            day => f64::from(self.now.day().saturating_sub(day)),
        };
        for (code, kind) in [
            ("days_since_delivery", Kind::DeliveryReceived),
            ("days_since_purchase", Kind::Purchase),
            ("days_since_review", Kind::Review),
            ("days_since_support", Kind::SupportContact),
            ("days_since_refund", Kind::Refund),
        ] {
            if !since(kind).is_nan() {
                r.add("ready.review", code, since(kind), f64::from(u8::from(self.is_ready_to_review())));
            }
        }
        let ready = f64::from(u8::from(self.is_ready_to_refer()));
        r.add("ready.referral", "attachment", attachment::attachment(&self.attachment_parts()), ready);
        if self.profile.loyalty.nps.time.0 > 0 {
            r.add("ready.referral", "nps", self.profile.loyalty.nps.value.into(), ready);
        }
    }

    fn of_position(&self, r: &mut Reasons) {
        let p = self.position();
        r.add("reward.progress", "points", p.points, p.reward_progress);
        r.add("reward.progress", "distance", p.reward_distance, -p.reward_distance);
        r.add("tier.progress", "distance", p.tier_distance, -p.tier_distance);
        let earned = f64::from(self.tally.events.of(Kind::PointsEarned));
        r.add("points", "earned", earned, self.scores.points);
        r.add("points.pending", "rules", self.program.earnings().count() as f64, p.pending);
    }

    fn of_topics(&self, r: &mut Reasons) {
        let whole = self.whole();
        for t in self.tally.topics.all() {
            let Some(topic) = self.program.topic(t.key) else { continue };
            r.topic = Some(topic);
            let score = self.scores.topic(topic);
            let lasting = score.share * 2.0 - score.short;
            r.add("interest", "lasting", lasting, lasting / 2.0);
            r.add("interest", "present", score.short, score.short / 2.0);
            let late = self.profile.recent.of(Kind::DismissPromotion).iter().filter(|e| e.topic == t.key);
            let dismissed = late.count() as f64;
            if dismissed > 0.0 {
                r.add("interest", "dismissed", dismissed, -dismissed);
            }
            r.add("lift", "average", self.program.average(topic), score.lift(self.program.average(topic)));
            if t.bought <= 0 {
                continue;
            }
            let prior = self.program.prior(topic).unwrap_or(replenish::STRANGER);
            let interest = t.interest.long.at(self.now, self.profile.half_lives.long);
            let today = self.now.day();
            let pair = replenish::pair(&whole, t.bought, t.first_day, t.last_day, interest, &prior, today);
            r.add("due", "gap", pair.gap, pair.gap);
            let rec = f64::from(today.saturating_sub(t.last_day));
            r.add("due", "days", rec, -rec);
            r.add("due", "purchases", t.bought.into(), 1.0 - 1.0 / f64::from(t.bought));
            if self.program.has(Block::Again) {
                r.weighed("again", self, Block::Again, &replenish::FEATURES, &pair.features());
            } else {
                // Beside what it is: bought but once, as long ago as the first time.
                let once = replenish::pair(&whole, 1, t.first_day, t.first_day, interest, &prior, today);
                let (chance, first) = (pair.again(self.program), once.again(self.program));
                r.add("again", "purchases", t.bought.into(), chance - first);
                r.add("again", "expected_gap", prior.gap(), first);
            }
        }
        r.topic = None;
    }
}
