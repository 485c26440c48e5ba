//! The buffer that requests and answers pass through.

use alloc::vec::Vec;

/// Bytes of the buffer: a purchase of 500 items, or a page of 2,600 choices; in the insight build, explanations of
/// 26,000 candidates.
const SIZE: usize = if cfg!(feature = "insight") { 1 << 20 } else { 1 << 16 };

/// A buffer that stays where it is.
pub struct Io {
    bytes: Vec<u8>,
}

impl Io {
    pub const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// Where it lies in linear memory, with room for `n` bytes. It moves only here and in [`Io::take`].
    pub fn address(&mut self, n: usize) -> usize {
        if self.bytes.len() < n.max(SIZE) {
            self.bytes.resize(n.max(SIZE), 0);
        }
        self.bytes.as_ptr() as usize
    }

    /// The first `n` bytes that JavaScript wrote, for good. A buffer that was made larger for them is gone until its
    /// address is asked for again.
    pub fn take(&mut self, n: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend_from_slice(self.request(n));
        if self.bytes.len() > SIZE {
            self.bytes = Vec::new();
        }
        bytes
    }

    /// The first `n` bytes that JavaScript wrote.
    pub fn request(&self, n: usize) -> &[u8] {
        self.bytes.get(..n).unwrap_or(&[])
    }

    /// Puts an answer in. Returns its length, or 0 if it does not fit.
    pub fn answer(&mut self, bytes: &[u8]) -> usize {
        if bytes.len() > self.bytes.len() {
            return 0;
        }
        self.bytes.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        bytes.len()
    }
}
