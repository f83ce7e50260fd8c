//! The types of CSV columns, from their first rows.

use std::io::{Read, Seek};

use crate::cell::Cell;
use crate::csv::{Records, Scratch};
use crate::date::is_date;
use crate::error::Error;
use crate::kind::CellType;

/// The most input that types are inferred from, in bytes.
const SAMPLE_BYTES: u64 = 8 * 1024 * 1024;

/// The texts that mean null.
#[derive(Debug, Default)]
pub struct Nulls(Vec<String>);

impl Nulls {
    /// These texts, if any.
    pub fn new(texts: Option<&Vec<String>>) -> Self {
        Self(texts.cloned().unwrap_or_default())
    }

    /// Whether a cell has one of them.
    #[inline(always)]
    pub fn contains(&self, cell: Cell<'_>) -> bool {
        self.0.iter().any(|text| text.as_bytes() == cell.text())
    }
}

/// What a column may still be. Each cell takes away what it does not fit.
#[derive(Debug, Clone, Copy)]
struct Guess {
    integer: bool,
    number: bool,
    boolean: bool,
    date: bool,
    seen: bool,
}

impl Guess {
    fn new() -> Self {
        Self {
            integer: true,
            number: true,
            boolean: true,
            date: true,
            seen: false,
        }
    }

    fn see(&mut self, cell: Cell<'_>) {
        self.seen = true;
        // What is an integer is a number too.
        self.integer = self.integer && cell.is_integer();
        self.number = self.number && (self.integer || cell.is_number());
        self.boolean = self.boolean && cell.as_boolean().is_some();
        self.date = self.date && is_date(cell.text());
    }

    /// A column of which nothing was seen holds strings: every text fits.
    fn kind(self) -> CellType {
        match self {
            Self { seen: false, .. } => CellType::String,
            Self { integer: true, .. } => CellType::Integer,
            Self { number: true, .. } => CellType::Number,
            Self { boolean: true, .. } => CellType::Boolean,
            Self { date: true, .. } => CellType::Date,
            _ => CellType::String,
        }
    }
}

/// Infers a type for each column from up to `rows` rows. Rows that cannot be read are passed over; whoever reads
/// them next reports them. Where the records stand afterwards is left open.
pub fn infer<R: Read + Seek>(
    records: &mut Records<R>,
    names: &[String],
    nulls: &Nulls,
    rows: u32,
) -> Result<Vec<CellType>, Error> {
    let mut guesses = vec![Guess::new(); names.len()];
    let mut scratch = Scratch::default();
    let begin = records.next_offset();
    for _ in 0..rows {
        if records.next_offset() - begin >= SAMPLE_BYTES || !records.advance()? {
            break;
        }
        if records.check(names).is_err() {
            continue;
        }
        for (column, guess) in guesses.iter_mut().enumerate() {
            let cell = records.cell(column, &mut scratch);
            if !cell.is_empty() && !nulls.contains(cell) {
                guess.see(cell);
            }
        }
    }
    Ok(guesses.into_iter().map(Guess::kind).collect())
}
