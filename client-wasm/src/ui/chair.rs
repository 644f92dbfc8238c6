//! The chair: the conduct row, which stands still at the foot of the page; what waits for a decision, pinned above the
//! list; and the rare acts in *More*.

use crate::app::App;
use crate::core::text;
use crate::core::view::Action;
use crate::core::view::business::{self, Business};
use crate::core::view::chair::{self, ChairPanel, Holder};
use crate::ui::ask::Asking;
use crate::ui::dom::{El, button, el};
use crate::ui::more;
use crate::ui::parts::{self, Confirm, Icon, Look};
use crate::ui::{business as order, presenting, suspend};
use crate::view::View;
use leptos::prelude::RwSignal;

type Panel = View<Option<ChairPanel>>;

/// Something of a panel, while it is there.
fn of<T, P: PartialEq + Send + Sync + 'static>(
    panel: View<Option<P>>,
    part: impl Fn(&P) -> T,
) -> Option<T> {
    panel.get().as_ref().as_ref().map(part)
}

/// The conduct row, for who presides. Each place keeps its act; what cannot be done now is dead, not gone.
pub fn conduct(app: App, foot: El) -> El {
    let panel = app.view_at(chair::panel);
    foot.when(move || panel.get().is_some(), move || row(app, panel))
}

/// The one strong button: what to do next, in words, with its reason or its seat.
#[derive(Clone, PartialEq)]
struct Lead {
    label: String,
    action: Action,
    beneath: String,
}

fn lead(app: App, panel: Panel) -> View<Option<Lead>> {
    let lang = app.lang();
    let business = app.view_at(business::business);
    View::new(move || {
        let made = |label: &str, action: Action, beneath: String| {
            let beneath = action.reason.clone().filter(|r| !r.is_empty()).unwrap_or(beneath);
            Lead { label: label.to_owned(), action, beneath }
        };
        if let Some(open) = of(panel, |p| p.open.clone()).flatten() {
            return Some(made(text::open_meeting(lang), open, String::new()));
        }
        if let Some(resume) = of(business, |b| b.resume.clone()).flatten() {
            return Some(made(text::resume_meeting(lang), resume, String::new()));
        }
        if let Some((name, call)) = of(panel, |p| p.call_present.clone()).flatten() {
            return Some(made(&text::call_present(lang, &name.text), call, String::new()));
        }
        let call = of(panel, |p| p.call.clone()).flatten()?;
        let next = of(panel, |p| p.next.clone()).flatten();
        let next = next.map(|name| text::next_is(lang, &name.text)).unwrap_or_default();
        Some(made(text::call_next(lang), call, next))
    })
}

fn row(app: App, panel: Panel) -> El {
    let lang = app.lang();
    let lead = lead(app, panel);
    let action = move || lead.get().as_ref().as_ref().map(|lead| lead.action.clone());
    let label = move || lead.get().as_ref().as_ref().map(|l| l.label.clone()).unwrap_or_default();
    let beneath =
        move || lead.get().as_ref().as_ref().map(|l| l.beneath.clone()).unwrap_or_default();
    let part = move |part: fn(&ChairPanel) -> Option<Action>| move || of(panel, part).flatten();
    el("section.conduct")
        .label(text::chair(lang))
        .add(el("h2.unseen").text(text::chair(lang)))
        .add(
            el("div.lead")
                .with(parts::act(app, Look::text("btn main big"), action, label))
                .add(el("p.beneath").text_of(beneath)),
        )
        .add(el("div.saying").attr("tabindex", "0").with(|place| said(app, panel, place)))
        .add(
            el("div.conduct-acts")
                .with(|acts| pause(app, acts))
                .with(|acts| take_back(app, panel, acts))
                .with(parts::act(
                    app,
                    Look::both("btn", Icon::MicrophoneOff),
                    part(|p| p.mute_all.clone()),
                    move || text::mute_everyone(lang).to_owned(),
                )),
        )
}

/// One place for both: the speaker is paused, or continues.
fn pause(app: App, acts: El) -> El {
    let lang = app.lang();
    let business = app.view_at(business::business);
    let goes_on = move || of(business, |b| b.resume_speaker.clone()).flatten();
    let action = move || goes_on().or_else(|| of(business, |b| b.pause.clone()).flatten());
    let label = move || match goes_on() {
        Some(_) => text::resume_speaker(lang).to_owned(),
        None => text::pause_speaker(lang).to_owned(),
    };
    acts.with(parts::act(app, Look::both("btn", Icon::Pause), action, label))
}

/// What a seat has not said yet is lost with its floor: it is asked for in words.
fn take_back(app: App, panel: Panel, acts: El) -> El {
    let lang = app.lang();
    let holder = move || of(panel, |p| p.holder.clone()).flatten();
    let seat = move || holder().map(|h| h.name.text).unwrap_or_default();
    let face = move || button("btn stop", text::take_back(lang));
    let ask = move || Confirm {
        button: face(),
        title: text::take_back_title(lang, &seat()),
        no: text::take_back_no(lang, &seat()),
        yes: text::take_back_yes(lang).to_owned(),
    };
    let action = move || holder().and_then(|h| h.take_back);
    acts.when(move || holder().is_none(), move || face().attr("disabled", "")).with(parts::confirm(
        app,
        ask,
        action,
        move || text::take_back_text(lang, &seat()),
    ))
}

/// What is the case with who has the floor, and the words for this moment.
fn said(app: App, panel: Panel, place: El) -> El {
    let line = View::new(move || {
        of(panel, |p| p.holder.as_ref().map(|h| (h.line.clone(), h.warn))).flatten()
    });
    let line = move || {
        let line = line.get();
        let (line, warn) = line.as_ref().as_ref()?;
        Some(el(if *warn { "p.holder.warn-text" } else { "p.holder" }).text(line))
    };
    let say = View::new(move || of(panel, |p| p.say.clone()).unwrap_or_default());
    let words = move || {
        let say = say.get();
        let head = match say.after {
            true => text::presiding_text_after(app.lang()),
            false => text::presiding_text(app.lang()),
        };
        parts::say(head, &say.lines)
    };
    place.part(line).part(words)
}

/// What waits for a decision, for who presides: always in the same place, with the same height.
pub fn pending(app: App, asking: Asking, side: El) -> El {
    let panel = app.view_at(chair::panel);
    side.when(
        move || panel.get().is_some(),
        move || {
            let lang = app.lang();
            el("section.pending")
                .label(text::pending_title(lang))
                .attr("tabindex", "0")
                .with(|section| order::due(app, asking, section))
                .with(|section| held(app, panel, section))
                .with(|section| presenting::board(app, section))
                .with(|section| problems(app, panel, section))
                .add(el("p.quiet.nothing").text(text::pending_nothing(lang)))
        },
    )
}

/// The floor waits for a seat whose connection is lost.
fn held(app: App, panel: Panel, section: El) -> El {
    let lang = app.lang();
    let part = move |part: fn(&Holder) -> Option<Action>| {
        move || of(panel, |p| p.holder.as_ref().and_then(part)).flatten()
    };
    let seat = move || {
        of(panel, |p| p.holder.as_ref().map(|h| h.name.text.clone())).flatten().unwrap_or_default()
    };
    let waits = part(|h| h.wait.clone());
    let buttons = el("div.buttons")
        .with(parts::act(app, Look::text("btn"), waits, move || text::wait_again(lang).to_owned()))
        .with(parts::act(app, Look::text("btn"), part(|h| h.defer.clone()), move || {
            text::defer(lang, &seat())
        }));
    section.add(buttons)
}

fn problems(app: App, panel: Panel, section: El) -> El {
    let lang = app.lang();
    let problems = View::new(move || of(panel, |p| p.problems.clone()).unwrap_or_default());
    section.part(move || {
        let problems = problems.get();
        let lines = problems.iter().map(|(name, problem)| {
            let line = el("span").add(parts::name(name)).text(" – ").text(problem);
            el("li").add(parts::icon(Icon::Warning)).add(line)
        });
        let list = el("ul").attr("role", "list").add_all(lines);
        let head = el("h3").text(text::problems(lang));
        (!problems.is_empty()).then(|| el("div.board").add(head).add(list))
    })
}

/// What is done once in a meeting, or seldom.
pub fn rare(app: App, asking: Asking, open: RwSignal<bool>, menu: El) -> El {
    let panel = app.view_at(chair::panel);
    menu.when(
        move || panel.get().is_some(),
        move || {
            more::group(text::chair(app.lang()), |group| {
                rare_acts(app, asking, (panel, open), group)
            })
        },
    )
}

fn rare_acts(app: App, asking: Asking, (panel, open): (Panel, RwSignal<bool>), group: El) -> El {
    let lang = app.lang();
    let business: View<Option<Business>> = app.view_at(business::business);
    let part = move |part: fn(&ChairPanel) -> Option<Action>| move || of(panel, part).flatten();
    let list = move || match of(panel, |p| p.list_closed) {
        Some(true) => text::open_list(lang).to_owned(),
        Some(false) | None => text::close_list(lang).to_owned(),
    };
    let extend = move || of(business, |b| b.extend.clone()).flatten();
    let suspends = move || of(business, |b| b.suspend) == Some(true);
    group
        .with(parts::act(app, Look::text("btn"), part(|p| p.list.clone()), list))
        .with(|group| order::question(app, asking, group))
        .with(parts::act(app, Look::text("btn"), extend, move || {
            text::one_minute_more(lang).to_owned()
        }))
        .with(parts::act(app, Look::text("btn"), part(|p| p.clear.clone()), move || {
            text::clear_mutes(lang).to_owned()
        }))
        .with(|group| presenting::rare(app, open, group))
        .add(order::policy(app, asking))
        .with(|group| order::chair_of_others(app, group))
        .with(|group| suspend::suspend(app, suspends, group))
        .with(|group| close(app, panel, group))
}

/// Closing is for good: it is asked for twice, and the consequences are said.
fn close(app: App, panel: Panel, group: El) -> El {
    let lang = app.lang();
    let ask = move || Confirm {
        button: button("btn stop", text::close_meeting(lang)),
        title: text::close_confirm_title(lang).to_owned(),
        no: text::close_confirm_no(lang).to_owned(),
        yes: text::close_confirm_yes(lang).to_owned(),
    };
    let consequences = move || {
        let ends = text::close_confirm_text(lang);
        match of(panel, |p| p.remaining).unwrap_or_default() {
            0 => ends.to_owned(),
            n => format!("{ends} {}", text::close_confirm_remaining(lang, &n.to_string())),
        }
    };
    let action = move || of(panel, |p| p.close.clone()).flatten();
    group.with(parts::confirm(app, ask, action, consequences))
}
