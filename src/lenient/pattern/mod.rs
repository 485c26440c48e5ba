//! JavaScript's regular expressions (ECMA-262 with its annex B, no flag but `i`), by way of `regex-lite`.
//!
//! A pattern is read here, unit by unit, and written anew with nothing but literals, sets, groups and repetitions, which
//! both know. So it means what it means in JavaScript also where the dialects differ: `\d` in a set, a lone `{`, `[^]`,
//! white space, letters of either case, halves of surrogate pairs. What takes backtracking is left out: look-around and
//! back-references make a pattern match nothing, as one that is wrong.
//!
//! Only whether there is a match is asked, so groups capture nothing and repetitions are all greedy.

mod sets;

use super::units;
use regex_lite::RegexBuilder;
use sets::Escape;

/// Whether a pattern matches anywhere in a text. No for one that is no pattern, or needs more than there is here.
#[must_use]
pub fn matches(pattern: &str, text: &str, insensitive: bool) -> bool {
    let build = |written: String| RegexBuilder::new(&written).size_limit(usize::MAX).build().ok();
    let Some(regex) = rewritten(pattern, insensitive).and_then(build) else { return false };
    let fold = |unit| if insensitive { units::folded(unit) } else { unit };
    let text: String = text.encode_utf16().map(|unit| units::character(fold(unit))).collect();
    regex.is_match(&text)
}

/// A pattern for `regex-lite`, over a text whose units are folded if `insensitive` and stand as characters.
fn rewritten(pattern: &str, insensitive: bool) -> Option<String> {
    let units: Vec<u16> = pattern.encode_utf16().collect();
    let (captures, named) = captures(&units);
    let mut reader = Reader {
        units: &units,
        insensitive,
        captures,
        named,
        may_fold: MOST_FOLDED,
        sizes: vec![0],
        last: 0,
        out: String::new(),
    };
    reader.pattern()?;
    Some(reader.out)
}

/// How many units and ranges a pattern may have with its repetitions written out; a match takes time in proportion to this by
/// the text's length. Counted here and not in bytes by `regex-lite`, for which a pattern is smaller on 32 bits.
const MOST_STEPS: u32 = 1 << 15;
/// Units of sets that are folded one by one; a pattern with more is refused, since it would take seconds.
const MOST_FOLDED: usize = 1 << 18;
/// What matches nothing.
const NEVER: &str = r"(?:\b\B)";

/// How many groups capture, and whether one has a name.
fn captures(units: &[u16]) -> (u32, bool) {
    let (mut count, mut named, mut in_set) = (0u32, false, false);
    let mut rest = units;
    while let [unit, tail @ ..] = rest {
        rest = tail;
        match ascii(*unit) {
            '\\' => rest = rest.get(1..).unwrap_or(&[]),
            '[' => in_set = true,
            ']' => in_set = false,
            '(' if !in_set => match rest.iter().take(3).map(|unit| ascii(*unit)).collect::<Vec<_>>()[..] {
                ['?', '<', '=' | '!'] => {}
                ['?', '<', ..] => (count, named) = (count.saturating_add(1), true),
                ['?', ..] => {}
                _ => count = count.saturating_add(1),
            },
            _ => {}
        }
    }
    (count, named)
}

/// A unit as an ASCII character; NUL stands for all others, and no syntax has it.
fn ascii(unit: u16) -> char {
    u8::try_from(unit).ok().filter(u8::is_ascii).map_or('\0', char::from)
}

/// Reads a pattern and writes another.
struct Reader<'a> {
    /// What is left to read.
    units: &'a [u16],
    insensitive: bool,
    captures: u32,
    named: bool,
    may_fold: usize,
    /// The steps of each open group and, first, of all; and of what was read last.
    sizes: Vec<u32>,
    last: u32,
    out: String,
}

impl Reader<'_> {
    /// All of it; `None` if it is wrong or needs more than there is.
    fn pattern(&mut self) -> Option<()> {
        // Whether what was read last can be repeated.
        let mut atom = false;
        while let Some(unit) = self.next() {
            let was_atom = std::mem::replace(&mut atom, true);
            match ascii(unit) {
                '(' => {
                    self.group()?;
                    self.sizes.push(1);
                    atom = false;
                }
                ')' => {
                    self.out.push(')');
                    let size = self.sizes.pop()?;
                    // Without an opening one.
                    self.sizes.last()?;
                    self.grow(size)?;
                }
                '|' | '^' | '$' => {
                    self.out.push(ascii(unit));
                    self.grow(1)?;
                    atom = false;
                }
                '.' => self.set(&units::complement(&units::LINE_END))?,
                '[' => self.class()?,
                '*' | '+' | '?' => {
                    self.repeat(was_atom, &ascii(unit).to_string(), 1)?;
                    atom = false;
                }
                '{' => match self.counts() {
                    Some((counts, most)) => {
                        self.repeat(was_atom, &counts, most?)?;
                        atom = false;
                    }
                    None => self.literal(unit)?,
                },
                '\\' => match self.units.first().map(|unit| ascii(*unit)) {
                    Some(name @ ('b' | 'B')) => {
                        self.next();
                        self.out.push('\\');
                        self.out.push(name);
                        self.grow(1)?;
                        atom = false;
                    }
                    Some('1'..='9') if self.refers_back() => return None,
                    _ => match self.escape(false)? {
                        Escape::Unit(unit) => self.literal(unit)?,
                        Escape::Set(set) => self.set(&set)?,
                    },
                },
                _ => self.literal(unit)?,
            }
        }
        (self.sizes.len() == 1).then_some(())
    }

    /// Counts what was read last, or more copies of it.
    fn grow(&mut self, steps: u32) -> Option<()> {
        self.last = steps;
        let size = self.sizes.last_mut()?;
        *size = size.checked_add(steps).filter(|size| *size <= MOST_STEPS)?;
        Some(())
    }

    fn next(&mut self) -> Option<u16> {
        let (unit, rest) = self.units.split_first()?;
        self.units = rest;
        Some(*unit)
    }

    /// Reads a character if it is next.
    fn take(&mut self, wanted: char) -> bool {
        let is = self.units.first().is_some_and(|unit| ascii(*unit) == wanted);
        if is {
            self.next();
        }
        is
    }

    /// What follows an opening parenthesis.
    fn group(&mut self) -> Option<()> {
        self.out.push_str("(?:");
        if !self.take('?') || self.take(':') {
            return Some(());
        }
        if !self.take('<') {
            return None;
        }
        let end = self.units.iter().position(|unit| ascii(*unit) == '>')?;
        // Letters beyond ASCII are taken at their word.
        let is_letter = |unit: &u16| matches!(ascii(*unit), 'a'..='z' | 'A'..='Z' | '$' | '_' | '\0');
        let (first, others) = self.units.get(..end)?.split_first()?;
        let is_name = is_letter(first) && others.iter().all(|unit| is_letter(unit) || ascii(*unit).is_ascii_digit());
        self.units = self.units.get(end.checked_add(1)?..)?;
        is_name.then_some(())
    }

    /// A repetition of the last atom, lazy or not, which is that many written out.
    fn repeat(&mut self, atom: bool, how: &str, count: u32) -> Option<()> {
        self.take('?');
        self.out.push_str(how);
        self.grow(self.last.checked_mul(count.saturating_sub(1))?)?;
        atom.then_some(())
    }

    /// `{3}`, `{3,}` or `{3,5}` without its first brace, and the larger of its numbers; anything else is text.
    fn counts(&mut self) -> Option<(String, Option<u32>)> {
        let end = self.units.iter().position(|unit| ascii(*unit) == '}')?;
        let inner: String = self.units.get(..end)?.iter().map(|unit| ascii(*unit)).collect();
        let (low, high) = inner.split_once(',').unwrap_or((&inner, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if low.is_empty() || !digits(low) || !digits(high) {
            return None;
        }
        let most = if high.is_empty() { low } else { high }.parse().ok();
        self.units = self.units.get(end.checked_add(1)?..)?;
        Some((format!("{{{inner}}}"), most))
    }

    /// Whether the digits that are next name a group that there is.
    fn refers_back(&self) -> bool {
        let digits: String = self.units.iter().map(|unit| ascii(*unit)).take_while(char::is_ascii_digit).collect();
        digits.parse::<u32>().is_ok_and(|number| number <= self.captures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts that match, and texts that do not.
    fn check(pattern: &str, insensitive: bool, yes: &[&str], no: &[&str]) {
        for (texts, wanted) in [(yes, true), (no, false)] {
            for text in texts {
                assert_eq!(matches(pattern, text, insensitive), wanted, "{pattern} on {text:?}");
            }
        }
    }

    #[test]
    fn what_other_dialects_read_otherwise() {
        check("^[[&&a]$", false, &["[", "&", "a"], &["b"]);
        check("^[^]$", false, &["a", "\n"], &["", "ab"]);
        check("[]", false, &[], &["", "a"]);
        check("^a{,2}{$", false, &["a{,2}{"], &["a", "aa"]);
        check(r"^\a\e\z\p{L}$", false, &["aezp{L}"], &["\u{7}"]);
        check("^.$", false, &["\u{85}"], &["\n", "\r", "\u{2028}", "\u{1f600}"]);
        check(r"^\s\S$", false, &["\u{feff}\u{85}"], &["  "]);
        check(r"^[\d-x]$", false, &["5", "-", "x"], &["e"]);
        check(r"^\101\0\8\cA\c1$", false, &["A\08\u{1}\\c1"], &[]);
        check(r"^\ud83d\ude00$", false, &["\u{1f600}"], &["\u{1f601}"]);
        check(r"(?<year>\d{4})-\k", false, &[], &["2026-k"]);
    }

    #[test]
    fn letters_of_either_case() {
        check("^straße$", true, &["STRAßE"], &["STRASSE"]);
        check("^[à-ö]σ$", true, &["Éς", "éΣ"], &["eσ"]);
        check("^[^a-z]$", true, &["1", "ſ", "\u{212a}"], &["a", "A"]);
        check(r"^[^\x80-\uffff]$", true, &["k"], &["\u{212a}"]);
    }

    #[test]
    fn what_is_wrong_or_not_there_matches_nothing() {
        let wrong =
            r"( ) a)( [ [z-a] * a** ^* \b+ a{2,1} {1} (? (?i)a (?P<n>a) (?<1>a) \ (?=a) (?!b) (?<=a) (?<!b) (a)\1";
        for pattern in wrong.split(' ').chain(["a{0,99999999999}", "(?:a{0,200}){0,200}", "(?:){40000}"]) {
            check(pattern, false, &[], &["", "a", "aa", "\\"]);
        }
    }

    #[test]
    fn long_patterns_are_refused() {
        for (pattern, wanted) in
            [(".{0,8192}", true), (".{0,8193}", false), ("a{0,32768}", true), ("(?:a{0,180}){180}", true)]
        {
            assert_eq!(matches(pattern, "a", false), wanted, "{pattern}");
        }
    }

    #[test]
    fn sets_that_would_take_long_to_fold_are_refused() {
        let (few, many) = (r"[\x80-\ufffe]".repeat(4), r"[\x80-\ufffe]".repeat(5));
        check(&few, true, &["éééé"], &["aaaa"]);
        check(&many, true, &[], &["ééééé"]);
        check(&many, false, &["ééééé"], &[]);
    }
}
