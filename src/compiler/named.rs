//! Things by name. One kind of tree for all of them: a `BTreeMap` for each type would be 6 KB gzip of the compiler.

use std::collections::BTreeMap;

/// Things by name, in order of the names.
#[derive(Clone, Debug)]
pub struct Named<T> {
    places: BTreeMap<String, usize>,
    all: Vec<T>,
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self { places: BTreeMap::new(), all: Vec::new() }
    }
}

impl<T> Named<T> {
    /// Puts a thing in; one of the same name gives way.
    pub fn insert(&mut self, name: String, thing: T) {
        self.places.insert(name, self.all.len());
        self.all.push(thing);
    }

    /// The thing of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        self.all.get(*self.places.get(name)?)
    }

    /// Where the thing of a name is among [`values`](Self::values).
    #[must_use]
    pub fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// Whether there is one of a name.
    #[must_use]
    pub fn contains_key(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    /// The names, in order.
    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.places.keys()
    }

    /// The names, in the order their things were put in.
    #[must_use]
    pub fn names(&self) -> Vec<&String> {
        let all: Vec<(&String, usize)> = self.places.iter().map(|(name, place)| (name, *place)).collect();
        let at = |i: usize| all.get(i).map_or(0, |(_, place)| *place);
        let order = sorted(all.len(), &|a, b| at(a).cmp(&at(b)));
        order.into_iter().filter_map(|i| all.get(i).map(|(name, _)| *name)).collect()
    }

    /// Names and things, in order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &T)> {
        self.places.iter().filter_map(|(name, place)| Some((name, self.all.get(*place)?)))
    }

    /// The things, in the order they were put in.
    #[must_use]
    pub fn values(&self) -> &[T] {
        &self.all
    }
}

#[cfg(feature = "schema")]
impl<'de, T: serde::Deserialize<'de>> serde::Deserialize<'de> for Named<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(core::marker::PhantomData<T>);
        impl<'de, T: serde::Deserialize<'de>> serde::de::Visitor<'de> for Fields<T> {
            type Value = Named<T>;
            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut named = Named::default();
                while let Some((name, thing)) = map.next_entry()? {
                    named.insert(name, thing);
                }
                Ok(named)
            }
        }
        deserializer.deserialize_map(Fields(core::marker::PhantomData))
    }
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Named<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        <BTreeMap<String, T>>::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <BTreeMap<String, T>>::json_schema(generator)
    }
}

/// The places of things in an order. One sort for all of them, as above.
#[must_use]
pub fn sorted(count: usize, order: &dyn Fn(usize, usize) -> core::cmp::Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|a, b| order(*a, *b));
    places
}
