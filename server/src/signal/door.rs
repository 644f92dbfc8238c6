//! Who may hold a connection: a limit for all, so that descriptors are left for those inside, and a limit per
//! address, so that nobody fills the house alone. A named proxy stands for many clients, and is exempt.

use crate::config::Network;
use axum::http::HeaderMap;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Descriptors that are not given to connections: the database, media, files, and what a library opens.
const RESERVED: u64 = 128;
/// What a process may want of the system, if it is allowed to.
const WANTED: u64 = 65_536;

/// The server's door.
#[derive(Debug)]
pub struct Door {
    most: usize,
    most_of_one: usize,
    trusted: Vec<Network>,
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    all: usize,
    of: HashMap<IpAddr, usize>,
}

/// A connection's place, given back when it is dropped.
#[derive(Debug)]
pub struct Admission {
    door: Arc<Door>,
    /// Absent for a proxy, which is not counted.
    of: Option<IpAddr>,
}

impl Door {
    /// For so many of one address, and never more than half; in all, as many as the system gives descriptors for.
    #[must_use]
    pub fn new(most_of_one: usize, trusted: Vec<Network>) -> Self {
        let most = descriptors().saturating_sub(RESERVED).max(16);
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let most_of_one = most_of_one.min(most / 2);
        Self { most, most_of_one, trusted, inside: Mutex::default() }
    }

    /// A place for a connection from `peer`, if there is one.
    pub fn admit(self: &Arc<Self>, peer: IpAddr) -> Option<Admission> {
        let peer = peer.to_canonical();
        let of = (!self.trusts(peer)).then(|| neighbourhood(peer));
        let mut inside = self.lock();
        if inside.all >= self.most {
            return None;
        }
        if let Some(of) = of {
            let count = inside.of.entry(of).or_default();
            if *count >= self.most_of_one {
                return None;
            }
            *count += 1;
        }
        inside.all += 1;
        Some(Admission { door: Arc::clone(self), of })
    }

    /// Whose request this is: the peer's, or what a trusted proxy says of its own peer. In a chain of addresses only
    /// the part written by trusted proxies counts, from the right.
    #[must_use]
    pub fn asker(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trusts(peer) {
            return peer;
        }
        let said = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
        let said: Vec<_> = said.flat_map(|line| line.split(',')).map(str::trim).collect();
        let mut asker = peer;
        for hop in said.into_iter().rev() {
            // Some proxies add the port.
            let with_port = || hop.parse::<SocketAddr>().map(|address| address.ip());
            let Ok(address) = hop.parse::<IpAddr>().or_else(|_| with_port()) else { break };
            asker = address.to_canonical();
            if !self.trusts(asker) {
                break;
            }
        }
        asker
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(address))
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        let mut inside = self.door.lock();
        inside.all -= 1;
        if let Some(of) = self.of
            && let Some(count) = inside.of.get_mut(&of)
        {
            *count -= 1;
            if *count == 0 {
                inside.of.remove(&of);
            }
        }
    }
}

/// The addresses that one household has: of IPv6 it is given a whole network of 64 bits.
#[must_use]
pub fn neighbourhood(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

/// As many descriptors as the system gives, after asking for more.
fn descriptors() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    let wanted = limit.maximum.map_or(WANTED, |most| most.min(WANTED));
    if limit.current.is_some_and(|current| current < wanted) {
        let more = Rlimit { current: Some(wanted), maximum: limit.maximum };
        if setrlimit(Resource::Nofile, more).is_ok() {
            limit = more;
        }
    }
    limit.current.unwrap_or(WANTED)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn door(most_of_one: usize, trusted: &[&str]) -> Arc<Door> {
        let trusted = trusted.iter().map(|text| text.parse().expect("a network")).collect();
        Arc::new(Door::new(most_of_one, trusted))
    }

    #[test]
    fn one_address_holds_so_many_and_leaves_places_to_others() {
        let door = door(2, &["10.0.0.0/8"]);
        let places: Vec<_> = (0..2).filter_map(|_| door.admit(ip("192.0.2.1"))).collect();
        assert_eq!(places.len(), 2);
        assert!(door.admit(ip("192.0.2.1")).is_none());
        assert!(door.admit(ip("::ffff:192.0.2.1")).is_none(), "the same in the other family");
        assert!(door.admit(ip("192.0.2.2")).is_some());
        let house: Vec<_> = (1..=2).map(|n| door.admit(ip(&format!("2001:db8::{n}")))).collect();
        assert!(house.iter().all(Option::is_some));
        assert!(door.admit(ip("2001:db8::3")).is_none(), "one network of IPv6 is one household");
        let many: Vec<_> = (0..9).filter_map(|_| door.admit(ip("10.1.2.3"))).collect();
        assert_eq!(many.len(), 9, "a proxy stands for many");
        drop(places);
        assert!(door.admit(ip("192.0.2.1")).is_some());
        drop((house, many));
        assert_eq!(door.lock().all, 0);
        assert!(door.lock().of.is_empty(), "nobody is remembered who has gone");
    }

    #[test]
    fn only_a_proxy_that_is_trusted_says_who_asks() {
        let door = door(2, &["127.0.0.1", "10.0.0.0/8"]);
        let asker = |peer, said: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", said.parse().expect("a header"));
            door.asker(ip(peer), &headers).to_string()
        };
        assert_eq!(asker("192.0.2.1", "198.51.100.7"), "192.0.2.1", "a claim of its own");
        assert_eq!(asker("127.0.0.1", "198.51.100.7"), "198.51.100.7");
        assert_eq!(asker("127.0.0.1", "1.1.1.1, 198.51.100.7"), "198.51.100.7");
        assert_eq!(asker("127.0.0.1", "198.51.100.7, 10.0.0.9"), "198.51.100.7");
        assert_eq!(asker("127.0.0.1", "198.51.100.7:1234"), "198.51.100.7");
        assert_eq!(asker("127.0.0.1", "[2001:db8::7]:1234"), "2001:db8::7");
        assert_eq!(asker("127.0.0.1", "nonsense"), "127.0.0.1");
        assert_eq!(door.asker(ip("127.0.0.1"), &HeaderMap::new()), ip("127.0.0.1"));
    }
}
