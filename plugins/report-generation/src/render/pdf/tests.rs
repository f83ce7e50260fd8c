//! The file itself: what readers and validators ask of it.

use jiff::civil::datetime;
use krilla::configure::{Accessibility, ConfigurationBuilder};

use super::*;
use crate::document::{
    Align, Axis, Chart, Column, Fact, Locale, Metric, Plot, Series, Style, Table, Value,
};

fn document() -> Document {
    let table = Table {
        caption: "Rows".into(),
        columns: ["Name", "Figure"]
            .map(|name| Column {
                name: name.into(),
                style: Style::Plain,
                align: Align::Start,
            })
            .to_vec(),
        rows: (0..200)
            .map(|row| vec![Value::Text(format!("row {row}")), Value::Null])
            .collect(),
        totals: Some(vec![Value::Text("Total".into()), Value::Integer(7)]),
        note: Some("All rows.".into()),
    };
    let chart = Chart {
        title: "A chart".into(),
        summary: "Two bars, one twice as high.".into(),
        x: Axis::default(),
        y: Axis::default(),
        plot: Plot::Bar {
            categories: vec!["one".into(), "two".into()],
            series: vec![Series {
                name: "Count".into(),
                values: vec![Some(1.0), Some(2.0)],
            }],
            stacked: false,
        },
        note: None,
    };
    let metric = Metric {
        label: "Rows".into(),
        value: Value::Integer(200),
        style: Style::Plain,
        note: None,
    };
    let section = |id: &str, blocks: Vec<Block>| Section {
        id: id.into(),
        title: format!("Section {id}"),
        blocks,
    };
    Document {
        title: "A report".into(),
        subtitle: Some("for those who hear it".into()),
        made_at: datetime(2026, 1, 5, 7, 30, 0, 0),
        facts: vec![Fact {
            label: "Rows".into(),
            value: Value::Integer(200),
            style: Style::Plain,
        }],
        logo: None,
        sections: vec![
            section(
                "one",
                vec![
                    Block::Metrics(vec![metric]),
                    Block::Text(vec!["Text.".into()]),
                ],
            ),
            section("two", vec![Block::Chart(chart), Block::Table(table)]),
        ],
        notes: vec!["A note.".into()],
        locale: Locale::default(),
    }
}

#[test]
fn files_are_accessible_as_pdf_ua_asks() {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .unwrap();
    let settings = SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    };
    let bytes = file(&document(), Page::A4, settings).unwrap();
    assert!(bytes.starts_with(b"%PDF-"));
}

#[test]
fn pages_have_the_size_that_was_asked_for() {
    for (page, size) in [(Page::A4, [595.28, 841.89]), (Page::LETTER, [612.0, 792.0])] {
        let bytes = file(&document(), page, SerializeSettings::default()).unwrap();
        let read = lopdf::Document::load_mem(&bytes).unwrap();
        for id in read.get_pages().values() {
            let sheet = read.get_dictionary(*id).unwrap();
            let sides = sheet.get(b"MediaBox").unwrap().as_array().unwrap();
            let side = |number: usize| sides[number].as_float().unwrap();
            assert_eq!([side(2), side(3)], size);
        }
    }
}
