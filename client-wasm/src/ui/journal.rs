//! The live journal with its filters.

use crate::app::App;
use crate::core::text;
use crate::core::view::journal::{self, Filter, KINDS};
use crate::ui::parts;
use leptos::prelude::*;

/// The card with the log.
pub fn journal(app: App) -> impl IntoView {
    let lang = app.lang();
    let filter = RwSignal::new(Filter::default());
    let newest = app.view(journal::newest);
    // The journal is long: it is looked at again when it or the filter has changed, not at every message.
    let lines = Memo::new(move |_| {
        newest.get();
        filter.with(|filter| app.model.with_untracked(|model| journal::lines(model, filter)))
    });
    let empty = Memo::new(move |_| lines.with(Vec::is_empty));
    let seats = app.view(journal::seats);
    let paused = Memo::new(move |_| filter.with(|f| f.paused_at.is_some()));
    let pause = move |_| {
        let at = newest.get_untracked();
        filter.update(|f| f.paused_at = if f.paused_at.is_some() { None } else { Some(at) });
    };
    view! {
        <section class="card journal" aria-labelledby="journal-title">
            <div class="section-head">
                <h2 id="journal-title">{text::journal(lang)}</h2>
                <input
                    class="field"
                    type="search"
                    aria-label=text::filter_text(lang)
                    placeholder=text::filter_placeholder(lang)
                    on:input=move |event| filter.update(|f| f.text = event_target_value(&event))
                />
                <select
                    class="field"
                    aria-label=text::filter_seat(lang)
                    on:change=move |event| filter.update(|f| f.seat = event_target_value(&event))
                >
                    <option value="">{text::all_seats(lang)}</option>
                    {move || seats.get().into_iter().map(|(id, name)| view! {
                        <option value=id>{name}</option>
                    }).collect_view()}
                </select>
                <select
                    class="field"
                    aria-label=text::filter_kind(lang)
                    on:change=move |event| filter.update(|f| f.kind = event_target_value(&event))
                >
                    <option value="">{text::all_kinds(lang)}</option>
                    {KINDS.map(|kind| view! { <option value=kind lang="en">{kind}</option> }).into_iter().collect_view()}
                </select>
                <button type="button" class="btn small" on:click=pause>
                    {move || if paused.get() { text::resume(lang) } else { text::pause(lang) }}
                </button>
            </div>
            <div class="log" role="log" aria-live="off" tabindex="0" aria-label=text::journal(lang)>
                {move || empty.get().then(|| view! { <p class="quiet">{text::journal_empty(lang)}</p> })}
                <For each=move || lines.get() key=|l| l.seq let:line>
                    <div class="entry" class:warn=line.warn>
                        <span class="entry-time" dir="ltr">{line.time}</span>
                        <span class="entry-kind" dir="ltr" lang="en">{line.kind}</span>
                        <span class="entry-seat">{parts::name(&line.seat)}</span>
                        <span class="entry-detail" dir="ltr" lang="en">{line.detail}</span>
                    </div>
                </For>
            </div>
        </section>
    }
}
