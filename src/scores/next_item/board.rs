//! Where scores are added up, and the list of the best.

use super::Next;

/// Candidates that are kept: a power of two. What finds no room is left out; the latest click's come first.
pub const ROOM: usize = 2048;
/// Places that are tried for a candidate.
const TRIES: usize = 24;

/// Candidates and their scores, by open addressing; a score of 0 is a free place.
pub struct Board {
    pub items: [u16; ROOM],
    pub scores: [u32; ROOM],
}

impl Board {
    /// Adds to an item's score, if there is room for the item.
    pub fn add(&mut self, item: u16, score: u32) {
        if score == 0 {
            return;
        }
        let start = usize::from(item.wrapping_mul(0x9e37));
        for i in 0..TRIES {
            let at = start.wrapping_add(i) & (ROOM.wrapping_sub(1));
            let (Some(here), Some(sum)) = (self.items.get_mut(at), self.scores.get_mut(at)) else { return };
            if *sum == 0 || *here == item {
                *here = item;
                *sum = sum.saturating_add(score);
                return;
            }
        }
    }
}

/// Puts one where it belongs in a list, best first; the last falls out. Whether it came in; unfilled places score 0.
pub fn place(out: &mut [Next], mut next: Next) -> bool {
    let mut is_in = false;
    for here in out {
        if is_in || (next.score, here.item) > (here.score, next.item) {
            core::mem::swap(here, &mut next);
            is_in = true;
        }
    }
    is_in
}
