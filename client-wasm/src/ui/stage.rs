//! The stage: header, the table around the floor, the list, the bar. The frame of every role.

use crate::app::{App, intl};
use crate::core::text;
use crate::core::view::{chair as chair_view, quality, stage};
use crate::ui::{admissions, bar, chair, desk, media, parts, plate, speakers, table};
use leptos::prelude::*;
use rostrum_proto::meeting::phase::PhaseName;

/// The screen.
pub fn screen(app: App) -> AnyView {
    let technician = app.view(quality::is_ours);
    let presides = app.view(chair_view::presides);
    let at_desk = RwSignal::new(true);
    let lang = app.lang();
    view! {
        <div class="app" class:presiding=move || presides.get()>
            <a class="skip" href="#main">{text::skip_to_content(lang)}</a>
            <header class="head">
                {header(app, technician, at_desk)}
                {banner(app)}
                {media::sounds(app)}
            </header>
            {move || match technician.get() && at_desk.get() {
                true => desk::screen(app),
                false => hall(app),
            }}
            <div class="foot">{bar::my_floor(app)}{bar::bar(app)}</div>
        </div>
    }
    .into_any()
}

fn header(app: App, technician: Memo<bool>, at_desk: RwSignal<bool>) -> impl IntoView {
    let lang = app.lang();
    let header = app.view(stage::header);
    let title = app.view(|m| stage::header(m).map(|h| (h.format, h.title, h.agenda_item)));
    let phase = Memo::new(move |_| header.with(|h| h.as_ref().map(|h| (h.phase, h.phase_text))));
    let zone = app.view(|m| stage::header(m).map(|h| h.time_zone).unwrap_or_default());
    let minute =
        Memo::new(move |_| rostrum_proto::time::Timestamp(app.now.get().0 / 60_000 * 60_000));
    let times = move || {
        let (at, zone) = (minute.get(), zone.get());
        let venue = intl::time(at, lang, &zone);
        let alone = |text: &str| format!("\u{2068}{text}\u{2069}");
        let (place, utc) = (alone(&intl::place(&zone)), intl::time(at, lang, "UTC"));
        text::venue_time(lang, &place, &alone(&utc), &alone(&venue))
    };
    let tab = move |desk: bool, label: &'static str| {
        view! {
            <button
                type="button"
                class="tab"
                aria-pressed=move || (at_desk.get() == desk).to_string()
                on:click=move |_| at_desk.set(desk)
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="top">
            {move || title.get().map(|(format, title, item)| view! {
                <div class="titles">
                    <h1>{parts::name(&format)}</h1>
                    <p class="topic">{parts::name(&title)}</p>
                    <p class="item">{parts::name(&item)}</p>
                </div>
            })}
            <div class="chips">
                {move || technician.get().then(|| view! {
                    <nav class="tabs" aria-label=text::views(lang)>
                        {tab(true, text::desk(lang))}
                        {tab(false, text::stage(lang))}
                    </nav>
                })}
                {move || phase.get().map(|(phase, words)| view! {
                    <span class="chip" class:live=phase == PhaseName::InSession>{words}</span>
                })}
                <span class="chip time">{times}</span>
                {parts::language(app)}
            </div>
        </div>
    }
}

fn banner(app: App) -> impl IntoView {
    let banner = app.view(stage::banner);
    view! {
        <div role="status">
            {move || banner.get().map(|b| view! {
                <p class="banner" class:grave=b.grave class:note=!b.grave>{b.text}</p>
            })}
        </div>
    }
}

fn hall(app: App) -> AnyView {
    let lang = app.lang();
    view! {
        <main class="hall" id="main" tabindex="-1">
            {table::table(app)}
            <section class="floor" aria-label=text::floor(lang)>
                {plate::picture(app, true)}
                {plate::plate(app)}
            </section>
        </main>
        <aside class="side" tabindex="0">
            {chair::panel(app)}
            {admissions::waiting(app)}
            {speakers::list(app)}
        </aside>
    }
    .into_any()
}
