//! How one value is compared: with a plain value, or by operators.

use super::coerce::{self, Stuck};
use super::condition::{self, Scope};
use super::{letters, pattern, version};
use serde_json::Value;
use std::cmp::Ordering;

/// Whether a value is as `wanted` says. A text, a number and a flag coerce the value to their type; null wants null; an
/// object of operators wants all of them to hold; a list or another object wants the same JSON. `insensitive` is about
/// texts alone.
pub fn fits(wanted: &Value, value: &Value, scope: Scope, insensitive: bool) -> Result<bool, Stuck> {
    Ok(match wanted {
        Value::String(text) if insensitive => letters::lower(&coerce::text(value)?) == letters::lower(text),
        Value::String(text) => coerce::text(value)? == *text,
        Value::Number(number) => Some(coerce::number(value)?) == number.as_f64(),
        Value::Bool(flag) => !value.is_null() && coerce::truthy(value) == *flag,
        Value::Null => value.is_null(),
        Value::Object(operators) if is_operators(wanted)? => {
            let scope = scope.deeper()?;
            for (name, operand) in operators {
                if !operator(name, value, operand, scope)? {
                    return Ok(false);
                }
            }
            true
        }
        Value::Array(_) | Value::Object(_) => coerce::same(wanted, value),
    })
}

/// Whether a value, or one of a list of values, is in a list. Arrays and objects never are: JavaScript compares them by
/// identity.
pub fn is_in(value: &Value, list: &[Value], insensitive: bool) -> bool {
    let one = |value: &Value| list.iter().any(|item| equal(value, item, insensitive));
    match value {
        Value::Array(values) => values.iter().any(one),
        value => one(value),
    }
}

fn operator(name: &str, value: &Value, operand: &Value, scope: Scope) -> Result<bool, Stuck> {
    let compared = |holds: fn(Ordering) -> bool| Ok(coerce::compare(value, operand)?.is_some_and(holds));
    let versions = |holds: fn(Ordering) -> bool| Ok(holds(version::compare(value, operand)));
    let within = |insensitive| operand.as_array().map(|list| is_in(value, list, insensitive));
    let group = || Ok(scope.members(&coerce::text(operand)?).map(|list| is_in(value, list, false)));
    match name {
        "$eq" => Ok(equal(value, operand, false)),
        "$ne" => Ok(!equal(value, operand, false)),
        "$lt" => compared(Ordering::is_lt),
        "$lte" => compared(Ordering::is_le),
        "$gt" => compared(Ordering::is_gt),
        "$gte" => compared(Ordering::is_ge),
        "$veq" => versions(Ordering::is_eq),
        "$vne" => versions(Ordering::is_ne),
        "$vlt" => versions(Ordering::is_lt),
        "$vlte" => versions(Ordering::is_le),
        "$vgt" => versions(Ordering::is_gt),
        "$vgte" => versions(Ordering::is_ge),
        "$exists" => Ok(coerce::truthy(operand) != value.is_null()),
        "$type" => Ok(operand.as_str() == Some(coerce::type_of(value))),
        "$in" => Ok(within(false).unwrap_or(false)),
        "$ini" => Ok(within(true).unwrap_or(false)),
        // Neither in nor out of what is no list.
        "$nin" => Ok(within(false).is_some_and(|is| !is)),
        "$nini" => Ok(within(true).is_some_and(|is| !is)),
        "$inGroup" => Ok(group()?.unwrap_or(false)),
        "$notInGroup" => Ok(group()?.is_some_and(|is| !is)),
        "$all" => all(operand, value, scope, false),
        "$alli" => all(operand, value, scope, true),
        "$size" => match value {
            Value::Array(list) => fits(operand, &Value::from(list.len()), scope, false),
            _ => Ok(false),
        },
        "$elemMatch" => element(operand, value, scope),
        "$not" => Ok(!fits(operand, value, scope, false)?),
        "$regex" => Ok(expression(operand, value, false)),
        "$regexi" => Ok(expression(operand, value, true)),
        _ => Ok(false),
    }
}

/// Strict equality.
fn equal(a: &Value, b: &Value, insensitive: bool) -> bool {
    match (a, b) {
        (Value::String(a), Value::String(b)) if insensitive => letters::lower(a) == letters::lower(b),
        (Value::String(a), Value::String(b)) => a == b,
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Null, Value::Null) => true,
        _ => false,
    }
}

/// `$all`: each of the wanted fits some element.
fn all(wanted: &Value, value: &Value, scope: Scope, insensitive: bool) -> Result<bool, Stuck> {
    let (Value::Array(wanted), Value::Array(values)) = (wanted, value) else { return Ok(false) };
    for one in wanted {
        let mut found = false;
        for value in values {
            if fits(one, value, scope, insensitive)? {
                found = true;
                break;
            }
        }
        if !found {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `$elemMatch`: some element that is not null fits the operators, or is an object for which the condition holds.
fn element(wanted: &Value, value: &Value, scope: Scope) -> Result<bool, Stuck> {
    let Value::Array(values) = value else { return Ok(false) };
    let operators = is_operators(wanted)?;
    for value in values.iter().filter(|value| !value.is_null()) {
        let holds =
            if operators { fits(wanted, value, scope, false)? } else { condition::holds(wanted, value, scope)? };
        if holds {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether all keys of an object are operators, and there is one. JavaScript finds no such key in other values, and none
/// to look for in null.
fn is_operators(value: &Value) -> Result<bool, Stuck> {
    match value {
        Value::Object(fields) => Ok(!fields.is_empty() && fields.keys().all(|key| key.starts_with('$'))),
        Value::Null => Err(Stuck),
        _ => Ok(false),
    }
}

/// `$regex`: an expression that is none, or of what is no text, matches nothing.
fn expression(operand: &Value, value: &Value, insensitive: bool) -> bool {
    match (operand, coerce::text(value)) {
        (Value::String(wanted), Ok(text)) => pattern::matches(wanted, &text, insensitive),
        _ => false,
    }
}
