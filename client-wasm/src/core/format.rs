//! Numbers and times as text, always in Latin digits. Wall clocks need `Intl` and are in `browser`.

use crate::core::text;
use rostrum_proto::lang::Lang;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::utc::Utc;

/// Minutes and seconds, `3:06`; hours in front when there are any.
pub use rostrum_proto::utc::length as clock;

/// Whole minutes, rounded up: what a delegate plans with.
#[must_use]
pub fn minutes(time: Millis) -> String {
    time.0.div_ceil(60_000).to_string()
}

/// A text on its own within another, whichever way either is written.
#[must_use]
pub fn alone(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

/// Parts of a line, with a point between them.
#[must_use]
pub fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(" · ")
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
    format!("{}.{:03}", Utc(at).time(), at.0 % 1000)
}

/// Hours, minutes and seconds in UTC.
#[must_use]
pub fn seconds(at: Timestamp) -> String {
    Utc(at).time()
}

/// Hours and minutes in UTC.
#[must_use]
pub fn hours(at: Timestamp) -> String {
    let mut time = Utc(at).time();
    time.truncate("14:32".len());
    time
}

/// The day in UTC, `2020-08-06`.
#[must_use]
pub fn date(at: Timestamp) -> String {
    Utc(at).date()
}

/// The day in UTC if it differs from that of `reference`, else nothing.
#[must_use]
pub fn other_day(at: Timestamp, reference: Timestamp) -> String {
    let day = date(at);
    if day == date(reference) { String::new() } else { day }
}

/// Bits per second as megabits with two decimals.
#[must_use]
pub fn megabits(bits: u64) -> String {
    format!("{}.{:02}", bits / 1_000_000, bits % 1_000_000 / 10_000)
}

/// A measurement without its fraction. The library's own way with fractions is large.
#[must_use]
pub fn whole(number: f32) -> String {
    (number.round() as u32).to_string()
}

/// A share from 0 to 1 as per cent with one decimal.
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
