//! Numbers as JavaScript writes and reads them.

use super::units;
use serde_json::Value;

/// The text of a number: the shortest digits that read back as it (ECMA-262, `Number::toString`), with an exponent from
/// 1e21 and below 1e-6.
pub fn text(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    if !number.is_finite() {
        let word = if number.is_nan() { "NaN" } else { "Infinity" };
        return if number < 0.0 { format!("-{word}") } else { word.to_owned() };
    }
    // The digits of JSON's writer are the same; only where the point goes differs.
    let written = Value::from(number.abs()).to_string();
    let (mantissa, exponent) = written.split_once('e').unwrap_or((&written, "0"));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = [whole, part].concat();
    let digits = all.trim_matches('0');
    // Where the point stands, counted from the first digit that is not 0.
    let zeros = all.bytes().take_while(|b| *b == b'0').count();
    let point = exponent
        .parse()
        .unwrap_or(0i64)
        .saturating_add_unsigned(whole.len() as u64)
        .saturating_sub_unsigned(zeros as u64);
    let mut out = if number < 0.0 { "-".to_owned() } else { String::new() };
    match point {
        1..=21 => {
            let at = usize::try_from(point).unwrap_or(0);
            match digits.split_at_checked(at) {
                Some((whole, "")) => out.push_str(whole),
                Some((whole, part)) => out.extend([whole, ".", part]),
                None => out.extend([digits, &"0".repeat(at.saturating_sub(digits.len()))]),
            }
        }
        -5..=0 => {
            out.push_str("0.");
            out.extend([&"0".repeat(usize::try_from(point.saturating_neg()).unwrap_or(0)), digits]);
        }
        _ => {
            let (first, rest) = digits.split_at_checked(1).unwrap_or((digits, ""));
            let sign = if point > 0 { "+" } else { "" };
            let dot = if rest.is_empty() { "" } else { "." };
            out.extend([first, dot, rest, "e", sign, &point.saturating_sub(1).to_string()]);
        }
    }
    out
}

/// `Number(text)`: white space around it is left out, nothing is 0, `0x`, `0o` and `0b` have no sign, and what is no number
/// is not a number.
pub fn parse(text: &str) -> f64 {
    let space = |c: char| u16::try_from(u32::from(c)).is_ok_and(units::is_space);
    let text = text.trim_matches(space);
    if text.is_empty() {
        return 0.0;
    }
    for (prefixes, radix) in [(["0x", "0X"], 16), (["0o", "0O"], 8), (["0b", "0B"], 2)] {
        if let Some(digits) = prefixes.iter().find_map(|prefix| text.strip_prefix(prefix)) {
            return whole(digits, radix);
        }
    }
    let (negative, unsigned) = match text.strip_prefix(['+', '-']) {
        Some(unsigned) => (text.starts_with('-'), unsigned),
        None => (false, text),
    };
    let number = if unsigned == "Infinity" { f64::INFINITY } else { decimal(unsigned).unwrap_or(f64::NAN) };
    if negative { -number } else { number }
}

/// Digits with a point and an exponent or without, read by JSON's reader, which asks for digits on both sides.
fn decimal(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let power = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if !digits(whole)
        || !digits(part)
        || !digits(power)
        || power.is_empty()
        || mantissa.len() <= mantissa.matches('.').count()
    {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let json = ["0".repeat(usize::from(whole.is_empty())).as_str(), whole, ".", part, "0e", exponent].concat();
    // What is of this shape and still refused is too large. As a value, since a number's own visitor brings 5 KB gzip of messages.
    Some(serde_json::from_str::<serde_json::Value>(&json).ok().and_then(|v| v.as_f64()).unwrap_or(f64::INFINITY))
}

fn whole(digits: &str, radix: u32) -> f64 {
    if digits.is_empty() {
        return f64::NAN;
    }
    let add = |sum: f64, c: char| c.to_digit(radix).map(|d| sum * f64::from(radix) + f64::from(d));
    digits.chars().try_fold(0.0, add).unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_as_javascript_writes_them() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (5.0, "5"),
            (-12.5, "-12.5"),
            (100.0, "100"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (1.5e300, "1.5e+300"),
            (123_456_789_012_345_680_000.0, "123456789012345680000"),
            (0.1, "0.1"),
            (0.000_001, "0.000001"),
            (0.000_001_25, "0.00000125"),
            (1e-7, "1e-7"),
            (-1.25e-10, "-1.25e-10"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (f64::NEG_INFINITY, "-Infinity"),
            (f64::NAN, "NaN"),
        ];
        for (number, wanted) in cases {
            assert_eq!(text(number), wanted);
        }
    }

    #[test]
    fn read_as_javascript_reads_them() {
        let cases = [
            ("", 0.0),
            (" \t\u{feff}\u{a0}7\n", 7.0),
            ("1.", 1.0),
            (".5", 0.5),
            ("-1e3", -1000.0),
            ("+1E-2", 0.01),
            ("0x1F", 31.0),
            ("0b101", 5.0),
            ("0o17", 15.0),
            ("Infinity", f64::INFINITY),
            ("-Infinity", f64::NEG_INFINITY),
            ("1e999", f64::INFINITY),
        ];
        for (text, wanted) in cases {
            assert_eq!(parse(text), wanted, "{text}");
        }
        for text in
            [".", "1 2", "1_000", "1n", "-0x1", "0x", "inf", "nan", "infinity", "e5", "1e", "+", "--1", "\u{85}1"]
        {
            assert!(parse(text).is_nan(), "{text}");
        }
    }
}
