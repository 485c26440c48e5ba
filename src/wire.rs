//! Bytes in, bytes out: the bounded reader and writer that every codec stands on. Integers are little-endian;
//! variable-length ones are LEB128. Nothing here can panic or read past the end.

use alloc::vec::Vec;

/// Reads from a slice; every read past the end is `None`.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Whether all was read.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next `n` bytes.
    pub fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.rest.split_at_checked(n)?;
        self.rest = tail;
        Some(head)
    }

    /// One byte.
    pub fn u8(&mut self) -> Option<u8> {
        let (first, tail) = self.rest.split_first()?;
        self.rest = tail;
        Some(*first)
    }

    /// Two bytes.
    pub fn u16(&mut self) -> Option<u16> {
        let (head, tail) = self.rest.split_first_chunk::<2>()?;
        self.rest = tail;
        Some(u16::from_le_bytes(*head))
    }

    /// Four bytes.
    pub fn u32(&mut self) -> Option<u32> {
        let (head, tail) = self.rest.split_first_chunk::<4>()?;
        self.rest = tail;
        Some(u32::from_le_bytes(*head))
    }

    /// Eight bytes, any bit pattern.
    pub fn f64(&mut self) -> Option<f64> {
        let (head, tail) = self.rest.split_first_chunk::<8>()?;
        self.rest = tail;
        Some(f64::from_le_bytes(*head))
    }

    /// An unsigned LEB128 of at most 64 bits, in its shortest form only, so that a value has one encoding.
    pub fn varint(&mut self) -> Option<u64> {
        let mut value = 0u64;
        let mut shift = 0u32;
        loop {
            let byte = self.u8()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return None;
            }
            value |= bits.checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return if byte == 0 && shift > 0 { None } else { Some(value) };
            }
            shift = shift.saturating_add(7);
            if shift > 63 {
                return None;
            }
        }
    }

    /// A LEB128 that must fit 32 bits.
    pub fn varint32(&mut self) -> Option<u32> {
        u32::try_from(self.varint()?).ok()
    }

    /// A zigzag LEB128.
    pub fn zigzag(&mut self) -> Option<i64> {
        let v = self.varint()?;
        Some(((v >> 1) as i64) ^ ((v & 1) as i64).wrapping_neg())
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
        self.bytes.extend_from_slice(&v.to_le_bytes());
    }

    /// Four bytes.
    pub fn u32(&mut self, v: u32) {
        self.bytes.extend_from_slice(&v.to_le_bytes());
    }

    /// Eight bytes.
    pub fn f64(&mut self, v: f64) {
        self.bytes.extend_from_slice(&v.to_le_bytes());
    }

    /// Unsigned LEB128.
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
        assert_eq!(Reader::new(&[0x80, 0x00]).varint(), None, "a padded zero");
        assert_eq!(Reader::new(&[0xff; 10]).varint(), None, "more than 64 bits");
        assert_eq!(Reader::new(&[0x80]).varint(), None, "cut off");
    }

    proptest::proptest! {
        #[test]
        fn integers_come_back(v: u64, s: i64, rest: Vec<u8>) {
            let mut w = Writer::default();
            w.varint(v);
            w.zigzag(s);
            w.bytes.extend_from_slice(&rest);
            let mut r = Reader::new(&w.bytes);
            proptest::prop_assert_eq!(r.varint(), Some(v));
            proptest::prop_assert_eq!(r.zigzag(), Some(s));
            proptest::prop_assert_eq!(r.take(rest.len()), Some(rest.as_slice()));
            proptest::prop_assert!(r.is_empty());
        }
    }
}
