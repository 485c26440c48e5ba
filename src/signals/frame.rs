//! One event as bytes.
//!
//! An adapter writes what the page said, value by value, without judging it; the judging is here, once, for every
//! language ([`super::signal`]). Layout:
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

use super::{Drop, Drops};
use crate::math::hash;
use crate::program::Program;
use crate::wire::Reader;

/// Names of the parameters, at their key. The TypeScript adapter holds the same list; a test compares them. An event
/// takes those before `price`, an item those from `coupon` on.
pub const KEYS: [&str; 21] = [
    "time",
    "transaction_id",
    "value",
    "currency",
    "search_term",
    "points",
    "rating",
    "score",
    "channel",
    "tier",
    "items",
    "coupon",
    "discount",
    "item_id",
    "item_category",
    "item_category2",
    "item_category3",
    "item_category4",
    "item_category5",
    "price",
    "quantity",
];

pub(super) const TIME: u8 = 0;
pub(super) const TRANSACTION: u8 = 1;
pub(super) const VALUE: u8 = 2;
const CURRENCY: u8 = 3;
const SEARCH_TERM: u8 = 4;
pub(super) const POINTS: u8 = 5;
pub(super) const RATING: u8 = 6;
pub(super) const SCORE: u8 = 7;
pub(super) const CHANNEL: u8 = 8;
pub(super) const TIER: u8 = 9;
const ITEMS: u8 = 10;
pub(super) const COUPON: u8 = 11;
pub(super) const DISCOUNT: u8 = 12;
pub(super) const ITEM_ID: u8 = 13;
const CATEGORY: u8 = 14;
const CATEGORY_5: u8 = 18;
pub(super) const PRICE: u8 = 19;
pub(super) const QUANTITY: u8 = 20;
const END: u8 = 0xff;

/// Keys that take numbers, and keys that take texts, as bits.
const NUMBERS: u32 =
    1 << TIME | 1 << VALUE | 1 << POINTS | 1 << RATING | 1 << SCORE | 1 << DISCOUNT | 1 << PRICE | 1 << QUANTITY;
const TEXTS: u32 = 1 << TRANSACTION
    | 1 << CURRENCY
    | 1 << SEARCH_TERM
    | 1 << CHANNEL
    | 1 << TIER
    | 1 << COUPON
    | 1 << ITEM_ID
    | 0b11111 << CATEGORY;

/// One value as an adapter wrote it.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    Useless,
    Number(f64),
    Text(&'a [u8]),
    Flag(bool),
    Items(u16),
}

/// The fields of an event or an item, by key.
pub(super) struct Fields<'a> {
    numbers: [f64; KEYS.len()],
    texts: [Option<&'a [u8]>; KEYS.len()],
    /// How many items follow.
    pub items: u16,
    /// Keys, as bits, whose numbers were told.
    told: u32,
    /// Keys, as bits, whose values are of a type that the key does not take.
    bad: u32,
}

impl<'a> Fields<'a> {
    pub const fn new() -> Self {
        Self { numbers: [0.0; KEYS.len()], texts: [None; KEYS.len()], items: 0, told: 0, bad: 0 }
    }

    /// Reads up to an end mark, the start of items or the end of the bytes. Of a key that comes twice, the last counts.
    #[inline(never)]
    pub fn read(&mut self, r: &mut Reader<'a>) {
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
                        self.told |= bit;
                    }
                }
                // An order without a name is a mistake; an empty level or search term is nothing.
                Value::Text(t) if bit & TEXTS != 0 && !(t.is_empty() && key == TRANSACTION) => {
                    if let Some(place) = self.texts.get_mut(place) {
                        *place = Some(t);
                    }
                }
                _ => self.bad |= bit & (NUMBERS | TEXTS | 1 << ITEMS),
            }
        }
    }

    /// Counts the fields of a wrong type, of an event (which has no price and no quantity) or of an item.
    pub fn count_bad(&self, of_event: bool, drops: &mut Drops) {
        let asked = if of_event { !(1 << PRICE | 1 << QUANTITY) } else { u32::MAX };
        for _ in 0..(self.bad & asked).count_ones() {
            drops.count(Drop::BadValue);
        }
    }

    /// NaN if nothing was told.
    #[inline(never)]
    pub fn number(&self, key: u8) -> f64 {
        match self.numbers.get(usize::from(key)) {
            Some(number) if self.told & 1u32.wrapping_shl(key.into()) != 0 => *number,
            _ => f64::NAN,
        }
    }

    /// Empty if nothing was told.
    pub fn text(&self, key: u8) -> &'a [u8] {
        self.texts.get(usize::from(key)).copied().flatten().unwrap_or(&[])
    }

    /// A number from 0 to `most`; one outside is counted, and NaN as if nothing was told.
    #[inline(never)]
    pub fn up_to(&self, key: u8, most: f64, drops: &mut Drops) -> f64 {
        let number = self.number(key);
        if number < 0.0 || number > most {
            drops.count(Drop::BadValue);
            return f64::NAN;
        }
        number
    }

    /// The hash of a text; 0 if nothing was told.
    pub fn name(&self, key: u8) -> u32 {
        match self.text(key) {
            [] => 0,
            text => hash::fnv32(text).max(1),
        }
    }

    /// The deepest topic of the program on the path that the category levels spell; failing that, the search term.
    pub fn topic(&self, program: &Program) -> Option<u16> {
        let levels = self.texts.get(usize::from(CATEGORY)..=usize::from(CATEGORY_5)).unwrap_or(&[]);
        spelled(levels, program).or_else(|| spelled(&[Some(self.text(SEARCH_TERM))], program))
    }
}

/// The deepest topic on the path of these levels.
#[inline(never)]
fn spelled(levels: &[Option<&[u8]>], program: &Program) -> Option<u16> {
    let mut found = None;
    let mut hash = hash::START;
    let mut started = false;
    // Each further level, and each slash within one, closes a prefix.
    let mut step = |byte: u8| {
        if byte == b'/' {
            found = program.topic(hash).or(found);
        }
        hash = hash::step_lower(hash, byte);
    };
    for level in levels.iter().flatten().filter(|l| !l.is_empty()) {
        if started {
            step(b'/');
        }
        level.iter().for_each(|byte| step(*byte));
        started = true;
    }
    if started { program.topic(hash).or(found) } else { None }
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
