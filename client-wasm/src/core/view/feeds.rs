//! The technicians' table of channels: who feeds each, from what, how loud, for how many.

use crate::core::model::Model;
use crate::core::view::{Action, action};
use crate::core::{names, text};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::time::Timestamp;

/// The quietest level that is shown, in dB under the full scale.
const QUIETEST: u8 = 60;

/// A channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    /// Its language.
    pub channel: Lang,
    /// Who feeds it, by name if it is known.
    pub by: String,
    /// Of which booth, where somebody is named.
    pub of: String,
    /// How many listen.
    pub listeners: String,
    /// How loud it is, 0 to 100.
    pub level: Option<u8>,
    /// Into which channels its booth can be routed, with this; each with its words.
    pub outputs: Vec<(Lang, String)>,
    /// From what the booth interprets.
    pub source: Option<Lang>,
    /// From what it can interpret.
    pub sources: Vec<(Option<Lang>, String)>,
    /// Take its booth off air.
    pub off: Option<Action>,
    /// The booth that feeds it, if any does.
    pub booth: Option<Lang>,
}

/// The channels, in the order of their languages.
#[must_use]
pub fn feeds(model: &Model, now: Timestamp) -> Vec<Feed> {
    let rule = model.meeting().and_then(|meeting| meeting.interpretation());
    let channels = rule.map(|rule| rule.channels()).unwrap_or_default();
    channels.into_iter().map(|channel| feed(model, now, channel)).collect()
}

fn feed(model: &Model, now: Timestamp, channel: Lang) -> Feed {
    let lang = model.lang;
    let count = model.listeners.get(&channel).copied().unwrap_or_default();
    let silent = Feed {
        channel,
        by: text::source_silent(lang).to_owned(),
        of: String::new(),
        listeners: count.to_string(),
        level: None,
        outputs: vec![],
        source: None,
        sources: vec![],
        off: None,
        booth: None,
    };
    let Some(meeting) = model.meeting() else { return silent };
    let Some((booth, on_air)) = meeting.heard_on(channel) else { return silent };
    let name = text::booth_name(lang, text::name_of(lang, booth));
    let person = on_air.participant.as_ref().map(|who| names::participant(meeting, who));
    let (by, of) = match person {
        Some(person) => (person, name),
        None => (name, String::new()),
    };
    let measured = model.desk.connections.iter().find(|c| c.connection == on_air.connection);
    // Nothing was heard of who feeds it: that is a level too.
    let level = measured.and_then(|measured| measured.audio_level).unwrap_or(QUIETEST);
    let above = u32::from(QUIETEST.saturating_sub(level));
    let level = Some((above * 100 / u32::from(QUIETEST)) as u8);
    let route = |channel, relay| Command::RouteBooth { booth, channel, relay };
    let may = |command: &Command| model.decide(now, command).is_ok();
    let fed = meeting.interpretation().and_then(|rule| rule.booths.get(&booth));
    let outputs = fed.into_iter().flatten().copied();
    let outputs = outputs.filter(|to| *to == channel || may(&route(*to, on_air.relay)));
    let all = meeting.interpretation().map(|rule| rule.channels()).unwrap_or_default();
    let sources = std::iter::once(None).chain(all.into_iter().map(Some));
    let sources = sources.filter(|from| *from == on_air.relay || may(&route(channel, *from)));
    // Who feeds it now would be put off air.
    let output = |to: Lang| match meeting.heard_on(to).filter(|(feeder, _)| *feeder != booth) {
        Some((feeder, _)) => {
            let feeder = text::booth_name(lang, text::name_of(lang, feeder));
            format!("{} · {}", text::name_of(lang, to), text::booth_engaged(lang, &feeder))
        }
        None => text::name_of(lang, to).to_owned(),
    };
    let called = |from: Option<Lang>| match from {
        None => text::channel_floor(lang).to_owned(),
        Some(from) => text::name_of(lang, from).to_owned(),
    };
    Feed {
        by,
        of,
        level,
        outputs: outputs.map(|to| (to, output(to))).collect(),
        source: on_air.relay,
        sources: sources.map(|from| (from, called(from))).collect(),
        off: action(model, now, Command::TakeOffAir { booth }),
        booth: Some(booth),
        ..silent
    }
}
