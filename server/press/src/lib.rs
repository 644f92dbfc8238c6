//! The press: one job in, one PDF out (PDF/UA-1, tagged).
//!
//! It is a program of its own, started for each job, because a typesetter is much code and its input comes from
//! outside: `main` opens the fonts, gives up files, network and all but a set amount of memory and time ([`limits`]), and
//! only then reads the job. Whoever starts it sees a PDF, or a sentence, or that it was killed; the job is as good as
//! before in each case.
//!
//! ```text
//! fonts opened → limits set → job read → families chosen → made printable → typeset → PDF
//! ```
//!
//! No text of a paper is ever read as markup: the typesetter reads one fixed template, and the template reads the paper
//! as data. There is no clock and no chance in it: the same job, with the same fonts, gives the same bytes.

mod families;
mod fonts;
mod job;
mod letters;
pub mod limits;
mod marks;
mod printable;
mod typeset;
mod wanted;
mod world;

pub use fonts::Fonts;
pub use job::Job;

/// Why there is no PDF: a sentence for whoever asked for it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is no such job.
    #[error("the job cannot be read: {0}")]
    Job(String),
    /// A font that the paper needs is not on this machine.
    #[error(
        "no font for {writing}: install {package}, or name the folder that holds {font} by --fonts"
    )]
    NoFont {
        /// "Arabic".
        writing: &'static str,
        /// Debian's package.
        package: &'static str,
        /// The one of it that is enough, by the name of its file.
        font: String,
    },
    /// A file has the name of a font and is none.
    #[error("the font in {0} cannot be read: install it again")]
    BadFont(String),
    /// The typesetter refuses it: a fault of the press, for a paper is printable whatever it says.
    #[error("the document could not be typeset: {0}")]
    Typesetting(String),
}

/// Prints a job.
///
/// # Errors
/// Why there is no PDF.
pub fn print(job: &Job, fonts: &Fonts) -> Result<Vec<u8>, Failure> {
    let chosen = fonts.choose(&job.paper)?;
    let paper = printable::printable(&job.paper, &chosen);
    typeset::pdf(&paper, job.created, &chosen)
}
