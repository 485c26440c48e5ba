//! The bytes of a compiled program, version 3. Integers are little-endian.
//!
//! ```text
//!  0  4  "TRGN"
//!  4  2  version
//!  6  2  0
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
//!          Models      f64 in the order of `Model`
//!          Events      name:u32 kind:u8 0:u24                                  the program's own, sorted by name
//!          Lookbacks   form:u8 number:u8 topic:u16 (0xFFFF any) within:u32     see `lookbacks`
//!          Patterns    context:u16 form:u8 length:u8 start:u32                 see `patterns`
//!          Texts       u8                                                      what patterns look for
//! head length   the tail, which only the host reads:
//!        for each campaign: payload (JSON text)
//!        for each campaign: shared:u8 length:u8 bytes    its id: so many bytes of the one before, and its own; each 32nd is whole
//!        ids_length:u32
//!        names (JSON text), then names_length:u32, so that a host finds them from the end of the file
//! ```

/// First bytes.
pub const MAGIC: [u8; 4] = *b"TRGN";
/// The version this build reads and writes.
pub const VERSION: u16 = 3;
/// Where the checksummed part of the head starts, with the section table.
pub const HEAD_START: usize = 24;
/// Levels of a topic path.
pub const MOST_LEVELS: usize = 8;
/// A cap counts at most so many exposures.
pub const MOST_CAP: u8 = 8;
/// Places in one slot that one decision fills.
pub const MOST_TAKE: u16 = 1000;

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
}

impl Section {
    /// How many there are.
    pub const COUNT: usize = 16;
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
    ];

    /// Bytes of one entry.
    #[must_use]
    pub const fn stride(self) -> usize {
        match self {
            Self::Texts => 1,
            Self::CampaignTopics => 2,
            Self::Values | Self::Attributes | Self::Members => 4,
            Self::Steps => 6,
            Self::Topics | Self::Constants | Self::Models | Self::Events | Self::Lookbacks | Self::Patterns => 8,
            Self::Contexts | Self::Predicates => 12,
            Self::Slots => 16,
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
}

impl Model {
    /// How many there are.
    pub const COUNT: usize = 8;
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
            Self::PurchaseKind => (0.0, 1.0),
            Self::R | Self::A | Self::B => (1e-4, 1e4),
            Self::Alpha => (1e-2, 1e5),
            // Half-lives under six hours would leave the range of the decay scale before 2136.
            Self::LongHalfLife | Self::ShortHalfLife => (21_600.0, 315_360_000.0),
            Self::InterestWeight => (0.0, 100.0),
        }
    }
}
