//! Fixed words with data in them. What is filled in is never read as a pattern itself.

use crate::date::Date;
use crate::facts::Facts;
use crate::words::{Series, Words};
use rostrum_paper::Run;
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::{Lang, LocalText};
use rostrum_proto::line;

/// A pattern with what stands in its braces filled in.
pub fn fill(pattern: &str, values: &[(&str, Vec<Run>)]) -> Vec<Run> {
    let mut runs: Vec<Run> = vec![];
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        push(&mut runs, Run::plain(before));
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            value.iter().for_each(|run| push(&mut runs, run.clone()));
        }
        rest = after;
    }
    push(&mut runs, Run::plain(rest));
    runs
}

/// Goes on with a run; two that differ in nothing become one.
fn push(runs: &mut Vec<Run>, run: Run) {
    match runs.last_mut() {
        _ if run.text.is_empty() => {}
        Some(last)
            if !last.isolated
                && !run.isolated
                && (last.lang, last.weight) == (None, run.weight)
                && run.lang.is_none() =>
        {
            last.text.push_str(&run.text);
        }
        _ => runs.push(run),
    }
}

/// A pattern of which only fixed words and numbers are filled in.
pub fn fill_text(pattern: &str, values: &[(&str, &str)]) -> String {
    let values: Vec<_> =
        values.iter().map(|(name, value)| (*name, vec![Run::plain(*value)])).collect();
    fill(pattern, &values).into_iter().map(|run| run.text).collect()
}

/// A list.
pub fn list(series: &Series, entries: Vec<Vec<Run>>) -> Vec<Run> {
    let (mut runs, count) = (vec![], entries.len());
    for (n, entry) in entries.into_iter().enumerate() {
        if n > 0 && n + 1 == count {
            push(&mut runs, Run::plain(if count > 2 { &series.stop } else { "" }));
            push(&mut runs, Run::plain(conjunction(series, &entry)));
        } else if n > 0 {
            push(&mut runs, Run::plain(&series.between));
        }
        entry.into_iter().for_each(|run| push(&mut runs, run));
    }
    runs
}

/// What stands before the last entry: in Spanish "Francia y Túnez", but "Francia e Italia".
fn conjunction<'a>(series: &'a Series, entry: &[Run]) -> &'a str {
    let first = entry.first().map_or("", |run| run.text.as_str());
    let special = series.before.iter().find(|(start, _)| first.starts_with(start.as_str()));
    special.map_or(&series.conjunction, |(_, special)| special)
}

/// A date.
pub fn date(words: &Words, date: Date) -> String {
    let day = match date.day() {
        1 => words.first.clone(),
        day => day.to_string(),
    };
    let month = words.months.get(usize::from(date.month()) - 1).map_or("", String::as_str);
    let year = date.year().to_string();
    fill_text(&words.date, &[("day", &day), ("month", month), ("year", &year)])
}

/// A date with its day of the week.
pub fn on_day(words: &Words, day: Date) -> String {
    let weekday = words.weekdays.get(day.weekday()).map_or("", String::as_str);
    fill_text(&words.on_day, &[("weekday", weekday), ("date", &date(words, day))])
}

/// A text in the language of the document, or else in one in which there is any.
pub fn local(text: &LocalText, lang: Lang) -> Vec<Run> {
    match text.best(lang) {
        (found, text) if found == lang => vec![Run::plain(text)],
        (found, text) => vec![Run::in_lang(found, text)],
    }
}

/// The name of a delegation; of one without any its id.
pub fn seat(facts: &Facts, id: &SeatId, lang: Lang) -> Vec<Run> {
    let seat = facts.seat(id).filter(|seat| line::is_readable(seat.short.best(lang).1));
    seat.map_or_else(|| vec![Run::isolated(id.as_str())], |seat| local(&seat.short, lang))
}

/// The name of an organization in full where there is one in this language: briefers are known by it.
pub fn seat_in_full(facts: &Facts, id: &SeatId, lang: Lang) -> Vec<Run> {
    let known = facts.seat(id);
    let formal = known.and_then(|seat| seat.formal.0.get(&lang));
    match formal.filter(|formal| line::is_readable(formal)) {
        Some(formal) => vec![Run::plain(formal)],
        None => seat(facts, id, lang),
    }
}

/// Somebody with their title, if either can be read.
pub fn person(words: &Words, name: Option<&str>, title: Option<&str>) -> Option<Vec<Run>> {
    let readable = |text: Option<&str>| {
        let text = text.filter(|text| line::is_readable(text))?;
        Some(vec![Run::isolated(text.trim())])
    };
    match (readable(name), readable(title)) {
        (Some(name), Some(title)) => Some(fill(&words.person, &[("name", name), ("title", title)])),
        (one, other) => one.or(other),
    }
}
