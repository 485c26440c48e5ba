//! Bits in, bits out, lowest first: what profiles are written in, since most of their numbers are small. Numbers of no
//! fixed width are Exp-Golomb codes (Teuhola, "A compression method for clustered bit-vectors", 1978): a number has one
//! code, and `k` is the width that most of them need.

use alloc::vec::Vec;

/// Numbers above this have no code.
pub const MOST: u64 = 1 << 60;

/// Bits that are read, or written: each call takes the value to write and gives back the value that was read or written,
/// so that one description of a layout serves both. What is not there reads as zeros and marks the bits as broken, so
/// that a codec asks once at its end.
#[derive(Clone, Debug, Default)]
pub struct Bits<'a> {
    // What is left to read; `None` when writing.
    rest: Option<&'a [u8]>,
    bytes: Vec<u8>,
    held: u64,
    count: u32,
    broken: bool,
}

impl<'a> Bits<'a> {
    /// Reads from the first bit on.
    #[must_use]
    pub fn of(bytes: &'a [u8]) -> Self {
        Self { rest: Some(bytes), ..Self::default() }
    }

    /// Marks what is read as broken.
    pub const fn refuse(&mut self) {
        self.broken = true;
    }

    /// Whether all was read, but for zeros that fill the last byte, and nothing was refused.
    #[must_use]
    pub fn is_done(&self) -> bool {
        !self.broken && self.rest.is_none_or(<[u8]>::is_empty) && self.held == 0 && self.count < 8
    }

    /// Whether something was read that was not there, or refused.
    #[must_use]
    pub const fn is_broken(&self) -> bool {
        self.broken
    }

    /// `n` bits, 32 at most: the lowest of a value.
    #[inline(never)]
    pub fn bits(&mut self, n: u32, value: u32) -> u32 {
        let mask = 1u64.wrapping_shl(n).wrapping_sub(1);
        let Some(rest) = &mut self.rest else {
            self.held |= (u64::from(value) & mask).wrapping_shl(self.count);
            self.count = self.count.wrapping_add(n);
            while self.count >= 8 {
                self.bytes.push(self.held as u8);
                self.held = self.held.wrapping_shr(8);
                self.count = self.count.wrapping_sub(8);
            }
            return value;
        };
        while self.count < n {
            let byte = match rest {
                [byte, tail @ ..] => {
                    *rest = tail;
                    *byte
                }
                [] => {
                    self.broken = true;
                    0
                }
            };
            self.held |= u64::from(byte).wrapping_shl(self.count);
            self.count = self.count.wrapping_add(8);
        }
        let value = self.held & mask;
        self.held = self.held.wrapping_shr(n);
        self.count = self.count.wrapping_sub(n);
        value as u32
    }

    /// A number below [`MOST`], in `k` + 1 bits if it is below 2^k and two more for each doubling.
    #[inline(never)]
    pub fn number(&mut self, k: u32, value: u64) -> u64 {
        let least = 1u64.wrapping_shl(k);
        let value = value.min(MOST.wrapping_sub(1)).wrapping_add(least);
        let wanted = value.checked_ilog2().unwrap_or(0);
        let mut width = k;
        while self.bits(1, (width < wanted).into()) == 1 {
            width = width.wrapping_add(1);
            if width > 60 {
                self.broken = true;
                return 0;
            }
        }
        let low = self.bits(width.min(32), value as u32);
        let high = self.bits(width.saturating_sub(32), value.wrapping_shr(32) as u32);
        let high = u64::from(high).wrapping_shl(32) | 1u64.wrapping_shl(width);
        (u64::from(low) | high).wrapping_sub(least)
    }

    /// What was written, filled up with zeros to whole bytes.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.bytes.push(self.held as u8);
        }
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn numbers_come_back(numbers in proptest::collection::vec((0u32..32, 0..MOST, 0u32..60), 0..50)) {
            let mut w = Bits::default();
            for (k, value, shift) in &numbers {
                w.number(*k, value >> shift);
                w.bits(*k, *value as u32);
            }
            let bytes = w.finish();
            let mut r = Bits::of(&bytes);
            for (k, value, shift) in &numbers {
                let wanted = (value >> shift).min(MOST - 1);
                proptest::prop_assert_eq!(r.number(*k, 0), wanted);
                proptest::prop_assert_eq!(r.bits(*k, 0), (*value as u32) & ((1u64 << k) - 1) as u32);
            }
            proptest::prop_assert!(r.is_done());
        }

        #[test]
        fn any_bytes_read(bytes: Vec<u8>, k in 0u32..40) {
            let mut r = Bits::of(&bytes);
            for _ in 0..bytes.len() * 8 + 2 {
                r.number(k, 0);
            }
            proptest::prop_assert!(r.is_broken());
        }
    }

    #[test]
    fn bits_beyond_the_end_are_refused() {
        assert!(!Bits::of(&[1]).is_done());
        let mut r = Bits::of(&[0b10]);
        assert_eq!(r.bits(1, 0), 0);
        assert!(!r.is_done(), "a set bit is left");
        assert_eq!(r.bits(2, 0), 1);
        assert!(r.is_done());
        assert_eq!(r.bits(8, 0), 0);
        assert!(r.is_broken());
    }
}
