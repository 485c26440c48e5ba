//! The weights of the next item's index, searched on held-back sessions, and what an index achieves.

use crate::data::serenade::Session;
use anyhow::Result;
use trogen::scores::next_item::writer::{reweigh, write};
use trogen::scores::next_item::{Index, MOST_LOOKS, Next, REACH, Weights};

/// Places of a list that count.
const PLACES: usize = 20;

/// What weights are made of, each a curve of one or two numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// Latest looks of an item that are followed.
    pub looks: f64,
    /// Weight of the item itself, beside 1 for the one after it.
    pub own: f64,
    /// Factor on items seen before.
    pub again: f64,
    /// Each click ago counts so much of the one after it.
    pub asked: f64,
    /// A distance d counts d to minus this power: after, before.
    pub after: f64,
    /// See `after`.
    pub before: f64,
    /// What stood just before, beside 1 for what stood just after.
    pub back: f64,
    /// An item with n looks counts n to minus this power.
    pub rare: f64,
}

impl Shape {
    /// Where the search begins.
    pub const START: Self =
        Self { looks: 30.0, own: 0.5, again: 6.0, asked: 0.5, after: 0.75, before: 0.75, back: 0.8, rare: 0.35 };

    /// As the index has them.
    pub fn weights(&self) -> Weights {
        let byte = |x: f64| x.round().clamp(0.0, 255.0) as u8;
        let power = |i: usize, by: f64| ((i + 1) as f64).powf(-by);
        Weights {
            looks: byte(self.looks).clamp(1, MOST_LOOKS as u8),
            own: byte(255.0 * self.own),
            again: byte(16.0 * self.again),
            asked: std::array::from_fn::<_, REACH, _>(|i| byte(255.0 * self.asked.powi(i as i32))),
            after: std::array::from_fn(|i| byte(255.0 * power(i, self.after))),
            before: std::array::from_fn(|i| byte(255.0 * self.back * power(i, self.before))),
            rare: std::array::from_fn(|i| byte(255.0 * power(i, self.rare))),
        }
    }
}

/// Weights by coordinate search: each number over a grid, until a round gains nothing. The goal is the sum of hit rate and mean
/// reciprocal rank, with and without the current item.
pub fn search(train: &[Session], valid: &[Session]) -> Result<Shape> {
    type Field = fn(&mut Shape) -> &mut f64;
    let grid: [(Field, &[f64]); 8] = [
        (|s| &mut s.after, &[0.3, 0.5, 0.75, 1.0, 1.25]),
        (|s| &mut s.before, &[0.3, 0.5, 0.75, 1.0, 1.25]),
        (|s| &mut s.back, &[0.4, 0.6, 0.8, 1.0]),
        (|s| &mut s.asked, &[0.4, 0.5, 0.6, 0.7, 0.8]),
        (|s| &mut s.own, &[0.0, 0.2, 0.35, 0.5, 0.75, 1.0]),
        (|s| &mut s.again, &[1.0, 2.0, 4.0, 6.0, 10.0]),
        (|s| &mut s.rare, &[0.0, 0.2, 0.35, 0.5, 0.7, 1.0]),
        (|s| &mut s.looks, &[10.0, 20.0, 30.0, 45.0, 64.0]),
    ];
    // Only the weights change: the rest of the index is written once.
    let mut bytes = write::<_, &str>(train, &Shape::START.weights(), &[])?;
    let mut goal = |shape: &Shape| -> Result<f64> {
        reweigh(&mut bytes, &shape.weights());
        let index = read(&bytes)?;
        Ok([true, false].iter().map(|repeat| measure(&index, valid, *repeat)).map(|m| m.hits + m.rank).sum())
    };
    let mut best = (Shape::START, goal(&Shape::START)?);
    for _ in 0..4 {
        let before = best.1;
        for (field, values) in grid {
            for value in values {
                let mut shape = best.0;
                *field(&mut shape) = *value;
                let reached = goal(&shape)?;
                if reached > best.1 {
                    best = (shape, reached);
                }
            }
        }
        if best.1 - before < 1e-4 {
            break;
        }
    }
    Ok(best.0)
}

/// The engine's reader.
pub fn read(bytes: &[u8]) -> Result<Index> {
    Index::read(bytes).ok_or_else(|| anyhow::anyhow!("the engine refused the index"))
}

/// How good predictions are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// Predictions.
    pub count: usize,
    /// Share of next clicks among the first 20.
    pub hits: f64,
    /// Mean of 1 / place, 0 beyond the 20th.
    pub rank: f64,
}

/// Every prefix of every session predicts the next click.
pub fn measure(index: &Index, sessions: &[Session], repeat: bool) -> Measure {
    let (mut count, mut hits, mut rank) = (0usize, 0.0, 0.0);
    let mut out = [Next::default(); PLACES];
    for session in sessions {
        for at in 1..session.len() {
            let found = index.predict(&session[..at], repeat, &mut out);
            count += 1;
            if let Some(place) = out[..found].iter().position(|next| next.item == session[at]) {
                hits += 1.0;
                rank += 1.0 / (place + 1) as f64;
            }
        }
    }
    let n = count.max(1) as f64;
    Measure { count, hits: hits / n, rank: rank / n }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_measured() {
        let sessions: Vec<Session> = (0..40).map(|i| vec![i % 4, 10 + i % 4, 20 + i % 4, 300 + i]).collect();
        let index = read(&write::<_, &str>(&sessions, &Shape::START.weights(), &[]).unwrap()).unwrap();
        let expected = Measure { count: 3, hits: 1.0 / 3.0, rank: 1.0 / 3.0 };
        assert_eq!(measure(&index, &[vec![2, 12], vec![9, 8, 7]], false), expected);
    }

    #[test]
    fn a_search_gains_on_where_it_began() {
        let sessions: Vec<Session> = (0..400).map(|i| vec![i % 7, 10 + i % 5, 20 + i % 7, 30 + i % 5]).collect();
        let (train, valid) = sessions.split_at(360);
        let reached = |shape: Shape| {
            let index = read(&write::<_, &str>(train, &shape.weights(), &[]).unwrap()).unwrap();
            let measure = measure(&index, valid, true);
            measure.hits + measure.rank
        };
        assert!(reached(search(train, valid).unwrap()) >= reached(Shape::START));
    }
}
