//! Facts: everything a condition may ask, answered once per visitor and moment; each distinct predicate is evaluated
//! once, whatever the number of campaigns.

use crate::host::{DAY, Time};
use crate::profile::Profile;
use crate::profile::history::Past;
use crate::profile::loyalty::Told;
use crate::profile::tally::Sum;
use crate::program::layout::{Model, Part};
use crate::program::{Attribute, Campaign, Place, Program};
use crate::scores::{Forecast, Inferred, Scores};
use crate::signals::Kind;
use crate::signals::context::Context;
use alloc::vec::Vec;

/// Answers for one visitor, program and moment. Kept and refreshed, so that after the first time nothing is allocated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// What was inferred.
    pub scores: Scores,
    attributes: Vec<f64>,
    predicates: Vec<u64>,
}

impl Facts {
    /// Infers and answers all that the program asks for.
    pub fn refresh(&mut self, profile: &Profile, program: &Program, context: &Context, now: Time) {
        let tally = profile.replicas.tally();
        self.scores.refresh(profile, &tally, program, now);
        // The shop's books know better.
        let claimed =
            (program.model(Model::Claimed) as u16).checked_sub(1).map_or(f64::NAN, |index| context.value(index));
        if !claimed.is_nan() {
            self.scores.points = claimed;
        }
        let now = profile.now(now);
        let past = Past { profile, tally: &tally, program, now };
        let inferred = Inferred::new(profile, &tally, program, &self.scores, now);
        self.attributes.clear();
        for i in 0..program.attribute_count() {
            let attribute = program.attribute(i as u16);
            let value = attribute.map_or(f64::NAN, |a| answer(a, &past, &inferred, context));
            self.attributes.push(value);
        }
        let count = program.predicate_count();
        self.predicates.clear();
        self.predicates.resize(count.wrapping_add(1).div_ceil(64), 0);
        for i in 0..=count {
            let predicate = program.predicate(i as u16);
            // The one after the last, which stands for none, holds always.
            if (i == count || program.holds(&predicate, self.attribute(predicate.attribute)))
                && let Some(word) = self.predicates.get_mut(i >> 6)
            {
                *word |= 1u64.wrapping_shl(i as u32 & 63);
            }
        }
    }

    /// Whether a predicate holds.
    #[must_use]
    pub fn holds(&self, predicate: u16) -> bool {
        let word = self.predicates.get(usize::from(predicate >> 6)).copied().unwrap_or(0);
        word.wrapping_shr(u32::from(predicate & 63)) & 1 == 1
    }

    /// Whether a campaign's condition holds.
    #[must_use]
    pub fn accepts(&self, program: &Program, campaign: &Campaign) -> bool {
        campaign.steps == 0 || program.run(campaign.first_step, campaign.steps, |p| self.holds(p)).0
    }

    /// The value of an attribute by its index in the program; NaN if missing.
    #[must_use]
    pub fn attribute(&self, index: u16) -> f64 {
        self.attributes.get(usize::from(index)).copied().unwrap_or(f64::NAN)
    }

    /// Share of interest in a topic.
    #[must_use]
    pub fn interest(&self, topic: u16) -> f64 {
        self.scores.topic(topic).share
    }

    /// Whether a topic, or one above it, was bought lately and lasts.
    #[must_use]
    pub fn satisfied(&self, program: &Program, topic: u16) -> bool {
        let mut at = Some(topic);
        for _ in 0..=crate::program::layout::MOST_LEVELS {
            let Some(t) = at else { return false };
            if self.scores.topic(t).satisfied {
                return true;
            }
            at = program.topic_at(t).parent;
        }
        false
    }
}

/// Everything that can be asked without a topic, in the order of [`Attribute::LISTED`]; NaN is missing.
#[must_use]
pub fn numbers(inferred: &Inferred<'_>, context: &Context) -> Vec<f64> {
    let &Inferred { profile, tally, program, now, .. } = inferred;
    let past = Past { profile, tally, program, now };
    Attribute::LISTED.iter().map(|a| answer(*a, &past, inferred, context)).collect()
}

fn answer(attribute: Attribute, past: &Past<'_>, inferred: &Inferred<'_>, context: &Context) -> f64 {
    let &Inferred { profile, tally, program, scores, now, .. } = inferred;
    let bought = &scores.bought;
    let money = |cents: i64| cents as f64 / 100.0;
    let flag = |is: bool| f64::from(u8::from(is));
    let told = |told: Told| if told.time == Time(0) { f64::NAN } else { f64::from(told.value) };
    let forecast = |topic: u16, of: fn(Forecast) -> f64| inferred.forecast(topic).map_or(f64::NAN, of);
    match attribute {
        Attribute::Stage => f64::from(scores.standing.stage as u8),
        Attribute::Change => f64::from(scores.standing.change as u8),
        Attribute::Events => f64::from(scores.events),
        Attribute::Gap if bought.orders == 0 => f64::NAN,
        Attribute::Gap => scores.rhythm.gap(),
        Attribute::Margin => scores.standing.margin,
        Attribute::Alive => inferred.alive(),
        Attribute::Expected28 if Part::Value.is_here() => inferred.expected28(),
        Attribute::Return28 => inferred.return28(),
        Attribute::LifetimeValue if Part::Value.is_here() => inferred.lifetime_value(),
        Attribute::Orders => f64::from(bought.orders),
        Attribute::Spend => money(bought.spend),
        Attribute::Sessions => f64::from(scores.sessions),
        Attribute::SinceVisit if profile.visits.before == Time(0) => f64::NAN,
        Attribute::SinceVisit => f64::from(now.since(profile.visits.before)) / f64::from(DAY),
        Attribute::SincePurchase if bought.orders == 0 => f64::NAN,
        Attribute::SincePurchase => f64::from(now.day().saturating_sub(bought.last_day)),
        Attribute::CartValue => money(profile.cart.at(now).value),
        Attribute::CartItems => f64::from(profile.cart.at(now).items),
        Attribute::Interest(topic) => scores.topic(topic).share,
        Attribute::Lift(topic) => scores.topic(topic).lift(program.average(topic)),
        Attribute::Trend(topic) => scores.topic(topic).trend(),
        Attribute::Receptive(topic) if Part::Bonds.is_here() => inferred.receptive(topic),
        Attribute::Owned(topic) => flag(scores.topic(topic).owned),
        Attribute::Bought(topic) => scores.topic(topic).bought.map_or(f64::NAN, f64::from),
        // Nothing bought is nothing due: unknown.
        Attribute::Due(topic) if Part::Replenish.is_here() => {
            inferred.forecast(topic).map_or(0.0, |f| f64::from(f.due as u8))
        }
        Attribute::DueIn(topic) if Part::Replenish.is_here() => forecast(topic, |f| f.due_in),
        Attribute::Again(topic) if Part::Replenish.is_here() => forecast(topic, |f| f.chance28),
        Attribute::Context(index) => context.value(index),
        Attribute::Lookback(index) => past.answer(index),
        Attribute::Position(which) if which == Place::Points as u16 => scores.points,
        Attribute::Position(which) if Part::Position.is_here() => place(which, inferred),
        Attribute::Member if Part::Position.is_here() => f64::from(inferred.position().member as u8),
        Attribute::Nps => told(profile.loyalty.nps),
        Attribute::Rating => told(profile.loyalty.rating) / 10.0,
        Attribute::Discounted => tally.of(Sum::Discounted).max(0) as f64,
        Attribute::Discounts => money(tally.of(Sum::Discount).max(0)),
        Attribute::Subscribed => {
            let last = |kind: Kind| profile.loyalty.last_day(kind);
            flag(last(Kind::Subscribe) > last(Kind::Unsubscribe))
        }
        Attribute::Tier(index) => {
            let said = context.value(index);
            let told = profile.loyalty.tier;
            if !said.is_nan() || told.time == Time(0) {
                return said;
            }
            program.text_value(&program.context_at(index.into()), told.value)
        }
        Attribute::Pattern(index) => context.pattern(index),
        Attribute::Day => f64::from(now.day()),
        Attribute::MonthDay => f64::from(now.month_day()),
        Attribute::Attachment if Part::Bonds.is_here() => inferred.attachment(),
        Attribute::Engagement if Part::Bonds.is_here() => inferred.engagement(),
        Attribute::Hesitation if Part::Bonds.is_here() => f64::from(inferred.hesitation().0 as u8),
        Attribute::HesitationViews if Part::Bonds.is_here() => f64::from(inferred.hesitation().1.views),
        Attribute::HesitationDays if Part::Bonds.is_here() => {
            let last = inferred.hesitation().1.last;
            if last == Time(0) { f64::NAN } else { f64::from(now.since(last)) / f64::from(DAY) }
        }
        Attribute::Channel if Part::Bonds.is_here() => inferred.channel(),
        Attribute::Daypart if Part::Bonds.is_here() => inferred.daypart(),
        Attribute::ReadyReview if Part::Bonds.is_here() => flag(inferred.is_ready_to_review()),
        Attribute::ReadyReferral if Part::Bonds.is_here() => flag(inferred.is_ready_to_refer()),
        Attribute::Intent if Part::Intent.is_here() => inferred.intent(),
        // What this build leaves out.
        _ => f64::NAN,
    }
}

/// A number of the loyalty position.
fn place(which: u16, inferred: &Inferred<'_>) -> f64 {
    let p = inferred.position();
    let all = [
        p.points,
        p.pending,
        p.ready,
        p.reward_distance,
        p.reward_progress,
        p.tier_distance,
        p.tier_progress,
        p.expire_in,
        p.referral,
    ];
    all.get(usize::from(which)).copied().unwrap_or(f64::NAN)
}
