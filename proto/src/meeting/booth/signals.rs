//! What a booth says without a word: to the speaker and the presiding officer that they go too fast, to the presiding
//! officer and the technicians that what is heard of the floor cannot be interpreted, and to the technicians to come.

use crate::id::SeatId;
use crate::lang::Lang;
use crate::meeting::Meeting;
use crate::meeting::booth::Booth;
use crate::meeting::event::Event;
use crate::meeting::refusal::Refusal;
use crate::meeting::setup::Person;
use crate::read::Read;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// A speaker is asked by the same booth once in this time: it is a request, not a siren.
pub const SLOW_DOWN_AGAIN: Millis = Millis(20_000);
/// How long it stands before the speaker and the presiding officer.
pub const SLOW_DOWN_STANDS: Millis = Millis(12_000);

/// What a booth says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// To the speaker and the presiding officer: slow down, please.
    SlowDown,
    /// To the presiding officer and the technicians: the sound is inadequate, it cannot be interpreted.
    SoundInadequate,
    /// It can be again.
    SoundAdequate,
    /// A technician, please.
    CallTechnician,
    /// None is needed any more.
    TechnicianDone,
}

/// The speaker is asked to slow down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct SlowDown {
    /// When.
    pub at: Timestamp,
    /// By which booth.
    pub booth: Lang,
}

impl Meeting {
    /// What it comes to when an interpreter gives a signal. What is so already changes nothing.
    ///
    /// # Errors
    /// There is no meeting in session, the person is in no booth, or there is nobody to be asked.
    pub fn signals(
        &self,
        person: &Person,
        signal: Signal,
        now: Timestamp,
    ) -> Result<Vec<Event>, Refusal> {
        let booth = match signal {
            Signal::CallTechnician | Signal::TechnicianDone => {
                person.booth.ok_or(Refusal::NotPermitted {})?
            }
            Signal::SlowDown | Signal::SoundInadequate | Signal::SoundAdequate => {
                self.interprets(person)?.0
            }
        };
        let state = self.booth(booth);
        let changes = match signal {
            Signal::SlowDown => {
                self.speaking().ok_or(Refusal::NobodySpeaks {})?;
                state.slow_down.is_none_or(|last| now.since(last) >= SLOW_DOWN_AGAIN)
            }
            Signal::SoundInadequate => state.sound_inadequate.is_none(),
            Signal::SoundAdequate => state.sound_inadequate.is_some(),
            Signal::CallTechnician => state.technician.is_none(),
            Signal::TechnicianDone => state.technician.is_some(),
        };
        let seat = self.speaking().filter(|_| signal == Signal::SlowDown).cloned();
        if !changes {
            return Ok(vec![]);
        }
        let mut events = vec![Event::BoothSignalled { booth, signal, seat }];
        match signal {
            Signal::SoundInadequate => events.extend(self.hold_clocks(now, booth)),
            Signal::SoundAdequate => events.extend(self.let_clocks_go(booth)),
            Signal::SlowDown | Signal::CallTechnician | Signal::TechnicianDone => {}
        }
        Ok(events)
    }

    /// A technician has seen to a booth.
    pub(in crate::meeting) fn attend_booth(&self, booth: Lang) -> Vec<Event> {
        let calls = self.booth(booth).technician.is_some();
        let signal = Signal::TechnicianDone;
        let seen = Event::BoothSignalled { booth, signal, seat: None };
        calls.then_some(seen).into_iter().collect()
    }

    /// The seat that speaks.
    #[must_use]
    pub fn speaking(&self) -> Option<&SeatId> {
        self.live().next().map(|request| &request.beneficiary)
    }

    /// The last time that a booth asked who speaks to slow down.
    #[must_use]
    pub fn slow_down(&self) -> Option<SlowDown> {
        let asked = |(booth, state): (&Lang, &Booth)| {
            Some(SlowDown { at: state.slow_down?, booth: *booth })
        };
        self.booths.iter().filter_map(asked).max()
    }

    pub(in crate::meeting) fn note_signal(&mut self, booth: Lang, signal: Signal, at: Timestamp) {
        self.change_booth(booth, |state| match signal {
            Signal::SlowDown => state.slow_down = Some(at),
            Signal::SoundInadequate => state.sound_inadequate = Some(at),
            Signal::SoundAdequate => state.sound_inadequate = None,
            Signal::CallTechnician => state.technician = Some(at),
            Signal::TechnicianDone => state.technician = None,
        });
    }

    /// Another speaks: what was said of the one before is past.
    pub(in crate::meeting) fn signals_of_another_speaker(&mut self, at: Timestamp) {
        self.free_clocks(at);
        let booths: Vec<_> = self.booths.keys().copied().collect();
        for booth in booths {
            self.change_booth(booth, |state| {
                (state.slow_down, state.sound_inadequate) = (None, None);
            });
        }
    }
}
