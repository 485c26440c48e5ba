//! Households as the engine knows them: orders folded, in order of time, into a [`Profile`], and scores read on the morning of a
//! day, at 00:00. A program's topics are the product types, `t0`, `t1` and so on, none above another.
//!
//! Day 0 of the data is 2017-01-01. The data's orders enter at noon, in the order of their numbers; each line is one item with a
//! topic and without an id, so that products owned, which no score here asks for, are left out.
//!
//! A profile remembers 128 topics. What it would know if it remembered all is kept beside it where that is asked for: the same
//! [`Topics`], but a set of its own for each 128 product types, so that none is ever forgotten.

use super::households::Household;
use anyhow::{Context, Result, anyhow, ensure};
use serde_json::{Value, json};
use trogen::host::{DAY, Time};
use trogen::math::decay::weight;
use trogen::math::hash::fnv32;
use trogen::profile::tally::Tally;
use trogen::profile::topics::{MOST_TOPICS, Topics};
use trogen::profile::{HalfLives, Hand, Profile};
use trogen::program::Program;
use trogen::scores::{Inferred, Scores};
use trogen::signals::{Channel, Drops, Item, Kind, Signal};

/// Days from the engine's landmark, 2000-01-01, to 2017-01-01.
const ORIGIN: i32 = 6_210;

/// The morning of a day of the data.
pub fn morning(day: i32) -> Time {
    Time((ORIGIN + day) as u32 * DAY)
}

/// A compiled program with topics by number.
pub struct Shop {
    /// The program.
    pub program: Program,
    /// The key of each topic.
    keys: Vec<u32>,
    /// Its place in the program.
    places: Vec<u16>,
}

impl Shop {
    /// Compiles a program of so many topics with what `models` says.
    pub fn new(topics: usize, models: &Value) -> Result<Self> {
        let paths: Vec<String> = (0..topics).map(|i| format!("t{i}")).collect();
        let declared: serde_json::Map<String, Value> = paths.iter().map(|p| (p.clone(), json!({}))).collect();
        // Weights of intent are carried where somebody asks for it.
        let asks = json!([{ "id": "asks", "slots": ["any"], "when": { "intent": { "$gte": 0.5 } } }]);
        let source = json!({ "topics": declared, "models": models, "slots": { "any": {} }, "campaigns": asks });
        let bytes = trogen::compiler::compile(&source.to_string())
            .map_err(|p| anyhow!("{}", p.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))?;
        // The head's length stands at 16: see `src/program/layout.rs`.
        let length = bytes.get(16..20).and_then(|b| b.first_chunk()).map(|b| u32::from_le_bytes(*b) as usize);
        let head = length.and_then(|n| bytes.get(..n)).context("a program without a head")?;
        let program = Program::load(head.to_vec()).map_err(|e| anyhow!("{e:?}"))?;
        let keys: Vec<u32> = paths.iter().map(|p| fnv32(p.as_bytes())).collect();
        let places: Vec<u16> = keys.iter().filter_map(|k| program.topic(*k)).collect();
        ensure!(places.len() == topics, "{} of {topics} topics are in the program", places.len());
        Ok(Self { program, keys, places })
    }

    /// The place in the program of a topic.
    pub fn place(&self, topic: u16) -> u16 {
        self.places.get(usize::from(topic)).copied().unwrap_or(u16::MAX)
    }

    /// The key of a topic.
    pub fn key(&self, topic: u16) -> u32 {
        self.keys.get(usize::from(topic)).copied().unwrap_or(0)
    }
}

/// An event that says nothing but its kind, its time, and topics: of its items, or of itself if there is but one.
pub fn event(kind: Kind, time: Time, topics: &[u16]) -> Signal {
    let item = |topic: &u16| Item { topic: Some(*topic), quantity: 1, ..Item::default() };
    Signal {
        kind,
        time,
        transaction: 0,
        value: 0,
        has_value: false,
        discount: 0,
        is_discounted: false,
        points: 0,
        rating: None,
        score: None,
        channel: Channel::default(),
        tier: 0,
        topic: None,
        items: topics.iter().map(item).collect(),
    }
}

/// One household on its way through the year.
pub struct Replay<'a> {
    shop: &'a Shop,
    household: &'a Household,
    /// Orders folded so far.
    folded: usize,
    /// What is remembered.
    pub profile: Profile,
    /// The memory of all topics, 128 product types each; empty if not asked for.
    all: Vec<Topics>,
    drops: Drops,
}

impl<'a> Replay<'a> {
    /// Nothing bought yet; `all`: whether topics that the profile forgets are kept beside it.
    pub fn new(shop: &'a Shop, household: &'a Household, all: bool) -> Self {
        let sets = if all { shop.keys.len().div_ceil(MOST_TOPICS) } else { 0 };
        Self {
            shop,
            household,
            folded: 0,
            profile: Profile::new(HalfLives::of(&shop.program)),
            all: vec![Topics::default(); sets],
            drops: Drops::default(),
        }
    }

    /// Folds the orders before a day; days must not descend. Whether anything was bought by then.
    pub fn until(&mut self, day: i32) -> bool {
        while let Some(order) = self.household.orders.get(self.folded).filter(|o| o.day < day) {
            let time = morning(order.day).plus(DAY / 2);
            let places: Vec<u16> = order.kinds.iter().map(|k| self.shop.place(*k)).collect();
            let signal = Signal {
                transaction: fnv32(&order.basket.to_le_bytes()),
                value: (order.value * 100.0).round() as i64,
                has_value: true,
                ..event(Kind::Purchase, time, &places)
            };
            // An order that is told once is new.
            let _ = self.profile.fold(&signal, &self.shop.program, Hand::default(), &mut self.drops);
            let half = self.profile.half_lives;
            for kind in &order.kinds {
                let Some(set) = self.all.get_mut(usize::from(*kind) / MOST_TOPICS) else { continue };
                let key = self.shop.key(*kind);
                set.interest(key, weight::FIVE, time, half, &self.shop.program);
                set.bought(key, time.day());
            }
            self.folded += 1;
        }
        self.folded > 0
    }

    /// The profile's tally, but with the memory of all topics.
    pub fn unbounded(&self) -> Tally {
        let mut tally = self.profile.replicas.tally().into_owned();
        tally.topics = Topics::default();
        self.all.iter().for_each(|set| tally.topics.add(set));
        tally
    }
}

/// Reads the scores of a profile, with a tally that is its own or [`Replay::unbounded`], on the morning of a day.
pub fn at<T>(
    scores: &mut Scores,
    profile: &Profile,
    tally: &Tally,
    program: &Program,
    day: i32,
    f: impl FnOnce(Inferred<'_>) -> T,
) -> T {
    let now = profile.now(morning(day));
    scores.refresh(profile, tally, program, now);
    f(Inferred::new(profile, tally, program, scores, now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::households::Order;

    fn household() -> Household {
        let order = |i: u64| Order {
            basket: i,
            day: (i * 5 + i % 3) as i32,
            value: 20.0 + i as f64,
            kinds: (0..(3 + i % 4) as u16).map(|k| (k * 7 + (i % 5) as u16) % 40).collect(),
        };
        Household::new((0..30).map(order).collect())
    }

    #[test]
    fn a_profile_read_from_a_cookie_has_the_same_scores() {
        let shop = Shop::new(40, &json!({ "trade": "grocery" })).unwrap();
        let household = household();
        let mut replay = Replay::new(&shop, &household, false);
        for cut in [20, 90, 200] {
            assert!(replay.until(cut));
            let read = |profile: &Profile| {
                let tally = profile.replicas.tally();
                at(&mut Scores::default(), profile, &tally, &shop.program, cut, |i| {
                    let topics = (0..40).map(|t| i.forecast(t)).map(|f| f.map_or(-1.0, |f| f.chance28));
                    let numbers = [i.return28(), i.expected28(), i.lifetime_value(), i.scores.standing.margin];
                    (i.scores.standing.stage, numbers.map(f64::to_bits), topics.collect::<Vec<_>>())
                })
            };
            let text = replay.profile.to_text(trogen::profile::LONGEST_WRITTEN, &shop.program);
            let back = Profile::from_text(text.as_bytes()).unwrap();
            assert_eq!(back, replay.profile, "all of it fits");
            assert_eq!(read(&back), read(&replay.profile));
        }
    }

    #[test]
    fn the_memory_of_all_topics_is_the_profiles_where_none_is_forgotten() {
        let shop = Shop::new(40, &json!({})).unwrap();
        let household = household();
        let mut replay = Replay::new(&shop, &household, true);
        replay.until(200);
        assert_eq!(replay.unbounded(), *replay.profile.replicas.tally());
        assert_eq!(replay.profile.bought().last_day, (ORIGIN + 147) as u32);
        assert_eq!(morning(0).month_day(), 101);
    }
}
