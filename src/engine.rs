//! The composition root: [`Engine`] is one program, shared; [`Visitor`] is one person in hand.

#[cfg(feature = "next-item")]
mod next_item;

use crate::decision::{Facts, Ground, Page, Request, Stop, numbers};
use crate::error::Error;
use crate::host::Time;
use crate::math::hash;
use crate::profile::{HalfLives, Hand, KNOWN, Profile};
use crate::program::Program;
use crate::scores::{Inferred, Report};
use crate::signals::context::Context;
use crate::signals::{Consent, Drop, Drops, Kind, Permission, Signal};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// One program, loaded and checked.
#[derive(Clone, Debug)]
pub struct Engine {
    program: Arc<Program>,
    #[cfg(feature = "next-item")]
    index: Option<Arc<crate::scores::next_item::Index>>,
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

impl State<'_> {
    fn read(self, half_lives: HalfLives) -> Result<Profile, Error> {
        match self {
            State::None => Ok(Profile::new(half_lives)),
            State::Text(text) => Profile::from_text(text),
            State::Bytes(bytes) => Profile::decode(bytes),
        }
    }
}

impl Engine {
    /// Loads the head of a compiled program.
    ///
    /// # Errors
    /// As [`Program::load`].
    pub fn load(head: Vec<u8>) -> Result<Self, Error> {
        Ok(Self {
            program: Arc::new(Program::load(head)?),
            #[cfg(feature = "next-item")]
            index: None,
        })
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
        let mut drops = Drops::default();
        let mut profile = state.read(half_lives).unwrap_or_else(|_| {
            drops.count(Drop::Torn);
            Profile::new(half_lives)
        });
        profile.adopt(half_lives);
        Visitor {
            program: Arc::clone(&self.program),
            profile,
            context: Context::default(),
            now: now.max(Time::FIRST),
            consent,
            hand: Hand::default(),
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
    hand: Hand,
    drops: Drops,
    facts: Facts,
    // Whether the facts are those of the present state; whatever changes it says no.
    fresh: bool,
}

impl Visitor {
    /// A new moment (`None` leaves the old one) and new permissions.
    pub fn update(&mut self, now: Option<Time>, consent: Consent) {
        let now = now.map_or(self.now, |now| now.max(Time::FIRST));
        if now != self.now || consent != self.consent {
            self.fresh = false;
        }
        (self.now, self.consent) = (now, consent);
    }

    /// Under which name this writes, and how far the visitor's clock is ahead of UTC. Two who write at once need two
    /// names.
    pub fn set_hand(&mut self, hand: Hand) {
        self.hand = hand;
    }

    /// What [`Visitor::set_hand`] set.
    #[must_use]
    pub const fn hand(&self) -> Hand {
        self.hand
    }

    /// Gives the profile a key, if it has none or now becomes that of a known person: see
    /// [`crate::profile::Identity::key`].
    pub fn set_key(&mut self, key: u32) {
        let old = self.profile.identity.key;
        if old == 0 || (old & KNOWN == 0 && key & KNOWN != 0) {
            self.profile.identity.key = key;
            self.fresh = false;
        }
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
        self.take(frame, false)
    }

    /// As [`Visitor::track`], for an event of an import. The import's name is that of the hand; an event that it has
    /// taken in already changes nothing.
    pub fn import(&mut self, frame: &[u8]) -> bool {
        self.take(frame, true)
    }

    /// Folds one event, of an import or not.
    pub fn take(&mut self, frame: &[u8], is_import: bool) -> bool {
        let drops = &mut self.drops;
        if self.consent.compute != Permission::Granted {
            drops.count(Drop::Consent);
            return false;
        }
        let Some(signal) = Signal::read(frame, &self.program, self.now, drops) else { return false };
        let is_new = !is_import || self.profile.take_in(self.hand, signal.time, hash::fnv32(frame), drops);
        let folded =
            if is_new { self.profile.fold(&signal, &self.program, self.hand, drops) } else { Err(Drop::Duplicate) };
        match folded {
            Ok(()) => self.fresh = false,
            Err(reason) => drops.count(reason),
        }
        folded.is_ok()
    }

    /// Joins another copy of the profile, or at a login the profile that the shop has. Returns whether it could: it
    /// cannot be that of another person known to the shop.
    pub fn join(&mut self, state: State<'_>, is_login: bool) -> bool {
        self.fresh = false;
        let Ok(mut other) = state.read(self.profile.half_lives) else {
            self.drops.count(Drop::Torn);
            return false;
        };
        other.adopt(self.profile.half_lives);
        if is_login {
            self.profile.identity.login = self.now;
            other.identity.login = self.now.plus(1);
        }
        self.profile.join(other, self.hand.replica, &mut self.drops)
    }

    /// Another number for another profile, but for a chance of 1 in 2^32.
    pub fn fingerprint(&mut self) -> u32 {
        hash::fnv32(&self.profile.write())
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
            let window = if c.cap > 0 { c.window } else { 0 };
            let topics = self.topics_of(campaign);
            self.profile.shown(c.key, window, &topics, self.now, &self.program, self.hand, &mut self.drops);
            self.fresh = false;
        }
    }

    /// Notes that a campaign, by its index, was clicked.
    pub fn clicked(&mut self, campaign: u32) {
        self.came(campaign, Kind::SelectPromotion);
    }

    /// Notes that a campaign, by its index, was turned down.
    pub fn dismissed(&mut self, campaign: u32) {
        self.came(campaign, Kind::DismissPromotion);
    }

    fn came(&mut self, campaign: u32, kind: Kind) {
        if self.may_compute() && (campaign as usize) < self.program.campaign_count() {
            let topics = self.topics_of(campaign);
            self.profile.came(kind, &topics, self.now, &self.program, self.hand, &mut self.drops);
            self.fresh = false;
        }
    }

    fn topics_of(&self, campaign: u32) -> Vec<u32> {
        let campaign = self.program.campaign(campaign);
        self.program.campaign_topics(&campaign).map(|t| self.program.topic_at(t).key).collect()
    }

    /// What is inferred of this visitor now; without permission to compute, nothing.
    pub fn scores(&mut self) -> Report {
        let all = |i: &Inferred<'_>, context: &Context| Report { numbers: numbers(i, context), topics: i.topics() };
        self.with_inferred(all).unwrap_or_default()
    }

    /// The remembered products, and when each is bought again.
    #[cfg(feature = "insight")]
    pub fn products(&mut self) -> Vec<crate::scores::reasons::Product> {
        self.with_inferred(|inferred, _| inferred.products()).unwrap_or_default()
    }

    /// What moved each score.
    #[cfg(feature = "insight")]
    pub fn reasons(&mut self) -> Vec<crate::scores::reasons::Reason> {
        self.with_inferred(|inferred, _| inferred.reasons()).unwrap_or_default()
    }

    /// Calls `f` with what is inferred when it is asked, and the context; `None` without permission to compute.
    fn with_inferred<T>(&mut self, f: impl FnOnce(&Inferred<'_>, &Context) -> T) -> Option<T> {
        if !self.may_compute() {
            return None;
        }
        self.ground();
        let Self { program, profile, context, now, facts, .. } = self;
        let tally = profile.replicas.tally();
        Some(f(&Inferred::new(profile, &tally, program, &facts.scores, profile.now(*now)), context))
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

    /// The profile for storage, in at most `most` bytes if what is never dropped fits them; `None` without permission to
    /// persist.
    #[must_use]
    pub fn snapshot(&mut self, most: usize) -> Option<Vec<u8>> {
        self.may_persist().then(|| self.profile.write_within(most, &self.program))
    }

    /// The profile for a cookie of at most `most` characters; `None` without permission to persist.
    #[must_use]
    pub fn cookie(&mut self, most: usize) -> Option<String> {
        self.may_persist().then(|| self.profile.write_text(most, &self.program))
    }

    fn may_persist(&mut self) -> bool {
        self.profile.consent = self.consent.bits();
        self.consent.persist == Permission::Granted
    }

    /// Forgets everything about this visitor, so that no older copy brings it back.
    pub fn forget(&mut self) {
        self.profile.forget(self.now);
        self.fresh = false;
    }

    /// Starts a new profile of nobody known, as at a logout. The old one lives on where else it is kept.
    pub fn part(&mut self) {
        self.profile.part(self.now);
        self.fresh = false;
    }

    /// Calls `f` with what a decision stands on, answering the program's questions if that was not done yet.
    pub fn with_ground<T>(&mut self, f: impl FnOnce(&Ground<'_>) -> T) -> T {
        f(&self.ground())
    }

    /// What a decision stands on; the program's questions are answered if that was not done yet.
    #[inline(never)]
    pub fn ground(&mut self) -> Ground<'_> {
        let (program, profile, now) = (&self.program, &self.profile, self.now);
        if !self.fresh {
            self.facts.refresh(profile, program, &self.context, now);
            self.fresh = true;
        }
        Ground { program, profile, facts: &self.facts, now }
    }
}
