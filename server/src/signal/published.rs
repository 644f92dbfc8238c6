//! What is published: each page is made once and kept, for thousands may read it at once.

use super::record::NotGiven;
use crate::papers::PaperFormat;
use axum::body::Bytes;
use rostrum_proto::digest::Digest;
use rostrum_proto::id::MeetingId;
use rostrum_proto::lang::Lang;
use rostrum_proto::wire::http::RecordError;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Pages that are kept; one that is asked for seldom is made again. A page of a long meeting is some hundred kilobytes,
/// and so is its PDF.
const MAX_KEPT: usize = 64;
/// They take no more of the memory than this, in bytes.
const MAX_BYTES: usize = 96 << 20;
/// What could not be printed is not tried again before that: each try may cost all the time that the press has.
const NOT_AGAIN_WITHIN: Duration = Duration::from_secs(600);

/// Something published in a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Page {
    /// The record of a meeting in a language. JSON is the same in every language.
    Record(MeetingId, PaperFormat, Option<Lang>),
    /// A document, by the digest of what it is made from.
    Document(Digest, PaperFormat),
}

impl Page {
    /// The page of a record that a request asks for.
    pub fn of(meeting: &MeetingId, format: PaperFormat, lang: Lang) -> Self {
        let lang = (format != PaperFormat::Json).then_some(lang);
        Self::Record(meeting.clone(), format, lang)
    }

    fn is_printed(&self) -> bool {
        let (Self::Record(_, format, _) | Self::Document(_, format)) = self;
        *format == PaperFormat::Pdf
    }
}

/// The pages that were made. What is published does not change any more.
#[derive(Clone, Default)]
pub struct Published {
    kept: Arc<Mutex<VecDeque<(Page, Bytes)>>>,
    making: Arc<tokio::sync::Mutex<()>>,
    /// What takes long is waited for by nobody who asks for something else.
    printing: Arc<tokio::sync::Mutex<()>>,
    failed: Arc<Mutex<Vec<Page>>>,
}

impl Published {
    /// A page: as it was made before, or else by `make`, one at a time. All who wait for a page get the one that is made,
    /// and it is made to its end also if whoever asked has gone: who asks and goes all the time has it made once.
    ///
    /// # Errors
    /// What `make` says.
    pub(super) async fn page(
        &self,
        page: &Page,
        make: impl Future<Output = Result<Vec<u8>, NotGiven>> + Send + 'static,
    ) -> Result<Bytes, NotGiven> {
        if let Some(known) = self.known(page) {
            return Ok(known);
        }
        if self.has_failed(page) {
            return Err(RecordError::Unavailable.into());
        }
        let turns = if page.is_printed() { &self.printing } else { &self.making };
        let turn = Arc::clone(turns).lock_owned().await;
        if self.has_failed(page) {
            return Err(RecordError::Unavailable.into());
        }
        if let Some(known) = self.known(page) {
            return Ok(known);
        }
        let (published, page) = (self.clone(), page.clone());
        let making = tokio::spawn(async move {
            let made = match make.await {
                Ok(made) => Bytes::from(made),
                Err(why) => {
                    published.note_failed(page);
                    return Err(why);
                }
            };
            published.keep(page, made.clone());
            drop(turn);
            Ok(made)
        });
        // It ended by a fault of ours.
        making.await.unwrap_or(Err(RecordError::Unavailable.into()))
    }

    fn keep(&self, page: Page, made: Bytes) {
        let mut kept = self.lock();
        kept.push_back((page, made));
        let bytes =
            |kept: &VecDeque<(Page, Bytes)>| kept.iter().map(|(_, made)| made.len()).sum::<usize>();
        while kept.len() > MAX_KEPT || kept.len() > 1 && bytes(&kept) > MAX_BYTES {
            kept.pop_front();
        }
    }

    fn has_failed(&self, page: &Page) -> bool {
        self.failed().contains(page)
    }

    fn note_failed(&self, page: Page) {
        if !page.is_printed() {
            return;
        }
        self.failed().push(page.clone());
        let published = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(NOT_AGAIN_WITHIN).await;
            published.failed().retain(|failed| *failed != page);
        });
    }

    fn failed(&self) -> MutexGuard<'_, Vec<Page>> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self, page: &Page) -> Option<Bytes> {
        let mut kept = self.lock();
        let place = kept.iter().position(|(of, _)| of == page)?;
        // What is asked for is kept longest.
        let known = kept.remove(place)?;
        let text = known.1.clone();
        kept.push_back(known);
        Some(text)
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(Page, Bytes)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::sync::oneshot;

    fn of(name: &str, lang: Lang) -> Page {
        let meeting = MeetingId::new(name).expect("letters are allowed");
        Page::of(&meeting, PaperFormat::Html, lang)
    }

    #[tokio::test]
    async fn a_page_is_made_once_for_all_who_ask() {
        let (published, made) = (Published::default(), Arc::new(AtomicUsize::new(0)));
        let asks = async |page: Page| {
            let made = Arc::clone(&made);
            let make = async move {
                tokio::task::yield_now().await;
                Ok(made.fetch_add(1, Ordering::Relaxed).to_string().into_bytes())
            };
            published.page(&page, make).await
        };
        let page = || of("A", Lang::Fr);
        let (first, second) = tokio::join!(asks(page()), asks(page()));
        assert_eq!((first, second), (Ok("0".into()), Ok("0".into())));
        assert_eq!(asks(of("A", Lang::Es)).await, Ok("1".into()));
        assert_eq!(asks(page()).await, Ok("0".into()));
    }

    #[tokio::test]
    async fn who_hangs_up_has_it_made_all_the_same() {
        let (published, page) = (Published::default(), of("A", Lang::Ar));
        let (goes_on, waits) = oneshot::channel::<()>();
        let make = async move {
            waits.await.expect("it goes on");
            Ok(b"made".to_vec())
        };
        let asks = tokio::spawn({
            let (published, page) = (published.clone(), page.clone());
            async move { published.page(&page, make).await }
        });
        tokio::task::yield_now().await;
        asks.abort();
        assert!(asks.await.is_err(), "whoever asked has gone");
        goes_on.send(()).expect("it is still being made");
        let again = async { panic!("it is not made again") };
        assert_eq!(published.page(&page, again).await, Ok("made".into()));
    }

    #[tokio::test(start_paused = true)]
    async fn what_cannot_be_printed_is_not_tried_again_at_once() {
        let published = Published::default();
        let pdf = Page::of(&MeetingId::new("A").expect("a letter"), PaperFormat::Pdf, Lang::En);
        let fails = async { Err(RecordError::Unavailable.into()) };
        assert!(published.page(&pdf, fails).await.is_err());
        let again = async { Ok(b"printed".to_vec()) };
        assert!(published.page(&pdf, again).await.is_err(), "the press is left alone");
        tokio::time::advance(NOT_AGAIN_WITHIN + Duration::from_secs(1)).await;
        tokio::task::yield_now().await;
        let again = async { Ok(b"printed".to_vec()) };
        assert_eq!(published.page(&pdf, again).await, Ok("printed".into()));
    }

    #[tokio::test]
    async fn what_fails_is_tried_again_and_only_so_many_are_kept() {
        let published = Published::default();
        let fails = async { Err(RecordError::Unavailable.into()) };
        let failed = published.page(&of("A", Lang::En), fails).await;
        assert_eq!(failed, Err(RecordError::Unavailable.into()));
        for n in 0..=MAX_KEPT {
            let page = of(&format!("M{n}"), Lang::En);
            let made = published.page(&page, async { Ok(vec![]) }).await;
            assert_eq!(made, Ok(Bytes::new()));
        }
        assert_eq!(published.lock().len(), MAX_KEPT);
        assert!(published.known(&of("M0", Lang::En)).is_none());
    }
}
