//! What compiles and is probably not what was meant, and what this version checks without acting on it.

use super::lower::Parts;
use super::named::sorted;
use super::node::Node;
use super::problem::{Problem, Severity};
use super::source::{Act, Campaign, Kind, Program};
use super::tables::{Expr, Tables};
use super::{references, source};
use crate::program::Op;
use std::collections::HashSet;

/// Adds warnings and notes. `conditions` are those of the campaigns, by their place in the file.
pub fn hints(program: &Program, conditions: &[(usize, Parts)], tables: &Tables, problems: &mut Vec<Problem>) {
    let limited = limited(program);
    for (i, parts) in conditions {
        let Some(campaign) = program.campaigns.get(*i) else { continue };
        let path = format!("campaigns[{i}]");
        if campaign.stock.as_ref().is_some_and(|s| matches!(s, source::Stock::Known(false))) {
            problems.push(Problem::warning("sold_out", format!("{path}.stock"), "is false, so that it never stands"));
        } else if out_of_season(campaign, program) {
            let message = "its topics belong to other seasons, so that it never fits the time of the year it stands in";
            problems.push(Problem::warning("out_of_season", format!("{path}.seasons"), message));
        } else if let Some((at, why)) = contradiction(parts, &path, tables) {
            let message = format!("can never hold: {why}");
            problems.push(Problem::warning("contradiction", at, message));
        }
        costs(campaign, program, &limited, &path, problems);
    }
    for (_, ask) in Node::new(&program.asks, "asks").entries("").into_iter().filter(|(_, ask)| !ask.has("cap")) {
        let message = "has no cap, so that people may be asked again and again";
        problems.push(Problem::warning("no_limit", ask.path, message).meant("\"cap\": \"1/90d\""));
    }
    slots(program, conditions, problems);
    notes(program, problems);
}

/// Ids of campaigns that an ask with a cap asks by.
fn limited(program: &Program) -> HashSet<&str> {
    let asks = Node::new(&program.asks, "").entries("");
    let capped = asks.into_iter().filter(|(_, ask)| ask.has("cap"));
    capped.flat_map(|(_, ask)| ask.items("campaigns")).map(|id| id.text()).collect()
}

fn costs(campaign: &Campaign, program: &Program, limited: &HashSet<&str>, path: &str, problems: &mut Vec<Problem>) {
    let cost = Node::new(&campaign.cost, "");
    let percent = cost.has("percent") && !cost.has("most");
    let is_discount = campaign.act == Act::Discount && !cost.has("amount") && !cost.has("most");
    if (percent || is_discount) && campaign.budget.is_none() && program.limits.get("incentive").is_none() {
        let message =
            "is a discount without a ceiling; say the most it may cost (cost.most), a budget, or limits.incentive";
        problems.push(Problem::warning("no_ceiling", path, message));
    }
    if campaign.kind == Kind::Ask && campaign.cap.is_none() && !limited.contains(campaign.id.as_str()) {
        let message = "asks without a limit; give it a cap, such as \"1/30d\"";
        problems.push(Problem::warning("no_limit", path, message).meant("\"cap\": \"1/30d\""));
    }
}

/// Slots that may stay empty although the page has nothing of its own there.
fn slots(program: &Program, conditions: &[(usize, Parts)], problems: &mut Vec<Problem>) {
    let unconditional: HashSet<usize> = conditions.iter().filter(|(_, p)| p.is_empty()).map(|(i, _)| *i).collect();
    let rests =
        |c: &Campaign| !c.topics.is_empty() && c.owned.is_none() && matches!(c.kind, Kind::Content | Kind::Offer);
    let always = |i: usize, c: &Campaign| unconditional.contains(&i) && c.cap.is_none() && !rests(c);
    let mut open = Vec::new();
    for name in program.slots.iter().filter(|(_, slot)| !slot.default).map(|(name, _)| name) {
        let here: Vec<(usize, &Campaign)> =
            program.campaigns.iter().enumerate().filter(|(_, c)| c.slots.contains(name)).collect();
        let path = format!("slots.{name}");
        if here.is_empty() {
            problems.push(Problem::warning("no_campaign", path, "no campaign may stand here, so it stays empty"));
        } else {
            let standing: Vec<usize> = here.iter().filter(|(i, c)| always(*i, c)).map(|(i, _)| *i).collect();
            open.push((path, standing));
        }
    }
    let mut given = vec![None; program.campaigns.len()];
    for slot in 0..open.len() {
        if !give(slot, &open, &mut given, &mut vec![false; open.len()]) {
            let Some((path, standing)) = open.get(slot) else { continue };
            let why = if standing.is_empty() {
                "every campaign here has a condition, a cap or rests at times"
            } else {
                "a campaign stands once on a page, and those that always stand are needed for other slots"
            };
            let message = format!(
                "may stay empty: {why}. Add one that always stands, or say \"default\": true if the page shows something of its own"
            );
            problems.push(Problem::warning("no_default", path, message).meant("\"default\": true"));
        }
    }
}

/// Finds a campaign for a slot, moving others' where that helps: a matching by augmenting paths (Kuhn 1955).
fn give(slot: usize, open: &[(String, Vec<usize>)], given: &mut [Option<usize>], asked: &mut [bool]) -> bool {
    match asked.get_mut(slot) {
        Some(asked) if !*asked => *asked = true,
        _ => return false,
    }
    for campaign in open.get(slot).map_or(&[][..], |(_, standing)| standing) {
        let holder = given.get(*campaign).copied().flatten();
        if holder.is_none_or(|holder| give(holder, open, given, asked))
            && let Some(place) = given.get_mut(*campaign)
        {
            *place = Some(slot);
            return true;
        }
    }
    false
}

fn out_of_season(campaign: &Campaign, program: &Program) -> bool {
    if campaign.seasons.is_empty() || campaign.topics.is_empty() {
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
    campaign.topics.iter().all(|topic| {
        let theirs = seasons_of(topic, program);
        let mut theirs = theirs.iter().filter_map(days).peekable();
        theirs.peek().is_some() && !theirs.any(|theirs| own.iter().any(|mine| overlap(*mine, theirs)))
    })
}

/// The seasons of a topic: its own, or those of the nearest topic above that has some.
fn seasons_of<'a>(topic: &'a str, program: &'a Program) -> &'a [String] {
    program.inherited(topic, &|t| !t.seasons.is_empty()).map_or(&[], |(_, t)| &t.seasons)
}

/// Where and why a campaign's parts can never hold, by themselves or together.
fn contradiction(parts: &Parts, path: &str, tables: &Tables) -> Option<(String, String)> {
    for (name, part) in parts {
        if let Some(why) = never(part, tables) {
            return Some((format!("{path}.{name}"), why));
        }
    }
    let whole = Expr::All(parts.iter().map(|(_, part)| part.clone()).collect());
    Some((path.to_owned(), never(&whole, tables)?))
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
            let of_one = |i: usize| all.get(i).map_or(0, |(attribute, ..)| *attribute);
            // Attribute by attribute; the first one asked about is told.
            let order = sorted(all.len(), &|a, b| of_one(a).cmp(&of_one(b)));
            let empty = order.chunk_by(|a, b| of_one(*a) == of_one(*b)).filter(|group| {
                let mut range = Range::default();
                let of_it = group.iter().filter_map(|i| all.get(*i));
                of_it.for_each(|(_, op, negated, constants)| range.narrow(*op, *negated, constants));
                range.is_empty()
            });
            let attribute = of_one(*empty.filter_map(|group| group.first()).min()?);
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
    // Tiers and points can be asked for.
    let is_read = |name: &str| matches!(name, "tiers" | "points");
    let has_loyalty = program.loyalty.as_object().is_some_and(|o| o.keys().any(|name| !is_read(name)));
    let of = |has: &dyn Fn(&Campaign) -> bool| program.campaigns.iter().any(has);
    let topic = |has: &dyn Fn(&source::Topic) -> bool| program.topics.values().iter().any(has);
    let parts = [
        ("catalog", is_there(&program.catalog)),
        ("loyalty", has_loyalty),
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
        ("campaigns[].act", of(&|c| c.act != Act::Content)),
        ("topics.*.seasons", topic(&|t| !t.seasons.is_empty())),
    ];
    for (path, _) in parts.into_iter().filter(|(_, has)| *has) {
        let problem =
            Problem::new("no_effect", path, "is checked, and has no effect on what is chosen in this version");
        problems.push(Problem { severity: Severity::Note, ..problem });
    }
}
