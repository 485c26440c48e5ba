//! The tables that all conditions of a program share: distinct attributes, predicates, constants, look-backs and patterns, and the
//! steps that join predicates to conditions. What two conditions ask alike stands there once.

use super::lookback::Record;
use super::named::sorted;
use super::problem::Problem;
use crate::program::{ACCEPT, Attribute, MOST_STEPS, NEXT, Op, PatternForm, REJECT, Step};
use std::collections::HashMap;

/// A condition, negation pushed down to its predicates.
#[derive(Clone, Debug)]
pub enum Expr {
    /// All of these hold; of none, always.
    All(Vec<Expr>),
    /// One of these holds.
    Any(Vec<Expr>),
    /// A predicate by its place.
    Predicate(u16),
}

impl Expr {
    /// Holds always.
    #[must_use]
    pub const fn always() -> Self {
        Self::All(Vec::new())
    }

    /// Joins parts by "all" or "any"; one part stands for itself.
    #[must_use]
    pub fn join(mut parts: Vec<Self>, all: bool) -> Self {
        match parts.pop() {
            Some(only) if parts.is_empty() => only,
            Some(last) => {
                parts.push(last);
                if all { Self::All(parts) } else { Self::Any(parts) }
            }
            None => Self::always(),
        }
    }

    fn leaves(&self) -> usize {
        match self {
            Self::Predicate(_) => 1,
            Self::All(of) | Self::Any(of) => of.iter().map(Self::leaves).sum(),
        }
    }

    /// Writes the steps. `yes` and `no` are ends, or count from the last of them.
    fn jumps(&self, yes: u16, no: u16, out: &mut Vec<Step>) {
        match self {
            Self::Predicate(predicate) => out.push(Step { predicate: *predicate, yes, no }),
            Self::All(of) | Self::Any(of) => {
                let all = matches!(self, Self::All(_));
                // Parts without a comparison hold always, and have no steps to jump to.
                let of: Vec<&Self> = of.iter().filter(|part| part.leaves() > 0).collect();
                // Steps of the parts that follow.
                let mut rest: usize = of.iter().map(|part| part.leaves()).sum();
                for (i, part) in of.iter().enumerate() {
                    rest = rest.saturating_sub(part.leaves());
                    let far = |to: u16| match to {
                        ACCEPT | REJECT => to,
                        on => u16::try_from(rest).map_or(REJECT, |rest| on.saturating_add(rest)),
                    };
                    let is_last = i.saturating_add(1) == of.len();
                    let (y, n) = match (is_last, all) {
                        (true, _) => (far(yes), far(no)),
                        (false, true) => (NEXT, far(no)),
                        (false, false) => (far(yes), NEXT),
                    };
                    part.jumps(y, n, out);
                }
            }
        }
    }
}

/// Where a condition's steps are: the first, and how many.
pub type Run = (u32, u32);

/// A comparison: attribute, op, negated, constants, first constant.
pub type Compared = (u16, Op, bool, u16, u32);

/// What texts of a context attribute are looked through for.
pub type Pattern = (u16, PatternForm, String);

/// The tables.
#[derive(Debug, Default)]
pub struct Tables {
    /// Attributes asked for, with the names they were asked by.
    pub attributes: Vec<(Attribute, String)>,
    /// Constants of predicates.
    pub constants: Vec<f64>,
    /// Predicates.
    pub predicates: Vec<Compared>,
    /// Steps of all conditions.
    pub steps: Vec<Step>,
    /// Look-backs, each after the other's steps.
    pub lookbacks: Vec<Record>,
    /// Patterns.
    pub patterns: Vec<Pattern>,
    known_attributes: HashMap<String, u16>,
    known_predicates: HashMap<(u16, Op, bool, Vec<u64>), u16>,
    known_runs: HashMap<Vec<Step>, Run>,
}

impl Tables {
    /// Adds a condition. Returns its first step and how many it has; equal conditions share theirs.
    pub fn add(&mut self, expr: &Expr, path: &str, problems: &mut Vec<Problem>) -> Run {
        let mut run = Vec::new();
        expr.jumps(ACCEPT, REJECT, &mut run);
        if run.len() > usize::from(MOST_STEPS) {
            problems.push(Problem::new("too_many", path, "the condition has more than 65,520 comparisons"));
            return (0, 0);
        }
        let next = (self.steps.len() as u32, run.len() as u32);
        let place = *self.known_runs.entry(run.clone()).or_insert(next);
        if place == next {
            self.steps.extend(run);
        }
        place
    }

    /// Numbers predicates by how often they are asked for, so that most have small numbers, which compress better.
    pub fn sort_by_use(&mut self) {
        let mut uses: Vec<(usize, u16)> = (0..self.predicates.len() as u16).map(|i| (0, i)).collect();
        for step in &self.steps {
            if let Some(count) = uses.get_mut(usize::from(step.predicate)) {
                count.0 = count.0.saturating_add(1);
            }
        }
        // Of equals the one that was asked for first.
        let count = |i: usize| uses.get(i).map_or(0, |u| u.0);
        let order = sorted(uses.len(), &|a, b| count(b).cmp(&count(a)));
        let uses: Vec<(usize, u16)> = order.into_iter().filter_map(|i| uses.get(i).copied()).collect();
        let mut numbers = vec![0u16; uses.len()];
        for (new, (_, old)) in (0u16..).zip(&uses) {
            if let Some(number) = numbers.get_mut(usize::from(*old)) {
                *number = new;
            }
        }
        self.predicates = uses.iter().filter_map(|(_, old)| self.predicates.get(usize::from(*old)).copied()).collect();
        for step in &mut self.steps {
            step.predicate = numbers.get(usize::from(step.predicate)).copied().unwrap_or(0);
        }
    }

    /// The place of an attribute, known by a name; `None` if there are too many.
    pub fn attribute(&mut self, attribute: Attribute, name: String) -> Option<u16> {
        let next = u16::try_from(self.attributes.len()).ok()?;
        let index = *self.known_attributes.entry(name.clone()).or_insert(next);
        if index == next {
            self.attributes.push((attribute, name));
        }
        Some(index)
    }

    /// The place of a predicate; `None` if there are too many.
    pub fn predicate(&mut self, attribute: u16, op: Op, negated: bool, constants: &[f64]) -> Option<u16> {
        let key = (attribute, op, negated, constants.iter().map(|c| c.to_bits()).collect());
        if let Some(index) = self.known_predicates.get(&key) {
            return Some(*index);
        }
        let index = u16::try_from(self.predicates.len()).ok().filter(|i| *i < MOST_STEPS)?;
        let count = u16::try_from(constants.len()).ok()?;
        let first = self.constants.len() as u32;
        self.constants.extend_from_slice(constants);
        self.predicates.push((attribute, op, negated, count, first));
        self.known_predicates.insert(key, index);
        Some(index)
    }

    /// The place of a look-back and the steps that follow it; `None` if there are too many.
    pub fn lookback(&mut self, records: Vec<Record>) -> Option<u16> {
        let known = self.lookbacks.windows(records.len()).position(|w| *w == records);
        let place = known.unwrap_or(self.lookbacks.len());
        if known.is_none() {
            self.lookbacks.extend(records);
        }
        u16::try_from(self.lookbacks.len()).ok()?;
        u16::try_from(place).ok()
    }

    /// The place of a pattern; `None` if there are too many.
    pub fn pattern(&mut self, pattern: Pattern) -> Option<u16> {
        let known = self.patterns.iter().position(|p| *p == pattern);
        let place = known.unwrap_or(self.patterns.len());
        if known.is_none() {
            self.patterns.push(pattern);
        }
        u16::try_from(place).ok()
    }
}
