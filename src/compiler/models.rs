//! Parameters of what is inferred, with their defaults.

use super::problem::{Problem, written};
use super::source;
use crate::program::layout::Model;

/// Fitted on CDNOW (2,357 customers of a music shop, first 39 weeks), in weeks: a start for shops that have no figures
/// of their own yet.
const DEFAULT_PURCHASE: source::Purchase = source::Purchase {
    model: source::PurchaseModel::MbgNbd,
    unit: source::Unit::Week,
    r: 0.5248,
    alpha: 6.183,
    a: 0.8914,
    b: 1.614,
};

/// Checks the models' parameters and puts them in the order of [`Model`].
pub fn models(models: &source::Models, problems: &mut Vec<Problem>) -> [f64; Model::COUNT] {
    let purchase = models.purchase.as_ref().unwrap_or(&DEFAULT_PURCHASE);
    let days = match purchase.unit {
        source::Unit::Day => 1.0,
        source::Unit::Week => 7.0,
    };
    let interest = models.interest.as_ref();
    let half_life =
        |of: Option<&source::Duration>, default: f64| of.and_then(source::Duration::seconds).map_or(default, f64::from);
    let long = half_life(interest.and_then(|i| i.long.as_ref()), 5_184_000.0);
    let short = half_life(interest.and_then(|i| i.short.as_ref()), 259_200.0);
    let kind = match purchase.model {
        source::PurchaseModel::BgNbd => 0.0,
        source::PurchaseModel::MbgNbd => 1.0,
    };
    let weight = interest.and_then(|i| i.weight).unwrap_or(4.0);
    let numbers = [kind, purchase.r, purchase.alpha * days, purchase.a, purchase.b, long, short, weight];
    let paths = [
        "purchase.model",
        "purchase.r",
        "purchase.alpha",
        "purchase.a",
        "purchase.b",
        "interest.long",
        "interest.short",
        "interest.weight",
    ];
    for ((which, value), path) in Model::ALL.iter().zip(numbers).zip(paths) {
        if !which.allows(value) {
            let (least, most) = which.bounds();
            let unit = match which {
                Model::Alpha => " days",
                Model::LongHalfLife | Model::ShortHalfLife => " seconds",
                _ => "",
            };
            let message = format!("must be {} to {}{unit}, is {}", written(least), written(most), written(value));
            problems.push(Problem::new("out_of_range", format!("models.{path}"), message));
        }
    }
    numbers
}
