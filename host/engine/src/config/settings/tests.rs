//! What settings take, where they come from, and how they are written.

use super::*;

#[test]
fn what_is_written_is_read_as_it_was() {
    let mut settings = Settings::default();
    for (setting, text, written) in [
        (Setting::Listen, "[::1]:0", "listen = \"[::1]:0\""),
        (Setting::TlsCert, "a.pem", "tls_cert = \"a.pem\""),
        (
            Setting::CorsOrigins,
            "https://b.com, HTTPS://a.com:443,https://a.com",
            "cors_origins = [\"https://a.com\", \"https://b.com\"]",
        ),
        (Setting::CorsOrigins, "", "cors_origins = []"),
        (Setting::Slots, "7", "slots = 7"),
        (Setting::Slots, "auto", "slots = \"auto\""),
        (Setting::MaxFrozen, "0", "max_frozen = 0"),
        (Setting::FrozenMemory, "1 GiB", "frozen_memory = \"1GiB\""),
        (Setting::LoadedCode, "5", "loaded_code = \"5\""),
        (Setting::CaFile, "a \"b\".pem", "ca_file = 'a \"b\".pem'"),
        (Setting::CaFile, "", "ca_file = \"\""),
        (Setting::Drain, "90s", "drain = \"1m 30s\""),
        (
            Setting::Log,
            "info, runner_store=off",
            "log = \"info,runner_store=off\"",
        ),
        (Setting::LogFormat, "json", "log_format = \"json\""),
    ] {
        settings.put(setting, text, Origin::Flag).unwrap();
        assert_eq!(settings.line(setting), written);
        let mut again = Settings::default();
        again
            .put(setting, &settings.text(setting), Origin::Flag)
            .unwrap();
        assert_eq!(again.text(setting), settings.text(setting));
    }
}

#[test]
fn the_last_word_counts_and_its_origin_is_kept() {
    let mut settings = Settings::default();
    assert_eq!(settings.origin(Setting::Slots), Origin::Default);
    settings.put(Setting::Slots, "3", Origin::File(2)).unwrap();
    settings.put(Setting::Slots, "4", Origin::Variable).unwrap();
    assert_eq!(settings.slots, Some(4));
    assert_eq!(settings.origin(Setting::Slots), Origin::Variable);
    assert!(settings.put(Setting::Slots, "many", Origin::Flag).is_err());
    assert_eq!(settings.slots, Some(4));
    assert_eq!(settings.origin(Setting::Slots), Origin::Variable);
}

#[test]
fn a_certificate_has_its_key() {
    let mut settings = Settings::default();
    assert_eq!(settings.certificate(), Ok(None));
    let mut put = |setting, text| {
        settings.put(setting, text, Origin::Flag).unwrap();
        let both = settings.certificate();
        both.map(|both| both.is_some())
            .map_err(|half| half.to_string())
    };
    assert_eq!(
        put(Setting::TlsCert, "a.pem").unwrap_err(),
        "a certificate needs its key and the other way round: say `tls_key` too"
    );
    assert_eq!(put(Setting::TlsKey, "b.pem"), Ok(true));
    assert!(
        put(Setting::TlsCert, "")
            .unwrap_err()
            .contains("`tls_cert`")
    );
}

#[test]
fn what_is_no_value_is_said_with_what_to_write() {
    let said = |setting: Setting, text| setting.check(text).unwrap_err().to_string();
    assert_eq!(
        said(Setting::Listen, "7070"),
        "`listen`: `7070` is no address: write `127.0.0.1:7070`"
    );
    assert_eq!(
        said(Setting::Slots, "0"),
        "`slots`: write a number from 1 to 10000, or `auto` for 4 for each core"
    );
    assert_eq!(
        said(Setting::MaxFrozen, "1025"),
        "`max_frozen`: write a number from 0 to 1024"
    );
    assert_eq!(
        said(Setting::Drain, "long"),
        "`drain`: `long` is no duration: write `500ms`, `30s`, `5m`"
    );
    assert_eq!(
        said(Setting::LogFormat, "xml"),
        "`log_format`: `xml` is no format: write text or json"
    );
    assert_eq!(
        said(Setting::Log, "runner_engine=loud"),
        "`log`: `loud` is no level: write off, error, warn, info, debug or trace"
    );
}
