//! After the end: a closed meeting stays as it is, but that its record may be published, which is not taken
//! back, and that statements are settled.

use crate::meeting::Meeting;
use crate::meeting::command::Command;
use crate::meeting::event::Event;
use crate::meeting::phase::PhaseName;
use crate::meeting::refusal::Refusal;

impl Meeting {
    /// Whether the meeting takes this command, as far as that it may be over.
    pub(super) fn require_not_over(&self, command: &Command) -> Result<(), Refusal> {
        match (self.phase.name(), command) {
            (PhaseName::Closed, Command::PublishRecord {}) => Ok(()),
            (PhaseName::Closed, Command::AcceptStatement { .. })
            | (PhaseName::Closed, Command::ReturnStatement { .. })
            | (PhaseName::Closed, Command::CorrectStatement { .. })
            | (PhaseName::Closed, Command::ArrangeAnnexes { .. })
            | (PhaseName::Closed, Command::SettlePoint { .. }) => Ok(()),
            (phase @ PhaseName::Closed, _) => Err(Refusal::WrongPhase { phase }),
            _ => Ok(()),
        }
    }

    pub(super) fn publish_record(&self) -> Result<Vec<Event>, Refusal> {
        match (self.phase.name(), self.record_published) {
            (PhaseName::Closed, None) => Ok(vec![Event::RecordPublished {}]),
            (PhaseName::Closed, Some(_)) => Ok(vec![]),
            _ => Err(Refusal::MeetingNotClosed {}),
        }
    }
}
