//! The composition root: [`Engine`] is one program, shared; [`Visitor`] is one person in hand.

use crate::decision::{Facts, Ground, Page, Request, Stop};
use crate::error::Error;
use crate::host::Time;
use crate::profile::{HalfLives, Profile};
use crate::program::Program;
use crate::scores::Scores;
use crate::signals::context::Context;
use crate::signals::{Consent, Drop, Drops, Permission, Signal};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// One program, loaded and checked.
#[derive(Clone, Debug)]
pub struct Engine {
    program: Arc<Program>,
}

/// How a visitor's state comes in.
#[derive(Clone, Copy, Debug)]
pub enum State<'a> {
    /// Nobody known.
    None,
    /// A cookie's text.
    Text(&'a [u8]),
    /// Bytes from a store.
    Bytes(&'a [u8]),
}

impl Engine {
    /// Loads the head of a compiled program.
    ///
    /// # Errors
    /// As [`Program::load`].
    pub fn load(head: Vec<u8>) -> Result<Self, Error> {
        Ok(Self { program: Arc::new(Program::load(head)?) })
    }

    /// The program.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Takes a visitor in hand. State that cannot be read is counted as torn, and the visitor starts anew.
    #[must_use]
    pub fn visitor(&self, state: State<'_>, now: Time, consent: Consent) -> Visitor {
        let half_lives = HalfLives::of(&self.program);
        let read = match state {
            State::None => Ok(Profile::new(half_lives)),
            State::Text(text) => Profile::from_text(text),
            State::Bytes(bytes) => Profile::decode(bytes),
        };
        let mut drops = Drops::default();
        let mut profile = read.unwrap_or_else(|_| {
            drops.count(Drop::Torn);
            Profile::new(half_lives)
        });
        profile.adopt(half_lives);
        Visitor {
            program: Arc::clone(&self.program),
            profile,
            context: Context::default(),
            now,
            consent,
            drops,
            facts: Facts::default(),
            fresh: false,
        }
    }
}

/// One person, with a profile, a context and permissions.
#[derive(Clone, Debug)]
pub struct Visitor {
    program: Arc<Program>,
    profile: Profile,
    context: Context,
    now: Time,
    consent: Consent,
    drops: Drops,
    facts: Facts,
    // Whether the facts are those of the present state; whatever changes it says no.
    fresh: bool,
}

impl Visitor {
    /// A new moment (`None` leaves the old one) and new permissions.
    pub fn update(&mut self, now: Option<Time>, consent: Consent) {
        let now = now.unwrap_or(self.now);
        if now != self.now || consent != self.consent {
            self.fresh = false;
        }
        (self.now, self.consent) = (now, consent);
    }

    /// Tells where the decision stands: a frame as drawn in [`crate::signals::context`]. What was told before is
    /// forgotten.
    pub fn set_context(&mut self, frame: &[u8]) {
        self.context.read(frame, &self.program, &mut self.drops);
        self.fresh = false;
    }

    /// Whether signals may be folded and decisions depend on them.
    #[must_use]
    pub fn may_compute(&self) -> bool {
        self.consent.compute == Permission::Granted
    }

    /// Folds one event, a frame as drawn in [`crate::signals::frame`]. Returns whether it counted; if not, `drops`
    /// says why.
    pub fn track(&mut self, frame: &[u8]) -> bool {
        if !self.may_compute() {
            self.drops.count(Drop::Consent);
            return false;
        }
        let Some(signal) = Signal::read(frame, &self.program, self.now, &mut self.drops) else { return false };
        match self.profile.fold(&signal, &self.program) {
            Ok(()) => {
                self.fresh = false;
                true
            }
            Err(reason) => {
                self.drops.count(reason);
                false
            }
        }
    }

    /// Fills the slots of a page. Changes nothing.
    pub fn choose(&mut self, requests: &[Request]) -> Page {
        if !self.may_compute() {
            return Page::empty(requests.len(), Stop::Consent);
        }
        self.with_ground(|ground| ground.choose(requests))
    }

    /// Notes that a campaign, by its index, was shown.
    pub fn shown(&mut self, campaign: u32) {
        if self.may_compute() && (campaign as usize) < self.program.campaign_count() {
            let c = self.program.campaign(campaign);
            self.profile.shown(c.key, if c.cap > 0 { c.window } else { 0 }, self.now);
            self.fresh = false;
        }
    }

    /// Notes that a campaign, by its index, was clicked.
    pub fn clicked(&mut self, campaign: u32) {
        if self.may_compute() && (campaign as usize) < self.program.campaign_count() {
            let c = self.program.campaign(campaign);
            let topics = self.program.campaign_topics(&c).map(|t| self.program.topic_at(t).key);
            self.profile.clicked(topics, self.now);
            self.fresh = false;
        }
    }

    /// What is inferred of this visitor now; without permission to compute, nothing.
    pub fn scores(&mut self) -> Scores {
        if !self.may_compute() {
            return Scores { alive: f64::NAN, expected28: f64::NAN, ..Scores::default() };
        }
        self.with_ground(|ground| ground.facts.scores.clone())
    }

    /// Everything that was left out so far.
    #[must_use]
    pub const fn drops(&self) -> &Drops {
        &self.drops
    }

    /// Counts something that an adapter left out.
    pub fn dropped(&mut self, reason: Drop) {
        self.drops.count(reason);
    }

    /// What is remembered.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The program this visitor is seen through.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The profile for storage; `None` without permission to persist.
    #[must_use]
    pub fn snapshot(&self) -> Option<Vec<u8>> {
        (self.consent.persist == Permission::Granted).then(|| self.profile.encode())
    }

    /// The profile for a cookie; `None` without permission to persist.
    #[must_use]
    pub fn cookie(&self) -> Option<String> {
        (self.consent.persist == Permission::Granted).then(|| self.profile.to_text())
    }

    /// Forgets everything about this visitor.
    pub fn forget(&mut self) {
        self.profile = Profile::new(HalfLives::of(&self.program));
        self.fresh = false;
    }

    /// Calls `f` with what a decision stands on, answering the program's questions if that was not done yet.
    pub fn with_ground<T>(&mut self, f: impl FnOnce(&Ground<'_>) -> T) -> T {
        let (program, profile, now) = (&self.program, &self.profile, self.now);
        if !self.fresh {
            self.facts.refresh(profile, program, &self.context, now);
            self.fresh = true;
        }
        f(&Ground { program, profile, facts: &self.facts, now })
    }
}
