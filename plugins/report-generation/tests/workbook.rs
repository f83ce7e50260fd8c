//! Workbooks, read back with another library.

mod sample;

use std::io::{Cursor, Read};

use calamine::{Data, Range, Reader, Xlsx};
use jiff::civil::{date, datetime};
use runner_report_generation::document::*;
use runner_report_generation::render::xlsx;

fn bytes(document: &Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    xlsx(document, &mut bytes).expect("a workbook is written");
    bytes
}

fn read(bytes: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    Xlsx::new(Cursor::new(bytes)).expect("it is a workbook")
}

/// The parts of the file whose names begin so.
fn parts(bytes: &[u8], prefix: &str) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("it is a workbook");
    (0..archive.len())
        .filter_map(|number| {
            let mut file = archive.by_index(number).expect("it is a workbook");
            let name = file.name().expect("it is a workbook").into_owned();
            name.starts_with(prefix).then(|| {
                let mut text = String::new();
                file.read_to_string(&mut text).expect("it is a workbook");
                (name, text)
            })
        })
        .collect()
}

fn find(range: &Range<Data>, text: &str) -> Option<(usize, usize)> {
    range
        .cells()
        .find(|(_, _, cell)| cell.get_string_is(text))
        .map(|(row, column, _)| (row, column))
}

trait Is {
    fn get_string_is(&self, text: &str) -> bool;
}

impl Is for Data {
    fn get_string_is(&self, text: &str) -> bool {
        matches!(self, Data::String(own) if own == text)
    }
}

fn table(columns: &[(&str, Style)], rows: Vec<Vec<Value>>) -> Table {
    Table {
        caption: "Rows".into(),
        columns: columns
            .iter()
            .map(|(name, style)| Column {
                name: (*name).to_owned(),
                style: style.clone(),
                align: Align::Start,
            })
            .collect(),
        rows,
        totals: None,
        note: None,
    }
}

#[test]
fn every_section_has_a_sheet_and_the_first_says_what_people_want_to_know() {
    let document = sample::document();
    let bytes = bytes(&document);
    let mut book = read(&bytes);
    let names = book.sheet_names();
    assert_eq!(names.len(), document.sections.len() + 1);
    assert_eq!(names[0], "Summary");
    let summary = book.worksheet_range("Summary").unwrap();
    assert!(find(&summary, &document.title).is_some());
    let (row, column) = find(&summary, "Rows").unwrap();
    assert_eq!(
        summary.get((row, column + 1)),
        Some(&Data::Float(1_000_000.0))
    );
    for note in &document.notes {
        assert!(find(&summary, note).is_some(), "{note}");
    }
    let (row, column) = find(&summary, "Sent back").unwrap();
    assert_eq!(summary.get((row, column + 1)), Some(&Data::Float(0.0312)));
}

#[test]
fn figures_stay_figures_days_stay_days_and_long_numbers_keep_their_digits() {
    let rows = vec![
        vec![
            Value::Date(date(2025, 3, 1)),
            Value::Time(datetime(2025, 3, 1, 12, 30, 0, 0)),
            Value::Number(12.5),
            Value::Integer(9_007_199_254_740_993),
            Value::Boolean(true),
            Value::Text("00123".into()),
        ],
        vec![Value::Null; 6],
    ];
    let columns = [
        ("Day", Style::Date("%d.%m.%Y".into())),
        ("Time", Style::Plain),
        ("Price", Style::Currency("€".into(), 2)),
        ("Id", Style::Raw),
        ("Ok", Style::Plain),
        ("Code", Style::Raw),
    ];
    let mut table = table(&columns, rows);
    table.totals = Some(vec![
        Value::Text("Total".into()),
        Value::Null,
        Value::Number(99.0),
        Value::Null,
        Value::Null,
        Value::Null,
    ]);
    let bytes = bytes(&sample::of("Rows", vec![Block::Table(table)]));
    let range = read(&bytes).worksheet_range("Rows").unwrap();
    let (header, _) = find(&range, "Day").unwrap();
    let cell = |row: usize, column: usize| range.get((header + row, column)).unwrap();
    // Days are counted from the end of 1899.
    assert!(
        matches!(cell(1, 0), Data::DateTime(day) if day.as_f64() == 45_717.0),
        "{:?}",
        cell(1, 0)
    );
    assert!(
        matches!(cell(1, 1), Data::DateTime(day) if (day.as_f64() - 45_717.520_833).abs() < 1e-5)
    );
    assert_eq!(cell(1, 2), &Data::Float(12.5));
    assert_eq!(cell(1, 3), &Data::String("9007199254740993".into()));
    assert_eq!(cell(1, 4), &Data::Bool(true));
    assert_eq!(cell(1, 5), &Data::String("00123".into()));
    assert_eq!(cell(2, 2), &Data::Empty);
    assert_eq!(cell(3, 0), &Data::String("Total".into()));
    assert_eq!(cell(3, 2), &Data::Float(99.0));
    let styles = &parts(&bytes, "xl/styles.xml")[0].1;
    assert!(styles.contains("dd\\.mm\\.yyyy"), "{styles}");
    assert!(
        styles.contains("#,##0.00;") && styles.contains('€'),
        "{styles}"
    );
}

#[test]
fn nothing_from_the_data_is_a_formula_or_a_link() {
    let document = sample::document();
    let bytes = bytes(&document);
    let mut book = read(&bytes);
    let mut texts = Vec::new();
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert!(
            formulas.cells().all(|(_, _, formula)| formula.is_empty()),
            "{name}"
        );
        let range = book.worksheet_range(&name).unwrap();
        texts.extend(range.cells().filter_map(|(_, _, cell)| match cell {
            Data::String(text) => Some(text.clone()),
            _ => None,
        }));
    }
    for text in sample::HOSTILE {
        if !text.contains('\0') {
            assert!(texts.iter().any(|own| own == text), "{text}");
        }
    }
    for (name, sheet) in parts(&bytes, "xl/worksheets/sheet") {
        assert!(!sheet.contains("<f>"), "{name}");
        // The first sheet links to the others.
        assert_eq!(
            sheet.contains("<hyperlink "),
            name.ends_with("sheet1.xml"),
            "{name}"
        );
        assert!(!sheet.contains("r:id=\"rId1\" display"), "{name}");
    }
    for (name, links) in parts(&bytes, "xl/worksheets/_rels") {
        assert!(!links.contains("TargetMode=\"External\""), "{name}");
    }
}

#[test]
fn charts_are_native_and_their_figures_stand_in_cells() {
    let bytes = bytes(&sample::document());
    let charts: Vec<String> = parts(&bytes, "xl/charts/chart")
        .into_iter()
        .map(|(_, chart)| chart)
        .collect();
    for kind in [
        "barChart",
        "lineChart",
        "areaChart",
        "pieChart",
        "scatterChart",
    ] {
        assert!(
            charts
                .iter()
                .any(|chart| chart.contains(&format!("<c:{kind}>"))),
            "{kind}"
        );
    }
    // The bars of a histogram touch.
    assert!(
        charts
            .iter()
            .any(|chart| chart.contains("<c:gapWidth val=\"0\"/>"))
    );
    assert!(
        charts
            .iter()
            .any(|chart| chart.contains("<c:grouping val=\"stacked\"/>"))
    );
    assert!(charts.iter().any(|chart| chart.contains("<c:dateAx>")));
    // Names and figures are references, with what they show beside them.
    assert!(charts.iter().all(|chart| chart.contains("<c:strCache>")));
    let mut book = read(&bytes);
    let range = book.worksheet_range("Shares").unwrap();
    let (row, column) = find(&range, "Canada").unwrap();
    assert_eq!(range.get((row, column + 1)), Some(&Data::Float(181_000.0)));
}

#[test]
fn names_of_sheets_hold_whatever_sections_are_called() {
    let mut document = sample::of("Rows", vec![]);
    let titles = [
        "",
        "Summary",
        "a/b\\c[d]:*?",
        "x".repeat(99).as_str(),
        "'it'",
        "=1+1",
        "\0",
    ]
    .map(str::to_owned);
    document.sections = titles
        .iter()
        .chain(&titles)
        .map(|title| Section {
            id: "s".into(),
            title: title.clone(),
            blocks: vec![Block::Chart(Chart {
                title: "=HYPERLINK(\"http://evil.example\")".into(),
                summary: "One bar.".into(),
                x: Axis::new("Sheet1!A1", Style::Plain),
                y: Axis::new("=A1", Style::Plain),
                plot: Plot::Bar {
                    categories: vec!["=1+1".into()],
                    series: vec![Series {
                        name: "=B1".into(),
                        values: vec![Some(1.0)],
                    }],
                    stacked: false,
                },
                note: None,
            })],
        })
        .collect();
    let bytes = bytes(&document);
    let names = read(&bytes).sheet_names();
    assert_eq!(names.len(), 15);
    for (name, chart) in parts(&bytes, "xl/charts/chart") {
        assert!(
            !chart.contains("<c:f>A1</c:f>") && !chart.contains("Sheet1!"),
            "{name}: {chart}"
        );
    }
}

#[test]
fn what_a_workbook_has_no_room_for_is_cut_and_noted() {
    let many: Vec<(String, Style)> = (0..300).map(|n| (format!("c{n}"), Style::Plain)).collect();
    let many: Vec<(&str, Style)> = many.iter().map(|(n, s)| (n.as_str(), s.clone())).collect();
    let wide = table(&many, vec![vec![Value::Integer(7); 300]; 3]);
    let long = table(
        &[("n", Style::Plain)],
        vec![vec![Value::Integer(7)]; 501_000],
    );
    let big = table(
        &[("t", Style::Plain)],
        vec![vec![Value::Text("é".repeat(1 << 20))]],
    );
    let bytes = bytes(&sample::of(
        "Rows",
        vec![Block::Table(wide), Block::Table(big), Block::Table(long)],
    ));
    let mut book = read(&bytes);
    let range = book.worksheet_range("Rows").unwrap();
    assert_eq!(range.width(), 300);
    assert!(
        find(
            &range,
            "499,099 of 501,000 rows are in the workbook, which has room for no more."
        )
        .is_some()
    );
    let cut = range
        .cells()
        .filter_map(|(_, _, cell)| match cell {
            Data::String(text) => Some(text.encode_utf16().count()),
            _ => None,
        })
        .max();
    assert_eq!(cut, Some(32_767));
    let summary = book.worksheet_range("Summary").unwrap();
    assert!(
        find(
            &summary,
            "Sheet “Rows”: Texts of more than 32,767 characters are cut: a cell holds no more."
        )
        .is_some()
    );
}

#[test]
fn an_empty_report_is_a_workbook_and_the_same_report_is_the_same_file() {
    let mut empty = sample::of(
        "Rows",
        vec![
            Block::Table(table(&[], vec![])),
            Block::Table(table(&[("a", Style::Plain)], vec![])),
        ],
    );
    assert_eq!(read(&bytes(&empty)).sheet_names(), ["Summary", "Rows"]);
    empty.sections.clear();
    assert_eq!(read(&bytes(&empty)).sheet_names(), ["Summary"]);
    let document = sample::document();
    assert!(bytes(&document) == bytes(&document));
    let core = &parts(&bytes(&document), "docProps/core.xml")[0].1;
    assert!(core.contains("2026-01-05T07:30:12Z"), "{core}");
}
