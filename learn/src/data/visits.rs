//! Simulated visits to a shop: there is no public data with both the events of a session and whether it ended in an order. A
//! small model of how people come, look and buy, so that intent can be fitted and its code be checked. It tells nothing of
//! how well intent is foreseen in a real shop.
//!
//! A visitor comes for 1 to 6 sessions, days apart. Each session has an aim that nobody sees:
//!
//! | aim | general | grocery | looks | per step: searches, puts in the cart, takes out, begins check-out with a cart, leaves |
//! |---|---|---|---|---|
//! | buys | 8 % | 40 % | at its own topic 4 of 5 times (grocery: 2 of 5) | .15 .20 .02 .25 .03 (grocery: .20 .50 .02 .10 .01) |
//! | considers | 25 % | 25 % | at its own topic 3 of 5 times | .12 .06 .02 .05 .12 |
//! | browses | 67 % | 35 % | anywhere | .06 .015 .01 .01 .20 |
//!
//! Who bought before buys again twice as likely, who left a cart half as likely again. What is left of a step is a look at a
//! product. Check-out is followed by the order 4 of 5 times (considers: 2 of 5), else by leaving. Steps are 5 seconds and an
//! exponential time of mean 40 (buys), 50 or 30 seconds apart. A session has 60 steps at most.

use crate::data::replay::{Shop, event, morning};
use crate::fit::resample::Dice;
use trogen::host::{DAY, Time};
use trogen::profile::{HalfLives, Hand, Profile};
use trogen::scores::intent;
use trogen::signals::{Drops, Kind};

/// Topics of the shop.
pub const TOPICS: usize = 40;
/// Steps of a session at most.
const MOST: usize = 60;

/// Whose visitors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trade {
    /// Bought once in a while.
    General,
    /// Bought every week.
    Grocery,
}

/// How a session of one aim goes, per step; see the table above.
#[derive(Clone, Copy)]
struct Aim {
    own: f64,
    search: f64,
    add: f64,
    remove: f64,
    checkout: f64,
    leave: f64,
    pay: f64,
    pace: f64,
}

const BUYS: Aim =
    Aim { own: 0.8, search: 0.15, add: 0.2, remove: 0.02, checkout: 0.25, leave: 0.03, pay: 0.8, pace: 40.0 };
const FILLS: Aim = Aim { own: 0.4, search: 0.2, add: 0.5, remove: 0.02, checkout: 0.1, leave: 0.01, ..BUYS };
const CONSIDERS: Aim =
    Aim { own: 0.6, search: 0.12, add: 0.06, remove: 0.02, checkout: 0.05, leave: 0.12, pay: 0.4, pace: 50.0 };
const BROWSES: Aim =
    Aim { own: 0.0, search: 0.06, add: 0.015, remove: 0.01, checkout: 0.01, leave: 0.2, pay: 0.8, pace: 30.0 };

/// The prefixes of sessions, each after an event that is no order.
#[derive(Default)]
pub struct Prefixes {
    /// Visitor of each.
    pub visitors: Vec<u32>,
    /// Events so far in the session.
    pub lengths: Vec<usize>,
    /// Features, one row after the other.
    pub rows: Vec<f64>,
    /// What follows: an order in this session.
    pub hits: Vec<bool>,
}

/// Sessions of so many visitors.
pub fn simulate(trade: Trade, shop: &Shop, visitors: u32, seed: u64) -> Prefixes {
    let mut found = Prefixes::default();
    let mut dice = Dice(seed);
    for visitor in 0..visitors {
        let mut profile = Profile::new(HalfLives::of(&shop.program));
        let mut now = morning(0).plus(dice.below(30 * DAY as usize) as u32);
        for _ in 0..=dice.below(6) {
            session(trade, shop, &mut profile, &mut now, &mut dice, visitor, &mut found);
            // The next one, half a day to two weeks later.
            now = now.plus(DAY / 2 + dice.below(14 * DAY as usize) as u32);
        }
    }
    found
}

fn session(
    trade: Trade,
    shop: &Shop,
    profile: &mut Profile,
    now: &mut Time,
    dice: &mut Dice,
    visitor: u32,
    found: &mut Prefixes,
) {
    let aim = aim(trade, profile, *now, dice);
    let own = dice.below(TOPICS) as u16;
    let mut drops = Drops::default();
    let (start, mut is_in_checkout, mut has_bought) = (found.hits.len(), false, false);
    for step in 1..=MOST {
        let cart = profile.cart.at(*now).items;
        let u = dice.unit();
        let kind = match u {
            _ if is_in_checkout => {
                if u >= aim.pay {
                    break;
                }
                Kind::Purchase
            }
            // Nobody leaves before the first event.
            u if u < aim.leave && step > 1 => break,
            u if u < aim.leave + aim.search => Kind::Search,
            u if u < aim.leave + aim.search + aim.add => Kind::AddToCart,
            u if u < aim.leave + aim.search + aim.add + aim.remove && cart > 0 => Kind::RemoveFromCart,
            u if u > 1.0 - aim.checkout && cart > 0 => Kind::BeginCheckout,
            _ => Kind::ViewItem,
        };
        let topic = if dice.unit() < aim.own { own } else { dice.below(TOPICS) as u16 };
        let mut signal = event(kind, *now, &[shop.place(topic)]);
        signal.transaction = if kind == Kind::Purchase { now.0 } else { 0 };
        // What is no order cannot be a duplicate, and the visitor's orders are seconds apart.
        let _ = profile.fold(&signal, &shop.program, Hand::default(), &mut drops);
        if kind == Kind::Purchase {
            has_bought = true;
            break;
        }
        is_in_checkout = kind == Kind::BeginCheckout;
        found.rows.extend(features(profile, *now));
        found.visitors.push(visitor);
        found.lengths.push(step);
        found.hits.push(false);
        *now = now.plus((5.0 - aim.pace * (1.0 - dice.unit()).ln()) as u32);
    }
    found.hits[start..].iter_mut().for_each(|hit| *hit = has_bought);
}

/// The features of intent as a visitor's engine has them.
pub fn features(profile: &Profile, now: Time) -> [f64; intent::FEATURES.len()] {
    let tally = profile.replicas.tally();
    intent::features(profile, &tally, profile.purchases.summary(&tally).occasions, now)
}

fn aim(trade: Trade, profile: &Profile, now: Time, dice: &mut Dice) -> Aim {
    let (buys, considers, buyer) = match trade {
        Trade::General => (0.08, 0.25, BUYS),
        Trade::Grocery => (0.4, 0.25, FILLS),
    };
    let again = if profile.bought().occasions > 0 { 2.0 } else { 1.0 };
    let left = if profile.cart.at(now).items > 0 { 1.5 } else { 1.0 };
    let buys = f64::min(buys * again * left, 0.9);
    match dice.unit() {
        u if u < buys => buyer,
        u if u < buys + considers * (1.0 - buys) => CONSIDERS,
        _ => BROWSES,
    }
}
