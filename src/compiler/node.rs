//! A part of a program with its path, for what is checked by name and not lowered: its shape was checked before, so that what is
//! there is what it should be.

use super::json::field;
use serde_json::Value;

/// A value and where it stands.
pub struct Node<'a> {
    /// The value.
    pub value: &'a Value,
    /// Its path.
    pub path: String,
}

impl<'a> Node<'a> {
    /// A value at a path.
    pub fn new(value: &'a Value, path: impl Into<String>) -> Self {
        Self { value, path: path.into() }
    }

    /// A field, if it is there.
    #[inline(never)]
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Self> {
        Some(Self::new(self.value.get(name)?, field(&self.path, name)))
    }

    /// The text that this is.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.value.as_str().unwrap_or("")
    }

    /// The text of a field.
    #[inline(never)]
    #[must_use]
    pub fn text_of(&self, name: &str) -> &'a str {
        self.value.get(name).and_then(Value::as_str).unwrap_or("")
    }

    /// The number of a field.
    #[inline(never)]
    #[must_use]
    pub fn number_of(&self, name: &str) -> Option<f64> {
        self.value.get(name)?.as_f64()
    }

    /// Whether there is a field of a name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.value.get(name).is_some()
    }

    /// The items of the list in a field.
    #[inline(never)]
    #[must_use]
    pub fn items(&self, name: &str) -> Vec<Self> {
        let list = self.value.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let path = |i: usize| format!("{}[{i}]", field(&self.path, name));
        list.iter().enumerate().map(|(i, value)| Self::new(value, path(i))).collect()
    }

    /// The entries of this object, or of the one in a field.
    #[inline(never)]
    #[must_use]
    pub fn entries(&self, name: &str) -> Vec<(&'a str, Self)> {
        let (object, path) = match name {
            "" => (Some(self.value), self.path.clone()),
            name => (self.value.get(name), field(&self.path, name)),
        };
        let Some(object) = object.and_then(Value::as_object) else { return Vec::new() };
        object.iter().map(|(key, value)| (key.as_str(), Self::new(value, field(&path, key)))).collect()
    }
}
