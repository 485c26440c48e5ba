//! Escapes, sets, and how a unit or a set is written.

use super::super::units::{self, Set};
use super::{NEVER, Reader, ascii};
use std::fmt::Write as _;

/// What an escape stands for.
pub enum Escape {
    /// One unit.
    Unit(u16),
    /// One of a set.
    Set(Set),
}

impl Reader<'_> {
    /// What follows a backslash, in a set or outside.
    pub fn escape(&mut self, in_set: bool) -> Option<Escape> {
        let before = self.units;
        let unit = self.next()?;
        let unit = match ascii(unit) {
            'd' => return Some(Escape::Set(units::DIGIT.to_vec())),
            'D' => return Some(Escape::Set(units::complement(&units::DIGIT))),
            's' => return Some(Escape::Set(units::SPACE.to_vec())),
            'S' => return Some(Escape::Set(units::complement(&units::SPACE))),
            'w' => return Some(Escape::Set(units::WORD.to_vec())),
            'W' => return Some(Escape::Set(units::complement(&units::WORD))),
            'b' if in_set => 0x08,
            't' => 0x09,
            'n' => 0x0a,
            'v' => 0x0b,
            'f' => 0x0c,
            'r' => 0x0d,
            'x' => self.hex(2).unwrap_or(unit),
            'u' => self.hex(4).unwrap_or(unit),
            // A reference to a group by its name, where there are names.
            'k' if self.named => return None,
            'c' => match self.units.first().map(|unit| ascii(*unit)) {
                Some(c) if c.is_ascii_alphabetic() || (in_set && (c.is_ascii_digit() || c == '_')) => {
                    self.next()? & 0x1f
                }
                // The backslash stands for itself, and the c is read again.
                _ => {
                    self.units = before;
                    u16::from(b'\\')
                }
            },
            digit @ '0'..='7' => self.octal(digit),
            _ => unit,
        };
        Some(Escape::Unit(unit))
    }

    /// A number of so many hexadecimal digits, if they are next.
    fn hex(&mut self, digits: usize) -> Option<u16> {
        let (number, rest) = self.units.split_at_checked(digits)?;
        let digit = |unit: &u16| ascii(*unit).to_digit(16).and_then(|d| u16::try_from(d).ok());
        let number = number.iter().try_fold(0u16, |sum, unit| Some(sum << 4 | digit(unit)?))?;
        self.units = rest;
        Some(number)
    }

    /// An octal number that begins with `digit` and ends at 255.
    fn octal(&mut self, digit: char) -> u16 {
        let mut number = digit.to_digit(8).unwrap_or(0);
        while let Some(next) = self.units.first().and_then(|unit| ascii(*unit).to_digit(8)) {
            let more = number << 3 | next;
            if more > 0o377 {
                break;
            }
            number = more;
            self.next();
        }
        u16::try_from(number).unwrap_or(0)
    }

    /// A set, after its opening bracket.
    pub fn class(&mut self) -> Option<()> {
        let negated = self.take('^');
        let mut set = Set::new();
        while !self.take(']') {
            let first = self.member()?;
            if !self.take('-') {
                self.add(&mut set, &first)?;
                continue;
            }
            let last = if self.take(']') { None } else { Some(self.member()?) };
            match (first, &last) {
                (Escape::Unit(low), Some(Escape::Unit(high))) if low <= *high => {
                    self.add_range(&mut set, low, *high)?;
                }
                (Escape::Unit(_), Some(Escape::Unit(_))) => return None,
                // Next to a set, or at the end, a hyphen is one.
                (first, last) => {
                    self.add(&mut set, &first)?;
                    self.add(&mut set, &Escape::Unit(u16::from(b'-')))?;
                    match last {
                        Some(last) => self.add(&mut set, last)?,
                        None => break,
                    }
                }
            }
        }
        let set = if negated { units::complement(&set) } else { set };
        self.set(&set)
    }

    fn member(&mut self) -> Option<Escape> {
        if self.take('\\') { self.escape(true) } else { self.next().map(Escape::Unit) }
    }

    fn add(&mut self, set: &mut Set, what: &Escape) -> Option<()> {
        match what {
            Escape::Unit(unit) => self.add_range(set, *unit, *unit),
            // Those that escapes name have both cases of all letters in them, or neither.
            Escape::Set(more) => {
                more.iter().for_each(|(low, high)| units::add(set, *low, *high));
                Some(())
            }
        }
    }

    /// Adds a range and what it folds to.
    fn add_range(&mut self, set: &mut Set, low: u16, high: u16) -> Option<()> {
        units::add(set, low, high);
        if !self.insensitive {
            return Some(());
        }
        self.may_fold = self.may_fold.checked_sub(usize::from(high.saturating_sub(low)))?;
        (low..=high).map(units::folded).for_each(|unit| units::add(set, unit, unit));
        Some(())
    }

    /// Writes one unit.
    pub fn literal(&mut self, unit: u16) -> Option<()> {
        let unit = if self.insensitive { units::folded(unit) } else { unit };
        self.character(unit);
        self.grow(1)
    }

    fn character(&mut self, unit: u16) {
        let character = units::character(unit);
        if character.is_ascii_alphanumeric() {
            self.out.push(character);
        } else {
            // Writing to a text cannot fail.
            _ = write!(self.out, "\\u{{{:x}}}", u32::from(character));
        }
    }

    /// Writes a set.
    pub fn set(&mut self, set: &[(u16, u16)]) -> Option<()> {
        if set.is_empty() {
            self.out.push_str(NEVER);
            return self.grow(1);
        }
        self.out.push('[');
        for (low, high) in set {
            // Halves stand elsewhere than their neighbours.
            for (from, to) in [(0, 0xd7ff), (0xd800, 0xdfff), (0xe000, 0xffff)] {
                let (low, high) = (*low.max(&from), *high.min(&to));
                if low <= high {
                    self.character(low);
                    self.out.push('-');
                    self.character(high);
                }
            }
        }
        self.out.push(']');
        self.grow(u32::try_from(set.len()).ok()?)
    }
}
