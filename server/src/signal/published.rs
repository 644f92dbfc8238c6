//! Records that were published: each page is made once and kept, for thousands may read it at once.

use super::record::Format;
use axum::body::Bytes;
use rostrum_proto::id::MeetingId;
use rostrum_proto::lang::Lang;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Pages that are kept; one that is asked for seldom is made again. A page of a long meeting is some hundred kilobytes.
const MAX_KEPT: usize = 64;

/// A page of a record. JSON is the same in every language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    meeting: MeetingId,
    lang: Option<Lang>,
}

impl Page {
    /// The page that a request asks for.
    pub fn of(meeting: &MeetingId, format: Format, lang: Lang) -> Self {
        Self { meeting: meeting.clone(), lang: (format == Format::Html).then_some(lang) }
    }
}

/// The pages that were made. What is published does not change any more.
#[derive(Default)]
pub struct Published {
    kept: Mutex<VecDeque<(Page, Bytes)>>,
    making: tokio::sync::Mutex<()>,
}

impl Published {
    /// A page: as it was made before, or else by `make`, one at a time. All who wait for a page get the one that is made.
    ///
    /// # Errors
    /// What `make` says.
    pub(super) async fn page<E>(
        &self,
        page: &Page,
        make: impl AsyncFnOnce() -> Result<String, E>,
    ) -> Result<Bytes, E> {
        if let Some(known) = self.known(page) {
            return Ok(known);
        }
        let _turn = self.making.lock().await;
        if let Some(known) = self.known(page) {
            return Ok(known);
        }
        let made = Bytes::from(make().await?);
        let mut kept = self.lock();
        kept.push_back((page.clone(), made.clone()));
        if kept.len() > MAX_KEPT {
            kept.pop_front();
        }
        Ok(made)
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

    fn of(name: &str, lang: Lang) -> Page {
        let meeting = MeetingId::new(name).expect("letters are allowed");
        Page::of(&meeting, Format::Html, lang)
    }

    #[tokio::test]
    async fn a_page_is_made_once_for_all_who_ask() {
        let (published, made) = (Published::default(), AtomicUsize::new(0));
        let asks = async |page: Page| {
            let make = async || {
                tokio::task::yield_now().await;
                Ok::<_, ()>(made.fetch_add(1, Ordering::Relaxed).to_string())
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
    async fn what_fails_is_tried_again_and_only_so_many_are_kept() {
        let published = Published::default();
        assert_eq!(
            published.page(&of("A", Lang::En), async || Err("no disk")).await,
            Err("no disk")
        );
        for n in 0..=MAX_KEPT {
            let page = of(&format!("M{n}"), Lang::En);
            let made = published.page(&page, async || Ok::<_, ()>(String::new())).await;
            assert_eq!(made, Ok(Bytes::new()));
        }
        assert_eq!(published.lock().len(), MAX_KEPT);
        assert!(published.known(&of("M0", Lang::En)).is_none());
    }
}
