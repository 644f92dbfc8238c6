//! `GET /api/recording`: what there is of a meeting's recording, for those who may read its record; and its files, at
//! addresses that a player can open.

use super::hello::good_invitation;
use super::record::{asker, journal, refuse};
use super::{App, range};
use crate::identity::Claims;
use crate::recorder::listed;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Json, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::http::RecordError;
use rostrum_proto::wire::recordings::{RecordedPart, Recordings};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use tracing::{info, warn};

/// How long a ticket is good for.
const GOOD_FOR: Millis = Millis::seconds(3_600);

/// More tickets than this are never held: the oldest goes first.
const MAX_TICKETS: usize = 1_000;

/// Who may open the files of a recording, by what stands in the address.
#[derive(Default)]
pub struct Tickets(Mutex<BTreeMap<String, Ticket>>);

/// What is opened by it, and until when.
struct Ticket {
    claims: Claims,
    /// Those that were listed: no other is given out, whatever the address says.
    names: BTreeSet<String>,
    until: Timestamp,
}

impl Tickets {
    fn issue(&self, claims: Claims, parts: &[RecordedPart], now: Timestamp) -> String {
        let code = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>());
        let names = parts.iter().flat_map(|part| &part.files).map(|file| file.name.clone());
        let ticket = Ticket { claims, names: names.collect(), until: now + GOOD_FOR };
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|_, held| held.until > now);
        if held.len() >= MAX_TICKETS
            && let Some(oldest) = held.iter().min_by_key(|(_, held)| held.until)
        {
            let oldest = oldest.0.clone();
            held.remove(&oldest);
        }
        held.insert(code.clone(), ticket);
        code
    }

    /// Who holds a ticket, and whether it opens a file of this name.
    fn opens(&self, code: &str, name: &str, now: Timestamp) -> Option<(Claims, bool)> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let ticket = held.get(code).filter(|ticket| ticket.until > now)?;
        Some((ticket.claims.clone(), ticket.names.contains(name)))
    }
}

pub(super) async fn list(State(app): State<Arc<App>>, headers: HeaderMap, uri: Uri) -> Response {
    match listed(&app, &headers, uri.query().unwrap_or_default()).await {
        Ok(list) => ([(header::CACHE_CONTROL, "no-store")], Json(list)).into_response(),
        Err(why) => refuse(why.into()),
    }
}

async fn listed(app: &App, headers: &HeaderMap, query: &str) -> Result<Recordings, RecordError> {
    let (seq, wants_speeches) = wanted(query)?;
    let (claims, invitation) = asker(app, headers).ok_or(RecordError::Unauthorized)?;
    if invitation.to.takes_part().is_err() {
        return Err(RecordError::NotPermitted);
    }
    if !app.records.take(&claims.invitation, app.clock.now()) {
        return Err(RecordError::TooMany);
    }
    let journal = journal(app, &claims.meeting, Some(claims.sub.clone())).await?;
    let (shelf, meeting) = (app.shelf.clone(), claims.meeting.clone());
    let look = move || {
        let index = shelf.index(&meeting)?.unwrap_or_default();
        let parts = listed::parts(&shelf.of(&meeting), &index, &journal);
        let from = seq.and_then(|seq| listed::moment(&index, seq));
        let speeches = if wants_speeches { listed::speeches(&index, &journal) } else { Vec::new() };
        Ok::<_, rostrum_recording::Fault>((parts, from, speeches))
    };
    let looked = tokio::task::spawn_blocking(look).await;
    let (parts, from, speeches) = looked.map_err(|_| RecordError::Unavailable)?.map_err(|why| {
        warn!(%why, "recording.unreadable");
        RecordError::Unavailable
    })?;
    let ticket = app.tickets.issue(claims, &parts, app.clock.now());
    Ok(Recordings { ticket, parts, from, speeches })
}

/// The record whose moment is asked for, and whether the speeches are: a page of before does not know them.
fn wanted(query: &str) -> Result<(Option<u64>, bool), RecordError> {
    let (mut seq, mut speeches) = (None, false);
    for part in query.split('&').filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            None if part == "speeches" => speeches = true,
            Some(("seq", number)) => {
                seq = Some(number.parse().map_err(|_| RecordError::Malformed)?);
            }
            _ => return Err(RecordError::Malformed),
        }
    }
    Ok((seq, speeches))
}

pub(super) async fn file(
    State(app): State<Arc<App>>,
    Path((ticket, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let opened = app.tickets.opens(&ticket, &name, app.clock.now());
    let good = opened.filter(|(claims, _)| good_invitation(&app, claims).is_ok());
    let Some((claims, is_listed)) = good else {
        let sentence = "This address is not good any more. Open the recording again.\n";
        return (StatusCode::FORBIDDEN, sentence).into_response();
    };
    if !is_listed {
        let sentence = "There is no such file in this recording.\n";
        return (StatusCode::NOT_FOUND, sentence).into_response();
    }
    let path = app.shelf.of(&claims.meeting).join(&name);
    let is_film = path.extension().is_some_and(|ending| ending == "webm");
    let kind = if is_film { "video/webm" } else { "audio/ogg; codecs=opus" };
    match range::file(&path, kind, &headers).await {
        Ok(answer) => {
            info!(meeting = %claims.meeting, participant = %claims.sub, name, "recording.given");
            answer
        }
        Err(why) => {
            warn!(meeting = %claims.meeting, name, %why, "recording.unreadable");
            let sentence = "The recording cannot be read now. Try again later.\n";
            (StatusCode::SERVICE_UNAVAILABLE, sentence).into_response()
        }
    }
}
