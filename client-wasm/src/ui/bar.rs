//! A delegate's controls: the bar, and the panel when one's seat has the floor.

use crate::app::App;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::Action;
use crate::core::view::bar::{self, Bar, MyFloor, Reporting};
use crate::ui::parts::{self, Icon, Look};
use leptos::prelude::*;
use rostrum_proto::meeting::command::Problem;
use wasm_bindgen::JsCast;

/// The bar at the foot of the stage.
pub fn bar(app: App) -> impl IntoView {
    let lang = app.lang();
    let bar = app.view_at(bar::bar);
    let part = move |of: fn(&Bar) -> Option<Action>| Memo::new(move |_| bar.with(of));
    let place = Memo::new(move |_| bar.with(|b| b.place.clone()));
    let open = Memo::new(move |_| bar.with(|b| b.microphone_open));
    let microphone = part(|b| b.microphone.clone());
    let opened = Memo::new(move |_| microphone.get().filter(|_| open.get()));
    let closed = Memo::new(move |_| microphone.get().filter(|_| !open.get()));
    let camera = Memo::new(move |_| bar.with(|b| b.camera));
    let problem = Memo::new(move |_| bar.with(|b| b.problem.clone()));
    let reports = Memo::new(move |_| problem.with(Option::is_some));
    let there = Memo::new(move |_| camera.with(Option::is_some));
    let label = |text: &'static str| move || text.to_owned();
    view! {
        <footer class="bar">
            {parts::act(app, Look::text("btn main"), part(|b| b.request.clone()), label(text::request_floor(lang)))}
            {parts::act(app, Look::text("btn main soft"), part(|b| b.withdraw.clone()), label(text::withdraw_request(lang)))}
            <span class="place">{move || place.get()}</span>
            {parts::act(app, Look::both("btn live", Icon::Microphone), opened, label(text::close_microphone(lang)))}
            {parts::act(app, Look::both("btn", Icon::MicrophoneOff), closed, label(text::open_microphone(lang)))}
            <Show when=move || there.get()>
                <button
                    type="button"
                    class="btn"
                    on:click=move |_| app.dispatch(Msg::WantCamera(camera.get_untracked() != Some(true)))
                >
                    {move || match camera.get() {
                        Some(true) => parts::icon(Icon::Camera).into_any(),
                        Some(false) | None => parts::icon(Icon::CameraOff).into_any(),
                    }}
                    <span class="label">
                        {move || match camera.get() {
                            Some(true) => text::camera_off(lang),
                            Some(false) | None => text::camera_on(lang),
                        }}
                    </span>
                </button>
            </Show>
            <Show when=move || reports.get()>{report(app, problem)}</Show>
            <button type="button" class="btn" on:click=move |_| app.dispatch(Msg::Leave)>
                {parts::icon(Icon::Leave)}
                <span class="label">{text::leave(lang)}</span>
            </button>
        </footer>
    }
}

/// The problems as a small menu; the one reported can be taken back.
fn report(app: App, problem: Memo<Option<Reporting>>) -> impl IntoView {
    let lang = app.lang();
    let open = RwSignal::new(false);
    let now = Memo::new(move |_| problem.with(|p| p.as_ref().and_then(|p| p.now)));
    let clear = Memo::new(move |_| problem.with(|p| p.as_ref().and_then(|p| p.clear.clone())));
    let entry = move |(i, kind): (usize, Problem)| {
        let action = Memo::new(move |_| {
            let reporting = problem.get()?;
            if reporting.now == Some(kind) { None } else { reporting.report.get(i).cloned() }
        });
        let label = move || first_person(kind, lang).to_owned();
        parts::act_then(app, Look::text("btn"), action, label, move |_| open.set(false))
    };
    let outside = move |event: web_sys::FocusEvent| {
        let node =
            |t: Option<web_sys::EventTarget>| t.and_then(|t| t.dyn_into::<web_sys::Node>().ok());
        let (to, here) = (node(event.related_target()), node(event.current_target()));
        if !here.is_some_and(|here| here.contains(to.as_ref())) {
            open.set(false);
        }
    };
    view! {
        <div
            class="report"
            on:keydown=move |event| if event.key() == "Escape" { open.set(false) }
            on:focusout=outside
        >
            <button
                type="button"
                class="btn"
                class:warn=move || now.get().is_some()
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|o| *o = !*o)
            >
                {parts::icon(Icon::Warning)}
                <span class="label">{text::report_problem(lang)}</span>
            </button>
            <Show when=move || open.get()>
                <div class="menu up">
                    {bar::PROBLEMS.into_iter().enumerate().map(entry).collect_view()}
                    {move || now.get().map(|p| view! { <p class="quiet">{first_person(p, lang)}</p> })}
                    {parts::act_then(app, Look::text("btn main"), clear, move || text::problem_over(lang).to_owned(), move |_| open.set(false))}
                </div>
            </Show>
        </div>
    }
}

fn first_person(problem: Problem, lang: rostrum_proto::lang::Lang) -> &'static str {
    match problem {
        Problem::CannotHear => text::problem_i_cannot_hear(lang),
        Problem::CannotBeHeard => text::problem_i_cannot_be_heard(lang),
        Problem::CannotSee => text::problem_i_cannot_see(lang),
    }
}

/// "You have the floor": the region is always there, so that its words are announced.
pub fn my_floor(app: App) -> impl IntoView {
    let lang = app.lang();
    let mine = app.view_at(bar::my_floor);
    let there = Memo::new(move |_| mine.with(Option::is_some));
    let part = move |of: fn(&MyFloor) -> Option<Action>| {
        Memo::new(move |_| mine.with(|m| m.as_ref().and_then(of)))
    };
    let start = part(|m| m.start.clone());
    let called = Memo::new(move |_| start.with(Option::is_some));
    let line = Memo::new(move |_| mine.with(|m| m.as_ref().map(|m| (m.line.clone(), m.warn))));
    view! {
        <section class="my-floor" aria-label=text::you_have_the_floor(lang) class:there=move || there.get() class:called=move || called.get()>
            <div>
                <p class="announce" role="status" aria-live="assertive">
                    {move || there.get().then(|| text::you_have_the_floor(lang))}
                </p>
                {move || line.get().map(|(line, warn)| view! {
                    <p class="announce-line" class:warn-text=warn>{line}</p>
                })}
            </div>
            <Show when=move || called.get()>{parts::meter(app)}</Show>
            {parts::act(app, Look::both("btn go big", Icon::Microphone), start, move || text::start_speaking(lang).to_owned())}
            {parts::act(app, Look::text("btn main big"), part(|m| m.finish.clone()), move || text::finish_speaking(lang).to_owned())}
        </section>
    }
}
