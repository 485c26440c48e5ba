//! What a program declares, by name: topics, context attributes, claims, events. In the bytes a name is its hash, so two names
//! of one hash are a mistake.

use super::named::Named;
use super::problem::Problem;
use super::source::{self, ContextType, PlainType};
use crate::math::hash;
use crate::program::ContextKind;
use crate::program::layout::MOST_LEVELS;
use crate::signals::Kind;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A declared context attribute, a claim (`claims.tier`), or the member's tier.
pub struct Context {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: ContextKind,
    /// Whether only the listed values are allowed.
    pub closed: bool,
    // Filled while conditions are read.
    values: RefCell<Named<()>>,
}

impl Context {
    /// Values that conditions name, or that were listed, in the order of their numbers.
    #[must_use]
    pub fn values(&self) -> Vec<String> {
        self.values.borrow().names().into_iter().cloned().collect()
    }

    /// Where it is declared.
    #[must_use]
    pub fn path(&self) -> String {
        declared_at(&self.name)
    }
}

fn declared_at(name: &str) -> String {
    if name.starts_with(CLAIM) { name.to_owned() } else { format!("context.{name}") }
}

/// Names, in the order of their hashes, which is the order of the bytes.
pub struct Names {
    /// Topic paths.
    pub topics: Vec<String>,
    /// Days that something bought in each topic lasts, 0 unknown.
    pub durable: Vec<u16>,
    /// Topics with each one that they name among their complements.
    pub complements: Vec<(String, String)>,
    /// Context attributes.
    pub contexts: Vec<Context>,
    /// The program's own events with the kind each means.
    pub events: Vec<(String, u8)>,
}

impl Names {
    /// Checks what a program declares.
    pub fn of(program: &source::Program, problems: &mut Vec<Problem>) -> Self {
        let (topics, durable) = topics(program, problems);
        let of = program.topics.iter();
        let complements = of.flat_map(|(path, t)| t.complements.iter().map(|c| (path.clone(), c.clone()))).collect();
        Self { topics, durable, complements, contexts: contexts(program, problems), events: events(program, problems) }
    }

    /// Index of a topic.
    #[must_use]
    pub fn topic(&self, path: &str) -> Option<u16> {
        // By hash they are in order.
        let key = hash::fnv32(path.as_bytes());
        let i = self.topics.binary_search_by_key(&key, |t| hash::fnv32(t.as_bytes())).ok()?;
        self.topics.get(i).filter(|t| *t == path)?;
        u16::try_from(i).ok()
    }

    /// Index of a topic; a problem if there is none of that path.
    pub fn known_topic(&self, path: &str, at: &str, problems: &mut Vec<Problem>) -> Option<u16> {
        let found = self.topic(path);
        if found.is_none() {
            problems.push(Problem::unknown("unknown_topic", at, "topic", path, self.topics.iter().map(String::as_str)));
        }
        found
    }

    /// Index of a context attribute.
    #[must_use]
    pub fn context(&self, name: &str) -> Option<(u16, &Context)> {
        let (i, context) = self.contexts.iter().enumerate().find(|(_, c)| c.name == name)?;
        Some((u16::try_from(i).ok()?, context))
    }

    /// The number of a text of a context attribute; the known texts if it is not among a closed list.
    pub fn text(&self, context: u16, text: &str) -> Result<f64, Vec<String>> {
        let Some(context) = self.contexts.get(usize::from(context)) else { return Err(Vec::new()) };
        let mut values = context.values.borrow_mut();
        if let Some(place) = values.place(text) {
            return Ok(place as f64);
        }
        if context.closed {
            return Err(values.keys().cloned().collect());
        }
        values.insert(text.to_owned(), ());
        Ok(values.values().len().saturating_sub(1) as f64)
    }

    /// Checks the texts of context attributes, when all conditions are read: they are known by their hashes too.
    pub fn check_texts(&self, problems: &mut Vec<Problem>) {
        for context in &self.contexts {
            let values = context.values.borrow();
            let mut found = Vec::new();
            by_hash(values.keys(), &|_| context.path(), "value", &mut found);
            // A text may have any length.
            problems.extend(found.into_iter().filter(|p| p.code == "same_hash"));
            if values.values().len() > usize::from(u16::MAX) {
                problems.push(Problem::new("too_many", context.path(), "more than 65,535 values"));
            }
        }
    }
}

/// The number of an event of Trogen's; a problem if there is none of that name.
pub fn known_event(name: &str, at: &str, problems: &mut Vec<Problem>) -> Option<u8> {
    let found = Kind::NAMES.iter().position(|n| *n == name);
    if found.is_none() {
        problems.push(Problem::unknown("unknown_event", at, "event", name, Kind::NAMES));
    }
    found.and_then(|i| u8::try_from(i).ok())
}

/// Topics ascending by hash, those above included, with how long things bought in them last.
fn topics(program: &source::Program, problems: &mut Vec<Problem>) -> (Vec<String>, Vec<u16>) {
    let mut all = Named::default();
    for path in program.topics.keys() {
        let here = format!("topics.{path}");
        if path.split('/').any(str::is_empty) {
            let meant = path.split('/').filter(|level| !level.is_empty()).collect::<Vec<_>>().join("/");
            let problem = Problem::new("bad_topic", here, "has an empty level; write \"running/shoes\"");
            problems.push(if meant.is_empty() { problem } else { problem.meant(meant) });
        } else if path.bytes().any(|b| b.is_ascii_uppercase()) {
            let problem = Problem::new("bad_topic", here, "topics are written in lower case");
            problems.push(problem.meant(path.to_ascii_lowercase()));
        } else if path.split('/').count() > MOST_LEVELS {
            problems.push(Problem::new("bad_topic", here, format!("has more than {MOST_LEVELS} levels")));
        }
        // Those that are wrong too: who names them should not be told that they are not there.
        all.insert(path.clone(), ());
        for above in path.match_indices('/').filter_map(|(i, _)| path.get(..i)) {
            all.insert(above.to_owned(), ());
        }
    }
    let sorted = by_hash(all.keys(), &|name| format!("topics.{name}"), "topic", problems);
    if sorted.len() >= usize::from(u16::MAX) {
        problems.push(Problem::new("too_many", "topics", "more than 65,534 topics"));
    }
    let mut durable = Vec::new();
    for topic in &sorted {
        let said = program.inherited(topic, &|t| t.durable.is_some());
        let days =
            said.map(|(at, t)| (at, t.durable.as_ref().and_then(source::Duration::seconds).map_or(0, |s| s / 86_400)));
        if let Some((at, 0)) = days
            && at == topic
        {
            let message = "is less than a day; write how long it lasts, such as \"180d\"";
            problems.push(Problem::new("out_of_range", format!("topics.{topic}.durable"), message));
        }
        durable.push(days.map_or(0, |d| u16::try_from(d.1).unwrap_or(u16::MAX)));
    }
    (sorted, durable)
}

/// The program's own events and what they mean.
fn events(program: &source::Program, problems: &mut Vec<Problem>) -> Vec<(String, u8)> {
    let names = by_hash(program.events.keys(), &|name| format!("events.{name}"), "event", problems);
    let mut events = Vec::new();
    for name in names {
        let here = format!("events.{name}");
        let means = program.events.get(&name).map_or("", String::as_str);
        if Kind::NAMES.contains(&name.as_str()) {
            problems.push(Problem::new("own_event", &here, "is one of Trogen's own events and means what it says"));
        }
        events.extend(known_event(means, &here, problems).map(|kind| (name, kind)));
    }
    events
}

fn contexts(program: &source::Program, problems: &mut Vec<Problem>) -> Vec<Context> {
    let mut declared: Named<(ContextKind, Option<Vec<String>>)> = Named::default();
    for name in program.context.keys().filter(|name| name.starts_with(CLAIM)) {
        let message = "begins as claims do; declare it in claims, without \"claims.\"";
        problems.push(Problem::new("not_allowed", format!("context.{name}"), message));
    }
    if program.claims.contains_key("") {
        problems.push(Problem::new("bad_length", CLAIM, "a claim's name has 1 to 248 bytes"));
    }
    let claims = program.claims.iter().map(|(name, of)| (format!("{CLAIM}{name}"), of));
    for (name, of) in program.context.iter().map(|(name, of)| (name.clone(), of)).chain(claims) {
        let of = match of {
            ContextType::OneOf(values) => (ContextKind::Text, Some(values.clone())),
            ContextType::Plain(PlainType::Number) => (ContextKind::Number, None),
            ContextType::Plain(PlainType::Boolean) => (ContextKind::Flag, None),
            ContextType::Plain(PlainType::String) => (ContextKind::Text, None),
        };
        declared.insert(name, of);
    }
    let tiers: Vec<String> = program.tiers().into_iter().map(|(_, id)| id.to_owned()).collect();
    if declared.get(TIER).is_some_and(|(kind, _)| *kind != ContextKind::Text) {
        let message = "is the member's tier, a text; call what is a number or true or false by another name";
        problems.push(Problem::new("ill_typed", format!("context.{TIER}"), message).meant("\"string\""));
    }
    if !tiers.is_empty() && !declared.contains_key(TIER) {
        declared.insert(TIER.to_owned(), (ContextKind::Text, Some(tiers)));
    }
    by_hash(declared.keys(), &declared_at, "context attribute", problems)
        .into_iter()
        .filter_map(|name| {
            let (kind, listed) = declared.get(&name)?;
            let mut values = Named::default();
            for text in listed.iter().flatten() {
                if values.place(text).is_none() {
                    values.insert(text.clone(), ());
                }
            }
            Some(Context { name, kind: *kind, closed: listed.is_some(), values: RefCell::new(values) })
        })
        .collect()
}

/// Names of claims among the context attributes begin so.
const CLAIM: &str = "claims.";

/// The member's tier stands among the context attributes: who knows better than the profile tells it there.
pub const TIER: &str = "tier";

/// Names ascending by hash; two of one hash are a problem, told at the path of a name.
pub fn by_hash<'a>(
    names: impl Iterator<Item = &'a String>,
    at: &dyn Fn(&str) -> String,
    what: &str,
    problems: &mut Vec<Problem>,
) -> Vec<String> {
    let names: Vec<&String> = names.collect();
    let mut places = BTreeMap::new();
    for (i, name) in names.iter().enumerate() {
        if name.is_empty() || name.len() > 255 {
            let message = format!("a {what}'s name has 1 to 255 bytes");
            problems.push(Problem::new("bad_length", at(name), message));
        }
        if let Some(other) = places.insert(hash::fnv32(name.as_bytes()), i).and_then(|i: usize| names.get(i)) {
            let message = format!("\"{name}\" has the hash of \"{other}\"; rename one");
            problems.push(Problem::new("same_hash", at(name), message));
        }
    }
    places.values().filter_map(|i| names.get(*i)).map(|name| (*name).clone()).collect()
}
