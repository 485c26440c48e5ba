//! What is asked, in what order, to what end, and how much is enough. Only drawn: see [`super`].
#![allow(dead_code)]

use super::{Cap, Condition, Date, Duration};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Something the shop asks of a customer.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The event after which it is the time to ask; any time unless said.
    pub after: Option<String>,
    /// How long to wait after that.
    pub wait: Option<Duration>,
    /// Whom to ask; everybody unless said.
    #[serde(default)]
    pub when: Condition,
    /// At most so often in so long.
    pub cap: Option<Cap>,
    /// The event that answers it; it is not asked again then.
    pub answer: Option<String>,
    /// Campaigns that ask it.
    pub campaigns: Vec<String>,
}

/// Campaigns that follow one another.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sequence {
    /// What begins it.
    pub start: Start,
    /// Its steps, in order.
    pub steps: Vec<Step>,
    /// The condition that ends it early.
    #[serde(default)]
    pub stop: Condition,
}

/// What begins a sequence.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// An event: "sign_up", "purchase".
    pub event: String,
    /// Only about this topic and what lies below it.
    pub topic: Option<String>,
}

/// A step of a sequence.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The campaign.
    pub campaign: String,
    /// How long after the start; at once unless said.
    pub after: Option<Duration>,
}

/// What the shop wants to move.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// What.
    pub metric: Metric,
    /// Whose: a named audience; everybody's unless said.
    pub audience: Option<String>,
    /// To how much.
    pub target: f64,
    /// By when.
    pub by: Option<Date>,
    /// With what budget.
    pub budget: Option<String>,
}

/// What can be moved.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Share of customers who come back within 28 days.
    Return28,
    /// Orders a customer.
    Orders,
    /// Spend a customer.
    Spend,
    /// Share of visitors who become members.
    Members,
    /// Share of customers who refer somebody.
    Referrals,
    /// Share of customers who review something.
    Reviews,
}

/// Money for incentives.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// How much.
    #[schemars(range(min = 0.0))]
    pub amount: f64,
    /// The first day it is for.
    pub from: Option<Date>,
    /// The last day it is for.
    pub until: Option<Date>,
}

/// How much is enough for one visitor.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// All campaigns together: at most so often in so long.
    pub pressure: Option<Cap>,
    /// The same for campaigns of one kind.
    #[serde(default)]
    pub kinds: BTreeMap<String, Cap>,
    /// Groups of campaigns, by name.
    #[serde(default)]
    pub groups: BTreeMap<String, Group>,
    /// Incentives: what may be spent on one customer.
    pub incentive: Option<Incentive>,
    /// Share of an order that must be left after costs and discount, 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub margin: Option<f64>,
    /// How many discounts one cart takes; 1 unless said.
    #[schemars(range(min = 0, max = 10))]
    pub stack: Option<u16>,
}

/// A group of campaigns.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// All of it together: at most so often in so long.
    pub cap: Option<Cap>,
    /// How long all of it rests after one was shown.
    pub cooldown: Option<Duration>,
    /// True if only one of it stands on a page.
    #[serde(default)]
    pub exclusive: bool,
}

/// What may be spent on one customer.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Incentive {
    /// At most this share of what the customer is expected to bring, 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub share: f64,
    /// What winning a new customer may cost.
    #[schemars(range(min = 0.0))]
    pub acquisition: Option<f64>,
    /// In so long; a year unless said.
    pub within: Option<Duration>,
}

/// Visitors who see none of it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Holdout {
    /// Their share of all, 0 to 0.5.
    #[schemars(range(min = 0.0, max = 0.5))]
    pub share: f64,
    /// Change it to draw anew.
    #[serde(default)]
    pub salt: String,
}
