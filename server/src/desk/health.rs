//! How the server itself fares: its processors, the disk of its data folder, the machine's clock.

use crate::clock::Clock;
use rostrum_proto::id::MeetingId;
use std::path::{Path, PathBuf};

/// A look at the server.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Health {
    /// Processors busy since the last look, per cent of all.
    pub cpu: f32,
    /// The disk that is used, per cent.
    pub disk: f32,
    /// The machine's clock against the server's, milliseconds either way.
    pub clock_skew_ms: u64,
    /// Meetings that are not open, since their journals were altered.
    pub altered: Vec<MeetingId>,
}

/// Looks again and again.
pub struct HealthMonitor {
    data: PathBuf,
    clock: Clock,
    before: Option<Jiffies>,
}

/// What `/proc/stat` counts: the processors' time, in ticks since the start of the machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Jiffies {
    idle: u64,
    all: u64,
}

impl HealthMonitor {
    /// For the disk of this folder.
    #[must_use]
    pub fn new(data: &Path, clock: Clock) -> Self {
        Self { data: data.to_path_buf(), clock, before: None }
    }

    /// Looks now, with the meetings that were found altered. What the system does not tell is taken to be well.
    pub fn look(&mut self, altered: Vec<MeetingId>) -> Health {
        let now = std::fs::read_to_string("/proc/stat").ok().as_deref().and_then(jiffies);
        let cpu = self.before.zip(now).map_or(0.0, |(before, now)| busy(before, now));
        self.before = now.or(self.before);
        let clock_skew_ms = self.clock.skew().unsigned_abs();
        let disk = disk(&self.data).unwrap_or(0.0);
        Health { cpu, disk, clock_skew_ms, altered }
    }
}

/// The first line: `cpu user nice system idle iowait irq softirq steal …` (proc_stat(5)).
fn jiffies(text: &str) -> Option<Jiffies> {
    let line = text.lines().next()?.strip_prefix("cpu ")?;
    let counts: Vec<u64> =
        line.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
    let idle = counts.get(3)? + counts.get(4)?;
    // Guests are counted in user already.
    Some(Jiffies { idle, all: counts.iter().take(8).sum() })
}

fn busy(before: Jiffies, now: Jiffies) -> f32 {
    let all = now.all.saturating_sub(before.all);
    let idle = now.idle.saturating_sub(before.idle).min(all);
    match all {
        0 => 0.0,
        all => (all - idle) as f32 * 100.0 / all as f32,
    }
}

/// As `df` says it: of what those who are not root may use.
fn disk(path: &Path) -> Option<f32> {
    let of = rustix::fs::statvfs(path).ok()?;
    let used = of.f_blocks.saturating_sub(of.f_bfree);
    let all = used + of.f_bavail;
    (all > 0).then(|| used as f32 * 100.0 / all as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processors_are_as_busy_as_the_system_counts() {
        let before = jiffies("cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 1 2").expect("counts");
        let now = jiffies("cpu  130 0 120 850 0 0 0 0 0 0\n").expect("counts");
        assert_eq!(busy(before, now), 50.0);
        assert_eq!(busy(now, now), 0.0);
        assert_eq!(jiffies("intr 5"), None);
    }

    #[test]
    fn this_machine_can_be_looked_at() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut monitor = HealthMonitor::new(folder.path(), Clock::system());
        monitor.look(vec![]);
        let health = monitor.look(vec![]);
        assert!((0.0..=100.0).contains(&health.cpu));
        assert!((0.0..=100.0).contains(&health.disk));
        assert!(health.clock_skew_ms < 1_000);
    }
}
