//! Interpretation: which booths there are, into which languages each of them works, and what holds when two of them want
//! the same channel.

use crate::lang::Lang;
use crate::read::Read;
use crate::time::Millis;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The rule for interpretation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct InterpretationRule {
    /// The booths, each by its language, with the channels that it may feed: its own language first (output A), then
    /// those into which it also works (output B).
    pub booths: BTreeMap<Lang, Vec<Lang>>,
    /// What holds when a booth wants a channel that another feeds.
    pub contested: Contested,
    /// How long one of a booth is on air at a stretch, as a rule; absent: half an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<Millis>,
    /// The speaker's clock stands while a booth cannot interpret what it hears.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pauses_clock: bool,
}

/// What holds when a booth wants a channel that another feeds (ISO 20109 §5.4: interlock and override).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum Contested {
    /// Who has it keeps it.
    Interlock,
    /// Who comes takes it.
    Override,
}

impl InterpretationRule {
    /// How long one of a booth is on air at a stretch, as a rule.
    #[must_use]
    pub fn shift(&self) -> Millis {
        self.shift.unwrap_or(Millis::minutes(30))
    }

    /// The channels, each once.
    #[must_use]
    pub fn channels(&self) -> BTreeSet<Lang> {
        self.booths.values().flatten().copied().collect()
    }

    /// Whether a booth may feed a channel.
    #[must_use]
    pub fn may_feed(&self, booth: Lang, channel: Lang) -> bool {
        self.booths.get(&booth).is_some_and(|channels| channels.contains(&channel))
    }

    /// Checks it.
    ///
    /// # Errors
    /// The field that is wrong and what was expected.
    pub(super) fn check(&self) -> Result<(), String> {
        for (booth, channels) in &self.booths {
            let code = booth.code();
            if channels.first() != Some(booth) {
                return Err(format!("booths.{code}: expected its own language, {code}, first"));
            }
            let each: BTreeSet<_> = channels.iter().collect();
            if each.len() < channels.len() {
                return Err(format!("booths.{code}: a language stands twice; expected each once"));
            }
        }
        Ok(())
    }
}
