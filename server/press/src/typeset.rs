//! From a printable paper to the bytes of a PDF.

use crate::fonts::Chosen;
use crate::printable::file_title;
use crate::world::PressWorld;
use crate::{Failure, marks};
use rostrum_paper::Paper;
use rostrum_proto::time::Timestamp;
use rostrum_proto::utc::Utc;
use serde::Serialize;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// What the template reads.
#[derive(Serialize)]
struct Sheet<'a> {
    paper: &'a Paper,
    title: String,
    families: &'a [&'static str],
}

/// Sets a paper, and writes it as PDF/UA-1.
pub(crate) fn pdf(paper: &Paper, created: Timestamp, chosen: &Chosen) -> Result<Vec<u8>, Failure> {
    let sheet = Sheet { paper, title: file_title(paper), families: &chosen.families };
    let sheet = serde_json::to_vec(&sheet).map_err(|why| Failure::Job(why.to_string()))?;
    let world = PressWorld::new(sheet, chosen)?;
    let document: PagedDocument = typst::compile(&world).output.map_err(|why| refused(&why))?;
    // What the typesetter remembers of its steps, for another time that does not come.
    typst::comemo::evict(0);
    let document = marks::said_once(document);
    let standards = PdfStandards::new(&[PdfStandard::Ua_1])
        .map_err(|why| Failure::Typesetting(why.message().to_string()))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("Rostrum".to_owned())),
        timestamp: moment(created).map(typst_pdf::Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|why| refused(&why))
}

/// A moment as the typesetter has it: "2020-08-06" and "14:00:00". None beyond the year 9999.
fn moment(at: Timestamp) -> Option<Datetime> {
    let (date, time) = (Utc(at).date(), Utc(at).time());
    let mut parts = date.split('-').chain(time.split(':')).map(|part| part.parse::<u16>().ok());
    let year = parts.next()??;
    let mut next = || u8::try_from(parts.next()??).ok();
    let (month, day, hour) = (next()?, next()?, next()?);
    Datetime::from_ymd_hms(i32::from(year), month, day, hour, next()?, next()?)
}

fn refused(why: &[SourceDiagnostic]) -> Failure {
    // The first is the cause, and the hints of the typesetter are for authors of templates.
    let first = why.first().map_or_else(String::new, |why| why.message.to_string());
    Failure::Typesetting(first)
}
