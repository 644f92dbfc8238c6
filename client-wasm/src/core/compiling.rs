//! The compilation of the statements, as the secretariat makes it: what does not agree, a draft, the publication.

use crate::core::documents::{DocumentsEffect, DocumentsMsg};
use crate::core::model::Model;
use crate::core::msg::Effect;
use crate::core::trouble::Trouble;
use rostrum_proto::id::SeatId;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::dossier::Compilation;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::documents::{
    Compile, Disagreement, Disagreements, DocumentProblem, Signature,
};

/// What is being made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compiling {
    /// Its symbol.
    pub symbol: String,
    /// The date of the letter, ISO 8601.
    pub dated: String,
    /// Who signs it.
    pub name: String,
    /// Their office.
    pub title: String,
    /// What does not agree, once it was asked for.
    pub points: Option<Vec<Disagreement>>,
    /// Whose annexes they are, in their order.
    pub annexes: Vec<SeatId>,
    /// Something is being asked for.
    pub busy: bool,
    /// Why something was not done.
    pub problem: Option<Trouble>,
}

/// What is typed into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterField {
    /// The symbol.
    Symbol,
    /// The date.
    Dated,
    /// Who signs it.
    Name,
    /// Their office.
    Title,
}

/// Something happened.
#[derive(Clone, Debug)]
pub enum CompilingMsg {
    /// Something was typed.
    Type(LetterField, String),
    /// *Check*.
    Check,
    /// What does not agree.
    Points(Result<Disagreements, Option<DocumentProblem>>),
    /// Move the annexes of a seat up or down.
    Move(SeatId, isize),
    /// Put the annexes back into the order of the rules.
    ByRules,
    /// *Download a draft*, in a format.
    Draft(&'static str),
    /// It was saved, or why not.
    Saved(Result<(), Option<DocumentProblem>>),
    /// *Publish*.
    Publish,
    /// It is, or why not.
    Published(Result<Compilation, Option<DocumentProblem>>),
}

impl Model {
    pub(super) fn compiling(&mut self, at: Timestamp, msg: CompilingMsg) -> Vec<Effect> {
        match msg {
            CompilingMsg::Type(field, typed) => {
                let made = &mut self.papers.compiling;
                match field {
                    LetterField::Symbol => made.symbol = typed,
                    LetterField::Dated => made.dated = typed,
                    LetterField::Name => made.name = typed,
                    LetterField::Title => made.title = typed,
                }
                made.problem = None;
                vec![]
            }
            CompilingMsg::Check => self.check_compilation(),
            CompilingMsg::Points(found) => {
                self.papers.compiling.busy = false;
                match found {
                    Ok(found) => {
                        self.papers.compiling.points = Some(found.points);
                        self.papers.compiling.annexes = found.annexes;
                    }
                    Err(problem) => {
                        self.papers.compiling.problem = Some(Trouble::Declined(problem))
                    }
                }
                vec![]
            }
            CompilingMsg::Move(seat, by) => {
                let mut seats = self.papers.compiling.annexes.clone();
                let from = seats.iter().position(|known| *known == seat);
                let to = from.and_then(|from| from.checked_add_signed(by));
                match from.zip(to).filter(|(_, to)| *to < seats.len()) {
                    Some((from, to)) => seats.swap(from, to),
                    None => return vec![],
                }
                self.papers.compiling.annexes.clone_from(&seats);
                self.press(at, Command::ArrangeAnnexes { seats })
            }
            CompilingMsg::ByRules => self.press(at, Command::ArrangeAnnexes { seats: vec![] }),
            CompilingMsg::Draft(_) | CompilingMsg::Publish if !self.has_letter() => vec![],
            CompilingMsg::Draft(format) => {
                self.papers.compiling.busy = true;
                let compile = Box::new(self.letter());
                self.to_do(DocumentsEffect::Draft(compile, format))
            }
            CompilingMsg::Saved(saved) => {
                self.papers.compiling.busy = false;
                if let Err(problem) = saved {
                    self.papers.compiling.problem = Some(Trouble::Declined(problem));
                }
                vec![]
            }
            CompilingMsg::Publish => {
                self.papers.compiling.busy = true;
                let compile = Box::new(self.letter());
                self.to_do(DocumentsEffect::Publish(compile))
            }
            CompilingMsg::Published(published) => {
                self.papers.compiling.busy = false;
                match published {
                    Ok(_) => self.to_do(DocumentsEffect::Ask),
                    Err(problem) => {
                        self.papers.compiling.problem = Some(Trouble::Declined(problem));
                        vec![]
                    }
                }
            }
        }
    }

    /// Asks what does not agree.
    pub(super) fn check_compilation(&mut self) -> Vec<Effect> {
        if !self.has_letter() {
            return vec![];
        }
        self.papers.compiling.busy = true;
        self.papers.compiling.problem = None;
        let compile = Box::new(self.letter());
        self.to_do(DocumentsEffect::Points(compile))
    }

    /// Whether the letter has its symbol and its date; said here, since it is seen here.
    fn has_letter(&mut self) -> bool {
        let made = &mut self.papers.compiling;
        let has = !made.symbol.trim().is_empty() && !made.dated.is_empty();
        made.problem = (!has).then_some(Trouble::LetterMissing);
        has
    }

    fn letter(&mut self) -> Compile {
        let id = self.ids.fresh();
        let Compiling { symbol, dated, name, title, .. } = &self.papers.compiling;
        let (name, title) = (name.trim(), title.trim());
        let signed = (!name.is_empty() && !title.is_empty())
            .then(|| Signature { name: name.to_owned(), title: title.to_owned() });
        let (symbol, dated) = (symbol.trim().to_owned(), dated.clone());
        Compile { id, symbol, dated, signed, lang: Some(self.lang) }
    }
}

impl From<CompilingMsg> for DocumentsMsg {
    fn from(msg: CompilingMsg) -> Self {
        Self::Compiling(msg)
    }
}
