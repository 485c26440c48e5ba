//! Names in conditions to attributes and the types of their values.

use super::names::{Context, Names, TIER};
use super::problem::{Problem, number, written};
use crate::program::{Attribute, ContextKind, ValueType};
use crate::scores::Stage;
use serde_json::Value;

/// What an attribute's values are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Numbers.
    Number,
    /// True or false.
    Flag,
    /// Stages.
    Stage,
    /// Texts of the context attribute at this index.
    Text(u16),
}

impl Type {
    const fn wants(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Flag => "true or false",
            Self::Stage => "a stage",
            Self::Text(_) => "a text",
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
            ValueType::Stage => Type::Stage,
            ValueType::Flag => Type::Flag,
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
            let families = ["interest", "owned", "bought", "context", "claims", "history", TIER];
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
        (Type::Stage, Value::String(s)) => match Stage::ALL.iter().find(|(_, name)| name == s) {
            Some((stage, _)) => Ok(f64::from(*stage as u8)),
            None => Err(Problem::unknown("unknown_stage", path, "stage", s, Stage::ALL.iter().map(|(_, n)| *n))),
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
