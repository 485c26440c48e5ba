//! What conditions ask of the past.
//!
//! ```text
//! look-back, 8 bytes: form:u8 number:u8 topic:u16 (0xFFFF any) within:u32 (seconds, 0 ever)
//!   form 0 count, 1 since    number is the kind of events
//!   form 2 ordered           number of steps, which follow as look-backs of form 3
//!   form 3 step              number is the kind of events
//! ```

use super::Program;
use super::layout::Section;

/// What a look-back wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum LookbackForm {
    /// How many.
    Count = 0,
    /// How many days ago the last one was.
    Since = 1,
    /// Whether its steps came in order.
    Ordered = 2,
    /// One of those steps.
    Step = 3,
}

/// One look-back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lookback {
    /// What it wants to know.
    pub form: LookbackForm,
    /// The number of the kind of events, or how many steps follow.
    pub number: u8,
    /// The topic, with all below it, that events must be about.
    pub topic: Option<u16>,
    /// Seconds it looks back; 0 for ever.
    pub within: u32,
}

impl Program {
    /// The look-back at an index; one beyond the last is a step of nothing.
    #[must_use]
    pub fn lookback(&self, index: u16) -> Lookback {
        let at = self.at(Section::Lookbacks, u32::from(index));
        let exists = usize::from(index) < self.count(Section::Lookbacks);
        let topic = self.u16(at.wrapping_add(2));
        Lookback {
            form: match self.u8(at) {
                0 if exists => LookbackForm::Count,
                1 => LookbackForm::Since,
                2 => LookbackForm::Ordered,
                _ => LookbackForm::Step,
            },
            number: if exists { self.u8(at.wrapping_add(1)) } else { u8::MAX },
            topic: if topic == u16::MAX { None } else { Some(topic) },
            within: self.u32(at.wrapping_add(4)),
        }
    }
}
