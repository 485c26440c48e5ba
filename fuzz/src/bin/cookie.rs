//! Any text as a cookie, as it is and as the text of the same bytes with the right checksum.
#![no_main]

use base64ct::{Base64UrlUnpadded, Encoding};
use libfuzzer_sys::fuzz_target;
use trogen::engine::State;
use trogen::profile::{LONGEST_TEXT, Profile};
use trogen::signals::Drop;
use trogen_fuzz::{engine, is_sound, purchase, visitor, with_checksum};

/// A cookie's text is longer only if what cannot be left out is.
const LONGEST_WRITTEN: usize = 3_500;

fuzz_target!(init: { let _ = engine(); }, |data: &[u8]| {
    read(data);
    read(Base64UrlUnpadded::encode_string(&with_checksum(data)).as_bytes());
});

fn read(text: &[u8]) {
    let mut visitor = visitor(State::Text(text));
    let sound = Profile::from_text(text).as_ref().is_ok_and(is_sound);
    assert_eq!(Profile::from_text(text).is_err(), visitor.drops().of(Drop::Torn) == 1);
    written(visitor.profile(), sound);
    visitor.track(&purchase(1));
    visitor.shown(20);
    written(visitor.profile(), sound);
}

/// What is written is a cookie's text, and is read as the same profile but for what had to be left out.
fn written(profile: &Profile, sound: bool) {
    let text = profile.to_text();
    assert!(text.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_'), "{text}");
    let mut least = profile.clone();
    (least.topics, least.recent) = Default::default();
    let least = least.encode().len();
    assert!(text.len() <= LONGEST_WRITTEN.max(least.div_ceil(3) * 4), "{} characters for {least} bytes", text.len());
    assert!(text.len() <= LONGEST_TEXT, "{} characters are not read again", text.len());
    let read = Profile::from_text(text.as_bytes()).expect("what was written is read");
    if sound {
        assert_eq!(read.purchases, profile.purchases, "no purchase is lost");
        assert_eq!(read.exposures, profile.exposures, "no exposure is lost");
        assert_eq!(read.cart, profile.cart);
        assert_eq!(read.visits, profile.visits);
        assert_eq!(read.to_text(), text, "the same profile is the same text");
    }
}
