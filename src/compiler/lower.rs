//! From the merchant's words to tables of numbers, everything checked on the way.

use super::condition::Reader;
use super::loyalty::{Loyalty, loyalty};
use super::named::{Named, sorted};
use super::names::{Names, by_hash};
use super::order::ordered;
use super::problem::{Problem, written};
use super::source::{self, Condition, OwnedRule, Season};
use super::tables::{Expr, Tables};
use super::{hints, models, references};
use crate::math::hash;
use crate::program::{Attribute, Op};
use std::collections::BTreeMap;

/// A program as tables, ready to be written.
pub struct Lowered {
    /// The program's name.
    pub name: String,
    /// Names and context values.
    pub names: Names,
    /// Conditions.
    pub tables: Tables,
    /// Slots with their places and candidates, ascending by hash.
    pub slots: Vec<(String, u16, Vec<u32>)>,
    /// Names of slots, as a host lists them.
    pub slot_names: Vec<String>,
    /// Campaigns, ascending by id.
    pub campaigns: Vec<Campaign>,
    /// Numbers of the models.
    pub models: Vec<f64>,
    /// What is known of each topic.
    pub priors: Vec<([u8; 4], u16)>,
    /// What the loyalty program promises.
    pub loyalty: Loyalty,
}

/// A campaign as numbers.
pub struct Campaign {
    /// Its id.
    pub id: String,
    /// Kind, cap, flags.
    pub bytes: [u8; 3],
    /// Seconds that the cap looks back.
    pub window: u32,
    /// Worth.
    pub value: f64,
    /// First step and number of steps.
    pub steps: (u32, u32),
    /// Topics by index.
    pub topics: Vec<u16>,
    /// Payload as JSON text.
    pub payload: String,
}

/// Checks and lowers a program. All problems come at once; `None` if one of them is an error.
pub fn lower(program: &source::Program, problems: &mut Vec<Problem>) -> Option<Lowered> {
    let names = Names::of(program, problems);
    let mut models = models::models(program, &names, problems);
    let priors = models::priors(program, &names, problems);
    let mut slots: Vec<(String, u16, Vec<u32>)> =
        by_hash(program.slots.keys(), &|name| format!("slots.{name}"), "slot", problems)
            .into_iter()
            .map(|name| (program.slots.get(&name).and_then(|s| s.take).unwrap_or(1), name))
            .map(|(take, name)| (name, take, Vec::new()))
            .collect();
    let mut places = BTreeMap::new();
    for (i, slot) in slots.iter().enumerate() {
        places.insert(slot.0.clone(), i);
    }
    references::check(program, &names, problems);
    // What only stands outside campaigns is checked, and nothing of it goes into the bytes.
    let mut unused = Tables::default();
    let mut reader = Reader::new(&mut unused, &names, &program.audiences, problems);
    reader.audiences();
    references::conditions(program, &mut reader);
    let mut tables = Tables::default();
    let mut reader = Reader::new(&mut tables, &names, &program.audiences, problems);
    let mut campaigns = Vec::new();
    let mut conditions = Vec::new();
    let id = |i: usize| program.campaigns.get(i).map_or("", |c| c.id.as_str());
    let order = sorted(program.campaigns.len(), &|a, b| id(a).cmp(id(b)));
    let order = order.into_iter().filter_map(|i| program.campaigns.get(i));
    let mut seen = BTreeMap::new();
    for (place, campaign) in order.enumerate() {
        let i = campaign.place;
        let path = format!("campaigns[{i}]");
        let key = hash::fnv32(campaign.id.as_bytes());
        if let Some(other) = seen.insert(key, i).and_then(|i: usize| program.campaigns.iter().find(|c| c.place == i)) {
            let is_same = other.id == campaign.id;
            let same = if is_same { "is the id" } else { "has the hash of the id; rename one" };
            let code = if is_same { "same_id" } else { "same_hash" };
            let message = format!("{same} of campaigns[{}] too", other.place);
            reader.problems.push(Problem::new(code, format!("{path}.id"), message));
        }
        stand(campaign, place as u32, &path, &places, &mut slots, reader.problems);
        let parts = whom(campaign, &path, &program.seasons, &mut reader);
        let whole = Expr::join(parts.iter().map(|(_, part)| part.clone()).collect(), true);
        let whole = ordered(whole, reader.tables);
        let steps = reader.tables.add(&whole, &at_part(&path, &parts), reader.problems);
        campaigns.push(lower_campaign(campaign, &path, steps, &names, reader.problems));
        conditions.push((i, parts));
    }
    names.check_texts(problems);
    if problems.iter().any(Problem::is_error) {
        return None;
    }
    hints::hints(program, &conditions, &tables, problems);
    tables.sort_by_use();
    if program.models.intent.is_null() && !tables.attributes.iter().any(|(of, _)| *of == Attribute::Intent) {
        models::forget_intent(&mut models);
    }
    let loyalty = loyalty(program, &names);
    let (name, slot_names) = (program.name.clone(), Vec::new());
    Some(Lowered { name, names, tables, slots, slot_names, campaigns, models, priors, loyalty })
}

/// Puts a campaign into its slots.
fn stand(
    campaign: &source::Campaign,
    place: u32,
    path: &str,
    places: &BTreeMap<String, usize>,
    slots: &mut [(String, u16, Vec<u32>)],
    problems: &mut Vec<Problem>,
) {
    if campaign.slots.is_empty() {
        problems.push(Problem::new("empty", format!("{path}.slots"), "names no slot, so it can never be shown"));
    }
    for (k, name) in campaign.slots.iter().enumerate() {
        let here = format!("{path}.slots[{k}]");
        match places.get(name).and_then(|i| slots.get_mut(*i)) {
            Some(slot) if slot.2.last() != Some(&place) => slot.2.push(place),
            Some(_) => problems.push(Problem::new("twice", here, "names the slot twice; take one out")),
            None => {
                problems.push(Problem::unknown("unknown_slot", here, "slot", name, places.keys().map(String::as_str)))
            }
        }
    }
}

/// Everything that must hold for a campaign: its condition, its audience, its seasons, its days, its stock.
fn whom(campaign: &source::Campaign, path: &str, seasons: &Named<Season>, reader: &mut Reader<'_>) -> Parts {
    let mut parts = vec![("when", reader.condition(&campaign.when, &format!("{path}.when")))];
    if let Some(name) = &campaign.audience {
        parts.push(("audience", reader.audience(name, &format!("{path}.audience"), false, 1)));
    }
    let at = |attribute: Attribute, name: &str, op: Op, constant: f64, reader: &mut Reader<'_>| match reader
        .tables
        .attribute(attribute, name.to_owned())
    {
        Some(index) => reader.interned(index, op, false, &[constant], path),
        None => reader.too_many_attributes(path),
    };
    let of_year = campaign.seasons.iter().filter_map(|name| seasons.get(name)).filter_map(references::days);
    let in_season: Vec<Expr> = of_year
        .map(|(from, until)| {
            let begun = at(Attribute::MonthDay, "month_day", Op::Gte, f64::from(from), reader);
            let not_over = at(Attribute::MonthDay, "month_day", Op::Lte, f64::from(until), reader);
            // Over the new year it has begun or is not over yet; else both.
            Expr::join(vec![begun, not_over], from <= until)
        })
        .collect();
    if !in_season.is_empty() {
        parts.push(("seasons", Expr::join(in_season, false)));
    }
    for (name, date, op) in [("from", &campaign.from, Op::Gte), ("until", &campaign.until, Op::Lte)] {
        if let Some(day) = date.as_ref().and_then(source::Date::day) {
            parts.push((name, at(Attribute::Day, "day", op, f64::from(day), reader)));
        }
    }
    let here = format!("{path}.stock");
    match &campaign.stock {
        Some(source::Stock::Told(attribute)) => {
            let says = serde_json::Map::from_iter([(attribute.clone(), serde_json::Value::Bool(true))]);
            let told = reader.problems.len();
            parts.push(("stock", reader.condition(&Condition(says), &here)));
            reader.problems.iter_mut().skip(told).for_each(|p| p.path.clone_from(&here));
        }
        Some(source::Stock::Known(false)) => {
            // No day is before the first: never.
            let never = at(Attribute::Day, "day", Op::Lt, 0.0, reader);
            parts.push(("stock", never));
        }
        Some(source::Stock::Known(true)) | None => {}
    }
    parts.retain(|(_, part)| !matches!(part, Expr::All(of) if of.is_empty()));
    parts
}

/// What must hold for a campaign, by the field that says so.
pub type Parts = Vec<(&'static str, Expr)>;

/// The path of what a problem of all parts is about: of the only one, or of the campaign.
#[must_use]
pub fn at_part(path: &str, parts: &Parts) -> String {
    match parts.as_slice() {
        [(only, _)] => format!("{path}.{only}"),
        _ => path.to_owned(),
    }
}

fn lower_campaign(
    campaign: &source::Campaign,
    path: &str,
    steps: (u32, u32),
    names: &Names,
    problems: &mut Vec<Problem>,
) -> Campaign {
    let mut topics = Vec::new();
    for (i, topic) in campaign.topics.iter().enumerate() {
        topics.extend(names.known_topic(topic, &format!("{path}.topics[{i}]"), problems));
    }
    let value = campaign.value.unwrap_or(1.0);
    if !(value > 0.0 && value <= 1e9) {
        let message = format!("must be above 0 and at most 1,000,000,000, is {}", written(value));
        problems.push(Problem::new("out_of_range", format!("{path}.value"), message));
    }
    let (cap, window) = campaign.cap.as_ref().and_then(source::Cap::read).unwrap_or((0, 0));
    let payload = if campaign.payload.is_null() { String::new() } else { campaign.payload.to_string() };
    if payload.len() >= 1 << 24 {
        let message = "is larger than 16 MB; give its address: { \"$href\": \"hero.json\" }";
        problems.push(Problem::new("too_large", format!("{path}.payload"), message));
    }
    let keep = u8::from(campaign.owned == Some(OwnedRule::Keep));
    Campaign { id: campaign.id.clone(), bytes: [campaign.kind as u8, cap, keep], window, value, steps, topics, payload }
}
