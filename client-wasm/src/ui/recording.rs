//! The recording: the mark that there is one, the question whether we agree, and playing it.

use crate::app::App;
use crate::core::text;
use crate::core::view::recording::{self, beginning, called, can_be_played, is_there, part_words};
use crate::ui::dom::{El, button, el};
use crate::ui::parts::{self, Confirm, Look};
use crate::ui::select::select;
use crate::view::View;
use leptos::prelude::*;
use rostrum_proto::time::Millis;
use rostrum_proto::wire::recordings::{RecordedContents, RecordedFile, RecordedPart, Recordings};
use std::cell::Cell;
use std::rc::Rc;
use web_sys::HtmlMediaElement;

/// That the meeting is recorded, for everybody.
pub fn chip(app: App) -> impl Fn() -> Option<El> {
    let lang = app.lang();
    let runs = app.view(recording::runs);
    move || {
        Some(match (*runs.get())? {
            true => el("span.chip.recording").text(text::recording_runs(lang)),
            false => el("span.chip").text(text::recording_paused(lang)),
        })
    }
}

/// Above the bar, until we have agreed.
pub fn question(app: App, foot: El) -> El {
    let lang = app.lang();
    let asked = app.view_at(recording::asked);
    let is_asked = View::new(move || asked.get().is_some());
    foot.when(
        move || *is_asked.get(),
        move || {
            let agree = move || (*asked.get()).clone();
            let words = move || text::recording_agree(lang).to_owned();
            el("section.presenting.consent")
                .label(text::recording_title(lang))
                .add(el("p").attr("role", "status").text(text::recording_asked(lang)))
                .add(el("div.buttons").with(parts::act(app, Look::text("btn"), agree, words)))
        },
    )
}

/// In *More*: starting and stopping it, and playing what there is, for who may.
pub fn acts(app: App, group: El) -> El {
    let lang = app.lang();
    let acts = app.view_at(recording::acts);
    let plays = app.view(recording::may_play);
    // What is said next would not be recorded: not by one press.
    let ask = move || Confirm {
        button: button("btn", text::recording_stop(lang)),
        title: text::recording_stop_title(lang).to_owned(),
        no: text::recording_stop_no(lang).to_owned(),
        yes: text::recording_stop_yes(lang).to_owned(),
    };
    let words = move || text::recording_stop_text(lang).to_owned();
    group
        .with(parts::act(
            app,
            Look::text("btn"),
            move || acts.get().0.clone(),
            move || text::recording_start(lang).to_owned(),
        ))
        .with(parts::confirm(app, ask, move || acts.get().1.clone(), words))
        .when(move || *plays.get(), move || opener(app, "btn"))
}

/// Opens what was recorded.
pub fn opener(app: App, class: &str) -> El {
    button(class, text::recording_open(app.lang())).press(move || app.open_recording(None))
}

/// Opens what was recorded at the moment of a record; named for who does not see the line.
pub fn play_from(app: App, seq: u64, time: &str) -> El {
    let lang = app.lang();
    button("btn small play", text::recording_play(lang))
        .label(&text::recording_play_from(lang, time))
        .press(move || app.open_recording(Some(seq)))
}

/// What there is of it, and a player; opened from several places.
pub fn dialog(app: App) -> El {
    let lang = app.lang();
    let content = move || {
        let close = button("btn", text::done(lang)).press(move || app.recording_open.set(false));
        let close = el("div.buttons").add(close);
        match app.recordings.get() {
            None => vec![el("p.quiet").text(text::story_loading(lang)), close],
            Some((_, found)) if found.parts.is_empty() => {
                vec![el("p").text(text::recording_none(lang)), close]
            }
            Some((sought, found)) => vec![player(app, sought, found), close],
        }
    };
    let title = move || text::recording_title(lang).to_owned();
    parts::dialog(app.recording_open, title, content)
}

fn player(app: App, sought: bool, found: Recordings) -> El {
    let lang = app.lang();
    let rows = found.parts.iter().filter(|part| !can_be_played(part));
    let rows = rows.map(|part| el("p.quiet").text(&part_words(part, lang)));
    let list = el("div.recordings").add_all(rows);
    let list = match sought && !is_there(&found) {
        true => list.add(el("p.warn-text").text(text::recording_not_yet(lang))),
        false => list,
    };
    let Some((first, at)) = beginning(&found) else { return list };
    let speeches = app.model.with_untracked(|model| recording::speeches(model, &found));
    let playable: Vec<_> = found.parts.into_iter().filter(can_be_played).collect();
    let (start, contents) = (RwSignal::new((first, at)), RwSignal::new(RecordedContents::Floor {}));
    let chosen = {
        let playable = playable.clone();
        move || playable.iter().find(|p| p.part == start.get().0).cloned()
    };
    let ticket = found.ticket;
    let played = Rc::new(Cell::new(None::<Played>));
    let film = {
        let chosen = chosen.clone();
        move || {
            let (start, at) = (start.get(), played.get());
            // Another language goes on from the same moment, another start begins there.
            let from = at.filter(|at| at.start == start).map_or(start.1, |at| at.time);
            let plays = at.is_some_and(|at| at.start != start || at.plays);
            let noted = Played { start, time: from, plays };
            played.set(Some(noted));
            let note = played.clone();
            let player = of_file(app, (&ticket, &chosen()?), contents.get(), noted, note);
            Some(player)
        }
    };
    // What its user is at stays; only who jumps to a speech has another part shown there.
    let jumped = RwSignal::new(first);
    let which =
        move || (playable.len() > 1).then(|| parts_chooser(app, &playable, jumped.get(), start));
    let jump = move |to: (u32, Millis)| {
        if to.0 != start.get_untracked().0 {
            jumped.set(to.0);
        }
        start.set(to);
    };
    list.part(which)
        .add_all((!speeches.is_empty()).then(|| speeches_chooser(app, speeches, jump)))
        .part(move || Some(contents_chooser(app, &chosen()?, contents)))
        .part(film)
}

/// What is played.
#[derive(Clone, Copy)]
struct Played {
    /// From where.
    start: (u32, Millis),
    /// Where it is now, in its part.
    time: Millis,
    /// It runs.
    plays: bool,
}

/// Where to begin: in a part, and so far into it.
type Start = RwSignal<(u32, Millis)>;

fn parts_chooser(app: App, playable: &[RecordedPart], chosen: u32, start: Start) -> El {
    let lang = app.lang();
    let choices = playable.iter().map(|part| (part.part, part_words(part, lang))).collect();
    let select = select(choices, &chosen, move |part| start.set((part, Millis(0))));
    el("label").text(text::recording_which(lang)).add(select)
}

/// Who spoke: chosen, it is played from there.
fn speeches_chooser(
    app: App,
    speeches: Vec<((u32, Millis), String)>,
    jump: impl Fn((u32, Millis)) + 'static,
) -> El {
    let lang = app.lang();
    let none = (None, text::recording_speeches_none(lang).to_owned());
    let speeches = speeches.into_iter().map(|(from, words)| (Some(from), words));
    let choices = std::iter::once(none).chain(speeches).collect();
    let select = select(choices, &None, move |from: Option<_>| {
        if let Some(from) = from {
            jump(from);
        }
    });
    el("label").text(text::recording_speeches(lang)).add(select)
}

fn contents_chooser(app: App, part: &RecordedPart, chosen: RwSignal<RecordedContents>) -> El {
    let lang = app.lang();
    let choice = |file: &RecordedFile| (file.contents, called(file.contents, lang).to_owned());
    let choices = part.files.iter().map(choice).collect();
    let select = select(choices, &chosen.get_untracked(), move |contents| chosen.set(contents));
    el("label").text(text::recording_what(lang)).add(select)
}

/// A player, and the file to be saved. The address names the moment to begin with (W3C Media Fragments).
fn of_file(
    app: App,
    (ticket, part): (&str, &RecordedPart),
    contents: RecordedContents,
    played: Played,
    note: Rc<Cell<Option<Played>>>,
) -> El {
    let lang = app.lang();
    let Some(file) = part.files.iter().find(|file| file.contents == contents) else {
        return el("p").text(text::recording_none(lang));
    };
    let address = format!("recording/{ticket}/{}", file.name);
    let seconds = played.time.0 as f64 / 1_000.0;
    let element = if contents == (RecordedContents::Floor {}) { "video" } else { "audio" };
    let player = el(element)
        .attr("controls", "")
        .attr("preload", "metadata")
        .attr("src", &format!("{address}#t={seconds}"))
        .label(called(contents, lang));
    let player = if played.plays { player.attr("autoplay", "") } else { player };
    let media: HtmlMediaElement = player.as_a();
    let noted = move |_| {
        let time = Millis((media.current_time() * 1_000.0) as u64);
        note.set(Some(Played { time, plays: !media.paused(), ..played }));
    };
    let player =
        player.on("timeupdate", noted.clone()).on("play", noted.clone()).on("pause", noted);
    let save = el("a.btn")
        .attr("href", &address)
        .attr("download", &file.name)
        .text(text::recording_save(lang));
    el("div.player").add(player).add(el("div.buttons").add(save))
}
