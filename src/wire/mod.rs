//! Bytes in, bytes out: the bounded reader and writer that every codec stands on. Integers are little-endian;
//! variable-length ones are LEB128. Nothing here can panic or read past the end.

pub mod bits;

use alloc::vec::Vec;

/// Reads from a slice. A read past the end gives zeros and marks the reader as broken, so that a codec asks once at its
/// end instead of after every field; that halves the code of one.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
    broken: bool,
}

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, broken: false }
    }

    /// Whether all was read.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Whether something was read that was not there, or [`Reader::refuse`] was called.
    #[must_use]
    pub const fn is_broken(&self) -> bool {
        self.broken
    }

    /// Marks what is read as broken; nothing more can be read.
    pub const fn refuse(&mut self) {
        self.broken = true;
        self.rest = &[];
    }

    /// The next `n` bytes, or none.
    #[inline(never)]
    pub fn take(&mut self, n: usize) -> &'a [u8] {
        match self.rest.split_at_checked(n) {
            Some((head, tail)) => {
                self.rest = tail;
                head
            }
            None => {
                self.refuse();
                &[]
            }
        }
    }

    /// One byte.
    #[inline(never)]
    pub fn u8(&mut self) -> u8 {
        let Some((byte, rest)) = self.rest.split_first() else {
            self.refuse();
            return 0;
        };
        self.rest = rest;
        *byte
    }

    /// Two bytes.
    pub fn u16(&mut self) -> u16 {
        self.word(2) as u16
    }

    /// Four bytes.
    pub fn u32(&mut self) -> u32 {
        self.word(4) as u32
    }

    /// Eight bytes, any bit pattern.
    pub fn f64(&mut self) -> f64 {
        self.take(8).first_chunk().map_or(0.0, |bytes| f64::from_le_bytes(*bytes))
    }

    #[inline(never)]
    fn word(&mut self, n: usize) -> u64 {
        self.take(n).iter().rev().fold(0, |word, byte| word.wrapping_shl(8) | u64::from(*byte))
    }

    /// An unsigned LEB128 of at most 64 bits, in its shortest form only, so that a value has one encoding.
    #[inline(never)]
    pub fn varint(&mut self) -> u64 {
        let mut value = 0u64;
        let mut shift = 0u32;
        loop {
            let byte = self.u8();
            let bits = u64::from(byte & 0x7f);
            if shift > 63 || (shift == 63 && bits > 1) || (byte == 0 && shift > 0) {
                self.refuse();
                return 0;
            }
            value |= bits.wrapping_shl(shift);
            if byte & 0x80 == 0 {
                return value;
            }
            shift = shift.wrapping_add(7);
        }
    }

    /// A LEB128 that must fit 32 bits.
    #[inline(never)]
    pub fn varint32(&mut self) -> u32 {
        u32::try_from(self.varint()).unwrap_or_else(|_| {
            self.refuse();
            0
        })
    }

    /// A zigzag LEB128.
    pub fn zigzag(&mut self) -> i64 {
        let v = self.varint();
        ((v >> 1) as i64) ^ ((v & 1) as i64).wrapping_neg()
    }
}

/// Writes to a growing buffer.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    /// What was written.
    pub bytes: Vec<u8>,
}

impl Writer {
    /// One byte.
    pub fn u8(&mut self, v: u8) {
        self.bytes.push(v);
    }

    /// Two bytes.
    pub fn u16(&mut self, v: u16) {
        self.word(2, v.into());
    }

    /// Four bytes.
    pub fn u32(&mut self, v: u32) {
        self.word(4, v.into());
    }

    /// Eight bytes.
    pub fn f64(&mut self, v: f64) {
        self.word(8, v.to_bits());
    }

    #[inline(never)]
    fn word(&mut self, n: usize, mut v: u64) {
        for _ in 0..n {
            self.bytes.push(v as u8);
            v = v.wrapping_shr(8);
        }
    }

    /// Unsigned LEB128.
    #[inline(never)]
    pub fn varint(&mut self, mut v: u64) {
        while v >= 0x80 {
            self.bytes.push((v as u8) | 0x80);
            v >>= 7;
        }
        self.bytes.push(v as u8);
    }

    /// Zigzag LEB128.
    pub fn zigzag(&mut self, v: i64) {
        self.varint((v.wrapping_shl(1) ^ (v >> 63)) as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_one_encoding() {
        let refused = |bytes: &[u8]| {
            let mut r = Reader::new(bytes);
            r.varint() == 0 && r.is_broken()
        };
        assert!(refused(&[0x80, 0x00]), "a padded zero");
        assert!(refused(&[0xff; 10]), "more than 64 bits");
        assert!(refused(&[0xff; 11]), "longer than any");
        assert!(refused(&[0x80]), "cut off");
        assert!(refused(&[]), "nothing");
    }

    proptest::proptest! {
        #[test]
        fn integers_come_back(v: u64, s: i64, rest: Vec<u8>) {
            let mut w = Writer::default();
            w.varint(v);
            w.zigzag(s);
            w.bytes.extend_from_slice(&rest);
            let mut r = Reader::new(&w.bytes);
            proptest::prop_assert_eq!(r.varint(), v);
            proptest::prop_assert_eq!(r.zigzag(), s);
            proptest::prop_assert_eq!(r.take(rest.len()), rest.as_slice());
            proptest::prop_assert!(r.is_empty() && !r.is_broken());
        }
    }
}
