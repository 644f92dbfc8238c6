//! A server that ends TLS itself, with a certificate of its own making.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_server::clock::Clock;
use rostrum_server::config::{Config, Tls};
use rostrum_server::serve::Server;
use rostrum_tests::within;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

fn config(data: &Path, tls: Tls) -> Config {
    Config {
        data: data.to_path_buf(),
        listen: "127.0.0.1:0".parse().unwrap(),
        media: "127.0.0.1:0".parse().unwrap(),
        advertise: vec!["192.0.2.7".parse().unwrap()],
        tls: Some(tls),
        origins: vec![],
        clock: Clock::system(),
    }
}

/// What `/healthz` says to somebody who trusts this certificate for this name.
async fn health(server: &Server, certificate: &Path, name: &'static str) -> String {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(certificate).unwrap()).unwrap();
    let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(server.http).await.unwrap();
    let name = ServerName::try_from(name).unwrap();
    let mut stream = TlsConnector::from(Arc::new(client)).connect(name, stream).await.unwrap();
    let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    within("an answer", stream.read_to_string(&mut answer)).await.unwrap();
    answer
}

#[tokio::test]
async fn the_certificate_names_the_addresses_and_outlives_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(config(data.path(), Tls::SelfSigned)).await.unwrap();
    let certificate = data.path().join("tls-certificate.pem");
    assert!(health(&server, &certificate, "localhost").await.ends_with("ok\n"));
    assert!(health(&server, &certificate, "192.0.2.7").await.ends_with("ok\n"));
    let first = std::fs::read(&certificate).unwrap();
    let mode = std::fs::metadata(data.path().join("tls-key.pem")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    server.stop().await;

    let server = Server::start(config(data.path(), Tls::SelfSigned)).await.unwrap();
    assert_eq!(std::fs::read(&certificate).unwrap(), first);
    assert!(health(&server, &certificate, "localhost").await.ends_with("ok\n"));
    server.stop().await;
}

#[tokio::test]
async fn a_certificate_that_cannot_be_used_is_named() {
    let data = tempfile::tempdir().unwrap();
    let (certificate, key) = (data.path().join("no.pem"), data.path().join("none.pem"));
    let why = Server::start(config(data.path(), Tls::Files { certificate, key })).await.err();
    assert!(format!("{:#}", why.unwrap()).contains("no.pem"));
}
