//! Days of the calendar.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A day from the year 1 to the year 9999, written `2020-08-06`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A day; `None` if the calendar has no such day.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let is_leap =
            year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 if is_leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        let exists = (1..=9999).contains(&year) && (1..=days).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, from 1.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }

    /// The day of the week, from 0 for Monday (ISO 8601).
    #[must_use]
    pub fn weekday(self) -> usize {
        // The months are counted from March, so that the leap day is the last of its year.
        let (month, day) = (usize::from(self.month), usize::from(self.day));
        let (year, month) = match month {
            1 | 2 => (usize::from(self.year) - 1, month + 9),
            _ => (usize::from(self.year), month - 3),
        };
        // 153 days in every five months from March on; the first of March of the year 0 was a Wednesday.
        (365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 + 2) % 7
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for Date {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let is_written = |part: &str, digits| {
            part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let parts: Vec<&str> = text.split('-').collect();
        let date = match parts[..] {
            [year, month, day]
                if is_written(year, 4) && is_written(month, 2) && is_written(day, 2) =>
            {
                let numbers = (year.parse().ok(), month.parse().ok(), day.parse().ok());
                match numbers {
                    (Some(year), Some(month), Some(day)) => Self::new(year, month, day),
                    _ => None,
                }
            }
            _ => None,
        };
        date.ok_or_else(|| format!("{text:?} is no day; expected one such as 2020-08-06"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Result<Date, String> {
        Date::try_from(text.to_owned())
    }

    #[test]
    fn days_of_the_week_are_those_of_the_calendar() {
        // From printed calendars.
        for (date, weekday) in [
            ("2020-08-06", 3),
            ("2020-08-11", 1),
            ("2020-02-29", 5),
            ("2000-01-01", 5),
            ("1945-10-24", 2),
            ("1900-03-01", 3),
            ("2026-11-29", 6),
        ] {
            assert_eq!(day(date).map(Date::weekday), Ok(weekday), "{date}");
        }
    }

    #[test]
    fn only_days_that_there_are() {
        for text in ["2019-02-29", "1900-02-29", "2020-13-01", "2020-04-31", "2020-08-00", "20-8-6"]
        {
            assert!(day(text).is_err(), "{text}");
        }
        for text in ["+020-08-06", "2020-08-06T00:00", "", "0000-01-01", "2020-08-0٦"] {
            assert!(day(text).is_err(), "{text}");
        }
        assert_eq!(day("2000-02-29").map(String::from), Ok("2000-02-29".to_owned()));
    }
}
