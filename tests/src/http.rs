//! HTTP as far as the rehearsals need it.

use rostrum_proto::wire::http::{Joined, Problem};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Exchanges a link's code for a token.
///
/// # Errors
/// The server's answer.
pub async fn join(server: SocketAddr, code: &str) -> Result<Joined, Problem> {
    let body = serde_json::json!({ "code": code }).to_string();
    let (status, answer) = post(server, "/api/join", &body).await;
    match status {
        200 => Ok(serde_json::from_str(&answer).unwrap()),
        _ => Err(serde_json::from_str(&answer).unwrap()),
    }
}

/// `POST`s a body; gives status and answer.
pub async fn post(server: SocketAddr, path: &str, body: &str) -> (u16, String) {
    send(server, path, "", body).await
}

/// The same with a token (RFC 6750).
pub async fn post_as(server: SocketAddr, path: &str, token: &str, body: &str) -> (u16, String) {
    send(server, path, &format!("\r\nAuthorization: Bearer {token}"), body).await
}

/// The same of what is no text.
pub async fn post_bytes(server: SocketAddr, path: &str, token: &str, body: &[u8]) -> (u16, String) {
    let length = body.len();
    let head = format!(
        "POST {path} HTTP/1.0\r\nAuthorization: Bearer {token}\r\nContent-Length: {length}\r\n\r\n"
    );
    let mut stream = TcpStream::connect(server).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body).await.unwrap();
    let mut answer = String::new();
    crate::within("an HTTP answer", stream.read_to_string(&mut answer)).await.unwrap();
    let status = answer[9..12].parse().unwrap();
    (status, answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
}

async fn send(server: SocketAddr, path: &str, more: &str, body: &str) -> (u16, String) {
    let length = body.len();
    let head = format!("POST {path} HTTP/1.1\r\nHost: hall\r\nContent-Length: {length}{more}");
    say(server, &format!("{head}\r\nConnection: close\r\n\r\n{body}")).await
}

/// `GET`s a path; gives status and answer.
pub async fn get(server: SocketAddr, path: &str) -> (u16, String) {
    let request = format!("GET {path} HTTP/1.1\r\nHost: hall\r\nConnection: close\r\n\r\n");
    say(server, &request).await
}

/// Says something in HTTP; gives status and answer.
pub async fn say(server: SocketAddr, request: &str) -> (u16, String) {
    let (status, _, body) = say_and_see(server, request).await;
    (status, body)
}

/// The same, of an answer that is no text.
pub async fn say_for_bytes(server: SocketAddr, request: &str) -> (u16, Vec<u8>) {
    let mut stream = TcpStream::connect(server).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    crate::within("an HTTP answer", stream.read_to_end(&mut answer)).await.unwrap();
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let status = String::from_utf8_lossy(&answer[9..12]).parse().unwrap();
    (status, answer.split_off(head + 4))
}

/// Says something in HTTP; gives status, head and answer.
pub async fn say_and_see(server: SocketAddr, request: &str) -> (u16, String, String) {
    let mut stream = TcpStream::connect(server).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    crate::within("an HTTP answer", stream.read_to_end(&mut answer)).await.unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer[9..12].parse().unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer.as_str(), ""));
    (status, head.to_owned(), body.to_owned())
}
