//! The rules of the alarms: data, in `alarms.json`, carried in the program and checked when it is read.

use rostrum_proto::time::Millis;
use rostrum_proto::wire::desk::{AlarmKind, Severity};
use rostrum_proto::wire::quality::{ConnectionQuality, Grade};
use serde::Deserialize;
use thiserror::Error;

/// The rules that the program carries.
const CARRIED: &str = include_str!("alarms.json");

/// All rules.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// A microphone at most this loud is silent, in -dBov: 0 is loudest, 127 is silence.
    pub silence_dbov: u8,
    /// One for each kind; a kind without one raises no alarm.
    pub rules: Vec<Rule>,
}

/// When one kind of alarm is raised and cleared. Between the two thresholds it stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What is measured; the thresholds are in its unit.
    pub kind: AlarmKind,
    /// How much it matters.
    pub severity: Severity,
    /// Raised when the measurement is above this,
    pub above: f32,
    /// for so long.
    #[serde(rename = "raise_after_ms")]
    pub raise_after: Millis,
    /// Cleared when it is below this,
    pub clear_below: f32,
    /// for so long.
    #[serde(rename = "clear_after_ms")]
    pub clear_after: Millis,
}

/// What is wrong with a file of rules: the field, and what was expected in it.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("alarms.json: {field}: {why}")]
pub struct BadRules {
    /// Where in the file.
    pub field: String,
    /// What was expected.
    pub why: String,
}

impl Rules {
    /// Those that the program carries.
    ///
    /// # Errors
    /// They are not good: the program was built with a mistake in them.
    pub fn carried() -> Result<Self, BadRules> {
        Self::read(CARRIED)
    }

    /// Reads and checks rules.
    ///
    /// # Errors
    /// Names the field that is not good.
    pub fn read(text: &str) -> Result<Self, BadRules> {
        let json = &mut serde_json::Deserializer::from_str(text);
        let rules: Self = serde_path_to_error::deserialize(json)
            .map_err(|e| BadRules { field: e.path().to_string(), why: e.inner().to_string() })?;
        if rules.silence_dbov > 127 {
            return bad("silence_dbov", "expected 0 (loudest) to 127 (silence)");
        }
        for (n, rule) in rules.rules.iter().enumerate() {
            rule.check(n)?;
            if rules.rules[..n].iter().any(|other| other.kind == rule.kind) {
                return bad(&format!("rules[{n}].kind"), "expected each kind once");
            }
        }
        Ok(rules)
    }

    /// The rule for a kind of alarm, if there is one.
    #[must_use]
    pub fn of(&self, kind: AlarmKind) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.kind == kind)
    }

    /// How well a connection fares: by the worse of what rules say of it.
    #[must_use]
    pub fn grade(&self, quality: &ConnectionQuality) -> Grade {
        let measured = [
            (AlarmKind::Loss, Some(quality.loss() * 100.0)),
            (AlarmKind::RoundTrip, quality.round_trip_ms),
        ];
        let judged = measured.into_iter().filter_map(|(kind, value)| {
            let rule = self.of(kind)?;
            Some(match value? {
                value if value > rule.above => Grade::Poor,
                value if value >= rule.clear_below => Grade::Fair,
                _ => Grade::Good,
            })
        });
        judged.max().unwrap_or_default()
    }
}

/// Nothing lasts longer before an alarm: a day.
const MAX_TIME: Millis = Millis::minutes(24 * 60);

impl Rule {
    fn check(&self, n: usize) -> Result<(), BadRules> {
        let field = |name: &str| format!("rules[{n}].{name}");
        if !self.above.is_finite() || self.above < 0.0 {
            return bad(&field("above"), "expected a number of at least 0");
        }
        // A measurement of whole steps clears below the step that raises.
        let step = if self.above == 0.0 { 1.0 } else { self.above };
        if !self.clear_below.is_finite() || self.clear_below <= 0.0 || self.clear_below > step {
            let why = "expected a number above 0, and at most the threshold that raises";
            return bad(&field("clear_below"), why);
        }
        for (name, time) in
            [("raise_after_ms", self.raise_after), ("clear_after_ms", self.clear_after)]
        {
            if time > MAX_TIME {
                return bad(&field(name), "expected at most a day");
            }
        }
        Ok(())
    }
}

fn bad<T>(field: &str, why: &str) -> Result<T, BadRules> {
    Err(BadRules { field: field.into(), why: why.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The carried rules with one text in the place of another.
    fn said_of(from: &str, to: &str) -> BadRules {
        assert!(CARRIED.contains(from), "{from} is in the file");
        Rules::read(&CARRIED.replacen(from, to, 1)).expect_err("it is wrong")
    }

    #[test]
    fn the_carried_rules_are_good() {
        assert_eq!(Rules::carried().map(|r| r.rules.len()), Ok(16));
    }

    #[test]
    fn a_grade_changes_where_an_alarm_is_raised_and_cleared() {
        let rules = Rules::carried().expect("they are good");
        let grade = |loss_up: f32, round_trip_ms| {
            let silent = ConnectionQuality::silent(rostrum_proto::id::ConnectionId(1));
            rules.grade(&ConnectionQuality { loss_up, round_trip_ms, ..silent })
        };
        assert_eq!(grade(0.0, None), Grade::Good);
        assert_eq!(grade(0.019, Some(299.0)), Grade::Good);
        assert_eq!(grade(0.021, None), Grade::Fair);
        assert_eq!(grade(0.0, Some(400.0)), Grade::Fair, "the threshold itself raises nothing");
        assert_eq!(grade(0.03, Some(401.0)), Grade::Poor, "the worse counts");
        assert_eq!(grade(0.06, Some(1.0)), Grade::Poor);
    }

    #[test]
    fn a_mistake_is_named_by_its_field() {
        let field = |from, to| said_of(from, to).field;
        assert_eq!(field("\"loss\"", "\"lost\""), "rules[3].kind");
        assert_eq!(field("\"loss\"", "\"disk\""), "rules[6].kind");
        assert_eq!(field("\"clear_below\": 300", "\"clear_below\": 500"), "rules[4].clear_below");
        assert_eq!(field("\"above\": 400", "\"above\": -1"), "rules[4].above");
        assert_eq!(field("\"above\": 400", "\"over\": 400"), "rules[4].over");
        let day = "\"raise_after_ms\": 99999999";
        assert_eq!(field("\"raise_after_ms\": 10000", day), "rules[5].raise_after_ms");
        assert_eq!(field("\"silence_dbov\": 60", "\"silence_dbov\": 200"), "silence_dbov");
        let said = said_of("\"silence_dbov\": 60,", "").to_string();
        assert!(said.contains("missing field `silence_dbov`"), "{said}");
    }
}
