//! A report that has every block and every kind of chart, and the texts that data may hold to do harm. Its figures follow
//! simple rules, so that it is the same every day.

#![allow(dead_code, reason = "each program that includes it uses a part")]

use jiff::ToSpan;
use jiff::civil::{date, datetime};
use runner_report_generation::document::*;

/// Texts that would do harm where they are not escaped.
pub(crate) const HOSTILE: [&str; 14] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "]]></svg><script>alert(2)</script>",
    "=cmd|' /C calc'!A0",
    "a | b || c",
    "`code` ``` ~~~ $math$",
    "[link](https://evil.example) https://evil.example www.evil.example me@evil.example",
    "# heading\n- item\n1. one\n---",
    "{{ 7 * 7 }} {% raw %} #{x} &lt; &#60;",
    "מספר שלום \u{202e}reversed\u{202c} عربى",
    "👩‍👩‍👧‍👦 🇺🇦 é̂ 漢字かな",
    "NUL\0 BEL\u{7} ESC\u{1b}[31m DEL\u{7f} \u{9f} \u{fffe}",
    "</title></style></textarea></section>",
    "--> <!-- *bold* _it_ ![i](x) <https://a.example> @someone :smile:",
];

fn wave(place: usize, length: f64, low: f64, high: f64) -> f64 {
    let share = (place as f64 / length * std::f64::consts::TAU).sin() / 2.0 + 0.5;
    ((low + (high - low) * share) * 100.0).round() / 100.0
}

fn axis(label: &str, style: Style) -> Axis {
    Axis {
        label: (!label.is_empty()).then(|| label.to_owned()),
        style,
    }
}

fn chart(title: &str, summary: &str, x: Axis, y: Axis, plot: Plot) -> Block {
    Block::Chart(Chart {
        title: title.into(),
        summary: summary.into(),
        x,
        y,
        plot,
        note: None,
    })
}

fn series(name: &str, values: impl Iterator<Item = f64>) -> Series {
    Series {
        name: name.into(),
        values: values.map(Some).collect(),
    }
}

fn section(id: &str, title: &str, blocks: Vec<Block>) -> Section {
    Section {
        id: id.into(),
        title: title.into(),
        blocks,
    }
}

fn column(name: &str, style: Style, align: Align) -> Column {
    Column {
        name: name.into(),
        style,
        align,
    }
}

fn metric(label: &str, value: Value, style: Style, note: Option<&str>) -> Metric {
    Metric {
        label: label.into(),
        value,
        style,
        note: note.map(str::to_owned),
    }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn dollars() -> Style {
    Style::Currency("$".into(), 0)
}

/// The report of a shop's year.
pub(crate) fn document() -> Document {
    Document {
        title: "Orders of 2025".into(),
        subtitle: Some("Twelve months of a shop that sells tools to gardeners".into()),
        made_at: datetime(2026, 1, 5, 7, 30, 12, 0),
        facts: vec![
            fact("Data", Value::Text("orders.csv".into()), Style::Plain),
            fact("Rows", Value::Integer(1_000_000), Style::Plain),
            fact("Columns", Value::Integer(9), Style::Plain),
            fact("Size", Value::Integer(113_400_000), Style::Bytes),
        ],
        logo: Some(Logo::Svg(LOGO.into())),
        sections: vec![
            overview(),
            months(),
            places(),
            shares(),
            shapes(),
            edges(),
            rows(),
            texts(),
        ],
        notes: vec![
            "12 rows were passed over: they had fewer columns than the heading.".into(),
            "Medians and percentiles are estimates, right to 1% of their value.".into(),
        ],
        locale: Locale::default(),
    }
}

const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 160 48\" width=\"160\" height=\"48\"><rect \
                    width=\"48\" height=\"48\" rx=\"12\" fill=\"#2f6bd8\"/><path d=\"M14 34V20m10 14V14m10 20V25\" stroke=\"#fff\" \
                    stroke-width=\"5\" stroke-linecap=\"round\"/><text x=\"60\" y=\"32\" font-family=\"sans-serif\" \
                    font-size=\"22\" font-weight=\"700\" fill=\"#2f6bd8\">Spade</text></svg>";

fn fact(label: &str, value: Value, style: Style) -> Fact {
    Fact {
        label: label.into(),
        value,
        style,
    }
}

fn overview() -> Section {
    section(
        "overview",
        "Overview",
        vec![
            Block::Metrics(vec![
                metric("Revenue", Value::Number(48_203_911.5), dollars(), Some("12% more than in 2024")),
                metric("Orders", Value::Integer(1_000_000), Style::Plain, None),
                metric("Mean order", Value::Number(48.2), Style::Currency("$".into(), 2), Some("median $31.40")),
                metric("Sent back", Value::Number(0.0312), Style::Percent(1), Some("31,204 orders")),
                metric("To the door", Value::Number(187_320_000.0), Style::Duration, Some("95% within 4 days")),
                metric("Best seller", Value::Text("Pruning shears, forged, left-handed".into()), Style::Plain, None),
                metric("Cheapest", Value::Null, Style::Plain, Some("no prices below zero")),
            ]),
            Block::Text(vec![
                "Sales rose in spring as they do each year, and the autumn that had been feared did not come. Two stores had gaps \
                 in what they reported; where a month is missing, the lines below have a gap and no figure was made up."
                    .into(),
                "All amounts are in US dollars and without tax.".into(),
            ]),
        ],
    )
}

fn months() -> Section {
    let first = date(2025, 1, 1);
    let weeks: Vec<_> = (0..52)
        .map(|week| first.saturating_add((week * 7).days()).at(0, 0, 0, 0))
        .collect();
    let gap = |name: &str, from: usize, shift: usize, low: f64, high: f64| Series {
        name: name.into(),
        values: (0..52)
            .map(|week| {
                (!(from..from + 4).contains(&week)).then(|| wave(week + shift, 26.0, low, high))
            })
            .collect(),
    };
    let each = |shift: usize, low: f64, high: f64| {
        (0..52).map(move |week| wave(week + shift, 52.0, low, high))
    };
    section(
        "time",
        "Over the year",
        vec![
            chart(
                "Revenue by week and store",
                "Three lines that rise towards summer; the north has no figures for four weeks.",
                axis("", Style::Plain),
                axis("Revenue", dollars()),
                Plot::Line {
                    scale: Scale::Times(weeks.clone(), Style::Date("%-d %b %Y".into())),
                    series: vec![
                        gap("North", 20, 0, 180_000.0, 420_000.0),
                        gap("South", 60, 9, 120_000.0, 310_000.0),
                        gap("Online", 60, 17, 260_000.0, 610_000.0),
                    ],
                },
            ),
            chart(
                "Orders by channel",
                "Areas on each other: the web has about half of all orders throughout the year.",
                axis("", Style::Plain),
                axis("Orders a week", Style::Plain),
                Plot::Area {
                    scale: Scale::Times(weeks, Style::Plain),
                    series: vec![
                        series("Web", each(0, 6000.0, 11_000.0)),
                        series("Telephone", each(13, 2000.0, 5000.0)),
                        series("Counter", each(30, 3000.0, 6000.0)),
                    ],
                },
            ),
        ],
    )
}

fn places() -> Section {
    let quarters = names(&["Q1", "Q2", "Q3", "Q4"]);
    section(
        "categories",
        "By product and place",
        vec![
            chart(
                "Revenue by product group",
                "Hand tools lead with 14 million, seeds come last.",
                axis("Product group", Style::Plain),
                axis("Revenue", dollars()),
                Plot::Bar {
                    categories: names(&[
                        "Hand tools and their sharpening",
                        "Watering",
                        "Pots, planters and raised beds for balconies and terraces",
                        "Machines",
                        "Clothing and boots",
                        "Lighting",
                        "Seeds",
                    ]),
                    series: vec![series(
                        "Revenue",
                        [14.2e6, 9.81e6, 8.4e6, 7.9e6, 4.1e6, 2.6e6, 1.2e6].into_iter(),
                    )],
                    stacked: false,
                },
            ),
            chart(
                "Orders by quarter and store",
                "Each store sells most in the second quarter.",
                axis("", Style::Plain),
                axis("Orders", Style::Plain),
                Plot::Bar {
                    categories: quarters.clone(),
                    series: vec![
                        series(
                            "North",
                            [61_000.0, 92_000.0, 71_000.0, 58_000.0].into_iter(),
                        ),
                        series(
                            "South",
                            [48_000.0, 83_000.0, 69_000.0, 41_000.0].into_iter(),
                        ),
                        series(
                            "Online",
                            [97_000.0, 131_000.0, 120_000.0, 129_000.0].into_iter(),
                        ),
                    ],
                    stacked: false,
                },
            ),
            chart(
                "Result by quarter",
                "The first quarter ends with a loss.",
                axis("", Style::Plain),
                axis("Result", dollars()),
                Plot::Bar {
                    categories: quarters,
                    series: vec![
                        series(
                            "Goods",
                            [120_000.0, 410_000.0, 380_000.0, 290_000.0].into_iter(),
                        ),
                        series(
                            "Service",
                            [-90_000.0, 60_000.0, 40_000.0, -30_000.0].into_iter(),
                        ),
                        series("One-off", [-150_000.0, 0.0, 20_000.0, 0.0].into_iter()),
                    ],
                    stacked: true,
                },
            ),
        ],
    )
}

fn shares() -> Section {
    let slice = |(name, value): (&str, f64)| Slice {
        name: name.into(),
        value,
    };
    let countries = [
        ("United States", 412_000.0),
        ("Canada", 181_000.0),
        ("Mexico", 97_000.0),
        (
            "United Kingdom of Great Britain and Northern Ireland",
            88_000.0,
        ),
        ("Germany", 61_000.0),
        ("France", 55_000.0),
        ("Ireland", 31_000.0),
        ("Spain", 24_000.0),
        ("Italy", 21_000.0),
        ("Austria", 18_000.0),
        ("Malta", 400.0),
    ];
    section(
        "shares",
        "Shares",
        vec![chart(
            "Orders by country",
            "The United States have two fifths of all orders.",
            axis("Country", Style::Plain),
            axis("Orders", Style::Plain),
            Plot::Pie(countries.into_iter().map(slice).collect()),
        )],
    )
}

fn shapes() -> Section {
    let counts = (0..24)
        .map(|bin: i32| (90_000.0 * (-f64::from((bin - 6).pow(2)) / 30.0).exp()) as u64)
        .collect();
    let dots = |shift: usize, up: f64| {
        (0..90)
            .map(|dot| {
                let x = wave(dot * 7 + shift, 61.0, 5.0, 240.0);
                (x, (x * 0.02 * up + wave(dot * 13, 17.0, 0.0, 6.0)).round())
            })
            .collect()
    };
    section(
        "distributions",
        "How figures are distributed",
        vec![
            chart(
                "Order value",
                "Most orders are between 20 and 60 dollars; a long tail reaches 240.",
                axis("Order value", dollars()),
                axis("Orders", Style::Plain),
                Plot::Histogram {
                    edges: (0..25).map(|edge| f64::from(edge * 10)).collect(),
                    counts,
                },
            ),
            chart(
                "Order value and items",
                "More items cost more, and the counter sells fewer at once.",
                axis("Order value", dollars()),
                axis("Items", Style::Plain),
                Plot::Scatter {
                    series: vec![
                        ("Web".into(), dots(0, 1.6)),
                        ("Counter".into(), dots(3, 0.7)),
                    ],
                },
            ),
        ],
    )
}

fn edges() -> Section {
    let numbers = |numbers: &[f64]| Scale::Numbers(numbers.to_vec());
    section(
        "edges",
        "At the edges",
        vec![
            chart(
                "No data",
                "There is nothing to show.",
                axis("", Style::Plain),
                axis("", Style::Plain),
                Plot::Bar {
                    categories: vec![],
                    series: vec![],
                    stacked: false,
                },
            ),
            chart(
                "One point",
                "One figure.",
                axis("Place", Style::Plain),
                axis("", Style::Plain),
                Plot::Line {
                    scale: numbers(&[3.0]),
                    series: vec![series("One", [42.0].into_iter())],
                },
            ),
            chart(
                "All zero",
                "Four bars without height.",
                axis("", Style::Plain),
                axis("", Style::Plain),
                Plot::Bar {
                    categories: names(&["one", "two", "three", "four"]),
                    series: vec![series("Zero", [0.0; 4].into_iter())],
                    stacked: false,
                },
            ),
            chart(
                "Huge and small",
                "Figures from a trillionth to a trillion trillions.",
                axis("", Style::Plain),
                axis("", Style::Plain),
                Plot::Bar {
                    categories: names(&["huge", "large", "tiny", "negative"]),
                    series: vec![series(
                        "Figures",
                        [2.5e24, 9e23, 1e-12, -1.4e24].into_iter(),
                    )],
                    stacked: false,
                },
            ),
            chart(
                "Share of answers in time",
                "Nearly all, with a dip.",
                axis("Load", Style::Plain),
                axis("In time", Style::Percent(1)),
                Plot::Line {
                    scale: numbers(&[0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0]),
                    series: vec![series(
                        "In time",
                        [0.999, 0.998, 0.998, 0.991, 0.997, 0.996, 0.985, 0.973].into_iter(),
                    )],
                },
            ),
        ],
    )
}

fn rows() -> Section {
    let stores = ["North", "South", "Online"];
    let row = |number: i64| {
        let store = stores[number as usize % 3];
        vec![
            Value::Text(format!("A-{:05}", 10_000 + number * 37)),
            Value::Date(date(2025, 1, 1).saturating_add((number * 9).days())),
            Value::Text(store.into()),
            if number == 4 {
                Value::Null
            } else {
                Value::Integer(number % 5 + 1)
            },
            Value::Number(wave(number as usize, 9.0, 12.0, 1480.0)),
            Value::Boolean(number % 3 == 0),
        ]
    };
    section(
        "rows",
        "First rows",
        vec![Block::Table(Table {
            caption: String::new(),
            columns: vec![
                column("order", Style::Plain, Align::Start),
                column("day", Style::Date("%d %b %Y".into()), Align::Start),
                column("store", Style::Plain, Align::Start),
                column("items", Style::Plain, Align::End),
                column("amount", Style::Currency("$".into(), 2), Align::End),
                column("gift", Style::Plain, Align::Start),
            ],
            rows: (0..12).map(row).collect(),
            totals: Some(vec![
                Value::Text("Total".into()),
                Value::Null,
                Value::Null,
                Value::Integer(33),
                Value::Number(8951.22),
                Value::Null,
            ]),
            note: Some("The first 12 of 1,000,000 rows.".into()),
        })],
    )
}

fn texts() -> Section {
    section(
        "texts",
        "Texts that data may hold",
        vec![
            Block::Text(HOSTILE.iter().map(|text| (*text).to_owned()).collect()),
            Block::Table(Table {
                caption: "Every text <b>as it came</b>".into(),
                columns: vec![
                    column("number", Style::Raw, Align::End),
                    column("<i>text</i> | with a bar", Style::Plain, Align::Start),
                    column("characters", Style::Plain, Align::End),
                ],
                rows: HOSTILE
                    .iter()
                    .enumerate()
                    .map(|(number, text)| {
                        vec![
                            Value::Integer(number as i64),
                            Value::Text((*text).to_owned()),
                            Value::Integer(text.chars().count() as i64),
                        ]
                    })
                    .collect(),
                totals: None,
                note: None,
            }),
            chart(
                "Texts as <em>categories</em>",
                "A bar for each & every text.",
                axis("", Style::Plain),
                axis("characters", Style::Plain),
                Plot::Bar {
                    categories: names(&HOSTILE),
                    series: vec![series(
                        "characters",
                        HOSTILE.iter().map(|text| text.chars().count() as f64),
                    )],
                    stacked: false,
                },
            ),
        ],
    )
}

/// A report of one section.
pub(crate) fn of(title: &str, blocks: Vec<Block>) -> Document {
    Document {
        title: "Report".into(),
        subtitle: None,
        made_at: datetime(2026, 1, 5, 7, 30, 0, 0),
        facts: vec![],
        logo: None,
        sections: vec![Section {
            id: "rows".into(),
            title: title.into(),
            blocks,
        }],
        notes: vec![],
        locale: Locale::default(),
    }
}
