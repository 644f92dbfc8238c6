//! Checks the machine before a meeting: what a server with these settings would run into, and what to do about it.

mod disk;

use crate::clock;
use crate::config::{Config, RelayUri, Tls};
use crate::found::{damage, look_through};
use crate::journal::{JournalError, heads, sqlite};
use crate::media::MediaConfig;
use crate::relay;
use crate::store;
use std::fmt;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// It may be intended.
    Doubtful,
    /// The meeting would suffer.
    Bad,
}

/// One thing that was checked.
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
/// The socket buffers that the server requests for media, in bytes.
const SOCKET_BUFFER: u64 = 4 * MIB;
/// Sockets of a large meeting, and what else a server opens.
const DESCRIPTORS: u64 = 4096;

/// Checks everything, with the settings of a server that runs or is to run.
#[must_use]
pub fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = vec![disk::folder(&config.data)];
    if findings[0].verdict == Verdict::Good {
        findings.push(disk::room(&config.data));
        findings.push(disk::sync(&config.data));
        findings.extend(journals(&config.data));
    }
    findings.push(http_port(config.listen));
    findings.push(media_port(config.media));
    findings.push(addresses(config));
    findings.extend(config.tls.as_ref().map(certificate));
    findings.extend(encryption(config));
    findings.extend(config.signing_key.as_deref().map(signing_key));
    findings.extend(config.relays.as_ref().map(relay));
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

fn journals(data: &Path) -> Vec<Finding> {
    if !data.join("rostrum.db").exists() {
        return vec![finding("journals", Verdict::Good, "no meeting yet")];
    }
    let found = store::open(data).map_err(JournalError::from).and_then(|db| heads::meetings(&db));
    let found = found.map_err(anyhow::Error::from).and_then(|ids| look_through(data, ids));
    match found {
        Err(why) => vec![finding("journals", Verdict::Bad, format!("{why:#}"))],
        Ok(found) => {
            let altered = found.altered.iter();
            let bad = altered.map(|(id, why)| format!("{id} would not be opened: {why}"));
            let bad = bad.chain(damage(data)).map(|why| {
                finding("journals", Verdict::Bad, format!("{why}. Restore the last backup"))
            });
            let sound = format!("unbroken journals: {}", found.sound.len());
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
    // The holder of a UDP port cannot be asked who it is.
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
            finding(about, Verdict::Good, format!("{address} is in use by a Rostrum server"))
        }
        io::ErrorKind::AddrInUse => finding(
            about,
            Verdict::Doubtful,
            format!(
                "{address} is in use, probably by a running server; if not, choose another port"
            ),
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
    let media =
        MediaConfig { bind: config.media, advertise: config.advertise.clone(), tcp: vec![] };
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
            format!(
                "{shown}: other machines cannot reach it there. Set --advertise to its address"
            ),
        ),
        false => finding("addresses", Verdict::Good, shown),
    }
}

fn relay((uris, secret): &(Vec<RelayUri>, PathBuf)) -> Finding {
    if let Err(why) = relay::read_secret(secret) {
        return finding("relay", Verdict::Bad, format!("{why:#}"));
    }
    let found = |uri: &&RelayUri| uri.place().to_socket_addrs().is_ok();
    match uris.iter().find(|uri| !found(uri)) {
        Some(uri) => finding("relay", Verdict::Bad, format!("{uri}: no address for that name")),
        None => {
            let named: Vec<_> = uris.iter().map(ToString::to_string).collect();
            let said = format!("browsers may use {}; try it from outside", named.join(", "));
            finding("relay", Verdict::Good, said)
        }
    }
}

fn certificate(tls: &Tls) -> Finding {
    let Tls::Files { certificate, key } = tls else {
        return finding(
            "certificate",
            Verdict::Doubtful,
            "self-signed: browsers warn and ask whether to trust it",
        );
    };
    match crate::tls::valid_days(certificate, key, clock::Clock::system().now()) {
        Err(why) => finding("certificate", Verdict::Bad, format!("{why:#}")),
        Ok(days) if days < 0 => {
            finding("certificate", Verdict::Bad, format!("it expired {} days ago: renew it", -days))
        }
        Ok(days) if days < crate::tls::MIN_DAYS_LEFT => finding(
            "certificate",
            Verdict::Doubtful,
            format!("it expires in {days} days: renew it"),
        ),
        Ok(days) => finding("certificate", Verdict::Good, format!("valid for {days} days")),
    }
}

/// A browser on another machine gets no microphone over plain http.
fn encryption(config: &Config) -> Option<Finding> {
    let plain = config.tls.is_none() && config.origins.is_empty();
    (plain && !config.listen.ip().is_loopback()).then(|| {
        let said =
            "browsers allow the microphone over https only: use --tls, or a proxy and --origin";
        finding("encryption", Verdict::Doubtful, said)
    })
}

fn signing_key(path: &Path) -> Finding {
    match crate::identity::Tokens::from_file(path) {
        Ok(_) => finding("signing key", Verdict::Good, "32 bytes"),
        Err(why) => finding("signing key", Verdict::Bad, format!("{}: {why:#}", path.display())),
    }
}

fn time(data: &Path) -> Finding {
    let now = clock::Clock::system().now();
    let known = data.join("rostrum.db").exists().then(|| sqlite::last_alive(data));
    if let Some(Ok(Some(last))) = known
        && last > now
    {
        let behind = last.since(now).0 / 1000;
        let said = format!("the clock is {behind} s behind the last time on record: set it");
        return finding("clock", Verdict::Bad, said);
    }
    let asked =
        Command::new("timedatectl").args(["show", "-p", "NTPSynchronized", "--value"]).output();
    match asked.ok().filter(|o| o.status.success()).map(|o| o.stdout) {
        Some(said) if said.starts_with(b"yes") => {
            finding("clock", Verdict::Good, "synchronised by NTP")
        }
        Some(_) => finding(
            "clock",
            Verdict::Doubtful,
            "not synchronised: turn NTP on, for example with timedatectl set-ntp true",
        ),
        None => finding(
            "clock",
            Verdict::Doubtful,
            "the system does not say whether it is synchronised: make sure that NTP is on",
        ),
    }
}

fn descriptors() -> Finding {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    match limit.maximum {
        Some(most) if most < DESCRIPTORS => finding(
            "descriptors",
            Verdict::Bad,
            format!(
                "{most} at most, and each connection takes one: set LimitNOFILE=65536, or ulimit -n"
            ),
        ),
        Some(most) => finding("descriptors", Verdict::Good, format!("{most} at most")),
        None => finding("descriptors", Verdict::Good, "no limit"),
    }
}

fn buffers() -> Finding {
    let of = |name: &str| {
        let text = std::fs::read_to_string(format!("/proc/sys/net/core/{name}")).ok()?;
        text.trim().parse::<u64>().ok()
    };
    let (Some(receive), Some(send)) = (of("rmem_max"), of("wmem_max")) else {
        return finding("buffers", Verdict::Doubtful, "the system does not report their limits");
    };
    match receive.min(send) < SOCKET_BUFFER {
        true => finding(
            "buffers",
            Verdict::Doubtful,
            format!(
                "socket buffers are limited to {receive} bytes in and {send} out: bursts of video are lost. Set net.core.rmem_max and net.core.wmem_max to 8388608 (deploy/systemd/90-rostrum.conf)"
            ),
        ),
        false => finding("buffers", Verdict::Good, "large enough for a thousand listeners"),
    }
}
