//! HTML: one file that needs nothing else and runs nothing.
//!
//! Charts are SVG in the page, once for a page's width and once for a telephone's; the style shows the one that fits. Colours
//! follow the reader's light or dark. A policy in the page's head keeps it from loading or running anything, whatever is in it,
//! and every text from the data goes through [`Html`](super::escape::Html).

mod block;
mod table;

use std::fmt::Write as _;
use std::io::Write;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use self::block::Section;
use super::Error;
use super::escape::Html;
use super::svg::{self, Hex, Variable};
use crate::chart::{Role, palette};
use crate::document::{Document, Logo, Value, show};

pub(super) use self::block::block;

/// With more sections than these, a report has a list of contents.
const CONTENTS: usize = 3;

const PAGE: &str = include_str!("page.css");

/// What a page may do: have styles in it, and pictures.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// Writes a report as one HTML file.
pub fn html(document: &Document, out: &mut dyn Write) -> Result<(), Error> {
    let title = Html(&document.title);
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{title}</title>\n<style>\n{}</style>\n</head>\n<body>\n",
        style()
    )?;
    let indexed = document.sections.len() > CONTENTS;
    let class = if indexed { "sheet indexed" } else { "sheet" };
    write!(
        out,
        "<a class=\"skip\" href=\"#_report\">Skip to the report</a>\n<div class=\"{class}\">\n"
    )?;
    header(document, out)?;
    if indexed {
        contents(document, out)?;
    }
    out.write_all(b"<main id=\"_report\">\n")?;
    for section in &document.sections {
        Section::new(section, document.locale).write(out)?;
    }
    out.write_all(b"</main>\n")?;
    notes(document, out)?;
    out.write_all(b"</div>\n</body>\n</html>\n")?;
    Ok(())
}

/// The style of a page: its colours by light and by dark, its charts, its texts.
pub(super) fn style() -> String {
    let mut style = String::with_capacity(12 << 10);
    let light = colours(
        palette::light,
        [
            [0xf6, 0xf7, 0xf9],
            [0xdf, 0xe3, 0xe8],
            [0xf4, 0xf6, 0xf8],
            [0x1f, 0x57, 0xbd],
        ],
    );
    let dark = colours(
        palette::dark,
        [
            [0x11, 0x14, 0x19],
            [0x30, 0x37, 0x42],
            [0x21, 0x26, 0x2e],
            [0x8f, 0xb6, 0xff],
        ],
    );
    style.push_str(&format!(
        ":root {{ color-scheme: light dark; {light}}}\n@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}\n\
         @media print {{ :root {{ color-scheme: light; }} }}\n"
    ));
    style.push_str(PAGE);
    style.push_str(svg::STYLE);
    style
}

fn colours(
    colour: fn(Role) -> palette::Colour,
    [page, line, shade, link]: [palette::Colour; 4],
) -> String {
    let roles = [
        Role::Background,
        Role::Grid,
        Role::Axis,
        Role::Text,
        Role::Muted,
    ];
    let series = (0..palette::SERIES).map(Role::Series);
    let mut text = String::new();
    for role in roles.into_iter().chain(series) {
        text.push_str(&format!("--{}: {}; ", Variable(role), Hex(colour(role))));
    }
    for (name, colour) in [
        ("page", page),
        ("line", line),
        ("shade", shade),
        ("link", link),
    ] {
        text.push_str(&format!("--{name}: {}; ", Hex(colour)));
    }
    text
}

fn header(document: &Document, out: &mut dyn Write) -> Result<(), Error> {
    write!(
        out,
        "<header>\n<div class=\"top\">\n<div>\n<h1>{}</h1>\n",
        Html(&document.title)
    )?;
    if let Some(subtitle) = &document.subtitle {
        writeln!(out, "<p class=\"subtitle\">{}</p>", Html(subtitle))?;
    }
    let made_at = document.made_at;
    let said = made_at.strftime("%-d %B %Y, %H:%M UTC");
    write!(
        out,
        "<p class=\"made\">Made on <time datetime=\"{}\">{said}</time></p>\n</div>\n",
        made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    )?;
    if let Some(logo) = &document.logo {
        // A picture by address never runs what is in it, even if it is SVG.
        let (kind, bytes) = match logo {
            Logo::Png(bytes) => ("image/png", bytes.as_slice()),
            Logo::Svg(text) => ("image/svg+xml", text.as_bytes()),
        };
        let data = BASE64_STANDARD.encode(bytes);
        writeln!(
            out,
            "<img class=\"logo\" alt=\"\" src=\"data:{kind};base64,{data}\">"
        )?;
    }
    out.write_all(b"</div>\n")?;
    if !document.facts.is_empty() {
        let mut facts = String::from("<dl class=\"facts\">\n");
        for fact in &document.facts {
            let value = match &fact.value {
                Value::Null => "–".to_owned(),
                value => show::value(value, &fact.style, document.locale),
            };
            writeln!(
                facts,
                "<div><dt>{}</dt><dd dir=\"auto\">{}</dd></div>",
                Html(&fact.label),
                Html(&value)
            )?;
        }
        out.write_all(facts.as_bytes())?;
        out.write_all(b"</dl>\n")?;
    }
    out.write_all(b"</header>\n")?;
    Ok(())
}

fn contents(document: &Document, out: &mut dyn Write) -> Result<(), Error> {
    out.write_all(b"<nav class=\"contents\" aria-labelledby=\"_contents\">\n<h2 id=\"_contents\">Contents</h2>\n<ol>\n")?;
    for section in &document.sections {
        writeln!(
            out,
            "<li><a href=\"#{}\">{}</a></li>",
            Html(&section.id),
            Html(&section.title)
        )?;
    }
    if !document.notes.is_empty() {
        out.write_all(b"<li><a href=\"#_notes\">Notes</a></li>\n")?;
    }
    out.write_all(b"</ol>\n</nav>\n")?;
    Ok(())
}

fn notes(document: &Document, out: &mut dyn Write) -> Result<(), Error> {
    if document.notes.is_empty() {
        return Ok(());
    }
    out.write_all(
        b"<aside class=\"notes\" aria-labelledby=\"_notes\">\n<h2 id=\"_notes\">Notes</h2>\n<ul>\n",
    )?;
    for note in &document.notes {
        writeln!(out, "<li>{}</li>", Html(note))?;
    }
    out.write_all(b"</ul>\n</aside>\n")?;
    Ok(())
}
