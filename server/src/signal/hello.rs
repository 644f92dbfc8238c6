//! The first message of a socket: who is there.

use super::{App, limits};
use crate::identity::{Claims, Invitation};
use crate::room::CloseReason;
use futures_util::StreamExt;
use futures_util::stream::SplitStream;
use rostrum_proto::wire::client::Resume;
use rostrum_proto::wire::server::ErrorCode;
use rostrum_proto::wire::{ClientMessage, PROTOCOL, ServerMessage};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tracing::{error, info};

/// Why a socket does not get further.
pub(super) struct HelloRefused {
    /// To be said first.
    pub message: Option<ServerMessage>,
    /// And then it is closed.
    pub close: CloseReason,
}

/// Who is at a socket.
pub(super) struct Greeted {
    /// What the token says.
    pub claims: Claims,
    /// The link that it was issued for.
    pub invitation: Invitation,
    /// Where the client stopped before.
    pub resume: Option<Resume>,
}

/// Reads the first message.
pub(super) async fn hello<S>(
    app: &App,
    incoming: &mut SplitStream<WebSocketStream<S>>,
) -> Result<Greeted, HelloRefused>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let refused = |code, sentence: &str, close| {
        let sentence = sentence.into();
        HelloRefused { message: Some(ServerMessage::Error { code, sentence, id: None }), close }
    };
    let hello = format!("{{\"type\":\"hello\",\"protocol\":{PROTOCOL},\"token\":…}}");
    let expected = format!("Expected {hello} as the first message.");
    let not_hello = || refused(ErrorCode::HelloExpected, &expected, CloseReason::ProtocolError);
    // Who is late is not told to be wrong: a client on a slow machine or line comes back.
    let late = HelloRefused { message: None, close: CloseReason::ProtocolError };
    let first = timeout(limits::HELLO_WITHIN, incoming.next()).await.map_err(|_| late)?;
    let text = match first {
        Some(Ok(Message::Text(text))) => text,
        // Opened to see whether it opens: the join page does. Not a word is lost on it.
        None | Some(Ok(Message::Close(_)) | Err(_)) => {
            metrics::counter!("rostrum_sockets_tried_total").increment(1);
            return Err(HelloRefused { message: None, close: CloseReason::ProtocolError });
        }
        Some(Ok(_)) => return Err(not_hello()),
    };
    let message: ClientMessage = serde_json::from_str(&text).map_err(|_| not_hello())?;
    let ClientMessage::Hello { protocol, token, resume } = message else { return Err(not_hello()) };
    if protocol != PROTOCOL {
        let sentence =
            format!("This server speaks protocol {PROTOCOL}, not {protocol}: reload the page.");
        return Err(refused(ErrorCode::HelloExpected, &sentence, CloseReason::ProtocolError));
    }
    let unauthorized = |why: &str| {
        info!(why, "hello.unauthorized");
        HelloRefused { message: None, close: CloseReason::Unauthorized }
    };
    let claims =
        app.tokens.check(app.clock.now(), &token).map_err(|e| unauthorized(&e.to_string()))?;
    let invitation = good_invitation(app, &claims).map_err(|close| match close {
        CloseReason::Unauthorized => {
            unauthorized("the token names another meeting or person than its invitation")
        }
        close => HelloRefused { message: None, close },
    })?;
    // Of the public link there are as many sockets as viewers: each of those has turns of their own.
    let whose = match invitation.to.takes_part() {
        Ok(_) => claims.invitation.as_str(),
        Err(_) => claims.sub.as_str(),
    };
    if !app.sockets.take(whose, app.clock.now()) {
        let sentence = "Too many connections with this link: wait a moment.";
        return Err(refused(ErrorCode::TooFast, sentence, CloseReason::Restarting));
    }
    if app.directory.visit(&claims.meeting).await.is_none() {
        return Err(unauthorized("the meeting is not open on this server"));
    }
    Ok(Greeted { claims, invitation, resume })
}

/// The invitation of a token. What cannot be looked up is not trusted, and may come back.
///
/// # Errors
/// It was revoked, the token is for another meeting or person, or the data folder cannot be read.
pub(super) fn good_invitation(app: &App, claims: &Claims) -> Result<Invitation, CloseReason> {
    let found = app.invitations().by_id(&claims.invitation).map_err(|why| {
        error!(%why, "invitation.unreadable");
        CloseReason::Restarting
    })?;
    let invitation = found.ok_or(CloseReason::Ended)?;
    if invitation.meeting != claims.meeting || !invitation.to.is(&claims.sub) {
        return Err(CloseReason::Unauthorized);
    }
    match invitation.revoked_at {
        Some(_) => Err(CloseReason::Ended),
        None => Ok(invitation),
    }
}
