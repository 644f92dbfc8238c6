//! The floor as a file.

use crate::chance::{self, Chance, ms};
use crate::matroska::{self, Block, Movie};
use rostrum_recording::Webm;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// 6 August 2020, 14:00 UTC.
pub const START: u64 = 1_596_722_400_000;

pub fn folder() -> (TempDir, PathBuf) {
    let folder = chance::folder();
    let path = folder.path().join("floor.webm");
    (folder, path)
}

/// What was written, as a reader should find it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub track: u64,
    pub time: u64,
    pub is_key: bool,
    pub data: Vec<u8>,
    pub end: u64,
}

/// A meeting with speakers who switch, pictures that are missing, and silences.
pub fn meeting(chance: &mut Chance, milliseconds: u64) -> Vec<Written> {
    let mut written = Vec::new();
    let (mut sound, mut picture, mut since_key) = (0, 40, 0);
    let (mut width, mut height) = (1_280, 720);
    while sound < milliseconds {
        if picture <= sound {
            let is_key = since_key == 0 || chance.one_in(40);
            since_key += 1;
            if is_key && chance.one_in(3) {
                (width, height) = (640, 360);
            }
            let data = chance.frame(is_key, width, height);
            written.push(Written { track: 1, time: picture, is_key, data, end: picture });
            picture += 30 + chance.below(10);
            if chance.one_in(60) {
                // The speaker is seen no more; the next one begins with a key frame.
                picture += chance.below(9_000);
                since_key = 0;
            }
        } else {
            let (data, long) = chance.packet();
            written.push(Written { track: 2, time: sound, is_key: true, data, end: sound + long });
            sound += long;
            if chance.one_in(100) {
                sound += chance.below(4_000);
            }
        }
    }
    written
}

pub fn record(webm: &mut Webm, written: &Written) {
    if written.track == 1 {
        webm.picture(ms(written.time), written.is_key, &written.data).unwrap();
    } else {
        webm.sound(ms(written.time), &written.data).unwrap();
    }
}

/// A finished file is what it says of itself.
pub fn check(bytes: &[u8]) -> Movie {
    let movie = matroska::read(bytes);
    let segment =
        bytes.windows(4).position(|id| id == [0x18, 0x53, 0x80, 0x67]).unwrap() as u64 + 12;
    assert_eq!(movie.segment_size, Some(bytes.len() as u64 - segment));
    for (said, is) in &movie.seeks {
        assert_eq!(said, is, "what is said to be somewhere is there");
    }
    for wanted in [0x1549_A966, 0x1654_AE6B] {
        assert!(movie.seeks.iter().any(|(said, _)| *said == wanted));
    }
    let key_frames: Vec<_> =
        movie.blocks.iter().filter(|block| block.track == 1 && block.is_key).collect();
    let cued = movie.cues.iter().filter(|(_, track, _)| *track == 1).count();
    assert_eq!(cued, key_frames.len(), "each key frame can be found");
    for (time, track, place) in &movie.cues {
        let index = movie.clusters.iter().position(|cluster| cluster.place == *place).unwrap();
        let until =
            movie.clusters.get(index + 1).map_or(movie.blocks.len(), |next| next.first_block);
        let blocks = &movie.blocks[movie.clusters[index].first_block..until];
        let first = blocks.iter().find(|block| block.track == *track).unwrap();
        assert!(first.is_key);
        if *track == 1 {
            assert_eq!(first.time as u64, *time);
        }
    }
    assert!(movie.cues.is_sorted_by_key(|(time, _, _)| *time));
    movie
}

/// Whether it is black: the size of those frames, which no camera of these tests has.
fn is_black(block: &Block) -> bool {
    block.track == 1 && block.data.get(6..10) == Some(&[0x40, 0x01, 0xB4, 0x00])
}

/// The blocks of a track with their times, without what is black.
fn of_track(movie: &Movie, track: u64) -> Vec<(u64, bool, &[u8])> {
    let blocks = movie.blocks.iter().filter(|block| block.track == track && !is_black(block));
    blocks.map(|block| (block.time as u64, block.is_key, block.data.as_slice())).collect()
}

#[test]
fn whatever_is_recorded_is_read_back() {
    for seed in 0..30 {
        let mut chance = Chance::new("whatever_is_recorded_is_read_back", seed);
        let (_folder, path) = folder();
        let written = meeting(&mut chance, 30_000);
        let mut webm = Webm::create(&path, "The floor — salle du Conseil", START).unwrap();
        for block in &written {
            record(&mut webm, block);
        }
        let length = webm.finish().unwrap();
        let movie = check(&fs::read(&path).unwrap());
        assert_eq!(movie.title, "The floor — salle du Conseil");
        for track in [1, 2] {
            let expected: Vec<_> = written
                .iter()
                .filter(|block| block.track == track)
                .map(|block| (block.time, block.is_key, block.data.as_slice()))
                .collect();
            assert_eq!(of_track(&movie, track), expected);
        }
        let end = written.iter().map(|block| block.end).max().unwrap();
        assert_eq!(movie.duration, Some(end as f64));
        assert_eq!(length, ms(end));
        for (cluster, next) in movie.clusters.iter().zip(&movie.clusters[1..]) {
            for block in &movie.blocks[cluster.first_block..next.first_block] {
                assert!(block.time < cluster.time as i64 + 1_000);
            }
        }
    }
}

#[test]
fn the_tracks_say_what_is_in_them() {
    let mut chance = Chance::new("the_tracks_say_what_is_in_them", 1);
    let (_folder, path) = folder();
    let mut webm = Webm::create(&path, "", START).unwrap();
    webm.sound(ms(0), &chance.packet().0).unwrap();
    assert!(webm.needs_key_frame());
    webm.picture(ms(10), false, &chance.frame(false, 0, 0)).unwrap();
    webm.picture(ms(40), true, &chance.frame(true, 1_280, 720)).unwrap();
    assert!(!webm.needs_key_frame());
    webm.picture(ms(80), true, &chance.frame(true, 160, 90)).unwrap();
    webm.finish().unwrap();
    let movie = check(&fs::read(&path).unwrap());
    let (picture, sound) = (&movie.tracks[&1], &movie.tracks[&2]);
    assert_eq!((picture.codec.as_str(), picture.width, picture.height), ("V_VP8", 1_280, 720));
    assert_eq!((sound.codec.as_str(), sound.codec_delay), ("A_OPUS", 6_500_000));
    assert_eq!(&sound.private[..10], b"OpusHead\x01\x01");
    assert_eq!(of_track(&movie, 1).len(), 2, "what nobody could show is left out");
}

#[test]
fn where_the_picture_is_missing_it_is_black() {
    let (_folder, path) = folder();
    let mut webm = Webm::create(&path, "", START).unwrap();
    let mut chance = Chance::new("where_the_picture_is_missing", 1);
    for number in 0..3_000_u64 {
        webm.sound(ms(number * 20), &[0x78, 1, 2, 3]).unwrap();
        if number == 600 {
            webm.picture(ms(12_000), true, &chance.frame(true, 640, 360)).unwrap();
            assert!(!webm.needs_key_frame());
        }
    }
    assert!(webm.needs_key_frame());
    webm.picture(ms(60_000), false, &chance.frame(false, 0, 0)).unwrap();
    webm.finish().unwrap();
    let movie = check(&fs::read(&path).unwrap());
    assert_eq!((movie.tracks[&1].width, movie.tracks[&1].height), (640, 360));
    assert_eq!(movie.duration, Some(60_000.0));
    let black: Vec<_> = movie.blocks.iter().filter(|block| is_black(block)).collect();
    let times: Vec<_> = black.iter().map(|block| block.time / 1_000).collect();
    assert_eq!(times, [0, 5, 10, 17, 22, 27, 32, 37, 42, 47, 52, 57]);
    assert_eq!(of_track(&movie, 1).len(), 1, "after black nobody could show what is no key frame");
}

#[test]
fn a_late_block_keeps_its_time_and_those_of_a_track_their_order() {
    let (_folder, path) = folder();
    let mut webm = Webm::create(&path, "", START).unwrap();
    let mut chance = Chance::new("a_late_block", 1);
    webm.sound(ms(1_000), &[0x78, 1]).unwrap();
    webm.picture(ms(1_500), true, &chance.frame(true, 640, 360)).unwrap();
    // Sound of before the key frame comes after it.
    webm.sound(ms(1_020), &[0x78, 2]).unwrap();
    webm.sound(ms(1_010), &[0x78, 3]).unwrap();
    webm.picture(ms(90_000), false, &chance.frame(false, 0, 0)).unwrap();
    webm.sound(ms(1_040), &[0x78, 4]).unwrap();
    webm.finish().unwrap();
    let movie = check(&fs::read(&path).unwrap());
    let sound: Vec<_> = of_track(&movie, 2).iter().map(|(at, _, data)| (*at, data[1])).collect();
    // The last is further behind than two bytes can say.
    assert_eq!(sound, [(1_000, 1), (1_020, 2), (1_020, 3), (90_000 - 32_768, 4)]);
}

#[test]
fn nothing_at_all_is_a_file_too() {
    let (_folder, path) = folder();
    let length = Webm::create(&path, &"long ".repeat(10_000), START).unwrap().finish().unwrap();
    assert_eq!(length, ms(0));
    let movie = check(&fs::read(&path).unwrap());
    assert_eq!((movie.duration, movie.title.len()), (Some(0.0), 1_000));
}
