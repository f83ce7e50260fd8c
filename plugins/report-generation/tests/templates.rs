//! Templates: what they see, what they may not do, and what they say when they are wrong.

#![allow(clippy::unwrap_used, reason = "its helpers are tests too")]

mod sample;

use runner_report_generation::render::{self, Error, Kind};

fn rendered(source: &str, kind: Kind) -> Result<String, Error> {
    let mut bytes = Vec::new();
    render::template(&sample::document(), source, kind, &mut bytes)?;
    Ok(String::from_utf8(bytes).unwrap())
}

#[test]
fn the_examples_of_the_docs_are_templates_that_work() {
    let docs = include_str!("../TEMPLATES.md");
    let mut examples = 0;
    for (language, kind) in [
        ("html+jinja", Kind::Html),
        ("markdown+jinja", Kind::Markdown),
    ] {
        for example in docs.split(&format!("```{language}\n")).skip(1) {
            let example = example.split("```\n").next().unwrap();
            let text = rendered(example, kind).unwrap();
            assert!(
                text.contains("Orders of 2025") && text.contains("$48,203,912"),
                "{text}"
            );
            insta::assert_snapshot!(format!("example_{}", &language[..4]), without_style(&text));
            examples += 1;
        }
    }
    assert_eq!(examples, 2);
}

fn without_style(text: &str) -> String {
    let Some((head, rest)) = text.split_once("<style>") else {
        return text.to_owned();
    };
    let (_, rest) = rest.split_once("</style>").unwrap();
    let mut short = format!("{head}<style>…</style>");
    for (number, piece) in rest.split("<svg ").enumerate() {
        match piece.split_once("</svg>") {
            Some((_, after)) if number > 0 => short.push_str(&format!("<svg>…</svg>{after}")),
            _ => short.push_str(piece),
        }
    }
    short
}

#[test]
fn what_a_template_shows_of_the_data_is_escaped_for_its_kind() {
    let source = "{{ sections.texts.blocks[0].paragraphs[0] }}";
    assert_eq!(
        rendered(source, Kind::Html).unwrap(),
        "&lt;script&gt;alert(1)&lt;/script&gt;"
    );
    assert_eq!(
        rendered(source, Kind::Markdown).unwrap(),
        "\\<script\\>alert(1)\\</script\\>"
    );
    let source = "{% for text in sections.texts.blocks[0].paragraphs %}<p title=\"{{ text }}\">{{ text | upper }}</p>{% endfor %}";
    let html = rendered(source, Kind::Html).unwrap();
    assert!(
        !html.contains("<script") && !html.contains("<SCRIPT") && !html.contains("<img"),
        "{html}"
    );
}

#[test]
fn numbers_and_days_are_written_as_in_the_rest_of_the_report() {
    let cases = [
        ("{{ 1234567.891 | number }}", "1,234,567.89"),
        (
            "{{ 1234.5 | decimal }} {{ 1234.5 | decimal(0) }}",
            "1,234.50 1,234",
        ),
        ("{{ -5 | currency('$') }}", "-$5.00"),
        ("{{ 0.1234 | percent(1) }}", "12.3%"),
        ("{{ 113400000 | bytes }}", "113\u{a0}MB"),
        ("{{ 187320000 | duration }}", "2\u{a0}d 4\u{a0}h"),
        (
            "{{ sections.rows.blocks[0].rows[0][1] | date('%d.%m.%Y') }}",
            "01.01.2025",
        ),
        ("{{ made_at | date('%H:%M') }}", "07:30"),
        ("{{ none | number }}|{{ 'text' | percent }}", "|text"),
    ];
    for (source, text) in cases {
        assert_eq!(rendered(source, Kind::Html).unwrap(), text, "{source}");
    }
}

#[test]
fn a_template_that_is_wrong_says_where_and_why() {
    let cases = [
        "<h1>\n{{ titel }}\n</h1>",
        "a\nb\n{% for x in %}",
        "{{ sections.nowhere.blocks[0].rows }}",
        "{{ title | nofilter }}",
        "{{ title | html }}",
        "{% include 'secrets.txt' %}",
        "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}",
        "{{ 'x' * 1000000000 }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    ];
    // What is no template is known at once, and in the same words.
    for source in cases {
        if let Err(error) = render::check_template(source) {
            assert_eq!(
                error.to_string(),
                rendered(source, Kind::Html).unwrap_err().to_string()
            );
        }
    }
    assert!(render::check_template(cases[1]).is_err() && render::check_template(cases[0]).is_ok());
    let errors = cases.map(|source| rendered(source, Kind::Html).unwrap_err().to_string());
    insta::assert_snapshot!(errors.join("\n"));
}
