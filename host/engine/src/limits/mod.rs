//! How much the jobs of a plugin may ask for: the ceilings that an operator sets, in the file and by command.
//!
//! What is said of a plugin goes before what is said of all, and of either the file before a command. They are held in
//! memory, since every job that is submitted and every attempt that begins is judged by them; a change reads them anew.
//! Files are a node's own, and so are their ceilings.

mod file;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use runner_model::{Limit, Limits, ProcessorName, SomeLimits, Timestamp, nearest};
use runner_store::{CeilingChange, SeenChange, Store, StoreError, Version};
use tokio::sync::Mutex as AsyncMutex;

pub use self::file::FileLimits;
pub(crate) use self::file::{Section, text_of};
use crate::config::Config;
use crate::engine::Engine;

/// Who set a ceiling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetBy {
    /// Nobody: it is the limit's default.
    Default,
    /// It stands in the configuration file, and is changed there alone.
    File {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
    },
    /// Somebody set it, by a command or a request.
    Command {
        /// When.
        at: Timestamp,
        /// Who.
        by: Option<String>,
    },
}

/// A ceiling as it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceiling {
    /// Of which limit.
    pub limit: Limit,
    /// The most that a job may ask for.
    pub value: u64,
    /// What a job has that asks for nothing.
    pub unasked: u64,
    /// Who set it.
    pub set_by: SetBy,
    /// Whether it was set for all plugins and not for this one.
    pub is_for_all: bool,
}

/// Why ceilings are not shown or changed.
#[derive(Debug, thiserror::Error)]
pub enum LimitsError {
    /// There is no such plugin.
    #[error("there is no plugin `{name}`{}", nearest.as_ref().map(|name| format!(" (did you mean `{name}`?)")).unwrap_or_default())]
    NoPlugin {
        /// The name.
        name: ProcessorName,
        /// One that is much like it.
        nearest: Option<String>,
    },
    /// The file says it.
    #[error(
        "the ceiling of `{limit}` stands in the configuration file: change line {line} of {path} and start the server \
         again"
    )]
    OfFile {
        /// Of which limit.
        limit: Limit,
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The ceilings of a node.
pub(crate) struct Ceilings {
    store: Arc<dyn Store>,
    path: PathBuf,
    /// What the file says: of all plugins, and of some.
    file: FileLimits,
    file_of: BTreeMap<ProcessorName, FileLimits>,
    in_force: RwLock<InForce>,
    /// One change at a time, so that what is in memory is what was written last.
    changing: AsyncMutex<()>,
}

/// Every ceiling that is in force.
#[derive(Debug, Clone, Default)]
struct InForce {
    all: Limits,
    /// Those of plugins of which something is said.
    of: HashMap<ProcessorName, Limits>,
}

impl Ceilings {
    pub(crate) async fn open(store: Arc<dyn Store>, config: &Config) -> Result<Self, StoreError> {
        let ceilings = Self {
            store,
            path: config.path.clone(),
            file: config.limits.clone(),
            file_of: config
                .plugins
                .iter()
                .filter(|(_, plugin)| !plugin.limits.is_empty())
                .map(|(name, plugin)| (name.clone(), plugin.limits.clone()))
                .collect(),
            in_force: RwLock::default(),
            changing: AsyncMutex::default(),
        };
        ceilings.refresh().await?;
        Ok(ceilings)
    }

    /// The ceilings of a plugin.
    pub(crate) fn of(&self, plugin: &ProcessorName) -> Limits {
        let in_force = self.in_force.read().unwrap_or_else(PoisonError::into_inner);
        in_force.of.get(plugin).unwrap_or(&in_force.all).clone()
    }

    /// The ceilings of plugins of which nothing is said.
    fn of_all(&self) -> Limits {
        let in_force = self.in_force.read().unwrap_or_else(PoisonError::into_inner);
        in_force.all.clone()
    }

    /// The highest ceiling of any plugin.
    fn highest(&self, limit: Limit) -> u64 {
        let in_force = self.in_force.read().unwrap_or_else(PoisonError::into_inner);
        let of = in_force.of.values().map(|limits| limits.get(limit));
        of.fold(in_force.all.get(limit), u64::max)
    }

    /// What an operator would do so that jobs of a plugin may ask for so much.
    pub(crate) fn how_to_raise(&self, plugin: &ProcessorName, limit: Limit, to: u64) -> String {
        match self.in_file(Some(plugin), limit) {
            Some(line) => format!(
                "raises it in line {line} of {} and starts the server again",
                self.path.display()
            ),
            None => format!(
                "raises it by `runner plugin limits {plugin} --limit {limit}={}`",
                limit.exact(to)
            ),
        }
    }

    /// Reads what was set by command, and puts it together with what the file says.
    async fn refresh(&self) -> Result<(), StoreError> {
        let mut command: HashMap<Option<ProcessorName>, SomeLimits> = HashMap::new();
        for stored in self.store.ceilings().await? {
            let some = command.entry(stored.plugin).or_default();
            some.set(stored.limit, Some(stored.value));
        }
        let all = over(
            Limits::default(),
            [
                command.remove(&None).unwrap_or_default(),
                self.file.values(),
            ],
        );
        let mut of = HashMap::new();
        let names = command.keys().flatten().chain(self.file_of.keys());
        for name in names {
            let said = command.get(&Some(name.clone())).cloned();
            let in_file = self.file_of.get(name).map(FileLimits::values);
            let said = [said.unwrap_or_default(), in_file.unwrap_or_default()];
            of.insert(name.clone(), over(all.clone(), said));
        }
        *self
            .in_force
            .write()
            .unwrap_or_else(PoisonError::into_inner) = InForce { all, of };
        Ok(())
    }

    /// Where the file says a ceiling: of a plugin, or of all.
    fn in_file(&self, plugin: Option<&ProcessorName>, limit: Limit) -> Option<usize> {
        match plugin {
            Some(plugin) => self.file_of.get(plugin)?.line(limit),
            None => self.file.line(limit),
        }
    }
}

/// What is said, put over what holds otherwise, later over earlier.
fn over(mut limits: Limits, said: [SomeLimits; 2]) -> Limits {
    for (limit, value) in said.iter().flat_map(SomeLimits::iter) {
        limits.set(limit, value);
    }
    limits
}

impl Engine {
    /// The most that jobs of a plugin may ask for.
    pub fn ceilings_of(&self, plugin: &ProcessorName) -> Limits {
        self.shared().ceilings.of(plugin)
    }

    /// The most that any job may ask for.
    pub fn highest_ceiling(&self, limit: Limit) -> u64 {
        self.shared().ceilings.highest(limit)
    }

    /// The ceilings of a plugin, or those for all, and who set them.
    pub async fn limits(
        &self,
        plugin: Option<&ProcessorName>,
    ) -> Result<Vec<Ceiling>, LimitsError> {
        let ceilings = &self.shared().ceilings;
        let stored = self.store().ceilings().await?;
        if let Some(plugin) = plugin {
            let is_known = ceilings.file_of.contains_key(plugin)
                || stored
                    .iter()
                    .any(|ceiling| ceiling.plugin.as_ref() == Some(plugin))
                || self.store().active_plugin(plugin.clone()).await?.is_some();
            if !is_known {
                let names = self.shared().plugins.names().await?;
                let names = names.iter().map(ProcessorName::as_str);
                return Err(LimitsError::NoPlugin {
                    name: plugin.clone(),
                    nearest: nearest(plugin.as_str(), names).map(str::to_owned),
                });
            }
        }
        let said_of = |scope: Option<&ProcessorName>, limit: Limit| {
            let in_file = ceilings.in_file(scope, limit).map(|line| SetBy::File {
                path: ceilings.path.clone(),
                line,
            });
            in_file.or_else(|| {
                let found = stored
                    .iter()
                    .find(|stored| stored.plugin.as_ref() == scope && stored.limit == limit)?;
                Some(SetBy::Command {
                    at: found.set_at,
                    by: found.set_by.clone(),
                })
            })
        };
        let values = match plugin {
            Some(plugin) => ceilings.of(plugin),
            None => ceilings.of_all(),
        };
        let unasked = Limits::under(&values, &SomeLimits::default());
        let view = |limit: Limit| {
            let own = plugin.and_then(|_| said_of(plugin, limit));
            let is_own = own.is_some();
            let set_by = own.or_else(|| said_of(None, limit));
            Ceiling {
                limit,
                value: values.get(limit),
                unasked: unasked.get(limit),
                is_for_all: !is_own && set_by.is_some(),
                set_by: set_by.unwrap_or(SetBy::Default),
            }
        };
        Ok(Limit::ALL.map(view).to_vec())
    }

    /// What was set by command of a plugin, or of all, in short.
    pub async fn limits_version(
        &self,
        plugin: Option<&ProcessorName>,
    ) -> Result<Version, StoreError> {
        let stored = self.store().ceilings().await?;
        Ok(Version::of_ceilings(&stored, plugin))
    }

    /// Sets ceilings of a plugin or of all, and takes others away, of those that somebody has seen only if they are so still.
    /// They hold for what is submitted and what begins from
    /// now on; what runs keeps what it began with.
    pub async fn set_limits(
        &self,
        plugin: Option<ProcessorName>,
        changes: Vec<(Limit, Option<u64>)>,
        by: Option<String>,
        seen: Option<Vec<Version>>,
    ) -> Result<Vec<Ceiling>, LimitsError> {
        // There must be such a plugin, or have been.
        self.limits(plugin.as_ref()).await?;
        let ceilings = &self.shared().ceilings;
        for (limit, _) in &changes {
            if let Some(line) = ceilings.in_file(plugin.as_ref(), *limit) {
                return Err(LimitsError::OfFile {
                    limit: *limit,
                    path: ceilings.path.clone(),
                    line,
                });
            }
        }
        let _alone = ceilings.changing.lock().await;
        let change = CeilingChange {
            plugin: plugin.clone(),
            changes,
            by,
        };
        match seen {
            None => self.store().set_ceilings(change).await?,
            Some(seen) => {
                let change = SeenChange::Ceilings(change);
                self.store().change_seen(change, seen).await?;
            }
        }
        ceilings.refresh().await?;
        self.limits(plugin.as_ref()).await
    }
}
