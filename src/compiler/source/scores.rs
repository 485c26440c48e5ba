//! Parameters of single scores. Only drawn: see [`super`].
#![allow(dead_code)]

use super::Duration;
use schemars::JsonSchema;
use serde::Deserialize;

/// When silence is a risk, and who is loyal.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StageRule {
    /// How long it takes from one order to the next, as far as is known of a stranger: a customer's own rhythm soon counts for more.
    /// What the purchase process says unless said, alpha / r.
    pub gap: Option<Duration>,
    /// Silence of so many of a customer's own gaps is normal; 0.75 unless said.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub near: Option<f64>,
    /// And so many of the shop's expected gaps on top of that; 0.857 unless said.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub quiet: Option<f64>,
    /// Silence of so many times what is normal is a departure; 2 unless said.
    #[schemars(range(min = 1.0, max = 10.0))]
    pub far: Option<f64>,
    /// How long somebody who came back counts as won back; one and a half expected gaps unless said.
    pub back: Option<Duration>,
    /// Days with an order that make a customer loyal; 5 unless said, 30 for a grocer.
    #[schemars(range(min = 2, max = 1000))]
    pub loyal: Option<f64>,
    /// Days with an order that make a champion; 10 unless said, 40 for a grocer.
    #[schemars(range(min = 2, max = 1000))]
    pub champion: Option<f64>,
    /// And in how many topics she bought; 3 unless said.
    #[schemars(range(min = 0, max = 128))]
    pub breadth: Option<f64>,
}

/// What orders are worth: Gamma-Gamma.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spend {
    /// Shape of one day's spend.
    pub p: f64,
    /// Shape of the differences between customers.
    pub q: f64,
    /// Scale of these differences, in money.
    pub v: f64,
}

/// How far and how dearly a customer's lifetime value counts.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Worth {
    /// How many weeks it looks ahead; 52 unless said.
    #[schemars(range(min = 1, max = 520))]
    pub weeks: Option<f64>,
    /// What money loses in a year, 0 to 1; 0.1 unless said.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub discount: Option<f64>,
    /// Part of the price that is earned, 0 to 1; 1 unless said.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub margin: Option<f64>,
}

/// Weights of the time until a topic is bought again: Burr's distribution. Each begins with its intercept; the features are
/// those of "again", shape and tail have the first four.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Replenish {
    /// Of the logarithm of the scale, in days.
    pub scale: Vec<f64>,
    /// Of the logarithm of the shape.
    pub shape: Vec<f64>,
    /// Of the logarithm of the tail.
    pub tail: Vec<f64>,
}

/// What is known of a topic, of all customers.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TopicModel {
    /// Shape of the purchase rate (Gamma).
    #[schemars(range(min = 0.001, max = 400))]
    pub shape: Option<f64>,
    /// Its rate, in days.
    #[schemars(range(min = 0.05, max = 8000))]
    pub rate: Option<f64>,
    /// Share of buyers that came back, 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub repeats: Option<f64>,
    /// Share of customers that bought it, 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub buyers: Option<f64>,
    /// Share of an average visitor's interest, 0 to 1; an equal part unless said.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub share: Option<f64>,
}
