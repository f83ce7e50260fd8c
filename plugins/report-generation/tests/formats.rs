//! The formats, read back by other programs' parsers: what the data said is there as text, and as nothing else.

#![allow(clippy::unwrap_used, reason = "its helpers are tests too")]

mod sample;

use std::collections::HashSet;

use comrak::nodes::NodeValue;
use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use runner_report_generation::document::*;
use runner_report_generation::render::{self, Error, Kind};

fn written(
    write: impl Fn(&Document, &mut dyn std::io::Write) -> Result<(), Error>,
    document: &Document,
) -> String {
    let mut bytes = Vec::new();
    write(document, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// An element: its name, its attributes, its text.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
}

impl Element {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

fn elements(html: &str) -> Vec<Element> {
    let dom: RcDom = html5ever::parse_document(RcDom::default(), Default::default()).one(html);
    let errors = dom.errors.borrow();
    assert!(errors.is_empty(), "{errors:?}");
    let mut all = Vec::new();
    gather(&dom.document, &mut all);
    all
}

fn gather(node: &Handle, all: &mut Vec<Element>) -> String {
    let mut text = String::new();
    let place = match &node.data {
        NodeData::Element { name, attrs, .. } => {
            let attributes = attrs.borrow();
            let attributes = attributes
                .iter()
                .map(|one| (one.name.local.to_string(), one.value.to_string()))
                .collect();
            all.push(Element {
                name: name.local.to_string(),
                attributes,
                text: String::new(),
            });
            Some(all.len() - 1)
        }
        NodeData::Text { contents } => {
            text.push_str(&contents.borrow());
            None
        }
        NodeData::Comment { .. } => panic!("a report has no comments"),
        _ => None,
    };
    for child in node.children.borrow().iter() {
        text.push_str(&gather(child, all));
    }
    if let Some(place) = place {
        all[place].text.clone_from(&text);
    }
    text
}

#[test]
fn html_of_hostile_texts_has_those_texts_and_nothing_that_runs_or_loads() {
    let html = written(render::html, &sample::document());
    let elements = elements(&html);
    let known = "html head meta title style body a div header h1 h2 p time img dl dt dd nav ol li main section figure figcaption \
                 svg desc path rect circle text details summary table caption thead tbody tfoot tr th td aside ul";
    let known: HashSet<&str> = known.split_whitespace().collect();
    for element in &elements {
        assert!(known.contains(element.name.as_str()), "<{}>", element.name);
        for (name, value) in &element.attributes {
            assert!(!name.starts_with("on"), "{name}={value}");
            match name.as_str() {
                "href" => assert!(value.starts_with('#'), "{value}"),
                "src" => assert!(value.starts_with("data:image/svg+xml;base64,"), "{value}"),
                _ => {}
            }
        }
    }
    let shown = |text: &str| {
        text.replace('\0', "␀")
            .replace('\u{7}', "␇")
            .replace('\u{1b}', "␛")
            .replace('\u{7f}', "␡")
    };
    let shown = |text: &str| shown(text).replace(['\u{9f}', '\u{fffe}'], "\u{fffd}");
    for text in sample::HOSTILE {
        let cells = elements
            .iter()
            .filter(|element| element.name == "td" && element.text == shown(text));
        assert_eq!(cells.count(), 1, "{text}");
    }
    assert_eq!(
        elements
            .iter()
            .filter(|element| element.name == "style")
            .count(),
        1
    );
    let policy = elements
        .iter()
        .find(|element| element.get("http-equiv") == Some("Content-Security-Policy"));
    let policy = policy.and_then(|policy| policy.get("content")).unwrap();
    assert_eq!(
        policy,
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    );
}

#[test]
fn html_is_one_that_people_without_sight_or_mouse_can_use() {
    let elements = elements(&written(render::html, &sample::document()));
    let named = |name: &str| {
        elements
            .iter()
            .filter(move |element| element.name == name)
            .collect::<Vec<_>>()
    };
    assert_eq!(named("html")[0].get("lang"), Some("en"));
    assert_eq!(
        (named("h1").len(), named("main").len(), named("nav").len()),
        (1, 1, 1)
    );
    assert_eq!(named("h3").len(), 0);
    let mut ids = HashSet::new();
    for id in elements.iter().filter_map(|element| element.get("id")) {
        assert!(
            ids.insert(id) && !id.contains(char::is_whitespace),
            "{id} twice, or with a space"
        );
    }
    for element in &elements {
        for id in element
            .get("aria-labelledby")
            .into_iter()
            .flat_map(str::split_whitespace)
        {
            assert!(ids.contains(id), "nothing has the id {id}");
        }
        if let Some(target) = element
            .get("href")
            .and_then(|target| target.strip_prefix('#'))
        {
            assert!(
                ids.contains(target),
                "a link leads to {target}, which is not there"
            );
        }
        let wanted: &[&str] = match element.name.as_str() {
            "img" => &["alt"],
            "svg" => &["role", "aria-labelledby", "viewBox"],
            "section" | "nav" | "aside" => &["aria-labelledby"],
            "th" => &["scope"],
            "time" => &["datetime"],
            _ => &[],
        };
        for name in wanted {
            assert!(
                element.get(name).is_some(),
                "<{}> has no {name}",
                element.name
            );
        }
        if element.get("class") == Some("scroll") {
            assert!(element.get("tabindex") == Some("0") && element.get("role") == Some("region"));
            assert!(
                element
                    .get("aria-label")
                    .or(element.get("aria-labelledby"))
                    .is_some()
            );
        }
    }
    let tables = named("table")
        .into_iter()
        .filter(|table| table.get("aria-labelledby").is_none())
        .count();
    assert_eq!(tables, named("caption").len());
    assert!(
        named("figure").len() == named("figcaption").len()
            && named("svg").len() == 2 * named("figure").len()
    );
}

#[test]
fn every_picture_is_xml_of_its_own() {
    let html = written(render::html, &sample::document());
    let mut rest = html.as_str();
    let mut pictures = 0;
    while let Some((_, after)) = rest.split_once("<svg ") {
        let (inside, after) = after.split_once("</svg>").unwrap();
        let text = format!("<svg {inside}</svg>");
        let picture = roxmltree::Document::parse(&text).unwrap();
        let root = picture.root_element();
        let first: Vec<_> = root
            .children()
            .take(2)
            .map(|child| child.tag_name().name())
            .collect();
        assert_eq!(first, ["title", "desc"]);
        pictures += 1;
        rest = after;
    }
    assert_eq!(pictures, 28);
}

#[test]
fn markdown_of_hostile_texts_has_no_links_code_or_html_and_its_tables_hold() {
    let document = sample::document();
    let markdown = written(render::markdown, &document);
    let arena = comrak::Arena::new();
    let mut options = comrak::Options::default();
    let extension = &mut options.extension;
    (extension.autolink, extension.table, extension.strikethrough) = (true, true, true);
    (
        extension.tasklist,
        extension.footnotes,
        extension.math_dollars,
    ) = (true, true, true);
    (
        extension.math_code,
        extension.description_lists,
        extension.multiline_block_quotes,
    ) = (true, true, true);
    let root = comrak::parse_document(&arena, &markdown, &options);
    let (mut headings, mut tables) = (0, Vec::new());
    let mut plain = String::new();
    for node in root.descendants() {
        match &node.data.borrow().value {
            NodeValue::Heading(_) => headings += 1,
            NodeValue::Table(table) => tables.push((table.num_columns, table.num_rows)),
            NodeValue::Text(text) => plain.push_str(text),
            NodeValue::TableCell => plain.push('\n'),
            NodeValue::Document
            | NodeValue::Paragraph
            | NodeValue::List(_)
            | NodeValue::Item(_)
            | NodeValue::Strong
            | NodeValue::TableRow(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(headings, 1 + document.sections.len() + 1);
    assert_eq!(
        tables.iter().filter(|table| **table == (3, 15)).count(),
        1,
        "{tables:?}"
    );
    for text in [
        "<script>alert(1)</script>",
        "a | b || c",
        "`code` ``` ~~~ $math$",
        "{{ 7 * 7 }} {% raw %} #{x} &lt; &#60;",
    ] {
        assert!(plain.contains(text), "{text}");
    }
}

#[test]
fn a_cell_of_a_megabyte_is_cut_and_says_so() {
    let mut document = sample::document();
    document.sections.truncate(1);
    let cell = "<&|`".repeat(1 << 18);
    document.sections[0].blocks = vec![Block::Table(Table {
        caption: String::new(),
        columns: vec![Column {
            name: cell.clone(),
            style: Style::Plain,
            align: Align::Start,
        }],
        rows: vec![vec![Value::Text(cell)]],
        totals: None,
        note: None,
    })];
    for write in [render::html, render::markdown] {
        let text = written(write, &document);
        assert!(
            text.len() < 60_000 && text.contains("(1048576 characters)"),
            "{} bytes",
            text.len()
        );
    }
    assert!(written(render::json, &document).len() > 2 << 20);
}

#[test]
fn json_has_the_figures_as_numbers_by_section() {
    let json = written(render::json, &sample::document());
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["facts"][1]["value"], 1_000_000);
    assert_eq!(
        report["sections"]["overview"]["blocks"][0]["metrics"][0]["value"],
        48_203_911.5
    );
    assert_eq!(
        report["sections"]["rows"]["blocks"][0]["rows"][4][3],
        serde_json::Value::Null
    );
    assert_eq!(
        report["sections"]["texts"]["blocks"][1]["rows"][11][1],
        sample::HOSTILE[11]
    );
    let line = &report["sections"]["time"]["blocks"][0];
    assert_eq!(
        (&line["kind"], &line["series"][0]["values"][21]),
        (&"line".into(), &serde_json::Value::Null)
    );
}

/// Everything of a page but its style and its pictures, which have tests of their own.
fn structure(html: &str) -> String {
    let (head, rest) = html.split_once("<style>").unwrap();
    let (_, rest) = rest.split_once("</style>").unwrap();
    let mut text = format!("{head}<style>…</style>");
    let mut pieces = rest.split("<svg ");
    text.push_str(pieces.next().unwrap());
    for piece in pieces {
        let (picture, after) = piece.split_once("</svg>").unwrap();
        let summary = picture
            .split_once("<desc")
            .unwrap()
            .1
            .split_once('>')
            .unwrap()
            .1
            .split_once('<')
            .unwrap()
            .0;
        text.push_str(&format!("<svg>{summary}</svg>{after}"));
    }
    text
}

#[test]
fn the_sample_as_html() {
    insta::assert_snapshot!(structure(&written(render::html, &sample::document())));
}

#[test]
fn the_sample_as_markdown() {
    insta::assert_snapshot!(written(render::markdown, &sample::document()));
}

#[test]
fn the_sample_as_json() {
    let json = written(render::json, &sample::document());
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let section = |id: &str| serde_json::to_string_pretty(&value["sections"][id]).unwrap();
    let keys: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
    insta::assert_snapshot!(format!(
        "{keys:?}\n{}\n{}\n{}",
        section("overview"),
        section("shares"),
        section("categories")
    ));
}

#[test]
fn a_picture_as_svg() {
    let mut document = sample::document();
    document
        .sections
        .retain(|section| section.id == "categories");
    let text = "{% set block = sections.categories.blocks[2] %}{{ block | svg }}";
    let write = |document: &Document, out: &mut dyn std::io::Write| {
        render::template(document, text, Kind::Html, out)
    };
    insta::assert_snapshot!(written(write, &document).replace("><", ">\n<"));
}
