//! Fitting a profile into so many bytes: a ladder of bounds, each rung below the one before, and the first that fits is
//! taken. So a smaller place holds nothing that a larger one does not, and the same profile always loses the same.
//!
//! What is dropped first is what says least: present interests that have faded, then transactions (by which a repeated
//! order is known), older events and products, then the weakest topics, whose interest stays in the sums. Never dropped:
//! counts, the statistics of the purchase process, exposures of capped campaigns, answers.

use super::Profile;
use crate::math::decay::Level;
use crate::signals::Kind;
use alloc::vec::Vec;

/// What one rung keeps: topics of a replica, transactions, events of a kind, products owned and watched, events by which
/// an import is known again.
type Rung = [u16; 6];

/// The rungs. Faded interests go with the first.
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

/// Present interests below this, an eighth of a product page seen, have faded.
const FADED: i32 = -3 * 1024;

impl Profile {
    /// As [`Profile::encode`], in at most `most` bytes if what is never dropped fits them.
    #[must_use]
    pub fn encode_within(&self, most: usize) -> Vec<u8> {
        self.clone().write_within(most)
    }

    /// As [`Profile::encode_within`], without a copy.
    #[must_use]
    pub fn write_within(&mut self, most: usize) -> Vec<u8> {
        let mut bytes = self.write();
        if bytes.len() <= most {
            return bytes;
        }
        let Ok(mut lesser) = Self::decode(&bytes) else { return bytes };
        for rung in &LADDER {
            lesser.step_down(rung);
            bytes = lesser.write();
            if bytes.len() <= most {
                break;
            }
        }
        bytes
    }

    fn step_down(&mut self, [topics, transactions, events, owned, watched, taken]: &Rung) {
        let faded = Level(Level::new(0, self.visits.last, self.half_lives.short).0.saturating_add(FADED));
        for replica in &mut self.replicas.all {
            replica.tally.topics.fade(faded);
            replica.tally.topics.forget_to(usize::from(*topics));
            replica.taken.forget_to(usize::from(*taken));
        }
        self.purchases.forget_settled_to(usize::from(*transactions));
        for kind in &Kind::ALL {
            self.recent.forget_to(*kind, usize::from(*events));
        }
        self.items.forget_to(usize::from(*owned), usize::from(*watched));
    }
}
