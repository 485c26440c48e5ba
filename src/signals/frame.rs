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

/// Keys that take numbers, and keys that take texts, as bits.
const NUMBERS: u32 = 1 << TIME | 1 << VALUE | 1 << PRICE | 1 << QUANTITY;
const TEXTS: u32 = 1 << TRANSACTION | 1 << CURRENCY | 1 << SEARCH_TERM | 1 << ITEM_ID | 0b11111 << CATEGORY;

const TIME: u8 = 0;
const TRANSACTION: u8 = 1;
const VALUE: u8 = 2;
const CURRENCY: u8 = 3;
const SEARCH_TERM: u8 = 4;
const ITEMS: u8 = 5;
const ITEM_ID: u8 = 6;
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

/// The most that is kept of money, 2^53 hundredths; two of these can be added without overflow.
pub const MOST_CENTS: Cents = 1 << 53;

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
#[derive(Clone, Copy)]
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
        let Some(kind) = Kind::from_name(text(&mut r)) else {
            drops.count(Drop::UnknownEvent);
            return None;
        };
        let mut items = Vec::new();
        let mut fields = Fields::new();
        fields.read(&mut r);
        for n in 0..fields.items {
            let mut item = Fields::new();
            item.read(&mut r);
            if r.is_broken() {
                break;
            }
            if usize::from(n) < MOST_ITEMS {
                items.push(item.item(program, drops));
            } else {
                drops.count(Drop::Overflow);
            }
        }
        if fields.items > 0 {
            fields.read(&mut r);
        }
        if r.is_broken() {
            drops.count(Drop::Malformed);
        }
        fields.bad &= !(1 << PRICE | 1 << QUANTITY);
        fields.count_bad(drops);
        let time = fields.time(now, drops)?;
        let value = fields.money(VALUE, drops).unwrap_or_else(|| total(&items));
        // Without an id, the same purchase sent twice says the same twice.
        let transaction = fields.transaction().unwrap_or_else(|| hash::fnv32_more(time.0, frame));
        Some(Self { kind, time, transaction, value, topic: fields.topic(program), items })
    }
}

/// The sum of prices times quantities.
fn total(items: &[Item]) -> Cents {
    // 500 items of 10,000 pieces at 1e11 cents are 5e17, which fits.
    items
        .iter()
        .fold(0, |sum: Cents, i| sum.wrapping_add(i.price.wrapping_mul(Cents::from(i.quantity))))
        .min(MOST_CENTS)
}

/// The fields of an event or an item, by key.
struct Fields<'a> {
    numbers: [f64; KEYS.len()],
    texts: [&'a [u8]; KEYS.len()],
    /// How many items follow.
    items: u16,
    /// Keys, as bits, whose values are of a type that the key does not take.
    bad: u32,
}

impl<'a> Fields<'a> {
    const fn new() -> Self {
        Self { numbers: [f64::NAN; KEYS.len()], texts: [&[]; KEYS.len()], items: 0, bad: 0 }
    }

    /// Reads up to an end mark, the start of items or the end of the bytes. Of a key that comes twice, the last counts.
    #[inline(never)]
    fn read(&mut self, r: &mut Reader<'a>) {
        while !r.is_empty() {
            let key = r.u8();
            if key == END {
                break;
            }
            let value = value(r);
            if r.is_broken() {
                break;
            }
            let bit = 1u32.wrapping_shl(u32::from(key));
            let place = usize::from(key);
            match value {
                Value::Items(n) if key == ITEMS => {
                    self.items = n;
                    if n > 0 {
                        break;
                    }
                }
                // Items anywhere else would be a way to recurse.
                Value::Items(_) => r.refuse(),
                Value::Number(n) if bit & NUMBERS != 0 && !n.is_nan() => {
                    if let Some(place) = self.numbers.get_mut(place) {
                        *place = n;
                    }
                }
                // An order without a name is a mistake; an empty level or search term is nothing.
                Value::Text(t) if bit & TEXTS != 0 && !(t.is_empty() && key == TRANSACTION) => {
                    if let Some(place) = self.texts.get_mut(place) {
                        *place = t;
                    }
                }
                _ => self.bad |= bit & (NUMBERS | TEXTS | 1 << ITEMS),
            }
        }
    }

    fn count_bad(&self, drops: &mut Drops) {
        for _ in 0..self.bad.count_ones() {
            drops.count(Drop::BadValue);
        }
    }

    fn number(&self, key: u8) -> f64 {
        self.numbers.get(usize::from(key)).copied().unwrap_or(f64::NAN)
    }

    fn text(&self, key: u8) -> &'a [u8] {
        self.texts.get(usize::from(key)).copied().unwrap_or(&[])
    }

    fn told(&self, key: u8) -> bool {
        !self.number(key).is_nan()
    }

    /// When it happened; `None` for the future.
    fn time(&self, now: Time, drops: &mut Drops) -> Option<Time> {
        if !self.told(TIME) {
            return Some(now);
        }
        match Time::from_unix_ms(self.number(TIME)) {
            Some(t) if t.since(now) > CLOCK_TOLERANCE => {
                drops.count(Drop::Future);
                None
            }
            Some(t) => Some(t.min(now)),
            None => {
                drops.count(Drop::BadValue);
                Some(now)
            }
        }
    }

    fn transaction(&self) -> Option<u32> {
        let id = self.text(TRANSACTION);
        (!id.is_empty()).then(|| hash::fnv32(id))
    }

    /// Money as a page may send it; out of bounds is `None` and counted.
    fn money(&self, key: u8, drops: &mut Drops) -> Option<Cents> {
        let amount = self.number(key);
        if (0.0..=MOST_MONEY).contains(&amount) {
            return Some(libm::rint(amount * 100.0) as Cents);
        }
        if self.told(key) {
            drops.count(Drop::BadValue);
        }
        None
    }

    fn item(&self, program: &Program, drops: &mut Drops) -> Item {
        let quantity = self.number(QUANTITY);
        let sound = !self.told(QUANTITY) || (0.0..=MOST_QUANTITY).contains(&quantity);
        self.count_bad(drops);
        if !sound {
            drops.count(Drop::BadValue);
        }
        let price = self.money(PRICE, drops).unwrap_or(0);
        // The cast saturates, and makes nothing of NaN.
        let quantity = (quantity as u32).clamp(1, MOST_QUANTITY as u32);
        Item { topic: self.topic(program), price, quantity }
    }

    /// The deepest topic of the program on the path that the category levels spell; failing that, the search term.
    fn topic(&self, program: &Program) -> Option<u16> {
        let levels = self.texts.get(usize::from(CATEGORY)..=usize::from(CATEGORY_5)).unwrap_or(&[]);
        spelled(levels, program).or_else(|| spelled(&[self.text(SEARCH_TERM)], program))
    }
}

/// The deepest topic on the path of these levels.
#[inline(never)]
fn spelled(levels: &[&[u8]], program: &Program) -> Option<u16> {
    let mut found = None;
    let mut hash = hash::START;
    let mut started = false;
    for level in levels.iter().filter(|l| !l.is_empty()) {
        // Each further level, and each slash within one, closes a prefix.
        let slash: &[u8] = if started { b"/" } else { b"" };
        for byte in slash.iter().chain(*level) {
            if *byte == b'/' {
                found = program.topic(hash).or(found);
            }
            hash = hash::step_lower(hash, *byte);
        }
        started = true;
    }
    program.topic(hash).or(found)
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
