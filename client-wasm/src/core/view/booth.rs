//! The console of an interpreter.

use crate::core::model::Model;
use crate::core::view::Action;
use crate::core::{refusal, text};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;

/// The console.
#[derive(Clone, Debug, PartialEq)]
pub struct Booth {
    /// "French booth".
    pub name: String,
    /// The channels that it may feed, and going on air there.
    pub outputs: Vec<(Lang, Action)>,
    /// The channel on which we are heard.
    pub on_air: Option<Lang>,
    /// Go off air.
    pub off: Option<Action>,
    /// Who of the booth is heard, in words.
    pub line: String,
    /// Nobody is.
    pub silent: bool,
}

/// The console, if we interpret.
#[must_use]
pub fn booth(model: &Model) -> Option<Booth> {
    let (meeting, lang) = (model.meeting()?, model.lang);
    let you = &model.identity.as_ref()?.you;
    let (booth, device) = (you.booth?, model.connection?);
    let action = |command: Command, refused: Option<_>| {
        let reason = refused.map(|why| refusal::sentence(Some(meeting), &why, lang));
        Action { busy: model.is_pending(&command), command, reason }
    };
    let on_air = model.on_air();
    let of_booth = meeting.on_air.get(&booth);
    let output = |channel: &Lang| {
        let refused = meeting.goes_on_air(you, device, *channel).err();
        (*channel, action(Command::GoOnAir { channel: *channel }, refused))
    };
    let outputs = meeting.interpretation()?.booths.get(&booth)?.iter().map(output).collect();
    let line = match (on_air, of_booth) {
        (Some(channel), _) => text::booth_you(lang, text::name_of(lang, channel)),
        (None, Some(other)) => text::booth_colleague(lang, text::name_of(lang, other.channel)),
        (None, None) => text::booth_nobody(lang).to_owned(),
    };
    Some(Booth {
        name: text::booth_name(lang, text::name_of(lang, booth)),
        outputs,
        on_air,
        off: on_air.map(|_| action(Command::GoOffAir {}, None)),
        line,
        silent: of_booth.is_none(),
    })
}
