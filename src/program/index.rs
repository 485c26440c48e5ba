//! The index from predicates to campaigns. A campaign whose first step ends its condition when the predicate fails stands behind
//! that gate; the compiler puts the predicate that fails most often first. When a program is loaded, each slot's candidates are
//! chained by gate, so that a decision passes over all that stand behind one that fails.

use super::layout::Section;
use super::{Program, REJECT, Slot};
use alloc::vec::Vec;

/// After the last candidate of a chain.
const END: u64 = u32::MAX as u64;

/// Candidates of a slot behind one gate: the gate above, below it the place in Members of the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain(u64);

impl Chain {
    /// The predicate that all of them need; that after the last if they need none.
    #[must_use]
    pub const fn gate(self) -> u16 {
        (self.0 >> 32) as u16
    }
}

/// Candidates of all slots by gate. Words of one size, so that the runtime has one kind of list for them.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// For each place in Members a lower one, which is the next of its chain.
    next: Vec<u64>,
    chains: Vec<u64>,
    /// For each slot where its chains end.
    ends: Vec<u64>,
}

impl Program {
    /// The chains of a slot.
    pub fn chains(&self, slot: &Slot) -> impl Iterator<Item = Chain> {
        let end = |i: usize| self.index.ends.get(i).map_or(0, |end| *end as usize);
        let range = end(slot.number.wrapping_sub(1))..end(slot.number);
        self.index.chains.get(range).unwrap_or(&[]).iter().map(|chain| Chain(*chain))
    }

    /// The candidates of a chain, as indices of campaigns.
    pub fn candidates(&self, chain: Chain) -> impl Iterator<Item = u32> {
        let mut at = chain.0 & END;
        core::iter::from_fn(move || {
            let here = at as u32;
            at = *self.index.next.get(here as usize)?;
            Some(self.member(here))
        })
    }

    /// Chains all candidates. Slots follow one another in Members; those of any other program get some candidates or others.
    pub(super) fn index(&self) -> Index {
        let mut index = Index::default();
        let open = self.predicate_count();
        let mut firsts = Vec::new();
        for slot in 0..self.count(Section::Slots) {
            let last = self.slot_at(slot).end().min(self.count(Section::Members) as u32);
            firsts.clear();
            firsts.resize(open.wrapping_add(1), END);
            while (index.next.len() as u32) < last {
                let place = index.next.len();
                let campaign = self.campaign(self.member(place as u32));
                let step = self.step(campaign.first_step);
                let is_open = campaign.steps == 0 || step.no != REJECT;
                let gate = if is_open { open } else { open.min(usize::from(step.predicate)) };
                let Some(first) = firsts.get_mut(gate) else { break };
                push(&mut index.next, *first);
                *first = place as u64;
            }
            for (gate, first) in firsts.iter().enumerate().filter(|(_, first)| **first != END) {
                push(&mut index.chains, (gate as u64) << 32 | first);
            }
            let chains = index.chains.len() as u64;
            push(&mut index.ends, chains);
        }
        index
    }
}

#[inline(never)]
fn push(list: &mut Vec<u64>, word: u64) {
    list.push(word);
}
