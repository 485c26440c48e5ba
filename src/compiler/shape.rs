//! Whether a file has the shape that the JSON Schema draws, all mistakes at once and each with what would be right. The schema is
//! generated from [`super::source`]; only what such schemas use is read here. Conditions have a grammar of their own
//! ([`super::condition`]), payloads are the merchant's.

use super::json::field;
use super::problem::{Problem, nearest, number, written};
use super::source::{Cap, Date, Duration};
use super::taken::Taken;
use serde_json::{Map, Value};

/// What is checked of the schema: without descriptions and the grammar of conditions, 6 KB gzip less.
const SHAPE: &str = include_str!("program.shape.json");

/// Where a campaign stands in the file, as a field of it.
pub const PLACE: &str = "$place";

/// Adds a problem for each place where a program is not of the schema's shape, and takes that out of it, so that the rest can be
/// checked too.
pub fn check(program: &mut Value, problems: &mut Vec<Problem>) -> Taken {
    let Ok(schema) = super::json::read(SHAPE, &mut Vec::new()) else { return Taken::default() };
    let mut shape = Shape { root: &schema, problems, taken: Vec::new() };
    if !shape.value(program, &schema, "") {
        *program = Value::Object(Map::new());
    }
    Taken(shape.taken)
}

/// Whether a value is of a shape, or is after what is not has been taken out.
type IsRight = bool;

struct Shape<'a> {
    root: &'a Value,
    problems: &'a mut Vec<Problem>,
    taken: Vec<String>,
}

impl<'a> Shape<'a> {
    fn value(&mut self, value: &mut Value, schema: &'a Value, path: &str) -> IsRight {
        if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix("#/$defs/")) {
            return self.named(value, name, path);
        }
        if let Some(branches) = ["oneOf", "anyOf"].iter().find_map(|k| schema.get(*k)).and_then(Value::as_array) {
            return self.one_of(value, branches, path);
        }
        if let Some(allowed) = schema.get("enum").and_then(Value::as_array) {
            let allowed: Vec<&str> = allowed.iter().filter_map(Value::as_str).collect();
            return self.word(value, &allowed, path);
        }
        let Some(wanted) = schema.get("type").and_then(Value::as_str) else { return true };
        match (wanted, &mut *value) {
            ("object", Value::Object(object)) => self.object(object, schema, path),
            ("array", Value::Array(list)) => self.list(list, schema, path),
            ("string", Value::String(text)) => self.text(text, schema, path),
            ("number" | "integer", Value::Number(number)) => {
                let number = number.as_f64().unwrap_or(f64::NAN);
                self.number(number, wanted == "integer", schema, path)
            }
            ("boolean", Value::Bool(_)) => true,
            _ => self.wrong_type(value, takes(wanted), path),
        }
    }

    fn named(&mut self, value: &mut Value, name: &str, path: &str) -> IsRight {
        let (code, is_right, right): (_, fn(String) -> bool, _) = match name {
            "Condition" if value.is_object() => return true,
            "Condition" => return self.wrong_type(value, "a condition, such as { \"orders\": { \"$gte\": 2 } }", path),
            "Duration" => (
                "bad_duration",
                |t| Duration(t).seconds().is_some(),
                "a duration, such as \"30m\", \"12h\", \"14d\" or \"6w\"",
            ),
            "Cap" => (
                "bad_cap",
                |t| Cap(t).read().is_some(),
                "a cap, such as \"3/14d\": at most 3 (1 to 8) in 14 days (m, h, d, w)",
            ),
            "Date" => ("bad_date", |t| Date(t).day().is_some(), "a day between 2000 and 2135, such as \"2026-11-30\""),
            _ => {
                let schema = self.root.get("$defs").and_then(|defs| defs.get(name));
                return schema.is_none_or(|schema| self.value(value, schema, path));
            }
        };
        let Value::String(text) = &*value else { return self.wrong_type(value, right, path) };
        if is_right(text.clone()) {
            return true;
        }
        let problem = Problem::new(code, path, format!("{value} is not {right}"));
        self.problems.push(match mended(name, text) {
            Some(meant) => problem.meant(meant),
            None => problem,
        });
        false
    }

    fn one_of(&mut self, value: &mut Value, branches: &'a [Value], path: &str) -> IsRight {
        let words: Vec<&str> = branches.iter().filter_map(|b| b.get("const").and_then(Value::as_str)).collect();
        if words.len() == branches.len() {
            return self.word(value, &words, path);
        }
        let mut wants = Vec::new();
        for branch in branches {
            let branch = self.resolved(branch);
            let wanted = branch.get("type").and_then(Value::as_str);
            let is_it = matches!(
                (wanted, &*value),
                (Some("array"), Value::Array(_))
                    | (Some("boolean"), Value::Bool(_))
                    | (Some("string") | None, Value::String(_))
                    | (Some("object"), Value::Object(_))
            );
            if is_it {
                return self.value(value, branch, path);
            }
            match branch.get("oneOf").and_then(Value::as_array) {
                Some(words) => wants.extend(words.iter().filter_map(|w| w.get("const")).map(Value::to_string)),
                None => wants.push(takes(wanted.unwrap_or("")).to_owned()),
            }
        }
        self.wrong_type(value, &wants.join(" or "), path)
    }

    fn resolved(&self, schema: &'a Value) -> &'a Value {
        let name = schema.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix("#/$defs/"));
        name.and_then(|name| self.root.get("$defs")?.get(name)).unwrap_or(schema)
    }

    fn word(&mut self, value: &Value, allowed: &[&str], path: &str) -> IsRight {
        let list = || allowed.iter().map(|w| format!("\"{w}\"")).collect::<Vec<_>>().join(", ");
        match value.as_str() {
            Some(word) if allowed.contains(&word) => true,
            Some(word) => {
                let problem = Problem::new("not_allowed", path, format!("\"{word}\" is not one of {}", list()));
                self.problems.push(match nearest(word, allowed.iter().copied()) {
                    Some(near) => problem.meant(near),
                    None => problem,
                });
                false
            }
            None => self.wrong_type(value, &format!("one of {}", list()), path),
        }
    }

    /// Of campaigns those that are right stay, each with its place; any other list is right as a whole or not.
    fn list(&mut self, list: &mut Vec<Value>, schema: &'a Value, path: &str) -> IsRight {
        let Some(of) = schema.get("items") else { return true };
        let mut i = 0usize;
        let mut are_right = true;
        list.retain_mut(|item| {
            let is_right = self.value(item, of, &format!("{path}[{i}]"));
            if path == "campaigns" {
                match item.as_object_mut() {
                    Some(campaign) if is_right => drop(campaign.insert(PLACE.to_owned(), i.into())),
                    _ => self.taken.push(format!("{path}[{i}]")),
                }
            }
            are_right &= is_right;
            i = i.saturating_add(1);
            is_right
        });
        are_right || path == "campaigns"
    }

    fn object(&mut self, object: &mut Map<String, Value>, schema: &'a Value, path: &str) -> IsRight {
        let none = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object);
        let others = schema.get("additionalProperties");
        let mut taken = Vec::new();
        for (name, value) in object.iter_mut() {
            let here = field(path, name);
            let is_right = match (properties.and_then(|p| p.get(name)), others) {
                (Some(of), _) => self.value(value, of, &here),
                (None, Some(Value::Bool(false))) => {
                    let known = properties.unwrap_or(&none).keys().map(String::as_str);
                    self.problems.push(Problem::unknown("unknown_field", &here, "field", name, known));
                    false
                }
                (None, Some(of)) => self.value(value, of, &here),
                (None, None) => true,
            };
            if !is_right {
                taken.push(name.clone());
            }
        }
        let required = schema.get("required").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let mut is_right = true;
        for name in required.iter().filter_map(Value::as_str) {
            if !object.contains_key(name) {
                let wanted = properties.and_then(|p| p.get(name)).map(|s| self.resolved(s));
                let wanted = wanted.and_then(|s| s.get("type")).and_then(Value::as_str).map_or("a value", takes);
                let problem = Problem::new("missing_field", path, format!("has no \"{name}\", which takes {wanted}"));
                self.problems.push(problem.meant(format!("\"{name}\": ")));
                is_right = false;
            }
            is_right &= !taken.iter().any(|t| t == name);
        }
        for name in taken {
            object.remove(&name);
            self.taken.push(field(path, &name));
        }
        is_right
    }

    fn text(&mut self, text: &str, schema: &Value, path: &str) -> IsRight {
        let bound = |name: &str| schema.get(name).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        let (least, most) = (bound("minLength").unwrap_or(0), bound("maxLength").unwrap_or(usize::MAX));
        if (least..=most).contains(&text.len()) {
            return true;
        }
        let message = format!("must have {least} to {most} bytes, has {}", text.len());
        self.problems.push(Problem::new("bad_length", path, message));
        false
    }

    fn number(&mut self, number: f64, is_whole: bool, schema: &Value, path: &str) -> IsRight {
        let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
        let (least, most) = (bound("minimum"), bound("maximum"));
        let is_outside = least.is_some_and(|l| number < l) || most.is_some_and(|m| number > m);
        if !is_outside && (!is_whole || number.fract() == 0.0) {
            return true;
        }
        let kind = if is_whole { "a whole number" } else { "a number" };
        let range = match (least, most) {
            (Some(least), Some(most)) => format!(" from {} to {}", written(least), written(most)),
            (Some(least), None) => format!(" from {} on", written(least)),
            _ => String::new(),
        };
        self.problems.push(Problem::new(
            "out_of_range",
            path,
            format!("must be {kind}{range}, is {}", written(number)),
        ));
        false
    }

    fn wrong_type(&mut self, value: &Value, wanted: &str, path: &str) -> IsRight {
        let is = match value {
            Value::Null => "null; leave the field out instead".to_owned(),
            Value::Bool(_) => "true or false".to_owned(),
            Value::Number(_) => "a number".to_owned(),
            Value::String(_) => "a text".to_owned(),
            Value::Array(_) => "a list".to_owned(),
            Value::Object(_) => "an object".to_owned(),
        };
        let problem = Problem::new("wrong_type", path, format!("takes {wanted}, not {is}"));
        // A number or a truth in quotes, and one text where a list is wanted, are the usual slips.
        let meant = match value {
            Value::String(text) if wanted == "a number" => number(text).map(written),
            Value::String(text) if wanted == "true or false" && (text == "true" || text == "false") => {
                Some(text.clone())
            }
            Value::String(_) if wanted == "a list" => Some(format!("[{value}]")),
            _ => None,
        };
        self.problems.push(match meant {
            Some(meant) => problem.meant(meant),
            None => problem,
        });
        false
    }
}

fn takes(wanted: &str) -> &'static str {
    match wanted {
        "object" => "an object",
        "array" => "a list",
        "string" => "a text",
        "number" => "a number",
        "integer" => "a whole number",
        "boolean" => "true or false",
        _ => "a value",
    }
}

/// What a text of a form of its own probably means: "30 days", "3 per 14d", "2026/11/30".
fn mended(name: &str, text: &str) -> Option<String> {
    match name {
        "Duration" => {
            let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
            let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ').to_ascii_lowercase();
            let (factor, letter) = match unit.as_str() {
                "" | "d" | "day" | "days" => (1, 'd'),
                "h" | "hour" | "hours" => (1, 'h'),
                "m" | "min" | "minute" | "minutes" => (1, 'm'),
                "w" | "week" | "weeks" => (1, 'w'),
                "month" | "months" => (30, 'd'),
                "y" | "year" | "years" => (365, 'd'),
                _ => return None,
            };
            let meant = format!("{}{letter}", digits.parse::<u32>().ok()?.checked_mul(factor)?);
            Duration(meant.clone()).seconds().map(|_| meant)
        }
        "Cap" => {
            let (times, window) = text.split_once([' ', '/', ':'])?;
            let window = window.trim_start_matches(|c: char| !c.is_ascii_digit());
            let window = Duration(window.to_owned())
                .seconds()
                .map(|_| window.to_owned())
                .or_else(|| mended("Duration", window))?;
            let meant = format!("{}/{window}", times.parse::<u32>().ok()?.clamp(1, 8));
            Cap(meant.clone()).read().map(|_| meant)
        }
        _ => {
            let text = text.replace(['/', '.'], "-");
            let (year, rest) = text.split_once('-')?;
            let (month, day) = rest.split_once('-')?;
            let meant = format!("{year}-{month:0>2}-{day:0>2}");
            Date(meant.clone()).day().map(|_| meant)
        }
    }
}
