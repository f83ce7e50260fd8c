//! Logos that attack, and those that are let in.

use super::*;

fn svg(inside: &str) -> Result<String, Error> {
    let text = format!(
        "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         viewBox=\"0 0 10 10\">{inside}</svg>"
    );
    match logo(text.as_bytes())? {
        Logo::Svg(text) => Ok(text),
        Logo::Png(_) => Err(Error::Kind),
    }
}

#[test]
fn shapes_texts_and_gradients_stay_as_they_are() {
    let drawing = "<defs><linearGradient id=\"a\"><stop offset=\"0\" stop-color=\"#fff\"></stop></linearGradient><clipPath \
                   id=\"c\"><rect width=\"5\" height=\"5\"></rect></clipPath></defs><style>.b{fill:url(#a)}</style><g \
                   clip-path=\"url(#c)\" transform=\"scale(2)\"><path class=\"b\" d=\"M0 0L5 5Z\"></path></g><text x=\"1\" \
                   y=\"2\">A &amp; B</text>";
    let clean = svg(drawing).unwrap();
    let inside = clean
        .split_once('>')
        .unwrap()
        .1
        .strip_suffix("</svg>")
        .unwrap();
    assert_eq!(inside, drawing);
    roxmltree::Document::parse(&clean).unwrap();
}

#[test]
fn whatever_runs_loads_or_leads_away_is_gone() {
    let attacks = [
        "<script>evil()</script>",
        "<script xlink:href=\"https://evil.example/x.js\"/>",
        "<rect onload=\"evil()\" onclick=\"evil()\" ONMOUSEOVER=\"evil()\" width=\"1\"/>",
        "<foreignObject><body xmlns=\"http://www.w3.org/1999/xhtml\"><script>evil()</script></body></foreignObject>",
        "<image href=\"https://evil.example/x.png\"/><image xlink:href=\"data:image/svg+xml;base64,evil\"/>",
        "<a href=\"javascript:evil()\"><text>evil</text></a>",
        "<use href=\"https://evil.example/x.svg#evil\"/><use xlink:href=\"#evil\"/>",
        "<style>@import url(https://evil.example/x.css);</style>",
        "<style>rect{fill:u\\72l(https://evil.example)}</style>",
        "<style>rect{background:image-set('https://evil.example/x' 1x)}</style>",
        "<rect style=\"fill:url(https://evil.example/#x)\" fill=\"url( https://evil.example )\" width=\"1\"/>",
        "<rect fill=\"URL(//evil.example)\" width=\"1\"/>",
        "<set attributeName=\"onload\" to=\"evil()\"/><animate attributeName=\"href\" values=\"javascript:evil()\"/>",
        "<filter id=\"f\"><feImage href=\"https://evil.example/x\"/></filter>",
        "<linearGradient id=\"a\" href=\"https://evil.example/#b\"/>",
        "<!-- evil --><?xml-stylesheet href=\"https://evil.example/x.css\"?>",
        "<h:script xmlns:h=\"http://www.w3.org/1999/xhtml\">evil()</h:script>",
        "<svg onload=\"evil()\"><script>evil()</script></svg>",
        "<handler type=\"text/javascript\" xmlns:ev=\"http://www.w3.org/2001/xml-events\" ev:event=\"load\">evil()</handler>",
        "<text><![CDATA[</text><script>]]></text>",
    ];
    for attack in attacks {
        let clean = svg(attack).unwrap();
        let low = clean.to_ascii_lowercase();
        assert!(
            !low.contains("evil") && !low.contains("<script"),
            "{attack} became {clean}"
        );
        let read = roxmltree::Document::parse(&clean).unwrap();
        for node in read.descendants().filter(|node| node.is_element()) {
            assert!(
                node.attributes()
                    .all(|attribute| !attribute.name().to_ascii_lowercase().starts_with("on"))
            );
        }
    }
}

#[test]
fn entities_neither_read_files_nor_fill_memory() {
    let root = "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>&e;</text></svg>";
    let outside = format!("<!DOCTYPE svg [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>{root}");
    assert!(matches!(logo(outside.as_bytes()), Err(Error::Svg(_))));
    let mut laughs = String::from("<!DOCTYPE svg [<!ENTITY a0 \"ha ha ha ha\">");
    for number in 1..12 {
        let before = format!("&a{};", number - 1).repeat(10);
        laughs.push_str(&format!("<!ENTITY a{number} \"{before}\">"));
    }
    laughs.push_str("<!ENTITY e \"&a11;\">]>");
    laughs.push_str(root);
    assert!(matches!(logo(laughs.as_bytes()), Err(Error::Svg(_))));
    let plain = format!(
        "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/x.dtd\" [<!ENTITY e \"&#60;b\">]>{root}"
    );
    match logo(plain.as_bytes()) {
        Ok(Logo::Svg(clean)) => assert!(
            !clean.contains("ENTITY") && !clean.contains("<b"),
            "{clean}"
        ),
        Ok(Logo::Png(_)) => panic!("no PNG was given"),
        Err(error) => assert!(matches!(error, Error::Svg(_))),
    }
}

#[test]
fn what_is_too_deep_too_large_or_no_picture_is_refused() {
    let deep = format!("{}{}", "<g>".repeat(500), "</g>".repeat(500));
    assert!(matches!(svg(&deep), Err(Error::Svg(_))));
    assert!(matches!(svg(&"<g/>".repeat(50_000)), Err(Error::Svg(_))));
    assert_eq!(logo(&vec![b' '; 2 << 20]), Err(Error::Large(2 << 20)));
    assert_eq!(logo(b"GIF89a"), Err(Error::Kind));
    assert_eq!(logo(b""), Err(Error::Kind));
    assert!(matches!(
        logo(b"<html><script>1</script></html>"),
        Err(Error::Svg(_))
    ));
    assert!(matches!(svg("<g>"), Err(Error::Svg(_))));
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = u32::try_from(data.len()).unwrap().to_be_bytes().to_vec();
    chunk.extend_from_slice(kind);
    chunk.extend_from_slice(data);
    chunk.extend_from_slice(&[0; 4]);
    chunk
}

fn file(width: u32, height: u32, more: &[Vec<u8>]) -> Vec<u8> {
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend_from_slice(&[8, 6, 0, 0, 0]);
    let mut file = png::SIGNATURE.to_vec();
    file.extend(chunk(b"IHDR", &header));
    file.extend(more.concat());
    file
}

#[test]
fn a_png_keeps_its_picture_and_loses_what_else_is_in_it() {
    let picture = [chunk(b"IDAT", b"pixels"), chunk(b"IEND", b"")];
    let secret = [
        chunk(b"tEXt", b"Author\0somebody"),
        picture[0].clone(),
        picture[1].clone(),
    ];
    let mut dirty = file(100, 50, &secret);
    dirty.extend_from_slice(b"<script>behind the end</script>");
    assert_eq!(logo(&dirty), Ok(Logo::Png(file(100, 50, &picture))));
}

#[test]
fn a_png_of_wrong_measures_or_without_an_end_is_refused() {
    let picture = [chunk(b"IDAT", b"pixels"), chunk(b"IEND", b"")];
    for (width, height) in [
        (0, 1),
        (1, 0),
        (1 << 30, 1),
        (4096, 4096),
        (u32::MAX, u32::MAX),
    ] {
        assert!(
            matches!(logo(&file(width, height, &picture)), Err(Error::Png(_))),
            "{width} by {height}"
        );
    }
    let sound = file(10, 10, &picture);
    for length in 8..sound.len() {
        assert!(
            matches!(logo(&sound[..length]), Err(Error::Png(_))),
            "cut to {length}"
        );
    }
    let mut long = file(10, 10, &[]);
    long.extend_from_slice(&[0xff, 0xff, 0xff, 0xff, b'I', b'D', b'A', b'T']);
    assert!(matches!(logo(&long), Err(Error::Png(_))));
    assert!(matches!(
        logo(&file(10, 10, &[chunk(b"IEND", b"")])),
        Err(Error::Png(_))
    ));
    assert!(matches!(
        logo(&file(10, 10, &[chunk(b"EVIL", b""), picture[1].clone()])),
        Err(Error::Png(_))
    ));
}
