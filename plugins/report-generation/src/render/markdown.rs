//! Markdown as GitHub and most others read it: tables, and charts as tables of their figures. No text from the data
//! becomes anything but text.

use std::fmt::{self, Write as _};
use std::io::Write;

use super::Error;
use super::escape::{Markdown, cut};
use super::figures;
use crate::document::{Align, Block, Chart, Document, Locale, Metric, Table, Value, show};

/// Rows of a chart's figures.
const FIGURES: usize = 100;
/// Characters of a cell; the data has the rest.
const CELL: usize = 500;

/// Writes a report as Markdown.
pub fn markdown(document: &Document, out: &mut dyn Write) -> Result<(), Error> {
    let mut head = format!("# {}\n\n", Markdown(&document.title));
    if let Some(subtitle) = &document.subtitle {
        write!(head, "{}\n\n", Markdown(subtitle))?;
    }
    for fact in &document.facts {
        let value = figure(&fact.value, &fact.style, document.locale);
        writeln!(head, "- {}: **{value}**", Markdown(&fact.label))?;
    }
    write!(
        head,
        "- Made on: {}\n\n",
        document.made_at.strftime("%-d %B %Y, %H:%M UTC")
    )?;
    out.write_all(head.as_bytes())?;
    for section in &document.sections {
        write!(out, "## {}\n\n", Markdown(&section.title))?;
        for block in &section.blocks {
            let mut text = String::new();
            self::block(block, document.locale, &mut text)?;
            out.write_all(text.as_bytes())?;
        }
    }
    if !document.notes.is_empty() {
        out.write_all(b"## Notes\n\n")?;
        for note in &document.notes {
            writeln!(out, "- {}", Markdown(note))?;
        }
    }
    Ok(())
}

/// Writes a block, and an empty line.
pub(super) fn block(block: &Block, locale: Locale, out: &mut String) -> fmt::Result {
    match block {
        Block::Text(paragraphs) => {
            for paragraph in paragraphs {
                write!(out, "{}\n\n", Markdown(paragraph))?;
            }
            Ok(())
        }
        Block::Metrics(metrics) => self::metrics(metrics, locale, out),
        Block::Table(table) => self::table(table, locale, out),
        Block::Chart(chart) => self::chart(chart, locale, out),
    }
}

fn metrics(metrics: &[Metric], locale: Locale, out: &mut String) -> fmt::Result {
    if metrics.is_empty() {
        return Ok(());
    }
    out.write_str("| Figure | Value | |\n| :--- | ---: | :--- |\n")?;
    for metric in metrics {
        let value = figure(&metric.value, &metric.style, locale);
        let note = metric.note.as_deref().unwrap_or_default();
        writeln!(
            out,
            "| {} | **{value}** | {} |",
            Markdown(&metric.label),
            Markdown(note)
        )?;
    }
    out.write_str("\n")
}

fn table(table: &Table, locale: Locale, out: &mut String) -> fmt::Result {
    if !table.caption.is_empty() {
        write!(out, "**{}**\n\n", Markdown(&table.caption))?;
    }
    if !table.columns.is_empty() {
        for column in &table.columns {
            write!(out, "| {} ", Markdown(cut(&column.name, CELL).0))?;
        }
        out.write_str("|\n")?;
        for column in &table.columns {
            out.write_str(match column.align {
                Align::Start => "| :--- ",
                Align::End => "| ---: ",
            })?;
        }
        out.write_str("|\n")?;
        let row = |values: &[Value], strong: &str, out: &mut String| {
            for (column, value) in table.columns.iter().zip(values) {
                match cell(value, &column.style, locale) {
                    text if text.is_empty() => out.write_str("| ")?,
                    text => write!(out, "| {strong}{text}{strong} ")?,
                }
            }
            out.write_str("|\n")
        };
        for values in &table.rows {
            row(values, "", out)?;
        }
        if let Some(totals) = &table.totals {
            row(totals, "**", out)?;
        }
        out.write_str("\n")?;
    }
    note(table.note.as_deref(), out)
}

fn chart(chart: &Chart, locale: Locale, out: &mut String) -> fmt::Result {
    let mut figures = figures::table(chart, FIGURES);
    figures.caption.clear();
    write!(out, "**{}**\n\n", Markdown(&chart.title))?;
    if !chart.summary.is_empty() {
        write!(out, "{}\n\n", Markdown(&chart.summary))?;
    }
    if figures.rows.is_empty() {
        out.write_str("Nothing to show.\n\n")?;
    } else {
        table(&figures, locale, out)?;
    }
    note(chart.note.as_deref(), out)
}

fn note(note: Option<&str>, out: &mut String) -> fmt::Result {
    match note {
        Some(note) => write!(out, "{}\n\n", Markdown(note)),
        None => Ok(()),
    }
}

/// A figure that stands alone.
fn figure(value: &Value, style: &crate::document::Style, locale: Locale) -> String {
    match cell(value, style, locale) {
        text if text.is_empty() => "–".to_owned(),
        text => text,
    }
}

/// A value, escaped and not too long; empty if there is none.
fn cell(value: &Value, style: &crate::document::Style, locale: Locale) -> String {
    let text = match value {
        Value::Text(text) => return short(text),
        value => show::value(value, style, locale),
    };
    Markdown(&text).to_string()
}

fn short(text: &str) -> String {
    match cut(text, CELL) {
        (text, None) => Markdown(text).to_string(),
        (text, Some(characters)) => format!("{}… ({characters} characters)", Markdown(text)),
    }
}
