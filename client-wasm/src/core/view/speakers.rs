//! The speakers' list: who speaks, who comes next and about when, who waits for the chair.

use crate::core::model::Model;
use crate::core::names::{self, Name};
use crate::core::view::{Action, action};
use crate::core::{format, text};
use rostrum_proto::id::RequestId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::clock::{ClockReading, ClockState};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::floor::{FloorRequest, GrantPhase, Status};
use rostrum_proto::profile::SeatKind;
use rostrum_proto::time::Timestamp;

/// A line of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The request.
    pub request: RequestId,
    /// The seat.
    pub name: Name,
    /// Its place; none for the holder and for those that wait for the chair.
    pub position: Option<u32>,
    /// The holder.
    pub now: bool,
    /// Our own.
    pub mine: bool,
    /// Kind and state.
    pub line: String,
    /// When it is expected to speak.
    pub wait: String,
    /// What the chair or the secretary can do.
    pub tools: Tools,
}

/// What can be done with an entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tools {
    /// Give it the floor.
    pub give: Option<Action>,
    /// Put it on the list.
    pub accept: Option<Action>,
    /// Later.
    pub defer: Option<Action>,
    /// One place up.
    pub up: Option<Action>,
    /// One place down.
    pub down: Option<Action>,
    /// A reason can be asked for.
    pub deny: bool,
    /// It can be dragged.
    pub drag: bool,
}

impl Tools {
    /// There is something to do.
    #[must_use]
    pub fn any(&self) -> bool {
        self.give.is_some() || self.accept.is_some() || self.up.is_some() || self.deny
    }
}

/// The list: the holder, then the places, then those that wait for the chair.
#[must_use]
pub fn rows(model: &Model, now: Timestamp) -> Vec<Row> {
    let Some(meeting) = model.meeting() else { return vec![] };
    let listed = meeting.speakers.iter().filter_map(|id| meeting.request(*id).ok());
    let pending = meeting.requests.iter().filter(|r| r.status == Status::Pending {});
    let all = meeting.holder().into_iter().chain(listed).chain(pending);
    all.map(|request| row(model, meeting, request, now)).collect()
}

fn row(model: &Model, meeting: &Meeting, request: &FloorRequest, now: Timestamp) -> Row {
    let lang = model.lang;
    let position = meeting.position(request.id);
    let holds = request.grant().is_some();
    let line = match request.grant().map(|g| &g.phase) {
        Some(phase) => holder_line(phase, meeting.clock(now), lang),
        None => entry_line(model, meeting, request, position),
    };
    let wait = match (holds, position) {
        (true, _) => text::list_now(lang).to_owned(),
        (false, Some(1)) if meeting.holder().is_none() => text::wait_now(lang).to_owned(),
        (false, Some(p)) => {
            text::wait_minutes(lang, &format::minutes(meeting.expected_wait(now, p)))
        }
        (false, None) => String::new(),
    };
    Row {
        request: request.id,
        name: names::seat(meeting, &request.beneficiary, lang),
        position,
        now: holds,
        mine: model.my_seat() == Some(&request.beneficiary),
        line,
        wait,
        tools: if holds { Tools::default() } else { tools(model, meeting, request, position, now) },
    }
}

fn tools(
    model: &Model,
    meeting: &Meeting,
    request: &FloorRequest,
    position: Option<u32>,
    now: Timestamp,
) -> Tools {
    let id = request.id;
    let last = meeting.speakers.len() as u32;
    let step = |by: i32| {
        let to = position?.checked_add_signed(by)?;
        let within = (1..=last).contains(&to);
        let at = if within { to } else { position? };
        let mut action = action(model, now, Command::MoveRequest { request: id, position: at })?;
        if !within {
            action.reason = Some(String::new());
        }
        Some(action)
    };
    let deny = Command::DenyRequest { request: id, reason: ".".into() };
    Tools {
        give: action(model, now, Command::GiveFloor { seat: request.beneficiary.clone() }),
        accept: match position {
            Some(_) => None,
            None => action(model, now, Command::AcceptRequest { request: id }),
        },
        defer: position.and_then(|_| action(model, now, Command::DeferRequest { request: id })),
        up: step(-1),
        down: step(1),
        deny: model.permitted(now, &deny),
        drag: position.is_some()
            && model.permitted(now, &Command::MoveRequest { request: id, position: 1 }),
    }
}

fn holder_line(phase: &GrantPhase, clock: Option<ClockReading>, lang: Lang) -> String {
    let state = match phase {
        GrantPhase::Called { .. } => text::seat_called(lang),
        GrantPhase::Live { .. } => text::seat_speaking(lang),
        GrantPhase::Held { .. } => return text::seat_held(lang).to_owned(),
    };
    // Whole minutes: the list does not count seconds, the clock does.
    match clock.filter(|c| c.running && c.limit.is_some()) {
        Some(c) if c.state == ClockState::Red => {
            format!("{state} · {}", text::clock_over_by(lang, &minutes(c.over(), lang)))
        }
        Some(c) => {
            let left = c.left().unwrap_or_default();
            format!("{state} · {}", text::clock_left(lang, &minutes(left, lang)))
        }
        None => state.to_owned(),
    }
}

fn minutes(time: rostrum_proto::time::Millis, lang: Lang) -> String {
    text::wait_minutes(lang, &format::minutes(time))
}

fn entry_line(
    model: &Model,
    meeting: &Meeting,
    request: &FloorRequest,
    position: Option<u32>,
) -> String {
    let lang = model.lang;
    let seat = meeting.seats.get(&request.beneficiary);
    let kind = match seat.map(|s| s.setup.kind) {
        Some(SeatKind::Briefer) => text::kind_briefing(lang),
        _ => text::kind_statement(lang),
    };
    let mut parts = vec![kind];
    if model.my_seat() == Some(&request.beneficiary) {
        parts = vec![text::your_delegation(lang)];
    }
    if position.is_none() {
        parts.push(text::row_waits(lang));
    }
    if let Some(problem) = seat.and_then(|s| s.problem) {
        parts.push(super::table::problem_text(problem, lang));
    } else if !meeting.is_present(&request.beneficiary) {
        parts.push(text::seat_away_kept(lang));
    }
    parts.join(" · ")
}

/// Our own place in words: `3rd, about 14 min`.
#[must_use]
pub fn own_place(model: &Model, now: Timestamp) -> Option<String> {
    let meeting = model.meeting()?;
    let request = meeting.waiting(model.my_seat()?)?;
    let lang = model.lang;
    Some(match meeting.position(request.id) {
        None => text::place_pending(lang).to_owned(),
        Some(1) if meeting.holder().is_none() => text::place_next(lang).to_owned(),
        Some(p) => {
            let minutes = format::minutes(meeting.expected_wait(now, p));
            text::place_line(lang, &minutes, &format::place(lang, p))
        }
    })
}
