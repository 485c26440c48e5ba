//! Parameters of what is inferred.

use super::Duration;
use serde_json::Value;

/// Parameters of what is inferred. All may be left out: then those of the trade hold.
#[derive(Debug, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(deny_unknown_fields))]
pub struct Models {
    /// Whose shipped parameters are a start for this shop; "general" unless said.
    #[cfg_attr(feature = "schema", serde(default))]
    pub trade: Trade,
    /// How customers buy and leave.
    pub purchase: Option<Purchase>,
    /// How interests fade and what they weigh.
    pub interest: Option<Interest>,
    /// When silence is a risk, and who is loyal.
    #[cfg_attr(feature = "schema", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "Option<super::scores::StageRule>"))]
    pub stages: Value,
    /// What orders are worth: Gamma-Gamma (Fader & Hardie 2013).
    #[cfg_attr(feature = "schema", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "Option<super::scores::Spend>"))]
    pub spend: Value,
    /// How far and how dearly a customer's lifetime value counts.
    #[cfg_attr(feature = "schema", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "Option<super::scores::Worth>"))]
    pub worth: Value,
    /// Weights of buying within 28 days: the intercept, then pace28, pace56, week, interest, irregular, longest, overdue,
    /// overdue_all.
    #[cfg_attr(feature = "schema", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<f64>"))]
    pub return28: Value,
    /// Weights of buying a topic again within 28 days: the intercept, then overdue, days, pace28, basket, gap, rhythm, rate, repeats,
    /// buyers, interest, share, occasions, trips, trips_due.
    #[cfg_attr(feature = "schema", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<f64>"))]
    pub again: Value,
    /// Weights of the time until a topic is bought again.
    #[cfg_attr(feature = "schema", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "Option<super::scores::Replenish>"))]
    pub replenish: Value,
    /// Weights of buying in this session: the intercept, then views, topics, focus, carts, checkout, searches, minutes, returning,
    /// customer, cart.
    #[cfg_attr(feature = "schema", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<f64>"))]
    pub intent: Value,
    /// What is known of single topics, by path.
    #[cfg_attr(feature = "schema", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, super::scores::TopicModel>"))]
    pub topics: Value,
}

/// Trades that parameters are shipped for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(rename_all = "lowercase"))]
pub enum Trade {
    /// Bought once in a while. Fitted on CDNOW: 2,357 customers of a music shop, 1997.
    #[default]
    General,
    /// Bought every week. Fitted on Complete Journey: 2,469 households of a grocer, 2017.
    Grocery,
}

/// A purchase process with its parameters, as fitted on the shop's own orders.
#[derive(Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(deny_unknown_fields))]
pub struct Purchase {
    /// Which one.
    pub model: PurchaseModel,
    /// The unit of time that alpha is in.
    pub unit: Unit,
    /// Shape of the purchase rate.
    pub r: f64,
    /// Rate parameter of the purchase rate.
    pub alpha: f64,
    /// First Beta parameter of leaving.
    pub a: f64,
    /// Second Beta parameter of leaving.
    pub b: f64,
}

/// Purchase processes.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(rename_all = "snake_case"))]
pub enum PurchaseModel {
    /// BG/NBD: Fader, Hardie & Lee 2005.
    BgNbd,
    /// MBG/NBD: Batislam, Denizel & Filiztekin 2007.
    MbgNbd,
}

/// Units of time.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(rename_all = "lowercase"))]
pub enum Unit {
    /// Days.
    Day,
    /// Weeks.
    Week,
}

/// How interests fade and what they weigh.
#[derive(Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(deny_unknown_fields))]
pub struct Interest {
    /// In how long a lasting interest is half of what it was; "60d" unless said.
    pub long: Option<Duration>,
    /// In how long a present interest is; "3d" unless said.
    pub short: Option<Duration>,
    /// What a full interest adds to a campaign's value, in multiples of it; 4 unless said.
    pub weight: Option<f64>,
}
