//! Candidates for slots.

use super::{Cap, Condition, Date, Duration};
use serde_json::Value;

/// A candidate for slots.
#[derive(Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(deny_unknown_fields))]
pub struct Campaign {
    /// Its place in the file; the compiler fills it in.
    #[cfg_attr(feature = "schema", serde(rename = "$place", default))]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub place: usize,
    /// Its name for machines; no two campaigns have the same.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 255)))]
    pub id: String,
    /// The slots where it may stand; it stands once on a page.
    pub slots: Vec<String>,
    /// What it is: content, an offer, a reward, an ask, or proof by what others say. Content unless said.
    #[cfg_attr(feature = "schema", serde(default))]
    pub kind: Kind,
    /// What it does for the visitor, from what costs nothing to what costs most. Content unless said.
    #[cfg_attr(feature = "schema", serde(default))]
    pub act: Act,
    /// What it is about.
    #[cfg_attr(feature = "schema", serde(default))]
    pub topics: Vec<String>,
    /// Whom it is for; everybody unless said.
    #[cfg_attr(feature = "schema", serde(default))]
    pub when: Condition,
    /// A named audience that it is for, besides what "when" says.
    pub audience: Option<String>,
    /// Seasons in which it stands; all unless said.
    #[cfg_attr(feature = "schema", serde(default))]
    pub seasons: Vec<String>,
    /// The first day it stands.
    pub from: Option<Date>,
    /// The last day it stands.
    pub until: Option<Date>,
    /// At most so often in so long, such as "3/14d".
    pub cap: Option<Cap>,
    /// How long it rests after it was shown, such as "2d".
    pub cooldown: Option<Duration>,
    /// A group of campaigns with limits of their own; see "limits".
    pub group: Option<String>,
    /// What showing it is worth, before interests; 1 unless said.
    pub value: Option<f64>,
    /// What it costs when it is taken: a percentage of the order, an amount of money, or points.
    #[cfg_attr(feature = "schema", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Cost>"))]
    pub cost: Value,
    /// The budget that its cost is taken from.
    pub budget: Option<String>,
    /// The goal it serves.
    pub goal: Option<String>,
    /// The share of its visitors who do not see it, so that its effect can be measured: 0.1 is a tenth.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.0, max = 0.5)))]
    pub holdout: Option<f64>,
    /// The reward it tells of.
    pub reward: Option<String>,
    /// "keep": stands although the visitor just bought what it is about.
    pub owned: Option<OwnedRule>,
    /// False while what it is about is sold out, or the context attribute that says so: "context.shoes_in_stock".
    pub stock: Option<Stock>,
    /// Versions of it, of which a visitor sees one.
    #[cfg_attr(feature = "schema", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Variant>"))]
    pub variants: Value,
    /// What the page renders, or where that is to be had: { "$href": "hero.json", "sha256": "…" }. Anything; the page gets it
    /// as it is.
    #[cfg_attr(feature = "schema", serde(default))]
    pub payload: Value,
}

/// What happens to a campaign about something just bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(rename_all = "lowercase"))]
pub enum OwnedRule {
    /// It rests until that is worn out; the default for content and offers.
    Rest,
    /// It stands.
    Keep,
}

/// Whether it can be had.
#[derive(Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(untagged))]
pub enum Stock {
    /// It can, or not.
    Known(bool),
    /// A context attribute says so.
    Told(String),
}

/// Kinds of campaigns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(rename_all = "lowercase"))]
pub enum Kind {
    /// Something to read, see or do.
    #[default]
    Content,
    /// Something to buy.
    Offer,
    /// Something earned.
    Reward,
    /// A question, or a favour asked.
    Ask,
    /// What others say.
    Proof,
}

/// What a campaign does for the visitor, the cheapest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(rename_all = "lowercase"))]
pub enum Act {
    /// It informs or inspires.
    #[default]
    Content,
    /// A service: advice, a fitting, free delivery.
    Service,
    /// Points.
    Points,
    /// A gift.
    Gift,
    /// Money off.
    Discount,
}

/// What a campaign costs when it is taken; one of these.
#[cfg(feature = "schema")]
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[allow(dead_code)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// Percent of the order.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub percent: Option<f64>,
    /// Money.
    #[schemars(range(min = 0.0))]
    pub amount: Option<f64>,
    /// Points.
    #[schemars(range(min = 0.0))]
    pub points: Option<f64>,
    /// At most so much money, whatever the percentage comes to.
    #[schemars(range(min = 0.0))]
    pub most: Option<f64>,
}

/// One version of a campaign.
#[cfg(feature = "schema")]
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[allow(dead_code)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Its name.
    #[schemars(length(min = 1, max = 64))]
    pub id: String,
    /// Its share of the visitors, in relation to the others' weights; 1 unless said.
    #[schemars(range(min = 0.0))]
    pub weight: Option<f64>,
    /// Whom it is for: a language, a device, a stage. Everybody unless said.
    #[serde(default)]
    pub when: Condition,
    /// What the page renders in place of the campaign's.
    #[serde(default)]
    pub payload: Value,
}
