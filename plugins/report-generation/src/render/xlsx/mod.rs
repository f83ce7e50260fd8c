//! Excel: a sheet of what people want to know first, and a sheet per section with real tables and native charts.
//!
//! Figures stay figures, with the format that their style asks for; days are days. Every text is written as a text: nothing
//! from the data becomes a formula or a link. What Excel cannot hold is cut, and a note says so.
//!
//! What was weighed: `rust_xlsxwriter` builds for WASM with no thread, file or clock needed and draws native charts;
//! `umya-spreadsheet` reads as well, at several times the size; plain XML by hand would be charts by hand.

mod cell;
mod chart;
mod figures;
mod format;
mod names;
mod sheet;
mod summary;
mod table;

use std::io::Write;

use rust_xlsxwriter::{DocProperties, Workbook, Worksheet};

use self::names::Names;
use self::sheet::Sheet;
use super::Error;
use crate::document::{Block, Document};

/// How many cells a workbook has at most. The writer keeps them all in memory, at about 180 bytes each, until it is done.
pub const CELLS: usize = 500_000;

/// Writes a report as a workbook.
pub fn xlsx(document: &Document, out: &mut dyn Write) -> Result<(), Error> {
    let mut book = Book {
        names: Names::default(),
        room: CELLS,
        notes: Vec::new(),
    };
    let summary = book.names.sheet("Summary");
    let mut sections = Vec::new();
    for section in &document.sections {
        let name = book.names.sheet(&section.title);
        let mut sheet = Sheet::new(&name, document.locale)?;
        sheet.heading(&section.title)?;
        let single = section
            .blocks
            .iter()
            .filter(|block| matches!(block, Block::Table(_)))
            .count()
            == 1;
        for block in &section.blocks {
            match block {
                Block::Text(paragraphs) => sheet.paragraphs(paragraphs)?,
                Block::Metrics(metrics) => sheet.metrics(metrics)?,
                Block::Table(table) => {
                    let header = table::write(&mut sheet, table, &mut book)?;
                    // A header far down would leave no room for its rows.
                    if single && let Some(header) = header.filter(|header| *header <= 8) {
                        sheet.freeze(header)?;
                    }
                }
                Block::Chart(chart) => chart::write(&mut sheet, chart, &mut book)?,
            }
        }
        sections.push((name, section.title.as_str(), sheet.finish()?));
    }
    let mut workbook = Workbook::new();
    workbook.push_worksheet(summary::write(&summary, document, &sections, &book.notes)?);
    for (_, _, sheet) in sections {
        workbook.push_worksheet(sheet);
    }
    // Half the time of the usual 6, for files a fifth larger.
    workbook.set_zip_compression_level(2);
    workbook.set_properties(
        &DocProperties::new()
            .set_title(cell::short(&document.title, 255))
            .set_comment("")
            .set_creation_datetime(&document.made_at),
    );
    let mut bytes = Vec::new();
    workbook.save_to_writer(&mut bytes)?;
    out.write_all(&bytes)?;
    Ok(())
}

/// What the sheets share.
struct Book {
    names: Names,
    /// How many cells may still be written.
    room: usize,
    /// What was cut.
    notes: Vec<String>,
}

impl Book {
    /// How many of so many rows there is room for, which is then taken.
    fn take(&mut self, rows: usize, columns: usize) -> usize {
        let rows = rows.min(self.room / columns.max(1));
        self.room -= rows * columns;
        rows
    }

    fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// A sheet that is done: its name, its heading, what is in it.
type Done<'a> = (String, &'a str, Worksheet);
