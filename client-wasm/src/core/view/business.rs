//! The order of business, for the presiding officer: interruption, rulings, motions, policy, suspension, the chair.

use crate::core::model::Model;
use crate::core::names::{self, Name};
use crate::core::view::{Action, action};
use crate::core::{format, text};
use rostrum_proto::id::RequestId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::authority;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::floor::FloorRequest;
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::ruling::Standing;
use rostrum_proto::meeting::vote::Subject;
use rostrum_proto::profile::{Motion, Policy, RequestKind};
use rostrum_proto::time::{Millis, Timestamp};

/// What is before the meeting, and what can be done about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Business {
    /// Pause who speaks.
    pub pause: Option<Action>,
    /// Let the interrupted speaker continue.
    pub resume_speaker: Option<Action>,
    /// One minute more.
    pub extend: Option<Action>,
    /// Points of order and motions waiting for the floor.
    pub raised: Vec<Raised>,
    /// A point of order waiting for its ruling.
    pub ruling: Option<(RequestId, Name)>,
    /// The last ruling is challenged: put it to the vote.
    pub challenge: Option<(Name, Action)>,
    /// Motions moved, each in words, with the button for a vote.
    pub motions: Vec<(Name, String, Action)>,
    /// Any other question can be put to the vote.
    pub question: bool,
    /// By which majorities, the usual one first, each with its name.
    pub majorities: Vec<(String, String)>,
    /// Suspend.
    pub suspend: bool,
    /// Resume.
    pub resume: Option<Action>,
    /// How the floor is given now.
    pub policy: Policy,
    /// Deputies present, with the offer of the chair.
    pub deputies: Vec<(String, Action)>,
    /// The chair is offered: the way back.
    pub offered: Option<Action>,
    /// Somebody asks for the chair: who, the way to offer it, and to keep it.
    pub asked: Option<(String, Action, Action)>,
}

/// A point of order or a motion waiting for the floor.
#[derive(Clone, Debug, PartialEq)]
pub struct Raised {
    /// The request.
    pub request: RequestId,
    /// In words.
    pub line: String,
    /// Whose.
    pub name: Name,
    /// Give it the floor, if that can be now.
    pub give: Option<Action>,
}

/// The order of business, for the presiding officer.
#[must_use]
pub fn business(model: &Model, now: Timestamp) -> Option<Business> {
    let meeting = model.meeting().filter(|_| super::chair::presides(model))?;
    let lang = model.lang;
    let live = |command| action(model, now, command).filter(|a| a.reason.is_none());
    let seat = |request: &FloorRequest| names::seat(meeting, &request.beneficiary, lang);
    let put = |subject| live(Command::AnnounceVote { subject, majority: None });
    let challenge = meeting.challenged_ruling().and_then(|ruling| {
        let by = match &ruling.standing {
            Standing::Challenged { by } => names::seat(meeting, by, lang),
            Standing::Stands {} | Standing::Upheld {} | Standing::Overruled {} => return None,
        };
        Some((by, put(Subject::Ruling { request: ruling.request })?))
    });
    let motions = meeting.undecided_motions().into_iter().filter_map(|request| {
        Some((seat(request), moved(request, lang)?, put(Subject::Motion { request: request.id })?))
    });
    let raised = meeting.pending().into_iter().filter_map(|request| {
        let name = seat(request);
        let line = match request.kind {
            RequestKind::PointOfOrder => text::say_point(lang, &name.text),
            RequestKind::Motion => {
                let motion = moved(request, lang)?;
                text::motion_waits(lang, text::MotionWaits { motion: &motion, seat: &name.text })
            }
            RequestKind::Statement | RequestKind::RightOfReply => return None,
        };
        let give = live(Command::GrantRequest { request: request.id });
        Some(Raised { request: request.id, line, name, give })
    });
    let profile = &meeting.setup.profile;
    let usual = &profile.decided_by;
    let (usual, others): (Vec<_>, Vec<_>) =
        profile.majorities.iter().partition(|majority| majority.id == *usual);
    let majorities = usual.into_iter().chain(others);
    let majorities = majorities.map(|m| {
        let matter = m.matter.as_ref().unwrap_or(&m.name);
        (m.id.clone(), names::local(matter, lang).text)
    });
    let deputies = meeting.participants.values().filter_map(|p| {
        let to = p.person.id.clone();
        let could = authority::may_preside(p.person.role) && to != meeting.presiding;
        let offer = live(Command::OfferChair { to }).filter(|_| could)?;
        Some((names::person(&p.person), offer))
    });
    let offered = meeting.chair_offer.as_ref().and_then(|_| live(Command::WithdrawChairOffer {}));
    let asked = meeting.chair_asked.as_ref().and_then(|by| {
        let offer = live(Command::OfferChair { to: by.clone() })?;
        Some((names::participant(meeting, by), offer, live(Command::KeepChair {})?))
    });
    let more =
        |h: &FloorRequest| live(Command::ExtendTime { request: h.id, by: Millis::minutes(1) });
    Some(Business {
        pause: action(model, now, Command::PauseSpeaker {}),
        resume_speaker: match meeting.interrupted().next() {
            Some(_) => action(model, now, Command::ResumeSpeaker {}),
            None => None,
        },
        extend: meeting
            .holder()
            .filter(|h| h.grant().is_some_and(|g| g.limit.is_some()))
            .and_then(more),
        raised: raised.collect(),
        majorities: majorities.collect(),
        // Heard first, then ruled on.
        ruling: meeting.ruling_due().filter(|p| was_heard(p, now)).map(|p| (p.id, seat(p))),
        challenge,
        motions: motions.collect(),
        question: meeting.in_session()
            && meeting.current_vote().is_none()
            && meeting.challenged_ruling().is_none(),
        suspend: meeting.in_session(),
        resume: match meeting.phase.name() {
            PhaseName::Suspended => action(model, now, Command::ResumeMeeting {}),
            PhaseName::Scheduled | PhaseName::Lobby | PhaseName::InSession | PhaseName::Closed => {
                None
            }
        },
        policy: meeting.policy,
        deputies: deputies.collect(),
        offered,
        asked,
    })
}

/// Whether a point of order was heard, if only in its first words.
fn was_heard(point: &FloorRequest, now: Timestamp) -> bool {
    point.grant().is_none_or(|grant| grant.spoken(now) > Millis(0))
}

/// A motion in words.
#[must_use]
pub fn motion(motion: Motion, lang: Lang) -> &'static str {
    match motion {
        Motion::Suspend => text::motion_suspend(lang),
        Motion::Adjourn => text::motion_adjourn(lang),
        Motion::AdjournToTime => text::motion_adjourn_to_time(lang),
        Motion::Refer => text::motion_refer(lang),
        Motion::Postpone => text::motion_postpone(lang),
        Motion::Amend => text::motion_amend(lang),
        Motion::AdjournDebate => text::motion_adjourn_debate(lang),
        Motion::CloseDebate => text::motion_close_debate(lang),
    }
}

/// What a request moves, in words, with its time if it has one.
#[must_use]
pub fn moved(request: &FloorRequest, lang: Lang) -> Option<String> {
    let words = motion(request.motion()?, lang);
    Some(match request.moved_until() {
        Some(until) => {
            format!("{words} ({} {} UTC)", format::date(until), format::hours(until))
        }
        None => words.to_owned(),
    })
}

/// How the floor is given, in words.
#[must_use]
pub fn policy_text(policy: Policy, lang: Lang) -> String {
    match policy {
        Policy::Moderated {} => text::policy_moderated(lang).to_owned(),
        Policy::Queue {} => text::policy_queue(lang).to_owned(),
        Policy::Open { microphones, .. } => text::policy_open(lang, &microphones.to_string()),
    }
}

/// The same as a whole line.
#[must_use]
pub fn policy_line(policy: Policy, lang: Lang) -> String {
    format!("{}: {}", text::policy(lang), policy_text(policy, lang))
}
