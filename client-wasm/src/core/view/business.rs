//! The order of business, for who presides: interruption, rulings, motions, policy, suspension, the chair.

use crate::core::model::Model;
use crate::core::names::{self, Name};
use crate::core::text;
use crate::core::view::{Action, action};
use rostrum_proto::id::RequestId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::authority;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::floor::FloorRequest;
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::ruling::Standing;
use rostrum_proto::meeting::vote::Subject;
use rostrum_proto::profile::{Motion, Policy};
use rostrum_proto::time::{Millis, Timestamp};

/// What is before the meeting, and what can be done about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Business {
    /// Pause who speaks.
    pub pause: Option<Action>,
    /// Let who was interrupted go on.
    pub resume_speaker: Option<Action>,
    /// One minute more.
    pub extend: Option<Action>,
    /// A point of order that waits for its ruling.
    pub ruling: Option<(RequestId, Name)>,
    /// The last ruling is challenged: put it to the vote.
    pub challenge: Option<(Name, Action)>,
    /// Motions that were moved: each in words, with the way to a vote.
    pub motions: Vec<(Name, &'static str, Action)>,
    /// Any other question can be put to the vote.
    pub question: bool,
    /// Suspend.
    pub suspend: bool,
    /// Resume.
    pub resume: Option<Action>,
    /// How the floor is given now.
    pub policy: Policy,
    /// Deputies who are here, with the offer of the chair.
    pub deputies: Vec<(String, Action)>,
    /// The chair is offered: the way back.
    pub offered: Option<Action>,
}

/// The order of business, for who presides.
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
        let named = motion(request.motion()?, lang);
        Some((seat(request), named, put(Subject::Motion { request: request.id })?))
    });
    let deputies = meeting.participants.values().filter_map(|p| {
        let to = p.person.id.clone();
        let could = authority::may_preside(p.person.role) && to != meeting.presiding;
        let offer = live(Command::OfferChair { to }).filter(|_| could)?;
        Some((names::person(&p.person), offer))
    });
    let offered = meeting.chair_offer.as_ref().and_then(|_| live(Command::WithdrawChairOffer {}));
    let more =
        |h: &FloorRequest| live(Command::ExtendTime { request: h.id, by: Millis::minutes(1) });
    Some(Business {
        pause: live(Command::PauseSpeaker {}),
        resume_speaker: match meeting.interrupted().next() {
            Some(_) => action(model, now, Command::ResumeSpeaker {}),
            None => None,
        },
        extend: meeting
            .holder()
            .filter(|h| h.grant().is_some_and(|g| g.limit.is_some()))
            .and_then(more),
        ruling: meeting.ruling_due().map(|point| (point.id, seat(point))),
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
    })
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
