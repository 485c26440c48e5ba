//! The shape of `program.json`, as merchants write it. These types are the one source: the JSON Schema that editors and the
//! compiler check against, and the TypeScript types, are generated from them (`cargo xtask schema`), texts included. So a
//! doc comment on a field is what a marketer reads while writing.
//!
//! What is only checked by name stays JSON; those types (feature `schema`) are there to be drawn.

mod campaign;
#[cfg(feature = "schema")]
mod catalog;
mod condition;
#[cfg(feature = "schema")]
mod loyalty;
mod models;
mod read;
#[cfg(feature = "schema")]
mod rules;
#[cfg(feature = "schema")]
mod scores;
pub mod text;

pub use campaign::{Act, Campaign, Kind, OwnedRule, Stock};
pub use condition::Condition;
pub use models::{Interest, Models, Purchase, PurchaseModel, Trade, Unit};
pub use text::{Cap, Date, Duration};

use crate::compiler::named::Named;
use serde_json::Value;
#[cfg(feature = "schema")]
use std::collections::BTreeMap;

/// What a shop wants of Trogen: its topics, slots, campaigns and loyalty program in one file.
#[derive(Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(deny_unknown_fields))]
pub struct Program {
    /// Where the schema of this file is; editors complete and check with it.
    #[cfg_attr(feature = "schema", serde(rename = "$schema"))]
    pub schema: Option<String>,
    /// The program's name, for people.
    #[cfg_attr(feature = "schema", serde(default))]
    pub name: String,
    /// The tree of what the shop sells and writes about, by path: "running/shoes". Topics above a path need not be named.
    #[cfg_attr(feature = "schema", serde(default))]
    pub topics: Named<Topic>,
    /// Products by item_id, as far as more is to be known of them than events tell. May be left out.
    #[cfg_attr(feature = "schema", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, catalog::Product>"))]
    pub catalog: Value,
    /// The shop's own events, each with the event of Trogen's that it means: "guide_opened": "content_read", or
    /// "engagement" for taking part in some other way.
    #[cfg_attr(feature = "schema", serde(default))]
    pub events: Named<String>,
    /// What the page or the edge tells with each decision, such as the weather: "string", "number", "boolean", or a list of
    /// the texts it may be.
    #[cfg_attr(feature = "schema", serde(default))]
    pub context: Named<ContextType>,
    /// What the shop's books say of a member, in a signed token: "string", "number", "boolean", or a list of texts.
    #[cfg_attr(feature = "schema", serde(default))]
    pub claims: Named<ContextType>,
    /// Places on pages, by name.
    #[cfg_attr(feature = "schema", serde(default))]
    pub slots: Named<Slot>,
    /// Named conditions, for use in campaigns and in each other: { "$audience": "regulars" }.
    #[cfg_attr(feature = "schema", serde(default))]
    pub audiences: Named<Condition>,
    /// Seasons of the year by name. A campaign in a season stands only then.
    #[cfg_attr(feature = "schema", serde(default))]
    pub seasons: Named<Season>,
    /// The loyalty program: points, stamp cards, tiers, membership, values, partners.
    #[cfg_attr(feature = "schema", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "loyalty::Loyalty"))]
    pub loyalty: Value,
    /// What points, stamps and tiers are good for, by name.
    #[cfg_attr(feature = "schema", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, loyalty::Reward>"))]
    pub rewards: Value,
    /// Friends bring friends.
    #[cfg_attr(feature = "schema", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "Option<loyalty::Referral>"))]
    pub referral: Value,
    /// What the shop asks of a customer, and when: feedback, a review, a referral, a newsletter sign-up.
    #[cfg_attr(feature = "schema", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, rules::Ask>"))]
    pub asks: Value,
    /// Campaigns that follow one another, such as the first weeks of a new member.
    #[cfg_attr(feature = "schema", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, rules::Sequence>"))]
    pub sequences: Value,
    /// What the shop wants to move, by when.
    #[cfg_attr(feature = "schema", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, rules::Goal>"))]
    pub goals: Value,
    /// Money for incentives, by name.
    #[cfg_attr(feature = "schema", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, rules::Budget>"))]
    pub budgets: Value,
    /// How much is enough: for one visitor, over all campaigns.
    #[cfg_attr(feature = "schema", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "rules::Limits"))]
    pub limits: Value,
    /// Visitors who see nothing of all this, so that its effect can be measured.
    #[cfg_attr(feature = "schema", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "Option<rules::Holdout>"))]
    pub holdout: Value,
    /// Parameters of what is inferred.
    #[cfg_attr(feature = "schema", serde(default))]
    pub models: Models,
    /// What may fill the slots.
    #[cfg_attr(feature = "schema", serde(default))]
    pub campaigns: Vec<Campaign>,
}

impl Program {
    /// The topic itself, or the nearest above it, that says something, with its path.
    pub fn inherited<'a>(&'a self, topic: &'a str, says: &dyn Fn(&Topic) -> bool) -> Option<(&'a str, &'a Topic)> {
        let mut at = topic;
        loop {
            match self.topics.get(at) {
                Some(topic) if says(topic) => return Some((at, topic)),
                _ => at = at.rsplit_once('/')?.0,
            }
        }
    }

    /// Tiers, the lowest first, with their places.
    #[must_use]
    pub fn tiers(&self) -> Vec<(usize, &str)> {
        let list = self.loyalty.get("tiers").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        list.iter().enumerate().filter_map(|(i, tier)| Some((i, tier.get("id")?.as_str()?))).collect()
    }
}

/// A node of the tree of topics.
#[derive(Debug, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(deny_unknown_fields))]
pub struct Topic {
    /// How long something bought here lasts, such as "180d". Holds for topics below too, unless they say otherwise.
    pub durable: Option<Duration>,
    /// How long it usually takes until more is needed, such as "30d" for coffee.
    pub replenish: Option<Duration>,
    /// Topics that go with it, as socks go with shoes.
    #[cfg_attr(feature = "schema", serde(default))]
    pub complements: Vec<String>,
    /// Seasons it belongs to; those of the topic above it unless said.
    #[cfg_attr(feature = "schema", serde(default))]
    pub seasons: Vec<String>,
}

/// What a context attribute or a claim holds.
#[derive(Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(untagged))]
pub enum ContextType {
    /// One of these texts.
    OneOf(Vec<String>),
    /// A plain type.
    Plain(PlainType),
}

/// Plain types of context attributes.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(rename_all = "lowercase"))]
pub enum PlainType {
    /// Any text.
    String,
    /// A finite number.
    Number,
    /// True or false.
    Boolean,
}

/// A place on a page.
#[derive(Debug, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(deny_unknown_fields))]
pub struct Slot {
    /// How many campaigns it shows; 1 unless said.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000)))]
    pub take: Option<u16>,
    /// True if the page has something of its own to show where no campaign stands.
    #[cfg_attr(feature = "schema", serde(default))]
    pub default: bool,
}

/// A part of the year, first and last day included; it may go over the new year.
#[derive(Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(deny_unknown_fields))]
pub struct Season {
    /// Its first day, month and day: "11-01".
    #[cfg_attr(feature = "schema", schemars(regex(pattern = r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")))]
    pub from: String,
    /// Its last day: "03-15".
    #[cfg_attr(feature = "schema", schemars(regex(pattern = r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")))]
    pub until: String,
}
