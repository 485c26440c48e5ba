//! Conditions: predicates over attributes, and the steps that join predicates to a condition.
//!
//! Every attribute is a number when it is asked for: truth is 0 or 1, a stage or a text is the number of its value, and
//! NaN is "missing". A missing attribute fails every comparison; a negated predicate holds where the comparison fails.
//! So `$ne`, `$nin` and `$not` hold for a missing attribute, as in MongoDB. Of a look-back only a lower bound may be known
//! ([`crate::profile::history`]); then a comparison holds, or its negation does, only if it must.
//!
//! A condition is a run of steps, from the first on: look at the step's predicate and go so many steps on as `yes` or `no` say, or
//! end with [`ACCEPT`] or [`REJECT`]. Steps only go forward, so a run ends after at most its length.

use super::layout::Section;
use super::{Attribute, Program};

/// The end of a condition that holds.
pub const ACCEPT: u16 = 1;
/// The end of a condition that fails.
pub const REJECT: u16 = 0;
/// The next step; one more is the one after it. Small, as the ends are, since small numbers compress better.
pub const NEXT: u16 = 2;
/// Steps that one condition may have, and predicates that all may ask for.
pub const MOST_STEPS: u16 = 0xfff0;

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Op {
    /// The attribute is not missing.
    Exists = 0,
    /// Equal to the constant.
    Eq = 1,
    /// Below it.
    Lt = 2,
    /// Not above it.
    Lte = 3,
    /// Above it.
    Gt = 4,
    /// Not below it.
    Gte = 5,
    /// Equal to one of the constants.
    In = 6,
}

/// One comparison of one attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Predicate {
    /// Index of the attribute.
    pub attribute: u16,
    op: u8,
    negated: bool,
    /// Whether a value below 0 is a lower bound.
    is_bounded: bool,
    constants: u16,
    first: u32,
}

/// One step of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// Which predicate.
    pub predicate: u16,
    /// Where to go on if it holds: an end, or how many steps on, and one more.
    pub yes: u16,
    /// Where to go on if it fails.
    pub no: u16,
}

impl Program {
    /// How many attributes the conditions ask for.
    #[must_use]
    pub fn attribute_count(&self) -> usize {
        self.count(Section::Attributes)
    }

    /// The attribute at an index.
    #[must_use]
    pub fn attribute(&self, index: u16) -> Option<Attribute> {
        let at = self.at(Section::Attributes, u32::from(index));
        Attribute::decode(self.u8(at), self.u16(at.wrapping_add(2)))
    }

    /// How many distinct predicates.
    #[must_use]
    pub fn predicate_count(&self) -> usize {
        self.count(Section::Predicates)
    }

    /// The predicate at an index.
    #[must_use]
    pub fn predicate(&self, index: u16) -> Predicate {
        let at = self.at(Section::Predicates, u32::from(index));
        Predicate {
            attribute: self.u16(at),
            op: self.u8(at.wrapping_add(2)),
            negated: self.u8(at.wrapping_add(3)) & 1 != 0,
            is_bounded: self.u8(at.wrapping_add(3)) & 2 != 0,
            constants: self.u16(at.wrapping_add(4)),
            first: self.u32(at.wrapping_add(8)),
        }
    }

    /// Whether a predicate holds for a value of its attribute (NaN is missing).
    #[must_use]
    pub fn holds(&self, predicate: &Predicate, value: f64) -> bool {
        let constant = |i: u32| self.f64(self.at(Section::Constants, predicate.first.wrapping_add(i)));
        let all = 0..u32::from(predicate.constants);
        if predicate.is_bounded && value < 0.0 {
            let least = -1.0 - value;
            let (holds, fails) = match predicate.op {
                0 => (least > 0.0, false),
                2 => (false, least >= constant(0)),
                3 => (false, least > constant(0)),
                4 => (least > constant(0), false),
                5 => (least >= constant(0), false),
                _ => (false, all.map(constant).all(|c| least > c)),
            };
            return if predicate.negated { fails } else { holds };
        }
        // Comparisons with NaN are false, which is what "missing" asks for.
        let plain = match predicate.op {
            0 => !value.is_nan(),
            2 => value < constant(0),
            3 => value <= constant(0),
            4 => value > constant(0),
            5 => value >= constant(0),
            _ => all.map(constant).any(|c| value == c),
        };
        plain != predicate.negated
    }

    /// Runs a condition: asks `holds` for predicates as needed. Returns whether it accepts, and the predicate that
    /// settled it.
    pub fn run(&self, first: u32, steps: u32, mut holds: impl FnMut(u16) -> bool) -> (bool, Option<u16>) {
        let mut at = 0u32;
        let mut asked = None;
        while at < steps {
            let step = self.step(first.wrapping_add(at));
            asked = Some(step.predicate);
            match if holds(step.predicate) { step.yes } else { step.no } {
                REJECT => return (false, asked),
                ACCEPT => return (true, asked),
                on => at = at.saturating_add(u32::from(on).saturating_sub(1)),
            }
        }
        (true, asked)
    }

    pub(super) fn step(&self, index: u32) -> Step {
        let at = self.at(Section::Steps, index);
        Step { predicate: self.u16(at), yes: self.u16(at.wrapping_add(2)), no: self.u16(at.wrapping_add(4)) }
    }
}
