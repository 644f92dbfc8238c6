//! HTTP: joining, the client's files, health, metrics, and the way into the socket.

use super::accept::Peer;
use super::door::neighbourhood;
use super::viewer::viewer;
use super::{
    App, compilation, documents, drafts, limits, pages, record, recording, upgrade, uploads,
};
use crate::assets;
use crate::identity::{Invitation, Invitations, PublicLink, is_held, new_viewer};
use crate::room::{ConnectError, Letter};
use crate::telemetry;
use crate::uploads::MAX_PART;
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use rostrum_documents::MAX_FILE;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::setup::Person;
use rostrum_proto::profile::Profile;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::http::{JoinError, JoinRequest, Joined, Problem};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use tokio::sync::oneshot;
use tokio::time::timeout;
use tracing::info;

/// All routes of the server.
pub fn router(app: Arc<App>) -> Router {
    let max = DefaultBodyLimit::max;
    Router::new()
        .route("/api/join", post(join))
        .route("/api/record", get(record::record))
        .route("/api/recording", get(recording::list))
        .route("/recording/{ticket}/{name}", get(recording::file))
        .route("/api/check", post(upgrade::check))
        .route("/api/documents", get(documents::list))
        .route("/api/statements.zip", get(documents::bundle))
        .route("/api/statement", post(documents::send).layer(max(documents::MAX_SENT)))
        .route("/api/statement/file", post(uploads::whole).layer(max(MAX_FILE)))
        .route(
            "/api/statement/upload",
            get(uploads::arrived).post(uploads::part).layer(max(MAX_PART)),
        )
        .route("/api/statement/text", get(documents::text))
        .route(
            "/api/statement/draft",
            get(drafts::read).post(drafts::save).layer(max(documents::MAX_SENT)),
        )
        .route("/api/compilation", post(compilation::publish))
        .route("/api/compilation/draft", post(compilation::draft))
        .route("/api/compilation/points", post(compilation::points))
        .route("/m/{meeting}/{name}", get(pages::page))
        .route("/ws", get(upgrade::upgrade))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(|| async { telemetry::render_metrics() }))
        .fallback(get(file))
        .layer(DefaultBodyLimit::max(4 * 1024))
        .with_state(app)
}

async fn ready(State(app): State<Arc<App>>) -> Response {
    let writable = *app.writable.borrow();
    let missing = match (writable, app.directory.failed().is_empty()) {
        // One meeting that is not open does not keep the others from being served.
        (true, true) if app.directory.waits_for_journal() => "a meeting is not open yet\n",
        (true, true) => return format!("ready\n{}", not_opened(&app)).into_response(),
        (false, _) => "the journal cannot be written\n",
        (true, false) => "a meeting has failed and is being opened again\n",
    };
    (StatusCode::SERVICE_UNAVAILABLE, missing).into_response()
}

/// What an operator must know about the data folder, one item per line.
fn not_opened(app: &App) -> String {
    let altered = app.altered();
    let altered = altered.iter();
    let altered = altered.map(|(id, why)| format!("the meeting {id} is not open: {why}\n"));
    let missing = app.missing.get().into_iter().flatten();
    let damage = app.damage.get().into_iter().chain(missing).map(|why| format!("{why}\n"));
    damage.chain(altered).collect()
}

async fn join(State(app): State<Arc<App>>, request: Request) -> Response {
    let asker = asker(&app, &request);
    let body = timeout(limits::BODY_WITHIN, String::from_request(request, &())).await;
    let exchanged = match body {
        Ok(Ok(body)) => exchange(&app, asker, &body).await,
        Ok(Err(_)) | Err(_) => Err(JoinError::Malformed.into()),
    };
    match exchanged {
        Ok(joined) => ([(header::CACHE_CONTROL, "no-store")], Json(joined)).into_response(),
        Err(Declined { code, from }) => {
            info!(?code, "join.refused");
            let (status, sentence) = explain(code);
            let sentence = sentence.into();
            (status, Json(Problem { code, sentence, from })).into_response()
        }
    }
}

/// Whose request it is.
pub(super) fn asker(app: &App, request: &Request) -> IpAddr {
    let peer = request.extensions().get::<Peer>();
    // Only a test without a network has no peer.
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0);
    app.door.asker(peer, request.headers())
}

/// Why a link does not work, and when it does.
struct Declined {
    code: JoinError,
    from: Option<Timestamp>,
}

impl From<JoinError> for Declined {
    fn from(code: JoinError) -> Self {
        Self { code, from: None }
    }
}

async fn exchange(app: &App, asker: IpAddr, body: &str) -> Result<Joined, Declined> {
    let now = app.clock.now();
    let request: JoinRequest = serde_json::from_str(body).map_err(|_| JoinError::Malformed)?;
    let device = request.device.as_deref();
    if device.is_some_and(|device| !is_device(device)) {
        return Err(JoinError::Malformed.into());
    }
    let found = app.invitations().by_code(&request.code).map_err(|_| JoinError::Unavailable)?;
    let Some(invitation) = found else {
        // A guesser is slowed down; holders of a link are not kept out by it.
        let few = app.wrong_codes.take(&neighbourhood(asker).to_string(), now);
        return Err(if few { JoinError::UnknownCode } else { JoinError::TooMany }.into());
    };
    if invitation.revoked_at.is_some() {
        return Err(JoinError::Revoked.into());
    }
    let person = match invitation.to.takes_part() {
        Ok(person) => person,
        Err(link) => return follow(app, &invitation, link, now).await,
    };
    if !app.uses.take(&invitation.id, now) {
        return Err(JoinError::TooMany.into());
    }
    // Claimed before another device can; given back if the use cannot be recorded.
    if invitation.single_use && !mark_used(app, &invitation.id, device, now).await? {
        return Err(JoinError::Used.into());
    }
    let joined = enter(app, &invitation, person, now).await;
    if joined.is_err() && invitation.single_use && invitation.used_at.is_none() {
        write_links(app, |links| links.forget_use(&invitation.id)).await?;
    }
    joined
}

/// Lets somebody of the public follow. Nothing is recorded of it: many come at once, and go.
async fn follow(
    app: &App,
    invitation: &Invitation,
    link: PublicLink,
    now: Timestamp,
) -> Result<Joined, Declined> {
    if let Some(from) = link.from.filter(|from| *from > now) {
        return Err(Declined { code: JoinError::TooEarly, from: Some(from) });
    }
    let meeting = invitation.meeting.clone();
    // Its whole journal is read in vain each time.
    let altered = app.altered().contains_key(&meeting);
    if altered && !app.uses.take(&invitation.id, now) {
        return Err(JoinError::TooMany.into());
    }
    let room = app.directory.visit(&meeting).await.ok_or(JoinError::Unavailable)?;
    let setup = room.public.setup();
    if room.public.is_over() && !room.public.has_record() {
        return Err(JoinError::MeetingClosed.into());
    }
    if !room.public.has_place(&invitation.id, link.limit) {
        return Err(JoinError::Full.into());
    }
    if invitation.used_at.is_none() {
        mark_used(app, &invitation.id, None, now).await?;
    }
    let you = viewer(new_viewer());
    let issued = app.tokens.issue(now, &meeting, &you.id, &invitation.id);
    let (token, expires_at) = issued.map_err(|_| JoinError::Unavailable)?;
    let (title, channels) = (setup.title.clone(), channels(&setup.profile));
    Ok(Joined { token, expires_at, meeting, title, you, seat: None, channels })
}

/// The languages into which is interpreted.
fn channels(profile: &Profile) -> Vec<Lang> {
    let rule = profile.interpretation.as_ref();
    rule.map(|rule| rule.channels().into_iter().collect()).unwrap_or_default()
}

/// A device's name for itself: drawn at random, and too long to guess.
fn is_device(name: &str) -> bool {
    (16..=64).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

async fn mark_used(
    app: &App,
    invitation: &str,
    device: Option<&str>,
    now: Timestamp,
) -> Result<bool, JoinError> {
    write_links(app, |links| links.mark_used(invitation, device, now)).await
}

/// Writes to the links. While another process holds the database, only the participant who joins waits, and not
/// those already in the meeting.
async fn write_links<T>(
    app: &App,
    write: impl Fn(&Invitations) -> rusqlite::Result<T>,
) -> Result<T, JoinError> {
    for _ in 0..limits::WRITE_TRIES {
        let written = write(&app.invitations());
        match written {
            Ok(done) => return Ok(done),
            Err(why) if is_held(&why) => tokio::time::sleep(limits::WRITE_AGAIN).await,
            Err(_) => return Err(JoinError::Unavailable),
        }
    }
    Err(JoinError::Unavailable)
}

/// Lets the person into the meeting, and records it.
async fn enter(
    app: &App,
    invitation: &Invitation,
    person: &Person,
    now: Timestamp,
) -> Result<Joined, Declined> {
    let room = app.directory.visit(&invitation.meeting).await.ok_or(JoinError::Unavailable)?;
    let (answer, joined) = oneshot::channel();
    let letter = Letter::Join { person: person.clone(), invitation: invitation.id.clone(), answer };
    if !room.send(letter).await {
        return Err(JoinError::Unavailable.into());
    }
    let lobby = joined.await.map_err(|_| JoinError::Unavailable)?.map_err(|why| match why {
        ConnectError::MeetingClosed => JoinError::MeetingClosed,
        ConnectError::Refused(_) => JoinError::Expelled,
        ConnectError::TooMany | ConnectError::Replaced | ConnectError::Storage => {
            JoinError::Unavailable
        }
    })?;
    if !invitation.single_use {
        mark_used(app, &invitation.id, None, now).await?;
    }
    let (meeting, you) = (invitation.meeting.clone(), person.clone());
    let issued = app.tokens.issue(now, &meeting, &you.id, &invitation.id);
    let (token, expires_at) = issued.map_err(|_| JoinError::Unavailable)?;
    // An interpreter chooses at the console.
    let channels = match you.booth {
        None => channels(&room.public.setup().profile),
        Some(_) => vec![],
    };
    let (title, seat) = (lobby.title, lobby.seat);
    Ok(Joined { token, expires_at, meeting, title, you, seat, channels })
}

fn explain(code: JoinError) -> (StatusCode, &'static str) {
    match code {
        JoinError::Malformed => (
            StatusCode::BAD_REQUEST,
            "The request was not understood: expected {\"code\": \"…\"} with the code of a link, and optionally \
             \"device\" with 16 to 64 letters, digits, - or _.",
        ),
        JoinError::UnknownCode => (
            StatusCode::NOT_FOUND,
            "This link is not known here. Open it again from the invitation, and check that it is complete.",
        ),
        JoinError::Revoked => {
            (StatusCode::GONE, "This link was withdrawn. Ask the secretariat for a new one.")
        }
        JoinError::Used => (
            StatusCode::GONE,
            "This link belongs to the device that used it first. Open it there, or ask the secretariat for \
                 a new one.",
        ),
        JoinError::MeetingClosed => (
            StatusCode::GONE,
            "The meeting is closed. If its record is published, the public link opens it.",
        ),
        JoinError::Expelled => {
            (StatusCode::FORBIDDEN, "Your access to this meeting has ended. Ask the secretariat.")
        }
        JoinError::TooMany => (
            StatusCode::TOO_MANY_REQUESTS,
            "Too many attempts with this link, or with wrong ones. Wait a few seconds and try again.",
        ),
        JoinError::TooEarly => (
            StatusCode::FORBIDDEN,
            "This link does not work yet. Open it again at the time that is given with it.",
        ),
        JoinError::Full => (
            StatusCode::SERVICE_UNAVAILABLE,
            "As many follow this meeting as the link is for. Try again later.",
        ),
        JoinError::Unavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            "The server cannot take you in now. Try again shortly.",
        ),
    }
}

async fn file(request: Request) -> Response {
    let Some(asset) = assets::asset(request.uri().path()) else {
        if request.uri().path() == "/" {
            let hint =
                "This server was built without its client. Build it with: cargo xtask build\n";
            return (StatusCode::SERVICE_UNAVAILABLE, hint).into_response();
        }
        return (StatusCode::NOT_FOUND, "there is nothing here; the meeting is at /\n")
            .into_response();
    };
    // Saves half a minute on a slow network if the browser has it already.
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|tag| tag.trim() == asset.tag)) {
        let headers = [(header::ETAG, asset.tag), (header::CACHE_CONTROL, "no-cache")];
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let accepted = request.headers().get(header::ACCEPT_ENCODING);
    let brotli = accepted.and_then(|v| v.to_str().ok()).is_some_and(|v| {
        v.split(',').any(|coding| coding.split(';').next().is_some_and(|c| c.trim() == "br"))
    });
    let mut response = Response::new(Body::from(if brotli { asset.brotli } else { asset.plain }));
    let headers = response.headers_mut();
    if brotli {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    for (name, value) in [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, "no-cache"),
        (header::ETAG, asset.tag),
        (header::VARY, "accept-encoding"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' \
             'unsafe-inline'; connect-src 'self' ws: wss:; media-src 'self' blob: mediastream:; \
             img-src 'self' data:; base-uri 'none'; form-action 'none'",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
