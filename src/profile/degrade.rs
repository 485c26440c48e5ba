//! Fitting a profile into so many bytes: a ladder of bounds, each rung below the one before, and the first that fits is
//! taken. So a smaller place holds nothing that a larger one does not, and the same profile always loses the same.
//!
//! What is dropped first is what says least: present interests that have faded, then transactions (by which a repeated
//! order is known), older events and products, then the weakest topics, whose interest goes to the topic above. Never dropped:
//! counts, the statistics of the purchase process, exposures that a cap still asks for, answers.

use super::Profile;
use crate::math::decay::{Level, weight};
use crate::program::Program;
use crate::signals::Kind;
use alloc::vec::Vec;

/// What one rung keeps: topics of a replica, transactions, events of a kind, products owned and watched, events by which
/// an import is known again.
type Rung = [u16; 6];

/// The rungs. Faded interests go with the first, exposures that no cap asks for any more, and the finest bits of levels.
const LADDER: [Rung; 18] = [
    [128, 64, 24, 16, 8, 1024],
    [128, 32, 24, 16, 8, 64],
    [128, 24, 16, 12, 6, 0],
    [128, 16, 12, 8, 4, 0],
    [120, 16, 12, 6, 4, 0],
    [112, 12, 8, 4, 4, 0],
    [104, 12, 8, 4, 2, 0],
    [100, 8, 8, 2, 2, 0],
    [96, 8, 6, 2, 2, 0],
    [92, 8, 6, 2, 2, 0],
    [88, 8, 4, 2, 2, 0],
    [80, 6, 4, 0, 1, 0],
    [64, 6, 4, 0, 1, 0],
    [48, 4, 4, 0, 1, 0],
    [32, 4, 2, 0, 0, 0],
    [16, 2, 1, 0, 0, 0],
    [8, 1, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 0],
];

/// Present interests below a two-thousandth of all, the prior of shares among them, have faded.
const FADED: i32 = 11 * 1024;

impl Profile {
    /// As [`Profile::encode`], in at most `most` bytes if what is never dropped fits them.
    #[must_use]
    pub fn encode_within(&self, most: usize, program: &Program) -> Vec<u8> {
        self.clone().write_within(most, program)
    }

    /// As [`Profile::encode_within`], without a copy.
    #[must_use]
    pub fn write_within(&mut self, most: usize, program: &Program) -> Vec<u8> {
        let mut bytes = self.write();
        if bytes.len() <= most {
            return bytes;
        }
        let Ok(mut lesser) = Self::decode(&bytes) else { return bytes };
        lesser.coarsen(program);
        for rung in &LADDER {
            lesser.step_down(rung, program);
            bytes = lesser.write();
            if bytes.len() <= most {
                break;
            }
        }
        bytes
    }

    fn step_down(&mut self, [topics, transactions, events, owned, watched, taken]: &Rung, program: &Program) {
        for replica in &mut self.replicas.all {
            replica.tally.topics.forget_to(usize::from(*topics), program);
            replica.taken.forget_to(usize::from(*taken));
        }
        self.purchases.forget_settled_to(usize::from(*transactions));
        for kind in &Kind::ALL {
            self.recent.forget_to(*kind, usize::from(*events));
        }
        self.items.forget_to(usize::from(*owned), usize::from(*watched));
    }

    /// Leaves out what costs most and says least: exposures that no cap asks for any more, present interests that have
    /// faded, and the finest bits of levels. One that was made so and not written since stays as it is.
    fn coarsen(&mut self, program: &Program) {
        self.exposures.forget_before(self.visits.last);
        if self.is_coarse {
            return;
        }
        let round = |l: Level| if l == Level::NONE { l } else { Level(l.0.saturating_add(8) & !15) };
        let mut all = Level::new(weight::FIVE, self.visits.last, self.half_lives.short);
        for replica in &self.replicas.all {
            all = replica
                .tally
                .topics
                .all()
                .iter()
                .fold(all.plus(replica.tally.topics.rest.short), |all, t| all.plus(t.interest.short));
        }
        for replica in &mut self.replicas.all {
            replica.tally.topics.fade(Level(all.0.saturating_sub(FADED)), program);
            replica.tally.topics.map(round);
            replica.tally.levels = replica.tally.levels.map(round);
        }
        self.is_coarse = true;
    }
}
