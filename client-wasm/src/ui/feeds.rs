//! The technicians' table of channels.

use crate::app::App;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::feeds::{self, Feed};
use crate::ui::dom::{El, button, el};
use crate::ui::parts::{self, Look};
use crate::ui::select::select;
use crate::view::View;
use leptos::prelude::*;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;

/// All channels.
pub fn table(app: App) -> El {
    let lang = app.lang();
    let feeds = app.view_at(feeds::feeds);
    let head = [
        (text::channel(lang), "th"),
        (text::col_interpreter(lang), "th"),
        (text::audio_level(lang), "th"),
        (text::col_listeners(lang), "th.n"),
        (text::col_route(lang), "th"),
        (text::col_action(lang), "th"),
    ];
    let head = head.map(|(label, cell)| el(cell).attr("scope", "col").text(label));
    let rows = el("tbody").each(
        move || feeds.get().to_vec(),
        |feed| feed.channel.code().to_owned(),
        move |first| row(app, feeds, first),
    );
    el("table").add(el("thead").add(el("tr").add_all(head))).add(rows)
}

fn row(app: App, feeds: View<Vec<Feed>>, first: Feed) -> El {
    let lang = app.lang();
    let channel = first.channel;
    let feed = View::new(move || {
        let feeds = feeds.get();
        feeds.iter().find(|feed| feed.channel == channel).unwrap_or(&first).clone()
    });
    let is_fed = View::new(move || feed.get().booth.is_some());
    let off = move || feed.get().off.clone();
    let take_off = move || match feed.get().booth {
        Some(booth) => text::take_off_air_of(lang, text::name_of(lang, booth)),
        None => String::new(),
    };
    el("tr")
        .class_if("away", move || !*is_fed.get())
        .add(el("th").attr("scope", "row").text(text::name_of(lang, channel)))
        .add(
            el("td")
                .add(el("bdi").text_of(move || feed.get().by.clone()))
                .add(el("small").text_of(move || feed.get().of.clone())),
        )
        .add(el("td").part(move || Some(level(app, channel, feed.get().level?))))
        .add(el("td.n").attr("dir", "ltr").text_of(move || feed.get().listeners.clone()))
        .add(routes(app, feed, el("td")))
        .add(el("td.acts").with(parts::act(app, Look::text("btn small"), off, take_off)))
}

fn level(app: App, channel: Lang, level: u8) -> El {
    let lang = app.lang();
    let name = format!("{}: {}", text::audio_level(lang), text::name_of(lang, channel));
    let filled = move || format!("scaleX({})", f64::from(level) / 100.0);
    el("div.meter")
        .attr("role", "meter")
        .label(&name)
        .attr("aria-valuemin", "0")
        .attr("aria-valuemax", "100")
        .attr("aria-valuenow", &level.to_string())
        .add(el("div.meter-bar").style_of("transform", filled))
}

/// Where the booth of a channel can be routed: chosen first, and done by a press.
fn routes(app: App, feed: View<Feed>, foot: El) -> El {
    let lang = app.lang();
    let known = View::new(move || {
        let feed = feed.get();
        let (outputs, sources) = (feed.outputs.clone(), feed.sources.clone());
        (feed.booth, feed.channel, feed.source, outputs, sources)
    });
    foot.part(move || {
        let known = known.get();
        let (booth, channel, source, outputs, sources) = &*known;
        let (booth, channel, source) = ((*booth)?, *channel, *source);
        let wanted = RwSignal::new((channel, source));
        let name = text::name_of(lang, booth);
        let output = select(outputs.clone(), &channel, move |to| wanted.update(|w| w.0 = to));
        let output = output.label(&text::route_output(lang, name));
        let from = select(sources.clone(), &source, move |from| wanted.update(|w| w.1 = from));
        let from = from.label(&text::route_source(lang, name));
        let route = move || {
            let (channel, relay) = wanted.get_untracked();
            app.dispatch(Msg::Do(Command::RouteBooth { booth, channel, relay }));
        };
        let changed = move || wanted.get() != (channel, source);
        let press = move || {
            button("btn small", text::route(lang)).label(&text::route_of(lang, name)).press(route)
        };
        let row = el("div.routes").add_all((outputs.len() > 1).then_some(output)).add(from);
        Some(row.when(changed, press))
    })
}
