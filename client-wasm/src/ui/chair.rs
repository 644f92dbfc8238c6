//! The chair's panel: one main action, what is the case, the words to say.

use crate::app::App;
use crate::core::text;
use crate::core::view::Action;
use crate::core::view::chair::{self, ChairPanel, Holder};
use crate::ui::ask::Asking;
use crate::ui::business;
use crate::ui::dom::{El, button, el};
use crate::ui::parts::{self, Confirm, Icon, Look};
use crate::view::View;

type Panel = View<Option<ChairPanel>>;

/// The region, for who presides.
pub fn panel(app: App, asking: Asking, side: El) -> El {
    let panel = app.view_at(chair::panel);
    side.when(move || panel.get().is_some(), move || region(app, asking, panel))
}

/// Something of the panel, while it is there.
fn of<T>(panel: Panel, part: impl Fn(&ChairPanel) -> T) -> Option<T> {
    panel.get().as_ref().as_ref().map(part)
}

fn region(app: App, asking: Asking, panel: Panel) -> El {
    let lang = app.lang();
    let part = move |part: fn(&ChairPanel) -> Option<Action>| move || of(panel, part).flatten();
    let label = |text: &'static str| move || text.to_owned();
    let list = move || match of(panel, |p| p.list_closed) {
        Some(true) => text::open_list(lang).to_owned(),
        Some(false) | None => text::close_list(lang).to_owned(),
    };
    let next = View::new(move || {
        let waiting = |p: &ChairPanel| {
            let name = p.next.clone().filter(|_| p.holder.is_none())?;
            Some((name, p.call.as_ref().and_then(|call| call.reason.clone())))
        };
        of(panel, waiting).flatten()
    });
    let next = move || {
        let next = next.get();
        let (name, reason) = next.as_ref().as_ref()?;
        // Why the button above is dead stands there to be read.
        let line = [Some(text::next_is(lang, &name.text)), reason.clone()];
        let line = line.into_iter().flatten().collect::<Vec<_>>().join(". ");
        Some(el("p.quiet.next").text(&line))
    };
    let buttons = el("div.buttons")
        .with(parts::act(
            app,
            Look::both("btn", Icon::MicrophoneOff),
            part(|p| p.mute_all.clone()),
            label(text::mute_everyone(lang)),
        ))
        .with(parts::act(
            app,
            Look::text("btn"),
            part(|p| p.clear.clone()),
            label(text::clear_mutes(lang)),
        ))
        .with(parts::act(app, Look::text("btn"), part(|p| p.list.clone()), list))
        .with(|buttons| business::conduct(app, asking, buttons))
        .with(|buttons| close(app, panel, buttons));
    el("section.chair")
        .label(text::chair(lang))
        .add(el("h2").text(text::chair(lang)))
        .with(parts::act(
            app,
            Look::text("btn main big"),
            part(|p| p.open.clone()),
            label(text::open_meeting(lang)),
        ))
        .with(|section| business::due(app, asking, section))
        .with(|section| holder(app, panel, section))
        .with(parts::act(
            app,
            Look::text("btn main big"),
            part(|p| p.call.clone()),
            label(text::call_next(lang)),
        ))
        .part(next)
        .with(parts::act(
            app,
            Look::text("btn main big"),
            move || of(panel, |p| p.call_present.clone()).flatten().map(|(_, call)| call),
            move || {
                let name =
                    of(panel, |p| p.call_present.clone()).flatten().map(|(name, _)| name.text);
                text::call_present(lang, &name.unwrap_or_default())
            },
        ))
        .with(|section| say(app, panel, section))
        .with(|section| problems(app, panel, section))
        .add(buttons)
        .add(business::policy(app, asking))
}

fn say(app: App, panel: Panel, section: El) -> El {
    let say = View::new(move || of(panel, |p| p.say.clone()).unwrap_or_default());
    section.part(move || {
        let say = say.get();
        let head = match say.after {
            true => text::presiding_text_after(app.lang()),
            false => text::presiding_text(app.lang()),
        };
        parts::say(head, &say.lines)
    })
}

fn holder(app: App, panel: Panel, section: El) -> El {
    let lang = app.lang();
    let part = move |part: fn(&Holder) -> Option<Action>| {
        move || of(panel, |p| p.holder.as_ref().and_then(part)).flatten()
    };
    let line = View::new(move || {
        of(panel, |p| p.holder.as_ref().map(|h| (h.line.clone(), h.warn))).flatten()
    });
    let line = move || {
        let line = line.get();
        let (line, warn) = line.as_ref().as_ref()?;
        Some(el(if *warn { "p.holder.warn-text" } else { "p.holder" }).text(line))
    };
    let seat = move || {
        of(panel, |p| p.holder.as_ref().map(|h| h.name.text.clone())).flatten().unwrap_or_default()
    };
    let buttons = el("div.buttons")
        .with(parts::act(app, Look::text("btn"), part(|h| h.wait.clone()), move || {
            text::wait_again(lang).to_owned()
        }))
        .with(parts::act(app, Look::text("btn"), part(|h| h.defer.clone()), move || {
            text::defer(lang, &seat())
        }))
        .with(parts::act(app, Look::text("btn stop"), part(|h| h.take_back.clone()), move || {
            text::take_back(lang).to_owned()
        }));
    section.part(line).add(buttons)
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

/// Closing is for good: it is asked for twice, and the consequences are said.
fn close(app: App, panel: Panel, buttons: El) -> El {
    let lang = app.lang();
    let ask = move || Confirm {
        button: button("btn stop", text::close_meeting(lang)),
        title: text::close_confirm_title(lang),
        no: text::close_confirm_no(lang),
        yes: text::close_confirm_yes(lang),
    };
    let consequences = move || {
        let remaining = of(panel, |p| p.remaining).unwrap_or_default();
        text::close_confirm_text(lang, &remaining.to_string())
    };
    let action = move || of(panel, |p| p.close.clone()).flatten();
    buttons.with(parts::confirm(app, ask, action, consequences))
}
