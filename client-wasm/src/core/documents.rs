//! The dialog *Documents*: what there is to read, and the statement that is being written. It is asked for and sent over
//! HTTP, so that it works from the lobby on, days before the meeting.

use crate::core::compiling::{Compiling, CompilingMsg};
use crate::core::draft::{Keeping, OnDevice, SaveAnswer, Written};
use crate::core::model::Model;
use crate::core::msg::Effect;
use crate::core::prompt::PromptMsg;
use crate::core::text;
use crate::core::trouble::Trouble;
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::statement::Manner;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::documents::{
    Compile, DocumentProblem, Documents, DraftAnswer, Receipt, SaveDraft, SendStatement, TakenOut,
};

/// The state of the dialog.
#[derive(Debug, Default)]
pub struct Papers {
    /// It is open.
    pub open: bool,
    /// What there is, as last told.
    pub told: Option<Documents>,
    /// It could not be asked for.
    pub failed: bool,
    /// For which seat a statement is being written.
    pub seat: Option<SeatId>,
    /// What is being written.
    pub draft: Written,
    /// Where it is kept, and whether all of it is.
    pub keeping: Keeping,
    /// Counts the times that the draft was changed by anything but typing.
    pub edition: u32,
    /// It is on its way.
    pub sending: bool,
    /// A file is on its way, or its text is being taken out.
    pub taking: Option<Way>,
    /// The text was taken out of a file just now.
    pub taken_out: bool,
    /// What the file has and the text has not.
    pub left_out: Vec<String>,
    /// The last receipt.
    pub receipt: Option<Receipt>,
    /// Why something was not done.
    pub problem: Option<Trouble>,
    /// What is being read.
    pub reading: Option<Reading>,
    /// The compilation that is being made.
    pub compiling: Compiling,
}

/// How much of a file has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// So much, in per cent.
    Arrived(u8),
    /// The server does not answer; it goes on when it does.
    Waits,
}

/// A text that is being read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Whose.
    pub seat: SeatId,
    /// Which version.
    pub version: String,
    /// It, once it has come.
    pub text: Option<String>,
}

/// What is typed into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The text.
    Text,
    /// Who gives it.
    Name,
    /// Their office.
    Title,
    /// For whom it also speaks.
    Behalf,
}

/// Something happened in the dialog.
#[derive(Clone, Debug)]
pub enum DocumentsMsg {
    /// It was opened.
    Open,
    /// It was closed.
    Close,
    /// What there is; `None`: it could not be asked for.
    Came(Option<Documents>),
    /// A statement is to be written for this seat.
    For(SeatId),
    /// What this device has kept for a seat.
    Kept(SeatId, Option<OnDevice>),
    /// What the server has kept for a seat; without an answer nothing.
    AtServer(SeatId, Option<DraftAnswer>),
    /// What became of the draft at the server.
    Saved(SeatId, SaveAnswer),
    /// Write on in the other version of the draft.
    Exchange,
    /// The other version is not wanted.
    Discard,
    /// Something was typed.
    Type(Field, String),
    /// The language of the text.
    In(Lang),
    /// Whether it is spoken too.
    As(Manner),
    /// A file was chosen, if it could be read.
    Chosen(Option<Vec<u8>>),
    /// So much of it has arrived.
    Uploaded(Way),
    /// What came of it.
    TakenOut(Result<TakenOut, Option<DocumentProblem>>),
    /// The file does not go with the text any more.
    WithoutFile,
    /// *Submit*.
    Send,
    /// What came of it.
    Sent(Result<Receipt, Option<DocumentProblem>>),
    /// Show a text.
    Read(SeatId, String),
    /// Here it is.
    TextCame(Option<String>),
    /// Show it no longer.
    PutAway,
    /// *Download all*.
    Bundle,
    /// It was saved, or why not.
    Bundled(Result<(), Option<DocumentProblem>>),
    /// Of the compilation.
    Compiling(CompilingMsg),
    /// Of the text beside the clock.
    Prompt(PromptMsg),
}

/// What the browser shall do for it, with this token.
#[derive(Clone, Debug, PartialEq)]
pub enum DocumentsEffect {
    /// `GET /api/documents`.
    Ask,
    /// `GET /api/statement/text`.
    Text(SeatId, String),
    /// `POST /api/statement`.
    Send(Box<SendStatement>),
    /// `POST /api/statement/file`.
    TakeOut(Vec<u8>),
    /// Look up what this device has kept for a seat of the meeting.
    Look(SeatId),
    /// Keep it.
    Keep(SeatId, Box<OnDevice>),
    /// `GET /api/statement/draft`.
    AskDraft(SeatId),
    /// `POST /api/statement/draft`.
    SaveDraft(Box<SaveDraft>),
    /// `POST /api/compilation/points`.
    Points(Box<Compile>),
    /// `POST /api/compilation`.
    Publish(Box<Compile>),
    /// `POST /api/compilation/draft`, in a format, saved as a file.
    Draft(Box<Compile>, &'static str),
    /// `GET /api/statements.zip`, saved as a file.
    Bundle,
    /// `GET /api/documents`, for the text beside the clock.
    AskForScript,
    /// `GET /api/statement/text`, of that.
    Script(SeatId, String),
}

impl Model {
    pub(super) fn documents(&mut self, at: Timestamp, msg: DocumentsMsg) -> Vec<Effect> {
        let lang = self.lang;
        match msg {
            DocumentsMsg::Open => {
                self.papers.open = true;
                return self.to_do(DocumentsEffect::Ask);
            }
            DocumentsMsg::Close => {
                self.papers.open = false;
                self.papers.reading = None;
            }
            DocumentsMsg::Came(told) => return self.documents_came(told),
            DocumentsMsg::For(seat) => return self.write_for(seat),
            DocumentsMsg::Kept(seat, kept) => self.draft_on_device(at, &seat, kept),
            DocumentsMsg::AtServer(seat, answer) => {
                return self.draft_at_server(at, &seat, answer);
            }
            DocumentsMsg::Saved(seat, answer) => return self.draft_saved(at, &seat, answer),
            DocumentsMsg::Exchange => return self.exchange_drafts(at),
            DocumentsMsg::Discard => return self.discard_other_draft(at),
            DocumentsMsg::Type(field, typed) => {
                let draft = &mut self.papers.draft.0;
                match field {
                    Field::Text => draft.text = typed,
                    Field::Name => draft.name = typed,
                    Field::Title => draft.title = typed,
                    Field::Behalf => draft.behalf = typed,
                }
                return self.draft_changed(at);
            }
            DocumentsMsg::In(lang) => {
                self.papers.draft.0.lang = lang;
                return self.draft_changed(at);
            }
            DocumentsMsg::As(manner) => {
                self.papers.draft.0.manner = manner;
                return self.draft_changed(at);
            }
            DocumentsMsg::Chosen(None) => {
                self.papers.problem = Some(Trouble::FileUnread);
            }
            DocumentsMsg::Chosen(Some(bytes)) => {
                self.papers.taking = Some(Way::Arrived(0));
                self.papers.problem = None;
                return self.to_do(DocumentsEffect::TakeOut(bytes));
            }
            DocumentsMsg::Uploaded(way) => self.papers.taking = Some(way),
            DocumentsMsg::TakenOut(taken) => {
                self.papers.taking = None;
                match taken {
                    Ok(taken) => {
                        self.papers.draft.0.text = taken.text;
                        self.papers.draft.0.file = Some(taken.file);
                        self.papers.left_out = taken.left_out;
                        self.papers.taken_out = true;
                        self.papers.edition += 1;
                        return self.draft_changed(at);
                    }
                    Err(problem) => {
                        let file = problem.as_ref().and_then(|problem| problem.file.clone());
                        let draft = &mut self.papers.draft.0;
                        // It goes with the text that is typed in its place; one that is there came from elsewhere.
                        let kept = draft.text.trim().is_empty() && file.is_some();
                        let mut effects = vec![];
                        if kept {
                            draft.file = file;
                            effects = self.draft_changed(at);
                        }
                        self.papers.problem = Some(Trouble::Declined(problem));
                        return effects;
                    }
                }
            }
            DocumentsMsg::WithoutFile => {
                self.papers.draft.0.file = None;
                (self.papers.taken_out, self.papers.left_out) = (false, vec![]);
                return self.draft_changed(at);
            }
            DocumentsMsg::Send => return self.send_statement(),
            DocumentsMsg::Sent(sent) => {
                self.papers.sending = false;
                match sent {
                    Ok(receipt) => {
                        self.papers.receipt = Some(receipt);
                        (self.papers.taken_out, self.papers.left_out) = (false, vec![]);
                        return self.to_do(DocumentsEffect::Ask);
                    }
                    Err(problem) => self.papers.problem = Some(Trouble::Declined(problem)),
                }
            }
            DocumentsMsg::Read(seat, version) => {
                let (of, n) = (seat.clone(), version.clone());
                self.papers.reading = Some(Reading { seat, version, text: None });
                return self.to_do(DocumentsEffect::Text(of, n));
            }
            DocumentsMsg::TextCame(came) => {
                let failed = came.is_none();
                if let Some(reading) = &mut self.papers.reading {
                    reading.text = came;
                }
                if failed {
                    self.papers.reading = None;
                    self.papers.problem = Some(Trouble::TextFailed);
                }
            }
            DocumentsMsg::PutAway => self.papers.reading = None,
            DocumentsMsg::Bundle => return self.to_do(DocumentsEffect::Bundle),
            DocumentsMsg::Bundled(Ok(())) => {}
            DocumentsMsg::Bundled(Err(problem)) => {
                let said = problem.map(|problem| self.in_words(&Trouble::Declined(Some(problem))));
                self.tell(said.unwrap_or_else(|| text::statements_not_saved(lang).to_owned()));
            }
            DocumentsMsg::Compiling(msg) => return self.compiling(at, msg),
            DocumentsMsg::Prompt(msg) => return self.prompt(at, msg),
        }
        vec![]
    }

    /// Something that we may see has changed.
    pub(super) fn documents_changed(&mut self) -> Vec<Effect> {
        let mut effects = self.ask_for_script();
        if !self.papers.open {
            return effects;
        }
        effects.extend(self.to_do(DocumentsEffect::Ask));
        if self.papers.compiling.points.is_some() {
            effects.extend(self.check_compilation());
        }
        effects
    }

    fn documents_came(&mut self, told: Option<Documents>) -> Vec<Effect> {
        self.papers.failed = told.is_none();
        let Some(told) = told else { return vec![] };
        // A delegation writes for itself; the secretariat says for whom.
        let only = match told.sends_for.as_slice() {
            [only] if self.papers.seat.is_none() => Some(only.clone()),
            _ => None,
        };
        self.papers.told = Some(told);
        only.map(|seat| self.write_for(seat)).unwrap_or_default()
    }

    fn write_for(&mut self, seat: SeatId) -> Vec<Effect> {
        let papers = &mut self.papers;
        papers.seat = Some(seat.clone());
        (papers.draft, papers.keeping) = (Written::default(), Keeping::default());
        (papers.receipt, papers.problem, papers.left_out) = (None, None, vec![]);
        papers.taken_out = false;
        papers.edition += 1;
        let mut effects = self.to_do(DocumentsEffect::Look(seat.clone()));
        effects.extend(self.to_do(DocumentsEffect::AskDraft(seat)));
        effects
    }

    fn send_statement(&mut self) -> Vec<Effect> {
        let Some(seat) = self.papers.seat.clone().filter(|_| !self.papers.sending) else {
            return vec![];
        };
        let draft = &self.papers.draft.0;
        // Said here, since it is seen here; the server says the same.
        if draft.name.trim().is_empty() {
            self.papers.problem = Some(Trouble::NameMissing);
            return vec![];
        }
        let names = draft.behalf.lines().map(str::trim).filter(|name| !name.is_empty());
        let statement = SendStatement {
            id: self.ids.fresh(),
            seat,
            text: draft.text.clone(),
            file: draft.file.clone(),
            lang: draft.lang,
            manner: draft.manner,
            name: draft.name.trim().to_owned(),
            title: draft.title.trim().to_owned(),
            on_behalf_of: names.map(str::to_owned).collect(),
        };
        self.papers.sending = true;
        (self.papers.problem, self.papers.receipt) = (None, None);
        self.to_do(DocumentsEffect::Send(Box::new(statement)))
    }

    pub(super) fn to_do(&self, effect: DocumentsEffect) -> Vec<Effect> {
        match &self.identity {
            Some(joined) => {
                let (token, meeting) = (joined.token.clone(), joined.meeting.clone());
                vec![Effect::Documents { token, meeting, effect: Box::new(effect) }]
            }
            None => vec![],
        }
    }
}
