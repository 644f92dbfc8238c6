//! What is told to one booth alone, beside the feed of its class: who is of it and here, who of it is on air, and what it
//! has arranged and signalled. Laid over the view, it makes the rules answer as they do on the server.

use crate::id::ParticipantId;
use crate::lang::Lang;
use crate::meeting::Meeting;
use crate::meeting::booth::{Booth, OnAir};
use crate::meeting::presence::{Connection, Participant};
use crate::meeting::setup::Person;
use crate::read::Read;
use crate::role::Role;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An interpreter of a booth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Colleague {
    /// Who.
    pub participant: ParticipantId,
    /// Their name, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A booth's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct OwnBooth {
    /// All of it.
    pub people: Vec<Colleague>,
    /// The devices of those who are let in.
    pub devices: Vec<Connection>,
    /// Who of it is on air.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_air: Option<OnAir>,
    /// What goes on in it.
    pub state: Booth,
    /// Who of it has agreed to be recorded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agreed: Vec<ParticipantId>,
}

impl Colleague {
    fn person(&self, booth: Lang) -> Person {
        let (id, name) = (self.participant.clone(), self.name.clone());
        let (role, booth) = (Role::Interpreter, Some(booth));
        Person { id, role, seat: None, name, title: None, booth, rank: None }
    }
}

impl OwnBooth {
    /// What a booth is told of itself.
    #[must_use]
    pub fn of(meeting: &Meeting, booth: Lang) -> Self {
        let colleague = |p: &Person| Colleague { participant: p.id.clone(), name: p.name.clone() };
        let people: Vec<_> = meeting.people_of(booth).map(colleague).collect();
        let here = people.iter().filter(|colleague| meeting.is_admitted(&colleague.participant));
        let devices = here.flat_map(|here| meeting.connections.of(&here.participant)).cloned();
        let (devices, on_air) = (devices.collect(), meeting.on_air.get(&booth).cloned());
        let agreed = people.iter().map(|colleague| &colleague.participant);
        let agreed = agreed.filter(|who| meeting.has_agreed(who)).cloned().collect();
        Self { people, devices, on_air, state: meeting.booth(booth), agreed }
    }

    /// Whether somebody of it is here.
    #[must_use]
    pub fn is_here(&self, who: &ParticipantId) -> bool {
        self.devices.iter().any(|device| device.participant == *who)
    }

    /// The meeting as the interpreters of a booth see it.
    #[must_use]
    pub fn laid_over(&self, view: &Meeting, booth: Lang) -> Meeting {
        let mut meeting = view.clone();
        if let (Some(told), Some(on_air)) = (meeting.on_air.get_mut(&booth), &self.on_air) {
            (told.connection, told.participant) = (on_air.connection, on_air.participant.clone());
        }
        meeting.booths.insert(booth, self.state.clone());
        self.agreed.iter().for_each(|who| meeting.recording.note_agreed(who));
        let people = Arc::make_mut(&mut meeting.participants);
        for colleague in &self.people {
            let (person, admitted) =
                (Arc::new(colleague.person(booth)), self.is_here(&colleague.participant));
            people.insert(Participant { person, admitted, expelled: false });
        }
        let devices = Arc::make_mut(&mut meeting.connections);
        self.devices.iter().for_each(|device| devices.insert(device.clone()));
        meeting
    }
}
