//! One gives the microphone to another of the booth: offered by who is on air, or asked for by who is not, for now or in
//! some minutes; accepted or not. Nobody's microphone opens by it: who takes over goes on air by a press of their own,
//! and only then is the other off air, so that no word is lost between them.

use crate::id::ParticipantId;
use crate::lang::Lang;
use crate::meeting::Meeting;
use crate::meeting::booth::{Booth, OnAir};
use crate::meeting::event::Event;
use crate::meeting::refusal::Refusal;
use crate::meeting::setup::Person;
use crate::read::Read;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// The longest time for which a hand-over is arranged beforehand, in minutes.
pub const MOST_MINUTES: u32 = 60;

/// The microphone of a booth is offered or asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// Who began it.
    pub by: ParticipantId,
    /// Who takes over; absent: whoever accepts the offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<ParticipantId>,
    /// When it is meant to be.
    pub due: Timestamp,
    /// The other has accepted.
    pub accepted: bool,
}

/// A step of a hand-over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// Who is on air offers the microphone, or another asks for it.
    Proposed {
        /// When it is meant to be.
        due: Timestamp,
    },
    /// The other accepts.
    Accepted {},
    /// The other declines, or who began it takes it back.
    Ended {},
}

impl HandOver {
    /// Whether somebody began it, or is to take over by it.
    fn names(&self, who: &ParticipantId) -> bool {
        self.by == *who || self.to.as_ref() == Some(who)
    }

    /// Whether who is on air has agreed that this person takes over.
    fn is_agreed(&self, on_air: &OnAir, person: &ParticipantId) -> bool {
        match on_air.is(&self.by) {
            true => self.to.as_ref().is_none_or(|to| to == person),
            false => self.accepted && self.by == *person,
        }
    }
}

impl Meeting {
    /// Whether somebody of a booth may take over from who is on air there.
    #[must_use]
    pub fn is_handed_over(&self, booth: Lang, person: &ParticipantId) -> bool {
        let hand_over = self.booths.get(&booth).and_then(|booth| booth.hand_over.as_ref());
        let agreed = hand_over.zip(self.on_air.get(&booth));
        agreed.is_some_and(|(hand_over, on_air)| hand_over.is_agreed(on_air, person))
    }

    /// Offers the microphone, or asks for it. Who proposes what the other has proposed accepts it.
    ///
    /// # Errors
    /// Nobody of the booth is on air, nobody else of it is here, or it is too far off.
    pub fn proposes_hand_over(
        &self,
        person: &Person,
        minutes: u32,
        now: Timestamp,
    ) -> Result<Vec<Event>, Refusal> {
        let (booth, _) = self.interprets(person)?;
        let on_air = self.on_air.get(&booth).ok_or(Refusal::NobodyOnAir {})?;
        if minutes > MOST_MINUTES {
            return Err(Refusal::TooFarOff { minutes: MOST_MINUTES });
        }
        let step = |step| vec![Event::HandOver { booth, by: person.id.clone(), step }];
        let due = now + Millis::minutes(u64::from(minutes));
        match self.booth(booth).hand_over {
            Some(known) if known.by != person.id => {
                // Between two others it is not the third who agrees.
                match on_air.is(&known.by) || on_air.is(&person.id) {
                    true if known.accepted => Ok(vec![]),
                    true => Ok(step(Step::Accepted {})),
                    false => Err(Refusal::NotYours {}),
                }
            }
            Some(known) if known.due == due => Ok(vec![]),
            _ if on_air.is(&person.id)
                && self.interpreters_here(booth).all(|here| *here == person.id) =>
            {
                Err(Refusal::NoColleague {})
            }
            _ => Ok(step(Step::Proposed { due })),
        }
    }

    /// Accepts what another of the booth proposed.
    ///
    /// # Errors
    /// Nothing is proposed, or it is one's own proposal.
    pub fn accepts_hand_over(&self, person: &Person) -> Result<Vec<Event>, Refusal> {
        let (booth, _) = self.interprets(person)?;
        let known = self.booth(booth).hand_over.ok_or(Refusal::NothingProposed {})?;
        // What was asked of the one on air is no other's to give.
        let on_air = self.on_air.get(&booth).ok_or(Refusal::NobodyOnAir {})?;
        let asked = !on_air.is(&known.by);
        if known.by == person.id || asked && !on_air.is(&person.id) {
            return Err(Refusal::NotYours {});
        }
        let step = Event::HandOver { booth, by: person.id.clone(), step: Step::Accepted {} };
        Ok(if known.accepted { vec![] } else { vec![step] })
    }

    /// Declines what another proposed, or takes back one's own.
    ///
    /// # Errors
    /// There is no meeting in session, the person is in no booth, or it is between two others.
    pub fn ends_hand_over(&self, person: &Person) -> Result<Vec<Event>, Refusal> {
        let (booth, _) = self.interprets(person)?;
        let Some(known) = self.booth(booth).hand_over else { return Ok(vec![]) };
        let theirs = known.to.is_none() || known.names(&person.id);
        if !theirs && !self.on_air.get(&booth).is_some_and(|on_air| on_air.is(&person.id)) {
            return Err(Refusal::NotYours {});
        }
        Ok(vec![Event::HandOver { booth, by: person.id.clone(), step: Step::Ended {} }])
    }

    pub(in crate::meeting) fn note_hand_over(
        &mut self,
        booth: Lang,
        by: &ParticipantId,
        step: &Step,
    ) {
        let offers = self.on_air.get(&booth).is_some_and(|on_air| on_air.is(by));
        self.change_booth(booth, |state| match step {
            Step::Proposed { due } => {
                let to = (!offers).then(|| by.clone());
                state.hand_over = Some(HandOver { by: by.clone(), to, due: *due, accepted: false });
            }
            Step::Accepted {} => {
                if let Some(hand_over) = &mut state.hand_over {
                    hand_over.accepted = true;
                    hand_over.to.get_or_insert_with(|| by.clone());
                }
            }
            Step::Ended {} => state.hand_over = None,
        });
    }

    /// It is done, or there is nobody left to do it.
    pub(super) fn end_hand_over(&mut self, booth: Lang) {
        self.change_booth(booth, |state| state.hand_over = None);
    }

    /// Somebody has no device here any more: what was arranged with them is at an end.
    pub(in crate::meeting) fn hand_over_without(&mut self, gone: &ParticipantId) {
        let named = |booth: &Booth| booth.hand_over.as_ref().is_some_and(|known| known.names(gone));
        let with = self.booths.iter().filter(|(_, booth)| named(booth));
        let with: Vec<_> = with.map(|(booth, _)| *booth).collect();
        with.into_iter().for_each(|booth| self.end_hand_over(booth));
    }
}
