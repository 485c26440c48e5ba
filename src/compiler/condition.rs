//! Conditions in MongoDB's dialect, checked against the registry of attributes.

use super::attribute::{self, Type};
use super::json::field;
use super::lookback;
use super::named::{Named, sorted};
use super::names::Names;
use super::problem::Problem;
use super::source;
use super::tables::{Expr, Tables};
use crate::program::{Attribute, Op, PatternForm};
use serde_json::{Map, Value};

/// A condition nested deeper than this is a mistake, and would cost stack.
const MOST_DEPTH: usize = 16;
/// Questions of all conditions of a program, those of audiences each time they are used: audiences that use each other
/// twice double with each level.
const MOST_READ: usize = 1 << 22;
/// Bytes of a text that a pattern looks for.
const MOST_PATTERN: usize = 255;

/// Reads conditions into tables.
pub struct Reader<'a> {
    /// Where what they ask goes.
    pub tables: &'a mut Tables,
    /// What the program declares.
    pub names: &'a Names,
    /// Named conditions.
    pub audiences: &'a Named<source::Condition>,
    /// What is wrong.
    pub problems: &'a mut Vec<Problem>,
    // Audiences that are being read, the outermost first.
    open: Vec<String>,
    // Questions read so far, those of audiences each time they are used.
    read: usize,
}

impl<'a> Reader<'a> {
    /// Reads for a program.
    pub fn new(
        tables: &'a mut Tables,
        names: &'a Names,
        audiences: &'a Named<source::Condition>,
        problems: &'a mut Vec<Problem>,
    ) -> Self {
        Self { tables, names, audiences, problems, open: Vec::new(), read: 0 }
    }

    /// Reads the condition at a path; an empty one holds always.
    pub fn condition(&mut self, condition: &source::Condition, path: &str) -> Expr {
        self.object(&condition.0, path, false, 0)
    }

    /// Checks each audience at its own place, so that its mistakes are told once and there.
    pub fn audiences(&mut self) {
        for (name, condition) in self.audiences.iter() {
            self.open.push(name.clone());
            if condition.0.is_empty() {
                self.fail("empty", &format!("audiences.{name}"), "takes a condition");
            }
            self.object(&condition.0, &format!("audiences.{name}"), false, 0);
            self.open.pop();
        }
    }

    /// The condition of an audience that is used at a path.
    pub fn audience(&mut self, name: &str, path: &str, negated: bool, depth: usize) -> Expr {
        let Some(condition) = self.audiences.get(name) else {
            let known = self.audiences.keys().map(String::as_str);
            self.problems.push(Problem::unknown("unknown_audience", path, "audience", name, known));
            return Expr::always();
        };
        if let Some(at) = self.open.iter().position(|open| open == name) {
            let round: Vec<&str> = self.open.iter().skip(at).map(String::as_str).chain([name]).collect();
            let message = format!("goes round in a circle: {}", round.join(", "));
            self.problems.push(Problem::new("cycle", path, message));
            return Expr::always();
        }
        self.open.push(name.to_owned());
        // Its own mistakes were told at its own place.
        let told = self.problems.len();
        let expr = self.object(&condition.0, path, negated, depth);
        self.open.pop();
        let inside = self.problems.split_off(told);
        let is_of_use = |p: &Problem| match p.code {
            "too_deep" | "too_many" => true,
            "cycle" => !self.open.is_empty(),
            _ => false,
        };
        if let Some(problem) = inside.into_iter().find(is_of_use) {
            self.problems.push(Problem { path: path.to_owned(), ..problem });
        }
        expr
    }

    fn object(&mut self, object: &Map<String, Value>, path: &str, negated: bool, depth: usize) -> Expr {
        if depth > MOST_DEPTH {
            return self.too_deep(path);
        }
        self.read = self.read.saturating_add(object.len());
        if self.read > MOST_READ {
            return self.fail(
                "too_many",
                path,
                "is one question too many: a program asks 4,194,304, those of audiences each time they are used",
            );
        }
        // Empty it would hold for all, and its negation for none: never what was meant inside another condition.
        if depth > 0 && object.is_empty() {
            return self.fail("empty", path, "takes a condition");
        }
        let mut parts = Vec::new();
        for (key, value) in object {
            let here = field(path, key);
            let deeper = depth.saturating_add(1);
            parts.push(match (key.as_str(), value) {
                ("$and", Value::Array(list)) => self.list(list, &here, negated, true, deeper),
                ("$or", Value::Array(list)) => self.list(list, &here, negated, false, deeper),
                ("$nor", Value::Array(list)) => self.list(list, &here, !negated, false, deeper),
                ("$not", Value::Object(inner)) => self.object(inner, &here, !negated, deeper),
                ("$audience", Value::String(name)) => self.audience(name, &here, negated, deeper),
                ("$and" | "$or" | "$nor", _) => self.fail("wrong_type", &here, "takes a list of conditions"),
                ("$not", _) => self.fail("wrong_type", &here, "takes a condition"),
                ("$audience", _) => self.fail("wrong_type", &here, "takes the name of an audience"),
                (op, _) if op.starts_with('$') => self.unknown_operator(&here, op, &JOINS),
                (name, value) => match (name.strip_prefix("history."), name.strip_prefix("fits.")) {
                    (Some(event), _) => self.lookback(event, value, &here, negated),
                    (_, Some(topic)) => self.fits(topic, value, &here, negated),
                    _ => self.comparison(name, value, &here, negated),
                },
            });
        }
        Expr::join(parts, !negated)
    }

    /// `all` and `negated` together follow De Morgan: a negated "any" is an "all" of negated parts.
    fn list(&mut self, list: &[Value], path: &str, negated: bool, all: bool, depth: usize) -> Expr {
        if list.is_empty() {
            return self.fail("empty", path, "takes at least one condition");
        }
        let mut parts = Vec::new();
        for (i, value) in list.iter().enumerate() {
            let here = format!("{path}[{i}]");
            parts.push(match value {
                Value::Object(inner) => self.object(inner, &here, negated, depth),
                _ => self.fail("wrong_type", &here, "is not a condition, such as { \"orders\": { \"$gte\": 2 } }"),
            });
        }
        Expr::join(parts, all != negated)
    }

    fn lookback(&mut self, event: &str, value: &Value, path: &str, negated: bool) -> Expr {
        let asked = match lookback::read(event, value, path, self.names) {
            Ok(asked) => asked,
            Err(mut problems) => {
                self.problems.append(&mut problems);
                return Expr::always();
            }
        };
        let (comparison, at) = asked.comparison;
        let Some(index) = self.tables.lookback(asked.records) else {
            return self.fail("too_many", path, "is one look-back too many: a program has 65,535");
        };
        // Told by its place: two look-backs at the same events may differ in all else.
        let name = format!("history.{event}#{index}");
        let Some(attribute) = self.tables.attribute(Attribute::Lookback(index), name) else {
            return self.too_many_attributes(path);
        };
        self.compared(attribute, Type::Number, &comparison, &at, negated)
    }

    /// Whether something is owned that a topic goes with: any topic that names it among its complements.
    fn fits(&mut self, topic: &str, value: &Value, path: &str, negated: bool) -> Expr {
        if self.names.known_topic(topic, path, self.problems).is_none() {
            return Expr::always();
        }
        let Value::Bool(wanted) = value else {
            return self.fail("ill_typed", path, "is true or false, without an operator");
        };
        let names = self.names;
        let owners = names
            .complements
            .iter()
            .filter(|(_, of)| {
                topic.strip_prefix(of.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
            .map(|(owner, _)| format!("owned.{owner}"));
        let parts: Vec<Expr> =
            owners.map(|name| self.comparison(&name, &Value::Bool(true), path, negated == *wanted)).collect();
        if parts.is_empty() {
            return self.fail("no_complement", path, "can never hold: no topic names it among its complements");
        }
        Expr::join(parts, negated == *wanted)
    }

    fn comparison(&mut self, name: &str, value: &Value, path: &str, negated: bool) -> Expr {
        let (attribute, kind) = match attribute::resolve(name, self.names) {
            Ok(found) => found,
            Err(problem) => {
                self.problems.push(Problem { path: path.to_owned(), ..problem });
                return Expr::always();
            }
        };
        match self.tables.attribute(attribute, name.to_owned()) {
            Some(index) => self.compared(index, kind, value, path, negated),
            None => self.too_many_attributes(path),
        }
    }

    fn compared(&mut self, attribute: u16, kind: Type, value: &Value, path: &str, negated: bool) -> Expr {
        let Value::Object(operators) = value else {
            return self.predicate(attribute, kind, Op::Eq, std::slice::from_ref(value), path, negated);
        };
        if operators.is_empty() {
            return self.fail("empty", path, "compares with nothing");
        }
        let mut parts = Vec::new();
        for (op, value) in operators {
            let here = format!("{path}.{op}");
            let one = std::slice::from_ref(value);
            let inequality = |reader: &mut Self, op: Op| {
                if kind != Type::Number {
                    return reader.fail("ill_typed", &here, "compares numbers only");
                }
                reader.predicate(attribute, kind, op, one, &here, negated)
            };
            parts.push(match (op.as_str(), value) {
                ("$eq", _) => self.predicate(attribute, kind, Op::Eq, one, &here, negated),
                ("$ne", _) => self.predicate(attribute, kind, Op::Eq, one, &here, !negated),
                ("$in", Value::Array(list)) => self.predicate(attribute, kind, Op::In, list, &here, negated),
                ("$nin", Value::Array(list)) => self.predicate(attribute, kind, Op::In, list, &here, !negated),
                ("$in" | "$nin", one) => {
                    let problem = Problem::new("wrong_type", &here, "takes a list");
                    self.problems.push(problem.meant(format!("[{one}]")));
                    Expr::always()
                }
                ("$lt", _) => inequality(self, Op::Lt),
                ("$lte", _) => inequality(self, Op::Lte),
                ("$gt", _) => inequality(self, Op::Gt),
                ("$gte", _) => inequality(self, Op::Gte),
                ("$exists", Value::Bool(exists)) => {
                    self.interned(attribute, Op::Exists, *exists == negated, &[], &here)
                }
                ("$exists", _) => self.fail("wrong_type", &here, "takes true or false"),
                ("$not", Value::Object(_)) => self.compared(attribute, kind, value, &here, !negated),
                ("$not", _) => self.fail("wrong_type", &here, "takes a comparison, such as { \"$gte\": 2 }"),
                ("$prefix" | "$suffix" | "$contains", _) if self.is_tier(attribute) => {
                    self.fail("ill_typed", &here, "looks through context only; list the tiers that are meant with $in")
                }
                ("$prefix", _) => self.pattern(kind, PatternForm::Prefix, value, &here, negated),
                ("$suffix", _) => self.pattern(kind, PatternForm::Suffix, value, &here, negated),
                ("$contains", _) => self.pattern(kind, PatternForm::Contains, value, &here, negated),
                ("$regex" | "$regexi", _) => {
                    self.fail("lenient_only", &here, "stands in lenient mode only; use $prefix, $suffix or $contains")
                }
                _ => self.unknown_operator(&here, op, &OPERATORS),
            });
        }
        Expr::join(parts, !negated)
    }

    /// Events tell tiers too, by their hashes, which cannot be looked through.
    fn is_tier(&self, attribute: u16) -> bool {
        matches!(self.tables.attributes.get(usize::from(attribute)), Some((Attribute::Tier(_), _)))
    }

    fn pattern(&mut self, kind: Type, form: PatternForm, value: &Value, path: &str, negated: bool) -> Expr {
        let Type::Text(context) = kind else { return self.fail("ill_typed", path, "looks through texts only") };
        let text = match value {
            Value::String(text) if !text.is_empty() && text.len() <= MOST_PATTERN => text.clone(),
            _ => return self.fail("wrong_type", path, "takes a text of 1 to 255 bytes"),
        };
        let name = format!("{} {context} {text}", form as u8);
        let found = self.tables.pattern((context, form, text)).map(Attribute::Pattern);
        match found.and_then(|attribute| self.tables.attribute(attribute, name)) {
            Some(attribute) => self.interned(attribute, Op::Eq, negated, &[1.0], path),
            None => self.too_many_attributes(path),
        }
    }

    fn predicate(&mut self, attribute: u16, kind: Type, op: Op, values: &[Value], path: &str, negated: bool) -> Expr {
        if values.is_empty() {
            return self.fail("empty", path, "an empty list never matches");
        }
        let mut constants = Vec::new();
        for value in values {
            match attribute::constant(kind, value, path, self.names) {
                Ok(c) => constants.push(c),
                Err(problem) => {
                    self.problems.push(problem);
                    return Expr::always();
                }
            }
        }
        if op == Op::In {
            let at = |i: usize| constants.get(i).copied().unwrap_or(f64::NAN);
            constants = sorted(constants.len(), &|a, b| at(a).total_cmp(&at(b))).into_iter().map(at).collect();
            constants.dedup();
        }
        self.interned(attribute, op, negated, &constants, path)
    }

    /// A comparison with numbers.
    pub fn interned(&mut self, attribute: u16, op: Op, negated: bool, constants: &[f64], path: &str) -> Expr {
        match self.tables.predicate(attribute, op, negated, constants) {
            Some(index) => Expr::Predicate(index),
            None => self.fail("too_many", path, "is one comparison too many: a program has 65,520 distinct ones"),
        }
    }

    fn unknown_operator(&mut self, path: &str, op: &str, known: &[&str]) -> Expr {
        self.problems.push(Problem::unknown("unknown_operator", path, "operator", op, known.iter().copied()));
        Expr::always()
    }

    /// The condition that there are too many attributes for.
    pub fn too_many_attributes(&mut self, path: &str) -> Expr {
        self.fail("too_many", path, "is one attribute too many: a program asks for 65,535")
    }

    fn too_deep(&mut self, path: &str) -> Expr {
        self.fail("too_deep", path, "is nested too deep: conditions may be nested 16 deep, audiences in them included")
    }

    fn fail(&mut self, code: &'static str, path: &str, message: &str) -> Expr {
        self.problems.push(Problem::new(code, path, message));
        Expr::always()
    }
}

const JOINS: [&str; 5] = ["$and", "$or", "$nor", "$not", "$audience"];
const OPERATORS: [&str; 13] =
    ["$eq", "$ne", "$in", "$nin", "$lt", "$lte", "$gt", "$gte", "$exists", "$not", "$prefix", "$suffix", "$contains"];
