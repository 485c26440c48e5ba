//! Writes an index; for tools and tests, never in a page. The layout is drawn at [`super`].

use super::{HEAD, MAGIC, Weights};
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::fmt;

/// Most items of an index: their numbers have 16 bits.
pub const MOST_ITEMS: usize = u16::MAX as usize;
/// Longest item id, in bytes: an event's are cut there.
pub const LONGEST_ID: usize = 255;
/// Bytes that the ids may take.
const MOST_IDS: usize = 0xff_ffff;

/// Why there is no index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No session with an item.
    Nothing,
    /// More than 2^32 looks.
    TooMany,
    /// More than 16 MB of ids.
    LongIds,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "there is nothing to index: give sessions with items",
            Self::TooMany => "more than 2^32 looks: give the latest sessions only",
            Self::LongIds => "the ids take more than 16 MB: write the index without them",
        })
    }
}

impl core::error::Error for Refused {}

/// Writes an index of the latest sessions: as many as name no more than [`MOST_ITEMS`] items. `sessions` are hashes of item
/// ids, the first look first, in the order of their last look. Of `ids`, in any order, those of its items are
/// written behind it; one longer than [`LONGEST_ID`] is left out.
///
/// # Errors
/// [`Refused`].
pub fn write<S: AsRef<[u32]>, I: AsRef<[u8]>>(
    sessions: &[S],
    weights: &Weights,
    ids: &[I],
) -> Result<Vec<u8>, Refused> {
    let sessions = latest(sessions);
    let mut hashes: Vec<u32> = sessions.iter().flat_map(|s| s.as_ref()).copied().collect();
    let count = u32::try_from(hashes.len()).map_err(|_| Refused::TooMany)?;
    hashes.sort_unstable();
    hashes.dedup();
    let items = u16::try_from(hashes.len()).ok().filter(|n| *n > 0).ok_or(Refused::Nothing)?;
    let ids = tail(&hashes, ids)?;
    let mut bytes = MAGIC.to_vec();
    bytes.extend(items.to_le_bytes());
    bytes.extend([0, 0]);
    bytes.extend(count.to_le_bytes());
    bytes.push(0);
    bytes.extend((ids.len() as u32).to_le_bytes().iter().take(3));
    bytes.resize(HEAD, 0);
    reweigh(&mut bytes, weights);
    let before = [0].into_iter().chain(hashes.iter().copied());
    let gaps: Vec<[u8; 4]> =
        hashes.iter().zip(before).map(|(h, before)| h.wrapping_sub(before).to_le_bytes()).collect();
    planes(&gaps, &mut bytes);
    let starts: Vec<bool> = sessions.iter().flat_map(|s| (0..s.as_ref().len()).map(|i| i == 0)).collect();
    bytes.extend(
        starts.chunks(8).map(|bits| bits.iter().rev().fold(0, |byte: u8, bit| byte.wrapping_shl(1) | u8::from(*bit))),
    );
    let number = |hash: &u32| hashes.binary_search(hash).unwrap_or_default() as u16;
    let looks: Vec<[u8; 2]> = sessions.iter().flat_map(|s| s.as_ref()).map(|hash| number(hash).to_le_bytes()).collect();
    planes(&looks, &mut bytes);
    bytes.extend(ids);
    Ok(bytes)
}

/// Puts other weights into an index, in place. Bytes that are shorter than a head stay as they are.
pub fn reweigh(bytes: &mut [u8], w: &Weights) {
    let Some(head) = bytes.first_chunk_mut::<HEAD>() else { return };
    let [_, _, _, _, _, _, looks, own, _, _, _, _, again, _, _, _, lists @ ..] = head;
    (*looks, *own, *again) = (w.looks, w.own, w.again);
    let given = [&w.asked[..], &w.after, &w.before, &w.rare];
    lists.iter_mut().zip(given.into_iter().flatten()).for_each(|(to, from)| *to = *from);
}

/// The latest sessions that have room.
fn latest<S: AsRef<[u32]>>(sessions: &[S]) -> &[S] {
    let mut known = BTreeSet::new();
    let fits = |session: &&S| {
        known.extend(session.as_ref().iter().copied());
        known.len() <= MOST_ITEMS
    };
    let n = sessions.iter().rev().take_while(fits).count();
    sessions.get(sessions.len().saturating_sub(n)..).unwrap_or_default()
}

/// All first bytes, all second bytes, and so on.
fn planes<const N: usize>(rows: &[[u8; N]], bytes: &mut Vec<u8>) {
    (0..N).for_each(|k| bytes.extend(rows.iter().filter_map(|row| row.get(k))));
}

/// Ids of the items with these hashes; nothing of none.
fn tail<I: AsRef<[u8]>>(hashes: &[u32], ids: &[I]) -> Result<Vec<u8>, Refused> {
    let is_item = |id: &&[u8]| id.len() <= LONGEST_ID && hashes.binary_search(&crate::math::hash::fnv32(id)).is_ok();
    let ids: BTreeSet<&[u8]> = ids.iter().map(AsRef::as_ref).filter(is_item).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (mut shared, mut own, mut text) = (Vec::new(), Vec::new(), Vec::new());
    let mut before: &[u8] = &[];
    for id in &ids {
        let n = id.iter().zip(before).take_while(|(a, b)| a == b).count();
        let rest = id.get(n..).unwrap_or_default();
        shared.push(n as u8);
        own.push(rest.len() as u8);
        text.extend(rest);
        before = id;
    }
    let bytes = [&(ids.len() as u32).to_le_bytes()[..], &shared, &own, &text].concat();
    if bytes.len() > MOST_IDS { Err(Refused::LongIds) } else { Ok(bytes) }
}
