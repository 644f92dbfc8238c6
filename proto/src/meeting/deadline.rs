//! What happens by itself, and when. Every deadline has a name; the next one is the first of a scan.

use crate::id::RequestId;
use crate::meeting::Meeting;
use crate::meeting::event::Event;
use crate::meeting::floor::{GrantPhase, RevokeReason};
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
}

impl Meeting {
    /// The next thing that falls due, and when.
    #[must_use]
    pub fn next_deadline(&self) -> Option<(Timestamp, Deadline)> {
        let lobby = match self.phase {
            Phase::Scheduled { lobby_opens_at } => Some((lobby_opens_at, Deadline::LobbyOpens)),
            Phase::Lobby {} | Phase::InSession { .. } | Phase::Closed { .. } => None,
        };
        let floor = self.holder().and_then(|holder| {
            let grant = holder.grant()?;
            match grant.phase {
                GrantPhase::Held { until, expired: false } => {
                    Some((until, Deadline::GraceOver(holder.id)))
                }
                GrantPhase::Live { since, .. } if self.setup.profile.overrun == Overrun::Close => {
                    let left = Millis(grant.limit?.0.saturating_sub(grant.spoken.0));
                    Some((since + left, Deadline::TimeOver(holder.id)))
                }
                GrantPhase::Called { .. } | GrantPhase::Live { .. } | GrantPhase::Held { .. } => {
                    None
                }
            }
        });
        [lobby, floor].into_iter().flatten().min_by_key(|(at, _)| *at)
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
                let spoken = self.holder().map_or(Millis(0), |h| h.spoken(now));
                vec![Event::FloorRevoked { request, reason: RevokeReason::TimeOver, spoken }]
            }
        }
    }
}
