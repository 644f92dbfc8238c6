//! A delegate's own controls: the bar, and the panel "You have the floor".

use crate::core::model::Model;
use crate::core::text;
use crate::core::view::{Action, action};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::clock::ClockState;
use rostrum_proto::meeting::command::{Command, Problem};
use rostrum_proto::meeting::floor::GrantPhase;
use rostrum_proto::meeting::microphone::Microphone;
use rostrum_proto::meeting::ready::Fault;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::profile::{Motion, Policy, RequestKind};
use rostrum_proto::time::{Millis, Timestamp};

/// The bar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bar {
    /// Ask for the floor.
    pub request: Option<Action>,
    /// Withdraw that.
    pub withdraw: Option<Action>,
    /// Raise a point of order, or withdraw it.
    pub point: Option<Action>,
    /// Ask for the right of reply, or withdraw that.
    pub reply: Option<Action>,
    /// Whichever of the two are waiting.
    pub waiting: (bool, bool),
    /// Motions that can be moved.
    pub motions: Vec<(&'static str, Action)>,
    /// Our motions that are waiting, or moved but not decided, with the way to withdraw them.
    pub moved: Vec<(&'static str, Action)>,
    /// Challenge the chair's last ruling.
    pub challenge: Option<Action>,
    /// Open or close one's microphone.
    pub microphone: Option<Action>,
    /// It is open.
    pub microphone_open: bool,
    /// Whether the camera is on, if there is one.
    pub camera: Option<bool>,
    /// The problem reported, and whether one can be.
    pub problem: Option<Reporting>,
    /// Our place in the list.
    pub place: Option<String>,
}

/// Reporting a problem of our seat.
#[derive(Clone, Debug, PartialEq)]
pub struct Reporting {
    /// What is reported now.
    pub now: Option<Problem>,
    /// For each problem, in the order of [`PROBLEMS`].
    pub report: Vec<Action>,
    /// It is over.
    pub clear: Option<Action>,
}

/// The problems that can be reported.
pub const PROBLEMS: [Problem; 3] =
    [Problem::CannotHear, Problem::CannotBeHeard, Problem::CannotSee];

/// Our own floor.
#[derive(Clone, Debug, PartialEq)]
pub struct MyFloor {
    /// In which of its states.
    pub state: FloorState,
    /// Begin.
    pub start: Option<Action>,
    /// End.
    pub finish: Option<Action>,
    /// What is asked before the end, and what the end means: a delegation is on the list for its statement only.
    pub ending: (&'static str, &'static str),
    /// The statement has only just begun: ending it asks for confirmation in words.
    pub just_begun: bool,
    /// Over the controls: "You have the floor", "You are heard" …
    pub title: &'static str,
    /// The state of the microphone, and what to do.
    pub line: String,
    /// The line is a warning.
    pub warn: bool,
    /// Something can be done about the microphone here.
    pub mend: bool,
}

/// The states of our own floor, as they look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloorState {
    /// Called, and not yet speaking.
    Called,
    /// Speaking from this device or another of the seat.
    Live,
    /// Less than the warning is left.
    Amber,
    /// The time is over.
    Over,
    /// Interrupted: there is nothing to do but wait.
    Interrupted,
}

/// Ending within this time of the beginning asks for confirmation in words.
const JUST_BEGUN: Millis = Millis::seconds(10);

/// The bar.
#[must_use]
pub fn bar(model: &Model, now: Timestamp) -> Bar {
    let owns = model.permitted(now, &Command::TurnCamera { on: true });
    let camera = (owns && model.devices.camera.is_held()).then_some(model.shows_camera());
    let (Some(meeting), Some(seat)) = (model.meeting(), model.my_seat()) else {
        return Bar { camera, ..Bar::default() };
    };
    let ask = |kind| Command::RequestFloor { seat: seat.clone(), kind };
    let cancel =
        |kind| meeting.waiting(seat, kind).map(|r| Command::CancelRequest { request: r.id });
    let live = |command| action(model, now, command).filter(|a| a.reason.is_none());
    let asked = |kind| live(cancel(kind).unwrap_or_else(|| ask(kind)));
    let waiting = cancel(RequestKind::Statement);
    let holds = meeting.granted_to(seat).is_some();
    let motions = meeting.setup.profile.motions.iter().filter_map(|rule| {
        // Which time is asked for before it is moved.
        let until = (rule.motion == Motion::AdjournToTime).then(|| now + Millis::minutes(60));
        let moved = Command::MoveMotion { seat: seat.clone(), motion: rule.motion, until };
        Some((super::business::motion(rule.motion, model.lang), live(moved)?))
    });
    let waiting_motion = meeting.waiting(seat, RequestKind::Motion);
    let own = meeting.undecided_motions().into_iter().filter(|m| m.beneficiary == *seat);
    let moved = waiting_motion.into_iter().chain(own).filter_map(|request| {
        let id = request.id;
        let withdraw = match request.waits() {
            true => live(Command::CancelRequest { request: id })?,
            false => live(Command::WithdrawMotion { request: id })?,
        };
        Some((super::business::motion(request.motion()?, model.lang), withdraw))
    });
    let open = model.microphone_open();
    let microphone = if open { Command::CloseMicrophone {} } else { Command::OpenMicrophone {} };
    Bar {
        request: match (&waiting, meeting.policy) {
            (None, _) if !holds => action(model, now, ask(RequestKind::Statement)),
            // In an open meeting who waits need not.
            (Some(_), Policy::Open { .. }) => live(ask(RequestKind::Statement)),
            (Some(_) | None, _) => None,
        },
        withdraw: waiting.and_then(|cancel| action(model, now, cancel)),
        point: asked(RequestKind::PointOfOrder),
        reply: asked(RequestKind::RightOfReply),
        waiting: (
            cancel(RequestKind::PointOfOrder).is_some(),
            cancel(RequestKind::RightOfReply).is_some(),
        ),
        motions: motions.collect(),
        moved: moved.collect(),
        challenge: live(Command::ChallengeRuling { seat: seat.clone() }),
        microphone: action(model, now, microphone),
        microphone_open: open,
        camera,
        problem: reporting(model, now),
        place: super::speakers::own_place(model, now),
    }
}

fn reporting(model: &Model, now: Timestamp) -> Option<Reporting> {
    let seat = model.my_seat()?;
    let known = model.meeting()?.seats.get(seat)?.problem;
    let report =
        |problem| action(model, now, Command::ReportProblem { seat: seat.clone(), problem });
    let clear = Command::ClearProblem { seat: seat.clone() };
    Some(Reporting {
        now: known,
        report: PROBLEMS.into_iter().map(report).collect::<Option<_>>()?,
        clear: known.and_then(|_| action(model, now, clear)),
    })
}

/// Our own floor, if our seat was called or speaks.
#[must_use]
pub fn my_floor(model: &Model, now: Timestamp) -> Option<MyFloor> {
    let meeting = model.meeting()?;
    let holder = meeting.granted_to(model.my_seat()?)?;
    let lang = model.lang;
    let request = holder.id;
    let fault = model.readiness(model.clock.ours(now)).and_then(Result::err);
    let finish = || action(model, now, Command::ReleaseFloor { request });
    let ending = match holder.kind {
        RequestKind::Statement | RequestKind::RightOfReply => {
            (text::finish_title(lang), text::finish_text(lang))
        }
        RequestKind::PointOfOrder | RequestKind::Motion => {
            (text::finish_other_title(lang), text::finish_other_text(lang))
        }
    };
    let begun = holder.grant()?.spoken.0 > 0;
    match holder.grant()?.phase {
        GrantPhase::Called { .. } => {
            let mut start = action(model, now, Command::StartSpeaking { request });
            if let (Some(start), Some(Fault::NoMicrophone)) = (&mut start, fault) {
                start.reason = Some(text::floor_no_microphone(lang).to_owned());
            }
            let reason = start.as_ref().and_then(|s| s.reason.clone());
            let (line, warn) = match (reason, fault) {
                (Some(reason), _) => (reason, true),
                (None, Some(fault)) => (fault_advice(fault, lang).to_owned(), true),
                (None, None) if begun => (text::floor_go_on(lang).to_owned(), false),
                (None, None) => (text::floor_consent(lang).to_owned(), false),
            };
            Some(MyFloor {
                state: FloorState::Called,
                start,
                finish: None,
                ending,
                just_begun: false,
                title: text::you_have_the_floor(lang),
                line,
                warn,
                mend: fault.is_some(),
            })
        }
        GrantPhase::Live { connection, .. } => {
            let here = Some(connection) == model.connection;
            let fault = fault.filter(|_| here);
            let open = model.microphone_open();
            let (line, warn) = match (here, open, fault) {
                _ if !model.link.is_up() => (text::link_lost_floor(lang).to_owned(), true),
                (false, ..) => (text::floor_live_elsewhere(lang).to_owned(), false),
                (true, false, _) => {
                    (closed(meeting.seats.get(model.my_seat()?)?.microphone, lang), true)
                }
                (true, true, Some(fault)) => (live_fault(fault, lang).to_owned(), true),
                (true, true, None) => (text::floor_live_here(lang).to_owned(), false),
            };
            let clock = meeting.clock_of(holder, now);
            let (state, title) = match clock.map(|c| (c.state, c.limit.is_some())) {
                Some((ClockState::Red, true)) => (FloorState::Over, text::floor_time_over(lang)),
                Some((ClockState::Amber, true)) => {
                    (FloorState::Amber, text::floor_last_minute(lang))
                }
                _ if here && open && fault.is_none() && model.link.is_up() => {
                    (FloorState::Live, text::you_are_heard(lang))
                }
                _ => (FloorState::Live, text::you_have_the_floor(lang)),
            };
            let just_begun = clock.is_some_and(|c| c.spoken < JUST_BEGUN);
            let mend = fault.is_some();
            let finish = finish();
            let start = None;
            Some(MyFloor { state, start, finish, ending, just_begun, title, line, warn, mend })
        }
        GrantPhase::Interrupted { .. } => Some(MyFloor {
            state: FloorState::Interrupted,
            start: None,
            finish: finish(),
            ending,
            // Whoever gives up the rest of their time is asked.
            just_begun: true,
            title: text::interrupted_title(lang),
            line: text::floor_interrupted(lang).to_owned(),
            warn: true,
            mend: false,
        }),
        GrantPhase::Held { .. } => None,
    }
}

/// Why the President sees that we are not ready, and what to do about it.
fn fault_advice(fault: Fault, lang: Lang) -> &'static str {
    match fault {
        Fault::NoMicrophone => text::floor_no_microphone(lang),
        Fault::Muted => text::fault_muted_advice(lang),
        Fault::Silent | Fault::Untold => text::fault_silent_advice(lang),
        Fault::NoMedia => text::fault_media_advice(lang),
    }
}

/// The microphone is open under the rules, and yet nobody hears us.
fn live_fault(fault: Fault, lang: Lang) -> &'static str {
    match fault {
        Fault::NoMicrophone => text::live_no_microphone(lang),
        Fault::Muted => text::live_muted(lang),
        Fault::Silent | Fault::Untold => text::live_silent(lang),
        Fault::NoMedia => text::live_no_media(lang),
    }
}

/// Who has closed our microphone, and what that means.
fn closed(microphone: Microphone, lang: Lang) -> String {
    let by = match microphone.may_open() {
        Err(Refusal::MutedByTechnician {}) => text::r_muted_by_technician(lang),
        Err(_) => text::r_muted_by_chair(lang),
        Ok(()) => return text::floor_live_muted(lang).to_owned(),
    };
    format!("{by} {}", text::floor_nobody_hears(lang))
}
