//! Figures and values as texts: each style, and what is read back of it.

use jiff::civil::{date, datetime};
use proptest::prelude::*;

use super::*;

const ENGLISH: Locale = Locale {
    decimal: '.',
    group: Some(','),
};
const GERMAN: Locale = Locale {
    decimal: ',',
    group: Some('.'),
};

fn shown(number: f64, style: Style) -> String {
    super::number(number, &style, ENGLISH).replace(SPACE, " ")
}

#[test]
fn plain_numbers_have_the_digits_that_say_something() {
    let cases = [
        (0.0, "0"),
        (-0.0, "0"),
        (1_234_567.0, "1,234,567"),
        (1_234.567_891, "1,234.57"),
        (123.456_78, "123.457"),
        (1.0 / 3.0, "0.33333"),
        (2.0 / 3.0 * 10.0, "6.6667"),
        (0.5, "0.5"),
        (0.001_234_567, "0.0012346"),
        (0.000_012_345, "1.2345e-5"),
        (1.5e18, "1.5e18"),
        (f64::MAX, "1.7977e308"),
        (-2_500.5, "-2,500.5"),
        (f64::NAN, ""),
    ];
    for (number, text) in cases {
        assert_eq!(shown(number, Style::Plain), text);
    }
}

#[test]
fn every_style_writes_as_its_readers_do() {
    assert_eq!(shown(2024.0, Style::Raw), "2024");
    assert_eq!(shown(1234.5, Style::Decimal(2)), "1,234.50");
    assert_eq!(shown(-0.001, Style::Decimal(2)), "0.00");
    assert_eq!(shown(-1234.5, Style::Currency("$".into(), 2)), "-$1,234.50");
    assert_eq!(
        shown(1234.5, Style::Currency("CHF".into(), 2)),
        "1,234.50 CHF"
    );
    assert_eq!(shown(0.1234, Style::Percent(1)), "12.3%");
    assert_eq!(
        super::number(0.1234, &Style::Percent(1), GERMAN),
        "12,3\u{a0}%"
    );
    assert_eq!(
        super::number(1234.5, &Style::Currency("€".into(), 2), GERMAN),
        "1.234,50\u{a0}€"
    );
}

#[test]
fn bytes_and_durations_never_show_a_thousand_or_sixty_of_a_unit() {
    let bytes = [
        (0.0, "0 B"),
        (999.0, "999 B"),
        (1500.0, "1.5 kB"),
        (999_960.0, "1 MB"),
        (113e6, "113 MB"),
    ];
    for (number, text) in bytes {
        assert_eq!(shown(number, Style::Bytes), text);
    }
    let durations = [
        (0.0, "0 s"),
        (0.5, "0.5 ms"),
        (350.0, "350 ms"),
        (999.6, "1 s"),
        (4200.0, "4.2 s"),
        (59_970.0, "1 min"),
        (185_000.0, "3 min 5 s"),
        (3_599_600.0, "1 h"),
        (7_800_000.0, "2 h 10 min"),
        (442_800_000.0, "5 d 3 h"),
        (-185_000.0, "-3 min 5 s"),
    ];
    for (number, text) in durations {
        assert_eq!(shown(number, Style::Duration), text);
    }
}

#[test]
fn days_and_times_follow_their_pattern_and_a_bad_pattern_does_no_harm() {
    let day = Value::Date(date(2026, 3, 1));
    let instant = Value::Time(datetime(2026, 3, 1, 14, 5, 0, 0));
    let pattern = |text: &str| Style::Date(text.into());
    assert_eq!(value(&day, &pattern("%d.%m.%Y"), ENGLISH), "01.03.2026");
    assert_eq!(value(&instant, &pattern("%H:%M"), ENGLISH), "14:05");
    assert_eq!(value(&day, &Style::Plain, ENGLISH), "2026-03-01");
    assert_eq!(value(&instant, &Style::Plain, ENGLISH), "2026-03-01 14:05");
    assert_eq!(
        value(&instant, &pattern("%Q %!"), ENGLISH),
        "2026-03-01 14:05"
    );
    assert_eq!(value(&day, &Style::Percent(2), ENGLISH), "2026-03-01");
    assert_eq!(
        value(&Value::Text("<b>".into()), &Style::Bytes, ENGLISH),
        "<b>"
    );
}

#[test]
fn ticks_of_an_axis_are_short_and_alike() {
    let texts = |figures: &[f64], style: Style| {
        let top = figures
            .iter()
            .fold(0.0_f64, |top, figure| top.max(figure.abs()));
        let tick = Tick::new(figures[1] - figures[0], top, &style, ENGLISH);
        let texts: Vec<_> = figures.iter().map(|figure| tick.text(*figure)).collect();
        texts.join(" ").replace(SPACE, "_")
    };
    assert_eq!(texts(&[0.0, 2500.0, 5000.0], Style::Plain), "0 2,500 5,000");
    assert_eq!(
        texts(&[0.0, 5e5, 1e6, 1.5e6], Style::Plain),
        "0 0.5M 1.0M 1.5M"
    );
    assert_eq!(texts(&[0.0, 0.25, 0.5], Style::Plain), "0 0.25 0.50");
    assert_eq!(texts(&[-0.1, 0.0, 0.1], Style::Percent(3)), "-10% 0% 10%");
    assert_eq!(texts(&[2023.0, 2024.0], Style::Raw), "2023 2024");
    assert_eq!(
        texts(&[0.0, 1e5, 2e5], Style::Currency("$".into(), 2)),
        "$0 $100K $200K"
    );
    assert_eq!(texts(&[0.0, 5e6, 1e7], Style::Bytes), "0_B 5_MB 10_MB");
    assert_eq!(texts(&[0.0, 1e20], Style::Plain), "0 1e20");
    assert_eq!(texts(&[0.0, 1e-12], Style::Plain), "0 1e-12");
    assert_eq!(texts(&[0.0, 60_000.0], Style::Duration), "0_s 1_min");
}

fn styles() -> impl Strategy<Value = Style> {
    prop_oneof![
        Just(Style::Plain),
        Just(Style::Raw),
        any::<u8>().prop_map(Style::Decimal),
        (".{0,4}", any::<u8>()).prop_map(|(symbol, decimals)| Style::Currency(symbol, decimals)),
        any::<u8>().prop_map(Style::Percent),
        Just(Style::Bytes),
        Just(Style::Duration),
        ".{0,12}".prop_map(Style::Date),
    ]
}

proptest! {
    #[test]
    fn any_number_in_any_style_is_a_text_of_some_length(number in any::<f64>(), style in styles()) {
        let text = super::number(number, &style, ENGLISH);
        prop_assert_eq!(text.is_empty(), !number.is_finite());
        prop_assert!(text.chars().count() < 64, "{}", text);
    }

    #[test]
    fn a_whole_number_keeps_all_its_digits(integer in any::<i64>(), decimals in 0_u8..6) {
        for locale in [ENGLISH, GERMAN] {
            let text = value(&Value::Integer(integer), &Style::Decimal(decimals), locale);
            let whole = text.split(locale.decimal).next().unwrap_or_default();
            let digits: String = whole.chars().filter(|sign| Some(*sign) != locale.group).collect();
            prop_assert_eq!(digits.parse::<i64>().unwrap(), integer);
        }
    }

    #[test]
    fn plain_numbers_are_read_back_to_four_digits(number in -1e12_f64..1e12) {
        let text = super::number(number, &Style::Plain, ENGLISH).replace(',', "");
        let read: f64 = text.parse().unwrap();
        prop_assert!((read - number).abs() <= number.abs() * 1e-4, "{} as {}", number, text);
    }

    #[test]
    fn dates_never_panic_whatever_the_pattern(pattern in "[%A-Za-z0-9:. ]{0,16}") {
        let instant = Value::Time(datetime(2026, 12, 31, 23, 59, 59, 999_000_000));
        let _ = value(&instant, &Style::Date(pattern.clone()), ENGLISH);
        let _ = value(&Value::Date(date(-1, 1, 1)), &Style::Date(pattern), ENGLISH);
    }
}
