//! What an instance holds, by number.

use super::io::Io;
use crate::engine::{Engine, Visitor};
use alloc::boxed::Box;
use alloc::vec::Vec;
use spin::{Mutex, MutexGuard};

/// Everything an instance holds.
pub struct Held {
    /// Programs.
    pub engines: Table<Engine>,
    /// People.
    pub visitors: Table<Box<Visitor>>,
    /// The buffer.
    pub io: Io,
}

// An instance is single-threaded; the lock is there because a static must be shareable.
static HELD: Mutex<Held> = Mutex::new(Held { engines: Table::new(), visitors: Table::new(), io: Io::new() });

/// What this instance holds.
///
/// A lock that is taken was left so by a trap. Waiting for it would hang the page; another trap ends the instance.
pub fn held() -> MutexGuard<'static, Held> {
    HELD.try_lock().unwrap_or_else(|| core::arch::wasm32::unreachable())
}

/// Things by number, from [`FIRST`] on; numbers of what was closed are used again.
pub struct Table<T> {
    places: Vec<Option<T>>,
    free: Vec<u32>,
}

/// The lowest number, above every error code.
pub const FIRST: u32 = 16;

impl<T> Table<T> {
    const fn new() -> Self {
        Self { places: Vec::new(), free: Vec::new() }
    }

    /// Takes something in; its number.
    pub fn add(&mut self, value: T) -> u32 {
        let number = self.free.pop().unwrap_or_else(|| {
            self.places.push(None);
            FIRST.wrapping_add(self.places.len() as u32).wrapping_sub(1)
        });
        if let Some(place) = self.place(number) {
            *place = Some(value);
        }
        number
    }

    /// What a number stands for.
    pub fn get(&mut self, number: u32) -> Option<&mut T> {
        self.place(number)?.as_mut()
    }

    /// Lets go of what a number stands for.
    pub fn remove(&mut self, number: u32) {
        if self.place(number).and_then(Option::take).is_some() {
            self.free.push(number);
        }
    }

    fn place(&mut self, number: u32) -> Option<&mut Option<T>> {
        self.places.get_mut(number.checked_sub(FIRST)? as usize)
    }
}
