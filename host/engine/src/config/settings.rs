//! The settings of a server: what each is called, how it is written, and what it is unless somebody says otherwise.
//!
//! The same text means the same in the file, in the environment and behind a flag. Whoever reads those puts them on here,
//! the weakest first; this module reads none of them.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use runner_model::{ByteSize, Limit, Origin as Site};

use super::{filter, sites};

/// One setting of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// Where the server listens.
    Listen,
    /// The certificate that it shows by TLS.
    TlsCert,
    /// The key of that certificate.
    TlsKey,
    /// Sites whose pages may read.
    CorsOrigins,
    /// How many jobs run at once.
    Slots,
    /// How many paused jobs are kept frozen in memory.
    MaxFrozen,
    /// How much memory frozen jobs may hold together.
    FrozenMemory,
    /// How much compiled code is kept in memory beside what runs.
    LoadedCode,
    /// Certificates that requests of plugins trust beside those that everybody trusts.
    CaFile,
    /// How long jobs may go on after SIGTERM.
    Drain,
    /// How much of the server's own log is written.
    Log,
    /// How its lines are written.
    LogFormat,
}

/// How the lines of the server's own log are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object on each line.
    Json,
}

impl LogFormat {
    const ALL: [Self; 2] = [Self::Text, Self::Json];

    /// The name as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }
}

/// The most slots that there can be.
const MOST_SLOTS: usize = 10_000;

/// The most frozen jobs that there can be: each takes room in the address space.
const MOST_FROZEN: usize = 1_024;

/// What is logged unless somebody says otherwise: what went wrong, and what becomes of plugins, which is rare and may
/// take a while.
const LOGGED: &str = "warn,runner_engine::plugins=info,runner_engine::inbox=info";

/// What stands for no value of one's own.
const AUTO: &str = "auto";

/// The text is no value of the setting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}`: {why}", setting.name())]
pub struct SettingError {
    setting: Setting,
    why: String,
}

impl SettingError {
    /// What is wrong with the text, without the setting's name.
    pub fn why(&self) -> &str {
        &self.why
    }
}

impl Setting {
    /// Every setting.
    pub const ALL: [Self; 12] = [
        Self::Listen,
        Self::TlsCert,
        Self::TlsKey,
        Self::CorsOrigins,
        Self::Slots,
        Self::MaxFrozen,
        Self::FrozenMemory,
        Self::LoadedCode,
        Self::CaFile,
        Self::Drain,
        Self::Log,
        Self::LogFormat,
    ];

    /// The key in the file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Listen => "listen",
            Self::TlsCert => "tls_cert",
            Self::TlsKey => "tls_key",
            Self::CorsOrigins => "cors_origins",
            Self::Slots => "slots",
            Self::MaxFrozen => "max_frozen",
            Self::FrozenMemory => "frozen_memory",
            Self::LoadedCode => "loaded_code",
            Self::CaFile => "ca_file",
            Self::Drain => "drain",
            Self::Log => "log",
            Self::LogFormat => "log_format",
        }
    }

    /// The variable of the environment.
    pub fn variable(self) -> String {
        format!("RUNNER_{}", self.name().to_uppercase())
    }

    /// The flag of `runner serve`.
    pub fn flag(self) -> String {
        format!("--{}", self.name().replace('_', "-"))
    }

    /// What it means, in a line.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Listen => "Where the server listens; port 0 takes a free one",
            Self::TlsCert => {
                "Speak TLS with the certificate in this file (PEM, those of its authorities behind it)"
            }
            Self::TlsKey => "The key of that certificate (PEM)",
            Self::CorsOrigins => {
                "Sites whose pages may read what a token lets them read, such as `https://app.example.com`, with commas between"
            }
            Self::Slots => "How many jobs run at once; `auto` is 4 for each core",
            Self::MaxFrozen => {
                "How many paused jobs are kept frozen in memory; further ones go on from their checkpoints"
            }
            Self::FrozenMemory => "How much memory frozen jobs may hold together",
            Self::LoadedCode => "How much compiled code is kept in memory beside what runs",
            Self::CaFile => {
                "A file (PEM) with certificates that are trusted beside those that everybody trusts, when plugins send requests"
            }
            Self::Drain => "How long jobs may go on after SIGTERM before they are interrupted",
            Self::Log => {
                "How much the server logs: error, warn, info, debug or trace, or such a word for each part, as `warn,runner_engine=info`"
            }
            Self::LogFormat => {
                "How the lines of the log are written: text, or json for one object on each line"
            }
        }
    }

    /// Whether its value is a count, which a file may write as a number.
    pub const fn is_count(self) -> bool {
        matches!(self, Self::Slots | Self::MaxFrozen)
    }

    /// Whether its value is a list, which a file writes as one.
    pub const fn is_list(self) -> bool {
        matches!(self, Self::CorsOrigins)
    }

    /// Whether a text is a value of it.
    pub fn check(self, text: &str) -> Result<(), SettingError> {
        Settings::default().put(self, text, Origin::Default)
    }
}

/// There is a certificate without its key, or the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a certificate needs its key and the other way round: say `{}` too", .0.name())]
pub struct HalfCertificate(Setting);

impl HalfCertificate {
    /// What nobody said.
    pub const fn missing(self) -> Setting {
        self.0
    }
}

/// Who said what a setting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Nobody.
    Default,
    /// The file, in that line.
    File(usize),
    /// The environment.
    Variable,
    /// A flag.
    Flag,
}

/// A value for every setting, and who said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// The file of the certificate that it shows by TLS. [`Self::certificate`] has it with its key.
    pub tls_cert: Option<PathBuf>,
    /// The file of the key of that certificate.
    pub tls_key: Option<PathBuf>,
    /// Sites whose pages may read what a token lets them read.
    pub cors_origins: Vec<Site>,
    /// How many jobs run at once; none leaves that to the machine.
    pub slots: Option<usize>,
    /// How many paused jobs are kept frozen in memory.
    pub max_frozen: usize,
    /// How much memory frozen jobs may hold together.
    pub frozen_memory: ByteSize,
    /// How much compiled code is kept in memory beside what runs. A plugin of JavaScript or Python has 40 MB.
    pub loaded_code: ByteSize,
    /// Certificates that are trusted beside those that everybody trusts.
    pub ca_file: Option<PathBuf>,
    /// How long jobs may go on after SIGTERM.
    pub drain: Duration,
    /// How much of the server's own log is written: levels for all and for parts, as `warn,runner_engine=info`.
    pub log: String,
    /// How its lines are written.
    pub log_format: LogFormat,
    /// Only those that somebody said.
    origins: BTreeMap<Setting, Origin>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 7070)),
            tls_cert: None,
            tls_key: None,
            cors_origins: Vec::new(),
            slots: None,
            max_frozen: 64,
            frozen_memory: ByteSize::mib(2048),
            loaded_code: ByteSize::mib(512),
            ca_file: None,
            drain: Duration::from_secs(30),
            log: LOGGED.to_owned(),
            log_format: LogFormat::default(),
            origins: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// Puts a value on, over what was said before.
    pub fn put(
        &mut self,
        setting: Setting,
        text: &str,
        origin: Origin,
    ) -> Result<(), SettingError> {
        self.read(setting, text.trim())
            .map_err(|why| SettingError { setting, why })?;
        self.origins.insert(setting, origin);
        Ok(())
    }

    fn read(&mut self, setting: Setting, text: &str) -> Result<(), String> {
        match setting {
            Setting::Listen => {
                self.listen = text
                    .parse()
                    .map_err(|_| format!("`{text}` is no address: write `127.0.0.1:7070`"))?;
            }
            Setting::Slots if text == AUTO => self.slots = None,
            Setting::Slots => {
                self.slots = Some(
                    count(text, 1, MOST_SLOTS)
                        .map_err(|why| format!("{why}, or `{AUTO}` for 4 for each core"))?,
                );
            }
            Setting::MaxFrozen => self.max_frozen = count(text, 0, MOST_FROZEN)?,
            Setting::FrozenMemory => self.frozen_memory = size(text)?,
            Setting::LoadedCode => self.loaded_code = size(text)?,
            Setting::TlsCert => self.tls_cert = file(text),
            Setting::TlsKey => self.tls_key = file(text),
            Setting::CorsOrigins => self.cors_origins = sites::read(text)?,
            Setting::CaFile => self.ca_file = file(text),
            Setting::Drain => {
                // Timeouts are written in the same way.
                let millis = Limit::Timeout
                    .parse(text)
                    .map_err(|error| error.to_string())?;
                self.drain = Duration::from_millis(millis);
            }
            Setting::Log => self.log = filter::read(text)?,
            Setting::LogFormat => {
                let named = |format: &LogFormat| format.as_str() == text;
                self.log_format = LogFormat::ALL
                    .into_iter()
                    .find(named)
                    .ok_or_else(|| format!("`{text}` is no format: write text or json"))?;
            }
        }
        Ok(())
    }

    /// Names the files of settings from a folder, but for those that are named from the root.
    pub(super) fn name_files_from(&mut self, folder: &Path) {
        let files = [&mut self.tls_cert, &mut self.tls_key, &mut self.ca_file];
        for file in files.into_iter().flatten() {
            *file = folder.join(&*file);
        }
    }

    /// The files of the certificate and of its key: both, or none.
    pub fn certificate(&self) -> Result<Option<(&Path, &Path)>, HalfCertificate> {
        match (self.tls_cert.as_deref(), self.tls_key.as_deref()) {
            (Some(certificate), Some(key)) => Ok(Some((certificate, key))),
            (None, None) => Ok(None),
            (Some(_), None) => Err(HalfCertificate(Setting::TlsKey)),
            (None, Some(_)) => Err(HalfCertificate(Setting::TlsCert)),
        }
    }

    /// Who said what a setting is.
    pub fn origin(&self, setting: Setting) -> Origin {
        self.origins
            .get(&setting)
            .copied()
            .unwrap_or(Origin::Default)
    }

    /// A value as it is written.
    pub fn text(&self, setting: Setting) -> String {
        match setting {
            Setting::Listen => self.listen.to_string(),
            Setting::Slots => self
                .slots
                .map_or_else(|| AUTO.to_owned(), |slots| slots.to_string()),
            Setting::MaxFrozen => self.max_frozen.to_string(),
            Setting::FrozenMemory => whole(self.frozen_memory),
            Setting::LoadedCode => whole(self.loaded_code),
            Setting::TlsCert => file_text(self.tls_cert.as_deref()),
            Setting::TlsKey => file_text(self.tls_key.as_deref()),
            Setting::CorsOrigins => sites::text(&self.cors_origins),
            Setting::CaFile => file_text(self.ca_file.as_deref()),
            Setting::Drain => {
                Limit::Timeout.show(u64::try_from(self.drain.as_millis()).unwrap_or(u64::MAX))
            }
            Setting::Log => self.log.clone(),
            Setting::LogFormat => self.log_format.as_str().to_owned(),
        }
    }

    /// The texts of a value that is a list.
    pub fn items(&self, setting: Setting) -> Vec<String> {
        match setting {
            Setting::CorsOrigins => self.cors_origins.iter().map(Site::to_string).collect(),
            _ => Vec::new(),
        }
    }

    /// The line of a file that says a value.
    pub fn line(&self, setting: Setting) -> String {
        let text = self.text(setting);
        let value = match text.parse() {
            Ok(number) if setting.is_count() => toml::Value::Integer(number),
            _ if setting.is_list() => self.items(setting).into(),
            _ => toml::Value::String(text),
        };
        format!("{} = {value}", setting.name())
    }

    /// The lines of all that are not as by default.
    pub(super) fn toml(&self) -> String {
        let usual = Self::default();
        let changed = |setting: &Setting| self.text(*setting) != usual.text(*setting);
        let lines = Setting::ALL.into_iter().filter(changed);
        lines.map(|setting| self.line(setting) + "\n").collect()
    }
}

/// A file; none without a name.
fn file(text: &str) -> Option<PathBuf> {
    (!text.is_empty()).then(|| PathBuf::from(text))
}

fn file_text(path: Option<&Path>) -> String {
    path.map_or_else(String::new, |path| path.to_string_lossy().into_owned())
}

fn count(text: &str, least: usize, most: usize) -> Result<usize, String> {
    match text.parse() {
        Ok(count) if (least..=most).contains(&count) => Ok(count),
        _ => Err(format!("write a number from {least} to {most}")),
    }
}

fn size(text: &str) -> Result<ByteSize, String> {
    text.parse()
        .map_err(|error: runner_model::ParseUnitError| error.to_string())
}

/// A size in the largest unit in which it is a whole number.
fn whole(size: ByteSize) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let fits = |(unit, _): &&(u64, &str)| size.0 > 0 && size.0.is_multiple_of(*unit);
    match UNITS.iter().find(fits) {
        Some((unit, name)) => format!("{}{name}", size.0 / unit),
        None => size.0.to_string(),
    }
}

#[cfg(test)]
mod tests;
