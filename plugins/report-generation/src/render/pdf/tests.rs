//! The file itself: what readers and validators ask of it.

use jiff::civil::datetime;
use lopdf::{Dictionary, Object, ObjectId};

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

fn dictionary<'a>(file: &'a lopdf::Document, object: &'a Object) -> &'a Dictionary {
    let (_, object) = file.dereference(object).unwrap();
    object.as_dict().unwrap()
}

fn list<'a>(file: &'a lopdf::Document, object: &'a Object) -> Vec<&'a Object> {
    let (_, object) = file.dereference(object).unwrap();
    object
        .as_array()
        .map_or(vec![object], |list| list.iter().collect())
}

/// The parts of a file's tree, each with what it is in, and how many places are in it.
struct Heard {
    names: Vec<String>,
    /// Pages and the numbers of marks on them, and annotations, each with its part.
    marks: Vec<(ObjectId, i64, ObjectId)>,
    links: Vec<(ObjectId, ObjectId)>,
}

impl Heard {
    fn hear(&mut self, file: &lopdf::Document, id: ObjectId, above: ObjectId) {
        let part = file.get_dictionary(id).unwrap();
        assert_eq!(part.get(b"P").unwrap().as_reference().unwrap(), above);
        let name = part.get(b"S").unwrap().as_name().unwrap();
        let name = String::from_utf8(name.to_vec()).unwrap();
        if name == "Figure" {
            assert!(!part.get(b"Alt").unwrap().as_str().unwrap().is_empty());
        }
        if name == "TH" {
            let about = list(file, part.get(b"A").unwrap());
            let scope = dictionary(file, about[0]).get(b"Scope").unwrap();
            assert_eq!(scope.as_name().unwrap(), b"Column");
        }
        self.names.push(name);
        let kids = part.get(b"K").unwrap();
        if let Ok(only) = kids.as_reference() {
            return self.hear(file, only, id);
        }
        for kid in list(file, kids) {
            if let Ok(below) = kid.as_reference() {
                self.hear(file, below, id);
                continue;
            }
            let place = kid.as_dict().unwrap();
            let page = place.get(b"Pg").unwrap().as_reference().unwrap();
            match place.get(b"MCID") {
                Ok(number) => self.marks.push((page, number.as_i64().unwrap(), id)),
                Err(_) => {
                    let link = place.get(b"Obj").unwrap().as_reference().unwrap();
                    self.links.push((link, id));
                }
            }
        }
    }
}

#[test]
fn everything_on_a_page_is_a_part_that_is_heard_or_decorates() {
    let bytes = file(&document(), Page::A4).unwrap();
    let read = lopdf::Document::load_mem(&bytes).unwrap();
    let catalog = read.catalog().unwrap();
    let marked = dictionary(&read, catalog.get(b"MarkInfo").unwrap());
    assert!(marked.get(b"Marked").unwrap().as_bool().unwrap());
    let shown = dictionary(&read, catalog.get(b"ViewerPreferences").unwrap());
    assert!(shown.get(b"DisplayDocTitle").unwrap().as_bool().unwrap());
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"en");
    let root = catalog
        .get(b"StructTreeRoot")
        .unwrap()
        .as_reference()
        .unwrap();
    let tree = read.get_dictionary(root).unwrap();
    let mut heard = Heard {
        names: Vec::new(),
        marks: Vec::new(),
        links: Vec::new(),
    };
    let top = tree.get(b"K").unwrap().as_reference().unwrap();
    heard.hear(&read, top, root);
    for name in [
        "Document", "H1", "H2", "H3", "P", "Sect", "TOC", "TOCI", "Link", "Figure", "Table", "TR",
        "TH", "TD", "L", "LI", "LBody",
    ] {
        assert!(heard.names.iter().any(|heard| heard == name), "{name}");
    }
    // From a place, its part is found as well as the other way round.
    let parents = dictionary(&read, tree.get(b"ParentTree").unwrap());
    let parents = list(&read, parents.get(b"Nums").unwrap());
    let owner = |key: i64| {
        let keys = parents.chunks(2);
        let mut found = keys.filter(|pair| pair[0].as_i64().unwrap() == key);
        found.next().unwrap()[1]
    };
    let mut links = 0;
    for id in read.get_pages().values() {
        let page = read.get_dictionary(*id).unwrap();
        assert_eq!(page.get(b"Tabs").unwrap().as_name().unwrap(), b"S");
        let key = page.get(b"StructParents").unwrap().as_i64().unwrap();
        let owners = list(&read, owner(key));
        let mut marks: Vec<_> = heard.marks.iter().filter(|(page, ..)| page == id).collect();
        marks.sort_by_key(|(_, number, _)| *number);
        assert_eq!(marks.len(), owners.len());
        for ((number, owner), (_, mark, part)) in (0..).zip(&owners).zip(marks) {
            assert_eq!((mark, part), (&number, &owner.as_reference().unwrap()));
        }
        // Every mark is begun and ended, and nothing is drawn outside of them.
        let content = lopdf::content::Content::decode(&read.get_page_content(*id)).unwrap();
        let (mut is_open, mut numbers) = (false, Vec::new());
        for step in &content.operations {
            match step.operator.as_str() {
                "BDC" => {
                    assert!(!is_open);
                    is_open = true;
                    let about = step.operands[1].as_dict().unwrap();
                    match step.operands[0].as_name().unwrap() {
                        b"Artifact" => assert!(about.get(b"MCID").is_err()),
                        _ => numbers.push(about.get(b"MCID").unwrap().as_i64().unwrap()),
                    }
                }
                "EMC" => is_open = false,
                "f" | "S" | "B" | "Tj" | "Do" => assert!(is_open),
                _ => {}
            }
        }
        assert!(!is_open && numbers.iter().copied().eq(0..owners.len() as i64));
        for link in read.get_page_annotations(*id).unwrap() {
            assert!(!link.get(b"Contents").unwrap().as_str().unwrap().is_empty());
            let key = link.get(b"StructParent").unwrap().as_i64().unwrap();
            let part = owner(key).as_reference().unwrap();
            assert!(heard.links.iter().any(|(_, owner)| *owner == part));
            links += 1;
        }
    }
    assert!(links > 0 && links == heard.links.len());
}

#[test]
fn letters_are_in_the_file_and_known_as_characters() {
    let bytes = file(&document(), Page::A4).unwrap();
    let read = lopdf::Document::load_mem(&bytes).unwrap();
    let first = *read.get_pages().values().next().unwrap();
    let fonts = read.get_page_fonts(first).unwrap();
    assert_eq!(fonts.len(), 2);
    for font in fonts.values() {
        let name = font.get(b"BaseFont").unwrap().as_name().unwrap();
        assert_eq!(name[6..16], *b"+NotoSans-");
        assert!(font.has(b"ToUnicode"));
        let letters = list(&read, font.get(b"DescendantFonts").unwrap());
        let letters = dictionary(&read, letters[0]);
        let about = dictionary(&read, letters.get(b"FontDescriptor").unwrap());
        let file = about.get(b"FontFile2").unwrap().as_reference().unwrap();
        let file = read.get_object(file).unwrap().as_stream().unwrap();
        let bytes = file.decompressed_content().unwrap();
        assert_eq!(
            file.dict.get(b"Length1").unwrap().as_i64().unwrap(),
            bytes.len() as i64
        );
        assert!(bytes.len() < 60_000, "{}", bytes.len());
    }
    assert!(bytes.len() < 120_000, "{}", bytes.len());
}

#[test]
fn pages_have_the_size_that_was_asked_for() {
    for (page, size) in [(Page::A4, [595.28, 841.89]), (Page::LETTER, [612.0, 792.0])] {
        let bytes = file(&document(), page).unwrap();
        let read = lopdf::Document::load_mem(&bytes).unwrap();
        for id in read.get_pages().values() {
            let sheet = read.get_dictionary(*id).unwrap();
            let sides = sheet.get(b"MediaBox").unwrap().as_array().unwrap();
            let side = |number: usize| sides[number].as_float().unwrap();
            assert_eq!([side(2), side(3)], size);
        }
    }
}
