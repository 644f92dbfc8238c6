//! The stage: header, the table around the floor, the list, the bar. The frame of every role.

use crate::app::{App, intl};
use crate::core::desk::act::DeskMsg;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::{chair as chair_view, quality, stage};
use crate::core::when::{UTC, Zoned};
use crate::ui::ask::{self, Asking};
use crate::ui::dom::{El, button, el};
use crate::ui::{
    admissions, bar, booth, chair, desk, devices, doors, media, parts, plate, presenting, prompt,
    recording, speakers, table, talk, voices, vote, when,
};
use crate::view::View;
use leptos::prelude::Get;
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::time::Timestamp;

type Heading = View<Option<stage::Header>>;

/// The screen.
pub fn screen(app: App) -> El {
    let technician = app.view(quality::is_ours);
    let presides = app.view(chair_view::presides);
    let interprets = app.view(|model| model.my_booth().is_some());
    let at_desk = app.view(|model| !model.desk.on_stage);
    let heading = app.view(stage::header);
    // The address stays: it is the link of who is here.
    let skip = |to: &'static str, text: &str| {
        el("a.skip").attr("href", &format!("#{to}")).text(text).on("click", move |event| {
            event.prevent_default();
            parts::focus(to);
        })
    };
    let head = el("header.head")
        .add(header(app, heading, technician, at_desk))
        .add(banner(app))
        .add(resumes(app, heading))
        .add(matters(app))
        .with(|header| media::sounds(app, header));
    talk::listen(app);
    let asking = Asking::new_local(None);
    let foot = el("div.foot")
        .attr("id", "controls")
        .attr("tabindex", "-1")
        .with(|foot| voices::undo(app, foot))
        .add(bar::my_floor(app))
        .with(|foot| voices::strip(app, foot))
        .with(|foot| presenting::strip(app, foot))
        .with(|foot| recording::question(app, foot))
        .with(|foot| chair::conduct(app, foot))
        .add(bar::bar(app, asking))
        .add(ask::dialog(app, asking))
        .add(devices::dialog(app))
        .add(recording::dialog(app));
    el("div.app")
        .class_if("presiding", move || *presides.get())
        .class_if("interprets", move || *interprets.get())
        .add(skip("main", text::skip_to_content(app.lang())))
        .add(skip("controls", text::skip_to_controls(app.lang())))
        .add(head)
        .parts(move || match *technician.get() && *at_desk.get() {
            true => vec![desk::screen(app)],
            false => hall(app, asking),
        })
        .with(|stage| booth::console(app, stage))
        .add(foot)
}

fn header(app: App, header: Heading, technician: View<bool>, at_desk: View<bool>) -> El {
    let lang = app.lang();
    let titles = move || {
        let header = header.get();
        let header = header.as_ref().as_ref()?;
        let titles = el("div.titles")
            .add(
                el("h1")
                    .attr("id", "heading")
                    .attr("tabindex", "-1")
                    .add(parts::name(&header.format)),
            )
            .add(el("p.topic").add(parts::name(&header.title)));
        Some(titles.add(el("p.item").add(parts::name(&header.agenda_item))))
    };
    let phase = move || {
        let header = header.get();
        let header = header.as_ref().as_ref()?;
        let live = header.phase == PhaseName::InSession;
        Some(el(if live { "span.chip.live" } else { "span.chip" }).text(header.phase_text))
    };
    let following = app.view(|m| m.following.filter(|n| *n > 0));
    let viewers = move || {
        let n = (*following.get())?.to_string();
        Some(el("span.chip").text(&text::following(lang, &n)))
    };
    let tab = move |desk: bool, label: &str| {
        let pressed = move || Some((*at_desk.get() == desk).to_string());
        let look = move || app.dispatch(Msg::Desk(DeskMsg::Stage(!desk)));
        button("tab", label).attr_of("aria-pressed", pressed).press(look)
    };
    let tabs = move || {
        el("nav.tabs")
            .label(text::views(lang))
            .add(tab(true, text::desk(lang)))
            .add(tab(false, text::stage(lang)))
    };
    let chips = el("div.chips")
        .when(move || *technician.get(), tabs)
        .part(phase)
        .part(doors::chip(app))
        .part(recording::chip(app))
        .part(viewers)
        .add(el("span.chip.time").parts(times(app, header)))
        .add(parts::language(app));
    el("div.top").part(titles).add(chips)
}

/// The time at the venue, and UTC.
fn times(app: App, header: Heading) -> impl Fn() -> Vec<El> {
    let lang = app.lang();
    let venue = View::new(move || header.get().as_ref().as_ref().map(|h| h.venue.clone()));
    let minute = View::new(move || Timestamp(app.now.get().0 / 60_000 * 60_000));
    move || {
        let (at, venue) = (*minute.get(), venue.get());
        let Some(venue) = venue.as_ref() else { return vec![] };
        let utc = parts::alone(&intl::time(at, lang, UTC).unwrap_or_default());
        let Zoned { time, zone } = venue.time(|zone| intl::time(at, lang, zone));
        if zone.text == UTC {
            return vec![el("span").text(&text::utc_time(lang, &utc))];
        }
        let (place, venue) = (when::HERE, parts::alone(&time));
        let text = text::venue_time(lang, text::VenueTime { place, utc: &utc, venue: &venue });
        when::woven(&text, vec![parts::name(&zone)])
    }
}

fn banner(app: App) -> El {
    let banner = app.view(stage::banner);
    el("div").attr("role", "status").part(move || {
        let banner = banner.get();
        let banner = banner.as_ref().as_ref()?;
        Some(el(if banner.grave { "p.banner.grave" } else { "p.banner.note" }).text(&banner.text))
    })
}

/// What is before the meeting.
fn matters(app: App) -> El {
    let matters = app.view_at(stage::matters);
    let lines = move || matters.get().iter().map(|line| el("p").text(line)).collect();
    el("div.matters").attr("role", "status").parts(lines)
}

/// When a suspended meeting goes on: what everybody asks who comes back to the screen.
fn resumes(app: App, header: Heading) -> El {
    let lang = app.lang();
    el("div").attr("role", "status").part(move || {
        let header = header.get();
        let header = header.as_ref().as_ref()?;
        let at = header.resumes_at?;
        let Zoned { time, zone } = header.venue.time(|zone| intl::date_time(at, lang, zone));
        let values = text::ResumesAt { place: when::HERE, time: &parts::alone(&time) };
        let line = when::woven(&text::resumes_at(lang, values), vec![parts::name(&zone)]);
        Some(el("p.banner.note").add(el("span").add_all(line)))
    })
}

fn hall(app: App, asking: Asking) -> Vec<El> {
    let floor = el("section.floor")
        .label(text::floor(app.lang()))
        .add(plate::picture(app, true))
        .add(plate::plate(app))
        .with(|floor| prompt::script(app, floor));
    let main = el("main.hall").attr("id", "main").attr("tabindex", "-1");
    let side = el("aside.side")
        .attr("tabindex", "0")
        .with(|side| chair::pending(app, asking, side))
        .with(|side| vote::offers(app, side))
        .with(|side| vote::vote(app, side))
        .with(|side| admissions::waiting(app, side))
        .add(speakers::list(app, asking))
        .with(|side| speakers::replies(app, asking, side));
    vec![main.add(table::table(app)).add(floor), side]
}
