//! Until when corrections are taken: the working days of the profile, by the calendar and the clock of the venue.

use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::phase::Phase;
use rostrum_proto::time::Timestamp;
use rostrum_proto::utc::Utc;
use rostrum_record::Clock;

/// Until when a closed meeting takes corrections of statements. Of a zone that nobody knows the clock is UTC.
#[must_use]
pub fn corrections_until(meeting: &Meeting) -> Option<Timestamp> {
    let Phase::Closed { closed_at, .. } = meeting.phase else { return None };
    let days = meeting.setup.profile.statements?.corrections;
    let clock = Clock::of(&meeting.setup.venue_time_zone);
    let closed = clock.shows(Utc(closed_at)).map_or(closed_at, |shown| shown.0);
    let end = meeting.setup.days_off.end_of(days, closed);
    Some(clock.moment(Utc(end)).map_or(end, |moment| moment.0))
}
