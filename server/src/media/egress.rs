//! What is to be sent, and sending it with few system calls.
//!
//! The kernel's work on a datagram costs more than encrypting it. Datagrams of one size to one
//! client are therefore handed over together and cut by the kernel (UDP_SEGMENT); a frame of a
//! speaker is several.

use bytes::BytesMut;
use quinn_udp::{Transmit, UdpSocketState};
use std::io;
use std::net::{IpAddr, SocketAddr};

/// Most bytes the kernel takes at once.
const MAX_BATCH: usize = 60_000;

/// The way to a client: where it is, and the address of ours that it asked. A host with several addresses
/// has to answer from that one, or nobody takes the answer for one (RFC 8445 §7.2.5.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Way {
    pub remote: SocketAddr,
    /// Absent where the socket has one address anyway.
    pub local: Option<IpAddr>,
    /// The connection, if it comes over TCP.
    pub stream: Option<u64>,
}

impl Way {
    /// Where the client is: the same address over TCP is another place.
    pub(super) fn origin(&self) -> (SocketAddr, Option<u64>) {
        (self.remote, self.stream)
    }
}

/// Datagrams in the order they are to be sent.
#[derive(Debug, Default)]
pub(super) struct Egress {
    queue: Vec<(Way, BytesMut)>,
    /// What goes over connections: which, and whether it is of a picture.
    pub streamed: Vec<(u64, BytesMut, bool)>,
    batch: Vec<u8>,
    /// Datagrams the network card had no room for. Lost, as on any other crowded network.
    pub dropped: u64,
}

impl Egress {
    pub(super) fn push(&mut self, to: Way, datagram: BytesMut) {
        self.put(to, datagram, false);
    }

    /// The same for media: a picture does not hold up a voice.
    pub(super) fn push_media(&mut self, of_picture: bool, to: Way, datagram: BytesMut) {
        self.put(to, datagram, of_picture);
    }

    fn put(&mut self, to: Way, datagram: BytesMut, is_picture: bool) {
        match to.stream {
            Some(stream) => self.streamed.push((stream, datagram, is_picture)),
            None => self.queue.push((to, datagram)),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.queue.len() + self.streamed.len()
    }

    /// What waits, without sending it.
    pub(super) fn take(&mut self) -> Vec<(Way, BytesMut)> {
        std::mem::take(&mut self.queue)
    }

    /// Hands everything to the kernel. `send` sends one batch.
    pub(super) fn flush(
        &mut self,
        state: &UdpSocketState,
        mut send: impl FnMut(&Transmit<'_>) -> io::Result<()>,
    ) {
        // Stable: the order of the datagrams to one client remains.
        self.queue.sort_by_key(|(to, _)| *to);
        let most = state.max_gso_segments();
        let mut rest = self.queue.as_slice();
        while let Some((to, first)) = rest.first() {
            let together = run_length(rest, most);
            let contents = if together == 1 {
                &first[..]
            } else {
                self.batch.clear();
                for (_, datagram) in &rest[..together] {
                    self.batch.extend_from_slice(datagram);
                }
                &self.batch[..]
            };
            let transmit = Transmit {
                destination: to.remote,
                ecn: None,
                contents,
                segment_size: (together > 1).then_some(first.len()),
                src_ip: to.local,
            };
            if send(&transmit).is_err() {
                self.dropped += together as u64;
            }
            rest = &rest[together..];
        }
        self.queue.clear();
    }
}

/// How many of the first datagrams can go together: one client, one size; only the last may be
/// shorter.
fn run_length(queue: &[(Way, BytesMut)], most: usize) -> usize {
    let Some((to, first)) = queue.first() else {
        return 0;
    };
    let limit = most.min(MAX_BATCH / first.len().max(1)).max(1);
    let mut together = 1;
    for (other, datagram) in queue.iter().take(limit).skip(1) {
        if other != to || datagram.len() > first.len() || datagram.is_empty() {
            break;
        }
        together += 1;
        if datagram.len() < first.len() {
            break;
        }
    }
    together
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_equal_sizes_to_one_client_go_together() {
        let to = |port: u16, size: usize| {
            let remote = SocketAddr::from(([127, 0, 0, 1], port));
            (Way { remote, local: None, stream: None }, BytesMut::zeroed(size))
        };
        let queue = [to(1, 100), to(1, 100), to(1, 60), to(1, 100)];
        assert_eq!(run_length(&queue, 64), 3);
        assert_eq!(run_length(&queue, 2), 2);
        assert_eq!(run_length(&queue[2..], 64), 1);
        assert_eq!(run_length(&[to(1, 100), to(2, 100)], 64), 1);
        assert_eq!(run_length(&[], 64), 0);
        let large: Vec<_> = (0..100).map(|_| to(1, 1_200)).collect();
        assert_eq!(run_length(&large, 1), 1);
        assert_eq!(run_length(&large, 64), 50);
    }
}
