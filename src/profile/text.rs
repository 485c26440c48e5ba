//! A profile as a cookie's text: base64url without padding (RFC 4648, section 5), which no firewall mistakes for code.
//!
//! The forty lines are our own: the crates for it weigh 1.4 KB gzip here, a fifteenth of the runtime. One of them is the
//! reference of the tests.

use super::Profile;
use crate::error::Error;
use crate::program::Program;
use alloc::string::String;
use alloc::vec::Vec;

/// Longer texts are refused unread: browsers keep no cookie above 4,096 bytes.
pub const LONGEST_TEXT: usize = 4_096;
/// Characters of a cookie unless more are asked for; what is never dropped may need more.
pub const SHORT_TEXT: usize = 1_536;
/// No text is longer, so that a cookie's name and attributes still fit beside it.
pub const LONGEST_WRITTEN: usize = 3_500;

impl Profile {
    /// Letters, digits, `-` and `_` only, at most `most` of them if what is never dropped fits them, and at most 3,500.
    #[must_use]
    pub fn to_text(&self, most: usize, program: &Program) -> String {
        self.clone().write_text(most, program)
    }

    /// As [`Profile::to_text`], without a copy.
    #[must_use]
    pub fn write_text(&mut self, most: usize, program: &Program) -> String {
        // Four characters for three bytes.
        encode(&self.write_within((most.min(LONGEST_WRITTEN) / 4).wrapping_mul(3), program))
    }

    /// Reads what [`Profile::to_text`] wrote.
    ///
    /// # Errors
    /// [`Error::ProfileText`] for other characters or too many of them, else as [`Profile::decode`].
    pub fn from_text(text: &[u8]) -> Result<Self, Error> {
        if text.len() > LONGEST_TEXT {
            return Err(Error::ProfileText);
        }
        Self::decode(&decode(text).ok_or(Error::ProfileText)?)
    }
}

fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut bits, mut waiting) = (0u32, 0u32);
    let mut push = |sextet: u32| {
        let c = match sextet as u8 & 63 {
            n @ 0..26 => n.wrapping_add(b'A'),
            n @ 26..52 => n.wrapping_sub(26).wrapping_add(b'a'),
            n @ 52..62 => n.wrapping_sub(52).wrapping_add(b'0'),
            62 => b'-',
            _ => b'_',
        };
        text.push(char::from(c));
    };
    for byte in bytes {
        bits = bits.wrapping_shl(8) | u32::from(*byte);
        waiting = waiting.wrapping_add(8);
        while waiting >= 6 {
            waiting = waiting.wrapping_sub(6);
            push(bits.wrapping_shr(waiting));
        }
    }
    if waiting > 0 {
        push(bits.wrapping_shl(6u32.wrapping_sub(waiting)));
    }
    text
}

/// `None` for any other character, for a length that no bytes have, and for set bits beyond the last byte.
fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut waiting) = (0u32, 0u32);
    for c in text {
        let sextet = match c {
            b'A'..=b'Z' => c.wrapping_sub(b'A'),
            b'a'..=b'z' => c.wrapping_sub(b'a').wrapping_add(26),
            b'0'..=b'9' => c.wrapping_sub(b'0').wrapping_add(52),
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = bits.wrapping_shl(6) | u32::from(sextet);
        waiting = waiting.wrapping_add(6);
        if waiting >= 8 {
            waiting = waiting.wrapping_sub(8);
            bytes.push(bits.wrapping_shr(waiting) as u8);
        }
    }
    let rest = bits & 1u32.wrapping_shl(waiting).wrapping_sub(1);
    (waiting < 6 && rest == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64ct::{Base64UrlUnpadded, Encoding};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn writes_what_the_reference_writes(bytes: Vec<u8>) {
            prop_assert_eq!(encode(&bytes), Base64UrlUnpadded::encode_string(&bytes));
        }

        #[test]
        fn reads_what_the_reference_reads(text in "[A-Za-z0-9_=+/ -]{0,40}") {
            prop_assert_eq!(decode(text.as_bytes()), Base64UrlUnpadded::decode_vec(&text).ok());
        }
    }
}
