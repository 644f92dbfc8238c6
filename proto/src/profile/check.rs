//! Checks that the parts of a profile fit together. The message names the field and what is allowed.

use super::majority::Share;
use super::{MAX_MICROPHONES, Moment, Policy, Profile};
use crate::line::{MAX_NAME, MAX_TEXT};
use crate::message;
use std::collections::BTreeSet;

/// More votes than any body casts.
const MAX_VOTES: u32 = 1_000;

impl Profile {
    /// Checks the profile. A meeting is convened only under one that passes.
    ///
    /// # Errors
    /// The field that is wrong, what it says, and what is allowed.
    pub fn check(&self) -> Result<(), String> {
        if self.id.trim().is_empty() {
            return Err("id: empty; expected the profile's name".into());
        }
        if self.languages.is_empty() {
            return Err("languages: empty; expected the body's languages, such as \"en\"".into());
        }
        if self.voting.is_empty() {
            return Err("voting: empty; expected the kinds of seat that vote".into());
        }
        if let Some(rule) = &self.interpretation {
            rule.check().map_err(|why| format!("interpretation.{why}"))?;
        }
        if self.requests.is_empty() {
            return Err("requests: empty; expected a rule for each kind of request".into());
        }
        once("requests", "kind", self.requests.iter().map(|r| format!("{:?}", r.kind)))?;
        once("motions", "motion", self.motions.iter().map(|m| format!("{:?}", m.motion)))?;
        once("orders", "id", self.orders.iter().map(|o| o.id.clone()))?;
        once("majorities", "id", self.majorities.iter().map(|m| m.id.clone()))?;
        if let Policy::Open { microphones, .. } = self.policy
            && !(1..=MAX_MICROPHONES).contains(&microphones)
        {
            return Err(format!(
                "policy.microphones: {microphones}; expected 1 to {MAX_MICROPHONES}"
            ));
        }
        if self.orders.is_empty() {
            return Err("orders: empty; expected at least one, the usual order first".into());
        }
        for (i, rule) in self.requests.iter().enumerate() {
            if rule.waiting == 0 {
                return Err(format!("requests[{i}].waiting: 0; expected at least 1"));
            }
        }
        for (i, order) in self.orders.iter().enumerate() {
            if order.groups.is_empty() {
                return Err(format!(
                    "orders[{i}].groups: empty; expected the group that speaks first"
                ));
            }
        }
        for (i, majority) in self.majorities.iter().enumerate() {
            if majority.affirmative.is_some_and(|votes| votes == 0 || votes > MAX_VOTES) {
                return Err(format!("majorities[{i}].affirmative: expected 1 to {MAX_VOTES}"));
            }
            if majority.affirmative.is_none() && majority.share.is_none() {
                return Err(format!("majorities[{i}]: expected `affirmative`, `share` or both"));
            }
            let no_part = |s: Share| s.out_of == 0 || s.of > s.out_of || s.out_of > MAX_VOTES;
            let never = |s: Share| s.more_than && s.of == s.out_of;
            if majority.share.is_some_and(|s| no_part(s) || never(s)) {
                return Err(format!(
                    "majorities[{i}].share: expected a share that can be reached, such as 2 out of 3"
                ));
            }
        }
        self.known_majority("overruled_by", &self.overruled_by)?;
        self.known_majority("decided_by", &self.decided_by)?;
        for (i, rule) in self.motions.iter().enumerate() {
            self.known_majority(&format!("motions[{i}].majority"), &rule.majority)?;
        }
        for (i, order) in self.orders.iter().enumerate() {
            order.name.check(MAX_NAME).map_err(|why| format!("orders[{i}].name.{why}"))?;
        }
        for (i, majority) in self.majorities.iter().enumerate() {
            majority.name.check(MAX_NAME).map_err(|why| format!("majorities[{i}].name.{why}"))?;
        }
        for (moment, text) in &self.texts {
            text.check(MAX_TEXT).map_err(|why| format!("texts.{moment:?}.{why}"))?;
            for (lang, text) in &text.0 {
                placeholders(text).map_err(|name| {
                    format!(
                        "texts.{moment:?}.{}: unknown placeholder {{{name}}}; expected one of {:?}",
                        lang.code(),
                        Moment::PLACEHOLDERS
                    )
                })?;
            }
        }
        Ok(())
    }

    fn known_majority(&self, field: &str, id: &str) -> Result<(), String> {
        let names: Vec<_> = self.majorities.iter().map(|m| m.id.as_str()).collect();
        match names.contains(&id) {
            true => Ok(()),
            false => Err(format!("{field}: unknown majority {id}; expected one of {names:?}")),
        }
    }
}

fn once(list: &str, field: &str, values: impl Iterator<Item = String>) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for (i, value) in values.enumerate() {
        if seen.contains(&value) {
            return Err(format!("{list}[{i}].{field}: {value} is listed twice; expected once"));
        }
        seen.insert(value);
    }
    Ok(())
}

fn placeholders(text: &str) -> Result<(), String> {
    match message::names(text).find(|name| !Moment::PLACEHOLDERS.contains(name)) {
        Some(unknown) => Err(unknown.to_owned()),
        None => Ok(()),
    }
}
