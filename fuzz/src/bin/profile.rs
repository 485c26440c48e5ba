//! Any bytes as a stored profile, as they are and with the right checksum behind them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trogen::engine::State;
use trogen::profile::Profile;
use trogen::signals::Drop;
use trogen_fuzz::{comes_back, decide, engine, is_sound, purchase, visitor, with_checksum};

fuzz_target!(init: { let _ = engine(); }, |data: &[u8]| {
    read(data);
    read(&with_checksum(data));
});

fn read(bytes: &[u8]) {
    let Ok(profile) = Profile::decode(bytes) else {
        assert_eq!(visitor(State::Bytes(bytes)).drops().of(Drop::Torn), 1, "what cannot be read is counted");
        return;
    };
    let again = Profile::decode(&profile.encode()).expect("what was written is read");
    let sound = is_sound(&profile);
    if sound {
        assert_eq!(again, profile, "what is read is what was written");
    }
    let mut visitor = visitor(State::Bytes(bytes));
    assert_eq!(visitor.drops().of(Drop::Torn), 0);
    decide(&mut visitor, 0);
    let known: Vec<u32> = visitor.profile().purchases.recent().iter().map(|t| t.id).collect();
    let fresh = (0..).find(|i| !known.contains(&trogen::math::hash::fnv32(format!("t{i}").as_bytes())));
    let orders = visitor.profile().purchases.orders;
    assert!(visitor.track(&purchase(fresh.expect("some id is free"))), "a new order counts");
    assert_eq!(visitor.profile().purchases.orders, orders.saturating_add(1));
    visitor.shown(20);
    visitor.clicked(0);
    decide(&mut visitor, 60);
    if sound {
        comes_back(&visitor);
    } else {
        Profile::decode(&visitor.profile().encode()).expect("what was written is read");
    }
}
