//! The speakers' list. The chair and the secretary order it by drag or by keyboard.

use crate::app::App;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::Action;
use crate::core::view::speakers::{self, Row, Tools};
use crate::ui::ask::{Answer, Ask, Asking};
use crate::ui::dom::{El, el};
use crate::ui::parts::{self, Icon, Look};
use crate::ui::prepare;
use crate::view::View;
use leptos::prelude::*;
use rostrum_proto::id::RequestId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The region, with the list in it.
pub fn list(app: App, asking: Asking) -> El {
    let lang = app.lang();
    let rows = app.view_at(speakers::rows);
    let closed = app.view(|m| m.meeting().is_some_and(|m| m.list_closed));
    let dragged = RwSignal::new(None::<RequestId>);
    let head = el("div.section-head")
        .add(el("h2").text(text::speakers_list(lang)))
        .when(move || *closed.get(), move || el("span.chip").text(text::list_is_closed(lang)));
    let places = el("ol.rows").attr("role", "list").label(text::speakers_list(lang)).each(
        move || rows.get().to_vec(),
        |r| r.request.to_string(),
        move |first| row(app, rows, first, dragged, asking),
    );
    el("section.speakers")
        .label(text::speakers_list(lang))
        .add(head)
        .when(move || rows.get().is_empty(), move || el("p.quiet").text(text::list_empty(lang)))
        .add(places)
        .with(|section| prepare::tools(app, section))
}

/// The reply list, while there are replies.
pub fn replies(app: App, asking: Asking, side: El) -> El {
    let lang = app.lang();
    let rows = app.view_at(speakers::replies);
    let region = move || {
        let dragged = RwSignal::new(None::<RequestId>);
        let places = el("ol.rows").attr("role", "list").label(text::reply_list(lang)).each(
            move || rows.get().to_vec(),
            |r| r.request.to_string(),
            move |first| row(app, rows, first, dragged, asking),
        );
        el("section.speakers")
            .label(text::reply_list(lang))
            .add(el("h2").text(text::reply_list(lang)))
            .add(places)
    };
    side.when(move || !rows.get().is_empty(), region)
}

fn row(
    app: App,
    rows: View<Vec<Row>>,
    first: Row,
    dragged: RwSignal<Option<RequestId>>,
    asking: Asking,
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
        .when(move || row.get().tools.any(), move || tools(app, row, asking));
    draggable(app, item, row, dragged, asking)
}

/// A row can be dropped on another one and takes its place.
fn draggable(
    app: App,
    item: El,
    row: View<Row>,
    dragged: RwSignal<Option<RequestId>>,
    asking: Asking,
) -> El {
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
                move_to(app, asking, row, request, position);
            }
            dragged.set(None);
        })
}

/// Moves a request. Who does not preside says why first.
fn move_to(app: App, asking: Asking, row: View<Row>, request: RequestId, position: u32) {
    let lang = app.lang();
    let moved = move |reason| Command::MoveRequest { request, position, reason };
    let row = row.get_untracked();
    match row.tools.reasoned {
        false => app.dispatch(Msg::Do(moved(None))),
        true => asking.set(Some(Ask {
            title: text::move_reason_title(lang, &row.name.text),
            label: text::move_reason(lang),
            given: String::new(),
            optional: false,
            answers: vec![Answer::main(text::move_confirm(lang), move |why| moved(Some(why)))],
        })),
    }
}

fn tools(app: App, row: View<Row>, asking: Asking) -> El {
    let lang = app.lang();
    let id = row.get_untracked().request;
    let tool = move |of: fn(&Tools) -> &Option<Action>| move || of(&row.get().tools).clone();
    let named = move |label: fn(Lang, &str) -> String| move || label(lang, &row.get().name.text);
    let deny = move || {
        let ask = move || {
            let name = row.get_untracked().name.text.clone();
            let deny = move |reason| Command::DenyRequest { request: id, reason };
            asking.set(Some(Ask {
                title: text::deny_title(lang, &name),
                label: text::deny_reason(lang),
                given: String::new(),
                optional: false,
                answers: vec![Answer::stop(text::deny_confirm(lang), deny)],
            }));
        };
        let name = named(text::deny);
        el("button.icon")
            .attr("type", "button")
            .attr_of("aria-label", move || Some(name()))
            .attr_of("title", move || Some(name()))
            .add(parts::icon(Icon::Deny))
            .press(ask)
    };
    let plain = |look, of, label| parts::act(app, look, tool(of), named(label));
    let moves = |look, of, label| parts::act_then(app, look, tool(of), named(label), keep_focus);
    // Where a reason is asked for first, the button only opens the question.
    let step = move |icon, of: fn(&Tools) -> &Option<Action>, label: fn(Lang, &str) -> String| {
        move || {
            let dead = move || of(&row.get().tools).as_ref().is_none_or(|a| a.reason.is_some());
            let name = named(label);
            el("button.icon")
                .attr("type", "button")
                .attr_of("aria-label", move || Some(name()))
                .attr_of("disabled", move || dead().then(String::new))
                .add(parts::icon(icon))
                .press(move || {
                    let row_now = row.get_untracked();
                    let command = of(&row_now.tools).as_ref().map(|a| a.command.clone());
                    if let Some(Command::MoveRequest { request, position, .. }) = command {
                        move_to(app, asking, row, request, position);
                    }
                })
        }
    };
    let reasoned = move || row.get().tools.reasoned && row.get().tools.up.is_some();
    let free = move |of: fn(&Tools) -> &Option<Action>| {
        move || of(&row.get().tools).clone().filter(|_| !row.get().tools.reasoned)
    };
    let arrow = |look, of, label| parts::act_then(app, look, free(of), named(label), keep_focus);
    el("span.tools")
        .with(plain(Look::bare("icon give", Icon::Floor), |t| &t.give, text::give_floor))
        .with(plain(Look::bare("icon", Icon::Accept), |t| &t.accept, text::accept_request))
        .with(plain(Look::bare("icon", Icon::Swap), |t| &t.swap, text::swap_with))
        .with(arrow(Look::bare("icon", Icon::Up), |t| &t.up, text::move_up))
        .with(arrow(Look::bare("icon", Icon::Down), |t| &t.down, text::move_down))
        .when(reasoned, step(Icon::Up, |t| &t.up, text::move_up))
        .when(reasoned, step(Icon::Down, |t| &t.down, text::move_down))
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
