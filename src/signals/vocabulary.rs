//! The names of events: GA4's where GA4 has one (Google Analytics 4, "Recommended events"), and what loyalty adds. A
//! program gives its own names one of these meanings (`events` in `program.json`).

use crate::math::hash;

macro_rules! kinds {
    ($($doc:literal $kind:ident = $number:literal, $name:literal;)*) => {
        /// One kind of event. Profiles keep the number, so a number once given stays.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Kind {
            #[default]
            $(#[doc = $doc] $kind = $number,)*
        }

        impl Kind {
            /// How many kinds there are.
            pub const COUNT: usize = Self::ALL.len();
            /// All, at their number.
            pub const ALL: [Self; [$($number),*].len()] = [$(Self::$kind),*];
            /// Their names, at their number. The runtime knows names by their hashes only.
            pub const NAMES: [&'static str; Self::COUNT] = [$($name),*];
            const HASHES: [u32; Self::COUNT] = [$(hash::fnv32($name.as_bytes())),*];
        }
    };
}

kinds! {
    "A page was seen." PageView = 0, "page_view";
    "One product's page was seen." ViewItem = 1, "view_item";
    "A list of products was seen." ViewItemList = 2, "view_item_list";
    "Something was searched for." Search = 3, "search";
    "Into the cart." AddToCart = 4, "add_to_cart";
    "Out of the cart." RemoveFromCart = 5, "remove_from_cart";
    "Onto the wish list." AddToWishlist = 6, "add_to_wishlist";
    "Check-out begun." BeginCheckout = 7, "begin_checkout";
    "An order was placed, here or in a store." Purchase = 8, "purchase";
    "A campaign was shown." ViewPromotion = 9, "view_promotion";
    "A campaign was clicked." SelectPromotion = 10, "select_promotion";
    "Logged in." Login = 11, "login";
    "Signed up." SignUp = 12, "sign_up";
    "Shared something." Share = 13, "share";
    "Came to a store." StoreVisit = 14, "store_visit";
    "An order, or part of one, was taken back." Refund = 15, "refund";
    "Opened an e-mail." EmailOpen = 16, "email_open";
    "Clicked in an e-mail." EmailClick = 17, "email_click";
    "Opened the shop's app." AppOpen = 18, "app_open";
    "Opened a push message." PushOpen = 19, "push_open";
    "Reviewed a product." Review = 20, "review";
    "Answered how likely a recommendation is, 0 to 10." Nps = 21, "nps";
    "Invited a friend." ReferralSent = 22, "referral_sent";
    "An invited friend did what the program asks." ReferralQualified = 23, "referral_qualified";
    "Earned points." PointsEarned = 24, "points_earned";
    "Spent points." PointsRedeemed = 25, "points_redeemed";
    "Took a reward." RewardClaimed = 26, "reward_claimed";
    "Came to an event." EventAttended = 27, "event_attended";
    "Wrote in the community." CommunityPost = 28, "community_post";
    "Asked support." SupportContact = 29, "support_contact";
    "Subscribed to news." Subscribe = 30, "subscribe";
    "Ended that." Unsubscribe = 31, "unsubscribe";
    "Said that something bought is worn out." ProductWornOut = 32, "product_worn_out";
    "Received a delivery." DeliveryReceived = 33, "delivery_received";
    "Read something." ContentRead = 34, "content_read";
    "Opened help." HelpOpened = 35, "help_opened";
    "Answered a question." QuestionAnswered = 36, "question_answered";
    "Gave a testimonial." Testimonial = 37, "testimonial";
    "Collected a stamp." StampCollected = 38, "stamp_collected";
    "Took part in some other way that the program names." Engagement = 39, "engagement";
    "A campaign was turned down." DismissPromotion = 40, "dismiss_promotion";
}

impl Kind {
    /// The kind whose name has that hash ([`hash::fnv32`]), if it is one of ours.
    #[must_use]
    pub fn from_hash(name: u32) -> Option<Self> {
        Self::HASHES.iter().position(|h| *h == name).and_then(|i| Self::ALL.get(i)).copied()
    }

    /// The kind with that number, as a profile keeps it.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// The channel it comes over unless it says otherwise.
    #[must_use]
    pub const fn channel(self) -> Channel {
        match self {
            Self::StoreVisit => Channel::Store,
            Self::EmailOpen | Self::EmailClick => Channel::Email,
            Self::AppOpen => Channel::App,
            Self::PushOpen => Channel::Push,
            _ => Channel::Web,
        }
    }
}

/// How a visitor is in touch with the shop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Channel {
    #[default]
    Web = 0,
    App = 1,
    Store = 2,
    Email = 3,
    Push = 4,
    Phone = 5,
}

impl Channel {
    /// How many there are.
    pub const COUNT: usize = 6;
    /// All, at their number.
    pub const ALL: [Self; Self::COUNT] = [Self::Web, Self::App, Self::Store, Self::Email, Self::Push, Self::Phone];
    /// Their names, at their number.
    pub const NAMES: [&'static str; Self::COUNT] = ["web", "app", "store", "email", "push", "phone"];

    /// The channel of that name.
    #[must_use]
    pub fn from_name(name: &[u8]) -> Option<Self> {
        Self::NAMES.iter().position(|n| n.as_bytes() == name).and_then(|i| Self::ALL.get(i)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_kind_stands_at_its_number() {
        for (i, (kind, name)) in Kind::ALL.iter().zip(Kind::NAMES).enumerate() {
            assert_eq!(*kind as usize, i);
            assert_eq!(Kind::from_hash(hash::fnv32(name.as_bytes())), Some(*kind));
            assert_eq!(Kind::from_number(i as u8), Some(*kind));
        }
        assert_eq!(BTreeSet::from(Kind::HASHES).len(), Kind::COUNT);
        assert_eq!(Kind::from_hash(hash::fnv32(b"Purchase")), None, "names are exact");
        assert_eq!(Kind::from_number(200), None);
        for (i, channel) in Channel::ALL.iter().enumerate() {
            assert_eq!(*channel as usize, i);
            assert_eq!(Channel::from_name(Channel::NAMES[i].as_bytes()), Some(*channel));
        }
    }
}
