//! Has the recorder follow the meeting: a part for each stretch that the meeting lets be recorded, and in it every record.

use super::draft::Draft;
use super::task::Room;
use crate::recorder::{Outcome, about};
use rostrum_proto::meeting::Notice;
use rostrum_proto::meeting::event::Record;

impl<L> Room<L> {
    /// The meeting was opened, perhaps after a crash: what was left of earlier parts is made whole.
    pub(super) fn look_after_recording(&mut self) {
        if let Some(recorder) = &self.wiring.recorder {
            recorder.look_after(&self.meeting.setup.id, self.meeting.recording.sealed.clone());
        }
        self.begin_recording();
    }

    /// Before the first packet is let through.
    pub(super) fn begin_recording(&mut self) {
        if let Some(recorder) = &self.wiring.recorder
            && self.meeting.is_recorded()
            && !self.records
        {
            let from = (self.wiring.clock.now(), self.meeting.seq);
            recorder.begin(&self.meeting.setup.id, about(&self.meeting), from);
            self.records = true;
        }
    }

    /// After the last one.
    pub(super) fn follow_recording(&mut self, records: &[Record]) {
        let Some(recorder) = self.wiring.recorder.as_ref().filter(|_| self.records) else { return };
        let meeting = &self.meeting.setup.id;
        records.iter().for_each(|record| recorder.mark(meeting, record.seq));
        if !self.meeting.is_recorded() {
            recorder.end(meeting);
            self.records = false;
        }
    }

    /// What the recorder says is recorded.
    pub(super) fn recorder_said(&mut self, draft: &mut Draft, outcome: Outcome) {
        match outcome {
            Outcome::Failed(fault) => {
                // It may not have ended the part by itself: a tap says that the disk is too slow.
                if let Some(recorder) = &self.wiring.recorder {
                    recorder.end(&self.meeting.setup.id);
                }
                self.records = false;
                draft.note(Notice::RecordingFailed(fault));
            }
            Outcome::Sealed { part, length, files } => {
                draft.note(Notice::RecordingSealed { part, length, files });
            }
        }
    }
}
