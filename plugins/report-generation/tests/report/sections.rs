//! Sections that were asked for.

use runner_report_generation::document::{Block, Plot, Scale, Style, Value};
use serde_json::json;

use crate::support::{charts, document, lines, made, shown, table};

const ORDERS: &str = "city,price,quantity,paid,ordered_on,shipped at
Zürich,10.5,1,true,2026-01-05,2026-01-06 10:00
Zürich,20,2,false,2026-01-20,
Phoenix,30,3,true,2026-03-02,2026-03-05 12:30
Kraków,40.25,,true,2026-03-09,2026-03-10 08:00
,50,5,true,2026-04-30,
";

#[test]
fn table_of_groups_has_a_line_for_each() {
    let report = document(
        json!({"sections": [{"kind": "table", "columns": ["price"], "group_by": ["city"], "aggregate": ["count", "sum", "mean"]}]}),
        ORDERS,
    );
    insta::assert_snapshot!(lines(table(&report.sections[0])), @"
    city | count of price | sum of price | mean of price
    Zürich | 2 | 30.5 | 15.25
    Kraków | 1 | 40.25 | 40.25
    Phoenix | 1 | 30 | 30
    - | 1 | 50 | 50
    ");
}

#[test]
fn rows_are_listed_filtered_and_sorted() {
    let report = document(
        json!({"sections": [{"kind": "table", "columns": ["city", "price"], "filter": "paid and price > 10", "sort": "-price", "limit": 3}]}),
        ORDERS,
    );
    insta::assert_snapshot!(lines(table(&report.sections[0])), @"
    city | price
    - | 50
    Kraków | 40.25
    Phoenix | 30
    (3 of 4 rows)
    ");
}

#[test]
fn filters_see_columns_with_their_types() {
    for (filter, expected) in [
        ("city == 'Zürich'", 2),
        ("city in ['Zürich', 'Phoenix'] and not paid", 1),
        ("quantity is none", 1),
        ("ordered_on >= '2026-03-01'", 3),
        ("row['shipped at'] is not none", 3),
        ("city is not none and city|lower is startingwith('z')", 2),
        ("price * 2 > 60", 2),
    ] {
        let report = document(
            json!({"sections": [{"kind": "metric", "filter": filter}]}),
            ORDERS,
        );
        let Block::Metrics(metrics) = &report.sections[0].blocks[0] else {
            panic!("a metric was asked for");
        };
        assert_eq!(metrics[0].value, Value::Integer(expected), "{filter}");
    }
}

#[test]
fn months_without_rows_are_nothing_in_a_line_of_counts() {
    let report = document(
        json!({"sections": [{"kind": "line", "group_by": [{"column": "ordered_on", "by": "month"}]}]}),
        ORDERS,
    );
    let Plot::Line {
        scale: Scale::Times(times, style),
        series,
    } = &charts(&report.sections[0])[0].plot
    else {
        panic!("a line over times was asked for");
    };
    assert_eq!(*style, Style::Date("%b %Y".to_owned()));
    assert_eq!(times.len(), 4);
    assert_eq!(
        series[0].values,
        [Some(2.0), Some(0.0), Some(2.0), Some(1.0)]
    );
}

#[test]
fn second_group_makes_the_series() {
    let report = document(
        json!({"sections": [{"kind": "bar", "columns": ["price"], "group_by": ["city", "paid"], "stacked": true}]}),
        ORDERS,
    );
    let Plot::Bar {
        categories,
        series,
        stacked: true,
    } = &charts(&report.sections[0])[0].plot
    else {
        panic!("bars on each other were asked for");
    };
    assert_eq!(*categories, ["(missing)", "Kraków", "Phoenix", "Zürich"]);
    assert_eq!(series[0].name, "true");
    assert_eq!(series[1].values, [None, None, None, Some(20.0)]);
}

#[test]
fn groups_beyond_the_limit_are_one() {
    let report = document(
        json!({"sections": [{"kind": "pie", "columns": ["price"], "group_by": ["city"], "limit": 2}]}),
        ORDERS,
    );
    let Plot::Pie(slices) = &charts(&report.sections[0])[0].plot else {
        panic!("a pie was asked for");
    };
    let slices: Vec<_> = slices
        .iter()
        .map(|slice| (slice.name.as_str(), slice.value))
        .collect();
    assert_eq!(
        slices,
        [("(missing)", 50.0), ("Kraków", 40.25), ("other (2)", 60.5)]
    );
}

#[test]
fn histograms_scatters_and_texts_are_what_was_asked_for() {
    let report = document(
        json!({"sections": [
            {"kind": "histogram", "columns": ["price"], "bins": 5},
            {"kind": "scatter", "columns": ["quantity", "price"], "group_by": ["paid"]},
            {"kind": "text", "title": "Notes", "text": "One.\n\nTwo."}
        ]}),
        ORDERS,
    );
    let Plot::Histogram { edges, counts } = &charts(&report.sections[0])[0].plot else {
        panic!("a histogram was asked for");
    };
    assert_eq!(
        (edges.len(), counts.iter().sum::<u64>()),
        (counts.len() + 1, 5)
    );
    let Plot::Scatter { series } = &charts(&report.sections[1])[0].plot else {
        panic!("dots were asked for");
    };
    assert_eq!(series.iter().map(|(_, dots)| dots.len()).sum::<usize>(), 4);
    assert_eq!(
        report.sections[2].blocks,
        [Block::Text(vec!["One.".to_owned(), "Two.".to_owned()])]
    );
    let ids: Vec<_> = report
        .sections
        .iter()
        .map(|section| section.id.as_str())
        .collect();
    assert_eq!(ids, ["price", "price-by-quantity", "notes"]);
}

#[test]
fn sections_name_their_data_sets() {
    let made = made(
        json!({
            "data_sets": {"data-2": {"name": "cities", "types": {"code": "string"}}},
            "sections": [
                {"kind": "metric", "columns": ["price"], "aggregate": ["max"]},
                {"kind": "table", "data": "cities"}
            ]
        }),
        &[ORDERS, "city;code\nZürich;1\nPhoenix;2\n"],
    )
    .unwrap();
    insta::assert_snapshot!(lines(table(&made.document.sections[1])), @"
    city | code
    Zürich | 1
    Phoenix | 2
    ");
    assert_eq!(made.read.len(), 2);
    assert_eq!(made.read[1].name, "cities");
}

#[test]
fn headline_of_a_maximum_of_dates_is_a_date() {
    let report = document(
        json!({"sections": [{"kind": "metric", "columns": ["ordered_on"], "aggregate": ["min", "max", "distinct"]}]}),
        ORDERS,
    );
    let Block::Metrics(metrics) = &report.sections[0].blocks[0] else {
        panic!("a metric was asked for");
    };
    let values: Vec<_> = metrics.iter().map(|metric| shown(&metric.value)).collect();
    assert_eq!(values, ["2026-01-05", "2026-04-30", "5"]);
}

#[test]
fn sections_over_nothing_say_so_under_their_names_and_refuse_no_column() {
    let sections = json!([
        {"kind": "bar", "title": "By city", "columns": ["price"], "group_by": ["city"], "filter": "price > 1"},
        {"kind": "histogram", "columns": ["price"]},
        {"kind": "text", "text": "As it was."},
    ]);
    for empty in ["", "[]", "{}\n"] {
        let report = document(
            json!({"sections": sections, "data_sets": {"data": {"types": {"price": "number"}}}}),
            empty,
        );
        let said: Vec<_> = report
            .sections
            .iter()
            .map(|section| match &section.blocks[..] {
                [Block::Text(text)] => (section.title.as_str(), text[0].as_str()),
                blocks => panic!("{blocks:?}"),
            })
            .collect();
        let nothing = "There is nothing in it: no column and no row.";
        assert_eq!(
            said,
            [
                ("By city", nothing),
                ("Price", nothing),
                ("Text", "As it was.")
            ],
            "{empty:?}"
        );
    }
}
