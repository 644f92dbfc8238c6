//! What a technician does at the desk.

use crate::core::desk::story::{Part, Progress, Story};
use crate::core::model::{Model, Whereabouts};
use crate::core::msg::Effect;
use crate::core::view::story::help_text;
use crate::core::{names, text};
use rostrum_proto::id::{ConnectionId, SeatId};
use rostrum_proto::meeting::authority::{self, Act};
use rostrum_proto::meeting::event::Record;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::ClientMessage;
use rostrum_proto::wire::desk::{Alarm, DeskEntry, Heard, Help};

/// Records asked for at once.
const JOURNAL_PAGE: u32 = 500;

/// Something a technician does.
#[derive(Clone, Debug, PartialEq)]
pub enum DeskMsg {
    /// Takes note of an alarm.
    Acknowledge(u64),
    /// Turns the sound of new alarms on or off.
    Sound(bool),
    /// Looks at the stage, or comes back to the desk.
    Stage(bool),
    /// Looks at a seat.
    OpenSeat(SeatId),
    /// Has looked.
    CloseSeat,
    /// Asks for its story at another time, as it was typed.
    AskStory {
        /// From.
        from: String,
        /// Until; empty is now.
        until: String,
    },
    /// Wants the story as a file.
    ExportStory,
    /// Asks something of a client.
    Help(ConnectionId, Help),
}

/// Something the browser does for a technician.
#[derive(Clone, Debug, PartialEq)]
pub enum DeskEffect {
    /// Plays the sound of an alarm.
    Chime,
    /// Remembers whether alarms are heard.
    RememberSound(bool),
    /// Gives the user a file.
    Save {
        /// Its name.
        name: String,
        /// What is in it.
        text: String,
    },
}

impl Model {
    /// Whether we work at the desk.
    #[must_use]
    pub fn watches(&self) -> bool {
        self.meeting().zip(self.actor()).is_some_and(|(meeting, actor)| {
            authority::may(meeting, &actor.participant, Act::WatchJournal)
        })
    }

    pub(in crate::core) fn at_desk(&mut self, at: Timestamp, msg: DeskMsg) -> Vec<Effect> {
        let now = self.server_time(at);
        self.toast = None;
        match msg {
            DeskMsg::Acknowledge(alarm) => {
                vec![Effect::Send(ClientMessage::Acknowledge { alarm })]
            }
            DeskMsg::Sound(on) => {
                self.desk.silent = !on;
                vec![Effect::Desk(DeskEffect::RememberSound(on))]
            }
            DeskMsg::Stage(on) => {
                self.desk.on_stage = on;
                vec![]
            }
            DeskMsg::OpenSeat(seat) => self.open_story(Story::of(seat, now)),
            DeskMsg::CloseSeat => {
                self.desk.story = None;
                vec![]
            }
            DeskMsg::AskStory { from, until } => {
                let seat = self.desk.story.as_ref().map(|story| story.seat.clone());
                match seat.and_then(|seat| Story::typed(seat, &from, &until, now)) {
                    Some(story) => self.open_story(story),
                    None => {
                        self.tell(crate::core::text::story_bad_time(self.lang));
                        vec![]
                    }
                }
            }
            DeskMsg::ExportStory => {
                let id = self.meeting().map(|m| m.setup.id.to_string()).unwrap_or_default();
                let Some(story) = &self.desk.story else { return vec![] };
                let (name, text) = story.file(&id, now);
                vec![Effect::Desk(DeskEffect::Save { name, text })]
            }
            DeskMsg::Help(connection, help) => {
                let id = self.ids.fresh();
                let person = self.meeting().and_then(|meeting| {
                    let device = meeting.connections.get(&connection)?;
                    Some(names::participant(meeting, &device.participant))
                });
                let asked = help_text(help, self.lang);
                let person = person.unwrap_or_default();
                self.tell(text::help_sent(
                    self.lang,
                    text::HelpSent { help: asked, person: &person },
                ));
                vec![Effect::Send(ClientMessage::Help { id, connection, help })]
            }
        }
    }

    fn open_story(&mut self, story: Story) -> Vec<Effect> {
        let question = story.question(story.from);
        self.desk.story = Some(story);
        vec![Effect::Send(question)]
    }

    pub(in crate::core) fn story_came(
        &mut self,
        (seat, until): (SeatId, Timestamp),
        part: Part,
    ) -> Vec<Effect> {
        // An answer to an earlier question is of no use any more.
        let story = self.desk.story.as_mut();
        let Some(story) =
            story.filter(|s| s.seat == seat && s.until == until && s.state == Progress::Loading)
        else {
            return vec![];
        };
        story.take(part).map(Effect::Send).into_iter().collect()
    }

    pub(in crate::core) fn alarms_came(&mut self, alarms: Vec<Alarm>) -> Vec<Effect> {
        let heard = self.desk.alarmed(alarms) && !self.desk.silent;
        heard.then_some(Effect::Desk(DeskEffect::Chime)).into_iter().collect()
    }

    /// A record for the desk's journal, once it is applied.
    pub(in crate::core) fn note_record(&mut self, record: &Record) {
        if self.watches()
            && let Whereabouts::Meeting(meeting) = &self.place
        {
            self.desk.journal.note(meeting, [record]);
            if let Some(story) = &mut self.desk.story {
                let about = self.desk.journal.is_about(meeting, record, &story.seat);
                let state = meeting.audibility(&story.seat);
                let by = record.by.as_ref().map(|by| by.participant.clone());
                story.goes_on(about.then_some(record), Heard { at: record.at, state, by });
            }
        }
    }

    pub(in crate::core) fn observed(&mut self, entries: &[DeskEntry]) -> Vec<Effect> {
        if let Some(story) = &mut self.desk.story {
            story.observed(entries);
        }
        vec![]
    }

    /// A part of the journal; asks for the part before it.
    pub(in crate::core) fn journal_came(&mut self, records: &[Record]) -> Vec<Effect> {
        let Whereabouts::Meeting(meeting) = &self.place else { return vec![] };
        self.desk.journal.note(meeting, records);
        match self.desk.journal.gap().filter(|_| !records.is_empty()) {
            Some(before) => vec![ask_journal(Some(before))],
            None => vec![],
        }
    }

    /// The desk starts at the end of the journal. The story of an open seat is asked for again: what was
    /// observed while the connection was lost was not received.
    pub(in crate::core) fn open_desk(&mut self) -> Vec<Effect> {
        if !self.watches() {
            return vec![];
        }
        let story = self.desk.story.as_mut();
        let unfinished = |s: &&mut Story| s.until_now || s.state == Progress::Loading;
        let story = story.filter(unfinished).map(|story| {
            story.state = Progress::Loading;
            Effect::Send(story.question(story.from))
        });
        [ask_journal(None)].into_iter().chain(story).collect()
    }
}

fn ask_journal(before: Option<u64>) -> Effect {
    Effect::Send(ClientMessage::Journal { before, limit: JOURNAL_PAGE })
}
