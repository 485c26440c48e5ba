//! Loyalty programs: spend-based points, stamp cards, tiers, paid membership, values and partners, in any mixture; what they
//! are good for; and referral. Only drawn: see [`super`].
#![allow(dead_code)]

use super::{Cap, Duration};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Payload;
use std::collections::BTreeMap;

/// A loyalty program.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Loyalty {
    /// Points for spending and for other acts.
    pub points: Option<Points>,
    /// Stamp cards: the tenth coffee is free.
    #[serde(default)]
    pub stamps: BTreeMap<String, StampCard>,
    /// Tiers, the lowest first.
    #[serde(default)]
    pub tiers: Vec<Tier>,
    /// Membership that is paid for.
    pub membership: Option<Membership>,
    /// Causes that the shop and its customers stand for.
    #[serde(default)]
    pub values: BTreeMap<String, Value>,
    /// Others where members earn or spend.
    #[serde(default)]
    pub partners: BTreeMap<String, Partner>,
}

/// Points.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// What they are called.
    pub name: Option<String>,
    /// What earns them.
    pub earn: Vec<EarningRule>,
    /// How long they are good for; for ever unless said.
    pub expire: Option<Duration>,
    /// What one is worth in money, for the books.
    #[schemars(range(min = 0.0))]
    pub worth: Option<f64>,
}

/// What earns points. Acts other than a purchase earn too: a review, a visit, a friend who joins.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EarningRule {
    /// The event that earns them.
    pub event: String,
    /// Only for this topic and what lies below it.
    pub topic: Option<String>,
    /// So many points each time.
    #[schemars(range(min = 0.0))]
    pub points: Option<f64>,
    /// So many points for each whole unit of money spent.
    #[schemars(range(min = 0.0))]
    pub per_unit: Option<f64>,
    /// Only for members of this tier and those above.
    pub tier: Option<String>,
    /// At most so often in so long, so that nobody can make a trade of it.
    pub cap: Option<Cap>,
}

/// A stamp card.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StampCard {
    /// The event that gives a stamp; a purchase unless said.
    pub event: Option<String>,
    /// Only for this topic and what lies below it.
    pub topic: Option<String>,
    /// Stamps that fill the card.
    #[schemars(range(min = 2, max = 100))]
    pub size: u16,
    /// What a full card is good for.
    pub reward: String,
    /// How long a card is good for.
    pub expire: Option<Duration>,
}

/// A tier.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Its name.
    #[schemars(length(min = 1, max = 64))]
    pub id: String,
    /// What it takes.
    #[schemars(range(min = 0.0))]
    pub from: f64,
    /// Of what; money spent unless said.
    #[serde(default)]
    pub measure: TierMeasure,
    /// Within how long; a year unless said.
    pub within: Option<Duration>,
}

/// What a tier is reached by.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TierMeasure {
    /// Money spent.
    #[default]
    Spend,
    /// Points earned.
    Points,
    /// Orders.
    Orders,
}

/// Membership that is paid for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    /// Its price for a period.
    #[schemars(range(min = 0.0))]
    pub price: f64,
    /// The period.
    pub period: Duration,
    /// How long one may try it for nothing.
    pub trial: Option<Duration>,
}

/// A cause.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Value {
    /// Topics of what is written about it.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Share of an order that goes to it, 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub share: Option<f64>,
}

/// A partner.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// What is earned there.
    #[serde(default)]
    pub earn: Vec<EarningRule>,
    /// Rewards that can be had there.
    #[serde(default)]
    pub rewards: Vec<String>,
}

/// What points, a full card or a tier are good for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reward {
    /// Points it takes.
    #[schemars(range(min = 0.0))]
    pub points: Option<f64>,
    /// Only for members of this tier and those above.
    pub tier: Option<String>,
    /// What it costs the shop, in money.
    #[schemars(range(min = 0.0))]
    pub cost: Option<f64>,
    /// How many there are in all.
    pub stock: Option<u32>,
    /// At most so often in so long for one customer.
    pub cap: Option<Cap>,
    /// What the page renders.
    #[serde(default)]
    pub payload: Payload,
}

/// Friends bring friends.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Referral {
    /// Who gets something: the one who refers, or both.
    pub sides: Sides,
    /// What the one who refers gets.
    pub referrer: String,
    /// What the friend gets.
    pub friend: Option<String>,
    /// What a friend must do before it counts.
    pub qualify: Qualification,
}

/// Who gets something for a referral.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sides {
    /// The one who refers.
    One,
    /// Both.
    Two,
}

/// What makes a referral count, for instance three friends who each spend over 250.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Qualification {
    /// How many friends; 1 unless said.
    #[schemars(range(min = 1, max = 100))]
    pub friends: Option<u16>,
    /// What each must spend.
    #[schemars(range(min = 0.0))]
    pub spend: Option<f64>,
    /// How many orders each must place; 1 unless said.
    #[schemars(range(min = 1, max = 100))]
    pub orders: Option<u16>,
    /// Within how long after joining.
    pub within: Option<Duration>,
}
