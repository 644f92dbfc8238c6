//! What happens by itself, and when. Every deadline has a name; the next one is the first of a scan.

use crate::id::{RequestId, VoteId};
use crate::meeting::Meeting;
use crate::meeting::event::Event;
use crate::meeting::floor::{FloorRequest, GrantPhase, RevokeReason};
use crate::meeting::phase::Phase;
use crate::profile::Overrun;
use crate::time::{Millis, Timestamp};

/// Something that falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deadline {
    /// The lobby opens.
    LobbyOpens,
    /// The grace period of a lost holder is over.
    GraceOver(RequestId),
    /// The speaking time is over, and the profile closes then.
    TimeOver(RequestId),
    /// Nobody has objected in time.
    SilenceOver(VoteId),
}

impl Meeting {
    /// The next thing that falls due, and when.
    #[must_use]
    pub fn next_deadline(&self) -> Option<(Timestamp, Deadline)> {
        let lobby = match self.phase {
            Phase::Scheduled { lobby_opens_at } => Some((lobby_opens_at, Deadline::LobbyOpens)),
            // Every clock stands still.
            Phase::Suspended { .. } | Phase::Closed { .. } => return None,
            Phase::Lobby {} | Phase::InSession { .. } => None,
        };
        let silence = self.silence().map(|(vote, until)| (until, Deadline::SilenceOver(vote)));
        let floor = self.granted().filter_map(|r| self.floor_deadline(r));
        floor.chain(lobby).chain(silence).min_by_key(|(at, _)| *at)
    }

    fn floor_deadline(&self, request: &FloorRequest) -> Option<(Timestamp, Deadline)> {
        let grant = request.grant()?;
        match grant.phase {
            GrantPhase::Held { until, expired: false } => {
                Some((until, Deadline::GraceOver(request.id)))
            }
            GrantPhase::Live { .. } if self.setup.profile.overrun == Overrun::Close => {
                let left = Millis(grant.limit?.0.saturating_sub(grant.spoken.0));
                Some((grant.counts_from()? + left, Deadline::TimeOver(request.id)))
            }
            GrantPhase::Called { .. } | GrantPhase::Live { .. } => None,
            GrantPhase::Interrupted { .. } | GrantPhase::Held { .. } => None,
        }
    }

    /// What a passed deadline brings; nothing if it no longer stands.
    pub(super) fn due(&self, now: Timestamp, deadline: &Deadline) -> Vec<Event> {
        if self.next_deadline().is_none_or(|(at, next)| next != *deadline || at > now) {
            return vec![];
        }
        match *deadline {
            Deadline::LobbyOpens => vec![Event::LobbyOpened {}],
            Deadline::GraceOver(request) => vec![Event::HoldExpired { request }],
            Deadline::TimeOver(request) => {
                let spoken = self.request(request).map_or(Millis(0), |r| r.spoken(now));
                let reason = RevokeReason::TimeOver;
                self.and_next(now, vec![Event::FloorRevoked { request, reason, spoken }])
            }
            Deadline::SilenceOver(vote) => self.silence_over(now, vote),
        }
    }
}
