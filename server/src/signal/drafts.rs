//! Drafts of statements over HTTP: for who may send the statement.

use super::App;
use super::documents::{Declined, asker, body, documents, refused, respond};
use crate::drafts::Saving;
use crate::identity::Claims;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{Json, Response};
use rostrum_proto::id::SeatId;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::wire::documents::{DocumentError, DraftAnswer, SaveDraft};
use std::sync::Arc;
use tracing::error;

/// `GET /api/statement/draft?seat=…`: the draft of a seat.
pub(super) async fn read(State(app): State<Arc<App>>, headers: HeaderMap, uri: Uri) -> Response {
    let found = async {
        let seat = uri.query().and_then(|query| query.strip_prefix("seat="));
        let seat = seat.and_then(|seat| SeatId::new(seat).ok()).ok_or(DocumentError::Malformed)?;
        let claims = writes_for(&app, &headers, &seat).await?;
        let drafts = app.drafts.clone();
        let read = tokio::task::spawn_blocking(move || drafts.read(&claims.meeting, &seat)).await;
        let saved = read.map_err(|_| DocumentError::Unavailable)?.map_err(|why| {
            error!(%why, "draft.unreadable");
            Declined::from(DocumentError::Unavailable)
        })?;
        Ok(Json(DraftAnswer { saved }))
    };
    respond(found.await)
}

/// `POST /api/statement/draft`: saves the draft of a seat; answered with 409 and the draft that there is, if that is
/// another than the one on which it is based.
pub(super) async fn save(State(app): State<Arc<App>>, request: Request) -> Response {
    let headers = request.headers().clone();
    let saved = async {
        // Nothing is read of who has no token.
        let (claims, _) = asker(&app, &headers)?;
        let _one = app.one_more(&claims)?;
        let body = body(request).await?;
        let save: SaveDraft =
            serde_json::from_slice(&body).map_err(|_| DocumentError::Malformed)?;
        let claims = writes_for(&app, &headers, &save.seat).await?;
        let (drafts, now) = (app.drafts.clone(), app.clock.now());
        let saving = tokio::task::spawn_blocking(move || {
            let SaveDraft { seat, draft, based_on } = save;
            drafts.save((&claims.meeting, &seat), draft, based_on, now)
        });
        let saving = saving.await.map_err(|_| DocumentError::Unavailable)?.map_err(|why| {
            error!(%why, "draft.unwritable");
            Declined::from(DocumentError::Unavailable)
        })?;
        Ok(match saving {
            Saving::Saved(saved) => (StatusCode::OK, Json(DraftAnswer { saved: Some(saved) })),
            Saving::Other(other) => {
                (StatusCode::CONFLICT, Json(DraftAnswer { saved: Some(other) }))
            }
        })
    };
    respond(saved.await)
}

/// Who asks, if they may send a statement for a seat.
async fn writes_for(app: &App, headers: &HeaderMap, seat: &SeatId) -> Result<Claims, Declined> {
    let (claims, who) = asker(app, headers)?;
    app.asks_often(&claims)?;
    let told = documents(app, &claims, who).await?;
    match told.sends_for.contains(seat) {
        true => Ok(claims),
        false => Err(refused(Refusal::NotYourSeat { seat: seat.clone() })),
    }
}
