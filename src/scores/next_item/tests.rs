use super::writer::{MOST_ITEMS, Refused, write};
use super::*;
use crate::math::hash::fnv32;
use proptest::prelude::*;

/// Weights that fall with distance.
fn weights() -> Weights {
    let falling = std::array::from_fn(|i| (240 / (1 + i)) as u8);
    Weights { looks: 8, own: 64, again: 32, asked: falling, after: falling, before: falling, rare: [128; 64] }
}

/// An index of sessions whose items are their own hashes.
fn index(sessions: &[&[u32]]) -> Vec<u8> {
    write::<_, &str>(sessions, &weights(), &[]).unwrap()
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

#[test]
fn what_is_written_is_drawn_above() {
    let bytes = index(&[&[7, 1], &[0x0104]]);
    assert_eq!(bytes[..16], *b"tni\x01\x03\0\x08\x40\x03\0\0\0\x20\0\0\0");
    assert_eq!(bytes[HEAD..], [1, 6, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0b101, 1, 0, 2, 0, 0, 0]);
}

#[test]
fn ids_stand_behind_and_are_passed_over() {
    let ids = ["mug", "mugs", "cup", "", "not there"];
    let sessions: Vec<Vec<u32>> = vec![ids[..4].iter().map(|id| fnv32(id.as_bytes())).collect()];
    let plain = write::<_, &str>(&sessions, &weights(), &[]).unwrap();
    let bytes = write(&sessions, &weights(), &ids).unwrap();
    let tail = b"\x04\0\0\0\0\0\0\x03\0\x03\x03\x01cupmugs";
    assert_eq!(bytes[plain.len()..], *tail);
    assert_eq!((bytes[13], &bytes[16..plain.len()]), (tail.len() as u8, &plain[16..]));
    assert_eq!(items(&bytes, &[fnv32(b"mug")], false), items(&plain, &[fnv32(b"mug")], false));
    assert!(Index::read(&bytes[..plain.len()]).is_some(), "the host keeps the ids");
    assert!(Index::read(&bytes[..bytes.len() - 1]).is_none(), "ids that are cut off");
    assert!(Index::read(&[&bytes[..], b"x"].concat()).is_none());
}

#[test]
fn the_latest_sessions_have_room() {
    let sessions: Vec<Vec<u32>> = (0..40_000u32).map(|i| vec![2 * i, 2 * i + 1]).collect();
    let read = Index::read(&write::<_, &str>(&sessions, &weights(), &[]).unwrap()).unwrap();
    assert_eq!(read.items(), MOST_ITEMS - 1);
    let mut out = [Next::default(); 1];
    assert_eq!((read.predict(&[79_998], false, &mut out), out[0].item), (1, 79_999));
    assert_eq!(read.predict(&[0], false, &mut out), 0);
    assert_eq!(write::<Vec<u32>, &str>(&[vec![]], &weights(), &[]), Err(Refused::Nothing));
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
