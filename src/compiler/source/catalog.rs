//! Products. Only drawn: see [`super`].
#![allow(dead_code)]

use schemars::JsonSchema;
use serde::Deserialize;

/// A product.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// What it is about.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Products that it fits, by item_id: capsules fit a machine.
    #[serde(default)]
    pub fits: Vec<String>,
    /// Its price.
    #[schemars(range(min = 0.0))]
    pub price: Option<f64>,
    /// Share of the price that is left after what it costs, 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub margin: Option<f64>,
    /// False while it is sold out.
    pub stock: Option<bool>,
}
