//! Showing a screen: the strip of who may, the board of who gives it, and the entries in *More*.

use crate::app::{App, can_share};
use crate::core::text;
use crate::core::view::presenting::{self, OwnScreen, Screens};
use crate::ui::dom::{El, button, el};
use crate::ui::parts::{self, Icon, Look};
use crate::view::View;
use leptos::prelude::*;

type Own = View<Option<OwnScreen>>;

/// Above the bar, while our seat has the floor of the screen.
pub fn strip(app: App, foot: El) -> El {
    let own = app.view_at(presenting::own);
    let has = View::new(move || own.get().as_ref().as_ref().is_some_and(|own| own.end.is_some()));
    foot.when(move || *has.get(), move || of_holder(app, own))
}

fn of_holder(app: App, own: Own) -> El {
    let lang = app.lang();
    let shown =
        View::new(move || own.get().as_ref().as_ref().is_some_and(|own| own.stop.is_some()));
    let line = move || match *shown.get() {
        true => text::screen_is_shown(lang).to_owned(),
        false if !can_share() => text::screen_cannot(lang).to_owned(),
        false => text::screen_is_given(lang).to_owned(),
    };
    let choose = move || {
        (!*shown.get() && can_share()).then(|| {
            button("btn main", text::screen_share(lang)).press(move || app.choose_screen())
        })
    };
    let end = move || own.get().as_ref().as_ref().and_then(|own| own.end.clone());
    let ends = move || text::screen_give_back(lang).to_owned();
    let stop = move || own.get().as_ref().as_ref().and_then(|own| own.stop.clone());
    let stops = move || text::screen_stop(lang).to_owned();
    el("section.presenting")
        .label(text::screen_title(lang))
        .add(el("p.lead").attr("role", "status").text_of(line))
        .add(
            el("div.buttons")
                .part(choose)
                .with(parts::act(app, Look::text("btn main"), stop, stops))
                .with(parts::act(app, Look::text("btn"), end, ends)),
        )
}

/// In *More*: ask for it, or ask no more.
pub fn ask(app: App, close: impl Fn() + Clone + 'static, group: El) -> El {
    let lang = app.lang();
    let own = app.view_at(presenting::own);
    let asks = move || {
        let own = own.get();
        let own = own.as_ref().as_ref()?;
        own.withdraw.clone().or_else(|| own.ask.clone().filter(|_| can_share()))
    };
    let words = move || match own.get().as_ref().as_ref().is_some_and(|own| own.withdraw.is_some())
    {
        true => text::screen_withdraw(lang).to_owned(),
        false => text::screen_ask(lang).to_owned(),
    };
    group.with(parts::act_then(app, Look::both("btn", Icon::Screen), asks, words, move |_| close()))
}

/// Whether there is anything to ask for.
pub fn may_ask(app: App) -> View<bool> {
    let own = app.view_at(presenting::own);
    View::new(move || {
        let own = own.get();
        own.as_ref()
            .as_ref()
            .is_some_and(|own| own.withdraw.is_some() || own.ask.is_some() && can_share())
    })
}

/// What waits for who presides: who asks for the screen, and who has it.
pub fn board(app: App, section: El) -> El {
    let lang = app.lang();
    let screens = app.view_at(presenting::screens);
    let there = View::new(move || {
        let screens = screens.get();
        let any = |screens: &Screens| !screens.asked.is_empty() || screens.given.is_some();
        screens.as_ref().as_ref().is_some_and(any)
    });
    let given = move || {
        let screens = screens.get();
        let (name, shown, back) = screens.as_ref().as_ref()?.given.as_ref()?.clone();
        let line = match shown {
            true => text::screen_of_is_shown(lang, &name.text),
            false => text::screen_of_is_given(lang, &name.text),
        };
        let words = move || text::screen_take_back(lang).to_owned();
        let take = parts::act(app, Look::text("btn stop"), move || back.clone(), words);
        Some(el("div.screen").add(el("p").text(&line)).with(take))
    };
    let asked = move || {
        let screens = screens.get();
        let Some(screens) = screens.as_ref() else { return vec![] };
        let row = |asked: &presenting::Asked| {
            let asked = asked.clone();
            let (give, deny, name) = (asked.give, asked.deny, asked.name.text);
            let denied = text::screen_deny(lang, &name);
            let given = text::screen_give(lang, &name);
            el("div.screen").add(el("p").text(&text::screen_asked(lang, &name))).add(
                el("div.buttons")
                    .with(parts::act(
                        app,
                        Look::text("btn"),
                        move || give.clone(),
                        move || given.clone(),
                    ))
                    .with(parts::act(
                        app,
                        Look::text("btn"),
                        move || deny.clone(),
                        move || denied.clone(),
                    )),
            )
        };
        screens.asked.iter().map(row).collect()
    };
    section.when(
        move || *there.get(),
        move || {
            el("div.board.screens")
                .add(el("h3").text(text::screen_title(lang)))
                .part(given)
                .add(el("div").parts(asked))
        },
    )
}

/// What is done seldom, by who presides: show one's own screen; the pictures of the seats, to everybody or to nobody.
pub fn rare(app: App, menu: RwSignal<bool>, group: El) -> El {
    let lang = app.lang();
    let screens = app.view_at(presenting::screens);
    let own =
        move || screens.get().as_ref().as_ref().and_then(|s| s.own.clone()).filter(|_| can_share());
    let gallery = app.view_at(presenting::gallery);
    let turn = move || gallery.get().as_ref().as_ref().and_then(|(_, turn)| turn.clone());
    let turns = move || match gallery.get().as_ref().as_ref().is_some_and(|(shown, _)| *shown) {
        true => text::gallery_open(lang).to_owned(),
        false => text::gallery_close(lang).to_owned(),
    };
    group
        .with(parts::act_then(
            app,
            Look::text("btn"),
            own,
            move || text::screen_own(lang).to_owned(),
            // What comes next is above the bar.
            move |_| menu.set(false),
        ))
        .with(parts::act(app, Look::text("btn"), turn, turns))
}

/// In *Sound and picture*: the pictures of the seats, for oneself.
pub fn gallery(app: App, group: El) -> El {
    let lang = app.lang();
    let has = app.view(|m| m.has_gallery());
    let off = app.view(|m| m.gallery.off);
    group.when(
        move || *has.get(),
        move || {
            let words = move || match *off.get() {
                true => text::gallery_show(lang).to_owned(),
                false => text::gallery_hide(lang).to_owned(),
            };
            button("btn", "").text_of(words).press(move || app.show_gallery(*off.get_untracked()))
        },
    )
}
