//! The record, written from the journals of small meetings.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use rostrum_paper::html;
use rostrum_proto::id::VoteId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::vote::Ballot;
use rostrum_proto::profile::{Motion, Policy, RequestKind};
use rostrum_proto::time::Millis;
use rostrum_record::business::{Decision, Hearing, StandingName};
use rostrum_record::document::{Cause, End, Kind, StepName, Succession};
use rostrum_record::lists::Change;
use rostrum_record::{MeetingRecord, compile, paper};
use serde_json::Value;
use support::small::{VOTE, small_meeting};
use support::{CHAIR, Rehearsal, person, seat};

fn record(m: &Rehearsal) -> MeetingRecord {
    compile(&m.journal).unwrap()
}

fn json(record: &MeetingRecord) -> String {
    serde_json::to_string_pretty(record).unwrap() + "\n"
}

/// Compares with what was written before; what is written now is kept where the failure says.
fn golden(name: &str, before: &str, now: &str) {
    if before != now {
        let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::write(&path, now).unwrap();
        panic!("proto/tests/golden/{name} was written differently before; now: {}", path.display());
    }
}

#[test]
fn a_small_meeting_is_recorded_to_the_byte() {
    let record = record(&small_meeting());
    golden("record.json", include_str!("golden/record.json"), &json(&record));
    golden(
        "record.html",
        include_str!("golden/record.html"),
        &html::page(&paper(&record, Lang::En)),
    );
}

#[test]
fn the_same_journal_gives_the_same_bytes_in_whatever_order_it_is_read() {
    let m = small_meeting();
    let (once, again) = (record(&m), record(&m));
    assert_eq!(json(&once), json(&again));
    let mut journal = m.journal.clone();
    journal.reverse();
    let middle = journal.len() / 3;
    journal.rotate_left(middle);
    let mixed = compile(&journal).unwrap();
    assert_eq!(json(&mixed), json(&once));
    for lang in Lang::ALL {
        assert_eq!(html::page(&paper(&mixed, lang)), html::page(&paper(&once, lang)));
    }
}

#[test]
fn the_interruption_the_ruling_and_the_vote_are_on_record() {
    let record = record(&small_meeting());
    let [statement, point, motion] = &record.interventions[..] else {
        panic!("three took the floor")
    };
    assert_eq!((statement.number, &statement.seat), (1, &seat("TUN")));
    assert_eq!(statement.speakers, [person("TUN-delegate")]);
    assert_eq!((statement.kind, point.kind), (Kind::Statement, Kind::PointOfOrder));
    assert_eq!(motion.kind, Kind::Motion);
    assert_eq!(statement.started.0.since(statement.called.0), Millis::seconds(5));
    assert_eq!(statement.spoken_ms, 135_000, "90 seconds, and 45 after the interruption");
    assert_eq!((statement.limit_ms, statement.extended_ms), (Some(360_000), 60_000));
    assert_eq!(statement.end, Some(End::Released));
    let [stop] = &statement.interruptions[..] else { panic!("one interruption") };
    assert_eq!(stop.cause, Cause::PointOfOrder { by: seat("FRA"), request: point.request });
    assert_eq!(stop.until.unwrap().0.since(stop.at.0), Millis::seconds(40));

    let [raised] = &record.points_of_order[..] else { panic!("one point of order") };
    let ruling = raised.ruling.as_ref().unwrap();
    assert_eq!((raised.came_to, ruling.sustained), (Hearing::Heard, false));
    assert_eq!(ruling.by, person(CHAIR));
    assert_eq!(ruling.challenge.as_ref().unwrap().by, seat("FRA"));
    assert_eq!((ruling.standing, ruling.vote), (StandingName::Upheld, Some(VOTE)));

    let vote = &record.votes[0];
    let said: Vec<_> = vote.ballots.iter().map(|b| (b.seat.as_str(), b.ballot)).collect();
    let expected = [
        ("FRA", Ballot::Yes),
        ("IDN", Ballot::Abstain),
        ("TUN", Ballot::No),
        ("VNM", Ballot::Absent),
    ];
    assert_eq!(said, expected, "every member, in English alphabetical order");
    assert!(!vote.outcome.unwrap().carried);
    assert_eq!(vote.closed.unwrap().0.since(vote.opened.unwrap().0), Millis::seconds(10));
    assert!(record.votes[1].seed.is_some(), "the draw of a roll call can be drawn again");
    assert_eq!(record.motions[0].came_to, Decision::NotAdopted);
    assert_eq!(
        (record.motions[0].motion, record.motions[0].vote),
        (Some(Motion::Postpone), Some(VoteId(2)))
    );
    let times: Vec<_> = record
        .speaking_time
        .iter()
        .map(|s| (s.seat.as_str(), s.interventions, s.spoken_ms))
        .collect();
    assert_eq!(times, [("FRA", 2, 50_000), ("TUN", 1, 135_000)]);
    assert_eq!(record.speaking_time_total_ms, 185_000);
}

#[test]
fn attendance_is_by_seat_from_the_first_in_to_the_last_out() {
    let mut m = Rehearsal::in_session();
    m.passes(Millis::seconds(20));
    m.loses(m.device("TUN-delegate"));
    let (first, second) = (m.joins("TUN-delegate"), m.joins("TUN-delegate"));
    m.loses(first);
    m.passes(Millis::seconds(3));
    let at = |m: &Rehearsal, place: &str| {
        let all = record(m).attendance;
        all.into_iter().find(|a| a.seat.as_ref().is_some_and(|s| s.as_str() == place)).unwrap()
    };
    assert_eq!(at(&m, "TUN").stay.last_out, None, "one device is still here");
    m.loses(second);
    let tunisia = at(&m, "TUN");
    assert_eq!(tunisia.stay.connections, 3);
    assert_eq!(tunisia.stay.last_out.unwrap().0, m.now);
    assert_eq!(tunisia.stay.first_in.unwrap().0, m.meeting.setup.starts_at);
    assert_eq!(tunisia.people.len(), 1);
    let vietnam = at(&m, "VNM");
    assert!(vietnam.people.is_empty() && vietnam.stay.first_in.is_none());
    let others = record(&m).attendance.pop().unwrap();
    assert_eq!(others.seat, None);
    assert_eq!(others.people.len(), 1, "the technician");
}

#[test]
fn nothing_from_outside_becomes_markup() {
    let page = html::page(&paper(&record(&small_meeting()), Lang::En));
    assert!(page.contains("Tunisia &lt;i&gt;&amp; Co&lt;/i&gt;"));
    assert!(page.contains("The list was closed &lt;in time&gt; &amp; &quot;in order&quot;."));
    assert!(page.contains("Selma &quot;Salma&quot; Ennaifer"));
    for markup in ["<script", "<i>", "<in time>", "& Co", "& agreed"] {
        assert!(!page.contains(markup), "{markup} came through");
    }
}

#[test]
fn names_are_in_the_language_asked_for_and_say_so_if_they_are_not() {
    let record = record(&small_meeting());
    let french = html::page(&paper(&record, Lang::Fr));
    assert!(french.contains("<html lang=\"fr\" dir=\"ltr\">") && french.contains("Tunisie"));
    assert!(french.contains("<bdi lang=\"en\" dir=\"ltr\">FRA</bdi>"), "there is no French name");
    let arabic = html::page(&paper(&record, Lang::Ar));
    assert!(arabic.contains("<html lang=\"ar\" dir=\"rtl\">") && arabic.contains("تونس"));
    for lang in Lang::ALL {
        let page = html::page(&paper(&record, lang));
        let count = |what: &str| page.matches(what).count();
        for element in
            ["table", "tr", "th", "td", "section", "caption", "dl", "dt", "dd", "bdi", "small"]
        {
            let open = count(&format!("<{element}>")) + count(&format!("<{element} "));
            assert_eq!(open, count(&format!("</{element}>")), "{element} in {lang:?}");
        }
        let (tables, named) = (count("<table"), count(" aria-labelledby=\"part-") / 2);
        assert_eq!(tables, named + count("<caption>"), "every table says what it is");
    }
}

#[test]
fn the_chair_and_the_course_of_the_meeting_are_on_record() {
    let mut m = Rehearsal::in_lobby();
    m.arrive(&[CHAIR, "IDN-deputy"]);
    assert_eq!(record(&m).presiding[0].from, None, "nobody presides over what is not open");
    m.done(CHAIR, Command::OpenMeeting {});
    let opened = m.now;
    m.passes(Millis::minutes(5));
    m.done(CHAIR, Command::OfferChair { to: person("IDN-deputy") });
    m.done("IDN-deputy", Command::AcceptChair {});
    m.passes(Millis::minutes(5));
    m.done("IDN-deputy", Command::SuspendMeeting { until: Some(m.now + Millis::minutes(30)) });
    m.loses(m.device("IDN-deputy"));
    m.passes(Millis::minutes(30));
    m.done(CHAIR, Command::TakeChair {});
    m.done(CHAIR, Command::ResumeMeeting {});
    let running = record(&m);
    assert!(!running.meeting.closed);
    assert!(html::page(&paper(&running, Lang::En)).contains("Provisional"));
    m.done(CHAIR, Command::CloseMeeting {});
    let record = record(&m);
    let presided: Vec<_> =
        record.presiding.iter().map(|p| (p.participant.as_str(), p.how)).collect();
    let expected = [
        (CHAIR, Succession::Convened),
        ("IDN-deputy", Succession::HandedOver),
        (CHAIR, Succession::Taken),
    ];
    assert_eq!(presided, expected);
    assert_eq!(record.presiding[0].from.unwrap().0, opened);
    assert_eq!(record.presiding[0].to, record.presiding[1].from);
    assert_eq!(record.presiding[2].to.unwrap().0, m.now);
    let steps: Vec<_> = record.course.iter().map(|s| s.step).collect();
    use StepName::*;
    assert_eq!(steps, [LobbyOpened, Opened, Suspended, Resumed, Closed]);
    assert_eq!(record.course[2].until.unwrap().0, record.course[3].at.0);
}

#[test]
fn a_lost_connection_is_an_interruption_and_another_person_may_go_on() {
    let mut setup = support::setup();
    let mut second = setup.people.iter().find(|p| p.id == person("TUN-delegate")).unwrap().clone();
    second.id = person("TUN-second");
    setup.people.push(second);
    let mut m = Rehearsal::convened(setup);
    m.arrive(&[CHAIR, "TUN-delegate"]);
    m.done(CHAIR, Command::OpenMeeting {});
    m.done(CHAIR, Command::GiveFloor { seat: seat("TUN") });
    let request = m.held_request();
    m.done("TUN-delegate", Command::StartSpeaking { request });
    m.passes(Millis::seconds(10));
    m.loses(m.device("TUN-delegate"));
    m.passes(Millis::seconds(20));
    m.joins("TUN-second");
    m.done("TUN-second", Command::StartSpeaking { request });
    m.passes(Millis::seconds(5));
    let [one] = &record(&m).interventions[..] else { panic!("one intervention") };
    assert_eq!(one.speakers, [person("TUN-delegate"), person("TUN-second")]);
    assert_eq!((one.end, one.ended), (None, None), "it goes on");
    let [stop] = &one.interruptions[..] else { panic!("one interruption") };
    assert_eq!(stop.cause, Cause::ConnectionLost);
    assert_eq!(stop.until.unwrap().0.since(stop.at.0), Millis::seconds(20));
}

#[test]
fn who_was_called_and_did_not_speak_is_not_among_the_interventions() {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, Command::CallNext {});
    let request = m.held_request();
    m.done(CHAIR, Command::DeferRequest { request });
    let record = record(&m);
    assert!(record.interventions.is_empty() && record.speaking_time.is_empty());
    assert_eq!(record.called_in_vain[0].kind, Kind::Briefing);
    assert!(matches!(record.called_in_vain[0].end, Some(End::Revoked { .. })));
}

#[test]
fn the_lists_changes_are_recorded_with_their_reasons() {
    let mut m = Rehearsal::in_session();
    let request = m.asks_for("FRA", RequestKind::Statement);
    m.joins("secretary");
    let reason = "Travel.".to_owned();
    m.done(
        "secretary",
        Command::MoveRequest { request, position: 1, reason: Some(reason.clone()) },
    );
    let order = m.meeting.setup.profile.orders[0].id.clone();
    m.done("secretary", Command::ArrangeList { order: order.clone() });
    let policy = Policy::Queue {};
    m.done(CHAIR, Command::SetPolicy { policy, reason: "To save time.".into() });
    m.done("secretary", Command::CloseList {});
    let reason_denied = "The list is closed.".to_owned();
    m.done(CHAIR, Command::DenyRequest { request, reason: reason_denied.clone() });
    let record = record(&m);
    let is =
        |wanted: &dyn Fn(&Change) -> bool| record.list_changes.iter().any(|c| wanted(&c.change));
    assert!(is(&|c| matches!(c, Change::Prepared { seats } if seats.len() == 3)));
    assert!(is(&|c| matches!(c, Change::Moved { reason: Some(why), .. } if *why == reason)));
    assert!(is(&|c| matches!(c, Change::Arranged { order: o, seed: Some(s), .. }
        if *o == order && s == "6")));
    assert!(is(&|c| matches!(c, Change::Policy { policy: Policy::Queue {}, .. })));
    assert!(is(&|c| *c == Change::Closed));
    assert!(is(&|c| matches!(c, Change::Denied { reason, .. } if *reason == reason_denied)));
    let moved = record.list_changes.iter().find(|c| matches!(c.change, Change::Moved { .. }));
    assert_eq!(moved.unwrap().by, Some(person("secretary")));
}

#[test]
fn speaking_times_are_those_of_the_meeting_itself() {
    let m = small_meeting();
    for time in record(&m).speaking_time {
        assert_eq!(time.spoken_ms, m.meeting.seat(&time.seat).unwrap().spoken.0);
    }
}

#[test]
fn the_document_says_which_it_is_and_begins_with_it() {
    let text = json(&record(&small_meeting()));
    assert!(text.starts_with("{\n  \"schema\": \"rostrum-record/1\",\n  \"meeting\": {"));
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["meeting"]["venue_time_zone"], "America/New_York");
    assert_eq!(document["meeting"]["starts_at"], "2020-08-06T14:00:00.000Z");
}

#[test]
fn no_meeting_no_record() {
    assert_eq!(compile(&[]), None);
    let m = small_meeting();
    assert_eq!(compile(&m.journal[1..]), None);
}

#[test]
fn a_motion_whose_time_ran_out_was_moved_and_is_not_decided() {
    let mut setup = support::setup();
    setup.profile.overrun = rostrum_proto::profile::Overrun::Close;
    let mut m = Rehearsal::convened(setup);
    m.arrive(&[CHAIR, "FRA-delegate"]);
    m.done(CHAIR, Command::OpenMeeting {});
    let motion = Motion::Postpone;
    m.done("FRA-delegate", Command::MoveMotion { seat: seat("FRA"), motion, until: None });
    let request = m.last_request();
    m.takes("FRA", request);
    m.passes(Millis::minutes(60));
    assert_eq!(record(&m).motions[0].came_to, Decision::Undecided);
}
