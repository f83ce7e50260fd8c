//! What files say, and what is wrong with some.

use runner_model::{ByteSize, Limit};

use super::*;

const GOOD: &str = r#"# Who may reach what, and how much jobs may ask for.
loaded_code = "64MiB"
[limits]
timeout = "10m"
http_requests = 50

[plugin.fetch.limits]
memory = "512MiB"

[[plugin.fetch.http]]
to = "https://api.example.com/v1"
methods = ["GET", "POST"]
headers = { authorization = "Bearer ${secret:api}" }
rate = "10/s"

[[plugin.fetch.http]]
to = "http://10.0.0.0/8:*"

[webhooks]
allow = ["10.0.0.0/8", "::1"]
retry = ["1s", "2m"]
disable_after = "2days"

[plugin.quiet]
"#;

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(Path::new("runner.toml"), text)
}

fn said(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

#[test]
fn a_file_says_what_plugins_may_reach() {
    let config = parse(GOOD).unwrap();
    let targets: Vec<String> = config
        .grants()
        .map(|(name, grant)| format!("{name} {}", grant.to))
        .collect();
    assert_eq!(
        targets,
        [
            "fetch https://api.example.com/v1",
            "fetch http://10.0.0.0/8:*"
        ]
    );
    // Written anew it says the same, but for a plugin of which nothing is said.
    let again = parse(&config.toml()).unwrap();
    assert!(again.grants().eq(config.grants()));
    assert_eq!(config.limits.line(Limit::HttpRequests), Some(5));
    assert_eq!(config.settings.loaded_code, ByteSize::mib(64));
    assert_eq!(again.settings.loaded_code, config.settings.loaded_code);
    assert_eq!(config.webhooks.retry.len(), 2);
    assert_eq!(again.webhooks, config.webhooks);
    let fetch = &config.plugins.values().next().unwrap().limits;
    assert_eq!(fetch.values().get(Limit::Memory), Some(512 << 20));
    assert_eq!((fetch.line(Limit::Memory), config.ceilings()), (Some(8), 3));
    assert_eq!(again.limits.values(), config.limits.values());
    let nothing = parse("").unwrap();
    assert!(nothing.plugins.is_empty() && nothing.limits.is_empty());
    assert_eq!(nothing.settings, Settings::default());
}

#[test]
fn what_is_wrong_is_named_with_its_line_and_what_to_write() {
    let unknown = said("[[plugin.fetch.http]]\nto = \"https://a.com\"\nmethod = \"GET\"\n");
    assert!(
        unknown.starts_with(
            "runner.toml:3: there is no key `method` in `plugin.fetch.http`: did you mean `methods`?"
        ),
        "{unknown}"
    );
    assert!(unknown.ends_with("\n\n    method = \"GET\""), "{unknown}");
    let target = said("\n[[plugin.fetch.http]]\nto = \"a.com\"\n");
    assert!(target.starts_with("runner.toml:3: "), "{target}");
    assert!(target.contains("write it as `https://a.com`"), "{target}");
    let section = said("[plugins.fetch]\n");
    assert!(
        section.starts_with("runner.toml:1: there is no key `plugins`: did you mean `plugin`?"),
        "{section}"
    );
    let name = said("[[plugin.Fetch.http]]\nto = \"https://a.com\"\n");
    assert!(name.contains("is no processor name"), "{name}");
    let rate = said("[[plugin.a.http]]\nto = \"https://a.com\"\nrate = \"fast\"\n");
    assert!(rate.starts_with("runner.toml:3: "), "{rate}");
    let syntax = said("[[plugin.a.http]\n");
    assert!(syntax.starts_with("runner.toml:1: "), "{syntax}");
    let missing = said("[[plugin.a.http]]\nmethods = [\"GET\"]\n");
    assert!(missing.contains("missing field `to`"), "{missing}");
    for (section, line, message) in [
        (
            "\nloaded_code = \"much\"\n",
            2,
            "`loaded_code`: `much` is no size",
        ),
        (
            "[limits]\nram = 5\n",
            2,
            "there is no key `ram` in `limits`; there are fuel, timeout,",
        ),
        (
            "\n[plugin.a.limits]\ntimeout = 300\n",
            3,
            "`300` is no duration: write `500ms`, `30s`, `5m`",
        ),
        (
            "[limits]\nmemory = \"5GiB\"\n",
            2,
            "`memory`: a guest can have 4.0 GiB at most",
        ),
        (
            "[limits]\ntimeout = \"5 years\"\n",
            2,
            "`timeout`: the host cannot hold to more than 30days",
        ),
        (
            "[limits]\nfuel = 0\n",
            2,
            "`fuel`: with none at all nothing runs",
        ),
        (
            "[limits]\nhttp_requests = -1\n",
            2,
            "`-1` is no whole number",
        ),
        (
            "[webhooks]\ntimeout = \"15\"\n",
            2,
            "`timeout`: `15` is no duration",
        ),
        (
            "[webhooks]\nretry = [\"5s\",\n  \"0s\"]\n",
            3,
            "`retry`: write a duration from 1ms",
        ),
        (
            "[webhooks]\nallow = [\"10.1.0.0/8\"]\n",
            2,
            "`10.1.0.0/8` is no network, because",
        ),
        (
            "[limits]\nfuel = 1.5\n",
            2,
            "write `fuel` as a text or a whole number",
        ),
    ] {
        let said = said(section);
        let expected = format!("runner.toml:{line}: {message}");
        assert!(said.starts_with(&expected), "{said}");
    }
}

#[test]
fn the_file_of_defaults_says_what_is_so_without_one_and_explains_every_key() {
    let config = parse(Config::DEFAULT_TOML).unwrap();
    let usual = Settings::default();
    for setting in Setting::ALL {
        assert_eq!(config.settings.text(setting), usual.text(setting));
        assert_ne!(
            config.settings.origin(setting),
            Origin::Default,
            "{setting:?}"
        );
    }
    assert_eq!((config.ceilings(), config.grants().count()), (0, 0));
    // What it only shows is what one may write. Prose has a space after its mark.
    let uncommented: String = Config::DEFAULT_TOML
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(shown) if !shown.starts_with(' ') => format!("{shown}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let shown = parse(&uncommented).unwrap();
    let unasked = runner_model::Limits::default();
    for limit in Limit::ALL {
        assert_eq!(
            shown.limits.values().get(limit),
            Some(unasked.get(limit)),
            "{limit}"
        );
    }
    assert_eq!(shown.grants().count(), 1);
    let usual = WebhookConfig::default();
    assert_eq!(shown.webhooks.retry, usual.retry);
    assert_eq!(
        (shown.webhooks.timeout, shown.webhooks.disable_after),
        (usual.timeout, usual.disable_after)
    );
}

#[test]
fn the_same_grant_twice_is_refused() {
    let twice = said(
        "[[plugin.a.http]]\nto = \"https://a.com\"\n\n[[plugin.a.http]]\nto = \"https://A.com:443\"\nrate = \"1/s\"\n",
    );
    assert!(
        twice.starts_with("runner.toml:4: https://a.com is granted to a twice"),
        "{twice}"
    );
}

#[test]
fn the_block_that_a_refusal_shows_is_one_of_the_file() {
    let grant = HttpGrant {
        methods: ["GET".parse().unwrap()].into(),
        addresses: ["10.1.2.3".parse().unwrap()].into(),
        ..HttpGrant::to("https://*.example.com:*".parse().unwrap())
    };
    let name = ProcessorName::try_from("fetch".to_owned()).unwrap();
    // As it stands in a message: indented.
    let block = grant.toml(&name).replace('\n', "\n    ");
    let config = parse(&format!("    {block}")).unwrap();
    assert!(config.grants().eq([(&name, &grant)]));
}
