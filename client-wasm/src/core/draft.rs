//! The draft of a statement: on this device with every letter, at the server a moment later. Where somebody else has
//! changed it meanwhile, both versions are kept, and whoever writes chooses.

use crate::core::documents::DocumentsEffect;
use crate::core::model::Model;
use crate::core::msg::Effect;
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::statement::Manner;
use rostrum_proto::read::Read;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::documents::{Draft, DraftAnswer, SaveDraft, SavedDraft};
use serde::Serialize;

/// The server is told once nothing was typed for so long.
const REST: Millis = Millis(1_500);
/// It is tried again after so long.
const AGAIN: Millis = Millis::seconds(5);

/// What is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written(pub Draft);

impl Default for Written {
    fn default() -> Self {
        Self(Draft {
            text: String::new(),
            file: None,
            lang: Lang::En,
            manner: Manner::Delivered,
            name: String::new(),
            title: String::new(),
            behalf: String::new(),
        })
    }
}

/// What a device keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
pub struct OnDevice {
    /// The draft.
    pub draft: Draft,
    /// The number of the draft at the server that it is, or changes.
    #[serde(default)]
    pub revision: Option<u64>,
    /// It has something that the server has not.
    #[serde(default)]
    pub unsaved: bool,
}

/// Where the draft is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// What the server has was asked for, and came.
    pub asked: bool,
    /// The number of the draft at the server that this is, or changes.
    pub revision: Option<u64>,
    /// When the server is to be told, if it has not all of it.
    pub due: Option<Timestamp>,
    /// It is being told.
    pub saving: bool,
    /// The server has all of it.
    pub saved: bool,
    /// Another version, saved by somebody else.
    pub other: Option<SavedDraft>,
}

/// What became of a draft at the server.
#[derive(Clone, Debug)]
pub enum SaveAnswer {
    /// It is there.
    Saved(SavedDraft),
    /// Somebody else has changed it, and theirs is there.
    Other(SavedDraft),
    /// It did not arrive, or could not be kept.
    Failed,
}

impl Model {
    /// What a seat begins with: its last version's names, or those of who writes.
    pub(super) fn first_draft(&self, seat: &SeatId) -> Draft {
        let told = self.papers.told.as_ref();
        let sent = told.and_then(|told| told.seats.iter().find(|sent| sent.seat == *seat));
        let last = sent.and_then(|sent| Some(&sent.in_order().pop()?.1.statement));
        let you = self.identity.as_ref().map(|joined| &joined.you);
        let you = you.filter(|you| you.seat.as_ref() == Some(seat));
        match last {
            Some(last) => Draft {
                lang: last.lang,
                manner: last.manner,
                name: last.name.clone(),
                title: last.title.clone(),
                behalf: last.on_behalf_of.join("\n"),
                ..Written::default().0
            },
            None => Draft {
                lang: self.lang,
                manner: match sent.is_some_and(|sent| sent.place.is_some()) {
                    true => Manner::Delivered,
                    false => Manner::Written,
                },
                name: you.and_then(|you| you.name.clone()).unwrap_or_default(),
                title: you.and_then(|you| you.title.clone()).unwrap_or_default(),
                ..Written::default().0
            },
        }
    }

    /// Something was typed.
    pub(super) fn draft_changed(&mut self, at: Timestamp) -> Vec<Effect> {
        self.papers.problem = None;
        self.papers.keeping.saved = false;
        self.papers.keeping.due = Some(at + REST);
        self.keep_on_device()
    }

    /// What this device has kept.
    pub(super) fn draft_on_device(&mut self, at: Timestamp, seat: &SeatId, kept: Option<OnDevice>) {
        if self.papers.seat.as_ref() != Some(seat) {
            return;
        }
        self.papers.edition += 1;
        match kept {
            Some(OnDevice { draft, revision, unsaved }) => {
                self.papers.draft.0 = draft;
                self.papers.keeping.revision = revision;
                self.papers.keeping.due = unsaved.then_some(at);
                self.papers.keeping.saved = false;
            }
            None => self.papers.draft.0 = self.first_draft(seat),
        }
    }

    /// What the server has kept. If it cannot be had, writing goes on all the same.
    pub(super) fn draft_at_server(
        &mut self,
        at: Timestamp,
        seat: &SeatId,
        answer: Option<DraftAnswer>,
    ) -> Vec<Effect> {
        if self.papers.seat.as_ref() != Some(seat) {
            return vec![];
        }
        self.papers.keeping.asked = true;
        let Some(saved) = answer.and_then(|answer| answer.saved) else {
            let begun = !self.papers.draft.0.text.is_empty();
            self.papers.keeping.due = self.papers.keeping.due.or(begun.then_some(at));
            return vec![];
        };
        if self.papers.keeping.revision == Some(saved.revision) {
            self.papers.keeping.saved = self.papers.keeping.due.is_none();
            return vec![];
        }
        match self.papers.keeping.due {
            // Nothing was written here since.
            None => {
                self.papers.draft.0 = saved.draft.clone();
                self.papers.edition += 1;
                self.has_saved(&saved)
            }
            Some(_) => self.meets(saved),
        }
    }

    /// Tells the server, once it is time.
    pub(super) fn save_draft(&mut self, at: Timestamp) -> Vec<Effect> {
        let keeping = &self.papers.keeping;
        let waits = keeping.due.is_none_or(|due| due > at);
        let (Some(seat), false) = (self.papers.seat.clone(), waits) else { return vec![] };
        if !keeping.asked || keeping.saving || keeping.other.is_some() {
            return vec![];
        }
        let (draft, based_on) = (self.papers.draft.0.clone(), keeping.revision);
        (self.papers.keeping.saving, self.papers.keeping.due) = (true, None);
        self.to_do(DocumentsEffect::SaveDraft(Box::new(SaveDraft { seat, draft, based_on })))
    }

    pub(super) fn draft_saved(
        &mut self,
        at: Timestamp,
        seat: &SeatId,
        answer: SaveAnswer,
    ) -> Vec<Effect> {
        if self.papers.seat.as_ref() != Some(seat) {
            return vec![];
        }
        self.papers.keeping.saving = false;
        match answer {
            SaveAnswer::Saved(saved) => self.has_saved(&saved),
            SaveAnswer::Other(other) => {
                self.papers.keeping.due = self.papers.keeping.due.or(Some(at));
                self.meets(other)
            }
            SaveAnswer::Failed => {
                self.papers.keeping.due = Some(at + AGAIN);
                vec![]
            }
        }
    }

    /// Writes on in the other version; this one is the other from now on.
    pub(super) fn exchange_drafts(&mut self, at: Timestamp) -> Vec<Effect> {
        let Some(other) = &mut self.papers.keeping.other else { return vec![] };
        std::mem::swap(&mut other.draft, &mut self.papers.draft.0);
        self.papers.edition += 1;
        self.draft_changed(at)
    }

    /// This version takes the place of the other.
    pub(super) fn discard_other_draft(&mut self, at: Timestamp) -> Vec<Effect> {
        let Some(other) = self.papers.keeping.other.take() else { return vec![] };
        self.papers.keeping.revision = Some(other.revision);
        self.papers.keeping.due = Some(at);
        self.keep_on_device()
    }

    /// The server has something else than what it was based on here.
    fn meets(&mut self, other: SavedDraft) -> Vec<Effect> {
        if other.draft == self.papers.draft.0 {
            self.papers.keeping.due = None;
            return self.has_saved(&other);
        }
        self.papers.keeping.other = Some(other);
        vec![]
    }

    fn has_saved(&mut self, saved: &SavedDraft) -> Vec<Effect> {
        self.papers.keeping.revision = Some(saved.revision);
        self.papers.keeping.saved = self.papers.keeping.due.is_none();
        self.keep_on_device()
    }

    fn keep_on_device(&self) -> Vec<Effect> {
        let Some(seat) = self.papers.seat.clone() else { return vec![] };
        let Keeping { revision, saved, .. } = self.papers.keeping;
        let draft = self.papers.draft.0.clone();
        let kept = OnDevice { draft, revision, unsaved: !saved };
        self.to_do(DocumentsEffect::Keep(seat, Box::new(kept)))
    }
}
