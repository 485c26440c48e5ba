//! Conditions in MongoDB's dialect, checked against the registry of attributes, to predicates and steps.

use super::lookback::{self, Record};
use super::lower::Names;
use super::problem::Problem;
use crate::program::layout::Section;
use crate::program::{ACCEPT, Attribute, Op, REJECT, Step, ValueType};
use crate::scores::Stage;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// A condition nested deeper than this is a mistake, and would cost stack.
const MOST_DEPTH: usize = 16;

/// A condition, negation pushed down to its predicates.
#[derive(Debug)]
enum Expr {
    All(Vec<Expr>),
    Any(Vec<Expr>),
    Predicate(u16),
}

/// Where a condition's steps are: the first, and how many.
pub type Run = (u32, u32);

/// The tables that all conditions of a program share.
#[derive(Debug, Default)]
pub struct Tables {
    /// Attributes asked for, with the names they were asked by.
    pub attributes: Vec<(Attribute, String)>,
    /// Constants of predicates.
    pub constants: Vec<f64>,
    /// Predicates: attribute, op, negated, constants, first constant.
    pub predicates: Vec<(u16, Op, bool, u16, u32)>,
    /// Steps of all conditions.
    pub steps: Vec<Step>,
    /// Look-backs, each after the other's steps.
    pub lookbacks: Vec<Record>,
    known_attributes: HashMap<String, u16>,
    known_predicates: HashMap<(u16, Op, bool, Vec<u64>), u16>,
    known_runs: HashMap<Vec<Step>, Run>,
}

impl Tables {
    /// Adds a condition. Returns its first step and how many it has; equal conditions share theirs.
    pub fn add(&mut self, when: &Map<String, Value>, path: &str, names: &Names, problems: &mut Vec<Problem>) -> Run {
        let mut reader = Reader { tables: self, names, problems };
        let expr = reader.object(when, path, false, 0);
        let mut run = Vec::new();
        jumps(&expr, 0, ACCEPT, REJECT, &mut run);
        if run.len() >= usize::from(REJECT) {
            problems.push(Problem::new(path, "the condition has more than 65,533 comparisons"));
            return (0, 0);
        }
        let next = (self.steps.len() as u32, run.len() as u32);
        let place = *self.known_runs.entry(run.clone()).or_insert(next);
        if place == next {
            self.steps.extend(run);
        }
        place
    }
}

fn leaves(expr: &Expr) -> usize {
    match expr {
        Expr::Predicate(_) => 1,
        Expr::All(of) | Expr::Any(of) => of.iter().map(leaves).sum(),
    }
}

/// Writes the steps of `expr`, which starts at step `at`, so that it ends in `yes` or `no`.
fn jumps(expr: &Expr, at: usize, yes: u16, no: u16, out: &mut Vec<Step>) {
    let short = |n: usize| u16::try_from(n).unwrap_or(REJECT);
    match expr {
        Expr::Predicate(predicate) => out.push(Step { predicate: *predicate, yes, no }),
        Expr::All(of) | Expr::Any(of) => {
            let all = matches!(expr, Expr::All(_));
            let mut start = at;
            for (i, part) in of.iter().enumerate() {
                let end = start.saturating_add(leaves(part));
                let last = i.saturating_add(1) == of.len();
                let next = short(end);
                let (y, n) = match (last, all) {
                    (true, _) => (yes, no),
                    (false, true) => (next, no),
                    (false, false) => (yes, next),
                };
                jumps(part, start, y, n, out);
                start = end;
            }
        }
    }
}

struct Reader<'a> {
    tables: &'a mut Tables,
    names: &'a Names,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn object(&mut self, object: &Map<String, Value>, path: &str, negated: bool, depth: usize) -> Expr {
        if depth > MOST_DEPTH {
            self.problem(path, format!("conditions may be nested {MOST_DEPTH} deep"));
            return Expr::All(Vec::new());
        }
        // Empty it would hold for all, and its negation for none: never what was meant inside another condition.
        if depth > 0 && object.is_empty() {
            return self.fail(path, "takes a condition");
        }
        let mut parts = Vec::new();
        for (key, value) in object {
            let here = format!("{path}.{key}");
            let deeper = depth.saturating_add(1);
            parts.push(match (key.as_str(), value) {
                ("$and", Value::Array(list)) => self.list(list, &here, negated, true, deeper),
                ("$or", Value::Array(list)) => self.list(list, &here, negated, false, deeper),
                ("$nor", Value::Array(list)) => self.list(list, &here, !negated, false, deeper),
                ("$not", Value::Object(inner)) => self.object(inner, &here, !negated, deeper),
                ("$and" | "$or" | "$nor", _) => self.fail(&here, "takes a list of conditions"),
                ("$not", _) => self.fail(&here, "takes a condition"),
                (op, _) if op.starts_with('$') => {
                    self.problems.push(Problem::unknown(&here, "operator", op, ["$and", "$or", "$nor", "$not"]));
                    Expr::All(Vec::new())
                }
                (name, value) => match name.strip_prefix("history.") {
                    Some(event) => self.lookback(event, value, &here, negated),
                    None => self.comparison(name, value, &here, negated),
                },
            });
        }
        join(parts, !negated)
    }

    /// `all` and `negated` together follow De Morgan: a negated "any" is an "all" of negated parts.
    fn list(&mut self, list: &[Value], path: &str, negated: bool, all: bool, depth: usize) -> Expr {
        if list.is_empty() {
            return self.fail(path, "takes at least one condition");
        }
        let mut parts = Vec::new();
        for (i, value) in list.iter().enumerate() {
            let here = format!("{path}[{i}]");
            parts.push(match value {
                Value::Object(inner) => self.object(inner, &here, negated, depth),
                _ => self.fail(&here, "is not a condition"),
            });
        }
        join(parts, all != negated)
    }

    fn lookback(&mut self, event: &str, value: &Value, path: &str, negated: bool) -> Expr {
        let asked = match lookback::read(event, value, path, self.names) {
            Ok(asked) => asked,
            Err(mut problems) => {
                self.problems.append(&mut problems);
                return Expr::All(Vec::new());
            }
        };
        let known = self.tables.lookbacks.windows(asked.records.len()).position(|w| *w == asked.records);
        let place = known.unwrap_or(self.tables.lookbacks.len());
        if known.is_none() {
            self.tables.lookbacks.extend(asked.records);
        }
        let Ok(index) = u16::try_from(self.tables.lookbacks.len()).map(|_| place as u16) else {
            return self.fail(path, "is one look-back too many: a program has 65,535");
        };
        // Told by its place: two look-backs at the same events may differ in all else.
        let Some(attribute) = self.attribute_at(Attribute::Lookback(index), format!("history.{event}#{index}")) else {
            return Expr::All(Vec::new());
        };
        let (comparison, path) = asked.comparison;
        self.compared(attribute, &Type::Number, &comparison, &path, negated)
    }

    fn comparison(&mut self, name: &str, value: &Value, path: &str, negated: bool) -> Expr {
        let Some((attribute, kind)) = self.attribute(name, path) else { return Expr::All(Vec::new()) };
        self.compared(attribute, &kind, value, path, negated)
    }

    fn compared(&mut self, attribute: u16, kind: &Type, value: &Value, path: &str, negated: bool) -> Expr {
        let Value::Object(operators) = value else {
            return self.predicate(attribute, kind, Op::Eq, std::slice::from_ref(value), path, negated);
        };
        if operators.is_empty() {
            return self.fail(path, "compares with nothing");
        }
        let mut parts = Vec::new();
        for (op, value) in operators {
            let here = format!("{path}.{op}");
            let one = std::slice::from_ref(value);
            let inequality = |reader: &mut Self, op: Op| {
                if !matches!(kind, Type::Number) {
                    return reader.fail(&here, "compares numbers only");
                }
                reader.predicate(attribute, kind, op, one, &here, negated)
            };
            parts.push(match (op.as_str(), value) {
                ("$eq", _) => self.predicate(attribute, kind, Op::Eq, one, &here, negated),
                ("$ne", _) => self.predicate(attribute, kind, Op::Eq, one, &here, !negated),
                ("$in", Value::Array(list)) => self.predicate(attribute, kind, Op::In, list, &here, negated),
                ("$nin", Value::Array(list)) => self.predicate(attribute, kind, Op::In, list, &here, !negated),
                ("$in" | "$nin", _) => self.fail(&here, "takes a list"),
                ("$lt", _) => inequality(self, Op::Lt),
                ("$lte", _) => inequality(self, Op::Lte),
                ("$gt", _) => inequality(self, Op::Gt),
                ("$gte", _) => inequality(self, Op::Gte),
                ("$exists", Value::Bool(exists)) => {
                    Expr::Predicate(self.intern(attribute, Op::Exists, *exists == negated, &[]))
                }
                ("$exists", _) => self.fail(&here, "takes true or false"),
                ("$not", Value::Object(_)) => self.compared(attribute, kind, value, &here, !negated),
                _ => {
                    let known = ["$eq", "$ne", "$in", "$nin", "$lt", "$lte", "$gt", "$gte", "$exists", "$not"];
                    self.problems.push(Problem::unknown(&here, "operator", op, known));
                    Expr::All(Vec::new())
                }
            });
        }
        join(parts, !negated)
    }

    fn predicate(&mut self, attribute: u16, kind: &Type, op: Op, values: &[Value], path: &str, negated: bool) -> Expr {
        if values.is_empty() {
            return self.fail(path, "an empty list never matches");
        }
        let mut constants = Vec::new();
        for value in values {
            match self.constant(kind, value, path) {
                Some(c) => constants.push(c),
                None => return Expr::All(Vec::new()),
            }
        }
        if op == Op::In {
            constants.sort_by(f64::total_cmp);
            constants.dedup();
        }
        Expr::Predicate(self.intern(attribute, op, negated, &constants))
    }

    fn constant(&mut self, kind: &Type, value: &Value, path: &str) -> Option<f64> {
        let wrong = match (kind, value) {
            (Type::Number, Value::Number(n)) => return n.as_f64(),
            (Type::Flag, Value::Bool(b)) => return Some(f64::from(u8::from(*b))),
            (Type::Stage, Value::String(s)) => {
                if let Some((stage, _)) = Stage::ALL.iter().find(|(_, name)| name == s) {
                    return Some(f64::from(*stage as u8));
                }
                Problem::unknown(path, "stage", s, Stage::ALL.iter().map(|(_, n)| *n))
            }
            (Type::Text(index), Value::String(s)) => match self.names.text(*index, s) {
                Ok(n) => return Some(n),
                Err(known) => Problem::unknown(path, "value", s, known.iter().map(String::as_str)),
            },
            (kind, _) => Problem::new(path, format!("compares with {value}, where {} is wanted", kind.wants())),
        };
        self.problems.push(wrong);
        None
    }

    fn attribute(&mut self, name: &str, path: &str) -> Option<(u16, Type)> {
        let (attribute, kind) = match self.resolve(name) {
            Ok(found) => found,
            Err(problem) => {
                self.problems.push(Problem { path: path.to_owned(), ..problem });
                return None;
            }
        };
        Some((self.attribute_at(attribute, name.to_owned())?, kind))
    }

    fn attribute_at(&mut self, attribute: Attribute, name: String) -> Option<u16> {
        let next = u16::try_from(self.tables.attributes.len()).ok()?;
        let index = *self.tables.known_attributes.entry(name.clone()).or_insert(next);
        if index == next {
            self.tables.attributes.push((attribute, name));
        }
        Some(index)
    }

    fn resolve(&self, name: &str) -> Result<(Attribute, Type), Problem> {
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
            let known = || self.names.topics.iter().map(String::as_str);
            self.names.topic(argument).ok_or_else(|| Problem::unknown("", "topic", argument, known()))
        };
        match family {
            "interest" => Ok((Attribute::Interest(topic()?), Type::Number)),
            "owned" => Ok((Attribute::Owned(topic()?), Type::Flag)),
            "bought" => Ok((Attribute::Bought(topic()?), Type::Number)),
            "context" => self.names.context(argument).map_or_else(
                || {
                    Err(Problem::unknown(
                        "",
                        "context attribute",
                        argument,
                        self.names.contexts.iter().map(|c| c.name.as_str()),
                    ))
                },
                |(index, kind)| Ok((Attribute::Context(index), kind)),
            ),
            _ => {
                let families = ["interest", "owned", "bought", "context", "history"];
                let known = Attribute::REGISTRY.iter().map(|(n, _, _)| *n).chain(families);
                Err(Problem::unknown("", "attribute", name, known))
            }
        }
    }

    fn intern(&mut self, attribute: u16, op: Op, negated: bool, constants: &[f64]) -> u16 {
        let key = (attribute, op, negated, constants.iter().map(|c| c.to_bits()).collect());
        if let Some(index) = self.tables.known_predicates.get(&key) {
            return *index;
        }
        let index = u16::try_from(self.tables.predicates.len()).unwrap_or(u16::MAX);
        if index >= REJECT || constants.len() > usize::from(u16::MAX) {
            self.problem("campaigns", format!("more than 65,533 distinct comparisons ({:?})", Section::Predicates));
            return 0;
        }
        let first = self.tables.constants.len() as u32;
        self.tables.constants.extend_from_slice(constants);
        self.tables.predicates.push((attribute, op, negated, constants.len() as u16, first));
        self.tables.known_predicates.insert(key, index);
        index
    }

    fn problem(&mut self, path: &str, message: String) {
        self.problems.push(Problem::new(path, message));
    }

    fn fail(&mut self, path: &str, message: &str) -> Expr {
        self.problem(path, message.to_owned());
        Expr::All(Vec::new())
    }
}

/// What an attribute's values are compared with.
#[derive(Clone, Debug)]
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
    const fn wants(&self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Flag => "true or false",
            Self::Stage => "a stage",
            Self::Text(_) => "a text",
        }
    }
}

/// Joins parts by "all" or "any"; one part stands for itself.
fn join(mut parts: Vec<Expr>, all: bool) -> Expr {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            if all { Expr::All(parts) } else { Expr::Any(parts) }
        }
        None => Expr::All(Vec::new()),
    }
}
