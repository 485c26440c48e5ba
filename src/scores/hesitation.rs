//! Hesitation: something looked at again and again, or left in the cart, and not bought. For want of information, or for the
//! price?

use crate::host::{DAY, Time};
use crate::profile::Profile;
use crate::profile::items::Watched;
use crate::profile::recent::Event;
use crate::signals::Kind;

/// Why somebody hesitates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Doubt {
    #[default]
    None = 0,
    Price = 1,
    Information = 2,
}

impl Doubt {
    /// Their names, at their number.
    pub const NAMES: [&'static str; 3] = ["none", "price", "information"];
}

/// Looks that are hesitation. At 1 every look is; at 20 nobody ever hesitates.
const LOOKS: u8 = 3;
/// Days after which it is over.
const OVER: u32 = 30 * DAY;
/// Asking for help within this time before or after is about what is looked at.
const ABOUT: u32 = 2 * DAY;

/// The product most hesitated over, and why; the default if there is none. Something carted and left there for a quarter of an hour
/// is wanted but not paid: its price is in the way. Something only looked at three times or more, or asked about, wants
/// information.
#[must_use]
pub fn hesitation(profile: &Profile, now: Time) -> (Doubt, Watched) {
    let is_over = |w: &&Watched| now.since(w.last) < OVER && (w.views >= LOOKS || w.carts > 0);
    let weight = |w: &Watched| (u32::from(w.carts).wrapping_mul(2).wrapping_add(w.views.into()), w.last);
    let Some(w) = profile.items.watched.iter().filter(is_over).max_by_key(|w| weight(w)) else {
        return (Doubt::None, Watched::default());
    };
    let asks = [Kind::HelpOpened, Kind::SupportContact, Kind::QuestionAnswered];
    let is_about = |e: &Event| e.time.since(w.last).max(w.last.since(e.time)) < ABOUT;
    let asked = asks.iter().any(|kind| profile.recent.of(*kind).last().is_some_and(is_about));
    let doubt = if asked || w.carts == 0 {
        Doubt::Information
    } else if now.since(w.last) < DAY / 96 {
        // Still shopping.
        Doubt::None
    } else {
        Doubt::Price
    };
    (doubt, *w)
}
