//! Media over TCP, for networks that pass nothing else: the same datagrams, each behind its length (RFC 4571), over a
//! connection that the client opens (a passive candidate, RFC 6544).
//!
//! A stream that is held up holds up everything behind: so little waits in it, voices go before pictures, and what does
//! not fit is dropped, as a network would.

use super::demux::MAX_DATAGRAM;
use super::egress::Way;
use bytes::BytesMut;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, split};
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Datagrams that may wait to be written, of voices and everything small, and of pictures.
const VOICES_WAIT: usize = 64;
const PICTURES_WAIT: usize = 48;
/// A client that says nothing for so long has gone; its checks come every few seconds (RFC 7675).
const SILENCE: Duration = Duration::from_secs(30);

/// What happens on a connection.
pub(super) enum Stream {
    /// It is there.
    Came(u64, Lane),
    /// It brought a datagram.
    Brought(Way, Vec<u8>),
    /// It is gone.
    Went(u64),
}

/// The way into a connection.
#[derive(Debug)]
pub(super) struct Lane {
    voices: mpsc::Sender<BytesMut>,
    pictures: mpsc::Sender<BytesMut>,
}

impl Lane {
    /// Writes a datagram when it can; drops it if too many wait.
    pub(super) fn send(&self, datagram: BytesMut, is_picture: bool) {
        let lane = if is_picture { &self.pictures } else { &self.voices };
        // Lost, as on any other crowded network.
        drop(lane.try_send(datagram));
    }
}

/// Whether a connection that begins so carries media: the length of a first check is below 1,500, its first byte below
/// 6; HTTP begins with a letter, TLS with 22.
#[must_use]
pub fn begins_media(first: u8) -> bool {
    usize::from(first) <= MAX_DATAGRAM >> 8
}

/// Carries datagrams both ways until the connection ends.
pub(super) async fn carry(
    io: impl AsyncRead + AsyncWrite,
    (remote, number): (SocketAddr, u64),
    told: mpsc::Sender<Stream>,
) {
    let (reader, writer) = split(io);
    let (voices, of_voices) = mpsc::channel(VOICES_WAIT);
    let (pictures, of_pictures) = mpsc::channel(PICTURES_WAIT);
    if told.send(Stream::Came(number, Lane { voices, pictures })).await.is_err() {
        return;
    }
    let way = Way { remote, local: None, stream: Some(number) };
    // How a connection ends is its own affair.
    tokio::select! {
        ended = read(reader, way, &told) => drop(ended),
        ended = write(writer, of_voices, of_pictures) => drop(ended),
    }
    drop(told.send(Stream::Went(number)).await);
}

async fn read(
    mut reader: impl AsyncRead + Unpin,
    way: Way,
    told: &mpsc::Sender<Stream>,
) -> io::Result<()> {
    loop {
        let length = timeout(SILENCE, reader.read_u16()).await??;
        if usize::from(length) > MAX_DATAGRAM {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut datagram = vec![0; usize::from(length)];
        timeout(SILENCE, reader.read_exact(&mut datagram)).await??;
        if told.send(Stream::Brought(way, datagram)).await.is_err() {
            return Ok(());
        }
    }
}

async fn write(
    mut writer: impl AsyncWrite + Unpin,
    mut voices: mpsc::Receiver<BytesMut>,
    mut pictures: mpsc::Receiver<BytesMut>,
) -> io::Result<()> {
    loop {
        let datagram = tokio::select! {
            biased;
            datagram = voices.recv() => datagram,
            datagram = pictures.recv() => datagram,
        };
        let Some(datagram) = datagram else { return Ok(()) };
        // Together, so that no segment holds a length alone.
        let mut framed = Vec::with_capacity(datagram.len() + 2);
        framed.extend_from_slice(&(datagram.len() as u16).to_be_bytes());
        framed.extend_from_slice(&datagram);
        writer.write_all(&framed).await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn datagrams_keep_their_bounds_and_voices_go_first() {
        let (mut client, server) = tokio::io::duplex(64);
        let (told, mut hears) = mpsc::channel(8);
        let remote: SocketAddr = "192.0.2.7:4711".parse().expect("address");
        let carrying = tokio::spawn(carry(server, (remote, 9), told));
        let Some(Stream::Came(9, lane)) = hears.recv().await else { panic!("it came") };
        client.write_all(&[0, 3, 1, 2, 3, 0, 1, 9]).await.expect("written");
        for expected in [vec![1, 2, 3], vec![9]] {
            let Some(Stream::Brought(way, datagram)) = hears.recv().await else {
                panic!("it brought")
            };
            assert_eq!((way.remote, way.stream, datagram), (remote, Some(9), expected));
        }
        // More than the stream takes at once.
        for n in 0..100_u8 {
            lane.send(BytesMut::from(&[n; 40][..]), true);
        }
        lane.send(BytesMut::from(&[200; 3][..]), false);
        let mut order = Vec::new();
        while !order.contains(&200) {
            let length = client.read_u16().await.expect("a length");
            let mut datagram = vec![0; usize::from(length)];
            client.read_exact(&mut datagram).await.expect("a datagram");
            order.push(datagram[0]);
        }
        assert!(order.len() < 5, "the voice overtook the pictures: {order:?}");
        client.write_all(&[0xFF, 0xFF]).await.expect("written");
        assert!(matches!(hears.recv().await, Some(Stream::Went(9))), "what lies is not read on");
        carrying.await.expect("ended");
    }

    #[test]
    fn media_is_told_from_everything_else_by_its_first_byte() {
        assert!(begins_media(0));
        for other in [b"GET "[0], b"PRI"[0], 22, 128] {
            assert!(!begins_media(other));
        }
    }
}
