//! `GET /api/record`: the record of a meeting, for those who may read it.

use super::hello::good_invitation;
use super::published::Page;
use super::{App, limits};
use crate::identity::{Claims, Invitation};
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
use rostrum_record::MeetingRecord;
use std::str::FromStr;
use std::sync::Arc;
use tokio::sync::oneshot;
use tokio::time::timeout;
use tracing::info;

/// How a record is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Html,
    /// For programs.
    Json,
}

impl FromStr for Format {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "html" => Ok(Self::Html),
            "json" => Ok(Self::Json),
            _ => Err("expected html or json".into()),
        }
    }
}

/// Writes the record compiled from a journal; `None` if it is not the journal of a meeting.
#[must_use]
pub fn write(records: &[Record], format: Format, lang: Lang) -> Option<String> {
    Some(written(&rostrum_record::compile(records)?, format, lang))
}

/// Writes the record that the public may read.
fn write_for_the_public(records: &[Record], format: Format, lang: Lang) -> Option<String> {
    Some(written(&rostrum_record::compile_public(records)?, format, lang))
}

fn written(record: &MeetingRecord, format: Format, lang: Lang) -> String {
    match format {
        Format::Html => rostrum_record::html::page(record, lang),
        Format::Json => {
            let text = serde_json::to_string_pretty(record);
            text.expect("a record has text keys and plain values only") + "\n"
        }
    }
}

pub(super) async fn record(State(app): State<Arc<App>>, headers: HeaderMap, uri: Uri) -> Response {
    match make(&app, &headers, uri.query().unwrap_or_default()).await {
        Ok((name, format, text)) => answer(&name, format, text),
        Err(code) => refuse(code),
    }
}

async fn make(
    app: &Arc<App>,
    headers: &HeaderMap,
    query: &str,
) -> Result<(String, Format, Bytes), RecordError> {
    let (claims, invitation) = asker(app, headers).ok_or(RecordError::Unauthorized)?;
    let (format, lang) = wanted(query).ok_or(RecordError::Malformed)?;
    let meeting = &claims.meeting;
    let text = if invitation.to.takes_part().is_ok() {
        if !app.records.take(&claims.invitation, app.clock.now()) {
            return Err(RecordError::TooMany);
        }
        let who = Some(claims.sub.clone());
        Bytes::from(compiled(app, meeting, who, move |journal| write(journal, format, lang)).await?)
    } else {
        let room = app.directory.visit(meeting).await.ok_or(RecordError::Unauthorized)?;
        if !room.public.has_record() {
            return Err(RecordError::NotPublished);
        }
        // All viewers share one link, and one page.
        let page = Page::of(meeting, format, lang);
        let write = move |journal: &[Record]| write_for_the_public(journal, format, lang);
        let (of, meeting) = (Arc::clone(app), meeting.clone());
        let make = async move { compiled(&of, &meeting, None, write).await };
        app.published.page(&page, make).await?
    };
    info!(meeting = %claims.meeting, ?format, "record.given");
    let ending = match format {
        Format::Html => format!("record ({}).html", lang.code()),
        Format::Json => "record.json".to_owned(),
    };
    Ok((file_name(claims.meeting.as_str(), &ending), format, text))
}

/// Has a record written for somebody, or for the public, from the journal that the room gives.
async fn compiled(
    app: &App,
    meeting: &MeetingId,
    participant: Option<ParticipantId>,
    write: impl FnOnce(&[Record]) -> Option<String> + Send + 'static,
) -> Result<String, RecordError> {
    let journal = journal(app, meeting, participant).await?;
    // A long journal takes a while; sockets do not wait for it.
    let written = tokio::task::spawn_blocking(move || write(&journal)).await;
    written.ok().flatten().ok_or(RecordError::Unavailable)
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

fn asker(app: &App, headers: &HeaderMap) -> Option<(Claims, Invitation)> {
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
fn wanted(query: &str) -> Option<(Format, Lang)> {
    let mut wanted = (Format::Html, Lang::En);
    for parameter in query.split('&').filter(|p| !p.is_empty()) {
        match parameter.split_once('=')? {
            ("format", name) => wanted.0 = name.parse().ok()?,
            ("lang", tag) => wanted.1 = Lang::from_tag(tag)?,
            _ => return None,
        }
    }
    Some(wanted)
}

fn answer(name: &str, format: Format, text: Bytes) -> Response {
    let kind = match format {
        Format::Html => "text/html; charset=utf-8",
        Format::Json => "application/json",
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'",
        ),
    ];
    // Shown in the browser, and saved under the meeting's name. Our identifiers need no encoding here.
    let name = format!("inline; filename=\"{name}\"");
    let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("inline"));
    (headers, [(header::CONTENT_DISPOSITION, name)], text).into_response()
}

fn refuse(code: RecordError) -> Response {
    info!(?code, "record.refused");
    let (status, sentence) = match code {
        RecordError::Malformed => (
            StatusCode::BAD_REQUEST,
            "The request was not understood: format is html or json, lang is ar, zh, en, fr, ru or es.",
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
        RecordError::Unavailable => {
            (StatusCode::SERVICE_UNAVAILABLE, "The record cannot be made now. Try again shortly.")
        }
    };
    let problem = RecordProblem { code, sentence: sentence.into() };
    let mut response = (status, Json(problem)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if code == RecordError::Unauthorized {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}
