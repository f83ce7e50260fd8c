//! Tables: with a caption, headings that say what they are for, and a place to scroll that keys reach too.

use std::fmt::{self, Write};

use super::super::escape::{Html, cut};
use crate::document::{Align, Column, Locale, Table, Value, show};

/// Characters of a cell that are shown; the data has the rest.
const CELL: usize = 500;
/// Longer texts than this may have several lines.
const LINE: usize = 32;

/// Writes a table. Without a caption it is called by its section's heading.
pub(super) fn table(table: &Table, section: &str, locale: Locale, out: &mut String) -> fmt::Result {
    let name = if table.caption.is_empty() {
        format!("aria-labelledby=\"{}_h\"", Html(section))
    } else {
        format!("aria-label=\"{}\"", Html(&table.caption))
    };
    write!(
        out,
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" {name}>\n<table"
    )?;
    if table.caption.is_empty() {
        writeln!(out, " {name}>")?;
    } else {
        write!(out, ">\n<caption>{}</caption>\n", Html(&table.caption))?;
    }
    out.write_str("<thead>\n<tr>")?;
    for column in &table.columns {
        let (name, _) = cut(&column.name, CELL);
        write!(
            out,
            "<th scope=\"col\"{} dir=\"auto\">{}</th>",
            class(column),
            Html(name)
        )?;
    }
    out.write_str("</tr>\n</thead>\n<tbody>\n")?;
    for values in &table.rows {
        row(&table.columns, values, "–", locale, out)?;
    }
    out.write_str("</tbody>\n")?;
    if let Some(totals) = &table.totals {
        out.write_str("<tfoot>\n")?;
        row(&table.columns, totals, "", locale, out)?;
        out.write_str("</tfoot>\n")?;
    }
    out.write_str("</table>\n</div>\n")
}

/// Writes a row; what is not there is shown as `nothing`.
fn row(
    columns: &[Column],
    values: &[Value],
    nothing: &str,
    locale: Locale,
    out: &mut String,
) -> fmt::Result {
    out.write_str("<tr>")?;
    for (number, (column, value)) in columns.iter().zip(values).enumerate() {
        // What a row is about is what its first column says, if that is a text.
        let (tag, scope) = match (number, column.align) {
            (0, Align::Start) => ("th", " scope=\"row\""),
            _ => ("td", ""),
        };
        let end = class(column);
        match value {
            Value::Null => write!(out, "<{tag}{scope}{end}>{nothing}</{tag}>")?,
            Value::Text(text) => {
                let (shown, whole) = cut(text, CELL);
                // Short texts stay on their line, and columns of them are narrow.
                let class = if cut(text, LINE).1.is_some() {
                    " class=\"t\""
                } else {
                    end
                };
                write!(out, "<{tag}{scope}{class} dir=\"auto\">{}", Html(shown))?;
                if let Some(characters) = whole {
                    write!(
                        out,
                        "… <span class=\"nil\">({characters} characters)</span>"
                    )?;
                }
                write!(out, "</{tag}>")?;
            }
            value => {
                let text = show::value(value, &column.style, locale);
                write!(out, "<{tag}{scope}{end}>{}</{tag}>", Html(&text))?;
            }
        }
    }
    out.write_str("</tr>\n")
}

fn class(column: &Column) -> &'static str {
    match column.align {
        Align::Start => "",
        Align::End => " class=\"n\"",
    }
}
