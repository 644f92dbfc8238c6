//! The lobby, for those who let people in.

use crate::app::App;
use crate::core::text;
use crate::core::view::admissions::{self, Guest};
use crate::ui::dom::{El, el};
use crate::ui::parts::{self, Look};
use crate::view::View;

type Guests = View<Option<Vec<Guest>>>;

fn count(guests: Guests, here: bool) -> usize {
    guests.get().iter().flatten().filter(|guest| guest.here == here).count()
}

/// Those who wait, beside the list; nothing while nobody waits.
pub fn waiting(app: App, side: El) -> El {
    let lang = app.lang();
    let guests = app.view_at(admissions::guests);
    side.when(
        move || count(guests, true) > 0,
        move || {
            el("section.admissions")
                .label(text::admissions(lang))
                .add(el("h2").text(text::admissions(lang)))
                .add(list(app, guests, true))
        },
    )
}

/// All who are not admitted yet: those who wait, then calmly those who are not connected.
pub fn all(app: App) -> El {
    let lang = app.lang();
    let guests = app.view_at(admissions::guests);
    let absent = move || {
        let head = el("summary").text(text::admissions_absent(lang)).text(" · ");
        el("details")
            .add(head.text_of(move || count(guests, false).to_string()))
            .add(list(app, guests, false))
    };
    el("section.card.admissions")
        .label(text::admissions(lang))
        .add(el("h2").text(text::admissions(lang)))
        .when(
            move || count(guests, true) == 0,
            move || el("p.quiet").text(text::admissions_none(lang)),
        )
        .add(list(app, guests, true))
        .when(move || count(guests, false) > 0, absent)
}

fn list(app: App, guests: Guests, here: bool) -> El {
    let lang = app.lang();
    let shown = move || {
        let guests = guests.get();
        guests.iter().flatten().filter(|g| g.here == here).cloned().collect()
    };
    let guest =
        move |first: Guest| {
            let key = first.admit.command;
            let action = move || {
                let guests = guests.get();
                let guest = guests.iter().flatten().find(|g| g.admit.command == key)?;
                Some(guest.admit.clone())
            };
            let look = Look::text(if here { "btn main" } else { "btn" });
            let line =
                (!first.line.is_empty()).then(|| el("small").add(el("bdi").text(&first.line)));
            el("li.guest")
                .add(el("span").add(parts::name(&first.name)).add_all(line))
                .with(parts::act(app, look, action, move || text::admit(lang, &first.name.text)))
        };
    el("ul.guests").attr("role", "list").each(shown, |g| g.key.clone(), guest)
}
