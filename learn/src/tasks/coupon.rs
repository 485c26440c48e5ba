//! `coupon`: will a household that is sent a campaign redeem one of its coupons? Campaigns that begin before 2017-09-01
//! are fitted on, later ones are measured (one row a household and campaign).
//!
//! The nine features, at a campaign's first day, from what a profile holds: counts of coupons redeemed and campaigns
//! sent, the share of orders with a discount, and the latest 64 transactions.
//!
//! | feature | |
//! |---|---|
//! | 0 | ln(1 + redeemed) |
//! | 1 | ln(1 + campaigns sent before) |
//! | 2 | (redeemed + .2) / (campaigns + 2) |
//! | 3 | ln(1 + orders in 28 days) |
//! | 4 | ln(1 + dollars in 28 days) |
//! | 5 | share of orders with a coupon |
//! | 6 | ln(1 + days since the last order), 365 days if none |
//! | 7, 8 | whether the campaign is of type A, C |

use crate::data::{completejourney as cj, folder};
use crate::fit::logistic::Logistic;
use crate::fit::metrics::{auc, average_precision, log_loss};
use crate::table::{Better, Row, print};
use anyhow::Result;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

/// Features.
const WIDTH: usize = 9;
/// 2017-09-01.
const SPLIT: i32 = 243;
/// Look-back, in days.
const LATE: i32 = 28;
/// Transactions that a profile remembers.
const REMEMBERED: usize = 64;

/// One order.
#[derive(Clone, Copy, Default)]
struct Order {
    day: i32,
    value: f64,
    coupon: f64,
}

/// Runs it.
pub fn run(data: Option<&Path>) -> Result<usize> {
    let folder = folder(data, "completejourney");
    let (lines, _) = cj::lines(&folder)?;
    let (sent, redeemed) = (cj::campaigns(&folder)?, cj::redemptions(&folder)?);

    // Orders by household, oldest first; of one day in the order of their ids.
    let mut orders: HashMap<u32, BTreeMap<u64, Order>> = HashMap::new();
    for line in &lines {
        let basket = orders.entry(line.household).or_default().entry(line.basket);
        let order = basket.or_insert(Order { day: line.day, ..Order::default() });
        order.day = order.day.min(line.day);
        order.value += line.value;
        order.coupon += line.coupon;
    }
    let orders: HashMap<u32, Vec<Order>> = orders
        .into_iter()
        .map(|(household, baskets)| {
            let mut orders: Vec<Order> = baskets.into_values().collect();
            orders.sort_by_key(|o| o.day);
            (household, orders)
        })
        .collect();
    let hit: HashSet<(u32, u32)> = redeemed.iter().map(|r| (r.campaign, r.household)).collect();
    let nothing = Vec::new();

    let (mut rows, mut hits) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    for s in &sent {
        let side = usize::from(s.start >= SPLIT);
        let past = orders.get(&s.household).unwrap_or(&nothing);
        let past = &past[..past.partition_point(|o| o.day < s.start)];
        let used = redeemed.iter().filter(|r| r.household == s.household && r.day < s.start).count() as f64;
        let before = sent.iter().filter(|o| o.household == s.household && o.start < s.start).count() as f64;
        let late = past[past.len().saturating_sub(REMEMBERED)..].iter().filter(|o| o.day >= s.start - LATE);
        let (n, spend) = late.fold((0.0f64, 0.0), |(n, sum), o| (n + 1.0, sum + o.value));
        let with_coupon = past.iter().filter(|o| o.coupon != 0.0).count() as f64;
        let silence = past.last().map_or(365.0, |o| f64::from(s.start - o.day));
        rows[side].extend([
            used.ln_1p(),
            before.ln_1p(),
            (used + 0.2) / (before + 2.0),
            n.ln_1p(),
            spend.ln_1p(),
            with_coupon / (past.len() as f64).max(1.0),
            silence.ln_1p(),
            f64::from(u8::from(s.form == "Type A")),
            f64::from(u8::from(s.form == "Type C")),
        ]);
        hits[side].push(hit.contains(&(s.campaign, s.household)));
    }

    let fit = Logistic::fit(&rows[0], WIDTH, &hits[0], 1.0)?;
    let (p, y) = (fit.probabilities(&rows[1]), &hits[1]);
    let (weights, intercept) = fit.plain();
    let prior: Vec<f64> = rows[1].chunks_exact(WIDTH).map(|row| row[0]).collect();
    let missed = print(
        "Coupon redemption (Complete Journey), campaigns from 2017-09-01",
        &[
            Row::told("rows measured", y.len() as f64, format!("{} fitted on", hits[0].len())),
            Row::reach("AUC", auc(y, &p), 0.8147, Better::More, "scikit-learn, same features, .8147; trees .8197"),
            Row::reach("average precision", average_precision(y, &p), 0.4536, Better::More, "same .4536; trees .4676"),
            Row::told("log loss", log_loss(y, &p), "same .3011; trees .2913"),
            Row::told("AUC of earlier redemptions alone", auc(y, &prior), "reference .7207"),
        ],
    );
    println!("\n{}", serde_json::json!({ "coupon": { "intercept": intercept, "weights": weights } }));
    Ok(missed)
}
