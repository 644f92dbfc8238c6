//! `GET /api/record`: the record of a meeting, for those who may read it.

use super::handed_out::shown;
use super::hello::good_invitation;
use super::published::Page;
use super::{App, limits};
use crate::identity::{Claims, Invitation};
use crate::papers::{self, PaperFormat};
use crate::press::{self, PressError};
use crate::room::Letter;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Json, Response};
use rostrum_proto::file_name::file_name;
use rostrum_proto::id::{MeetingId, ParticipantId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::event::Record;
use rostrum_proto::wire::http::{RecordError, RecordProblem};
use std::sync::Arc;
use tokio::sync::oneshot;
use tokio::time::timeout;
use tracing::{error, info};

/// What the public is told of a record that could not be printed.
const PUBLIC_NOT_PRINTED: &str =
    "The record cannot be printed now. Ask for it as html or docx, or try again later.";

/// Why a record is not given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NotGiven {
    code: RecordError,
    /// In place of the sentence that the code has.
    sentence: Option<String>,
}

impl From<RecordError> for NotGiven {
    fn from(code: RecordError) -> Self {
        Self { code, sentence: None }
    }
}

pub(super) async fn record(State(app): State<Arc<App>>, headers: HeaderMap, uri: Uri) -> Response {
    match make(&app, &headers, uri.query().unwrap_or_default()).await {
        Ok((name, format, bytes)) => shown(&name, format, "no-store", bytes),
        Err(why) => refuse(why),
    }
}

async fn make(
    app: &Arc<App>,
    headers: &HeaderMap,
    query: &str,
) -> Result<(String, PaperFormat, Bytes), NotGiven> {
    let (claims, invitation) = asker(app, headers).ok_or(RecordError::Unauthorized)?;
    let (format, lang) = wanted(query).ok_or(RecordError::Malformed)?;
    let meeting = &claims.meeting;
    let press = app.press.clone();
    let bytes = if invitation.to.takes_part().is_ok() {
        if !app.records.take(&claims.invitation, app.clock.now()) {
            return Err(RecordError::TooMany.into());
        }
        let who = Some(claims.sub.clone());
        let write = move |journal: &[Record]| papers::record(journal, format, lang, &press);
        Bytes::from(written(app, meeting, who, write).await?)
    } else {
        let room = app.directory.visit(meeting).await.ok_or(RecordError::Unauthorized)?;
        if !room.public.has_record() {
            return Err(RecordError::NotPublished.into());
        }
        // All viewers share one link, and one page.
        let page = Page::of(meeting, format, lang);
        let write =
            move |journal: &[Record]| papers::record_for_the_public(journal, format, lang, &press);
        let (of, meeting) = (Arc::clone(app), meeting.clone());
        let make = async move { written(&of, &meeting, None, write).await };
        app.published.page(&page, make).await?
    };
    info!(meeting = %claims.meeting, ?format, "record.given");
    let name = match format {
        PaperFormat::Json => "record.json".to_owned(),
        _ => format!("record ({}).{}", lang.code(), format.ending()),
    };
    Ok((file_name(claims.meeting.as_str(), &name), format, bytes))
}

/// Has a record written for somebody, or for the public, from the journal that the room gives.
async fn written(
    app: &App,
    meeting: &MeetingId,
    participant: Option<ParticipantId>,
    write: impl FnOnce(&[Record]) -> anyhow::Result<Option<Vec<u8>>> + Send + 'static,
) -> Result<Vec<u8>, NotGiven> {
    let is_public = participant.is_none();
    let journal = journal(app, meeting, participant).await?;
    // A long journal takes a while; sockets do not wait for it.
    let written = tokio::task::spawn_blocking(move || write(&journal)).await;
    let written = written.map_err(|_| RecordError::Unavailable)?.map_err(|why| {
        error!(why = format!("{why:#}"), "record.not_written");
        let code = match why.downcast_ref() {
            Some(PressError::Missing(_)) => RecordError::NoPress,
            Some(PressError::Failed(_)) => RecordError::NotPrinted,
            None => RecordError::Unavailable,
        };
        // Where the press should be is nothing for the public.
        let sentence = match is_public {
            true => PUBLIC_NOT_PRINTED.to_owned(),
            false => format!("{why:#}."),
        };
        NotGiven { code, sentence: Some(sentence) }
    })?;
    written.ok_or_else(|| RecordError::Unavailable.into())
}

/// The whole journal of a meeting, for who may read the record; nobody is the public, once that is published.
pub(super) async fn journal(
    app: &App,
    meeting: &MeetingId,
    participant: Option<ParticipantId>,
) -> Result<Vec<Record>, RecordError> {
    let room = app.directory.visit(meeting).await.ok_or(RecordError::Unauthorized)?;
    let (answer, journal) = oneshot::channel();
    if !room.send(Letter::Record { participant, answer }).await {
        return Err(RecordError::Unavailable);
    }
    let journal = timeout(limits::JOURNAL_WITHIN, journal).await;
    journal.ok().and_then(Result::ok).ok_or(RecordError::Unavailable)?
}

/// Who asks, if their token and its invitation are good, and whether they take part or are of the public.
pub(super) fn claims(app: &App, headers: &HeaderMap) -> Option<(Claims, bool)> {
    let (claims, invitation) = asker(app, headers)?;
    Some((claims, invitation.to.takes_part().is_ok()))
}

pub(super) fn asker(app: &App, headers: &HeaderMap) -> Option<(Claims, Invitation)> {
    let claims = app.tokens.check(app.clock.now(), bearer(headers)?).ok()?;
    let invitation = good_invitation(app, &claims).ok()?;
    Some((claims, invitation))
}

/// The token of `Authorization: Bearer` (RFC 6750).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// What the query asks for. An unknown parameter is refused, not ignored.
fn wanted(query: &str) -> Option<(PaperFormat, Lang)> {
    let mut wanted = (PaperFormat::Html, Lang::En);
    for parameter in query.split('&').filter(|p| !p.is_empty()) {
        match parameter.split_once('=')? {
            ("format", name) => wanted.0 = name.parse().ok()?,
            ("lang", tag) => wanted.1 = Lang::from_tag(tag)?,
            _ => return None,
        }
    }
    Some(wanted)
}

pub(super) fn refuse(NotGiven { code, sentence }: NotGiven) -> Response {
    info!(?code, "record.refused");
    let (status, of_code) = match code {
        RecordError::Malformed => (
            StatusCode::BAD_REQUEST,
            "The request was not understood: format is html, docx, pdf or json, lang is ar, zh, en, fr, ru or es.",
        ),
        RecordError::Unauthorized => (
            StatusCode::UNAUTHORIZED,
            "The token is missing, has expired, or is not valid. Join again with your link.",
        ),
        RecordError::NotPermitted => (
            StatusCode::FORBIDDEN,
            "The record is for the presiding officer, the secretariat, reporters and technicians, once admitted.",
        ),
        RecordError::NotPublished => (
            StatusCode::NOT_FOUND,
            "The record is not published yet. Once it is, it can be read here.",
        ),
        RecordError::TooMany => (
            StatusCode::TOO_MANY_REQUESTS,
            "The record was asked for too often. Wait a few seconds and try again.",
        ),
        RecordError::NoPress => (StatusCode::NOT_IMPLEMENTED, press::NOT_HERE),
        RecordError::NotPrinted => (StatusCode::SERVICE_UNAVAILABLE, press::NOT_PRINTED),
        RecordError::Unavailable => {
            (StatusCode::SERVICE_UNAVAILABLE, "The record cannot be made now. Try again shortly.")
        }
    };
    let problem = RecordProblem { code, sentence: sentence.unwrap_or_else(|| of_code.into()) };
    let mut response = (status, Json(problem)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if code == RecordError::Unauthorized {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}
