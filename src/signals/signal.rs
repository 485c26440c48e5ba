//! One event, judged: what a page says is bounded here, once, for every language.

use super::frame::{self, Fields, text};
use super::{Channel, Drop, Drops, Kind};
use crate::host::Time;
use crate::math::hash;
use crate::program::Program;
use crate::wire::Reader;
use alloc::vec::Vec;

/// Items of one signal that are looked at; the largest grocery basket in a year of 2,469 households had 161.
pub const MOST_ITEMS: usize = 500;
/// Money above this is an error of the page, in whole units of the shop's currency; so are points.
const MOST_MONEY: f64 = 1e9;
/// Quantities above this are an error of the page.
const MOST_QUANTITY: f64 = 10_000.0;
/// The best rating (GA4 has none; five stars are the trade's habit), and the best answer to the NPS question.
const BEST_RATING: f64 = 5.0;
const BEST_SCORE: f64 = 10.0;
/// Where second hashes start: any number that FNV-1a does not start at.
const SECOND: u32 = 0x9e37_79b9;
/// Clocks of page and edge may differ so much, in seconds.
const CLOCK_TOLERANCE: u32 = 300;

/// Money in hundredths of the shop's currency.
pub type Cents = i64;

/// The most that is kept of money, 2^53 hundredths; two of these can be added without overflow.
pub const MOST_CENTS: Cents = 1 << 53;

/// One product of a signal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// Hash of its `item_id`; 0 if it has none.
    pub key: u32,
    /// A second hash of it, by which a collision of the first is seen.
    pub check: u32,
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
    /// Names an order, or what is taken back of one: the hash of its `transaction_id`, else of all it says. 0 of other
    /// events without one.
    pub transaction: u32,
    /// The event's `value`, else the sum of its items.
    pub value: Cents,
    /// Whether a value or items were told.
    pub has_value: bool,
    /// What was taken off the price, of all items.
    pub discount: Cents,
    /// Whether a coupon or a discount was used.
    pub is_discounted: bool,
    /// Points earned or spent.
    pub points: u32,
    /// Stars given, in tenths: 0 to 50.
    pub rating: Option<u8>,
    /// Answer to the NPS question, 0 to 10.
    pub score: Option<u8>,
    /// Over which channel.
    pub channel: Channel,
    /// Hash of the tier told; 0 if none was.
    pub tier: u32,
    /// The topic of the event itself: its category, or what was searched for.
    pub topic: Option<u16>,
    /// Its products. An event that has an `item_id` of its own and no list is about that one.
    pub items: Vec<Item>,
}

impl Signal {
    /// Judges one frame. `None` if nothing of it can be used; every part left out is counted in `drops`.
    pub fn read(bytes: &[u8], program: &Program, now: Time, drops: &mut Drops) -> Option<Self> {
        let mut r = Reader::new(bytes);
        let name = hash::fnv32(text(&mut r));
        let Some(kind) = Kind::from_hash(name).or_else(|| program.event(name).and_then(Kind::from_number)) else {
            drops.count(Drop::UnknownEvent);
            return None;
        };
        let mut items = Vec::new();
        let mut discount = 0;
        let mut coupons = 0;
        let mut fields = Fields::new();
        fields.read(&mut r);
        for n in 0..fields.items {
            let mut item = Fields::new();
            item.read(&mut r);
            if r.is_broken() {
                break;
            }
            if usize::from(n) < MOST_ITEMS {
                item.count_bad(false, drops);
                let read = Item::read(&item, program, drops);
                let off = money(&item, frame::DISCOUNT, drops);
                // 500 items of 10,000 pieces at 1e11 cents are 5e17, which fits.
                discount = off.wrapping_mul(i64::from(read.quantity)).wrapping_add(discount);
                coupons |= item.name(frame::COUPON);
                items.push(read);
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
        fields.count_bad(true, drops);
        let time = time(&fields, now, drops)?;
        let told = fields.up_to(frame::VALUE, MOST_MONEY, drops);
        let value = if told.is_nan() { total(&items) } else { cents(told) };
        let discount = money(&fields, frame::DISCOUNT, drops).wrapping_add(discount).min(MOST_CENTS);
        coupons |= fields.name(frame::COUPON);
        let transaction = match fields.name(frame::TRANSACTION) {
            0 if matches!(kind, Kind::Purchase | Kind::Refund) => said(time, value, &items),
            id => id,
        };
        let has_value = !told.is_nan() || !items.is_empty();
        if items.is_empty() && fields.name(frame::ITEM_ID) != 0 {
            items.push(Item { topic: None, ..Item::read(&fields, program, drops) });
        }
        let whole = |number: f64| (!number.is_nan()).then_some(libm::rint(number) as u8);
        let rating = whole(fields.up_to(frame::RATING, BEST_RATING, drops) * 10.0);
        Some(Self {
            kind,
            time,
            transaction,
            value,
            has_value,
            discount,
            is_discounted: coupons != 0 || discount > 0,
            points: fields.up_to(frame::POINTS, MOST_MONEY, drops) as u32,
            rating,
            score: whole(fields.up_to(frame::SCORE, BEST_SCORE, drops)),
            channel: channel(&fields, kind, drops),
            tier: fields.name(frame::TIER),
            topic: fields.topic(program),
            items,
        })
    }
}

impl Item {
    fn read(fields: &Fields<'_>, program: &Program, drops: &mut Drops) -> Self {
        let _ = fields.up_to(frame::QUANTITY, MOST_QUANTITY, drops);
        // Of absurdly many as many as may be; the cast saturates, and makes nothing of NaN.
        let quantity = (fields.number(frame::QUANTITY) as u32).clamp(1, MOST_QUANTITY as u32);
        Self {
            key: fields.name(frame::ITEM_ID),
            check: hash::fnv32_more(SECOND, fields.text(frame::ITEM_ID)),
            topic: fields.topic(program),
            price: money(fields, frame::PRICE, drops),
            quantity,
        }
    }
}

/// The sum of prices times quantities.
fn total(items: &[Item]) -> Cents {
    items
        .iter()
        .fold(0, |sum: Cents, i| sum.wrapping_add(i.price.wrapping_mul(Cents::from(i.quantity))))
        .min(MOST_CENTS)
}

/// Without an id, the same order told twice says the same twice.
fn said(time: Time, value: Cents, items: &[Item]) -> u32 {
    let start = hash::fnv32_more(hash::fnv32(&time.0.to_le_bytes()), &value.to_le_bytes());
    items.iter().fold(start, |h, i| hash::fnv32_more(hash::fnv32_more(h, &i.key.to_le_bytes()), &i.price.to_le_bytes()))
}

/// When it happened; `None` for the future.
fn time(fields: &Fields<'_>, now: Time, drops: &mut Drops) -> Option<Time> {
    let told = fields.number(frame::TIME);
    match Time::from_unix_ms(told) {
        Some(t) if t.since(now) > CLOCK_TOLERANCE => {
            drops.count(Drop::Future);
            return None;
        }
        Some(t) => return Some(t.min(now)),
        None if told.is_nan() => {}
        None => drops.count(Drop::BadValue),
    }
    Some(now)
}

/// Money as a page may send it, 0 if it told none; out of bounds is counted, as if nothing was told.
fn money(fields: &Fields<'_>, key: u8, drops: &mut Drops) -> Cents {
    cents(fields.up_to(key, MOST_MONEY, drops))
}

/// Of NaN none.
fn cents(amount: f64) -> Cents {
    libm::rint(amount * 100.0) as Cents
}

fn channel(fields: &Fields<'_>, kind: Kind, drops: &mut Drops) -> Channel {
    let told = fields.text(frame::CHANNEL);
    if told.is_empty() {
        return kind.channel();
    }
    Channel::from_name(told).unwrap_or_else(|| {
        drops.count(Drop::BadValue);
        kind.channel()
    })
}
