//! What can be asked about a visitor: the registry that conditions, scores and reasons take their names from.

use super::layout::Part;

/// What can be asked about a visitor. The number is the family in the bytes; the registry that conditions are checked
/// against is [`Attribute::REGISTRY`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// Lifecycle stage, by number.
    Stage,
    /// P(alive), 0 to 1; missing before the first purchase.
    Alive,
    /// Expected purchase days in the next 28 days; missing before the first purchase.
    Expected28,
    /// Orders placed.
    Orders,
    /// Money spent, in whole units of the shop's currency.
    Spend,
    /// Sessions, a session ending after 30 quiet minutes.
    Sessions,
    /// Days since the session before this one; missing in the first.
    SinceVisit,
    /// Days since the last purchase, whole; missing before the first.
    SincePurchase,
    /// Value of the cart.
    CartValue,
    /// Pieces in the cart.
    CartItems,
    /// Share of interest in a topic and what lies below it, 0 to 1.
    Interest(u16),
    /// Whether something bought in a topic, or below it, still lasts.
    Owned(u16),
    /// Days since something was bought in a topic or below it, whole; missing if never.
    Bought(u16),
    /// A context attribute.
    Context(u16),
    /// What a look-back answers.
    Lookback(u16),
    /// Last answer to the NPS question, 0 to 10; missing if never asked.
    Nps,
    /// Last rating given, 0 to 5; missing if none was.
    Rating,
    /// Orders with a coupon or a discount.
    Discounted,
    /// Money that discounts took off.
    Discounts,
    /// Whether news are subscribed to.
    Subscribed,
    /// The member's tier: what the context says at this index, else the last that events told.
    Tier(u16),
    /// Whether a text of the context has a pattern.
    Pattern(u16),
    /// Days since 2000-01-01, in UTC.
    Day,
    /// Month * 100 + day of the month, in UTC.
    MonthDay,
    /// The probability of a purchase within 28 days; missing before the first.
    Return28,
    /// What purchases to come are worth today; missing before the first.
    LifetimeValue,
    /// Days of silence until the next stage down; missing where there is none.
    Margin,
    /// Attachment, 0 to 1.
    Attachment,
    /// Engagement over all channels, 0 to 1.
    Engagement,
    /// Why the visitor hesitates, by number.
    Hesitation,
    /// How often the product hesitated over was looked at.
    HesitationViews,
    /// Days since it was.
    HesitationDays,
    /// The channel with the most engagement, by number; missing if there is none.
    Channel,
    /// The part of the day with the most of it, by number.
    Daypart,
    /// Where a member stands, by number.
    Member,
    /// A number of the loyalty position, by its place in [`Place`].
    Position(u16),
    /// Whether to ask for a review now.
    ReadyReview,
    /// Whether to ask for a referral now.
    ReadyReferral,
    /// The probability that this session ends in a purchase; missing in a build without it.
    Intent,
    /// Whether it is time to buy in a topic, by number.
    Due(u16),
    /// Days until the due date; missing if unknown.
    DueIn(u16),
    /// The probability that something of a topic is bought again within 28 days; missing if nothing ever was.
    Again(u16),
    /// Share of interest over an average visitor's.
    Lift(u16),
    /// Present against lasting interest, -1 to 1.
    Trend(u16),
    /// How a topic is received, 0 to 1.
    Receptive(u16),
    /// What brought the stage, by number.
    Change,
    /// Events so far, of any kind.
    Events,
    /// Days between orders, of the shop and the visitor; missing before the first purchase.
    Gap,
}

/// Numbers of the loyalty position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Place {
    Points = 0,
    Pending = 1,
    Ready = 2,
    RewardDistance = 3,
    RewardProgress = 4,
    TierDistance = 5,
    TierProgress = 6,
    ExpireIn = 7,
    Referral = 8,
}

/// What a condition may compare an attribute with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// Numbers.
    Number,
    /// Names of stages.
    Stage,
    /// Names of what brought a stage.
    Change,
    /// Names of doubts.
    Doubt,
    /// Names of channels.
    Channel,
    /// Names of parts of the day.
    Daypart,
    /// Names of where members stand.
    Member,
    /// True or false.
    Flag,
}

impl Attribute {
    /// Name, type and attribute of those that take no argument.
    pub const REGISTRY: [(&'static str, ValueType, Self); 41] = [
        ("stage", ValueType::Stage, Self::Stage),
        ("stage.change", ValueType::Change, Self::Change),
        ("alive", ValueType::Number, Self::Alive),
        ("expected28", ValueType::Number, Self::Expected28),
        ("orders", ValueType::Number, Self::Orders),
        ("spend", ValueType::Number, Self::Spend),
        ("sessions", ValueType::Number, Self::Sessions),
        ("events", ValueType::Number, Self::Events),
        ("since.visit", ValueType::Number, Self::SinceVisit),
        ("since.purchase", ValueType::Number, Self::SincePurchase),
        ("cart.value", ValueType::Number, Self::CartValue),
        ("cart.items", ValueType::Number, Self::CartItems),
        ("points", ValueType::Number, Self::Position(Place::Points as u16)),
        ("points.pending", ValueType::Number, Self::Position(Place::Pending as u16)),
        ("points.expire_in", ValueType::Number, Self::Position(Place::ExpireIn as u16)),
        ("rewards.ready", ValueType::Number, Self::Position(Place::Ready as u16)),
        ("reward.distance", ValueType::Number, Self::Position(Place::RewardDistance as u16)),
        ("reward.progress", ValueType::Number, Self::Position(Place::RewardProgress as u16)),
        ("tier.distance", ValueType::Number, Self::Position(Place::TierDistance as u16)),
        ("tier.progress", ValueType::Number, Self::Position(Place::TierProgress as u16)),
        ("referral.progress", ValueType::Number, Self::Position(Place::Referral as u16)),
        ("member", ValueType::Member, Self::Member),
        ("return28", ValueType::Number, Self::Return28),
        ("gap", ValueType::Number, Self::Gap),
        ("clv", ValueType::Number, Self::LifetimeValue),
        ("stage.margin", ValueType::Number, Self::Margin),
        ("attachment", ValueType::Number, Self::Attachment),
        ("engagement", ValueType::Number, Self::Engagement),
        ("hesitation.kind", ValueType::Doubt, Self::Hesitation),
        ("hesitation.views", ValueType::Number, Self::HesitationViews),
        ("hesitation.days", ValueType::Number, Self::HesitationDays),
        ("channel", ValueType::Channel, Self::Channel),
        ("daypart", ValueType::Daypart, Self::Daypart),
        ("ready.review", ValueType::Flag, Self::ReadyReview),
        ("ready.referral", ValueType::Flag, Self::ReadyReferral),
        ("intent", ValueType::Number, Self::Intent),
        ("nps", ValueType::Number, Self::Nps),
        ("rating", ValueType::Number, Self::Rating),
        ("discounted.orders", ValueType::Number, Self::Discounted),
        ("discounted.amount", ValueType::Number, Self::Discounts),
        ("subscribed", ValueType::Flag, Self::Subscribed),
    ];

    /// Those, in order: what all scores of a visitor are.
    pub const LISTED: [Self; Self::REGISTRY.len()] = {
        let mut all = [Self::Stage; Self::REGISTRY.len()];
        let mut i = 0usize;
        while let (Some(of), Some(place)) = (Self::REGISTRY.split_at(i).1.first(), all.split_at_mut(i).1.first_mut()) {
            *place = of.2;
            i = i.wrapping_add(1);
        }
        all
    };

    /// The part of the engine that answers it, if the smallest runtime does not. Points are always counted.
    #[must_use]
    pub const fn part(self) -> Option<Part> {
        match self {
            Self::Expected28 | Self::LifetimeValue => Some(Part::Value),
            Self::Due(_) | Self::DueIn(_) | Self::Again(_) => Some(Part::Replenish),
            Self::Position(which) if which == Place::Points as u16 => None,
            Self::Position(_) | Self::Member => Some(Part::Position),
            Self::Attachment
            | Self::Engagement
            | Self::Hesitation
            | Self::HesitationViews
            | Self::HesitationDays
            | Self::Channel
            | Self::Daypart
            | Self::ReadyReview
            | Self::ReadyReferral
            | Self::Receptive(_) => Some(Part::Bonds),
            Self::Intent => Some(Part::Intent),
            _ => None,
        }
    }

    /// Family and argument, as the bytes have them.
    #[must_use]
    pub const fn encode(self) -> (u8, u16) {
        match self {
            Self::Stage => (0, 0),
            Self::Alive => (1, 0),
            Self::Expected28 => (2, 0),
            Self::Orders => (3, 0),
            Self::Spend => (4, 0),
            Self::Sessions => (5, 0),
            Self::SinceVisit => (6, 0),
            Self::SincePurchase => (7, 0),
            Self::CartValue => (8, 0),
            Self::CartItems => (9, 0),
            Self::Interest(topic) => (10, topic),
            Self::Owned(topic) => (11, topic),
            Self::Bought(topic) => (12, topic),
            Self::Context(index) => (13, index),
            Self::Lookback(index) => (14, index),
            Self::Nps => (16, 0),
            Self::Rating => (17, 0),
            Self::Discounted => (18, 0),
            Self::Discounts => (19, 0),
            Self::Subscribed => (20, 0),
            Self::Tier(index) => (21, index),
            Self::Pattern(index) => (22, index),
            Self::Day => (23, 0),
            Self::MonthDay => (24, 0),
            Self::Position(which) => (15, which),
            Self::Return28 => (25, 0),
            Self::LifetimeValue => (26, 0),
            Self::Margin => (27, 0),
            Self::Attachment => (28, 0),
            Self::Engagement => (29, 0),
            Self::Hesitation => (30, 0),
            Self::HesitationViews => (31, 0),
            Self::HesitationDays => (32, 0),
            Self::Channel => (33, 0),
            Self::Daypart => (34, 0),
            Self::Member => (35, 0),
            Self::ReadyReview => (36, 0),
            Self::ReadyReferral => (37, 0),
            Self::Intent => (38, 0),
            Self::Due(topic) => (39, topic),
            Self::DueIn(topic) => (40, topic),
            Self::Again(topic) => (41, topic),
            Self::Lift(topic) => (42, topic),
            Self::Trend(topic) => (43, topic),
            Self::Receptive(topic) => (44, topic),
            Self::Change => (45, 0),
            Self::Events => (46, 0),
            Self::Gap => (47, 0),
        }
    }

    pub(super) const fn decode(family: u8, argument: u16) -> Option<Self> {
        Some(match family {
            0 => Self::Stage,
            1 => Self::Alive,
            2 => Self::Expected28,
            3 => Self::Orders,
            4 => Self::Spend,
            5 => Self::Sessions,
            6 => Self::SinceVisit,
            7 => Self::SincePurchase,
            8 => Self::CartValue,
            9 => Self::CartItems,
            10 => Self::Interest(argument),
            11 => Self::Owned(argument),
            12 => Self::Bought(argument),
            13 => Self::Context(argument),
            14 => Self::Lookback(argument),
            16 => Self::Nps,
            17 => Self::Rating,
            18 => Self::Discounted,
            19 => Self::Discounts,
            20 => Self::Subscribed,
            21 => Self::Tier(argument),
            22 => Self::Pattern(argument),
            23 => Self::Day,
            24 => Self::MonthDay,
            15 => Self::Position(argument),
            25 => Self::Return28,
            26 => Self::LifetimeValue,
            27 => Self::Margin,
            28 => Self::Attachment,
            29 => Self::Engagement,
            30 => Self::Hesitation,
            31 => Self::HesitationViews,
            32 => Self::HesitationDays,
            33 => Self::Channel,
            34 => Self::Daypart,
            35 => Self::Member,
            36 => Self::ReadyReview,
            37 => Self::ReadyReferral,
            38 => Self::Intent,
            39 => Self::Due(argument),
            40 => Self::DueIn(argument),
            41 => Self::Again(argument),
            42 => Self::Lift(argument),
            43 => Self::Trend(argument),
            44 => Self::Receptive(argument),
            45 => Self::Change,
            46 => Self::Events,
            47 => Self::Gap,
            _ => return None,
        })
    }
}
