//! Looks at the machine before the meeting does: what a server with these settings would find, and what to do
//! about it.

use crate::config::{Config, Tls};
use crate::found::look_through;
use crate::journal::{heads, sqlite};
use crate::media::MediaConfig;
use crate::{clock, data};
use std::fmt;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// It may be meant so.
    Doubtful,
    /// The meeting would suffer.
    Bad,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What, in a word.
    pub about: &'static str,
    /// How it is.
    pub verdict: Verdict,
    /// What was found, and what to do.
    pub said: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.verdict {
            Verdict::Good => "good",
            Verdict::Doubtful => "look",
            Verdict::Bad => "BAD ",
        };
        write!(f, "{mark}  {:<12} {}", self.about, self.said)
    }
}

const MIB: u64 = 1024 * 1024;
/// A meeting's journal and desk log stay far below this.
const ROOM_ENOUGH: u64 = 1024 * MIB;
/// Below it a full disk is near.
const ROOM_LEFT: u64 = 100 * MIB;
/// What the server asks of the system for media, in bytes.
const SOCKET_BUFFER: u64 = 4 * MIB;
/// Sockets of a large meeting, and what else a server opens.
const DESCRIPTORS: u64 = 4096;
/// A disk that has really written is not faster, an enterprise one with its own battery aside.
const HONEST_SYNC: Duration = Duration::from_micros(20);
/// A commit should not take longer.
const SLOW_SYNC: Duration = Duration::from_millis(30);
/// A certificate is renewed before it has only so many days.
const DAYS_LEFT: i64 = 14;

/// Looks at everything, with the settings of the server that is to run, or runs.
#[must_use]
pub fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = vec![folder(&config.data)];
    if findings[0].verdict != Verdict::Bad {
        findings.push(room(&config.data));
        findings.push(sync(&config.data));
        findings.extend(journals(&config.data));
    }
    findings.push(http_port(config.listen));
    findings.push(media_port(config.media));
    findings.push(addresses(config));
    findings.extend(config.tls.as_ref().map(certificate));
    findings.push(time(&config.data));
    findings.push(descriptors());
    findings.push(buffers());
    findings
}

/// Whether the server at a base URL such as `http://127.0.0.1:8080` is ready, and what it says.
///
/// # Errors
/// It cannot be reached, or is not ready.
pub fn ready(base: &str) -> anyhow::Result<String> {
    let rest = base.trim_end_matches('/').strip_prefix("http://");
    let (host, path) =
        rest.map(|rest| rest.split_once('/').unwrap_or((rest, ""))).ok_or_else(|| {
            anyhow::anyhow!("expected an address such as http://127.0.0.1:8080, found {base}")
        })?;
    let address = if host.contains(':') { host.to_owned() } else { format!("{host}:80") };
    let path = if path.is_empty() { "/readyz".to_owned() } else { format!("/{path}/readyz") };
    let (status, body) = get(&address, &path)?;
    anyhow::ensure!(status == 200, "{base} answers {status}: {}", body.trim());
    Ok(body)
}

fn get(address: &str, path: &str) -> io::Result<(u16, String)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(3)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    status.map(|status| (status, body.to_owned())).ok_or(io::ErrorKind::InvalidData.into())
}

fn finding(about: &'static str, verdict: Verdict, said: impl Into<String>) -> Finding {
    Finding { about, verdict, said: said.into() }
}

fn folder(data: &Path) -> Finding {
    let probe = data.join("doctor.probe");
    let written = data::make(data).and_then(|()| Ok(std::fs::write(&probe, "probe")?));
    drop(std::fs::remove_file(&probe));
    let shown = data.display();
    match written {
        Err(why) => finding(
            "data",
            Verdict::Bad,
            format!(
                "{shown} cannot be written: {why:#}. Give it to the user that the server runs as"
            ),
        ),
        Ok(()) => match rustix::fs::statfs(data).map(|of| of.f_type) {
            Ok(kind) if is_memory(kind as u64) => finding(
                "data",
                Verdict::Bad,
                format!("{shown} is in memory: nothing in it outlives the machine. Choose a disk"),
            ),
            Ok(kind) if is_network(kind as u64) => finding(
                "data",
                Verdict::Bad,
                format!(
                    "{shown} is on a network's file system, where SQLite's locks cannot be relied on. Choose a disk of the machine's own"
                ),
            ),
            Ok(_) | Err(_) => finding("data", Verdict::Good, format!("{shown} can be written")),
        },
    }
}

/// `tmpfs` and `ramfs` (statfs(2)).
fn is_memory(kind: u64) -> bool {
    matches!(kind, 0x0102_1994 | 0x8584_58F6)
}

/// NFS, SMB and CIFS.
fn is_network(kind: u64) -> bool {
    matches!(kind & 0xFFFF_FFFF, 0x6969 | 0x517B | 0xFE53_4D42 | 0xFF53_4D42)
}

fn room(data: &Path) -> Finding {
    let Ok(of) = rustix::fs::statvfs(data) else {
        return finding("disk", Verdict::Doubtful, "the system does not say how much room is left");
    };
    let left = of.f_bavail.saturating_mul(of.f_frsize);
    let shown = format!("{} MiB are left", left / MIB);
    match left {
        ..ROOM_LEFT => finding(
            "disk",
            Verdict::Bad,
            format!("{shown}: nothing can be recorded when it is full. Make room"),
        ),
        ROOM_LEFT..ROOM_ENOUGH => {
            finding("disk", Verdict::Doubtful, format!("{shown}: make room before a long meeting"))
        }
        ROOM_ENOUGH.. => finding("disk", Verdict::Good, shown),
    }
}

fn sync(data: &Path) -> Finding {
    let path = data.join("doctor.probe");
    let measured = measure_sync(&path);
    drop(std::fs::remove_file(&path));
    match measured {
        Err(why) => finding("sync", Verdict::Bad, format!("writing to the disk failed: {why}")),
        Ok(took) => {
            let shown = format!("{:.2} ms until written data is safe", took.as_secs_f64() * 1e3);
            match took {
                took if took < HONEST_SYNC => finding(
                    "sync",
                    Verdict::Doubtful,
                    format!(
                        "{shown}: faster than disks are. A cache may answer for it, and lose records in a power cut: have the disk, the controller or the virtual machine write through"
                    ),
                ),
                took if took > SLOW_SYNC => finding(
                    "sync",
                    Verdict::Doubtful,
                    format!("{shown}: buttons will answer late. Choose a faster disk"),
                ),
                _ => finding("sync", Verdict::Good, shown),
            }
        }
    }
}

/// The median of some, of a page each.
fn measure_sync(path: &Path) -> io::Result<Duration> {
    let mut file = std::fs::File::create(path)?;
    let mut took = Vec::new();
    for _ in 0..15 {
        let begun = clock::steady();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        took.push(begun.elapsed());
    }
    took.sort();
    Ok(took[took.len() / 2])
}

fn journals(data: &Path) -> Vec<Finding> {
    if !data.join("rostrum.db").exists() {
        return vec![finding("journals", Verdict::Good, "no meeting yet")];
    }
    let found = sqlite::open(data).and_then(|db| heads::meetings(&db));
    let found = found.map_err(anyhow::Error::from).and_then(|ids| look_through(data, ids));
    match found {
        Err(why) => vec![finding("journals", Verdict::Bad, format!("{why:#}"))],
        Ok(found) => {
            let altered = found.altered.iter();
            let bad = altered.map(|(id, why)| format!("{id} would not be opened: {why}"));
            let bad = bad.chain(found.damage).map(|why| {
                finding("journals", Verdict::Bad, format!("{why}. Restore the last backup"))
            });
            let sound = format!("{} meetings are unbroken", found.sound.len());
            bad.chain([finding("journals", Verdict::Good, sound)]).collect()
        }
    }
}

fn http_port(address: SocketAddr) -> Finding {
    port("http", address, TcpListener::bind(address).map(drop), || {
        let local = if address.ip().is_unspecified() {
            format!("127.0.0.1:{}", address.port())
        } else {
            address.to_string()
        };
        get(&local, "/healthz").is_ok_and(|(_, body)| body == "ok\n")
    })
}

fn media_port(address: SocketAddr) -> Finding {
    // Who has a UDP port does not say who it is.
    port("media", address, UdpSocket::bind(address).map(drop), || false)
}

fn port(
    about: &'static str,
    address: SocketAddr,
    bound: io::Result<()>,
    is_ours: impl Fn() -> bool,
) -> Finding {
    let why = match bound {
        Ok(()) => return finding(about, Verdict::Good, format!("{address} is free")),
        Err(why) => why,
    };
    match why.kind() {
        io::ErrorKind::AddrInUse if is_ours() => {
            finding(about, Verdict::Good, format!("{address} is served by a server of ours"))
        }
        io::ErrorKind::AddrInUse => finding(
            about,
            Verdict::Doubtful,
            format!("{address} is in use: by the server that runs, or choose another port"),
        ),
        io::ErrorKind::PermissionDenied => finding(
            about,
            Verdict::Bad,
            format!("{address}: ports below 1024 need the capability CAP_NET_BIND_SERVICE"),
        ),
        _ => finding(
            about,
            Verdict::Bad,
            format!("{address} is not an address of this machine: {why}"),
        ),
    }
}

fn addresses(config: &Config) -> Finding {
    let media = MediaConfig { bind: config.media, advertise: config.advertise.clone() };
    let told = match media.told() {
        Err(why) => return finding("addresses", Verdict::Bad, why.to_string()),
        Ok(told) => told,
    };
    let shown: Vec<_> = told.iter().map(ToString::to_string).collect();
    let shown = format!("browsers are sent to {} for media", shown.join(", "));
    match told.iter().all(|address| address.ip().is_loopback()) {
        true => finding(
            "addresses",
            Verdict::Doubtful,
            format!("{shown}: only this machine finds it there. Name its address with --advertise"),
        ),
        false => finding("addresses", Verdict::Good, shown),
    }
}

fn certificate(tls: &Tls) -> Finding {
    let Tls::Files { certificate, key } = tls else {
        return finding(
            "certificate",
            Verdict::Doubtful,
            "self-signed: browsers ask whether to trust it",
        );
    };
    match crate::tls::valid_days(certificate, key, clock::Clock::system().now()) {
        Err(why) => finding("certificate", Verdict::Bad, format!("{why:#}")),
        Ok(days) if days < 0 => {
            finding("certificate", Verdict::Bad, format!("it ended {} days ago: renew it", -days))
        }
        Ok(days) if days < DAYS_LEFT => {
            finding("certificate", Verdict::Doubtful, format!("it ends in {days} days: renew it"))
        }
        Ok(days) => finding("certificate", Verdict::Good, format!("good for {days} days")),
    }
}

fn time(data: &Path) -> Finding {
    let now = clock::Clock::system().now();
    let known = data.join("rostrum.db").exists().then(|| sqlite::last_alive(data));
    if let Some(Ok(Some(last))) = known
        && last > now
    {
        let behind = last.since(now).0 / 1000;
        let said = format!("the clock is {behind} s behind what a server has recorded: set it");
        return finding("clock", Verdict::Bad, said);
    }
    let asked =
        Command::new("timedatectl").args(["show", "-p", "NTPSynchronized", "--value"]).output();
    match asked.ok().filter(|o| o.status.success()).map(|o| o.stdout) {
        Some(said) if said.starts_with(b"yes") => {
            finding("clock", Verdict::Good, "kept right by the network")
        }
        Some(_) => finding(
            "clock",
            Verdict::Doubtful,
            "not kept right by the network: switch NTP on, for example with timedatectl set-ntp true",
        ),
        None => {
            finding("clock", Verdict::Doubtful, "nobody says whether it is kept right: use NTP")
        }
    }
}

fn descriptors() -> Finding {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    match limit.maximum {
        Some(most) if most < DESCRIPTORS => finding(
            "descriptors",
            Verdict::Bad,
            format!("{most} at most, one for each connection: set LimitNOFILE=65536, or ulimit -n"),
        ),
        Some(most) => finding("descriptors", Verdict::Good, format!("{most} at most")),
        None => finding("descriptors", Verdict::Good, "as many as are wanted"),
    }
}

fn buffers() -> Finding {
    let of = |name: &str| {
        let text = std::fs::read_to_string(format!("/proc/sys/net/core/{name}")).ok()?;
        text.trim().parse::<u64>().ok()
    };
    let (Some(receive), Some(send)) = (of("rmem_max"), of("wmem_max")) else {
        return finding(
            "buffers",
            Verdict::Doubtful,
            "the system does not say how large they may be",
        );
    };
    match receive.min(send) < SOCKET_BUFFER {
        true => finding(
            "buffers",
            Verdict::Doubtful,
            format!(
                "sockets hold {receive} bytes in and {send} out at most: in a burst pictures are lost. Set net.core.rmem_max and net.core.wmem_max to 8388608 (deploy/systemd/90-rostrum.conf)"
            ),
        ),
        false => finding("buffers", Verdict::Good, "large enough for a thousand listeners"),
    }
}
