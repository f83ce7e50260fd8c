//! What a column is for, so that nobody is shown the sum of postal codes.

use crate::data::{Body, Column, Kind};

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Nothing is in it.
    Empty,
    /// Tells rows apart.
    Identifier,
    /// Stands for something: postal codes, keys of other tables, coordinates.
    Code,
    /// Years.
    Year,
    /// Numbers that mean an amount.
    Measure,
    /// A few texts, each in many rows.
    Category,
    /// True or false.
    Flag,
    /// Dates or times.
    Date,
    /// Texts that mostly differ.
    Words,
}

impl Role {
    /// Its name in a report.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Identifier => "identifier",
            Self::Code => "code",
            Self::Year => "year",
            Self::Measure => "number",
            Self::Category => "category",
            Self::Flag => "true or false",
            Self::Date => "date",
            Self::Words => "text",
        }
    }
}

/// Words of names that say that a number is no amount.
const IDENTIFIERS: [&str; 16] = [
    "id",
    "ids",
    "uuid",
    "guid",
    "key",
    "ref",
    "reference",
    "sku",
    "isbn",
    "ean",
    "iban",
    "apn",
    "parcel",
    "serial",
    "index",
    "rowid",
];
const CODES: [&str; 19] = [
    "zip",
    "zipcode",
    "postal",
    "postcode",
    "plz",
    "code",
    "codes",
    "phone",
    "tel",
    "fax",
    "mobile",
    "fips",
    "lat",
    "latitude",
    "lon",
    "lng",
    "longitude",
    "no",
    "nr",
];
const YEARS: [&str; 4] = ["year", "years", "yr", "jahr"];

/// Numbers from here on lose digits where people take them for amounts; nobody counts so far.
const LARGE: f64 = 9_007_199_254_740_992.0;

/// Finds what a column is for.
pub(crate) fn role(column: &Column) -> Role {
    let count = column.count();
    if count == 0 {
        return Role::Empty;
    }
    let how_many = column.how_many().count();
    // An estimate is off by 1 % or so.
    let all_differ = count > 1
        && match column.how_many().is_estimate() {
            true => how_many as f64 >= count as f64 * 0.97,
            false => how_many == count,
        };
    let named = |words: &[&str]| {
        words_of(&column.name)
            .iter()
            .any(|word| words.contains(&word.as_str()))
    };
    match &column.body {
        Body::Booleans(_) => Role::Flag,
        Body::Days(_) => Role::Date,
        Body::Numbers(numbers) => {
            let (min, max) = (
                numbers.moments().min().unwrap_or(0.0),
                numbers.moments().max().unwrap_or(0.0),
            );
            let whole = column.kind == Kind::Integer;
            let sequence = numbers.is_rising() && max - min < count as f64 * 1.5;
            if named(&CODES) {
                Role::Code
            } else if whole && all_differ && (named(&IDENTIFIERS) || sequence || max >= LARGE) {
                Role::Identifier
            } else if whole && (named(&IDENTIFIERS) || max >= LARGE) {
                Role::Code
            } else if whole && (1000.0..=2200.0).contains(&min) && max <= 2200.0 && named(&YEARS)
                || whole && min >= 1900.0 && max <= 2100.0 && count > 2 && !all_differ
            {
                Role::Year
            } else {
                Role::Measure
            }
        }
        Body::Texts(texts) => {
            let mean_length = texts.bytes() / count;
            if all_differ && count > 20 && mean_length <= 60 {
                Role::Identifier
            } else if how_many * 2 <= count || how_many <= 20 && mean_length <= 60 {
                Role::Category
            } else {
                Role::Words
            }
        }
    }
}

/// The words of a name: `customerId`, `customer_id` and `Customer ID` have the same.
fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before_is_lower = false;
    for char in name.chars().take(200) {
        if !char.is_alphanumeric() || (char.is_uppercase() && before_is_lower) {
            words.push(String::new());
        }
        before_is_lower = char.is_lowercase();
        if char.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(char.to_lowercase());
        }
    }
    words
}
