//! What people ask for: now and then something that they may not.

use crate::sim::scene::{id, seat};
use rand::Rng;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rostrum_client::core::model::Model;
use rostrum_proto::id::{ParticipantId, RequestId, SeatId, VoteId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::audio::AudioReport;
use rostrum_proto::meeting::ballot_box::Slip;
use rostrum_proto::meeting::booth::signals::Signal;
use rostrum_proto::meeting::command::{Command, Problem};
use rostrum_proto::meeting::ready::Fault;
use rostrum_proto::meeting::vote::{Ballot, Manner, Subject};
use rostrum_proto::profile::{Motion, Policy, RequestKind};
use rostrum_proto::time::{Millis, Timestamp};

/// Attempts to think of something useful.
const ATTEMPTS: usize = 8;

/// A command that this client would ask for now.
pub fn wish(model: &Model, now: Timestamp, dice: &mut SmallRng) -> Option<Command> {
    let meeting = model.meeting()?;
    for _ in 0..ATTEMPTS {
        let wish = match model.my_booth() {
            Some(_) => of_booth(meeting, dice),
            None => anything(meeting, model.my_seat(), now, dice),
        };
        let hostile = dice.random_range(0..100) < 3;
        if hostile || model.decide(now, &wish).is_ok_and(|events| !events.is_empty()) {
            return Some(wish);
        }
    }
    None
}

/// Anything that an interpreter could ask for.
fn of_booth(meeting: &Meeting, dice: &mut SmallRng) -> Command {
    let mut lang = || *Lang::ALL.choose(dice).unwrap_or(&Lang::En);
    let (channel, other) = (lang(), lang());
    let relay = Some(other).filter(|other| meeting.heard_on(*other).is_some());
    let signals = [
        Signal::SlowDown,
        Signal::SoundInadequate,
        Signal::SoundAdequate,
        Signal::CallTechnician,
        Signal::TechnicianDone,
    ];
    match dice.random_range(0..17) {
        0..=4 => Command::GoOnAir { channel, relay },
        5 | 6 => Command::GoOffAir {},
        7 | 8 => Command::TakeRelay { relay: Some(other) },
        9 => Command::TakeRelay { relay: None },
        10 | 11 => Command::ProposeHandOver { minutes: dice.random_range(0..4) },
        12 => Command::AcceptHandOver {},
        13 => Command::EndHandOver {},
        14 => Command::TurnCamera { on: dice.random_bool(0.5) },
        _ => {
            let signal = *signals.choose(dice).unwrap_or(&Signal::SlowDown);
            Command::Signal { signal }
        }
    }
}

/// Another way for a booth that is on air.
fn a_route(meeting: &Meeting, dice: &mut SmallRng) -> Command {
    let on_air: Vec<_> = meeting.on_air.keys().copied().collect();
    let mut lang = || *Lang::ALL.choose(dice).unwrap_or(&Lang::En);
    let (channel, other) = (lang(), lang());
    let booth = on_air.choose(dice).copied().unwrap_or(other);
    if dice.random_bool(0.2) {
        return Command::TakeOffAir { booth };
    }
    let relay = Some(other).filter(|other| meeting.heard_on(*other).is_some());
    Command::RouteBooth { booth, channel, relay }
}

/// Anything about the floor of the screen and the gallery.
fn of_screen(meeting: &Meeting, own: SeatId, any: SeatId, dice: &mut SmallRng) -> Command {
    let asked = meeting.presentation.asked.first().cloned().unwrap_or(any);
    match dice.random_range(0..9) {
        0 | 1 => Command::AskToPresent { seat: own },
        2 => Command::EndPresentation { seat: own },
        3 | 4 => Command::GivePresentation { seat: asked },
        5 => match dice.random_range(0..3) {
            0 => Command::DenyPresentation { seat: asked },
            1 => Command::TakePresentationBack {},
            _ => Command::ShowGallery { shown: dice.random_bool(0.7) },
        },
        6 | 7 => Command::StartPresenting {},
        _ => Command::StopPresenting {},
    }
}

/// Anything that somebody of a seat could ask for.
pub fn anything(
    meeting: &Meeting,
    seat_of: Option<&SeatId>,
    now: Timestamp,
    dice: &mut SmallRng,
) -> Command {
    let any = seat(dice.random_range(0..meeting.seats.len()));
    let own = seat_of.cloned().unwrap_or_else(|| any.clone());
    let of_list = |list: &[RequestId], dice: &mut SmallRng| list.choose(dice).copied();
    let some = RequestId(dice.random_range(1..=meeting.requests.len().max(1)) as u32);
    let listed = of_list(&meeting.speakers, dice).unwrap_or(some);
    let held = meeting.holder().map_or(some, |r| r.id);
    let own_floor = meeting.granted_to(&own).map_or(held, |r| r.id);
    let own_place = meeting.waiting(&own, RequestKind::Statement).map_or(listed, |r| r.id);
    let vote = VoteId(meeting.votes.len() as u32);
    let reason = || "for a reason".to_owned();
    match dice.random_range(0..59) {
        0 => Command::OpenMeeting {},
        1 => Command::SuspendMeeting { until: None },
        2 => Command::AdjournMeeting { until: now + Millis::minutes(5) },
        3 | 4 => Command::ResumeMeeting {},
        5..=8 => Command::AdmitSeat { seat: any },
        9 => {
            let who = ["reporter", "fr-1", "fr-2", "ar-1"].choose(dice).unwrap_or(&"reporter");
            Command::AdmitParticipant { participant: id::<ParticipantId>(who) }
        }
        10 => Command::RequestFloor { seat: own, kind: RequestKind::Statement },
        11 => Command::RequestFloor { seat: own, kind: RequestKind::RightOfReply },
        12 => Command::RequestFloor { seat: own, kind: RequestKind::PointOfOrder },
        13 => {
            let motion = a_motion(dice);
            let later = now + Millis::minutes(60);
            let until = (motion == Motion::AdjournToTime).then_some(later);
            Command::MoveMotion { seat: own, motion, until }
        }
        14 => Command::ExplainVote { seat: own, vote },
        15 if dice.random_bool(0.5) => {
            let moved = meeting.undecided_motions().first().map_or(own_place, |m| m.id);
            Command::WithdrawMotion { request: moved }
        }
        15 => Command::CancelRequest { request: own_place },
        16 => Command::DenyRequest { request: listed, reason: reason() },
        17 => Command::MoveRequest {
            request: listed,
            position: dice.random_range(1..6),
            reason: Some(reason()),
        },
        18 => {
            let orders = &meeting.setup.profile.orders;
            let order = orders.choose(dice).map(|o| o.id.clone()).unwrap_or_default();
            Command::ArrangeList { order }
        }
        19 => Command::ImportList { seats: vec![any, own] },
        20 => Command::OfferSwap { request: own_place, with: listed },
        21 => match meeting.swaps.choose(dice) {
            Some(swap) => Command::AcceptSwap { request: swap.request, with: swap.with },
            None => Command::DeclineSwap { request: listed, with: own_place },
        },
        22 | 23 => Command::CallNext {},
        24 => Command::GiveFloor { seat: any },
        25 => match meeting.pending().first() {
            Some(pending) => Command::GrantRequest { request: pending.id },
            None => Command::GrantRequest { request: listed },
        },
        26 => Command::RevokeFloor { request: held },
        27 => {
            Command::DeferRequest { request: if dice.random_bool(0.5) { held } else { own_place } }
        }
        28 => Command::ExtendHold { request: held },
        29 => Command::ExtendTime { request: held, by: Millis::seconds(5) },
        30 => {
            let ready = dice.random_bool(0.8);
            let fault = (!ready).then_some(Fault::Silent);
            Command::ReportReady { request: own_floor, ready, fault }
        }
        31..=34 => Command::StartSpeaking { request: own_floor },
        35 => Command::ReleaseFloor { request: own_floor },
        36 => Command::PauseSpeaker {},
        37 | 38 => Command::ResumeSpeaker {},
        39 => {
            let request = meeting.ruling_due().map_or(some, |r| r.id);
            Command::Rule { request, sustained: dice.random_bool(0.5), text: reason() }
        }
        40 => Command::ChallengeRuling { seat: own },
        41 => Command::AnnounceVote { subject: a_subject(meeting, dice), majority: None },
        42 => Command::OpenVote { vote, manner: a_manner(dice) },
        43..=45 => {
            let ballots = [Ballot::Yes, Ballot::No, Ballot::Abstain];
            let ballot = ballots[dice.random_range(0..3)];
            let in_secret = meeting.open_vote().and_then(|v| v.tellers().map(|_| &v.ballot_box));
            match in_secret.map(|filled| filled.counted.as_ref().map_or(Ok(filled.round), Err)) {
                None => Command::CastVote { vote, seat: own, ballot },
                // Few numbers, so that some are taken.
                Some(Ok(round)) => {
                    let slip = Slip { number: dice.random_range(0..20), ballot };
                    Command::CastBallot { vote, round, seat: own, slip }
                }
                Some(Err(_)) => Command::CheckCount { vote, seat: own },
            }
        }
        46 => match meeting.open_vote().and_then(|v| v.turn()) {
            Some(turn) => Command::PassOver { vote, seat: turn.clone() },
            None if dice.random_bool(0.2) => Command::VoidBallot { vote },
            None => Command::CloseVote { vote },
        },
        47 => Command::SetPolicy { policy: a_policy(dice), reason: reason() },
        48 => match dice.random_range(0..5) {
            0 | 1 => Command::OfferChair { to: id("deputy") },
            2 => Command::OfferChair { to: id("chair") },
            3 => Command::AcceptChair {},
            _ => Command::TakeChair {},
        },
        49 => match dice.random_range(0..4) {
            0 => Command::OpenMicrophone {},
            1 => Command::CloseMicrophone {},
            2 => Command::TurnCamera { on: dice.random_bool(0.5) },
            _ => Command::CertifyAudio { report: a_report(dice) },
        },
        50 => match dice.random_range(0..6) {
            0 => Command::Mute { seat: any },
            1 => Command::Unmute { seat: any },
            2 => Command::MuteEveryone {},
            3 | 4 => a_route(meeting, dice),
            _ => Command::ClearMutes {},
        },
        51 if dice.random_bool(0.5) => Command::CloseDoors { reason: reason() },
        51 => Command::OpenDoors {},
        52 if dice.random_bool(0.5) => Command::PublishRecord {},
        52 => Command::RestorePlace { request: some },
        53 => Command::PassOverAbsent { vote },
        54 if dice.random_bool(0.5) => Command::AskForChair {},
        54 => Command::KeepChair {},
        55 | 56 => of_screen(meeting, own, any, dice),
        57 => match dice.random_range(0..6) {
            0..=2 => Command::StartRecording {},
            3 => Command::StopRecording {},
            _ => Command::AgreeToRecording {},
        },
        _ => match dice.random_range(0..3) {
            0 => Command::ReportProblem { seat: own, problem: Problem::CannotHear },
            1 => Command::ClearProblem { seat: own },
            _ if meeting.list_closed => Command::OpenList {},
            _ => Command::CloseList {},
        },
    }
}

fn a_motion(dice: &mut SmallRng) -> Motion {
    let motions = [
        Motion::Suspend,
        Motion::Postpone,
        Motion::CloseDebate,
        Motion::Adjourn,
        Motion::AdjournToTime,
    ];
    motions[dice.random_range(0..motions.len())]
}

fn a_subject(meeting: &Meeting, dice: &mut SmallRng) -> Subject {
    if let Some(ruling) = meeting.challenged_ruling() {
        return Subject::Ruling { request: ruling.request };
    }
    match meeting.undecided_motions().choose(dice) {
        Some(motion) => Subject::Motion { request: motion.id },
        None => Subject::Question { text: "Shall we go on?".into() },
    }
}

fn a_manner(dice: &mut SmallRng) -> Manner {
    match dice.random_range(0..4) {
        3 => Manner::SecretBallot {},
        0 => Manner::RollCall {},
        1 => Manner::ShowOfHands {},
        _ => Manner::Silence { time: Millis::seconds(5) },
    }
}

fn a_policy(dice: &mut SmallRng) -> Policy {
    match dice.random_range(0..4) {
        0 => Policy::Queue {},
        1 => Policy::Open {
            microphones: dice.random_range(1..=3),
            overriding: dice.random_bool(0.5),
        },
        _ => Policy::Moderated {},
    }
}

fn a_report(dice: &mut SmallRng) -> AudioReport {
    AudioReport {
        level: dice.random_range(0..127),
        noise: dice.random_range(0..127),
        clipping: dice.random_range(0..20),
        loss: None,
        built_in: dice.random_bool(0.5),
    }
}
