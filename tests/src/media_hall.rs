//! Media alone: no sockets, no meeting, only plans, callers and what media tells of them.

use crate::caller::Caller;
use crate::within;
use rostrum_proto::id::{ConnectionId, MeetingId};
use rostrum_server::media::plan::{Plan, Stream, Track};
use rostrum_server::media::{Forwards, Media, MediaConfig, MediaEvent, Offered, Quality};
use std::net::SocketAddr;
use tokio::sync::mpsc;

/// Who presides.
pub const CHAIR: ConnectionId = ConnectionId(1);

/// Media, and the meeting that it is of.
pub struct MediaHall {
    /// What is rehearsed.
    pub media: Media,
    /// What it tells.
    pub events: mpsc::UnboundedReceiver<(MeetingId, MediaEvent)>,
    /// Whose media it is.
    pub meeting: MeetingId,
}

impl MediaHall {
    /// At loopback.
    #[must_use]
    pub fn open() -> Self {
        Self::open_at("127.0.0.1", "127.0.0.1")
    }

    /// Receives at one address, and says that it is at another.
    #[must_use]
    pub fn open_at(bind: &str, advertise: &str) -> Self {
        let (media, events) = Media::start(
            MediaConfig {
                bind: SocketAddr::new(bind.parse().unwrap(), 0),
                advertise: vec![advertise.parse().unwrap()],
                tcp: vec![],
            },
            None,
        )
        .unwrap();
        Self { media, events, meeting: MeetingId::new("S-VTC-2020-08-06").unwrap() }
    }

    /// A caller comes, and its media is up.
    pub async fn enter(&mut self, connection: ConnectionId) -> Caller {
        self.enter_with(connection, &[]).await
    }

    /// The same of a caller that says what its eight sections are for.
    pub async fn enter_with(&mut self, connection: ConnectionId, sections: &[&str]) -> Caller {
        let (caller, sdp) = Caller::named(connection.0 as u32).await;
        let sections = sections.iter().map(|name| (*name).to_owned()).collect();
        let offered = Offered { sdp, sections };
        let answer = self.media.answer(&self.meeting, connection, offered).await.unwrap();
        caller.accept(answer).await;
        caller.connected().await;
        self.until(|event| *event == MediaEvent::Up { connection }).await;
        caller
    }

    /// Nobody on the floor: `sources` name who fills what.
    pub fn plan(&self, audience: &[ConnectionId], sources: &[(Stream, ConnectionId, Track)]) {
        let plan = Plan {
            audience: audience.iter().copied().collect(),
            sources: sources.iter().map(|(stream, who, track)| (*stream, (*who, *track))).collect(),
            ..Plan::default()
        };
        self.media.set_plan(&self.meeting, plan);
    }

    /// `holder` has the floor, picture and voice; the voice of the chair is heard beside it.
    pub fn floor(&self, audience: &[ConnectionId], holder: ConnectionId) {
        self.plan(
            audience,
            &[
                (Stream::FloorPicture, holder, Track::Camera),
                (Stream::FloorVoice(0), holder, Track::Microphone),
                (Stream::FloorVoice(1), CHAIR, Track::Microphone),
            ],
        );
    }

    /// Waits for an event.
    pub async fn until(&mut self, wanted: impl Fn(&MediaEvent) -> bool) -> MediaEvent {
        within("an event", async {
            loop {
                let (_, event) = self.events.recv().await.expect("media runs");
                if wanted(&event) {
                    return event;
                }
            }
        })
        .await
    }

    /// Waits until media has kept at least `count` packets of a connection to itself.
    pub async fn dropped(&mut self, who: ConnectionId, count: u64) -> Quality {
        let event = self
            .until(|event| {
                matches!(event, MediaEvent::Quality { connection, quality }
                    if *connection == who && quality.packets_dropped >= count)
            })
            .await;
        match event {
            MediaEvent::Quality { quality, .. } => quality,
            other => panic!("{other:?}"),
        }
    }
}
