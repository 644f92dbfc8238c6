//! What the dialog *Documents* asks for: over HTTP, and of what this device keeps.

use crate::browser::{files, http, storage, upload};
use crate::core::compiling::CompilingMsg;
use crate::core::documents::{DocumentsEffect, DocumentsMsg};
use crate::core::prompt::PromptMsg;
use rostrum_proto::file_name::file_name;
use rostrum_proto::id::{MeetingId, SeatId};
use rostrum_proto::lang::Lang;
use rostrum_proto::read::read;
use wasm_bindgen_futures::spawn_local;

/// Does it, and tells what came of it.
pub fn perform(
    token: String,
    meeting: &MeetingId,
    effect: DocumentsEffect,
    tell: impl Fn(DocumentsMsg) + 'static,
) {
    match effect {
        DocumentsEffect::Look(seat) => {
            let kept = storage::remembered(&key(meeting, &seat));
            let draft = kept.and_then(|kept| read(&kept).ok());
            // After what asked for it is done.
            spawn_local(async move { tell(DocumentsMsg::Kept(seat, draft)) });
        }
        DocumentsEffect::Keep(seat, draft) => {
            if let Ok(text) = serde_json::to_string(&draft) {
                storage::remember(&key(meeting, &seat), &text);
            }
        }
        DocumentsEffect::AskDraft(seat) => spawn_local(async move {
            let draft = http::statement_draft(&token, &seat).await;
            tell(DocumentsMsg::AtServer(seat, draft));
        }),
        DocumentsEffect::SaveDraft(save) => spawn_local(async move {
            let answer = http::save_draft(&token, &save).await;
            tell(DocumentsMsg::Saved(save.seat, answer));
        }),
        DocumentsEffect::Ask => spawn_local(async move {
            tell(DocumentsMsg::Came(http::documents(&token).await));
        }),
        DocumentsEffect::Text(seat, version) => spawn_local(async move {
            tell(DocumentsMsg::TextCame(http::statement_text(&token, &seat, &version).await));
        }),
        DocumentsEffect::Send(statement) => spawn_local(async move {
            let body = serde_json::to_string(&statement).unwrap_or_default();
            let sent = http::post_statement(&token, "api/statement", &body.into()).await;
            tell(DocumentsMsg::Sent(sent));
        }),
        DocumentsEffect::Points(compile) => spawn_local(async move {
            let body = serde_json::to_string(&compile).unwrap_or_default();
            let found = http::post_statement(&token, "api/compilation/points", &body.into()).await;
            tell(CompilingMsg::Points(found).into());
        }),
        DocumentsEffect::Publish(compile) => spawn_local(async move {
            let body = serde_json::to_string(&compile).unwrap_or_default();
            let published = http::post_statement(&token, "api/compilation", &body.into()).await;
            tell(CompilingMsg::Published(published).into());
        }),
        DocumentsEffect::Draft(compile, format) => {
            let lang = compile.lang.unwrap_or(Lang::En).code();
            let name = file_name(meeting.as_str(), &format!("compilation ({lang}).{format}"));
            spawn_local(async move {
                let body = serde_json::to_string(&compile).unwrap_or_default();
                let path = format!("api/compilation/draft?format={format}");
                let draft = http::saved(&token, &path, Some(&body)).await;
                let saved = draft.map(|blob| files::save_blob(&name, &blob));
                tell(CompilingMsg::Saved(saved).into());
            });
        }
        DocumentsEffect::Bundle => {
            let name = file_name(meeting.as_str(), "statements.zip");
            spawn_local(async move {
                let bundle = http::saved(&token, "api/statements.zip", None).await;
                let saved = bundle.map(|blob| files::save_blob(&name, &blob));
                tell(DocumentsMsg::Bundled(saved));
            });
        }
        DocumentsEffect::AskForScript => spawn_local(async move {
            tell(PromptMsg::Came(http::documents(&token).await).into());
        }),
        DocumentsEffect::Script(seat, version) => spawn_local(async move {
            tell(PromptMsg::Text(http::statement_text(&token, &seat, &version).await).into());
        }),
        DocumentsEffect::TakeOut(bytes) => spawn_local(async move {
            let part = |of| tell(DocumentsMsg::Uploaded(of));
            let taken = upload::file(&token, &bytes, part).await;
            tell(DocumentsMsg::TakenOut(taken));
        }),
    }
}

fn key(meeting: &MeetingId, seat: &SeatId) -> String {
    format!("rostrum.draft.{meeting}.{seat}")
}
