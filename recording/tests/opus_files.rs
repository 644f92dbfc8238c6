//! A voice or a channel as a file.

use crate::chance::{Chance, ms};
use crate::ogg_opus;
use rostrum_recording::opus::{SILENCE, samples_of};
use rostrum_recording::{Labels, OpusFile};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fr.opus");
    (folder, path)
}

fn french() -> Labels {
    Labels { title: "S-VTC-2020-08-06, French".into(), language: Some("fr".into()) }
}

fn create(path: &Path) -> OpusFile {
    OpusFile::create(path, &french(), 7).unwrap()
}

/// A packet of 20 ms that says which one it is.
fn packet(number: u16) -> Vec<u8> {
    let [high, low] = number.to_be_bytes();
    vec![0x78, high, low, 0xAA]
}

#[test]
fn every_packet_is_read_back_and_the_last_page_ends_the_stream() {
    let (_folder, path) = folder();
    let mut file = create(&path);
    for number in 0..500 {
        file.write(ms(u64::from(number) * 20), &packet(number)).unwrap();
    }
    let length = file.finish(ms(10_000)).unwrap();
    let stream = ogg_opus::read(&fs::read(&path).unwrap());
    assert!(stream.head.starts_with(b"OpusHead\x01\x01"));
    let tags = String::from_utf8_lossy(&stream.tags).into_owned();
    assert!(tags.contains("TITLE=S-VTC-2020-08-06, French"), "{tags}");
    assert!(tags.contains("LANGUAGE=fr"), "{tags}");
    for (number, read) in (0..500).zip(&stream.packets) {
        assert_eq!(*read, packet(number));
    }
    assert!(stream.is_ended);
    assert_eq!(stream.milliseconds(), length.as_secs_f64() * 1_000.0);
    assert!((10_000.0..10_020.0).contains(&stream.milliseconds()), "{}", stream.milliseconds());
    for pages in stream.granules.windows(2) {
        assert!(pages[1] - pages[0] <= 48_960, "a page is a second at most");
    }
}

#[test]
fn after_a_silence_the_voice_is_heard_when_it_spoke() {
    let (_folder, path) = folder();
    let mut file = create(&path);
    for number in 0..50 {
        file.write(ms(u64::from(number) * 20), &packet(number)).unwrap();
    }
    // Nobody interprets for an hour; the recorder says each second that time goes on, but for some minutes.
    for second in (1..3_000).chain([3_600]) {
        file.advance(ms(second * 1_000)).unwrap();
    }
    for number in 0..50 {
        file.write(ms(3_601_000 + u64::from(number) * 20), &packet(number)).unwrap();
    }
    file.finish(ms(3_602_000)).unwrap();
    let bytes = fs::read(&path).unwrap();
    assert!(bytes.len() < 1_100_000, "an hour of nothing is {} bytes", bytes.len());
    let stream = ogg_opus::read(&bytes);
    let before = stream.packets.iter().skip(50).take_while(|packet| **packet == SILENCE).count();
    let begun = (50 + before) as u64 * 20;
    assert!((3_600_981..=3_601_000).contains(&begun), "heard again at {begun} ms");
    assert_eq!(stream.packets[50 + before], packet(0));
}

#[test]
fn arrivals_may_jitter_without_a_gap_or_a_loss() {
    for seed in 0..20 {
        let mut chance = Chance::new("arrivals_may_jitter", seed);
        let (_folder, path) = folder();
        let mut file = create(&path);
        for number in 0..1_000 {
            let late = chance.below(50);
            file.write(ms(u64::from(number) * 20 + late), &packet(number)).unwrap();
        }
        assert_eq!(file.left_out(), 0);
        file.finish(ms(20_000)).unwrap();
        let stream = ogg_opus::read(&fs::read(&path).unwrap());
        for (number, read) in (0..1_000).zip(&stream.packets) {
            assert_eq!(*read, packet(number));
        }
    }
}

#[test]
fn whatever_comes_file_time_is_meeting_time() {
    for seed in 0..50 {
        let mut chance = Chance::new("file_time_is_meeting_time", seed);
        let (_folder, path) = folder();
        let mut file = create(&path);
        let (mut now, mut sent) = (0, Vec::new());
        for _ in 0..400 {
            let (mut packet, long) = chance.packet();
            packet.extend((sent.len() as u32).to_be_bytes());
            file.write(ms(now), &packet).unwrap();
            sent.push((packet, now));
            now += long;
            if chance.one_in(20) {
                now += chance.below(3_000);
                file.advance(ms(now)).unwrap();
            }
        }
        file.finish(ms(now)).unwrap();
        let stream = ogg_opus::read(&fs::read(&path).unwrap());
        let mut expected = sent.iter();
        let mut position = 0_u64;
        for read in &stream.packets {
            if *read != SILENCE {
                let (packet, at) = expected.next().unwrap();
                assert_eq!(read, packet);
                let found = position / 48;
                assert!(found.abs_diff(*at) <= 60, "of {at} ms it is at {found} ms");
            }
            // Told from the two first bytes that this test makes, and not by what it tests.
            position += if read[0] == 0x18 { 2_880 } else { 960 };
        }
        assert_eq!(expected.next(), None, "nothing is lost");
        assert!(stream.milliseconds() >= now as f64 && stream.milliseconds() < now as f64 + 61.0);
    }
}

#[test]
fn what_is_far_ahead_or_no_opus_is_left_out() {
    let (_folder, path) = folder();
    let mut file = create(&path);
    for number in 0..100 {
        file.write(ms(0), &packet(number)).unwrap();
    }
    assert_eq!(file.left_out(), 74, "half a second is taken, and the packet that is at its end");
    for junk in [&[][..], &[0x03], &[0x03, 0x00], &[0xFB, 0x07], &[0x78; 70_000]] {
        file.write(ms(1_000), junk).unwrap();
    }
    assert_eq!(file.left_out(), 79);
    file.finish(ms(1_000)).unwrap();
}

#[test]
fn a_file_that_is_there_is_not_written_over() {
    let (_folder, path) = folder();
    fs::write(&path, "another").unwrap();
    let fault = OpusFile::create(&path, &french(), 1).unwrap_err().to_string();
    assert!(fault.contains("fr.opus"), "{fault}");
    assert_eq!(fs::read(&path).unwrap(), b"another");
}

#[test]
fn the_lengths_of_packets_are_those_of_the_table() {
    // RFC 6716, table 2, in tenths of a millisecond, and §3.2 for how many frames there are.
    let silk = [100, 200, 400, 600].repeat(3);
    let table = [silk, vec![100, 200, 100, 200], [25, 50, 100, 200].repeat(4)].concat();
    for (configuration, tenths) in table.into_iter().enumerate() {
        for (code, count) in [(0, 1), (1, 2), (2, 2), (3, 3), (3, 48)] {
            let packet = [(configuration as u8) << 3 | code, count as u8];
            let long = tenths * count;
            let expected = (long <= 1_200).then_some(long * 48 / 10);
            assert_eq!(samples_of(&packet), expected, "configuration {configuration}, {code}");
        }
    }
}
