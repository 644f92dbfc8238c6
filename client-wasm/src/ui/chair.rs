//! The chair's panel: one main action, what is the case, the words to say.

use crate::app::App;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::Action;
use crate::core::view::chair::{self, ChairPanel, Holder};
use crate::ui::parts::{self, Icon, Look};
use leptos::prelude::*;

/// The region, for who presides.
pub fn panel(app: App) -> impl IntoView {
    let panel = app.view_at(chair::panel);
    let there = Memo::new(move |_| panel.with(Option::is_some));
    view! { <Show when=move || there.get()>{region(app, panel)}</Show> }
}

fn region(app: App, panel: Memo<Option<ChairPanel>>) -> impl IntoView {
    let lang = app.lang();
    let part = move |of: fn(&ChairPanel) -> Option<Action>| {
        Memo::new(move |_| panel.with(|p| p.as_ref().and_then(of)))
    };
    let next = Memo::new(move |_| panel.with(|p| p.as_ref().and_then(|p| p.next.clone())));
    let say =
        Memo::new(move |_| panel.with(|p| p.as_ref().map(|p| p.say.clone())).unwrap_or_default());
    let closed = Memo::new(move |_| panel.with(|p| p.as_ref().is_some_and(|p| p.list_closed)));
    let free = Memo::new(move |_| panel.with(|p| p.as_ref().is_some_and(|p| p.holder.is_none())));
    let list = move || match closed.get() {
        true => text::open_list(lang).to_owned(),
        false => text::close_list(lang).to_owned(),
    };
    let label = |text: &'static str| move || text.to_owned();
    view! {
        <section class="chair" aria-label=text::chair(lang)>
            <h2>{text::chair(lang)}</h2>
            {parts::act(app, Look::text("btn main big"), part(|p| p.open.clone()), label(text::open_meeting(lang)))}
            {holder(app, panel)}
            {parts::act(app, Look::text("btn main big"), part(|p| p.call.clone()), label(text::call_next(lang)))}
            {move || next.get().filter(|_| free.get()).map(|name| view! {
                <p class="quiet next">{text::next_is(lang, &name.text)}</p>
            })}
            <Show when=move || !say.with(Vec::is_empty)>
                <div class="say">
                    <h3>{text::presiding_text(lang)}</h3>
                    {move || say.get().into_iter().map(|s| view! { <p>{s}</p> }).collect_view()}
                </div>
            </Show>
            {problems(app, panel)}
            <div class="buttons">
                {parts::act(app, Look::both("btn", Icon::MicrophoneOff), part(|p| p.mute_all.clone()), label(text::mute_everyone(lang)))}
                {parts::act(app, Look::text("btn"), part(|p| p.clear.clone()), label(text::clear_mutes(lang)))}
                {parts::act(app, Look::text("btn"), part(|p| p.list.clone()), list)}
                {close(app, panel)}
            </div>
        </section>
    }
}

fn holder(app: App, panel: Memo<Option<ChairPanel>>) -> impl IntoView {
    let lang = app.lang();
    let of = move |part: fn(&Holder) -> Option<Action>| {
        Memo::new(move |_| {
            panel.with(|p| p.as_ref().and_then(|p| p.holder.as_ref()).and_then(part))
        })
    };
    let line = Memo::new(move |_| {
        panel.with(|p| p.as_ref()?.holder.as_ref().map(|h| (h.line.clone(), h.warn)))
    });
    let seat = Memo::new(move |_| {
        panel.with(|p| p.as_ref()?.holder.as_ref().map(|h| h.name.text.clone())).unwrap_or_default()
    });
    view! {
        {move || line.get().map(|(line, warn)| view! {
            <p class="holder" class:warn-text=warn>{line}</p>
        })}
        <div class="buttons">
            {parts::act(app, Look::text("btn"), of(|h| h.wait.clone()), move || text::wait_again(lang).to_owned())}
            {parts::act(app, Look::text("btn"), of(|h| h.defer.clone()), move || text::defer(lang, &seat.get()))}
            {parts::act(app, Look::text("btn stop"), of(|h| h.take_back.clone()), move || text::take_back(lang).to_owned())}
        </div>
    }
}

fn problems(app: App, panel: Memo<Option<ChairPanel>>) -> impl IntoView {
    let lang = app.lang();
    let problems = Memo::new(move |_| {
        panel.with(|p| p.as_ref().map(|p| p.problems.clone())).unwrap_or_default()
    });
    view! {
        <Show when=move || !problems.with(Vec::is_empty)>
            <div class="board">
                <h3>{text::problems(lang)}</h3>
                <ul role="list">
                    {move || problems.get().into_iter().map(|(name, problem)| view! {
                        <li>{parts::icon(Icon::Warning)}<span>{parts::name(&name)}" – "{problem}</span></li>
                    }).collect_view()}
                </ul>
            </div>
        </Show>
    }
}

/// Closing is for good: it is asked for twice, and the consequences are said.
fn close(app: App, panel: Memo<Option<ChairPanel>>) -> impl IntoView {
    let lang = app.lang();
    let action = Memo::new(move |_| panel.with(|p| p.as_ref().and_then(|p| p.close.clone())));
    let remaining = Memo::new(move |_| panel.with(|p| p.as_ref().map_or(0, |p| p.remaining)));
    let there = Memo::new(move |_| action.with(Option::is_some));
    let open = RwSignal::new(false);
    let confirm = move |_| {
        open.set(false);
        if let Some(action) = action.get_untracked() {
            app.dispatch(Msg::Do(action.command));
        }
    };
    view! {
        <Show when=move || there.get()>
            <button type="button" class="btn stop" on:click=move |_| open.set(true)>
                {text::close_meeting(lang)}
            </button>
        </Show>
        {parts::dialog(open, move || text::close_confirm_title(lang).to_owned(), move || view! {
            <p>{text::close_confirm_text(lang, &remaining.get().to_string())}</p>
            <div class="buttons">
                <button type="button" class="btn" on:click=move |_| open.set(false)>
                    {text::close_confirm_no(lang)}
                </button>
                <button type="button" class="btn stop" on:click=confirm>
                    {text::close_confirm_yes(lang)}
                </button>
            </div>
        }.into_any())}
    }
}
