//! FNV-1a (Fowler, Noll, Vo; draft-eastlake-fnv), 32 and 64 bits. Not for secrets: it only spreads and names.

const OFFSET_32: u32 = 0x811c_9dc5;
const PRIME_32: u32 = 0x0100_0193;

/// FNV-1a of `bytes`, 32 bits.
#[must_use]
pub const fn fnv32(bytes: &[u8]) -> u32 {
    fnv32_more(OFFSET_32, bytes)
}

/// Goes on from an earlier hash, as if the bytes had been joined.
#[must_use]
pub const fn fnv32_more(mut hash: u32, bytes: &[u8]) -> u32 {
    let mut rest = bytes;
    while let [byte, tail @ ..] = rest {
        hash = (hash ^ (*byte as u32)).wrapping_mul(PRIME_32);
        rest = tail;
    }
    hash
}

/// The same over little-endian words of four bytes, what is left byte by byte: a checksum of large things, four times as fast.
/// As with bytes, a change in one word always changes it.
#[must_use]
pub fn fnv32_words(bytes: &[u8]) -> u32 {
    let words = bytes.chunks_exact(4);
    let rest = words.remainder();
    let word = |bytes: &[u8]| bytes.first_chunk().map_or(0, |b| u32::from_le_bytes(*b));
    fnv32_more(words.fold(OFFSET_32, |hash, w| (hash ^ word(w)).wrapping_mul(PRIME_32)), rest)
}

/// FNV-1a of UTF-16 code units, 32 bits: each is one step, whatever its size. JavaScript's libraries hash texts so.
#[must_use]
pub fn fnv32_units(units: impl Iterator<Item = u16>) -> u32 {
    units.fold(OFFSET_32, |hash, unit| (hash ^ u32::from(unit)).wrapping_mul(PRIME_32))
}

/// One byte more of an FNV-1a, 32 bits, with ASCII letters in lower case: the key of a topic path.
#[must_use]
pub const fn step_lower(hash: u32, byte: u8) -> u32 {
    (hash ^ (byte.to_ascii_lowercase() as u32)).wrapping_mul(PRIME_32)
}

/// The hash of nothing: where [`step_lower`] starts.
pub const START: u32 = OFFSET_32;

/// FNV-1a of `bytes`, 64 bits: a program's content hash.
#[must_use]
pub fn fnv64(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Test vectors of the draft, appendix C.
    #[test]
    fn published_vectors() {
        assert_eq!(fnv32(b""), 0x811c_9dc5);
        assert_eq!(fnv32(b"a"), 0xe40c_292c);
        assert_eq!(fnv32(b"foobar"), 0xbf9c_f968);
        assert_eq!(fnv64(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv64(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn any_word_that_changes_is_seen() {
        let bytes: Vec<u8> = (0..43).collect();
        let sum = fnv32_words(&bytes);
        for i in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[i / 8] ^= 1 << (i % 8);
            assert_ne!(fnv32_words(&changed), sum, "bit {i}");
        }
        assert_ne!(fnv32_words(&bytes[..40]), sum);
        assert_eq!(fnv32_words(b"abc"), fnv32(b"abc"));
    }

    #[test]
    fn letters_of_either_case_are_one_topic() {
        let lower = b"Running/Shoes".iter().fold(START, |h, b| step_lower(h, *b));
        assert_eq!(lower, fnv32(b"running/shoes"));
        assert_eq!(fnv32_more(fnv32(b"foo"), b"bar"), fnv32(b"foobar"));
    }
}
