//! The reader and the prediction; the layout is drawn at [`super`].

use super::board::{Board, ROOM, place};
use super::{HEAD, MAGIC, MOST_LOOKS, Next, REACH, Weights};
use alloc::vec::Vec;

/// No look.
const NONE: u32 = u32::MAX;

/// An index that was read: 6 bytes for each look, 8 for each item.
#[derive(Clone, Debug)]
pub struct Index {
    weights: Weights,
    // Ascending, by item number.
    pub(super) hashes: Vec<u32>,
    // The latest look at each item.
    latest: Vec<u32>,
    // Item number of each look.
    items: Vec<u16>,
    // The look at the same item before.
    earlier: Vec<u32>,
    starts: Vec<u8>,
}

impl Index {
    /// Reads an index, with its item ids, which are passed over, or without; `None` for any bytes that are none. Time and
    /// memory are linear in the length of `bytes`.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (head, body) = bytes.split_at_checked(HEAD)?;
        let (magic, head) = head.split_first_chunk::<4>()?;
        let (&[n0, n1, looks, own, e0, e1, e2, e3, again, t0, t1, t2], head) = head.split_first_chunk()?;
        let (asked, head) = head.split_first_chunk()?;
        let (after, head) = head.split_first_chunk()?;
        let (before, head) = head.split_first_chunk()?;
        let weights = Weights {
            looks: looks.clamp(1, MOST_LOOKS as u8),
            own,
            again,
            asked: *asked,
            after: *after,
            before: *before,
            rare: *head.first_chunk()?,
        };
        let n = usize::from(u16::from_le_bytes([n0, n1]));
        let count = u32::from_le_bytes([e0, e1, e2, e3]);
        let e = usize::try_from(count).ok()?;
        if *magic != MAGIC {
            return None;
        }
        let (gaps, body) = body.split_at_checked(n.checked_mul(4)?)?;
        let (starts, body) = body.split_at_checked(e.div_ceil(8))?;
        let (low, body) = body.split_at_checked(e)?;
        let (high, ids) = body.split_at_checked(e)?;
        if !ids.is_empty() && ids.len() as u64 != u64::from(u32::from_le_bytes([t0, t1, t2, 0])) {
            return None;
        }
        let mut hash = 0u32;
        let mut hashes = Vec::with_capacity(n);
        for i in 0..n {
            let plane = |k: usize| gaps.get(n.saturating_mul(k).saturating_add(i)).copied().unwrap_or(0);
            hash = hash.checked_add(u32::from_le_bytes([plane(0), plane(1), plane(2), plane(3)]))?;
            hashes.push(hash);
        }
        let mut latest = Vec::new();
        latest.resize(n, NONE);
        let (mut items, mut earlier) = (Vec::with_capacity(e), Vec::with_capacity(e));
        for (at, (low, high)) in (0..count).zip(low.iter().zip(high)) {
            let item = u16::from_le_bytes([*low, *high]);
            let look = latest.get_mut(usize::from(item))?;
            earlier.push(*look);
            *look = at;
            items.push(item);
        }
        Some(Self { weights, hashes, latest, items, earlier, starts: starts.to_vec() })
    }

    /// Fills `out`, best first, with what comes after the items of `seen` (hashes; the current one last), and gives how
    /// many it found. `repeat` says whether the current item may come again. Ties: the lower hash first.
    pub fn predict(&self, seen: &[u32], repeat: bool, out: &mut [Next]) -> usize {
        out.fill(Next::default());
        let mut board = Board { items: [0; ROOM], scores: [0; ROOM] };
        let mut asked = [None; REACH];
        for (ago, hash) in seen.iter().rev().take(REACH).enumerate() {
            let item = self.hashes.binary_search(hash).ok().and_then(|i| u16::try_from(i).ok());
            if item.is_none() || asked.contains(&item) {
                continue;
            }
            if let (Some(item), Some(place)) = (item, asked.get_mut(ago)) {
                *place = Some(item);
                self.follow(item, self.weights.asked.get(ago).copied().unwrap_or(0), &mut board);
            }
        }
        let (current, before) = asked.split_first().unwrap_or((&None, &[]));
        let mut found = 0usize;
        for (item, score) in board.items.into_iter().zip(board.scores) {
            let is_current = *current == Some(item);
            if score == 0 || (is_current && !repeat) {
                continue;
            }
            let is_again = !is_current && before.contains(&Some(item));
            let factor = if is_again { u64::from(self.weights.again) } else { 16 };
            let score = u32::try_from(u64::from(score).wrapping_mul(factor).wrapping_shr(4)).unwrap_or(u32::MAX);
            let hash = self.hashes.get(usize::from(item)).copied().unwrap_or(0);
            found = found.saturating_add(usize::from(score > 0 && place(out, Next { item: hash, score })));
        }
        found.min(out.len())
    }

    /// Items in it.
    #[must_use]
    pub const fn items(&self) -> usize {
        self.hashes.len()
    }

    /// The latest looks at `item`, and what stands around each of them.
    fn follow(&self, item: u16, asked: u8, board: &mut Board) {
        let w = &self.weights;
        let latest = self.latest.get(usize::from(item)).copied().unwrap_or(NONE);
        let before = |at: u32| self.earlier.get(at as usize).copied().unwrap_or(NONE);
        let looks = |from: u32| {
            core::iter::successors(Some(from).filter(|at| *at != NONE), move |at| {
                Some(before(*at)).filter(|at| *at != NONE)
            })
            .take(usize::from(w.looks))
        };
        let rare = looks(latest).count().checked_sub(1).and_then(|n| w.rare.get(n)).copied().unwrap_or(0);
        let base = u32::from(asked).wrapping_mul(rare.into());
        for at in looks(latest) {
            let at = at as usize;
            board.add(item, base.wrapping_mul(w.own.into()));
            for (d, weight) in (1usize..).zip(w.after) {
                let there = at.saturating_add(d);
                let Some(item) = self.items.get(there).filter(|_| !self.is_start(there)) else { break };
                board.add(*item, base.wrapping_mul(weight.into()));
            }
            let mut there = at;
            for weight in w.before {
                if self.is_start(there) {
                    break;
                }
                there = there.saturating_sub(1);
                let Some(item) = self.items.get(there) else { break };
                board.add(*item, base.wrapping_mul(weight.into()));
            }
        }
    }

    /// Whether a session starts with this look. The first always does.
    fn is_start(&self, at: usize) -> bool {
        let byte = self.starts.get(at.wrapping_shr(3)).copied().unwrap_or(u8::MAX);
        at == 0 || byte.wrapping_shr((at & 7) as u32) & 1 == 1
    }
}
