//! What the configuration file says of mail: `[smtp]`.

use std::fmt::Write as _;
use std::net::IpAddr;
use std::time::Duration;

use runner_model::{HeaderTemplate, Limit, MailAddress, SecretName};
use serde::Deserialize;
use toml::Spanned;

/// How long one mail may take unless the file says otherwise, and at the most.
const TIMEOUT: Duration = Duration::from_secs(30);
const LONGEST: Duration = Duration::from_secs(10 * 60);

/// How many may be told of all alerts by the file: each is a webhook.
const MOST_TOLD: usize = 20;

/// What can be pasted into a file that has none.
pub(crate) const EXAMPLE: &str = r#"[smtp]
host = "smtp.example.com"
user = "runner@example.com"
password = "${secret:smtp}"
from = "runner@example.com"
to = ["ops@example.com"]"#;

/// The server that mail is handed to, and who is told by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpConfig {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept private.
    pub tls: SmtpTls,
    /// Who signs in, and with which secret; none if the server takes mail from everybody.
    pub login: Option<SmtpLogin>,
    /// Whom mail comes from.
    pub from: MailAddress,
    /// Who is told of all alerts.
    pub to: Vec<MailAddress>,
    /// How long one mail may take.
    pub timeout: Duration,
}

/// Who signs in at the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpLogin {
    /// The name.
    pub user: String,
    /// The secret that is the password.
    pub password: SecretName,
}

/// How a connection to a server of mail is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    /// It begins in the clear, and nothing is said before it is private (RFC 3207).
    Starttls,
    /// It is private from the first byte (RFC 8314).
    Tls,
    /// Not at all.
    None,
}

impl SmtpTls {
    /// The name as a file has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Starttls => "starttls",
            Self::Tls => "tls",
            Self::None => "none",
        }
    }

    /// The port that is usual for it.
    const fn port(self) -> u16 {
        match self {
            Self::Starttls => 587,
            Self::Tls => 465,
            Self::None => 25,
        }
    }
}

/// The section as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Section {
    host: Option<Spanned<String>>,
    port: Option<Spanned<i64>>,
    tls: Option<SmtpTls>,
    user: Option<Spanned<String>>,
    password: Option<Spanned<String>>,
    from: Option<Spanned<String>>,
    #[serde(default)]
    to: Vec<Spanned<String>>,
    timeout: Option<Spanned<String>>,
}

/// What is wrong, with its place in the file.
type Wrong = (usize, String);

impl SmtpConfig {
    /// Reads the section, which begins there. What is wrong comes with its place in the file.
    pub(crate) fn read(section: Spanned<Section>) -> Result<Self, Wrong> {
        let begin = section.span().start;
        let section = section.into_inner();
        let missing = |name: &str, example: &str| {
            let message = format!("`[smtp]` needs `{name}`: write `{name} = \"{example}\"`");
            (begin, message)
        };
        let host = section
            .host
            .ok_or_else(|| missing("host", "smtp.example.com"))?;
        let from = section
            .from
            .ok_or_else(|| missing("from", "runner@example.com"))?;
        let tls = section.tls.unwrap_or(SmtpTls::Starttls);
        let (at, host) = (host.span().start, host.into_inner());
        if !is_host(&host) {
            return Err((
                at,
                "`host`: write the name or address of the server alone, as `smtp.example.com`; its port is `port`"
                    .to_owned(),
            ));
        }
        if section.to.len() > MOST_TOLD {
            let at = section.to[MOST_TOLD].span().start;
            return Err((
                at,
                format!("`to`: {MOST_TOLD} at the most; a list of mail can have more"),
            ));
        }
        let login = login(section.user, section.password)?;
        if let Some((at, _)) = &login
            && tls == SmtpTls::None
            && !is_this_machine(&host)
        {
            let message = "with `tls = \"none\"` everybody on the way could read the password: write \"starttls\" or \"tls\"";
            return Err((*at, message.to_owned()));
        }
        let mut to = Vec::with_capacity(section.to.len());
        for one in section.to {
            let one = address("to", one)?;
            if !to.contains(&one) {
                to.push(one);
            }
        }
        Ok(Self {
            port: section.port.map_or(Ok(tls.port()), port)?,
            timeout: section.timeout.map_or(Ok(TIMEOUT), timeout)?,
            from: address("from", from)?,
            login: login.map(|(_, login)| login),
            host,
            tls,
            to,
        })
    }

    /// The same as a file says it.
    pub(crate) fn toml(&self) -> String {
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let mut text = format!(
            "[smtp]\nhost = {}\nport = {}\ntls = \"{}\"\n",
            quoted(&self.host),
            self.port,
            self.tls.as_str(),
        );
        // Writing to a String cannot fail, here and below.
        if let Some(login) = &self.login {
            let user = quoted(&login.user);
            let _ = writeln!(
                text,
                "user = {user}\npassword = \"${{secret:{}}}\"",
                login.password
            );
        }
        let to: Vec<String> = self.to.iter().map(|to| quoted(to.as_str())).collect();
        let _ = writeln!(
            text,
            "from = {}\nto = [{}]",
            quoted(self.from.as_str()),
            to.join(", ")
        );
        let millis = u64::try_from(self.timeout.as_millis()).unwrap_or(u64::MAX);
        let _ = writeln!(text, "timeout = \"{}\"", Limit::Timeout.exact(millis));
        text
    }
}

fn is_host(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
        || ((1..=253).contains(&text.len())
            && text.split('.').all(|label| {
                !label.is_empty()
                    && label
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            }))
}

fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

fn address(name: &str, text: Spanned<String>) -> Result<MailAddress, Wrong> {
    let at = text.span().start;
    let parsed = text.get_ref().parse();
    parsed.map_err(|why: runner_model::ParseMailAddressError| (at, format!("`{name}`: {why}")))
}

fn port(number: Spanned<i64>) -> Result<u16, Wrong> {
    let at = number.span().start;
    let port = u16::try_from(number.into_inner()).ok();
    port.filter(|port| *port > 0)
        .ok_or_else(|| (at, "`port`: write a number from 1 to 65535".to_owned()))
}

fn timeout(text: Spanned<String>) -> Result<Duration, Wrong> {
    let at = text.span().start;
    let parsed = Limit::Timeout.parse(text.get_ref());
    let wait = parsed.map_err(|why| (at, format!("`timeout`: {why}")))?;
    let wait = Duration::from_millis(wait);
    if wait.is_zero() || wait > LONGEST {
        return Err((at, "`timeout`: write a duration from 1ms to 10m".to_owned()));
    }
    Ok(wait)
}

/// Who signs in, and where that stands.
fn login(
    user: Option<Spanned<String>>,
    password: Option<Spanned<String>>,
) -> Result<Option<(usize, SmtpLogin)>, Wrong> {
    let (user, password) = match (user, password) {
        (None, None) => return Ok(None),
        (Some(user), Some(password)) => (user, password),
        (Some(alone), None) => {
            let message = "`user` without `password`: write `password = \"${secret:smtp}\"`";
            return Err((alone.span().start, message.to_owned()));
        }
        (None, Some(alone)) => {
            let message = "`password` without `user`: say who signs in with it";
            return Err((alone.span().start, message.to_owned()));
        }
    };
    let is_shown = |c: char| !c.is_control();
    if user.get_ref().is_empty() || !user.get_ref().chars().all(is_shown) {
        let message = "`user`: write the name that the server knows, on one line";
        return Err((user.span().start, message.to_owned()));
    }
    let at = password.span().start;
    let secret = secret(password.get_ref()).ok_or_else(|| {
        // What stands there may be one: nobody repeats it.
        let message = "`password`: no secret stands in this file, only its name: write `password = \"${secret:smtp}\"`, and set it by `runner secret set smtp`";
        (at, message.to_owned())
    })?;
    let login = SmtpLogin {
        user: user.into_inner(),
        password: secret,
    };
    Ok(Some((at, login)))
}

/// The one secret that a text names, if there is nothing else in it.
fn secret(text: &str) -> Option<SecretName> {
    let template: HeaderTemplate = text.parse().ok()?;
    let mut names = template.secrets();
    let (name, None) = (names.next()?.clone(), names.next()) else {
        return None;
    };
    (text == format!("${{secret:{name}}}")).then_some(name)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::config::Config;

    use super::*;

    fn read(text: &str) -> Result<SmtpConfig, String> {
        let config = Config::parse(Path::new("r.toml"), text).map_err(|error| error.to_string())?;
        assert_eq!(
            Config::parse(Path::new("r.toml"), &config.toml())
                .unwrap()
                .smtp,
            config.smtp
        );
        config.smtp.ok_or_else(|| "there is none".to_owned())
    }

    #[test]
    fn the_usual_is_left_out() {
        let smtp = read("[smtp]\nhost = \"mail\"\nfrom = \"a@b.com\"\n").unwrap();
        assert_eq!((smtp.port, smtp.tls), (587, SmtpTls::Starttls));
        assert_eq!((smtp.login, smtp.to), (None, Vec::new()));
        let smtp = read(EXAMPLE).unwrap();
        assert_eq!(smtp.login.unwrap().password.as_str(), "smtp");
        assert_eq!(smtp.to[0].as_str(), "ops@example.com");
        let twice = EXAMPLE.replace("[\"ops@", "[\"ops@EXAMPLE.com\", \"ops@");
        assert_eq!(read(&twice).unwrap().to.len(), 1);
        let tls = read(&format!("{EXAMPLE}\ntls = \"tls\"\ntimeout = \"5s\"\n")).unwrap();
        assert_eq!((tls.port, tls.timeout), (465, Duration::from_secs(5)));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line_and_never_a_password() {
        for (line, said) in [
            (
                "host = \"smtp.example.com:25\"",
                "4: `host`: write the name or address",
            ),
            ("host = \"a b\"", "4: `host`: "),
            ("port = 70000", "4: `port`: write a number from 1 to 65535"),
            (
                "tls = \"ssl\"",
                "unknown variant `ssl`, expected one of `starttls`, `tls`, `none`",
            ),
            ("user = \"ann\"", "4: `user` without `password`"),
            ("password = \"${secret:a}\"", "4: `password` without `user`"),
            (
                "to = [\"Ops <a@b.com>\"]",
                "4: `to`: `Ops <a@b.com>` is no address of mail",
            ),
            (
                "timeout = \"1h\"",
                "4: `timeout`: write a duration from 1ms to 10m",
            ),
            (
                "recipients = []",
                "4: there is no key `recipients` in `smtp`",
            ),
        ] {
            let others = ["host = \"mail\"", "from = \"a@b.com\""];
            let name = line.split(' ').next().unwrap();
            let others = others.map(|other| if other.starts_with(name) { "" } else { other });
            let error = read(&format!("[smtp]\n{}\n{line}\n", others.join("\n"))).unwrap_err();
            assert!(error.contains(said), "{error}");
        }
        for wrong in ["hush", "x${secret:a}", "${secret:a}${secret:b}"] {
            let text = EXAMPLE.replace("${secret:smtp}", wrong);
            let error = read(&text).unwrap_err();
            assert!(
                error.contains("write `password = \"${secret:smtp}\"`"),
                "{error}"
            );
        }
        let clear = format!("{EXAMPLE}\ntls = \"none\"\n");
        assert!(
            read(&clear)
                .unwrap_err()
                .contains("could read the password")
        );
        assert!(read(&clear.replace("smtp.example.com", "127.0.0.1")).is_ok());
        assert!(
            read("[smtp]\nhost = \"mail\"\n")
                .unwrap_err()
                .contains("1: `[smtp]` needs `from`")
        );
    }
}
