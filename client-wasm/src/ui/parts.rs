//! Small parts that many screens use.

use crate::app::App;
use crate::core::msg::Msg;
use crate::core::names::Name;
use crate::core::text;
use crate::core::view::Action;
use leptos::html;
use leptos::prelude::*;
use rostrum_proto::lang::Lang;
use wasm_bindgen::JsCast;

/// Pictograms, drawn in the text's colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Accept,
    Camera,
    CameraOff,
    Close,
    Deny,
    Down,
    Floor,
    Later,
    Leave,
    Microphone,
    MicrophoneOff,
    Up,
    Warning,
}

/// A pictogram, hidden from readers of the text.
pub fn icon(icon: Icon) -> impl IntoView {
    let path = match icon {
        Icon::Accept => "M4 10.5l4 4 8-9",
        Icon::Camera => "M2.5 5.5h10v9h-10zM12.5 8.5l5-2.5v8l-5-2.5",
        Icon::CameraOff => "M2.5 5.5h10v9h-10zM12.5 8.5l5-2.5v8l-5-2.5M2 2l16 16",
        Icon::Close | Icon::Deny => "M5 5l10 10M15 5L5 15",
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
        Icon::Up => "M10 16V4M5 9l5-5 5 5",
        Icon::Warning => "M10 3l8 14H2zM10 8v4M10 14.2v.6",
    };
    view! {
        <svg class="pictogram" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <path d=path></path>
        </svg>
    }
}

/// A name, isolated from the text around it, in its own language.
pub fn name(name: &Name) -> impl IntoView + use<> {
    let lang = (!name.lang.is_empty()).then_some(name.lang);
    view! { <bdi lang=lang>{name.text.clone()}</bdi> }
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
    action: Memo<Option<Action>>,
    label: impl Fn() -> String + Clone + Send + Sync + 'static,
) -> AnyView {
    act_then(app, look, action, label, |_| {})
}

/// The same, and `then` with the pressed button.
pub fn act_then(
    app: App,
    look: Look,
    action: Memo<Option<Action>>,
    label: impl Fn() -> String + Clone + Send + Sync + 'static,
    then: impl Fn(web_sys::HtmlElement) + Clone + Send + Sync + 'static,
) -> AnyView {
    let there = Memo::new(move |_| action.with(Option::is_some));
    let reason = Memo::new(move |_| action.with(|a| a.as_ref().and_then(|a| a.reason.clone())));
    let busy = Memo::new(move |_| action.with(|a| a.as_ref().is_some_and(|a| a.busy)));
    (move || {
        there.get().then(|| {
            let (name, shown, then) = (label.clone(), label.clone(), then.clone());
            let press = move |event: web_sys::MouseEvent| {
                let wanted = action.get_untracked().filter(|a| a.reason.is_none() && !a.busy);
                if let Some(wanted) = wanted {
                    app.dispatch(Msg::Do(wanted.command));
                    let target = event.current_target().and_then(|t| t.dyn_into().ok());
                    target.into_iter().for_each(&then);
                }
            };
            let title = {
                let name = name.clone();
                move || reason.get().filter(|r| !r.is_empty()).or_else(|| look.bare.then(&name))
            };
            view! {
                <button
                    type="button"
                    class=look.class
                    aria-label=move || look.bare.then(&name)
                    title=title
                    disabled=move || reason.with(Option::is_some)
                    aria-busy=move || busy.get().then_some("true")
                    on:click=press
                >
                    {look.icon.map(icon)}
                    {(!look.bare).then(|| view! { <span class="label">{move || shown()}</span> })}
                </button>
            }
        })
    })
    .into_any()
}

/// A dialog in the page; native, so that focus stays in it and Escape closes it.
pub fn dialog(
    open: RwSignal<bool>,
    title: impl Fn() -> String + Send + Sync + 'static,
    content: impl Fn() -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let (Some(dialog), open) = (node.get(), open.get()) else { return };
        match (open, dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog node_ref=node aria-labelledby="dialog-title" on:close=move |_| open.set(false)>
            {move || open.get().then(|| view! {
                <h2 id="dialog-title">{title()}</h2>
                {content()}
            })}
        </dialog>
    }
}

/// The choice of the interface's language.
pub fn language(app: App) -> impl IntoView {
    let lang = app.lang();
    let options = text::INTERFACE.map(|l| {
        view! {
            <option value=l.code() lang=l.code() selected=l == lang>{text::own_name(l)}</option>
        }
    });
    let change = move |event| {
        if let Some(lang) = Lang::from_tag(&event_target_value(&event)) {
            app.dispatch(Msg::Speak(lang));
            // Everything is drawn anew; the one who chose goes on where they were.
            request_animation_frame(|| focus("language"));
        }
    };
    view! {
        <select id="language" class="field" aria-label=text::language(lang) on:change=change>
            {options.into_iter().collect_view()}
        </select>
    }
}

/// The microphone's level as a bar.
pub fn meter(app: App) -> impl IntoView {
    let level = app.streams.level;
    let per_cent = Memo::new(move |_| (level.get() * 20.0).round() * 5.0);
    view! {
        <div
            class="meter"
            role="meter"
            aria-label=text::microphone_level(app.lang())
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || per_cent.get().to_string()
        >
            <div class="meter-bar" style:inline-size=move || format!("{}%", per_cent.get())></div>
        </div>
    }
}

/// Gives the focus to the element with this id.
pub fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}
