//! The writing end of a socket: what is queued, much of it before one flush, and pings.

use super::last_ping::LastPing;
use super::limits;
use crate::clock::Clock;
use crate::room::outbox::{OutboxReader, Outgoing};
use futures_util::SinkExt;
use futures_util::stream::SplitSink;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Interval, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

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
    loop {
        let first = tokio::select! {
            biased;
            next = queue.next() => next,
            () = due(&mut ping, &last_ping) => {
                let ping = Message::Ping(last_ping.ping(clock.now()));
                match timeout(limits::WRITE_WITHIN, sink.send(ping)).await {
                    Ok(Ok(())) => continue,
                    Ok(Err(_)) | Err(_) => return,
                }
            }
        };
        let mut next = first;
        let (mut bytes, mut end) = (0, next.is_none());
        let fed = timeout(limits::WRITE_WITHIN, async {
            while let Some(outgoing) = next.take() {
                match outgoing {
                    Outgoing::Frame(frame) => {
                        bytes += frame.len();
                        sink.feed(Message::Text(frame)).await?;
                    }
                    Outgoing::Close(reason) => {
                        let (code, why) = reason.code();
                        let frame = CloseFrame { code: code.into(), reason: why.into() };
                        sink.feed(Message::Close(Some(frame))).await?;
                        end = true;
                        break;
                    }
                }
                // What is handed over is counted, before more is.
                next = if bytes < FLUSH_AT_BYTES { queue.next_queued() } else { None };
            }
            sink.flush().await
        });
        if !matches!(fed.await, Ok(Ok(()))) || end {
            // The peer may be gone; closing is all that is left.
            drop(timeout(Duration::from_secs(1), sink.close()).await);
            return;
        }
        queue.sent(bytes);
    }
}

/// Returns when a ping is due, or asked for.
async fn due(ping: &mut Interval, last_ping: &LastPing) {
    tokio::select! {
        _ = ping.tick() => {}
        () = last_ping.asked() => {}
    }
}
