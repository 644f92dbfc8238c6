//! The floor of the screen: for who may show theirs, for who gives it, and what of it is on the stage.

use crate::core::model::Model;
use crate::core::names::{self, Name};
use crate::core::view::chair::presides;
use crate::core::view::{Action, action, useful_action};
use rostrum_proto::id::SeatId;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::time::Timestamp;

/// What our seat can do about its screen, in a meeting in session.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnScreen {
    /// Ask for the floor of the screen, while it neither has it nor has asked.
    pub ask: Option<Action>,
    /// Ask for it no more.
    pub withdraw: Option<Action>,
    /// Give it back, while it has it.
    pub end: Option<Action>,
    /// Show it no more, and keep the floor of the screen; while this device shows it.
    pub stop: Option<Action>,
}

/// Who asks for the floor of the screen and who has it, for who presides.
#[derive(Clone, Debug, PartialEq)]
pub struct Screens {
    /// Who asks, with what can be answered.
    pub asked: Vec<Asked>,
    /// Who has it, whether their screen is shown, and how it is taken back.
    pub given: Option<(Name, bool, Option<Action>)>,
    /// Take it oneself.
    pub own: Option<Action>,
}

/// A seat that asks.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The seat.
    pub name: Name,
    /// Give it the floor of the screen.
    pub give: Option<Action>,
    /// Deny it.
    pub deny: Option<Action>,
}

/// What our seat can do about its screen.
#[must_use]
pub fn own(model: &Model, now: Timestamp) -> Option<OwnScreen> {
    let meeting = model.meeting().filter(|meeting| meeting.in_session())?;
    let seat = model.my_seat()?;
    let asked = meeting.presentation.asked.contains(seat);
    let has = model.has_screen();
    let command = |there: bool, command| action(model, now, command).filter(|_| there);
    let end = || Command::EndPresentation { seat: seat.clone() };
    // Who presides gives it to their own seat instead.
    let ask = Command::AskToPresent { seat: seat.clone() };
    Some(OwnScreen {
        ask: command(!asked && !has && !presides(model), ask),
        withdraw: command(asked, end()),
        end: command(has, end()),
        stop: command(model.presents(), Command::StopPresenting {}),
    })
}

/// Who asks for the floor of the screen and who has it, for who presides.
#[must_use]
pub fn screens(model: &Model, now: Timestamp) -> Option<Screens> {
    let meeting = model.meeting().filter(|meeting| meeting.in_session() && presides(model))?;
    let name = |seat: &SeatId| names::seat(meeting, seat, model.lang);
    let asked = meeting.presentation.asked.iter().map(|seat| Asked {
        name: name(seat),
        give: action(model, now, Command::GivePresentation { seat: seat.clone() }),
        deny: action(model, now, Command::DenyPresentation { seat: seat.clone() }),
    });
    let given = meeting.presentation.given.as_ref().map(|given| {
        let back = action(model, now, Command::TakePresentationBack {});
        (name(&given.seat), given.shown.is_some(), back)
    });
    let own = model.my_seat().filter(|_| !model.has_screen()).cloned();
    let own = own.and_then(|seat| action(model, now, Command::GivePresentation { seat }));
    Some(Screens { asked: asked.collect(), given, own })
}

/// Who shows the screen that is on the stage, and whether it is our own.
#[must_use]
pub fn shown(model: &Model) -> Option<(Name, bool)> {
    let sees = |meeting: &&Meeting| meeting.in_session() && model.service.audio_only.is_none();
    let meeting = model.meeting().filter(sees)?;
    meeting.presentation.shown()?;
    let seat = &meeting.presentation.given.as_ref()?.seat;
    let ours = model.presents();
    let comes = ours || !model.media.left_out.presentation;
    comes.then(|| (names::seat(meeting, seat, model.lang), ours))
}

/// Show the pictures of the seats to everybody, or to nobody: for who presides.
#[must_use]
pub fn gallery(model: &Model, now: Timestamp) -> Option<(bool, Option<Action>)> {
    let meeting = model.meeting().filter(|_| presides(model))?;
    let shown = meeting.gallery_closed;
    Some((shown, useful_action(model, now, Command::ShowGallery { shown })))
}
