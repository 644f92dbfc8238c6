//! The addresses of media: where it is received, and what clients are told.

use super::MediaError;
use socket2::{Domain, Protocol, Socket, Type};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

/// Where clients are told to find us, best first.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub udp: Vec<SocketAddr>,
    /// Ports over TCP, at each of these addresses.
    pub tcp: Vec<u16>,
}

impl Told {
    /// The addresses over TCP.
    pub(super) fn over_tcp(&self) -> Vec<SocketAddr> {
        let at = |port: u16| self.udp.iter().map(move |udp| SocketAddr::new(udp.ip(), port));
        self.tcp.iter().copied().flat_map(at).collect()
    }
}

/// Opens the port. The unspecified address of IPv6 serves both families, whatever the system's default is.
pub(super) fn bind(address: SocketAddr) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
    if address.is_ipv6() {
        socket.set_only_v6(!address.ip().is_unspecified())?;
    }
    socket.bind(&address.into())?;
    Ok(socket.into())
}

/// Whether clients find us at what is advertised. What is not an address of this machine may be that of a
/// NAT in front of it, which cannot be asked.
pub(super) fn check(bound: IpAddr, advertise: &[IpAddr]) -> Result<(), MediaError> {
    let wrong = |advertised: &&IpAddr| {
        advertised.is_unspecified()
            || advertised.is_multicast()
            || match bound {
                IpAddr::V4(any) if any.is_unspecified() => advertised.is_ipv6(),
                IpAddr::V6(any) if any.is_unspecified() => false,
                // Nothing is translated to loopback, nor to another address of the machine.
                one => one != **advertised && (one.is_loopback() || is_ours(**advertised)),
            }
    };
    match advertise.iter().find(wrong) {
        Some(advertised) => Err(MediaError::Unreachable { advertised: *advertised, bound }),
        None => Ok(()),
    }
}

/// Whether this machine has the address.
fn is_ours(address: IpAddr) -> bool {
    UdpSocket::bind((address, 0)).is_ok()
}

/// The addresses at which a client may reach us, best first.
pub(super) fn candidates(bound: SocketAddr, advertise: &[IpAddr]) -> Vec<SocketAddr> {
    const LOOPBACK_4: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    const LOOPBACK_6: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);
    let addresses: Vec<IpAddr> = match bound.ip() {
        _ if !advertise.is_empty() => advertise.to_vec(),
        IpAddr::V4(any) if any.is_unspecified() => {
            way_out_4().into_iter().chain([LOOPBACK_4]).collect()
        }
        IpAddr::V6(any) if any.is_unspecified() => {
            let ways = way_out_6().into_iter().chain(way_out_4());
            ways.chain([LOOPBACK_6, LOOPBACK_4]).collect()
        }
        one => vec![one],
    };
    addresses.into_iter().map(|ip| SocketAddr::new(ip, bound.port())).collect()
}

fn way_out_4() -> Option<IpAddr> {
    way_out(Ipv4Addr::UNSPECIFIED.into(), Ipv4Addr::new(192, 0, 2, 1).into())
}

fn way_out_6() -> Option<IpAddr> {
    let somewhere = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1);
    way_out(Ipv6Addr::UNSPECIFIED.into(), somewhere.into())
}

/// The local address from which the system would send somewhere. Connecting a UDP socket sends nothing.
fn way_out(any: IpAddr, somewhere: IpAddr) -> Option<IpAddr> {
    let socket = UdpSocket::bind((any, 0)).ok()?;
    socket.connect((somewhere, 9)).ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn what_nothing_listens_on_is_not_advertised() {
        let good = |bound, advertised| check(ip(bound), &[ip(advertised)]).is_ok();
        assert!(good("0.0.0.0", "127.0.0.1"));
        assert!(good("0.0.0.0", "203.0.113.9"), "the address of a NAT");
        assert!(good("::", "203.0.113.9"), "both families");
        assert!(good("127.0.0.1", "127.0.0.1"));
        assert!(!good("0.0.0.0", "2001:db8::1"), "the other family");
        assert!(!good("127.0.0.1", "203.0.113.9"), "nothing is translated to loopback");
        assert!(!good("127.0.0.2", "127.0.0.1"), "another address of the machine");
        assert!(!good("0.0.0.0", "0.0.0.0"), "no address at all");
        let why = check(ip("127.0.0.1"), &[ip("127.0.0.2")]).expect_err("refused").to_string();
        assert!(why.contains("127.0.0.2") && why.contains("--media 0.0.0.0"), "{why}");
    }

    #[test]
    fn both_families_are_told_of_where_both_are_served() {
        let told = candidates(SocketAddr::new(ip("::"), 7), &[]);
        assert!(told.contains(&SocketAddr::new(ip("::1"), 7)), "{told:?}");
        assert!(told.contains(&SocketAddr::new(ip("127.0.0.1"), 7)), "{told:?}");
        let told = candidates(SocketAddr::new(ip("::"), 7), &[ip("203.0.113.9")]);
        assert_eq!(told, [SocketAddr::new(ip("203.0.113.9"), 7)]);
    }
}
