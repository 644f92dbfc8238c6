//! DTLS-SRTP (RFC 5764): who the client is, and the keys for its media.
//!
//! We are always the server side. The client proves that it holds the certificate whose fingerprint
//! came with its offer over the authenticated signalling; the exported keys protect the media in
//! both directions.

use super::client_hello::names_gcm;
use super::fragments::{Fragments, records};
use bytes::BytesMut;
use rtc_crypto::{HashAlgorithm, RTCCrypto, RTCCryptoProvider};
use rtc_dtls::config::{ClientAuthType, ConfigBuilder, ExtendedMasterSecretType};
use rtc_dtls::crypto::Certificate;
use rtc_dtls::endpoint::{Endpoint, EndpointEvent};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_dtls::state::State;
use rtc_shared::TransportProtocol;
use rtc_shared::error::{Error, Result};
use rtc_srtp::context::Context;
use rtc_srtp::option::{srtcp_replay_protection, srtp_replay_protection};
use rtc_srtp::protection_profile::ProtectionProfile;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

/// Packets that may arrive out of order before one counts as replayed: a second of video.
const REPLAY_WINDOW: usize = 256;

/// The certificate of this server process and the cryptography it uses.
#[derive(Clone)]
pub(super) struct Identity {
    certificate: Certificate,
    provider: Arc<dyn RTCCryptoProvider>,
    /// SHA-256 of the certificate as written in SDP: `AB:CD:…`.
    pub fingerprint: String,
}

impl Identity {
    /// Makes a fresh self-signed certificate.
    pub(super) fn generate() -> Result<Self> {
        let provider = rtc_crypto::default_provider().map_err(|e| Error::Crypto(e.to_string()))?;
        let certificate =
            Certificate::generate_self_signed(vec!["rostrum".to_owned()], provider.crypto())?;
        let der = certificate.certificate.first().ok_or(Error::ErrNonCertificate)?;
        let fingerprint = fingerprint(der, provider.crypto())?;
        Ok(Self { certificate, provider, fingerprint })
    }

    pub(super) fn crypto(&self) -> &dyn RTCCrypto {
        self.provider.crypto()
    }
}

fn fingerprint(der: &[u8], crypto: &dyn RTCCrypto) -> Result<String> {
    let hash = crypto.hash(HashAlgorithm::Sha256, der).map_err(|e| Error::Crypto(e.to_string()))?;
    let pairs: Vec<String> = hash.iter().map(|byte| format!("{byte:02X}")).collect();
    Ok(pairs.join(":"))
}

/// The protection of one client's media, one context a direction.
pub(super) struct Protection {
    pub inbound: Context,
    pub outbound: Context,
}

/// What a datagram led to.
#[derive(Default)]
pub(super) struct Progress {
    /// Set once, when the handshake is complete.
    pub protection: Option<Protection>,
    /// The client said goodbye.
    pub closed: bool,
}

/// The DTLS association with one client. It survives a change of the client's address.
pub(super) struct Handshake {
    endpoint: Endpoint,
    /// Completed with the media ciphers when the client has said which it knows.
    config: Option<ConfigBuilder>,
    fragments: Fragments,
    provider: Arc<dyn RTCCryptoProvider>,
}

/// The association is told this instead of the client's address, which may change under it.
const ANY_ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 1);

impl Handshake {
    /// Waits for a client that holds the certificate with one of `fingerprints`.
    pub(super) fn new(identity: &Identity, fingerprints: Vec<String>) -> Result<Self> {
        let provider = identity.provider.clone();
        let config = ConfigBuilder::default()
            .with_crypto_provider(provider.clone())
            .with_certificates(vec![identity.certificate.clone()])
            .with_client_auth(ClientAuthType::RequireAnyClientCert)
            .with_insecure_skip_verify(true)
            .with_extended_master_secret(ExtendedMasterSecretType::Require)
            .with_verify_peer_certificate(Some(Arc::new(move |certificates, _| {
                let presented = certificates.first().ok_or(Error::ErrNonCertificate)?;
                let presented = fingerprint(presented, provider.crypto())?;
                if fingerprints.iter().any(|f| f.eq_ignore_ascii_case(&presented)) {
                    Ok(())
                } else {
                    Err(Error::ErrNoMatchingCertificateFingerprint)
                }
            })));
        Ok(Self {
            endpoint: Endpoint::new(ANY_ADDRESS, TransportProtocol::UDP, None),
            config: Some(config),
            fragments: Fragments::default(),
            provider: identity.provider.clone(),
        })
    }

    /// Takes a DTLS datagram.
    pub(super) fn receive(&mut self, now: Instant, datagram: &[u8]) -> Result<Progress> {
        if feigns_new_keys(datagram) {
            return Ok(Progress::default());
        }
        let Some(datagram) = self.fragments.take(datagram) else {
            return Ok(Progress::default());
        };
        if self.config.is_some() {
            // Nothing else begins a handshake.
            let Some(names_gcm) = names_gcm(&datagram) else { return Ok(Progress::default()) };
            self.settle(names_gcm)?;
        }
        self.advance(now, &datagram)
    }

    /// The media ciphers are settled with the client's first message.
    fn settle(&mut self, names_gcm: bool) -> Result<()> {
        let Some(config) = self.config.take() else { return Ok(()) };
        let mut profiles = vec![SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm];
        if !names_gcm {
            profiles.push(SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80);
        }
        let config = config.with_srtp_protection_profiles(profiles).build(false, None)?;
        self.endpoint.set_server_config(Some(Arc::new(config)));
        Ok(())
    }

    fn advance(&mut self, now: Instant, datagram: &[u8]) -> Result<Progress> {
        let mut progress = Progress::default();
        let events = self.endpoint.read(now, ANY_ADDRESS, None, BytesMut::from(datagram))?;
        for event in events {
            match event {
                EndpointEvent::HandshakeComplete => {
                    let state = self
                        .endpoint
                        .get_connection_state(ANY_ADDRESS)
                        .ok_or(Error::ErrDtlsTransportNotStarted)?;
                    progress.protection = Some(protection(state, self.provider.crypto())?);
                }
                EndpointEvent::PeerClosed => progress.closed = true,
                _ => {}
            }
        }
        Ok(progress)
    }

    /// Repeats what the client did not answer.
    pub(super) fn tick(&mut self, now: Instant) -> Result<()> {
        match self.endpoint.poll_timeout(&ANY_ADDRESS) {
            Some(due) if due <= now => self.endpoint.handle_timeout(ANY_ADDRESS, now),
            _ => Ok(()),
        }
    }

    /// Says goodbye.
    pub(super) fn close(&mut self, now: Instant) {
        let _ = self.endpoint.stop(now, ANY_ADDRESS);
    }

    /// The next datagram to send.
    pub(super) fn next_datagram(&mut self) -> Option<BytesMut> {
        self.endpoint.poll_transmit().map(|t| t.message)
    }
}

/// A ChangeCipherSpec after the first keys (RFC 6347 §4.1) is no client's: there is no renegotiation. The
/// library takes that record type without its seal, so a stranger could end a session with one.
fn feigns_new_keys(datagram: &[u8]) -> bool {
    const CHANGE_CIPHER_SPEC: u8 = 20;
    let feigns = |record: &[u8]| record[0] == CHANGE_CIPHER_SPEC && record[3..5] != [0, 0];
    records(datagram).is_some_and(|records| records.into_iter().any(feigns))
}

fn protection(state: &State, crypto: &dyn RTCCrypto) -> Result<Protection> {
    let profile = match state.srtp_protection_profile() {
        SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm => ProtectionProfile::AeadAes128Gcm,
        SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80 => {
            ProtectionProfile::Aes128CmHmacSha1_80
        }
        _ => return Err(Error::ErrNoSuchSrtpProfile),
    };
    let mut config = rtc_srtp::config::Config { profile, ..Default::default() };
    let material = state.export_keying_material(
        rtc_srtp::config::LABEL_EXTRACTOR_DTLS_SRTP,
        &[],
        config.keying_material_len(),
    )?;
    config.set_session_keys_from_keying_material(material.as_ref(), state.is_client())?;
    Ok(Protection {
        inbound: Context::new(
            &config.keys.remote_master_key,
            &config.keys.remote_master_salt,
            profile,
            Some(srtp_replay_protection(REPLAY_WINDOW)),
            Some(srtcp_replay_protection(REPLAY_WINDOW)),
            crypto,
        )?,
        outbound: Context::new(
            &config.keys.local_master_key,
            &config.keys.local_master_salt,
            profile,
            None,
            None,
            crypto,
        )?,
    })
}

#[cfg(test)]
mod tests {
    use super::feigns_new_keys;

    /// A record of a type and an epoch, with a body.
    fn record(kind: u8, epoch: u8, body: &[u8]) -> Vec<u8> {
        let mut record = vec![kind, 0xFE, 0xFD, 0, epoch, 0, 0, 0, 0, 0, 1, 0, body.len() as u8];
        record.extend_from_slice(body);
        record
    }

    #[test]
    fn only_a_change_of_keys_under_keys_is_feigned() {
        assert!(!feigns_new_keys(&record(20, 0, &[1])));
        assert!(!feigns_new_keys(&record(21, 1, &[2, 40])));
        assert!(feigns_new_keys(&record(20, 1, &[7])));
        let behind_another = [record(22, 0, &[0; 40]), record(20, 1, &[7])].concat();
        assert!(feigns_new_keys(&behind_another));
        assert!(!feigns_new_keys(&[20, 0xFE]));
        assert!(!feigns_new_keys(&[]));
    }
}
