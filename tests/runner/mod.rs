//! Plays one golden case against the engine, as the JavaScript package would.

use crate::frames::{self, Js, unix_ms};
use serde_json::Value;
use std::collections::HashMap;
use trogen::decision::{Choice, Request, Stops};
use trogen::engine::{Engine, State, Visitor};
use trogen::host::Time;
use trogen::math::hash;
use trogen::profile::SHORT_TEXT;
use trogen::scores::lifecycle::CHANGES;
use trogen::scores::report::{LABELS, NUMBERS};
use trogen::scores::{DAYPARTS, Doubt, Due, Member, Stage};
use trogen::signals::Channel;
use trogen::signals::{Consent, Drop, Permission};

/// Numbers written by hand have three or four digits.
const CLOSE: f64 = 5e-4;
const DROPS: [&str; 10] = [
    "unknown_event",
    "bad_value",
    "future",
    "duplicate",
    "overflow",
    "consent",
    "torn",
    "malformed",
    "collision",
    "approximated",
];

/// A program, open.
pub struct Shop {
    ids: Vec<String>,
    topics: Vec<String>,
    engine: Engine,
    /// Content hash, as the package writes it.
    pub hash: String,
}

impl Shop {
    /// Compiles and loads.
    pub fn open(program: &Value) -> Result<Self, String> {
        let bytes = trogen::compiler::compile(&program.to_string())
            .map_err(|p| p.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
        let length = u32::from_le_bytes(bytes[16..20].try_into().unwrap()) as usize;
        let engine = Engine::load(bytes[..length].to_vec()).map_err(|e| format!("{e:?}"))?;
        let end = bytes.len() - 4;
        let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        let start = end - number(end);
        let names: Value = serde_json::from_slice(&bytes[start..end]).unwrap();
        let mut rest = &bytes[start - 4 - number(start - 4)..start - 4];
        let mut ids: Vec<String> = Vec::new();
        while let [shared, own, tail @ ..] = rest {
            let before = ids.last().map_or(&[][..], |id| id.as_bytes());
            let id = [&before[..usize::from(*shared)], &tail[..usize::from(*own)]].concat();
            ids.push(String::from_utf8(id).unwrap());
            rest = &tail[usize::from(*own)..];
        }
        let topics = names["topics"].as_array().unwrap().iter().map(|t| t.as_str().unwrap().to_owned()).collect();
        let hash = format!("{:016x}", engine.program().id());
        Ok(Self { ids, topics, engine, hash })
    }

    fn id(&self, campaign: u32) -> String {
        self.ids[campaign as usize].clone()
    }
}

/// What stands in a slot, and what stopped others.
struct Filled {
    choices: Vec<Choice>,
    stops: Stops,
}

/// A case being played.
pub struct Case<'s> {
    shop: &'s Shop,
    visitor: Option<Visitor>,
    now: f64,
    consent: Consent,
    context: Js,
    page: HashMap<String, Filled>,
    seen: Vec<(String, u32)>,
    /// Profiles met on the way, for recording.
    pub profiles: Vec<String>,
}

impl<'s> Case<'s> {
    /// Nothing happened yet.
    pub fn new(shop: &'s Shop) -> Self {
        Self {
            shop,
            visitor: None,
            now: 0.0,
            consent: Consent::GRANTED,
            context: Js::Object(Vec::new()),
            page: HashMap::new(),
            seen: Vec::new(),
            profiles: Vec::new(),
        }
    }

    /// Plays a step; what differs from what it expects.
    pub fn step(&mut self, step: &Value, bless: bool) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut expect = |what: &str, got: String, wanted: String| {
            if got != wanted {
                wrong.push(format!("{what}: {got}, expected {wanted}"));
            }
        };
        let (key, value) = step.as_object().unwrap().iter().next().unwrap();
        match key.as_str() {
            "now" | "consent" | "context" | "state" => self.tell(step),
            "track" => {
                let (frame, cut) = frames::event(&Js::of(&value[0]), &Js::of(&value[1]));
                if cut {
                    self.visitor().dropped(Drop::Overflow);
                }
                let counted = self.visitor().track(&frame);
                expect("counted", counted.to_string(), step.get("counted").unwrap_or(&Value::Bool(true)).to_string());
            }
            "choose" => {
                let take = step.get("take").map_or(0, |t| t.as_u64().unwrap() as u16);
                let names: Vec<&str> = value.as_array().unwrap().iter().map(|n| n.as_str().unwrap()).collect();
                let requests: Vec<Request> =
                    names.iter().map(|n| Request { slot: hash::fnv32(n.as_bytes()), take }).collect();
                let page = self.visitor().choose(&requests);
                self.seen.clear();
                let filled = page.slots().map(|(choices, stops)| Filled { choices: choices.to_vec(), stops });
                self.page = names.iter().map(|n| (*n).to_owned()).zip(filled).collect();
                assert!(!step["expect"].as_object().unwrap().is_empty(), "nothing is expected");
                for (slot, wanted) in step["expect"].as_object().unwrap() {
                    wrong.extend(self.compare(slot, wanted));
                }
            }
            "shown" => {
                let slot = value.as_str().unwrap().to_owned();
                let choices = self.page[&slot].choices.clone();
                for c in choices.iter().map(|c| c.campaign) {
                    if !self.seen.contains(&(slot.clone(), c)) {
                        self.seen.push((slot.clone(), c));
                        self.visitor().shown(c);
                    }
                }
            }
            "outcome" => {
                let first = self.page[value[0].as_str().unwrap()].choices[0].campaign;
                match value[1].as_str() {
                    Some("click") => self.visitor().clicked(first),
                    Some("dismiss") => self.visitor().dismissed(first),
                    _ => {}
                }
            }
            "scores" => wrong.extend(self.compare_scores(value)),
            "drops" => {
                for (name, wanted) in value.as_object().unwrap() {
                    let place = DROPS.iter().position(|d| d == name).unwrap();
                    expect(name, self.visitor().drops().all()[place].to_string(), wanted.to_string());
                }
            }
            "reload" => self.reload(value.as_str().unwrap(), step),
            "snapshot" => expect("snapshot", format!("{:?}", self.visitor().cookie(SHORT_TEXT)), "None".to_owned()),
            "profile" => {
                let text = self.visitor().cookie(SHORT_TEXT).unwrap();
                if !bless {
                    expect("profile", text.clone(), value.as_str().unwrap().to_owned());
                }
                self.profiles.push(text);
            }
            "forget" => self.visitor().forget(),
            _ => panic!("no such step: {key}"),
        }
        wrong
    }

    fn visitor(&mut self) -> &mut Visitor {
        self.visitor.as_mut().expect("the first step opens the visitor")
    }

    fn tell(&mut self, step: &Value) {
        if let Some(now) = step.get("now") {
            self.now = match now {
                Value::String(s) => unix_ms(s),
                other => {
                    if let Js::Number(n) = Js::of(other) {
                        n
                    } else {
                        f64::NAN
                    }
                }
            };
        }
        if let Some(consent) = step.get("consent") {
            self.consent = permissions(consent);
        }
        if let Some(context) = step.get("context") {
            self.context = Js::of(context);
        }
        let time = Time::from_unix_ms(self.now);
        if self.visitor.is_none() {
            return self.open(step.get("state").map_or(Js::Null, Js::of));
        }
        if time.is_none() {
            self.visitor().dropped(Drop::BadValue);
        }
        let consent = self.consent;
        self.visitor().update(time, consent);
        if step.get("context").is_some() {
            let frame = frames::context(&self.context);
            self.visitor().set_context(&frame);
        }
    }

    fn open(&mut self, state: Js) {
        let bytes: Vec<u8>;
        let state = match &state {
            Js::Text(t) if !t.is_empty() => State::Text(t.as_bytes()),
            Js::List(list) => {
                bytes = list.iter().map(|n| if let Js::Number(n) = n { *n as u8 } else { 0 }).collect();
                State::Bytes(&bytes)
            }
            _ => State::None,
        };
        let time = Time::from_unix_ms(self.now);
        let mut visitor = self.shop.engine.visitor(state, time.unwrap_or_default(), self.consent);
        if time.is_none() {
            visitor.dropped(Drop::BadValue);
        }
        visitor.set_context(&frames::context(&self.context));
        self.visitor = Some(visitor);
    }

    /// Goes through storage: `cut` leaves out so many characters of the end, `flip` changes one.
    fn reload(&mut self, form: &str, step: &Value) {
        let state = if form == "bytes" {
            let bytes = self.visitor().snapshot(usize::MAX).unwrap();
            Js::List(bytes.iter().map(|b| Js::Number(f64::from(*b))).collect())
        } else {
            let mut text = self.visitor().cookie(SHORT_TEXT).unwrap();
            text.truncate(text.len() - step.get("cut").map_or(0, |n| n.as_u64().unwrap() as usize));
            if let Some(at) = step.get("flip").map(|n| n.as_u64().unwrap() as usize) {
                let other = if &text[at..=at] == "A" { "B" } else { "A" };
                text.replace_range(at..=at, other);
            }
            Js::Text(text)
        };
        self.open(state);
    }

    fn compare(&self, slot: &str, wanted: &Value) -> Vec<String> {
        let mut wrong = Vec::new();
        let filled = &self.page[slot];
        let ids: Vec<String> = filled.choices.iter().map(|c| self.shop.id(c.campaign)).collect();
        let mut expect = |what: &str, got: Value, wanted: &Value| {
            if got != *wanted {
                wrong.push(format!("{slot} {what}: {got}, expected {wanted}"));
            }
        };
        expect("ids", ids.into(), wanted.get("ids").unwrap_or(if wanted.is_array() { wanted } else { &EMPTY }));
        if let Some(reasons) = wanted.get("reasons") {
            let got: Vec<Vec<&str>> = filled.choices.iter().map(|c| c.reasons.codes().collect()).collect();
            expect("reasons", serde_json::to_value(got).unwrap(), reasons);
        }
        if let Some(stops) = wanted.get("stops") {
            expect("stops", filled.stops.codes().collect::<Vec<_>>().into(), stops);
        }
        if let Some(scores) = wanted.get("scores") {
            for (choice, score) in filled.choices.iter().zip(scores.as_array().unwrap()) {
                if (choice.score - score.as_f64().unwrap()).abs() > CLOSE {
                    wrong.push(format!("{slot} score: {}, expected {score}", choice.score));
                }
            }
        }
        wrong
    }

    fn compare_scores(&mut self, wanted: &Value) -> Vec<String> {
        let scores = self.visitor().scores();
        let program = self.shop.engine.program();
        let texts = [&Stage::NAMES[..], &CHANGES, &Doubt::NAMES, &Member::NAMES, &Channel::NAMES, &DAYPARTS];
        let label = |i: usize| texts[i].get(usize::from(scores.labels[i])).copied();
        let mut numbers: HashMap<String, f64> =
            NUMBERS.iter().zip(scores.numbers).map(|(name, number)| ((*name).to_owned(), number)).collect();
        for topic in &self.shop.topics {
            numbers.insert(format!("interests.{topic}"), f64::NAN);
        }
        let mut due = HashMap::new();
        for (index, score, forecast) in &scores.topics {
            let topic = &self.shop.topics[usize::from(*index)];
            numbers.insert(format!("interests.{topic}"), score.share);
            numbers.insert(format!("lift.{topic}"), score.lift(program.average(*index)));
            numbers.insert(format!("trend.{topic}"), score.trend());
            if let Some(f) = forecast {
                due.insert(format!("due.{topic}"), Due::NAMES[f.due as usize]);
                numbers.insert(format!("due_in.{topic}"), f.due_in);
                numbers.insert(format!("again.{topic}"), f.chance28);
                numbers.insert(format!("confidence.{topic}"), f.confidence);
            }
        }
        let (mut wrong, mut labels) = (Vec::new(), Vec::new());
        let mut number = |name: &str, wanted: &Value| {
            let got = numbers.get(name).copied().unwrap_or_else(|| panic!("no such score: {name}"));
            let equal = wanted.as_f64().map_or(got.is_nan(), |w| (got - w).abs() < CLOSE);
            if !equal {
                wrong.push(format!("{name}: {got}, expected {wanted}"));
            }
        };
        for (name, wanted) in wanted.as_object().unwrap() {
            match name.as_str() {
                name if LABELS.contains(&name) || name.starts_with("due.") => {
                    let at = LABELS.iter().position(|l| *l == name);
                    let got = at.map_or_else(|| due.get(name).copied(), label);
                    if wanted.as_str() != got {
                        labels.push(format!("{name}: {got:?}, expected {wanted}"));
                    }
                }
                "interests" => {
                    wanted.as_object().unwrap().iter().for_each(|(t, w)| number(&format!("interests.{t}"), w));
                }
                name => number(name, wanted),
            }
        }
        wrong.append(&mut labels);
        wrong
    }
}

static EMPTY: Value = Value::Array(Vec::new());

fn permissions(value: &Value) -> Consent {
    let one = |v: &Value| match v.as_str() {
        Some("granted") => Permission::Granted,
        Some("denied") => Permission::Denied,
        _ => Permission::Pending,
    };
    match value {
        Value::Object(o) => {
            let of = |name: &str| o.get(name).map_or(Permission::Pending, one);
            Consent { compute: of("compute"), persist: of("persist"), emit: of("emit") }
        }
        word => Consent { compute: one(word), persist: one(word), emit: one(word) },
    }
}
