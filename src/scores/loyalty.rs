//! Loyalty position: how far to the next reward and tier, what runs out, what friends brought.
//!
//! Points are what events told; `pending` is what the earning rules give for what came after the last points were told, a local
//! estimate until the shop's books say it.

use crate::host::{DAY, Time};
use crate::profile::Profile;
use crate::profile::purchases::Summary;
use crate::profile::tally::{Sum, Tally};
use crate::program::layout::Model;
use crate::program::{Measure, Program};
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

/// The position now; `points` is the points, of events or of claims.
#[must_use]
pub fn position(
    profile: &Profile,
    tally: &Tally,
    bought: &Summary,
    program: &Program,
    points: f64,
    now: Time,
) -> Position {
    let (reward_distance, reward_progress, ready) = rung(program.rewards(), |_| points);
    let amount = |t: &crate::program::Tier| match t.measure {
        Measure::Spend => spent_within(profile, bought, t.within, now),
        Measure::Points => tally.of(Sum::Earned) as f64,
        Measure::Orders => orders_within(profile, bought, t.within, now),
    };
    // Tiers differ in measure, so each is asked for its own amount.
    let (tier_distance, tier_progress, _) = rung_of(program.tiers().map(|t| (t.from, amount(&t))));
    let earned = profile.loyalty.last_day(Kind::PointsEarned);
    let expire = program.model(Model::Expire);
    let expire_in = if expire > 0.0 && earned > 0 && points > 0.0 {
        f64::from(earned) + expire / f64::from(DAY) - f64::from(now.day())
    } else {
        f64::NAN
    };
    let friends = program.model(Model::Friends);
    let joined = profile.loyalty.last_day(Kind::SignUp);
    let is_member =
        profile.is_known() || joined > 0 || profile.loyalty.tier.time != Time(0) || tally.of(Sum::Earned) > 0;
    let member = if !is_member {
        Member::None
    } else if joined > 0 && now.day().saturating_sub(joined) < NEW {
        Member::New
    } else if expire_in <= SOON {
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

/// Of rungs, ascending: what is lacking to the next, which part of the way from the last one is done, and how many are reached. NaN
/// where there is no next.
fn rung(rungs: impl Iterator<Item = f64>, amount: impl Fn(f64) -> f64) -> (f64, f64, f64) {
    rung_of(rungs.map(|rung| (rung, amount(rung))))
}

fn rung_of(rungs: impl Iterator<Item = (f64, f64)>) -> (f64, f64, f64) {
    let (mut below, mut reached) = (0.0, 0.0);
    for (rung, amount) in rungs {
        if amount < rung {
            let progress = if rung > below { ((amount - below) / (rung - below)).max(0.0) } else { 0.0 };
            return (rung - amount, progress, reached);
        }
        (below, reached) = (rung, reached + 1.0);
    }
    (f64::NAN, f64::NAN, reached)
}

/// Money spent within so many seconds: exact for the remembered transactions, all of it where the window is longer.
fn spent_within(profile: &Profile, bought: &Summary, within: u32, now: Time) -> f64 {
    let from = now.0.saturating_sub(within) / DAY;
    if within == 0 || bought.first_day >= from {
        return bought.spend as f64 / 100.0;
    }
    let of = profile.purchases.recent.iter().filter(|t| t.marks.counts() && t.day >= from);
    of.fold(0i64, |sum, t| sum.wrapping_add(t.value).wrapping_sub(t.refunded)) as f64 / 100.0
}

fn orders_within(profile: &Profile, bought: &Summary, within: u32, now: Time) -> f64 {
    let from = now.0.saturating_sub(within) / DAY;
    if within == 0 || bought.first_day >= from {
        return bought.orders.into();
    }
    profile.purchases.recent.iter().filter(|t| t.marks.counts() && t.day >= from).count() as f64
}

/// What the earning rules give for what came after a day.
fn pending(profile: &Profile, program: &Program, after: u32) -> f64 {
    let mut sum = 0.0;
    for rule in program.earnings() {
        let Some(kind) = Kind::from_number(rule.event) else { continue };
        let is_about = |topic: u32| rule.topic.is_none_or(|of| program.is_within(topic, of));
        let mut last = Time(0);
        for e in profile.recent.of(kind).iter().filter(|e| e.time.day() > after && is_about(e.topic)) {
            // An order of several topics is one.
            sum += if e.time == last { 0.0 } else { rule.points };
            last = e.time;
        }
        if kind == Kind::Purchase && rule.topic.is_none() {
            let orders = profile.purchases.recent.iter().filter(|t| t.marks.counts() && t.day > after);
            sum += orders.fold(0.0, |s, t| s + t.value.wrapping_sub(t.refunded) as f64 / 100.0) * rule.per_unit;
        }
    }
    sum
}
