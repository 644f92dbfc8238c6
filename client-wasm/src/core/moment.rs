//! Times as a technician types them, in UTC: `14:32`, `14:32:05`, or with the day, `2020-08-06 14:32`.

use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::utc;

/// A day in milliseconds.
const DAY: u64 = 86_400_000;

/// A time that was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The beginning of its day, if the day was typed.
    day: Option<Timestamp>,
    /// Since midnight.
    time: Millis,
    /// A named minute lasts until its end, as does a named second.
    pub lasts: Millis,
}

impl Moment {
    /// Reads what was typed; `None` if it is not a time.
    #[must_use]
    pub fn typed(text: &str) -> Option<Self> {
        let text = text.trim();
        let (day, time) = match text.split_once([' ', 'T']) {
            Some((day, time)) => (Some(utc::day(day)?), time.trim_start()),
            None => (None, text),
        };
        let mut parts = time.split(':');
        let mut part = |below: u64| {
            let text = parts.next()?;
            let fits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            text.parse::<u64>().ok().filter(|number| fits && *number < below)
        };
        let (hours, minutes) = (part(24)?, part(60)?);
        let seconds = part(60);
        let whole = time.matches(':').count() == 1 + usize::from(seconds.is_some());
        let lasts = if seconds.is_some() { Millis::seconds(1) } else { Millis::minutes(1) };
        let time = Millis::seconds(hours * 3600 + minutes * 60 + seconds.unwrap_or(0));
        whole.then_some(Self { day, time, lasts })
    }

    /// When it begins: on its day, or at its last occurrence before `now`.
    #[must_use]
    pub fn seen_from(self, now: Timestamp) -> Timestamp {
        let today = Timestamp(now.0 / DAY * DAY);
        match (self.day.unwrap_or(today) + self.time, self.day) {
            (at, None) if at > now => Timestamp(at.0.saturating_sub(DAY)),
            (at, _) => at,
        }
    }

    /// Whether something was then or later; without a day, on any day.
    #[must_use]
    pub fn begins_by(self, at: Timestamp) -> bool {
        self.on_the_day_of(at) <= at
    }

    /// Whether something was before its end; without a day, on any day.
    #[must_use]
    pub fn lasts_beyond(self, at: Timestamp) -> bool {
        at < self.on_the_day_of(at) + self.lasts
    }

    fn on_the_day_of(self, at: Timestamp) -> Timestamp {
        self.day.unwrap_or(Timestamp(at.0 / DAY * DAY)) + self.time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 6 August 2020, midnight.
    const DAY_OF_DEBATE: u64 = 1_596_672_000_000;

    fn at(hours: u64, minutes: u64) -> Timestamp {
        Timestamp(DAY_OF_DEBATE) + Millis::minutes(hours * 60 + minutes)
    }

    #[test]
    fn a_time_of_day_is_the_last_there_was() {
        let typed = |text: &str| Moment::typed(text).map(|m| m.seen_from(at(15, 0)));
        assert_eq!(typed("14:32"), Some(at(14, 32)));
        assert_eq!(typed(" 14:32:05 "), Some(at(14, 32) + Millis::seconds(5)));
        assert_eq!(typed("15:01"), Some(Timestamp(at(15, 1).0 - DAY)), "yesterday");
        assert_eq!(typed("2020-08-06 15:01"), Some(at(15, 1)), "a day is a day");
        assert_eq!(typed("2020-08-05T14:32"), Some(Timestamp(at(14, 32).0 - DAY)));
        for wrong in ["", "noon", "24:00", "14:60", "14:32:60", "14", "14:3x", "14:32:", "+4:32"] {
            assert_eq!(Moment::typed(wrong), None, "{wrong:?}");
        }
        for wrong in ["2020-02-30 14:32", "2020-8-6 14:32", "06.08.2020 14:32", "2020-08-06"] {
            assert_eq!(Moment::typed(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn with_its_day_it_bounds_that_day_without_it_every_day() {
        let (daily, once) = (Moment::typed("14:32"), Moment::typed("2020-08-06 14:32"));
        let (daily, once) = (daily.expect("a time"), once.expect("a time"));
        let tomorrow = Timestamp(at(9, 0).0 + DAY);
        assert!(!daily.begins_by(tomorrow) && once.begins_by(tomorrow));
        assert!(daily.lasts_beyond(tomorrow) && !once.lasts_beyond(tomorrow));
        let last = Timestamp(at(14, 33).0 - 1);
        assert!(once.lasts_beyond(last) && !once.lasts_beyond(at(14, 33)));
        assert!(once.begins_by(at(14, 32)) && !once.begins_by(Timestamp(at(14, 32).0 - 1)));
    }
}
