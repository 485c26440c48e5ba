//! What the shop knows of each topic: how soon it is bought again, by how many, and how much of an average visitor's interest it
//! has. Four bytes and two.

use super::Program;
use super::layout::Section;

/// From which number to which a byte goes: ln of shape, ln of rate in days, the share that repeats, ln of the share that buys.
pub const RANGES: [(f64, f64); 4] = [(-6.0, 6.0), (-3.0, 9.0), (0.0, 1.0), (-7.0, 0.0)];

/// What is known of a topic, of all customers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// Shape of the Gamma that a customer's rate of purchase days is drawn from (Poisson-Gamma: Bhagat et al., KDD 2018).
    pub a: f64,
    /// Its rate, in days.
    pub b: f64,
    /// Share of buyers with a second day, 0 to 1.
    pub repeats: f64,
    /// Natural logarithm of the share of customers that bought it.
    pub buyers: f64,
}

impl Prior {
    /// Rounds to bytes. Never all 0, which says that nothing is known.
    #[must_use]
    pub fn compact(&self) -> [u8; 4] {
        let numbers = [libm::log(self.a), libm::log(self.b), self.repeats, self.buyers];
        let mut bytes = [0; 4];
        for ((byte, x), (low, high)) in bytes.iter_mut().zip(numbers).zip(RANGES) {
            *byte = libm::rint((x - low) / (high - low) * 255.0).clamp(0.0, 255.0) as u8;
        }
        bytes
    }

    /// Reads bytes.
    #[must_use]
    pub fn read(bytes: [u8; 4]) -> Self {
        let mut numbers = [0.0; 4];
        for ((x, byte), (low, high)) in numbers.iter_mut().zip(bytes).zip(RANGES) {
            *x = low + (high - low) * f64::from(byte) / 255.0;
        }
        let [a, b, repeats, buyers] = numbers;
        Self { a: libm::exp(a), b: libm::exp(b), repeats, buyers }
    }

    /// The gap that it makes likely, in days, 1 to 1,000.
    #[must_use]
    pub fn gap(&self) -> f64 {
        (self.b / self.a).max(1.0).min(1000.0)
    }
}

impl Program {
    /// What is known of a topic's purchases; `None` if nothing is.
    #[must_use]
    pub fn prior(&self, topic: u16) -> Option<Prior> {
        let bytes = self.u32(self.at(Section::Priors, topic.into()));
        (bytes != 0).then(|| Prior::read(bytes.to_le_bytes()))
    }

    /// Share of interest in a topic, and what lies below it, of an average visitor: 0 to 1.
    #[must_use]
    pub fn average(&self, topic: u16) -> f64 {
        f64::from(self.u16(self.at(Section::Priors, topic.into()).wrapping_add(4))) / 65_535.0
    }
}
