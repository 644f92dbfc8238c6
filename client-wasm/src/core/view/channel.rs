//! The channels that can be listened to, and what is heard.

use crate::core::model::Model;
use crate::core::text;
use rostrum_proto::lang::Lang;

/// How loud the floor is beneath an interpreter, unless its listener wants it otherwise.
pub const BENEATH: f64 = 0.12;

/// The loudest that it can be: more would be heard over the interpreter.
pub const MAX_BENEATH: f64 = 0.5;

/// What can be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Channels {
    /// The channels beside the floor; none where there is no interpretation.
    pub choices: Vec<Lang>,
    /// The one that was chosen; absent: the floor.
    pub chosen: Option<Lang>,
    /// Nobody interprets into it now: what is heard instead, in words.
    pub line: Option<&'static str>,
}

/// What can be chosen now.
#[must_use]
pub fn channels(model: &Model) -> Channels {
    // An interpreter chooses at the console.
    let rule = model.meeting().filter(|_| model.my_booth().is_none());
    let Some(rule) = rule.and_then(|meeting| meeting.interpretation()) else {
        return Channels::default();
    };
    let choices: Vec<_> = rule.channels().into_iter().collect();
    let chosen = model.channel.filter(|channel| choices.contains(channel));
    let silent = chosen.is_some() && !is_heard(model);
    let line = silent.then(|| text::channel_silent(model.lang));
    Channels { choices, chosen, line }
}

/// Whether somebody interprets into the channel that we listen to, and we do not speak ourselves: who speaks hears no
/// echo of themselves in another language.
#[must_use]
pub fn is_heard(model: &Model) -> bool {
    let heard = |channel| model.meeting().is_some_and(|m| m.heard_on(channel).is_some());
    model.channel.is_some_and(heard) && !model.microphone_open()
}

/// How loud the floor is, and the channel, with the floor so loud beneath an interpreter.
#[must_use]
pub fn shares(is_heard: bool, beneath: f64) -> (f64, f64) {
    if is_heard { (beneath.clamp(0.0, MAX_BENEATH), 1.0) } else { (1.0, 0.0) }
}

/// Whether there is anything beneath which the floor can be heard.
#[must_use]
pub fn has_channels(model: &Model) -> bool {
    model.meeting().is_some_and(|meeting| meeting.interpretation().is_some())
}

/// What can be chosen before joining.
#[must_use]
pub fn before_joining(model: &Model) -> Channels {
    let joined = model.identity.as_ref();
    let choices = joined.map(|joined| joined.channels.clone()).unwrap_or_default();
    let chosen = model.channel.filter(|channel| choices.contains(channel));
    Channels { choices, chosen, line: None }
}
