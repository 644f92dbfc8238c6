//! The keys of the console: the keyboard is listened to, and which key does what is chosen in *Keys*.

use crate::app::App;
use crate::core::keys::{Act, CHANGEABLE, Keys};
use crate::core::listening::Held;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::Action;
use crate::core::view::booth::Booth;
use crate::ui::choosing::{Choosing, waits_for_key};
use crate::ui::dom::{El, button, el};
use crate::ui::{devices, parts, talk};
use crate::view::View;
use leptos::ev;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// Listens as long as the console is there.
pub fn listen(app: App, booth: View<Option<Booth>>) {
    let meant = move |event: &KeyboardEvent| {
        let keys = app.keys.get_untracked();
        let act = keys.act(&event.code()).filter(|_| keys.on)?;
        // Who is on air can be silent whatever is open.
        let urgent = matches!(act, Act::Cough | Act::Aside | Act::OnAir);
        let console = booth.get_untracked();
        let on_air = console.as_ref().as_ref().is_some_and(|booth| booth.offers);
        if covered() && !(urgent && on_air) {
            return None;
        }
        // In a text field it writes; with Alt those that cannot wait act there too.
        let at_once = matches!(act, Act::Cough | Act::Aside | Act::OnAir) && event.alt_key();
        let bare = !event.alt_key() && !talk::types(event);
        let shifted = event.ctrl_key() || event.meta_key();
        ((bare || at_once) && !shifted).then_some(act)
    };
    let pressed = window_event_listener(ev::keydown, move |event| {
        let Some(act) = meant(&event) else { return };
        let console = booth.get_untracked();
        let Some(booth) = console.as_ref().as_ref() else { return };
        if act == Act::Cough && !booth.offers {
            return;
        }
        // The button that has the focus is not pressed by it.
        event.prevent_default();
        if !event.repeat() {
            perform(app, booth, act);
        }
    });
    let released = window_event_listener(ev::keyup, move |event| {
        let act = app.keys.with_untracked(|keys| keys.act(&event.code()));
        let held = HELD.into_iter().find(|held| Some(held.act()) == act);
        if let Some(held) = held.filter(|held| held.of(app) != Held::default()) {
            event.prevent_default();
            held.changes(app, |held| (held.key, held.lost) = (false, false));
        }
    });
    // Who looks elsewhere holds nothing here: the key may come up unseen.
    let lose = move || HELD.into_iter().for_each(|held| held.changes(app, Held::lose));
    let left = window_event_listener(ev::blur, move |_| lose());
    on_cleanup(move || {
        pressed.remove();
        released.remove();
        left.remove();
        lose();
    });
}

/// What is done as long as a key or a button is held.
#[derive(Clone, Copy)]
pub enum Holding {
    /// Silence.
    Cough,
    /// To speak to the booth alone.
    Aside,
}

const HELD: [Holding; 2] = [Holding::Cough, Holding::Aside];

impl Holding {
    /// What the key of it does.
    pub fn act(self) -> Act {
        match self {
            Self::Cough => Act::Cough,
            Self::Aside => Act::Aside,
        }
    }

    fn of(self, app: App) -> Held {
        app.model.with_untracked(|model| match self {
            Self::Cough => model.cough,
            Self::Aside => model.aside,
        })
    }

    /// The key or the button is held, or let go.
    pub fn changes(self, app: App, change: impl FnOnce(&mut Held)) {
        let before = self.of(app);
        let mut now = before;
        change(&mut now);
        if now != before {
            app.dispatch(match self {
                Self::Cough => Msg::Cough(now),
                Self::Aside => Msg::Aside(now),
            });
        }
    }
}

/// A dialog is open.
fn covered() -> bool {
    matches!(document().query_selector("dialog[open]"), Ok(Some(_)))
}

fn perform(app: App, booth: &Booth, act: Act) {
    let go = |n: usize| booth.outputs.get(n).and_then(|output| output.go.clone());
    let action: Option<Action> = match act {
        Act::Cough => return hold(app, Holding::Cough),
        Act::Aside => return hold(app, Holding::Aside),
        Act::Source(n) => {
            if let Some(source) = booth.sources.get(usize::from(n)).filter(|s| s.reason.is_none()) {
                app.listen(source.channel);
            }
            return;
        }
        Act::OnAir => booth.off.clone().or_else(|| go(0)),
        Act::Output(n) => go(usize::from(n)),
        Act::HandOver => booth.next_step(),
        Act::Decline => booth.arranged.as_ref().and_then(|arranged| arranged.end.clone()),
        Act::SlowDown => booth.slow_down.clone(),
        Act::Sound => booth.sound.clone().map(|(_, action)| action),
        Act::Technician => booth.technician.clone().map(|(_, action)| action),
    };
    if let Some(action) = action.filter(|action| !action.busy) {
        match action.reason {
            Some(reason) => app.dispatch(Msg::Tell(reason)),
            None => app.dispatch(Msg::Do(action.command)),
        }
    }
}

/// The key went down. Whoever holds one now knows what they do: nothing is lost any more.
fn hold(app: App, holding: Holding) {
    holding.changes(app, |held| (held.key, held.lost) = (true, false));
    Holding::Aside.changes(app, |held| held.lost = false);
}

/// What is written on the key that does something; nothing while keys do nothing.
pub fn written(app: App, act: Act) -> El {
    let name = move || {
        app.keys.with(|keys| match act {
            _ if !keys.on => String::new(),
            Act::Source(n) => (n + 1).to_string(),
            act => keys.of(act).name,
        })
    };
    el("kbd").attr("aria-hidden", "true").text_of(name)
}

/// The button that opens the dialog, and the dialog.
pub fn choice(app: App, foot: El) -> El {
    let lang = app.lang();
    let open = RwSignal::new(false);
    let choosing = RwSignal::new(Choosing::No);
    let set = move |change: &dyn Fn(&mut Keys)| {
        let mut keys = app.keys.get_untracked();
        change(&mut keys);
        app.set_keys(keys);
    };
    let content = move || {
        choosing.set(Choosing::No);
        let on = app.keys.with_untracked(|keys| keys.on);
        let check = devices::check(on, move |on| set(&|keys| keys.on = on), text::keys_on(lang));
        let rows = CHANGEABLE.into_iter().map(|act| row(app, act, choosing)).collect::<Vec<_>>();
        let line = move || match choosing.get() {
            Choosing::No => text::keys_mean(lang),
            Choosing::Waiting(_) => text::key_ask(lang),
            Choosing::Refused => text::key_refused(lang),
        };
        let done = button("btn main", text::done(lang)).press(move || open.set(false));
        vec![
            check,
            el("div.key-rows").add_all(rows),
            el("p.quiet").attr("role", "status").text_of(move || line().to_owned()),
            el("div.buttons.end").add(done),
        ]
    };
    foot.add(button("btn small", text::keys(lang)).press(move || open.set(true)))
        .add(parts::dialog(open, move || text::keys(lang).to_owned(), content))
}

fn row(app: App, act: Act, choosing: RwSignal<Choosing<Act>>) -> El {
    let lang = app.lang();
    let what = named(act, lang);
    let take = move |event: &KeyboardEvent| {
        let key = Keys::pressed(act, &event.code(), &event.key());
        let mut keys = app.keys.get_untracked();
        let taken = key.is_some_and(|key| keys.choose(act, key));
        if taken {
            app.set_keys(keys);
        }
        taken
    };
    let key = move || app.keys.with(|keys| keys.of(act).name);
    let change = el("button.btn.small").attr("type", "button").text_of(key);
    let change = change.label(&text::key_change(lang, &what));
    let change = waits_for_key(change, choosing, act, take);
    el("div.key-row").add(el("span").text(&what)).add(change)
}

fn named(act: Act, lang: rostrum_proto::lang::Lang) -> String {
    match act {
        Act::Cough => text::key_cough(lang).to_owned(),
        Act::Aside => text::key_aside(lang).to_owned(),
        Act::OnAir => text::key_on_air(lang).to_owned(),
        Act::Output(n) => {
            text::key_output(lang, ["A", "B", "C"].get(usize::from(n)).unwrap_or(&""))
        }
        Act::HandOver => text::key_hand_over(lang).to_owned(),
        Act::Decline => text::key_decline(lang).to_owned(),
        Act::SlowDown => text::signal_slow_down(lang).to_owned(),
        Act::Sound => text::signal_sound_inadequate(lang).to_owned(),
        Act::Technician => text::signal_technician(lang).to_owned(),
        Act::Source(n) => (n + 1).to_string(),
    }
}
