//! One event as bytes, and what is made of it.
//!
//! An adapter writes what the page said, value by value, without judging it; the judging is here, once, for every
//! language. Layout:
//!
//! ```text
//! frame  := string field* end                       the event's name, then its parameters
//! field  := key:u8 value                            keys: see KEYS; unknown keys are skipped
//! end    := 0xFF                                    or the end of the bytes
//! value  := 0x00                                    something of no use: null, a function, a symbol
//!         | 0x01 f64                                a number
//!         | 0x02 string                             a string, cut by the adapter to 255 bytes
//!         | 0x03 | 0x04                             true, false
//!         | 0x05 n:u16 (field* end){n}              items
//! string := length:u8 byte*
//! ```
//!
//! A frame that breaks off counts up to where it broke.

use super::{Drop, Drops, Kind};
use crate::host::Time;
use crate::math::hash;
use crate::program::Program;
use crate::wire::Reader;
use alloc::vec::Vec;

/// Names of the parameters, at their key. The TypeScript adapter holds the same list; a test compares them.
pub const KEYS: [&str; 14] = [
    "time",
    "transaction_id",
    "value",
    "currency",
    "search_term",
    "items",
    "item_id",
    "item_category",
    "item_category2",
    "item_category3",
    "item_category4",
    "item_category5",
    "price",
    "quantity",
];

const TIME: u8 = 0;
const TRANSACTION: u8 = 1;
const VALUE: u8 = 2;
const SEARCH_TERM: u8 = 4;
const ITEMS: u8 = 5;
const CATEGORY: u8 = 7;
const CATEGORY_5: u8 = 11;
const PRICE: u8 = 12;
const QUANTITY: u8 = 13;
const END: u8 = 0xff;

/// Items of one signal that are looked at; the largest grocery basket in a year of 2,469 households had 161.
pub const MOST_ITEMS: usize = 500;
/// Money above this is an error of the page, in whole units of the shop's currency.
const MOST_MONEY: f64 = 1e9;
/// Quantities above this are an error of the page.
const MOST_QUANTITY: f64 = 10_000.0;
/// Clocks of page and edge may differ so much, in seconds.
const CLOCK_TOLERANCE: u32 = 300;

/// Money in hundredths of the shop's currency.
pub type Cents = i64;

/// One product of a signal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// The deepest topic of the program on the item's category path.
    pub topic: Option<u16>,
    /// Price of one.
    pub price: Cents,
    /// How many; at least 1.
    pub quantity: u32,
}

/// One event, judged: finite, bounded, in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// What happened.
    pub kind: Kind,
    /// When.
    pub time: Time,
    /// Names a purchase: the hash of its `transaction_id`, else of all it says.
    pub transaction: u32,
    /// The event's `value`, else the sum of its items.
    pub value: Cents,
    /// The topic of the event itself: its category, or what was searched for.
    pub topic: Option<u16>,
    /// Its products.
    pub items: Vec<Item>,
}

/// One value as an adapter wrote it.
pub(super) enum Value<'a> {
    Useless,
    Number(f64),
    Text(&'a [u8]),
    Flag(bool),
    Items(u16),
}

impl Signal {
    /// Judges one frame. `None` if nothing of it can be used; every part left out is counted in `drops`.
    pub fn read(frame: &[u8], program: &Program, now: Time, drops: &mut Drops) -> Option<Self> {
        let mut r = Reader::new(frame);
        let name = text(&mut r);
        let Some(kind) = Kind::from_name(name) else {
            drops.count(Drop::UnknownEvent);
            return None;
        };
        let mut signal = Self { kind, time: now, transaction: 0, value: 0, topic: None, items: Vec::new() };
        let mut value = None;
        let mut transaction = None;
        let mut path = Path::new(program);
        while let Some((key, v)) = field(&mut r) {
            match (key, v) {
                (TIME, Value::Number(ms)) => match Time::from_unix_ms(ms) {
                    Some(t) if t.since(now) > CLOCK_TOLERANCE => {
                        drops.count(Drop::Future);
                        return None;
                    }
                    Some(t) => signal.time = t.min(now),
                    None => drops.count(Drop::BadValue),
                },
                (TRANSACTION, Value::Text(id)) if !id.is_empty() => transaction = Some(hash::fnv32(id)),
                // Shops send numeric order numbers too; the bits name the order as well as its digits would.
                (TRANSACTION, Value::Number(id)) if id.is_finite() => {
                    transaction = Some(hash::fnv32(&id.to_le_bytes()))
                }
                (VALUE, v) => value = money(&v, drops),
                (SEARCH_TERM, Value::Text(term)) => path.push(term),
                (CATEGORY..=CATEGORY_5, Value::Text(level)) => path.push(level),
                (ITEMS, Value::Items(n)) => items(&mut r, n, program, &mut signal.items, drops),
                (TIME | TRANSACTION | SEARCH_TERM | ITEMS, _) => drops.count(Drop::BadValue),
                _ => {}
            }
        }
        if r.is_broken() {
            drops.count(Drop::Malformed);
        }
        signal.topic = path.topic();
        signal.value = value.unwrap_or_else(|| total(&signal.items));
        // Without an id, the same purchase sent twice says the same twice.
        signal.transaction = transaction.unwrap_or_else(|| hash::fnv32_more(signal.time.0, frame));
        Some(signal)
    }
}

/// The sum of prices times quantities.
fn total(items: &[Item]) -> Cents {
    items.iter().fold(0, |sum: Cents, i| sum.saturating_add(i.price.saturating_mul(Cents::from(i.quantity))))
}

fn items(r: &mut Reader<'_>, n: u16, program: &Program, out: &mut Vec<Item>, drops: &mut Drops) {
    for _ in 0..n {
        let mut item = Item { topic: None, price: 0, quantity: 1 };
        let mut path = Path::new(program);
        while let Some((key, v)) = field(r) {
            match (key, v) {
                (CATEGORY..=CATEGORY_5, Value::Text(level)) => path.push(level),
                (PRICE, v) => item.price = money(&v, drops).unwrap_or(0),
                (QUANTITY, Value::Number(q)) if (0.0..=MOST_QUANTITY).contains(&q) => item.quantity = (q as u32).max(1),
                (QUANTITY, Value::Number(q)) if q > MOST_QUANTITY && q.is_finite() => {
                    item.quantity = MOST_QUANTITY as u32;
                    drops.count(Drop::BadValue);
                }
                (QUANTITY | CATEGORY..=CATEGORY_5, _) => drops.count(Drop::BadValue),
                // Items inside items would be a way to recurse without bound.
                (ITEMS, Value::Items(_)) => {
                    r.refuse();
                    return;
                }
                _ => {}
            }
        }
        if r.is_broken() {
            return;
        }
        item.topic = path.topic();
        if out.len() < MOST_ITEMS {
            out.push(item);
        } else {
            drops.count(Drop::Overflow);
        }
    }
}

/// Money as a page may send it; out of bounds or of another type is `None` and counted.
fn money(v: &Value<'_>, drops: &mut Drops) -> Option<Cents> {
    match v {
        Value::Number(n) if (0.0..=MOST_MONEY).contains(n) => Some(libm::round(n * 100.0) as Cents),
        _ => {
            drops.count(Drop::BadValue);
            None
        }
    }
}

/// A text with its length before it.
pub(super) fn text<'a>(r: &mut Reader<'a>) -> &'a [u8] {
    let n = r.u8();
    r.take(usize::from(n))
}

/// The next value.
#[inline(never)]
pub(super) fn value<'a>(r: &mut Reader<'a>) -> Value<'a> {
    match r.u8() {
        1 => Value::Number(r.f64()),
        2 => Value::Text(text(r)),
        3 => Value::Flag(true),
        4 => Value::Flag(false),
        5 => Value::Items(r.u16()),
        _ => Value::Useless,
    }
}

/// The next field; `None` at an end mark, at the end of the bytes, or where they break off.
fn field<'a>(r: &mut Reader<'a>) -> Option<(u8, Value<'a>)> {
    if r.is_empty() {
        return None;
    }
    let key = r.u8();
    if key == END {
        return None;
    }
    let value = value(r);
    (!r.is_broken()).then_some((key, value))
}

/// Finds the deepest topic on a category path while it is spelled: each `/`, each further level closes a prefix.
struct Path<'p> {
    program: &'p Program,
    hash: u32,
    started: bool,
    found: Option<u16>,
}

impl<'p> Path<'p> {
    const fn new(program: &'p Program) -> Self {
        Self { program, hash: hash::START, started: false, found: None }
    }

    fn push(&mut self, level: &[u8]) {
        if level.is_empty() {
            return;
        }
        if self.started {
            self.close();
            self.hash = hash::step_lower(self.hash, b'/');
        }
        self.started = true;
        for byte in level {
            if *byte == b'/' {
                self.close();
            }
            self.hash = hash::step_lower(self.hash, *byte);
        }
    }

    fn close(&mut self) {
        if let Some(topic) = self.program.topic(self.hash) {
            self.found = Some(topic);
        }
    }

    fn topic(mut self) -> Option<u16> {
        if self.started {
            self.close();
        }
        self.found
    }
}
