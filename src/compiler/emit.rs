//! Tables to bytes, as drawn in [`crate::program::layout`].

use super::lower::Lowered;
use super::problem::Problem;
use crate::math::hash;
use crate::program::layout::{Block, HEAD_START, MAGIC, Model, Part, Section, VERSION};
use crate::program::{Attribute, planes};
use crate::wire::Writer;

/// Writes the program, with these names in its tail.
pub fn emit(program: &Lowered, names: &str) -> Result<Vec<u8>, Problem> {
    let tail = tail(program, names);
    // Sizes do not depend on offsets, so the head's length is known after a first pass.
    let head_length = layout(program, &tail, 0)?.1;
    let (table, length) = layout(program, &tail, head_length)?;
    let mut w = Writer::default();
    w.bytes.extend_from_slice(&MAGIC);
    w.u16(VERSION);
    let fitted =
        program.models.get(Model::Fitted as usize).map_or(0, |bits| *bits as u32) & 1 << Block::Return28 as u32;
    let part = |attribute: Attribute| match attribute {
        Attribute::Return28 if fitted != 0 => Some(Part::Value),
        other => other.part(),
    };
    let parts = program.tables.attributes.iter().filter_map(|(attribute, _)| part(*attribute));
    w.u16(parts.fold(0, |needs, part| needs | part as u16));
    let mut checked = Writer::default();
    checked.u32(length);
    checked.u32(hash::fnv32_words(&table));
    checked.bytes.extend_from_slice(&table);
    checked.bytes.extend_from_slice(&tail.bytes);
    w.bytes.extend_from_slice(&hash::fnv64(&checked.bytes).to_le_bytes());
    w.bytes.append(&mut checked.bytes);
    Ok(w.bytes)
}

struct Tail {
    bytes: Vec<u8>,
    // Start of each campaign within the tail, in the order of campaigns.
    starts: Vec<u32>,
}

/// Ids, each as what it shares with the one before and what it does not. They ascend, so that they share much.
fn ids(program: &Lowered) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut before: &[u8] = &[];
    for (i, campaign) in program.campaigns.iter().enumerate() {
        let id = campaign.id.as_bytes();
        let is_whole = i.is_multiple_of(WHOLE_IDS);
        let shared = if is_whole { 0 } else { id.iter().zip(before).take_while(|(a, b)| a == b).count() };
        let own = id.get(shared..).unwrap_or(&[]);
        bytes.push(shared as u8);
        bytes.push(own.len() as u8);
        bytes.extend_from_slice(own);
        before = id;
    }
    bytes
}

/// Every so many ids one stands whole, so that a host need not read them all.
const WHOLE_IDS: usize = 32;

/// What a host calls things by, as JSON.
pub fn names(program: &Lowered) -> String {
    serde_json::json!({
        "name": program.name,
        "slots": program.slot_names,
        "topics": program.names.topics,
        "rewards": program.loyalty.reward_names,
        "tiers": program.loyalty.tier_names,
        "attributes": program.tables.attributes.iter().map(|a| a.1.as_str()).collect::<Vec<_>>(),
    })
    .to_string()
}

/// The same without what nobody needs: a page asks for its slots by name.
pub fn fewest_names(program: &Lowered) -> String {
    serde_json::json!({ "slots": program.slot_names, "topics": [], "attributes": [] }).to_string()
}

fn tail(program: &Lowered, names: &str) -> Tail {
    let mut bytes = Vec::new();
    let mut starts = Vec::new();
    for c in &program.campaigns {
        starts.push(bytes.len() as u32);
        bytes.extend_from_slice(c.payload.as_bytes());
    }
    let ids = ids(program);
    bytes.extend_from_slice(&ids);
    bytes.extend_from_slice(&(ids.len() as u32).to_le_bytes());
    bytes.extend_from_slice(names.as_bytes());
    bytes.extend_from_slice(&(names.len() as u32).to_le_bytes());
    Tail { bytes, starts }
}

/// The section table and the sections, and the length of the head; `tail_at` is where the tail will start.
fn layout(program: &Lowered, tail: &Tail, tail_at: u32) -> Result<(Vec<u8>, u32), Problem> {
    let mut table = Writer::default();
    let mut body = Writer::default();
    let body_at = HEAD_START.saturating_add(Section::COUNT.saturating_mul(8));
    for section in Section::ALL {
        let mut w = Writer::default();
        write(section, program, tail, tail_at, &mut w);
        w.bytes = planes::split(section, &w.bytes);
        let start = body_at.saturating_add(body.bytes.len());
        table.u32(short(start)?);
        table.u32(short(w.bytes.len().checked_div(section.stride()).unwrap_or(0))?);
        body.bytes.append(&mut w.bytes);
    }
    table.bytes.append(&mut body.bytes);
    let length = short(table.bytes.len().saturating_add(HEAD_START))?;
    short(table.bytes.len().saturating_add(tail.bytes.len()))?;
    Ok((table.bytes, length))
}

fn short(n: usize) -> Result<u32, Problem> {
    u32::try_from(n).map_err(|_| Problem::new("too_large", "", "the program is larger than 4 GB"))
}

fn write(section: Section, program: &Lowered, tail: &Tail, tail_at: u32, w: &mut Writer) {
    let names = &program.names;
    match section {
        Section::Topics => {
            for (path, durable) in names.topics.iter().zip(&names.durable) {
                let parent = path.rsplit_once('/').and_then(|(above, _)| names.topic(above));
                w.u32(hash::fnv32(path.as_bytes()));
                w.u16(parent.unwrap_or(u16::MAX));
                w.u16(*durable);
            }
        }
        Section::Contexts => {
            let mut first = 0u32;
            for c in &names.contexts {
                let count = c.values().len();
                w.u32(hash::fnv32(c.name.as_bytes()));
                w.u8(c.kind as u8);
                w.u8(0);
                w.u16(count as u16);
                w.u32(first);
                first = first.saturating_add(count as u32);
            }
        }
        Section::Values => {
            names
                .contexts
                .iter()
                .flat_map(super::names::Context::values)
                .for_each(|v| w.u32(hash::fnv32(v.as_bytes())));
        }
        Section::Attributes => {
            for (attribute, _) in &program.tables.attributes {
                let (family, argument) = attribute.encode();
                w.u8(family);
                w.u8(0);
                w.u16(argument);
            }
        }
        Section::Constants => program.tables.constants.iter().for_each(|c| w.f64(*c)),
        Section::Predicates => {
            for (attribute, op, negated, constants, first) in &program.tables.predicates {
                let asked = program.tables.attributes.get(usize::from(*attribute));
                let is_bounded = matches!(asked, Some((Attribute::Lookback(_), _)));
                w.u16(*attribute);
                w.u8(*op as u8);
                w.u8(u8::from(*negated) | u8::from(is_bounded) << 1);
                w.u16(*constants);
                w.u16(0);
                w.u32(*first);
            }
        }
        Section::Steps => {
            for s in &program.tables.steps {
                w.u16(s.predicate);
                w.u16(s.yes);
                w.u16(s.no);
            }
        }
        Section::Slots => {
            let mut first = 0u32;
            for (name, take, members) in &program.slots {
                w.u32(hash::fnv32(name.as_bytes()));
                w.u16(*take);
                w.u16(0);
                w.u32(first);
                w.u32(members.len() as u32);
                first = first.saturating_add(members.len() as u32);
            }
        }
        Section::Members => program.slots.iter().flat_map(|s| &s.2).for_each(|m| w.u32(*m)),
        Section::Campaigns => write_campaigns(program, tail, tail_at, w),
        Section::CampaignTopics => program.campaigns.iter().flat_map(|c| &c.topics).for_each(|t| w.u16(*t)),
        Section::Models => program.models.iter().for_each(|m| w.f64(*m)),
        Section::Events => {
            for (name, kind) in &names.events {
                w.u32(hash::fnv32(name.as_bytes()));
                w.u32(u32::from(*kind));
            }
        }
        Section::Lookbacks => {
            for (form, number, topic, within) in &program.tables.lookbacks {
                w.u8(*form as u8);
                w.u8(*number);
                w.u16(*topic);
                w.u32(*within);
            }
        }
        Section::Patterns => {
            let mut start = 0u32;
            for (context, form, text) in &program.tables.patterns {
                w.u16(*context);
                w.u8(*form as u8);
                w.u8(text.len() as u8);
                w.u32(start);
                start = start.saturating_add(text.len() as u32);
            }
        }
        Section::Priors => program.priors.iter().for_each(|(bytes, share)| {
            w.bytes.extend_from_slice(bytes);
            w.u16(*share);
        }),
        Section::Rewards => program.loyalty.rewards.iter().for_each(|points| w.f64(*points)),
        Section::Tiers => program.loyalty.tiers.iter().for_each(|tier| {
            w.f64(tier.from);
            w.u32(tier.measure as u32);
            w.u32(tier.within);
        }),
        Section::Earning => program.loyalty.earnings.iter().for_each(|rule| {
            w.u8(rule.event);
            w.u8(0);
            w.u16(rule.topic.unwrap_or(u16::MAX));
            w.u32(0);
            w.f64(rule.points);
            w.f64(rule.per_unit);
        }),
        Section::Texts => program.tables.patterns.iter().for_each(|p| w.bytes.extend_from_slice(p.2.as_bytes())),
    }
}

fn write_campaigns(program: &Lowered, tail: &Tail, tail_at: u32, w: &mut Writer) {
    let mut first_topic = 0u32;
    for (c, start) in program.campaigns.iter().zip(&tail.starts) {
        // Only exposures of capped campaigns are remembered by it.
        w.u32(if c.bytes[1] == 0 { 0 } else { hash::fnv32(c.id.as_bytes()) });
        w.bytes.extend_from_slice(&c.bytes);
        w.u8(0);
        w.u32(c.window);
        w.u32(c.steps.0);
        w.u32(c.steps.1);
        w.u32(first_topic);
        w.u32(c.topics.len() as u32);
        w.u32(0);
        w.f64(c.value);
        w.u32(tail_at.saturating_add(*start));
        w.u32(c.payload.len() as u32);
        first_topic = first_topic.saturating_add(c.topics.len() as u32);
    }
}
