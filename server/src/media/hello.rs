//! How a client begins its handshake, read before the handshake does.
//!
//! Chromium knows AES-GCM for media, which costs a third of the alternative, but names it last, and
//! the handshake follows the client's order. So we look into the ClientHello first, and where GCM
//! is named accept nothing else. Today's ClientHello (post-quantum key shares) comes in two
//! datagrams; they are kept until both are there.

use std::mem;

/// A ClientHello in more datagrams than this is handed on as it is.
const MAX_DATAGRAMS: usize = 4;
const RECORD_HEADER: usize = 13;
const HANDSHAKE_HEADER: usize = 12;

/// The datagrams of a ClientHello that is not complete.
#[derive(Debug, Default)]
pub(super) struct Hello {
    datagrams: Vec<Vec<u8>>,
}

/// A ClientHello that is complete, or will not become so.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Opening {
    pub names_gcm: bool,
    pub datagrams: Vec<Vec<u8>>,
}

impl Hello {
    /// Keeps a datagram; returns all of them when there is nothing to wait for.
    pub(super) fn take(&mut self, datagram: &[u8]) -> Option<Opening> {
        self.datagrams.push(datagram.to_vec());
        let fragments: Option<Vec<Fragment>> =
            self.datagrams.iter().map(|d| Fragment::read(d)).collect();
        let is_complete = fragments.is_none_or(|fragments| {
            let total = fragments.first().map_or(0, |f| f.total);
            fragments.iter().map(|f| f.length).sum::<usize>() >= total
        });
        if !is_complete && self.datagrams.len() < MAX_DATAGRAMS {
            return None;
        }
        let datagrams = mem::take(&mut self.datagrams);
        Some(Opening { names_gcm: datagrams.iter().any(|datagram| names_gcm(datagram)), datagrams })
    }
}

/// A part of a ClientHello (RFC 6347 §4.2.2).
struct Fragment {
    total: usize,
    length: usize,
}

impl Fragment {
    fn read(datagram: &[u8]) -> Option<Self> {
        let header = datagram.get(RECORD_HEADER..RECORD_HEADER + HANDSHAKE_HEADER)?;
        let three = |at: usize| {
            usize::from(header[at]) << 16
                | usize::from(header[at + 1]) << 8
                | usize::from(header[at + 2])
        };
        (datagram[0] == 22 && header[0] == 1).then(|| Self { total: three(1), length: three(9) })
    }
}

/// Looks for the extension `use_srtp` (RFC 5764 §4.1.1: number 14, length, length of the list, the
/// list, an empty key identifier) with AEAD_AES_128_GCM (RFC 7714 §14.2: 7) in it.
fn names_gcm(datagram: &[u8]) -> bool {
    datagram.windows(6).enumerate().any(|(at, head)| {
        let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
        let listed = usize::from(u16::from_be_bytes([head[4], head[5]]));
        let list = datagram.get(at + 6..at + 6 + listed).unwrap_or_default();
        head[..2] == [0, 14]
            && length == listed + 3
            && list.chunks_exact(2).any(|profile| profile == [0, 7])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GCM: [u8; 11] = [0, 14, 0, 7, 0, 4, 0, 1, 0, 7, 0];
    const NO_GCM: [u8; 9] = [0, 14, 0, 5, 0, 2, 0, 1, 0];

    fn fragment(total: usize, body: &[u8]) -> Vec<u8> {
        let mut datagram = vec![0; RECORD_HEADER + HANDSHAKE_HEADER];
        datagram[0] = 22;
        datagram[RECORD_HEADER] = 1;
        datagram[RECORD_HEADER + 3] = total as u8;
        datagram[RECORD_HEADER + 11] = body.len() as u8;
        datagram.extend_from_slice(body);
        datagram
    }

    #[test]
    fn a_whole_hello_is_not_kept_waiting() {
        let known = fragment(GCM.len(), &GCM);
        let opening = Hello::default().take(&known).expect("complete");
        assert!(opening.names_gcm);
        let unknown = fragment(NO_GCM.len(), &NO_GCM);
        let opening = Hello::default().take(&unknown).expect("complete");
        assert!(!opening.names_gcm);
    }

    #[test]
    fn a_hello_in_two_datagrams_is_read_whole() {
        let mut hello = Hello::default();
        let (first, second) = (fragment(31, &[9; 20]), fragment(31, &GCM));
        assert_eq!(hello.take(&first), None);
        let opening = hello.take(&second).expect("complete");
        assert!(opening.names_gcm);
        assert_eq!(opening.datagrams, [first, second]);
    }

    #[test]
    fn what_is_no_hello_is_handed_on() {
        let opening = Hello::default().take(&[22, 1, 2]).expect("no reason to wait");
        assert!(!opening.names_gcm);
        let mut hello = Hello::default();
        let endless = fragment(255, &[0]);
        assert!((1..MAX_DATAGRAMS).all(|_| hello.take(&endless).is_none()));
        assert!(hello.take(&endless).is_some());
    }
}
