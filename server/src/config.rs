//! The settings that a server starts with.

use crate::clock::Clock;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

/// The settings of one server.
#[derive(Clone, Debug)]
pub struct Config {
    /// Holds the journal, the invitations and the signing key; created if it does not exist.
    pub data: PathBuf,
    /// HTTP and WebSocket (TCP).
    pub listen: SocketAddr,
    /// Media (UDP): one port for all participants.
    pub media: SocketAddr,
    /// Addresses at which browsers reach the media port; if empty, they follow from the bound address.
    pub advertise: Vec<IpAddr>,
    /// Relays for who reaches the media port in no way, and the file with the secret that is shared with them.
    pub relays: Option<(Vec<RelayUri>, PathBuf)>,
    /// TLS, if the server does it itself.
    pub tls: Option<Tls>,
    /// Origins that may open a socket, besides the server's own host.
    pub origins: Vec<Origin>,
    /// Proxies: their connections are not counted, and their X-Forwarded-For is trusted.
    pub trusted_proxies: Vec<Network>,
    /// Simultaneous connections allowed from one address.
    pub connections_per_address: usize,
    /// Where the signing key is, if not in the data folder.
    pub signing_key: Option<PathBuf>,
    /// Where recordings are kept.
    pub recordings: PathBuf,
    /// A recording stops when less than so many bytes of its disk are free.
    pub left_free: u64,
    /// This program, which it starts again to take texts out of files.
    pub program: PathBuf,
    /// The server's time.
    pub clock: Clock,
}

/// Where the certificate comes from.
#[derive(Clone, Debug)]
pub enum Tls {
    /// Made at the first start: browsers warn, then allow the microphone.
    SelfSigned,
    /// PEM files.
    Files {
        /// The chain.
        certificate: PathBuf,
        /// The private key.
        key: PathBuf,
    },
}

/// An origin as browsers write it (RFC 6454 §6.2): scheme and host in small letters, a port only where it is not
/// the scheme's own, and nothing after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl FromStr for Origin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("expected an origin such as https://meetings.example, found {text}");
        let small = text.trim().to_ascii_lowercase();
        let (scheme, rest) = small.split_once("://").ok_or_else(wrong)?;
        let own_port = match scheme {
            "https" => ":443",
            "http" => ":80",
            _ => return Err(wrong()),
        };
        let host = rest.strip_suffix('/').unwrap_or(rest);
        let host = host.strip_suffix(own_port).unwrap_or(host);
        let address = host.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        let (name, port) = match address {
            Some((v6, port)) if v6.parse::<std::net::Ipv6Addr>().is_ok() => ("v6", port),
            Some(_) => return Err(wrong()),
            None => host.find(':').map_or((host, ""), |colon| host.split_at(colon)),
        };
        let port_is_good = port.is_empty()
            || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
        let of_a_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
        match !name.is_empty() && name.chars().all(of_a_host) && port_is_good {
            true => Ok(Self(format!("{scheme}://{host}"))),
            false => Err(wrong()),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The address that participants open: an origin, with a path if a proxy takes one off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

impl FromStr for BaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim().trim_end_matches('/');
        let path_at = text.find("://").and_then(|at| text[at + 3..].find('/').map(|n| at + 3 + n));
        let (origin, path) = text.split_at(path_at.unwrap_or(text.len()));
        let origin: Origin = origin.parse()?;
        let of_a_path = |c: char| c.is_ascii_alphanumeric() || "/-._~%".contains(c);
        match path.chars().all(of_a_path) && !path.contains("//") {
            true => Ok(Self(format!("{origin}{path}"))),
            false => Err(format!(
                "expected an address such as https://meetings.example/rostrum, found {text}"
            )),
        }
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a relay is (RFC 7065), with the transport named as browsers understand it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelayUri {
    uri: String,
    host: String,
    port: u16,
}

impl FromStr for RelayUri {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "expected a relay such as turn:turn.example:3478?transport=udp or \
                 turns:turn.example:443?transport=tcp, found {text}"
            )
        };
        let (scheme, rest) = text.split_once(':').ok_or_else(wrong)?;
        let own_port = match scheme {
            "turn" => 3478,
            "turns" => 5349,
            _ => return Err(wrong()),
        };
        let (place, transport) = rest.split_once('?').unwrap_or((rest, "transport=udp"));
        match (scheme, transport) {
            ("turn", "transport=udp" | "transport=tcp") | ("turns", "transport=tcp") => {}
            // Browsers have no TURN over DTLS.
            ("turns", _) => return Err(format!("{text}: turns: needs ?transport=tcp")),
            _ => return Err(wrong()),
        }
        let v6_end = place.starts_with('[').then(|| place.find(']')).flatten();
        let (host, port) = match (v6_end, place.rfind(':')) {
            (Some(end), _) => (&place[..=end], place[end + 1..].strip_prefix(':')),
            (None, Some(colon)) => (&place[..colon], Some(&place[colon + 1..])),
            (None, None) => (place, None),
        };
        let port = port.map_or(Ok(own_port), str::parse).map_err(|_| wrong())?;
        let of_a_host = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
        let is_v6 = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'))
            .is_some_and(|host| host.parse::<std::net::Ipv6Addr>().is_ok());
        if host.is_empty() || port == 0 || !is_v6 && !host.chars().all(of_a_host) {
            return Err(wrong());
        }
        let uri = format!("{scheme}:{host}:{port}?{transport}");
        Ok(Self { uri, host: host.trim_matches(['[', ']']).to_owned(), port })
    }
}

impl fmt::Display for RelayUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.uri)
    }
}

impl RelayUri {
    /// Host and port.
    #[must_use]
    pub fn place(&self) -> (&str, u16) {
        (&self.host, self.port)
    }
}

/// A network of addresses, `192.0.2.0/24`, or a single one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    length: u8,
}

impl Network {
    /// Whether an address is in it.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let shifted =
            |bits: u128, all: u8| bits.checked_shr(u32::from(all - self.length)).unwrap_or(0);
        match (self.first, address.to_canonical()) {
            (IpAddr::V4(first), IpAddr::V4(other)) => {
                shifted(first.to_bits().into(), 32) == shifted(other.to_bits().into(), 32)
            }
            (IpAddr::V6(first), IpAddr::V6(other)) => {
                shifted(first.to_bits(), 128) == shifted(other.to_bits(), 128)
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("expected an address or a network such as 10.0.0.0/8, found {text}");
        let (address, length) = text.split_once('/').map_or((text, None), |(a, l)| (a, Some(l)));
        let first: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if first.is_ipv4() { 32 } else { 128 };
        let length = length.map_or(Ok(most), str::parse).map_err(|_| wrong())?;
        match length {
            0 => Err(format!("{text} covers every address: name the proxies")),
            length if length > most => Err(wrong()),
            length => Ok(Self { first, length }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_taken_as_browsers_write_it() {
        let origin = |text: &str| text.parse::<Origin>().map(|o| o.to_string()).ok();
        let same = Some("https://meetings.example".to_owned());
        for text in [
            "https://meetings.example",
            "https://meetings.example/",
            "HTTPS://Meetings.Example:443/",
        ] {
            assert_eq!(origin(text), same, "{text}");
        }
        assert_eq!(origin("http://[2001:DB8::1]:80"), Some("http://[2001:db8::1]".into()));
        assert_eq!(origin("https://a.example:8443"), Some("https://a.example:8443".into()));
        for text in [
            "meetings.example",
            "https://",
            "https://a/b",
            "ftp://a",
            "https://a:b",
            "https://a b",
            "",
        ] {
            assert_eq!(origin(text), None, "{text}");
        }
    }

    #[test]
    fn an_address_for_links_may_have_a_path() {
        let base = |text: &str| text.parse::<BaseUrl>().map(|o| o.to_string()).ok();
        assert_eq!(base("https://A.example/"), Some("https://a.example".into()));
        assert_eq!(base("https://a.example/Rostrum/"), Some("https://a.example/Rostrum".into()));
        assert_eq!(base("http://localhost:8080"), Some("http://localhost:8080".into()));
        for text in [
            "a.example/rostrum",
            "https://a.example/x?y",
            "https://a.example/#/join",
            "https://a//b",
        ] {
            assert_eq!(base(text), None, "{text}");
        }
    }

    #[test]
    fn a_relay_is_named_as_browsers_understand_it() {
        let uri = |text: &str| text.parse::<RelayUri>().map(|uri| uri.to_string());
        assert_eq!(uri("turn:turn.example").as_deref(), Ok("turn:turn.example:3478?transport=udp"));
        assert_eq!(
            uri("turns:turn.example:443?transport=tcp").as_deref(),
            Ok("turns:turn.example:443?transport=tcp")
        );
        assert_eq!(
            uri("turn:[2001:db8::7]:80?transport=tcp").as_deref(),
            Ok("turn:[2001:db8::7]:80?transport=tcp")
        );
        for text in [
            "turn.example:3478",
            "stun:turn.example",
            "turn:",
            "turn:turn.example:0",
            "turn:turn.example:port",
            "turn:[2001:db8::g]",
            "turn:turn.example?transport=sctp",
            "turns:turn.example",
            "turn:user@turn.example",
        ] {
            assert!(uri(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_network_holds_its_addresses() {
        let holds = |network: &str, address: &str| {
            let network: Network = network.parse().expect("a network");
            network.contains(address.parse().expect("an address"))
        };
        assert!(holds("10.0.0.0/8", "10.255.0.1") && !holds("10.0.0.0/8", "11.0.0.1"));
        assert!(holds("127.0.0.1", "127.0.0.1") && !holds("127.0.0.1", "127.0.0.2"));
        assert!(holds("127.0.0.1", "::ffff:127.0.0.1"), "the same in the other family");
        assert!(holds("2001:db8::/32", "2001:db8:1::1") && !holds("2001:db8::/32", "2001:db9::1"));
        assert!(holds("0.0.0.0/1", "10.0.2.1") && !holds("0.0.0.0/1", "::1"));
        for text in ["10.0.0.0/33", "10.0.0", "x", "10.0.0.0/", "::/129", "0.0.0.0/0", "::/0"] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }
}
