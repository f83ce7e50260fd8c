//! What is known, what is looked at, and what a key means. No I/O.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use runner_model::{JobId, Progress};

use super::news::Snapshot;
use crate::client::Job;

/// Over how long rates are taken.
const RATE_SPAN: Duration = Duration::from_secs(10);

/// Which jobs are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum View {
    #[default]
    Running,
    Waiting,
    Failed,
    Completed,
}

impl View {
    pub(super) const ALL: [Self; 4] = [Self::Running, Self::Waiting, Self::Failed, Self::Completed];

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Failed => "failed",
            Self::Completed => "completed",
        }
    }

    pub(super) const fn states(self) -> &'static [&'static str] {
        match self {
            // What is frozen stands where it ran.
            Self::Running => &["running", "paused"],
            Self::Waiting => &["pending", "scheduled", "blocked", "retrying"],
            Self::Failed => &["failed", "cancelled"],
            Self::Completed => &["completed"],
        }
    }

    fn beside(self, step: usize) -> Self {
        let at = Self::ALL.iter().position(|view| *view == self).unwrap_or(0);
        Self::ALL[(at + step) % Self::ALL.len()]
    }
}

/// What can be done to a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Pause,
    Resume,
    Cancel,
    Retry,
}

impl Deed {
    pub(super) const fn verb(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Cancel => "cancel",
            Self::Retry => "retry",
        }
    }

    pub(super) const fn done(self) -> &'static str {
        match self {
            Self::Pause => "paused",
            Self::Resume => "resumed",
            Self::Cancel => "cancelled",
            Self::Retry => "tried again:",
        }
    }
}

/// What a key asks for that the board cannot do by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    Quit,
    Do(Deed, JobId),
    /// Other jobs are listed now.
    Look,
}

/// What keys go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Mode {
    #[default]
    Steering,
    /// A filter is being typed.
    Filtering,
    /// Whether the job is really to be cancelled.
    Confirming(JobId),
}

/// All that is shown.
#[derive(Debug, Default)]
pub(super) struct Board {
    /// Where the server is.
    pub(super) place: String,
    pub(super) snapshot: Snapshot,
    pub(super) view: View,
    pub(super) filter: String,
    pub(super) mode: Mode,
    /// Why the server cannot be reached, if it cannot.
    pub(super) lost: Option<String>,
    /// What became of the last key.
    pub(super) said: Option<String>,
    chosen: Option<JobId>,
    progress: HashMap<JobId, Progress>,
    /// How many had completed and failed, and when.
    counted: VecDeque<(Instant, u64, u64)>,
}

impl Board {
    pub(super) fn new(place: &str) -> Self {
        Self {
            place: place.to_owned(),
            ..Self::default()
        }
    }

    /// Takes what the server said. What is of other jobs than those that are looked at by now is late.
    pub(super) fn heard(&mut self, snapshot: Snapshot, now: Instant) {
        self.lost = None;
        if snapshot.view != self.view {
            return;
        }
        let sum = |of: fn(&super::news::Worker) -> u64| snapshot.workers.iter().map(of).sum();
        let counts: (u64, u64) = (sum(|worker| worker.completed), sum(|worker| worker.failed));
        // They begin anew with each start of the server.
        if self.counted.back().is_some_and(|last| last.1 > counts.0) {
            self.counted.clear();
        }
        self.counted.push_back((now, counts.0, counts.1));
        while self.counted.len() > 2
            && self
                .counted
                .front()
                .is_some_and(|(at, ..)| now.duration_since(*at) > RATE_SPAN)
        {
            self.counted.pop_front();
        }
        self.snapshot = snapshot;
        let jobs = &self.snapshot.jobs;
        self.progress
            .retain(|id, _| jobs.iter().any(|job| job.id == *id));
    }

    /// Takes progress, of a job that is listed.
    pub(super) fn came_further(&mut self, job: JobId, progress: Progress) {
        if self.snapshot.jobs.iter().any(|known| known.id == job) {
            self.progress.insert(job, progress);
        }
    }

    pub(super) fn progress(&self, job: &Job) -> Option<Progress> {
        let heard = self.progress.get(&job.id).cloned();
        heard.or_else(|| job.progress.clone())
    }

    /// Jobs that completed and that failed each second.
    pub(super) fn rates(&self) -> (f64, f64) {
        let (Some(first), Some(last)) = (self.counted.front(), self.counted.back()) else {
            return (0.0, 0.0);
        };
        let seconds = last.0.duration_since(first.0).as_secs_f64();
        if seconds <= 0.0 {
            return (0.0, 0.0);
        }
        let rate = |from: u64, to: u64| to.saturating_sub(from) as f64 / seconds;
        (rate(first.1, last.1), rate(first.2, last.2))
    }

    /// The jobs that the filter lets through.
    pub(super) fn jobs(&self) -> Vec<&Job> {
        let wanted = self.filter.to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&wanted);
        let passes = |job: &&Job| {
            wanted.is_empty()
                || has(&job.id.to_string())
                || has(&job.processor)
                || has(&job.queue)
                || job.title.as_deref().is_some_and(has)
                || job.tags.iter().any(|tag| has(tag))
        };
        self.snapshot.jobs.iter().filter(passes).collect()
    }

    /// Which of them is chosen, by its place.
    pub(super) fn chosen(&self) -> Option<usize> {
        let jobs = self.jobs();
        let at = jobs.iter().position(|job| Some(job.id) == self.chosen);
        at.or((!jobs.is_empty()).then_some(0))
    }

    fn chosen_job(&self) -> Option<JobId> {
        let jobs = self.jobs();
        self.chosen().map(|at| jobs[at].id)
    }

    fn choose(&mut self, step: isize) {
        let jobs = self.jobs();
        let Some(at) = self.chosen() else { return };
        let at = at.saturating_add_signed(step).min(jobs.len() - 1);
        self.chosen = Some(jobs[at].id);
    }

    /// Takes a key.
    pub(super) fn key(&mut self, key: KeyEvent) -> Option<Wish> {
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return (key.code == KeyCode::Char('c')).then_some(Wish::Quit);
        }
        self.said = None;
        match self.mode {
            Mode::Steering => self.steer(key.code),
            Mode::Filtering => {
                match key.code {
                    KeyCode::Enter => self.mode = Mode::Steering,
                    KeyCode::Esc => {
                        self.filter.clear();
                        self.mode = Mode::Steering;
                    }
                    KeyCode::Backspace => drop(self.filter.pop()),
                    KeyCode::Char(c) => self.filter.push(c),
                    _ => {}
                }
                None
            }
            Mode::Confirming(job) => {
                self.mode = Mode::Steering;
                let sure = matches!(key.code, KeyCode::Char('y' | 'Y'));
                sure.then_some(Wish::Do(Deed::Cancel, job))
            }
        }
    }

    fn steer(&mut self, code: KeyCode) -> Option<Wish> {
        match code {
            KeyCode::Char('q') => return Some(Wish::Quit),
            KeyCode::Esc => self.filter.clear(),
            KeyCode::Char('/') => self.mode = Mode::Filtering,
            KeyCode::Up | KeyCode::Char('k') => self.choose(-1),
            KeyCode::Down | KeyCode::Char('j') => self.choose(1),
            KeyCode::PageUp => self.choose(-10),
            KeyCode::PageDown => self.choose(10),
            KeyCode::Home => self.choose(isize::MIN),
            KeyCode::End => self.choose(isize::MAX),
            KeyCode::Tab | KeyCode::Right => return Some(self.look(1)),
            KeyCode::BackTab | KeyCode::Left => return Some(self.look(View::ALL.len() - 1)),
            KeyCode::Char('c') => {
                self.mode = self.chosen_job().map_or(Mode::Steering, Mode::Confirming);
            }
            KeyCode::Char('p') => return self.wish(Deed::Pause),
            KeyCode::Char('r') => return self.wish(Deed::Resume),
            KeyCode::Char('t') => return self.wish(Deed::Retry),
            _ => {}
        }
        None
    }

    fn wish(&self, deed: Deed) -> Option<Wish> {
        self.chosen_job().map(|job| Wish::Do(deed, job))
    }

    fn look(&mut self, step: usize) -> Wish {
        self.view = self.view.beside(step);
        // What is known is of other jobs.
        self.snapshot.jobs.clear();
        self.chosen = None;
        Wish::Look
    }
}
