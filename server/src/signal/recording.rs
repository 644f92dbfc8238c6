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
use rostrum_proto::wire::recordings::Recordings;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tracing::{info, warn};

/// How long a ticket is good for.
const GOOD_FOR: Millis = Millis::seconds(3_600);

/// More tickets than this are never held: the oldest goes first.
const MAX_TICKETS: usize = 1_000;

/// Who may open the files of a recording, by what stands in the address.
#[derive(Default)]
pub struct Tickets(Mutex<BTreeMap<String, (Claims, Timestamp)>>);

impl Tickets {
    fn issue(&self, claims: Claims, now: Timestamp) -> String {
        let ticket = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>());
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|_, (_, until)| *until > now);
        if held.len() >= MAX_TICKETS
            && let Some(oldest) = held.iter().min_by_key(|(_, (_, until))| *until)
        {
            let oldest = oldest.0.clone();
            held.remove(&oldest);
        }
        held.insert(ticket.clone(), (claims, now + GOOD_FOR));
        ticket
    }

    fn holder(&self, ticket: &str, now: Timestamp) -> Option<Claims> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (claims, until) = held.get(ticket)?;
        (*until > now).then(|| claims.clone())
    }
}

pub(super) async fn list(State(app): State<Arc<App>>, headers: HeaderMap, uri: Uri) -> Response {
    match listed(&app, &headers, uri.query().unwrap_or_default()).await {
        Ok(list) => ([(header::CACHE_CONTROL, "no-store")], Json(list)).into_response(),
        Err(why) => refuse(why.into()),
    }
}

async fn listed(app: &App, headers: &HeaderMap, query: &str) -> Result<Recordings, RecordError> {
    let seq = wanted(query)?;
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
        let parts = listed::parts(&shelf, &meeting, &journal)?;
        let index = shelf.index(&meeting)?;
        let from = seq.and_then(|seq| listed::moment(&index?, seq));
        Ok::<_, rostrum_recording::Fault>((parts, from))
    };
    let looked = tokio::task::spawn_blocking(look).await;
    let (parts, from) = looked.map_err(|_| RecordError::Unavailable)?.map_err(|why| {
        warn!(%why, "recording.unreadable");
        RecordError::Unavailable
    })?;
    let ticket = app.tickets.issue(claims, app.clock.now());
    Ok(Recordings { ticket, parts, from })
}

/// The record whose moment is asked for.
fn wanted(query: &str) -> Result<Option<u64>, RecordError> {
    match query.split_once('=') {
        None if query.is_empty() => Ok(None),
        Some(("seq", seq)) => seq.parse().map(Some).map_err(|_| RecordError::Malformed),
        _ => Err(RecordError::Malformed),
    }
}

pub(super) async fn file(
    State(app): State<Arc<App>>,
    Path((ticket, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let holder = app.tickets.holder(&ticket, app.clock.now());
    let Some(claims) = holder.filter(|claims| good_invitation(&app, claims).is_ok()) else {
        let sentence = "This address is not good any more. Open the recording again.\n";
        return (StatusCode::FORBIDDEN, sentence).into_response();
    };
    let (shelf, meeting, wanted) = (app.shelf.clone(), claims.meeting.clone(), name.clone());
    let found = tokio::task::spawn_blocking(move || shelf.file(&meeting, &wanted)).await;
    let Some(path) = found.ok().flatten() else {
        let sentence = "There is no such file in this recording.\n";
        return (StatusCode::NOT_FOUND, sentence).into_response();
    };
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
