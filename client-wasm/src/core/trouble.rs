//! What went wrong in the dialog *Documents*.

use crate::core::model::Model;
use crate::core::{refusal, text};
use rostrum_proto::wire::documents::DocumentProblem;

/// Why something was not done. In words only where it is shown, so that it is in the language of the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The file that was chosen cannot be read on this device.
    FileUnread,
    /// Nobody is named who gives the statement.
    NameMissing,
    /// The letter has no symbol or no date.
    LetterMissing,
    /// A text did not come.
    TextFailed,
    /// The server says so; `None`: it does not answer.
    Declined(Option<DocumentProblem>),
}

impl Model {
    /// A trouble in our language.
    #[must_use]
    pub fn in_words(&self, trouble: &Trouble) -> String {
        let words = match trouble {
            Trouble::FileUnread => text::statement_file_unread(self.lang),
            Trouble::NameMissing => text::statement_name_missing(self.lang),
            Trouble::LetterMissing => text::compilation_letter_missing(self.lang),
            Trouble::TextFailed => text::documents_failed(self.lang),
            Trouble::Declined(problem) => return self.declined(problem.as_ref()),
        };
        words.to_owned()
    }

    fn declined(&self, problem: Option<&DocumentProblem>) -> String {
        let Some(problem) = problem else {
            return text::statement_not_sent(self.lang).to_owned();
        };
        match &problem.refusal {
            Some(refusal) => refusal::sentence(self.meeting(), refusal, self.lang),
            None => refusal::document(problem.code, problem.unread, self.lang)
                .map_or_else(|| problem.sentence.clone(), str::to_owned),
        }
    }
}
