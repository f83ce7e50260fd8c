//! What a process has of the machine, as `/proc` tells it.

use std::fmt;
use std::fs;
use std::io;
use std::thread;
use std::time::{Duration, Instant};

use runner_model::ByteSize;

/// What may be more than at first, though nothing leaks: files and threads of a request that is just being answered.
const MORE_FILES: u64 = 4;
const MORE_THREADS: u64 = 2;

/// Memory that an allocator keeps in pieces, and caches that were not full at first: so many bytes, and a part of what
/// there was.
const MORE_MEMORY: u64 = 64 * 1024 * 1024;
const MEMORY_PART: u64 = 4;

/// How long a process may take to have no more than it may have: threads for work that blocks go when they have had none
/// for ten seconds.
const TO_CALM: Duration = Duration::from_secs(30);
const GLANCE: Duration = Duration::from_millis(200);

/// How the files are called that guests' memory begins as.
const IMAGE: &str = "/memfd:wasm-memory-image";

/// What a process has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Usage {
    /// Open files but for images.
    pub(crate) files: u64,
    /// Memory that the guests' begins as, a file for each module of code that is loaded.
    pub(crate) images: u64,
    pub(crate) threads: u64,
    /// In bytes, as far as it is in memory.
    pub(crate) memory: u64,
    /// The same, the most that it ever was.
    pub(crate) peak: u64,
}

impl Usage {
    pub(crate) fn of(process: u32) -> io::Result<Self> {
        let status = fs::read_to_string(format!("/proc/{process}/status"))?;
        let number = |name: &str| -> io::Result<u64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
            number.ok_or_else(|| io::Error::other(format!("/proc has no {name}")))
        };
        let (mut files, mut images) = (0, 0);
        for entry in fs::read_dir(format!("/proc/{process}/fd"))? {
            // One that is closed meanwhile is none.
            match fs::read_link(entry?.path()) {
                Ok(what) if what.to_string_lossy().starts_with(IMAGE) => images += 1,
                Ok(_) => files += 1,
                Err(_) => {}
            }
        }
        Ok(Self {
            files,
            images,
            threads: number("Threads:")?,
            memory: number("VmRSS:")? * 1024,
            peak: number("VmHWM:")? * 1024,
        })
    }

    /// What a process has that was left alone for so long; and for a while longer if it has more than it may have,
    /// compared with what it had.
    pub(crate) fn calm(process: u32, alone: Duration, before: Option<&Self>) -> io::Result<Self> {
        thread::sleep(alone);
        let until = Instant::now() + TO_CALM;
        loop {
            let now = Self::of(process)?;
            let is_calm = before.is_none_or(|before| now.beyond(before).is_empty());
            if is_calm || Instant::now() >= until {
                return Ok(now);
            }
            thread::sleep(GLANCE);
        }
    }

    /// What it has more of than it may have, compared with what it had.
    pub(crate) fn beyond(&self, before: &Self) -> Vec<String> {
        let memory = before.memory + before.memory / MEMORY_PART + MORE_MEMORY;
        let bounds = [
            ("files", self.files, before.files + MORE_FILES),
            ("threads", self.threads, before.threads + MORE_THREADS),
            ("bytes of memory", self.memory, memory),
        ];
        let beyond = bounds.into_iter().filter(|(_, is, most)| is > most);
        beyond
            .map(|(what, is, most)| format!("{is} {what}, at most {most}"))
            .collect()
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let memory = ByteSize(self.memory);
        let (files, images, threads) = (self.files, self.images, self.threads);
        write!(
            f,
            "{files} files and {images} images open, {threads} threads, {memory} in memory"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_seen_and_more_of_anything_is_too_much() {
        let before = Usage::of(std::process::id()).unwrap();
        assert!(before.files > 2 && before.threads > 0 && before.memory > 100_000);
        let after = Usage {
            files: before.files + MORE_FILES + 1,
            threads: before.threads + MORE_THREADS + 1,
            memory: before.memory * 2 + MORE_MEMORY,
            ..before
        };
        assert_eq!(after.beyond(&before).len(), 3);
        assert!(before.beyond(&before).is_empty());
    }
}
