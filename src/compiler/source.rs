//! The shape of `program.json`, as merchants write it.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What the merchant wants.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// For editors; ignored.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// Its name, for people.
    #[serde(default)]
    pub name: String,
    /// The interest tree by path: `"running/shoes"`. Topics above a path need not be named.
    #[serde(default)]
    pub topics: BTreeMap<String, Topic>,
    /// The shop's own events, each with the event of Trogen's that it means: `"guide_opened": "content_read"`, or
    /// `"engagement"` for taking part in some other way.
    #[serde(default)]
    pub events: BTreeMap<String, String>,
    /// Context attributes: what the host tells with each decision.
    #[serde(default)]
    pub context: BTreeMap<String, ContextType>,
    /// Places on pages.
    #[serde(default)]
    pub slots: BTreeMap<String, Slot>,
    /// Parameters of what is inferred.
    #[serde(default)]
    pub models: Models,
    /// Candidates for slots.
    #[serde(default)]
    pub campaigns: Vec<Campaign>,
}

/// A node of the interest tree.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// How long something bought here lasts, such as `"180d"`. Holds for topics below too, unless they say otherwise.
    pub durable: Option<String>,
}

/// What a context attribute holds.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a context attribute is \"string\", \"number\", \"boolean\" or a list of texts")]
pub enum ContextType {
    /// One of these texts.
    OneOf(Vec<String>),
    /// A plain type.
    Plain(PlainType),
}

/// Plain types of context attributes.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlainType {
    /// Any text.
    String,
    /// A finite number.
    Number,
    /// True or false.
    Boolean,
}

/// A place on a page.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// How many campaigns it shows; 1 unless said.
    pub take: Option<u16>,
}

/// Parameters of what is inferred.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Models {
    /// The purchase process.
    pub purchase: Option<Purchase>,
    /// Interests.
    pub interest: Option<Interest>,
}

/// A purchase process with its parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purchase {
    /// Which one.
    pub model: PurchaseModel,
    /// The unit of time that `alpha` is in.
    pub unit: Unit,
    /// Shape of the purchase rate.
    pub r: f64,
    /// Rate parameter of the purchase rate.
    pub alpha: f64,
    /// First Beta parameter of leaving.
    pub a: f64,
    /// Second Beta parameter of leaving.
    pub b: f64,
}

/// Purchase processes.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PurchaseModel {
    /// Fader, Hardie & Lee 2005.
    BgNbd,
    /// Batislam, Denizel & Filiztekin 2007.
    MbgNbd,
}

/// Units of time.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Days.
    Day,
    /// Weeks.
    Week,
}

/// How interests decay and what they weigh.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interest {
    /// Half-life of lasting interest; `"60d"` unless said.
    pub long: Option<String>,
    /// Half-life of present interest; `"3d"` unless said.
    pub short: Option<String>,
    /// What a full interest adds to a campaign's value, in multiples of it; 4 unless said.
    pub weight: Option<f64>,
}

/// A candidate for slots.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    /// Its name for machines; unique.
    pub id: String,
    /// Where it may stand.
    pub slots: Vec<String>,
    /// What it is; `content` unless said.
    #[serde(default)]
    pub kind: Kind,
    /// What it is about.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Whom it is for; everybody unless said.
    #[serde(default)]
    pub when: Map<String, Value>,
    /// At most so often in so long, such as `"3/14d"`.
    pub cap: Option<String>,
    /// What showing it is worth, before interests; 1 unless said.
    pub value: Option<f64>,
    /// `"keep"`: stands although the visitor just bought what it is about.
    pub owned: Option<OwnedRule>,
    /// What the page renders; anything.
    #[serde(default)]
    pub payload: Value,
}

/// What happens to a campaign about something just bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OwnedRule {
    /// It rests until that is worn out; the default for content and offers.
    Rest,
    /// It stands.
    Keep,
}

/// Kinds of campaigns.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Kind {
    #[default]
    Content,
    Offer,
    Reward,
    Ask,
    Proof,
}

/// Seconds of a duration such as `"30m"`, `"12h"`, `"14d"`, `"6w"`.
#[must_use]
pub fn seconds(text: &str) -> Option<u32> {
    let unit = text.chars().last()?;
    let digits = text.strip_suffix(unit)?;
    let n: u32 = if digits.bytes().all(|b| b.is_ascii_digit()) { digits.parse().ok()? } else { return None };
    let factor = match unit {
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 604_800,
        _ => return None,
    };
    n.checked_mul(factor).filter(|s| *s > 0)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn durations() {
        assert_eq!(seconds("30m"), Some(1_800));
        assert_eq!(seconds("14d"), Some(1_209_600));
        assert_eq!(seconds("6w"), Some(3_628_800));
        for wrong in ["", "d", "14", "14 d", "-1d", "0d", "+3d", "1.5h", "99999999w", "3y", "3é"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}
