//! What only the insight build offers: explanations, and the models as plain functions.

use super::engine::{requests, with};
use crate::scores::purchase::{Kind, Model, Past};

/// Request as for `choose`; explains the last slot, the others being filled before it. Answer: `stops:u32`, then for
/// each candidate `campaign:u32 stop:u8 (255 chosen) score:f64 fit:f64 attribute:u16 (0xFFFF none) value:f64 kind:u8
/// tail:u32 length:u32`. Returns its length.
#[unsafe(no_mangle)]
pub extern "C" fn explain(visitor: u32, n: usize) -> u32 {
    with(visitor, |visitor, io, w| {
        if !visitor.may_compute() {
            return;
        }
        let requests = requests(io.request(n));
        let (candidates, stops) = visitor.with_ground(|ground| ground.explain(&requests));
        w.u32(stops.0);
        for c in candidates {
            let campaign = visitor.program().campaign(c.campaign);
            let (attribute, value) = c.settled.unwrap_or((u16::MAX, f64::NAN));
            w.u32(c.campaign);
            w.u8(c.stop.map_or(255, |s| s as u8));
            w.f64(c.score);
            w.f64(c.fit);
            w.u16(attribute);
            w.f64(value);
            w.u8(campaign.kind);
            w.u32(campaign.tail);
            w.u32(campaign.length);
        }
    })
}

fn process(mbg: u32, r: f64, alpha: f64, a: f64, b: f64) -> Model {
    Model { kind: if mbg != 0 { Kind::Mbg } else { Kind::Bg }, r, alpha, a, b }
}

/// P(alive) of a purchase process; see [`Model::alive`].
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments)]
pub extern "C" fn alive(mbg: u32, r: f64, alpha: f64, a: f64, b: f64, x: f64, t_x: f64, t: f64) -> f64 {
    process(mbg, r, alpha, a, b).alive(&Past { x, t_x, t })
}

/// Expected purchases of a purchase process; see [`Model::expected`].
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments)]
pub extern "C" fn expected(
    mbg: u32,
    r: f64,
    alpha: f64,
    a: f64,
    b: f64,
    x: f64,
    t_x: f64,
    t: f64,
    horizon: f64,
) -> f64 {
    process(mbg, r, alpha, a, b).expected(&Past { x, t_x, t }, horizon)
}
