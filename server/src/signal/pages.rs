//! `/m/<meeting>/<name>`: documents at an address that does not change, before the meeting, in it and after it.

use super::App;
use super::door::neighbourhood;
use super::handed_out::shown;
use super::published::Page;
use super::record::NotGiven;
use super::routes::asker;
use crate::contents::digest;
use crate::papers::{self, PaperFormat};
use anyhow::Context;
use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rostrum_compilation::{Date, masthead};
use rostrum_paper::{Block, Paper, Run, Style};
use rostrum_proto::digest::Digest;
use rostrum_proto::file_name::file_name;
use rostrum_proto::id::MeetingId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::dossier::Document;
use rostrum_proto::wire::http::RecordError;
use rostrum_proto::words::paragraphs;
use std::sync::Arc;
use tracing::error;

/// A document of a meeting: in the language that the query asks for, else in that in which it was written, else in any; and
/// in the format, else as a page.
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
    let (lang, format) = wanted(request.uri().query().unwrap_or_default());
    let Some(source) = found(&app, &meeting, &name, lang).await else {
        return (StatusCode::NOT_FOUND, "there is no such document\n").into_response();
    };
    let file = format!("{name} ({}).{}", source.lang.code(), format.ending());
    match made(&app, source, format).await {
        Ok(bytes) => shown(&file_name(&meeting, &file), format, "no-cache", bytes),
        Err(_) => {
            let why =
                "it cannot be made in this format now: ask for html or docx, or try again later\n";
            (StatusCode::SERVICE_UNAVAILABLE, why).into_response()
        }
    }
}

/// What a document is made from: the content that is kept, and what stands at its head if that is a text.
struct Source {
    lang: Lang,
    content: Digest,
    issued: Option<Document>,
}

/// What a query asks for. What it has besides is nothing.
fn wanted(query: &str) -> (Option<Lang>, PaperFormat) {
    let of = |name: &str| {
        let mut all = query.split('&').filter_map(|parameter| parameter.split_once('='));
        all.find_map(|(known, value)| (known == name).then_some(value))
    };
    let format = of("format").and_then(|format| format.parse().ok());
    (of("lang").and_then(Lang::from_tag), format.unwrap_or(PaperFormat::Html))
}

async fn found(app: &App, meeting: &str, name: &str, wanted: Option<Lang>) -> Option<Source> {
    let room = app.directory.visit(&MeetingId::new(meeting).ok()?).await?;
    let told = app.told_public.documents(&room).await?;
    if let Some(published) = told.compilation.as_ref().filter(|_| name == "compilation") {
        let lang = wanted.filter(|lang| published.versions.contains_key(lang)).unwrap_or(Lang::En);
        let content = published.versions.get(&lang)?.clone();
        return Some(Source { lang, content, issued: None });
    }
    let document = told.documents.get(name)?;
    let here = |lang: &Lang| document.versions.contains_key(lang);
    let lang = wanted.filter(here).or(Some(document.original).filter(here));
    let lang = lang.or_else(|| document.versions.keys().next().copied())?;
    let content = document.versions.get(&lang)?.clone();
    Some(Source { lang, content, issued: Some(document.clone()) })
}

/// It in a format; made once, however many ask, and aside.
async fn made(app: &App, source: Source, format: PaperFormat) -> Result<Bytes, NotGiven> {
    let of = (&source.content, source.lang.code(), &source.issued);
    let of = digest(&serde_json::to_vec(&of).unwrap_or_default());
    let (contents, press) = (app.contents.clone(), app.press.clone());
    let make = async move {
        let write = move || {
            let kept = contents.read(&source.content)?;
            let paper = match &source.issued {
                None => Some(serde_json::from_slice(&kept)?),
                Some(issued) => paper(issued, source.lang, &String::from_utf8_lossy(&kept)),
            };
            papers::write(&paper.context("it has no date")?, format, &press)
        };
        let written = tokio::task::spawn_blocking(write).await;
        let written = written.map_err(|_| RecordError::Unavailable)?;
        written.map_err(|why| {
            error!(why = format!("{why:#}"), "document.not_written");
            RecordError::Unavailable.into()
        })
    };
    app.published.page(&Page::Document(of, format), make).await
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
