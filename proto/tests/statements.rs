//! Statements in writing: who sends them, until when, what is said to them, and who reads them when.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use rostrum_proto::digest::Digest;
use rostrum_proto::id::ParticipantId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Notice;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::dossier::{Compilation, Document};
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::statement::{Answer, MAX_VERSIONS, Manner, Statement, receipt};
use rostrum_proto::profile::{RequestKind, SeatKind, ToBooths};
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::documents::Documents;
use std::collections::BTreeMap;
use support::{CHAIR, Rehearsal, person, seat};

fn text(n: u8) -> Digest {
    Digest::of_bytes(&[n; 32])
}

/// A statement of Tunisia's, to be delivered.
fn statement(n: u8) -> Statement {
    Statement {
        text: text(n),
        file: None,
        lang: Lang::Ar,
        manner: Manner::Delivered,
        name: "Tarek Ladeb".into(),
        title: "Permanent Representative".into(),
        on_behalf_of: vec![],
        words: 480,
        characters: 2_300,
    }
}

fn written(n: u8) -> Statement {
    Statement { manner: Manner::Written, ..statement(n) }
}

fn accept(place: &str, version: u32) -> Command {
    Command::AcceptStatement { seat: seat(place), version }
}

fn send_back(place: &str, version: u32, reason: &str) -> Command {
    Command::ReturnStatement { seat: seat(place), version, reason: reason.into() }
}

/// Who of these reads version 1 of Tunisia's statement.
fn readers(m: &Rehearsal) -> Vec<&'static str> {
    let people = ["TUN-delegate", "secretary", "interpreter", "reporter", "FRA-delegate", CHAIR];
    let people = people.into_iter().chain(["technician", "viewer"]);
    let reads = |who: Option<&ParticipantId>| m.meeting.reads(who, &seat("TUN"), 1);
    let mut readers: Vec<_> = people.filter(|who| reads(Some(&person(who)))).collect();
    readers.extend(reads(None).then_some("the public"));
    readers
}

/// With everybody there who has to do with it.
fn in_session() -> Rehearsal {
    let mut m = Rehearsal::in_session();
    for who in ["secretary", "interpreter", "reporter"] {
        m.joins(who);
        if who != "secretary" {
            m.done(CHAIR, Command::AdmitParticipant { participant: person(who) });
        }
    }
    m
}

#[test]
fn a_delegation_sends_its_own_statement_days_before_and_from_the_lobby() {
    let mut m = Rehearsal::in_lobby();
    assert_eq!(m.sends("TUN-delegate", "TUN", &statement(1)), Ok(()), "nobody is here yet");
    let not_yours = Refusal::NotYourSeat { seat: seat("FRA") };
    assert_eq!(m.sends("TUN-delegate", "FRA", &statement(1)), Err(not_yours));
    assert_eq!(m.sends("secretary", "FRA", &statement(2)), Ok(()), "it came by e-mail");
    assert_eq!(m.sends(CHAIR, "IDN", &statement(3)), Ok(()));
    for who in ["technician", "interpreter", "reporter", "viewer"] {
        assert_eq!(m.sends(who, "TUN", &statement(4)), Err(Refusal::NotPermitted {}), "{who}");
    }
    assert_eq!(
        m.sends("secretary", "XXX", &statement(4)),
        Err(Refusal::UnknownSeat { seat: seat("XXX") })
    );
    assert_eq!(m.sends("nobody", "TUN", &statement(4)), Err(Refusal::UnknownParticipant {}));
    assert_eq!(receipt(&seat("TUN"), 1), "TUN-1");
}

#[test]
fn the_same_again_is_the_same_version_and_another_is_the_next() {
    let mut m = Rehearsal::in_lobby();
    for _ in 0..2 {
        m.sends("TUN-delegate", "TUN", &statement(1)).unwrap();
    }
    m.sends("TUN-delegate", "TUN", &statement(2)).unwrap();
    let texts: Vec<_> =
        m.meeting.dossier.of(&seat("TUN")).iter().map(|v| &v.statement.text).collect();
    assert_eq!(texts, [&text(1), &text(2)]);
    for n in 3..=MAX_VERSIONS {
        m.sends("TUN-delegate", "TUN", &statement(n as u8)).unwrap();
    }
    let full = Refusal::TooManyVersions { most: MAX_VERSIONS };
    assert_eq!(m.sends("TUN-delegate", "TUN", &statement(200)), Err(full));
}

#[test]
fn what_is_sent_has_words_and_names_on_one_line() {
    let mut m = Rehearsal::in_lobby();
    let mut refused =
        |statement: Statement| m.sends("TUN-delegate", "TUN", &statement).unwrap_err();
    assert_eq!(refused(Statement { words: 0, ..statement(1) }), Refusal::NoWords {});
    let bad = Refusal::BadName { limit: 200 };
    for name in ["", " ", "a\nb", "\u{202e}abc", &"a".repeat(201)] {
        assert_eq!(refused(Statement { name: name.into(), ..statement(1) }), bad);
        assert_eq!(refused(Statement { on_behalf_of: vec![name.into()], ..statement(1) }), bad);
    }
    assert_eq!(refused(Statement { title: "a\nb".into(), ..statement(1) }), bad);
    let all = vec!["Norway".into(); 251];
    assert_eq!(refused(Statement { on_behalf_of: all, ..statement(1) }), bad);
    let bare = Statement { title: String::new(), words: 1, ..statement(1) };
    assert_eq!(m.sends("TUN-delegate", "TUN", &bare), Ok(()));
}

#[test]
fn one_second_before_the_deadline_is_in_time_and_one_after_it_is_late() {
    let mut setup = support::setup();
    let until = setup.starts_at + Millis::seconds(10);
    setup.statements_until = Some(until);
    let mut m = Rehearsal::convened(setup);
    let late = |m: &Rehearsal, n| m.meeting.dossier.version(&seat("TUN"), n).unwrap().late;
    m.passes(Millis::seconds(9));
    m.sends("TUN-delegate", "TUN", &statement(1)).unwrap();
    m.passes(Millis::seconds(1));
    m.sends("TUN-delegate", "TUN", &statement(2)).unwrap();
    m.passes(Millis::seconds(1));
    m.sends("TUN-delegate", "TUN", &statement(3)).unwrap();
    assert_eq!([1, 2, 3].map(|n| late(&m, n)), [false, false, true]);
}

#[test]
fn the_secretariat_accepts_and_returns_and_nobody_else_does() {
    let mut m = in_session();
    m.sends("TUN-delegate", "TUN", &statement(1)).unwrap();
    for who in ["TUN-delegate", CHAIR, "technician", "interpreter"] {
        assert_eq!(m.refused(who, accept("TUN", 1)), Refusal::NotPermitted {}, "{who}");
    }
    assert_eq!(m.refused("secretary", accept("TUN", 2)), Refusal::UnknownStatement {});
    assert_eq!(m.refused("secretary", accept("TUN", 0)), Refusal::UnknownStatement {});
    let no_reason = Refusal::BadReason { limit: 500 };
    assert_eq!(m.refused("secretary", send_back("TUN", 1, " ")), no_reason);
    m.done("secretary", send_back("TUN", 1, "The name of the speaker is missing."));
    m.sends("TUN-delegate", "TUN", &statement(2)).unwrap();
    assert_eq!(m.meeting.dossier.stands(&seat("TUN")), None);
    m.done("secretary", accept("TUN", 2));
    m.sends("TUN-delegate", "TUN", &statement(3)).unwrap();
    let (stands, version) = m.meeting.dossier.stands(&seat("TUN")).unwrap();
    assert_eq!((stands, &version.statement.text), (2, &text(2)), "until another is accepted");
    let so_far = m.journal.len();
    m.done("secretary", accept("TUN", 2));
    assert_eq!(m.journal.len(), so_far, "it is so already");
}

#[test]
fn what_is_to_be_delivered_is_read_by_nobody_else_before_it_is_given() {
    let mut m = in_session();
    m.sends("TUN-delegate", "TUN", &statement(1)).unwrap();
    assert_eq!(readers(&m), ["TUN-delegate", "secretary"]);
    m.done("secretary", accept("TUN", 1));
    assert_eq!(readers(&m), ["TUN-delegate", "secretary"], "UNODC is next");
    let briefing = m.meeting.speakers[0];
    m.takes("UNODC", briefing);
    m.passes(Millis::minutes(5));
    let booths = ["TUN-delegate", "secretary", "interpreter", "reporter"];
    assert_eq!(readers(&m), booths, "Tunisia is next");
    m.done("UNODC-delegate", Command::ReleaseFloor { request: briefing });
    let speech = m.meeting.speakers[0];
    m.takes("TUN", speech);
    m.passes(Millis::minutes(4));
    assert_eq!(readers(&m), booths, "it is being given");
    m.done("TUN-delegate", Command::ReleaseFloor { request: speech });
    assert_eq!(readers(&m).len(), 9, "it was given");
}

#[test]
fn where_the_profile_says_so_the_booths_have_a_text_once_it_is_accepted() {
    let mut setup = support::setup();
    setup.profile.statements.as_mut().unwrap().to_booths = ToBooths::Accepted;
    let mut m = Rehearsal::convened(setup);
    for who in ["secretary", "interpreter"] {
        m.joins(who);
    }
    m.sends("TUN-delegate", "TUN", &statement(1)).unwrap();
    m.done("secretary", accept("TUN", 1));
    assert_eq!(readers(&m), ["TUN-delegate", "secretary"], "who waits in the lobby reads nothing");
    m.done("secretary", Command::AdmitParticipant { participant: person("interpreter") });
    assert_eq!(readers(&m), ["TUN-delegate", "secretary", "interpreter"]);
}

#[test]
fn what_was_given_behind_closed_doors_is_not_for_the_public() {
    let mut m = in_session();
    m.sends("TUN-delegate", "TUN", &statement(1)).unwrap();
    m.done("secretary", accept("TUN", 1));
    m.done(CHAIR, Command::CloseDoors { reason: "Consultations".into() });
    let speech = m.meeting.waiting(&seat("TUN"), RequestKind::Statement).unwrap().id;
    m.takes("TUN", speech);
    m.passes(Millis::minutes(1));
    m.done("TUN-delegate", Command::ReleaseFloor { request: speech });
    m.done(CHAIR, Command::OpenDoors {});
    let readers = readers(&m);
    assert!(readers.contains(&"FRA-delegate") && !readers.contains(&"the public"), "{readers:?}");
    assert!(!readers.contains(&"viewer"));
}

#[test]
fn who_was_called_and_said_nothing_has_given_nothing() {
    let mut m = in_session();
    m.sends("TUN-delegate", "TUN", &statement(1)).unwrap();
    m.done("secretary", accept("TUN", 1));
    let speech = m.meeting.waiting(&seat("TUN"), RequestKind::Statement).unwrap().id;
    m.done(CHAIR, Command::GrantRequest { request: speech });
    m.done(CHAIR, Command::RevokeFloor { request: speech });
    assert_eq!(readers(&m), ["TUN-delegate", "secretary"]);
}

#[test]
fn what_is_only_written_is_read_when_the_compilation_is_published_and_settled_then() {
    let mut m = in_session();
    m.sends("TUN-delegate", "TUN", &written(1)).unwrap();
    m.done("secretary", accept("TUN", 1));
    let speech = m.meeting.waiting(&seat("TUN"), RequestKind::Statement).unwrap().id;
    m.takes("TUN", speech);
    m.passes(Millis::minutes(1));
    m.done("TUN-delegate", Command::ReleaseFloor { request: speech });
    assert_eq!(readers(&m), ["TUN-delegate", "secretary"], "it is not what was said");
    let compilation = Compilation {
        symbol: "S/2020/791".into(),
        versions: BTreeMap::from([(Lang::En, text(9))]),
    };
    let publishes = |m: &Rehearsal, who| m.meeting.publish_compilation(&person(who), &compilation);
    assert_eq!(publishes(&m, "secretary"), Err(Refusal::MeetingNotClosed {}));
    m.done(CHAIR, Command::CloseMeeting {});
    assert_eq!(publishes(&m, CHAIR), Err(Refusal::NotPermitted {}));
    assert_eq!(m.meeting.phase.name(), PhaseName::Closed);
    m.done("secretary", send_back("TUN", 1, "Your title is missing."));
    m.sends("TUN-delegate", "TUN", &written(2)).unwrap();
    m.done("secretary", accept("TUN", 2));
    let point =
        |reason: &str| Command::SettlePoint { point: "no-text:FRA".into(), reason: reason.into() };
    m.done("secretary", point("France has sent none."));
    let published = publishes(&m, "secretary").unwrap();
    for event in published {
        let seq = m.meeting.seq + 1;
        let (at, by) = (m.now, None);
        m.meeting.apply(&rostrum_proto::meeting::event::Record { seq, at, by, event });
    }
    assert!(m.meeting.reads(None, &seat("TUN"), 2));
    assert!(!m.meeting.reads(None, &seat("TUN"), 1), "it was replaced");
    assert_eq!(publishes(&m, "secretary"), Ok(vec![]), "it is so already");
    let settled = Refusal::CompilationPublished {};
    assert_eq!(m.refused("secretary", accept("TUN", 1)), settled);
    assert_eq!(m.refused("secretary", point("Another reason.")), settled);
    assert_eq!(m.sends("TUN-delegate", "TUN", &written(3)), Err(settled));
}

#[test]
fn who_only_writes_sends_its_statement_and_does_not_speak() {
    let mut setup = support::setup();
    let france = setup.seats.iter_mut().find(|s| s.id == seat("FRA")).unwrap();
    france.kind = SeatKind::Writer;
    let mut m = Rehearsal::convened(setup);
    assert_eq!(m.sends("FRA-delegate", "FRA", &written(1)), Ok(()));
    let on_the_roll = |m: &Rehearsal| {
        let record = rostrum_record::compile(&m.journal).unwrap();
        record.attendance.iter().any(|a| a.seat == Some(seat("FRA")))
    };
    assert!(!on_the_roll(&m), "nobody waits for it");
    m.arrive(&["FRA-delegate", CHAIR]);
    m.done(CHAIR, Command::OpenMeeting {});
    assert!(on_the_roll(&m), "but it came");
    let kind = RequestKind::Statement;
    let asks = Command::RequestFloor { seat: seat("FRA"), kind };
    assert_eq!(m.refused("FRA-delegate", asks), Refusal::NotForSeat { kind });
}

#[test]
fn the_page_of_documents_shows_each_what_is_theirs() {
    let mut m = in_session();
    let notice = Document {
        symbol: "S/2020/754".into(),
        dated: "2020-07-30".into(),
        distribution: "General".into(),
        original: Lang::En,
        versions: BTreeMap::from([(Lang::Zh, text(7))]),
    };
    for _ in 0..2 {
        let document = Box::new(notice.clone());
        m.notice(Notice::Issued { name: "notice".into(), document });
    }
    let issued = m
        .journal
        .iter()
        .filter(|r| m.meeting.seq >= r.seq && format!("{r:?}").contains("DocumentIssued"));
    assert_eq!(issued.count(), 1, "the second says the same");
    m.sends("TUN-delegate", "TUN", &statement(1)).unwrap();
    let told = |m: &Rehearsal, who: Option<&str>| {
        Documents::told(&m.meeting, who.map(person).as_ref(), Timestamp(5), None)
    };
    let seats = |told: &Documents| -> Vec<String> {
        let line = |s: &rostrum_proto::wire::documents::SeatStatements| {
            format!("{} {:?} {}", s.seat, s.place, s.versions.len())
        };
        told.seats.iter().map(line).collect()
    };
    let to_secretary = told(&m, Some("secretary"));
    let all = ["UNODC Some(1) 0", "TUN Some(2) 1", "VNM Some(3) 0", "FRA None 0", "IDN None 0"];
    assert_eq!(seats(&to_secretary), all);
    assert!(to_secretary.settles && to_secretary.sends_for.len() == 5);
    let to_tunisia = told(&m, Some("TUN-delegate"));
    assert_eq!(seats(&to_tunisia), ["TUN Some(2) 1"]);
    assert_eq!((to_tunisia.sends_for, to_tunisia.settles), (vec![seat("TUN")], false));
    assert_eq!(seats(&told(&m, Some("FRA-delegate"))), ["FRA None 0"]);
    assert_eq!(seats(&told(&m, Some("interpreter"))), [""; 0]);
    let to_public = told(&m, None);
    assert_eq!(seats(&to_public), [""; 0]);
    assert_eq!(to_public.documents["notice"], notice);
    m.done(CHAIR, Command::Expel { participant: person("TUN-delegate") });
    assert_eq!(seats(&told(&m, Some("TUN-delegate"))), [""; 0]);
    assert!(m.meeting.dossier.version(&seat("TUN"), 1).unwrap().answer == Answer::Waits {});
}
