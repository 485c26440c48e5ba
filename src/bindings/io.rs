//! The buffer that requests and answers pass through.

use crate::wire::Writer;
use alloc::rc::Rc;
use alloc::vec;
use alloc::vec::Vec;
use core::cell::Cell;

/// Bytes of the buffer: a purchase of 500 items, or a page of 1,000 choices.
const SIZE: usize = 65_536;

/// One buffer of fixed size and place, shared by an engine and its visitors.
#[derive(Clone)]
pub struct Io {
    // Taken out while it is used and put back after: no call comes back in between.
    bytes: Rc<Cell<Vec<u8>>>,
}

impl Io {
    pub fn new() -> Self {
        Self { bytes: Rc::new(Cell::new(vec![0; SIZE])) }
    }

    /// Where it lies in linear memory; it never moves.
    pub fn address(&self) -> usize {
        self.with(|bytes| bytes.as_ptr() as usize)
    }

    /// Calls `f` with the first `n` bytes that JavaScript wrote.
    pub fn read<T>(&self, n: usize, f: impl FnOnce(&[u8]) -> T) -> T {
        self.with(|bytes| f(bytes.get(..n).unwrap_or(&[])))
    }

    /// Puts an answer in. Returns its length, or 0 if it does not fit.
    pub fn answer(&self, bytes: &[u8]) -> usize {
        self.with(|buffer| {
            if bytes.len() > buffer.len() {
                return 0;
            }
            buffer.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
            bytes.len()
        })
    }

    fn with<T>(&self, f: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        let mut bytes = self.bytes.take();
        let result = f(&mut bytes);
        self.bytes.set(bytes);
        result
    }

    /// As [`Io::answer`], for what was written by `f`.
    pub fn write(&self, f: impl FnOnce(&mut Writer)) -> usize {
        let mut w = Writer::default();
        f(&mut w);
        self.answer(&w.bytes)
    }
}
