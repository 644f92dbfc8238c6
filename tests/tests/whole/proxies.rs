//! The samples for nginx, Caddy and HAProxy, with the programs themselves: what stands in `deploy/proxies`, on
//! another port and with a certificate made for the rehearsal.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use futures_util::{SinkExt, StreamExt};
use rostrum_proto::wire::http::Joined;
use rostrum_proto::wire::{ClientMessage, PROTOCOL};
use rostrum_tests::hall::convene;
use rostrum_tests::program::{Program, free_port};
use rostrum_tests::{Process, within};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};

const HOST: &str = "meetings.example";

/// A proxy that runs in front of a server.
struct Proxy {
    _program: Program,
    address: SocketAddr,
    connector: TlsConnector,
}

impl Proxy {
    /// Starts one by its sample, changed only in what is particular to the place.
    async fn start(
        sample: &str,
        server: SocketAddr,
        folder: &Path,
        place: impl Fn(String) -> String,
        command: impl Fn(&Path) -> Command,
    ) -> Self {
        let made = rcgen::generate_simple_self_signed(vec![HOST.to_owned()]).unwrap();
        let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
        let files = [("certificate.pem", &certificate), ("key.pem", &key)];
        for (name, text) in files {
            std::fs::write(folder.join(name), text).unwrap();
        }
        std::fs::write(folder.join("bundle.pem"), format!("{certificate}{key}")).unwrap();
        let port = free_port(Ipv4Addr::LOCALHOST.into());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/proxies").join(sample);
        let text = std::fs::read_to_string(path).unwrap();
        for once in ["443", "127.0.0.1:8080"] {
            assert_eq!(text.matches(once).count(), 1, "{once} stands once in {sample}");
        }
        let text = text
            .replace("443", &port.to_string())
            .replace("127.0.0.1:8080", &server.to_string())
            .replace("/etc/rostrum/tls", folder.to_str().unwrap());
        let config = folder.join(sample);
        std::fs::write(&config, place(text)).unwrap();
        let log = std::fs::File::create(folder.join("proxy.log")).unwrap();
        let program = command(&config).stdout(Stdio::null()).stderr(log).spawn();
        let program = program.unwrap_or_else(|why| panic!("{sample}: {why}"));
        let mut roots = RootCertStore::empty();
        roots.add(made.cert.der().clone()).unwrap();
        let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let proxy = Self {
            _program: Program(program),
            address,
            connector: TlsConnector::from(Arc::new(client)),
        };
        within(&format!("{sample}: {}", folder.join("proxy.log").display()), async {
            while TcpStream::connect(address).await.is_err() {
                tokio::task::yield_now().await;
            }
        })
        .await;
        proxy
    }

    async fn connect(&self) -> TlsStream<TcpStream> {
        let stream = TcpStream::connect(self.address).await.unwrap();
        let name = ServerName::try_from(HOST).unwrap();
        self.connector.connect(name, stream).await.unwrap()
    }

    /// Status and answer.
    async fn says(&self, request: String) -> (u16, String) {
        let mut stream = self.connect().await;
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // Some proxies close without the last word of TLS.
        drop(within("an answer", stream.read_to_end(&mut answer)).await);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        (answer[9..12].parse().unwrap(), body.to_owned())
    }

    async fn gets(&self, path: &str) -> (u16, String) {
        let head = format!("GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n");
        self.says(head).await
    }

    /// With a claim about who asks.
    async fn joins(&self, path: &str, code: &str, claim: &str) -> (u16, String) {
        let body = serde_json::json!({ "code": code }).to_string();
        let head = format!(
            "POST {path}/api/join HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\
             X-Forwarded-For: {claim}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.says(head).await
    }

    /// The first word of the server to a `hello` from a page of this origin.
    async fn greets(&self, path: &str, token: &str, origin: &str) -> Result<String, Error> {
        let mut request = format!("wss://{HOST}{path}/ws").into_client_request().unwrap();
        request.headers_mut().insert("Origin", origin.parse().unwrap());
        let (mut socket, _) = client_async(request, self.connect().await).await?;
        let (protocol, token) = (PROTOCOL, token.to_owned());
        let hello = ClientMessage::Hello { protocol, token, resume: None };
        socket.send(Message::text(serde_json::to_string(&hello).unwrap())).await?;
        let first = within("welcome", socket.next()).await.expect("it says something")?;
        Ok(first.into_text()?.to_string())
    }
}

/// What every proxy passes on, and what none does.
async fn passes_what_it_must(proxy: &Proxy, code: &str) {
    for path in ["", "/rostrum"] {
        assert_eq!(proxy.gets(&format!("{path}/healthz")).await.0, 200, "{path}");
        assert_eq!(proxy.gets(&format!("{path}/readyz")).await.0, 200, "{path}");
        assert_eq!(proxy.gets(&format!("{path}/metrics")).await.0, 404, "{path}");
        let (status, joined) = proxy.joins(path, code, "198.51.100.7").await;
        assert_eq!(status, 200, "{path}: {joined}");
        let start = joined.find('{').unwrap();
        let end = joined.rfind('}').unwrap();
        let joined: Joined = serde_json::from_str(&joined[start..=end]).unwrap();
        let welcome = proxy.greets(path, &joined.token, "https://meetings.example").await.unwrap();
        assert!(welcome.contains("\"welcome\""), "{path}: {welcome}");
        let foreign = proxy.greets(path, &joined.token, "https://evil.example").await;
        let refused = matches!(&foreign, Err(Error::Http(answer)) if answer.status() == 403);
        assert!(refused, "{path}: {foreign:?}");
    }
    assert_eq!(proxy.gets("/rostrum").await.0, 308);
    let mut last = 0;
    for n in 0..40 {
        last = proxy.joins("", &format!("guess-{n}"), &format!("198.51.100.{n}")).await.0;
    }
    assert_eq!(last, 429, "nobody is another by their own word");
}

async fn server(folder: &TempDir) -> (Process, String) {
    let data = folder.path().join("data");
    let (_, codes) = convene(&data);
    let arguments = ["--origin", "https://meetings.example/", "--trusted-proxy", "127.0.0.1"];
    (Process::start_with(&data, &arguments).await, codes["reporter"].clone())
}

/// Who they run as is the place's, and not that of a rehearsal.
fn as_whoever(text: &str) -> String {
    let own = ["user ", "group ", "chroot "];
    let kept =
        text.lines().filter(|line| !own.iter().any(|own| line.trim_start().starts_with(own)));
    kept.map(|line| format!("{line}\n")).collect()
}

#[tokio::test]
async fn behind_nginx() {
    let folder = TempDir::new().unwrap();
    let (server, code) = server(&folder).await;
    let here: PathBuf = folder.path().to_path_buf();
    let place = |text: String| {
        let kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let folders = kinds.map(|kind| format!("{kind}_temp_path {}/{kind};", here.display()));
        let own = format!("http {{ access_log off; {}", folders.join(" "));
        as_whoever(&text).replacen("http {", &own, 1)
    };
    let command = |config: &Path| {
        let mut nginx = Command::new("nginx");
        let own = format!("pid {}/pid; daemon off;", here.display());
        nginx.arg("-c").arg(config).args(["-e", "stderr", "-g", &own]);
        nginx
    };
    let proxy = Proxy::start("nginx.conf", server.address(), folder.path(), place, command).await;
    passes_what_it_must(&proxy, &code).await;
}

#[tokio::test]
async fn behind_caddy() {
    let folder = TempDir::new().unwrap();
    let (server, code) = server(&folder).await;
    let place = |text: String| text.replacen("{\n", "{\n\tadmin off\n", 1);
    let here: PathBuf = folder.path().to_path_buf();
    let command = |config: &Path| {
        let mut caddy = Command::new("caddy");
        caddy.args(["run", "--adapter", "caddyfile", "--config"]).arg(config);
        caddy.env("XDG_DATA_HOME", &here).env("XDG_CONFIG_HOME", &here).env("HOME", &here);
        caddy
    };
    let proxy = Proxy::start("Caddyfile", server.address(), folder.path(), place, command).await;
    passes_what_it_must(&proxy, &code).await;
}

#[tokio::test]
async fn behind_haproxy() {
    let folder = TempDir::new().unwrap();
    let (server, code) = server(&folder).await;
    let place = |text: String| as_whoever(&text);
    let command = |config: &Path| {
        let mut haproxy = Command::new("haproxy");
        haproxy.arg("-db").arg("-f").arg(config);
        haproxy
    };
    let proxy = Proxy::start("haproxy.cfg", server.address(), folder.path(), place, command).await;
    passes_what_it_must(&proxy, &code).await;
}
