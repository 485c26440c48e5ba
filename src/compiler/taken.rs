//! What was taken out of a program since its shape is wrong. It is broken, not missing: who names it should not be told that it is
//! not there.

use super::problem::Problem;

/// Where things are declared, by the code of the problem that one of them is missing.
const PARTS: [(&str, &[&str]); 12] = [
    ("unknown_topic", &["topics"]),
    ("unknown_slot", &["slots"]),
    ("unknown_audience", &["audiences"]),
    ("unknown_season", &["seasons"]),
    ("unknown_event", &["events"]),
    ("unknown_context", &["context", "claims"]),
    ("unknown_tier", &["loyalty.tiers", "context"]),
    ("unknown_reward", &["rewards"]),
    ("unknown_budget", &["budgets"]),
    ("unknown_goal", &["goals"]),
    ("unknown_group", &["limits.groups"]),
    ("unknown_product", &["catalog"]),
];

/// Paths of what was taken out.
#[derive(Debug, Default)]
pub struct Taken(pub Vec<String>);

impl Taken {
    /// Whether a problem is only that something was taken out.
    #[must_use]
    pub fn explains(&self, problem: &Problem) -> bool {
        let Some(name) = &problem.unknown else { return false };
        if problem.code == "unknown_campaign" {
            // Whatever id it has.
            return self.0.iter().any(|path| path.starts_with("campaigns"));
        }
        let parts = PARTS.iter().find(|(code, _)| *code == problem.code).map_or(&[][..], |(_, parts)| *parts);
        parts.iter().any(|part| self.0.iter().any(|taken| is_of(taken, part, name)))
    }
}

/// Whether what was taken is a part, or something that holds it, or in it the thing of a name or one below it.
fn is_of(taken: &str, part: &str, name: &str) -> bool {
    let Some(inside) = taken.strip_prefix(part) else {
        return part.strip_prefix(taken).is_some_and(|rest| rest.starts_with('.'));
    };
    if inside.is_empty() || part == "loyalty.tiers" {
        return true;
    }
    let entry = inside.strip_prefix('.').and_then(|inside| inside.strip_prefix(name));
    entry.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_explained() {
        let unknown = |code, name: &str| Problem::unknown(code, "campaigns[0]", "thing", name, []);
        let explains = |taken: &str, code, name| Taken(vec![taken.to_owned()]).explains(&unknown(code, name));
        assert!(explains("topics", "unknown_topic", "tea"));
        assert!(explains("topics.tea", "unknown_topic", "tea"));
        assert!(explains("topics.tea/green", "unknown_topic", "tea"), "it would have named tea too");
        assert!(!explains("topics.tea", "unknown_topic", "tea/green"));
        assert!(!explains("topics.tea.durable", "unknown_topic", "tea"), "only a field of it");
        assert!(!explains("topics.teapot", "unknown_topic", "tea"));
        assert!(!explains("topicsandmore", "unknown_topic", "tea"));
        assert!(explains("claims", "unknown_context", "paid"));
        assert!(explains("loyalty", "unknown_tier", "gold"));
        assert!(explains("loyalty.tiers[1]", "unknown_tier", "gold"));
        assert!(!explains("loyalty.points", "unknown_tier", "gold"));
        assert!(explains("limits", "unknown_group", "sale"));
        assert!(explains("campaigns[3]", "unknown_campaign", "hello"));
        assert!(!explains("slots", "unknown_operator", "$gr"));
    }
}
