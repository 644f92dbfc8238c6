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
