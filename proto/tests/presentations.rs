//! Who shows a screen, and who gives it, as minutes of meetings.
#![allow(clippy::unwrap_used, missing_docs)] // tests say so when they fail

use crate::support;

use rostrum_proto::meeting::audience::Class;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::outage::Silenced;
use rostrum_proto::meeting::presentation::PresentationEnd;
use rostrum_proto::meeting::refusal::Refusal;
use rostrum_proto::meeting::{Meeting, Notice};
use support::{CHAIR, Rehearsal, TECHNICIAN, seat};

fn asks(place: &str) -> Command {
    Command::AskToPresent { seat: seat(place) }
}

fn gives(place: &str) -> Command {
    Command::GivePresentation { seat: seat(place) }
}

fn ends(place: &str) -> Command {
    Command::EndPresentation { seat: seat(place) }
}

/// Who asks, who has it, and whether it is shown.
fn screen(meeting: &Meeting) -> (Vec<String>, Option<(String, bool)>) {
    let asked = meeting.presentation.asked.iter().map(ToString::to_string).collect();
    let given = meeting.presentation.given.as_ref();
    (asked, given.map(|given| (given.seat.to_string(), given.shown.is_some())))
}

fn has(place: &str, shown: bool) -> Option<(String, bool)> {
    Some((place.to_owned(), shown))
}

#[test]
fn a_screen_is_asked_for_given_shown_and_given_back() {
    let mut m = Rehearsal::in_session();
    assert_eq!(m.refused("TUN-delegate", Command::StartPresenting {}), Refusal::ScreenNotGiven {});
    m.done("TUN-delegate", asks("TUN"));
    m.done("TUN-delegate", asks("TUN"));
    assert_eq!(screen(&m.meeting), (vec!["TUN".to_owned()], None));
    m.done(CHAIR, gives("TUN"));
    assert_eq!(screen(&m.meeting), (vec![], has("TUN", false)));
    m.done("TUN-delegate", Command::StartPresenting {});
    assert_eq!(screen(&m.meeting), (vec![], has("TUN", true)));
    let shown = m.meeting.presentation.shown().unwrap();
    assert_eq!(shown.connection, m.device("TUN-delegate"));
    m.done("TUN-delegate", ends("TUN"));
    assert_eq!(screen(&m.meeting), (vec![], None));
    assert_eq!(m.refused("TUN-delegate", Command::StartPresenting {}), Refusal::ScreenNotGiven {});
}

#[test]
fn nobody_gives_it_but_who_presides_and_nobody_asks_for_another() {
    let mut m = Rehearsal::in_session();
    for who in ["TUN-delegate", TECHNICIAN] {
        assert_eq!(m.refused(who, gives("TUN")), Refusal::NotPermitted {});
        assert_eq!(m.refused(who, Command::TakePresentationBack {}), Refusal::NotPermitted {});
        let hide = Command::ShowGallery { shown: false };
        assert_eq!(m.refused(who, hide), Refusal::NotPermitted {});
    }
    assert_eq!(m.refused(TECHNICIAN, Command::StartPresenting {}), Refusal::NotPermitted {});
    let other = Refusal::NotYourSeat { seat: seat("FRA") };
    assert_eq!(m.refused("TUN-delegate", asks("FRA")), other);
    m.done(CHAIR, gives("TUN"));
    assert_eq!(m.refused("FRA-delegate", ends("TUN")), Refusal::NotYourSeat { seat: seat("TUN") });
    assert_eq!(m.refused("FRA-delegate", Command::StartPresenting {}), Refusal::ScreenNotGiven {});
}

#[test]
fn one_screen_at_a_time_and_none_for_who_is_away() {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, gives("TUN"));
    m.done("TUN-delegate", Command::StartPresenting {});
    m.done("FRA-delegate", asks("FRA"));
    m.done(CHAIR, gives("FRA"));
    assert_eq!(screen(&m.meeting), (vec![], has("FRA", false)));
    assert_eq!(m.refused("TUN-delegate", Command::StartPresenting {}), Refusal::ScreenNotGiven {});
    let away = m.refused(CHAIR, gives("VNM"));
    assert_eq!(away, Refusal::SeatAway { seat: seat("VNM") });
    assert_eq!(screen(&m.meeting).1, has("FRA", false), "who has it keeps it");
    m.done("TUN-delegate", asks("TUN"));
    m.done(CHAIR, Command::DenyPresentation { seat: seat("TUN") });
    assert_eq!(screen(&m.meeting), (vec![], has("FRA", false)));
    m.done(CHAIR, Command::DenyPresentation { seat: seat("FRA") });
    assert_eq!(screen(&m.meeting).1, has("FRA", false), "what is given is taken back, not denied");
    m.done(CHAIR, Command::TakePresentationBack {});
    let taken = PresentationEnd::TakenBack;
    let last = &m.journal.last().unwrap().event;
    assert_eq!(*last, Event::PresentationEnded { seat: seat("FRA"), why: taken });
}

#[test]
fn a_share_that_ends_by_itself_leaves_the_floor_of_the_screen() {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, gives("TUN"));
    m.done("TUN-delegate", Command::StartPresenting {});
    // The browser's own button.
    m.done("TUN-delegate", Command::StopPresenting {});
    assert_eq!(screen(&m.meeting).1, has("TUN", false));
    m.done("TUN-delegate", Command::StartPresenting {});
    m.done(CHAIR, Command::SuspendMeeting { until: None });
    assert_eq!(screen(&m.meeting).1, has("TUN", false));
    m.done(CHAIR, Command::ResumeMeeting {});
    m.done("TUN-delegate", Command::StartPresenting {});
    // Another stops nothing.
    m.done("FRA-delegate", Command::StopPresenting {});
    assert_eq!(screen(&m.meeting).1, has("TUN", true));
    let device = m.device("TUN-delegate");
    m.loses(device);
    assert_eq!(screen(&m.meeting).1, has("TUN", false));
    m.done(CHAIR, Command::CloseMeeting {});
    assert_eq!(screen(&m.meeting), (vec![], None));
}

#[test]
fn what_was_closed_and_not_recorded_is_shown_no_more() {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, gives("TUN"));
    m.done("TUN-delegate", Command::StartPresenting {});
    let connection = m.device("TUN-delegate");
    m.notice(Notice::Silenced(vec![Silenced::Screen { connection }]));
    assert_eq!(screen(&m.meeting).1, has("TUN", false));
}

#[test]
fn all_know_who_shows_a_screen_and_few_from_which_device() {
    let mut m = Rehearsal::in_session();
    m.done(CHAIR, gives("TUN"));
    m.done("TUN-delegate", Command::StartPresenting {});
    let device = m.device("TUN-delegate");
    for class in Class::ALL {
        let shown = class.meeting(&m.meeting).presentation;
        assert!(shown.is_given_to(&seat("TUN")));
        let named = shown.shown().unwrap().connection == device;
        assert_eq!(named, class.is_told_of_devices(), "{class:?}");
    }
}

#[test]
fn the_pictures_of_the_seats_are_shown_until_who_presides_closes_them() {
    let mut m = Rehearsal::in_session();
    assert!(!m.meeting.gallery_closed);
    m.done(CHAIR, Command::ShowGallery { shown: true });
    m.done(CHAIR, Command::ShowGallery { shown: false });
    assert!(m.meeting.gallery_closed);
    assert!(m.journal.last().unwrap().event.closes());
    m.done(CHAIR, Command::ShowGallery { shown: true });
    assert!(!m.meeting.gallery_closed);
}
