//! The table: the presiding seat at the apex, the others in English alphabetical order clockwise.

use crate::core::model::Model;
use crate::core::names::{self, Name};
use crate::core::text;
use crate::core::view::grade::{self, Grade};
use crate::core::view::{Action, action};
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::{Command, Problem};
use rostrum_proto::meeting::floor::{FloorRequest, GrantPhase, Status};
use rostrum_proto::meeting::microphone::Microphone;
use rostrum_proto::meeting::{Meeting, Seat};
use rostrum_proto::profile::RequestKind;
use rostrum_proto::time::{Millis, Timestamp};

/// A seat that had the floor for less has not spoken.
const A_STATEMENT: Millis = Millis::seconds(3);

/// A seat at the table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableSeat {
    /// The seat.
    pub id: SeatId,
    /// Its nameplate.
    pub name: Name,
    /// Where it stands.
    pub cell: Cell,
    /// What is the case.
    pub state: SeatState,
    /// The same in words.
    pub line: String,
    /// Its place in the speakers' list.
    pub position: Option<u32>,
    /// Our own.
    pub mine: bool,
    /// The presiding seat, at the apex.
    pub presiding: bool,
    /// What the chair can do here.
    pub menu: Option<SeatMenu>,
    /// How well it is connected, for technicians.
    pub quality: Option<(Grade, &'static str)>,
    /// Its picture is received in this place.
    pub picture: Option<usize>,
}

/// What the chair can do at a seat.
#[derive(Clone, Debug, PartialEq)]
pub struct SeatMenu {
    /// Give it the floor.
    pub give: Option<Action>,
    /// Mute it, or lift the mute.
    pub mute: Option<Action>,
    /// The mute is there.
    pub muted: bool,
}

/// A cell of the horseshoe's grid, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// 1 is the apex row.
    pub row: u32,
    /// 1 is the left wing.
    pub column: u32,
}

/// The state of a seat, the most telling one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeatState {
    /// Has the floor and speaks.
    Speaking,
    /// Called.
    Called,
    /// Has the floor and is interrupted.
    Interrupted,
    /// Holder with a lost connection.
    Held,
    /// Reported a problem.
    Trouble,
    /// Not connected.
    Away,
    /// In the lobby.
    Lobby,
    /// Waits on the list.
    Wants,
    /// Muted by chair or technician.
    Muted,
    /// Here.
    Listening,
}

/// The seats at the table in order, presiding first.
#[must_use]
pub fn order(meeting: &Meeting) -> Vec<&Seat> {
    let presiding = &meeting.setup.presidency;
    let seats = meeting.seats.values();
    let mut seats: Vec<_> = seats.filter(|seat| seat.setup.kind.sits_at_table()).collect();
    seats.sort_by_cached_key(|s| (s.setup.id != *presiding, s.setup.alphabetical()));
    seats
}

/// Columns of the grid for so many seats: odd, so that there is an apex.
#[must_use]
pub fn columns(seats: usize) -> u32 {
    match seats {
        0..=3 => 3,
        4..=9 => 5,
        _ => 7,
    }
}

/// The cells in the order of the seats: apex, to the right, down, up on the left, to the apex.
#[must_use]
pub fn cells(seats: usize) -> Vec<Cell> {
    let columns = columns(seats);
    let apex = columns.div_ceil(2);
    let others = seats.saturating_sub(1) as u32;
    let (right, left) = (others.div_ceil(2), others / 2);
    let top = columns - apex;
    let side = |n: u32, to_the_right: bool| {
        (1..=n).map(move |i| match (i <= top, to_the_right) {
            (true, true) => Cell { row: 1, column: apex + i },
            (true, false) => Cell { row: 1, column: apex - i },
            (false, true) => Cell { row: i - top + 1, column: columns },
            (false, false) => Cell { row: i - top + 1, column: 1 },
        })
    };
    let mut cells = vec![Cell { row: 1, column: apex }];
    cells.extend(side(right, true));
    cells.extend(side(left, false).collect::<Vec<_>>().into_iter().rev());
    cells.truncate(seats);
    cells
}

/// All seats, with the state of each.
#[must_use]
pub fn table(model: &Model, now: Timestamp) -> Vec<TableSeat> {
    let Some(meeting) = model.meeting() else { return vec![] };
    let seats = order(meeting);
    let cells = cells(seats.len());
    seats.into_iter().zip(cells).map(|(seat, cell)| show(model, meeting, seat, cell, now)).collect()
}

fn show(model: &Model, meeting: &Meeting, seat: &Seat, cell: Cell, now: Timestamp) -> TableSeat {
    let id = &seat.setup.id;
    let kinds = meeting.setup.profile.requests.iter();
    let waiting = kinds.filter_map(|rule| meeting.waiting(id, rule.kind)).next();
    let position = waiting.and_then(|r| meeting.position(r.id));
    let (state, text) = state(meeting, seat, waiting.is_some(), position, model.lang);
    let presides = meeting.setup.presidency == *id;
    let line = match state {
        SeatState::Listening | SeatState::Wants if presides => {
            text::seat_presiding(model.lang).to_owned()
        }
        _ => text.to_owned(),
    };
    TableSeat {
        id: id.clone(),
        name: names::seat(meeting, id, model.lang),
        cell,
        state,
        line,
        position,
        mine: model.my_seat() == Some(id),
        presiding: presides,
        menu: menu(model, seat, now),
        quality: grade::at_the_table(model, id).map(|grade| (grade, grade.text(model.lang))),
        picture: model.gallery.place_of(id).filter(|_| !model.media.left_out.gallery),
    }
}

fn menu(model: &Model, seat: &Seat, now: Timestamp) -> Option<SeatMenu> {
    let id = &seat.setup.id;
    let give = action(model, now, Command::GiveFloor { seat: id.clone() })?;
    let muted = seat.microphone.chair_muted;
    let mute = match muted {
        true => action(model, now, Command::Unmute { seat: id.clone() }),
        false => action(model, now, Command::Mute { seat: id.clone() }),
    };
    Some(SeatMenu { give: Some(give), mute, muted })
}

/// The most telling state of a seat, in words.
fn state(
    meeting: &Meeting,
    seat: &Seat,
    waits: bool,
    position: Option<u32>,
    lang: Lang,
) -> (SeatState, &'static str) {
    let id = &seat.setup.id;
    let grant = meeting.granted_to(id).and_then(|h| h.grant());
    match grant.map(|g| &g.phase) {
        Some(GrantPhase::Live { .. }) => {
            let speaking = (SeatState::Speaking, text::seat_speaking(lang));
            let muted = muted_text(seat.microphone, lang).map(|muted| (SeatState::Muted, muted));
            let unheard = unheard_text(meeting, seat, lang).map(|why| (SeatState::Trouble, why));
            return muted.or(unheard).unwrap_or(speaking);
        }
        Some(GrantPhase::Called { .. }) => return (SeatState::Called, text::seat_called(lang)),
        // In a hall that stands still nobody is interrupted.
        Some(GrantPhase::Interrupted { .. }) if !meeting.in_session() => {
            return (SeatState::Wants, text::seat_floor_kept(lang));
        }
        Some(GrantPhase::Interrupted { .. }) if meeting.connections_of(id).next().is_none() => {
            return (SeatState::Away, text::seat_away_kept(lang));
        }
        Some(GrantPhase::Interrupted { .. }) => {
            return (SeatState::Interrupted, text::seat_interrupted(lang));
        }
        Some(GrantPhase::Held { .. }) => return (SeatState::Held, text::seat_held(lang)),
        None => {}
    }
    if let Some(problem) = seat.problem {
        return (SeatState::Trouble, problem_text(problem, lang));
    }
    let connected = meeting.connections_of(id).next().is_some();
    let muted = seat.microphone.may_open().is_err();
    let muted = muted_text(seat.microphone, lang).filter(|_| muted);
    if !connected {
        let kept = if waits { text::seat_away_kept(lang) } else { text::seat_away(lang) };
        return (SeatState::Away, kept);
    }
    if !meeting.is_present(id) {
        return (SeatState::Lobby, text::seat_lobby(lang));
    }
    match (position, waits, muted) {
        (Some(_), ..) => (SeatState::Wants, text::seat_wants(lang)),
        (None, true, _) => (SeatState::Wants, text::seat_asks(lang)),
        (None, false, Some(muted)) => (SeatState::Muted, muted),
        (None, false, None) if has_spoken(meeting, id) => {
            (SeatState::Listening, text::seat_spoken(lang))
        }
        (None, false, None) => (SeatState::Listening, text::seat_listening(lang)),
    }
}

/// By whom a microphone is closed, if it is.
#[must_use]
pub fn muted_text(microphone: Microphone, lang: Lang) -> Option<&'static str> {
    match microphone {
        Microphone { technically_muted: true, .. } => Some(text::seat_muted_technician(lang)),
        Microphone { chair_muted: true, .. } => Some(text::seat_muted_chair(lang)),
        Microphone { self_muted: true, .. } => Some(text::seat_closed(lang)),
        Microphone { self_muted: false, chair_muted: false, technically_muted: false } => None,
    }
}

/// Why a seat that speaks is not heard, if so: its microphone is closed, or does not reach the hall.
#[must_use]
pub fn unheard_text(meeting: &Meeting, seat: &Seat, lang: Lang) -> Option<&'static str> {
    muted_text(seat.microphone, lang).or_else(|| {
        let unheard = has_fault(meeting, &seat.setup.id);
        unheard.then(|| text::problem_cannot_be_heard(lang))
    })
}

/// Whether a seat speaks and is not heard.
#[must_use]
pub fn has_fault(meeting: &Meeting, seat: &SeatId) -> bool {
    let grant = meeting.granted_to(seat).and_then(|request| request.grant());
    grant.is_some_and(|grant| matches!(grant.phase, GrantPhase::Live { fault: Some(_), .. }))
}

fn has_spoken(meeting: &Meeting, id: &SeatId) -> bool {
    // A statement in the debate: who raised a point of order has not spoken.
    let statement = |r: &FloorRequest| {
        r.beneficiary == *id && r.kind == RequestKind::Statement && !r.explains_vote()
    };
    let ended = |r: &FloorRequest| match r.status {
        Status::Released { spoken, .. } | Status::Revoked { spoken, .. } => spoken >= A_STATEMENT,
        Status::Pending {} | Status::Accepted {} | Status::Granted { .. } => false,
        Status::Denied { .. } | Status::Cancelled {} => false,
    };
    meeting.requests.iter().any(|r| statement(r) && ended(r))
}

/// A problem in the third person.
#[must_use]
pub fn problem_text(problem: Problem, lang: Lang) -> &'static str {
    match problem {
        Problem::CannotHear => text::problem_cannot_hear(lang),
        Problem::CannotBeHeard => text::problem_cannot_be_heard(lang),
        Problem::CannotSee => text::problem_cannot_see(lang),
    }
}
