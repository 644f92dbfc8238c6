//! Certifying a seat's microphone in the lobby, before the seat is listed as ready.

use crate::id::SeatId;
use crate::meeting::Meeting;
use crate::meeting::command::Actor;
use crate::meeting::event::Event;
use crate::meeting::refusal::Refusal;
use crate::read::Read;
use serde::{Deserialize, Serialize};

/// What a device measured of its microphone. Levels are in dB below full scale, 0 to 127 (RFC 6464).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct AudioReport {
    /// Of speech.
    pub level: u8,
    /// The level of the room between words.
    pub noise: u8,
    /// Samples at full scale, in thousandths.
    pub clipping: u32,
    /// Lost packets in thousandths, as the server measured them; absent if nothing arrived from the device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<u32>,
    /// The device seems to be a built-in one.
    pub built_in: bool,
}

/// What is wrong with a microphone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AudioFault {
    /// Nobody can understand it.
    TooQuiet,
    /// The room is loud.
    TooNoisy,
    /// It distorts.
    Clips,
    /// The network loses too much of its audio.
    Loses,
}

impl Meeting {
    /// What is wrong with a seat's microphone as it was certified; `None` if it was not.
    #[must_use]
    pub fn audio_faults(&self, seat: &SeatId) -> Option<Vec<AudioFault>> {
        let report = self.seats.get(seat)?.audio?;
        let rule = self.setup.profile.audio;
        let faults = [
            (report.level > rule.quietest, AudioFault::TooQuiet),
            (report.noise < rule.noisiest, AudioFault::TooNoisy),
            (report.clipping > rule.most_clipping, AudioFault::Clips),
            (report.loss.is_some_and(|loss| loss > rule.most_loss), AudioFault::Loses),
        ];
        Some(faults.into_iter().filter(|(is, _)| *is).map(|(_, fault)| fault).collect())
    }

    /// A seat is ready when its microphone was certified without fault.
    #[must_use]
    pub fn is_ready(&self, seat: &SeatId) -> bool {
        self.audio_faults(seat).is_some_and(|faults| faults.is_empty())
    }

    pub(super) fn certify_audio(
        &self,
        actor: &Actor,
        report: AudioReport,
    ) -> Result<Vec<Event>, Refusal> {
        let seat = self.seat_of(&actor.participant).ok_or(Refusal::NoFloor {})?;
        let known = self.seat(seat)?.audio;
        let certified = Event::AudioCertified { seat: seat.clone(), report };
        Ok(if known == Some(report) { vec![] } else { vec![certified] })
    }
}
