//! What holds after every record, whatever people and networks do.

#[path = "../../../proto/tests/support/law.rs"]
mod law;

use super::wishes;
use rand::rngs::SmallRng;
use rand::seq::IteratorRandom;
use rostrum_proto::id::{ParticipantId, RequestId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::audibility::Audibility;
use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::authority;
use rostrum_proto::meeting::command::Actor;
use rostrum_proto::meeting::event::Record;
use rostrum_proto::meeting::floor::{Grant, Status};
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::refusal::StatusName;
use rostrum_proto::meeting::standing::Standing;
use rostrum_proto::meeting::vote::{Subject, Vote};
use rostrum_proto::meeting::{Meeting, Notice};
use rostrum_proto::profile::RequestKind;
use rostrum_proto::time::Millis;
use rostrum_server::room::plan::plan;
use std::collections::BTreeSet;

/// Questions asked after each record.
const QUESTIONS: usize = 3;

/// Checks the meeting after a record against the meeting before it.
///
/// # Errors
/// What does not hold.
pub fn check(before: &Meeting, record: &Record, after: &Meeting) -> Result<(), String> {
    microphones(after)?;
    clocks(after)?;
    lists(after)?;
    audibility(after)?;
    booths(after)?;
    screens(after)?;
    recording(after)?;
    votes(after)?;
    standing(before, record, after)?;
    law::holds(before, record, after)?;
    transitions(before, record, after)
}

/// Somebody's client is answered as the server answers, whatever they ask for.
///
/// # Errors
/// The question, and both answers.
pub fn answers(meeting: &Meeting, dice: &mut SmallRng) -> Result<(), String> {
    let member = |id: &ParticipantId| {
        let role = meeting.participant(id).map(|p| p.person.role);
        role.is_some_and(|role| authority::class(role) == Class::Members)
    };
    let members = meeting.connections.values().filter(|device| member(&device.participant));
    let Some(device) = members.choose(dice) else { return Ok(()) };
    let actor = Actor { participant: device.participant.clone(), connection: device.id };
    for _ in 0..QUESTIONS {
        let seat = meeting.seat_of(&actor.participant);
        let asked = wishes::anything(meeting, seat, meeting.at, dice);
        law::answers_alike(meeting, (meeting.at, 0), (&actor, &asked))?;
    }
    Ok(())
}

/// What is noted of a meeting is what can be seen of it; and where nobody need look, nothing happens by itself.
fn standing(before: &Meeting, record: &Record, after: &Meeting) -> Result<(), String> {
    let seen = |meeting: &Meeting| Standing {
        records: meeting.seq,
        at: meeting.at,
        closed: meeting.phase.name() == PhaseName::Closed,
        connected: meeting.connections.len() as u64,
        last_connection: meeting.connections.keys().map(|id| id.0).max().unwrap_or(0),
    };
    let (mut noted, seen) = (seen(before), seen(after));
    noted.note(record);
    let highest = noted.last_connection;
    if highest < seen.last_connection {
        return Err(format!("a device has number {}, noted is {highest}", seen.last_connection));
    }
    if noted != (Standing { last_connection: highest, ..seen }) {
        return Err(format!("it stands {seen:?}, noted is {noted:?}"));
    }
    let later = after.at + Millis::minutes(60);
    let opened = after.notice(later, &Notice::Unavailable(after.at));
    if noted.is_over() && (after.next_deadline().is_some() || !opened.is_empty()) {
        return Err("it is over, and something is still to happen".into());
    }
    Ok(())
}

fn microphones(meeting: &Meeting) -> Result<(), String> {
    let open = meeting.open_microphones();
    let presides = |c: &&rostrum_proto::id::ConnectionId| meeting.presiding_microphone == Some(**c);
    let speakers = open.iter().filter(|c| !presides(c)).count();
    let most = usize::from(meeting.policy.microphones());
    if speakers > most {
        return Err(format!("{speakers} open microphones, at most {most}"));
    }
    if !meeting.in_session() && !open.is_empty() {
        return Err("a microphone is open while the meeting is not in session".into());
    }
    let mut seats = BTreeSet::new();
    let held = meeting.granted().filter(|r| r.grant().is_some_and(|g| g.live().is_some()));
    for request in held {
        if !seats.insert(&request.beneficiary) {
            return Err(format!("{} has two live microphones", request.beneficiary));
        }
    }
    Ok(())
}

/// Who is on air is there, sits in that booth, and feeds a channel of it that nobody else feeds.
fn booths(meeting: &Meeting) -> Result<(), String> {
    let mut channels = BTreeSet::new();
    for (booth, on_air) in &meeting.on_air {
        let device = meeting.connections.get(&on_air.connection);
        let person = device.and_then(|device| meeting.participant(&device.participant));
        let is_there = person.is_some_and(|p| p.person.booth == Some(*booth));
        let rule = meeting.interpretation();
        if !is_there || !rule.is_some_and(|rule| rule.may_feed(*booth, on_air.channel)) {
            return Err(format!("in the booth {booth:?} is on air {on_air:?}"));
        }
        if !channels.insert(on_air.channel) {
            return Err(format!("two booths feed {:?}", on_air.channel));
        }
    }
    for on_air in meeting.on_air.values() {
        // Down to the floor in at most as many steps as there are channels.
        let mut source = on_air.relay;
        for _ in &meeting.on_air {
            let Some(channel) = source else { break };
            let Some((_, pivot)) = meeting.heard_on(channel) else {
                return Err(format!("{on_air:?} relies on {channel:?}, which nobody feeds"));
            };
            source = pivot.relay;
        }
        if source.is_some() {
            return Err(format!("{on_air:?} interprets from itself"));
        }
    }
    for (booth, state) in &meeting.booths {
        let Some(hand_over) = &state.hand_over else { continue };
        let named = [Some(&hand_over.by), hand_over.to.as_ref()];
        let here =
            |who: &ParticipantId| meeting.connections.values().any(|d| d.participant == *who);
        let there = named.into_iter().flatten().all(here);
        if !there || !meeting.on_air.contains_key(booth) {
            return Err(format!("in the booth {booth:?} is arranged {hand_over:?}"));
        }
    }
    Ok(())
}

/// The screen that is shown is of a device of the seat that has it, in session; nobody who has it asks for it.
fn screens(meeting: &Meeting) -> Result<(), String> {
    let presentation = &meeting.presentation;
    let asked: BTreeSet<_> = presentation.asked.iter().collect();
    if asked.len() != presentation.asked.len() {
        return Err(format!("somebody asks twice to present: {:?}", presentation.asked));
    }
    let Some(given) = &presentation.given else { return Ok(()) };
    if asked.contains(&given.seat) {
        return Err(format!("{} has the screen and asks for it", given.seat));
    }
    let Some(shown) = &given.shown else { return Ok(()) };
    let device = meeting.connections.get(&shown.connection);
    let seat = device.and_then(|device| meeting.seat_of(&device.participant));
    match meeting.in_session() && seat == Some(&given.seat) {
        true => Ok(()),
        false => Err(format!("a screen is shown: {given:?}")),
    }
}

/// Of nobody who has not agreed anything is recorded, and nothing is in private or while the meeting is suspended.
fn recording(meeting: &Meeting) -> Result<(), String> {
    let plan = plan(meeting);
    let public = meeting.recording.is_on() && meeting.in_session() && meeting.private.is_none();
    if !public && !plan.recorded.is_empty() {
        return Err(format!("{:?} are recorded: {:?}", plan.recorded, meeting.phase.name()));
    }
    for stream in &plan.recorded {
        let device = plan.sources.get(stream).and_then(|(id, _)| meeting.connections.get(id));
        let who = device.map(|device| &device.participant);
        if !who.is_some_and(|who| meeting.recording.agreed.contains(who)) {
            return Err(format!("{stream:?} of {who:?} is recorded, who has not agreed"));
        }
    }
    match meeting.recording.agreed.is_sorted_by(|a, b| a < b) {
        true => Ok(()),
        false => Err(format!("not each once, in order: {:?}", meeting.recording.agreed)),
    }
}

/// Each seat with an open microphone is said to be heard, and no other.
fn audibility(meeting: &Meeting) -> Result<(), String> {
    let owner = |c| meeting.connections.get(c).and_then(|c| meeting.seat_of(&c.participant));
    let open = meeting.open_microphones();
    let heard: BTreeSet<_> = open.iter().filter_map(owner).collect();
    let said = meeting.seats.keys().filter(|seat| meeting.audibility(seat) == Audibility::Open);
    match said.collect::<BTreeSet<_>>() == heard {
        true => Ok(()),
        false => Err(format!("heard are {heard:?}, and that is not what is said of the seats")),
    }
}

/// Nothing is decided about a motion that was taken back.
fn votes(meeting: &Meeting) -> Result<(), String> {
    let gone = |vote: &&Vote| match vote.subject {
        Subject::Motion { request } => meeting.withdrawn_motions.contains(&request),
        Subject::Ruling { .. } | Subject::Question { .. } => false,
    };
    match meeting.votes.iter().filter(gone).find(|vote| vote.is_under_way()) {
        Some(vote) => Err(format!("{} goes on although its motion was withdrawn", vote.id)),
        None => Ok(()),
    }
}

fn clocks(meeting: &Meeting) -> Result<(), String> {
    for request in meeting.granted() {
        let clock = meeting.clock_of(request, meeting.at);
        let (runs, stands) = clock.map_or((false, false), |clock| (clock.running, clock.stands));
        let live = request.status_name() == StatusName::Live;
        let unheard = |booth: &Lang| meeting.booth(*booth).sound_inadequate.is_some();
        let by = request.grant().and_then(Grant::held_by);
        if by.is_some_and(|by| by.is_empty() || !by.iter().all(unheard)) {
            return Err(format!("the clock of {} stands, and every booth hears it", request.id));
        }
        if (runs || stands) != live {
            return Err(format!(
                "the clock of {} runs while {:?}",
                request.id,
                request.status_name()
            ));
        }
        if live && meeting.phase.name() == PhaseName::Suspended {
            return Err(format!("the clock of {} runs in a suspended meeting", request.id));
        }
    }
    Ok(())
}

/// A list holds each accepted request once, and nothing else: so positions are contiguous.
fn lists(meeting: &Meeting) -> Result<(), String> {
    for kind in [RequestKind::Statement, RequestKind::RightOfReply] {
        let listed: BTreeSet<_> = meeting.list(kind).iter().copied().collect();
        let of_kind = |r: &&rostrum_proto::meeting::floor::FloorRequest| match kind {
            RequestKind::RightOfReply => r.kind == kind,
            _ => r.kind != RequestKind::RightOfReply,
        };
        let accepted = meeting.requests.iter().filter(|r| r.status == Status::Accepted {});
        let accepted: BTreeSet<RequestId> = accepted.filter(of_kind).map(|r| r.id).collect();
        if listed != accepted || listed.len() != meeting.list(kind).len() {
            return Err(format!("the list of {kind:?} is {listed:?}, accepted are {accepted:?}"));
        }
    }
    Ok(())
}

/// RFC 8855: a place is lost only by being granted, denied or cancelled, and an end is an end.
fn transitions(before: &Meeting, record: &Record, after: &Meeting) -> Result<(), String> {
    use StatusName::*;
    for (old, new) in before.requests.iter().zip(&after.requests) {
        let (from, to) = (old.status_name(), new.status_name());
        let allowed = from == to
            || match from {
                Pending => matches!(to, Accepted | Called | Denied | Cancelled),
                Accepted => matches!(to, Called | Denied | Cancelled),
                Called => matches!(to, Live | Interrupted | Held | Released | Revoked),
                Live => matches!(to, Interrupted | Held | Called | Released | Revoked),
                Interrupted => matches!(to, Live | Called | Held | Released | Revoked),
                Held => matches!(to, Called | Interrupted | Released | Revoked),
                Denied | Cancelled | Released | Revoked => false,
            };
        if !allowed {
            return Err(format!("{} went from {from:?} to {to:?} by {:?}", old.id, record.event));
        }
    }
    if after.requests.len() < before.requests.len() {
        return Err("a request is gone".into());
    }
    for (id, seat) in &before.seats {
        if after.seats.get(id).is_none_or(|now| now.spoken < seat.spoken) {
            return Err(format!("speaking time of {id} was lost"));
        }
    }
    Ok(())
}
