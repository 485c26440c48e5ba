//! How a signal changes a profile.

use super::Profile;
use super::recent::Event;
use crate::host::Time;
use crate::program::Program;
use crate::signals::frame::MOST_CENTS;
use crate::signals::{Drop, Kind, Signal};

/// A session ends after so many quiet seconds (GA4's default, 30 minutes).
const SESSION_GAP: u32 = 1_800;
/// What one event says of the interest in each of its topics, in units of one product page seen. At 0 an event leaves
/// no trace in interests; at 100 a single one would outweigh a season of browsing.
const fn weight(kind: Kind) -> f64 {
    match kind {
        Kind::PageView | Kind::BeginCheckout => 0.5,
        Kind::ViewItem | Kind::SelectPromotion => 1.0,
        Kind::ViewItemList => 0.2,
        Kind::Search => 1.5,
        Kind::AddToCart | Kind::AddToWishlist | Kind::Share => 3.0,
        Kind::Purchase => 5.0,
        // Being shown something, or what has no topic, is no interest.
        Kind::RemoveFromCart | Kind::ViewPromotion | Kind::Login | Kind::SignUp | Kind::StoreVisit => 0.0,
    }
}

/// Whether a look-back asks for such events. No others are kept, so that none of these gives way to one that nobody asks
/// for: pages seen, campaigns shown.
const fn is_looked_back_at(kind: Kind) -> bool {
    matches!(kind, Kind::ViewItem | Kind::AddToWishlist)
}

impl Profile {
    /// Folds one signal in.
    ///
    /// # Errors
    /// [`Drop::Duplicate`] for a purchase that was counted before; nothing is changed then.
    pub fn fold(&mut self, signal: &Signal, program: &Program) -> Result<(), Drop> {
        if signal.kind == Kind::Purchase && !self.purchases.add(signal.transaction, signal.time.day(), signal.value) {
            return Err(Drop::Duplicate);
        }
        self.visit(signal.time);
        let mut strongest = signal.topic;
        let topics = signal.items.iter().filter_map(|i| i.topic).chain(signal.topic);
        for topic in topics {
            let key = program.topic_at(topic).key;
            self.interest(key, weight(signal.kind), signal.time);
            if signal.kind == Kind::Purchase {
                self.topics.bought(key, signal.time.day());
            }
            strongest = strongest.or(Some(topic));
        }
        self.fold_cart(signal);
        if is_looked_back_at(signal.kind) {
            // A topic that found no room among the remembered ones has no name here either.
            let topic = strongest.map_or(0, |t| program.topic_at(t).key);
            let topic = if self.topics.get(topic).is_some() { topic } else { 0 };
            self.recent.add(Event { time: signal.time, kind: signal.kind, topic });
        }
        Ok(())
    }

    /// Notes that a campaign was shown; `window` is that of its cap, 0 if it has none.
    pub fn shown(&mut self, campaign: u32, window: u32, now: Time) {
        // At the landmark itself nothing can be dated.
        let now = self.now(now).max(Time(1));
        if window > 0 {
            self.exposures.add(campaign, window, now);
        }
        self.visit(now);
    }

    /// Notes that a campaign was clicked: an interest in what it is about.
    pub fn clicked(&mut self, topics: impl Iterator<Item = u32>, now: Time) {
        let now = self.now(now);
        self.visit(now);
        for key in topics {
            self.interest(key, weight(Kind::SelectPromotion), now);
        }
    }

    fn interest(&mut self, key: u32, weight: f64, at: Time) {
        if let Some(forgotten) = self.topics.interest(key, weight, at, self.half_lives) {
            self.recent.forget_topic(forgotten);
        }
    }

    fn visit(&mut self, at: Time) {
        let v = &mut self.visits;
        if v.sessions == 0 {
            *v = super::Visits { first: at, last: at, before: Time(0), sessions: 1 };
            return;
        }
        if at.since(v.last) > SESSION_GAP {
            v.before = v.last;
            v.sessions = v.sessions.saturating_add(1);
        }
        v.first = v.first.min(at);
        v.last = v.last.max(at);
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
                cart.value = cart.value.wrapping_add(signal.value).clamp(0, MOST_CENTS);
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
