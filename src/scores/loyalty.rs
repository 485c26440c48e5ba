//! Loyalty position: how far to the next reward and tier, what runs out, what friends brought.
//!
//! Points are what events told; `pending` is what the earning rules give for what came after the last points were told, a local
//! estimate until the shop's books say it.

use crate::host::{DAY, Time};
use crate::profile::Profile;
use crate::profile::purchases::{Summary, Transaction};
use crate::profile::tally::{Sum, Tally};
use crate::program::layout::Model;
use crate::program::{Measure, Program, Tier};
use crate::signals::Kind;

/// Where a member stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Member {
    #[default]
    None = 0,
    New = 1,
    NearReward = 2,
    Expiring = 3,
    Member = 4,
}

impl Member {
    /// Their names, at their number.
    pub const NAMES: [&'static str; 5] = ["none", "new", "near_reward", "expiring", "member"];
}

/// Days that a member is new.
const NEW: u32 = 30;
/// Progress from which a reward is near: effort grows as the goal nears (Kivetz, Urminsky & Zheng, "The Goal-Gradient Hypothesis
/// Resurrected", Journal of Marketing Research 43(1), 2006).
const NEAR: f64 = 0.8;
/// Days in which what runs out is said to be running out.
const SOON: f64 = 30.0;

/// A member's position. What the program has no rule for is NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// Points, the pending ones not counted.
    pub points: f64,
    /// Points that are due by the earning rules and were not told yet.
    pub pending: f64,
    /// Rewards that the points are enough for.
    pub ready: f64,
    /// Points to the next reward.
    pub reward_distance: f64,
    /// Part of the way from the last reward to the next, 0 to 1.
    pub reward_progress: f64,
    /// What is lacking to the next tier, in its measure.
    pub tier_distance: f64,
    /// Part of the way to it, 0 to 1.
    pub tier_progress: f64,
    /// Days until the points run out.
    pub expire_in: f64,
    /// Part of the friends that a referral takes, 0 to 1.
    pub referral: f64,
    /// Where a member stands.
    pub member: Member,
}

/// Points earned less points spent, as far as events told.
#[must_use]
pub fn told(tally: &Tally) -> f64 {
    tally.of(Sum::Earned).saturating_sub(tally.of(Sum::Redeemed)).max(0) as f64
}

/// The position now; `points` are those of events or of claims.
#[must_use]
pub fn position(
    profile: &Profile,
    tally: &Tally,
    bought: &Summary,
    program: &Program,
    points: f64,
    now: Time,
) -> Position {
    let amount = |t: &Tier| match t.measure {
        Measure::Spend => within(profile, bought, t.within, now, bought.spend as f64 / 100.0, worth),
        Measure::Points => tally.of(Sum::Earned) as f64,
        Measure::Orders => within(profile, bought, t.within, now, bought.orders.into(), |_| 1.0),
    };
    // Tiers may differ in measure, so each is asked for its own amount.
    let (tier_distance, tier_progress, _) = rung(program.tiers().map(|t| (t.from, amount(&t), t.measure as u8)));
    let earned = profile.loyalty.last_day(Kind::PointsEarned);
    let expire = program.model(Model::Expire);
    let expire_in = if expire > 0.0 && earned > 0 && points > 0.0 {
        f64::from(earned) + expire / f64::from(DAY) - f64::from(now.day())
    } else {
        f64::NAN
    };
    // What has run out buys nothing; what the shop's books say has not run out.
    let good = if expire_in < 0.0 && points <= told(tally) { 0.0 } else { points };
    let (reward_distance, reward_progress, ready) = rung(program.rewards().map(|cost| (cost, good, 0)));
    let friends = program.model(Model::Friends);
    let joined = profile.loyalty.last_day(Kind::SignUp);
    let is_member =
        profile.is_known() || joined > 0 || profile.loyalty.tier.time != Time(0) || tally.of(Sum::Earned) > 0;
    let member = if !is_member {
        Member::None
    } else if joined > 0 && now.day().saturating_sub(joined) < NEW {
        Member::New
    } else if (0.0..=SOON).contains(&expire_in) {
        Member::Expiring
    } else if reward_progress >= NEAR {
        Member::NearReward
    } else {
        Member::Member
    };
    Position {
        points,
        pending: pending(profile, program, earned),
        ready,
        reward_distance,
        reward_progress,
        tier_distance,
        tier_progress,
        expire_in,
        referral: if friends > 0.0 {
            (f64::from(tally.events.of(Kind::ReferralQualified)) / friends).min(1.0)
        } else {
            f64::NAN
        },
        member,
    }
}

/// Of rungs, ascending, each with the amount that is measured against it and the kind of that: what is lacking to the next, which
/// part of the way from the last one of its kind is done, and how many are reached. NaN where there is no next.
fn rung(rungs: impl Iterator<Item = (f64, f64, u8)>) -> (f64, f64, f64) {
    let (mut below, mut reached) = ((0.0, 0), 0.0);
    for (rung, amount, kind) in rungs {
        let from = if below.1 == kind { below.0 } else { 0.0 };
        if amount < rung {
            let progress = if rung > from { ((amount - from) / (rung - from)).max(0.0) } else { 0.0 };
            return (rung - amount, progress, reached);
        }
        (below, reached) = ((rung, kind), reached + 1.0);
    }
    (f64::NAN, f64::NAN, reached)
}

/// What an order is worth, in money.
fn worth(t: &Transaction) -> f64 {
    t.value.wrapping_sub(t.refunded) as f64 / 100.0
}

/// Of what was ever bought, `all`, how much came within so many seconds, with what each transaction adds. Exact as far as the remembered
/// transactions reach; beyond that at least the window's part of the whole time.
fn within(
    profile: &Profile,
    bought: &Summary,
    window: u32,
    now: Time,
    all: f64,
    of: impl Fn(&Transaction) -> f64,
) -> f64 {
    let from = now.0.saturating_sub(window) / DAY;
    if window == 0 || bought.first_day >= from {
        return all;
    }
    let live = || profile.purchases.recent.iter().filter(|t| t.marks.counts());
    let known = live().filter(|t| t.day >= from).fold(0.0, |sum, t| sum + of(t));
    let reaches = live().next().is_none_or(|oldest| oldest.day <= from);
    let age = now.day().saturating_sub(bought.first_day).max(1);
    if reaches { known } else { known.max(all * f64::from(window / DAY) / f64::from(age)) }
}

/// What the earning rules give for what came on days after one. Orders that stand are counted by the remembered transactions.
fn pending(profile: &Profile, program: &Program, after: u32) -> f64 {
    let mut sum = 0.0;
    for rule in program.earnings() {
        let Some(kind) = Kind::from_number(rule.event) else { continue };
        if kind == Kind::Purchase && rule.topic.is_none() {
            let orders = profile.purchases.recent.iter().filter(|t| t.marks.counts() && t.day > after);
            sum += orders.fold(0.0, |s, t| s + rule.points + worth(t) * rule.per_unit);
            continue;
        }
        let is_about = |topic: u32| rule.topic.is_none_or(|of| program.is_within(topic, of));
        let mut last = Time(0);
        for e in profile.recent.of(kind).iter().filter(|e| e.time.day() > after && is_about(e.topic)) {
            // An order of several topics is one.
            sum += if kind == Kind::Purchase && e.time == last { 0.0 } else { rule.points };
            last = e.time;
        }
    }
    sum
}
