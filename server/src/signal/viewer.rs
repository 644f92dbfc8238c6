//! A viewer's socket: somebody of the public, who follows by the public link and says nothing.

use super::socket::{CONTINUE, Flow, Socket};
use crate::identity::PublicLink;
use crate::room::public::Comes;
use crate::room::{CloseReason, Offered, RoomHandle};
use futures_util::stream::SplitStream;
use rostrum_proto::id::ParticipantId;
use rostrum_proto::meeting::presence::DisconnectReason;
use rostrum_proto::meeting::setup::Person;
use rostrum_proto::role::Role;
use rostrum_proto::wire::client::Resume;
use rostrum_proto::wire::server::ErrorCode;
use rostrum_proto::wire::{ClientMessage, ServerMessage};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::WebSocketStream;

/// How often a viewer may send what is not for viewers to send.
const PATIENCE: u32 = 10;

/// Who a viewer is to themselves; to everybody else one of so many.
pub(super) fn viewer(id: ParticipantId) -> Person {
    Person { id, role: Role::Viewer, seat: None, name: None, title: None, booth: None, rank: None }
}

impl Socket {
    /// Shows the meeting until one of the two ends.
    pub(super) async fn follow<S>(
        &mut self,
        incoming: &mut SplitStream<WebSocketStream<S>>,
        link: PublicLink,
        resume: Option<Resume>,
    ) where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let Some(room) = self.app.directory.room(&self.claims.meeting) else { return };
        // Who comes back has pinged before.
        self.heartbeat = resume.is_some();
        let comes = Comes {
            connection: self.connection,
            outbox: self.outbox.clone(),
            who: &self.claims.sub,
            link: &self.claims.invitation,
            limit: link.limit,
            resume: resume.as_ref(),
        };
        let Some((_present, viewing)) = room.public.follow(comes) else {
            let sentence = "As many follow this meeting as the link is for. Try again later.";
            self.complain(ErrorCode::NotPermitted, sentence, None);
            return self.outbox.close(CloseReason::TooMany);
        };
        self.outbox.say(&ServerMessage::Welcome {
            connection: self.connection,
            you: viewer(self.claims.sub.clone()),
            now: self.app.clock.now(),
            token_expires_at: self.token_expires_at,
            relay: self.app.relay_for(&self.claims.sub).map(Box::new),
        });
        self.outbox.follow(viewing);
        self.listen(&room, incoming).await;
    }

    /// What is not for viewers to send is refused, and after a while not listened to.
    pub(super) fn take_of_viewer(&mut self, room: &RoomHandle, message: ClientMessage) -> Flow {
        let wants = matches!(message, ClientMessage::Renew {} | ClientMessage::Offer { .. });
        if wants && !self.wants.take(self.app.clock.now()) {
            let sentence = "Too many offers or renewals: at most one in five seconds.";
            self.complain(ErrorCode::TooFast, sentence, None);
            return CONTINUE;
        }
        match message {
            ClientMessage::Ping { nonce } => return self.pong(nonce),
            ClientMessage::Renew {} => return self.renew(),
            ClientMessage::Offer { sdp, sections } => {
                let offered = Offered { sdp, sections };
                room.public.offer((self.connection, self.outbox.clone()), offered);
                return CONTINUE;
            }
            ClientMessage::Listen { channel } => {
                room.public.listen((self.connection, &self.outbox), channel);
                return CONTINUE;
            }
            ClientMessage::Hello { .. }
            | ClientMessage::Command { .. }
            | ClientMessage::Journal { .. }
            | ClientMessage::Watch { .. }
            | ClientMessage::Devices { .. }
            | ClientMessage::Log { .. }
            | ClientMessage::Acknowledge { .. }
            | ClientMessage::Story { .. }
            | ClientMessage::Help { .. } => {}
        }
        let id = match message {
            ClientMessage::Command { id, .. } | ClientMessage::Help { id, .. } => Some(id),
            _ => None,
        };
        let sentence = "The public follows the meeting and sends nothing.";
        self.complain(ErrorCode::NotPermitted, sentence, id);
        self.note_out_of_place()
    }

    /// A viewer has sent what is not for viewers to send.
    pub(super) fn note_out_of_place(&mut self) -> Flow {
        self.out_of_place += 1;
        if self.out_of_place < PATIENCE {
            return CONTINUE;
        }
        self.outbox.close(CloseReason::ProtocolError);
        Flow::Break(DisconnectReason::Left)
    }
}
