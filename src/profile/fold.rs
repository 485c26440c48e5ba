//! How a signal changes a profile.

use super::items::Gone;
use super::recent::{Event, room};
use super::replicas::bit;
use super::tally::{DAYPART, Sum};
use super::{Profile, Visits};
use crate::host::{DAY, Time};
use crate::math::decay::weight;
use crate::program::Program;
use crate::signals::signal::MOST_CENTS;
use crate::signals::{Drop, Drops, Item, Kind, Signal};
use alloc::vec::Vec;

/// A session ends after so many quiet seconds (GA4's default, 30 minutes).
const SESSION_GAP: u32 = 1_800;
/// Topics of one order that look-backs see; a grocer's basket may have 80.
const MOST_TOPICS_OF_ORDER: usize = 8;

/// What one event says of the interest in each of its topics, in units of one product page seen. At 0 an event leaves
/// no trace in interests; at 100 a single one would outweigh a season of browsing.
const fn interest(kind: Kind) -> Option<i32> {
    Some(match kind {
        Kind::ViewItemList => weight::FIFTH,
        Kind::PageView | Kind::BeginCheckout => weight::HALF,
        Kind::ViewItem | Kind::SelectPromotion | Kind::ContentRead | Kind::EmailClick | Kind::Engagement => weight::ONE,
        Kind::Search | Kind::QuestionAnswered => weight::ONE_AND_A_HALF,
        Kind::CommunityPost | Kind::RewardClaimed => weight::TWO,
        Kind::AddToCart
        | Kind::AddToWishlist
        | Kind::Share
        | Kind::Review
        | Kind::Testimonial
        | Kind::EventAttended => weight::THREE,
        Kind::Purchase => weight::FIVE,
        // Being shown something, or what has no topic, is no interest.
        _ => return None,
    })
}

/// Who writes, and where the visitor's clock stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hand {
    /// The replica: hash of its name.
    pub replica: u32,
    /// Seconds that the visitor's clock is ahead of UTC.
    pub offset: i32,
}

impl Hand {
    fn daypart(self, at: Time) -> usize {
        let local = i64::from(at.0).wrapping_add(self.offset.into()).rem_euclid(DAY.into());
        (local as u32 / DAYPART) as usize
    }
}

impl Profile {
    /// Folds one signal in.
    ///
    /// # Errors
    /// [`Drop::Duplicate`] for an order that was counted before, or taken back before; nothing is changed then.
    pub fn fold(&mut self, signal: &Signal, program: &Program, hand: Hand, drops: &mut Drops) -> Result<(), Drop> {
        let place = self.place(hand, drops);
        let Some(replica) = self.replicas.at(place) else { return Ok(()) };
        let tally = &mut replica.tally;
        let day = signal.time.day();
        let (told, approximated) = match signal.kind {
            Kind::Purchase => self.purchases.add(tally, place, signal.transaction, day, signal.value),
            Kind::Refund => {
                let part = signal.has_value.then_some(signal.value);
                self.purchases.refund(tally, place, signal.transaction, day, part)
            }
            _ => (true, false),
        };
        if approximated {
            drops.count(Drop::Approximated);
        }
        if !told {
            return Err(Drop::Duplicate);
        }
        replica.seq = replica.seq.saturating_add(1);
        tally.events.count(signal.kind);
        match signal.kind {
            Kind::PointsEarned => tally.add_to(Sum::Earned, signal.points.into()),
            Kind::PointsRedeemed => tally.add_to(Sum::Redeemed, signal.points.into()),
            Kind::Purchase if signal.is_discounted => {
                tally.add_to(Sum::Discounted, 1);
                tally.add_to(Sum::Discount, signal.discount);
            }
            _ => {}
        }
        // Engagement is a session begun, or anything that comes over another channel than the one at hand.
        let is_new_session = visit(&mut self.visits, signal.time);
        tally.add_to(Sum::Sessions, is_new_session.into());
        if is_new_session || (signal.channel as u8 != 0 && signal.kind != Kind::Purchase) {
            tally.engage(signal.channel, hand.daypart(signal.time), signal.time, self.half_lives.long);
        }
        if let Some(weight) = interest(signal.kind) {
            let mut note = |topic: Option<u16>| {
                let Some(topic) = topic else { return };
                let key = program.topic_at(topic).key;
                tally.topics.interest(key, weight, signal.time, self.half_lives, program);
                if signal.kind == Kind::Purchase {
                    tally.topics.bought(key, day);
                }
            };
            signal.items.iter().for_each(|i| note(i.topic));
            note(signal.topic);
        }
        self.loyalty.note(signal);
        self.fold_items(signal, program, hand, drops);
        self.fold_cart(signal);
        self.remember(signal, program);
        Ok(())
    }

    /// Whether an event of an import is new to it; it is noted.
    pub fn take_in(&mut self, hand: Hand, time: Time, hash: u32, drops: &mut Drops) -> bool {
        let place = self.place(hand, drops);
        let Some(replica) = self.replicas.at(place) else { return false };
        let is_new = replica.taken.add(time.0, hash);
        replica.seq = replica.seq.saturating_add(is_new.into());
        is_new
    }

    /// Notes that a campaign was shown; `window` is that of its cap, 0 if it has none. As long as nobody clicks it, that speaks
    /// a little against what it is about.
    #[allow(clippy::too_many_arguments)]
    pub fn shown(
        &mut self,
        campaign: u32,
        window: u32,
        topics: &[u32],
        now: Time,
        program: &Program,
        hand: Hand,
        drops: &mut Drops,
    ) {
        let now = self.now(now);
        if window > 0 {
            self.exposures.add(campaign, window, now);
        }
        self.touch(Kind::ViewPromotion, topics, now, program, hand, drops);
    }

    /// Notes what came of a campaign: a click is an interest in what it is about, a dismissal speaks against it.
    pub fn came(
        &mut self,
        kind: Kind,
        topics: &[u32],
        now: Time,
        program: &Program,
        hand: Hand,
        drops: &mut Drops,
    ) {
        let now = self.now(now);
        self.touch(kind, topics, now, program, hand, drops);
        let topic = topics.first().copied().unwrap_or(0);
        self.recent.add(Event { kind, time: now, topic });
    }

    fn touch(
        &mut self,
        kind: Kind,
        topics: &[u32],
        now: Time,
        program: &Program,
        hand: Hand,
        drops: &mut Drops,
    ) {
        let place = self.place(hand, drops);
        let half_lives = self.half_lives;
        let is_new_session = visit(&mut self.visits, now);
        let Some(replica) = self.replicas.at(place) else { return };
        replica.seq = replica.seq.saturating_add(1);
        replica.tally.add_to(Sum::Sessions, is_new_session.into());
        replica.tally.events.count(kind);
        self.loyalty.happened(kind, now);
        for key in topics {
            match kind {
                Kind::SelectPromotion => replica.tally.topics.interest(*key, weight::ONE, now, half_lives, program),
                Kind::ViewPromotion => replica.tally.topics.ignored(*key),
                _ => {}
            }
        }
    }

    /// The place of the replica in hand, made if need be; what others left to settle is settled.
    fn place(&mut self, hand: Hand, drops: &mut Drops) -> u8 {
        // Levels may change now.
        self.is_coarse = false;
        let place = bit(self.replicas.find(hand.replica).unwrap_or_else(|| {
            if self.replicas.welcome(hand.replica) {
                drops.count(Drop::Approximated);
            }
            self.purchases.follow(&self.replicas.sort());
            self.replicas.find(hand.replica).unwrap_or(0)
        }));
        if self.replicas.all.len() > 1
            && let Some(replica) = self.replicas.at(place)
            && self.purchases.settle(&mut replica.tally, place)
        {
            replica.seq = replica.seq.saturating_add(1);
        }
        place
    }

    fn fold_items(&mut self, signal: &Signal, program: &Program, hand: Hand, drops: &mut Drops) {
        let day = signal.time.day();
        for item in signal.items.iter().filter(|i| i.key != 0) {
            let topic = key(item.topic.or(signal.topic), program);
            match signal.kind {
                Kind::Purchase => self.items.bought(item.key, topic, day),
                Kind::ViewItem => self.items.watch(item.key, topic, signal.time, false),
                Kind::AddToCart => self.items.watch(item.key, topic, signal.time, true),
                Kind::ProductWornOut => drop(self.items.gone(Gone::Product(item.key))),
                _ => continue,
            }
            if self.items.collides(item.key, item.check) {
                drops.count(Drop::Collision);
            }
        }
        if signal.kind == Kind::Refund {
            self.returned(signal, program, hand);
        }
    }

    /// What was taken back is owned no longer: the items told, else those of an order that was the only one of its day.
    fn returned(&mut self, signal: &Signal, program: &Program, hand: Hand) {
        let topic = |i: &Item| key(i.topic.or(signal.topic), program);
        let mut topics: Vec<u32> = signal.items.iter().map(topic).collect();
        for i in signal.items.iter().filter(|i| i.key != 0) {
            drop(self.items.gone(Gone::Product(i.key)));
        }
        if topics.is_empty() {
            let order = self.purchases.recent.iter().find(|t| t.id == signal.transaction && t.marks.is_void());
            let Some(day) = order.map(|t| t.day) else { return };
            if self.purchases.recent.iter().filter(|t| t.day == day).count() == 1 {
                topics = self.items.gone(Gone::OfDay(day));
            }
        }
        let place = self.replicas.find(hand.replica).unwrap_or(0);
        let Some(replica) = self.replicas.all.get_mut(place) else { return };
        for (i, topic) in topics.iter().enumerate() {
            // Each topic once, as it was counted.
            if *topic != 0 && !topics.iter().take(i).any(|t| t == topic) {
                replica.tally.topics.returned(*topic, program);
            }
        }
    }

    fn remember(&mut self, signal: &Signal, program: &Program) {
        let (kind, time) = (signal.kind, signal.time);
        if room(kind) == 0 {
            return;
        }
        let mut topics = [0; MOST_TOPICS_OF_ORDER];
        let most = if kind == Kind::Purchase { MOST_TOPICS_OF_ORDER } else { 1 };
        let mut found = 0usize;
        for topic in [signal.topic].into_iter().chain(signal.items.iter().map(|i| i.topic)).flatten() {
            let key = program.topic_at(topic).key;
            if topics.iter().take(found).any(|known| *known == key) {
                continue;
            }
            match topics.get_mut(found) {
                Some(place) if found < most => *place = key,
                _ => {
                    self.recent.forget_at(kind, time);
                    break;
                }
            }
            found = found.wrapping_add(1);
        }
        for topic in topics.into_iter().take(found.max(1)) {
            self.recent.add(Event { kind, time, topic });
        }
    }

    fn fold_cart(&mut self, signal: &Signal) {
        let pieces = signal.items.iter().fold(0, |n: u32, i| n.wrapping_add(i.quantity)).max(1);
        let cart = &mut self.cart;
        *cart = cart.at(signal.time);
        match signal.kind {
            // What was put in before an order went with it, however late it is told.
            Kind::AddToCart if cart.items == 0 && signal.time < cart.changed => return,
            Kind::AddToCart => {
                cart.items = cart.items.saturating_add(pieces);
                cart.value = cart.value.wrapping_add(signal.value).min(MOST_CENTS);
            }
            Kind::RemoveFromCart => {
                cart.items = cart.items.saturating_sub(pieces);
                cart.value = cart.value.wrapping_sub(signal.value).max(0);
            }
            // An order older than the cart's last change did not empty it.
            Kind::Purchase if signal.time >= cart.changed => (cart.items, cart.value) = (0, 0),
            _ => return,
        }
        cart.changed = cart.changed.max(signal.time);
        if cart.items == 0 {
            cart.value = 0;
        }
    }
}

/// Notes that the visitor was here; whether a session began.
fn visit(v: &mut Visits, at: Time) -> bool {
    if v.last == Time(0) {
        *v = Visits { first: at, last: at, before: Time(0) };
        return true;
    }
    let is_new = at.since(v.last) > SESSION_GAP;
    if is_new {
        v.before = v.last;
    }
    v.first = v.first.min(at);
    v.last = v.last.max(at);
    is_new
}

fn key(topic: Option<u16>, program: &Program) -> u32 {
    topic.map_or(0, |t| program.topic_at(t).key)
}
