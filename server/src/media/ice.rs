//! ICE-lite (RFC 8445 §2.5): the client checks, we answer.
//!
//! A server with a known address has nothing to discover. It answers binding requests whose
//! MESSAGE-INTEGRITY was made with the password of the session; only then is the address believed.
//! The client nominates the address to be sent to, and nominates another one when it roams.

use rand::Rng;
use rtc_crypto::RTCCrypto;
use rtc_shared::error::Error;
use rtc_stun::attributes::{ATTR_USE_CANDIDATE, ATTR_USERNAME};
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{BINDING_REQUEST, BINDING_SUCCESS, Message};
use rtc_stun::xoraddr::XorMappedAddress;
use std::net::SocketAddr;

/// Our half of the credentials of one session.
#[derive(Clone, Debug)]
pub(super) struct Credentials {
    pub fragment: String,
    pub password: String,
}

impl Credentials {
    /// New ones, with 48 and 144 random bits (RFC 8445 §5.3 asks for 24 and 128).
    pub(super) fn random(rng: &mut impl Rng) -> Self {
        let mut text = |length: usize| {
            (0..length).map(|_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())])).collect()
        };
        Self { fragment: text(8), password: text(24) }
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A binding request that was read but not yet believed.
#[derive(Debug)]
pub(super) struct BindingRequest {
    message: Message,
    username: String,
}

impl BindingRequest {
    /// Reads a STUN packet; `None` if it is anything but a binding request with a user name.
    pub(super) fn read(packet: &[u8]) -> Option<Self> {
        let mut message = Message::new();
        message.unmarshal_binary(packet).ok()?;
        if message.typ != BINDING_REQUEST {
            return None;
        }
        let username = String::from_utf8(message.get(ATTR_USERNAME).ok()?).ok()?;
        Some(Self { message, username })
    }

    /// The session it is for: our half of the user name.
    pub(super) fn fragment(&self) -> &str {
        self.username.split(':').next().unwrap_or_default()
    }

    /// Answers somebody who only tries whether we can be reached, with credentials that everybody is told. The
    /// answer is no longer than a browser's request, and nothing is kept.
    pub(super) fn answer_trial(
        self,
        ours: &Credentials,
        from: SocketAddr,
        crypto: &dyn RTCCrypto,
    ) -> Result<Vec<u8>, Error> {
        let theirs = self.username.split_once(':').map_or("", |(_, theirs)| theirs).to_owned();
        Ok(self.answer(ours, &theirs, from, crypto)?.response)
    }

    /// Checks the request against our password and writes the response. An error means that `from`
    /// must not be believed.
    pub(super) fn answer(
        mut self,
        ours: &Credentials,
        theirs: &str,
        from: SocketAddr,
        crypto: &dyn RTCCrypto,
    ) -> Result<Answered, Error> {
        if self.username != format!("{}:{theirs}", ours.fragment) {
            return Err(Error::ErrIntegrityMismatch);
        }
        MessageIntegrity::check(&mut self.message, ours.password.as_bytes(), crypto)?;
        let mut response = Message::new();
        response.build(&[
            Box::new(self.message.transaction_id),
            Box::new(BINDING_SUCCESS),
            // A socket for both families shows IPv4 as a part of IPv6; the client knows nothing of that.
            Box::new(XorMappedAddress { ip: from.ip().to_canonical(), port: from.port() }),
            Box::new(MessageIntegrity::new_short_term_integrity_with_provider(
                ours.password.clone(),
                crypto,
            )),
            Box::new(FINGERPRINT),
        ])?;
        Ok(Answered {
            nominates: self.message.contains(ATTR_USE_CANDIDATE),
            response: response.raw,
        })
    }
}

/// A request that was believed.
#[derive(Debug)]
pub(super) struct Answered {
    /// The client wants to be sent its media here.
    pub nominates: bool,
    pub response: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rtc_stun::message::TransactionId;
    use rtc_stun::textattrs::TextAttribute;

    fn request(username: &str, password: &str, crypto: &dyn RTCCrypto) -> Vec<u8> {
        let mut message = Message::new();
        message
            .build(&[
                Box::<TransactionId>::default(),
                Box::new(BINDING_REQUEST),
                Box::new(TextAttribute::new(ATTR_USERNAME, username.to_owned())),
                Box::new(MessageIntegrity::new_short_term_integrity_with_provider(
                    password.to_owned(),
                    crypto,
                )),
                Box::new(FINGERPRINT),
            ])
            .expect("a request");
        message.raw
    }

    #[test]
    fn only_the_password_makes_an_address_believed() {
        let provider = rtc_crypto::default_provider().expect("built in");
        let crypto = provider.crypto();
        let ours = Credentials::random(&mut rand::rng());
        let from = "127.0.0.1:9".parse().expect("address");
        let name = format!("{}:them", ours.fragment);
        let answer = |packet: &[u8]| {
            let request = BindingRequest::read(packet).expect("readable");
            assert_eq!(request.fragment(), ours.fragment);
            request.answer(&ours, "them", from, crypto)
        };
        assert!(answer(&request(&name, &ours.password, crypto)).is_ok());
        assert!(answer(&request(&name, "guessed", crypto)).is_err());
        let other = format!("{}:others", ours.fragment);
        assert!(answer(&request(&other, &ours.password, crypto)).is_err());
    }

    #[test]
    fn who_only_tries_is_answered_briefly_and_by_the_password_too() {
        let provider = rtc_crypto::default_provider().expect("built in");
        let crypto = provider.crypto();
        let ours = Credentials::random(&mut rand::rng());
        let from = "[2001:db8::1]:9".parse().expect("address");
        let name = format!("{}:whoever", ours.fragment);
        let answer = |packet: &[u8]| {
            let request = BindingRequest::read(packet).expect("readable");
            request.answer_trial(&ours, from, crypto)
        };
        let asked = request(&name, &ours.password, crypto);
        // The least that is believed; a browser's has 20 bytes more, its priority and its role.
        assert!(answer(&asked).expect("answered").len() <= asked.len() + 8);
        assert!(answer(&request(&name, "guessed", crypto)).is_err());
    }

    #[test]
    fn anything_else_is_not_a_request() {
        assert!(BindingRequest::read(b"").is_none());
        assert!(BindingRequest::read(&[0; 20]).is_none());
        let provider = rtc_crypto::default_provider().expect("built in");
        let whole = request("a:b", "c", provider.crypto());
        for length in 0..whole.len() {
            assert!(BindingRequest::read(&whole[..length]).is_none());
        }
    }
}
