//! Styles as the number formats of Excel, and what the sheets look like.
//!
//! Formats are written as Excel stores them, with point and comma; each reader's Excel shows its own.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::document::{Locale, Style};

/// How many milliseconds a day has: durations are parts of a day in Excel.
pub(super) const DAY: f64 = 86_400_000.0;

/// Which kinds of figures a column has; each has a format of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Whole numbers, and numbers that are whole.
    Whole,
    /// Numbers with a fraction.
    Part,
    /// Numbers that are so small or large that they are written with an exponent.
    Far,
    /// Days.
    Day,
    /// Days with a time.
    Time,
}

impl Class {
    pub(super) const ALL: [Self; 5] = [Self::Whole, Self::Part, Self::Far, Self::Day, Self::Time];

    pub(super) fn of(number: f64) -> Self {
        let size = number.abs();
        if size >= 1e15 || (size > 0.0 && size < 0.001) {
            Self::Far
        } else if number.fract() == 0.0 {
            Self::Whole
        } else {
            Self::Part
        }
    }
}

/// The format of a style; none where Excel has no way to write it.
pub(super) fn code(style: &Style, class: Class, locale: Locale) -> Option<String> {
    if let Class::Day | Class::Time = class {
        return match style {
            Style::Date(pattern) => date(pattern),
            _ if class == Class::Day => Some("yyyy\\-mm\\-dd".to_owned()),
            _ => Some("yyyy\\-mm\\-dd hh:mm:ss".to_owned()),
        };
    }
    let whole = match locale.group {
        Some(_) => "#,##0",
        None => "0",
    };
    Some(match style {
        Style::Plain | Style::Date(_) => match class {
            Class::Whole => whole.to_owned(),
            Class::Part => format!("{whole}.0###"),
            _ => "General".to_owned(),
        },
        Style::Raw => match class {
            Class::Whole => "0".to_owned(),
            _ => "General".to_owned(),
        },
        Style::Decimal(decimals) => decimal(whole, *decimals),
        Style::Currency(symbol, decimals) => currency(&decimal(whole, *decimals), symbol, locale),
        Style::Percent(decimals) => format!("{}%", decimal("0", *decimals)),
        // A comma at the end is a division by a thousand.
        Style::Bytes => {
            "[>=1000000000]0.0,,,\" GB\";[>=1000000]0.0,,\" MB\";#,##0.0,\" kB\"".to_owned()
        }
        // Of a day; see `DAY`. Less than a minute has its seconds' fractions.
        Style::Duration => "[<0.000694444]s.000\" s\";[h]:mm:ss".to_owned(),
    })
}

fn decimal(whole: &str, decimals: u8) -> String {
    // Excel takes thirty.
    match decimals.min(30) {
        0 => whole.to_owned(),
        decimals => format!("{whole}.{}", "0".repeat(decimals.into())),
    }
}

/// An amount with its symbol where [`show`](crate::document::show) sets it.
fn currency(amount: &str, symbol: &str, locale: Locale) -> String {
    let symbol: String = symbol
        .chars()
        .filter(|sign| !sign.is_control() && *sign != '"')
        .take(16)
        .collect();
    if symbol.is_empty() {
        return amount.to_owned();
    }
    if locale.decimal == ',' || symbol.chars().all(char::is_alphabetic) {
        return format!("{amount}\"\u{a0}{symbol}\"");
    }
    format!("\"{symbol}\"{amount};\\-\"{symbol}\"{amount}")
}

/// A pattern of strftime as a format; none where Excel lacks a part of it.
fn date(pattern: &str) -> Option<String> {
    let mut code = String::new();
    let mut signs = pattern.chars();
    while let Some(sign) = signs.next() {
        if sign != '%' {
            match sign {
                ' ' | ':' | '/' => code.push(sign),
                sign if sign.is_control() => return None,
                sign => code.extend(['\\', sign]),
            }
            continue;
        }
        code.push_str(match signs.next()? {
            'Y' => "yyyy",
            'y' => "yy",
            'm' => "mm",
            'B' => "mmmm",
            'b' | 'h' => "mmm",
            'd' => "dd",
            'e' => "d",
            'A' => "dddd",
            'a' => "ddd",
            'H' => "hh",
            'M' => "mm",
            'S' => "ss",
            'F' => "yyyy\\-mm\\-dd",
            'T' => "hh:mm:ss",
            'R' => "hh:mm",
            'D' => "mm/dd/yy",
            '%' => "\\%",
            _ => return None,
        });
    }
    (code.len() <= 200 && !code.is_empty()).then_some(code)
}

/// What texts of the sheets look like.
pub(super) struct Looks {
    pub(super) title: Format,
    pub(super) heading: Format,
    pub(super) strong: Format,
    pub(super) muted: Format,
    pub(super) wrapped: Format,
    /// A text that Excel would read as a formula, were it typed again.
    pub(super) quoted: Format,
}

impl Looks {
    pub(super) fn new() -> Self {
        let base = Format::new;
        Self {
            title: base().set_bold().set_font_size(18).set_font_color(INK),
            heading: base().set_bold().set_font_size(14).set_font_color(INK),
            strong: base().set_bold(),
            muted: base().set_italic().set_font_color(MUTED),
            wrapped: base().set_text_wrap().set_align(FormatAlign::Top),
            quoted: base().set_quote_prefix(),
        }
    }
}

/// The colour of headings.
const INK: Color = Color::RGB(0x1b2028);

/// The colour of what may stand back.
const MUTED: Color = Color::RGB(0x59626f);

/// A row of totals.
pub(super) fn total(format: Format) -> Format {
    format
        .set_bold()
        .set_border_top(FormatBorder::Thin)
        .set_border_top_color(INK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_have_the_formats_of_excel() {
        let us = Locale::default();
        let de = Locale {
            decimal: ',',
            group: Some('.'),
        };
        let part = |style: Style, locale| code(&style, Class::Part, locale).unwrap();
        assert_eq!(part(Style::Plain, us), "#,##0.0###");
        assert_eq!(
            part(Style::Decimal(2), Locale { group: None, ..us }),
            "0.00"
        );
        assert_eq!(part(Style::Percent(1), us), "0.0%");
        assert_eq!(
            part(Style::Currency("$".into(), 2), us),
            "\"$\"#,##0.00;\\-\"$\"#,##0.00"
        );
        assert_eq!(
            part(Style::Currency("€".into(), 2), de),
            "#,##0.00\"\u{a0}€\""
        );
        assert_eq!(
            part(Style::Currency("CHF".into(), 0), us),
            "#,##0\"\u{a0}CHF\""
        );
        // A symbol cannot break out of its quotation marks.
        assert_eq!(
            part(Style::Currency("\";[Red]\"".into(), 0), us),
            "\";[Red]\"#,##0;\\-\";[Red]\"#,##0"
        );
    }

    #[test]
    fn days_have_the_patterns_of_excel_where_it_has_them() {
        let day = |pattern: &str| {
            code(
                &Style::Date(pattern.to_owned()),
                Class::Day,
                Locale::default(),
            )
        };
        assert_eq!(day("%d.%m.%Y").unwrap(), "dd\\.mm\\.yyyy");
        assert_eq!(day("%b %Y").unwrap(), "mmm yyyy");
        assert_eq!(day("%Y-W%V"), None);
        assert_eq!(day("%"), None);
    }
}
