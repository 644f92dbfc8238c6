//! The text of who speaks, as it is shown beside the clock.

use crate::core::model::Model;
use crate::core::names::{self, Name};
use crate::core::prompt::Script;
use crate::core::{format, text};
use rostrum_proto::lang::Lang;
use rostrum_proto::time::{Millis, Timestamp};

/// So many words a minute are spoken, where nobody has been heard yet: the pace for which interpreters ask.
const USUAL: u64 = 110;
/// So many characters in Chinese, each of which counts as a word.
const USUAL_ZH: u64 = 200;
/// A pace is measured from so many words on, and so much time.
const MEASURED: (u64, Millis) = (30, Millis::seconds(15));

/// What is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Whose it is.
    pub name: Name,
    /// It is our own.
    pub own: bool,
    /// It is of who speaks, and not of who is next.
    pub speaks: bool,
    /// It is open.
    pub open: bool,
    /// How large it is, from 0.
    pub size: u8,
    /// The text.
    pub script: Script,
}

/// How long the rest of it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    /// In words.
    pub text: String,
    /// Longer than the time that is left.
    pub over: bool,
}

/// The text of who speaks, or is next, if we may read it.
#[must_use]
pub fn shown(model: &Model) -> Option<Shown> {
    let meeting = model.meeting()?;
    let script = model.prompt.script.clone().filter(|script| !script.paragraphs.is_empty())?;
    Some(Shown {
        name: names::seat(meeting, &script.seat, model.lang),
        own: model.my_seat() == Some(&script.seat),
        speaks: meeting.granted_to(&script.seat).is_some(),
        open: !model.prompt.hidden,
        size: model.prompt.size,
        script,
    })
}

/// How long the rest of our own text takes at our pace, while we have the floor.
#[must_use]
pub fn rest(model: &Model, now: Timestamp) -> Option<Rest> {
    let meeting = model.meeting()?;
    let script = model.prompt.script.as_ref()?;
    let own = model.my_seat().filter(|own| **own == script.seat)?;
    let reading = meeting.clock_of(meeting.granted_to(own)?, now)?;
    let (read, rest) = script.paragraphs.split_at(script.at.min(script.paragraphs.len()));
    let words = |part: &[(String, usize)]| part.iter().map(|(_, words)| *words as u64).sum();
    let takes = takes(words(rest), words(read), reading.spoken, script.lang);
    let shown = Millis(takes.0.div_ceil(5_000) * 5_000);
    let over = reading.limit.is_some() && reading.left().unwrap_or_default() < takes;
    Some(Rest { text: text::text_left(model.lang, &format::clock(shown)), over })
}

/// How long so many words take whoever has read so many in this time. Nobody reads twice as fast as is usual, or half.
fn takes(words: u64, read: u64, spoken: Millis, lang: Lang) -> Millis {
    let usual = if lang == Lang::Zh { USUAL_ZH } else { USUAL };
    let (least, time) = MEASURED;
    let a_minute = match read >= least && spoken >= time {
        true => (read * 60_000 / spoken.0).clamp(usual / 2, usual * 2),
        false => usual,
    };
    Millis(words * 60_000 / a_minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand.
    #[test]
    fn the_rest_takes_as_long_as_the_pace_says() {
        let minutes = |words, read, spoken, lang| {
            takes(words, read, Millis::seconds(spoken), lang).0 as f64 / 60_000.0
        };
        assert_eq!(minutes(550, 0, 0, Lang::En), 5.0, "as is usual");
        assert_eq!(minutes(550, 20, 5, Lang::En), 5.0, "too little was heard");
        assert_eq!(minutes(300, 150, 60, Lang::Fr), 2.0, "150 a minute");
        assert_eq!(minutes(440, 500, 60, Lang::En), 2.0, "nobody speaks 500");
        assert_eq!(minutes(110, 40, 120, Lang::En), 2.0, "a long pause is no pace");
        assert_eq!(minutes(600, 0, 0, Lang::Zh), 3.0);
    }
}
