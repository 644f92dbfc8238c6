//! The text of who speaks, beside the clock: a delegation's own, and to those who interpret and report the one that they
//! may read by now.

use crate::core::documents::{DocumentsEffect, DocumentsMsg};
use crate::core::model::Model;
use crate::core::msg::Effect;
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::authority::{self, Act, Reach};
use rostrum_proto::meeting::statement::{Answer, Version};
use rostrum_proto::profile::RequestKind;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::documents::{Documents, SeatStatements};
use rostrum_proto::words;
use std::sync::Arc;

/// How large the text can be.
pub const SIZES: u8 = 5;
/// Whoever could not be asked is asked again after this.
const AGAIN: Millis = Millis::seconds(5);

/// What is shown of it.
#[derive(Debug)]
pub struct Prompt {
    /// Whose texts are looked for: of who speaks, then of who is next.
    pub looks_for: Vec<SeatId>,
    /// The one that was found.
    pub script: Option<Script>,
    /// The user does not want to see it.
    pub hidden: bool,
    /// How large it is, from 0.
    pub size: u8,
    /// When to ask again.
    again_at: Option<Timestamp>,
}

impl Default for Prompt {
    fn default() -> Self {
        Self { looks_for: vec![], script: None, hidden: false, size: 2, again_at: None }
    }
}

/// A text that is being read out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Whose.
    pub seat: SeatId,
    /// Which of its versions.
    pub version: String,
    /// Its language.
    pub lang: Lang,
    /// Its paragraphs, each with its words; none before they have come. Looked at whenever anything changes, and so
    /// shared.
    pub paragraphs: Arc<[(String, usize)]>,
    /// The paragraph that is being read.
    pub at: usize,
}

/// Something happened to it.
#[derive(Clone, Debug)]
pub enum PromptMsg {
    /// What there is; `None`: it could not be asked for.
    Came(Option<Documents>),
    /// The text.
    Text(Option<String>),
    /// This paragraph is being read.
    At(usize),
    /// Show it, or do not.
    Show(bool),
    /// As large as this.
    Size(u8),
}

impl Model {
    /// Whoever speaks, or is next, may have changed: their text is asked for.
    pub(super) fn follow_script(&mut self, at: Timestamp) -> Vec<Effect> {
        let looks_for = self.looks_for();
        let due = self.prompt.again_at.is_some_and(|again| again <= at);
        if looks_for == self.prompt.looks_for && !due {
            return vec![];
        }
        self.prompt.looks_for = looks_for;
        self.ask_for_script()
    }

    /// Asks what there is to be read.
    pub(super) fn ask_for_script(&mut self) -> Vec<Effect> {
        self.prompt.again_at = None;
        match self.prompt.looks_for.is_empty() {
            true => {
                self.prompt.script = None;
                vec![]
            }
            false => self.to_do(DocumentsEffect::AskForScript),
        }
    }

    pub(super) fn prompt(&mut self, at: Timestamp, msg: PromptMsg) -> Vec<Effect> {
        match msg {
            PromptMsg::Came(None) => self.prompt.again_at = Some(at + AGAIN),
            PromptMsg::Came(Some(told)) => return self.choose_script(&told),
            PromptMsg::Text(None) => {
                self.prompt.script = None;
                self.prompt.again_at = Some(at + AGAIN);
            }
            PromptMsg::Text(Some(text)) => {
                if let Some(script) = &mut self.prompt.script {
                    let counted = |text: String| {
                        let length = words::length(&text).words;
                        (text, length)
                    };
                    let paragraphs = words::paragraphs(&text).into_iter();
                    script.paragraphs = paragraphs.map(counted).collect();
                }
            }
            PromptMsg::At(paragraph) => {
                if let Some(script) = &mut self.prompt.script {
                    script.at = paragraph.min(script.paragraphs.len().saturating_sub(1));
                }
            }
            PromptMsg::Show(shown) => self.prompt.hidden = !shown,
            PromptMsg::Size(size) => self.prompt.size = size.min(SIZES - 1),
        }
        vec![]
    }

    fn choose_script(&mut self, told: &Documents) -> Vec<Effect> {
        let of = |seat: &SeatId| told.seats.iter().find(|sent| sent.seat == *seat);
        let found = self.prompt.looks_for.iter().filter_map(of).find_map(|sent| {
            let (n, version) = to_read(sent)?;
            Some((sent.seat.clone(), n.to_string(), version.statement.lang))
        });
        let Some((seat, version, lang)) = found else {
            self.prompt.script = None;
            return vec![];
        };
        let known = self.prompt.script.as_ref();
        if known.is_some_and(|script| script.seat == seat && script.version == version) {
            return vec![];
        }
        let effect = DocumentsEffect::Script(seat.clone(), version.clone());
        self.prompt.script = Some(Script { seat, version, lang, paragraphs: Arc::from([]), at: 0 });
        self.to_do(effect)
    }

    /// Whose texts are to be read now: by a delegation its own, once it speaks or is next.
    fn looks_for(&self) -> Vec<SeatId> {
        let Some(meeting) = self.meeting().filter(|meeting| meeting.in_session()) else {
            return vec![];
        };
        let role = self.identity.as_ref().map(|joined| joined.you.role);
        let reads_all =
            role.is_some_and(|r| authority::reach(r, Act::ReadTextsBeforehand) == Reach::All);
        // The secretariat reads all texts where it accepts them.
        let settles =
            role.is_some_and(|r| authority::reach(r, Act::SettleStatements) == Reach::All);
        let own = self.my_seat();
        let speaks = meeting.holder().filter(|r| r.kind == RequestKind::Statement);
        let next = meeting.speakers.first().and_then(|next| meeting.request(*next).ok());
        let seats = speaks.into_iter().chain(next).map(|request| &request.beneficiary);
        let theirs =
            seats.filter(|seat| reads_all && !settles || own.is_some_and(|own| own == *seat));
        let mut theirs: Vec<_> = theirs.cloned().collect();
        theirs.dedup();
        theirs
    }
}

/// The version that is read out: the last that was accepted, else the last.
fn to_read(sent: &SeatStatements) -> Option<(u32, &Version)> {
    let versions = sent.in_order();
    let accepted = versions.iter().rfind(|(_, version)| version.answer == Answer::Accepted {});
    accepted.or(versions.last()).copied()
}

impl From<PromptMsg> for DocumentsMsg {
    fn from(msg: PromptMsg) -> Self {
        Self::Prompt(msg)
    }
}
