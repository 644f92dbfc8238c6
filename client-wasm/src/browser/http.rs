//! The requests that are not the socket's. Their paths are relative to the page, which may be below a path of a
//! proxy's.

use crate::browser::{storage, timer};
use crate::core::draft::SaveAnswer;
use crate::core::model::JoinFailure;
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::read::{Read, read};
use rostrum_proto::wire::documents::{Arrived, DocumentProblem, Documents, DraftAnswer, SaveDraft};
use rostrum_proto::wire::http::{Checked, JoinRequest, Joined, Problem, RecordProblem};
use rostrum_proto::wire::recordings::Recordings;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, RequestInit, Response};

/// Exchanges a code for a token.
pub async fn join(code: String) -> Result<Joined, JoinFailure> {
    let body =
        serde_json::to_string(&JoinRequest { code, device: storage::device() }).unwrap_or_default();
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&body.into());
    if let Ok(headers) = web_sys::Headers::new() {
        let _ = headers.set("content-type", "application/json");
        init.set_headers(&headers);
    }
    let response = fetch("api/join", &init).await.ok_or(JoinFailure::Network)?;
    let text = text(&response).await.ok_or(JoinFailure::Network)?;
    if response.ok() {
        return read(&text).map_err(|_| JoinFailure::Network);
    }
    Err(match read::<Problem>(&text) {
        Ok(Problem { from: Some(from), .. }) => JoinFailure::TooEarly(from),
        Ok(problem) => JoinFailure::Declined(problem.code),
        Err(_) => JoinFailure::Network,
    })
}

/// Whether the server answers, in how many ms, and what it says to who has this token. Other than with GET, a browser
/// names the page's origin.
pub async fn check(token: &str) -> Option<(u32, Checked)> {
    let before = timer::now();
    let init = RequestInit::new();
    init.set_method("POST");
    let headers = authorized(token)?;
    init.set_headers(&headers);
    let response = fetch("api/check", &init).await?;
    let round_trip = timer::now().since(before).0 as u32;
    let text = text(&response).await.filter(|_| response.ok())?;
    Some((round_trip, read(&text).ok()?))
}

/// The words of a language.
pub async fn words(lang: Lang) -> Option<String> {
    fetch_text(&format!("{}.json", lang.code()), &RequestInit::new()).await
}

/// The record of the meeting in a language and a format, for who may read it; or why not, if anybody says why.
pub async fn record(token: &str, lang: Lang, format: &str) -> Result<Blob, Option<RecordProblem>> {
    saved(token, &format!("api/record?format={format}&lang={}", lang.code()), None).await
}

/// What there is of the meeting's recording, and where in it a record is.
pub async fn recordings(
    token: &str,
    seq: Option<u64>,
) -> Result<Recordings, Option<RecordProblem>> {
    let init = RequestInit::new();
    let headers = authorized(token).ok_or(None)?;
    init.set_headers(&headers);
    let query = seq.map(|seq| format!("&seq={seq}")).unwrap_or_default();
    answered(&format!("api/recording?speeches{query}"), &init).await
}

/// What there is of documents, for who has this token.
pub async fn documents(token: &str) -> Option<Documents> {
    let init = RequestInit::new();
    let headers = authorized(token)?;
    init.set_headers(&headers);
    read(&fetch_text("api/documents", &init).await?).ok()
}

/// The draft of a seat that the server has kept.
pub async fn statement_draft(token: &str, seat: &SeatId) -> Option<DraftAnswer> {
    let init = RequestInit::new();
    let headers = authorized(token)?;
    init.set_headers(&headers);
    read(&fetch_text(&format!("api/statement/draft?seat={seat}"), &init).await?).ok()
}

/// Has the server keep a draft.
pub async fn save_draft(token: &str, save: &SaveDraft) -> SaveAnswer {
    let saving = async {
        let init = RequestInit::new();
        init.set_method("POST");
        let headers = authorized(token)?;
        init.set_headers(&headers);
        init.set_body(&serde_json::to_string(save).ok()?.into());
        let response = fetch("api/statement/draft", &init).await?;
        let saved = read::<DraftAnswer>(&text(&response).await?).ok()?.saved?;
        Some((response.ok(), saved))
    };
    match saving.await {
        Some((true, saved)) => SaveAnswer::Saved(saved),
        Some((false, other)) => SaveAnswer::Other(other),
        None => SaveAnswer::Failed,
    }
}

/// A text of a statement.
pub async fn statement_text(token: &str, seat: &SeatId, version: &str) -> Option<String> {
    let init = RequestInit::new();
    let headers = authorized(token)?;
    init.set_headers(&headers);
    let path = format!("api/statement/text?seat={seat}&version={version}");
    fetch_text(&path, &init).await
}

/// How much of a file has arrived.
pub async fn statement_upload(token: &str, address: &str) -> Option<Arrived> {
    let init = RequestInit::new();
    let headers = authorized(token)?;
    init.set_headers(&headers);
    read(&fetch_text(address, &init).await?).ok()
}

/// Posts something about statements: what comes of it, or why not; without a word if nobody answers.
pub async fn post_statement<T: Read>(
    token: &str,
    path: &str,
    body: &JsValue,
) -> Result<T, Option<DocumentProblem>> {
    let init = RequestInit::new();
    init.set_method("POST");
    let headers = authorized(token).ok_or(None)?;
    init.set_headers(&headers);
    init.set_body(body);
    answered(path, &init).await
}

/// Something to be saved as a file: what is posted, or without anything to post what is got. Or why not, if anybody says
/// why.
pub async fn saved<Why: Read>(
    token: &str,
    path: &str,
    body: Option<&str>,
) -> Result<Blob, Option<Why>> {
    let init = RequestInit::new();
    let headers = authorized(token).ok_or(None)?;
    init.set_headers(&headers);
    if let Some(body) = body {
        init.set_method("POST");
        init.set_body(&body.into());
    }
    let response = fetch(path, &init).await.ok_or(None)?;
    if !response.ok() {
        let text = text(&response).await.ok_or(None)?;
        return Err(read(&text).ok());
    }
    blob(&response).await.ok_or(None)
}

/// What is answered, or why not; without a word if nobody answers.
async fn answered<T: Read, Why: Read>(path: &str, init: &RequestInit) -> Result<T, Option<Why>> {
    let response = fetch(path, init).await.ok_or(None)?;
    let text = text(&response).await.ok_or(None)?;
    match response.ok() {
        true => read(&text).map_err(|_| None),
        false => Err(read(&text).ok()),
    }
}

/// A head with the token in it (RFC 6750).
fn authorized(token: &str) -> Option<web_sys::Headers> {
    let headers = web_sys::Headers::new().ok()?;
    headers.set("authorization", &format!("Bearer {token}")).ok()?;
    Some(headers)
}

async fn fetch_text(path: &str, init: &RequestInit) -> Option<String> {
    let response = fetch(path, init).await?;
    if response.ok() { text(&response).await } else { None }
}

async fn fetch(path: &str, init: &RequestInit) -> Option<Response> {
    let promise = web_sys::window()?.fetch_with_str_and_init(path, init);
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

async fn blob(response: &Response) -> Option<Blob> {
    JsFuture::from(response.blob().ok()?).await.ok()?.dyn_into().ok()
}

async fn text(response: &Response) -> Option<String> {
    let value: JsValue = JsFuture::from(response.text().ok()?).await.ok()?;
    value.as_string()
}
