//! The record for people: one page, complete in itself, to be read on a screen, by a screen reader, or on
//! paper.

mod business;
mod clock;
mod sections;
mod words;
mod writer;

use super::document::{MeetingRecord, Somebody};
use clock::Clock;
use rostrum_proto::id::{ParticipantId, SeatId};
use rostrum_proto::lang::{Lang, LocalText};
use rostrum_proto::line;
use rostrum_proto::time::Millis;
use rostrum_proto::utc::{Utc, length};
use words::{Word, direction};
use writer::Html;

const STYLE: &str = include_str!("style.css");

/// The page in a language: its own words, and names where there are names in it.
#[must_use]
pub fn page(record: &MeetingRecord, lang: Lang) -> String {
    let page = Page::new(record, lang);
    let title = |html: Html| html.and_text(record.meeting.title.best(lang).1);
    let head = Html::new().raw("<!doctype html>\n<html lang=\"").raw(lang.code());
    let head = head.raw("\" dir=\"").raw(direction(lang));
    let head = head.raw("\">\n<head>\n<meta charset=\"utf-8\">\n");
    let head =
        head.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    let head = head.raw("<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    let head = title(head.raw(Word::Record.of(lang)).raw(" – ")).raw("</title>\n<style>\n");
    let head = head.raw(STYLE).raw("</style>\n</head>\n<body>\n");
    let body = page.heading().raw("<main>\n").joined(page.sections(), "").raw("</main>\n");
    head.and(body).raw("</body>\n</html>\n").finish()
}

/// What every part of the page needs: the record, the language, and how things are named in it.
struct Page<'a> {
    record: &'a MeetingRecord,
    lang: Lang,
    /// The clock at the venue.
    clock: Clock,
    /// The day of the opening there: times of other days are written with their day.
    day: String,
}

impl<'a> Page<'a> {
    fn new(record: &'a MeetingRecord, lang: Lang) -> Self {
        let opened = record.presiding.first().and_then(|first| first.from);
        let opened = opened.unwrap_or(record.meeting.starts_at);
        let clock = Clock::of(&record.meeting.venue_time_zone);
        let day = clock.shows(opened).unwrap_or(opened).date();
        Self { record, lang, clock, day }
    }

    fn sections(&self) -> Vec<Html> {
        vec![
            self.course(),
            self.presiding(),
            self.attendance(),
            self.interventions(),
            self.called_in_vain(),
            self.points_of_order(),
            self.motions(),
            self.votes(),
            self.list_changes(),
            self.speaking_time(),
        ]
    }

    /// A word of the page.
    fn word(&self, word: Word) -> Html {
        Html::new().raw(word.of(self.lang))
    }

    /// A text that exists in several languages; one in another language than the page says in which.
    fn local(&self, text: &LocalText) -> Html {
        let (lang, text) = text.best(self.lang);
        if lang == self.lang {
            return Html::text(text);
        }
        let open = Html::new().raw("<span lang=\"").raw(lang.code()).raw("\" dir=\"");
        open.raw(direction(lang)).raw("\">").and_text(text).raw("</span>")
    }

    /// What has a name for people, or else only an id.
    fn named(&self, name: &LocalText, id: &str) -> Html {
        if line::is_readable(name.best(self.lang).1) { self.local(name) } else { Html::text(id) }
    }

    /// Somebody's own words, in whatever language.
    fn words_of(&self, text: &str) -> Html {
        Html::new().raw("<q dir=\"auto\">").and_text(text).raw("</q>")
    }

    fn seat(&self, id: &SeatId) -> Html {
        let place = self.record.seats.iter().find(|place| place.seat == *id);
        let name = place.filter(|place| line::is_readable(place.short.best(self.lang).1));
        name.map_or_else(|| Html::text(id.as_str()), |place| self.local(&place.short))
    }

    /// A name and an office, as they were given.
    fn person(&self, id: &ParticipantId) -> Html {
        let known = self.record.people.iter().find(|p| p.participant == *id);
        let open = Html::new().raw("<bdi>");
        match known {
            Some(Somebody { name: Some(name), title: Some(title), .. }) => {
                open.and_text(name).raw("</bdi>, <bdi>").and_text(title).raw("</bdi>")
            }
            Some(Somebody { name: Some(one), .. } | Somebody { title: Some(one), .. }) => {
                open.and_text(one).raw("</bdi>")
            }
            Some(_) | None => open.and_text(id.as_str()).raw("</bdi>"),
        }
    }

    /// A time at the venue and in UTC; of another day than the meeting's with its day.
    fn time(&self, at: Utc) -> Html {
        let written = |shown: Utc| match shown.date() {
            day if day == self.day => shown.time(),
            day => format!("{day} {}", shown.time()),
        };
        match self.clock.shows(at) {
            Some(here) => {
                let html = moment(at, &written(here)).raw(" <small>");
                html.and_text(&written(at)).raw("</small>")
            }
            None => moment(at, &written(at)),
        }
    }

    /// A time, or what stands where there is none.
    fn time_or(&self, at: Option<Utc>, otherwise: Html) -> Html {
        at.map_or(otherwise, |at| self.time(at))
    }

    /// A length of time, which has a direction of its own in every script.
    fn length(&self, ms: u64) -> Html {
        Html::new().raw("<span class=\"n\">").and_text(&length(Millis(ms))).raw("</span>")
    }

    /// A section with its heading; without content it says that there is none.
    fn section(&self, name: Word, content: Option<Html>) -> Html {
        let none = || Html::new().raw("<p>").and(self.word(Word::None)).raw("</p>\n");
        let html = Html::new().raw("<section>\n<h2>").and(self.word(name)).raw("</h2>\n");
        html.and(content.unwrap_or_else(none)).raw("</section>\n")
    }

    /// A table, if it has rows. The first cell of a row is the row's heading.
    fn table(&self, caption: Html, columns: &[Word], rows: Vec<Vec<Html>>) -> Option<Html> {
        if rows.is_empty() {
            return None;
        }
        let html = Html::new().raw("<table>\n<caption>").and(caption);
        let html = html.raw("</caption>\n<thead><tr><th scope=\"col\">");
        let columns = columns.iter().map(|word| self.word(*word));
        let html = html.joined(columns, "</th><th scope=\"col\">");
        let html = html.raw("</th></tr></thead>\n<tbody>\n");
        let row = |cells: Vec<Html>| {
            let mut cells = cells.into_iter();
            let first = cells.next().unwrap_or_default();
            let html = Html::new().raw("<tr><th scope=\"row\">").and(first).raw("</th>");
            let cell = |cell| Html::new().raw("<td>").and(cell).raw("</td>");
            html.joined(cells.map(cell), "").raw("</tr>\n")
        };
        Some(html.joined(rows.into_iter().map(row), "").raw("</tbody>\n</table>\n"))
    }
}

/// The day that it is at a venue, by the name of its time zone; in UTC if that is not known.
#[must_use]
pub fn day_at(zone: &str, at: Utc) -> String {
    Clock::of(zone).shows(at).unwrap_or(at).date()
}

/// A moment, as it is written on some clock.
fn moment(at: Utc, written: &str) -> Html {
    let html = Html::new().raw("<time datetime=\"").and_text(&at.to_string()).raw("\">");
    html.and_text(written).raw("</time>")
}
