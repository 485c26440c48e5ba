//! What the merchant wants, as compiled bytes that are read where they lie.
//!
//! [`layout`] draws the bytes. At load a program's version, checksum and section bounds are checked; every
//! later access is total: an index that leads nowhere reads as zeros, a list is cut at its section's end, a condition's
//! jumps only go forward. So bytes that a broken compiler wrote may decide nonsense, but never panic or hang, and the
//! runtime carries no checks that a sound compiler makes needless. Nothing is unpacked: ten thousand campaigns cost their
//! bytes, and 4 for each place in the index.

mod attributes;
mod campaigns;
mod conditions;
mod index;
pub mod layout;
mod lookbacks;
mod patterns;
pub mod planes;
mod priors;
mod rewards;

pub use attributes::{Attribute, Place, ValueType};
pub use campaigns::{Campaign, CampaignKind, Slot};
pub use conditions::{ACCEPT, MOST_STEPS, NEXT, Op, Predicate, REJECT, Step};
pub use lookbacks::{Lookback, LookbackForm};
pub use patterns::PatternForm;
pub use priors::Prior;
pub use rewards::{Earning, Measure, Tier};

use crate::error::Error;
use crate::math::hash;
use alloc::vec::Vec;
use index::Index;
use layout::{Block, HEAD_START, MAGIC, Model, Section, VERSION};

/// Where nothing lies, with room for the fields of an entry behind it.
const NOWHERE: usize = usize::MAX / 2;

/// A topic's place in the interest tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Hash of its path in lower case: what profiles know it by.
    pub key: u32,
    /// The topic above, if any.
    pub parent: Option<u16>,
    /// Days that something bought in it lasts; 0 where nobody said.
    pub durable: u16,
}

/// A context attribute as declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContextDeclaration {
    /// Its type.
    pub kind: ContextKind,
    start: u32,
    count: u32,
}

/// The types of context attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ContextKind {
    /// A finite number.
    Number = 0,
    /// True or false, seen as 1 and 0.
    Flag = 1,
    /// A text, seen as the number of its value among those that conditions name.
    Text = 2,
}

/// A compiled program, checked and ready. Immutable; shared by all visitors.
#[derive(Clone, Debug)]
pub struct Program {
    bytes: Vec<u8>,
    sections: [(u32, u32); Section::COUNT],
    index: Index,
}

impl Program {
    /// Takes the head of a compiled program (everything before its names and payloads, which the engine never reads).
    ///
    /// # Errors
    /// [`Error::NotAProgram`], [`Error::ProgramVersion`], [`Error::ProgramTorn`] if the checksum differs,
    /// [`Error::ProgramBroken`] if the sections contradict each other. Any bytes are refused or loaded.
    pub fn load(bytes: Vec<u8>) -> Result<Self, Error> {
        let mut program = Self { bytes, sections: [(0, 0); Section::COUNT], index: Index::default() };
        if program.bytes.get(..4) != Some(MAGIC.as_slice()) {
            return Err(Error::NotAProgram);
        }
        if program.u16(4) != VERSION {
            return Err(Error::ProgramVersion);
        }
        let checked = program.bytes.get(HEAD_START..).ok_or(Error::ProgramTorn)?;
        if program.u32(16) as usize != program.bytes.len() || program.u32(20) != hash::fnv32_words(checked) {
            return Err(Error::ProgramTorn);
        }
        program.open().ok_or(Error::ProgramBroken)?;
        program.index = program.index();
        Ok(program)
    }

    /// Content hash over the whole program, names and payloads included.
    #[must_use]
    pub fn id(&self) -> u64 {
        u64::from(self.u32(8)) | (u64::from(self.u32(12)) << 32)
    }

    /// A number of the `models` section.
    #[must_use]
    pub fn model(&self, which: Model) -> f64 {
        self.f64(self.at(Section::Models, which as u32))
    }

    /// Whether weights of a block are carried.
    #[must_use]
    pub fn has(&self, block: Block) -> bool {
        (self.model(Model::Fitted) as u32).wrapping_shr(block as u32) & 1 == 1
    }

    /// A number of a block, 0 the intercept.
    #[must_use]
    pub fn weight(&self, block: Block, index: u32) -> f64 {
        self.f64(self.at(Section::Models, block.start().wrapping_add(index)))
    }

    /// How many topics.
    #[must_use]
    pub fn topic_count(&self) -> usize {
        self.count(Section::Topics)
    }

    /// The topic whose path has that hash.
    #[must_use]
    pub fn topic(&self, key: u32) -> Option<u16> {
        self.search(Section::Topics, key).and_then(|i| u16::try_from(i).ok())
    }

    /// The topic at an index; one beyond the last has key 0 and no parent.
    #[must_use]
    pub fn topic_at(&self, index: u16) -> Topic {
        let at = self.at(Section::Topics, u32::from(index));
        let parent = self.u16(at.wrapping_add(4));
        Topic {
            key: self.u32(at),
            parent: if parent == u16::MAX { None } else { Some(parent) },
            durable: self.u16(at.wrapping_add(6)),
        }
    }

    /// Key of the topic above that of a key.
    #[must_use]
    pub fn above(&self, key: u32) -> Option<u32> {
        Some(self.topic_at(self.topic_at(self.topic(key)?).parent?).key)
    }

    /// Whether the topic of a key is another topic or lies below it.
    #[must_use]
    pub fn is_within(&self, key: u32, above: u16) -> bool {
        let mut at = self.topic(key);
        for _ in 0..=layout::MOST_LEVELS {
            match at {
                Some(topic) if topic != above => at = self.topic_at(topic).parent,
                _ => return at.is_some(),
            }
        }
        false
    }

    /// Number of the kind of events that the program's own event of that name hash means.
    #[must_use]
    pub fn event(&self, name: u32) -> Option<u8> {
        let index = self.search(Section::Events, name)?;
        Some(self.u8(self.at(Section::Events, u32::try_from(index).ok()?).wrapping_add(4)))
    }

    /// How many context attributes are declared.
    #[must_use]
    pub fn context_count(&self) -> usize {
        self.count(Section::Contexts)
    }

    /// The context attribute whose name has that hash, with its index.
    #[must_use]
    pub fn context(&self, name: u32) -> Option<(usize, ContextDeclaration)> {
        let index = self.search(Section::Contexts, name)?;
        Some((index, self.context_at(u32::try_from(index).ok()?)))
    }

    /// The context attribute at an index.
    #[must_use]
    pub fn context_at(&self, index: u32) -> ContextDeclaration {
        let at = self.at(Section::Contexts, index);
        let kind = match self.u8(at.wrapping_add(4)) {
            0 => ContextKind::Number,
            1 => ContextKind::Flag,
            _ => ContextKind::Text,
        };
        let (start, count) = (self.u32(at.wrapping_add(8)), u32::from(self.u16(at.wrapping_add(6))));
        ContextDeclaration { kind, start, count }
    }

    /// The number of a text among a context attribute's known values; -1 if no condition names it.
    #[must_use]
    pub fn text_value(&self, declared: &ContextDeclaration, text: u32) -> f64 {
        (0..declared.count)
            .find(|i| self.u32(self.at(Section::Values, declared.start.wrapping_add(*i))) == text)
            .map_or(-1.0, f64::from)
    }

    /// Reads the section table.
    fn open(&mut self) -> Option<()> {
        for section in Section::ALL {
            let at = HEAD_START.checked_add(8usize.checked_mul(section as usize)?)?;
            let (start, count) = (self.u32(at), self.u32(at.checked_add(4)?));
            let end = (start as usize).checked_add((count as usize).checked_mul(section.stride())?)?;
            if end > self.bytes.len() {
                return None;
            }
            *self.sections.get_mut(section as usize)? = (start, count);
            planes::join(section, self.bytes.get_mut(start as usize..end)?);
        }
        Some(())
    }

    /// Finds a 32-bit key that each entry of a sorted section starts with.
    #[inline(never)]
    fn search(&self, section: Section, key: u32) -> Option<usize> {
        let (mut low, mut high) = (0usize, self.count(section));
        let (first, stride) = (self.at(section, 0), section.stride());
        while low < high {
            let middle = low.midpoint(high);
            let found = self.u32(first.wrapping_add(middle.wrapping_mul(stride)));
            match found.cmp(&key) {
                core::cmp::Ordering::Equal => return Some(middle),
                core::cmp::Ordering::Less => low = middle.saturating_add(1),
                core::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    fn count(&self, section: Section) -> usize {
        self.sections.get(section as usize).map_or(0, |s| s.1 as usize)
    }

    /// Where an entry starts; one beyond the section's last lies beyond all bytes and reads as zeros.
    #[inline(never)]
    fn at(&self, section: Section, index: u32) -> usize {
        match self.sections.get(section as usize) {
            Some((start, count)) if index < *count => {
                (*start as usize).wrapping_add((index as usize).wrapping_mul(section.stride()))
            }
            _ => NOWHERE,
        }
    }

    fn u8(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    #[inline(never)]
    fn u16(&self, at: usize) -> u16 {
        self.array(at).map_or(0, u16::from_le_bytes)
    }

    #[inline(never)]
    fn u32(&self, at: usize) -> u32 {
        self.array(at).map_or(0, u32::from_le_bytes)
    }

    #[inline(never)]
    fn f64(&self, at: usize) -> f64 {
        self.array(at).map_or(0.0, f64::from_le_bytes)
    }

    fn array<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        self.bytes.get(at..)?.first_chunk::<N>().copied()
    }
}
