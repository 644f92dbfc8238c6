//! What differs from body to body, as dated data: who may ask for what, limits, orders, majorities,
//! texts, languages. No code mentions a body.

mod check;
pub mod interpretation;
pub mod majority;
pub mod motion;
pub mod order;
pub mod policy;
pub mod request;
pub mod statement;
pub mod text;

pub use interpretation::{Contested, InterpretationRule};
pub use majority::Majority;
pub use motion::{Motion, MotionRule};
pub use order::{Criterion, Group, Order};
pub use policy::{MAX_MICROPHONES, Policy};
pub use request::{Inscription, Limit, RequestKind, RequestRule, SeatKind};
pub use statement::{Counted, StatementRule, ToBooths};
pub use text::Moment;

use crate::lang::{Lang, LocalText};
use crate::read::Read;
use crate::time::Millis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The rules of one body for one kind of meeting. A meeting keeps the profile it was convened with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// For example `assembly`.
    pub id: String,
    /// The date from which this version holds, ISO 8601.
    pub version: String,
    /// How the floor is given at the start; the chair can change it in the meeting.
    pub policy: Policy,
    /// What can be asked for, in the order of rank: what stands first is heard first.
    pub requests: Vec<RequestRule>,
    /// Speaking limits; the first that matches holds. A request that none matches has no limit.
    pub limits: Vec<Limit>,
    /// How the speakers' list can be arranged; the first is the usual one.
    pub orders: Vec<Order>,
    /// Categories of rank, the highest first; a person's rank names one.
    pub ranks: Vec<String>,
    /// Motions, in their order of precedence.
    pub motions: Vec<MotionRule>,
    /// Majorities by name.
    pub majorities: Vec<Majority>,
    /// The majority by which a ruling of the chair is overruled.
    pub overruled_by: String,
    /// The majority for any other question.
    pub decided_by: String,
    /// Seats of these kinds vote.
    pub voting: Vec<SeatKind>,
    /// How votes are taken by secret ballot; absent where they are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_ballot: Option<SecretBallot>,
    /// The rule for statements in writing; absent where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statements: Option<StatementRule>,
    /// The rule for interpretation; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interpretation: Option<InterpretationRule>,
    /// What a microphone must bring before its seat is listed as ready.
    pub audio: AudioRule,
    /// The clock warns when this much is left.
    pub warning: Millis,
    /// What happens when the time is over.
    pub overrun: Overrun,
    /// How long the floor waits for a holder whose connection is lost.
    pub grace: Millis,
    /// How long the chair's connection must be lost before a deputy can take the chair.
    pub takeover_after: Millis,
    /// How long before the announced start the lobby opens.
    pub lobby_opens_before: Millis,
    /// The languages of the meeting.
    pub languages: Vec<Lang>,
    /// What the presiding officer says at each moment; `{seat}`, `{person}`, `{title}` and the like are
    /// filled in.
    pub texts: BTreeMap<Moment, LocalText>,
}

/// How votes are taken by secret ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct SecretBallot {
    /// So many seats, drawn by lot from those that vote and are here, check the count.
    pub tellers: u8,
}

/// What a microphone must bring. Levels are in dB below full scale (RFC 6464): 0 is the loudest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct AudioRule {
    /// Speech is at least this loud: its level is at most this.
    pub quietest: u8,
    /// The room is at least this quiet: its level is at least this.
    pub noisiest: u8,
    /// Samples at full scale, in thousandths.
    pub most_clipping: u32,
    /// Lost packets, in thousandths.
    pub most_loss: u32,
}

/// What happens when a speaker's time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Overrun {
    /// The clock turns red and counts up; only the chair ends a speech.
    Continue,
    /// The floor is taken back.
    Close,
}

impl Profile {
    /// The rule for a kind of request; `None` if this body has no such requests.
    #[must_use]
    pub fn rule(&self, kind: RequestKind) -> Option<&RequestRule> {
        self.requests.iter().find(|rule| rule.kind == kind)
    }

    /// The speaking limit for the `nth` request of `kind` (from 1) of a seat of `seat_kind`; `None` is
    /// no limit.
    #[must_use]
    pub fn limit(&self, kind: RequestKind, seat_kind: SeatKind, nth: u8) -> Option<Millis> {
        let fits = |l: &&Limit| {
            l.kind == kind
                && l.seat_kind.is_none_or(|k| k == seat_kind)
                && l.nth.is_none_or(|n| n == nth)
        };
        self.limits.iter().find(fits).map(|l| l.time)
    }

    /// The rule for a motion, and its precedence from 0; `None` if this body has no such motion.
    #[must_use]
    pub fn motion(&self, motion: Motion) -> Option<(usize, &MotionRule)> {
        self.motions.iter().enumerate().find(|(_, rule)| rule.motion == motion)
    }

    /// A majority by its name.
    #[must_use]
    pub fn majority(&self, id: &str) -> Option<&Majority> {
        self.majorities.iter().find(|majority| majority.id == id)
    }
}

/// The profiles that come with the software: their ids and their texts.
pub const BUILT_IN: [(&str, &str); 2] = [
    ("security-council-open-vtc", include_str!("../../profiles/security-council-open-vtc.json")),
    ("assembly", include_str!("../../profiles/assembly.json")),
];

/// The text of a profile that comes with the software, by id.
#[must_use]
pub fn built_in(id: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(known, _)| *known == id).map(|(_, text)| *text)
}
