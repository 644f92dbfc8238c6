//! Lists of times as the few numbers that are printed.

use std::time::Duration;

/// One line: what, how many, and how they are spread.
pub fn print(what: &str, mut times: Vec<Duration>) {
    times.sort();
    if times.is_empty() {
        return;
    }
    let at = |part: f64| at(&times, part);
    println!(
        "{what:<52} p50 {:>8.2} ms   p99 {:>8.2} ms   max {:>8.2} ms   n {}",
        at(0.5),
        at(0.99),
        at(1.0),
        times.len()
    );
}

/// How many ms this part of the times, which are in order, at most took.
pub fn at(times: &[Duration], part: f64) -> f64 {
    let index = ((times.len() - 1) as f64 * part).round() as usize;
    times[index].as_secs_f64() * 1e3
}

/// Numbers as bars beside each other.
pub fn chart(what: &str, rows: &[(String, f64)]) {
    const WIDTH: f64 = 48.0;
    let most = rows.iter().map(|(_, number)| *number).fold(f64::MIN_POSITIVE, f64::max);
    println!("{what}:");
    for (name, number) in rows {
        let bar = "█".repeat((number / most * WIDTH).ceil() as usize);
        println!("  {name:<30} {bar} {number:.1}");
    }
}

/// The processor and how many of it there are.
pub fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|l| l.strip_prefix("model name\t: ")).unwrap_or("unknown");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{model}, {cores} cores")
}

/// Processor time that a process has used, in seconds, and the memory it holds, in KiB.
pub fn used(process: u32) -> (f64, u64) {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // After the name in brackets: state is the first field, user and system time the 12th and 13th.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let rss = status.lines().find_map(|l| l.strip_prefix("VmRSS:")).unwrap();
    let kib = rss.trim().trim_end_matches(" kB").parse().unwrap();
    (ticks / 100.0, kib)
}
