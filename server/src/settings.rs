//! The options of `serve` and `doctor`, and the settings they make.

use anyhow::Context;
use clap::Args;
use rostrum_server::clock::Clock;
use rostrum_server::config::{Config, Network, Origin, RelayUri, Tls};
use rostrum_server::recorder::shelf::{FOLDER, LEFT_FREE};
use rostrum_server::signal::OF_ONE_ADDRESS;
use rostrum_server::telemetry::LogFormat;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

/// The options of `serve`; `doctor` checks the same.
#[derive(Args)]
pub struct Serve {
    /// Address and port for HTTP and WebSocket.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Address and UDP port for media, one port for all. The default is every address of the machine: Firefox does
    /// not try a server on loopback only.
    #[arg(long, default_value = "0.0.0.0:8081")]
    media: SocketAddr,
    /// An IP address at which browsers reach the media port; may be repeated. Default: those of this machine.
    #[arg(long)]
    advertise: Vec<IpAddr>,
    /// A relay (TURN) for networks that let nothing else through, turn:HOST:PORT?transport=udp or tcp, or
    /// turns:HOST:PORT?transport=tcp; may be repeated.
    #[arg(long, value_name = "URI", requires = "turn_secret")]
    turn: Vec<RelayUri>,
    /// The file with the secret shared with the relay (coturn: static-auth-secret).
    #[arg(long, value_name = "FILE", requires = "turn")]
    turn_secret: Option<PathBuf>,
    /// `self-signed`, or a certificate and its key, as PEM files.
    #[arg(long, num_args = 1..=2, value_names = ["self-signed | CERT", "KEY"])]
    tls: Vec<String>,
    /// Another origin allowed to open a WebSocket, for example https://meetings.example; may be repeated.
    #[arg(long)]
    origin: Vec<Origin>,
    /// The address or network of a reverse proxy, for example 127.0.0.1: its X-Forwarded-For is trusted, and its
    /// connections are not counted; may be repeated.
    #[arg(long, value_name = "ADDRESS[/LENGTH]")]
    trusted_proxy: Vec<Network>,
    /// How many connections one address may hold at a time. A building that shares one address needs one for each
    /// participant, and some to spare.
    #[arg(long, default_value_t = OF_ONE_ADDRESS as u32, value_name = "NUMBER", value_parser = from_one)]
    connections_per_address: u32,
    /// The file with the key that signs tokens, 32 random bytes. Default: one is made in the data folder.
    #[arg(long, value_name = "FILE")]
    signing_key: Option<PathBuf>,
    /// The folder of recordings; it may be on another disk. Default: in the data folder.
    #[arg(long, value_name = "FOLDER")]
    recordings: Option<PathBuf>,
    /// Log format.
    #[arg(long, value_enum, default_value = "pretty")]
    pub log: LogFormat,
}

impl Serve {
    /// The settings.
    ///
    /// # Errors
    /// `--tls` has neither one word nor two files.
    pub fn config(self, data: PathBuf, clock: Clock) -> anyhow::Result<Config> {
        let tls = match self.tls.as_slice() {
            [] => None,
            [one] if one == "self-signed" => Some(Tls::SelfSigned),
            [certificate, key] => {
                Some(Tls::Files { certificate: certificate.into(), key: key.into() })
            }
            _ => anyhow::bail!("--tls: expected `self-signed`, or a certificate and a key"),
        };
        Ok(Config {
            recordings: recordings_of(&data, self.recordings),
            left_free: LEFT_FREE,
            data,
            listen: self.listen,
            media: self.media,
            advertise: self.advertise,
            relays: self.turn_secret.map(|secret| (self.turn, secret)),
            tls,
            origins: self.origin,
            trusted_proxies: self.trusted_proxy,
            connections_per_address: self.connections_per_address as usize,
            signing_key: self.signing_key,
            program: std::env::current_exe().context("finding this program")?,
            clock,
        })
    }
}

/// Where recordings are.
pub fn recordings_of(data: &Path, said: Option<PathBuf>) -> PathBuf {
    said.unwrap_or_else(|| data.join(FOLDER))
}

fn from_one(text: &str) -> Result<u32, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "expected a number of at least 1".into())
}
