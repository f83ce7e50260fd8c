//! What must be so, each with how much was looked at and what was found.

mod jobs;
mod server;

use std::path::Path;

use crate::components::{Component, Components};
use crate::disk::Disk;
use crate::model::Plugin;
use crate::operator::{Done, Operator};
use crate::usage::Usage;

pub(crate) use self::jobs::{Counts, jobs};
pub(crate) use self::server::{nothing_is_loaded, server};

/// What was found about something that must be so.
#[derive(Debug)]
pub struct Finding {
    /// What must be so.
    pub rule: &'static str,
    /// How many things were looked at.
    pub looked_at: usize,
    /// What is otherwise.
    pub breaches: Vec<String>,
}

impl Finding {
    pub(crate) const fn of(rule: &'static str) -> Self {
        Self {
            rule,
            looked_at: 0,
            breaches: Vec::new(),
        }
    }

    /// Looks at one thing.
    pub(crate) fn look(&mut self, is_so: bool, otherwise: impl FnOnce() -> String) {
        self.looked_at += 1;
        if !is_so {
            self.breaches.push(otherwise());
        }
    }
}

/// All plugins, in whoever's hands they are.
fn all<'a>(operators: &'a [Operator<'_>]) -> impl Iterator<Item = &'a Plugin> {
    operators.iter().flat_map(|operator| &operator.plugins)
}

/// All versions that were installed ever, with their components.
fn every<'a>(
    operators: &'a [Operator<'_>],
    components: &'a Components,
) -> impl Iterator<Item = (&'a Plugin, u32, Component)> {
    all(operators).flat_map(move |plugin| {
        let numbers = plugin.versions.keys();
        numbers.map(move |number| {
            let component = components.component(plugin.number, *number);
            (plugin, *number, component)
        })
    })
}

/// Every change was answered as it had to be.
pub(crate) fn answers(done: &[Done]) -> Finding {
    Finding {
        looked_at: done.iter().map(|one| one.asked as usize).sum(),
        breaches: done.iter().flat_map(|one| one.wrong.clone()).collect(),
        ..Finding::of("every change is done or refused as what there is says")
    }
}

/// The server has no more than when it was warm.
pub(crate) fn usage(fresh: &Usage, warm: &Usage, after: &Usage, emptied: &Usage) -> Finding {
    let mut finding = Finding::of("open files, threads and memory are as many as when it was warm");
    for usage in [after, emptied] {
        finding.looked_at += 1;
        finding.breaches.extend(usage.beyond(warm));
    }
    let (images, most) = (emptied.images, fresh.images);
    finding.look(images <= most && after.images > 0, || {
        format!("{images} images of code that was removed are open, at most {most}")
    });
    finding
}

/// What lay there before, when all had come, and when all had gone: nothing is left. If there was nothing more when all
/// had come, nothing was looked at.
pub(crate) fn disk([empty, full, gone]: [&Disk; 3]) -> Finding {
    let name = |file: &&Path| file.display().to_string();
    Finding {
        looked_at: full.more_than(empty).len(),
        breaches: gone.more_than(empty).iter().map(name).collect(),
        ..Finding::of("of what was removed no bytes and no code are left on the disk")
    }
}

/// The server's log.
pub(crate) fn log(log: &str) -> Finding {
    let mut finding = Finding::of("the server's log has no error");
    for line in log.lines() {
        let is_error = line.contains("ERROR") || line.contains("panicked");
        finding.look(!is_error, || line.to_owned());
    }
    finding
}
