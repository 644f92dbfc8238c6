//! TLS done by the server itself: PEM files, or a self-signed certificate, so that a phone on the same network
//! gets its microphone.

use crate::config::Tls;
use anyhow::Context;
use rcgen::generate_simple_self_signed;
use rostrum_proto::time::Timestamp;
use std::io::Write;
use std::net::IpAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tracing::{info, warn};

/// A certificate should be renewed before it has fewer days left.
pub const MIN_DAYS_LEFT: i64 = 14;

/// What a server needs to accept connections with this certificate, and the handle to renew it.
///
/// # Errors
/// A file cannot be read or is not PEM, or certificate and key do not match.
pub fn acceptor(
    tls: &Tls,
    data: &Path,
    addresses: &[IpAddr],
) -> anyhow::Result<(TlsAcceptor, Arc<Certificate>)> {
    let files = match tls {
        Tls::SelfSigned => self_signed(data, addresses)?,
        Tls::Files { certificate, key } => (certificate.clone(), key.clone()),
    };
    let certificate = Arc::new(Certificate::read(files)?);
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(certificate.clone());
    Ok((TlsAcceptor::from(Arc::new(config)), certificate))
}

/// How many days a certificate is still valid, negative if it has expired; it and its key are read as a server
/// would read them.
///
/// # Errors
/// As [`acceptor`]; or it is not valid yet.
pub fn valid_days(certificate: &Path, key: &Path, now: Timestamp) -> anyhow::Result<i64> {
    let chain = read(&(certificate.to_path_buf(), key.to_path_buf()))?;
    let own = chain.cert.first().context("there is no certificate in the file")?;
    let (_, parsed) = x509_parser::parse_x509_certificate(own)
        .map_err(|why| anyhow::anyhow!("{} is not a certificate: {why}", certificate.display()))?;
    let (validity, now) = (parsed.validity(), (now.0 / 1000) as i64);
    anyhow::ensure!(validity.not_before.timestamp() <= now, "the certificate is not valid yet");
    Ok((validity.not_after.timestamp() - now).div_euclid(24 * 3600))
}

/// The certificate in use, with the files that it comes from. New connections get a renewed one; existing
/// connections keep theirs.
#[derive(Debug)]
pub struct Certificate {
    files: (PathBuf, PathBuf),
    now: Mutex<(Arc<CertifiedKey>, Changed)>,
}

/// When the two files were last changed.
type Changed = [Option<SystemTime>; 2];

impl Certificate {
    fn read(files: (PathBuf, PathBuf)) -> anyhow::Result<Self> {
        // The times first: what changes in between is then read again.
        let changed = changed(&files);
        let now = Mutex::new((Arc::new(read(&files)?), changed));
        Ok(Self { files, now })
    }

    /// Reads the files again if they have changed. If they are not a certificate with its key, the one in use stays.
    pub fn renew(&self) {
        let changed = changed(&self.files);
        let known = self.lock().1;
        if changed == known {
            return;
        }
        let path = self.files.0.display();
        match read(&self.files) {
            Ok(renewed) => {
                *self.lock() = (Arc::new(renewed), changed);
                info!(%path, "certificate.renewed");
            }
            // Half a renewal, say: it is tried again.
            Err(why) => warn!(%path, why = format!("{why:#}"), "certificate.not_renewed"),
        }
    }

    fn lock(&self) -> MutexGuard<'_, (Arc<CertifiedKey>, Changed)> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.lock().0.clone())
    }
}

fn changed((certificate, key): &(PathBuf, PathBuf)) -> Changed {
    [certificate, key].map(|path| std::fs::metadata(path).and_then(|m| m.modified()).ok())
}

fn read((certificate, key): &(PathBuf, PathBuf)) -> anyhow::Result<CertifiedKey> {
    let reading = |path: &Path| format!("reading {} as PEM", path.display());
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| reading(certificate))?;
    anyhow::ensure!(
        !chain.is_empty(),
        "{} holds no certificate. A PEM file begins with -----BEGIN CERTIFICATE-----",
        certificate.display()
    );
    let private = PrivateKeyDer::from_pem_file(key).with_context(|| reading(key))?;
    CertifiedKey::from_der(chain, private, &ring::default_provider())
        .context("the certificate and the key do not belong together")
}

/// Made once and kept, so that browsers that have accepted it reconnect by themselves after a restart. Remove the
/// two files to have another made, for other addresses.
fn self_signed(data: &Path, addresses: &[IpAddr]) -> anyhow::Result<(PathBuf, PathBuf)> {
    let (certificate, key) = (data.join("tls-certificate.pem"), data.join("tls-key.pem"));
    if !(certificate.exists() && key.exists()) {
        let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        names.extend(addresses.iter().filter(|a| !a.is_unspecified()).map(IpAddr::to_string));
        let rcgen::CertifiedKey { cert, signing_key } = generate_simple_self_signed(names)?;
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        for (path, text) in [(&key, signing_key.serialize_pem()), (&certificate, cert.pem())] {
            let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
            written.with_context(|| format!("writing {}", path.display()))?;
        }
    }
    Ok((certificate, key))
}
