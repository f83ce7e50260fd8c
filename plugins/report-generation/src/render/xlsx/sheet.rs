//! A sheet that is filled from the top: headings, paragraphs, headline figures, and what tables and charts put on it.

use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

use super::cell::{Cell, LONGEST, cell, clean, short};
use super::format::{Class, Looks, code};
use crate::document::{Locale, Metric, Style, Value, show};

/// The last row of a sheet.
pub(super) const LAST_ROW: u32 = 1_048_575;

/// How many columns a sheet has.
pub(super) const COLUMNS: usize = 16_384;

/// How wide columns may be, in letters.
const WIDEST: f64 = 60.0;

/// How wide a paragraph is, in letters.
const PARAGRAPH: f64 = 90.0;

pub(super) struct Sheet {
    pub(super) inner: Worksheet,
    pub(super) name: String,
    pub(super) locale: Locale,
    /// The next row that is free.
    pub(super) row: u32,
    pub(super) looks: Looks,
    widths: Vec<f64>,
    paragraphs: Vec<(u32, String)>,
}

impl Sheet {
    pub(super) fn new(name: &str, locale: Locale) -> Result<Self, XlsxError> {
        let mut inner = Worksheet::new();
        inner.set_name(name)?;
        inner
            .set_screen_gridlines(false)
            .set_landscape()
            .set_paper_size(9)
            .set_print_fit_to_pages(1, 0)
            .set_footer("&L&A&R&P / &N");
        Ok(Self {
            inner,
            name: name.to_owned(),
            locale,
            row: 0,
            looks: Looks::new(),
            widths: Vec::new(),
            paragraphs: Vec::new(),
        })
    }

    /// The sheet with its columns as wide as what stands in them.
    pub(super) fn finish(mut self) -> Result<Worksheet, XlsxError> {
        for (column, width) in (0..).zip(&self.widths) {
            if *width > 0.0 {
                self.inner
                    .set_column_width(column, width.clamp(9.0, WIDEST))?;
            }
        }
        let mut total = 0.0;
        let mut last = 0;
        while total < PARAGRAPH {
            let width = self.widths.get(usize::from(last)).copied().unwrap_or(0.0);
            total += if width > 0.0 {
                width.clamp(9.0, WIDEST)
            } else {
                8.43
            };
            last += 1;
        }
        for (row, text) in std::mem::take(&mut self.paragraphs) {
            let lines: f64 = text
                .split('\n')
                .map(|line| (line.chars().count() as f64 * 1.05 / total).ceil().max(1.0))
                .sum();
            if last > 1 {
                self.inner
                    .merge_range(row, 0, row, last - 1, "", &self.looks.wrapped)?;
            }
            // Excel has no row higher than 409 points.
            self.inner.set_row_height(row, (lines * 15.0).min(400.0))?;
            self.inner
                .write_string_with_format(row, 0, text, &self.looks.wrapped)?;
        }
        Ok(self.inner)
    }

    /// Leaves rows free.
    pub(super) fn skip(&mut self, rows: u32) {
        self.row = (self.row + rows).min(LAST_ROW);
    }

    /// Keeps what is above a row's end in sight, and on every printed page.
    pub(super) fn freeze(&mut self, header: u32) -> Result<(), XlsxError> {
        self.inner.set_freeze_panes(header + 1, 0)?;
        self.inner.set_repeat_rows(header, header)?;
        Ok(())
    }

    /// The heading of the sheet.
    pub(super) fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        let format = self.looks.heading.clone();
        self.line(text, &format)?;
        self.skip(1);
        Ok(())
    }

    /// A line of its own, which goes on over empty cells.
    pub(super) fn line(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.text(self.row, 0, text, Some(format))?;
        self.skip(1);
        Ok(())
    }

    /// A note below something.
    pub(super) fn note(&mut self, text: &str) -> Result<(), XlsxError> {
        let format = self.looks.muted.clone();
        self.line(text, &format)
    }

    pub(super) fn paragraphs(&mut self, paragraphs: &[String]) -> Result<(), XlsxError> {
        for paragraph in paragraphs {
            let text = short(&clean(paragraph), LONGEST);
            self.paragraphs.push((self.row, text));
            self.skip(1);
        }
        self.skip(1);
        Ok(())
    }

    /// Headline figures: what each is, the figure, a few words.
    pub(super) fn metrics(&mut self, metrics: &[Metric]) -> Result<(), XlsxError> {
        for metric in metrics {
            let strong = self.looks.strong.clone();
            self.text(self.row, 0, &metric.label, Some(&strong))?;
            self.widen(0, letters(&metric.label));
            let format = Format::new().set_bold().set_align(FormatAlign::Right);
            self.value(self.row, 1, &metric.value, &metric.style, &format)?;
            if let Some(note) = &metric.note {
                let muted = self.looks.muted.clone().set_indent(1);
                self.text(self.row, 2, note, Some(&muted))?;
            }
            self.skip(1);
        }
        self.skip(1);
        Ok(())
    }

    /// A value alone, in the format of its style.
    pub(super) fn value(
        &mut self,
        row: u32,
        column: u16,
        value: &Value,
        style: &Style,
        base: &Format,
    ) -> Result<(), XlsxError> {
        let cell = cell(value, style, self.locale);
        self.widen(column, letters(&show::value(value, style, self.locale)));
        let format = match cell {
            Cell::Figure(_, class) | Cell::Time(_, class) => {
                styled(base.clone(), style, class, self.locale)
            }
            _ => base.clone(),
        };
        self.cell(row, column, &cell, Some(&format))
    }

    /// Writes a cell.
    pub(super) fn cell(
        &mut self,
        row: u32,
        column: u16,
        cell: &Cell,
        format: Option<&Format>,
    ) -> Result<(), XlsxError> {
        match (cell, format) {
            (Cell::Blank, Some(format)) => {
                self.inner.write_blank(row, column, format)?;
            }
            (Cell::Blank, None) => {}
            (Cell::Text(text), format) => self.text(row, column, text, format)?,
            (Cell::Boolean(truth), Some(format)) => {
                self.inner
                    .write_boolean_with_format(row, column, *truth, format)?;
            }
            (Cell::Boolean(truth), None) => {
                self.inner.write_boolean(row, column, *truth)?;
            }
            (Cell::Figure(figure, _), Some(format)) => {
                self.inner
                    .write_number_with_format(row, column, *figure, format)?;
            }
            (Cell::Figure(figure, _), None) => {
                self.inner.write_number(row, column, *figure)?;
            }
            (Cell::Time(time, _), Some(format)) => {
                self.inner
                    .write_datetime_with_format(row, column, time, format)?;
            }
            (Cell::Time(time, _), None) => {
                self.inner.write_datetime(row, column, time)?;
            }
        }
        Ok(())
    }

    /// Writes a text, never a formula.
    pub(super) fn text(
        &mut self,
        row: u32,
        column: u16,
        text: &str,
        format: Option<&Format>,
    ) -> Result<(), XlsxError> {
        let text = short(&clean(text), LONGEST);
        let formula = text.starts_with(['=', '+', '-', '@']);
        match (format, formula) {
            (Some(format), false) => self
                .inner
                .write_string_with_format(row, column, text, format)?,
            (Some(format), true) => self.inner.write_string_with_format(
                row,
                column,
                text,
                &format.clone().set_quote_prefix(),
            )?,
            (None, true) => {
                self.inner
                    .write_string_with_format(row, column, text, &self.looks.quoted)?
            }
            (None, false) => self.inner.write_string(row, column, text)?,
        };
        Ok(())
    }

    /// Makes a column at least so many letters wide.
    pub(super) fn widen(&mut self, column: u16, letters: f64) {
        let column = usize::from(column);
        if self.widths.len() <= column {
            self.widths.resize(column + 1, 0.0);
        }
        self.widths[column] = self.widths[column].max(letters + 2.0);
    }
}

/// A format that shows figures of a kind as a style asks for.
pub(super) fn styled(format: Format, style: &Style, class: Class, locale: Locale) -> Format {
    match code(style, class, locale) {
        Some(code) => format.set_num_format(code),
        None => format,
    }
}

/// About how many letters wide the first line of a text is.
pub(super) fn letters(text: &str) -> f64 {
    let line = text.split('\n').next().unwrap_or_default();
    line.chars().take(200).count() as f64
}
