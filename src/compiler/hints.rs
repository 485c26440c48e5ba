//! What compiles and is probably not what was meant, and what this version checks without acting on it.

use super::node::Node;
use super::problem::{Problem, Severity};
use super::source::{Act, Campaign, Kind, Program};
use super::tables::{Expr, Tables};
use super::{references, source};
use crate::program::Op;
use std::collections::HashSet;

/// Adds warnings and notes. `conditions` are those of the campaigns, by their place in the file.
pub fn hints(program: &Program, conditions: &[(usize, Expr)], tables: &Tables, problems: &mut Vec<Problem>) {
    for (i, expr) in conditions {
        let Some(campaign) = program.campaigns.get(*i) else { continue };
        let path = format!("campaigns[{i}]");
        if campaign.stock.as_ref().is_some_and(|s| matches!(s, source::Stock::Known(false))) {
            problems.push(Problem::warning("sold_out", format!("{path}.stock"), "is false, so that it never stands"));
        } else if out_of_season(campaign, program) {
            let message = "its topics belong to other seasons, so that it never fits the time of the year it stands in";
            problems.push(Problem::warning("out_of_season", format!("{path}.seasons"), message));
        } else if let Some(why) = never(expr, tables) {
            let message = format!("can never hold: {why}");
            problems.push(Problem::warning("contradiction", format!("{path}.when"), message));
        }
        costs(campaign, program, &path, problems);
    }
    for (_, ask) in Node::new(&program.asks, "asks").entries("").into_iter().filter(|(_, ask)| !ask.has("cap")) {
        let message = "has no cap, so that people may be asked again and again";
        problems.push(Problem::warning("no_limit", ask.path, message).meant("\"cap\": \"1/90d\""));
    }
    slots(program, conditions, problems);
    notes(program, problems);
}

fn costs(campaign: &Campaign, program: &Program, path: &str, problems: &mut Vec<Problem>) {
    let cost = Node::new(&campaign.cost, "");
    let percent = cost.has("percent") && !cost.has("most");
    let is_discount = campaign.act == Act::Discount && !cost.has("amount") && !cost.has("most");
    if (percent || is_discount) && campaign.budget.is_none() && program.limits.get("incentive").is_none() {
        let message =
            "is a discount without a ceiling; say the most it may cost (cost.most), a budget, or limits.incentive";
        problems.push(Problem::warning("no_ceiling", path, message));
    }
    let is_limited = |c: &Campaign| {
        let asks = Node::new(&program.asks, "").entries("");
        let mut capped = asks.iter().filter(|(_, ask)| ask.has("cap"));
        c.cap.is_some() || capped.any(|(_, ask)| ask.items("campaigns").iter().any(|id| id.text() == c.id))
    };
    if campaign.kind == Kind::Ask && !is_limited(campaign) {
        let message = "asks without a limit; give it a cap, such as \"1/30d\"";
        problems.push(Problem::warning("no_limit", path, message).meant("\"cap\": \"1/30d\""));
    }
}

/// Slots that may stay empty although the page has nothing of its own there.
fn slots(program: &Program, conditions: &[(usize, Expr)], problems: &mut Vec<Problem>) {
    let is_empty = |expr: &Expr| matches!(expr, Expr::All(of) if of.is_empty());
    let unconditional: HashSet<usize> = conditions.iter().filter(|(_, e)| is_empty(e)).map(|(i, _)| *i).collect();
    for name in program.slots.iter().filter(|(_, slot)| !slot.default).map(|(name, _)| name) {
        let path = format!("slots.{name}");
        let mut candidates = program.campaigns.iter().enumerate().filter(|(_, c)| c.slots.contains(name)).peekable();
        if candidates.peek().is_none() {
            problems.push(Problem::warning("no_campaign", path, "no campaign may stand here, so it stays empty"));
            continue;
        }
        let always = |i: usize, c: &Campaign| {
            unconditional.contains(&i)
                && c.cap.is_none()
                && (c.topics.is_empty() || c.owned == Some(source::OwnedRule::Keep))
        };
        if !candidates.any(|(i, c)| always(i, c)) {
            let message = "may stay empty: every campaign here has a condition, a cap or rests at times. Add one that always \
                           stands, or say \"default\": true if the page shows something of its own";
            problems.push(Problem::warning("no_default", path, message).meant("\"default\": true"));
        }
    }
}

fn out_of_season(campaign: &Campaign, program: &Program) -> bool {
    let of_topics: Vec<&Vec<String>> =
        campaign.topics.iter().filter_map(|t| program.topics.get(t)).map(|t| &t.seasons).collect();
    if campaign.seasons.is_empty() || of_topics.is_empty() || of_topics.iter().any(|s| s.is_empty()) {
        return false;
    }
    let days = |name: &String| program.seasons.get(name).and_then(references::days);
    let overlap = |a: (u32, u32), b: (u32, u32)| {
        let is_in = |day: u32, (from, until): (u32, u32)| {
            if from <= until { from <= day && day <= until } else { day >= from || day <= until }
        };
        is_in(a.0, b) || is_in(b.0, a)
    };
    let own: Vec<_> = campaign.seasons.iter().filter_map(days).collect();
    !of_topics.into_iter().flatten().filter_map(days).any(|theirs| own.iter().any(|mine| overlap(*mine, theirs)))
}

/// Why a condition can never hold, if it can be seen from its numbers.
fn never(expr: &Expr, tables: &Tables) -> Option<String> {
    match expr {
        Expr::Predicate(_) => None,
        Expr::Any(of) => {
            let reasons: Option<Vec<String>> = of.iter().map(|part| never(part, tables)).collect();
            reasons.and_then(|all| all.into_iter().next())
        }
        Expr::All(of) => {
            if let Some(why) = of.iter().find_map(|part| never(part, tables)) {
                return Some(why);
            }
            let mut flat = Vec::new();
            flatten(of, &mut flat);
            let all: Vec<_> = flat.into_iter().filter_map(|p| compared(p, tables)).collect();
            let is_empty = |attribute: u16| {
                let mut range = Range::default();
                let of_it = all.iter().filter(|(a, ..)| *a == attribute);
                of_it.for_each(|(_, op, negated, constants)| range.narrow(*op, *negated, constants));
                range.is_empty()
            };
            let attribute = all.iter().map(|(a, ..)| *a).find(|a| is_empty(*a))?;
            let (_, name) = tables.attributes.get(usize::from(attribute))?;
            Some(format!("no value of {name} fits all that is asked of it"))
        }
    }
}

fn flatten(of: &[Expr], out: &mut Vec<u16>) {
    for part in of {
        match part {
            Expr::Predicate(p) => out.push(*p),
            Expr::All(inner) => flatten(inner, out),
            Expr::Any(_) => {}
        }
    }
}

fn compared(predicate: u16, tables: &Tables) -> Option<(u16, Op, bool, &[f64])> {
    let (attribute, op, negated, count, first) = *tables.predicates.get(usize::from(predicate))?;
    let first = first as usize;
    Some((attribute, op, negated, tables.constants.get(first..first.checked_add(usize::from(count))?)?))
}

/// The values that comparisons leave.
struct Range {
    least: f64,
    is_least_in: bool,
    most: f64,
    is_most_in: bool,
    among: Option<Vec<f64>>,
    not: Vec<f64>,
    must_be_there: bool,
    must_be_missing: bool,
}

impl Default for Range {
    fn default() -> Self {
        Self {
            least: f64::NEG_INFINITY,
            is_least_in: true,
            most: f64::INFINITY,
            is_most_in: true,
            among: None,
            not: Vec::new(),
            must_be_there: false,
            must_be_missing: false,
        }
    }
}

impl Range {
    fn narrow(&mut self, op: Op, negated: bool, constants: &[f64]) {
        let one = constants.first().copied().unwrap_or(f64::NAN);
        match (op, negated) {
            (Op::Exists, false) => self.must_be_there = true,
            (Op::Exists, true) => self.must_be_missing = true,
            // What is missing passes these too, so that they only take values away.
            (Op::Eq | Op::In, true) => self.not.extend_from_slice(constants),
            (_, true) => {}
            (_, false) => {
                self.must_be_there = true;
                match op {
                    Op::Gt if one >= self.least => (self.least, self.is_least_in) = (one, false),
                    Op::Gte if one > self.least => (self.least, self.is_least_in) = (one, true),
                    Op::Lt if one <= self.most => (self.most, self.is_most_in) = (one, false),
                    Op::Lte if one < self.most => (self.most, self.is_most_in) = (one, true),
                    Op::Eq | Op::In => {
                        let old = self.among.take();
                        let keeps = |c: &f64| old.as_ref().is_none_or(|all| all.contains(c));
                        self.among = Some(constants.iter().copied().filter(keeps).collect());
                    }
                    _ => {}
                }
            }
        }
    }

    fn is_empty(&self) -> bool {
        let fits = |v: &f64| {
            (*v > self.least || (*v == self.least && self.is_least_in))
                && (*v < self.most || (*v == self.most && self.is_most_in))
                && !self.not.contains(v)
        };
        let is_none = match &self.among {
            Some(values) => !values.iter().any(fits),
            None => self.least > self.most || (self.least == self.most && !fits(&self.least)),
        };
        self.must_be_there && (self.must_be_missing || is_none)
    }
}

/// Parts that are checked, and do nothing yet.
fn notes(program: &Program, problems: &mut Vec<Problem>) {
    let is_there = |value: &serde_json::Value| value.as_object().is_some_and(|o| !o.is_empty());
    // Tiers can be asked for.
    let has_loyalty = program.loyalty.as_object().is_some_and(|o| o.keys().any(|name| name != "tiers"));
    let of = |has: &dyn Fn(&Campaign) -> bool| program.campaigns.iter().any(has);
    let parts = [
        ("catalog", is_there(&program.catalog)),
        ("loyalty", has_loyalty),
        ("rewards", is_there(&program.rewards)),
        ("referral", is_there(&program.referral)),
        ("asks", is_there(&program.asks)),
        ("sequences", is_there(&program.sequences)),
        ("goals", is_there(&program.goals)),
        ("budgets", is_there(&program.budgets)),
        ("limits", is_there(&program.limits)),
        ("holdout", is_there(&program.holdout)),
        ("campaigns[].cooldown", of(&|c| c.cooldown.is_some())),
        ("campaigns[].holdout", of(&|c| c.holdout.is_some())),
        ("campaigns[].variants", of(&|c| c.variants.is_array())),
        ("campaigns[].cost", of(&|c| c.cost.is_object())),
        ("topics.*.replenish", program.topics.values().iter().any(|t| t.replenish.is_some())),
        ("topics.*.complements", program.topics.values().iter().any(|t| !t.complements.is_empty())),
    ];
    for (path, _) in parts.into_iter().filter(|(_, has)| *has) {
        let problem =
            Problem::new("no_effect", path, "is checked, and has no effect on what is chosen in this version");
        problems.push(Problem { severity: Severity::Note, ..problem });
    }
}
