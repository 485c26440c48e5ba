//! Lifecycle stage: a label, how far it is from the next one down, and what brought it.
//!
//! ```text
//! no purchase yet                                    after a purchase, rec days ago
//!   cart         something lies in the cart            lapsed          rec > far limit
//!   considering  one topic looked at 3 times in 14     at_risk         rec > limit
//!                days, or something on the wish list   first_purchase  one purchase day
//!   explorer     2 sessions or 3 products seen         won_back        a silence over the limit of then ended within `back` days
//!   new          else                                  champion        champion.days purchase days in champion.topics topics
//!                                                      loyal           loyal.days purchase days or more
//!                                                      repeat          else
//! ```
//!
//! `limit = near gap + quiet min(prior, 2.5 gap)` days, with the customer's own gap ([`Rhythm::gap`]) and the shop's: who buys weekly is
//! missed after three weeks, who buys once a year is not. Silence ends in a purchase only, and who comes back is `won_back` first: that
//! is the hysteresis, and why labels do not flap. The parameters are the program's (`models.stages`).

use super::rhythm::Rhythm;
use crate::host::{DAY, Time};
use crate::profile::Profile;
use crate::profile::purchases::Summary;
use crate::profile::recent::Event;
use crate::profile::tally::{Sum, Tally};
use crate::program::Program;
use crate::program::layout::Model;
use crate::signals::Kind;

/// Where a visitor stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Stage {
    #[default]
    New = 0,
    Explorer = 1,
    Considering = 2,
    Cart = 3,
    FirstPurchase = 4,
    Repeat = 5,
    Loyal = 6,
    AtRisk = 7,
    Lapsed = 8,
    Champion = 9,
    WonBack = 10,
}

impl Stage {
    /// Their names, at their number.
    pub const NAMES: [&'static str; 11] = [
        "new",
        "explorer",
        "considering",
        "cart",
        "first_purchase",
        "repeat",
        "loyal",
        "at_risk",
        "lapsed",
        "champion",
        "won_back",
    ];
}

/// What brought a visitor to a stage, by number; [`CHANGES`] has the codes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Change {
    #[default]
    Arrived = 0,
    Looked = 1,
    Considered = 2,
    Carted = 3,
    Ordered = 4,
    OrderedOften = 5,
    OrderedWidely = 6,
    WentQuiet = 7,
    CameBack = 8,
}

/// Codes of [`Change`], at their number.
pub const CHANGES: [&str; 9] = [
    "arrived",
    "looked",
    "considered",
    "carted",
    "ordered",
    "ordered_often",
    "ordered_widely",
    "went_quiet",
    "came_back",
];

/// A stage and how firm it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// The label.
    pub stage: Stage,
    /// What brought it.
    pub change: Change,
    /// Days of silence left until the next stage down; NaN where none is further down.
    pub margin: f64,
}

impl Default for Standing {
    fn default() -> Self {
        Self { stage: Stage::New, change: Change::Arrived, margin: f64::NAN }
    }
}

/// The shop's expected gap counts for at most so many of a customer's own: at 1 a habit of days would be missed within days, at 10 a
/// shop that sells once a year would not miss a weekly customer for months.
const QUIETEST: f64 = 2.5;
/// Look-back for considering, in seconds.
const CONSIDERING: u32 = 14 * DAY;

/// The stage at `now`.
#[must_use]
pub fn standing(
    profile: &Profile,
    tally: &Tally,
    bought: &Summary,
    rhythm: &Rhythm,
    program: &Program,
    now: Time,
) -> Standing {
    if bought.occasions == 0 {
        let (stage, change) = before_purchase(profile, tally, now);
        return Standing { stage, change, margin: f64::NAN };
    }
    let limit = limit(rhythm, program);
    let far = limit * program.model(Model::Far);
    let days = f64::from(bought.occasions);
    let is_wide = || {
        let topics = tally.topics.all().iter().filter(|t| t.bought > 0).count();
        topics as f64 >= program.model(Model::ChampionTopics)
    };
    let (stage, change, end) = match rhythm.rec {
        rec if rec > far => (Stage::Lapsed, Change::WentQuiet, f64::NAN),
        rec if rec > limit => (Stage::AtRisk, Change::WentQuiet, far),
        _ if bought.occasions == 1 => (Stage::FirstPurchase, Change::Ordered, limit),
        _ if rhythm.came_back(program.model(Model::Back), |gap| limit_of(gap, rhythm.prior, program)) => {
            (Stage::WonBack, Change::CameBack, limit)
        }
        _ if days >= program.model(Model::ChampionDays) && is_wide() => (Stage::Champion, Change::OrderedWidely, limit),
        _ if days >= program.model(Model::LoyalDays) => (Stage::Loyal, Change::OrderedOften, limit),
        _ => (Stage::Repeat, Change::Ordered, limit),
    };
    Standing { stage, change, margin: end - rhythm.rec }
}

/// Days of silence that are normal for this customer.
#[must_use]
pub fn limit(rhythm: &Rhythm, program: &Program) -> f64 {
    limit_of(rhythm.gap(), rhythm.prior, program)
}

fn limit_of(gap: f64, prior: f64, program: &Program) -> f64 {
    program.model(Model::Near) * gap + program.model(Model::Quiet) * prior.min(QUIETEST * gap)
}

fn before_purchase(profile: &Profile, tally: &Tally, now: Time) -> (Stage, Change) {
    if profile.cart.at(now).items > 0 {
        return (Stage::Cart, Change::Carted);
    }
    let is_late = |e: &Event| now.since(e.time) < CONSIDERING;
    let looks = profile.recent.of(Kind::ViewItem);
    let looks_at = |topic: u32| looks.iter().fold(0u32, |n, e| n.wrapping_add((e.topic == topic && is_late(e)).into()));
    let is_considered = looks.iter().any(|e| e.topic != 0 && looks_at(e.topic) >= 3);
    if is_considered || profile.recent.of(Kind::AddToWishlist).last().is_some_and(is_late) {
        (Stage::Considering, Change::Considered)
    } else if tally.of(Sum::Sessions) >= 2 || tally.events.of(Kind::ViewItem) >= 3 {
        (Stage::Explorer, Change::Looked)
    } else {
        (Stage::New, Change::Arrived)
    }
}
