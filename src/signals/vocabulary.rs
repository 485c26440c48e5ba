//! The names of events: GA4's where GA4 has one (Google Analytics 4, "Recommended events"), and what loyalty adds.

/// One kind of event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// A page was seen.
    #[default]
    PageView = 0,
    /// One product's page was seen.
    ViewItem = 1,
    /// A list of products was seen.
    ViewItemList = 2,
    /// Something was searched for.
    Search = 3,
    /// Into the cart.
    AddToCart = 4,
    /// Out of the cart.
    RemoveFromCart = 5,
    /// Onto the wish list.
    AddToWishlist = 6,
    /// Check-out begun.
    BeginCheckout = 7,
    /// An order was placed, here or in a store.
    Purchase = 8,
    /// A campaign was shown.
    ViewPromotion = 9,
    /// A campaign was clicked.
    SelectPromotion = 10,
    /// Logged in.
    Login = 11,
    /// Signed up.
    SignUp = 12,
    /// Shared something.
    Share = 13,
    /// Came to a store.
    StoreVisit = 14,
}

/// Every kind with its name, at its own number.
pub const KINDS: [(Kind, &str); 15] = [
    (Kind::PageView, "page_view"),
    (Kind::ViewItem, "view_item"),
    (Kind::ViewItemList, "view_item_list"),
    (Kind::Search, "search"),
    (Kind::AddToCart, "add_to_cart"),
    (Kind::RemoveFromCart, "remove_from_cart"),
    (Kind::AddToWishlist, "add_to_wishlist"),
    (Kind::BeginCheckout, "begin_checkout"),
    (Kind::Purchase, "purchase"),
    (Kind::ViewPromotion, "view_promotion"),
    (Kind::SelectPromotion, "select_promotion"),
    (Kind::Login, "login"),
    (Kind::SignUp, "sign_up"),
    (Kind::Share, "share"),
    (Kind::StoreVisit, "store_visit"),
];

impl Kind {
    /// The kind of that name, if it is one of ours.
    #[must_use]
    pub fn from_name(name: &[u8]) -> Option<Self> {
        KINDS.iter().find(|(_, n)| n.as_bytes() == name).map(|(k, _)| *k)
    }

    /// The kind with that number, as a profile keeps it.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        KINDS.get(usize::from(number)).map(|(k, _)| *k)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_stands_at_its_number() {
        for (i, (kind, name)) in KINDS.iter().enumerate() {
            assert_eq!(*kind as usize, i);
            assert_eq!(Kind::from_name(name.as_bytes()), Some(*kind));
            assert_eq!(Kind::from_number(i as u8), Some(*kind));
        }
        assert_eq!(Kind::from_name(b"Purchase"), None, "names are exact");
        assert_eq!(Kind::from_number(200), None);
    }
}
