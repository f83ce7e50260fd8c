//! What figures and groups are called, and how values are written where a text is wanted.

use crate::data::Period;
use crate::document::{Locale, Style, Value};
use crate::params::{self, Aggregate, Kind};

/// What a figure is called.
pub(crate) fn figure(aggregate: Aggregate, column: Option<&str>) -> String {
    match (aggregate, column) {
        (Aggregate::Count, None) => "rows".to_owned(),
        (aggregate, Some(column)) => format!("{} of {column}", name(aggregate)),
        (aggregate, None) => name(aggregate).to_owned(),
    }
}

/// The name of an aggregate in params.
pub(crate) fn name(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::Count => "count",
        Aggregate::Sum => "sum",
        Aggregate::Mean => "mean",
        Aggregate::Median => "median",
        Aggregate::Min => "min",
        Aggregate::Max => "max",
        Aggregate::Distinct => "distinct",
        Aggregate::P5 => "p5",
        Aggregate::P10 => "p10",
        Aggregate::P25 => "p25",
        Aggregate::P50 => "p50",
        Aggregate::P75 => "p75",
        Aggregate::P90 => "p90",
        Aggregate::P95 => "p95",
        Aggregate::P99 => "p99",
    }
}

/// A heading for a section that has none.
pub(crate) fn heading(kind: Kind, figures: &[String], groups: &[String]) -> String {
    let mut what = figures.join(", ");
    if what.is_empty() {
        kind.name().clone_into(&mut what);
    }
    if !groups.is_empty() {
        what = format!("{what} by {}", groups.join(" and "));
    }
    let mut chars = what.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).take(200).collect(),
        None => what,
    }
}

/// The model's style for that of the params.
pub(crate) fn style(style: Option<&params::Style>, currency: Option<&str>) -> Style {
    match style {
        None | Some(params::Style::Plain) => Style::Plain,
        Some(params::Style::Raw) => Style::Raw,
        Some(params::Style::Decimal(decimals)) => Style::Decimal(*decimals),
        Some(params::Style::Currency) => Style::Currency(currency.unwrap_or("¤").to_owned(), 2),
        Some(params::Style::Percent(decimals)) => Style::Percent(*decimals),
        Some(params::Style::Bytes) => Style::Bytes,
        Some(params::Style::Duration) => Style::Duration,
        Some(params::Style::Date(pattern)) => Style::Date(pattern.clone()),
    }
}

/// The model's locale for that of the params.
pub(crate) fn locale(locale: params::Locale) -> Locale {
    let (decimal, group) = match locale {
        params::Locale::En => ('.', Some(',')),
        params::Locale::De => (',', Some('.')),
        params::Locale::Fr => (',', Some('\u{202f}')),
        params::Locale::Ch => ('.', Some('’')),
        params::Locale::Plain => ('.', None),
    };
    Locale { decimal, group }
}

/// A value as a category of a chart.
pub(crate) fn category(value: &Value) -> String {
    match value {
        Value::Null => "(missing)".to_owned(),
        Value::Boolean(value) => value.to_string(),
        Value::Integer(whole) => whole.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Date(date) => date.to_string(),
        Value::Time(time) => time.to_string(),
    }
}

/// A share as people say it.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "0 %".to_owned();
    }
    let share = part as f64 / whole as f64 * 100.0;
    match share {
        _ if part == whole => "100 %".to_owned(),
        _ if part > 0 && share < 0.1 => "less than 0.1 %".to_owned(),
        _ if share > 99.9 => "more than 99.9 %".to_owned(),
        _ => format!("{share:.1} %"),
    }
}

/// How the beginnings of periods are written.
pub(crate) fn pattern(period: Period) -> Style {
    Style::Date(
        match period {
            Period::Day | Period::Week => "%Y-%m-%d",
            Period::Month | Period::Quarter => "%b %Y",
            Period::Year => "%Y",
        }
        .to_owned(),
    )
}
