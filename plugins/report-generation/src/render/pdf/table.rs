//! Tables: columns as wide as what is in them, rows over as many pages as they take with the header on each, and columns
//! side by side in bands where a page has no room for all.

use super::face::{Face, LINE};
use super::flow::{Flow, Look};
use super::leaf::Ink;
use super::lines::{Setting, lines};
use super::page::Page;
use super::tree::{Id, Part};
use super::widths::{Band, Wish, bands};
use crate::document::{Align, Column, Style, Table, Value, show};

/// How many rows of a table are set.
pub const ROWS: usize = 1_000;

/// How many columns of a table are set.
pub const COLUMNS: usize = 40;

/// How many cells the tables of a document have at most.
pub const CELLS: usize = 40_000;

const HEAD: Look = Look::new(Face::Bold, 7.5, Ink::TEXT);
const CELL: Look = Look::new(Face::Regular, 8.0, Ink::TEXT);
const TOTAL: Look = Look::new(Face::Bold, 8.0, Ink::TEXT);

/// Left and right of what is in a cell, and above and below it.
const PAD: (f32, f32) = (5.0, 3.0);

/// How many rows say how wide a column is.
const SAMPLE: usize = 200;

/// How many lines a cell has; the rest is cut.
const LINES: usize = 4;

/// How many characters of a cell are looked at.
const LETTERS: usize = 400;

/// How wide a column of texts, or of figures, may ask to be.
const WIDEST: f32 = 260.0;

pub(super) fn draw(flow: &mut Flow, above: Option<Id>, table: &Table) {
    let columns = &table.columns[..table.columns.len().min(COLUMNS)];
    let rows = table
        .rows
        .len()
        .min(ROWS)
        .min(flow.cells / columns.len().max(1));
    flow.cells -= rows * columns.len();
    let rows = &table.rows[..rows];
    let wishes: Vec<Wish> = (0..columns.len())
        .map(|number| wish(flow, table, number, rows))
        .collect();
    let bands = bands(&wishes, flow.page.room());
    // A heading and two rows at least stay together.
    flow.need(Look::CAPTION.line() + 3.0 * (CELL.line() + 2.0 * PAD.1) + 12.0);
    flow.caption(above, &table.caption);
    for (number, band) in bands.iter().enumerate() {
        if bands.len() > 1 {
            flow.space(if number > 0 { 10.0 } else { 0.0 });
            flow.need(6.0 * CELL.line());
            let of = table.columns.len();
            let first = band
                .iter()
                .map(|(number, _)| *number)
                .find(|one| *one > 0 || number == 0);
            let last = band.last().map_or(0, |(number, _)| *number);
            let text = format!("Columns {} to {} of {of}", first.unwrap_or(0) + 1, last + 1);
            flow.paragraph(above, Part::Paragraph, &text, Look::NOTE, 0.0);
            flow.y += 2.0;
        }
        let part = flow.tree.add(above, Part::Table);
        Grid {
            columns,
            band,
            part,
        }
        .draw(flow, rows, table.totals.as_deref());
    }
    if table.rows.is_empty() {
        flow.note(above, "No rows.");
    }
    if let Some(note) = &table.note {
        flow.note(above, note);
    }
    limits(flow, above, table, (columns.len(), rows.len()));
}

/// Notes about what a page has no room for.
fn limits(flow: &mut Flow, above: Option<Id>, table: &Table, (columns, rows): (usize, usize)) {
    let locale = flow.locale;
    let count = |count: usize| show::number(count as f64, &Style::Plain, locale);
    let mut notes = Vec::new();
    if rows < table.rows.len() {
        notes.push(format!(
            "This file shows the first {} of {} rows.",
            count(rows),
            count(table.rows.len())
        ));
    }
    if columns < table.columns.len() {
        notes.push(format!(
            "This file shows the first {} of {} columns.",
            count(columns),
            count(table.columns.len())
        ));
    }
    for note in notes {
        flow.note(above, &note);
        let table = match table.caption.as_str() {
            "" => "A table".to_owned(),
            caption => format!("Table “{}”", caption.chars().take(80).collect::<String>()),
        };
        flow.notes.push(format!("{table}: {note}"));
    }
}

/// What a column asks for, by its heading and first rows.
fn wish(flow: &mut Flow, table: &Table, number: usize, rows: &[Vec<Value>]) -> Wish {
    let column = &table.columns[number];
    let pad = 2.0 * PAD.0 + 0.5;
    let mut whole = longest(flow, &column.name, HEAD, 80).0;
    let mut word = longest(flow, &column.name, HEAD, 80).1.min(90.0);
    let mut figures = true;
    let values = rows.iter().take(SAMPLE).chain(&table.totals);
    for value in values.filter_map(|row| row.get(number)) {
        figures &= !matches!(value, Value::Text(_));
        let text = show::value(value, &column.style, flow.locale);
        let (all, part) = longest(flow, &text, CELL, 80);
        whole = whole.max(all);
        // Figures stay whole; texts are broken between words, and long ones within.
        word = word.max(if figures {
            all.min(120.0)
        } else {
            part.min(70.0).max(all.min(56.0))
        });
    }
    let whole = (whole + pad).min(WIDEST);
    Wish {
        least: (word + pad).max(24.0).min(whole),
        whole,
    }
}

/// How wide a text is on one line, and how wide its longest word is.
fn longest(flow: &Flow, text: &str, look: Look, most: usize) -> (f32, f32) {
    let cut = text
        .char_indices()
        .nth(most)
        .map_or(text, |(end, _)| &text[..end]);
    let width = |part: &str| flow.faces.width(part, look.face, look.size);
    let word = cut.split([' ', '\n', '-']).map(width).fold(0.0, f32::max);
    (cut.split('\n').map(width).fold(0.0, f32::max), word)
}

/// A band of a table.
struct Grid<'a> {
    columns: &'a [Column],
    band: &'a Band,
    part: Id,
}

impl Grid<'_> {
    fn draw(&self, flow: &mut Flow, rows: &[Vec<Value>], totals: Option<&[Value]>) {
        let head: Vec<Vec<String>> = self
            .band
            .iter()
            .map(|(number, width)| {
                let name = flow.faces.prepare(&self.columns[*number].name, LETTERS);
                cell_lines(flow, &name, HEAD, *width)
            })
            .collect();
        let row = flow.tree.add(Some(self.part), Part::Row);
        self.head(flow, &head, Some(row));
        for values in rows {
            self.row(flow, values, CELL, &head);
        }
        if let Some(values) = totals {
            let (y, width) = (flow.y, self.width());
            flow.rule(Page::SIDE, y, width, 0.8, Ink::RULE);
            self.row(flow, values, TOTAL, &head);
        }
    }

    fn width(&self) -> f32 {
        self.band.iter().map(|(_, width)| width).sum()
    }

    /// The header; on all pages but the first it only decorates.
    fn head(&self, flow: &mut Flow, head: &[Vec<String>], row: Option<Id>) {
        let height = height(head, HEAD);
        let (top, width) = (flow.y, self.width());
        flow.rect((Page::SIDE, top), (width, height), 0.0, Ink::TINT);
        flow.rule(Page::SIDE, top + height, width, 0.8, Ink::RULE);
        let mut x = Page::SIDE;
        for ((number, width), lines) in self.band.iter().zip(head) {
            let part = row.map(|row| flow.tree.add(Some(row), Part::Head));
            let align = self.columns[*number].align;
            set(flow, part, lines, (x, top, *width), align, HEAD);
            x += width;
        }
        flow.y += height;
    }

    fn row(&self, flow: &mut Flow, values: &[Value], look: Look, head: &[Vec<String>]) {
        let cells: Vec<Vec<String>> = self
            .band
            .iter()
            .map(|(number, width)| {
                let Some(value) = values.get(*number) else {
                    return Vec::new();
                };
                let shown = show::value(value, &self.columns[*number].style, flow.locale);
                let shown = flow.faces.prepare(&shown, LETTERS);
                cell_lines(flow, &shown, look, *width)
            })
            .collect();
        let height = height(&cells, look);
        if flow.need(height) {
            self.head(flow, head, None);
        }
        let row = flow.tree.add(Some(self.part), Part::Row);
        let (top, mut x) = (flow.y, Page::SIDE);
        for ((number, width), lines) in self.band.iter().zip(&cells) {
            let part = flow.tree.add(Some(row), Part::Cell);
            let align = self.columns[*number].align;
            set(flow, Some(part), lines, (x, top, *width), align, look);
            x += width;
        }
        flow.y += height;
        let (y, width) = (flow.y, self.width());
        flow.rule(Page::SIDE, y, width, 0.4, Ink::LINE);
    }
}

fn cell_lines(flow: &Flow, text: &str, look: Look, width: f32) -> Vec<String> {
    let setting = Setting {
        face: look.face,
        size: look.size,
        width: (width - 2.0 * PAD.0).max(look.size),
        most: LINES,
    };
    lines(&flow.faces, text, setting)
}

fn height(cells: &[Vec<String>], look: Look) -> f32 {
    let lines = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
    lines as f32 * look.size * LINE + 2.0 * PAD.1
}

/// Sets the lines of a cell.
fn set(
    flow: &mut Flow,
    part: Option<Id>,
    lines: &[String],
    (x, top, width): (f32, f32, f32),
    align: Align,
    look: Look,
) {
    let mut y = top + PAD.1;
    for line in lines {
        let x = match align {
            Align::Start => x + PAD.0,
            Align::End => x + width - PAD.0 - flow.faces.width(line, look.face, look.size),
        };
        flow.text(part, x, y, line.clone(), look);
        y += look.line();
    }
}
