//! Parameters of what is inferred: the program's own, else those of its trade.

use super::names::Names;
use super::node::Node;
use super::problem::{Problem, written};
use super::source::{self, Duration};
use super::trades;
use crate::math::elementary::expm1;
use crate::program::layout::{Block, Model};
use crate::program::{ContextKind, Prior};
use crate::scores::PERIODS;
use serde_json::Value;

/// Numbers in the order of [`Model`], then the weights of each [`Block`] that is there, up to the last.
pub fn models(program: &source::Program, names: &Names, problems: &mut Vec<Problem>) -> Vec<f64> {
    let models = &program.models;
    let mut m = Models { numbers: trades::numbers(models.trade).to_vec(), problems };
    if let Some(p) = &models.purchase {
        let days = match p.unit {
            source::Unit::Day => 1.0,
            source::Unit::Week => 7.0,
        };
        m.set(Model::PurchaseKind, f64::from(u8::from(matches!(p.model, source::PurchaseModel::MbgNbd))), "");
        m.set(Model::R, p.r, "purchase.r");
        m.set(Model::Alpha, p.alpha * days, "purchase.alpha");
        m.set(Model::A, p.a, "purchase.a");
        m.set(Model::B, p.b, "purchase.b");
        let gap = (p.alpha * days / p.r).clamp(0.1, 3650.0);
        m.set(Model::Gap, gap, "");
        m.set(Model::Back, (1.5 * gap).min(365.0), "");
    }
    if let Some(interest) = &models.interest {
        let seconds = |of: &Option<Duration>| of.as_ref().and_then(Duration::seconds).map(f64::from);
        m.maybe(Model::LongHalfLife, seconds(&interest.long), "interest.long");
        m.maybe(Model::ShortHalfLife, seconds(&interest.short), "interest.short");
        m.maybe(Model::InterestWeight, interest.weight, "interest.weight");
    }
    let stages = Node::new(&models.stages, "stages");
    let days = |name: &str| {
        stages.get(name).and_then(|n| Duration(n.text().to_owned()).seconds()).map(|s| f64::from(s) / 86_400.0)
    };
    if let Some(gap) = days("gap") {
        m.set(Model::Gap, gap, "stages.gap");
        m.set(Model::Back, (1.5 * gap).min(365.0), "");
    }
    m.maybe(Model::Back, days("back"), "stages.back");
    let spend = Node::new(&models.spend, "spend");
    let worth = Node::new(&models.worth, "worth");
    for (which, node, name) in [
        (Model::Near, &stages, "near"),
        (Model::Quiet, &stages, "quiet"),
        (Model::Far, &stages, "far"),
        (Model::LoyalDays, &stages, "loyal"),
        (Model::ChampionDays, &stages, "champion"),
        (Model::ChampionTopics, &stages, "breadth"),
        (Model::SpendP, &spend, "p"),
        (Model::SpendQ, &spend, "q"),
        (Model::SpendV, &spend, "v"),
        (Model::Weeks, &worth, "weeks"),
        (Model::Margin, &worth, "margin"),
    ] {
        m.maybe(which, node.number_of(name), &format!("{}.{name}", node.path));
    }
    // Of one period: (1 - year) = (1 + week)^-52, and a period is a thirteenth of all weeks.
    let year = worth.number_of("discount").unwrap_or(0.1).min(0.99);
    let weeks = m.numbers.get(Model::Weeks as usize).copied().unwrap_or(0.0);
    let rate = expm1(-weeks / 52.0 / f64::from(PERIODS) * libm::log(1.0 - year));
    m.set(Model::Rate, rate, "worth.discount");
    let points = Node::new(&program.loyalty, "").get("points");
    let expire = points.and_then(|p| Duration(p.text_of("expire").to_owned()).seconds());
    m.set(Model::Expire, f64::from(expire.unwrap_or(0)), "");
    let referral = Node::new(&program.referral, "");
    let friends = referral.get("qualify").map_or(0.0, |q| q.number_of("friends").unwrap_or(1.0));
    m.set(Model::Friends, friends, "");
    let claimed = names.context("claims.points").filter(|(_, c)| c.kind == ContextKind::Number);
    m.set(Model::Claimed, claimed.map_or(0.0, |(index, _)| f64::from(index) + 1.0), "");
    m.blocks(models);
    m.numbers
}

/// Leaves a trade's weights of intent out, where nobody asks for it: they are a third of a program without campaigns.
pub fn forget_intent(numbers: &mut Vec<f64>) {
    let (fitted, start) = (Model::Fitted as usize, Block::Intent.start() as usize);
    let rest = numbers.get(fitted).map_or(0, |bits| *bits as u32) & !1u32.wrapping_shl(Block::Intent as u32);
    numbers.truncate(if rest == 0 { Model::COUNT } else { start });
    if let Some(bits) = numbers.get_mut(fitted) {
        *bits = f64::from(rest);
    }
}

/// What is known of each topic, four bytes and two: its fitted prior, or what `replenish` says; and its average share of interest.
pub fn priors(program: &source::Program, names: &Names, problems: &mut Vec<Problem>) -> Vec<([u8; 4], u16)> {
    let root = Node::new(&program.models.topics, "models.topics");
    for (path, node) in root.entries("") {
        names.known_topic(path, &node.path, problems);
    }
    let above = |topic: &String| names.topic(topic.rsplit_once('/')?.0).map(usize::from);
    let parents: Vec<Option<usize>> = names.topics.iter().map(above).collect();
    let mut is_lowest = vec![true; parents.len()];
    for at in parents.iter().flatten() {
        if let Some(is_lowest) = is_lowest.get_mut(*at) {
            *is_lowest = false;
        }
    }
    // Of each topic, how many of the lowest are below it, or are itself.
    let mut leaves = vec![0u32; parents.len()];
    let mut all = 0u32;
    for i in (0..parents.len()).filter(|i| is_lowest.get(*i) == Some(&true)) {
        all = all.wrapping_add(1);
        let mut next = Some(i);
        while let Some((at, n)) = next.and_then(|at| Some((at, leaves.get_mut(at)?))) {
            *n = n.wrapping_add(1);
            next = parents.get(at).copied().flatten();
        }
    }
    let of = |(topic, below): (&String, &u32)| {
        let fitted = root.get(topic);
        let number = |name: &str| fitted.as_ref().and_then(|n| n.number_of(name));
        let share = number("share").unwrap_or(f64::from(*below) / f64::from(all));
        let said = program.inherited(topic, &|t| t.replenish.is_some());
        let seconds = said.and_then(|(_, t)| t.replenish.as_ref()).and_then(Duration::seconds);
        let replenish = seconds.map(|s| f64::from(s) / 86_400.0);
        let rate = number("rate").or(replenish);
        // A stranger's gap is rate / shape: of a declared one as much is known as of one customer's one gap.
        let bytes = rate.map_or([0; 4], |rate| {
            let buyers = libm::log(number("buyers").unwrap_or(0.1).max(1e-3));
            Prior { a: number("shape").unwrap_or(1.0), b: rate, repeats: number("repeats").unwrap_or(0.5), buyers }
                .compact()
        });
        (bytes, libm::rint(share * 65_535.0).clamp(0.0, 65_535.0) as u16)
    };
    names.topics.iter().zip(&leaves).map(of).collect()
}

struct Models<'a> {
    numbers: Vec<f64>,
    problems: &'a mut Vec<Problem>,
}

impl Models<'_> {
    #[inline(never)]
    fn maybe(&mut self, which: Model, value: Option<f64>, path: &str) {
        if let Some(value) = value {
            self.set(which, value, path);
        }
    }

    #[inline(never)]
    fn set(&mut self, which: Model, value: f64, path: &str) {
        if !which.allows(value) {
            let (least, most) = which.bounds();
            let unit = match which {
                Model::Alpha | Model::Gap | Model::Back => " days",
                Model::LongHalfLife | Model::ShortHalfLife => " seconds",
                _ => "",
            };
            let message = format!("must be {} to {}{unit}, is {}", written(least), written(most), written(value));
            self.problems.push(Problem::new("out_of_range", format!("models.{path}"), message));
        }
        if let Some(place) = self.numbers.get_mut(which as usize) {
            *place = value;
        }
    }

    #[inline(never)]
    fn blocks(&mut self, models: &source::Models) {
        let mut fitted = 0u32;
        let mut all = Vec::new();
        let mut end = 0;
        for block in Block::ALL {
            let (own, path) = match block {
                Block::Return28 => (Some(&models.return28), "return28"),
                Block::Again => (Some(&models.again), "again"),
                Block::Scale => (models.replenish.get("scale"), "replenish.scale"),
                Block::Shape => (models.replenish.get("shape"), "replenish.shape"),
                Block::Tail => (models.replenish.get("tail"), "replenish.tail"),
                Block::Intent => (Some(&models.intent), "intent"),
            };
            let own: Vec<f64> = own.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_f64).collect();
            let wanted = block.length() as usize;
            if !own.is_empty() && own.len() != wanted {
                let message = format!("takes {wanted} numbers, the intercept first, has {}", own.len());
                self.problems.push(Problem::new("bad_length", format!("models.{path}"), message));
            }
            let weights = if own.is_empty() { trades::weights(models.trade, block) } else { &own };
            let is_there = weights.len() == wanted;
            fitted |= u32::from(is_there).wrapping_shl(block as u32);
            all.extend_from_slice(if is_there { weights } else { &[] });
            all.resize(all.len().saturating_add(if is_there { 0 } else { wanted }), 0.0);
            end = if is_there { all.len() } else { end };
        }
        all.truncate(end);
        self.set(Model::Fitted, f64::from(fitted), "");
        self.numbers.append(&mut all);
    }
}
