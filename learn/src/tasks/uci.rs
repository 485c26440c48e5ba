//! `uci`: does the fitting code give what scikit-learn gave? Sessions of February to October are fitted on, those of
//! November and December are measured; page values leak the outcome and are left out. (These are site analytics of
//! finished sessions: no figure of intent in a session.)

use crate::data::{folder, uci};
use crate::fit::logistic::Logistic;
use crate::fit::metrics::{auc, average_precision, log_loss};
use crate::table::{Better, Row, print};
use anyhow::Result;
use std::path::Path;

/// Columns that are counts or seconds: their logarithm is taken.
const LOGGED: [usize; 6] = [0, 1, 2, 3, 4, 5];
/// Columns taken as they are: bounce rate, exit rate, special day.
const PLAIN: [usize; 3] = [6, 7, 9];
/// Kinds of traffic with a weight of their own.
const TRAFFIC: u8 = 13;
/// Features in all.
const WIDTH: usize = 9 + 3 + TRAFFIC as usize;

/// Runs it.
pub fn run(data: Option<&Path>) -> Result<usize> {
    let sessions = uci::sessions(&folder(data, "uci_online_shoppers"))?;
    let is_late = |s: &&uci::Session| matches!(s.month.as_str(), "Nov" | "Dec");
    let (test, train): (Vec<_>, Vec<_>) = sessions.iter().partition(is_late);
    let rows = |sessions: &[&uci::Session]| sessions.iter().flat_map(|s| features(s)).collect::<Vec<f64>>();
    let hits = |sessions: &[&uci::Session]| sessions.iter().map(|s| s.bought).collect::<Vec<bool>>();
    let fit = Logistic::fit(&rows(&train), WIDTH, &hits(&train), 1.0)?;
    let (p, y) = (fit.probabilities(&rows(&test)), hits(&test));
    Ok(print(
        "Sessions of a web shop (UCI), November and December, without page values",
        &[
            Row::told("sessions measured", test.len() as f64, format!("{} fitted on", train.len())),
            Row::reach("AUC", auc(&y, &p), 0.7110, Better::More, "scikit-learn .7110"),
            Row::told("average precision", average_precision(&y, &p), "scikit-learn .3550"),
            Row::told("log loss", log_loss(&y, &p), "scikit-learn .4752"),
        ],
    ))
}

fn features(s: &uci::Session) -> [f64; WIDTH] {
    let is = |yes: bool| f64::from(u8::from(yes));
    let mut x = [0.0; WIDTH];
    LOGGED.iter().enumerate().for_each(|(i, c)| x[i] = s.numbers[*c].ln_1p());
    PLAIN.iter().enumerate().for_each(|(i, c)| x[6 + i] = s.numbers[*c]);
    x[9] = is(s.visitor == "Returning_Visitor");
    x[10] = is(s.visitor == "New_Visitor");
    x[11] = is(s.weekend);
    (1..=TRAFFIC).for_each(|t| x[11 + usize::from(t)] = is(s.traffic == t));
    x
}
