//! Single products: what was bought of late and may be owned, and what is looked at again and again.
//!
//! A product is known by the 32-bit hash of its `item_id` (FNV-1a), whatever the program says. Two products of one hash
//! are one here; while a visitor is in hand a second hash tells them apart well enough to count that.

use super::list;
use crate::host::Time;
use alloc::vec::Vec;

/// Bought products remembered.
pub const MOST_OWNED: usize = 16;
/// Looked-at products remembered.
pub const MOST_WATCHED: usize = 8;
/// Second hashes held.
const MOST_CHECKS: usize = 32;

/// A product that was bought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owned {
    /// Day of the order.
    pub day: u32,
    /// Its key.
    pub key: u32,
    /// Key of its topic, 0 if none.
    pub topic: u32,
    /// Whether it was taken back, or is worn out.
    pub is_gone: bool,
}

/// A product that was looked at or put into the cart, and not bought since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Watched {
    /// Last time.
    pub last: Time,
    /// Its key.
    pub key: u32,
    /// Key of its topic, 0 if none.
    pub topic: u32,
    /// How often it was looked at.
    pub views: u8,
    /// How often it went into the cart.
    pub carts: u8,
}

/// What is no longer owned.
#[derive(Clone, Copy, Debug)]
pub enum Gone {
    /// The product with a key.
    Product(u32),
    /// What was bought on a day.
    OfDay(u32),
}

/// The remembered products.
#[derive(Clone, Debug, Default)]
pub struct Items {
    /// Bought, ascending by day, then key.
    pub owned: Vec<Owned>,
    /// Watched, ascending by time, then key.
    pub watched: Vec<Watched>,
    // Key and second hash of products met while in hand.
    checks: Vec<(u32, u32)>,
    // Which of them gives way next.
    oldest: usize,
}

impl PartialEq for Items {
    fn eq(&self, other: &Self) -> bool {
        self.owned == other.owned && self.watched == other.watched
    }
}

impl Eq for Items {}

impl Items {
    /// Whether a product has the key of another one that was met before.
    pub fn collides(&mut self, key: u32, second: u32) -> bool {
        if let Some((_, known)) = self.checks.iter().find(|c| c.0 == key) {
            return *known != second;
        }
        match self.checks.get_mut(self.oldest) {
            Some(place) => *place = (key, second),
            None => self.checks.push((key, second)),
        }
        self.oldest = self.oldest.wrapping_add(1) % MOST_CHECKS;
        false
    }

    /// Notes that a product was bought; it is not watched any more.
    pub fn bought(&mut self, key: u32, topic: u32, day: u32) {
        if let Some(i) = self.watched.iter().position(|w| w.key == key && w.last.day() <= day) {
            list::remove(&mut self.watched, i);
        }
        self.own(Owned { day, key, topic, is_gone: false });
        self.forget_to(MOST_OWNED, MOST_WATCHED);
    }

    /// Notes that a product was looked at, or put into the cart.
    pub fn watch(&mut self, key: u32, topic: u32, time: Time, is_cart: bool) {
        let mut w = self.watched(key).unwrap_or_default();
        w = Watched { last: w.last.max(time), key, topic, ..w };
        let count = if is_cart { &mut w.carts } else { &mut w.views };
        *count = count.saturating_add(1);
        self.keep_watching(w);
        self.forget_to(MOST_OWNED, MOST_WATCHED);
    }

    /// Notes that what was bought is no longer owned; the topics of those that were.
    #[inline(never)]
    pub fn gone(&mut self, what: Gone) -> Vec<u32> {
        let mut topics = Vec::new();
        let fits = |o: &Owned| match what {
            Gone::Product(key) => o.key == key,
            Gone::OfDay(day) => o.day == day,
        };
        for o in self.owned.iter_mut().filter(|o| !o.is_gone && fits(o)) {
            o.is_gone = true;
            topics.push(o.topic);
        }
        topics
    }

    /// Forgets the oldest until at most so many are left.
    pub fn forget_to(&mut self, owned: usize, watched: usize) {
        while self.owned.len() > owned {
            list::remove(&mut self.owned, 0);
        }
        while self.watched.len() > watched {
            list::remove(&mut self.watched, 0);
        }
    }

    /// Joins another's: a union, the latest kept. Of one product watched in two places the later holds.
    pub fn join(&mut self, other: &Self) {
        other.owned.iter().for_each(|o| self.own(*o));
        for w in &other.watched {
            if self.watched(w.key).is_none_or(|mine| mine < *w) {
                self.keep_watching(*w);
            }
        }
        self.forget_to(MOST_OWNED, MOST_WATCHED);
    }

    fn own(&mut self, o: Owned) {
        let place = list::place(&self.owned, |m| (m.day, m.key) < (o.day, o.key));
        match self.owned.get_mut(place) {
            Some(m) if (m.day, m.key) == (o.day, o.key) => {
                m.is_gone |= o.is_gone;
                m.topic = m.topic.max(o.topic);
            }
            _ => list::insert(&mut self.owned, place, o),
        }
    }

    fn watched(&self, key: u32) -> Option<Watched> {
        self.watched.iter().find(|w| w.key == key).copied()
    }

    /// In place of what was known of that product.
    fn keep_watching(&mut self, w: Watched) {
        if let Some(i) = self.watched.iter().position(|m| m.key == w.key) {
            list::remove(&mut self.watched, i);
        }
        let place = list::place(&self.watched, |m| *m < w);
        list::insert(&mut self.watched, place, w);
    }
}
