//! The next item: what others looked at around the items that this visitor just looked at.
//!
//! Session-based nearest neighbours (Ludewig & Jannach, "Evaluation of session-based recommendation algorithms", UMUAI 28,
//! 2018) over the most recent sessions of each item, as VMIS-kNN samples them (Kersbergen et al., "Serenade", SIGMOD 2022),
//! with the sequential rules of the first paper for a weight: an item that stood `d` clicks after (or before) a look at
//! one of the visitor's items gets
//!
//! ```text
//! score += asked[how many clicks ago the visitor looked] * rare[how often the item was looked at] * after[d] (or before[d])
//! ```
//!
//! No neighbour is ranked and no list is merged: on the Serenade sample that was as good as any choice of neighbours. All weights
//! stand in the index, fitted by `trogen-learn`; the arithmetic is of whole numbers, so that ties and sums are the same
//! everywhere.
//!
//! ```text
//!   0  3  "tni"            1  version, 1
//!   4  2  n: items         1  looks: most recent looks of an item that are followed, 1..=64
//!   7  1  own: weight of the item itself (d = 0)
//!   8  4  e: looks         1  again: factor on items seen before the current one, in 16ths
//!  13  3  0
//!  16 16  asked: by clicks ago, 0 the current item     16  after: by distance 1..=16     16  before
//!  64 64  rare: by the number of looks that are followed, 1..=64
//! 128 4n  item hashes, ascending, each as its distance from the one before: all lowest bytes, ..., all highest
//!     e/8 bits, lowest first: whether a session starts here                      (rounded up)
//!     2e  looks, session after session, the latest last: item numbers, all low bytes, then all high bytes
//! ```
//!
//! Little endian. Bytes of one kind stand together because gzip likes it. The extremes: `looks` 1 follows only the latest session of
//! each item and is blind to all but fashion; at 64 a popular item takes most of the time. `again` 0 never shows what was
//! seen, 16 is neutral, 255 goes back before it goes on.

use alloc::vec::Vec;

/// What an index starts with: its name and version.
pub const MAGIC: [u8; 4] = *b"tni\x01";
/// Length of head and weights.
pub const HEAD: usize = 128;
/// Clicks of the visitor, and distances in a session, that have a weight.
pub const REACH: usize = 16;
/// Most looks of one item that are followed.
pub const MOST_LOOKS: usize = 64;
/// Candidates that are kept: a power of two. What finds no room is left out; the latest click's come first.
const ROOM: usize = 2048;
/// Places that are tried for a candidate.
const TRIES: usize = 24;
/// No look.
const NONE: u32 = u32::MAX;

/// Every tunable, 0 to 255; only their relation matters, but for `again` in 16ths and `looks`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Weights {
    pub looks: u8,
    pub own: u8,
    pub again: u8,
    pub asked: [u8; REACH],
    pub after: [u8; REACH],
    pub before: [u8; REACH],
    pub rare: [u8; MOST_LOOKS],
}

/// An item that may come next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Next {
    /// Hash of the item's id.
    pub item: u32,
    /// How likely, on no scale; 0 in a place that is not filled.
    pub score: u32,
}

/// An index that was read: 6 bytes for each look, 8 for each item.
#[derive(Clone, Debug)]
pub struct Index {
    weights: Weights,
    // Ascending, by item number.
    hashes: Vec<u32>,
    // The latest look at each item.
    latest: Vec<u32>,
    // Item number of each look.
    items: Vec<u16>,
    // The look at the same item before.
    earlier: Vec<u32>,
    starts: Vec<u8>,
}

impl Index {
    /// Reads an index; `None` for any bytes that are none. Time and memory are linear in the length of `bytes`.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (head, body) = bytes.split_at_checked(HEAD)?;
        let (magic, head) = head.split_first_chunk::<4>()?;
        let (&[n0, n1, looks, own, e0, e1, e2, e3, again, 0, 0, 0], head) = head.split_first_chunk::<12>()? else {
            return None;
        };
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
        let (low, high) = body.split_at_checked(e)?;
        if high.len() != e {
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

/// Candidates and their scores, by open addressing; a score of 0 is a free place.
struct Board {
    items: [u16; ROOM],
    scores: [u32; ROOM],
}

impl Board {
    fn add(&mut self, item: u16, score: u32) {
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
fn place(out: &mut [Next], mut next: Next) -> bool {
    let mut is_in = false;
    for here in out {
        if is_in || (next.score, here.item) > (here.score, next.item) {
            core::mem::swap(here, &mut next);
            is_in = true;
        }
    }
    is_in
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// An index of sessions whose items are their own hashes, with weights that fall with distance.
    fn index(sessions: &[&[u32]]) -> Vec<u8> {
        let mut hashes: Vec<u32> = sessions.concat();
        hashes.sort_unstable();
        hashes.dedup();
        let looks: Vec<u16> = sessions.concat().iter().map(|i| hashes.binary_search(i).unwrap() as u16).collect();
        let mut bytes = MAGIC.to_vec();
        bytes.extend((hashes.len() as u16).to_le_bytes());
        bytes.extend([8, 64]);
        bytes.extend((looks.len() as u32).to_le_bytes());
        bytes.extend([32, 0, 0, 0]);
        bytes.extend((0..48u8).map(|i| 240 / (1 + i % 16)).chain([128; 64]));
        let gaps: Vec<u32> = hashes.iter().scan(0, |last, h| Some(h - std::mem::replace(last, *h))).collect();
        bytes.extend((0..4).flat_map(|k| gaps.iter().map(move |g| g.to_le_bytes()[k])));
        let mut starts = vec![0u8; looks.len().div_ceil(8)];
        let mut at = 0;
        for session in sessions {
            starts[at / 8] |= 1 << (at % 8);
            at += session.len();
        }
        bytes.extend(starts);
        bytes.extend((0..2).flat_map(|k| looks.iter().map(move |l| l.to_le_bytes()[k])));
        bytes
    }

    fn items(bytes: &[u8], seen: &[u32], repeat: bool) -> Vec<u32> {
        let mut out = [Next::default(); 5];
        let n = Index::read(bytes).unwrap().predict(seen, repeat, &mut out);
        out[..n].iter().map(|n| n.item).collect()
    }

    #[test]
    fn what_followed_comes_first_and_sessions_do_not_run_into_each_other() {
        let bytes = index(&[&[7, 1, 2, 3], &[4, 1, 2], &[9, 8]]);
        assert_eq!(items(&bytes, &[1], false), [2, 4, 7, 3]);
        assert_eq!(items(&bytes, &[8], false), [9]);
        assert_eq!(items(&bytes, &[8], true), [9, 8]);
        assert_eq!(items(&bytes, &[5], true), [0u32; 0]);
        assert_eq!(items(&bytes, &[], true), [0u32; 0]);
    }

    #[test]
    fn what_was_seen_before_comes_again() {
        let bytes = index(&[&[1, 2, 3]]);
        assert_eq!(items(&bytes, &[2], false), [1, 3]);
        assert_eq!(items(&bytes, &[3, 2], false), [3, 1]);
    }

    #[test]
    fn only_the_latest_looks_count() {
        let old: Vec<&[u32]> = vec![&[1, 2]; 20];
        let bytes = index(&[old.as_slice(), &[&[1u32, 3] as &[u32]; 8]].concat());
        assert_eq!(items(&bytes, &[1], false), [3]);
    }

    proptest! {
        #[test]
        fn any_bytes_and_any_cut_are_read_or_refused(bytes: Vec<u8>, seen: Vec<u32>, at: usize, to: u8, room in 0usize..30) {
            let good = index(&[&[7, 1, 2, 3], &[4, 1, 2], &[9, 8], &[70000, 1 << 30, u32::MAX]]);
            let mut changed = good.clone();
            let at = at % good.len();
            changed[at] = to;
            let mut headed = good[..HEAD].to_vec();
            headed.extend(&bytes);
            let mut out = vec![Next::default(); room];
            for bytes in [&bytes[..], &good[..at], &changed, &headed] {
                if let Some(index) = Index::read(bytes) {
                    for seen in [&seen[..], &[1, 2, u32::MAX], &index.hashes] {
                        let n = index.predict(seen, at.is_multiple_of(2), &mut out);
                        prop_assert!(out[..n].iter().all(|n| n.score > 0));
                        prop_assert!(out[..n].is_sorted_by_key(|n| (std::cmp::Reverse(n.score), n.item)));
                    }
                }
            }
            prop_assert!(Index::read(&good).is_some() && Index::read(&good[..at]).is_none());
        }

        #[test]
        fn nothing_overflows(session in proptest::collection::vec(0u32..40, 1..300), seen in proptest::collection::vec(0u32..40, 0..20)) {
            let mut bytes = index(&[&session, &session]);
            bytes[6..8].fill(255);
            bytes[12] = 255;
            bytes[16..128].fill(255);
            let mut out = [Next::default(); 20];
            let n = Index::read(&bytes).unwrap().predict(&seen, false, &mut out);
            prop_assert!(out[..n].iter().all(|n| Some(&n.item) != seen.last()));
        }
    }
}
