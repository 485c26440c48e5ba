//! Any bytes as a compiled program, as they are and as the sections of a head whose magic, length and checksum are right.
//! Such a program may decide nonsense, but it decides.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trogen::engine::{Engine, State};
use trogen::math::hash;
use trogen::program::layout::Model;
use trogen::signals::Consent;
use trogen_fuzz::{NOW, comes_back, decide_page, head_of, purchase};

/// A context of the names that the targets' program declares.
const CONTEXT: &[u8] = b"\x07weather\x02\x04rain\x06member\x03\x04city\x02\x03Ulm";

fuzz_target!(|data: &[u8]| {
    load(data.to_vec());
    load(head_of(data));
});

fn load(head: Vec<u8>) {
    let chance = hash::fnv32(&head) % 64;
    let Ok(engine) = Engine::load(head) else { return };
    let mut visitor = engine.visitor(State::None, NOW, Consent::GRANTED);
    visitor.set_context(CONTEXT);
    decide_page(&mut visitor, 0);
    // With numbers that no compiler allows, a customer's scores cost up to 30 ms, and teach the fuzzer nothing each time.
    if chance > 0 && Model::ALL.iter().any(|model| !model.allows(engine.program().model(*model))) {
        return;
    }
    assert!(visitor.track(&purchase(1)), "an order counts, whatever the program");
    visitor.track(b"\x0badd_to_cart\x07\x02\x04cups");
    visitor.track(b"\x09view_item\x07\x02\x09tea/black");
    for campaign in [0, 1, 7, u32::MAX] {
        visitor.shown(campaign);
        visitor.clicked(campaign);
    }
    for take in [3, 1_000] {
        decide_page(&mut visitor, take);
    }
    visitor.scores();
    comes_back(&visitor);
}
