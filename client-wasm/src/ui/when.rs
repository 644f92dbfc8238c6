//! Times with the names of their zones, each name in its own language.

use crate::app::{App, intl};
use crate::core::text;
use crate::core::view::stage;
use crate::core::when::{Venue, Zoned};
use crate::ui::dom::{El, el, value_of};
use crate::ui::parts;
use leptos::prelude::*;
use rostrum_proto::lang::Lang;
use rostrum_proto::time::Timestamp;

/// Stands in a text where an element will (Unicode's object replacement character).
pub const HERE: &str = "\u{fffc}";

/// A text with elements in the place of [`HERE`].
pub fn woven(text: &str, inside: Vec<El>) -> Vec<El> {
    let (before, after) = text.split_once(HERE).unwrap_or((text, ""));
    let part = |part: &str| (!part.is_empty()).then(|| el("span").text(part));
    part(before).into_iter().chain(inside).chain(part(after)).collect()
}

/// Times of the same moment, one after the other.
pub fn all(lang: Lang, times: Vec<Zoned>) -> Vec<El> {
    let mut all = Vec::new();
    for (n, Zoned { time, zone }) in times.into_iter().enumerate() {
        if n > 0 {
            all.push(el("span").text(" · "));
        }
        let values = text::TimeInZone { time: &parts::alone(&time), zone: HERE };
        all.extend(woven(&text::time_in_zone(lang, values), vec![parts::name(&zone)]));
    }
    all
}

/// At the venue, and by this device's clock where that shows another time: what `written` makes of a zone.
pub fn both(
    lang: Lang,
    at: Timestamp,
    venue: &Venue,
    written: impl Fn(&str) -> Option<String>,
) -> Vec<El> {
    all(lang, venue.and_own(intl::own_zone(lang, at), written))
}

/// A field for a moment to come, by this device's clock: whose clock that is stands beneath, and once it is typed the
/// moment at the venue.
pub fn moment(app: App, typed: RwSignal<String>) -> El {
    let lang = app.lang();
    let header = app.view(stage::header);
    let field = el("input.field")
        .attr("type", "datetime-local")
        .attr("required", "")
        .on("input", move |event| typed.set(value_of(&event)));
    let meant = move || match intl::local_moment(&typed.get()) {
        Some(at) => {
            let header = header.get();
            let Some(header) = header.as_ref() else { return vec![] };
            both(lang, at, &header.venue, |zone| intl::date_time(at, lang, zone))
        }
        None => {
            let Some(own) = intl::own_zone(lang, app.now.get_untracked()) else { return vec![] };
            woven(&text::adjourn_zone(lang, HERE), vec![parts::name(&own.place)])
        }
    };
    el("div.fields")
        .add(el("label.choice").add(el("span").text(text::adjourn_until(lang))).add(field))
        .add(el("p.quiet").attr("role", "status").part(move || Some(el("span").add_all(meant()))))
}
