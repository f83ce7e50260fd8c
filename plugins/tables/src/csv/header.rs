//! The names of the columns of CSV and TSV: from the header row, from the params, or made up.

use std::collections::HashSet;
use std::io::{Read, Seek};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::csv::records::{Records, Scratch};
use crate::error::Error;

/// Where the names of columns come from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "`header` is true, false, or a list of column names"
)]
pub enum Header {
    /// Whether there is a header row.
    Row(bool),
    /// The names, for an input without a header row.
    Names(#[schemars(length(min = 1))] Vec<String>),
}

impl Default for Header {
    fn default() -> Self {
        Self::Row(true)
    }
}

/// The columns of an input, and where its first row is.
#[derive(Debug)]
pub struct Columns {
    /// Their names, each once.
    pub names: Vec<String>,
    /// Where the first row begins in the input.
    pub first_row: u64,
}

/// Reads the header, or as much of the first row as is needed in its place, and stops in front of the first row.
pub fn read_columns<R: Read + Seek>(
    records: &mut Records<R>,
    header: &Header,
) -> Result<Columns, Error> {
    let begin = records.next_offset();
    let (names, first_row) = match header {
        Header::Row(true) => {
            let names = header_row(records)?;
            (names, records.next_offset())
        }
        Header::Row(false) => {
            let width = if records.advance()? {
                records.width()
            } else {
                0
            };
            (vec![String::new(); width], begin)
        }
        Header::Names(names) => (names.clone(), begin),
    };
    Ok(Columns {
        names: distinct(names),
        first_row,
    })
}

fn header_row<R: Read + Seek>(records: &mut Records<R>) -> Result<Vec<String>, Error> {
    if !records.advance()? {
        return Ok(Vec::new());
    }
    records.check_text(&[]).map_err(|fault| Error::Header {
        offset: records.offset(),
        fault,
    })?;
    let mut scratch = Scratch::default();
    Ok((0..records.width())
        .map(|column| {
            String::from_utf8_lossy(records.cell(column, &mut scratch).text()).into_owned()
        })
        .collect())
}

/// Gives a nameless column its number for a name, and a name that was there before a number behind it.
fn distinct(names: Vec<String>) -> Vec<String> {
    let given: HashSet<String> = names.iter().cloned().collect();
    let mut used = HashSet::new();
    names
        .into_iter()
        .enumerate()
        .map(|(index, name)| {
            let base = if name.is_empty() {
                format!("column_{}", index + 1)
            } else {
                name
            };
            let mut distinct = base.clone();
            let mut number = 1;
            while used.contains(&distinct) || (number > 1 && given.contains(&distinct)) {
                number += 1;
                distinct = format!("{base}_{number}");
            }
            used.insert(distinct.clone());
            distinct
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_distinct_without_taking_a_given_one() {
        let names = ["a", "a", "", "a_2", "a"].map(str::to_owned).to_vec();
        assert_eq!(distinct(names), ["a", "a_3", "column_3", "a_2", "a_4"]);
    }
}
