//! What lies over the meeting on record: what our delegation or our booth alone is told of itself, and what was closed
//! while the server could not record it.

use crate::core::model::{Model, Pending};
use crate::core::news::problem_line;
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::booth::own::OwnBooth;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Record;
use rostrum_proto::meeting::outage::Silenced;
use rostrum_proto::meeting::own::Own;
use rostrum_proto::meeting::{Meeting, Notice};

/// What we alone are told.
#[derive(Clone, Debug)]
pub enum Told {
    /// A delegation.
    Seat(Own),
    /// A booth.
    Booth(OwnBooth),
}

/// What lies over the meeting on record.
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    /// Our own.
    own: Option<Told>,
    /// Our own as soon as this record was applied.
    next: Option<(u64, Told)>,
    /// What was closed although it could not be recorded; the next record says it itself.
    silenced: Vec<Silenced>,
    /// The meeting with all of it.
    meeting: Option<Box<Meeting>>,
}

impl Overlay {
    /// The meeting with what lies over it, if something does.
    #[must_use]
    pub fn meeting(&self) -> Option<&Meeting> {
        self.meeting.as_deref()
    }

    /// Our own is another as soon as this record was applied.
    pub fn own_comes(&mut self, seq: u64, own: Told) {
        self.next = Some((seq, own));
    }

    /// Our booth, if we are in one.
    #[must_use]
    pub fn booth(&self) -> Option<&OwnBooth> {
        match self.own.as_ref()? {
            Told::Booth(booth) => Some(booth),
            Told::Seat(_) => None,
        }
    }

    /// What is closed is closed, even before it is on record.
    pub fn silence(&mut self, sources: Vec<Silenced>) {
        self.silenced = sources;
    }

    /// A record comes, which says itself what is closed. Returns whether that was more than is on record.
    pub fn on_record(&mut self) -> bool {
        !std::mem::take(&mut self.silenced).is_empty()
    }

    /// Lays it over the meeting on record anew.
    pub fn lay(&mut self, on_record: &Meeting, (seat, booth): (Option<&SeatId>, Option<Lang>)) {
        if let Some((_, own)) = self.next.take_if(|(seq, _)| *seq <= on_record.seq) {
            self.own = Some(own);
        }
        let mut meeting = match (&self.own, seat, booth) {
            (Some(Told::Seat(own)), Some(seat), _) => Some(own.laid_over(on_record, seat)),
            (Some(Told::Booth(own)), None, Some(booth)) => Some(own.laid_over(on_record, booth)),
            _ => None,
        };
        if !self.silenced.is_empty() {
            let closed = meeting.get_or_insert_with(|| on_record.clone());
            let (seq, at) = (closed.seq, closed.at);
            for event in closed.notice(at, &Notice::Silenced(self.silenced.clone())) {
                closed.apply(&Record { seq, at, by: None, event });
            }
        }
        self.meeting = meeting.map(Box::new);
    }
}

impl Model {
    /// Lays over the meeting what is told beside the record.
    pub(super) fn lay_over(&mut self) {
        let (seat, booth) = (self.my_seat().cloned(), self.my_booth());
        let mut overlay = std::mem::take(&mut self.overlay);
        match self.replica() {
            Some(on_record) => overlay.lay(on_record, (seat.as_ref(), booth)),
            None => overlay.meeting = None,
        }
        self.overlay = overlay;
    }

    /// Our delegation is told of itself.
    pub(super) fn own_comes(&mut self, seq: u64, own: Own) {
        let before = match &self.overlay.own {
            Some(Told::Seat(own)) => Some(own.problem),
            Some(Told::Booth(_)) | None => None,
        };
        let asked = |p: &Pending| match &p.command {
            Command::ReportProblem { .. } => own.problem.is_some(),
            Command::ClearProblem { .. } => own.problem.is_none(),
            _ => false,
        };
        if before.is_some_and(|before| before != own.problem) && self.pending.iter().any(asked) {
            self.tell(problem_line(own.problem.is_some(), self.lang));
        }
        self.overlay.own_comes(seq, Told::Seat(own));
        self.lay_over();
    }

    /// Our booth is told of itself.
    pub(super) fn own_booth_comes(&mut self, seq: u64, booth: OwnBooth) {
        if let Some(news) = self.hand_over_news(&booth).or_else(|| self.routed(&booth)) {
            self.tell(news);
        }
        self.overlay.own_comes(seq, Told::Booth(booth));
        self.lay_over();
    }
}
