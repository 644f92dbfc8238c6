//! Numbers and times as text, always in Latin digits. Wall clocks need `Intl` and are in `browser`.

use crate::core::text;
use rostrum_proto::lang::Lang;
use rostrum_proto::time::{Millis, Timestamp};

/// Minutes and seconds, `3:06`; hours in front when there are any.
#[must_use]
pub fn clock(time: Millis) -> String {
    let seconds = time.0 / 1000;
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if h > 0 { format!("{h}:{m:02}:{s:02}") } else { format!("{m}:{s:02}") }
}

/// Whole minutes, rounded up: what a delegate plans with.
#[must_use]
pub fn minutes(time: Millis) -> String {
    time.0.div_ceil(60_000).to_string()
}

/// A place in the list in words: `3rd`.
#[must_use]
pub fn place(lang: Lang, n: u32) -> String {
    match lang {
        Lang::En => format!("{n}{}", ordinal(n)),
        Lang::Zh | Lang::Ar | Lang::Fr | Lang::Ru | Lang::Es => {
            text::place_nth(lang, &n.to_string())
        }
    }
}

/// The time of day in UTC with milliseconds, for the journal.
#[must_use]
pub fn utc(at: Timestamp) -> String {
    let ms = at.0 % 86_400_000;
    let (h, m, s) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    format!("{h:02}:{m:02}:{s:02}.{:03}", ms % 1000)
}

/// A day in milliseconds.
pub const DAY: u64 = 86_400_000;

/// A time of day as somebody types it, `14:32` or `14:32:05`, in milliseconds since midnight.
#[must_use]
pub fn time_of_day(typed: &str) -> Option<u64> {
    let mut parts = typed.trim().split(':');
    let mut part = |below: u64| {
        let text = parts.next()?;
        let fits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<u64>().ok().filter(|number| fits && *number < below)
    };
    let (hours, minutes) = (part(24)?, part(60)?);
    let seconds = part(60);
    let whole = typed.matches(':').count() == 1 + usize::from(seconds.is_some());
    whole.then_some((hours * 3600 + minutes * 60 + seconds.unwrap_or(0)) * 1000)
}

/// The last moment with that time of day (UTC), seen from `now`.
#[must_use]
pub fn moment(typed: &str, now: Timestamp) -> Option<Timestamp> {
    let time = time_of_day(typed)?;
    let today = now.0 / DAY * DAY + time;
    Some(Timestamp(if today > now.0 { today.saturating_sub(DAY) } else { today }))
}

/// Hours and minutes in UTC.
#[must_use]
pub fn hours(at: Timestamp) -> String {
    let minutes = at.0 % DAY / 60_000;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The day in UTC, `2020-08-06` (Howard Hinnant, `civil_from_days`).
#[must_use]
pub fn date(at: Timestamp) -> String {
    let days = at.0 / DAY + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{}-{month:02}-{day:02}", year + era * 400 + next)
}

/// Bits a second as megabits with two places.
#[must_use]
pub fn megabits(bits: u64) -> String {
    format!("{}.{:02}", bits / 1_000_000, bits % 1_000_000 / 10_000)
}

/// A measurement without its fraction. The library's own way with fractions is large.
#[must_use]
pub fn whole(number: f32) -> String {
    (number.round() as u32).to_string()
}

/// A share from 0 to 1 as per cent with one place.
#[must_use]
pub fn per_cent(share: f32) -> String {
    let tenths = (share.clamp(0.0, 1.0) * 1000.0).round() as u32;
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn ordinal(n: u32) -> &'static str {
    match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}
