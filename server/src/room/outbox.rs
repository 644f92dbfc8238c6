//! The queue from a room to one socket: bounded in bytes, so that a client that never reads harms nobody
//! but itself.

use super::public::Viewing;
use rostrum_proto::meeting::presence::DisconnectReason;
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::close;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{mpsc, watch};
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// A client that is this far behind is evicted, and free to resume.
pub const MAX_BEHIND_BYTES: usize = 256 * 1024;

/// Something for the socket.
#[derive(Debug)]
pub enum Outgoing {
    /// A text frame for this client, queued.
    Frame(Utf8Bytes),
    /// A text frame for all who follow, not queued for this one.
    Told(Utf8Bytes),
    /// From now on also what the public is told.
    Follow(Box<Viewing>),
    /// The end.
    Close(CloseReason),
}

/// Why the server closes a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// The token is not valid.
    Unauthorized,
    /// Link revoked or expelled.
    Ended,
    /// The device came back by another socket.
    Replaced,
    /// Not our protocol.
    ProtocolError,
    /// Does not read.
    TooSlow,
    /// The server stops.
    Restarting,
    /// Too many connections by one person.
    TooMany,
}

impl CloseReason {
    /// Close code and words (RFC 6455 §7.4).
    #[must_use]
    pub fn code(self) -> (u16, &'static str) {
        match self {
            Self::Unauthorized => (close::UNAUTHORIZED, "join again with your link"),
            Self::Ended => (close::ENDED, "your access to this meeting has ended"),
            Self::Replaced => (close::REPLACED, "continued on a new socket"),
            Self::ProtocolError => (close::PROTOCOL_ERROR, "not the protocol, see PROTOCOL.md"),
            Self::TooSlow => (close::TOO_SLOW, "too far behind, come back and resume"),
            Self::Restarting => (close::RESTARTING, "the server restarts, come back and resume"),
            Self::TooMany => (close::TOO_MANY, "too many connections, close one first"),
        }
    }

    /// What it means to the device, if that has no other socket.
    #[must_use]
    pub fn disconnects(self) -> DisconnectReason {
        match self {
            Self::Unauthorized | Self::Ended => DisconnectReason::Ended,
            Self::Replaced => DisconnectReason::Replaced,
            Self::ProtocolError | Self::TooMany => DisconnectReason::Left,
            Self::TooSlow => DisconnectReason::TooSlow,
            Self::Restarting => DisconnectReason::Restart,
        }
    }
}

/// The sending end. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Outbox {
    queue: mpsc::UnboundedSender<Outgoing>,
    behind: Arc<AtomicUsize>,
    /// The length of the first frame: a snapshot is as long as the meeting.
    began_with: Arc<AtomicUsize>,
    /// Why it is closed, once it is.
    ended: watch::Sender<Option<CloseReason>>,
}

/// The socket's end.
pub struct OutboxReader {
    queue: mpsc::UnboundedReceiver<Outgoing>,
    behind: Arc<AtomicUsize>,
    ended: watch::Sender<Option<CloseReason>>,
}

/// Makes both ends.
#[must_use]
pub fn outbox() -> (Outbox, OutboxReader) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let behind = Arc::new(AtomicUsize::new(0));
    let ended = watch::Sender::new(None);
    let reader = OutboxReader { queue: receiver, behind: behind.clone(), ended: ended.clone() };
    (Outbox { queue: sender, behind, began_with: Arc::default(), ended }, reader)
}

impl Outbox {
    /// Waits until it is closed, and says why. What such a socket says afterwards counts for nothing.
    pub async fn ended(&self) -> CloseReason {
        let mut ended = self.ended.subscribe();
        // We hold the sending end ourselves.
        let ended = ended.wait_for(Option::is_some).await.ok().and_then(|ended| *ended);
        ended.unwrap_or(CloseReason::Restarting)
    }

    /// Whether both lead to the same socket.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.queue.same_channel(&other.queue)
    }

    /// Queues a shared frame. `false` if the client is too far behind and must be closed.
    #[must_use]
    pub fn frame(&self, frame: Utf8Bytes) -> bool {
        let behind = self.behind.load(Ordering::Relaxed);
        let allowed = MAX_BEHIND_BYTES + self.began_with.load(Ordering::Relaxed);
        // One frame always fits.
        if behind > 0 && behind + frame.len() > allowed {
            return false;
        }
        self.enqueue(frame)
    }

    /// Queues the frame that a client begins with, however long it is: once for each connection.
    #[must_use]
    pub fn first_frame(&self, frame: Utf8Bytes) -> bool {
        self.began_with.fetch_max(frame.len(), Ordering::Relaxed);
        self.enqueue(frame)
    }

    fn enqueue(&self, frame: Utf8Bytes) -> bool {
        self.behind.fetch_add(frame.len(), Ordering::Relaxed);
        self.queue.send(Outgoing::Frame(frame)).is_ok()
    }

    /// Queues a message for this client alone.
    pub fn say(&self, message: &ServerMessage) -> bool {
        self.frame(encode(message))
    }

    /// Answers a question from this client. A client that does not read its answers is closed, so that it does not
    /// wait for what will not come.
    pub fn answer(&self, message: &ServerMessage) {
        if !self.say(message) {
            self.close(CloseReason::TooSlow);
        }
    }

    /// From now on the socket is sent what the public is told, besides what is queued.
    pub fn follow(&self, viewing: Viewing) {
        // A socket that has gone follows nothing.
        drop(self.queue.send(Outgoing::Follow(Box::new(viewing))));
    }

    /// Ends the socket after what is queued.
    pub fn close(&self, reason: CloseReason) {
        self.ended.send_if_modified(|ended| ended.replace(reason).is_none());
        // A socket that has gone needs no goodbye.
        drop(self.queue.send(Outgoing::Close(reason)));
    }
}

impl OutboxReader {
    /// The next thing to send; `None` when the room has let go.
    pub async fn next(&mut self) -> Option<Outgoing> {
        self.queue.recv().await
    }

    /// The next thing, if there is one already.
    pub fn next_queued(&mut self) -> Option<Outgoing> {
        self.queue.try_recv().ok()
    }

    /// Says why the socket has ended, to who listens to it and has not been told.
    pub fn ended(&self, reason: CloseReason) {
        self.ended.send_if_modified(|ended| {
            let first = ended.is_none();
            ended.get_or_insert(reason);
            first
        });
    }

    /// Notes how many bytes have been handed to the network.
    pub fn sent(&self, bytes: usize) {
        self.behind.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// A message as the frame that carries it.
#[must_use]
pub fn encode(message: &ServerMessage) -> Utf8Bytes {
    // Only maps with keys that are not text can fail, and the protocol has none.
    serde_json::to_string(message).unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_begins_with_a_long_meeting_is_not_behind_because_of_it() {
        let long = |bytes: usize| Utf8Bytes::from("x".repeat(bytes));
        let (outbox, reader) = outbox();
        assert!(outbox.first_frame(long(3 * MAX_BEHIND_BYTES)));
        assert!(outbox.frame(long(MAX_BEHIND_BYTES)), "so much beyond it");
        assert!(!outbox.frame(long(1)));
        reader.sent(4 * MAX_BEHIND_BYTES);
        assert!(outbox.frame(long(9 * MAX_BEHIND_BYTES)), "one frame always fits");
        assert!(!outbox.frame(long(1)));
    }

    #[test]
    fn who_does_not_read_the_answers_is_closed() {
        let (outbox, mut reader) = outbox();
        assert!(outbox.frame("x".repeat(MAX_BEHIND_BYTES).into()));
        outbox.answer(&ServerMessage::JournalPage { records: vec![] });
        assert!(matches!(reader.next_queued(), Some(Outgoing::Frame(_))));
        let end = reader.next_queued();
        assert!(matches!(end, Some(Outgoing::Close(CloseReason::TooSlow))), "{end:?}");
    }
}
