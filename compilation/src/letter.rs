//! The letter: what is enclosed, who briefed, spoke and wrote, and by which procedure it is issued.

use crate::facts::Facts;
use crate::fill::{fill, fill_text, list, local, on_day, person, seat, seat_in_full};
use crate::order::{Annex, Quality, What, quality};
use crate::words::{Words, of};
use rostrum_paper::{Block, Run, Style, Weight};
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::line;

/// The paragraphs of the letter, with its signature.
pub fn letter(facts: &Facts, annexes: &[Annex<'_>], lang: Lang) -> Vec<Block> {
    let words = of(lang);
    let said = &words.letter;
    let named = |is: fn(Quality) -> bool| {
        let spoken = annexes.iter().filter_map(|a| Some((a, a.speaker?)));
        spoken.filter(move |(_, speaker)| is(quality(facts, speaker))).map(|(annex, _)| annex)
    };
    let briefers: Vec<_> = named(|quality| quality == Quality::Briefer).collect();
    let of_rank: Vec<_> = named(|quality| matches!(quality, Quality::Named(_))).collect();
    let members = seats(named(|quality| quality == Quality::Member));
    let others = seats(named(|quality| quality == Quality::Other));
    let written = seats(annexes.iter().filter(|annex| annex.what == What::Written));

    let quoted = fill(&words.quoted, &[("text", local(&facts.topic, lang))]);
    let day = vec![Run::plain(on_day(words, facts.meeting_date))];
    let enclose = if briefers.is_empty() { &said.enclose_statements } else { &said.enclose };
    let mut paragraphs = vec![fill(enclose, &[("topic", quoted), ("day", day)])];
    let symbol = facts.concept_note.iter().filter(|symbol| line::is_readable(symbol));
    paragraphs.extend(
        symbol.map(|symbol| fill(&said.concept_note, &[("symbol", vec![Run::isolated(symbol)])])),
    );
    let pattern = match briefers.len() {
        0 => None,
        1 => Some(&said.briefing),
        _ => Some(&said.briefings),
    };
    paragraphs
        .extend(pattern.map(|said| fill(said, &[("people", people(facts, &briefers, lang))])));
    let pattern = match (of_rank.is_empty(), members.is_empty()) {
        (true, true) => None,
        (false, true) => Some(&said.named),
        (false, false) => Some(&said.named_and_members),
        (true, false) => Some(&said.members),
    };
    let both = [("people", people(facts, &of_rank, lang)), ("seats", listed(facts, members, lang))];
    paragraphs.extend(pattern.map(|said| fill(said, &both)));
    for (one, several, seats) in
        [(&said.other, &said.others, others), (&said.written_one, &said.written, written)]
    {
        let pattern = match seats.len() {
            0 => continue,
            1 => one,
            _ => several,
        };
        paragraphs.push(fill(pattern, &[("seats", listed(facts, seats, lang))]));
    }
    paragraphs.push(vec![Run::plain(&said.procedure)]);

    let body = paragraphs.into_iter().map(|text| (Style::Body, text));
    let signature = (Style::Signature, signature(facts, words, lang));
    body.chain([signature])
        .map(|(style, text)| Block::Paragraph { lang: None, style, text })
        .collect()
}

/// Seats, each once.
fn seats<'a>(annexes: impl Iterator<Item = &'a Annex<'a>>) -> Vec<&'a SeatId> {
    let mut named: Vec<&SeatId> = vec![];
    for annex in annexes {
        if !named.contains(&annex.seat) {
            named.push(annex.seat);
        }
    }
    named
}

/// Seats, as a list.
pub fn listed(facts: &Facts, seats: Vec<&SeatId>, lang: Lang) -> Vec<Run> {
    list(&of(lang).seats, seats.into_iter().map(|id| seat(facts, id, lang)).collect())
}

/// People with their titles and seats, as a list.
fn people(facts: &Facts, annexes: &[&Annex<'_>], lang: Lang) -> Vec<Run> {
    let people = annexes.iter().map(|annex| who(facts, annex, lang));
    list(&of(lang).people, people.map(|(who, _)| who).collect())
}

/// Who gives what an annex holds, and for which seat; the seat alone, and `false`, where nobody knows who.
pub fn who(facts: &Facts, annex: &Annex<'_>, lang: Lang) -> (Vec<Run>, bool) {
    let words = of(lang);
    let seat = match annex.what {
        What::Briefing => seat_in_full(facts, annex.seat, lang),
        What::Statement | What::Written => seat(facts, annex.seat, lang),
    };
    match person(words, annex.name(), annex.title()) {
        Some(person) => (fill(&words.person_of, &[("person", person), ("seat", seat)]), true),
        None => (seat, false),
    }
}

/// "(Signed)", the name, the office.
fn signature(facts: &Facts, words: &Words, lang: Lang) -> Vec<Run> {
    let president = &facts.president;
    let signed = vec![Run { weight: Weight::Italic, ..Run::plain(&words.signed) }];
    let name = person(words, Some(&president.name), None).unwrap_or_default();
    let country = seat(facts, &president.seat, lang);
    let post = match person(words, None, Some(&president.title)) {
        Some(title) => fill(&words.person_of, &[("person", title), ("seat", country)]),
        None => country,
    };
    let values = [("signed", signed), ("name", name), ("post", post)];
    let mut lines = vec![];
    for (n, line) in words.signature.iter().enumerate() {
        if n > 0 {
            lines.push(Run::plain("\n"));
        }
        lines.extend(fill(line, &values));
    }
    lines
}

/// "[Original: Arabic]".
pub fn original(words: &Words, language: Lang) -> String {
    fill_text(&words.original, &[("language", words.in_language.of(language))])
}
