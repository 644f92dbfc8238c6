//! Small parts that many screens use.

use crate::app::App;
pub use crate::core::format::alone;
use crate::core::msg::Msg;
use crate::core::names::Name;
use crate::core::text;
use crate::core::view::Action;
use crate::ui::dom::{El, button, el, svg, value_of, watch};
use crate::view::View;
use leptos::prelude::*;
use rostrum_proto::lang::Lang;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{
    Event, EventTarget, FocusEvent, HtmlDialogElement, HtmlElement, KeyboardEvent, Node,
};

/// Pictograms, drawn in the text's colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Accept,
    Camera,
    CameraOff,
    Close,
    Deny,
    Devices,
    Down,
    Floor,
    Later,
    Leave,
    Microphone,
    MicrophoneOff,
    More,
    Pause,
    Point,
    Procedure,
    Reply,
    Screen,
    Swap,
    Up,
    Warning,
}

/// A pictogram, hidden from readers of the text.
pub fn icon(icon: Icon) -> El {
    let path = match icon {
        Icon::Accept => "M4 10.5l4 4 8-9",
        Icon::Camera => "M2.5 5.5h10v9h-10zM12.5 8.5l5-2.5v8l-5-2.5",
        Icon::CameraOff => "M2.5 5.5h10v9h-10zM12.5 8.5l5-2.5v8l-5-2.5M2 2l16 16",
        Icon::Close | Icon::Deny => "M5 5l10 10M15 5L5 15",
        Icon::Screen => "M2.5 4h15v10h-15zM7 17h6M10 14v3",
        Icon::Devices => "M3 6h9M16 6h1M3 14h3M10 14h7M14 4v4M8 12v4",
        Icon::Down => "M10 4v12M5 11l5 5 5-5",
        Icon::Floor => "M3 7v6h3l5 4V3L6 7zM14 7a4 4 0 0 1 0 6",
        Icon::Later => "M4 5l6 5-6 5zM14 5v10",
        Icon::Leave => "M8 3H3v14h5M12 6l4 4-4 4M16 10H7",
        Icon::Microphone => {
            "M10 2.5a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-5 0V5A2.5 2.5 0 0 1 10 2.5zM5 9.5a5 5 0 0 0 10 0M10 14.5v3"
        }
        Icon::MicrophoneOff => {
            "M10 2.5a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-5 0V5A2.5 2.5 0 0 1 10 2.5zM5 9.5a5 5 0 0 0 10 0M10 14.5v3M2.5 2.5l15 15"
        }
        Icon::More => "M4 10h.5M9.8 10h.5M15.5 10h.5",
        Icon::Pause => "M7 4v12M13 4v12",
        Icon::Point => "M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 0 0 0-15zM10 6v5M10 13.6v.6",
        Icon::Procedure => "M4 5h12M4 10h12M4 15h7",
        Icon::Reply => "M8 4L3 9l5 5M3 9h8a6 6 0 0 1 6 6v1",
        Icon::Swap => "M6 3v13M3 13l3 3 3-3M14 17V4M11 7l3-3 3 3",
        Icon::Up => "M10 16V4M5 9l5-5 5 5",
        Icon::Warning => "M10 3l8 14H2zM10 8v4M10 14.2v.6",
    };
    let path = svg("path").attr("d", path);
    let drawing = svg("svg.pictogram").attr("viewBox", "0 0 20 20");
    drawing.attr("aria-hidden", "true").attr("focusable", "false").add(path)
}

/// A name, isolated from the text around it, in its own language.
pub fn name(name: &Name) -> El {
    let element = el("bdi").text(&name.text);
    if name.lang.is_empty() { element } else { element.attr("lang", name.lang) }
}

/// How a button looks.
#[derive(Clone, Copy)]
pub struct Look {
    /// CSS classes.
    pub class: &'static str,
    /// A pictogram before the text.
    pub icon: Option<Icon>,
    /// Only the pictogram is seen; the text is its name.
    pub bare: bool,
}

impl Look {
    /// With text only.
    pub const fn text(class: &'static str) -> Self {
        Self { class, icon: None, bare: false }
    }

    /// With a pictogram and text.
    pub const fn both(class: &'static str, icon: Icon) -> Self {
        Self { class, icon: Some(icon), bare: false }
    }

    /// With a pictogram only.
    pub const fn bare(class: &'static str, icon: Icon) -> Self {
        Self { class, icon: Some(icon), bare: true }
    }
}

/// A button for an action: there if it may be asked for, live if it would be done.
pub fn act(
    app: App,
    look: Look,
    action: impl Fn() -> Option<Action> + Send + Sync + 'static,
    label: impl Fn() -> String + 'static,
) -> impl FnOnce(El) -> El {
    act_then(app, look, action, label, |_| {})
}

/// The same, and `then` with the pressed button.
pub fn act_then(
    app: App,
    look: Look,
    action: impl Fn() -> Option<Action> + Send + Sync + 'static,
    label: impl Fn() -> String + 'static,
    then: impl Fn(HtmlElement) + 'static,
) -> impl FnOnce(El) -> El {
    let action = View::new(action);
    let (label, then): (Label, Then) = (Rc::new(label), Rc::new(then));
    move |parent| {
        parent.when(
            move || action.get().is_some(),
            move || live_button(app, look, action, label.clone(), then.clone()),
        )
    }
}

type Label = Rc<dyn Fn() -> String>;
type Then = Rc<dyn Fn(HtmlElement)>;

fn live_button(app: App, look: Look, action: View<Option<Action>>, label: Label, then: Then) -> El {
    let reason = move || action.get().as_ref().as_ref().and_then(|a| a.reason.clone());
    let busy = move || action.get().as_ref().as_ref().is_some_and(|a| a.busy);
    let title = {
        let name = label.clone();
        move || reason().filter(|r| !r.is_empty()).or_else(|| look.bare.then(|| name()))
    };
    let button = el("button").attr("type", "button").attr("class", look.class);
    let pressed: HtmlElement = button.as_a();
    let button = button
        .attr_of("title", title)
        .attr_of("disabled", move || reason().map(|_| String::new()))
        .attr_of("aria-busy", move || busy().then(|| "true".to_owned()))
        .add_all(look.icon.map(icon))
        .press(move || {
            let action = action.get_untracked();
            let wanted = action.as_ref().as_ref().filter(|a| a.reason.is_none() && !a.busy);
            if let Some(wanted) = wanted {
                app.dispatch(Msg::Do(wanted.command.clone()));
                then(pressed.clone());
            }
        });
    match look.bare {
        true => button.attr_of("aria-label", move || Some(label())),
        false => button.add(el("span.label").text_of(move || label())),
    }
}

/// A button with a pictogram and a text.
pub fn labelled(class: &str, text: &str, icon_of: Icon) -> El {
    let button = el("button").attr("type", "button").attr("class", class);
    button.add(icon(icon_of)).add(el("span.label").text(text))
}

/// A small menu that a button opens; it closes at Escape and when the focus goes elsewhere.
pub fn popup(open: RwSignal<bool>, toggle: El, menu: impl Fn() -> El + 'static) -> El {
    let toggle = toggle
        .attr_of("aria-expanded", move || Some(open.get().to_string()))
        .press(move || open.update(|o| *o = !*o));
    let place = el("div.report");
    let opened_at: HtmlElement = toggle.as_a();
    let here: web_sys::Element = place.as_a();
    let left = move || {
        let active = document().active_element();
        let asks = matches!(here.query_selector("dialog[open]"), Ok(Some(_)));
        !asks && !here.contains(active.as_ref().map(AsRef::as_ref))
    };
    // A dialog of the menu takes the focus in two steps: first nobody has it.
    let leaving = move |event: Event| {
        let left = left.clone();
        if leaves(&event) {
            let close = move || {
                if left() {
                    open.set(false);
                }
            };
            set_timeout(close, std::time::Duration::from_millis(50));
        }
    };
    place
        .on("keydown", move |event| {
            let asks = event
                .target()
                .and_then(|t| t.dyn_into::<web_sys::Element>().ok())
                .is_some_and(|t| matches!(t.closest("dialog"), Ok(Some(_))));
            if is_escape(&event) && !asks && open.get_untracked() {
                let _ = opened_at.focus();
                open.set(false);
            }
        })
        .on("focusout", leaving)
        .add(toggle)
        .when(move || open.get(), menu)
}

/// A dialog in the page; native, so that focus stays in it and Escape closes it.
pub fn dialog(
    open: RwSignal<bool>,
    title: impl Fn() -> String + 'static,
    content: impl Fn() -> Vec<El> + 'static,
) -> El {
    let dialog = el("dialog").attr("aria-labelledby", "dialog-title");
    let native: HtmlDialogElement = dialog.as_a();
    let dialog = dialog.on("close", move |_| open.set(false)).parts(move || match open.get() {
        true => {
            let content = content();
            // The keyboard begins in a field, or above the choice: Enter once more chooses nothing.
            let has_field = |part: &El| {
                let element = part.as_a::<web_sys::Element>();
                matches!(element.query_selector("input, select"), Ok(Some(_)))
            };
            let head = el("h2").attr("id", "dialog-title").text(&title());
            let head = match content.iter().any(has_field) {
                true => head,
                false => head.attr("tabindex", "-1").attr("autofocus", ""),
            };
            let mut parts = vec![head];
            parts.extend(content);
            parts
        }
        false => vec![],
    });
    watch(move || match (open.get(), native.open()) {
        (true, false) if native.is_connected() => drop(native.show_modal()),
        // One that is drawn anew, in another language say, is not on the page yet.
        (true, false) => {
            let native = native.clone();
            request_animation_frame(move || drop(native.show_modal()));
        }
        (false, true) => native.close(),
        _ => {}
    });
    dialog
}

/// A button for what is not to be done by one press: what it means is said first.
pub struct Confirm {
    /// The button.
    pub button: El,
    /// Over the words.
    pub title: String,
    /// Leave it.
    pub no: String,
    /// Do it.
    pub yes: String,
}

/// Shows such a button while there is an action, and asks with `words` before it is done.
pub fn confirm(
    app: App,
    ask: impl Fn() -> Confirm + Copy + 'static,
    action: impl Fn() -> Option<Action> + Copy + Send + Sync + 'static,
    words: impl Fn() -> String + Copy + 'static,
) -> impl FnOnce(El) -> El {
    confirm_if(app, || true, ask, action, words)
}

/// The same, if `asks` says so when it is pressed.
pub fn confirm_if(
    app: App,
    asks: impl Fn() -> bool + Copy + 'static,
    ask: impl Fn() -> Confirm + Copy + 'static,
    action: impl Fn() -> Option<Action> + Copy + Send + Sync + 'static,
    words: impl Fn() -> String + Copy + 'static,
) -> impl FnOnce(El) -> El {
    let open = RwSignal::new(false);
    let confirmed = move || {
        open.set(false);
        if let Some(action) = untrack(action) {
            app.dispatch(Msg::Do(action.command));
        }
    };
    let content = move || {
        let Confirm { no, yes, .. } = ask();
        let no = button("btn", &no).press(move || open.set(false));
        let yes = button("btn stop", &yes).press(confirmed);
        vec![el("p").text_of(words), el("div.buttons").add(no).add(yes)]
    };
    let pressed = move || if untrack(asks) { open.set(true) } else { confirmed() };
    // What was to be confirmed may go while it is asked.
    watch(move || {
        if action().is_none() {
            open.set(false);
        }
    });
    move |place| {
        place
            .when(
                move || action().is_some(),
                move || {
                    let reason = move || action().and_then(|a| a.reason);
                    let dead = move || reason().map(|_| String::new());
                    ask().button.attr_of("disabled", dead).attr_of("title", reason).press(pressed)
                },
            )
            .add(dialog(open, move || ask().title, content))
    }
}

/// The choice of the interface's language.
pub fn language(app: App) -> El {
    let lang = app.lang();
    let option = |l: Lang| {
        let option = el("option").attr("value", l.code()).attr("lang", l.code());
        let option = if l == lang { option.attr("selected", "") } else { option };
        option.text(text::own_name(l))
    };
    let choice = el("select.field").attr("id", "language").label(text::language(lang));
    choice.add_all(text::INTERFACE.map(option)).on("change", move |event| {
        if let Some(lang) = Lang::from_tag(&value_of(&event)) {
            app.dispatch(Msg::Speak(lang));
            // Everything is drawn anew; the one who chose goes on where they were.
            request_animation_frame(|| focus("language"));
        }
    })
}

/// The microphone's level as a bar. It moves ten times a second, as a layer of its own: nothing else is painted anew.
pub fn meter(app: App) -> El {
    level(app.streams.level, text::microphone_level(app.lang()))
}

/// A level, 0 to 1, as a bar.
pub fn level(level: RwSignal<f64>, name: &str) -> El {
    let per_cent = move || (level.get() * 20.0).round() as u32 * 5;
    let bar = el("div.meter-bar");
    let filled = move || format!("scaleX({})", f64::from(per_cent()) / 100.0);
    el("div.meter")
        .attr("role", "meter")
        .label(name)
        .attr("aria-valuemin", "0")
        .attr("aria-valuemax", "100")
        .attr_of("aria-valuenow", move || Some(per_cent().to_string()))
        .add(bar.style_of("transform", filled))
}

/// Gives the focus to the element with this id.
pub fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// The same, if nothing else has it.
pub fn focus_if_nowhere(id: &str) {
    let body = document().body();
    let active = document().active_element();
    if active.is_none() || active.as_ref() == body.as_ref().map(AsRef::as_ref) {
        focus(id);
    }
}

/// Whether the focus goes from within the list of an event to elsewhere.
pub fn leaves(event: &Event) -> bool {
    let node = |t: Option<EventTarget>| t.and_then(|t| t.dyn_into::<Node>().ok());
    let to = event.dyn_ref::<FocusEvent>().and_then(FocusEvent::related_target);
    let (to, here) = (node(to), node(event.current_target()));
    !here.is_some_and(|here| here.contains(to.as_ref()))
}

/// Whether the key of an event is Escape.
pub fn is_escape(event: &Event) -> bool {
    event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape")
}

/// The words for who presides, with when to say them; nothing if there are none.
pub fn say(head: &str, lines: &[String]) -> Option<El> {
    let head = el("h3").text(head);
    let words = lines.iter().map(|line| el("p").text(line));
    (!lines.is_empty()).then(|| el("div.say").add(head).add_all(words))
}

/// Says in a dialog that a time has passed: what was typed stays, to be corrected.
pub fn wrong_time(lang: Lang, wrong: bool) -> Option<El> {
    wrong.then(|| el("p.warn-text").attr("role", "alert").text(text::r_time_past(lang)))
}
