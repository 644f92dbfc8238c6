//! An interpreter.
//!
//! | does | when |
//! |---|---|
//! | goes on air | in session, nobody of the booth is, and nobody speaks the language of the booth |
//! | goes off air | somebody speaks it: who listens hears the floor itself |
//! | offers the microphone | on air for a stretch, and a colleague is here |
//! | takes over | it was offered |

use super::{Moment, Since};
use crate::cast::{Sound, language};
use rostrum_proto::id::{ConnectionId, ParticipantId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::booth::OnAir;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::time::Millis;

/// Of a booth that is silent the second waits so much longer than the first.
const COURTESY: Millis = Millis::seconds(4);

#[derive(Debug)]
pub(super) struct Interpreter {
    booth: Lang,
    who: ParticipantId,
    /// Nobody is on air, or the microphone is offered.
    waited: Since<Vacancy>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Vacancy {
    Nobody,
    Offered,
}

impl Interpreter {
    pub(super) fn of(booth: Lang, who: ParticipantId) -> Self {
        Self { booth, who, waited: Since::never() }
    }

    pub(super) fn does(&mut self, meeting: &Meeting, moment: Moment) -> Option<Command> {
        if !meeting.in_session() {
            self.waited.ended();
            return None;
        }
        let hesitation = moment.manner.hesitation;
        let own = meeting.speaking().is_some_and(|seat| language(seat) == self.booth);
        let go_on_air = Command::GoOnAir { channel: self.booth, relay: None };
        match meeting.on_air.get(&self.booth) {
            None if own => {
                self.waited.ended();
                None
            }
            None => {
                let wait = hesitation + Millis(COURTESY.0 * self.place(meeting));
                (self.waited.held(Vacancy::Nobody, moment.now) >= wait).then_some(go_on_air)
            }
            Some(on_air) if on_air.is(&self.who) && own => {
                self.waited.ended();
                Some(Command::GoOffAir {})
            }
            Some(on_air) if on_air.is(&self.who) => {
                self.waited.ended();
                match on_air.connection == moment.device {
                    true => self.offers(meeting, on_air, moment),
                    // From before a reconnection.
                    false => Some(go_on_air),
                }
            }
            Some(_) if meeting.is_handed_over(self.booth, &self.who) => {
                let waited = self.waited.held(Vacancy::Offered, moment.now);
                (waited >= hesitation).then_some(go_on_air)
            }
            Some(_) => {
                self.waited.ended();
                None
            }
        }
    }

    pub(super) fn says(&self, meeting: &Meeting, device: ConnectionId) -> Option<Sound> {
        let on_air = meeting.on_air.get(&self.booth).filter(|on_air| on_air.connection == device);
        let channel = on_air.filter(|_| meeting.in_session())?.channel;
        let foreign = meeting.speaking().is_some_and(|seat| language(seat) != channel);
        Some(if foreign { Sound::Interpretation(channel) } else { Sound::Silence })
    }

    /// Their place among those of the booth who are here, from 0.
    fn place(&self, meeting: &Meeting) -> u64 {
        let mut here: Vec<_> = meeting.interpreters_here(self.booth).collect();
        here.sort_unstable();
        here.dedup();
        here.iter().position(|id| **id == self.who).unwrap_or_default() as u64
    }

    /// Who is on air offers the microphone after a stretch, if there is somebody to take it.
    fn offers(&self, meeting: &Meeting, on_air: &OnAir, moment: Moment) -> Option<Command> {
        let is_tired = moment.now.since(on_air.since) >= moment.manner.stretch;
        let colleague = meeting.interpreters_here(self.booth).any(|here| *here != self.who);
        let arranged = meeting.booth(self.booth).hand_over.is_some();
        let offer = Command::ProposeHandOver { minutes: 0 };
        (is_tired && colleague && !arranged).then_some(offer)
    }
}
