//! Sections and what they show.

use std::fmt::{self, Write as _};
use std::io::Write;

use super::super::Error;
use super::super::escape::{Html, cut};
use super::super::figures;
use super::super::svg::{self, Colours, Name};
use super::table::table;
use crate::chart::{self, Size};
use crate::document::{self, Block, Chart, Locale, Metric, Table, Value, show};

/// Figures that are shown below a chart; a longer list is a table of its own.
const FIGURES: usize = 100;
/// The longest values that are headlines in large letters, and in middling ones.
const LARGE: usize = 9;
const MIDDLING: usize = 14;
/// More than this is no headline.
const HEADLINE: usize = 200;

/// A section of a page.
pub(super) struct Section<'a> {
    section: &'a document::Section,
    locale: Locale,
}

impl<'a> Section<'a> {
    pub(super) fn new(section: &'a document::Section, locale: Locale) -> Self {
        Self { section, locale }
    }

    /// Writes a block after the other, so that a page is never in memory as a whole. Charts that follow each other stand side by side.
    pub(super) fn write(&self, out: &mut dyn Write) -> Result<(), Error> {
        let id = Html(&self.section.id);
        write!(
            out,
            "<section id=\"{id}\" aria-labelledby=\"{id}_h\">\n<h2 id=\"{id}_h\">{}</h2>\n",
            Html(&self.section.title)
        )?;
        let charts = |block: &Block| matches!(block, Block::Chart(_));
        let mut number = 0;
        for group in self
            .section
            .blocks
            .chunk_by(|one, other| charts(one) && charts(other))
        {
            let abreast = group.len() > 1;
            if abreast {
                out.write_all(b"<div class=\"charts\">\n")?;
            }
            for block in group {
                number += 1;
                let mut text = String::new();
                self::block(
                    block,
                    &format!("{}_{number}", self.section.id),
                    &self.section.id,
                    self.locale,
                    &mut text,
                )?;
                out.write_all(text.as_bytes())?;
            }
            if abreast {
                out.write_all(b"</div>\n")?;
            }
        }
        out.write_all(b"</section>\n")?;
        Ok(())
    }
}

/// Writes a block. Its id is its own on the page; its section's heading has the section's id and `_h`.
pub(in crate::render) fn block(
    block: &Block,
    id: &str,
    section: &str,
    locale: Locale,
    out: &mut String,
) -> fmt::Result {
    match block {
        Block::Text(paragraphs) => {
            for paragraph in paragraphs {
                writeln!(out, "<p dir=\"auto\">{}</p>", Html(paragraph))?;
            }
            Ok(())
        }
        Block::Metrics(metrics) => self::metrics(metrics, locale, out),
        Block::Table(table) => self::framed(table, section, locale, out),
        Block::Chart(chart) => self::chart(chart, id, locale, out),
    }
}

fn metrics(metrics: &[Metric], locale: Locale, out: &mut String) -> fmt::Result {
    if metrics.is_empty() {
        return Ok(());
    }
    out.write_str("<dl class=\"metrics\">\n")?;
    for metric in metrics {
        let value = match &metric.value {
            Value::Null => "–".to_owned(),
            value => show::value(value, &metric.style, locale),
        };
        let (value, whole) = cut(&value, HEADLINE);
        let more = if whole.is_some() { "…" } else { "" };
        let class = match value.chars().count() {
            length if length <= LARGE => "figure",
            length if length <= MIDDLING => "figure mid",
            _ => "figure long",
        };
        let label = Html(&metric.label);
        write!(
            out,
            "<div><dt>{label}</dt><dd class=\"{class}\" dir=\"auto\">{}{more}</dd>",
            Html(value)
        )?;
        if let Some(note) = &metric.note {
            write!(out, "<dd class=\"note\">{}</dd>", Html(note))?;
        }
        out.write_str("</div>\n")?;
    }
    out.write_str("</dl>\n")
}

fn framed(table: &Table, section: &str, locale: Locale, out: &mut String) -> fmt::Result {
    let bare = if table.caption.is_empty() {
        " bare"
    } else {
        ""
    };
    writeln!(out, "<div class=\"card table{bare}\">")?;
    self::table(table, section, locale, out)?;
    note(table.note.as_deref(), out)?;
    out.write_str("</div>\n")
}

fn chart(chart: &Chart, id: &str, locale: Locale, out: &mut String) -> fmt::Result {
    writeln!(
        out,
        "<figure class=\"card\">\n<figcaption>{}</figcaption>\n<div class=\"plot\">",
        Html(&chart.title)
    )?;
    for (size, class) in [(Size::Wide, "wide"), (Size::Narrow, "narrow")] {
        let name = Name {
            id: &format!("{id}{}", &class[..1]),
            class,
            title: &chart.title,
            summary: &chart.summary,
        };
        svg::write(&chart::scene(chart, size, locale), name, Colours::Page, out)?;
        out.push('\n');
    }
    out.write_str("</div>\n")?;
    note(chart.note.as_deref(), out)?;
    let figures = figures::table(chart, FIGURES);
    if !figures.rows.is_empty() {
        out.write_str("<details><summary>Figures</summary>\n")?;
        self::table(&figures, "", locale, out)?;
        note(figures.note.as_deref(), out)?;
        out.write_str("</details>\n")?;
    }
    out.write_str("</figure>\n")
}

fn note(note: Option<&str>, out: &mut String) -> fmt::Result {
    match note {
        Some(note) => writeln!(out, "<p class=\"note\">{}</p>", Html(note)),
        None => Ok(()),
    }
}
