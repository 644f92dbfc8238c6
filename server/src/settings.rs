//! The command line of a server that runs, as its settings.

use clap::Args;
use rostrum_server::clock::Clock;
use rostrum_server::config::{Config, Network, Origin, Tls};
use rostrum_server::signal::OF_ONE_ADDRESS;
use rostrum_server::telemetry::LogFormat;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// What `serve` is told, and `doctor` looks at.
#[derive(Args)]
pub struct Serve {
    /// Address and port of the page (HTTP and WebSocket).
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Media, one UDP port for everybody. At every address of the machine: Firefox does not try a server
    /// that is at loopback only.
    #[arg(long, default_value = "0.0.0.0:8081")]
    media: SocketAddr,
    /// An IP address at which browsers reach the media port; may be repeated. Without it, those of this machine.
    #[arg(long)]
    advertise: Vec<IpAddr>,
    /// `self-signed`, or the PEM files of a certificate and its key.
    #[arg(long, num_args = 1..=2, value_names = ["self-signed | CERT", "KEY"])]
    tls: Vec<String>,
    /// Another origin that may open a socket, for example https://meetings.example; may be repeated.
    #[arg(long)]
    origin: Vec<Origin>,
    /// The address or network of a proxy in front, for example 127.0.0.1: its X-Forwarded-For is believed, and its
    /// connections are not counted; may be repeated.
    #[arg(long, value_name = "ADDRESS[/LENGTH]")]
    trusted_proxy: Vec<Network>,
    /// Connections of one address at the same time. A house that shares an address needs as many as it has people,
    /// and some more.
    #[arg(long, default_value_t = OF_ONE_ADDRESS as u32, value_name = "NUMBER", value_parser = from_one)]
    connections_per_address: u32,
    /// The key that signs tokens, 32 random bytes. Without it, one is made in the data folder.
    #[arg(long, value_name = "FILE")]
    signing_key: Option<PathBuf>,
    /// How log lines look.
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
            data,
            listen: self.listen,
            media: self.media,
            advertise: self.advertise,
            tls,
            origins: self.origin,
            trusted_proxies: self.trusted_proxy,
            connections_per_address: self.connections_per_address as usize,
            signing_key: self.signing_key,
            clock,
        })
    }
}

fn from_one(text: &str) -> Result<u32, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "expected a number from 1".into())
}
