//! What an instance holds, by number.

use super::io::Io;
use crate::engine::{Engine, Visitor};
use alloc::boxed::Box;
use alloc::vec::Vec;
use spin::{Mutex, MutexGuard};

/// Everything an instance holds.
pub struct Held {
    /// Programs and people.
    pub things: Table,
    /// The buffer.
    pub io: Io,
}

/// What has a number. One table for both kinds: a table for each would be twice the code.
pub enum Thing {
    /// A program.
    Engine(Engine),
    /// A person.
    Visitor(Box<Visitor>),
}

// An instance is single-threaded; the lock is there because a static must be shareable.
static HELD: Mutex<Held> = Mutex::new(Held { things: Table::new(), io: Io::new() });

/// What this instance holds.
///
/// A lock that is taken was left so by a trap. Waiting for it would hang the page; another trap ends the instance.
pub fn held() -> MutexGuard<'static, Held> {
    HELD.try_lock().unwrap_or_else(|| core::arch::wasm32::unreachable())
}

/// Things by number, from [`FIRST`] on; numbers of what was closed are used again.
pub struct Table {
    places: Vec<Option<Thing>>,
    free: Vec<u32>,
}

/// The lowest number, above every error code.
pub const FIRST: u32 = 16;

impl Table {
    const fn new() -> Self {
        Self { places: Vec::new(), free: Vec::new() }
    }

    /// Takes something in; its number.
    #[inline(never)]
    pub fn add(&mut self, thing: Thing) -> u32 {
        let number = self.free.pop().unwrap_or_else(|| {
            self.places.push(None);
            FIRST.wrapping_add(self.places.len() as u32).wrapping_sub(1)
        });
        if let Some(place) = self.place(number) {
            *place = Some(thing);
        }
        number
    }

    /// The engine of a number.
    pub fn engine(&mut self, number: u32) -> Option<&mut Engine> {
        match self.place(number) {
            Some(Some(Thing::Engine(engine))) => Some(engine),
            _ => None,
        }
    }

    /// The visitor of a number.
    pub fn visitor(&mut self, number: u32) -> Option<&mut Visitor> {
        match self.place(number) {
            Some(Some(Thing::Visitor(visitor))) => Some(visitor),
            _ => None,
        }
    }

    /// Lets go of what a number stands for.
    pub fn remove(&mut self, number: u32) {
        if self.place(number).and_then(Option::take).is_some() {
            self.free.push(number);
        }
    }

    fn place(&mut self, number: u32) -> Option<&mut Option<Thing>> {
        self.places.get_mut(number.checked_sub(FIRST)? as usize)
    }
}
