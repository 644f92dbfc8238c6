//! The order of business, in the chair's panel: what is due first, then what can be done.

use crate::app::App;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::Action;
use crate::core::view::business::{self, Business, Raised};
use crate::ui::ask::{Answer, Ask, Asking};
use crate::ui::dom::{El, button, el};
use crate::ui::parts::{self, Look};
use crate::ui::select::select;
use crate::view::View;
use leptos::prelude::*;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::vote::Subject;
use rostrum_proto::profile::{MAX_MICROPHONES, Policy};

type Panel = View<Option<Business>>;

fn of<T>(panel: Panel, part: impl Fn(&Business) -> T) -> Option<T> {
    panel.get().as_ref().as_ref().map(part)
}

/// What is due: points of order and motions that wait, rulings, challenges, motions to be put, the chair.
pub fn due(app: App, asking: Asking, section: El) -> El {
    let lang = app.lang();
    let panel = app.view_at(business::business);
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
                given: String::new(),
                optional: true,
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
        raised.iter().map(|raised| waits(app, asking, raised)).collect()
    };
    let put = View::new(move || {
        of(panel, |b| {
            let challenge = b
                .challenge
                .clone()
                .map(|(name, action)| (text::ruling_challenged(lang, &name.text), action));
            let motions = b.motions.iter().map(|(name, motion, action)| {
                let values = text::MotionWaits { motion, seat: &name.text };
                (text::motion_waits(lang, values), action.clone())
            });
            challenge.into_iter().chain(motions).collect::<Vec<_>>()
        })
        .unwrap_or_default()
    });
    let put = move || {
        let put = put.get();
        let boards = put.iter().map(|(line, action)| {
            let vote = button("btn", text::put_to_vote(lang)).press(does(app, action));
            el("div.board").add(el("p").text(line)).add(vote)
        });
        boards.collect()
    };
    let asked = View::new(move || of(panel, |b| b.asked.clone()).flatten());
    let asked = move || {
        let asked = asked.get();
        let (person, offer, keep) = asked.as_ref().as_ref()?;
        let offer = button("btn", &text::hand_over_to(lang, person)).press(does(app, offer));
        let keep = button("btn", text::keep_chair(lang)).press(does(app, keep));
        let line = el("p").text(&text::chair_asked_board(lang, person));
        Some(el("div.board").add(line).add(el("div.buttons").add(offer).add(keep)))
    };
    section.parts(raised).part(ruling).parts(put).part(asked)
}

/// A point of order or a motion that waits: it is given the floor, or denied with a reason.
fn waits(app: App, asking: Asking, raised: &Raised) -> El {
    let lang = app.lang();
    let (request, seat) = (raised.request, raised.name.text.clone());
    let give = raised
        .give
        .as_ref()
        .map(|give| button("btn main", &text::give_floor(lang, &seat)).press(does(app, give)));
    let deny = button("btn", &text::deny(lang, &seat)).press(move || {
        let deny = move |reason| Command::DenyRequest { request, reason };
        asking.set(Some(Ask {
            title: text::deny_title(lang, &seat),
            label: text::deny_reason(lang),
            given: String::new(),
            optional: false,
            answers: vec![Answer::stop(text::deny_confirm(lang), deny)],
        }));
    });
    let buttons = el("div.buttons").add_all(give).add(deny);
    el("div.board.raised").add(el("p").text(&raised.line)).add(buttons)
}

fn does(app: App, action: &Action) -> impl Fn() + 'static {
    let command = action.command.clone();
    move || app.dispatch(Msg::Do(command.clone()))
}

/// Put any question to the vote. By which majority is part of the question.
pub fn question(app: App, asking: Asking, group: El) -> El {
    let lang = app.lang();
    let panel = app.view_at(business::business);
    let question = move || {
        let answers = of(panel, |b| b.majorities.clone()).unwrap_or_default();
        let answers = answers.into_iter().map(|(majority, name)| {
            Answer::main(&name, move |text| Command::AnnounceVote {
                subject: Subject::Question { text },
                majority: Some(majority.clone()),
            })
        });
        asking.set(Some(Ask {
            title: text::question_title(lang).to_owned(),
            label: text::question_text(lang),
            given: String::new(),
            optional: false,
            answers: answers.collect(),
        }));
    };
    group.when(
        move || of(panel, |b| b.question) == Some(true),
        move || button("btn", text::put_question(lang)).press(question),
    )
}

/// Hand over the chair, or take the offer back.
pub fn chair_of_others(app: App, group: El) -> El {
    let lang = app.lang();
    let panel = app.view_at(business::business);
    let withdraw = move || of(panel, |b| b.offered.clone()).flatten();
    group
        .with(parts::act(app, Look::text("btn"), withdraw, move || {
            text::withdraw_offer(lang).to_owned()
        }))
        .with(|group| hand_over(app, panel, group))
}

/// How the floor is given, as a choice; a change asks for its reason.
pub fn policy(app: App, asking: Asking) -> El {
    let lang = app.lang();
    let panel = app.view_at(business::business);
    let now = View::new(move || of(panel, |b| b.policy));
    let choice = move || {
        let now = (*now.get())?;
        let words = |policy| (policy, business::policy_text(policy, lang));
        let choices = policies(now).into_iter().map(words).collect();
        let select = select(choices, &now, move |policy| {
            if policy == now {
                return;
            }
            let change = move |reason| Command::SetPolicy { policy, reason };
            asking.set(Some(Ask {
                title: text::policy_title(lang).to_owned(),
                label: text::policy_reason(lang),
                given: String::new(),
                optional: false,
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
