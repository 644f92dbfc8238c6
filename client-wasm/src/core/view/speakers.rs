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
use rostrum_proto::meeting::floor::{About, FloorRequest, GrantPhase};
use rostrum_proto::profile::{RequestKind, SeatKind};
use rostrum_proto::time::{Millis, Timestamp};

/// A line of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The request.
    pub request: RequestId,
    /// The seat.
    pub name: Name,
    /// Its place; none for the holder and for requests that wait for the chair.
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
    /// A move asks for a reason first.
    pub reasoned: bool,
    /// Offer this seat to exchange places with ours.
    pub swap: Option<Action>,
    /// A reason can be asked for.
    pub deny: bool,
    /// It can be dragged.
    pub drag: bool,
}

impl Tools {
    /// There is something to do.
    #[must_use]
    pub fn any(&self) -> bool {
        let any = [&self.give, &self.accept, &self.up, &self.swap, &self.defer];
        self.deny || any.iter().any(|action| action.is_some())
    }
}

/// The list: who has the floor, what waits for the chair and goes first, the places, what waits for a place.
#[must_use]
pub fn rows(model: &Model, now: Timestamp) -> Vec<Row> {
    let Some(meeting) = model.meeting() else { return vec![] };
    let listed = meeting.speakers.iter().filter_map(|id| meeting.request(*id).ok());
    let mut granted: Vec<_> = meeting.granted().collect();
    granted.sort_by_key(|r| r.grant().map(|g| (g.is_interrupted(), std::cmp::Reverse(g.since))));
    let first = |r: &&FloorRequest| match r.kind {
        RequestKind::PointOfOrder | RequestKind::Motion => true,
        RequestKind::Statement | RequestKind::RightOfReply => false,
    };
    let (urgent, waiting): (Vec<_>, Vec<_>) = meeting.pending().into_iter().partition(first);
    let all = granted.into_iter().chain(urgent).chain(listed).chain(waiting);
    all.map(|request| row(model, meeting, request, now)).collect()
}

/// The reply list.
#[must_use]
pub fn replies(model: &Model, now: Timestamp) -> Vec<Row> {
    let Some(meeting) = model.meeting() else { return vec![] };
    let listed = meeting.replies.iter().filter_map(|id| meeting.request(*id).ok());
    listed.map(|request| row(model, meeting, request, now)).collect()
}

fn row(model: &Model, meeting: &Meeting, request: &FloorRequest, now: Timestamp) -> Row {
    let lang = model.lang;
    let position = meeting.position(request.id);
    let holds = request.grant().is_some();
    let line = match request.grant().map(|g| &g.phase) {
        Some(phase) => {
            holder_line(phase, meeting.clock_of(request, now), meeting.in_session(), lang)
        }
        None => entry_line(model, meeting, request, position),
    };
    let wait = match (holds, position) {
        (true, _) => text::list_now(lang).to_owned(),
        (false, Some(_)) if is_next(meeting, request) => text::wait_now(lang).to_owned(),
        (false, Some(_)) => {
            text::wait_minutes(lang, &format::minutes(meeting.expected_wait(now, request.id)))
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
    let last = meeting.list(request.kind).len() as u32;
    let reasoned = !super::chair::presides(model);
    let reason = reasoned.then(|| "x".to_owned());
    let step = |by: i32| {
        let to = position?.checked_add_signed(by)?;
        let within = (1..=last).contains(&to);
        let at = if within { to } else { position? };
        let reason = reason.clone();
        let moved = Command::MoveRequest { request: id, position: at, reason };
        let mut action = action(model, now, moved)?;
        if !within {
            action.reason = Some(String::new());
        }
        Some(action)
    };
    let up = step(-1);
    let own = model.my_seat().and_then(|seat| meeting.waiting(seat, request.kind));
    let swap = own.map(|own| own.id).filter(|own| *own != id);
    let deny = Command::DenyRequest { request: id, reason: "x".into() };
    Tools {
        give: action(model, now, Command::GrantRequest { request: id }),
        accept: match position {
            Some(_) => None,
            None => action(model, now, Command::AcceptRequest { request: id })
                .filter(|a| a.reason.is_none()),
        },
        defer: position.and_then(|_| action(model, now, Command::DeferRequest { request: id })),
        up: up.clone(),
        down: step(1),
        deny: model.permitted(now, &deny),
        drag: up.is_some(),
        reasoned,
        swap: swap.and_then(|with| {
            let offer = Command::OfferSwap { request: with, with: id };
            action(model, now, offer).filter(|a| a.reason.is_none())
        }),
    }
}

fn holder_line(
    phase: &GrantPhase,
    clock: Option<ClockReading>,
    in_session: bool,
    lang: Lang,
) -> String {
    let state = match phase {
        GrantPhase::Called { .. } => text::seat_called(lang),
        GrantPhase::Live { .. } => text::seat_speaking(lang),
        GrantPhase::Interrupted { .. } if !in_session => {
            return text::seat_floor_kept(lang).to_owned();
        }
        GrantPhase::Interrupted { .. } => return text::seat_interrupted(lang).to_owned(),
        GrantPhase::Held { .. } => return text::seat_held(lang).to_owned(),
    };
    // Whole minutes: the list does not count seconds, the clock does.
    match clock.filter(|c| c.running && c.limit.is_some()) {
        // Only whole minutes over are said: six seconds are not a minute.
        Some(c) if c.state == ClockState::Red && c.over() < Millis::minutes(1) => {
            format!("{state} · {}", text::clock_time_over(lang))
        }
        Some(c) if c.state == ClockState::Red => {
            let over = text::wait_minutes(lang, &(c.over().0 / 60_000).to_string());
            format!("{state} · {}", text::clock_over_by(lang, &over))
        }
        Some(c) => {
            let left = c.left().unwrap_or_default();
            format!("{state} · {}", text::clock_left(lang, &minutes(left, lang)))
        }
        None => state.to_owned(),
    }
}

fn minutes(time: Millis, lang: Lang) -> String {
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
    let mut parts = vec![kind_text(request, seat.map(|s| s.setup.kind), lang)];
    if model.my_seat() == Some(&request.beneficiary) {
        parts.insert(0, text::your_delegation(lang));
    }
    if position.is_none() {
        parts.push(text::row_waits(lang));
    }
    if let Some(problem) = seat.and_then(|s| s.problem) {
        parts.push(super::table::problem_text(problem, lang));
    } else if !meeting.is_present(&request.beneficiary) {
        let here = meeting.connections_of(&request.beneficiary).next().is_some();
        parts.push(if here { text::seat_lobby(lang) } else { text::seat_away_kept(lang) });
    }
    parts.join(" · ")
}

/// What the floor is asked for.
pub fn kind_text(request: &FloorRequest, seat: Option<SeatKind>, lang: Lang) -> &'static str {
    match (request.kind, request.about, seat) {
        (RequestKind::Motion, Some(About::Motion { motion, .. }), _) => {
            super::business::motion(motion, lang)
        }
        (RequestKind::Motion, ..) => text::kind_motion(lang),
        (RequestKind::PointOfOrder, ..) => text::kind_point_of_order(lang),
        (RequestKind::RightOfReply, ..) => text::kind_reply(lang),
        (RequestKind::Statement, Some(About::Vote { .. }), _) => text::kind_explanation(lang),
        (RequestKind::Statement, _, Some(SeatKind::Briefer)) => text::kind_briefing(lang),
        (RequestKind::Statement, ..) => text::kind_statement(lang),
    }
}

/// Nobody has the floor, and this one gets it.
fn is_next(meeting: &Meeting, request: &FloorRequest) -> bool {
    meeting.holder().is_none() && meeting.next_speaker().is_some_and(|next| next.id == request.id)
}

/// Our own place in words: `3rd, about 14 min`.
#[must_use]
pub fn own_place(model: &Model, now: Timestamp) -> Option<String> {
    let meeting = model.meeting()?;
    let seat = model.my_seat()?;
    let statement = meeting.waiting(seat, RequestKind::Statement);
    let request = statement.or_else(|| meeting.waiting(seat, RequestKind::RightOfReply))?;
    let lang = model.lang;
    Some(match meeting.position(request.id) {
        None => text::place_pending(lang).to_owned(),
        Some(_) if is_next(meeting, request) => text::place_next(lang).to_owned(),
        Some(p) => {
            let minutes = format::minutes(meeting.expected_wait(now, request.id));
            let place = format::place(lang, p);
            text::place_line(lang, text::PlaceLine { minutes: &minutes, place: &place })
        }
    })
}
