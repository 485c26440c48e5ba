//! `Engine` and `Visitor` for JavaScript. Layouts of requests and answers stand at each call; the TypeScript side
//! (`pkg-config/src/bridge.ts`) reads and writes the same.

use super::io::Io;
use crate::decision::{Filled, Request};
use crate::engine::{Engine as Core, State, Visitor as CoreVisitor};
use crate::host::Time;
use crate::math::hash;
use crate::program::Program;
use crate::signals::{Consent, Drop};
use crate::wire::{Reader, Writer};
use alloc::string::String;
use alloc::vec::Vec;
use wasm_bindgen::prelude::wasm_bindgen;

/// One program.
#[wasm_bindgen]
pub struct Engine {
    core: Option<Core>,
    error: u8,
    io: Io,
}

#[wasm_bindgen]
impl Engine {
    /// From the head of a compiled program. Ask `io` before anything else.
    #[wasm_bindgen(constructor)]
    pub fn new(head: Vec<u8>) -> Self {
        match Core::load(head) {
            Ok(core) => Self { core: Some(core), error: 0, io: Io::new() },
            Err(error) => Self { core: None, error: error as u8, io: Io::new() },
        }
    }

    /// Address of the buffer, or, where the program did not load, the number of an [`crate::error::Error`], which no
    /// address is as low as.
    pub fn io(&self) -> usize {
        if self.error > 0 { usize::from(self.error) } else { self.io.address() }
    }

    /// A visitor from `n` bytes of state in the buffer: `form` 0 none, 1 text, 2 bytes. `now` in Unix milliseconds,
    /// `consent` as [`Consent::from_bits`]. `None` only where the program did not load.
    pub fn visitor(&self, form: u8, n: usize, now: f64, consent: u32) -> Option<Visitor> {
        let core = self.core.as_ref()?;
        let time = Time::from_unix_ms(now);
        let mut visitor = self.io.read(n, |bytes| {
            let state = match form {
                1 => State::Text(bytes),
                2 => State::Bytes(bytes),
                _ => State::None,
            };
            core.visitor(state, time.unwrap_or_default(), Consent::from_bits(consent))
        });
        if time.is_none() {
            visitor.dropped(Drop::BadValue);
        }
        Some(Visitor { core: visitor, io: self.io.clone(), now: time.unwrap_or_default() })
    }
}

/// One person.
#[wasm_bindgen]
pub struct Visitor {
    pub(super) core: CoreVisitor,
    pub(super) io: Io,
    now: Time,
}

#[wasm_bindgen]
impl Visitor {
    /// A new moment or new permissions. A moment that no clock shows leaves the old one.
    pub fn update(&mut self, now: f64, consent: u32) {
        match Time::from_unix_ms(now) {
            Some(time) => self.now = time,
            None => self.core.dropped(Drop::BadValue),
        }
        self.core.update(self.now, Consent::from_bits(consent));
    }

    /// `n` bytes of context in the buffer.
    pub fn context(&mut self, n: usize) {
        self.io.read(n, |bytes| self.core.set_context(bytes));
    }

    /// `n` bytes of an event in the buffer; whether it counted.
    pub fn track(&mut self, n: usize) -> bool {
        self.io.read(n, |bytes| self.core.track(bytes))
    }

    /// Request: `(take:u16 length:u8 name)*`. Answer: for each slot `choices:u16 stops:u32`, then for each choice
    /// `campaign:u32 reasons:u32 score:f64 kind:u8 tail:u32 lengths:u32`. Returns its length.
    pub fn choose(&mut self, n: usize) -> usize {
        let requests = self.io.read(n, requests);
        let filled = self.core.choose(&requests);
        let program = self.core.program();
        self.io.write(|w| filled.iter().for_each(|f| write_filled(f, program, w)))
    }

    /// Notes what needs no answer: `what` 0 campaign `argument` was shown, 1 it was clicked, 2 forget everything, 3 the
    /// adapter left something out, by the number of a [`Drop`].
    pub fn note(&mut self, what: u8, argument: u32) {
        match what {
            0 => self.core.shown(argument),
            1 => self.core.clicked(argument),
            2 => self.core.forget(),
            _ => self.core.dropped(if argument == Drop::Overflow as u32 { Drop::Overflow } else { Drop::Malformed }),
        }
    }

    /// Answers in the buffer; returns the length. `what`:
    ///
    /// 0 drops: a `u32` for each [`Drop`], in order;
    /// 1 scores: `stage:u8 alive:f64 expected28:f64 orders:u32 spend:f64 sessions:u32`, then `topic:u16 share:f64` for
    ///   each topic with a share;
    /// 2 the profile as text, 3 as bytes: nothing without permission to persist.
    pub fn read(&mut self, what: u8) -> usize {
        let bytes = match what {
            0 => self.core.drops().all().iter().flat_map(|n| n.to_le_bytes()).collect(),
            1 => self.scores(),
            2 => self.core.cookie().map(String::into_bytes).unwrap_or_default(),
            _ => self.core.snapshot().unwrap_or_default(),
        };
        self.io.answer(&bytes)
    }

    fn scores(&mut self) -> Vec<u8> {
        let mut w = Writer::default();
        self.core.with_ground(|ground| {
            let (scores, profile) = (&ground.facts.scores, ground.profile);
            w.u8(scores.stage as u8);
            w.f64(scores.alive);
            w.f64(scores.expected28);
            w.u32(profile.purchases.orders);
            w.f64(profile.purchases.spend as f64 / 100.0);
            w.u32(profile.visits.sessions);
            for (topic, score) in (0u16..).zip(&scores.topics) {
                if score.share > 0.0 {
                    w.u16(topic);
                    w.f64(score.share);
                }
            }
        });
        w.bytes
    }
}

pub(super) fn requests(bytes: &[u8]) -> Vec<Request> {
    let mut r = Reader::new(bytes);
    let mut requests = Vec::new();
    while !r.is_empty() {
        let take = r.u16();
        let n = r.u8();
        let name = r.take(usize::from(n));
        requests.push(Request { slot: hash::fnv32(name), take });
    }
    requests
}

fn write_filled(filled: &Filled, program: &Program, w: &mut Writer) {
    w.u16(filled.choices.len() as u16);
    w.u32(filled.stops.0);
    for choice in &filled.choices {
        let campaign = program.campaign(choice.campaign);
        w.u32(choice.campaign);
        w.u32(choice.reasons.0);
        w.f64(choice.score);
        w.u8(campaign.kind);
        w.u32(campaign.tail);
        w.u32(campaign.lengths);
    }
}
