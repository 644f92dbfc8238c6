//! Who interpreted into which channel when, and when a channel had nobody.

use super::document::Interpreted;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::utc::Utc;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the channels.
pub(super) struct Channels {
    /// Those of booths for which somebody is named, and those that were heard.
    known: BTreeSet<Lang>,
    rows: Vec<Interpreted>,
    /// The row of each channel that goes on.
    open: BTreeMap<Lang, usize>,
}

impl Channels {
    /// Those of a meeting as it was convened.
    pub fn of(meeting: &Meeting) -> Self {
        let known = meeting.participants.values().filter_map(|p| p.person.booth).collect();
        Self { known, rows: vec![], open: BTreeMap::new() }
    }

    /// Takes note of an event. The meeting is as it is after it.
    pub fn read(&mut self, meeting: &Meeting, at: Utc, event: &Event) {
        if let Event::ParticipantNamed { person } = event {
            self.known.extend(person.booth);
        }
        self.look(meeting, at);
    }

    /// Looks at the channels. In session each that is to be interpreted, or once was, has somebody or nobody.
    pub fn look(&mut self, meeting: &Meeting, at: Utc) {
        self.known.extend(meeting.on_air.values().map(|on_air| on_air.channel));
        for channel in self.known.iter().copied() {
            let now = meeting.in_session().then(|| interpreted(meeting, channel, at));
            let open = self.open.get(&channel).map(|row| &mut self.rows[*row]);
            let same = |row: &Interpreted, now: &Interpreted| {
                let Interpreted { booth, participant, relay, .. } = row;
                (booth, participant, relay) == (&now.booth, &now.participant, &now.relay)
            };
            match (open, now) {
                (Some(row), Some(now)) if same(row, &now) => {}
                (row, now) => {
                    if let Some(row) = row {
                        row.to = Some(at);
                    }
                    self.open.remove(&channel);
                    if let Some(now) = now {
                        self.open.insert(channel, self.rows.len());
                        self.rows.push(now);
                    }
                }
            }
        }
    }

    /// Nothing more is known of them from now on.
    pub fn pause(&mut self, at: Utc) {
        for row in std::mem::take(&mut self.open).into_values() {
            self.rows[row].to = Some(at);
        }
    }

    /// By channel, and in the order in which it was so.
    pub fn told(mut self) -> Vec<Interpreted> {
        // A moment between two events of one time is none.
        self.rows.retain(|row| row.to != Some(row.from));
        self.rows.sort_by_key(|row| (row.channel, row.from));
        self.rows
    }
}

fn interpreted(meeting: &Meeting, channel: Lang, from: Utc) -> Interpreted {
    let (booth, on_air) = meeting.heard_on(channel).unzip();
    Interpreted {
        channel,
        booth,
        participant: on_air.and_then(|on_air| on_air.participant.clone()),
        relay: on_air.and_then(|on_air| on_air.relay),
        from,
        to: None,
    }
}
