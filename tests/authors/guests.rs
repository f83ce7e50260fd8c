//! Guests in JavaScript and Python that loop, grow, fail, make mistakes and send requests.

use runner_testkit::{Runner, Site};
use serde_json::{Value, json};

use super::tools::{Language, Project};

#[test]
fn a_javascript_guest_keeps_within_its_limits_and_fails_as_it_says() {
    let Some(guest) = Guest::new(
        Language::JavaScript,
        "src/processor.js",
        include_str!("probe.js"),
    ) else {
        return;
    };
    guest.is_bounded();
    guest.fails_as_it_says();
    let mistake = guest.ends("mistake", &[]);
    assert_eq!(mistake["code"], "trapped");
    insta::assert_snapshot!(mistake["message"].as_str().unwrap(), @r#"it panicked at mistake@src/processor.js:39:5: TypeError: can't access property "what" of undefined"#);
    guest.is_denied();
    guest.reaches_what_is_granted();
}

#[test]
fn a_python_guest_keeps_within_its_limits_and_fails_as_it_says() {
    let Some(guest) = Guest::new(Language::Python, "src/app.py", include_str!("probe.py")) else {
        return;
    };
    guest.is_bounded();
    guest.fails_as_it_says();
    let mistake = guest.ends("mistake", &[]);
    assert_eq!(mistake["code"], "trapped");
    insta::assert_snapshot!(mistake["message"].as_str().unwrap(), @"it panicked at app.py:31 in mistake: AttributeError: 'NoneType' object has no attribute 'what'");
    guest.is_denied();
    guest.reaches_what_is_granted();
}

/// A guest that does what it is told.
struct Guest {
    runner: Runner,
    plugin: String,
}

impl Guest {
    fn new(language: Language, source: &str, text: &str) -> Option<Self> {
        let project = Project::new(language)?;
        project.replace(source, text);
        let plugin = project.build().to_str().unwrap().to_owned();
        Some(Self {
            runner: project.runner,
            plugin,
        })
    }

    /// The error with which a job ends.
    fn ends(&self, what: &str, limits: &[&str]) -> Value {
        let deed = format!("do={what}");
        let args = ["run", &self.plugin, "--json", "-p", &deed];
        let ran = self.runner.run(&[&args, limits].concat());
        assert_eq!(ran.code, Some(1), "{}\n{}", ran.stdout, ran.stderr);
        ran.json()["error"].clone()
    }

    fn is_bounded(&self) {
        for (what, limits, code) in [
            ("spin", ["--fuel", "200M"], "fuel_exhausted"),
            ("spin", ["--timeout", "300ms"], "timed_out"),
            ("grow", ["--memory", "64MiB"], "memory_exceeded"),
        ] {
            assert_eq!(self.ends(what, &limits)["code"], code, "{what}");
        }
    }

    fn fails_as_it_says(&self) {
        for (what, code, message) in [
            ("permanent", "permanent", "never"),
            ("transient", "transient", "perhaps"),
            ("patience", "retry_after", "soon"),
        ] {
            let error = self.ends(what, &[]);
            assert_eq!(
                (error["code"].as_str(), error["message"].as_str()),
                (Some(code), Some(message))
            );
        }
    }

    /// A request that nobody granted ends the job with the grant that would allow it.
    fn is_denied(&self) {
        let error = self.ends("fetch", &[]);
        assert_eq!(error["code"], "denied");
        let message = error["message"].as_str().unwrap();
        assert!(message.starts_with("POST http://shop.example"), "{message}");
        assert!(
            message.contains("--allow http://shop.example --allow-method POST"),
            "{message}"
        );
    }

    /// A request that is granted reaches the server, and what that answers is a result or the failure that fits.
    fn reaches_what_is_granted(&self) {
        let site = Site::start();
        let grant = ["--allow", &site.url(""), "--allow-method", "POST"];
        let url = |path: &str| format!("url={}", site.url(path));
        let found = url("/bytes/3");
        let args = [
            "run",
            &self.plugin,
            "--json",
            "-p",
            "do=fetch",
            "-p",
            &found,
        ];
        let ran = self.runner.run(&[&args[..], &grant].concat());
        assert_eq!(ran.code, Some(0), "{}\n{}", ran.stdout, ran.stderr);
        let result = &ran.json()["result"];
        assert_eq!(*result, json!({"status": 200, "text": "bbb"}));
        assert_eq!(site.seen().uploaded, "hello".len() as u64);
        for (path, code) in [
            ("/status/429?retry-after=7", "retry_after"),
            ("/status/503", "transient"),
            ("/status/404", "permanent"),
        ] {
            let error = self.ends("fetch", &[&["-p", &url(path)], &grant[..]].concat());
            assert_eq!(error["code"], code, "{error}");
        }
    }
}
