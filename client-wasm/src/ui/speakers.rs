//! The speakers' list. The chair and the secretary order it by drag or by keyboard.

use crate::app::App;
use crate::core::msg::Msg;
use crate::core::names::Name;
use crate::core::text;
use crate::core::view::Action;
use crate::core::view::speakers::{self, Row, Tools};
use crate::ui::parts::{self, Icon, Look};
use leptos::prelude::*;
use rostrum_proto::id::RequestId;
use rostrum_proto::meeting::command::Command;
use wasm_bindgen::JsCast;

/// The region, with the list in it.
pub fn list(app: App) -> impl IntoView {
    let lang = app.lang();
    let rows = app.view_at(speakers::rows);
    let empty = Memo::new(move |_| rows.with(Vec::is_empty));
    let closed = app.view(|m| m.meeting().is_some_and(|m| m.list_closed));
    let dragged = RwSignal::new(None::<RequestId>);
    let denied = RwSignal::new(None::<(RequestId, String)>);
    view! {
        <section class="speakers" aria-label=text::speakers_list(lang)>
            <div class="section-head">
                <h2>{text::speakers_list(lang)}</h2>
                {move || closed.get().then(|| view! { <span class="chip">{text::list_is_closed(lang)}</span> })}
            </div>
            {move || empty.get().then(|| view! { <p class="quiet">{text::list_empty(lang)}</p> })}
            <ol role="list" aria-label=text::speakers_list(lang) class="rows">
                <For each=move || rows.get() key=|r| r.request let:first>
                    {row(app, rows, first, dragged, denied)}
                </For>
            </ol>
            {deny_dialog(app, denied)}
        </section>
    }
}

fn row(
    app: App,
    rows: Memo<Vec<Row>>,
    first: Row,
    dragged: RwSignal<Option<RequestId>>,
    denied: RwSignal<Option<(RequestId, String)>>,
) -> impl IntoView {
    let id = first.request;
    let row = Memo::new(move |_| {
        rows.with(|r| r.iter().find(|r| r.request == id).cloned()).unwrap_or_else(|| first.clone())
    });
    let name = Memo::new(move |_| row.with(|r| r.name.clone()));
    let position = Memo::new(move |_| row.with(|r| r.position));
    let line = Memo::new(move |_| row.with(|r| r.line.clone()));
    let wait = Memo::new(move |_| row.with(|r| r.wait.clone()));
    let drag = Memo::new(move |_| row.with(|r| r.tools.drag));
    let any = Memo::new(move |_| row.with(|r| r.tools.any()));
    let over = RwSignal::new(false);
    let dropped = move |event: web_sys::DragEvent| {
        event.prevent_default();
        over.set(false);
        let moved = dragged.get_untracked().filter(|from| *from != id);
        if let (Some(request), Some(position)) = (moved, position.get_untracked()) {
            app.dispatch(Msg::Do(Command::MoveRequest { request, position }));
        }
        dragged.set(None);
    };
    let hover = move |event: web_sys::DragEvent| {
        if dragged.get_untracked().is_some() && position.get_untracked().is_some() {
            event.prevent_default();
            over.set(true);
        }
    };
    view! {
        <li
            class="row"
            class:now=move || row.with(|r| r.now)
            class:mine=move || row.with(|r| r.mine)
            class:over=move || over.get()
            draggable=move || drag.get().then_some("true")
            on:dragstart=move |_| dragged.set(Some(id))
            on:dragend=move |_| dragged.set(None)
            on:dragover=hover
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <span class="row-no">{move || match position.get() {
                Some(n) => n.to_string(),
                None if row.with(|r| r.now) => "●".to_owned(),
                None => "·".to_owned(),
            }}</span>
            <span class="row-name">{move || parts::name(&name.get())}</span>
            <span class="row-wait">{move || wait.get()}</span>
            <span class="row-line">{move || line.get()}</span>
            <Show when=move || any.get()>{tools(app, row, name, denied)}</Show>
        </li>
    }
}

fn tools(
    app: App,
    row: Memo<Row>,
    name: Memo<Name>,
    denied: RwSignal<Option<(RequestId, String)>>,
) -> impl IntoView {
    let lang = app.lang();
    let id = row.with_untracked(|r| r.request);
    let tool = move |of: fn(&Tools) -> &Option<Action>| {
        Memo::new(move |_| row.with(|r| of(&r.tools).clone()))
    };
    let named = move |label: fn(rostrum_proto::lang::Lang, &str) -> String| {
        move || label(lang, &name.get().text)
    };
    let deny = Memo::new(move |_| row.with(|r| r.tools.deny));
    // A moved row is taken out of the page and put back: the pressed button gets the focus again.
    let keep = move |button: web_sys::HtmlElement| {
        set_timeout(
            move || {
                let _ = button.focus();
                // At the end of the list it can do no more: its neighbour takes the focus.
                let other = button.parent_element().filter(|_| button.has_attribute("disabled"));
                let other = other.and_then(|tools| tools.query_selector("button:enabled").ok()?);
                if let Some(other) = other.and_then(|o| o.dyn_into::<web_sys::HtmlElement>().ok()) {
                    let _ = other.focus();
                }
            },
            std::time::Duration::from_millis(150),
        );
    };
    view! {
        <span class="tools">
            {parts::act(app, Look::bare("icon give", Icon::Floor), tool(|t| &t.give), named(text::give_floor))}
            {parts::act(app, Look::bare("icon", Icon::Accept), tool(|t| &t.accept), named(text::accept_request))}
            {parts::act_then(app, Look::bare("icon", Icon::Up), tool(|t| &t.up), named(text::move_up), keep)}
            {parts::act_then(app, Look::bare("icon", Icon::Down), tool(|t| &t.down), named(text::move_down), keep)}
            {parts::act_then(app, Look::bare("icon", Icon::Later), tool(|t| &t.defer), named(text::defer), keep)}
            <Show when=move || deny.get()>
                <button
                    type="button"
                    class="icon"
                    aria-label=named(text::deny)
                    title=named(text::deny)
                    on:click=move |_| denied.set(Some((id, name.get_untracked().text)))
                >
                    {parts::icon(Icon::Deny)}
                </button>
            </Show>
        </span>
    }
}

/// Asks for the reason that the delegation is told.
fn deny_dialog(app: App, denied: RwSignal<Option<(RequestId, String)>>) -> impl IntoView {
    let lang = app.lang();
    let open = RwSignal::new(false);
    let reason = RwSignal::new(String::new());
    Effect::new(move |_| {
        if denied.get().is_some() {
            reason.set(text::reason_default(lang).to_owned());
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            denied.set(None);
        }
    });
    let title = move || {
        let name = denied.get().map(|(_, name)| name).unwrap_or_default();
        text::deny_title(lang, &name)
    };
    let confirm = move || {
        if let Some((request, _)) = denied.get_untracked() {
            let reason = reason.get_untracked().trim().to_owned();
            app.dispatch(Msg::Do(Command::DenyRequest { request, reason }));
        }
        open.set(false);
    };
    parts::dialog(open, title, move || {
        view! {
            <form on:submit=move |event: web_sys::SubmitEvent| {
                event.prevent_default();
                confirm();
            }>
                <label class="choice">
                    <span>{text::deny_reason(lang)}</span>
                    <input
                        class="field"
                        type="text"
                        required
                        maxlength="200"
                        prop:value=move || reason.get()
                        on:input=move |event| reason.set(event_target_value(&event))
                    />
                </label>
                <div class="buttons">
                    <button type="submit" class="btn stop">{text::deny_confirm(lang)}</button>
                    <button type="button" class="btn" on:click=move |_| open.set(false)>
                        {text::cancel(lang)}
                    </button>
                </div>
            </form>
        }
        .into_any()
    })
}
