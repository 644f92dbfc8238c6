//! HTTP as far as joining needs it.

use anyhow::Context;
use rostrum_proto::wire::http::{JoinRequest, Joined, Problem};
use std::fmt;
use std::str::FromStr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A server, as `host:port`; without TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(String);

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let host = text.strip_prefix("http://").map(|rest| rest.trim_end_matches('/'));
        match host {
            Some(host) if !host.is_empty() && !host.contains('/') => {
                let has_port =
                    host.rsplit(':').next().is_some_and(|port| port.parse::<u16>().is_ok());
                Ok(Self(if has_port { host.to_owned() } else { format!("{host}:80") }))
            }
            _ => Err(format!("expected a server such as http://localhost:8080, found {text}")),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Address {
    /// A connection to it.
    ///
    /// # Errors
    /// It is not there.
    pub async fn connect(&self) -> anyhow::Result<TcpStream> {
        TcpStream::connect(&self.0).await.with_context(|| format!("connecting to {self}"))
    }
}

/// Exchanges the code of a link for a token.
///
/// # Errors
/// The server is not there, or says something that is not of the protocol.
pub async fn join(server: &Address, code: &str) -> anyhow::Result<Result<Joined, Problem>> {
    let body = serde_json::to_string(&JoinRequest { code: code.to_owned(), device: None })?;
    let head = format!(
        "POST /api/join HTTP/1.1\r\nHost: {server}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        body.len()
    );
    let mut stream = server.connect().await?;
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.context("reading the answer to joining")?;
    let (head, body) = answer.split_once("\r\n\r\n").context("no answer to joining")?;
    match head.split(' ').nth(1) {
        Some("200") => Ok(Ok(serde_json::from_str(body)?)),
        _ => Ok(Err(serde_json::from_str(body).with_context(|| head.to_owned())?)),
    }
}
