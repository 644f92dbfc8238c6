//! Files of statements over HTTP, whole or in parts that go on where a line has broken: each is kept, and its text taken out.

use super::App;
use super::documents::{Declined, asker, body, documents, refused, respond};
use crate::identity::Claims;
use crate::taker::Answer;
use crate::uploads::{Part, Upload};
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{Json, Response};
use rostrum_proto::digest::Digest;
use rostrum_proto::id::ParticipantId;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::wire::documents::{Arrived, DocumentError, Documents, TakenOut, Unread};
use std::sync::Arc;
use tracing::error;

/// `POST /api/statement/file`: keeps a file that comes whole, and takes the text out of it.
pub(super) async fn whole(State(app): State<Arc<App>>, request: Request) -> Response {
    let taken = async {
        let (claims, _, told) = sender(&app, request.headers()).await?;
        if !app.uploads.take(&claims.invitation, app.clock.now()) {
            return Err(DocumentError::TooMany.into());
        }
        let _one = app.one_more(&claims)?;
        let bytes = body(request).await?;
        // Whoever sends slowly keeps nobody waiting.
        let Ok(_turn) = app.upload_turns.acquire().await else {
            return Err(DocumentError::Unavailable.into());
        };
        keep_and_take_out(&app, &told, &claims, bytes).await.map(Json)
    };
    respond(taken.await)
}

/// `GET /api/statement/upload?file=…&size=…`: how much of a file is here.
pub(super) async fn arrived(State(app): State<Arc<App>>, headers: HeaderMap, uri: Uri) -> Response {
    let here = async {
        let (claims, who, told) = sender(&app, &headers).await?;
        app.asks_often(&claims)?;
        let (upload, _) = wanted(claims, who, uri.query().unwrap_or_default())?;
        if kept(&app, &upload, &told).await?.is_some() {
            return Ok(Json(Arrived { bytes: upload.size, taken: None }));
        }
        let uploads = app.uploads_on_their_way.clone();
        let here = tokio::task::spawn_blocking(move || uploads.here(&upload)).await;
        let bytes = here.map_err(|_| DocumentError::Unavailable)?;
        Ok::<_, Declined>(Json(Arrived { bytes, taken: None }))
    };
    respond(here.await)
}

/// `POST /api/statement/upload?file=…&size=…&from=…`: a part of a file. Once it is whole, it is kept and its text taken
/// out; again, if what was answered did not arrive.
pub(super) async fn part(State(app): State<Arc<App>>, request: Request) -> Response {
    let taken = async {
        let (claims, who, told) = sender(&app, request.headers()).await?;
        let query = request.uri().query().unwrap_or_default();
        let (upload, from) = wanted(claims.clone(), who, query)?;
        let from = from.ok_or(DocumentError::Malformed)?;
        let ends = from == upload.size;
        let now = app.clock.now();
        let is_one_more_file = from == 0 || ends;
        let may = app.parts.take(&claims.invitation, now)
            && (!is_one_more_file || app.uploads.take(&claims.invitation, now));
        if !may {
            return Err(DocumentError::TooMany.into());
        }
        let _one = app.one_more(&claims)?;
        let bytes = body(request).await?;
        let Ok(_turn) = app.upload_turns.acquire().await else {
            return Err(DocumentError::Unavailable.into());
        };
        if ends && let Some(file) = kept(&app, &upload, &told).await? {
            let taken = Some(take_out(&app, upload.file, &file.into()).await?);
            return Ok(Json(Arrived { bytes: upload.size, taken }));
        }
        let (uploads, size) = (app.uploads_on_their_way.clone(), upload.size);
        let part = tokio::task::spawn_blocking(move || uploads.take(&upload, from, &bytes)).await;
        let part = part.map_err(|_| DocumentError::Unavailable)?;
        let part = part.map_err(|why| {
            error!(%why, "upload.unwritable");
            Declined::from(DocumentError::Unavailable)
        })?;
        match part {
            Part::Here(bytes) => Ok(Json(Arrived { bytes, taken: None })),
            Part::Other => Err(DocumentError::Malformed.into()),
            Part::Whole(file) => {
                let taken = Some(keep_and_take_out(&app, &told, &claims, file.into()).await?);
                Ok(Json(Arrived { bytes: size, taken }))
            }
        }
    };
    respond(taken.await)
}

/// Who sends files: who may send a statement.
async fn sender(
    app: &App,
    headers: &HeaderMap,
) -> Result<(Claims, ParticipantId, Arc<Documents>), Declined> {
    let (claims, who) = asker(app, headers)?;
    let told = documents(app, &claims, who.clone()).await?;
    match who.filter(|_| !told.sends_for.is_empty()) {
        Some(who) => Ok((claims, who, told)),
        None => Err(refused(Refusal::NotPermitted {})),
    }
}

/// The file of which a query speaks, and where the part begins that comes with it.
fn wanted(
    claims: Claims,
    participant: ParticipantId,
    query: &str,
) -> Result<(Upload, Option<u32>), Declined> {
    let (mut file, mut size, mut from) = (None, None, None);
    for parameter in query.split('&') {
        match parameter.split_once('=').ok_or(DocumentError::Malformed)? {
            ("file", digest) => file = Digest::new(digest).ok(),
            ("size", bytes) => size = bytes.parse().ok(),
            ("from", byte) => from = byte.parse().ok(),
            _ => return Err(DocumentError::Malformed.into()),
        }
    }
    let (Some(file), Some(size)) = (file, size) else {
        return Err(DocumentError::Malformed.into());
    };
    let upload = Upload { meeting: claims.meeting, participant, file, size };
    match upload.is_taken() {
        true => Ok((upload, from)),
        false if size == 0 => {
            Err(Declined { unread: Some((Unread::Empty, None)), ..DocumentError::NoText.into() })
        }
        false => Err(DocumentError::TooLarge.into()),
    }
}

/// Keeps a file for the seats that whoever sends it may send statements for, and takes the text out of it.
async fn keep_and_take_out(
    app: &App,
    told: &Documents,
    claims: &Claims,
    bytes: Bytes,
) -> Result<TakenOut, Declined> {
    let (contents, copy) = (app.contents.clone(), bytes.clone());
    let uploads = app.uploads_on_their_way.clone();
    // The secretariat may send any file that is here.
    let seats = if told.settles { vec![] } else { told.sends_for.clone() };
    let meeting = claims.meeting.clone();
    let kept = tokio::task::spawn_blocking(move || {
        let file = contents.keep(&copy)?;
        for seat in &seats {
            uploads.note(&meeting, seat, &file)?;
        }
        std::io::Result::Ok(file)
    });
    let kept = kept.await;
    let kept = kept.map_err(|_| DocumentError::Unavailable)?;
    let file = kept.map_err(|why| {
        error!(%why, "contents.unwritable");
        Declined::from(DocumentError::Unavailable)
    })?;
    take_out(app, file, &bytes).await
}

/// A file that has come whole before, for a seat that whoever sends it may send statements for.
async fn kept(
    app: &App,
    upload: &Upload,
    told: &Documents,
) -> Result<Option<Vec<u8>>, DocumentError> {
    let (contents, uploads) = (app.contents.clone(), app.uploads_on_their_way.clone());
    let Upload { meeting, file, size, .. } = upload.clone();
    let (settles, seats) = (told.settles, told.sends_for.clone());
    let found = tokio::task::spawn_blocking(move || {
        let is_of = |seat| uploads.is_of(&meeting, seat, &file);
        // Nothing is read for who may not have it.
        let is_theirs = settles || seats.iter().any(is_of);
        let read = || contents.read(&file).ok().filter(|bytes| bytes.len() == size as usize);
        is_theirs.then(read).flatten()
    });
    found.await.map_err(|_| DocumentError::Unavailable)
}

/// The text of a file that is kept.
async fn take_out(app: &App, file: Digest, bytes: &Bytes) -> Result<TakenOut, Declined> {
    match app.taker.take(bytes).await {
        Answer::Taken { kind, text, left_out } => Ok(TakenOut { file, kind, text, left_out }),
        Answer::None { unread, sentence } => Err(Declined {
            sentence: Some(sentence),
            unread: Some((unread, Some(file))),
            ..DocumentError::NoText.into()
        }),
    }
}
