//! The server's candidates in a session description (RFC 8839 §5.1): in its answers, and in the answer with which a
//! client tries whether it reaches the server.

use std::net::SocketAddr;

/// A line for each address, best first, without its end. Those over TCP (RFC 6544, passive) come after UDP.
#[must_use]
pub fn lines(udp: &[SocketAddr], tcp: &[SocketAddr]) -> Vec<String> {
    let line = |number: usize, way: &str, priority: u32, at: SocketAddr, more: &str| {
        let (ip, port) = (at.ip(), at.port());
        format!("a=candidate:{number} 1 {way} {priority} {ip} {port} typ host{more}")
    };
    let over_udp = udp.iter().enumerate().map(|(n, at)| {
        // RFC 8445 §5.1.2.1: type preference of a host candidate, our order, component 1.
        let priority = (126_u32 << 24) | ((65_535 - n as u32) << 8) | 255;
        line(n + 1, "udp", priority, *at, "")
    });
    let over_tcp = tcp.iter().enumerate().map(|(n, at)| {
        // RFC 6544 §4.2: after UDP of every kind; direction 2, passive.
        let priority = (90_u32 << 24) | ((2 << 13 | (8_191 - n as u32)) << 8) | 255;
        line(udp.len() + n + 1, "tcp", priority, *at, " tcptype passive")
    });
    over_udp.chain(over_tcp).collect()
}
