//! The vote: what is decided, where it stands, one's own vote, and every seat's.

use crate::app::App;
use crate::core::msg::Msg;
use crate::core::text;
use crate::core::view::secret::Secret;
use crate::core::view::vote::{self, VotePanel};
use crate::core::view::{Action, offers};
use crate::ui::dom::{El, button, el};
use crate::ui::parts;
use crate::view::View;

type Panel = View<Option<VotePanel>>;

fn of<T>(panel: Panel, part: impl Fn(&VotePanel) -> T) -> Option<T> {
    panel.get().as_ref().as_ref().map(part)
}

/// The region, while there is a vote.
pub fn vote(app: App, side: El) -> El {
    let panel = app.view_at(vote::vote);
    side.when(move || panel.get().is_some(), move || region(app, panel))
}

fn region(app: App, panel: Panel) -> El {
    let lang = app.lang();
    let head = View::new(move || {
        of(panel, |v| (v.subject.clone(), v.line.clone(), v.needs.clone(), v.carried))
    });
    let head = move || {
        let head = head.get();
        let Some((subject, line, needs, carried)) = head.as_ref() else { return vec![] };
        let class = match carried {
            Some(true) => "p.vote-line.carried",
            Some(false) => "p.vote-line.lost",
            None => "p.vote-line",
        };
        let needs = (!needs.is_empty()).then(|| el("p.quiet").text(needs));
        let subject = el("p.vote-subject").add(el("bdi").text(subject));
        [subject, el(class).text(line)].into_iter().chain(needs).collect()
    };
    let counts = View::new(move || of(panel, |v| v.counts).flatten());
    let counts = move || {
        let [yes, no, abstain] = (*counts.get())?.map(|n| n.to_string());
        Some(el("p.quiet").text(&text::vote_counts(
            lang,
            text::VoteCounts { abstain: &abstain, no: &no, yes: &yes },
        )))
    };
    let own = View::new(move || of(panel, |v| v.own).flatten());
    let own = move || Some(el("p.vote-own").text(&text::vote_own(lang, (*own.get())?)));
    let buttons = move |of_panel: fn(&VotePanel) -> Vec<(String, Action)>, class: &'static str| {
        let actions = View::new(move || of(panel, of_panel).unwrap_or_default());
        move || {
            let actions = actions.get();
            let all = actions.iter().map(|(word, action)| press(app, class, word, action));
            all.collect::<Vec<_>>()
        }
    };
    let cast = buttons(
        |v| v.cast.iter().map(|(word, action)| ((*word).to_owned(), action.clone())).collect(),
        "btn main soft",
    );
    let conduct = buttons(|v| v.conduct.clone(), "btn");
    let explain = move || of(panel, |v| v.explain.clone()).flatten();
    el("section.vote")
        .label(text::vote(lang))
        .add(el("h2").text(text::vote(lang)))
        .parts(head)
        .part(counts)
        .part(own)
        .with(|section| secret(app, panel, section))
        .add(el("div.buttons").parts(cast))
        .with(parts::act(app, parts::Look::text("btn"), explain, move || {
            text::explain_vote(lang).to_owned()
        }))
        .add(el("div.buttons").parts(conduct))
        .with(|section| ballots(app, panel, section))
}

fn press(app: App, class: &str, word: &str, action: &Action) -> El {
    let command = action.command.clone();
    let face = button(class, word).press(move || app.dispatch(Msg::Do(command.clone())));
    match &action.reason {
        Some(reason) => face.attr("disabled", "").attr("title", reason),
        None => face,
    }
}

fn ballots(app: App, panel: Panel, section: El) -> El {
    let lang = app.lang();
    let ballots = View::new(move || of(panel, |v| v.ballots.clone()).unwrap_or_default());
    section.when(
        move || !ballots.get().is_empty(),
        move || {
            let lines = move || {
                let line = |(name, word): &(crate::core::names::Name, &'static str)| {
                    let word = el("span.quiet").text(word);
                    el("li").add(parts::name(name)).add(word)
                };
                ballots.get().iter().map(line).collect::<Vec<_>>()
            };
            let list = el("ul.ballots").attr("role", "list").parts(lines);
            let secret = of(panel, |v| v.secret.is_some()).unwrap_or_default();
            let title = if secret { text::vote_voted(lang) } else { text::vote_ballots(lang) };
            el("details").add(el("summary").text(title)).add(list)
        },
    )
}

/// Our ballot paper, what became of it, and what was found in the box.
fn secret(app: App, panel: Panel, section: El) -> El {
    let lang = app.lang();
    let secret = View::new(move || of(panel, |v| v.secret.clone()).flatten());
    let of_secret = move |part: fn(&Secret) -> String| {
        secret.get().as_ref().as_ref().map(part).filter(|text| !text.is_empty())
    };
    // The buttons stay while one is pressed, and keep the focus.
    let marked =
        View::new(move || secret.get().as_ref().as_ref().map(|s| (s.vote, s.marks.clone())));
    let casts = move || marked.get().as_ref().as_ref().is_some_and(|(_, marks)| !marks.is_empty());
    let paper = move || {
        let mark = |n: usize| {
            let of_mark = move || {
                marked
                    .get()
                    .as_ref()
                    .as_ref()
                    .and_then(|(vote, marks)| marks.get(n).map(|mark| (*vote, *mark)))
            };
            let word = of_mark().map_or("", |(_, (_, word, _))| word);
            button("btn", word)
                .attr_of("aria-pressed", move || {
                    of_mark().map(|(_, (_, _, marked))| marked.to_string())
                })
                .press(move || {
                    if let Some((vote, (ballot, _, _))) = of_mark() {
                        app.mark(vote, ballot);
                    }
                })
        };
        // It is there from the beginning, so that nothing moves under a finger when the ballot is marked.
        let put_in = View::new(move || secret.get().as_ref().as_ref().map(|s| s.put_in.clone()));
        let put_in = move || {
            let put_in = put_in.get();
            put_in.as_ref().as_ref().map(|(word, action)| match action {
                Some(action) => press(app, "btn main", word, action),
                None => button("btn main", word).attr("disabled", ""),
            })
        };
        let note = text::vote_mark(lang);
        el("div.paper")
            .attr("role", "group")
            .label(note)
            .add(el("p.quiet").text(note))
            .add(el("div.buttons").add_all((0..3).map(mark)))
            .part(put_in)
    };
    let own = View::new(move || secret.get().as_ref().as_ref().map(|s| (s.own.clone(), s.missing)));
    let own = move || {
        let (line, missing) = (*own.get()).clone().filter(|(line, _)| !line.is_empty())?;
        Some(
            el(if missing { "p.vote-own.lost" } else { "p.vote-own" })
                .attr("role", "status")
                .text(&line),
        )
    };
    let tellers = move || of_secret(|s| s.tellers.clone()).map(|line| el("p.quiet").text(&line));
    let found = View::new(move || {
        secret.get().as_ref().as_ref().map(|s| s.found.clone()).unwrap_or_default()
    });
    section.when(casts, paper).part(own).part(tellers).when(
        move || !found.get().is_empty(),
        move || {
            let lines = move || {
                let line = |(number, word, ours): &(String, &'static str, bool)| {
                    let number = el("span.n").text(number);
                    let ours = ours.then(|| el("span.quiet").text(text::vote_yours(lang)));
                    el("li").add(number).add_all(ours).add(el("span.quiet").text(word))
                };
                found.get().iter().map(line).collect::<Vec<_>>()
            };
            let list = el("ul.ballots").attr("role", "list").parts(lines);
            el("details").attr("open", "").add(el("summary").text(text::vote_found(lang))).add(list)
        },
    )
}

/// What is offered to us: another place in the list, the chair.
pub fn offers(app: App, side: El) -> El {
    let offers = app.view_at(offers::offers);
    let boards = move || {
        let offer = |offer: &offers::Offer| {
            let answers = offer.answers.iter().enumerate().map(|(n, (word, action))| {
                press(app, if n == 0 { "btn main" } else { "btn" }, word, action)
            });
            el("section.offer")
                .attr("role", "status")
                .add(el("p").text(&offer.line))
                .add(el("div.buttons").add_all(answers))
        };
        offers.get().iter().map(offer).collect::<Vec<_>>()
    };
    side.parts(boards)
}
