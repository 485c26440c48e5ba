//! A profile as a cookie's text: base64url without padding, which no firewall mistakes for code.

use super::Profile;
use crate::error::Error;
use base64ct::{Base64UrlUnpadded, Encoding};

/// Longer texts are refused unread: browsers keep no cookie above 4,096 bytes.
pub const LONGEST_TEXT: usize = 4_096;

impl Profile {
    /// Letters, digits, `-` and `_` only.
    #[must_use]
    pub fn to_text(&self) -> String {
        Base64UrlUnpadded::encode_string(&self.encode())
    }

    /// Reads what [`Profile::to_text`] wrote.
    ///
    /// # Errors
    /// [`Error::ProfileText`] for other characters or too many of them, else as [`Profile::decode`].
    pub fn from_text(text: &[u8]) -> Result<Self, Error> {
        if text.len() > LONGEST_TEXT {
            return Err(Error::ProfileText);
        }
        let mut buffer = [0u8; LONGEST_TEXT];
        let bytes = Base64UrlUnpadded::decode(text, &mut buffer).map_err(|_| Error::ProfileText)?;
        Self::decode(bytes)
    }
}
