//! Parameters of what is inferred.

use super::Duration;

/// Parameters of what is inferred.
#[derive(Debug, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema, serde::Deserialize))]
#[cfg_attr(feature = "schema", serde(deny_unknown_fields))]
pub struct Models {
    /// How customers buy and leave.
    pub purchase: Option<Purchase>,
    /// How interests fade and what they weigh.
    pub interest: Option<Interest>,
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
