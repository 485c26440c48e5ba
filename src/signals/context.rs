//! Where and when the decision stands: page, device, weather, hour, country. Declared in the program, told by the host,
//! never kept in the profile.
//!
//! ```text
//! frame  := (name:string value)*        values as in a signal's frame
//! string := length:u8 byte*
//! ```

use super::frame::{Value, text, value};
use super::{Drop, Drops};
use crate::math::hash;
use crate::program::{ContextKind, Program};
use crate::wire::Reader;
use alloc::vec::Vec;

/// The value of each context attribute that the program declares, in the program's order. NaN where nothing was told.
/// Texts are the number of their value in the program, or -1 for one that no condition names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context {
    // Behind them, for each pattern of the program: 1 if its text has it, 0 if not, NaN if there is none.
    values: Vec<f64>,
    // How many values are before the patterns.
    declared: usize,
}

impl Context {
    /// Reads a frame; what was told before is forgotten. A name that the program does not declare is of no use to it and
    /// passed over in silence; a value of the wrong type is counted.
    pub fn read(&mut self, frame: &[u8], program: &Program, drops: &mut Drops) {
        self.declared = program.context_count();
        self.values.clear();
        self.values.resize(self.declared.saturating_add(program.pattern_count()), f64::NAN);
        let mut r = Reader::new(frame);
        while !r.is_empty() {
            let (name, value) = (text(&mut r), value(&mut r));
            let Some((index, declared)) = program.context(hash::fnv32(name)) else { continue };
            let told = match (declared.kind, value) {
                (ContextKind::Number, Value::Number(n)) if n.is_finite() => n,
                (ContextKind::Flag, Value::Flag(b)) => f64::from(u8::from(b)),
                (ContextKind::Text, Value::Text(t)) => {
                    let patterns = self.values.get_mut(self.declared..).unwrap_or_default();
                    for (pattern, told) in (0u16..).zip(patterns) {
                        if usize::from(program.pattern_context(pattern)) == index && !r.is_broken() {
                            *told = f64::from(u8::from(program.has_pattern(pattern, t)));
                        }
                    }
                    program.text_value(&declared, hash::fnv32(t))
                }
                (_, Value::Useless) => f64::NAN,
                _ => {
                    drops.count(Drop::BadValue);
                    f64::NAN
                }
            };
            // A frame that breaks off says nothing of the value it breaks in.
            if let Some(place) = self.values.get_mut(index)
                && !r.is_broken()
            {
                *place = told;
            }
        }
        if r.is_broken() {
            drops.count(Drop::Malformed);
        }
    }

    /// The value at an index of the program's declarations; NaN if nothing was told.
    #[must_use]
    pub fn value(&self, index: u16) -> f64 {
        self.at(usize::from(index))
    }

    fn at(&self, place: usize) -> f64 {
        self.values.get(place).copied().unwrap_or(f64::NAN)
    }

    /// Whether a text has the pattern at an index, as 1 or 0; NaN if nothing was told.
    #[must_use]
    pub fn pattern(&self, index: u16) -> f64 {
        self.at(self.declared.saturating_add(usize::from(index)))
    }
}
