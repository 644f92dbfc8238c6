//! All that the typesetter can see: the template, one paper as data, and the fonts that were chosen for it.

use crate::Failure;
use crate::fonts::Chosen;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

/// The template: the one thing that is read as markup.
const TEMPLATE: &str = include_str!("template.typ");

/// See above.
pub(crate) struct PressWorld<'a> {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    chosen: &'a Chosen<'a>,
    template: Source,
    paper_id: FileId,
    paper: Bytes,
}

impl<'a> PressWorld<'a> {
    /// A world with this paper, in JSON, as `/paper.json`.
    pub(crate) fn new(paper: Vec<u8>, chosen: &'a Chosen<'a>) -> Result<Self, Failure> {
        // For the headings of rows in tables.
        let features = [Feature::A11yExtras].into_iter().collect();
        Ok(Self {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            book: LazyHash::new(chosen.book.clone()),
            chosen,
            template: Source::new(file("/template.typ")?, TEMPLATE.to_owned()),
            paper_id: file("/paper.json")?,
            paper: Bytes::new(paper),
        })
    }
}

fn file(path: &str) -> Result<FileId, Failure> {
    let path = VirtualPath::new(path).map_err(|why| Failure::Typesetting(format!("{why:?}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for PressWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() {
            Ok(self.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.paper_id { Ok(self.paper.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.chosen.faces.get(index)?.font().ok().cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
