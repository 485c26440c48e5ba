//! Values as a page has them, and their frames: what `pkg-config/src/frame.ts` does, a second time, for native tests.

use serde_json::Value;

/// A string is cut to so many bytes.
const LONGEST: usize = 255;
/// Size of the buffer that events pass through.
const SIZE: usize = 65_536;
/// Room that any one value needs, and that any one item needs.
const VALUE_ROOM: usize = 3 + LONGEST;
const ITEM_ROOM: usize = 10 * VALUE_ROOM + 1;
const KEYS: [&str; 21] = trogen::signals::frame::KEYS;
const TRANSACTION: usize = 1;
const ITEMS: usize = 10;
const COUPON: usize = 11;
const ITEM_ID: usize = 13;
const PRICE: usize = 19;
const END: u8 = 0xff;

/// A JavaScript value, as far as an event can hold one.
#[derive(Clone, Debug, PartialEq)]
pub enum Js {
    Undefined,
    Null,
    Flag(bool),
    Number(f64),
    Text(String),
    List(Vec<Js>),
    Object(Vec<(String, Js)>),
}

impl Js {
    /// From JSON, with the spelled forms for what JSON lacks: `{"$number": "NaN"}`, `{"$repeat": ["x", 300]}`,
    /// `{"$list": [item, 100000]}`, `{"$time": "2026-03-01T10:00:00Z"}`, `{"$undefined": true}`.
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(b) => Self::Flag(*b),
            Value::Number(n) => Self::Number(n.as_f64().unwrap()),
            Value::String(s) => Self::Text(s.clone()),
            Value::Array(list) => Self::List(list.iter().map(Self::of).collect()),
            Value::Object(o) => match o.iter().next() {
                Some((key, value)) if key.starts_with('$') => Self::spelled(key, value),
                _ => Self::Object(o.iter().map(|(k, v)| (k.clone(), Self::of(v))).collect()),
            },
        }
    }

    fn spelled(key: &str, value: &Value) -> Self {
        match key {
            "$undefined" => Self::Undefined,
            "$number" => Self::Number(value.as_str().unwrap().replace("Infinity", "inf").parse().unwrap()),
            "$time" => Self::Number(unix_ms(value.as_str().unwrap())),
            "$repeat" => Self::Text(value[0].as_str().unwrap().repeat(value[1].as_u64().unwrap() as usize)),
            "$list" => Self::List(vec![Self::of(&value[0]); value[1].as_u64().unwrap() as usize]),
            _ => panic!("no spelled form {key}"),
        }
    }
}

/// Unix milliseconds of `2026-03-01T10:00:00Z`.
pub fn unix_ms(text: &str) -> f64 {
    let n = |from: usize, to: usize| -> i64 { text[from..to].parse().unwrap() };
    assert!(text.len() == 20 && text.ends_with('Z'), "not a moment: {text}");
    let (y, m, d) = (n(0, 4), n(5, 7), n(8, 10));
    // Days from civil, Howard Hinnant.
    let y = if m <= 2 { y - 1 } else { y };
    let (era, month) = (y.div_euclid(400), (m + 9) % 12);
    let (of_era, of_year) = (y - era * 400, (153 * month + 2) / 5 + d - 1);
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    (((days * 24 + n(11, 13)) * 60 + n(14, 16)) * 60 + n(17, 19)) as f64 * 1000.0
}

/// An event's frame, and whether something had to be cut.
pub fn event(name: &Js, parameters: &Js) -> (Vec<u8>, bool) {
    let mut w = Frame::default();
    w.text(if let Js::Text(t) = name { t } else { "" });
    w.fields(parameters, 0, PRICE);
    (w.bytes, w.cut)
}

/// A context's frame.
#[allow(dead_code)] // Not every test has one.
pub fn context(pairs: &Js) -> Vec<u8> {
    let mut w = Frame::default();
    if let Js::Object(pairs) = pairs {
        for (name, value) in pairs.iter().filter(|(_, v)| *v != Js::Undefined) {
            if !w.fits(2 * VALUE_ROOM) {
                break;
            }
            w.text(name);
            w.value(value);
        }
    }
    w.bytes
}

#[derive(Default)]
struct Frame {
    bytes: Vec<u8>,
    cut: bool,
}

impl Frame {
    fn fits(&mut self, n: usize) -> bool {
        let fits = self.bytes.len() + n <= SIZE;
        self.cut |= !fits;
        fits
    }

    fn text(&mut self, value: &str) {
        // JavaScript counts in units of UTF-16.
        let units: Vec<u16> = value.encode_utf16().take(LONGEST + 1).collect();
        self.cut |= units.len() > LONGEST;
        let mut written = String::new();
        for c in String::from_utf16_lossy(&units[..units.len().min(LONGEST)]).chars() {
            if written.len() + c.len_utf8() > LONGEST {
                self.cut = true;
                break;
            }
            written.push(c);
        }
        self.bytes.push(written.len() as u8);
        self.bytes.extend(written.as_bytes());
    }

    fn value(&mut self, value: &Js) {
        match value {
            Js::Number(n) => {
                self.bytes.push(1);
                self.bytes.extend(n.to_le_bytes());
            }
            Js::Text(t) => {
                self.bytes.push(2);
                self.text(t);
            }
            Js::Flag(b) => self.bytes.push(if *b { 3 } else { 4 }),
            _ => self.bytes.push(0),
        }
    }

    fn fields(&mut self, object: &Js, first: usize, end: usize) {
        let Js::Object(fields) = object else { return };
        for (name, value) in fields {
            let Some(key) = KEYS.iter().position(|k| k == name).filter(|k| (first..end).contains(k)) else { continue };
            if matches!(value, Js::Undefined | Js::Null) {
                continue;
            }
            if !self.fits(VALUE_ROOM) {
                return;
            }
            self.bytes.push(key as u8);
            match value {
                Js::List(list) if key == ITEMS => self.items(list),
                _ if key == ITEMS => self.value(&Js::Null),
                Js::Number(n) if (key == TRANSACTION || key == ITEM_ID) && n.is_finite() => {
                    self.value(&Js::Text(n.to_string()))
                }
                value => self.value(value),
            }
        }
    }

    fn items(&mut self, list: &[Js]) {
        self.bytes.push(5);
        let count = self.bytes.len();
        self.bytes.extend([0, 0]);
        let mut n = 0u16;
        for item in list {
            // Whole items only: one that may not fit is left out with all after it.
            if !self.fits(ITEM_ROOM) {
                break;
            }
            self.fields(item, COUPON, KEYS.len());
            self.bytes.push(END);
            n += 1;
        }
        self.bytes[count..count + 2].copy_from_slice(&n.to_le_bytes());
    }
}
