//! What texts of the context are looked through for: a beginning, an end, or a part. Upper and lower case differ.

use super::Program;
use super::layout::Section;

/// Where the text must be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum PatternForm {
    /// At the beginning.
    Prefix = 0,
    /// At the end.
    Suffix = 1,
    /// Anywhere.
    Contains = 2,
}

impl Program {
    /// How many patterns.
    #[must_use]
    pub fn pattern_count(&self) -> usize {
        self.count(Section::Patterns)
    }

    /// Which context attribute a pattern looks through.
    #[must_use]
    pub fn pattern_context(&self, index: u16) -> u16 {
        self.u16(self.at(Section::Patterns, index.into()))
    }

    /// Whether a text has the pattern at an index.
    #[must_use]
    pub fn has_pattern(&self, index: u16, text: &[u8]) -> bool {
        let at = self.at(Section::Patterns, index.into());
        let start = self.at(Section::Texts, self.u32(at.wrapping_add(4)));
        let length = usize::from(self.u8(at.wrapping_add(3)));
        let wanted = self.bytes.get(start..).and_then(|rest| rest.get(..length)).unwrap_or(&[]);
        match self.u8(at.wrapping_add(2)) {
            0 => text.starts_with(wanted),
            1 => text.ends_with(wanted),
            // An empty window would be no window; the compiler takes no empty text.
            _ => length > 0 && text.windows(length).any(|part| part == wanted),
        }
    }
}
