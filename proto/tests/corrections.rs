//! Afterwards: corrections of statements, and what the secretariat puts right in the compilation.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use rostrum_proto::digest::Digest;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::phase::Phase;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::statement::{Called, Manner, Statement};
use rostrum_proto::time::Millis;
use support::{CHAIR, Rehearsal, seat};

fn statement(n: u8) -> Statement {
    Statement {
        text: Digest::of_bytes(&[n; 32]),
        file: None,
        lang: Lang::En,
        manner: Manner::Written,
        name: "Tarek Ladeb".into(),
        title: "Permanent Representative".into(),
        on_behalf_of: vec![],
        words: 480,
        characters: 2_300,
    }
}

/// Closed, with an accepted statement of Tunisia's; two days are left for corrections.
fn closed() -> Rehearsal {
    let mut setup = support::setup();
    setup.statements_until = Some(setup.starts_at);
    let mut m = Rehearsal::convened(setup);
    m.sends("TUN-delegate", "TUN", &statement(1)).unwrap();
    m.arrive(&[CHAIR, "TUN-delegate", "FRA-delegate"]);
    m.joins("secretary");
    m.done("secretary", Command::AcceptStatement { seat: seat("TUN"), version: 1 });
    m.done(CHAIR, Command::OpenMeeting {});
    m.passes(Millis::minutes(10));
    m.done(CHAIR, Command::CloseMeeting {});
    m.corrections_until = Some(m.now + Millis::minutes(2 * 24 * 60));
    m
}

fn called(name: &str, title: &str) -> Called {
    Called { name: name.into(), title: title.into() }
}

fn correct(version: u32, called: Called) -> Command {
    Command::CorrectStatement { seat: seat("TUN"), version, called }
}

#[test]
fn a_correction_is_in_time_until_the_last_working_day_is_over_and_refused_after_it() {
    let mut m = closed();
    let Phase::Closed { closed_at, .. } = m.meeting.phase else { panic!("{:?}", m.meeting.phase) };
    let late = |m: &Rehearsal, n| m.meeting.dossier.version(&seat("TUN"), n).unwrap().late;
    m.passes(Millis::minutes(2 * 24 * 60));
    m.sends("TUN-delegate", "TUN", &statement(2)).unwrap();
    assert!(!late(&m, 2), "the time for statements is over, the one for corrections is not");
    assert!(m.meeting.dossier.version(&seat("TUN"), 2).unwrap().at > closed_at);
    m.passes(Millis(1));
    let over = Refusal::CorrectionsOver { since: m.corrections_until.unwrap() };
    assert_eq!(m.sends("TUN-delegate", "TUN", &statement(3)), Err(over));
    assert_eq!(m.sends("secretary", "TUN", &statement(3)), Ok(()), "it came by telephone");
    assert!(late(&m, 3));
}

#[test]
fn whose_statement_was_returned_or_is_missing_sends_it_after_the_time_too() {
    let mut m = closed();
    m.passes(Millis::minutes(3 * 24 * 60));
    assert_eq!(m.sends("FRA-delegate", "FRA", &statement(4)), Ok(()), "it is its first");
    let why = "The second page is missing.".to_owned();
    m.done("secretary", Command::ReturnStatement { seat: seat("TUN"), version: 1, reason: why });
    assert_eq!(m.sends("TUN-delegate", "TUN", &statement(2)), Ok(()));
    let [france, tunisia] =
        [("FRA", 1), ("TUN", 2)].map(|(id, n)| m.meeting.dossier.version(&seat(id), n).unwrap());
    assert!(france.late && tunisia.late);
}

#[test]
fn the_secretariat_puts_right_how_who_spoke_is_called_and_what_was_sent_stays() {
    let mut m = closed();
    let minister = || called("Tarek Ladeb", "Minister");
    for who in [CHAIR, "TUN-delegate"] {
        assert_eq!(m.refused(who, correct(1, minister())), Refusal::NotPermitted {}, "{who}");
    }
    assert_eq!(m.refused("secretary", correct(2, minister())), Refusal::UnknownStatement {});
    for wrong in [called("", "Minister"), called("Tarek\nLadeb", ""), called("a", "\u{202e}b")] {
        let limit = Refusal::BadName { limit: 200 };
        assert_eq!(m.refused("secretary", correct(1, wrong)), limit);
    }
    let so_far = m.journal.len();
    m.done("secretary", correct(1, called("Tarek Ladeb", "Permanent Representative")));
    assert_eq!(m.journal.len(), so_far, "that is what was sent");
    for _ in 0..2 {
        m.done("secretary", correct(1, minister()));
    }
    assert_eq!(m.journal.len(), so_far + 1);
    let version = m.meeting.dossier.version(&seat("TUN"), 1).unwrap();
    assert_eq!(version.called, Some(minister()));
    assert_eq!(version.statement.title, "Permanent Representative");
    m.done("secretary", correct(1, called("Tarek Ladeb", "Permanent Representative")));
    let version = m.meeting.dossier.version(&seat("TUN"), 1).unwrap();
    assert_eq!(version.called.as_ref().unwrap().title, "Permanent Representative", "taken back");
}

#[test]
fn the_secretariat_arranges_the_annexes_and_an_empty_order_is_that_of_the_rules() {
    let mut m = closed();
    let arrange =
        |ids: &[&str]| Command::ArrangeAnnexes { seats: ids.iter().map(|id| seat(id)).collect() };
    assert_eq!(m.refused(CHAIR, arrange(&["TUN"])), Refusal::NotPermitted {});
    let unknown = Refusal::UnknownSeat { seat: seat("XXX") };
    assert_eq!(m.refused("secretary", arrange(&["TUN", "XXX"])), unknown);
    let so_far = m.journal.len();
    for _ in 0..2 {
        m.done("secretary", arrange(&["TUN", "FRA", "TUN"]));
    }
    assert_eq!(m.meeting.dossier.annexes, [seat("TUN"), seat("FRA")], "each once");
    m.done("secretary", arrange(&[]));
    assert!(m.meeting.dossier.annexes.is_empty());
    assert_eq!(m.journal.len(), so_far + 2);
}
