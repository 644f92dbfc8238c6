//! How a client begins its handshake, read before the handshake does.
//!
//! Chromium knows AES-GCM for media, which costs a third of the alternative, but names it last, and the handshake follows
//! the client's order. So we look into the ClientHello first, and where GCM is named accept nothing else.

use super::fragments::{HANDSHAKE, HANDSHAKE_HEADER, RECORD_HEADER};

/// The type of a ClientHello (RFC 5246 §7.4).
const CLIENT_HELLO: u8 = 1;

/// Whether a datagram of whole messages is a ClientHello that names AES-GCM for media. `None`: it is none.
pub(super) fn names_gcm(datagram: &[u8]) -> Option<bool> {
    let is_hello =
        datagram.first() == Some(&HANDSHAKE) && datagram.get(RECORD_HEADER) == Some(&CLIENT_HELLO);
    is_hello
        .then(|| lists_gcm(datagram.get(RECORD_HEADER + HANDSHAKE_HEADER..).unwrap_or_default()))
}

/// Looks for the extension `use_srtp` (RFC 5764 §4.1.1: number 14, length, length of the list, the
/// list, an empty key identifier) with AEAD_AES_128_GCM (RFC 7714 §14.2: 7) in it.
fn lists_gcm(hello: &[u8]) -> bool {
    hello.windows(6).enumerate().any(|(at, head)| {
        let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
        let listed = usize::from(u16::from_be_bytes([head[4], head[5]]));
        let list = hello.get(at + 6..at + 6 + listed).unwrap_or_default();
        head[..2] == [0, 14]
            && length == listed + 3
            && list.chunks_exact(2).any(|profile| profile == [0, 7])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A datagram with one message of a type.
    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let mut datagram = vec![0; RECORD_HEADER + HANDSHAKE_HEADER];
        datagram[0] = HANDSHAKE;
        datagram[RECORD_HEADER] = kind;
        datagram.extend_from_slice(body);
        datagram
    }

    #[test]
    fn a_hello_says_which_ciphers_it_knows() {
        let gcm = [9, 9, 0, 14, 0, 7, 0, 4, 0, 1, 0, 7, 0];
        let no_gcm = [0, 14, 0, 5, 0, 2, 0, 1, 0];
        assert_eq!(names_gcm(&message(CLIENT_HELLO, &gcm)), Some(true));
        assert_eq!(names_gcm(&message(CLIENT_HELLO, &no_gcm)), Some(false));
        assert_eq!(names_gcm(&message(CLIENT_HELLO, &gcm[..7])), Some(false));
        assert_eq!(names_gcm(&message(11, &gcm)), None, "a certificate");
        assert_eq!(names_gcm(&[22, 1, 2]), None);
        assert_eq!(names_gcm(&[]), None);
    }
}
