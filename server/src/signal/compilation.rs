//! The compilation over HTTP, for the secretariat: a draft, what does not agree in it, and its publication.

use super::documents::{Declined, asker, body, refused, respond};
use super::handed_out::saved;
use super::{App, record};
use crate::compiling;
use crate::identity::Claims;
use crate::papers::{self, PaperFormat};
use crate::press::PressError;
use crate::room::{Letter, Publishing, SendError};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::{Json, Response};
use rostrum_compilation::journal;
use rostrum_compilation::order::annexes;
use rostrum_compilation::{Date, Facts};
use rostrum_proto::file_name::file_name;
use rostrum_proto::id::ParticipantId;
use rostrum_proto::lang::Lang;
use rostrum_proto::line::{self, MAX_NAME};
use rostrum_proto::meeting::dossier::{Compilation, Dossier};
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::wire::documents::{Compile, Disagreement, Disagreements, DocumentError};
use rostrum_proto::wire::http::RecordError;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio::sync::oneshot;
use tracing::{error, info};

/// `POST /api/compilation/draft?format=…`: a draft, whatever does not agree in it.
pub(super) async fn draft(State(app): State<Arc<App>>, request: Request) -> Response {
    let made = async {
        let (claims, _) = may_compile(&app, request.headers()).await?;
        let format = request.uri().query().and_then(|query| query.strip_prefix("format="));
        let format: PaperFormat =
            format.and_then(|name| name.parse().ok()).ok_or(DocumentError::Malformed)?;
        let (compile, letter) = read(request).await?;
        let lang = compile.lang.unwrap_or(Lang::En);
        let (facts, _) = facts(&app, &claims, letter).await?;
        let press = app.press.clone();
        let written = tokio::task::spawn_blocking(move || {
            papers::write(&rostrum_compilation::draft(&facts, lang), format, &press)
        });
        let written = written.await.map_err(|_| DocumentError::Unavailable)?;
        let bytes = written.map_err(|why| {
            error!(why = format!("{why:#}"), "compilation.not_written");
            match why.downcast_ref() {
                Some(PressError::Missing(_)) => DocumentError::NoPress.into(),
                Some(PressError::Failed(_)) => {
                    let sentence = Some(format!("{why}."));
                    Declined { sentence, ..DocumentError::NotPrinted.into() }
                }
                None => Declined::from(DocumentError::Unavailable),
            }
        })?;
        let name = format!("compilation ({}).{}", lang.code(), format.ending());
        let name = file_name(claims.meeting.as_str(), &name);
        Ok((saved(&name, format.media_type()), bytes))
    };
    respond(made.await)
}

/// `POST /api/compilation/points`: what does not agree.
pub(super) async fn points(State(app): State<Arc<App>>, request: Request) -> Response {
    let found = async {
        let (claims, _) = may_compile(&app, request.headers()).await?;
        let (compile, letter) = read(request).await?;
        let (facts, _) = facts(&app, &claims, letter).await?;
        let points = disagreements(&facts, compile.lang.unwrap_or(Lang::En));
        let mut seen = BTreeSet::new();
        let annexes = annexes(&facts).into_iter().map(|annex| annex.seat);
        let annexes = annexes.filter(|seat| seen.insert(*seat)).cloned().collect();
        Ok(Json(Disagreements { points, annexes }))
    };
    respond(found.await)
}

/// `POST /api/compilation`: publishes it, in all six languages, if nothing in it disagrees.
pub(super) async fn publish(State(app): State<Arc<App>>, request: Request) -> Response {
    let published = async {
        let (claims, participant) = may_compile(&app, request.headers()).await?;
        let (compile, letter) = read(request).await?;
        let (facts, made_from) = facts(&app, &claims, letter).await?;
        if !facts.agree() {
            return Err(DocumentError::Disagrees.into());
        }
        let contents = app.contents.clone();
        let kept = tokio::task::spawn_blocking(move || {
            let keep = |lang: Lang| {
                let paper = serde_json::to_vec(&rostrum_compilation::compile(&facts, lang))?;
                anyhow::Ok((lang, contents.keep(&paper)?))
            };
            Lang::ALL.into_iter().map(keep).collect::<anyhow::Result<BTreeMap<_, _>>>()
        });
        let versions = kept.await.map_err(|_| DocumentError::Unavailable)?.map_err(|why| {
            error!(%why, "contents.unwritable");
            Declined::from(DocumentError::Unavailable)
        })?;
        let compilation = Compilation { symbol: compile.symbol, versions };
        let (answer, done) = oneshot::channel();
        let id = compile.id;
        let letter =
            Publishing { participant, id, compilation: compilation.clone(), made_from, answer };
        let room = app.directory.visit(&claims.meeting).await.ok_or(DocumentError::Unauthorized)?;
        if !room.send(Letter::Publish(Box::new(letter))).await {
            return Err(DocumentError::Unavailable.into());
        }
        match done.await.map_err(|_| DocumentError::Unavailable)? {
            Ok(()) => {
                info!(meeting = %claims.meeting, symbol = compilation.symbol, "compilation.published");
                Ok(Json(compilation))
            }
            Err(SendError::Refused(refusal)) => Err(refused(refusal)),
            Err(SendError::Storage) => Err(DocumentError::Unavailable.into()),
            Err(SendError::Changed) => Err(Declined {
                sentence: Some("Something was sent or answered meanwhile. Check again.".into()),
                ..DocumentError::Disagrees.into()
            }),
        }
    };
    respond(published.await)
}

/// Who asks, if they settle statements.
async fn may_compile(app: &App, headers: &HeaderMap) -> Result<(Claims, ParticipantId), Declined> {
    let (claims, who) = asker(app, headers)?;
    app.asks_often(&claims)?;
    let told = super::documents::documents(app, &claims, who.clone()).await?;
    match who.filter(|_| told.settles) {
        Some(who) => Ok((claims, who)),
        None => Err(refused(Refusal::NotPermitted {})),
    }
}

/// What is asked for, and the letter that it makes.
async fn read(request: Request) -> Result<(Compile, journal::Letter), Declined> {
    let body = body(request).await?;
    let compile: Compile = serde_json::from_slice(&body).map_err(|_| DocumentError::Malformed)?;
    let signed = compile.signed.clone().map(|signed| (signed.name, signed.title));
    let letter = letter(&compile.symbol, &compile.dated, signed);
    Ok((compile, letter.ok_or(DocumentError::Malformed)?))
}

fn letter(symbol: &str, dated: &str, signed: Option<(String, String)>) -> Option<journal::Letter> {
    let is_line = |text: &str| line::check(text, MAX_NAME).is_ok();
    let named = signed.as_ref().is_none_or(|(name, title)| is_line(name) && is_line(title));
    (named && is_line(symbol)).then_some(())?;
    let dated = Date::try_from(dated.to_owned()).ok()?;
    Some(journal::Letter { symbol: symbol.to_owned(), dated, signed })
}

/// The facts of the meeting, from its whole journal, and what was known of its statements then.
async fn facts(
    app: &App,
    claims: &Claims,
    letter: journal::Letter,
) -> Result<(Facts, Arc<Dossier>), Declined> {
    let records = record::journal(app, &claims.meeting, Some(claims.sub.clone())).await;
    let records = records.map_err(|why| match why {
        RecordError::NotPermitted => refused(Refusal::NotPermitted {}),
        RecordError::Unauthorized => DocumentError::Unauthorized.into(),
        _ => DocumentError::Unavailable.into(),
    })?;
    let contents = app.contents.clone();
    let made = tokio::task::spawn_blocking(move || compiling::facts(&records, &contents, &letter));
    made.await.ok().flatten().ok_or_else(|| DocumentError::Unavailable.into())
}

fn disagreements(facts: &Facts, lang: Lang) -> Vec<Disagreement> {
    let found = facts.points(lang).into_iter().map(|found| Disagreement {
        point: serde_json::to_string(&found.point).unwrap_or_default(),
        sentence: found.sentence,
        reason: found.reason,
    });
    found.collect()
}
