//! `/m/<meeting>/<name>`: documents at an address that does not change, before the meeting, in it and after it.

use super::App;
use super::door::neighbourhood;
use super::routes::asker;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rostrum_compilation::journal::paragraphs;
use rostrum_compilation::{Date, masthead};
use rostrum_paper::{Block, Paper, Run, Style, html};
use rostrum_proto::digest::Digest;
use rostrum_proto::id::MeetingId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::dossier::Document;
use std::sync::Arc;
use tracing::error;

/// A document that was issued for a meeting, as a page: in the language that the query asks for, else in that in which it
/// was written, else in any.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    Path((meeting, name)): Path<(String, String)>,
    request: Request,
) -> Response {
    let whose = neighbourhood(asker(&app, &request)).to_string();
    if !app.pages.take(&whose, app.clock.now()) {
        let wait = "too many requests: wait a few seconds and try again\n";
        return (StatusCode::TOO_MANY_REQUESTS, wait).into_response();
    }
    let wanted = request
        .uri()
        .query()
        .and_then(|query| query.strip_prefix("lang="))
        .and_then(Lang::from_tag);
    match found(&app, &meeting, &name, wanted).await {
        Some(page) => shown(page),
        None => (StatusCode::NOT_FOUND, "there is no such document\n").into_response(),
    }
}

async fn found(app: &App, meeting: &str, name: &str, wanted: Option<Lang>) -> Option<String> {
    let room = app.directory.visit(&MeetingId::new(meeting).ok()?).await?;
    let told = app.told_public.documents(&room).await?;
    if let Some(published) = told.compilation.as_ref().filter(|_| name == "compilation") {
        let lang = wanted.filter(|lang| published.versions.contains_key(lang)).unwrap_or(Lang::En);
        let paper = kept(app, published.versions.get(&lang)?).await?;
        return Some(html::page(&serde_json::from_slice(&paper).ok()?));
    }
    let document = told.documents.get(name)?;
    let here = |lang: &Lang| document.versions.contains_key(lang);
    let lang = wanted.filter(here).or(Some(document.original).filter(here));
    let lang = lang.or_else(|| document.versions.keys().next().copied())?;
    let bytes = kept(app, document.versions.get(&lang)?).await?;
    Some(html::page(&paper(document, lang, &String::from_utf8_lossy(&bytes))?))
}

async fn kept(app: &App, digest: &Digest) -> Option<Vec<u8>> {
    let (contents, digest) = (app.contents.clone(), digest.clone());
    let read = tokio::task::spawn_blocking(move || contents.read(&digest)).await.ok()?;
    read.map_err(|why| error!(%why, "contents.unreadable")).ok()
}

/// The document as it is handed out.
fn paper(document: &Document, lang: Lang, text: &str) -> Option<Paper> {
    let paragraph = |text: String| Block::Paragraph {
        lang: None,
        style: Style::Body,
        text: vec![Run::plain(text)],
    };
    let dated = Date::try_from(document.dated.clone()).ok()?;
    let mut masthead = masthead(&document.symbol, dated, document.original, lang);
    if document.distribution != "General" {
        masthead.distribution.clone_from(&document.distribution);
    }
    let blocks = paragraphs(text).into_iter().map(paragraph).collect();
    Some(Paper::new(lang, masthead, &document.symbol, blocks))
}

fn shown(page: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'",
        ),
    ];
    let headers = headers.map(|(name, value)| (name, HeaderValue::from_static(value)));
    (headers, page).into_response()
}
