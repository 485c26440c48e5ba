//! Any bytes as an index of the next item; and an index of sessions that the bytes spell, with weights of theirs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trogen::engine::State;
use trogen::scores::next_item::writer::{reweigh, write};
use trogen::scores::next_item::{HEAD, Index, Next, Weights};
use trogen_fuzz::{engine, visitor};

/// A byte that ends a session.
const END: u8 = 0xff;

fuzz_target!(init: { let _ = engine(); }, |data: &[u8]| {
    let mut adopting = engine().clone();
    assert_eq!(adopting.adopt(data).is_ok(), ask(data), "what is read is adopted");
    let visitor = visitor(State::None);
    if let Some(index) = adopting.index() {
        assert!(visitor.next(&index, None, true, 9).is_empty(), "nothing was looked at yet");
        assert!(visitor.next(&index, Some(&[1, 2]), true, usize::MAX).len() <= 100);
    }
    let Some((weights, sessions)) = data.split_first_chunk::<112>() else { return };
    let list = |from: usize| std::array::from_fn(|i| weights[from + i]);
    let (asked, after, before) = (list(0), list(16), list(32));
    let [looks, own, again, ..] = *weights;
    let w = Weights { looks, own, again, asked, after, before, rare: std::array::from_fn(|i| weights[48 + i]) };
    let sessions: Vec<Vec<u32>> =
        sessions.split(|byte| *byte == END).map(|s| s.iter().map(|byte| u32::from(*byte) << 24).collect()).collect();
    let Ok(mut bytes) = write::<_, &str>(&sessions, &w, &[]) else { return };
    assert!(ask(&bytes), "what was written is read");
    reweigh(&mut bytes, &Weights { again: own, own: again, ..w });
    assert!(ask(&bytes));
});

/// Whether these bytes are an index; if so, what it says is in order.
fn ask(bytes: &[u8]) -> bool {
    let Some(index) = Index::read(bytes) else { return false };
    assert!(index.items() <= bytes.len().saturating_sub(HEAD) / 4);
    // As many as items, some of which it has: those of small indexes are the bytes of `sessions` above.
    let seen: Vec<u32> = bytes.iter().rev().take(20).map(|byte| u32::from(*byte) << 24).collect();
    let mut out = [Next::default(); 20];
    for (seen, repeat) in [(&seen[..], false), (&seen[..], true), (&seen[..1], true)] {
        let n = index.predict(seen, repeat, &mut out);
        let found = &out[..n];
        assert!(found.iter().all(|next| next.score > 0));
        assert!(found.is_sorted_by(|a, b| (b.score, a.item) <= (a.score, b.item)), "best first: {found:?}");
        assert!(repeat || found.iter().all(|next| Some(&next.item) != seen.last()), "the current item is left out");
    }
    true
}
