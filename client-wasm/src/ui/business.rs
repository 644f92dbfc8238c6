//! The order of business, in the chair's panel: what is due first, then what can be done.

use crate::app::App;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::Action;
use crate::core::view::business::{self, Business};
use crate::ui::ask::{Answer, Ask, Asking};
use crate::ui::dom::{El, button, el, value_of};
use crate::ui::parts::{self, Icon, Look};
use crate::ui::suspend;
use crate::view::View;
use leptos::prelude::*;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::vote::Subject;
use rostrum_proto::profile::{MAX_MICROPHONES, Policy};

type Panel = View<Option<Business>>;

fn of<T>(panel: Panel, part: impl Fn(&Business) -> T) -> Option<T> {
    panel.get().as_ref().as_ref().map(part)
}

/// What is due: rulings, challenges, motions; and the speaker's clock.
pub fn due(app: App, asking: Asking, section: El) -> El {
    let lang = app.lang();
    let panel = app.view_at(business::business);
    let part = move |part: fn(&Business) -> Option<Action>| move || of(panel, part).flatten();
    let label = |text: &'static str| move || text.to_owned();
    let ruling = View::new(move || of(panel, |b| b.ruling.clone()).flatten());
    let ruling = move || {
        let ruling = ruling.get();
        let (request, name) = ruling.as_ref().clone()?;
        let line = el("p").text(&text::ruling_needed(lang, &name.text));
        let ask = move || {
            let rule =
                move |sustained| move |text: String| Command::Rule { request, sustained, text };
            asking.set(Some(Ask {
                title: text::ruling_title(lang, &name.text),
                label: text::ruling_text(lang),
                given: text::ruling_default(lang).to_owned(),
                answers: vec![
                    Answer::main(text::ruling_sustain(lang), rule(true)),
                    Answer::stop(text::ruling_dismiss(lang), rule(false)),
                ],
            }));
        };
        Some(el("div.board").add(line).add(button("btn", text::rule(lang)).press(ask)))
    };
    let raised = View::new(move || of(panel, |b| b.raised.clone()).unwrap_or_default());
    let raised = move || {
        let raised = raised.get();
        let boards = raised.iter().map(|(line, name, action)| {
            let command = action.command.clone();
            let give = button("btn main", &text::give_floor(lang, &name.text))
                .press(move || app.dispatch(Msg::Do(command.clone())));
            el("div.board.raised").add(el("p").text(line)).add(give)
        });
        boards.collect()
    };
    let put = View::new(move || {
        of(panel, |b| {
            let challenge = b
                .challenge
                .clone()
                .map(|(name, action)| (text::ruling_challenged(lang, &name.text), action));
            let motions = b.motions.iter().map(|(name, motion, action)| {
                (
                    text::motion_waits(lang, text::MotionWaits { motion, seat: &name.text }),
                    action.clone(),
                )
            });
            challenge.into_iter().chain(motions).collect::<Vec<_>>()
        })
        .unwrap_or_default()
    });
    let put = move || {
        let put = put.get();
        let boards = put.iter().map(|(line, action)| {
            let command = action.command.clone();
            let press = move || app.dispatch(Msg::Do(command.clone()));
            let vote = button("btn", text::put_to_vote(lang)).press(press);
            el("div.board").add(el("p").text(line)).add(vote)
        });
        boards.collect()
    };
    let clock = el("div.buttons")
        .with(parts::act(
            app,
            Look::both("btn", Icon::Pause),
            part(|b| b.pause.clone()),
            label(text::pause_speaker(lang)),
        ))
        .with(parts::act(
            app,
            Look::text("btn"),
            part(|b| b.extend.clone()),
            label(text::one_minute_more(lang)),
        ));
    section
        .parts(raised)
        .part(ruling)
        .parts(put)
        .with(parts::act(
            app,
            Look::text("btn main big"),
            part(|b| b.resume.clone()),
            label(text::resume_meeting(lang)),
        ))
        .with(parts::act(
            app,
            Look::text("btn main big"),
            part(|b| b.resume_speaker.clone()),
            label(text::resume_speaker(lang)),
        ))
        .add(clock)
}

/// What the chair can do with the meeting itself.
pub fn conduct(app: App, asking: Asking, buttons: El) -> El {
    let lang = app.lang();
    let panel = app.view_at(business::business);
    let question = move || {
        // By which majority is part of the question.
        let answers = of(panel, |b| b.majorities.clone()).unwrap_or_default();
        let answers = answers.into_iter().map(|(majority, name)| {
            let label = format!("{} ({name})", text::put_to_vote(lang));
            Answer::main(&label, move |text| Command::AnnounceVote {
                subject: Subject::Question { text },
                majority: Some(majority.clone()),
            })
        });
        asking.set(Some(Ask {
            title: text::question_title(lang).to_owned(),
            label: text::question_text(lang),
            given: String::new(),
            answers: answers.collect(),
        }));
    };
    let withdraw = move || of(panel, |b| b.offered.clone()).flatten();
    buttons
        .when(
            move || of(panel, |b| b.question) == Some(true),
            move || button("btn", text::put_question(lang)).press(question),
        )
        .with(parts::act(app, Look::text("btn"), withdraw, move || {
            text::withdraw_offer(lang).to_owned()
        }))
        .with(|buttons| hand_over(app, panel, buttons))
        .with(|buttons| {
            let there = move || of(panel, |b| b.suspend) == Some(true);
            suspend::suspend(app, there, buttons)
        })
}

/// How the floor is given, as a choice; a change asks for its reason.
pub fn policy(app: App, asking: Asking) -> El {
    let lang = app.lang();
    let panel = app.view_at(business::business);
    let now = View::new(move || of(panel, |b| b.policy));
    let choice = move || {
        let now = (*now.get())?;
        let all = policies(now);
        let options = all.clone().into_iter().enumerate().map(|(n, policy)| {
            let option = el("option").attr("value", &n.to_string());
            let option = if policy == now { option.attr("selected", "") } else { option };
            option.text(&business::policy_text(policy, lang))
        });
        let select = el("select.field").add_all(options).on("change", move |event| {
            let chosen = value_of(&event).parse().ok().and_then(|n: usize| all.get(n).copied());
            let Some(policy) = chosen.filter(|policy| *policy != now) else { return };
            let change = move |reason| Command::SetPolicy { policy, reason };
            asking.set(Some(Ask {
                title: text::policy_title(lang).to_owned(),
                label: text::policy_reason(lang),
                given: String::new(),
                answers: vec![Answer::main(text::policy_confirm(lang), change)],
            }));
        });
        Some(el("label.choice").add(el("span").text(text::policy(lang))).add(select))
    };
    // Whether it was changed or not, the choice shows what holds.
    el("div").part(move || {
        asking.track();
        choice()
    })
}

fn policies(now: Policy) -> Vec<Policy> {
    let open = |microphones| Policy::Open { microphones, overriding: true };
    let mut all = vec![Policy::Moderated {}, Policy::Queue {}];
    all.extend((1..=MAX_MICROPHONES).map(open));
    if !all.contains(&now) {
        all.push(now);
    }
    all
}

fn hand_over(app: App, panel: Panel, buttons: El) -> El {
    let lang = app.lang();
    let open = RwSignal::new(false);
    let there = move || of(panel, |b| b.offered.is_none()) == Some(true);
    let content = move || {
        let deputies = of(panel, |b| b.deputies.clone()).unwrap_or_default();
        let none = deputies.is_empty().then(|| el("p").text(text::hand_over_none(lang)));
        let offers = deputies.into_iter().map(|(person, action)| {
            let command = action.command;
            button("btn", &text::hand_over_to(lang, &person)).press(move || {
                open.set(false);
                app.dispatch(Msg::Do(command.clone()));
            })
        });
        let cancel = button("btn", text::cancel(lang)).press(move || open.set(false));
        vec![el("div").add_all(none), el("div.buttons").add_all(offers).add(cancel)]
    };
    buttons
        .when(there, move || button("btn", text::hand_over(lang)).press(move || open.set(true)))
        .add(parts::dialog(open, move || text::hand_over_title(lang).to_owned(), content))
}
