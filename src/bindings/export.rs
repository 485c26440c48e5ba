//! Everything that is held of a visitor, as JSON. Names are the host's: a topic, an event or a campaign is given by its
//! number in the program, or by its key where the program does not know it.

use crate::engine::Visitor;
use crate::host::Time;
use crate::math::decay::Level;
use crate::profile::Profile;
use crate::profile::loyalty::Told;
use crate::profile::tally::{DAYPARTS, Sum, Tally};
use crate::program::Program;
use crate::signals::{Channel, Kind};
use alloc::string::String;
use core::fmt::Write;

/// Writes the export as JSON text into the buffer; returns its length.
#[unsafe(no_mangle)]
pub extern "C" fn held(visitor: u32) -> u32 {
    super::engine::with(visitor, |visitor, _, w| {
        if visitor.may_compute() {
            w.bytes = json(visitor).into_bytes();
        }
    })
}

/// Writes what moved each score as JSON text into the buffer, `{ "reasons": [{ score, topic, code, value, effect }], "products":
/// [{ key, topic, bought, due, due_in }] }`, a topic by its number; returns its length.
#[unsafe(no_mangle)]
pub extern "C" fn reasons(visitor: u32) -> u32 {
    super::engine::with(visitor, |visitor, _, w| {
        let (all, products) = (visitor.reasons(), visitor.products());
        let mut out = Out { text: String::from("{"), program: visitor.program() };
        out.list("reasons", &all, |out, r| {
            out.raw(format_args!("\"score\":\"{}\",\"code\":\"{}\",", r.score, r.code));
            if let Some(topic) = r.topic {
                out.number("topic", topic.into());
            }
            for (name, value) in [("value", r.value), ("effect", r.effect)] {
                // JSON has no NaN.
                if value.is_finite() {
                    out.number(name, value);
                }
            }
        });
        out.list("products", &products, |out, p| {
            out.number("key", p.key.into());
            if let Some(topic) = p.topic {
                out.number("topic", topic.into());
            }
            out.number("bought", p.bought);
            if let Some(f) = p.forecast {
                out.number("due", f64::from(f.due as u8));
                if f.due_in.is_finite() {
                    out.number("due_in", f.due_in);
                }
            }
        });
        out.text.pop();
        out.text.push('}');
        w.bytes = out.text.into_bytes();
    })
}

fn json(visitor: &Visitor) -> String {
    let (profile, program) = (visitor.profile(), visitor.program());
    let tally = profile.replicas.tally();
    let mut out = Out { text: String::from("{"), program };
    out.identity(profile);
    out.bought(profile, &tally);
    out.topics(profile, &tally);
    out.events(profile, &tally);
    out.items(profile);
    out.loyalty(profile);
    out.exposures(profile);
    out.number("replicas", profile.replicas.all.len() as f64);
    // The last comma gives way.
    out.text.pop();
    out.text.push('}');
    out.text
}

struct Out<'a> {
    text: String,
    program: &'a Program,
}

impl Out<'_> {
    fn raw(&mut self, part: core::fmt::Arguments<'_>) {
        // Writing to a string does not fail.
        let _ = self.text.write_fmt(part);
    }

    fn number(&mut self, name: &str, value: f64) {
        self.raw(format_args!("\"{name}\":{value},"));
    }

    fn money(&mut self, name: &str, cents: i64) {
        self.number(name, cents as f64 / 100.0);
    }

    fn time(&mut self, name: &str, time: Time) {
        if time != Time(0) {
            self.number(name, time.unix_ms());
        }
    }

    fn day(&mut self, name: &str, day: u32) {
        if day > 0 {
            self.time(name, Time(day.saturating_mul(crate::host::DAY)));
        }
    }

    fn topic(&mut self, key: u32) {
        if let Some(topic) = self.program.topic(key) {
            self.number("topic", topic.into());
        } else if key != 0 {
            self.number("key", key.into());
        }
    }

    /// A list of objects.
    fn list<T>(&mut self, name: &str, all: impl IntoIterator<Item = T>, mut each: impl FnMut(&mut Self, T)) {
        self.raw(format_args!("\"{name}\":["));
        for one in all {
            self.text.push('{');
            each(self, one);
            if self.text.ends_with(',') {
                self.text.pop();
            }
            self.text.push_str("},");
        }
        if self.text.ends_with(',') {
            self.text.pop();
        }
        self.text.push_str("],");
    }

    fn identity(&mut self, profile: &Profile) {
        let i = profile.identity;
        self.number("key", i.key.into());
        self.number("known", u8::from(profile.is_known()).into());
        self.time("forgotten", i.epoch);
        self.time("first", profile.visits.first);
        self.time("last", profile.visits.last);
        self.time("before", profile.visits.before);
        self.number("consent", profile.consent.into());
    }

    fn bought(&mut self, profile: &Profile, tally: &Tally) {
        let b = profile.purchases.summary(tally);
        self.number("orders", b.orders.into());
        self.number("days", b.occasions.into());
        self.money("spend", b.spend);
        self.day("first_order", b.first_day);
        self.day("last_order", b.last_day);
        self.money("discounts", tally.of(Sum::Discount));
        self.number("discounted_orders", tally.of(Sum::Discounted) as f64);
        self.number("sessions", tally.of(Sum::Sessions) as f64);
        self.number("points_earned", tally.of(Sum::Earned) as f64);
        self.number("points_redeemed", tally.of(Sum::Redeemed) as f64);
        self.list("transactions", &profile.purchases.recent, |out, t| {
            out.number("id", t.id.into());
            out.day("day", t.day);
            out.money("value", t.value);
            out.money("refunded", if t.marks.is_void() { t.value } else { t.refunded });
        });
        self.number("cart_items", profile.cart.items.into());
        self.money("cart_value", profile.cart.value);
    }

    fn topics(&mut self, profile: &Profile, tally: &Tally) {
        let (half, last) = (profile.half_lives, profile.visits.last);
        self.list("topics", tally.topics.all(), |out, t| {
            out.topic(t.key);
            out.number("lasting", t.interest.long.at(last, half.long));
            out.number("present", t.interest.short.at(last, half.short));
            if t.bought > 0 {
                out.number("bought", t.bought.into());
                out.day("first", t.first_day);
                out.day("last", t.last_day);
            }
        });
        self.number("other_lasting", tally.topics.rest.long.at(last, half.long));
        self.number("other_present", tally.topics.rest.short.at(last, half.short));
        let strength = |level: Option<&Level>| level.map_or(0.0, |l| l.at(last, half.long));
        self.list("channels", 0..Channel::COUNT, |out, i| out.number("strength", strength(tally.levels.get(i))));
        let part = |i: usize| tally.levels.get(i.saturating_add(Channel::COUNT));
        self.list("dayparts", 0..DAYPARTS, |out, i| out.number("strength", strength(part(i))));
    }

    fn events(&mut self, profile: &Profile, tally: &Tally) {
        let some = Kind::ALL.into_iter().filter(|k| tally.events.of(*k) > 0);
        self.list("events", some, |out, kind| {
            out.number("kind", f64::from(kind as u8));
            out.number("count", tally.events.of(kind).into());
            out.day("last", profile.loyalty.last_day(kind));
        });
        self.list("recent", &profile.recent.events, |out, e| {
            out.number("kind", f64::from(e.kind as u8));
            out.time("time", e.time);
            out.topic(e.topic);
        });
    }

    fn items(&mut self, profile: &Profile) {
        self.list("owned", &profile.items.owned, |out, o| {
            out.number("item", o.key.into());
            out.topic(o.topic);
            out.day("day", o.day);
            out.number("gone", u8::from(o.is_gone).into());
        });
        self.list("watched", &profile.items.watched, |out, w| {
            out.number("item", w.key.into());
            out.topic(w.topic);
            out.time("last", w.last);
            out.number("views", w.views.into());
            out.number("carts", w.carts.into());
        });
    }

    fn loyalty(&mut self, profile: &Profile) {
        let l = &profile.loyalty;
        let answers = [("nps", l.nps), ("rating", l.rating), ("tier", l.tier)];
        for (name, Told { value, .. }) in answers.into_iter().filter(|(_, told)| told.time != Time(0)) {
            let scale = if name == "rating" { 10.0 } else { 1.0 };
            self.number(name, f64::from(value) / scale);
        }
    }

    fn exposures(&mut self, profile: &Profile) {
        self.list("exposures", profile.exposures.all(), |out, e| {
            let count = out.program.campaign_count() as u32;
            match (0..count).find(|i| out.program.campaign(*i).key == e.campaign) {
                Some(index) => {
                    let c = out.program.campaign(index);
                    out.number("campaign", index.into());
                    out.number("kind", c.kind.into());
                    out.number("tail", c.tail.into());
                    out.number("length", c.length.into());
                }
                None => out.number("key", e.campaign.into()),
            }
            out.number("times", e.count() as f64);
            out.time("last", e.times.last().copied().unwrap_or_default());
        });
    }
}
