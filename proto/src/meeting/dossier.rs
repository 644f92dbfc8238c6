//! The documents of a meeting: those issued for it, and the statements that were sent.
//!
//! Of statements the journal's feeds tell nobody but the officers; who asks for a text is answered by
//! [`Meeting::reads`], one at a time:
//!
//! | a version of another seat's statement | secretariat | interpreters, reporters | everybody else |
//! |---|---|---|---|
//! | not accepted | yes | no | no |
//! | accepted, in writing only | yes | when the compilation is published | when the compilation is published |
//! | accepted, to be delivered | yes | when the profile says | when it was given |

use crate::digest::Digest;
use crate::id::{ParticipantId, SeatId};
use crate::lang::Lang;
use crate::meeting::Meeting;
use crate::meeting::authority::{self, Act, Reach};
use crate::meeting::statement::{Answer, Manner, Version};
use crate::profile::{RequestKind, ToBooths};
use crate::read::Read;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The documents of a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Dossier {
    /// Those issued for the meeting, by the name in their address: `notice`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub documents: BTreeMap<String, Document>,
    /// What each seat has sent, version 1 first.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub statements: BTreeMap<SeatId, Vec<Version>>,
    /// Whose annexes come first in the compilation, in this order; those of others follow as the rules have them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub annexes: Vec<SeatId>,
    /// Why something that does not agree in the compilation stands, by the name that the compilation gives it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settled: BTreeMap<String, String>,
    /// The compilation, once it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compilation: Option<Compilation>,
}

/// A published compilation of the statements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Compilation {
    /// Its symbol, for example `S/2020/791`.
    pub symbol: String,
    /// The content of its model in each language: what every format is written from.
    pub versions: BTreeMap<Lang, Digest>,
}

/// A document issued for the meeting: its notice, with the concept note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// For example `S/2020/754`.
    pub symbol: String,
    /// Its date, ISO 8601.
    pub dated: String,
    /// To whom it is distributed, for example `General`.
    pub distribution: String,
    /// The language in which it was written.
    pub original: Lang,
    /// Its text in each language in which it is here.
    pub versions: BTreeMap<Lang, Digest>,
}

impl Dossier {
    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The versions of a seat's statement, version 1 first.
    #[must_use]
    pub fn of(&self, seat: &SeatId) -> &[Version] {
        self.statements.get(seat).map_or(&[], Vec::as_slice)
    }

    /// A version of a seat's statement, from 1.
    #[must_use]
    pub fn version(&self, seat: &SeatId, version: u32) -> Option<&Version> {
        self.of(seat).get((version as usize).checked_sub(1)?)
    }

    /// The version that is the statement of a seat: the last that was accepted.
    #[must_use]
    pub fn stands(&self, seat: &SeatId) -> Option<(u32, &Version)> {
        let accepted = |(_, version): &(u32, &Version)| version.answer == Answer::Accepted {};
        (1..).zip(self.of(seat)).filter(accepted).last()
    }

    /// Every digest that the journal names, of texts and of files.
    pub fn digests(&self) -> impl Iterator<Item = &Digest> {
        let documents = self.documents.values().flat_map(|document| document.versions.values());
        let sent = self.statements.values().flatten().map(|version| &version.statement);
        let sent = sent.flat_map(|sent| [Some(&sent.text), sent.file.as_ref()]).flatten();
        let published = self.compilation.iter().flat_map(|published| published.versions.values());
        documents.chain(sent).chain(published)
    }
}

impl Meeting {
    /// Whether somebody reads a version of a seat's statement now; nobody is the public.
    #[must_use]
    pub fn reads(&self, who: Option<&ParticipantId>, seat: &SeatId, version: u32) -> bool {
        let Some(sent) = self.dossier.version(seat, version) else { return false };
        let person = who.and_then(|who| self.participant(who)).filter(|person| !person.expelled);
        let role = person.and_then(|person| authority::acting_role(self, &person.person.id));
        let reach = role.map_or(Reach::No, |role| authority::reach(role, Act::SendStatement));
        let own = person.and_then(|person| person.person.seat.as_ref()) == Some(seat);
        if reach == Reach::All || reach == Reach::OwnSeat && own {
            return true;
        }
        if self.dossier.stands(seat).is_none_or(|(stands, _)| stands != version) {
            return false;
        }
        let in_booth = role.is_some_and(|role| {
            authority::reach(role, Act::ReadTextsBeforehand) == Reach::All
                && person.is_some_and(|person| self.is_admitted(&person.person.id))
        });
        match sent.statement.manner {
            Manner::Written => self.dossier.compilation.is_some(),
            Manner::Delivered => {
                in_booth && self.is_read_beforehand(seat)
                    || self
                        .is_given(seat, role.is_none_or(|role| !authority::is_told_secrets(role)))
            }
        }
    }

    /// In which language a seat speaks: that of its statement, or else that in which it usually does.
    #[must_use]
    pub fn spoken_by(&self, seat: &SeatId) -> Option<Lang> {
        let statement = self.dossier.stands(seat).map(|(_, version)| version.statement.lang);
        statement.or_else(|| self.seats.get(seat)?.setup.language)
    }

    /// Whether a seat has given its statement: the floor that it had for it is over. To those who are not told what was
    /// done behind closed doors, only what was not.
    #[must_use]
    pub fn is_given(&self, seat: &SeatId, in_public: bool) -> bool {
        self.requests.iter().any(|request| {
            let told = !(in_public && request.private);
            let over = request.grant().is_none() && !request.waits();
            request.beneficiary == *seat
                && request.kind == RequestKind::Statement
                && !request.explains_vote()
                && (told && over && request.spoken(self.at).0 > 0)
        })
    }

    /// Whether those who interpret and report have the text of a seat by now.
    fn is_read_beforehand(&self, seat: &SeatId) -> bool {
        match self.setup.profile.statements.map(|rule| rule.to_booths) {
            Some(ToBooths::Accepted) => true,
            Some(ToBooths::Next) => {
                let next = self.speakers.first().and_then(|next| self.request(*next).ok());
                self.granted_to(seat).is_some()
                    || next.is_some_and(|request| request.beneficiary == *seat)
            }
            None => false,
        }
    }
}
