//! UTF-16 code units, which JavaScript's expressions match one by one, and sets of them.

use super::letters;

/// Where the halves of surrogate pairs go: to characters of their own, in the plane for private use. No text has these
/// characters otherwise, since all above U+FFFF are halves by then.
const HALVES: u32 = 0x0010_0000;

/// A set: ranges with both ends in them, in order and apart.
pub type Set = Vec<(u16, u16)>;

/// The character that stands for a code unit.
pub fn character(unit: u16) -> char {
    let unit = u32::from(unit);
    char::from_u32(unit)
        .or_else(|| char::from_u32(HALVES.saturating_add(unit.saturating_sub(0xd800))))
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// What `\s` matches and what numbers may have around them (ECMA-262, `WhiteSpace` and `LineTerminator`).
pub fn is_space(unit: u16) -> bool {
    SPACE.iter().any(|(low, high)| (*low..=*high).contains(&unit))
}

/// What `\s` matches.
pub const SPACE: [(u16, u16); 10] = [
    (0x09, 0x0d),
    (0x20, 0x20),
    (0xa0, 0xa0),
    (0x1680, 0x1680),
    (0x2000, 0x200a),
    (0x2028, 0x2029),
    (0x202f, 0x202f),
    (0x205f, 0x205f),
    (0x3000, 0x3000),
    (0xfeff, 0xfeff),
];
/// What `\d` matches.
pub const DIGIT: [(u16, u16); 1] = [(0x30, 0x39)];
/// What `\w` matches.
pub const WORD: [(u16, u16); 4] = [(0x30, 0x39), (0x41, 0x5a), (0x5f, 0x5f), (0x61, 0x7a)];
/// What `.` does not match.
pub const LINE_END: [(u16, u16); 3] = [(0x0a, 0x0a), (0x0d, 0x0d), (0x2028, 0x2029)];

/// All that is not in a set.
pub fn complement(set: &[(u16, u16)]) -> Set {
    let mut rest = Set::new();
    // The first unit after the ranges so far; none after the last unit.
    let mut next = Some(0u16);
    for (low, high) in set {
        let Some(from) = next else { break };
        if *low > from {
            rest.push((from, low.saturating_sub(1)));
        }
        next = high.checked_add(1);
    }
    rest.extend(next.map(|from| (from, u16::MAX)));
    rest
}

/// Adds a range to a set, joined with what it meets.
pub fn add(set: &mut Set, low: u16, high: u16) {
    let from = set.partition_point(|range| range.1 < low.saturating_sub(1));
    let to = set.partition_point(|range| range.0 <= high.saturating_add(1));
    let met = set.get(from..to).unwrap_or(&[]);
    let low = met.first().map_or(low, |range| range.0.min(low));
    let high = met.last().map_or(high, |range| range.1.max(high));
    set.splice(from..to, [(low, high)]);
}

/// The unit that stands for all that differ from it by case only (ECMA-262, `Canonicalize` without the flag `u`): its
/// upper case, if that is one unit, and of ASCII only where it was.
pub fn folded(unit: u16) -> u16 {
    if unit < 0x80 {
        return u16::from(u8::try_from(unit).unwrap_or(0).to_ascii_uppercase());
    }
    letters::upper(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complement_has_the_rest() {
        assert_eq!(complement(&[]), [(0, 0xffff)]);
        assert_eq!(complement(&[(0, 0xffff)]), []);
        assert_eq!(complement(&[(0x30, 0x39), (0x61, 0x7a)]), [(0, 0x2f), (0x3a, 0x60), (0x7b, 0xffff)]);
        assert_eq!(complement(&[(0, 5), (0x10, 0xffff)]), [(6, 0xf)]);
    }

    #[test]
    fn ranges_join_where_they_meet() {
        let all = |ranges: &[(u16, u16)]| {
            let mut set = Set::new();
            ranges.iter().for_each(|(low, high)| add(&mut set, *low, *high));
            set
        };
        assert_eq!(all(&[(5, 6), (1, 2), (9, 9)]), [(1, 2), (5, 6), (9, 9)]);
        assert_eq!(all(&[(5, 6), (1, 2), (9, 9), (3, 4)]), [(1, 6), (9, 9)]);
        assert_eq!(all(&[(5, 6), (1, 2), (9, 9), (2, 20)]), [(1, 20)]);
        assert_eq!(all(&[(1, 20), (3, 4)]), [(1, 20)]);
        assert_eq!(all(&[(0xfffe, 0xffff), (0, 0), (0xffff, 0xffff)]), [(0, 0), (0xfffe, 0xffff)]);
    }

    #[test]
    fn letters_of_either_case_fold_to_one() {
        let pairs = [('a', 'A'), ('ä', 'Ä'), ('ς', 'Σ'), ('ß', 'ß'), ('ı', 'ı'), ('ſ', 'ſ'), ('ÿ', 'Ÿ'), ('1', '1')];
        for (letter, wanted) in pairs {
            assert_eq!(folded(letter as u16), wanted as u16, "{letter}");
        }
    }

    #[test]
    fn halves_have_characters_of_their_own() {
        assert_eq!(character(0x41), 'A');
        assert_eq!(character(0xd800), '\u{100000}');
        assert_eq!(character(0xdfff), '\u{1007ff}');
    }
}
