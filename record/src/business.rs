//! The order of business in a record: points of order and their rulings, motions, votes; written from the
//! meeting as it stands, which forgets nothing of these, and from the times that it does not keep.

use rostrum_proto::id::{ParticipantId, RequestId, SeatId, VoteId};
use rostrum_proto::lang::LocalText;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::ballot_box::{Slip, Void};
use rostrum_proto::meeting::floor::{FloorRequest, Status};
use rostrum_proto::meeting::ruling::Standing;
use rostrum_proto::meeting::vote::{Ballot, Method, Outcome, Subject, Vote, VoteStage};
use rostrum_proto::profile::{Motion, RequestKind};
use rostrum_proto::utc::Utc;
use serde::Serialize;
use std::collections::BTreeMap;

/// A point of order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PointOfOrder {
    /// Its request.
    pub request: RequestId,
    /// Who raised it.
    pub seat: SeatId,
    /// When.
    pub raised: Utc,
    /// What became of it.
    pub came_to: Hearing,
    /// The ruling, once there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ruling: Option<RulingGiven>,
}

/// What became of a request that is heard at once or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Hearing {
    /// It waits.
    Waits,
    /// It was given the floor.
    Heard,
    /// It was denied.
    Denied,
    /// Its seat withdrew it.
    Withdrawn,
}

/// A ruling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RulingGiven {
    /// When.
    pub at: Utc,
    /// Who presided.
    pub by: ParticipantId,
    /// The point was well taken.
    pub sustained: bool,
    /// In the chair's words.
    pub text: String,
    /// Who challenged it, if anybody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenge: Option<Challenge>,
    /// Whether it stands.
    pub standing: StandingName,
    /// The vote that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vote: Option<VoteId>,
}

/// A challenge to a ruling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Challenge {
    /// When.
    pub at: Utc,
    /// Who.
    pub by: SeatId,
}

/// Whether a ruling stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StandingName {
    /// It stands, and may still be challenged.
    Stands,
    /// A vote has to decide.
    Challenged,
    /// It stands for good.
    Upheld,
    /// It was overruled.
    Overruled,
}

/// A motion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Its request.
    pub request: RequestId,
    /// Who moved it.
    pub seat: SeatId,
    /// Which; absent if it was not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub motion: Option<Motion>,
    /// To which time it adjourns, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Utc>,
    /// When it was asked for.
    pub moved: Utc,
    /// What became of it.
    pub came_to: Decision,
    /// The vote that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vote: Option<VoteId>,
}

/// What became of a motion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It was not heard yet.
    Waits,
    /// Its seat withdrew it.
    Withdrawn,
    /// It was denied.
    Denied,
    /// The floor was taken back before it was moved to its end.
    Revoked,
    /// It was moved and not decided.
    Undecided,
    /// It was moved, and a vote on it was announced and not taken.
    NotPutToTheVote,
    /// It was carried.
    Adopted,
    /// It was not.
    NotAdopted,
}

/// A vote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VoteTaken {
    /// Which.
    pub vote: VoteId,
    /// What was decided.
    pub subject: Subject,
    /// The majority, by its name in the profile.
    pub majority: String,
    /// The same for people.
    pub majority_name: LocalText,
    /// When it was announced.
    pub announced: Utc,
    /// How it was taken, once it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<MethodName>,
    /// When it was opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened: Option<Utc>,
    /// The seed that drew the first name of a roll call, or the tellers; as text, for it may be larger than a JSON reader's
    /// numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<String>,
    /// When it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<Utc>,
    /// It was withdrawn.
    pub withdrawn: bool,
    /// What it came to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// What each seat said: in the order of the roll call, else in English alphabetical order. By silence,
    /// only who objected.
    pub ballots: Vec<SeatBallot>,
    /// Of a secret ballot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret>,
    /// Ballots that were void, and taken again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub voided: Vec<Voided>,
}

/// A secret ballot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Secret {
    /// The seats that voted, in English alphabetical order.
    pub voted: Vec<SeatId>,
    /// What was found in the box, in the order of the numbers.
    pub found: Vec<Slip>,
    /// Tellers, drawn by lot.
    pub tellers: Vec<SeatId>,
    /// Those who agreed with the count.
    pub agreed: Vec<SeatId>,
}

/// A ballot that was void.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Voided {
    /// When.
    pub at: Utc,
    /// Why.
    pub why: Void,
    /// Who had voted by then, and what was found if it had been counted.
    #[serde(flatten)]
    pub of: Secret,
}

/// How a vote was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MethodName {
    /// One after the other.
    RollCall,
    /// All at the same time.
    ShowOfHands,
    /// All at the same time, in secret.
    SecretBallot,
    /// Nobody objected in time, or somebody did.
    Silence,
}

/// What a seat said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeatBallot {
    /// Which.
    pub seat: SeatId,
    /// `absent` also if it did not vote.
    pub ballot: Ballot,
}

/// The times and names that the meeting itself does not keep.
#[derive(Default)]
pub(super) struct Noted {
    /// Who presided when a point of order was ruled on.
    pub ruled_by: BTreeMap<RequestId, ParticipantId>,
    /// Challenges, by the point of order.
    pub challenges: BTreeMap<RequestId, Challenge>,
    /// When a vote was opened, and from which seed.
    pub opened: BTreeMap<VoteId, (Utc, Option<u64>)>,
    /// Ballots that were void.
    pub voided: BTreeMap<VoteId, Vec<Voided>>,
}

pub(super) fn points_of_order(meeting: &Meeting, noted: &Noted) -> Vec<PointOfOrder> {
    let points = meeting.requests.iter().filter(|r| r.kind == RequestKind::PointOfOrder);
    points
        .map(|point| PointOfOrder {
            request: point.id,
            seat: point.beneficiary.clone(),
            raised: Utc(point.at),
            came_to: match &point.status {
                Status::Pending {} | Status::Accepted {} => Hearing::Waits,
                Status::Denied { .. } => Hearing::Denied,
                Status::Cancelled {} => Hearing::Withdrawn,
                Status::Granted { .. } | Status::Released { .. } => Hearing::Heard,
                Status::Revoked { .. } => Hearing::Heard,
            },
            ruling: ruling(meeting, noted, point.id),
        })
        .collect()
}

fn ruling(meeting: &Meeting, noted: &Noted, point: RequestId) -> Option<RulingGiven> {
    let ruling = meeting.rulings.iter().find(|r| r.request == point)?;
    Some(RulingGiven {
        at: Utc(ruling.at),
        by: noted.ruled_by.get(&point)?.clone(),
        sustained: ruling.sustained,
        text: ruling.text.clone(),
        challenge: noted.challenges.get(&point).cloned(),
        standing: match ruling.standing {
            Standing::Stands {} => StandingName::Stands,
            Standing::Challenged { .. } => StandingName::Challenged,
            Standing::Upheld {} => StandingName::Upheld,
            Standing::Overruled {} => StandingName::Overruled,
        },
        vote: last_vote(meeting, &Subject::Ruling { request: point }).map(|v| v.id),
    })
}

/// The vote on something: if one was withdrawn and announced anew, the last.
fn last_vote<'a>(meeting: &'a Meeting, subject: &Subject) -> Option<&'a Vote> {
    meeting.votes.iter().rev().find(|vote| vote.subject == *subject)
}

pub(super) fn motions(meeting: &Meeting) -> Vec<Moved> {
    let motions = meeting.requests.iter().filter(|r| r.kind == RequestKind::Motion);
    motions
        .map(|motion| {
            let vote = last_vote(meeting, &Subject::Motion { request: motion.id });
            Moved {
                request: motion.id,
                seat: motion.beneficiary.clone(),
                motion: motion.motion(),
                until: motion.moved_until().map(Utc),
                moved: Utc(motion.at),
                came_to: decision(meeting, motion, vote),
                vote: vote.map(|v| v.id),
            }
        })
        .collect()
}

fn decision(meeting: &Meeting, motion: &FloorRequest, vote: Option<&Vote>) -> Decision {
    match (&motion.status, vote.map(|v| &v.stage)) {
        _ if meeting.withdrawn_motions.contains(&motion.id) => Decision::Withdrawn,
        (_, Some(VoteStage::Closed { outcome, .. })) if outcome.carried => Decision::Adopted,
        (_, Some(VoteStage::Closed { .. })) => Decision::NotAdopted,
        (_, Some(VoteStage::Withdrawn {})) => Decision::NotPutToTheVote,
        (_, Some(VoteStage::Announced {} | VoteStage::Open { .. })) => Decision::Undecided,
        (Status::Pending {} | Status::Accepted {} | Status::Granted { .. }, None) => {
            Decision::Waits
        }
        (Status::Denied { .. }, None) => Decision::Denied,
        (Status::Cancelled {}, None) => Decision::Withdrawn,
        (Status::Released { .. } | Status::Revoked { .. }, None) if motion.was_moved() => {
            Decision::Undecided
        }
        (Status::Released { .. } | Status::Revoked { .. }, None) => Decision::Revoked,
    }
}

pub(super) fn votes(meeting: &Meeting, noted: &Noted) -> Vec<VoteTaken> {
    let of = |vote: &Vote| {
        let opened = noted.opened.get(&vote.id);
        let majority = meeting.setup.profile.majority(&vote.majority);
        let (closed, outcome) = match &vote.stage {
            VoteStage::Closed { outcome, at, .. } => (Some(Utc(*at)), Some(*outcome)),
            VoteStage::Announced {} | VoteStage::Open { .. } | VoteStage::Withdrawn {} => {
                (None, None)
            }
        };
        VoteTaken {
            vote: vote.id,
            subject: vote.subject.clone(),
            majority: vote.majority.clone(),
            majority_name: majority.map(|m| m.name.clone()).unwrap_or_default(),
            announced: Utc(vote.at),
            method: vote.method().map(|method| match method {
                Method::RollCall { .. } => MethodName::RollCall,
                Method::ShowOfHands {} => MethodName::ShowOfHands,
                Method::SecretBallot { .. } => MethodName::SecretBallot,
                Method::Silence { .. } => MethodName::Silence,
            }),
            opened: opened.map(|(at, _)| *at),
            seed: opened.and_then(|(_, seed)| *seed).map(|seed| seed.to_string()),
            closed,
            withdrawn: vote.stage == VoteStage::Withdrawn {},
            outcome,
            ballots: ballots(meeting, vote),
            secret: (vote.tellers().is_some() || !vote.ballot_box.cast.is_empty())
                .then(|| secret(meeting, vote)),
            voided: noted.voided.get(&vote.id).cloned().unwrap_or_default(),
        }
    };
    meeting.votes.iter().map(of).collect()
}

/// A secret ballot, as far as it has come.
pub(super) fn secret(meeting: &Meeting, vote: &Vote) -> Secret {
    let (ballots, tellers) = (&vote.ballot_box, vote.tellers().unwrap_or_default());
    let voted = meeting.voters().into_iter().filter(|seat| ballots.cast.contains(*seat));
    let agreed = tellers.iter().filter(|seat| ballots.checked.contains(*seat));
    Secret {
        voted: voted.cloned().collect(),
        found: ballots.counted.clone().unwrap_or_default(),
        tellers: tellers.to_vec(),
        agreed: agreed.cloned().collect(),
    }
}

fn ballots(meeting: &Meeting, vote: &Vote) -> Vec<SeatBallot> {
    let said = |seat: &SeatId| vote.ballots.get(seat).copied();
    // While a vote is open, nobody is called absent who may still vote.
    let closed = matches!(vote.stage, VoteStage::Closed { .. });
    let every = |seats: Vec<&SeatId>| {
        let all = seats.into_iter().map(|seat| (seat, said(seat)));
        let known = all.filter_map(|(seat, ballot)| {
            let ballot = ballot.or(closed.then_some(Ballot::Absent))?;
            Some(SeatBallot { seat: seat.clone(), ballot })
        });
        known.collect()
    };
    match vote.method() {
        None | Some(Method::SecretBallot { .. }) => vec![],
        Some(Method::RollCall { order }) => every(order.iter().collect()),
        Some(Method::ShowOfHands {}) => every(meeting.voters()),
        Some(Method::Silence { .. }) => {
            let objected = meeting.voters().into_iter();
            let objected = objected.filter_map(|seat| Some((seat.clone(), said(seat)?)));
            objected.map(|(seat, ballot)| SeatBallot { seat, ballot }).collect()
        }
    }
}
