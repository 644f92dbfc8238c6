//! What a data folder holds: meetings that are over, whose journals nobody needs to read until somebody comes; and of
//! others, those that can be opened and those that cannot.

use crate::contents::{self, Contents};
use crate::journal::{export, heads, sqlite, standings};
use crate::store;
use rostrum_proto::digest::Digest;
use rostrum_proto::id::MeetingId;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tracing::{error, info, warn};

/// What is known of meetings without their journals.
#[derive(Debug, Default)]
pub struct Known {
    /// They are closed and everybody has left, and their journals end as they must.
    pub over: Vec<MeetingId>,
    /// All others, and those of which it cannot be said.
    pub others: Vec<MeetingId>,
    /// When the very last record of those was decided.
    pub latest: Timestamp,
    /// The highest number that a device ever had.
    pub last_connection: u64,
}

/// Finds out how some meetings stand. Of what an earlier build has written it is noted for the next time.
///
/// # Errors
/// The data folder cannot be used at all.
pub fn sort(data: &Path, meetings: Vec<MeetingId>) -> anyhow::Result<Known> {
    let mut db = store::open_known(data)?;
    let (mut known, mut not_noted) = (Known::default(), Vec::new());
    for id in meetings {
        // What keeps it from being read is told when it is verified.
        let Ok((standing, noted)) = standings::of(&db, &id) else {
            known.others.push(id);
            continue;
        };
        known.last_connection = known.last_connection.max(standing.last_connection);
        if !noted {
            not_noted.push((id.clone(), standing));
        }
        // Records that a bad disk has lost at the end are noticed now.
        let end = heads::proved_end(&db, &id).ok().flatten().filter(|_| standing.is_over());
        match end.filter(|end| end.at == standing.at) {
            Some(end) => {
                known.latest = known.latest.max(end.at);
                known.over.push(id);
            }
            None => known.others.push(id),
        }
    }
    if !not_noted.is_empty() {
        info!(meetings = not_noted.len(), "standings.noted");
        if let Err(why) = standings::note(&mut db, &not_noted) {
            warn!(%why, "standings.not_noted");
        }
    }
    Ok(known)
}

/// What was found in journals.
#[derive(Debug, Default)]
pub struct Found {
    /// Meetings whose journals are unaltered.
    pub sound: Vec<MeetingId>,
    /// Meetings whose journals are altered, and how: left alone, since nothing is added to a broken chain.
    pub altered: BTreeMap<MeetingId, String>,
    /// Links whose revocation is in a journal.
    pub revoked: BTreeSet<String>,
    /// The texts and files that the journals of those name.
    pub contents: Vec<(MeetingId, Digest)>,
    /// When the very last record was decided.
    pub latest: Timestamp,
}

/// Verifies the journals of some meetings.
///
/// # Errors
/// The data folder cannot be used at all.
pub fn look_through(data: &Path, meetings: Vec<MeetingId>) -> anyhow::Result<Found> {
    let db = store::open_known(data)?;
    let mut found = Found::default();
    for id in meetings {
        let verified = export::verify(&db, &id);
        let read = verified.and_then(|verified| {
            Ok((verified, sqlite::read_records(&db, &id, 0, u64::MAX, u32::MAX)?))
        });
        match read {
            Ok((verified, records)) => {
                let named = contents::named(&records).map(|digest| (id.clone(), digest.clone()));
                found.contents.extend(named);
                found.revoked.extend(records.into_iter().filter_map(|r| match r.event {
                    Event::InvitationRevoked { invitation, .. } => Some(invitation),
                    _ => None,
                }));
                found.latest = found.latest.max(verified.until);
                found.sound.push(id);
            }
            Err(why) => {
                error!(meeting = %id, %why, "meeting.not_opened");
                found.altered.insert(id, why.to_string());
            }
        }
    }
    Ok(found)
}

/// Which texts and files that journals name are not there as they were.
#[must_use]
pub fn missing(data: &Path, named: &[(MeetingId, Digest)]) -> Vec<String> {
    let contents = Contents::of(data);
    let wrong = |(meeting, digest): &(MeetingId, Digest)| {
        let why = contents.missing([digest]).pop()?;
        error!(%meeting, %why, "contents.missing");
        Some(format!("a text or file of the meeting {meeting} is not as it was: {why}"))
    };
    named.iter().filter_map(wrong).collect()
}

/// What is wrong with the tables themselves, if anything: they are read from one end to the other.
#[must_use]
pub fn damage(data: &Path) -> Option<String> {
    let checked = store::open_known(data).map_err(anyhow::Error::from);
    let why = checked.and_then(|db| export::check_tables(&db)).err()?.to_string();
    error!(%why, "data.damaged");
    Some(why)
}
