//! What holds for every text that is given as a configuration file.

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use runner_model::Limit;

use super::Config;

fn parse(text: &str) -> Result<Config, super::ConfigError> {
    Config::parse(Path::new("runner.toml"), text)
}

/// Pieces of a file, right ones and wrong ones.
fn piece() -> impl Strategy<Value = String> {
    const PIECES: [&str; 33] = [
        "[limits]\n",
        "[plugin.a]\n",
        "[plugin.a.limits]\n",
        "[[plugin.a.http]]\n",
        "[plugin.\"é\".limits]\n",
        "[webhooks]\n",
        "[smtp]\n",
        "host = \"a.com\"\n",
        "from = \"a@b.com\"\n",
        "password = \"${secret:a}\"\n",
        "user = \"é\"\n",
        "allow = [\"10.0.0.0/8\"]\n",
        "retry = [\"5s\"]\n",
        "retry = [\"99999999999 years\"]\n",
        "to = \"https://a.com\"\n",
        "to = \"http://10.0.0.0/8:*\"\n",
        "methods = [\"GET\"]\n",
        "headers = { a = \"${secret:b}\" }\n",
        "headers = { a = \"${secret:\" }\n",
        "rate = \"1/s\"\n",
        "rate = 1\n",
        "connect_timeout = \"5s\"\n",
        "memory = \"5MiB\"\n",
        "fuel = 99999999999999999999\n",
        "timeout = -1\n",
        "http_requests = 1.5\n",
        "é = '''\n",
        "\r\n",
        "# \u{1b}[2J é\n",
        "= [[\n",
        "\"\"\"",
        "limits = 1979-05-27\n",
        "plugin = []\n",
    ];
    prop_oneof![
        9 => prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{0,12}\n?",
        1 => any::<String>(),
    ]
}

fn name() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9-]{0,6}"
}

/// A grant as a file says it.
fn grant() -> impl Strategy<Value = String> {
    let target = prop_oneof![
        3 => "[a-z]{1,5}".prop_map(|host| format!("https://{host}.com")),
        1 => "[a-z]{1,5}".prop_map(|host| format!("https://*.{host}.com/v1")),
        1 => Just("https://*".to_owned()),
        1 => (0..=255_u8, 8..=32_u8).prop_map(|(part, bits)| format!("http://10.{part}.0.0/{bits}:*"))
            .prop_filter("the network has bits behind its end", |target| target.parse::<runner_model::HttpTarget>().is_ok()),
    ];
    let methods = prop::collection::btree_set(
        prop::sample::select(vec!["GET", "POST", "PUT", "DELETE"]),
        0..3,
    );
    let rate = prop::option::of((1..1_000_u32, prop::sample::select(vec!["s", "m", "10s"])));
    let header = prop::option::of("[a-zA-Z0-9 \\\\\"'=;]{1,12}");
    let time = prop::option::of(1..100_000_u64);
    (target, methods, rate, header, time).prop_map(|(target, methods, rate, header, time)| {
        let methods: Vec<&str> = methods.into_iter().collect();
        let mut text = format!("to = {target:?}\nmethods = {methods:?}\n");
        // Writing to a String cannot fail.
        if let Some((count, per)) = rate {
            let _ = writeln!(text, "rate = \"{count}/{per}\"");
        }
        if let Some(value) = header {
            let _ = writeln!(
                text,
                "headers = {{ x-own = {:?} }}",
                format!("{} ${{secret:key}}", value.trim())
            );
        }
        if let Some(millis) = time {
            let _ = writeln!(text, "first_byte_timeout = \"{millis}ms\"");
        }
        text
    })
}

fn limits() -> impl Strategy<Value = String> {
    let one = (prop::sample::select(Limit::ALL.to_vec()), 1..4_000_000_u64);
    prop::collection::btree_map(
        one.clone().prop_map(|(limit, _)| limit),
        one.prop_map(|(_, value)| value),
        0..5,
    )
    .prop_map(|limits| {
        let lines = limits.iter().map(|(limit, value)| {
            format!(
                "{limit} = \"{}\"\n",
                limit.exact(limit.check(*value).unwrap_or(1))
            )
        });
        lines.collect()
    })
}

/// A file that is right.
fn file() -> impl Strategy<Value = String> {
    let plugin = (limits(), prop::collection::vec(grant(), 0..3));
    (limits(), prop::collection::btree_map(name(), plugin, 0..4)).prop_map(|(all, plugins)| {
        let mut text = format!("[limits]\n{all}");
        for (name, (limits, grants)) in plugins {
            let _ = write!(text, "[plugin.{name}.limits]\n{limits}");
            for grant in grants {
                let _ = write!(text, "[[plugin.{name}.http]]\n{grant}");
            }
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn whatever_a_file_says_is_read_or_refused_with_its_line(pieces in prop::collection::vec(piece(), 0..12)) {
        let text = pieces.concat();
        match parse(&text) {
            Ok(config) => {
                let again = parse(&config.toml()).unwrap();
                prop_assert!(again.grants().eq(config.grants()));
            }
            Err(error) => {
                let said = error.to_string();
                let line = said.strip_prefix("runner.toml:").and_then(|said| said.split(':').next()?.parse::<usize>().ok());
                prop_assert!(line.is_some_and(|line| (1..=text.lines().count().max(1) + 1).contains(&line)), "{}", said);
                prop_assert!(!said.chars().any(|c| c.is_control() && c != '\n'), "{:?}", said);
            }
        }
    }

    #[test]
    fn a_file_that_is_right_is_read_and_written_anew_says_the_same(text in file()) {
        match parse(&text) {
            Ok(config) => {
                let written = config.toml();
                let again = parse(&written).unwrap();
                prop_assert!(again.grants().eq(config.grants()), "{}", written);
                prop_assert_eq!(again.limits.values(), config.limits.values());
                prop_assert_eq!(again.ceilings(), config.ceilings());
                prop_assert_eq!(again.toml(), written);
            }
            // Of two grants of a plugin that are to the same place, one is one too many.
            Err(error) => prop_assert!(error.to_string().contains(" twice with the same methods"), "{}\n{}", error, text),
        }
    }
}
