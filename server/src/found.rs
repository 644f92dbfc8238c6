//! What a data folder holds: meetings that can be opened, and meetings that cannot.

use crate::journal::{export, sqlite};
use rostrum_proto::id::MeetingId;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tracing::error;

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Meetings whose journals are unaltered.
    pub sound: Vec<MeetingId>,
    /// Meetings whose journals are altered, and how: left alone, since nothing is added to a broken chain.
    pub altered: BTreeMap<MeetingId, String>,
    /// What is wrong with the tables themselves, if anything.
    pub damage: Option<String>,
    /// Links whose revocation is in a journal.
    pub revoked: BTreeSet<String>,
    /// When the very last record was decided.
    pub latest: Timestamp,
}

/// Verifies the journals of some meetings.
///
/// # Errors
/// The data folder cannot be used at all.
pub fn look_through(data: &Path, meetings: Vec<MeetingId>) -> anyhow::Result<Found> {
    let db = sqlite::open_known(data)?;
    let damage = export::check_tables(&db).err().map(|why| why.to_string());
    if let Some(why) = &damage {
        error!(%why, "data.damaged");
    }
    let mut found = Found { damage, ..Found::default() };
    for id in meetings {
        let verified = export::verify(&db, &id);
        let read = verified.and_then(|verified| {
            Ok((verified, sqlite::read_records(&db, &id, 0, u64::MAX, u32::MAX)?))
        });
        match read {
            Ok((verified, records)) => {
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
    metrics::gauge!("rostrum_meetings_altered").set(found.altered.len() as f64);
    Ok(found)
}
