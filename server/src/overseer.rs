//! What media and the machine tell, brought to the meetings: to their desks, and to viewers what they alone are told.

use crate::desk::HealthMonitor;
use crate::media::{MediaEvent, Shortage};
use crate::recorder::Outcome;
use crate::relay::Relays;
use crate::room::{DeskLetter, Letter, RoomHandle};
use crate::signal::App;
use rostrum_proto::id::MeetingId;
use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::quality::{Codec, ConnectionQuality, LeftOut, MediaState, Way};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// How often the server checks its own health.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Media and the server's health, for the technicians' desks, until media has ended.
pub async fn watch_over(
    app: Arc<App>,
    mut events: mpsc::UnboundedReceiver<(MeetingId, MediaEvent)>,
    mut monitor: HealthMonitor,
) {
    let mut round = tokio::time::interval(LOOK_EVERY);
    loop {
        // A room that does not keep up keeps no other waiting.
        tokio::select! {
            event = events.recv() => {
                let Some((meeting, event)) = event else { return };
                let Some(room) = app.directory.room(&meeting) else { continue };
                if event.connection().is_viewer() {
                    of_viewer(&room, event);
                    continue;
                }
                match of_media(event, app.relays.as_ref()) {
                    // It is measured again in two seconds.
                    letter @ DeskLetter::Measured(_) => room.offer(Letter::Desk(letter)),
                    letter => room.post(Letter::Desk(letter)),
                }
            }
            _ = round.tick() => {
                let altered = app.altered().keys().cloned().collect();
                let health = DeskLetter::Health(monitor.look(altered));
                for room in app.directory.rooms() {
                    room.offer(Letter::Desk(health.clone()));
                }
            }
        }
    }
}

/// What the recorder says, for the meetings that it is about.
pub async fn bring_outcomes(
    app: Arc<App>,
    mut outcomes: mpsc::UnboundedReceiver<(MeetingId, Outcome)>,
) {
    while let Some((meeting, outcome)) = outcomes.recv().await {
        // One whose room is gone is asked again when it is opened.
        if let Some(room) = app.directory.room(&meeting) {
            room.post(Letter::Recorder(outcome));
        }
    }
}

/// The desk does not know one viewer from another.
fn of_viewer(room: &RoomHandle, event: MediaEvent) {
    if let MediaEvent::LeftOut { connection, shortage } = event {
        let pictures = left_out(shortage);
        room.public.tell(connection, &ServerMessage::LeftOut { pictures });
    }
}

fn left_out(shortage: Shortage) -> LeftOut {
    let Shortage { presentation, floor, chair, gallery, limit: _ } = shortage;
    LeftOut { presentation, floor, chair, gallery }
}

/// The way of media that comes from an address, over TCP or not.
fn way((from, over_tcp): (SocketAddr, bool), relays: Option<&Relays>) -> Way {
    match (over_tcp, relays.is_some_and(|relays| relays.are_at(from.ip()))) {
        (true, _) => Way::Tcp,
        (false, true) => Way::Relay,
        (false, false) => Way::Udp,
    }
}

fn of_media(event: MediaEvent, relays: Option<&Relays>) -> DeskLetter {
    let (connection, media) = match event {
        MediaEvent::Quality { connection, quality } => {
            let codec = |codec, there: bool| there.then_some(codec);
            let codecs = [codec(Codec::Opus, quality.hears), codec(Codec::Vp8, quality.sees)];
            return DeskLetter::Measured(ConnectionQuality {
                media: MediaState::Up,
                way: quality.from.map(|from| way(from, relays)),
                codecs: codecs.into_iter().flatten().collect(),
                round_trip_ms: quality.round_trip_ms,
                jitter_ms: quality.jitter_ms,
                loss_up: quality.loss_up,
                loss_down: quality.loss_down,
                bits_up: quality.bits_up,
                bits_down: quality.bits_down,
                frame_rate: quality.frame_rate,
                audio_level: quality.audio_level,
                limit_down: quality.shortage.limit,
                left_out: left_out(quality.shortage),
                packets_dropped: quality.packets_dropped,
                ..ConnectionQuality::silent(connection)
            });
        }
        MediaEvent::LeftOut { connection, shortage } => {
            let (pictures, limit) = (left_out(shortage), shortage.limit);
            return DeskLetter::LeftOut { connection, pictures, limit };
        }
        MediaEvent::Checking { connection } => (connection, MediaState::Checking),
        MediaEvent::Handshaking { connection } => (connection, MediaState::Handshaking),
        MediaEvent::Up { connection } => (connection, MediaState::Up),
        MediaEvent::Down { connection } => (connection, MediaState::Down),
    };
    DeskLetter::Media { connection, media }
}
