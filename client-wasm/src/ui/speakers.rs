//! The speakers' list. The chair and the secretary order it by drag or by keyboard.

use crate::app::App;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::Action;
use crate::core::view::speakers::{self, Row, Tools};
use crate::ui::dom::{El, button, el, value_of, watch};
use crate::ui::parts::{self, Icon, Look};
use crate::view::View;
use leptos::prelude::*;
use rostrum_proto::id::RequestId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

/// The request that shall be denied, and whose it is.
type Denied = RwSignal<Option<(RequestId, String)>>;

/// The region, with the list in it.
pub fn list(app: App) -> El {
    let lang = app.lang();
    let rows = app.view_at(speakers::rows);
    let closed = app.view(|m| m.meeting().is_some_and(|m| m.list_closed));
    let dragged = RwSignal::new(None::<RequestId>);
    let denied = RwSignal::new(None);
    let head = el("div.section-head")
        .add(el("h2").text(text::speakers_list(lang)))
        .when(move || *closed.get(), move || el("span.chip").text(text::list_is_closed(lang)));
    let places = el("ol.rows").attr("role", "list").label(text::speakers_list(lang)).each(
        move || rows.get().to_vec(),
        |r| r.request.to_string(),
        move |first| row(app, rows, first, dragged, denied),
    );
    el("section.speakers")
        .label(text::speakers_list(lang))
        .add(head)
        .when(move || rows.get().is_empty(), move || el("p.quiet").text(text::list_empty(lang)))
        .add(places)
        .add(deny_dialog(app, denied))
}

fn row(
    app: App,
    rows: View<Vec<Row>>,
    first: Row,
    dragged: RwSignal<Option<RequestId>>,
    denied: Denied,
) -> El {
    let id = first.request;
    let row = View::new(move || {
        let rows = rows.get();
        rows.iter().find(|r| r.request == id).unwrap_or(&first).clone()
    });
    let name = View::new(move || row.get().name.clone());
    let number = move || match row.get() {
        row if row.position.is_some() => row.position.unwrap_or_default().to_string(),
        row if row.now => "●".to_owned(),
        _ => "·".to_owned(),
    };
    let item = el("li.row")
        .class_if("now", move || row.get().now)
        .class_if("mine", move || row.get().mine)
        .add(el("span.row-no").text_of(number))
        .add(el("span.row-name").part(move || Some(parts::name(&name.get()))))
        .add(el("span.row-wait").text_of(move || row.get().wait.clone()))
        .add(el("span.row-line").text_of(move || row.get().line.clone()))
        .when(move || row.get().tools.any(), move || tools(app, row, denied));
    draggable(app, item, row, dragged)
}

/// A row can be dropped on another one and takes its place.
fn draggable(app: App, item: El, row: View<Row>, dragged: RwSignal<Option<RequestId>>) -> El {
    let id = row.get_untracked().request;
    let over = RwSignal::new(false);
    item.class_if("over", move || over.get())
        .attr_of("draggable", move || row.get().tools.drag.then(|| "true".to_owned()))
        .on("dragstart", move |_| dragged.set(Some(id)))
        .on("dragend", move |_| dragged.set(None))
        .on("dragover", move |event| {
            if dragged.get_untracked().is_some() && row.get_untracked().position.is_some() {
                event.prevent_default();
                over.set(true);
            }
        })
        .on("dragleave", move |_| over.set(false))
        .on("drop", move |event| {
            event.prevent_default();
            over.set(false);
            let moved = dragged.get_untracked().filter(|from| *from != id);
            if let (Some(request), Some(position)) = (moved, row.get_untracked().position) {
                app.dispatch(Msg::Do(Command::MoveRequest { request, position }));
            }
            dragged.set(None);
        })
}

fn tools(app: App, row: View<Row>, denied: Denied) -> El {
    let lang = app.lang();
    let id = row.get_untracked().request;
    let tool = move |of: fn(&Tools) -> &Option<Action>| move || of(&row.get().tools).clone();
    let named = move |label: fn(Lang, &str) -> String| move || label(lang, &row.get().name.text);
    let deny = move || {
        let name = named(text::deny);
        el("button.icon")
            .attr("type", "button")
            .attr_of("aria-label", move || Some(name()))
            .attr_of("title", move || Some(name()))
            .add(parts::icon(Icon::Deny))
            .press(move || denied.set(Some((id, row.get_untracked().name.text.clone()))))
    };
    let plain = |look, of, label| parts::act(app, look, tool(of), named(label));
    let moves = |look, of, label| parts::act_then(app, look, tool(of), named(label), keep_focus);
    el("span.tools")
        .with(plain(Look::bare("icon give", Icon::Floor), |t| &t.give, text::give_floor))
        .with(plain(Look::bare("icon", Icon::Accept), |t| &t.accept, text::accept_request))
        .with(moves(Look::bare("icon", Icon::Up), |t| &t.up, text::move_up))
        .with(moves(Look::bare("icon", Icon::Down), |t| &t.down, text::move_down))
        .with(moves(Look::bare("icon", Icon::Later), |t| &t.defer, text::defer))
        .when(move || row.get().tools.deny, deny)
}

/// A moved row is taken out of the page and put back: the pressed button gets the focus again.
fn keep_focus(button: HtmlElement) {
    set_timeout(
        move || {
            let _ = button.focus();
            // At the end of the list it can do no more: its neighbour takes the focus.
            let other = button.parent_element().filter(|_| button.has_attribute("disabled"));
            let other = other.and_then(|tools| tools.query_selector("button:enabled").ok()?);
            if let Some(other) = other.and_then(|o| o.dyn_into::<HtmlElement>().ok()) {
                let _ = other.focus();
            }
        },
        std::time::Duration::from_millis(150),
    );
}

/// Asks for the reason that the delegation is told.
fn deny_dialog(app: App, denied: Denied) -> El {
    let lang = app.lang();
    let open = RwSignal::new(false);
    let reason = RwSignal::new(String::new());
    watch(move || {
        if denied.read().is_some() {
            reason.set(text::reason_default(lang).to_owned());
            open.set(true);
        }
    });
    watch(move || {
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
    let content = move || {
        let input = el("input.field")
            .attr("type", "text")
            .attr("required", "")
            .attr("maxlength", "200")
            .on("input", move |event| reason.set(value_of(&event)));
        input.as_a::<HtmlInputElement>().set_value(&reason.get_untracked());
        let deny = el("button.btn.stop").attr("type", "submit").text(text::deny_confirm(lang));
        let cancel = button("btn", text::cancel(lang)).press(move || open.set(false));
        let form = el("form")
            .add(el("label.choice").add(el("span").text(text::deny_reason(lang))).add(input))
            .add(el("div.buttons").add(deny).add(cancel))
            .on("submit", move |event| {
                event.prevent_default();
                confirm();
            });
        vec![form]
    };
    parts::dialog(open, title, content)
}
