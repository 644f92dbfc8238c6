//! TLS where the server ends it itself: PEM files, or a certificate of its own making, so that a phone on
//! the same network is given its microphone.

use crate::config::Tls;
use anyhow::Context;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

/// What a server with this certificate needs to accept connections.
///
/// # Errors
/// A file cannot be read or is not PEM, or certificate and key do not belong together.
pub fn acceptor(tls: &Tls, data: &Path, addresses: &[IpAddr]) -> anyhow::Result<TlsAcceptor> {
    let (certificate, key) = match tls {
        Tls::SelfSigned => self_signed(data, addresses)?,
        Tls::Files { certificate, key } => (certificate.clone(), key.clone()),
    };
    let reading = |path: &Path| format!("reading {} as PEM", path.display());
    let chain = CertificateDer::pem_file_iter(&certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| reading(&certificate))?;
    let private = PrivateKeyDer::from_pem_file(&key).with_context(|| reading(&key))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .context("the certificate and the key do not belong together")?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Made once and kept: browsers that have accepted it come back by themselves after a restart. Remove
/// the two files to have another made, for other addresses.
fn self_signed(data: &Path, addresses: &[IpAddr]) -> anyhow::Result<(PathBuf, PathBuf)> {
    let (certificate, key) = (data.join("tls-certificate.pem"), data.join("tls-key.pem"));
    if !(certificate.exists() && key.exists()) {
        let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        names.extend(addresses.iter().filter(|a| !a.is_unspecified()).map(IpAddr::to_string));
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(names)?;
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        for (path, text) in [(&key, signing_key.serialize_pem()), (&certificate, cert.pem())] {
            let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
            written.with_context(|| format!("writing {}", path.display()))?;
        }
    }
    Ok((certificate, key))
}

/// Accepts TLS connections; a client that is slow to shake hands keeps nobody waiting.
pub struct TlsListener {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    local: SocketAddr,
}

impl TlsListener {
    /// Takes connections from `listener`.
    ///
    /// # Errors
    /// It has no address.
    pub fn start(listener: TcpListener, acceptor: TlsAcceptor) -> anyhow::Result<Self> {
        let local = listener.local_addr()?;
        let (sender, ready) = mpsc::channel(64);
        tokio::spawn(async move {
            while !sender.is_closed() {
                let Ok((stream, peer)) = listener.accept().await else {
                    // Out of file handles, say: it may pass.
                    tokio::time::sleep(Duration::from_millis(500)).await;
                    continue;
                };
                // As for plain HTTP: answers are not held back.
                drop(stream.set_nodelay(true));
                let (sender, acceptor) = (sender.clone(), acceptor.clone());
                tokio::spawn(async move {
                    let shaken =
                        tokio::time::timeout(Duration::from_secs(10), acceptor.accept(stream));
                    if let Ok(Ok(stream)) = shaken.await {
                        // When the server stops, nobody takes it.
                        drop(sender.send((stream, peer)).await);
                    }
                });
            }
        });
        Ok(Self { ready, local })
    }
}

impl axum::serve::Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(accepted) => accepted,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        Ok(self.local)
    }
}
