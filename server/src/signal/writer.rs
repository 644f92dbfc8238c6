//! The writing end of a socket: what is queued, much of it before one flush, and pings.

use super::last_ping::LastPing;
use super::limits;
use crate::clock::Clock;
use crate::room::outbox::{OutboxReader, Outgoing};
use crate::room::{CloseReason, Viewing};
use futures_util::SinkExt;
use futures_util::stream::SplitSink;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Interval, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::{Bytes, Error, Message, Utf8Bytes};

/// The longest piece of a message.
const FRAGMENT_BYTES: usize = 2 * 1024;
/// So much is written before it is flushed and counted.
const FLUSH_AT_BYTES: usize = 64 * 1024;

/// Writes what is queued, much of it before one flush, and pings.
pub async fn write<S>(
    mut sink: SplitSink<WebSocketStream<S>, Message>,
    mut queue: OutboxReader,
    (clock, last_ping): (Clock, LastPing),
) where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut ping = tokio::time::interval(limits::PING_EVERY);
    ping.tick().await;
    let mut viewing = None;
    loop {
        let first = tokio::select! {
            biased;
            next = queue.next() => next,
            next = told(&mut viewing) => Some(next),
            () = due(&mut ping, &last_ping) => {
                let ping = Message::Ping(last_ping.ping(clock.now()));
                match timeout(limits::WRITE_WITHIN, sink.send(ping)).await {
                    Ok(Ok(())) => continue,
                    Ok(Err(_)) | Err(_) => return gone(&queue, viewing.is_some()),
                }
            }
        };
        let mut next = first;
        let (mut written, mut queued, mut end) = (0, 0, next.is_none());
        let fed = timeout(limits::WRITE_WITHIN, async {
            while let Some(outgoing) = next.take() {
                match outgoing {
                    Outgoing::Frame(frame) => {
                        queued += frame.len();
                        written += feed(&mut sink, frame).await?;
                    }
                    Outgoing::Told(frame) => written += feed(&mut sink, frame).await?,
                    Outgoing::Follow(follows) => viewing = Some(follows),
                    Outgoing::Close(reason) => {
                        queue.ended(reason);
                        let (code, why) = reason.code();
                        let frame = CloseFrame { code: code.into(), reason: why.into() };
                        sink.feed(Message::Close(Some(frame))).await?;
                        end = true;
                        break;
                    }
                }
                // What is handed over is counted, before more is.
                if written < FLUSH_AT_BYTES {
                    next = queue.next_queued().or_else(|| viewing.as_mut()?.take());
                }
            }
            sink.flush().await
        });
        if !matches!(fed.await, Ok(Ok(()))) || end {
            gone(&queue, viewing.is_some());
            // The peer may be gone; closing is all that is left.
            drop(timeout(Duration::from_secs(1), sink.close()).await);
            return;
        }
        queue.sent(queued);
    }
}

async fn feed<S>(
    sink: &mut SplitSink<WebSocketStream<S>, Message>,
    frame: Utf8Bytes,
) -> Result<usize, Error>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let bytes = frame.len();
    for part in fragments(frame) {
        sink.feed(part).await?;
    }
    Ok(bytes)
}

/// Nothing reaches the client any more. Whoever takes part is found by the room at the next event; a viewer is not.
fn gone(queue: &OutboxReader, is_viewer: bool) {
    if is_viewer {
        queue.ended(CloseReason::TooSlow);
    }
}

/// What the public is told next, at a socket that follows it.
async fn told(viewing: &mut Option<Box<Viewing>>) -> Outgoing {
    match viewing {
        Some(viewing) => viewing.next().await,
        None => std::future::pending().await,
    }
}

/// A message in pieces (RFC 6455 §5.4), if it is long: the library keeps a buffer as long as the longest frame that it
/// ever wrote, for as long as the socket is open, and every socket begins with a whole meeting.
fn fragments(text: Utf8Bytes) -> impl Iterator<Item = Message> {
    let mut rest = Bytes::from(text);
    let mut opcode = Some(Data::Text);
    std::iter::from_fn(move || {
        let kind = OpCode::Data(opcode.take().or((!rest.is_empty()).then_some(Data::Continue))?);
        let piece = rest.split_to(rest.len().min(FRAGMENT_BYTES));
        Some(Message::Frame(Frame::message(piece, kind, rest.is_empty())))
    })
}

/// Returns when a ping is due, or asked for.
async fn due(ping: &mut Interval, last_ping: &LastPing) {
    tokio::select! {
        _ = ping.tick() => {}
        () = last_ping.asked() => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader of the frames puts together again.
    fn sent(length: usize) -> Vec<(OpCode, bool, usize)> {
        let text = "ü".repeat(length);
        let frames: Vec<_> = fragments(text.clone().into())
            .map(|message| match message {
                Message::Frame(frame) => frame,
                other => panic!("{other:?}"),
            })
            .collect();
        let bytes: Vec<u8> = frames.iter().flat_map(|frame| frame.payload().to_vec()).collect();
        assert_eq!(String::from_utf8(bytes).as_deref(), Ok(text.as_str()));
        let head = |frame: &Frame| (frame.header().opcode, frame.header().is_final);
        frames.iter().map(|f| (head(f).0, head(f).1, f.payload().len())).collect()
    }

    #[test]
    fn a_long_message_is_sent_in_pieces_and_a_short_one_whole() {
        let (text, more) = (OpCode::Data(Data::Text), OpCode::Data(Data::Continue));
        assert_eq!(sent(0), [(text, true, 0)]);
        assert_eq!(sent(FRAGMENT_BYTES / 2), [(text, true, FRAGMENT_BYTES)]);
        let pieces =
            [(text, false, FRAGMENT_BYTES), (more, false, FRAGMENT_BYTES), (more, true, 2)];
        assert_eq!(sent(FRAGMENT_BYTES + 1), pieces);
    }
}
