//! The bytes of a compiled program, version 4. Integers are little-endian.
//!
//! ```text
//!  0  4  "TRGN"
//!  4  2  version
//!  6  2  needs: which of `Part` the conditions ask, as bits
//!  8  8  content hash: FNV-1a 64 of every byte from 16 on, head and tail
//! 16  4  length of the head
//! 20  4  checksum: FNV-1a 32, word by word, of the head from 24 on
//! 24     section table: for each section of `Section`, in order, start:u32 count:u32
//!        sections, each an array of entries of one size, stored plane by plane (see `planes`):
//!          Topics      key:u32 parent:u16 (0xFFFF none) durable_days:u16      sorted by key
//!          Contexts    name:u32 kind:u8 0:u8 values:u16 first_value:u32       sorted by name
//!          Values      text:u32
//!          Attributes  family:u8 0:u8 argument:u16
//!          Constants   f64
//!          Predicates  attribute:u16 op:u8 flags:u8 constants:u16 0:u16 first_constant:u32    see `conditions`
//!          Steps       predicate:u16 yes:u16 no:u16                            see `conditions`
//!          Slots       name:u32 take:u16 0:u16 first_member:u32 members:u32
//!          Members     campaign:u32                                            ascending within a slot
//!          Campaigns   see `campaigns`                                         sorted by id
//!          CampaignTopics  topic:u16
//!          Models      f64 in the order of `Model`, then of `Block`, as far as any is fitted
//!          Events      name:u32 kind:u8 0:u24                                  the program's own, sorted by name
//!          Lookbacks   form:u8 number:u8 topic:u16 (0xFFFF any) within:u32     see `lookbacks`
//!          Patterns    context:u16 form:u8 length:u8 start:u32                 see `patterns`
//!          Texts       u8                                                      what patterns look for
//!          Priors      rate:u8 time:u8 repeats:u8 buyers:u8 share:u16          of each topic, see `priors`
//!          Rewards     points:f64                                              ascending
//!          Tiers       from:f64 measure:u8 0:u24 within:u32                    as listed, the lowest first; seconds
//!          Earning     event:u8 0:u8 topic:u16 (0xFFFF any) 0:u32 points:f64 per_unit:f64
//! head length   the tail, which only the host reads:
//!        for each campaign: payload (JSON text)
//!        for each campaign: shared:u8 length:u8 bytes    its id: so many bytes of the one before, and its own; each 32nd is whole
//!        ids_length:u32
//!        names (JSON text), then names_length:u32, so that a host finds them from the end of the file
//! ```

/// First bytes.
pub const MAGIC: [u8; 4] = *b"TRGN";
/// The version this build reads and writes.
pub const VERSION: u16 = 4;
/// Where the checksummed part of the head starts, with the section table.
pub const HEAD_START: usize = 24;
/// Levels of a topic path.
pub const MOST_LEVELS: usize = 8;
/// A cap counts at most so many exposures.
pub const MOST_CAP: u8 = 8;
/// Places in one slot that one decision fills.
pub const MOST_TAKE: u16 = 1000;

/// What a runtime may leave out, as bits of `needs`: the host loads one that has what the program asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Part {
    /// Expected purchases, lifetime value, and returns by fitted weights.
    Value = 1,
    /// When topics are bought again.
    Replenish = 2,
    /// Rewards, tiers, points that are pending or run out.
    Position = 4,
    /// Attachment, hesitation, receptiveness, channels, moments to ask.
    Bonds = 8,
    /// Intent.
    Intent = 16,
}

impl Part {
    /// Whether this build has it.
    #[must_use]
    pub const fn is_here(self) -> bool {
        match self {
            Self::Value => cfg!(feature = "value"),
            Self::Replenish => cfg!(feature = "replenish"),
            Self::Position => cfg!(feature = "position"),
            Self::Bonds => cfg!(feature = "bonds"),
            Self::Intent => cfg!(feature = "intent"),
        }
    }
}

/// The sections, in the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
#[allow(missing_docs)]
pub enum Section {
    Topics,
    Contexts,
    Values,
    Attributes,
    Constants,
    Predicates,
    Steps,
    Slots,
    Members,
    Campaigns,
    CampaignTopics,
    Models,
    Events,
    Lookbacks,
    Patterns,
    Texts,
    Priors,
    Rewards,
    Tiers,
    Earning,
}

impl Section {
    /// How many there are.
    pub const COUNT: usize = 20;
    /// All, in order.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Topics,
        Self::Contexts,
        Self::Values,
        Self::Attributes,
        Self::Constants,
        Self::Predicates,
        Self::Steps,
        Self::Slots,
        Self::Members,
        Self::Campaigns,
        Self::CampaignTopics,
        Self::Models,
        Self::Events,
        Self::Lookbacks,
        Self::Patterns,
        Self::Texts,
        Self::Priors,
        Self::Rewards,
        Self::Tiers,
        Self::Earning,
    ];

    /// Bytes of one entry.
    #[must_use]
    pub const fn stride(self) -> usize {
        match self {
            Self::Texts => 1,
            Self::CampaignTopics => 2,
            Self::Values | Self::Attributes | Self::Members => 4,
            Self::Steps | Self::Priors => 6,
            Self::Topics
            | Self::Constants
            | Self::Models
            | Self::Events
            | Self::Lookbacks
            | Self::Patterns
            | Self::Rewards => 8,
            Self::Contexts | Self::Predicates => 12,
            Self::Slots | Self::Tiers => 16,
            Self::Earning => 24,
            Self::Campaigns => 48,
        }
    }
}

impl Section {
    /// Where an entry says which entries of another section are its own: the first, and then how many. Mostly they follow those of
    /// the entry before, so that what is stored of the first is the difference to that.
    #[must_use]
    pub const fn runs(self) -> [usize; 2] {
        match self {
            // Steps, and topics.
            Self::Campaigns => [12, 20],
            _ => [usize::MAX; 2],
        }
    }

    /// The 16-bit words of an entry, as bits, that grow from entry to entry: what is stored of these is the difference.
    #[must_use]
    pub const fn growing(self) -> u32 {
        match self {
            Self::Members => 0b11,
            // Place in the tail.
            Self::Campaigns => 0b11 << 20,
            _ => 0,
        }
    }
}

/// The numbers of the models, all finite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Model {
    /// 0 BG/NBD, 1 MBG/NBD.
    PurchaseKind,
    /// Shape of the purchase rate.
    R,
    /// Rate parameter of the purchase rate, in days.
    Alpha,
    /// First Beta parameter of leaving.
    A,
    /// Second Beta parameter of leaving.
    B,
    /// Half-life of lasting interest, in seconds.
    LongHalfLife,
    /// Half-life of present interest, in seconds.
    ShortHalfLife,
    /// What a full interest adds to a campaign's value: score = value (1 + weight fit). At 0 interests do not matter;
    /// at 100 they decide alone.
    InterestWeight,
    /// Days between orders that the shop expects of a stranger; counts as one gap of a customer's own.
    Gap,
    /// Silence that is normal: so many personal gaps ...
    Near,
    /// ... and so many expected gaps. At 0 every late order is a risk; at 10 nobody is missed.
    Quiet,
    /// Silence that is a departure, in multiples of what is normal.
    Far,
    /// Days that who came back counts as won back.
    Back,
    /// Days with an order that make a customer loyal.
    LoyalDays,
    /// Days with an order that make a champion.
    ChampionDays,
    /// Topics bought in that make a champion.
    ChampionTopics,
    /// Shape of one order's worth.
    SpendP,
    /// Shape of the differences between customers.
    SpendQ,
    /// Scale of the differences between customers, in money.
    SpendV,
    /// Weeks that the lifetime value looks ahead.
    Weeks,
    /// Discount of a thirteenth of them.
    Rate,
    /// Part of the price that is earned.
    Margin,
    /// Seconds that points are good for after the last were earned; 0 for ever.
    Expire,
    /// Friends that a referral takes; 0 without a referral program.
    Friends,
    /// The context attribute with the points of the shop's books: its index and 1 more; 0 if there is none.
    Claimed,
    /// Which of [`Block`] are fitted, as bits.
    Fitted,
}

impl Model {
    /// How many there are.
    pub const COUNT: usize = 26;
    /// All, in order.
    pub const ALL: [Self; Self::COUNT] = [
        Self::PurchaseKind,
        Self::R,
        Self::Alpha,
        Self::A,
        Self::B,
        Self::LongHalfLife,
        Self::ShortHalfLife,
        Self::InterestWeight,
        Self::Gap,
        Self::Near,
        Self::Quiet,
        Self::Far,
        Self::Back,
        Self::LoyalDays,
        Self::ChampionDays,
        Self::ChampionTopics,
        Self::SpendP,
        Self::SpendQ,
        Self::SpendV,
        Self::Weeks,
        Self::Rate,
        Self::Margin,
        Self::Expire,
        Self::Friends,
        Self::Claimed,
        Self::Fitted,
    ];

    /// Whether the engine stays exact and quick with this value. Only the compiler asks: the engine takes any number,
    /// and would but lose digits or time on others.
    #[must_use]
    pub fn allows(self, value: f64) -> bool {
        let (least, most) = self.bounds();
        (least..=most).contains(&value)
    }

    /// The least and the greatest value allowed.
    #[must_use]
    pub const fn bounds(self) -> (f64, f64) {
        match self {
            Self::PurchaseKind | Self::Margin => (0.0, 1.0),
            Self::R | Self::A | Self::B | Self::SpendP => (1e-4, 1e4),
            Self::Alpha => (1e-2, 1e5),
            // Half-lives under six hours would leave the range of the decay scale before 2136.
            Self::LongHalfLife | Self::ShortHalfLife => (21_600.0, 315_360_000.0),
            Self::InterestWeight => (0.0, 100.0),
            Self::Gap => (0.1, 3650.0),
            Self::Near | Self::Quiet => (0.0, 10.0),
            Self::Far => (1.0, 10.0),
            Self::Back => (0.0, 365.0),
            Self::LoyalDays | Self::ChampionDays => (2.0, 1000.0),
            Self::ChampionTopics => (0.0, 128.0),
            // At or below 1 the population has no mean.
            Self::SpendQ => (1.001, 1e4),
            Self::SpendV => (1e-4, 1e9),
            Self::Weeks => (1.0, 520.0),
            Self::Rate => (0.0, 1e20),
            Self::Expire => (0.0, 4_294_967_295.0),
            Self::Friends => (0.0, 100.0),
            Self::Claimed => (0.0, 65_535.0),
            Self::Fitted => (0.0, 63.0),
        }
    }
}

/// Weights that were fitted, each with an intercept before them; they follow the numbers of [`Model`] in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Block {
    /// Of `return28`.
    Return28 = 0,
    /// Of buying a topic again within 28 days.
    Again = 1,
    /// Of the scale of the time until a topic is bought again.
    Scale = 2,
    /// Of its shape.
    Shape = 3,
    /// Of its tail.
    Tail = 4,
    /// Of buying in this session.
    Intent = 5,
}

impl Block {
    /// All, in order.
    pub const ALL: [Self; 6] = [Self::Return28, Self::Again, Self::Scale, Self::Shape, Self::Tail, Self::Intent];

    /// Numbers in it, the intercept included.
    #[must_use]
    pub const fn length(self) -> u32 {
        match self {
            Self::Return28 => 9,
            Self::Again | Self::Scale => 15,
            Self::Shape | Self::Tail => 5,
            Self::Intent => 11,
        }
    }

    /// Where it begins among the models.
    #[must_use]
    pub const fn start(self) -> u32 {
        match self {
            Self::Return28 => Model::COUNT as u32,
            Self::Again => Self::Return28.start().wrapping_add(9),
            Self::Scale => Self::Again.start().wrapping_add(15),
            Self::Shape => Self::Scale.start().wrapping_add(15),
            Self::Tail => Self::Shape.start().wrapping_add(5),
            Self::Intent => Self::Tail.start().wrapping_add(5),
        }
    }
}
