//! Streams with little patience: with a client that takes nothing of what is written to it, and with one that
//! sends more than a message can be.

use super::door::Admission;
use super::limits::{ENOUGH_TAKEN, MAX_WIRE_BYTES, TAKEN_WITHIN};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// A connection that was admitted. Writing to it fails if the client does not take [`ENOUGH_TAKEN`] bytes in
/// [`TAKEN_WITHIN`] while there are some for it.
pub struct Patient<S> {
    stream: S,
    waiting: Option<Pin<Box<Sleep>>>,
    /// Bytes that it has taken since it was waited for.
    taken: usize,
    _admission: Admission,
}

impl<S> Patient<S> {
    /// A stream that gives its place back when it ends.
    pub fn new(stream: S, admission: Admission) -> Self {
        Self { stream, waiting: None, taken: 0, _admission: admission }
    }

    /// The stream itself, to be looked at.
    pub fn inner(&self) -> &S {
        &self.stream
    }

    fn judge<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
        bytes: impl Fn(&T) -> usize,
    ) -> Poll<io::Result<T>> {
        match &written {
            Poll::Ready(Ok(done)) => {
                self.taken += bytes(done);
                if self.taken >= ENOUGH_TAKEN {
                    self.waiting = None;
                }
            }
            Poll::Ready(Err(_)) => {}
            Poll::Pending => {
                if self.waiting.is_none() {
                    self.taken = 0;
                }
                let waiting = &mut self.waiting;
                let waiting =
                    waiting.get_or_insert_with(|| Box::pin(tokio::time::sleep(TAKEN_WITHIN)));
                if waiting.as_mut().poll(context).is_ready() {
                    let why = "the client reads nothing of what it asked for";
                    return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, why)));
                }
            }
        }
        written
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judge(context, written, |count| *count)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.judge(context, written, |count| *count)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.judge(context, flushed, |()| ENOUGH_TAKEN)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(context);
        self.judge(context, shut, |()| ENOUGH_TAKEN)
    }
}

/// Counts what has come since the last message. Frames that end no message would else be read for ever, empty
/// ones above all: the library joins them in silence.
pub struct Metered<S> {
    stream: S,
    meter: Meter,
}

/// The reading of a meter. Cheap to clone.
#[derive(Clone, Default)]
pub struct Meter(Arc<AtomicUsize>);

impl Meter {
    /// A message is complete: the next one begins.
    pub fn begins_anew(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

impl<S> Metered<S> {
    /// A stream that is read by this meter.
    pub fn new(stream: S, meter: Meter) -> Self {
        Self { stream, meter }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Metered<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        let more = buffer.filled().len() - before;
        if self.meter.0.fetch_add(more, Ordering::Relaxed) + more > MAX_WIRE_BYTES {
            let why = "more bytes than a message can have, and no message";
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, why)));
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Metered<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::super::door::Door;
    use super::*;
    use std::net::{IpAddr, Ipv4Addr};
    use std::time::Duration;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
    use tokio::time::{Instant, sleep};

    /// Both ends of a connection that holds 64 bytes.
    fn connection() -> (Patient<DuplexStream>, DuplexStream) {
        let door = Arc::new(Door::new(1, vec![]));
        let admission = door.admit(IpAddr::V4(Ipv4Addr::LOCALHOST)).expect("nobody else is here");
        let (ours, theirs) = tokio::io::duplex(64);
        (Patient::new(ours, admission), theirs)
    }

    /// A client that takes so many bytes each second.
    async fn takes(mut client: DuplexStream, bytes: usize) {
        let mut buffer = vec![0; bytes];
        while client.read_exact(&mut buffer).await.is_ok() {
            sleep(Duration::from_secs(1)).await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_nothing_is_waited_for_a_minute() {
        let (mut ours, _client) = connection();
        let begun = Instant::now();
        let why = ours.write_all(&[0; 100_000]).await.expect_err("nobody reads");
        assert_eq!(why.kind(), io::ErrorKind::TimedOut);
        assert_eq!(begun.elapsed().as_secs(), TAKEN_WITHIN.as_secs());
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_next_to_nothing_takes_nothing() {
        let (mut ours, client) = connection();
        tokio::spawn(takes(client, 10));
        let begun = Instant::now();
        ours.write_all(&[0; 100_000]).await.expect_err("that would take hours");
        assert_eq!(begun.elapsed().as_secs(), TAKEN_WITHIN.as_secs());
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_slow_is_waited_for() {
        let (mut ours, client) = connection();
        tokio::spawn(takes(client, 300));
        ours.write_all(&[0; 100_000]).await.expect("300 bytes a second are enough");
    }

    #[tokio::test]
    async fn what_is_no_message_is_read_so_far_and_no_further() {
        let (mut client, server) = tokio::io::duplex(MAX_WIRE_BYTES * 3);
        let meter = Meter::default();
        let mut server = Metered::new(server, meter.clone());
        client.write_all(&vec![0; MAX_WIRE_BYTES * 3]).await.expect("it holds so much");
        let mut message = vec![0; MAX_WIRE_BYTES];
        server.read_exact(&mut message).await.expect("as long as a message may be");
        meter.begins_anew();
        server.read_exact(&mut message).await.expect("and another");
        let why = server.read_exact(&mut message).await.expect_err("too much");
        assert_eq!(why.kind(), io::ErrorKind::InvalidData);
    }
}
