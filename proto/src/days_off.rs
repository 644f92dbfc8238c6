//! On which days nobody works.

use crate::read::Read;
use crate::time::{Millis, Timestamp};
use crate::utc;
use serde::{Deserialize, Serialize};

const DAY: Millis = Millis(24 * 3_600_000);

/// The most days off by date.
const MAX_DATES: usize = 400;

/// The days on which nobody works at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct DaysOff {
    /// In every week.
    #[serde(default)]
    pub weekly: Vec<Weekday>,
    /// Holidays, ISO 8601.
    #[serde(default)]
    pub dates: Vec<String>,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "their names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// Saturday and Sunday.
impl Default for DaysOff {
    fn default() -> Self {
        Self { weekly: vec![Weekday::Saturday, Weekday::Sunday], dates: vec![] }
    }
}

impl DaysOff {
    /// Whether they are Saturday and Sunday alone.
    #[must_use]
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// Checks that they are days, and that somebody works on others.
    ///
    /// # Errors
    /// What is wrong, what stands there, and what was expected.
    pub fn check(&self) -> Result<(), String> {
        if WEEK.iter().all(|day| self.weekly.contains(day)) {
            return Err("weekly: all days of the week; expected one on which people work".into());
        }
        if self.dates.len() > MAX_DATES {
            return Err(format!("dates: {}; expected at most {MAX_DATES}", self.dates.len()));
        }
        for (i, date) in self.dates.iter().enumerate() {
            if utc::day(date).is_none() {
                return Err(format!("dates[{i}]: {date:?}; expected a day, such as 2020-08-07"));
            }
        }
        Ok(())
    }

    /// The end of so many working days after a day: the midnight after the last of them. Days are the midnights at which
    /// they begin, as if their place had the time of Greenwich.
    #[must_use]
    pub fn end_of(&self, working_days: u8, after: Timestamp) -> Timestamp {
        let mut day = Timestamp(after.0 - after.0 % DAY.0);
        for _ in 0..working_days {
            day = day + DAY;
            while self.off(day) {
                day = day + DAY;
            }
        }
        day + DAY
    }

    fn off(&self, day: Timestamp) -> bool {
        // The first of January 1970 was a Thursday.
        let weekday = WEEK[((day.0 / DAY.0 + 3) % 7) as usize];
        self.weekly.contains(&weekday) || self.dates.iter().any(|date| utc::day(date) == Some(day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The days of August 2020 as a calendar on the wall has them: the 6th was a Thursday.
    #[test]
    fn two_working_days_pass_over_the_weekend_and_over_holidays() {
        let ends = |days_off: &DaysOff, n, after: &str| {
            utc::Utc(days_off.end_of(n, utc::day(after).unwrap())).date()
        };
        let usual = DaysOff::default();
        for (after, end) in [
            ("2020-08-03", "2020-08-06"), // Tuesday, Wednesday
            ("2020-08-06", "2020-08-11"), // Friday, Monday
            ("2020-08-07", "2020-08-12"), // Monday, Tuesday
            ("2020-08-08", "2020-08-12"),
            ("2020-12-30", "2021-01-02"), // Thursday, Friday
        ] {
            assert_eq!(ends(&usual, 2, after), end, "after {after}");
        }
        assert_eq!(ends(&usual, 0, "2020-08-06"), "2020-08-07", "until the end of the day itself");
        let holiday = DaysOff { dates: vec!["2020-08-10".into()], ..usual };
        assert_eq!(ends(&holiday, 2, "2020-08-06"), "2020-08-12");
        let cairo = DaysOff { weekly: vec![Weekday::Friday, Weekday::Saturday], dates: vec![] };
        assert_eq!(ends(&cairo, 2, "2020-08-06"), "2020-08-11", "Sunday, Monday");
    }

    #[test]
    fn on_some_day_somebody_works() {
        let says = |weekly: &[Weekday], dates: &[&str]| {
            let dates = dates.iter().map(ToString::to_string).collect();
            DaysOff { weekly: weekly.to_vec(), dates }.check()
        };
        assert_eq!(says(&[], &["2020-12-25"]), Ok(()));
        assert!(says(&WEEK, &[]).unwrap_err().starts_with("weekly: all days"));
        assert!(says(&[], &["25 December"]).unwrap_err().contains("\"25 December\""));
    }
}
