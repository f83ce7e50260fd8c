//! The machine: how busy its processors are, how full its memory and the disk of the data folder. Of Linux, from `/proc`
//! (proc(5)); what cannot be read there is not known.

use std::fs;
use std::path::Path;

/// What is known of the machine.
#[derive(Debug, Default)]
pub(super) struct Host {
    /// Ticks of all processors when they were last read: those that were idle, and all.
    ticks: Option<(u64, u64)>,
    cpu: Option<u8>,
}

impl Host {
    /// Reads how busy the processors were since the last time.
    pub(super) fn measure(&mut self) {
        let now = fs::read_to_string("/proc/stat")
            .ok()
            .and_then(|text| ticks(&text));
        self.cpu = match (self.ticks, now) {
            (Some(before), Some(now)) => busy(before, now),
            _ => None,
        };
        self.ticks = now;
    }

    /// How busy the processors were between the last two times, in percent.
    pub(super) const fn cpu(&self) -> Option<u8> {
        self.cpu
    }

    /// How full the memory is, in percent.
    pub(super) fn memory() -> Option<u8> {
        memory(&fs::read_to_string("/proc/meminfo").ok()?)
    }

    /// How much of the disk of a folder is free, in percent of what there is for those who are not its owner.
    pub(super) fn disk_free(folder: &Path) -> Option<u8> {
        let disk = rustix::fs::statvfs(folder).ok()?;
        percent(disk.f_bavail, disk.f_blocks)
    }
}

fn percent(part: u64, whole: u64) -> Option<u8> {
    let percent = part.saturating_mul(100).checked_div(whole)?;
    u8::try_from(percent.min(100)).ok()
}

/// Idle ticks and all ticks of the first line: user nice system idle iowait irq softirq steal.
fn ticks(stat: &str) -> Option<(u64, u64)> {
    let line = stat.lines().next()?.strip_prefix("cpu ")?;
    let numbers: Vec<u64> = line
        .split_whitespace()
        .take(8)
        .map(|number| number.parse().ok())
        .collect::<Option<_>>()?;
    let idle = numbers.get(3)?.checked_add(*numbers.get(4)?)?;
    Some((idle, numbers.iter().sum()))
}

fn busy(before: (u64, u64), now: (u64, u64)) -> Option<u8> {
    let idle = now.0.checked_sub(before.0)?;
    let all = now.1.checked_sub(before.1)?;
    percent(all.checked_sub(idle)?, all)
}

fn memory(meminfo: &str) -> Option<u8> {
    let value = |name: &str| -> Option<u64> {
        let line = meminfo.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim_start_matches(':')
            .split_whitespace()
            .next()?
            .parse()
            .ok()
    };
    let (all, available) = (value("MemTotal")?, value("MemAvailable")?);
    percent(all.checked_sub(available)?, all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processors_are_as_busy_as_they_were_between_two_looks() {
        let before = ticks("cpu  100 0 50 800 50 0 0 0 7 7\ncpu0 1 2 3").unwrap();
        assert_eq!(before, (850, 1_000));
        let now = ticks("cpu  160 0 80 890 60 5 5 0 9 9\n").unwrap();
        assert_eq!(busy(before, now), Some(50));
        assert_eq!(busy(now, now), None);
        assert_eq!(busy(now, before), None);
        assert_eq!(ticks("intr 5"), None);
    }

    #[test]
    fn what_can_be_had_is_not_what_is_full() {
        let meminfo = "MemTotal:       1000 kB\nMemFree:         10 kB\nMemAvailable:    250 kB\n";
        assert_eq!(memory(meminfo), Some(75));
        assert_eq!(memory("MemTotal: 5 kB\n"), None);
    }

    #[test]
    fn this_machine_can_be_read() {
        let mut host = Host::default();
        host.measure();
        assert_eq!(host.cpu(), None);
        assert!(Host::memory().is_some());
        assert!(Host::disk_free(Path::new("/")).is_some());
    }
}
