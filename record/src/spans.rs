//! Times during which something was so: whose screen was shown, and when the meeting was recorded.

use rostrum_proto::id::{ParticipantId, SeatId};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::recording::RecordingFault;
use rostrum_proto::utc::Utc;
use serde::Serialize;

/// A time during which a screen was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScreenShown {
    /// Of which seat.
    pub seat: SeatId,
    /// Whose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant: Option<ParticipantId>,
    /// Since when.
    pub from: Utc,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Utc>,
}

/// A time during which the meeting was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recorded {
    /// Since when.
    pub from: Utc,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Utc>,
    /// Why it stopped by itself, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<RecordingFault>,
}

/// What is known of them.
#[derive(Default)]
pub(super) struct Spans {
    screens: Vec<ScreenShown>,
    recorded: Vec<Recorded>,
}

impl Spans {
    /// Looks at the meeting, as it is now.
    pub fn look(&mut self, meeting: &Meeting, at: Utc) {
        let given = meeting.presentation.given.as_ref();
        let shown = given.and_then(|given| Some((&given.seat, given.shown.as_ref()?)));
        let open = self.screens.last_mut().filter(|screen| screen.to.is_none());
        let is_same = open.as_ref().zip(shown).is_some_and(|(open, (seat, shown))| {
            (&open.seat, &open.participant) == (seat, &shown.participant)
        });
        if !is_same {
            if let Some(open) = open {
                open.to = Some(at);
            }
            self.screens.extend(shown.map(|(seat, shown)| ScreenShown {
                seat: seat.clone(),
                participant: shown.participant.clone(),
                from: at,
                to: None,
            }));
        }
        let open = self.recorded.last_mut().filter(|recorded| recorded.to.is_none());
        match (open, meeting.is_recorded()) {
            (Some(open), false) => (open.to, open.fault) = (Some(at), meeting.recording.failed),
            (None, true) => self.recorded.push(Recorded { from: at, to: None, fault: None }),
            (Some(_), true) | (None, false) => {}
        }
    }

    /// Nothing more is known of them from now on.
    pub fn pause(&mut self, at: Utc) {
        for screen in self.screens.iter_mut().filter(|screen| screen.to.is_none()) {
            screen.to = Some(at);
        }
        for recorded in self.recorded.iter_mut().filter(|recorded| recorded.to.is_none()) {
            recorded.to = Some(at);
        }
    }

    /// In the order in which it was so. A moment between two events of one time is none.
    pub fn told(mut self) -> (Vec<ScreenShown>, Vec<Recorded>) {
        self.screens.retain(|screen| screen.to != Some(screen.from));
        self.recorded.retain(|recorded| recorded.to != Some(recorded.from));
        (self.screens, self.recorded)
    }
}
