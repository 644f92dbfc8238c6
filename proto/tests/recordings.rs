//! What is recorded, of whom, and who says so, as minutes of meetings.
#![allow(clippy::unwrap_used, missing_docs)] // tests say so when they fail

use crate::booths::{goes_on_air, interpreted, with_booths};
use crate::support;

use rostrum_proto::digest::Digest;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::booth::own::OwnBooth;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::recording::{RecordingFault, SEEN_AFTER, SealedFile};
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::{Meeting, Notice};
use rostrum_proto::time::Millis;
use rostrum_record::{MeetingRecord, compile, compile_public};
use support::{CHAIR, Rehearsal, TECHNICIAN, person};

const START: Command = Command::StartRecording {};
const STOP: Command = Command::StopRecording {};
const AGREE: Command = Command::AgreeToRecording {};

/// Who has agreed, as a meeting or a view of it says.
fn agreed(meeting: &Meeting) -> Vec<&str> {
    meeting.recording.agreed.iter().map(|who| who.as_str()).collect()
}

/// The names of the events since a record.
fn since(m: &Rehearsal, seq: u64) -> Vec<&'static str> {
    use rostrum_proto::named::Named;
    let later = m.journal.iter().filter(|record| record.seq > seq);
    later.map(|record| record.event.name()).collect()
}

fn part(number: u32) -> Notice {
    let sha256 = Digest::of_bytes(&[7; 32]);
    let files = vec![SealedFile { name: format!("floor-{number}.webm"), bytes: 9, sha256 }];
    Notice::RecordingSealed { part: number, length: Millis(1_000), files }
}

#[test]
fn it_is_started_and_stopped_by_who_may_and_told_to_everybody() {
    let mut m = Rehearsal::in_session();
    m.arrive(&["IDN-deputy"]);
    for who in ["TUN-delegate", "IDN-deputy"] {
        assert_eq!(m.refused(who, START), Refusal::NotPermitted {});
        assert_eq!(m.refused(who, STOP), Refusal::NotPermitted {});
    }
    m.arrive(&["secretary"]);
    for who in [CHAIR, TECHNICIAN, "secretary"] {
        assert!(!m.meeting.is_recorded());
        m.done(who, START);
        m.done(who, START);
        for class in Class::ALL {
            assert!(class.meeting(&m.meeting).is_recorded(), "{class:?} is not told");
        }
        m.done(who, STOP);
        m.done(who, STOP);
    }
    assert!(Class::ALL.iter().all(|class| !class.meeting(&m.meeting).recording.is_on()));
}

#[test]
fn who_begins_to_speak_agrees_by_it_and_who_speaks_already_is_asked() {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, Command::OpenMicrophone {});
    assert_eq!(agreed(&m.meeting), [] as [&str; 0], "nothing is recorded");
    m.done(CHAIR, START);
    m.passes(SEEN_AFTER);
    assert_eq!(agreed(&m.meeting), [] as [&str; 0], "who is heard already has not agreed");

    m.done("TUN-delegate", AGREE);
    m.done("TUN-delegate", AGREE);
    assert_eq!(agreed(&m.meeting), ["TUN-delegate"]);
    m.done(CHAIR, Command::CloseMicrophone {});
    assert_eq!(agreed(&m.meeting), ["TUN-delegate"], "to be silent agrees to nothing");
    let seq = m.meeting.seq;
    m.done(CHAIR, Command::OpenMicrophone {});
    assert_eq!(
        since(&m, seq),
        ["recording.agreed", "microphone.opened"],
        "so that nothing is missing"
    );
    // A camera is turned on by the page, when somebody comes or their network is better.
    m.done("FRA-delegate", Command::TurnCamera { on: true });
    assert_eq!(agreed(&m.meeting), [CHAIR, "TUN-delegate"]);
    // Nobody agrees a second time, and it holds when the recording is started again.
    m.done(CHAIR, STOP);
    m.done(CHAIR, START);
    m.passes(SEEN_AFTER);
    let seq = m.meeting.seq;
    m.done(CHAIR, Command::CloseMicrophone {});
    m.done(CHAIR, Command::OpenMicrophone {});
    assert_eq!(since(&m, seq), ["microphone.closed", "microphone.opened"]);
}

#[test]
fn who_cannot_have_seen_that_it_is_recorded_has_not_agreed_by_speaking() {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, START);
    m.passes(Millis(SEEN_AFTER.0 - 1));
    m.done(CHAIR, Command::OpenMicrophone {});
    assert_eq!(agreed(&m.meeting), [] as [&str; 0], "pressed before it was on the screen");
    m.done(CHAIR, Command::CloseMicrophone {});
    m.done(CHAIR, Command::CloseDoors { reason: "personnel".into() });
    m.passes(SEEN_AFTER);
    m.done(CHAIR, Command::OpenMicrophone {});
    assert_eq!(agreed(&m.meeting), [] as [&str; 0], "nothing is recorded there");
}

#[test]
fn who_may_not_do_something_has_not_agreed_by_trying() {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, START);
    m.passes(SEEN_AFTER);
    m.refused("TUN-delegate", Command::OpenMicrophone {});
    assert_eq!(agreed(&m.meeting), [] as [&str; 0]);
    m.arrive(&["secretary", "reporter"]);
    // Who is never heard is not asked.
    for who in ["secretary", TECHNICIAN, "reporter"] {
        assert_eq!(m.refused(who, AGREE), Refusal::NotPermitted {});
    }
}

#[test]
fn members_know_who_of_the_seats_has_agreed_a_booth_its_own_and_the_public_nobody() {
    let mut m = interpreted(with_booths());
    m.done(CHAIR, START);
    m.done("TUN-delegate", AGREE);
    m.passes(SEEN_AFTER);
    m.done("fr-1", goes_on_air(Lang::Fr));
    assert_eq!(agreed(&m.meeting), ["TUN-delegate", "fr-1"]);
    let members = Class::Members.meeting(&m.meeting);
    assert_eq!(agreed(&members), ["TUN-delegate"]);
    assert_eq!(agreed(&Class::Public.meeting(&m.meeting)), [] as [&str; 0]);
    let of = |booth| OwnBooth::of(&m.meeting, booth).laid_over(&members, booth);
    assert!(of(Lang::Fr).has_agreed(&person("fr-1")));
    assert!(!of(Lang::En).has_agreed(&person("fr-1")));
}

#[test]
fn nothing_is_recorded_behind_closed_doors_nor_while_the_meeting_is_suspended() {
    let mut m = Rehearsal::in_lobby();
    m.arrive(&[CHAIR]);
    m.done(CHAIR, START);
    assert!(!m.meeting.is_recorded(), "there is no meeting yet");
    m.done(CHAIR, Command::OpenMeeting {});
    assert!(m.meeting.is_recorded());
    m.done(CHAIR, Command::CloseDoors { reason: "personnel".into() });
    assert!(m.meeting.recording.is_on() && !m.meeting.is_recorded());
    m.done(CHAIR, Command::OpenDoors {});
    assert!(m.meeting.is_recorded());
    m.done(CHAIR, Command::SuspendMeeting { until: None });
    assert!(m.meeting.recording.is_on() && !m.meeting.is_recorded());
    m.done(CHAIR, Command::ResumeMeeting {});
    assert!(m.meeting.is_recorded());
    m.done(CHAIR, Command::CloseMeeting {});
    assert!(!m.meeting.recording.is_on());
}

#[test]
fn a_full_disk_stops_the_recording_and_not_the_meeting() {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, START);
    m.notice(Notice::RecordingFailed(RecordingFault::DiskFull));
    m.notice(Notice::RecordingFailed(RecordingFault::DiskFull));
    assert!(m.meeting.in_session() && !m.meeting.recording.is_on());
    let stopped = |e: &Event| matches!(e, Event::RecordingStopped { fault: Some(_) });
    assert_eq!(m.journal.iter().filter(|r| stopped(&r.event)).count(), 1);
    assert_eq!(m.meeting.recording.failed, Some(RecordingFault::DiskFull));
    m.done(TECHNICIAN, START);
    assert_eq!(m.meeting.recording.failed, None, "the alarm is over");
    assert!(m.meeting.is_recorded());
}

#[test]
fn a_part_is_sealed_once_also_after_the_end_and_only_officers_are_told() {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, START);
    m.notice(part(1));
    m.notice(part(1));
    m.done(CHAIR, Command::CloseMeeting {});
    m.notice(part(2));
    let sealed = m.journal.iter().filter(|r| matches!(r.event, Event::RecordingSealed { .. }));
    assert_eq!(sealed.count(), 2);
    assert_eq!(m.meeting.recording.sealed, [1, 2]);
    assert_eq!(Class::Officers.meeting(&m.meeting).recording.sealed, [1, 2]);
    assert_eq!(Class::Members.meeting(&m.meeting).recording.sealed, [] as [u32; 0]);
}

#[test]
fn the_record_says_when_the_meeting_was_recorded_and_whose_screen_was_shown() {
    let mut m = Rehearsal::in_session();
    let passes = |m: &mut Rehearsal| m.passes(Millis(60_000));
    let tunisia = support::seat("TUN");
    passes(&mut m);
    m.done(CHAIR, START);
    m.done("TUN-delegate", Command::AskToPresent { seat: tunisia.clone() });
    m.done(CHAIR, Command::GivePresentation { seat: tunisia.clone() });
    passes(&mut m);
    m.done("TUN-delegate", Command::StartPresenting {});
    passes(&mut m);
    m.done("TUN-delegate", Command::StopPresenting {});
    m.done(CHAIR, Command::CloseDoors { reason: "personnel".into() });
    passes(&mut m);
    m.done("TUN-delegate", Command::StartPresenting {});
    passes(&mut m);
    m.done(CHAIR, Command::OpenDoors {});
    passes(&mut m);
    m.notice(Notice::RecordingFailed(RecordingFault::DiskFull));
    passes(&mut m);
    m.done(CHAIR, Command::CloseMeeting {});

    let opened = m.meeting.setup.starts_at;
    let minute = |at: rostrum_proto::utc::Utc| at.0.since(opened).0 / 60_000;
    let told = |record: &MeetingRecord| {
        let screens = record.screens.iter().map(|screen| {
            assert_eq!(screen.seat, tunisia);
            (minute(screen.from), screen.to.map(minute))
        });
        let recorded = record.recorded.iter();
        let recorded = recorded.map(|r| (minute(r.from), r.to.map(minute), r.fault));
        (screens.collect::<Vec<_>>(), recorded.collect::<Vec<_>>())
    };
    let record = compile(&m.journal).unwrap();
    let recorded = vec![(1, Some(3), None), (5, Some(6), Some(RecordingFault::DiskFull))];
    assert_eq!(told(&record), (vec![(2, Some(3)), (4, Some(7))], recorded.clone()));
    // What was in private is not for the public.
    let public = compile_public(&m.journal).unwrap();
    assert_eq!(told(&public), (vec![(2, Some(3)), (5, Some(7))], recorded));
    let page = rostrum_record::paper(&record, Lang::En);
    let page = format!("{page:?}");
    assert!(page.contains("Screens shown") && page.contains("The disk was full"), "{page}");
}
