//! Who is heard, in which capacity, and who presides: one line that is always there. And the way back from a slip.

use crate::app::App;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::{stage, undo, voices};
use crate::ui::attention;
use crate::ui::dom::{El, button, el};

/// The line, while the meeting is in session.
pub fn strip(app: App, foot: El) -> El {
    let voices = app.view(voices::voices);
    let presides = app.view(|m| stage::plate(m).map(|plate| plate.presides));
    let heard = move |of: fn(&voices::Voices) -> bool| {
        move || voices.get().as_ref().as_ref().is_some_and(of)
    };
    let line = move || voices.get().as_ref().as_ref().map(|v| v.line.clone()).unwrap_or_default();
    let pressing = attention::line(app);
    let lang = app.lang();
    foot.when(
        move || voices.get().is_some(),
        move || {
            let line = el("span.voices-line").attr("role", "status").text_of(line);
            let presides = move || presides.get().as_ref().clone().unwrap_or_default();
            el("section.voices")
                .label(text::voices(lang))
                .class_if("heard", heard(|v| v.anybody))
                .class_if("we", heard(|v| v.we))
                .part(move || {
                    let pressing = pressing.get();
                    let pressing = pressing.as_ref().as_ref()?;
                    let class =
                        if pressing.own_turn { "b.pressing.own-turn" } else { "b.pressing" };
                    Some(el(class).text(&pressing.line))
                })
                .add(line)
                .add(el("span.presides").text_of(presides))
        },
    )
}

/// The way back from a slip, over the foot so that nothing moves for it.
pub fn undo(app: App, foot: El) -> El {
    let undo = app.view_at(undo::undo);
    foot.when(
        move || undo.get().is_some(),
        move || {
            let line =
                move || undo.get().as_ref().as_ref().map(|u| u.line.clone()).unwrap_or_default();
            let label = move || {
                let undo = undo.get();
                undo.as_ref()
                    .as_ref()
                    .map(|u| format!("{} ({})", u.label, u.left))
                    .unwrap_or_default()
            };
            let name = undo.get_untracked().as_ref().as_ref().map(|u| u.label.clone());
            let restore = move || {
                if let Some(undo) = undo.get_untracked().as_ref() {
                    app.dispatch(Msg::Do(undo.action.command.clone()));
                }
            };
            let restore =
                button("btn", "").text_of(label).label(&name.unwrap_or_default()).press(restore);
            el("div.undo").attr("role", "status").add(el("span").text_of(line)).add(restore)
        },
    )
}
