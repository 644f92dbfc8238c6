//! Until when corrections are taken, at venues all over the world.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use rostrum_compilation::corrections_until;
use rostrum_proto::days_off::{DaysOff, Weekday};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::phase::Phase;
use rostrum_proto::meeting::setup::Setup;
use rostrum_proto::time::Timestamp;
use rostrum_proto::utc::{Utc, day};

/// When corrections end in UTC, of a meeting that was closed at this time of UTC.
fn end(zone: &str, days_off: DaysOff, closed: (&str, u64)) -> String {
    let golden = include_str!("../../tests/golden/journal-5.ndjson").lines().next().unwrap();
    let convened: serde_json::Value = serde_json::from_str(golden).unwrap();
    let setup = convened["record"]["event"]["setup"].clone();
    let setup: Setup = serde_json::from_value(setup).unwrap();
    let setup = Setup { venue_time_zone: zone.into(), days_off, ..setup };
    let mut meeting = Meeting::convened(setup, Timestamp(0));
    assert_eq!(corrections_until(&meeting), None, "it is not over");
    let closed_at = Timestamp(day(closed.0).unwrap().0 + closed.1 * 3_600_000);
    meeting.phase = Phase::Closed { opened_at: Timestamp(0), closed_at };
    let end = Utc(corrections_until(&meeting).unwrap());
    format!("{} {}", end.date(), end.time())
}

/// By the calendar on the wall: the 6th of August 2020 was a Thursday. New York is four hours behind UTC in summer, five
/// in winter; on the 1st of November 2020 its clocks went back.
#[test]
fn two_working_days_end_at_midnight_of_the_venue() {
    let usual = DaysOff::default;
    for (zone, closed, ends) in [
        ("America/New_York", ("2020-08-06", 17), "2020-08-11 04:00:00"),
        // Still Wednesday evening there.
        ("America/New_York", ("2020-08-06", 2), "2020-08-08 04:00:00"),
        ("America/New_York", ("2020-10-29", 17), "2020-11-03 05:00:00"),
        ("Asia/Kathmandu", ("2020-08-06", 10), "2020-08-10 18:15:00"),
        // Friday morning there.
        ("Pacific/Auckland", ("2020-08-06", 17), "2020-08-11 12:00:00"),
        ("America/Atlantis", ("2020-08-06", 17), "2020-08-11 00:00:00"),
    ] {
        assert_eq!(end(zone, usual(), closed), ends, "{zone} {closed:?}");
    }
    let cairo = DaysOff { weekly: vec![Weekday::Friday, Weekday::Saturday], dates: vec![] };
    assert_eq!(end("Africa/Cairo", cairo, ("2020-08-06", 17)), "2020-08-10 22:00:00");
    let eid = DaysOff { dates: vec!["2020-08-07".into(), "2020-08-10".into()], ..usual() };
    assert_eq!(end("America/New_York", eid, ("2020-08-06", 17)), "2020-08-13 04:00:00");
}
