//! Taking statements in: who sends one, what is said to it, and what becomes of it.

use crate::id::{ParticipantId, SeatId};
use crate::line::{self, MAX_NAME, MAX_TEXT};
use crate::meeting::Meeting;
use crate::meeting::authority::{self, Act, Reach};
use crate::meeting::dossier::{Compilation, Document};
use crate::meeting::event::Event;
use crate::meeting::phase::PhaseName;
use crate::meeting::reason::reason;
use crate::meeting::refusal::Refusal;
use crate::meeting::statement::{Answer, Called, MAX_BEHALF, MAX_VERSIONS, Statement, Version};
use crate::time::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Meeting {
    /// What follows from sending a statement for a seat: nothing, if its last version says the same. The server has
    /// measured its length and keeps its text. Nobody has to be in the meeting for it, nor does it have to be open.
    ///
    /// Once the meeting is closed another version is a correction. `corrections_until` is the end of the profile's
    /// working days by the calendar of the venue, which is known once the meeting is closed. Later ones are taken of the
    /// secretariat, and of whom it has asked for one.
    ///
    /// # Errors
    /// The refusal, for the one who sent it.
    pub fn send_statement(
        &self,
        now: Timestamp,
        who: &ParticipantId,
        seat: &SeatId,
        statement: &Statement,
        corrections_until: Option<Timestamp>,
    ) -> Result<Vec<Event>, Refusal> {
        self.may_send(who, seat)?;
        self.setup.profile.statements.ok_or(Refusal::NoStatements {})?;
        self.not_published()?;
        check_names(&statement.name, &statement.title)?;
        let is_line = |name: &String| line::check(name, MAX_NAME).is_ok();
        let behalf = &statement.on_behalf_of;
        if !behalf.iter().all(is_line) || behalf.len() > MAX_BEHALF {
            return Err(Refusal::BadName { limit: MAX_NAME as u32 });
        }
        if statement.words == 0 {
            return Err(Refusal::NoWords {});
        }
        let sent = self.dossier.of(seat);
        let waits = |last: &Version| last.answer == Answer::Waits {};
        if sent.last().is_some_and(|last| waits(last) && last.statement == *statement) {
            return Ok(vec![]);
        }
        if sent.len() >= MAX_VERSIONS as usize {
            return Err(Refusal::TooManyVersions { most: MAX_VERSIONS });
        }
        let corrects = self.phase.name() == PhaseName::Closed && !sent.is_empty();
        let until = if corrects { corrections_until } else { self.setup.statements_until };
        let late = until.is_some_and(|until| now > until);
        let asked_for =
            sent.last().is_some_and(|last| matches!(last.answer, Answer::Returned { .. }));
        if let Some(since) = until.filter(|_| corrects && late && !asked_for)
            && !authority::may(self, who, Act::SettleStatements)
        {
            return Err(Refusal::CorrectionsOver { since });
        }
        let (seat, statement) = (seat.clone(), Box::new(statement.clone()));
        Ok(vec![Event::StatementSent { seat, statement, late }])
    }

    /// Whether somebody may send a statement for a seat.
    ///
    /// # Errors
    /// The refusal.
    pub fn may_send(&self, who: &ParticipantId, seat: &SeatId) -> Result<(), Refusal> {
        let person = self.participant(who).ok_or(Refusal::UnknownParticipant {})?;
        let role = authority::acting_role(self, who).ok_or(Refusal::UnknownParticipant {})?;
        self.seat(seat)?;
        match authority::reach(role, Act::SendStatement) {
            _ if person.expelled => Err(Refusal::NotPermitted {}),
            Reach::No => Err(Refusal::NotPermitted {}),
            Reach::OwnSeat if person.person.seat.as_ref() != Some(seat) => {
                Err(Refusal::NotYourSeat { seat: seat.clone() })
            }
            Reach::OwnSeat | Reach::All => Ok(()),
        }
    }

    pub(super) fn accept_statement(
        &self,
        seat: &SeatId,
        version: u32,
    ) -> Result<Vec<Event>, Refusal> {
        let (seat, answer) = (seat.clone(), &self.sent(seat, version)?.answer);
        Ok(match answer {
            Answer::Accepted {} => vec![],
            Answer::Waits {} | Answer::Returned { .. } => {
                vec![Event::StatementAccepted { seat, version }]
            }
        })
    }

    pub(super) fn return_statement(
        &self,
        seat: &SeatId,
        version: u32,
        why: &str,
    ) -> Result<Vec<Event>, Refusal> {
        let (seat, answer) = (seat.clone(), &self.sent(seat, version)?.answer);
        let reason = reason(why)?;
        Ok(match answer {
            Answer::Returned { reason: said } if *said == reason => vec![],
            Answer::Waits {} | Answer::Accepted {} | Answer::Returned { .. } => {
                vec![Event::StatementReturned { seat, version, reason }]
            }
        })
    }

    pub(super) fn correct_statement(
        &self,
        seat: &SeatId,
        version: u32,
        called: &Called,
    ) -> Result<Vec<Event>, Refusal> {
        let sent = self.sent(seat, version)?;
        let known =
            sent.called.as_ref().map_or((&sent.statement.name, &sent.statement.title), |called| {
                (&called.name, &called.title)
            });
        if known == (&called.name, &called.title) {
            return Ok(vec![]);
        }
        check_names(&called.name, &called.title)?;
        let (seat, called) = (seat.clone(), called.clone());
        Ok(vec![Event::StatementCorrected { seat, version, called }])
    }

    pub(super) fn arrange_annexes(&self, seats: &[SeatId]) -> Result<Vec<Event>, Refusal> {
        self.not_published()?;
        for seat in seats {
            self.seat(seat)?;
        }
        // Where one is named twice, its first place counts.
        let mut once = BTreeSet::new();
        let seats: Vec<_> = seats.iter().filter(|seat| once.insert(*seat)).cloned().collect();
        Ok(match self.dossier.annexes == seats {
            true => vec![],
            false => vec![Event::AnnexesArranged { seats }],
        })
    }

    pub(super) fn settle_point(&self, point: &str, why: &str) -> Result<Vec<Event>, Refusal> {
        self.not_published()?;
        line::check(point, MAX_TEXT).map_err(|_| Refusal::BadName { limit: MAX_TEXT as u32 })?;
        let (point, reason) = (point.to_owned(), reason(why)?);
        Ok(match self.dossier.settled.get(&point) == Some(&reason) {
            true => vec![],
            false => vec![Event::PointSettled { point, reason }],
        })
    }

    /// What follows from publishing the compilation that the server has made, in which nothing disagrees any more.
    ///
    /// # Errors
    /// The refusal, for the one who asked.
    pub fn publish_compilation(
        &self,
        who: &ParticipantId,
        compilation: &Compilation,
    ) -> Result<Vec<Event>, Refusal> {
        if !authority::may(self, who, Act::SettleStatements) {
            return Err(Refusal::NotPermitted {});
        }
        match (self.phase.name(), &self.dossier.compilation) {
            (_, Some(published)) if published == compilation => Ok(vec![]),
            (_, Some(_)) => Err(Refusal::CompilationPublished {}),
            (PhaseName::Closed, None) => {
                let compilation = Box::new(compilation.clone());
                Ok(vec![Event::CompilationPublished { compilation }])
            }
            _ => Err(Refusal::MeetingNotClosed {}),
        }
    }

    fn not_published(&self) -> Result<(), Refusal> {
        match self.dossier.compilation {
            Some(_) => Err(Refusal::CompilationPublished {}),
            None => Ok(()),
        }
    }

    fn sent(&self, seat: &SeatId, version: u32) -> Result<&Version, Refusal> {
        self.not_published()?;
        self.seat(seat)?;
        self.dossier.version(seat, version).ok_or(Refusal::UnknownStatement {})
    }

    /// A document was issued for the meeting, or has another version.
    pub(super) fn document_issued(&self, name: &str, document: &Document) -> Vec<Event> {
        match self.dossier.documents.get(name) {
            Some(known) if known == document => vec![],
            Some(_) | None => {
                let (name, document) = (name.to_owned(), Box::new(document.clone()));
                vec![Event::DocumentIssued { name, document }]
            }
        }
    }

    pub(super) fn file_statement(
        &mut self,
        at: Timestamp,
        seat: &SeatId,
        statement: &Statement,
        late: bool,
    ) {
        let dossier = Arc::make_mut(&mut self.dossier);
        let (statement, answer) = (statement.clone(), Answer::Waits {});
        let version = Version { statement, at, late, answer, called: None };
        dossier.statements.entry(seat.clone()).or_default().push(version);
    }

    pub(super) fn note_answer(&mut self, seat: &SeatId, version: u32, answer: Answer) {
        if let Some(sent) = self.version_mut(seat, version) {
            sent.answer = answer;
        }
    }

    pub(super) fn note_called(&mut self, seat: &SeatId, version: u32, called: &Called) {
        if let Some(sent) = self.version_mut(seat, version) {
            sent.called = Some(called.clone());
        }
    }

    fn version_mut(&mut self, seat: &SeatId, version: u32) -> Option<&mut Version> {
        let versions = Arc::make_mut(&mut self.dossier).statements.get_mut(seat)?;
        versions.get_mut((version as usize).checked_sub(1)?)
    }
}

/// A name, and an office that may be empty.
fn check_names(name: &str, title: &str) -> Result<(), Refusal> {
    let is_line = |text: &str| line::check(text, MAX_NAME).is_ok();
    match is_line(name) && (title.is_empty() || is_line(title)) {
        true => Ok(()),
        false => Err(Refusal::BadName { limit: MAX_NAME as u32 }),
    }
}
