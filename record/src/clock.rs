//! The clock at the venue, by the rules of its zone (IANA). They come with the program, so that the same journal gives
//! the same page on every machine.

use jiff::tz::{TimeZone, TimeZoneDatabase};
use rostrum_proto::time::Timestamp;
use rostrum_proto::utc::Utc;

/// The clock of a venue, if its zone is known and is not UTC itself.
pub struct Clock(Option<TimeZone>);

impl Clock {
    /// By the name of the zone, such as `America/New_York`.
    #[must_use]
    pub fn of(zone: &str) -> Self {
        let names_utc = ["UTC", "Etc/UTC", "Etc/GMT", "GMT"].contains(&zone);
        Self(TimeZoneDatabase::bundled().get(zone).ok().filter(|_| !names_utc))
    }

    /// What it shows at a moment, written as a moment of UTC would be.
    #[must_use]
    pub fn shows(&self, at: Utc) -> Option<Utc> {
        let zone = self.0.as_ref()?;
        let moment = jiff::Timestamp::from_millisecond(at.0.0.try_into().ok()?).ok()?;
        let ahead = i64::from(zone.to_offset(moment).seconds()) * 1000;
        Some(Utc(Timestamp(at.0.0.checked_add_signed(ahead)?)))
    }

    /// The moment at which it shows this: the first of two where clocks go back, the one after the gap where they go
    /// forward.
    #[must_use]
    pub fn moment(&self, shown: Utc) -> Option<Utc> {
        let zone = self.0.as_ref()?;
        let shown = jiff::Timestamp::from_millisecond(shown.0.0.try_into().ok()?).ok()?;
        let moment = zone.to_timestamp(TimeZone::UTC.to_datetime(shown)).ok()?;
        Some(Utc(Timestamp(moment.as_millisecond().try_into().ok()?)))
    }
}

/// The day that it is at a venue, by the name of its time zone; in UTC if that is not known.
#[must_use]
pub fn day_at(zone: &str, at: Utc) -> String {
    Clock::of(zone).shows(at).unwrap_or(at).date()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rostrum_proto::utc::day;

    #[test]
    fn a_clock_follows_the_rules_of_its_place() {
        // 2020-08-06 14:00 UTC, and 2020-12-06 14:00 UTC: in summer and in winter.
        let at = |date: &str| Utc(Timestamp(day(date).unwrap().0 + 14 * 3_600_000));
        for (zone, date, shown) in [
            ("America/New_York", "2020-08-06", Some("2020-08-06 10:00:00")),
            ("America/New_York", "2020-12-06", Some("2020-12-06 09:00:00")),
            ("Asia/Kathmandu", "2020-08-06", Some("2020-08-06 19:45:00")),
            ("Pacific/Auckland", "2020-08-06", Some("2020-08-07 02:00:00")),
            ("America/Atlantis", "2020-08-06", None),
            ("Etc/UTC", "2020-08-06", None),
        ] {
            let shows = Clock::of(zone).shows(at(date));
            let shows = shows.map(|local| format!("{} {}", local.date(), local.time()));
            assert_eq!(shows.as_deref(), shown, "{zone}");
        }
    }
}
