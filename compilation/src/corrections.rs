//! Until when corrections are taken: the working days of the profile, by the calendar and the clock of the venue. The zones
//! come with the program.

use jiff::civil::DateTime;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::phase::Phase;
use rostrum_proto::time::Timestamp;

/// Until when a closed meeting takes corrections of statements. Of a zone that nobody knows the clock is UTC.
#[must_use]
pub fn corrections_until(meeting: &Meeting) -> Option<Timestamp> {
    let Phase::Closed { closed_at, .. } = meeting.phase else { return None };
    let days = meeting.setup.profile.statements?.corrections;
    let zone = TimeZoneDatabase::bundled().get(&meeting.setup.venue_time_zone);
    let zone = zone.unwrap_or(TimeZone::UTC);
    let closed = jiff::Timestamp::from_millisecond(closed_at.0.try_into().ok()?).ok()?;
    let there = written(zone.to_datetime(closed))?;
    let end = meeting.setup.days_off.end_of(days, there);
    let end = jiff::Timestamp::from_millisecond(end.0.try_into().ok()?).ok()?;
    let end = zone.to_timestamp(TimeZone::UTC.to_datetime(end)).ok()?;
    Some(Timestamp(end.as_millisecond().try_into().ok()?))
}

/// What a clock shows, as if it showed UTC.
fn written(clock: DateTime) -> Option<Timestamp> {
    let moment = TimeZone::UTC.to_timestamp(clock).ok()?;
    Some(Timestamp(moment.as_millisecond().try_into().ok()?))
}
