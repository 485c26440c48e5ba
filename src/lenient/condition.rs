//! The shape of a condition: logic, paths into the attributes, and saved groups.

use super::coerce::{self, Stuck};
use super::operator;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// How deep conditions, attributes and saved groups may nest, in arrays and objects; a condition that refers to a group goes
/// on counting inside it. Deeper than this, no condition holds.
pub const MOST_DEPTH: usize = 100;

/// Whether `condition` holds for `attributes`.
///
/// `condition` is an object: `$and`, `$or` and `$nor` take lists of conditions, `$not` one, `$savedGroup` takes
/// `{ id, attributeKey? }`, and every other key is a path into the attributes whose value is compared. All entries must
/// hold. `saved_groups` is an object of groups by id: a list of values, `{ type: "list", attributeKey, values }` or
/// `{ type: "condition", condition }`; null is none.
///
/// False where JavaScript would throw, and where something nests deeper than [`MOST_DEPTH`]. Such a failure is the answer
/// of the whole: no `$not` turns it round.
#[must_use]
pub fn eval_condition(condition: &Value, attributes: &Value, saved_groups: &Value) -> bool {
    // Checked once: everything below may follow an array or an object down to its end.
    if [condition, attributes, saved_groups].into_iter().any(too_deep) {
        return false;
    }
    let scope = Scope { groups: saved_groups.as_object(), inside: None, left: MOST_DEPTH };
    holds(condition, attributes, scope).unwrap_or(false)
}

/// What a condition stands in.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    groups: Option<&'a Map<String, Value>>,
    inside: Option<&'a Inside<'a>>,
    left: usize,
}

/// A group that is being looked up, and the one that led to it.
struct Inside<'a> {
    id: &'a str,
    outer: Option<&'a Inside<'a>>,
}

impl<'a> Scope<'a> {
    /// The scope one level down.
    pub fn deeper(self) -> Result<Self, Stuck> {
        Ok(Self { left: self.left.checked_sub(1).ok_or(Stuck)?, ..self })
    }

    /// The values of the group that `$inGroup` names: none for an id that is unknown, `None` for a group without values.
    pub fn members(self, id: &str) -> Option<&'a [Value]> {
        match self.groups.and_then(|groups| groups.get(id)) {
            None => Some(&[]),
            Some(Value::Array(values)) => Some(values),
            Some(group) if group.get("type")?.as_str()? == "list" => Some(group.get("values")?.as_array()?),
            Some(_) => None,
        }
    }

    fn is_inside(self, id: &str) -> bool {
        std::iter::successors(self.inside, |at| at.outer).any(|at| at.id == id)
    }
}

/// Whether a condition holds for an object.
pub fn holds(condition: &Value, object: &Value, scope: Scope) -> Result<bool, Stuck> {
    let scope = scope.deeper()?;
    for (key, part) in entries(condition)? {
        let holds = match key.as_ref() {
            "$or" => any(&part, object, scope)?,
            "$nor" => !any(&part, object, scope)?,
            "$and" => all(&part, object, scope)?,
            "$not" => !self::holds(&part, object, scope)?,
            "$savedGroup" => in_group(&part, object, scope)?,
            path => operator::fits(&part, &at_path(object, path), scope, false)?,
        };
        if !holds {
            return Ok(false);
        }
    }
    Ok(true)
}

/// An empty list holds, unlike that of a plain "any".
fn any(list: &Value, object: &Value, scope: Scope) -> Result<bool, Stuck> {
    let list = items(list)?;
    for condition in &list {
        if holds(condition, object, scope)? {
            return Ok(true);
        }
    }
    Ok(list.is_empty())
}

fn all(list: &Value, object: &Value, scope: Scope) -> Result<bool, Stuck> {
    for condition in &items(list)? {
        if !holds(condition, object, scope)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `$savedGroup`. A reference or a group that is not of a known form has no members, and neither has one that
/// refers to itself.
fn in_group(reference: &Value, object: &Value, scope: Scope) -> Result<bool, Stuck> {
    let field = |name| reference.as_object().and_then(|r| r.get(name));
    let Some(id) = field("id").and_then(Value::as_str) else { return Ok(false) };
    let named = field("attributeKey");
    if scope.is_inside(id) || named.is_some_and(|name| !name.is_string()) {
        return Ok(false);
    }
    let Some(group) = scope.groups.and_then(|groups| groups.get(id)).and_then(Value::as_object) else {
        return Ok(false);
    };
    match group.get("type").and_then(Value::as_str) {
        Some("list") => {
            let path = named.or_else(|| group.get("attributeKey")).and_then(Value::as_str);
            let values = group.get("values").and_then(Value::as_array);
            let (Some(path), Some(values)) = (path, values) else { return Ok(false) };
            Ok(operator::is_in(&at_path(object, path), values, false))
        }
        Some("condition") => match group.get("condition") {
            Some(condition @ (Value::Object(_) | Value::Array(_))) => {
                let inside = Inside { id, outer: scope.inside };
                holds(condition, object, Scope { inside: Some(&inside), ..scope })
            }
            _ => Ok(false),
        },
        _ => Ok(false),
    }
}

/// The value at a path of names with dots between; null if there is none. An array has its indices and `length`.
fn at_path<'a>(object: &'a Value, path: &str) -> Cow<'a, Value> {
    let mut at = object;
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        let next = match at {
            Value::Object(fields) => fields.get(name),
            Value::Array(_) if name == "length" && names.peek().is_some() => None,
            Value::Array(list) if name == "length" => return Cow::Owned(Value::from(list.len())),
            Value::Array(list) => coerce::index(name).and_then(|i| list.get(i)),
            _ => None,
        };
        let Some(next) = next else { return Cow::Owned(Value::Null) };
        at = next;
    }
    Cow::Borrowed(at)
}

/// A name and what stands under it.
type Entry<'a> = (Cow<'a, str>, Cow<'a, Value>);

/// `Object.entries`: a text has its characters, a number or a flag nothing, null is an error.
fn entries(value: &Value) -> Result<Vec<Entry<'_>>, Stuck> {
    Ok(match value {
        Value::Object(fields) => {
            let named = coerce::ordered(fields).into_iter();
            named.map(|(key, part)| (Cow::Borrowed(key.as_str()), Cow::Borrowed(part))).collect()
        }
        _ => items(value)?.into_iter().enumerate().map(|(i, part)| (Cow::Owned(i.to_string()), part)).collect(),
    })
}

/// What JavaScript walks over from 0 to `length`, which all but arrays and texts lack.
fn items(value: &Value) -> Result<Vec<Cow<'_, Value>>, Stuck> {
    Ok(match value {
        Value::Array(list) => list.iter().map(Cow::Borrowed).collect(),
        Value::String(text) => text.chars().map(|c| Cow::Owned(Value::from(c.to_string()))).collect(),
        Value::Null => return Err(Stuck),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    })
}

/// Whether a value nests deeper than is allowed. Not recursive, since it stands before everything that is.
fn too_deep(value: &Value) -> bool {
    let mut open = vec![(value, 1usize)];
    while let Some((value, depth)) = open.pop() {
        let nested = |part: &&Value| part.is_array() || part.is_object();
        let below = |part| (part, depth.saturating_add(1));
        match value {
            Value::Array(_) | Value::Object(_) if depth > MOST_DEPTH => return true,
            Value::Array(list) => open.extend(list.iter().filter(nested).map(below)),
            Value::Object(fields) => open.extend(fields.values().filter(nested).map(below)),
            _ => {}
        }
    }
    false
}
