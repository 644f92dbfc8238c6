//! The meeting as somebody is told of it: the view of their class, what their delegation or booth alone is told laid
//! over it.

use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::booth::own::OwnBooth;
use rostrum_proto::meeting::event::Record;
use rostrum_proto::meeting::own::Own;
use rostrum_proto::wire::ServerMessage;

/// What somebody knows.
#[derive(Debug, Default)]
pub struct Knowledge {
    seat: Option<SeatId>,
    booth: Option<Lang>,
    /// As all of their class are told.
    view: Option<Meeting>,
    /// What their delegation, or their booth, is told of itself.
    own: Aside<Own>,
    own_booth: Aside<OwnBooth>,
    /// All of it together.
    meeting: Option<Meeting>,
}

/// What is told beside the records, before the one from which on it is so. Until then the one before is.
#[derive(Debug)]
struct Aside<T> {
    now: Option<T>,
    coming: Vec<(u64, T)>,
}

impl<T> Default for Aside<T> {
    fn default() -> Self {
        Self { now: None, coming: vec![] }
    }
}

impl<T> Aside<T> {
    fn is_told(&mut self, seq: u64, what: T) {
        self.coming.push((seq, what));
    }

    fn has_come(&mut self, seq: u64) {
        let come = self.coming.iter().take_while(|(from, _)| *from <= seq).count();
        if let Some((_, last)) = self.coming.drain(..come).next_back() {
            self.now = Some(last);
        }
    }
}

/// A record is missing: connect anew.
#[derive(Debug, PartialEq, Eq)]
pub struct Missed;

impl Knowledge {
    /// Of somebody in a seat or a booth.
    #[must_use]
    pub fn of(seat: Option<SeatId>, booth: Option<Lang>) -> Self {
        Self { seat, booth, ..Self::default() }
    }

    /// The meeting, once admitted.
    #[must_use]
    pub fn meeting(&self) -> Option<&Meeting> {
        self.meeting.as_ref()
    }

    /// The last record of it.
    #[must_use]
    pub fn seq(&self) -> Option<u64> {
        self.view.as_ref().map(|view| view.seq)
    }

    /// Forgets everything: it is told anew.
    pub fn is_forgotten(&mut self) {
        *self = Self::of(self.seat.take(), self.booth.take());
    }

    /// Takes what the server says of the meeting.
    ///
    /// # Errors
    /// Something was missed.
    pub fn learns(&mut self, message: ServerMessage) -> Result<(), Missed> {
        match message {
            ServerMessage::Snapshot { meeting } => self.view = Some(*meeting),
            ServerMessage::Own { seq, own } => self.own.is_told(seq, *own),
            ServerMessage::OwnBooth { seq, booth } => self.own_booth.is_told(seq, *booth),
            ServerMessage::Resumed { records } => {
                records.iter().try_for_each(|record| self.applies(record))?;
            }
            ServerMessage::Event { after, record } => {
                if self.seq() != Some(after) {
                    return Err(Missed);
                }
                self.applies(&record)?;
            }
            _ => return Ok(()),
        }
        self.looks();
        Ok(())
    }

    fn applies(&mut self, record: &Record) -> Result<(), Missed> {
        self.view.as_mut().ok_or(Missed)?.apply(record);
        Ok(())
    }

    fn looks(&mut self) {
        let Some(view) = &self.view else { return };
        self.own.has_come(view.seq);
        self.own_booth.has_come(view.seq);
        let own = self.own.now.as_ref().zip(self.seat.as_ref());
        let booth = self.own_booth.now.as_ref().zip(self.booth);
        self.meeting = Some(match (own, booth) {
            (Some((own, seat)), _) => own.laid_over(view, seat),
            (None, Some((own, booth))) => own.laid_over(view, booth),
            (None, None) => view.clone(),
        });
    }
}
