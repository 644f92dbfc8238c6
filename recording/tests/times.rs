//! From timestamps to times.

use crate::chance::{Chance, ms};
use rostrum_recording::Timeline;

#[test]
fn jitter_is_gone_and_a_clock_that_goes_wrong_is_followed() {
    for seed in 0..20 {
        let mut chance = Chance::new("jitter_is_gone", seed);
        // The microphone's clock is 100 parts in a million fast or slow: over three hours a second.
        let sign = if chance.one_in(2) { 1 } else { -1 };
        let mut timeline = Timeline::new(48_000);
        let first = chance.number() as u32;
        let mut last = 0;
        for number in 0..540_000_i64 {
            let sent = number * 20_000;
            let made = sent + sign * sent / 10_000;
            let timestamp = first.wrapping_add((made * 48 / 1_000) as u32);
            let late = chance.below(30_000) as i64;
            let found =
                timeline.place(timestamp, std::time::Duration::from_micros((sent + late) as u64));
            let found = found.as_micros() as i64;
            assert!((found - sent).abs() < 60_000, "packet {number}: {found} of {sent}");
            if number > 10 {
                assert!(
                    (found - last - 20_000).abs() < 3_000,
                    "packet {number}: {found} after {last}"
                );
            }
            last = found;
        }
    }
}

#[test]
fn timestamps_wrap_and_may_begin_anew() {
    let mut timeline = Timeline::new(90_000);
    assert_eq!(timeline.place(u32::MAX - 44_999, ms(1_000)), ms(1_000));
    assert_eq!(timeline.place(45_000, ms(2_000)), ms(2_000));
    assert_eq!(timeline.place(22_500, ms(1_750)), ms(1_750), "one of before keeps its place");
    assert_eq!(timeline.place(3_000_000_000, ms(4_000)), ms(4_000), "another source");
}
