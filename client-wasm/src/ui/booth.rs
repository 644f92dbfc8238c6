//! The console of an interpreter: what is heard, into which channel the microphone is open, who of the booth has it, and
//! what the booth says without a word.

use crate::app::App;
use crate::core::keys::Act;
use crate::core::listening::Held;
use crate::core::model::Model;
use crate::core::text;
use crate::core::view::Action;
use crate::core::view::booth::{self, Booth, Lamp, MINUTES};
use crate::ui::dom::{El, button, el};
use crate::ui::keys::{self, Holding};
use crate::ui::parts::{self, Icon, Look};
use crate::ui::{headset, media};
use crate::view::View;
use leptos::prelude::*;
use rostrum_proto::meeting::booth::relay::Distance;
use wasm_bindgen::JsCast;

type Console = View<Option<Booth>>;

/// The console, for interpreters.
pub fn console(app: App, foot: El) -> El {
    let booth = app.view_at(booth::booth);
    let there = View::new(move || booth.get().is_some());
    foot.when(move || *there.get(), move || of_booth(app, booth))
}

/// A part of the console.
fn part<T: Clone + PartialEq + Send + Sync + 'static>(
    booth: Console,
    of: impl Fn(&Booth) -> T + Send + Sync + 'static,
) -> View<Option<T>> {
    View::new(move || booth.get().as_ref().as_ref().map(&of))
}

/// What a part of the console asks for.
fn asks(
    booth: Console,
    of: impl Fn(&Booth) -> Option<Action> + Send + Sync + 'static,
) -> impl Fn() -> Option<Action> + Send + Sync + 'static {
    let action = part(booth, of);
    move || action.get().as_ref().clone().flatten()
}

fn of_booth(app: App, booth: Console) -> El {
    keys::listen(app, booth);
    let name = part(booth, |b| b.name.clone());
    let name = move || name.get().as_ref().clone().unwrap_or_default();
    let state = part(booth, |b| (b.line.clone(), b.lamp));
    let lamp = move || {
        let state = state.get();
        let (line, lamp) = state.as_ref().as_ref()?;
        let class = match lamp {
            Lamp::Live => "p.lamp.live",
            Lamp::Cough => "p.lamp.coughs",
            Lamp::Colleague => "p.lamp",
            Lamp::Nobody => "p.lamp.dark",
        };
        Some(el(class).text(line))
    };
    let shift = app.view_at(booth::shift);
    let shift = move || shift.get().as_ref().clone().unwrap_or_default();
    let count = app.view(booth::listeners);
    let listeners = move || count.get().as_ref().clone().unwrap_or_default();
    let head = el("div.booth-head")
        .add(el("h2").text_of(name))
        .add(el("div").attr("role", "status").part(lamp))
        .add(el("span.quiet").text_of(shift))
        .add(el("span.quiet").text_of(listeners))
        .add(parts::meter(app))
        .with(|head| headset::controls(app, head))
        .with(|head| keys::choice(app, head));
    el("section.booth")
        .attr_of("aria-label", move || Some(name()))
        .add(head)
        .add(sources(app, booth))
        .add(
            el("div.booth-acts")
                .add(outputs(app, booth))
                .add(colleagues(app, booth))
                .add(signals(app, booth)),
        )
}

/// What can be listened to, each by a key of its own.
fn sources(app: App, booth: Console) -> El {
    let lang = app.lang();
    let sources = part(booth, |b| b.sources.clone());
    let rows = move || {
        let sources = sources.get();
        let of = sources.as_ref().as_deref().unwrap_or_default();
        of.iter().enumerate().map(|(n, source)| row(app, n, source)).collect()
    };
    let list = el("div.sources").attr("role", "group").label(text::booth_listens(lang)).parts(rows);
    let head = el("div.incoming")
        .add(el("h3").text(text::booth_listens(lang)))
        .add(parts::level(app.streams.incoming, text::booth_incoming(lang)));
    el("div.booth-in").add(head).add(list)
}

fn row(app: App, n: usize, source: &booth::Source) -> El {
    let channel = source.channel;
    let mark = match source.distance {
        Distance::Floor => "span.mark",
        Distance::Relay => "span.mark.relay",
        Distance::RelayOfRelay => "span.mark.second",
    };
    let name = el("b").text(&source.name);
    let name = match channel {
        Some(channel) => name.attr("lang", channel.code()),
        None => name,
    };
    let row = el("button.source")
        .attr("type", "button")
        .attr("aria-pressed", if source.chosen { "true" } else { "false" })
        .add(keys::written(app, Act::Source(n as u8)))
        .add(name)
        .add(el(mark).text(source.mark))
        .add(el("small").text(&source.by))
        .press(move || app.listen(channel));
    match &source.reason {
        Some(reason) => row.attr("disabled", "").attr("title", reason),
        None => row,
    }
}

/// A button with its key.
fn keyed(
    app: App,
    act: Option<Act>,
    look: Look,
    action: impl Fn() -> Option<Action> + Send + Sync + 'static,
    label: impl Fn() -> String + 'static,
) -> El {
    let button = el("span.keyed").with(parts::act(app, look, action, label));
    button.add_all(act.map(|act| keys::written(app, act)))
}

/// On air and off air, and the key that silences.
fn outputs(app: App, booth: Console) -> El {
    let lang = app.lang();
    let known =
        part(booth, |b| b.outputs.iter().map(|o| (o.channel, o.engaged)).collect::<Vec<_>>());
    let outputs = move || {
        let known = known.get();
        let known = known.as_ref().as_deref().unwrap_or_default();
        let output = |(n, (channel, engaged)): (usize, &(_, Option<_>))| {
            let go = asks(booth, move |b| b.outputs.get(n).and_then(|o| o.go.clone()));
            let label = text::booth_on_air(lang, text::name_of(lang, *channel));
            let engaged = engaged.map(|feeder| {
                let booth = text::booth_name(lang, text::name_of(lang, feeder));
                el("small").text(&text::booth_engaged(lang, &booth))
            });
            let look = Look::both("btn go", Icon::Microphone);
            let act = Some(Act::Output(n as u8));
            keyed(app, act, look, go, move || label.clone()).add_all(engaged)
        };
        known.iter().enumerate().map(output).collect()
    };
    let off = asks(booth, |b| b.off.clone());
    let on = part(booth, |b| b.offers);
    let coughs = app.view(Model::coughs);
    let cough = move || held(app, Holding::Cough, text::booth_cough(lang), coughs);
    el("div.buttons")
        .parts(outputs)
        .add(keyed(
            app,
            Some(Act::OnAir),
            Look::both("btn live", Icon::MicrophoneOff),
            off,
            move || text::booth_off_air(lang).to_owned(),
        ))
        .when(move || on.get().is_some_and(|on| on), cough)
}

/// A button that does something as long as it is held.
fn held(app: App, holding: Holding, words: &str, is: View<bool>) -> El {
    let hold = move |held| holding.changes(app, |h| (h.button, h.lost) = (held, false));
    let by_key = move |held| {
        move |event: web_sys::Event| {
            let key = event.dyn_ref::<web_sys::KeyboardEvent>().map(|event| event.key());
            if key.is_some_and(|key| key == " " || key == "Enter") {
                hold(held);
            }
        }
    };
    // The pointer is the button's until it is let go, wherever that is.
    let by_pointer = move |event: web_sys::Event| {
        let button = event.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        let pointer = event.dyn_ref::<web_sys::PointerEvent>();
        if let Some((button, pointer)) = button.zip(pointer) {
            let _ = button.set_pointer_capture(pointer.pointer_id());
        }
        hold(true);
    };
    let lose = move |_| holding.changes(app, Held::lose);
    let button = button("btn hold", words)
        .attr_of("aria-pressed", move || Some(is.get().to_string()))
        .on("pointerdown", by_pointer)
        .on("pointerup", move |_| hold(false))
        .on("pointercancel", lose)
        .on("keydown", by_key(true))
        .on("keyup", by_key(false))
        .on("blur", lose);
    el("span.keyed").add(button).add(keys::written(app, holding.act()))
}

/// Who else is in the booth, and the hand-over.
fn colleagues(app: App, booth: Console) -> El {
    let lang = app.lang();
    let people = part(booth, |b| b.colleagues.clone());
    let people = move || {
        let people = people.get();
        let people = people.as_ref().as_deref().unwrap_or_default();
        if people.is_empty() {
            return vec![el("span.quiet").text(text::booth_alone(lang))];
        }
        people.iter().map(|colleague| of_colleague(app, colleague)).collect()
    };
    let shared = part(booth, |b| !b.colleagues.is_empty());
    let speaks = app.view(Model::speaks_aside);
    let aside = move || held(app, Holding::Aside, text::booth_aside(lang), speaks);
    let arranged = part(booth, |b| b.arranged.as_ref().map(|a| (a.line.clone(), a.asks_us)));
    let line = move || {
        let arranged = arranged.get();
        let (line, asks) = arranged.as_ref().as_ref()?.as_ref()?;
        Some(el(if *asks { "p.arranged.asks" } else { "p.arranged" }).text(line))
    };
    let of = move |action: fn(&booth::Arranged) -> Option<Action>| {
        asks(booth, move |b| b.arranged.as_ref().and_then(action))
    };
    let asked = part(booth, |b| b.arranged.as_ref().is_some_and(|a| a.asks_us));
    let end = move || match asked.get().is_some_and(|asked| asked) {
        true => text::hand_over_not_yet(lang).to_owned(),
        false => text::hand_over_take_back(lang).to_owned(),
    };
    let proposals = MINUTES.into_iter().map(|minutes| {
        let action = asks(booth, move |b| {
            b.propose.iter().find(|(of, _)| *of == minutes).map(|(_, action)| action.clone())
        });
        let offers = part(booth, |b| b.offers);
        let label = move || {
            let when = match minutes {
                0 => text::hand_over_now(lang).to_owned(),
                n => text::hand_over_in_minutes(lang, &n.to_string()),
            };
            match offers.get().is_some_and(|offers| offers) {
                true => text::hand_over_offer(lang, &when),
                false => text::hand_over_ask(lang, &when),
            }
        };
        let act = (minutes == 0).then_some(Act::HandOver);
        keyed(app, act, Look::text("btn"), action, label)
    });
    let accept = keyed(
        app,
        Some(Act::HandOver),
        Look::text("btn main"),
        of(|a| a.accept.clone()),
        move || text::hand_over_accept(lang).to_owned(),
    );
    let decline = keyed(app, Some(Act::Decline), Look::text("btn"), of(|a| a.end.clone()), end);
    el("div.booth-people")
        .attr("role", "group")
        .label(text::booth_colleagues(lang))
        .add(
            el("div.colleagues")
                .add(el("h3").text(text::booth_colleagues(lang)))
                .add(el("span").parts(people)),
        )
        .when(move || shared.get().is_some_and(|shared| shared), aside)
        .add(el("div").attr("role", "status").part(line))
        .add(el("div.buttons").add(accept).add(decline).add_all(proposals))
}

/// A colleague: the picture, the name, and whether they are here.
fn of_colleague(app: App, colleague: &booth::Colleague) -> El {
    let lang = app.lang();
    let (words, class) = match colleague.here {
        true => (text::booth_here(lang), "small.good"),
        false => (text::booth_away(lang), "small"),
    };
    let (place, name) = (colleague.place, colleague.name.clone());
    let picture = colleague.seen.then(|| {
        let stream = move || app.streams.colleagues.read().get(place)?.1.clone();
        media::video(stream, "", move || name.clone())
    });
    el("span.colleague")
        .add_all(picture)
        .add(el("bdi").text(&colleague.name))
        .add(el(class).text(words))
}

/// What the booth says without a word.
fn signals(app: App, booth: Console) -> El {
    let lang = app.lang();
    let slow = asks(booth, |b| b.slow_down.clone());
    let toggle = move |act, of: fn(&Booth) -> Option<(bool, Action)>, words: [&'static str; 2]| {
        let action = asks(booth, move |b| of(b).map(|(_, action)| action));
        let is = part(booth, move |b| of(b).is_some_and(|(is, _)| is));
        let label = move || words[usize::from(is.get().is_some_and(|is| is))].to_owned();
        keyed(app, Some(act), Look::text("btn warn"), action, label)
    };
    let sound = [text::signal_sound_inadequate(lang), text::signal_sound_adequate(lang)];
    let technician = [text::signal_technician(lang), text::signal_technician_done(lang)];
    el("div.buttons")
        .add(keyed(app, Some(Act::SlowDown), Look::text("btn warn"), slow, move || {
            text::signal_slow_down(lang).to_owned()
        }))
        .add(toggle(Act::Sound, |b| b.sound.clone(), sound))
        .add(toggle(Act::Technician, |b| b.technician.clone(), technician))
}
