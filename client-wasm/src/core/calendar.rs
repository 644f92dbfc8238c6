//! The meeting as an entry for calendars (iCalendar, RFC 5545).

use crate::core::{names, text};
use rostrum_proto::id::MeetingId;
use rostrum_proto::lang::Lang;
use rostrum_proto::time::Timestamp;
use rostrum_proto::utc::Utc;
use rostrum_proto::wire::server::Lobby;

/// The longest line, in bytes (§3.1).
const LINE: usize = 75;

/// The entry: when the meeting starts, what it is about, and where to follow it. How long it takes, nobody knows.
#[must_use]
pub fn file(meeting: &MeetingId, lobby: &Lobby, address: &str, lang: Lang) -> String {
    let starts = moment(lobby.starts_at);
    let [format, title, item] =
        [&lobby.format, &lobby.title, &lobby.agenda_item].map(|text| names::local(text, lang).text);
    let about = [format, item].into_iter().filter(|text| !text.is_empty());
    let about = about.collect::<Vec<_>>().join("\n");
    let lines = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        format!("PRODID:-//{}//{}", text::product(Lang::En), meeting),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{meeting}"),
        format!("DTSTAMP:{starts}"),
        format!("DTSTART:{starts}"),
        format!("SUMMARY:{}", escaped(&title)),
        format!("DESCRIPTION:{}", escaped(&about)),
        format!("URL:{address}"),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ];
    lines.iter().map(|line| folded(line) + "\r\n").collect()
}

/// Some minutes in words: `42 min`, `3 h 5 min`, `2 d`.
#[must_use]
pub fn span(lang: Lang, minutes: u64) -> String {
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let (d, h, m) = (days.to_string(), hours.to_string(), rest.to_string());
    let parts = match (days, hours, rest) {
        (0, 0, _) => vec![text::span_minutes(lang, &m)],
        (0, _, 0) => vec![text::span_hours(lang, &h)],
        (0, _, _) => vec![text::span_hours(lang, &h), text::span_minutes(lang, &m)],
        (_, 0, _) => vec![text::span_days(lang, &d)],
        _ => vec![text::span_days(lang, &d), text::span_hours(lang, &h)],
    };
    parts.join(" ")
}

/// `20200806T140000Z` (§3.3.5).
fn moment(at: Timestamp) -> String {
    let written = Utc(at);
    format!("{}T{}Z", written.date().replace('-', ""), written.time().replace(':', ""))
}

/// As text (§3.3.11).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// In lines of at most [`LINE`] bytes, the later of which begin with a space (§3.1).
fn folded(line: &str) -> String {
    let (mut folded, mut length) = (String::with_capacity(line.len()), 0);
    for c in line.chars() {
        if length + c.len_utf8() > LINE {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(c);
        length += c.len_utf8();
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use rostrum_proto::lang::LocalText;
    use rostrum_proto::meeting::phase::Phase;

    fn lobby(title: &str) -> Lobby {
        let text = |text: &str| LocalText([(Lang::En, text.to_owned())].into());
        Lobby {
            format: text("Open debate"),
            title: text(title),
            agenda_item: text("Threats; to peace, and security"),
            phase: Phase::Lobby {},
            starts_at: Timestamp(1_596_722_400_000),
            venue_time_zone: "America/New_York".into(),
            venue: LocalText::default(),
            seat: None,
            private: None,
        }
    }

    fn entry(title: &str) -> String {
        let id = MeetingId::new("S-1").expect("letters are allowed");
        file(&id, &lobby(title), "https://meetings.example/#/join/abc", Lang::En)
    }

    #[test]
    fn an_entry_says_when_what_and_where() {
        let entry = entry("Linkages");
        for line in [
            "DTSTART:20200806T140000Z",
            "SUMMARY:Linkages",
            "DESCRIPTION:Open debate\\nThreats\\; to peace\\, and security",
            "URL:https://meetings.example/#/join/abc",
        ] {
            assert!(entry.split("\r\n").any(|found| found == line), "{line} in {entry}");
        }
    }

    #[test]
    fn a_title_is_text_and_long_ones_go_on_in_the_next_line() {
        let entry =
            entry("Связи\nEND:VEVENT\r\u{7}между терроризмом и организованной преступностью");
        assert_eq!(entry.matches("\r\nEND:VEVENT").count(), 1, "{entry}");
        let lines: Vec<_> = entry.split("\r\n").collect();
        assert!(lines.iter().all(|line| line.len() <= 75), "{entry}");
        let whole = entry.replace("\r\n ", "");
        let title = "SUMMARY:Связи END:VEVENT  между терроризмом и организованной преступностью";
        assert!(whole.contains(title), "{whole}");
    }

    #[test]
    fn a_time_until_is_said_in_its_two_greatest_parts() {
        let said = [1, 42, 60, 185, 1440, 1500, 10_000].map(|minutes| span(Lang::En, minutes));
        assert_eq!(said, ["1 min", "42 min", "1 h", "3 h 5 min", "1 d", "1 d 1 h", "6 d 22 h"]);
    }
}
