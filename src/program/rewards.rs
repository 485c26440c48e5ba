//! What the loyalty program promises: rewards for points, tiers, and what earns points.

use super::Program;
use super::layout::Section;

/// What a tier is reached by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Measure {
    /// Money spent.
    Spend = 0,
    /// Points earned.
    Points = 1,
    /// Orders.
    Orders = 2,
}

/// A tier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tier {
    /// What it takes.
    pub from: f64,
    /// Of what.
    pub measure: Measure,
    /// Within so many seconds.
    pub within: u32,
}

/// What earns points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Earning {
    /// Number of the event.
    pub event: u8,
    /// Only for this topic and what lies below it.
    pub topic: Option<u16>,
    /// Points each time.
    pub points: f64,
    /// Points for each whole unit of money.
    pub per_unit: f64,
}

impl Program {
    /// Points that each reward takes, ascending.
    pub fn rewards(&self) -> impl Iterator<Item = f64> {
        (0..self.count(Section::Rewards) as u32).map(|i| self.f64(self.at(Section::Rewards, i)))
    }

    /// The tiers, the lowest first.
    pub fn tiers(&self) -> impl Iterator<Item = Tier> {
        (0..self.count(Section::Tiers) as u32).map(|i| {
            let at = self.at(Section::Tiers, i);
            let measure = match self.u8(at.wrapping_add(8)) {
                0 => Measure::Spend,
                1 => Measure::Points,
                _ => Measure::Orders,
            };
            Tier { from: self.f64(at), measure, within: self.u32(at.wrapping_add(12)) }
        })
    }

    /// What earns points.
    pub fn earnings(&self) -> impl Iterator<Item = Earning> {
        (0..self.count(Section::Earning) as u32).map(|i| {
            let at = self.at(Section::Earning, i);
            let topic = self.u16(at.wrapping_add(2));
            Earning {
                event: self.u8(at),
                topic: (topic != u16::MAX).then_some(topic),
                points: self.f64(at.wrapping_add(8)),
                per_unit: self.f64(at.wrapping_add(16)),
            }
        })
    }
}
