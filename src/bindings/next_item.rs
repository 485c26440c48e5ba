//! The next item, in builds that have it.

use super::table::{Held, held};
use crate::error::Error;
use crate::math::hash;
use crate::wire::{Reader, Writer};
use alloc::vec::Vec;

/// Takes an index of `n` bytes in the buffer, with or without its ids, into an engine; ask for the buffer's address again.
/// 0, or the number of an [`Error`].
#[unsafe(no_mangle)]
pub extern "C" fn adopt(engine: u32, n: usize) -> u32 {
    let Held { things, io } = &mut *held();
    let bytes = io.take(n);
    match things.engine(engine) {
        Some(engine) => engine.adopt(&bytes).map_or_else(|error| error as u32, |()| 0),
        None => Error::NotAnIndex as u32,
    }
}

/// Request: `n` bytes of item ids, `(length:u8 id)*`, the current one last; with `remembered` none, but what the visitor
/// looked at. `repeat` says whether the current item may come again, `take` how many are wanted, 100 at most. Answer:
/// `(hash:u32 score:u32)*`, best first. Returns its length, 0 if the engine has no index.
#[unsafe(no_mangle)]
pub extern "C" fn next(visitor: u32, engine: u32, n: usize, remembered: u32, repeat: u32, take: usize) -> u32 {
    let Held { things, io } = &mut *held();
    let Some(index) = things.engine(engine).and_then(|engine| engine.index()) else { return 0 };
    let Some(visitor) = things.visitor(visitor) else { return 0 };
    let mut r = Reader::new(io.request(n));
    let mut items = Vec::new();
    while !r.is_empty() {
        let n = r.u8();
        items.push(hash::fnv32(r.take(usize::from(n))));
    }
    let items = (remembered == 0).then_some(items.as_slice());
    let mut w = Writer::default();
    for next in visitor.next(&index, items, repeat != 0, take) {
        w.u32(next.item);
        w.u32(next.score);
    }
    io.answer(&w.bytes) as u32
}
