//! The choice of the channel that one listens to.

use crate::app::App;
use crate::core::text;
use crate::core::view::channel::{self, Channels};
use crate::ui::dom::{El, el, value_of};
use crate::view::View;
use rostrum_proto::lang::Lang;

/// The choice; nothing where there is no interpretation.
pub fn choice(app: App) -> impl FnOnce(El) -> El {
    offered(app, app.view(channel::channels))
}

/// The same before joining.
pub fn first_choice(app: App) -> impl FnOnce(El) -> El {
    offered(app, app.view(channel::before_joining))
}

fn offered(app: App, channels: View<Channels>) -> impl FnOnce(El) -> El {
    let there = View::new(move || !channels.get().choices.is_empty());
    move |parent| parent.when(move || *there.get(), move || select(app, channels))
}

fn select(app: App, channels: View<Channels>) -> El {
    let lang = app.lang();
    let options = move || {
        let channels = channels.get();
        let floor = el("option").attr("value", "").text(text::channel_floor(lang));
        let option = |of: &Lang| {
            let option = el("option").attr("value", of.code()).attr("lang", of.code());
            let option = option.text(text::own_name(*of));
            if channels.chosen == Some(*of) { option.attr("selected", "") } else { option }
        };
        [floor].into_iter().chain(channels.choices.iter().map(option)).collect()
    };
    let select = el("select.field").label(text::channel(lang)).parts(options);
    let select = select.on("change", move |event| app.listen(Lang::from_tag(&value_of(&event))));
    let line = move || {
        let line = channels.get().line?;
        Some(el("small").text(line))
    };
    let named = el("label").add(el("span").text(text::channel(lang))).add(select);
    el("div.channel").add(named).add(el("div").attr("role", "status").part(line))
}
