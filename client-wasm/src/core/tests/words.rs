//! Numbers and words.

use crate::core::{format, text};
use rostrum_proto::lang::Lang;
use rostrum_proto::time::{Millis, Timestamp};

#[test]
fn places_read_as_they_are_said() {
    let english: Vec<_> =
        [1, 2, 3, 4, 11, 12, 13, 21, 102].map(|n| format::place(Lang::En, n)).into();
    assert_eq!(english, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd"]);
    assert_eq!(format::place(Lang::Zh, 3), "第3位");
}

#[test]
fn times_and_amounts() {
    assert_eq!(format::clock(Millis(186_900)), "3:06");
    assert_eq!(format::clock(Millis::minutes(61)), "1:01:00");
    assert_eq!(format::minutes(Millis(60_001)), "2");
    assert_eq!(format::utc(Timestamp(52_951_204)), "14:42:31.204");
    assert_eq!(format::megabits(1_429_999), "1.42");
    assert_eq!(format::per_cent(0.0781), "7.8");
}

#[test]
fn texts_are_filled() {
    assert_eq!(text::give_floor(Lang::En, "Tunisia"), "Give the floor to Tunisia");
    assert_eq!(text::give_floor(Lang::Zh, "突尼斯"), "请突尼斯发言");
    assert_eq!(text::place_line(Lang::En, "14", "3rd"), "3rd, about 14 min");
}
