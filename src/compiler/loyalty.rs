//! What the loyalty program promises, as numbers: rewards for points, tiers, what earns points.

use super::names::{Names, known_event};
use super::node::Node;
use super::source::{self, Duration};
use crate::program::{Earning, Measure, Tier};

/// The numbers of a loyalty program.
#[derive(Default)]
pub struct Loyalty {
    /// Points that rewards take, ascending.
    pub rewards: Vec<f64>,
    /// Tiers, the lowest first.
    pub tiers: Vec<Tier>,
    /// What earns points.
    pub earnings: Vec<Earning>,
}

/// A year, in seconds: the window of a tier that names none.
const YEAR: u32 = 31_536_000;

/// Reads a checked program's.
#[must_use]
pub fn loyalty(program: &source::Program, names: &Names) -> Loyalty {
    let mut found = Loyalty::default();
    for (_, reward) in Node::new(&program.rewards, "").entries("") {
        let Some(points) = reward.number_of("points") else { continue };
        let place = found.rewards.partition_point(|other| *other <= points);
        found.rewards.insert(place, points);
    }
    let root = Node::new(&program.loyalty, "");
    for tier in root.items("tiers") {
        let measure = match tier.text_of("measure") {
            "points" => Measure::Points,
            "orders" => Measure::Orders,
            _ => Measure::Spend,
        };
        let within = Duration(tier.text_of("within").to_owned()).seconds().unwrap_or(YEAR);
        found.tiers.push(Tier { from: tier.number_of("from").unwrap_or(0.0), measure, within });
    }
    for rule in root.get("points").map_or_else(Vec::new, |points| points.items("earn")) {
        let name = rule.text_of("event");
        let own = program.events.get(name).map_or(name, String::as_str);
        let Some(event) = known_event(own, "", &mut Vec::new()) else { continue };
        let number = |name: &str| rule.number_of(name).unwrap_or(0.0);
        found.earnings.push(Earning {
            event,
            topic: rule.get("topic").and_then(|topic| names.topic(topic.text())),
            points: number("points"),
            per_unit: number("per_unit"),
        });
    }
    found
}
