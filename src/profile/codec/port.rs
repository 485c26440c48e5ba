//! One direction of the walk. What cannot be read comes out as zeros, and the reader is broken at the end.

use crate::host::Time;
use crate::math::decay::Level;
use crate::profile::loyalty::Told;
use crate::signals::signal::MOST_CENTS;
use crate::wire::bits::{BitReader, BitWriter};

/// Where fields go to, or come from.
pub enum Port<'a> {
    Read(BitReader<'a>),
    Write(BitWriter),
}

impl Port<'_> {
    pub fn refuse(&mut self) {
        if let Self::Read(r) = self {
            r.refuse();
        }
    }

    /// Of 32 bits at most.
    #[inline(never)]
    pub fn bits(&mut self, n: u32, value: u32) -> u32 {
        match self {
            Self::Read(r) => r.bits(n),
            Self::Write(w) => {
                w.bits(n, value);
                value
            }
        }
    }

    #[inline(never)]
    pub fn number64(&mut self, k: u32, value: u64) -> u64 {
        match self {
            Self::Read(r) => r.number(k),
            Self::Write(w) => {
                w.number(k, value);
                value
            }
        }
    }

    #[inline(never)]
    pub fn number(&mut self, k: u32, value: u32) -> u32 {
        u32::try_from(self.number64(k, value.into())).unwrap_or_else(|_| {
            self.refuse();
            0
        })
    }

    /// Of a sum that stays within what is kept of money.
    #[inline(never)]
    pub fn signed(&mut self, k: u32, value: i64) -> i64 {
        let v = self.number64(k, (value.wrapping_shl(1) ^ (value >> 63)) as u64);
        (((v >> 1) as i64) ^ ((v & 1) as i64).wrapping_neg()).max(MOST_CENTS.wrapping_neg()).min(MOST_CENTS)
    }

    /// Money that is never negative.
    pub fn money(&mut self, k: u32, value: i64) -> i64 {
        (self.number64(k, value as u64) as i64).min(MOST_CENTS)
    }

    pub fn flag(&mut self, value: bool) -> bool {
        self.bits(1, value.into()) != 0
    }

    /// A 32-bit value that is mostly 0.
    pub fn seldom(&mut self, value: u32) -> u32 {
        if self.flag(value != 0) { self.bits(32, value) } else { 0 }
    }

    /// Something that lies at or before `from`, written as the way back.
    #[inline(never)]
    pub fn back(&mut self, k: u32, from: u32, value: u32) -> u32 {
        let way = self.number(k, from.saturating_sub(value));
        if way > from {
            self.refuse();
        }
        from.saturating_sub(way)
    }

    /// A time that may be none: then it is the landmark.
    pub fn maybe_back(&mut self, k: u32, from: u32, value: Time) -> Time {
        if self.flag(value.0 != 0) { Time(self.back(k, from, value.0)) } else { Time(0) }
    }

    /// An answer, its value in `k` bits or, above 31, in 32.
    pub fn told(&mut self, k: u32, from: u32, told: Told) -> Told {
        if !self.flag(told.time.0 != 0) {
            return Told::default();
        }
        let time = Time(self.back(16, from, told.time.0));
        let value = if k > 31 { self.bits(32, told.value) } else { self.number(k, told.value) };
        // What was told at the landmark was not told at all.
        if time.0 == 0 { Told::default() } else { Told { time, value } }
    }

    /// A level, written relative to `unit`, and if it is coarse without its lowest four bits.
    #[inline(never)]
    pub fn level(&mut self, is_coarse: bool, unit: Level, value: Level) -> Level {
        if !self.flag(value != Level::NONE) {
            return Level::NONE;
        }
        let (shift, k) = if is_coarse { (4, 7) } else { (0, 11) };
        let unit = i64::from(unit.0) >> shift;
        let relative = self.signed(k, (i64::from(value.0) >> shift).wrapping_sub(unit));
        Level(i32::try_from(relative.wrapping_add(unit).wrapping_shl(shift)).unwrap_or_else(|_| {
            self.refuse();
            0
        }))
    }

    /// How many entries a list has; more than `most` are refused, and a broken reader has none.
    #[inline(never)]
    pub fn count(&mut self, k: u32, most: usize, value: usize) -> usize {
        let n = self.number(k, value as u32) as usize;
        let is_broken = matches!(self, Self::Read(r) if r.is_broken());
        if n > most || is_broken {
            self.refuse();
            return 0;
        }
        n
    }
}
