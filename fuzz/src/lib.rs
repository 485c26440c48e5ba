//! What the fuzz targets share: one program that asks for everything, and what must hold of any visitor.

use std::collections::HashSet;
use std::sync::OnceLock;

use serde_json::{Value, json};
use trogen::decision::{Page, Request};
use trogen::engine::{Engine, State, Visitor};
use trogen::host::Time;
use trogen::math::hash;
use trogen::profile::Profile;
use trogen::program::layout::{HEAD_START, MAGIC, VERSION};
use trogen::signals::Consent;

/// 2026-03-01T10:00:00Z, when nothing else is said.
pub const NOW: Time = Time(825_674_400);
/// No profile is larger, in bytes: the buffer that they pass through.
pub const LARGEST_PROFILE: usize = 65_536;
/// Slots asked for: those of [`program`], and one that is not there.
const SLOTS: [&str; 3] = ["hero", "wall", "nowhere"];
/// Seconds of a cap's window that are as good as for ever.
const AGES: &str = "7000w";

/// `program.json` with every family of attributes, every operator, every kind of campaign and more caps than are kept.
fn program() -> Value {
    let when = [
        json!({ "stage": { "$in": ["new", "explorer", "considering", "cart"] } }),
        json!({ "stage": { "$nin": ["lapsed", "at_risk"] }, "alive": { "$gte": 0.5 } }),
        json!({ "expected28": { "$gt": 0.5, "$lt": 3 } }),
        json!({ "orders": { "$in": [1, 2, 3] }, "spend": { "$gte": 50 } }),
        json!({ "$or": [{ "sessions": { "$lte": 2 } }, { "since.visit": { "$gt": 7 } }] }),
        json!({ "since.purchase": { "$exists": true, "$lt": 30 } }),
        json!({ "$nor": [{ "cart.value": 0 }, { "cart.items": { "$gt": 3 } }] }),
        json!({ "interest.tea": { "$gt": 0.2 }, "interest.tea/green": { "$not": { "$gt": 0.9 } } }),
        json!({ "owned.tea/green": true }),
        json!({ "owned.cups": { "$ne": true }, "bought.tea": { "$lt": 90 } }),
        json!({ "bought.cups": { "$exists": false } }),
        json!({ "context.weather": "rain", "context.hour": { "$gte": 6 } }),
        json!({ "context.member": true, "$not": { "context.city": { "$in": ["Ulm", "Bern"] } } }),
        json!({ "history.view_item": { "topic": "tea", "within": "14d", "count": { "$gte": 2 } } }),
        json!({ "history.purchase": { "topic": "cups", "since": { "$lt": 9 } } }),
        json!({ "history.ordered": { "events": ["search", { "event": "add_to_cart", "topic": "tea" }], "within": "2d" } }),
        json!({ "history.page_view": { "within": "1d", "count": 0 }, "history.store_visit": { "count": { "$lte": 2 } } }),
        json!({ "points": { "$gte": 10 }, "nps": { "$gt": 8 }, "rating": { "$gte": 4 } }),
        json!({ "discounted.orders": { "$gt": 1 }, "discounted.amount": { "$lt": 9 }, "subscribed": true }),
        json!({ "$and": [{ "orders": 0 }, { "context.city": { "$ne": "Ulm" } }] }),
    ];
    let kinds = ["content", "offer", "reward", "ask", "proof"];
    let topics = [json!(["tea/green"]), json!(["cups"]), json!(["tea", "cups/glass"]), json!([])];
    let mut campaigns: Vec<Value> = (0..when.len())
        .map(|i| {
            json!({ "id": format!("asks{i:02}"), "slots": SLOTS[..1 + i % 2], "when": when[i], "kind": kinds[i % 5],
                "topics": topics[i % 4], "value": 1 + i % 3 })
        })
        .collect();
    // Profiles keep the exposures of 48 campaigns.
    campaigns.extend((0..52).map(|i| {
        let window = if i % 4 == 0 { AGES.to_owned() } else { format!("{}h", 1 + i * 7) };
        json!({ "id": format!("capped{i:02}"), "slots": ["wall"], "topics": topics[i % 4], "kind": kinds[i % 5],
            "owned": "keep", "value": 1 + i % 5, "cap": format!("{}/{window}", 1 + i % 8) })
    }));
    json!({
        "topics": { "tea/green": { "durable": "30d" }, "tea/black": {}, "cups": { "durable": "300d" }, "cups/glass": {} },
        "context": { "weather": ["sun", "rain"], "hour": "number", "member": "boolean", "city": "string" },
        "events": { "guide_opened": "content_read", "quiz_done": "engagement" },
        "slots": { "hero": {}, "wall": { "take": 3 } },
        "campaigns": campaigns,
    })
}

/// The head of that program: what an engine loads.
#[must_use]
pub fn head() -> &'static [u8] {
    static HEAD: OnceLock<Vec<u8>> = OnceLock::new();
    HEAD.get_or_init(|| {
        let bytes = trogen::compiler::compile(&program().to_string()).expect("the targets' program compiles");
        let length = u32::from_le_bytes(bytes[16..20].try_into().expect("four bytes")) as usize;
        bytes[..length].to_vec()
    })
}

/// The engine that every target but `program` uses.
#[must_use]
pub fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::load(head().to_vec()).expect("the targets' program loads"))
}

/// Bytes with their checksum behind them, as a profile has it: a fuzzer would never guess one.
#[must_use]
pub fn with_checksum(body: &[u8]) -> Vec<u8> {
    [body, &hash::fnv32(body).to_le_bytes()].concat()
}

/// The head of a program whose sections and their table are `body`, with the right magic, version, length and checksum.
#[must_use]
pub fn head_of(body: &[u8]) -> Vec<u8> {
    let mut head = MAGIC.to_vec();
    head.extend(VERSION.to_le_bytes());
    head.extend([0; 10]);
    head.extend(((HEAD_START + body.len()) as u32).to_le_bytes());
    head.extend(hash::fnv32_words(body).to_le_bytes());
    head.extend(body);
    head
}

/// The targets' slots, `take` places each.
#[must_use]
pub fn requests(take: u16) -> Vec<Request> {
    SLOTS.iter().map(|name| Request { slot: hash::fnv32(name.as_bytes()), take }).collect()
}

/// A purchase's frame.
#[must_use]
pub fn purchase(id: u32) -> Vec<u8> {
    let id = format!("t{id}");
    let mut frame = b"\x08purchase\x01\x02".to_vec();
    frame.push(id.len() as u8);
    frame.extend(id.as_bytes());
    // Its value, and an item of green tea.
    frame.extend(b"\x02\x01");
    frame.extend(12.5f64.to_le_bytes());
    frame.extend(b"\x05\x05\x01\x00\x07\x02\x03tea\x08\x02\x05green\xff");
    frame
}

/// Decides, explains and infers. What comes of it is in bounds, whatever the visitor's past; for a program that a
/// compiler made.
pub fn decide(visitor: &mut Visitor, take: u16) {
    let page = decide_page(visitor, take);
    let chosen: Vec<u32> = page.slots().flat_map(|(choices, _)| choices).map(|c| c.campaign).collect();
    assert_eq!(chosen.iter().collect::<HashSet<_>>().len(), chosen.len(), "no campaign stands twice on a page");
    let (candidates, _) = visitor.with_ground(|ground| ground.explain(&requests(take)[..1]));
    let explained = candidates.iter().filter(|c| c.stop.is_none()).count();
    assert_eq!(Some(explained), page.slots().next().map(|(choices, _)| choices.len()), "what is explained is chosen");
    let scores = visitor.scores();
    for (_, topic, forecast) in &scores.topics {
        assert!((0.0..=1.0 + 1e-9).contains(&topic.share), "a share is 0 to 1: {scores:?}");
        assert!((-1.0 - 1e-9..=1.0 + 1e-9).contains(&topic.trend()), "a trend is -1 to 1: {scores:?}");
        if let Some(f) = forecast {
            assert!((0.0..=1.0).contains(&f.chance28) && (0.0..=1.0).contains(&f.confidence), "{scores:?}");
        }
    }
    let bought = scores.number("orders") > 0.0;
    for name in ["alive", "return28", "expected28", "clv"] {
        let value = scores.number(name);
        assert_eq!(value.is_nan(), !bought, "{name} is missing before the first purchase only: {scores:?}");
        assert!(!bought || (value >= 0.0 && value.is_finite()), "{name}: {scores:?}");
    }
    for name in ["alive", "return28", "attachment", "engagement"] {
        let value = scores.number(name);
        assert!(value.is_nan() || (0.0..=1.0).contains(&value), "{name} is 0 to 1: {scores:?}");
    }
}

/// One page: a result for each slot, and every empty slot says why.
pub fn decide_page(visitor: &mut Visitor, take: u16) -> Page {
    let requests = requests(take);
    let page = visitor.choose(&requests);
    assert_eq!(page.slots().count(), requests.len());
    for (choices, stops) in page.slots() {
        assert!(choices.len() <= 1_000);
        assert!(!choices.is_empty() || stops.0 != 0, "an empty slot says why");
    }
    page
}

/// The visitor's profile comes back from its bytes, and its bytes are bounded.
pub fn comes_back(visitor: &Visitor) {
    let bytes = visitor.profile().encode();
    assert!(bytes.len() <= LARGEST_PROFILE, "{} bytes", bytes.len());
    let read = Profile::decode(&bytes).expect("what was written is read");
    assert_eq!(&read, visitor.profile(), "what is read is what was written");
    assert_eq!(read.encode(), bytes, "equal profiles are equal bytes");
}

/// Whether a profile is one that the engine could have kept: its lists in order, its counts in keeping with them.
/// `decode` takes others too; of those only this is promised, that they harm nobody.
#[must_use]
pub fn is_sound(profile: &Profile) -> bool {
    let unique = |mut ids: Vec<u32>| {
        ids.sort_unstable();
        ids.is_sorted_by(|a, b| a < b)
    };
    profile.replicas.all.is_sorted_by(|a, b| a.id < b.id)
        && profile.replicas.all.iter().all(|r| {
            let topics = r.tally.topics.all();
            topics.is_sorted_by(|a, b| a.key < b.key) && r.taken.events.is_sorted_by(|a, b| a < b)
        })
        && profile.recent.events.is_sorted()
        && profile.exposures.all().is_sorted_by(|a, b| a.campaign < b.campaign)
        && profile.exposures.all().iter().all(|e| e.times.is_sorted())
        && profile.purchases.recent.is_sorted_by_key(|t| (t.day, t.id))
        && unique(profile.purchases.recent.iter().map(|t| t.id).collect())
        && profile.items.owned.is_sorted_by(|a, b| (a.day, a.key) < (b.day, b.key))
        && profile.items.watched.is_sorted()
        && unique(profile.items.watched.iter().map(|w| w.key).collect())
}

/// A visitor of the targets' program, all granted.
#[must_use]
pub fn visitor(state: State<'_>) -> Visitor {
    engine().visitor(state, NOW, Consent::GRANTED)
}
