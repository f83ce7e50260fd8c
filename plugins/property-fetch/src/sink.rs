//! Records as lines of the output.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io;

use serde_json::value::RawValue;

use crate::params::Format;
use crate::plan::Columns;
use crate::pointer::{Fields, compact, text_of};

/// How many fields without a column are known by name.
const MOST_NAMED: usize = 20;

/// Records of one page as lines.
#[derive(Debug)]
pub(crate) enum Lines {
    Jsonl(Vec<u8>),
    Csv(Box<Table>),
}

/// Lines of CSV.
#[derive(Debug)]
pub(crate) struct Table {
    writer: csv::Writer<Vec<u8>>,
    columns: HashMap<String, usize>,
    /// Values that no column is for.
    pub(crate) without_column: u64,
    pub(crate) names: BTreeSet<String>,
}

/// Which columns there are, of params and the records of the first page.
pub(crate) fn columns(named: &Columns, first_page: &[&RawValue]) -> Vec<String> {
    let mut columns = match named {
        Columns::Only(columns) => return columns.clone(),
        Columns::First(columns) => columns.clone(),
    };
    let mut known: HashSet<String> = columns.iter().cloned().collect();
    for fields in first_page.iter().filter_map(|record| Fields::read(record)) {
        for name in fields.names() {
            if known.insert(name.to_owned()) {
                columns.push(name.to_owned());
            }
        }
    }
    columns
}

impl Lines {
    /// Begins the lines of a page; of CSV with the header, if it is the first.
    pub(crate) fn begin(format: Format, columns: &[String], is_first: bool) -> io::Result<Self> {
        if format == Format::Jsonl {
            return Ok(Self::Jsonl(Vec::new()));
        }
        let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
        if is_first && !columns.is_empty() {
            writer.write_record(columns).map_err(io::Error::other)?;
        }
        let numbered = columns.iter().cloned().zip(0..);
        Ok(Self::Csv(Box::new(Table {
            writer,
            columns: numbered.collect(),
            without_column: 0,
            names: BTreeSet::new(),
        })))
    }

    pub(crate) fn push(&mut self, record: &RawValue, fields: &Fields<'_>) -> io::Result<()> {
        match self {
            Self::Jsonl(bytes) => {
                compact(record, bytes);
                bytes.push(b'\n');
                Ok(())
            }
            Self::Csv(table) => table.push(fields),
        }
    }

    /// The bytes, and what had no column.
    pub(crate) fn end(self) -> io::Result<(Vec<u8>, u64, BTreeSet<String>)> {
        match self {
            Self::Jsonl(bytes) => Ok((bytes, 0, BTreeSet::new())),
            Self::Csv(table) => {
                let bytes = table.writer.into_inner().map_err(io::Error::other)?;
                Ok((bytes, table.without_column, table.names))
            }
        }
    }
}

impl Table {
    fn push(&mut self, fields: &Fields<'_>) -> io::Result<()> {
        let mut cells = vec![String::new(); self.columns.len()];
        for name in fields.names() {
            let Some(column) = self.columns.get(name) else {
                self.without_column += 1;
                if self.names.len() < MOST_NAMED {
                    self.names.insert(name.to_owned());
                }
                continue;
            };
            if let Some(value) = fields.get(name) {
                cells[*column] = cell(value);
            }
        }
        self.writer.write_record(&cells).map_err(io::Error::other)
    }
}

/// What is in a string, nothing for null, and JSON of all else.
fn cell(value: &RawValue) -> String {
    if !value.get().starts_with(['{', '[']) {
        return text_of(value).unwrap_or_default();
    }
    let mut bytes = Vec::new();
    compact(value, &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
