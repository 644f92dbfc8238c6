//! Documents and statements over HTTP: what there is, sending one, and the texts.

use super::handed_out::saved;
use super::passing::Passing;
use super::record::claims;
use super::{App, limits};
use crate::bundle;
use crate::contents::digest;
use crate::identity::Claims;
use crate::press;
use crate::room::{Letter, RoomHandle, SendError, Sent};
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Json, Response};
use futures_util::stream::poll_fn;
use rostrum_proto::digest::Digest;
use rostrum_proto::file_name::file_name;
use rostrum_proto::id::{MeetingId, ParticipantId, SeatId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::statement::Statement;
use rostrum_proto::wire::documents::{
    DocumentError, DocumentProblem, Documents, Receipt, SendStatement, Unread,
};
use rostrum_proto::words;
use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::sync::Arc;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::timeout;
use tracing::{error, info};

/// The longest text of a statement, in bytes, with what JSON adds: some 80 pages.
pub const MAX_SENT: usize = 1_000_000;

/// Why a request is not carried out.
pub(super) struct Declined {
    pub code: DocumentError,
    pub sentence: Option<String>,
    pub refusal: Option<Refusal>,
    /// Why a file has no text, and what it is known by if it is kept.
    pub unread: Option<(Unread, Option<Digest>)>,
}

impl From<DocumentError> for Declined {
    fn from(code: DocumentError) -> Self {
        Self { code, sentence: None, refusal: None, unread: None }
    }
}

/// `GET /api/documents`: what whoever asks may see now.
pub(super) async fn list(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let told = async {
        let (claims, who) = asker(&app, &headers)?;
        app.asks_often(&claims)?;
        documents(&app, &claims, who).await
    };
    let now = app.clock.now();
    respond(told.await.map(|told| Json(Documents { now, ..Documents::clone(&told) })))
}

/// `GET /api/statement/text?seat=…&version=…`, or `?document=…&lang=…`: a text.
pub(super) async fn text(State(app): State<Arc<App>>, headers: HeaderMap, uri: Uri) -> Response {
    let found = async {
        let (claims, who) = asker(&app, &headers)?;
        app.asks_often(&claims)?;
        let wanted =
            Wanted::read(uri.query().unwrap_or_default()).ok_or(DocumentError::Malformed)?;
        let documents = documents(&app, &claims, who).await?;
        let digest = wanted.find(&documents).ok_or(DocumentError::NotFound)?;
        let contents = app.contents.clone();
        let read = tokio::task::spawn_blocking(move || contents.read(&digest));
        let read = read.await.map_err(|_| DocumentError::Unavailable)?;
        read.map_err(|why| {
            error!(%why, "contents.unreadable");
            Declined::from(DocumentError::Unavailable)
        })
    };
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    respond(found.await.map(|bytes| (kind, bytes)))
}

/// `POST /api/statement`: sends a statement.
pub(super) async fn send(State(app): State<Arc<App>>, request: Request) -> Response {
    let taken = async {
        let (claims, who) = asker(&app, request.headers())?;
        let who = who.ok_or(DocumentError::Refused)?;
        app.asks_often(&claims)?;
        let _one = app.one_more(&claims)?;
        let body = body(request).await?;
        let sent: SendStatement =
            serde_json::from_slice(&body).map_err(|_| DocumentError::Malformed)?;
        // Of who may not send one nothing is kept, and nothing is said of what is here.
        let told = documents(&app, &claims, Some(who.clone())).await?;
        let (sends, settles) = (told.sends_for.contains(&sent.seat), told.settles);
        let text = as_kept(&sent.text);
        let length = words::length(&text);
        let (contents, kept) = (app.contents.clone(), text.into_bytes());
        let (file, uploads) = (sent.file.clone(), app.uploads_on_their_way.clone());
        let (meeting, seat) = (claims.meeting.clone(), sent.seat.clone());
        // Before anything says that it is here. A text that nobody's statement names is harmless.
        let kept = tokio::task::spawn_blocking(move || {
            if let Some(file) = file {
                let is_theirs = settles || uploads.is_of(&meeting, &seat, &file);
                contents.read(&file).ok().filter(|_| is_theirs).ok_or(DocumentError::Malformed)?;
            }
            if !sends {
                // The room says why.
                return Ok(digest(&kept));
            }
            contents.keep(&kept).map_err(|why| {
                error!(%why, "contents.unwritable");
                DocumentError::Unavailable
            })
        });
        let text = kept.await.map_err(|_| DocumentError::Unavailable)??;
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let statement = Statement {
            text,
            file: sent.file,
            lang: sent.lang,
            manner: sent.manner,
            name: sent.name.trim().to_owned(),
            title: sent.title.trim().to_owned(),
            on_behalf_of: sent.on_behalf_of.iter().map(|name| name.trim().to_owned()).collect(),
            words: count(length.words),
            characters: count(length.characters),
        };
        let (answer, receipt) = oneshot::channel();
        let letter = Sent { participant: who, id: sent.id, seat: sent.seat, statement, answer };
        let room = app.directory.visit(&claims.meeting).await.ok_or(DocumentError::Unauthorized)?;
        if !room.send(Letter::Statement(Box::new(letter))).await {
            return Err(DocumentError::Unavailable.into());
        }
        let receipt = receipt.await.map_err(|_| DocumentError::Unavailable)?;
        let receipt: Receipt = receipt.map_err(|why| match why {
            SendError::Storage | SendError::Changed => DocumentError::Unavailable.into(),
            SendError::Refused(refusal) => Declined {
                code: DocumentError::Refused,
                sentence: Some(refusal.sentence()),
                refusal: Some(refusal),
                unread: None,
            },
        })?;
        info!(meeting = %claims.meeting, receipt = receipt.receipt, "statement.taken");
        Ok(Json(receipt))
    };
    respond(taken.await)
}

/// `GET /api/statements.zip`: all of them, for who settles them.
pub(super) async fn bundle(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let made = async {
        let (claims, who) = asker(&app, &headers)?;
        app.asks_often(&claims)?;
        let told = documents(&app, &claims, who).await?;
        if !told.settles {
            return Err(refused(Refusal::NotPermitted {}));
        }
        // Read while it is sent: it is never in the memory as a whole.
        let (sender, mut chunks) = mpsc::channel(4);
        let contents = app.contents.clone();
        tokio::task::spawn_blocking(move || {
            let to = BufWriter::with_capacity(64 << 10, Chunks(sender.clone()));
            if let Err(why) = bundle::write(&told, &contents, to) {
                error!(why = format!("{why:#}"), "statements.not_bundled");
                // It ends in the middle, which is seen, and not as if it were whole.
                drop(sender.blocking_send(Err(io::Error::other("not whole"))));
            }
        });
        let body = Body::from_stream(poll_fn(move |context| chunks.poll_recv(context)));
        let name = file_name(claims.meeting.as_str(), "statements.zip");
        Ok((saved(&name, "application/zip"), body))
    };
    respond(made.await)
}

/// The way of what is written into an answer.
struct Chunks(mpsc::Sender<io::Result<Bytes>>);

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let chunk = Bytes::copy_from_slice(bytes);
        self.0.blocking_send(Ok(chunk)).map_err(|_| io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A text as it is kept: lines end as they do everywhere, and nothing stands around it.
fn as_kept(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()
}

pub(super) fn refused(refusal: Refusal) -> Declined {
    let sentence = Some(refusal.sentence());
    Declined { sentence, refusal: Some(refusal), ..DocumentError::Refused.into() }
}

pub(super) async fn body(request: Request) -> Result<Bytes, DocumentError> {
    match timeout(limits::UPLOAD_WITHIN, Bytes::from_request(request, &())).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(why)) if why.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Err(DocumentError::TooLarge)
        }
        Ok(Err(_)) | Err(_) => Err(DocumentError::Malformed),
    }
}

/// Who asks: somebody who takes part, or the public.
pub(super) fn asker(
    app: &App,
    headers: &HeaderMap,
) -> Result<(Claims, Option<ParticipantId>), DocumentError> {
    let (claims, takes_part) = claims(app, headers).ok_or(DocumentError::Unauthorized)?;
    let who = takes_part.then(|| claims.sub.clone());
    Ok((claims, who))
}

/// What somebody may see now; nobody is the public.
pub(super) async fn documents(
    app: &App,
    claims: &Claims,
    participant: Option<ParticipantId>,
) -> Result<Arc<Documents>, Declined> {
    let room = app.directory.visit(&claims.meeting).await.ok_or(DocumentError::Unauthorized)?;
    let told = match participant {
        None => app.told_public.documents(&room).await,
        who => ask(&room, who).await.map(Arc::new),
    };
    Ok(told.ok_or(DocumentError::Unavailable)?)
}

async fn ask(room: &RoomHandle, participant: Option<ParticipantId>) -> Option<Documents> {
    let (answer, told) = oneshot::channel();
    room.send(Letter::Documents { participant, answer }).await.then_some(())?;
    told.await.ok()
}

/// What the public is told of documents, the same for all: however many ask, a room is asked once for each record.
#[derive(Default)]
pub struct ToldPublic(Mutex<BTreeMap<MeetingId, (u64, Arc<Documents>)>>);

impl ToldPublic {
    /// Of a meeting. Its time is that at which it was told first.
    pub(super) async fn documents(&self, room: &RoomHandle) -> Option<Arc<Documents>> {
        // All who wait for it get the one that comes.
        let mut known = self.0.lock().await;
        let seq = room.seq();
        if let Some((of, told)) = known.get(&room.meeting)
            && *of == seq
        {
            return Some(Arc::clone(told));
        }
        let told = Arc::new(ask(room, None).await?);
        known.insert(room.meeting.clone(), (seq, Arc::clone(&told)));
        Some(told)
    }
}

impl App {
    /// One more body of a person on its way.
    pub(super) fn one_more(&self, claims: &Claims) -> Result<Passing, DocumentError> {
        let whose = format!("{} {}", claims.meeting, claims.sub);
        Passing::of(&self.passing, whose).ok_or(DocumentError::TooMany)
    }

    pub(super) fn asks_often(&self, claims: &Claims) -> Result<(), DocumentError> {
        match self.documents.take(claims.sub.as_str(), self.clock.now()) {
            true => Ok(()),
            false => Err(DocumentError::TooMany),
        }
    }
}

/// The text that a query asks for.
enum Wanted {
    Statement { seat: SeatId, version: String },
    Document { name: String, lang: Lang },
}

impl Wanted {
    fn read(query: &str) -> Option<Self> {
        let (first, second) = query.split_once('&')?;
        match (first.split_once('=')?, second.split_once('=')?) {
            (("seat", seat), ("version", version)) => {
                let seat = SeatId::new(seat).ok()?;
                Some(Self::Statement { seat, version: version.to_owned() })
            }
            (("document", name), ("lang", lang)) => {
                Some(Self::Document { name: name.to_owned(), lang: Lang::from_tag(lang)? })
            }
            _ => None,
        }
    }

    /// What it is known by, if whoever was told of these documents may read it.
    fn find(&self, told: &Documents) -> Option<Digest> {
        match self {
            Self::Statement { seat, version } => {
                let sent = told.seats.iter().find(|sent| sent.seat == *seat)?;
                Some(sent.versions.get(version)?.statement.text.clone())
            }
            Self::Document { name, lang } => told.documents.get(name)?.versions.get(lang).cloned(),
        }
    }
}

pub(super) fn respond(answer: Result<impl IntoResponse, Declined>) -> Response {
    let mut response = match answer {
        Ok(answer) => answer.into_response(),
        Err(declined) => decline(declined),
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ] {
        headers.insert(name, header::HeaderValue::from_static(value));
    }
    response
}

fn decline(Declined { code, sentence, refusal, unread }: Declined) -> Response {
    info!(?code, "documents.refused");
    let (status, usual) = match code {
        DocumentError::Malformed => (
            StatusCode::BAD_REQUEST,
            "The request was not understood, or did not arrive whole. Try again.",
        ),
        DocumentError::Unauthorized => (
            StatusCode::UNAUTHORIZED,
            "The token is missing, has expired, or is not valid. Join again with your link.",
        ),
        DocumentError::NotFound => {
            (StatusCode::NOT_FOUND, "This text is not here, or not for you yet.")
        }
        DocumentError::Refused => {
            (StatusCode::FORBIDDEN, "Your role in this meeting does not allow this.")
        }
        DocumentError::Disagrees => (
            StatusCode::CONFLICT,
            "Something in the compilation does not agree. Settle it, or say why it stands.",
        ),
        DocumentError::TooLarge => (
            StatusCode::PAYLOAD_TOO_LARGE,
            "This is too large: a file may have 10 MB, a text about 80 pages. Save the file without its \
             pictures, or paste the text.",
        ),
        DocumentError::NoText => {
            (StatusCode::UNPROCESSABLE_ENTITY, "There is no text in this file. Paste the text.")
        }
        DocumentError::TooMany => {
            (StatusCode::TOO_MANY_REQUESTS, "Too many requests. Wait a few seconds and try again.")
        }
        DocumentError::NoPress => (StatusCode::NOT_IMPLEMENTED, press::NOT_HERE),
        DocumentError::NotPrinted => (StatusCode::SERVICE_UNAVAILABLE, press::NOT_PRINTED),
        DocumentError::Unavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            "The server cannot keep this now, and has not taken it. Your text is still here: try again shortly.",
        ),
    };
    let sentence = sentence.unwrap_or_else(|| usual.into());
    let (unread, file) = unread.map_or((None, None), |(why, file)| (Some(why), file));
    let problem = DocumentProblem { code, sentence, refusal, unread, file };
    (status, Json(problem)).into_response()
}
