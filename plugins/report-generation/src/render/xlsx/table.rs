//! Tables as those of Excel: with a header that filters and sorts, bands, and totals below.

use rust_xlsxwriter::{Format, FormatAlign, Table as Grid, TableColumn, TableStyle, XlsxError};

use super::Book;
use super::cell::{Cell, LONGEST, cell};
use super::format::{Class, total};
use super::names;
use super::sheet::{COLUMNS, LAST_ROW, Sheet, letters, styled};
use crate::document::{Align, Column, Locale, Table, Value, show};

/// How many rows say how wide a column is.
const SAMPLE: usize = 200;

/// Writes a table; tells in which row its header is.
pub(super) fn write(
    sheet: &mut Sheet,
    table: &Table,
    book: &mut Book,
) -> Result<Option<u32>, XlsxError> {
    if !table.caption.is_empty() {
        let strong = sheet.looks.strong.clone();
        sheet.line(&table.caption, &strong)?;
    }
    if table.columns.is_empty() {
        sheet.note("No columns.")?;
        return Ok(None);
    }
    if sheet.row + 10 > LAST_ROW {
        book.note(format!(
            "Sheet “{}” is full: what follows is not in the workbook.",
            sheet.name
        ));
        return Ok(None);
    }
    let columns = &table.columns[..table.columns.len().min(COLUMNS)];
    let header = sheet.row;
    // Below the rows stand totals, notes and an empty line.
    let below = (LAST_ROW - header).saturating_sub(5) as usize;
    let rows = book.take(table.rows.len().min(below), columns.len());
    head(sheet, columns, rows, book)?;
    let formats: Vec<Formats> = columns
        .iter()
        .map(|column| Formats::new(None, column, sheet.locale))
        .collect();
    let mut cut = false;
    for row in &table.rows[..rows] {
        line(sheet, row, columns, &formats)?;
        cut |= row
            .iter()
            .any(|value| matches!(value, Value::Text(text) if too_long(text)));
    }
    if rows == 0 {
        sheet.skip(1);
    }
    if let Some(totals) = &table.totals {
        let base = total(Format::new());
        let formats: Vec<Formats> = columns
            .iter()
            .map(|column| Formats::new(Some(&base), column, sheet.locale))
            .collect();
        line(sheet, totals, columns, &formats)?;
    }
    widths(sheet, table, columns, rows);
    if let Some(note) = &table.note {
        sheet.note(note)?;
    }
    limits(sheet, table, (columns.len(), rows), cut, book)?;
    sheet.skip(1);
    Ok(Some(header))
}

/// Whether a cell does not hold a text; no text has more code units than bytes.
fn too_long(text: &str) -> bool {
    text.len() > LONGEST && text.encode_utf16().count() > LONGEST
}

/// Notes about what Excel, or memory, has no room for.
fn limits(
    sheet: &mut Sheet,
    table: &Table,
    (columns, rows): (usize, usize),
    cut: bool,
    book: &mut Book,
) -> Result<(), XlsxError> {
    let locale = sheet.locale;
    let count = |count: usize| show::number(count as f64, &Default::default(), locale);
    let mut notes = Vec::new();
    if rows < table.rows.len() {
        notes.push(format!(
            "{} of {} rows are in the workbook, which has room for no more.",
            count(rows),
            count(table.rows.len())
        ));
    }
    if columns < table.columns.len() {
        notes.push(format!(
            "{} of {} columns are in the workbook: a sheet has no more.",
            count(columns),
            count(table.columns.len())
        ));
    }
    if cut {
        notes.push(format!(
            "Texts of more than {} characters are cut: a cell holds no more.",
            count(LONGEST)
        ));
    }
    for note in notes {
        sheet.note(&note)?;
        book.note(format!("Sheet “{}”: {note}", sheet.name));
    }
    Ok(())
}

/// The header, and what makes Excel take the rows below it for a table.
pub(super) fn head(
    sheet: &mut Sheet,
    columns: &[Column],
    rows: usize,
    book: &mut Book,
) -> Result<(), XlsxError> {
    let names = names::columns(columns.iter().map(|column| column.name.as_str()));
    let heads: Vec<TableColumn> = columns
        .iter()
        .zip(names)
        .map(|(column, name)| {
            TableColumn::new()
                .set_header(name)
                .set_header_format(Format::new().set_bold().set_align(side(column.align)))
        })
        .collect();
    let last = sheet.row + (rows.max(1) as u32);
    sheet.inner.add_table(
        sheet.row,
        0,
        last,
        (columns.len() - 1) as u16,
        &Grid::new()
            .set_name(book.names.table())
            .set_style(TableStyle::Light1)
            .set_columns(&heads),
    )?;
    sheet.skip(1);
    Ok(())
}

fn line(
    sheet: &mut Sheet,
    row: &[Value],
    columns: &[Column],
    formats: &[Formats],
) -> Result<(), XlsxError> {
    for (number, ((value, column), formats)) in (0..).zip(row.iter().zip(columns).zip(formats)) {
        let cell = cell(value, &column.style, sheet.locale);
        sheet.cell(sheet.row, number, &cell, formats.of(&cell))?;
    }
    sheet.skip(1);
    Ok(())
}

/// How wide the columns are, by their headings and first rows.
fn widths(sheet: &mut Sheet, table: &Table, columns: &[Column], rows: usize) {
    for (number, column) in columns.iter().enumerate() {
        // A header has a button beside its name.
        let mut width = letters(&column.name).min(40.0) + 3.0;
        let values = table.rows[..rows.min(SAMPLE)].iter().chain(&table.totals);
        for value in values.filter_map(|row| row.get(number)) {
            width = width.max(letters(&show::value(value, &column.style, sheet.locale)));
        }
        sheet.widen(number as u16, width);
    }
}

/// The formats of a column, made once: one for each kind of figure.
struct Formats {
    plain: Option<Format>,
    figures: [Format; Class::ALL.len()],
}

impl Formats {
    /// Cells that look as the table does have no format unless they stand at their end.
    fn new(base: Option<&Format>, column: &Column, locale: Locale) -> Self {
        let aligned = base
            .cloned()
            .unwrap_or_default()
            .set_align(side(column.align));
        let plain = match (base, column.align) {
            (None, Align::Start) => None,
            _ => Some(aligned.clone()),
        };
        Self {
            plain,
            figures: Class::ALL.map(|class| styled(aligned.clone(), &column.style, class, locale)),
        }
    }

    fn of(&self, cell: &Cell) -> Option<&Format> {
        match cell {
            Cell::Figure(_, class) | Cell::Time(_, class) => Class::ALL
                .iter()
                .position(|one| one == class)
                .map(|place| &self.figures[place]),
            Cell::Blank | Cell::Text(_) | Cell::Boolean(_) => self.plain.as_ref(),
        }
    }
}

fn side(align: Align) -> FormatAlign {
    match align {
        Align::Start => FormatAlign::Left,
        Align::End => FormatAlign::Right,
    }
}
