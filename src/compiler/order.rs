//! The order in which a condition asks: what fails most often first, so that the index ([`crate::program`]) passes over most. It
//! changes no answer. Nobody knows a shop's visitors at compile time; the chances here are rough and only put questions in order.

use super::named::sorted;
use super::tables::{Expr, Tables};
use crate::program::{Attribute, Op};

/// The condition with its questions in order, and lists inside of lists of the same kind opened.
#[must_use]
pub fn ordered(expr: Expr, tables: &Tables) -> Expr {
    match expr {
        Expr::Predicate(_) => expr,
        Expr::All(of) => Expr::join(in_order(of, tables, true), true),
        Expr::Any(of) => Expr::join(in_order(of, tables, false), false),
    }
}

fn in_order(of: Vec<Expr>, tables: &Tables, all: bool) -> Vec<Expr> {
    let mut parts = Vec::new();
    for part in of {
        match (ordered(part, tables), all) {
            (Expr::All(inner), true) | (Expr::Any(inner), false) => parts.extend(inner),
            (part, _) => parts.push(part),
        }
    }
    let mut keys = Vec::new();
    for part in &parts {
        let chance = chance(part, tables);
        let number = if let Expr::Predicate(predicate) = part { *predicate } else { u16::MAX };
        // Single questions before others: only they can be gates.
        keys.push((number == u16::MAX, if all { chance } else { 1.0 - chance }, number));
    }
    let key = |i: usize| keys.get(i).copied().unwrap_or((true, 1.0, u16::MAX));
    let order = sorted(parts.len(), &|a, b| {
        let (a, b) = (key(a), key(b));
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2))
    });
    order.into_iter().filter_map(|i| parts.get(i).cloned()).collect()
}

/// How likely a condition is to hold, roughly.
fn chance(expr: &Expr, tables: &Tables) -> f64 {
    match expr {
        Expr::Predicate(predicate) => of_predicate(*predicate, tables),
        Expr::All(of) => of.iter().map(|part| chance(part, tables)).product(),
        Expr::Any(of) => 1.0 - of.iter().map(|part| 1.0 - chance(part, tables)).product::<f64>(),
    }
}

fn of_predicate(predicate: u16, tables: &Tables) -> f64 {
    let Some((attribute, op, negated, constants, _)) = tables.predicates.get(usize::from(predicate)) else {
        return 1.0;
    };
    let attribute = tables.attributes.get(usize::from(*attribute)).map(|(attribute, _)| *attribute);
    let one = match attribute {
        Some(Attribute::Stage | Attribute::Context(_) | Attribute::Tier(_) | Attribute::Pattern(_)) => 0.2,
        Some(Attribute::Interest(_) | Attribute::Owned(_) | Attribute::Bought(_) | Attribute::Lookback(_)) => 0.15,
        _ => 0.4,
    };
    let holds: f64 = match op {
        Op::Eq => one,
        Op::In => one * f64::from(*constants),
        Op::Exists => one * 2.0,
        Op::Lt | Op::Lte | Op::Gt | Op::Gte => one * 1.2,
    };
    let holds = holds.min(0.9);
    if *negated { 1.0 - holds } else { holds }
}
