//! The chair's panel: what can be done now, the words to say, the board of technical problems.

use crate::core::model::Model;
use crate::core::names::{self, Name};
use crate::core::view::table::{muted_text, unheard_text};
use crate::core::view::words::{Saying, words};
use crate::core::view::{Action, action, useful_action};
use crate::core::{format, text};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::authority;
use rostrum_proto::meeting::command::{Command, Problem};
use rostrum_proto::meeting::floor::GrantPhase;
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::ready::Fault;
use rostrum_proto::role::Role;
use rostrum_proto::time::Timestamp;

/// The panel.
#[derive(Clone, Debug, PartialEq)]
pub struct ChairPanel {
    /// Open the meeting, while it can be.
    pub open: Option<Action>,
    /// Close it.
    pub close: Option<Action>,
    /// Seats still on the list.
    pub remaining: usize,
    /// Call the next speaker.
    pub call: Option<Action>,
    /// The next speaker is away: call the first one present.
    pub call_present: Option<(Name, Action)>,
    /// Who that is.
    pub next: Option<Name>,
    /// Who has the floor.
    pub holder: Option<Holder>,
    /// Mute everyone.
    pub mute_all: Option<Action>,
    /// Lift the mutes, while there are any.
    pub clear: Option<Action>,
    /// Close or open the list.
    pub list: Option<Action>,
    /// The list is closed.
    pub list_closed: bool,
    /// What to say.
    pub say: Saying,
    /// Problems at seats.
    pub problems: Vec<(Name, &'static str)>,
}

/// Who has the floor, and what can be done about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Holder {
    /// The seat.
    pub name: Name,
    /// What is the case.
    pub line: String,
    /// It needs a decision or attention.
    pub warn: bool,
    /// Take it back.
    pub take_back: Option<Action>,
    /// Later.
    pub defer: Option<Action>,
    /// Wait longer.
    pub wait: Option<Action>,
}

/// Whether we preside.
#[must_use]
pub fn presides(model: &Model) -> bool {
    let role = |(meeting, actor): (&Meeting, rostrum_proto::meeting::command::Actor)| {
        authority::acting_role(meeting, &actor.participant)
    };
    model.meeting().zip(model.actor()).and_then(role) == Some(Role::Chair)
}

/// The panel, for who presides.
#[must_use]
pub fn panel(model: &Model, now: Timestamp) -> Option<ChairPanel> {
    let meeting = model.meeting().filter(|_| presides(model))?;
    let in_session = meeting.in_session();
    let command = |command| action(model, now, command);
    let next = meeting.next_speaker();
    let list = if meeting.list_closed { Command::OpenList {} } else { Command::CloseList {} };
    let problems = super::table::order(meeting).into_iter().filter_map(|seat| {
        let unheard = super::table::has_fault(meeting, &seat.setup.id);
        let unheard = unheard.then_some(Problem::CannotBeHeard);
        let problem = super::table::problem_text(unheard.or(seat.problem)?, model.lang);
        Some((names::seat(meeting, &seat.setup.id, model.lang), problem))
    });
    let booths = meeting.booths.iter().filter(|(_, booth)| booth.sound_inadequate.is_some());
    let booths = booths.map(|(booth, _)| {
        let name = text::booth_name(model.lang, text::name_of(model.lang, *booth));
        (Name { lang: "", text: name }, text::cannot_interpret(model.lang))
    });
    Some(ChairPanel {
        open: match meeting.phase.name() {
            PhaseName::Scheduled | PhaseName::Lobby => command(Command::OpenMeeting {}),
            PhaseName::InSession | PhaseName::Suspended | PhaseName::Closed => None,
        },
        close: match meeting.phase.name() {
            PhaseName::InSession | PhaseName::Suspended => command(Command::CloseMeeting {}),
            PhaseName::Scheduled | PhaseName::Lobby | PhaseName::Closed => None,
        },
        remaining: meeting.speakers.len() + meeting.replies.len(),
        call: if in_session { command(Command::CallNext {}) } else { None },
        call_present: next
            .filter(|next| in_session && !meeting.is_present(&next.beneficiary))
            .and_then(|_| {
                let first = meeting.next_present()?;
                let call = command(Command::GrantRequest { request: first.id })?;
                let name = names::seat(meeting, &first.beneficiary, model.lang);
                call.reason.is_none().then_some((name, call))
            }),
        next: next.map(|r| names::seat(meeting, &r.beneficiary, model.lang)),
        holder: holder(model, meeting, now),
        mute_all: command(Command::MuteEveryone {}),
        clear: useful_action(model, now, Command::ClearMutes {}),
        list: command(list),
        list_closed: meeting.list_closed,
        say: words(meeting, model.lang),
        problems: booths.chain(problems).collect(),
    })
}

fn holder(model: &Model, meeting: &Meeting, now: Timestamp) -> Option<Holder> {
    let holder = meeting.holder()?;
    let lang = model.lang;
    let name = names::seat(meeting, &holder.beneficiary, lang);
    let request = holder.id;
    let seat = &name.text;
    let at_table = meeting.seats.get(&holder.beneficiary)?;
    let microphone = at_table.microphone;
    let muted = muted_text(microphone, lang).unwrap_or_default();
    let (line, warn) = match holder.grant()?.phase {
        // Whatever the device says, the delegate cannot open it.
        GrantPhase::Called { .. } if microphone.may_open().is_err() => {
            (format!("{seat}: {muted}"), true)
        }
        GrantPhase::Called { ready: Some(true), .. } => (text::called_ready(lang, seat), false),
        GrantPhase::Called { ready: Some(false), fault } => {
            let why = match fault {
                Some(Fault::Muted) => text::called_muted(lang, seat),
                Some(Fault::Silent) => text::called_silent(lang, seat),
                Some(Fault::NoMedia) => text::called_no_media(lang, seat),
                Some(Fault::NoMicrophone | Fault::Untold) | None => {
                    text::called_not_ready(lang, seat)
                }
            };
            (why, true)
        }
        GrantPhase::Called { ready: None, .. } => (text::called_checking(lang, seat), false),
        // What is so meanwhile is not known here.
        GrantPhase::Live { .. } if !model.link.is_up() => (text::link_lost(lang).to_owned(), true),
        GrantPhase::Live { .. } => {
            let speaks = format!("{seat}: {}", text::seat_speaking(lang));
            match unheard_text(meeting, at_table, lang) {
                Some(why) => (format!("{speaks} · {why}"), true),
                None => (speaks, false),
            }
        }
        GrantPhase::Interrupted { .. } if !meeting.in_session() => {
            (format!("{seat}: {}", text::seat_floor_kept(lang)), false)
        }
        GrantPhase::Interrupted { .. } => {
            let interrupted = format!("{seat}: {}", text::seat_interrupted(lang));
            match meeting.is_present(&holder.beneficiary) {
                true => (interrupted, true),
                false => (format!("{interrupted} · {}", text::seat_away(lang)), true),
            }
        }
        GrantPhase::Held { expired: true, .. } => (text::hold_over(lang, seat), true),
        GrantPhase::Held { until, expired: false } => {
            let time = format::clock(until.since(now));
            (text::hold_waiting(lang, text::HoldWaiting { seat, time: &time }), true)
        }
    };
    let live = |command: Command| action(model, now, command).filter(|a| a.reason.is_none());
    Some(Holder {
        line,
        warn,
        take_back: action(model, now, Command::RevokeFloor { request }),
        defer: live(Command::DeferRequest { request }),
        wait: live(Command::ExtendHold { request }),
        name,
    })
}
