//! By how many votes something is decided.

use crate::id::SeatId;
use crate::lang::LocalText;
use crate::read::Read;
use serde::{Deserialize, Serialize};

/// A majority: every part that is given must be met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Majority {
    /// Its name in the profile.
    pub id: String,
    /// Its name for people.
    pub name: LocalText,
    /// What is decided by it, as the chair chooses it; its name where this is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<LocalText>,
    /// So many votes in favour at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affirmative: Option<u32>,
    /// Such a part of the votes in favour or against; who abstains does not vote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
    /// A vote against by one of these seats decides.
    #[serde(default)]
    pub veto: Vec<SeatId>,
}

/// A part of the votes in favour or against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Numerator.
    pub of: u32,
    /// Denominator.
    pub out_of: u32,
    /// More than this part; otherwise this part is enough.
    pub more_than: bool,
}

impl Majority {
    /// Whether `yes` votes in favour and those `against` make it.
    #[must_use]
    pub fn is_reached(&self, yes: u32, against: &[SeatId]) -> bool {
        let vetoed = against.iter().any(|seat| self.veto.contains(seat));
        !vetoed && self.is_enough(yes, against.len() as u32)
    }

    /// Whether so many in favour are enough with so many against, whoever they are.
    #[must_use]
    pub fn is_enough(&self, yes: u32, no: u32) -> bool {
        let enough = yes >= self.affirmative.unwrap_or(1);
        let share = self.share.is_none_or(|share| {
            let [yes, no, of, out_of] = [yes, no, share.of, share.out_of].map(u64::from);
            let (have, need) = (yes * out_of, of * (yes + no));
            if share.more_than { have > need } else { have >= need }
        });
        enough && share
    }
}
