//! From the merchant's words to tables of numbers, everything checked on the way.

use super::condition::{Tables, Type};
use super::models;
use super::problem::Problem;
use super::source::{self, ContextType, OwnedRule, PlainType, seconds};
use crate::math::hash;
use crate::program::ContextKind;
use crate::program::layout::{MOST_CAP, MOST_LEVELS, MOST_TAKE, Model};
use crate::signals::Kind;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// A program as tables, ready to be written.
pub struct Lowered {
    /// The program's name.
    pub name: String,
    /// Names and context values.
    pub names: Names,
    /// Days that something bought in each topic lasts, 0 unknown.
    pub durable: Vec<u16>,
    /// Conditions.
    pub tables: Tables,
    /// Slots with their places and candidates.
    pub slots: Vec<(String, u16, Vec<u32>)>,
    /// Campaigns, ascending by id.
    pub campaigns: Vec<Campaign>,
    /// The program's own events with the kind each means, ascending by hash.
    pub events: Vec<(String, u8)>,
    /// Numbers of the models.
    pub models: [f64; Model::COUNT],
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

/// A declared context attribute.
pub struct Context {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: ContextKind,
    /// Whether only the listed values are allowed.
    pub closed: bool,
    // Filled while conditions are read.
    values: RefCell<Vec<String>>,
}

impl Context {
    /// Values that conditions name, or that were listed.
    #[must_use]
    pub fn values(&self) -> Vec<String> {
        self.values.borrow().clone()
    }
}

/// Names, in the order of their hashes, which is the order of the bytes.
pub struct Names {
    /// Topic paths.
    pub topics: Vec<String>,
    /// Context attributes.
    pub contexts: Vec<Context>,
}

impl Names {
    /// Index of a topic.
    #[must_use]
    pub fn topic(&self, path: &str) -> Option<u16> {
        self.topics.iter().position(|t| t == path).and_then(|i| u16::try_from(i).ok())
    }

    /// Index and type of a context attribute.
    #[must_use]
    pub fn context(&self, name: &str) -> Option<(u16, Type)> {
        let (i, context) = self.contexts.iter().enumerate().find(|(_, c)| c.name == name)?;
        let index = u16::try_from(i).ok()?;
        let kind = match context.kind {
            ContextKind::Number => Type::Number,
            ContextKind::Flag => Type::Flag,
            ContextKind::Text => Type::Text(index),
        };
        Some((index, kind))
    }

    /// The number of a text of a context attribute; the known texts if it is not among a closed list.
    pub fn text(&self, context: u16, text: &str) -> Result<f64, Vec<String>> {
        let Some(context) = self.contexts.get(usize::from(context)) else { return Err(Vec::new()) };
        let mut values = context.values.borrow_mut();
        if let Some(i) = values.iter().position(|v| v == text) {
            return Ok(i as f64);
        }
        if context.closed {
            return Err(values.clone());
        }
        values.push(text.to_owned());
        Ok(values.len().saturating_sub(1) as f64)
    }
}

/// Checks and lowers a program. All problems come at once.
pub fn lower(program: &source::Program) -> Result<Lowered, Vec<Problem>> {
    let mut problems = Vec::new();
    let (topics, durable) = topics(program, &mut problems);
    let names = Names { topics, contexts: contexts(program, &mut problems) };
    let models = models::models(&program.models, &mut problems);
    let events = events(program, &mut problems);
    let slot_names: Vec<String> = by_hash(program.slots.keys(), "slots", "slot", &mut problems);
    let mut slots: Vec<(String, u16, Vec<u32>)> = Vec::new();
    for name in slot_names {
        let take = program.slots.get(&name).and_then(|s| s.take).unwrap_or(1);
        if take == 0 || take > MOST_TAKE {
            problems.push(Problem::new(format!("slots.{name}.take"), format!("must be 1 to {MOST_TAKE}")));
        }
        slots.push((name, take, Vec::new()));
    }
    let mut tables = Tables::default();
    let mut campaigns = Vec::new();
    let mut order: Vec<(usize, &source::Campaign)> = program.campaigns.iter().enumerate().collect();
    order.sort_by(|a, b| a.1.id.cmp(&b.1.id));
    let mut seen = BTreeMap::new();
    for (place, (i, campaign)) in order.into_iter().enumerate() {
        let path = format!("campaigns[{i}]");
        if campaign.id.is_empty() || campaign.id.len() > 255 {
            problems.push(Problem::new(format!("{path}.id"), "must have 1 to 255 bytes"));
        }
        if let Some(other) = seen.insert(hash::fnv32(campaign.id.as_bytes()), (i, &campaign.id)) {
            let same = if other.1 == &campaign.id { "is the id" } else { "has the hash of the id; rename one" };
            problems.push(Problem::new(format!("{path}.id"), format!("{same} of campaigns[{}] too", other.0)));
        }
        if campaign.slots.is_empty() {
            problems.push(Problem::new(format!("{path}.slots"), "names no slot, so it can never be shown"));
        }
        for (k, name) in campaign.slots.iter().enumerate() {
            match slots.iter_mut().find(|s| s.0 == *name) {
                Some(slot) if slot.2.last() != Some(&(place as u32)) => slot.2.push(place as u32),
                Some(_) => problems.push(Problem::new(format!("{path}.slots[{k}]"), "names the slot twice")),
                None => {
                    let known = program.slots.keys().map(String::as_str);
                    problems.push(Problem::unknown(format!("{path}.slots[{k}]"), "slot", name, known));
                }
            }
        }
        campaigns.push(lower_campaign(campaign, &path, &names, &mut tables, &mut problems));
    }
    if problems.is_empty() {
        Ok(Lowered { name: program.name.clone(), names, durable, tables, slots, campaigns, events, models })
    } else {
        Err(problems)
    }
}

fn lower_campaign(
    campaign: &source::Campaign,
    path: &str,
    names: &Names,
    tables: &mut Tables,
    problems: &mut Vec<Problem>,
) -> Campaign {
    let mut topics = Vec::new();
    for (i, topic) in campaign.topics.iter().enumerate() {
        match names.topic(topic) {
            Some(index) => topics.push(index),
            None => {
                let known = names.topics.iter().map(String::as_str);
                problems.push(Problem::unknown(format!("{path}.topics[{i}]"), "topic", topic, known));
            }
        }
    }
    let value = campaign.value.unwrap_or(1.0);
    if !(value > 0.0 && value <= 1e9) {
        problems.push(Problem::new(format!("{path}.value"), "must be above 0 and at most 1,000,000,000"));
    }
    let (cap, window) = match &campaign.cap {
        Some(text) => cap(text).unwrap_or_else(|| {
            let message = format!(
                "\"{text}\" is not a cap; write \"3/14d\": at most 3 (1 to {MOST_CAP}) in 14 days (m, h, d, w)"
            );
            problems.push(Problem::new(format!("{path}.cap"), message));
            (0, 0)
        }),
        None => (0, 0),
    };
    let payload = if campaign.payload.is_null() { String::new() } else { campaign.payload.to_string() };
    if payload.len() >= 1 << 24 {
        problems.push(Problem::new(format!("{path}.payload"), "is larger than 16 MB"));
    }
    let keep = u8::from(campaign.owned == Some(OwnedRule::Keep));
    Campaign {
        id: campaign.id.clone(),
        bytes: [campaign.kind as u8, cap, keep],
        window,
        value,
        steps: tables.add(&campaign.when, &format!("{path}.when"), names, problems),
        topics,
        payload,
    }
}

fn cap(text: &str) -> Option<(u8, u32)> {
    let (times, window) = text.split_once('/')?;
    let times: u8 = times.parse().ok()?;
    let window = seconds(window)?;
    (1..=MOST_CAP).contains(&times).then_some((times, window))
}

/// Topics ascending by hash, those above included, with how long things bought in them last.
fn topics(program: &source::Program, problems: &mut Vec<Problem>) -> (Vec<String>, Vec<u16>) {
    let mut all = BTreeSet::new();
    for path in program.topics.keys() {
        let here = format!("topics.{path}");
        if path.split('/').any(str::is_empty) {
            problems.push(Problem::new(here, "has an empty level; write \"running/shoes\""));
        } else if path.bytes().any(|b| b.is_ascii_uppercase()) {
            let suggestion = Some(path.to_ascii_lowercase());
            problems.push(Problem { suggestion, ..Problem::new(here, "topics are written in lower case") });
        } else if path.split('/').count() > MOST_LEVELS {
            problems.push(Problem::new(here, format!("has more than {MOST_LEVELS} levels")));
        } else {
            all.insert(path.clone());
            all.extend(path.match_indices('/').filter_map(|(i, _)| path.get(..i)).map(str::to_owned));
        }
    }
    let sorted = by_hash(all.iter(), "topics", "topic", problems);
    if sorted.len() >= usize::from(u16::MAX) {
        problems.push(Problem::new("topics", "more than 65,534 topics"));
    }
    let mut durable = Vec::new();
    for topic in &sorted {
        let mut at = topic.as_str();
        let said = loop {
            if let Some(text) = program.topics.get(at).and_then(|t| t.durable.as_deref()) {
                break Some((at, text));
            }
            match at.rsplit_once('/') {
                Some((above, _)) => at = above,
                None => break None,
            }
        };
        let days = said.map(|(at, text)| (at, seconds(text).map_or(0, |s| s / 86_400)));
        if let Some((at, 0)) = days
            && at == topic
        {
            problems.push(Problem::new(
                format!("topics.{topic}.durable"),
                "write how long it lasts, a day at least: \"180d\"",
            ));
        }
        durable.push(days.map_or(0, |d| u16::try_from(d.1).unwrap_or(u16::MAX)));
    }
    (sorted, durable)
}

/// The program's own events and what they mean.
fn events(program: &source::Program, problems: &mut Vec<Problem>) -> Vec<(String, u8)> {
    let names = by_hash(program.events.keys(), "events", "event", problems);
    let mut events = Vec::new();
    for name in names {
        let means = program.events.get(&name).map_or("", String::as_str);
        if Kind::NAMES.contains(&name.as_str()) {
            problems
                .push(Problem::new(format!("events.{name}"), "is one of Trogen's own events and means what it says"));
        }
        match Kind::NAMES.iter().position(|n| *n == means) {
            Some(kind) => events.push((name, kind as u8)),
            None => problems.push(Problem::unknown(format!("events.{name}"), "event", means, Kind::NAMES)),
        }
    }
    events
}

fn contexts(program: &source::Program, problems: &mut Vec<Problem>) -> Vec<Context> {
    by_hash(program.context.keys(), "context", "context attribute", problems)
        .into_iter()
        .map(|name| {
            let (kind, values) = match program.context.get(&name) {
                Some(ContextType::OneOf(values)) => (ContextKind::Text, Some(values.clone())),
                Some(ContextType::Plain(PlainType::Number)) => (ContextKind::Number, None),
                Some(ContextType::Plain(PlainType::Boolean)) => (ContextKind::Flag, None),
                _ => (ContextKind::Text, None),
            };
            Context { name, kind, closed: values.is_some(), values: RefCell::new(values.unwrap_or_default()) }
        })
        .collect()
}

/// Names ascending by hash; two of one hash are a problem.
fn by_hash<'a>(
    names: impl Iterator<Item = &'a String>,
    path: &str,
    what: &str,
    problems: &mut Vec<Problem>,
) -> Vec<String> {
    let mut sorted = BTreeMap::new();
    for name in names {
        if name.len() > 255 {
            problems.push(Problem::new(format!("{path}.{name}"), format!("a {what}'s name has at most 255 bytes")));
        }
        if let Some(other) = sorted.insert(hash::fnv32(name.as_bytes()), name.clone()) {
            problems.push(Problem::new(format!("{path}.{name}"), format!("has the hash of \"{other}\"; rename one")));
        }
    }
    sorted.into_values().collect()
}
