//! Attachment: loyal, or merely satisfied or used to it? What a customer does for and with the shop beside buying; and when it is
//! a good moment to ask her for something.
//!
//! Each part is `n / (n + h)`: 0 without evidence, a half at `h`, never 1. Attachment is their weighed mean: who only ever buys stays below
//! a half.

use crate::host::Time;
use crate::profile::Profile;
use crate::profile::purchases::Summary;
use crate::profile::tally::{Sum, Tally};
use crate::signals::{Channel, Kind};

/// What attachment is made of, as codes.
pub const PARTS: [&str; 5] = ["breadth", "involvement", "advocacy", "full_price", "habit"];

/// What each of them weighs: buying, in all its breadth, a half; what is done beside it the other.
pub const WEIGHTS: [f64; 5] = [1.0 / 6.0, 0.25, 0.25, 1.0 / 6.0, 1.0 / 6.0];

/// What counts as taking part.
const INVOLVED: [Kind; 9] = [
    Kind::ContentRead,
    Kind::CommunityPost,
    Kind::EventAttended,
    Kind::QuestionAnswered,
    Kind::StoreVisit,
    Kind::EmailClick,
    Kind::Share,
    Kind::StampCollected,
    Kind::Engagement,
];
/// What counts as speaking well of the shop.
const ADVOCATES: [Kind; 4] = [Kind::ReferralSent, Kind::ReferralQualified, Kind::Review, Kind::Testimonial];
/// An answer from here on is a promoter's, one up to the other a detractor's (Reichheld, "The One Number You Need to Grow", HBR,
/// 2003).
const PROMOTER: u32 = 9;
const DETRACTOR: u32 = 6;
/// Days that an answer, a complaint or a request holds.
const RECENT: u32 = 14;
const ASKED: u32 = 60;
/// Days after a delivery between which a review can be asked for.
const REVIEW: (u32, u32) = (3, 45);

/// The parts, in the order of [`PARTS`], each 0 to 1.
#[must_use]
pub fn parts(profile: &Profile, tally: &Tally, bought: &Summary) -> [f64; PARTS.len()] {
    let count = |kinds: &[Kind]| f64::from(kinds.iter().fold(0u32, |n, k| n.saturating_add(tally.events.of(*k))));
    let share = |n: f64, half: f64| n / (n + half);
    let breadth = tally.topics.all().iter().filter(|t| t.bought > 0).count() as f64;
    let nps = answer(profile);
    let advocacy = match nps {
        Some(nps) if nps <= DETRACTOR => 0.0,
        _ => share(count(&ADVOCATES) + if nps >= Some(PROMOTER) { 2.0 } else { 0.0 }, 2.0),
    };
    let orders = f64::from(bought.orders);
    let full = if orders > 0.0 { 1.0 - (tally.of(Sum::Discounted) as f64 / orders).clamp(0.0, 1.0) } else { 0.0 };
    [
        share(breadth, 4.0),
        share(count(&INVOLVED), 10.0),
        advocacy,
        full * share(orders, 1.0),
        share(f64::from(bought.occasions), 3.0),
    ]
}

/// Attachment, 0 to 1.
#[must_use]
pub fn attachment(parts: &[f64; PARTS.len()]) -> f64 {
    parts.iter().zip(WEIGHTS).fold(0.0, |sum, (part, weight)| sum + part * weight)
}

/// Engagement of late over all channels, 0 to 1: a half at five sessions within a half-life of lasting interest.
#[must_use]
pub fn engagement(profile: &Profile, tally: &Tally, now: Time) -> f64 {
    let levels = tally.levels.iter().take(Channel::COUNT);
    let all = levels.fold(0.0, |sum, level| sum + level.at(now, profile.half_lives.long));
    all / (all + 5.0)
}

/// Whether to ask for a review now: something came 3 to 45 days ago, none was written since, and nothing is wrong.
#[must_use]
pub fn is_ready_to_review(profile: &Profile, bought: &Summary, now: Time) -> bool {
    let day = |kind| profile.loyalty.last_day(kind);
    // Of orders that stand; where no deliveries are told, they come at once.
    let came = if day(Kind::DeliveryReceived) > 0 { day(Kind::DeliveryReceived) } else { bought.last_day };
    let ago = now.day().saturating_sub(came);
    bought.orders > 0 && ago >= REVIEW.0 && ago <= REVIEW.1 && day(Kind::Review) < came && is_content(profile, now)
}

/// Whether to ask for a referral now: a promoter, or attached by half after three orders; not asked of late, and nothing is
/// wrong.
#[must_use]
pub fn is_ready_to_refer(profile: &Profile, occasions: u32, attachment: f64, now: Time) -> bool {
    let is_fond = answer(profile) >= Some(PROMOTER) || (attachment >= 0.5 && occasions >= 3);
    let sent = profile.loyalty.last_day(Kind::ReferralSent);
    is_fond && now.day().saturating_sub(sent) > ASKED && is_content(profile, now)
}

/// No complaint open, nothing taken back of late, no bad answer.
fn is_content(profile: &Profile, now: Time) -> bool {
    let quiet = |kind| now.day().saturating_sub(profile.loyalty.last_day(kind)) > RECENT;
    quiet(Kind::SupportContact) && quiet(Kind::Refund) && answer(profile).is_none_or(|nps| nps > DETRACTOR)
}

fn answer(profile: &Profile) -> Option<u32> {
    let nps = profile.loyalty.nps;
    (nps.time != Time(0)).then_some(nps.value)
}
