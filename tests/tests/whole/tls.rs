//! A server that ends TLS itself, with a certificate of its own making.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_server::config::{Config, Tls};
use rostrum_server::serve::Server;
use rostrum_tests::{hall, within};
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
    let local = hall::config(data, "127.0.0.1:0".parse().unwrap());
    let advertise = vec!["192.0.2.7".parse().unwrap()];
    Config { media: "0.0.0.0:0".parse().unwrap(), advertise, tls: Some(tls), ..local }
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

#[tokio::test]
async fn a_renewed_certificate_is_taken_without_a_restart() {
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for folder in [&old, &new] {
        let made = Server::start(config(folder.path(), Tls::SelfSigned)).await.unwrap();
        made.stop().await;
    }
    let file = |folder: &tempfile::TempDir, name: &str| folder.path().join(name);
    let data = tempfile::tempdir().unwrap();
    let (certificate, key) = (file(&data, "certificate.pem"), file(&data, "key.pem"));
    let renew = |from: &tempfile::TempDir| {
        std::fs::copy(file(from, "tls-certificate.pem"), &certificate).unwrap();
        std::fs::copy(file(from, "tls-key.pem"), &key).unwrap();
    };
    renew(&old);
    let tls = Tls::Files { certificate: certificate.clone(), key: key.clone() };
    let server = Server::start(config(data.path(), tls)).await.unwrap();
    let trusted = |folder: &tempfile::TempDir| file(folder, "tls-certificate.pem");
    assert!(health(&server, &trusted(&old), "localhost").await.ends_with("ok\n"));

    // Half of a renewal: the key does not fit, and the certificate in use stays.
    std::fs::write(&key, "no key at all").unwrap();
    server.reload().await;
    assert!(health(&server, &trusted(&old), "localhost").await.ends_with("ok\n"));
    renew(&new);
    server.reload().await;
    assert!(health(&server, &trusted(&new), "localhost").await.ends_with("ok\n"));
    server.stop().await;
}

#[tokio::test]
async fn a_handshake_that_does_not_begin_takes_a_place_and_gives_it_back() {
    let data = tempfile::tempdir().unwrap();
    let settings = config(data.path(), Tls::SelfSigned);
    let server = Server::start(Config { connections_per_address: 3, ..settings }).await.unwrap();
    let certificate = data.path().join("tls-certificate.pem");
    let mut silent = Vec::new();
    for _ in 0..3 {
        silent.push(TcpStream::connect(server.http).await.unwrap());
    }
    let mut one_more = TcpStream::connect(server.http).await.unwrap();
    let mut nothing = Vec::new();
    drop(within("it is turned away", one_more.read_to_end(&mut nothing)).await);
    for stream in &mut silent {
        drop(within("they are not waited for", stream.read_to_end(&mut nothing)).await);
    }
    assert!(health(&server, &certificate, "localhost").await.ends_with("ok\n"));
    server.stop().await;
}
