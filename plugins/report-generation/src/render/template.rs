//! Reports by somebody's own template: MiniJinja, for HTML or Markdown. `TEMPLATES.md` says what a template sees.
//!
//! A template reads nothing but what it is given: there are no files to include, its work is counted, and what it shows of the
//! data is escaped for its kind unless it says `safe`.

use std::io::Write;
use std::sync::Arc;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value};

use super::escape::{Html, Markdown, cut};
use super::model::Report;
use super::svg::{self, Colours, Name};
use super::{Error, html, markdown};
use crate::chart::{self, Size};
use crate::document::{self, Block, Document, Locale, Style, show};

/// What a template may do: steps, and bytes that it makes. They are in memory, so this bounds that too.
const FUEL: u64 = 50_000_000;

/// What a template makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// HTML: `<` in data is shown as `<`.
    Html,
    /// Markdown: `*` in data is shown as `*`.
    Markdown,
}

/// Writes a report by a template.
pub fn template(
    document: &Document,
    source: &str,
    kind: Kind,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let mut environment = Environment::new();
    environment.set_fuel(Some(FUEL));
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_auto_escape_callback(move |_| match kind {
        Kind::Html => AutoEscape::Html,
        Kind::Markdown => AutoEscape::Custom("markdown".into()),
    });
    environment.set_formatter(move |out, _, value| {
        let written = match kind {
            _ if value.is_none() => Ok(()),
            _ if value.is_safe() => write!(out, "{value}"),
            Kind::Html => write!(out, "{}", Html(&value.to_string())),
            Kind::Markdown => write!(out, "{}", Markdown(&value.to_string())),
        };
        Ok(written?)
    });
    numbers(&mut environment, document.locale);
    blocks(&mut environment, document);
    let context = Value::from(Serde(Report::new(document)));
    let template = environment
        .template_from_str(source)
        .map_err(|cause| error(&cause, source))?;
    let text = template
        .render(context)
        .map_err(|cause| error(&cause, source))?;
    out.write_all(text.as_bytes())?;
    Ok(())
}

/// Whether a text is a template at all. What it names is not known before there is a report.
pub fn check_template(source: &str) -> Result<(), Error> {
    match Environment::new().template_from_str(source) {
        Ok(_) => Ok(()),
        Err(cause) => Err(error(&cause, source)),
    }
}

/// The filters that write numbers and times as the rest of the report does.
fn numbers(environment: &mut Environment<'_>, locale: Locale) {
    let shown = move |value: &Value, style: &Style| show::value(&figure(value), style, locale);
    environment.add_filter("number", move |value: &Value| shown(value, &Style::Plain));
    environment.add_filter("decimal", move |value: &Value, decimals: Option<u8>| {
        shown(value, &Style::Decimal(decimals.unwrap_or(2)))
    });
    environment.add_filter(
        "currency",
        move |value: &Value, symbol: String, decimals: Option<u8>| {
            shown(value, &Style::Currency(symbol, decimals.unwrap_or(2)))
        },
    );
    environment.add_filter("percent", move |value: &Value, decimals: Option<u8>| {
        shown(value, &Style::Percent(decimals.unwrap_or(0)))
    });
    environment.add_filter("bytes", move |value: &Value| shown(value, &Style::Bytes));
    environment.add_filter("duration", move |value: &Value| {
        shown(value, &Style::Duration)
    });
    environment.add_filter("date", move |value: &Value, pattern: String| {
        shown(value, &Style::Date(pattern))
    });
}

/// The filters that draw a block as our own reports do, and the style that such blocks need.
fn blocks(environment: &mut Environment<'_>, document: &Document) {
    let locale = document.locale;
    let sections = Arc::new(document.sections.clone());
    let drawn = |draw: fn(&Block, &str, &str, Locale, &mut String) -> std::fmt::Result| {
        let sections = Arc::clone(&sections);
        move |value: &Value| -> Result<Value, minijinja::Error> {
            let (section, number, block) = find(&sections, value)?;
            let mut text = String::new();
            draw(
                block,
                &format!("{section}_{number}"),
                section,
                locale,
                &mut text,
            )?;
            Ok(Value::from_safe_string(text))
        }
    };
    environment.add_filter("html", drawn(html::block));
    environment.add_filter(
        "markdown",
        drawn(|block, _, _, locale, out| markdown::block(block, locale, out)),
    );
    environment.add_filter("svg", drawn(picture));
    environment.add_function("style", || Value::from_safe_string(html::style()));
}

/// A chart's picture, which stands alone.
fn picture(
    block: &Block,
    id: &str,
    _section: &str,
    locale: Locale,
    out: &mut String,
) -> std::fmt::Result {
    let Block::Chart(chart) = block else {
        return Ok(());
    };
    let name = Name {
        id,
        class: "alone",
        title: &chart.title,
        summary: &chart.summary,
    };
    svg::write(
        &chart::scene(chart, Size::Wide, locale),
        name,
        Colours::Fixed,
        out,
    )
}

/// The block that a template means: one of those in `sections`, known by its id.
fn find<'a>(
    sections: &'a [document::Section],
    value: &Value,
) -> Result<(&'a str, usize, &'a Block), minijinja::Error> {
    let id = value
        .get_attr("id")
        .ok()
        .and_then(|id| id.as_str().map(str::to_owned));
    let found = id.as_deref().and_then(|id| {
        let (section, number) = id.rsplit_once('.')?;
        let number: usize = number.parse().ok()?;
        let section = sections.iter().find(|known| known.id == section)?;
        let block = section.blocks.get(number.checked_sub(1)?)?;
        Some((section.id.as_str(), number, block))
    });
    found.ok_or_else(|| {
        let cause = "this is for a block of a section, such as `sections.overview.blocks[0]`";
        minijinja::Error::new(ErrorKind::InvalidOperation, cause)
    })
}

/// A template's value as a report's: texts that are days or times are those.
fn figure(value: &Value) -> document::Value {
    if value.is_none() || value.is_undefined() {
        return document::Value::Null;
    }
    if let Some(text) = value.as_str() {
        if let Ok(day) = text.parse()
            && text.len() == 10
        {
            return document::Value::Date(day);
        }
        if let Ok(time) = text.trim_end_matches('Z').parse() {
            return document::Value::Time(time);
        }
        return document::Value::Text(text.to_owned());
    }
    if value.is_integer()
        && let Ok(integer) = i64::try_from(value.clone())
    {
        return document::Value::Integer(integer);
    }
    match f64::try_from(value.clone()) {
        Ok(number) => document::Value::number(number),
        Err(_) => document::Value::Text(value.to_string()),
    }
}

/// Where a template is wrong, and why.
fn error(error: &minijinja::Error, source: &str) -> Error {
    let cause = match (error.kind(), error.detail()) {
        (ErrorKind::OutOfFuel, _) => {
            "it does more than a report may need; does a loop go over too much?".to_owned()
        }
        (kind, Some(detail)) => format!("{kind}: {detail}"),
        (kind, None) => kind.to_string(),
    };
    let line = error.line().unwrap_or(1);
    let text = source
        .lines()
        .nth(line.saturating_sub(1))
        .unwrap_or_default()
        .trim();
    let (text, cut_off) = cut(text, 100);
    let more = if cut_off.is_some() { "…" } else { "" };
    Error::Template {
        line,
        text: format!("{text}{more}"),
        cause,
    }
}
