//! Intent: the probability that this session ends in a purchase, from what it has shown so far. A logistic regression (after
//! Sakar, Polat, Katircioglu & Kastro, "Real-time prediction of online shoppers' purchasing intention", Neural Computing and
//! Applications 31, 2019), with weights of the program or the shipped ones.

use super::linear::{logistic, sum};
use crate::host::Time;
use crate::profile::Profile;
use crate::profile::recent::Event;
use crate::profile::tally::{Sum, Tally};
use crate::program::Program;
use crate::program::layout::Block;
use crate::signals::Kind;

/// What moves it. All counts are of the session at hand: what came after the last event of the session before.
pub const FEATURES: [&str; 10] =
    ["views", "topics", "focus", "carts", "checkout", "searches", "minutes", "returning", "customer", "cart"];

/// The features:
///
/// | feature | formula |
/// |---|---|
/// | views, carts, searches | ln(1 + how many) |
/// | topics | ln(1 + topics looked at) |
/// | focus | share of the looks at the topic looked at most |
/// | checkout | 1 if check-out was begun |
/// | minutes | ln(1 + minutes since the session's first remembered event) |
/// | returning | 1 if it is not the first session |
/// | customer | 1 after an order |
/// | cart | 1 if something lies in the cart |
#[must_use]
pub fn features(profile: &Profile, tally: &Tally, occasions: u32, now: Time) -> [f64; FEATURES.len()] {
    let since = profile.visits.before;
    let is_now = |e: &&Event| e.time > since;
    let count = |kind| profile.recent.of(kind).iter().filter(is_now).count();
    let looks = profile.recent.of(Kind::ViewItem);
    let at = |topic: u32| looks.iter().filter(is_now).filter(|e| e.topic == topic).count();
    let (mut topics, mut most) = (0u32, 0);
    for (i, e) in looks.iter().enumerate() {
        let is_first = e.time > since && !looks.iter().take(i).any(|o| o.topic == e.topic && o.time > since);
        if is_first {
            topics = topics.saturating_add(1);
            most = most.max(at(e.topic));
        }
    }
    let first = profile.recent.events.iter().filter(is_now).map(|e| e.time).min().unwrap_or(now);
    let ln = |n: f64| crate::math::elementary::log1p(n);
    let flag = |is: bool| f64::from(u8::from(is));
    let views = count(Kind::ViewItem);
    [
        ln(views as f64),
        ln(topics.into()),
        if views == 0 { 0.0 } else { most as f64 / views as f64 },
        ln(count(Kind::AddToCart) as f64),
        flag(count(Kind::BeginCheckout) > 0),
        ln(count(Kind::Search) as f64),
        ln(f64::from(now.since(first)) / 60.0),
        flag(tally.of(Sum::Sessions) > 1),
        flag(occasions > 0),
        flag(profile.cart.at(now).items > 0),
    ]
}

/// The probability, 0 to 1; NaN where the program carries no weights.
#[must_use]
pub fn intent(program: &Program, features: &[f64; FEATURES.len()]) -> f64 {
    if program.has(Block::Intent) { logistic(sum(program, Block::Intent, features)) } else { f64::NAN }
}
