//! Times as a record writes them: in UTC, to the second for people and to the millisecond for programs.

use crate::time::{Millis, Timestamp};
use serde::{Serialize, Serializer};
use std::fmt;

/// A moment, written `2020-08-06T14:00:00.000Z` (RFC 3339).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Utc(pub Timestamp);

impl Utc {
    /// The day, `2020-08-06`.
    #[must_use]
    pub fn date(self) -> String {
        let (year, month, day) = civil(self.0.0 / 86_400_000);
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// The time of day, `14:00:00`.
    #[must_use]
    pub fn time(self) -> String {
        let second = self.0.0 / 1000 % 86_400;
        format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
    }
}

impl fmt::Display for Utc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}.{:03}Z", self.date(), self.time(), self.0.0 % 1000)
    }
}

impl Serialize for Utc {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// A length of time as `4:05`, or `1:04:05` from an hour on; what is left of a second is not shown.
#[must_use]
pub fn length(time: Millis) -> String {
    let (hours, minutes, seconds) = (time.0 / 3_600_000, time.0 / 60_000 % 60, time.0 / 1000 % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// The beginning of a day, from `2020-08-06`; `None` if there is no such day.
#[must_use]
pub fn day(text: &str) -> Option<Timestamp> {
    let mut parts = text.split('-').map(|part| part.parse::<u64>().ok());
    let (year, month, of_month) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || of_month == 0 {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * (month + 9) % (153 * 12) + 2) / 5 + of_month - 1;
    let days = 365 * year + year / 4 - year / 100 + year / 400 + of_year;
    let day = Timestamp(days.checked_sub(719_468)?.checked_mul(86_400_000)?);
    // Written again, it is the same: there is no 30 February.
    (Utc(day).date() == text).then_some(day)
}

/// Year, month and day of the `day`th day after 1 January 1970 in the Gregorian calendar. Years begin in
/// March here, so that the leap day is the last, and come in eras of 400 years, which are all alike.
fn civil(day: u64) -> (u64, u64, u64) {
    let from_march_0 = day + 719_468;
    let (era, of_era) = (from_march_0 / 146_097, from_march_0 % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments() {
        for (at, written) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_596_722_400_007, "2020-08-06T14:00:00.007Z"),
            (1_609_459_199_000, "2020-12-31T23:59:59.000Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ] {
            assert_eq!(Utc(Timestamp(at)).to_string(), written);
        }
    }

    #[test]
    fn a_day_is_read_as_it_is_written() {
        for n in 0..60_000 {
            let at = Timestamp(n * 86_400_000);
            assert_eq!(day(&Utc(at).date()), Some(at));
        }
        for wrong in ["", "2021-02-29", "2020-00-10", "2020-13-01", "2020-08-00", "2020-8-6", "now"]
        {
            assert_eq!(day(wrong), None, "{wrong:?}");
        }
        assert_eq!(day("2020-08-06-01"), None);
        assert_eq!(day("99999999999999999999-01-01"), None);
    }

    #[test]
    fn lengths() {
        assert_eq!(length(Millis(0)), "0:00");
        assert_eq!(length(Millis(59_999)), "0:59");
        assert_eq!(length(Millis(245_000)), "4:05");
        assert_eq!(length(Millis(3_845_000)), "1:04:05");
    }
}
