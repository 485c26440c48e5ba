//! Whether names in a program stand for something: topics, campaigns, rewards, tiers, budgets, groups, goals, seasons, events.

use super::condition::Reader;
use super::names::{Names, known_event};
use super::node::Node;
use super::problem::Problem;
use super::source::{self, Campaign, Condition, Program, Season};
use serde_json::Value;

/// Adds a problem for each name that stands for nothing, and for what contradicts itself.
pub fn check(program: &Program, names: &Names, problems: &mut Vec<Problem>) {
    let mut c = Check { program, names, problems };
    for (path, topic) in program.topics.iter() {
        c.topics(&topic.complements, &format!("topics.{path}.complements"));
        c.seasons(&topic.seasons, &format!("topics.{path}.seasons"));
    }
    for (_, product) in Node::new(&program.catalog, "catalog").entries("") {
        product.items("topics").iter().for_each(|topic| c.topic(topic));
        for other in product.items("fits") {
            c.known("unknown_product", &other, "product", &program.catalog);
        }
    }
    for (name, season) in program.seasons.iter() {
        for (day, end) in [(&season.from, "from"), (&season.until, "until")] {
            if month_day(day).is_none() {
                let message = format!("\"{day}\" is no day of the year; write month and day, such as \"11-01\"");
                c.problems.push(Problem::new("bad_date", format!("seasons.{name}.{end}"), message));
            }
        }
    }
    c.loyalty(&Node::new(&program.loyalty, "loyalty"));
    c.rules();
    for campaign in &program.campaigns {
        c.campaign(campaign, &format!("campaigns[{}]", campaign.place));
    }
}

/// Reads the conditions of what stands outside campaigns.
pub fn conditions(program: &Program, reader: &mut Reader<'_>) {
    let mut read = |node: Option<Node<'_>>| {
        if let Some((object, path)) = node.and_then(|n| Some((n.value.as_object()?.clone(), n.path))) {
            reader.condition(&Condition(object), &path);
        }
    };
    for (_, ask) in Node::new(&program.asks, "asks").entries("") {
        read(ask.get("when"));
    }
    for (_, sequence) in Node::new(&program.sequences, "sequences").entries("") {
        read(sequence.get("stop"));
    }
    for campaign in &program.campaigns {
        for variant in variants(campaign) {
            read(variant.get("when"));
        }
    }
}

fn variants(campaign: &Campaign) -> Vec<Node<'_>> {
    let path = |i: usize| format!("campaigns[{}].variants[{i}]", campaign.place);
    let list = campaign.variants.as_array().map_or(&[][..], Vec::as_slice);
    list.iter().enumerate().map(|(i, value)| Node::new(value, path(i))).collect()
}

/// First and last day of a season as month * 100 + day.
#[must_use]
pub fn days(season: &Season) -> Option<(u32, u32)> {
    Some((month_day(&season.from)?, month_day(&season.until)?))
}

fn month_day(text: &str) -> Option<u32> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (source::text::digits(month, 2)?, source::text::digits(day, 2)?);
    // 2024 has a 29th of February.
    source::Date(format!("2024-{month:02}-{day:02}")).day()?;
    month.checked_mul(100)?.checked_add(day)
}

struct Check<'a> {
    program: &'a Program,
    names: &'a Names,
    problems: &'a mut Vec<Problem>,
}

impl Check<'_> {
    fn push(&mut self, code: &'static str, path: impl Into<String>, message: &str) {
        self.problems.push(Problem::new(code, path, message));
    }

    /// A name that must stand in an object.
    fn known(&mut self, code: &'static str, name: &Node<'_>, what: &str, among: &Value) {
        let known = || among.as_object().into_iter().flat_map(|o| o.keys()).map(String::as_str);
        if !known().any(|k| k == name.text()) {
            self.problems.push(Problem::unknown(code, &name.path, what, name.text(), known()));
        }
    }

    fn maybe(&mut self, code: &'static str, path: &str, what: &str, name: Option<&String>, among: &Value) {
        if let Some(name) = name {
            self.known(code, &Node::new(&Value::String(name.clone()), path), what, among);
        }
    }

    fn topics(&mut self, topics: &[String], path: &str) {
        for (i, topic) in topics.iter().enumerate() {
            self.names.known_topic(topic, &format!("{path}[{i}]"), self.problems);
        }
    }

    /// Points for money are counted for orders as a whole.
    fn per_unit(&mut self, rule: &Node<'_>) {
        if rule.has("per_unit") && (rule.has("topic") || rule.text_of("event") != "purchase") {
            let message = "counts for \"purchase\" without a topic only; give so many \"points\" each time";
            self.push("not_allowed", format!("{}.per_unit", rule.path), message);
        }
    }

    fn topic(&mut self, topic: &Node<'_>) {
        self.names.known_topic(topic.text(), &topic.path, self.problems);
    }

    fn seasons(&mut self, seasons: &[String], path: &str) {
        for (i, season) in seasons.iter().enumerate() {
            if !self.program.seasons.contains_key(season) {
                let known = self.program.seasons.keys().map(String::as_str);
                self.problems.push(Problem::unknown("unknown_season", format!("{path}[{i}]"), "season", season, known));
            }
        }
    }

    fn event(&mut self, event: Option<Node<'_>>) {
        if let Some(event) = event.filter(|event| !self.program.events.contains_key(event.text())) {
            known_event(event.text(), &event.path, self.problems);
        }
    }

    fn tier(&mut self, tier: Option<Node<'_>>) {
        let Some(tier) = tier else { return };
        let known: Vec<&str> = self.program.tiers().into_iter().map(|(_, id)| id).collect();
        if !known.contains(&tier.text()) {
            self.problems.push(Problem::unknown("unknown_tier", &tier.path, "tier", tier.text(), known));
        }
    }

    fn campaign_of(&mut self, id: &Node<'_>) {
        let known = || self.program.campaigns.iter().map(|c| c.id.as_str());
        if !known().any(|k| k == id.text()) {
            let problem = Problem::unknown("unknown_campaign", &id.path, "campaign", id.text(), known());
            self.problems.push(problem);
        }
    }

    fn reward(&mut self, reward: Option<Node<'_>>) {
        if let Some(reward) = reward {
            let program = self.program;
            self.known("unknown_reward", &reward, "reward", &program.rewards);
        }
    }

    fn loyalty(&mut self, loyalty: &Node<'_>) {
        let program = self.program;
        if let Some(points) = loyalty.get("points") {
            self.earning(&points);
        }
        for (_, card) in loyalty.entries("stamps") {
            self.event(card.get("event"));
            card.get("topic").iter().for_each(|topic| self.topic(topic));
            self.reward(card.get("reward"));
        }
        let tiers = loyalty.items("tiers");
        for (i, tier) in tiers.iter().enumerate() {
            if tiers.iter().take(i).any(|t| t.text_of("id") == tier.text_of("id")) {
                self.push("same_id", format!("{}.id", tier.path), "is the id of another tier too");
            }
            let lower = i.checked_sub(1).and_then(|i| tiers.get(i));
            if let Some(lower) = lower.filter(|lower| lower.text_of("measure") == tier.text_of("measure"))
                && lower.number_of("from") >= tier.number_of("from")
            {
                let id = lower.text_of("id");
                let message = format!("takes no more than \"{id}\" before it; write tiers from the lowest up");
                self.push("out_of_order", format!("{}.from", tier.path), &message);
            }
        }
        for (_, value) in loyalty.entries("values") {
            value.items("topics").iter().for_each(|topic| self.topic(topic));
        }
        for (_, partner) in loyalty.entries("partners") {
            self.earning(&partner);
            partner.items("rewards").into_iter().for_each(|reward| self.reward(Some(reward)));
        }
        for (_, reward) in Node::new(&program.rewards, "rewards").entries("") {
            self.tier(reward.get("tier"));
        }
        if program.referral.is_object() {
            let referral = Node::new(&program.referral, "referral");
            self.reward(referral.get("referrer"));
            self.reward(referral.get("friend"));
            if (referral.text_of("sides") == "two") != referral.has("friend") {
                let message = "with \"two\" sides the friend gets something too, with \"one\" not: name \"friend\" or leave it out";
                self.push("contradiction", "referral.sides", message);
            }
        }
    }

    fn earning(&mut self, of: &Node<'_>) {
        for rule in of.items("earn") {
            self.per_unit(&rule);
            self.event(rule.get("event"));
            rule.get("topic").iter().for_each(|topic| self.topic(topic));
            self.tier(rule.get("tier"));
            if rule.has("points") == rule.has("per_unit") {
                let message = "takes \"points\" (each time) or \"per_unit\" (for each unit of money), one of the two";
                self.push("one_of", rule.path, message);
            }
        }
    }

    fn rules(&mut self) {
        let program = self.program;
        for (_, ask) in Node::new(&program.asks, "asks").entries("") {
            self.event(ask.get("after"));
            self.event(ask.get("answer"));
            ask.items("campaigns").iter().for_each(|id| self.campaign_of(id));
        }
        for (_, sequence) in Node::new(&program.sequences, "sequences").entries("") {
            if let Some(start) = sequence.get("start") {
                self.event(start.get("event"));
                start.get("topic").iter().for_each(|topic| self.topic(topic));
            }
            let mut before = 0;
            for step in sequence.items("steps") {
                step.get("campaign").iter().for_each(|id| self.campaign_of(id));
                let after = source::text::seconds(step.text_of("after")).unwrap_or(before);
                if after < before {
                    let message = "comes before the step before it; \"after\" counts from the start";
                    self.push("out_of_order", format!("{}.after", step.path), message);
                }
                before = after;
            }
        }
        for (_, goal) in Node::new(&program.goals, "goals").entries("") {
            if let Some(audience) = goal.get("audience").filter(|a| !program.audiences.contains_key(a.text())) {
                let known = program.audiences.keys().map(String::as_str);
                let problem = Problem::unknown("unknown_audience", &audience.path, "audience", audience.text(), known);
                self.problems.push(problem);
            }
            if let Some(budget) = goal.get("budget") {
                self.known("unknown_budget", &budget, "budget", &program.budgets);
            }
        }
        for (_, budget) in Node::new(&program.budgets, "budgets").entries("") {
            let day = |name: &str| source::Date(budget.text_of(name).to_owned()).day();
            self.dates(day("from"), day("until"), &budget.path);
        }
        let kinds = ["content", "offer", "reward", "ask", "proof"];
        let limits = Node::new(&program.limits, "limits");
        for (kind, limit) in limits.entries("kinds").into_iter().filter(|(kind, _)| !kinds.contains(kind)) {
            self.problems.push(Problem::unknown("not_allowed", limit.path, "kind", kind, kinds));
        }
    }

    fn dates(&mut self, from: Option<u32>, until: Option<u32>, path: &str) {
        if from.is_some() && until.is_some() && until < from {
            self.push("out_of_order", format!("{path}.until"), "is before \"from\", so that it never holds");
        }
    }

    fn campaign(&mut self, campaign: &Campaign, path: &str) {
        let program = self.program;
        self.seasons(&campaign.seasons, &format!("{path}.seasons"));
        let day = |date: &Option<source::Date>| date.as_ref().and_then(source::Date::day);
        self.dates(day(&campaign.from), day(&campaign.until), path);
        let none = Value::Null;
        let groups = program.limits.get("groups").unwrap_or(&none);
        self.maybe("unknown_group", &format!("{path}.group"), "group", campaign.group.as_ref(), groups);
        self.maybe("unknown_budget", &format!("{path}.budget"), "budget", campaign.budget.as_ref(), &program.budgets);
        self.maybe("unknown_goal", &format!("{path}.goal"), "goal", campaign.goal.as_ref(), &program.goals);
        self.maybe("unknown_reward", &format!("{path}.reward"), "reward", campaign.reward.as_ref(), &program.rewards);
        if campaign.cost.is_object()
            && ["percent", "amount", "points"].iter().filter(|name| campaign.cost.get(**name).is_some()).count() != 1
        {
            self.push(
                "one_of",
                format!("{path}.cost"),
                "takes \"percent\", \"amount\" or \"points\", one of the three",
            );
        }
        let variants = variants(campaign);
        for (i, variant) in variants.iter().enumerate() {
            if variants.iter().take(i).any(|v| v.text_of("id") == variant.text_of("id")) {
                self.push("same_id", format!("{}.id", variant.path), "is the id of another variant too");
            }
            variant.get("payload").iter().for_each(|payload| self.payload(payload));
        }
        self.payload(&Node::new(&campaign.payload, format!("{path}.payload")));
    }

    /// A payload with an address is a reference and nothing else: `{ "$href": "hero.json", "sha256": "…" }`.
    fn payload(&mut self, payload: &Node<'_>) {
        if !payload.has("$href") {
            return;
        }
        let known = payload.entries("").iter().all(|(name, _)| ["$href", "sha256"].contains(name));
        if !known || payload.text_of("$href").is_empty() {
            let message = "a reference has \"$href\", a text, and perhaps \"sha256\", and nothing else";
            self.push("bad_reference", &payload.path, message);
        }
        let is_hash = |hash: &str| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        if let Some(hash) = payload.get("sha256").filter(|hash| !is_hash(hash.text())) {
            self.push("bad_hash", hash.path, "is no SHA-256: 64 hexadecimal digits");
        }
    }
}
