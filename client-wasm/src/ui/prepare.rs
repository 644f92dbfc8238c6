//! The tools beneath the list: arrange it, save it, load it, close it.

use crate::app::{App, LONGEST_LIST, save_file, take_file};
use crate::core::list_file;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::prepare::{self, Preparing};
use crate::ui::dom::{El, button, el, value_of};
use crate::ui::parts;
use crate::view::View;
use leptos::prelude::*;
use rostrum_proto::file_name::file_name;
use rostrum_proto::meeting::command::Command;

/// The tools, for who prepares the list.
pub fn tools(app: App, section: El) -> El {
    let preparing = app.view_at(prepare::preparing);
    section.when(move || preparing.get().is_some(), move || panel(app, preparing))
}

/// What comes of a file that was chosen as a list.
fn loaded(app: App, name: &str, bytes: Option<Vec<u8>>) -> Msg {
    let lang = app.lang();
    let model = app.model.read_untracked();
    let seats = match (bytes, model.meeting()) {
        (Some(bytes), Some(meeting)) => {
            list_file::seats(meeting, &bytes).map_err(|fault| fault.said(lang))
        }
        _ => Err(text::list_import_unread(lang).to_owned()),
    };
    match seats {
        Ok(seats) => Msg::Do(Command::ImportList { seats }),
        Err(why) => Msg::Tell(format!("{}: {why}", parts::alone(name))),
    }
}

fn panel(app: App, preparing: View<Option<Preparing>>) -> El {
    let lang = app.lang();
    let chosen = RwSignal::new(0_usize);
    let orders = View::new(move || {
        let preparing = preparing.get();
        preparing.as_ref().as_ref().map(|p| p.orders.clone()).unwrap_or_default()
    });
    let options = move || {
        let orders = orders.get();
        let option = |(n, (word, _)): (usize, &(String, _))| {
            el("option").attr("value", &n.to_string()).text(word)
        };
        orders.iter().enumerate().map(option).collect()
    };
    let select = el("select.field")
        .parts(options)
        .on("change", move |event| chosen.set(value_of(&event).parse().unwrap_or_default()));
    let arrange = move || {
        let orders = orders.get_untracked();
        if let Some((_, action)) = orders.get(chosen.get_untracked()) {
            app.dispatch(Msg::Do(action.command.clone()));
        }
    };
    let list = View::new(move || {
        let preparing = preparing.get();
        preparing.as_ref().as_ref().and_then(|p| p.list.clone())
    });
    let list = move || {
        let list = list.get();
        let (word, action) = list.as_ref().as_ref()?;
        let command = action.command.clone();
        Some(button("btn", word).press(move || app.dispatch(Msg::Do(command.clone()))))
    };
    let save = move |name: &'static str, text: fn(&_, _) -> String| {
        move || {
            let model = app.model.read_untracked();
            if let Some(meeting) = model.meeting() {
                save_file(&file_name(meeting.setup.id.as_str(), name), &text(meeting, lang));
            }
        }
    };
    let load = el("input")
        .attr("type", "file")
        .attr("accept", ".csv,.json,text/csv,application/json")
        .on("change", move |event| {
            take_file(&event, LONGEST_LIST, move |name, bytes| {
                app.dispatch(loaded(app, &name, bytes))
            });
        });
    let load = el("label.btn.file").add(el("span").text(text::list_import(lang))).add(load);
    el("details.prepare")
        .add(el("summary").text(text::arrange_list(lang)))
        .add(
            el("div.buttons")
                .add(el("label.choice").add(el("span").text(text::arrange_by(lang))).add(select))
                .add(button("btn", text::arrange_list(lang)).press(arrange)),
        )
        .add(
            el("div.buttons")
                .part(list)
                .add(
                    button("btn", &format!("{} (CSV)", text::list_export(lang)))
                        .press(save("speakers.csv", list_file::csv)),
                )
                .add(
                    button("btn", &format!("{} (JSON)", text::list_export(lang)))
                        .press(save("speakers.json", list_file::json)),
                )
                .add(load),
        )
}
