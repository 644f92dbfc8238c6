//! Relays (TURN, RFC 8656) for networks that let nothing through to the port of media.
//!
//! The relay is a program of its own, coturn say. It shares a secret with this server, which makes credentials that
//! end by themselves: the user name says when, and the password proves that we wrote it
//! (draft-uberti-behave-turn-rest-00).

use crate::config::RelayUri;
use anyhow::{Context, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use rostrum_proto::id::ParticipantId;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::relay::Relay;
use sha1::Sha1;
use std::net::{IpAddr, ToSocketAddrs};
use std::path::Path;
use tracing::warn;

/// How long a credential opens the relay: a long day of meetings. Every new connection gets a new one.
const LIFETIME: Millis = Millis::minutes(24 * 60);
/// The shortest secret that is taken, in characters.
const MIN_SECRET: usize = 16;

/// The relays of a server.
pub struct Relays {
    urls: Vec<String>,
    addresses: Vec<IpAddr>,
    secret: Vec<u8>,
}

impl Relays {
    /// Reads the secret, and looks up where the relays are.
    ///
    /// # Errors
    /// The secret cannot be read, or is too short.
    pub fn open(uris: &[RelayUri], secret: &Path) -> anyhow::Result<Self> {
        let secret = read_secret(secret)?;
        let mut addresses = Vec::new();
        for uri in uris {
            match uri.place().to_socket_addrs() {
                Ok(found) => addresses.extend(found.map(|at| at.ip())),
                // Clients look it up themselves.
                Err(why) => warn!(relay = %uri, %why, "relay.not_found"),
            }
        }
        Ok(Self { urls: uris.iter().map(ToString::to_string).collect(), addresses, secret })
    }

    /// What opens the relays for a participant.
    #[must_use]
    pub fn credential(&self, who: &ParticipantId, now: Timestamp) -> Relay {
        let username = format!("{}:{who}", (now + LIFETIME).0 / 1000);
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.secret)
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of every length"));
        mac.update(username.as_bytes());
        let credential = STANDARD.encode(mac.finalize().into_bytes());
        Relay { urls: self.urls.clone(), username, credential }
    }

    /// Whether a relay sends from this address.
    #[must_use]
    pub fn are_at(&self, address: IpAddr) -> bool {
        self.addresses.contains(&address.to_canonical())
    }
}

/// The secret that is shared with the relay, without the end of its line.
///
/// # Errors
/// The file cannot be read, or what is in it is too short.
pub fn read_secret(file: &Path) -> anyhow::Result<Vec<u8>> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("reading the secret of the relay from {}", file.display()))?;
    let secret = text.trim();
    ensure!(
        secret.chars().count() >= MIN_SECRET,
        "the secret of the relay in {} has {} characters; expected at least {MIN_SECRET}, the same as in the \
         relay's own configuration (coturn: static-auth-secret)",
        file.display(),
        secret.chars().count()
    );
    Ok(secret.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_ends_after_a_day_and_is_proved_by_the_secret() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("turn.secret");
        std::fs::write(&file, "north-wind-and-sun\n").expect("written");
        let uris = ["turn:192.0.2.9".parse().expect("a relay")];
        let relays = Relays::open(&uris, &file).expect("relays");
        let who = ParticipantId::new("TUN-delegate").expect("an id");
        let relay = relays.credential(&who, Timestamp(1_596_722_400_000));
        assert_eq!(relay.username, "1596808800:TUN-delegate");
        // printf %s USERNAME | openssl dgst -sha1 -hmac SECRET -binary | base64
        assert_eq!(relay.credential, "ozjzzIB7+mG/tByLuQg/Cn5K4Uo=");
        assert!(relays.are_at("::ffff:192.0.2.9".parse().expect("an address")));
        assert!(!relays.are_at("192.0.2.7".parse().expect("an address")));
    }

    #[test]
    fn a_secret_that_can_be_guessed_is_not_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("turn.secret");
        std::fs::write(&file, "north\n").expect("written");
        let why = read_secret(&file).expect_err("too short").to_string();
        assert!(why.contains("has 5 characters; expected at least 16"), "{why}");
    }
}
