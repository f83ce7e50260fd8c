//! The task that owns the folder.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use notify::RecommendedWatcher;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::check::{Answer, Refused, check};
use super::intake;
use super::refusals::{RefusedFile, one_line};
use super::settle::{Checked, Settling, Step};
use super::watch::{self, Heard};
use crate::engine::Shared;
use crate::plugins::blocking;

/// How often the folder is looked through while it cannot be watched.
const BLIND: Duration = Duration::from_secs(1);

/// The folder, watched.
pub(crate) struct Inbox {
    shared: Arc<Shared>,
    folder: PathBuf,
    /// Its name, from the data folder on.
    name: PathBuf,
    settling: Settling,
    heard: mpsc::UnboundedReceiver<Heard>,
    sender: mpsc::UnboundedSender<Heard>,
    watcher: Option<RecommendedWatcher>,
    /// Set while there is no watcher.
    scan_at: Option<Instant>,
    /// One at a time: a check is seconds of work on all cores.
    check: JoinSet<Answer>,
}

impl Inbox {
    /// Begins to watch a folder. What is put there from now on will be heard of.
    pub(crate) fn open(shared: Arc<Shared>, folder: PathBuf) -> Self {
        let (sender, heard) = mpsc::unbounded_channel();
        let mut inbox = Self {
            shared,
            name: folder.file_name().map(PathBuf::from).unwrap_or_default(),
            // The watcher names files as it was told the folder.
            folder: fs::canonicalize(&folder).unwrap_or(folder),
            settling: Settling::default(),
            heard,
            sender,
            watcher: None,
            scan_at: None,
            check: JoinSet::new(),
        };
        inbox.watch();
        inbox
    }

    /// Takes what is in the folder, and what is put there, until the task is ended.
    pub(crate) async fn run(mut self) {
        self.scan().await;
        loop {
            if self.check.is_empty()
                && let Some((name, stamp)) = self.settling.next_check()
            {
                let (path, file) = (self.folder.join(&name), self.source(&name));
                let shared = Arc::clone(&self.shared);
                self.check.spawn(check(shared, path, file, name, stamp));
            }
            let next = self.settling.next().into_iter().chain(self.scan_at).min();
            tokio::select! {
                Some(heard) = self.heard.recv() => self.hear(heard).await,
                Some(answer) = self.check.join_next() => self.answer(answer),
                () = until(next) => {
                    if self.scan_at.is_some_and(|at| at <= Instant::now()) {
                        self.watch();
                        self.scan().await;
                    }
                    self.look().await;
                }
            }
        }
    }

    async fn hear(&mut self, heard: Heard) {
        match heard {
            Heard::File(name, sign) => self.settling.sign(&name, sign, Instant::now()),
            Heard::Much => self.scan().await,
            Heard::FolderGone => {
                self.watcher = None;
                self.watch();
                self.scan().await;
            }
        }
    }

    /// Watches the folder, which is made again if it is gone; as long as that fails it is looked through instead.
    fn watch(&mut self) {
        if !self.folder.exists()
            && let Err(error) = fs::create_dir(&self.folder)
        {
            tracing::debug!(folder = %self.folder.display(), %error, "cannot make the plugins folder again");
        }
        match watch::watch(&self.folder, self.sender.clone()) {
            Ok(watcher) => {
                self.watcher = Some(watcher);
                self.scan_at = None;
            }
            Err(error) => {
                if self.scan_at.is_none() {
                    tracing::warn!(
                        folder = %self.folder.display(), %error,
                        "cannot watch the plugins folder, and looks through it every second instead; \
                         is it there, and is fs.inotify.max_user_instances high enough?"
                    );
                }
                self.scan_at = Some(Instant::now() + BLIND);
            }
        }
    }

    async fn scan(&mut self) {
        let folder = self.folder.clone();
        let found = blocking(move || intake::scan(&folder)).await;
        let found = found.unwrap_or_else(|error| {
            tracing::debug!(folder = %self.folder.display(), %error, "cannot look through the plugins folder");
            Vec::new()
        });
        self.settling.scanned(found, Instant::now());
    }

    /// Looks at the files that are due.
    async fn look(&mut self) {
        let due = self.settling.due(Instant::now());
        let folder = self.folder.clone();
        let looks = blocking(move || {
            due.into_iter()
                .map(|name| {
                    let stamp = intake::look(&folder.join(&name));
                    (name, stamp)
                })
                .collect::<Vec<_>>()
        })
        .await;
        for (name, stamp) in looks {
            if self.settling.looked(&name, stamp, Instant::now()) == Step::Gone {
                self.shared.refusals.clear(&self.source(&name));
            }
        }
    }

    fn answer(&mut self, answer: Result<Answer, tokio::task::JoinError>) {
        // A panic in it was reported by its hook; the file is checked again when it changes.
        let Ok(answer) = answer else { return };
        let Answer {
            name,
            mut checked,
            refused,
        } = answer;
        let is_half = refused.as_ref().is_some_and(|refused| refused.is_fresh)
            && self.settling.may_be_half(&name);
        if is_half {
            checked = Checked::Half;
        }
        // It may have gone meanwhile.
        if self.settling.knows(&name) {
            let file = self.source(&name);
            match (checked, refused) {
                (Checked::Half | Checked::Changed, _) => {}
                (_, Some(refused)) => self.refuse(&name, file, refused),
                (_, None) => self.shared.refusals.clear(&file),
            }
        }
        self.settling.checked(&name, checked, Instant::now());
    }

    fn refuse(&self, name: &str, file: String, refused: Refused) {
        let Refused {
            code,
            message,
            hint,
            digest,
            ..
        } = refused;
        let message = one_line(&message);
        let path = self.folder.join(name);
        tracing::warn!(file = %path.display(), code, "a plugin is refused: {message}; {hint}");
        self.shared.refusals.set(RefusedFile {
            file,
            code,
            message,
            hint,
            digest,
            at: self.shared.clock.now(),
        });
    }

    /// A file's path from the data folder on.
    fn source(&self, name: &str) -> String {
        self.name.join(name).display().to_string()
    }
}

async fn until(next: Option<Instant>) {
    match next {
        Some(next) => tokio::time::sleep_until(next.into()).await,
        None => std::future::pending().await,
    }
}
