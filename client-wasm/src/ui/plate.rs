//! The floor: its picture, the nameplate, the clock.

use crate::app::App;
use crate::core::names;
use crate::core::text;
use crate::core::view::presenting;
use crate::core::view::stage::{self, ClockFace, FloorState, Pictures, Plate};
use crate::ui::dom::{El, el, svg};
use crate::ui::{media, parts, watching};
use crate::view::View;
use leptos::prelude::*;
use rostrum_proto::meeting::clock::ClockState;
use web_sys::MediaStream;

/// The floor's picture, or calmly what is the case.
pub fn picture(app: App, with_insets: bool) -> El {
    let lang = app.lang();
    let pictures = app.view(stage::pictures);
    let plate = app.view(stage::plate);
    let shown = app.view(presenting::shown);
    // Who shows a screen needs no mirror of it.
    let screen = View::new(move || {
        shown.get().as_ref().as_ref().filter(|(_, ours)| !ours).map(|(name, _)| name.text.clone())
    });
    let stream = move || match screen.get().is_some() {
        true => app.streams.presentation.get(),
        false => of_floor(app, pictures),
    };
    let still = move || {
        let plate = plate.get();
        let Some(plate) = plate.as_ref() else { return vec![] };
        let line = match plate.state {
            FloorState::Live => text::floor_no_picture(lang),
            FloorState::Free | FloorState::Called | FloorState::Held => plate.line,
        };
        let name = el("p.still-name").add(parts::name(&plate.name));
        vec![name, el("p.still-line").text(line)]
    };
    let label = move || match &*screen.get() {
        Some(seat) => text::screen_of(lang, seat),
        None => text::floor(lang).to_owned(),
    };
    let video = media::video(stream, "floor-video", label);
    let shows = move || pictures.get().floor || screen.get().is_some();
    let picture = el("div.picture")
        .class_if("shows", shows)
        .class_if("presents", move || screen.get().is_some());
    let picture = match app.model.read_untracked().seated() {
        true => picture,
        false => watching::tools(app, picture, &video),
    };
    let whose = move || {
        let screen = screen.get();
        Some(el("p.screen-of").text(&text::screen_of(lang, screen.as_ref().as_ref()?)))
    };
    let picture = picture.add(video).add(el("div.still").parts(still)).part(whose);
    match with_insets {
        true => picture
            .add(speaker(app, pictures, screen))
            .add(presiding(app, pictures))
            .add(own(app, pictures)),
        false => picture,
    }
}

/// The picture of who speaks.
fn of_floor(app: App, pictures: View<Pictures>) -> Option<MediaStream> {
    match *pictures.get() {
        Pictures { own_floor: true, .. } => app.streams.own.get(),
        Pictures { chair_large: true, .. } => app.streams.chair.get(),
        Pictures { .. } => app.streams.floor.get(),
    }
}

/// Who speaks, beside the screen that is shown.
fn speaker(app: App, pictures: View<Pictures>, screen: View<Option<String>>) -> El {
    let label = move || text::floor(app.lang()).to_owned();
    let plate = app.view(stage::plate);
    let name = move || {
        plate.get().as_ref().as_ref().map(|plate| plate.name.text.clone()).unwrap_or_default()
    };
    el("div.inset.speaker")
        .class_if("gone", move || !pictures.get().floor || screen.get().is_none())
        .add(media::video(move || of_floor(app, pictures), "", label))
        .add(el("span").text_of(name))
}

fn presiding(app: App, pictures: View<Pictures>) -> El {
    let lang = app.lang();
    let name = app.view(|m| {
        let meeting = m.meeting()?;
        Some(names::seat(meeting, &meeting.setup.presidency, m.lang).text)
    });
    let label = move || text::president_named(lang, name.get().as_deref().unwrap_or_default());
    el("div.inset.presiding")
        .class_if("gone", move || !pictures.get().chair)
        .add(media::video(move || app.streams.chair.get(), "", label))
        .add(el("span").text(text::president(lang)))
}

fn own(app: App, pictures: View<Pictures>) -> El {
    let lang = app.lang();
    let shown = app.view(|m| m.devices.camera.is_held() && m.shows_camera());
    let label = move || text::your_picture(lang).to_owned();
    el("div.inset.own")
        .class_if("gone", move || {
            !*shown.get() || pictures.get().own_floor || !app.streams.own_shown.get()
        })
        .add(media::video(move || app.streams.own.get(), "mirrored", label))
        .add(el("span").text(text::your_picture(lang)))
}

/// Who has the floor, and the clock.
pub fn plate(app: App) -> El {
    let plate = app.view(stage::plate);
    let class = move || match plate.get().as_ref().as_ref().map(|p| p.state) {
        Some(FloorState::Live) => "plate live",
        Some(FloorState::Called) => "plate called",
        Some(FloorState::Held) => "plate held",
        Some(FloorState::Free) | None => "plate",
    };
    el("div")
        .attr_of("class", move || Some(class().to_owned()))
        .part(move || plate.get().as_ref().as_ref().map(who))
        .with(|plate| clock(app, plate))
}

fn who(plate: &Plate) -> El {
    let line = el("p.who-line");
    match plate.state {
        FloorState::Free => el("div.who").add(line.text(plate.line)),
        FloorState::Called | FloorState::Live | FloorState::Held => {
            let person = (!plate.person.is_empty()).then(|| el("bdi").text(&plate.person));
            el("div.who").add(el("h2").add(parts::name(&plate.name))).add(
                line.add(el("span.state").text(plate.line))
                    .add_all(plate.kind.map(|kind| el("span.state").text(kind)))
                    .add_all(person),
            )
        }
    }
}

fn clock(app: App, plate: El) -> El {
    let face = app.view_finely(stage::clock);
    plate.when(move || face.get().is_some(), move || dial(app, face))
}

/// The clock beside one's own controls, where the plate may be out of sight.
pub fn own_dial(app: App) -> El {
    let face = app.view_finely(stage::own_clock);
    el("div.own-clock")
        .attr("aria-hidden", "true")
        .when(move || face.get().is_some(), move || dial(app, face))
}

fn dial(app: App, face: View<Option<ClockFace>>) -> El {
    let text = move |of: fn(&ClockFace) -> String| {
        move || face.get().as_ref().as_ref().map(of).unwrap_or_default()
    };
    let class = text(|face| {
        match face.state {
            ClockState::Amber => "clock amber",
            ClockState::Red => "clock red",
            ClockState::Green => "clock green",
        }
        .to_owned()
    });
    let part = text(|face| format!("{} 100", face.part));
    let circle = |class| svg(class).attr("cx", "30").attr("cy", "30").attr("r", "25");
    let hand = circle("circle.hand")
        .attr("pathLength", "100")
        .attr("transform", "rotate(-90 30 30)")
        .attr_of("stroke-dasharray", move || Some(part()));
    let ring = svg("svg")
        .attr("viewBox", "0 0 60 60")
        .attr("aria-hidden", "true")
        .attr("focusable", "false")
        .add(circle("circle.ring"))
        .add(hand);
    let digits = el("b").attr("dir", "ltr").text_of(text(|face| face.digits.clone()));
    let note = el("small").text_of(text(|face| face.note.clone()));
    el("div")
        .attr_of("class", move || Some(class()))
        .attr("role", "timer")
        .label(text::clock(app.lang()))
        .add(ring)
        .add(el("div").add(digits).add(note))
}
