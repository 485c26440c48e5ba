//! CDNOW: buyers of compact discs, watched for 39 weeks and then for 39 more. Published by Fader & Hardie; as packaged
//! in `lifetimes` 0.11.3.
//!
//! - `cdnow_customers_summary.csv`: a line with the names of the columns, then a customer a line: `ID`, repeat purchases
//!   (`frequency` or `x`), `recency` or `t_x`, and `T`, in weeks.
//! - `cdnow_customers_summary_with_transactions.csv`: the same and the mean spend of repeat purchases (`monetary_value` or `zbar`).
//! - `CDNOW_sample.txt`: a purchase a line, in columns set apart by blanks: \[number in the master file,\] customer, date
//!   (`19970118`), discs, money.

use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeMap;
use std::path::Path;
use trogen::scores::purchase::Past;

/// One customer at the end of the watched weeks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Customer {
    /// Her number.
    pub id: u32,
    /// Repeat purchases and their times, in weeks.
    pub past: Past,
    /// Mean spend of a repeat purchase; 0 where it is not told or there was none.
    pub spend: f64,
}

/// Reads a summary file.
pub fn customers(file: &Path) -> Result<Vec<Customer>> {
    parse(&super::text(file)?).with_context(|| format!("in {}", file.display()))
}

fn parse(text: &str) -> Result<Vec<Customer>> {
    let mut lines = text.trim_start_matches('\u{feff}').lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let (_, head) = lines.next().context("there is no line with the names of the columns")?;
    let names: Vec<String> = head.split(',').map(|name| name.trim().trim_matches('"').to_lowercase()).collect();
    // "T" and "t_x" differ in more than their case.
    let column = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name.as_str()));
    let must = |wanted: &[&str]| {
        column(wanted).with_context(|| format!("no column is called {}; there are: {head}", wanted.join(" or ")))
    };
    let (x, t_x, t) = (must(&["frequency", "x"])?, must(&["recency", "t_x"])?, must(&["t"])?);
    let (id, spend) = (column(&["id", "customer_id"]), column(&["monetary_value", "zbar"]));
    let mut customers = Vec::new();
    for (i, line) in lines {
        let cells: Vec<&str> = line.split(',').map(|cell| cell.trim().trim_matches('"')).collect();
        let number = |column: usize| -> Result<f64> {
            let cell = cells.get(column).with_context(|| format!("line {} has no column {}", i + 1, column + 1))?;
            let value: f64 = cell.parse().with_context(|| format!("line {}: \"{cell}\" is no number", i + 1))?;
            ensure!(value.is_finite() && value >= 0.0, "line {}: {value} is out of range", i + 1);
            Ok(value)
        };
        let past = Past { x: number(x)?, t_x: number(t_x)?, t: number(t)? };
        ensure!(past.t_x <= past.t, "line {}: the last purchase, {}, is after the end, {}", i + 1, past.t_x, past.t);
        let id = id.map_or(Ok(customers.len() as f64 + 1.0), number)? as u32;
        customers.push(Customer { id, past, spend: spend.map_or(Ok(0.0), number)? });
    }
    ensure!(!customers.is_empty(), "there are no customers");
    Ok(customers)
}

/// Purchase days of each customer, ascending, without repeats; days since 1970.
pub type Days = BTreeMap<u32, Vec<i32>>;

/// Reads a log of purchases.
pub fn purchases(file: &Path) -> Result<Days> {
    parse_log(&super::text(file)?).with_context(|| format!("in {}", file.display()))
}

fn parse_log(text: &str) -> Result<Days> {
    let mut days = Days::new();
    for (i, line) in text.lines().enumerate() {
        let cells: Vec<&str> = line.split_whitespace().collect();
        let (customer, date) = match cells.as_slice() {
            [] => continue,
            [_, customer, date, _, _] | [customer, date, _, _] => (customer, date),
            _ => bail!("line {} has {} columns instead of 4 or 5", i + 1, cells.len()),
        };
        // The master file has a line of names.
        if i == 0 && date.parse::<u32>().is_err() {
            continue;
        }
        let customer = customer.parse().with_context(|| format!("line {}: \"{customer}\" is no customer", i + 1))?;
        let day = day(date).with_context(|| format!("line {}: \"{date}\" is no date like 19970118", i + 1))?;
        days.entry(customer).or_default().push(day);
    }
    ensure!(!days.is_empty(), "there are no purchases");
    for days in days.values_mut() {
        days.sort_unstable();
        days.dedup();
    }
    Ok(days)
}

/// How many days each customer bought on in the `weeks` after the watched ones, in the order of `customers`.
///
/// The end of the watched weeks is not told: it is where each customer's first purchase and `T` meet.
pub fn holdout(customers: &[Customer], days: &Days, weeks: i32) -> Result<Vec<f64>> {
    let own = |c: &Customer| days.get(&c.id).with_context(|| format!("customer {} is not in the log", c.id));
    let end = |c: &Customer| -> Result<i32> {
        let first = *own(c)?.first().context("a customer without a purchase")?;
        Ok(first + (c.past.t * 7.0).round() as i32)
    };
    let last = end(customers.first().context("there are no customers")?)?;
    customers
        .iter()
        .map(|c| {
            let here = end(c)?;
            ensure!((here - last).abs() <= 1, "customer {} was watched until day {here}, others until {last}", c.id);
            let days = own(c)?;
            let seen = days.iter().filter(|day| **day <= last).count();
            ensure!(seen as f64 == c.past.x + 1.0, "customer {}: {} repeats, in the log {}", c.id, c.past.x, seen - 1);
            Ok(days.iter().filter(|day| (last + 1..=last + 7 * weeks).contains(*day)).count() as f64)
        })
        .collect()
}

/// Days since 1970 of `YYYYMMDD`, or `YYYY-MM-DD`. H. Hinnant, "chrono-compatible low-level date algorithms".
fn day(date: &str) -> Option<i32> {
    let digits: String = date.chars().filter(|c| *c != '-').collect();
    if digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i32 = digits.parse().ok()?;
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted() {
        assert_eq!(day("19700101"), Some(0));
        assert_eq!(day("20000301"), Some(11_017));
        assert_eq!(day("1997-09-30").map(|d| d - day("19970101").unwrap()), Some(272));
        assert_eq!((day("19971301"), day("1997093"), day("1997 930")), (None, None, None));
    }

    #[test]
    fn both_headers_are_read_and_mistakes_are_told() {
        let rows = parse("ID,x,t_x,T,zbar\n1,2,30.43,38.86,22.35\n\n").unwrap();
        assert_eq!(rows, [Customer { id: 1, past: Past { x: 2.0, t_x: 30.43, t: 38.86 }, spend: 22.35 }]);
        assert_eq!(parse("frequency,recency,T\n2,1,3\n").unwrap()[0].id, 1);
        let told = |text: &str| parse(text).unwrap_err().to_string();
        assert!(told("ID,x,T\n").contains("recency or t_x"));
        assert!(told("x,t_x,T\n1,two,3\n").contains("line 2: \"two\""));
        assert!(told("x,t_x,T\n1,5,3\n").contains("after the end"));
        assert!(told("x,t_x,T\n1,5\n").contains("no column 3"));
    }

    #[test]
    fn a_log_says_what_came_after() {
        let log =
            " 4 1 19970101 2 29.33\n 4 1 19970118 1 9.0\n 4 1 19970118 1 9.0\n 4 1 19971001 1 9.0\n 5 2 19970115 1 1\n";
        let days = parse_log(log).unwrap();
        let of = |id, x, t_x: f64, t: f64| Customer { id, past: Past { x, t_x: t_x / 7.0, t: t / 7.0 }, spend: 0.0 };
        let customers = [of(1, 1.0, 17.0, 272.0), of(2, 0.0, 0.0, 258.0)];
        assert_eq!(holdout(&customers, &days, 39).unwrap(), [1.0, 0.0]);
        assert!(holdout(&[customers[0], of(2, 0.0, 0.0, 200.0)], &days, 39).is_err());
        assert!(holdout(&[of(1, 2.0, 17.0, 272.0)], &days, 39).is_err());
        assert!(parse_log("1 2\n").is_err());
    }
}
