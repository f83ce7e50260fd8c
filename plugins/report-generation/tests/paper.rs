//! PDF files, their text read back with another library.

mod sample;

use lopdf::Object;
use runner_report_generation::document::*;
use runner_report_generation::render::pdf;

fn bytes(document: &Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    pdf(document, &mut bytes).expect("a PDF file is written");
    bytes
}

/// The text of each page, in the order it was drawn.
fn pages(bytes: &[u8]) -> Vec<String> {
    let file = lopdf::Document::load_mem(bytes).expect("it is a PDF file");
    file.get_pages()
        .keys()
        .map(|page| {
            file.extract_text(&[*page])
                .expect("a page has text")
                .replace('\n', " ")
        })
        .collect()
}

fn table(columns: usize, rows: usize, value: impl Fn(usize, usize) -> Value) -> Block {
    Block::Table(Table {
        caption: "Rows".into(),
        columns: (0..columns)
            .map(|number| Column {
                name: format!("Column {number}"),
                style: Style::Plain,
                align: Align::Start,
            })
            .collect(),
        rows: (0..rows)
            .map(|row| (0..columns).map(|column| value(row, column)).collect())
            .collect(),
        totals: None,
        note: None,
    })
}

#[test]
fn pages_have_real_text_in_order_with_numbers_and_a_title() {
    let document = sample::document();
    let bytes = bytes(&document);
    let pages = pages(&bytes);
    let all = pages.concat();
    let mut from = 0;
    for text in [
        "Orders of 2025",
        "Contents",
        "Over the year",
        "Revenue by week and store",
        "Orders by country",
    ] {
        let place = all[from..]
            .find(text)
            .unwrap_or_else(|| panic!("{text} is missing or out of order"));
        from += place;
    }
    for (number, page) in pages.iter().enumerate() {
        let foot = format!("Page {} of {}", number + 1, pages.len());
        assert!(page.contains(&foot), "{foot}: {page}");
    }
    let file = lopdf::Document::load_mem(&bytes).unwrap();
    let info = file
        .trailer
        .get(b"Info")
        .and_then(Object::as_reference)
        .unwrap();
    let info = file.get_dictionary(info).unwrap();
    assert!(info.has(b"Title") && info.has(b"CreationDate"));
    assert!(file.catalog().unwrap().has(b"StructTreeRoot"));
}

#[test]
fn contents_links_and_outline_lead_to_the_pages_of_their_sections() {
    let document = sample::document();
    let bytes = bytes(&document);
    let pages = pages(&bytes);
    let file = lopdf::Document::load_mem(&bytes).unwrap();
    let first = *file.get_pages().get(&1).unwrap();
    let links = file.get_page_annotations(first).unwrap();
    // A link for each section and for the notes.
    assert_eq!(links.len(), document.sections.len() + 1);
    let toc = file.get_toc().unwrap();
    assert_eq!(toc.toc.len(), document.sections.len() + 1);
    for entry in &toc.toc {
        assert!(
            pages[entry.page - 1].contains(&entry.title),
            "{} is not on page {}",
            entry.title,
            entry.page
        );
        let line = format!("{} {}", entry.title, entry.page);
        let contents: String = pages[0]
            .replace(" .", "")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(contents.contains(&line), "{line}: {contents}");
    }
}

#[test]
fn greek_and_cyrillic_are_text_and_other_scripts_are_named() {
    let text = "Ελληνικά: ἀρχή και τέλος. Русский и Українська: Їжак. Größe, Łódź, čeština, ₽ 5.";
    let other = "日本語 한국어 עברית العربية ไทย 😀 a\u{202e}b\u{202c}c";
    let mut document = sample::of(
        "All rows",
        vec![Block::Text(vec![text.into(), other.into()])],
    );
    document.notes = vec!["हिन्दी".into()];
    let all = pages(&bytes(&document)).concat();
    assert!(
        all.contains(
            "Ελληνικά: ἀρχή και τέλος. Русский и Українська: Їжак. Größe, Łódź, čeština, RUB 5."
        ),
        "{all}"
    );
    assert!(all.contains("□□□ □□□ □□□□□ □□□□□□□ □□□ □ abc"), "{all}");
    let words = all.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("lack: Arabic, Devanagari, Han, Hangul, Hebrew, Thai; U+1F600."),
        "{words}"
    );
}

#[test]
fn a_long_table_goes_on_over_pages_with_its_header_and_is_cut_with_a_note() {
    let document = sample::of(
        "All rows",
        vec![table(3, 100_000, |row, column| {
            Value::Text(format!("cell {row}-{column}"))
        })],
    );
    let bytes = bytes(&document);
    let pages = pages(&bytes);
    assert!(pages.len() > 15 && pages.len() < 40, "{}", pages.len());
    for page in &pages[1..pages.len() - 2] {
        assert!(page.contains("Column 0"), "{page}");
    }
    let all = pages.concat();
    assert!(all.contains("cell 999-2") && !all.contains("cell 1000-0"));
    assert!(all.contains("This file shows the first 1,000 of 100,000 rows."));
    assert!(all.contains("Table “Rows”: This file shows"));
}

#[test]
fn a_wide_table_stands_in_bands_that_all_begin_with_the_first_column() {
    let document = sample::of(
        "All rows",
        vec![table(300, 3, |row, column| match column {
            0 => Value::Text(format!("row {row}")),
            _ => Value::Integer((row * 1_000 + column) as i64),
        })],
    );
    let all = pages(&bytes(&document)).concat();
    assert!(all.contains("This file shows the first 40 of 300 columns."));
    let bands = all.matches("Columns ").count();
    assert!(bands >= 3, "{bands}");
    assert_eq!(all.matches("row 1").count(), bands);
    assert!(all.contains("2,039") && !all.contains("2,040"));
}

#[test]
fn a_text_beyond_measure_is_cut_with_a_note() {
    let text = format!("Once upon a time {} the end", "y ".repeat(15_000));
    let signs = text.chars().count();
    let document = sample::of("All rows", vec![Block::Text(vec![text, "And then".into()])]);
    let all = pages(&bytes(&document)).concat();
    assert!(!all.contains("the end") && all.contains("And then"));
    assert_eq!(signs, 30_025);
    let said = "This file shows the first 20,000 of 30,025 characters.";
    assert_eq!(all.matches(said).count(), 2, "{all}");
    assert!(all.contains("Text “Once upon a time y"), "{all}");
    // One that just fits is whole.
    let fits = sample::of("All rows", vec![Block::Text(vec!["z ".repeat(10_000)])]);
    let all = pages(&bytes(&fits)).concat();
    assert!(!all.contains("This file shows"), "{all}");
}

#[test]
fn hostile_texts_hold() {
    let mut texts: Vec<Value> = sample::HOSTILE
        .map(|text| Value::Text(text.into()))
        .to_vec();
    texts.push(Value::Text("x".repeat(1 << 20)));
    texts.push(Value::Text("\n".repeat(10_000)));
    texts.push(Value::Text("\0\u{1}\u{ffff}\u{10ffff}".into()));
    let count = texts.len();
    let mut document = sample::of(
        "All rows",
        vec![
            Block::Text(vec!["y".repeat(1 << 20), "\n".repeat(10)]),
            table(1, count, move |row, _| texts[row].clone()),
            table(0, 0, |_, _| Value::Null),
            table(2, 0, |_, _| Value::Null),
            Block::Metrics(vec![]),
            Block::Text(vec![]),
        ],
    );
    document.title = sample::HOSTILE.concat();
    document.logo = Some(Logo::Png(vec![0; 40]));
    let all = pages(&bytes(&document)).concat();
    assert!(all.contains("=cmd|"), "{all}");
    assert!(all.contains("could not be read as a PNG picture"));
}

#[test]
fn an_empty_report_is_a_page_and_the_same_report_is_the_same_file() {
    let mut empty = sample::of("All rows", vec![]);
    empty.sections.clear();
    empty.title.clear();
    assert_eq!(pages(&bytes(&empty)).len(), 1);
    let document = sample::document();
    assert!(bytes(&document) == bytes(&document));
}
