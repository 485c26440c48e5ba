//! Engines and visitors for JavaScript. Layouts of requests and answers stand at each call; the TypeScript side
//! (`pkg-config/src/visitor.ts`) reads and writes the same.

use super::table::{Held, Thing, held};
use crate::decision::{Page, Request};
use crate::engine::{Engine, State, Visitor};
use crate::host::Time;
use crate::math::hash;
use crate::profile::{Hand, KNOWN};
use crate::program::Program;
use crate::scores::Report;
use crate::signals::{Consent, Drop};
use crate::wire::{Reader, Writer};
use alloc::boxed::Box;
use alloc::vec::Vec;

/// Address of the buffer, made large enough for `n` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn io(n: usize) -> usize {
    held().io.address(n)
}

/// Loads the head of a compiled program, `n` bytes in the buffer; ask for the buffer's address again.
/// The engine's number, or below 16 the number of an [`crate::error::Error`].
#[unsafe(no_mangle)]
pub extern "C" fn open(n: usize) -> u32 {
    let mut held = held();
    let head = held.io.take(n);
    match Engine::load(head) {
        Ok(engine) => held.things.add(Thing::Engine(engine)),
        Err(error) => error as u32,
    }
}

/// Lets go of an engine or a visitor. Visitors keep what they need of their engine.
#[unsafe(no_mangle)]
pub extern "C" fn close(number: u32) {
    held().things.remove(number);
}

/// A visitor of an engine from `n` bytes of state in the buffer: `form` 0 none, 1 text, 2 bytes. `now` in Unix
/// milliseconds, `consent` as [`Consent::from_bits`]. Its number; 0 if there is no such engine.
#[unsafe(no_mangle)]
pub extern "C" fn visitor(engine: u32, form: u32, n: usize, now: f64, consent: u32) -> u32 {
    let held = &mut *held();
    let Some(engine) = held.things.engine(engine) else { return 0 };
    let time = Time::from_unix_ms(now);
    let mut visitor =
        engine.visitor(state(form, held.io.request(n)), time.unwrap_or_default(), Consent::from_bits(consent));
    if time.is_none() {
        visitor.dropped(Drop::BadValue);
    }
    held.things.add(Thing::Visitor(Box::new(visitor)))
}

/// A new moment or new permissions. A moment that no clock shows leaves the old one.
#[unsafe(no_mangle)]
pub extern "C" fn update(visitor: u32, now: f64, consent: u32) {
    let time = Time::from_unix_ms(now).map_or(u32::MAX, |time| time.0);
    call(visitor, Call::Update, consent, time);
}

/// `n` bytes of context in the buffer.
#[unsafe(no_mangle)]
pub extern "C" fn context(visitor: u32, n: u32) {
    call(visitor, Call::Context, n, 0);
}

/// `n` bytes of an event in the buffer; whether it counted. With `import` it comes from an import, whose name is that
/// of the hand.
#[unsafe(no_mangle)]
pub extern "C" fn track(visitor: u32, n: u32, import: u32) -> u32 {
    call(visitor, Call::Track, n, import)
}

/// Joins `n` bytes of state in the buffer: `form` 1 text, 2 bytes; `login` if it is what the shop has of a known
/// visitor. 0 if it could not, 1 if that gave nothing new, 2 if it did.
#[unsafe(no_mangle)]
pub extern "C" fn join(visitor: u32, form: u32, n: u32, login: u32) -> u32 {
    call(visitor, if login == 0 { Call::Join } else { Call::Login }, n, form)
}

/// Request: `(take:u16 length:u8 name)*`. Answer: for each slot `choices:u16 stops:u32`, then for each choice
/// `campaign:u32 reasons:u32 score:f64 kind:u8 tail:u32 length:u32`. Returns its length.
#[unsafe(no_mangle)]
pub extern "C" fn choose(visitor: u32, n: u32) -> u32 {
    call(visitor, Call::Choose, n, 0)
}

/// Notes what needs no answer: `what` 0 campaign `argument` was shown, 1 it was clicked, 2 forget everything, 3 the
/// adapter left something out, by the number of a [`Drop`], 4 part from a known profile, 5 the visitor's clock is
/// `argument` seconds ahead of UTC, 6 campaign `argument` was turned down.
#[unsafe(no_mangle)]
pub extern "C" fn note(visitor: u32, what: u32, argument: u32) {
    call(visitor, Call::Note, argument, what);
}

/// Tells a name of `n` bytes in the buffer: `what` 0 who writes, 1 what the visitor's key is drawn from if it has none,
/// 2 which member this is.
#[unsafe(no_mangle)]
pub extern "C" fn name(visitor: u32, what: u32, n: u32) {
    call(visitor, Call::Name, n, what);
}

/// Answers in the buffer; returns the length. `what`:
///
/// 0 drops: a `u32` for each [`Drop`], in order;
/// 1 scores: `numbers:f64*` in the order of [`crate::program::Attribute::REGISTRY`], then for each topic with a share
///   `topic:u16 share:f64 lift:f64 trend:f64 due:u8 due_in:f64 confidence:f64 chance28:f64`, `due` 255 where nothing was bought;
/// 2 the profile as text of at most `most` characters, 3 as at most `most` bytes: nothing without permission to persist.
#[unsafe(no_mangle)]
pub extern "C" fn read(visitor: u32, what: u32, most: u32) -> u32 {
    call(visitor, Call::Read, most, what)
}

/// What is done to a visitor.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Call {
    Update,
    Context,
    Track,
    Join,
    Login,
    Choose,
    Note,
    Name,
    Read,
}

/// Every call that is about a visitor, in one place: what each needs is there once. `n` is what the call is first about,
/// bytes in the buffer for most.
#[inline(never)]
fn call(visitor: u32, call: Call, n: u32, what: u32) -> u32 {
    let mut flag = 0;
    let length = with(visitor, |visitor, io, w| {
        let request = io.request(n as usize);
        flag = match call {
            Call::Update => {
                let time = (what != u32::MAX).then_some(Time(what));
                if time.is_none() {
                    visitor.dropped(Drop::BadValue);
                }
                visitor.update(time, Consent::from_bits(n));
                0
            }
            Call::Context => {
                visitor.set_context(request);
                0
            }
            Call::Track => u32::from(visitor.take(request, what != 0)),
            Call::Join | Call::Login => {
                let before = visitor.fingerprint();
                if visitor.join(state(what, request), call == Call::Login) {
                    1u32.wrapping_add((visitor.fingerprint() != before).into())
                } else {
                    0
                }
            }
            Call::Note => {
                note_one(visitor, what, n);
                0
            }
            Call::Name => {
                // No name is the name of those who give none.
                let hash = if n == 0 { 0 } else { hash::fnv32(request) };
                match what {
                    0 => visitor.set_hand(Hand { replica: hash, ..visitor.hand() }),
                    1 => visitor.set_key((hash & !KNOWN).max(1)),
                    _ => visitor.set_key(hash | KNOWN),
                }
                0
            }
            Call::Choose => {
                let page = visitor.choose(&requests(request));
                write_page(w, &page, visitor.program());
                0
            }
            Call::Read => {
                answer(w, visitor, what, n as usize);
                0
            }
        };
    });
    length.max(flag)
}

fn note_one(visitor: &mut Visitor, what: u32, argument: u32) {
    match what {
        0 => visitor.shown(argument),
        1 => visitor.clicked(argument),
        2 => visitor.forget(),
        4 => visitor.part(),
        6 => visitor.dismissed(argument),
        5 => visitor.set_hand(Hand { offset: argument.cast_signed(), ..visitor.hand() }),
        _ => visitor.dropped(if argument == Drop::Overflow as u32 { Drop::Overflow } else { Drop::Malformed }),
    }
}

fn answer(w: &mut Writer, visitor: &mut Visitor, what: u32, most: usize) {
    match what {
        0 => visitor.drops().all().iter().for_each(|n| w.u32(*n)),
        1 => {
            if visitor.may_compute() {
                let report = visitor.scores();
                write_scores(w, &report, visitor.program());
            }
        }
        2 => w.bytes = visitor.cookie(most).unwrap_or_default().into_bytes(),
        _ => w.bytes = visitor.snapshot(most).unwrap_or_default(),
    }
}

fn state(form: u32, bytes: &[u8]) -> State<'_> {
    match form {
        1 => State::Text(bytes),
        2 => State::Bytes(bytes),
        _ => State::None,
    }
}

/// Calls `f` with a visitor, the buffer and what writes the answer, and puts that into the buffer. The answer's length.
pub(super) fn with(visitor: u32, f: impl FnOnce(&mut Visitor, &super::io::Io, &mut Writer)) -> u32 {
    let Held { things, io } = &mut *held();
    let Some(visitor) = things.visitor(visitor) else { return 0 };
    let mut w = Writer::default();
    f(visitor, io, &mut w);
    io.answer(&w.bytes) as u32
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

fn write_scores(w: &mut Writer, report: &Report, program: &Program) {
    report.numbers.iter().for_each(|number| w.f64(*number));
    for (topic, score, forecast) in &report.topics {
        w.u16(*topic);
        w.f64(score.share);
        w.f64(score.lift(program.average(*topic)));
        w.f64(score.trend());
        let (due, rest) = match forecast {
            Some(f) => (f.due as u8, [f.due_in, f.confidence, f.chance28]),
            None => (u8::MAX, [f64::NAN; 3]),
        };
        w.u8(due);
        rest.iter().for_each(|number| w.f64(*number));
    }
}

fn write_page(w: &mut Writer, page: &Page, program: &Program) {
    for (choices, stops) in page.slots() {
        w.u16(choices.len() as u16);
        w.u32(stops.0);
        for choice in choices {
            let campaign = program.campaign(choice.campaign);
            w.u32(choice.campaign);
            w.u32(choice.reasons.0);
            w.f64(choice.score);
            w.u8(campaign.kind);
            w.u32(campaign.tail);
            w.u32(campaign.length);
        }
    }
}
