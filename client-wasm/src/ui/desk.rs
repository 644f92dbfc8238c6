//! The technicians' desk: alarms and the lobby first, then the seats, then the journal.

use crate::app::App;
use crate::core::text;
use crate::core::view::quality::{self, Grade, Line, SPARK_WIDTH};
use crate::ui::parts::{self, Icon, Look};
use crate::ui::{admissions, journal, plate};
use leptos::prelude::*;

/// The screen, within the frame of the stage.
pub fn screen(app: App) -> AnyView {
    let lang = app.lang();
    view! {
        <main class="desk" id="main" tabindex="-1" aria-label=text::desk(lang)>
            {alarms(app)}
            <div class="desk-left">
                <div class="desk-top">
                    {admissions::all(app)}
                    <section class="floor small" aria-label=text::floor(lang)>
                        {plate::picture(app, false)}
                        {plate::plate(app)}
                    </section>
                </div>
                {seats(app)}
            </div>
            {journal::journal(app)}
        </main>
    }
    .into_any()
}

fn alarms(app: App) -> impl IntoView {
    let lang = app.lang();
    let alarms = app.view_at(quality::alarms);
    view! {
        <div class="alarms" role="group" aria-label=text::alarms(lang)>
            {move || match alarms.get() {
                none if none.is_empty() => view! { <p class="quiet">{text::alarms_none(lang)}</p> }.into_any(),
                alarms => alarms.into_iter().map(|alarm| view! {
                    <p class="alarm" class:grave=alarm.grave>
                        {parts::icon(Icon::Warning)}
                        <span>{alarm.text}</span>
                    </p>
                }).collect_view().into_any(),
            }}
        </div>
    }
}

fn seats(app: App) -> impl IntoView {
    let lang = app.lang();
    let lines = app.view_at(quality::lines);
    let connected = app.view(quality::connected);
    let head = [
        (text::col_seat(lang), ""),
        (text::col_quality(lang), ""),
        (text::col_round_trip(lang), "n"),
        (text::col_loss(lang), "n"),
        (text::col_up(lang), "n"),
        (text::col_down(lang), "n"),
        (text::col_history(lang), ""),
        (text::col_action(lang), ""),
    ];
    view! {
        <section class="card seats" aria-label=text::seats_quality(lang)>
            <div class="section-head">
                <h2>{text::seats_quality(lang)}</h2>
                <span class="quiet">{move || connected.get()}</span>
            </div>
            <div class="scroll" tabindex="0" role="group" aria-label=text::seats_quality(lang)>
                <table>
                    <thead>
                        <tr>{head.map(|(label, class)| view! { <th scope="col" class=class>{label}</th> }).into_iter().collect_view()}</tr>
                    </thead>
                    <tbody>
                        <For each=move || lines.get() key=|l| l.id.clone() let:first>
                            {line(app, lines, first)}
                        </For>
                    </tbody>
                </table>
            </div>
        </section>
    }
}

fn line(app: App, lines: Memo<Vec<Line>>, first: Line) -> impl IntoView {
    let lang = app.lang();
    let id = first.id.clone();
    let name = first.name.clone();
    let seat = first.name.text.clone();
    let line = Memo::new(move |_| {
        lines.with(|l| l.iter().find(|l| l.id == id).cloned()).unwrap_or_else(|| first.clone())
    });
    let cell = move |of: fn(&Line) -> String| {
        let text = Memo::new(move |_| line.with(of));
        move || text.get()
    };
    let grade = Memo::new(move |_| line.with(|l| l.grade));
    let class = move || match grade.get() {
        Grade::Good => "grade good",
        Grade::Fair => "grade fair",
        Grade::Poor => "grade poor",
        Grade::Lost => "grade lost",
        Grade::Away => "grade away",
    };
    let spark = Memo::new(move |_| line.with(|l| (l.spark.clone(), l.spark_text.clone())));
    let mute = Memo::new(move |_| line.with(|l| l.mute.clone()));
    let muted = Memo::new(move |_| line.with(|l| l.muted));
    let label = move || match muted.get() {
        true => text::unmute(lang, &seat),
        false => text::mute(lang, &seat),
    };
    view! {
        <tr class:poor=move || grade.get() == Grade::Poor class:away=move || grade.get() == Grade::Away>
            <th scope="row">{parts::name(&name)}<small>{cell(|l| l.state.clone())}</small></th>
            <td><span class=class>{cell(|l| l.grade_text.to_owned())}</span></td>
            <td class="n" dir="ltr">{cell(|l| l.round_trip.clone())}</td>
            <td class="n" dir="ltr">{cell(|l| l.loss.clone())}</td>
            <td class="n" dir="ltr">{cell(|l| l.up.clone())}</td>
            <td class="n" dir="ltr">{cell(|l| l.down.clone())}</td>
            <td>
                <svg
                    class="spark"
                    viewBox=format!("0 0 {SPARK_WIDTH} 28")
                    role="img"
                    aria-label=move || spark.get().1
                >
                    {move || spark.get().0.into_iter().map(|points| view! {
                        <polyline points=points></polyline>
                    }).collect_view()}
                </svg>
            </td>
            <td>{parts::act(app, Look::bare("icon", Icon::MicrophoneOff), mute, label)}</td>
        </tr>
    }
}
