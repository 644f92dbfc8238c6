//! Whose datagram is this? One port serves every client.
//!
//! The first byte tells the protocol (RFC 7983 §7), the sender's address the client. An address
//! belongs to a client only after a binding request from it was believed; until then only its STUN
//! is read.

use rostrum_proto::id::ConnectionId;
use std::collections::HashMap;
use std::net::SocketAddr;

/// Anything longer did not fit an Ethernet frame when it was sent.
pub(super) const MAX_DATAGRAM: usize = 1_500;
/// Addresses one client may hold at a time: a phone on two networks, twice.
const ADDRESSES_PER_CLIENT: usize = 4;

/// An address, and the connection if it is one of TCP.
pub(super) type Origin = (SocketAddr, Option<u64>);

/// The protocol of a datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    Stun,
    Dtls,
    Rtp,
    Rtcp,
}

/// Tells the protocol by the first two bytes.
pub(super) fn classify(datagram: &[u8]) -> Option<Protocol> {
    if datagram.len() > MAX_DATAGRAM {
        return None;
    }
    match (*datagram.first()?, datagram.get(1)?) {
        (0..=3, _) => Some(Protocol::Stun),
        (20..=63, _) => Some(Protocol::Dtls),
        (128..=191, 192..=223) => Some(Protocol::Rtcp),
        (128..=191, _) => Some(Protocol::Rtp),
        _ => None,
    }
}

/// The believed addresses of the clients.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    owner: HashMap<Origin, ConnectionId>,
    held: HashMap<ConnectionId, Vec<Origin>>,
}

impl Addresses {
    /// The client at an address.
    pub(super) fn owner(&self, address: Origin) -> Option<ConnectionId> {
        self.owner.get(&address).copied()
    }

    /// Believes that `client` is at `address`, whoever was there before.
    pub(super) fn bind(&mut self, address: Origin, client: ConnectionId) {
        match self.owner.insert(address, client) {
            Some(before) if before == client => return,
            Some(before) => {
                if let Some(held) = self.held.get_mut(&before) {
                    held.retain(|a| *a != address);
                }
            }
            None => {}
        }
        let held = self.held.entry(client).or_default();
        held.push(address);
        if held.len() > ADDRESSES_PER_CLIENT {
            let oldest = held.remove(0);
            self.owner.remove(&oldest);
        }
    }

    /// Forgets every address of a client.
    pub(super) fn release(&mut self, client: ConnectionId) {
        for address in self.held.remove(&client).unwrap_or_default() {
            self.owner.remove(&address);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(port: u16) -> Origin {
        (SocketAddr::from(([127, 0, 0, 1], port)), None)
    }

    #[test]
    fn protocols_are_told_apart() {
        assert_eq!(classify(&[0, 1]), Some(Protocol::Stun));
        assert_eq!(classify(&[22, 254]), Some(Protocol::Dtls));
        assert_eq!(classify(&[0x80, 111]), Some(Protocol::Rtp));
        assert_eq!(classify(&[0x90, 0x80 | 111]), Some(Protocol::Rtp));
        assert_eq!(classify(&[0x80, 200]), Some(Protocol::Rtcp));
        assert_eq!(classify(&[0x81, 206]), Some(Protocol::Rtcp));
        assert_eq!(classify(b"GET / HTTP/1.1"), None);
        assert_eq!(classify(&[]), None);
        assert_eq!(classify(&[0x80]), None);
        assert_eq!(classify(&[0x80; MAX_DATAGRAM + 1]), None);
    }

    #[test]
    fn a_client_may_roam() {
        let mut addresses = Addresses::default();
        let (indonesia, tunisia) = (ConnectionId(1), ConnectionId(2));
        addresses.bind(address(1), indonesia);
        addresses.bind(address(2), indonesia);
        assert_eq!(addresses.owner(address(1)), Some(indonesia));
        addresses.bind(address(2), tunisia);
        addresses.release(indonesia);
        assert_eq!(addresses.owner(address(1)), None);
        assert_eq!(addresses.owner(address(2)), Some(tunisia));
    }

    #[test]
    fn a_client_holds_few_addresses() {
        let mut addresses = Addresses::default();
        for port in 1..100 {
            addresses.bind(address(port), ConnectionId(1));
        }
        assert_eq!(addresses.owner.len(), ADDRESSES_PER_CLIENT);
        assert_eq!(addresses.owner(address(99)), Some(ConnectionId(1)));
    }
}
