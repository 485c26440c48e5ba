//! Names in conditions to attributes and the types of their values.

use super::names::{Context, Names, TIER};
use super::problem::{Problem, number, written};
use crate::program::{Attribute, ContextKind, ValueType};
use crate::scores::lifecycle::CHANGES;
use crate::scores::{DAYPARTS, Doubt, Due, Member, Stage};
use crate::signals::Channel;
use serde_json::Value;

/// What an attribute's values are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Numbers.
    Number,
    /// True or false.
    Flag,
    /// Names of something, by number.
    Label(&'static str, &'static [&'static str]),
    /// Texts of the context attribute at this index.
    Text(u16),
}

impl Type {
    fn wants(self) -> String {
        match self {
            Self::Number => "a number".to_owned(),
            Self::Flag => "true or false".to_owned(),
            Self::Label(what, _) => format!("a {what}"),
            Self::Text(_) => "a text".to_owned(),
        }
    }
}

/// The attribute of a name, and the type of its values.
///
/// # Errors
/// A name that is none, without its path.
pub fn resolve(name: &str, names: &Names) -> Result<(Attribute, Type), Problem> {
    if let Some((_, kind, attribute)) = Attribute::REGISTRY.iter().find(|(n, _, _)| *n == name) {
        let kind = match kind {
            ValueType::Number => Type::Number,
            ValueType::Flag => Type::Flag,
            ValueType::Stage => Type::Label("stage", &Stage::NAMES),
            ValueType::Change => Type::Label("change", &CHANGES),
            ValueType::Doubt => Type::Label("doubt", &Doubt::NAMES),
            ValueType::Channel => Type::Label("channel", &Channel::NAMES),
            ValueType::Daypart => Type::Label("daypart", &DAYPARTS),
            ValueType::Member => Type::Label("member", &Member::NAMES),
        };
        return Ok((*attribute, kind));
    }
    let (family, argument) = name.split_once('.').unwrap_or((name, ""));
    let topic = || {
        let known = || names.topics.iter().map(String::as_str);
        names.topic(argument).ok_or_else(|| Problem::unknown("unknown_topic", "", "topic", argument, known()))
    };
    match family {
        "interest" => Ok((Attribute::Interest(topic()?), Type::Number)),
        "owned" => Ok((Attribute::Owned(topic()?), Type::Flag)),
        "bought" => Ok((Attribute::Bought(topic()?), Type::Number)),
        "lift" => Ok((Attribute::Lift(topic()?), Type::Number)),
        "trend" => Ok((Attribute::Trend(topic()?), Type::Number)),
        "receptive" => Ok((Attribute::Receptive(topic()?), Type::Number)),
        "due" => Ok((Attribute::Due(topic()?), Type::Label("due state", &Due::NAMES))),
        "due_in" => Ok((Attribute::DueIn(topic()?), Type::Number)),
        "again" => Ok((Attribute::Again(topic()?), Type::Number)),
        "context" => declared(argument, argument, "context attribute", names),
        "claims" => declared(name, argument, "claim", names),
        TIER if argument.is_empty() => match names.context(TIER) {
            Some((index, _)) => Ok((Attribute::Tier(index), Type::Text(index))),
            None => Err(Problem {
                unknown: Some(TIER.to_owned()),
                ..Problem::new("unknown_tier", "", "the program has no tiers; name them in loyalty.tiers")
            }),
        },
        _ => {
            let families = [
                "interest",
                "lift",
                "trend",
                "receptive",
                "owned",
                "bought",
                "due",
                "due_in",
                "again",
                "fits",
                "context",
                "claims",
                "history",
                TIER,
            ];
            let known = Attribute::REGISTRY.iter().map(|(n, _, _)| *n).chain(families);
            // "interests.tea" means "interest.tea".
            let problem = Problem::unknown("unknown_attribute", "", "attribute", name, known);
            let near = super::problem::nearest(family, families).filter(|_| !argument.is_empty());
            Err(match near {
                Some(near) => problem.meant(format!("{near}.{argument}")),
                None => problem,
            })
        }
    }
}

fn declared(name: &str, said: &str, what: &str, names: &Names) -> Result<(Attribute, Type), Problem> {
    let Some((index, context)) = names.context(name) else {
        let of_claims = what == "claim";
        let known = names.contexts.iter().filter_map(|c| match c.name.strip_prefix("claims.") {
            Some(claim) => of_claims.then_some(claim),
            None => (!of_claims && c.name != TIER).then_some(c.name.as_str()),
        });
        return Err(Problem::unknown("unknown_context", "", what, said, known));
    };
    Ok((Attribute::Context(index), type_of(index, context)))
}

fn type_of(index: u16, context: &Context) -> Type {
    match context.kind {
        ContextKind::Number => Type::Number,
        ContextKind::Flag => Type::Flag,
        ContextKind::Text => Type::Text(index),
    }
}

/// The number that a value stands for.
///
/// # Errors
/// A value that the type does not have.
pub fn constant(kind: Type, value: &Value, path: &str, names: &Names) -> Result<f64, Problem> {
    match (kind, value) {
        (Type::Number, Value::Number(n)) => Ok(n.as_f64().unwrap_or(f64::NAN)),
        (Type::Flag, Value::Bool(b)) => Ok(f64::from(u8::from(*b))),
        (Type::Label(what, all), Value::String(s)) => match all.iter().position(|name| name == s) {
            Some(number) => Ok(number as f64),
            None => {
                let code = if what == "stage" { "unknown_stage" } else { "unknown_value" };
                Err(Problem::unknown(code, path, what, s, all.iter().copied()))
            }
        },
        (Type::Text(index), Value::String(s)) => names.text(index, s).map_err(|known| {
            let is_tier = names.contexts.get(usize::from(index)).is_some_and(|c| c.name == TIER);
            let (code, what) = if is_tier { ("unknown_tier", "tier") } else { ("unknown_value", "value") };
            Problem::unknown(code, path, what, s, known.iter().map(String::as_str))
        }),
        (kind, _) => {
            let problem =
                Problem::new("ill_typed", path, format!("compares with {value}, where {} is wanted", kind.wants()));
            let meant = match (kind, value) {
                (Type::Number, Value::String(s)) => number(s).map(written),
                (Type::Flag, Value::String(s)) if s == "true" || s == "false" => Some(s.clone()),
                (Type::Flag, Value::Number(n)) => Some((n.as_f64() != Some(0.0)).to_string()),
                (Type::Text(_), Value::Number(_) | Value::Bool(_)) => Some(format!("\"{value}\"")),
                _ => None,
            };
            Err(match meant {
                Some(meant) => problem.meant(meant),
                None => problem,
            })
        }
    }
}
