//! One direction of the walk. What cannot be read comes out as zeros, and the port is broken at the end.

use crate::host::Time;
use crate::math::decay::Level;
use crate::profile::HalfLives;
use crate::profile::loyalty::Told;
use crate::signals::signal::MOST_CENTS;
use crate::wire::bits::Bits;
use alloc::vec::Vec;

/// Where fields go to, or come from: each is written, or what is read is put there.
#[derive(Default)]
pub struct Port<'a> {
    pub bits: Bits<'a>,
    /// The last event, and its day.
    pub last: u32,
    pub day: u32,
    /// What a strength of 1 would be there.
    long: Level,
    short: Level,
    /// Whether levels are written without their lowest four bits.
    pub is_coarse: bool,
    /// Keys of all topics, replica after replica.
    pub topics: Vec<u32>,
}

impl Port<'_> {
    /// From here on times and levels are relative to this.
    pub fn stand_at(&mut self, last: Time, half_lives: HalfLives) {
        (self.last, self.day) = (last.0, last.day());
        self.long = Level::unit(last, half_lives.long);
        self.short = Level::unit(last, half_lives.short);
    }

    pub fn flag(&mut self, value: bool) -> bool {
        self.bits.bits(1, value.into()) != 0
    }

    /// Of 32 bits.
    #[inline(never)]
    pub fn word(&mut self, value: &mut u32) {
        *value = self.bits.bits(32, *value);
    }

    /// A 32-bit value that is mostly 0.
    #[inline(never)]
    pub fn seldom(&mut self, value: &mut u32) {
        if self.flag(*value != 0) {
            self.word(value);
        }
    }

    #[inline(never)]
    pub fn number(&mut self, k: u32, value: &mut u32) {
        *value = u32::try_from(self.bits.number(k, (*value).into())).unwrap_or_else(|_| {
            self.bits.refuse();
            0
        });
    }

    /// A number of 8 bits.
    #[inline(never)]
    pub fn byte(&mut self, k: u32, value: &mut u8) {
        let mut number = (*value).into();
        self.number(k, &mut number);
        *value = number as u8;
    }

    /// Of a sum that stays within what is kept of money.
    #[inline(never)]
    pub fn signed(&mut self, k: u32, value: i64) -> i64 {
        let v = self.bits.number(k, (value.wrapping_shl(1) ^ (value >> 63)) as u64);
        (((v >> 1) as i64) ^ ((v & 1) as i64).wrapping_neg()).max(MOST_CENTS.wrapping_neg()).min(MOST_CENTS)
    }

    /// Money that is never negative.
    #[inline(never)]
    pub fn money(&mut self, value: &mut i64) {
        *value = (self.bits.number(12, *value as u64) as i64).min(MOST_CENTS);
    }

    /// Something that lies at or before `from`, written as the way back.
    #[inline(never)]
    pub fn back(&mut self, k: u32, from: u32, value: &mut u32) {
        let mut way = from.saturating_sub(*value);
        self.number(k, &mut way);
        if way > from {
            self.bits.refuse();
        }
        *value = from.saturating_sub(way);
    }

    /// Back from the last event.
    #[inline(never)]
    pub fn time(&mut self, k: u32, value: &mut Time) {
        self.back(k, self.last, &mut value.0);
    }

    /// A time that may be none: then it is the landmark.
    #[inline(never)]
    pub fn maybe_time(&mut self, value: &mut Time) -> bool {
        let is_told = self.flag(value.0 != 0);
        if is_told {
            self.time(16, value);
        }
        is_told
    }

    /// An answer, its value in `k` bits or, above 31, in 32.
    #[inline(never)]
    pub fn told(&mut self, k: u32, told: &mut Told) {
        if self.maybe_time(&mut told.time) {
            if k > 31 {
                self.word(&mut told.value)
            } else {
                self.number(k, &mut told.value)
            }
            // What was told at the landmark was not told at all.
            if told.time.0 == 0 {
                told.value = 0;
            }
        }
    }

    /// A lasting level, or a present one.
    #[inline(never)]
    pub fn level(&mut self, is_short: bool, level: &mut Level) {
        if self.flag(*level != Level::NONE) {
            let unit = if is_short { self.short } else { self.long };
            let (shift, k) = if self.is_coarse { (4, 7) } else { (0, 11) };
            let unit = i64::from(unit.0) >> shift;
            let way = self.signed(k, (i64::from(level.0) >> shift).wrapping_sub(unit));
            level.0 = i32::try_from(way.wrapping_add(unit).wrapping_shl(shift)).unwrap_or_else(|_| {
                self.bits.refuse();
                0
            });
        }
    }

    /// A topic's key.
    #[inline(never)]
    pub fn topic(&mut self, key: &mut u32) {
        let known = self.topics.iter().position(|k| k == key);
        let mut place = known.unwrap_or(self.topics.len()).wrapping_add(1) as u32;
        if *key == 0 {
            place = 0;
        }
        self.number(6, &mut place);
        match (place as usize).checked_sub(1) {
            None => *key = 0,
            Some(i) => match self.topics.get(i) {
                Some(known) => *key = *known,
                None => self.word(key),
            },
        }
    }

    /// How many entries a list has; more than `most` are refused, and a broken port has none.
    #[inline(never)]
    pub fn count(&mut self, k: u32, most: usize, value: usize) -> usize {
        let mut n = value as u32;
        self.number(k, &mut n);
        let n = n as usize;
        if n > most || self.bits.is_broken() {
            self.bits.refuse();
            return 0;
        }
        n
    }

    /// The length of a list that is read gets its entries.
    pub fn list<T: Default>(&mut self, k: u32, most: usize, list: &mut Vec<T>) {
        let n = self.count(k, most, list.len());
        while list.len() < n {
            list.push(T::default());
        }
    }
}
