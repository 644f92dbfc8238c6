//! A part: voices, pictures and channels as they come from the network, and what is in its files afterwards.

use crate::chance::{Chance, ms};
use crate::mixing::Delegate;
use crate::{matroska, ogg_opus};
use opus_pure::OpusDecoder;
use rostrum_recording::frame::Packet;
use rostrum_recording::{About, Contents, Feed, Index, Part, Repaired, length, repair};
use std::fs;
use std::path::Path;
use std::time::Duration;

const START: u64 = 1_596_722_400_000;

fn about() -> About {
    let channels = ["fr", "zh"].map(String::from).into();
    About { meeting: "S-VTC-2020-08-06".into(), title: "The debate".into(), channels, after: 0 }
}

/// A packet on its way.
struct Sent {
    feed: Feed,
    /// When it arrives.
    at: u64,
    sequence: u16,
    timestamp: u32,
    payload: Vec<u8>,
}

/// What a voice says from one moment to another.
fn voice(chance: &mut Chance, feed: Feed, hertz: f64, from: u64, until: u64) -> Vec<Sent> {
    let mut delegate = Delegate::humming(hertz);
    let (first, base) = (chance.number() as u16, chance.number() as u32);
    let packets = (0..(until - from) / 20).map(|n| {
        let (timestamp, payload) = delegate.packet();
        let (sequence, timestamp) = (first.wrapping_add(n as u16), base.wrapping_add(timestamp));
        Sent { feed, at: from + n * 20 + 30 + chance.below(40), sequence, timestamp, payload }
    });
    packets.collect()
}

/// A camera from the start on, with a key frame at that moment; and that frame.
fn camera(chance: &mut Chance, feed: Feed, clap: u64, until: u64) -> (Vec<Sent>, Vec<u8>) {
    let (first, base) = (chance.number() as u16, chance.number() as u32);
    let mut clapped = Vec::new();
    let frames = (0..until / 40).map(|n| {
        let time = n * 40;
        let data = chance.frame(n == 0 || time == clap, 640, 360);
        if time == clap {
            clapped.clone_from(&data);
        }
        let payload = [&[0x10], data.as_slice()].concat();
        let timestamp = base.wrapping_add(n as u32 * 3_600);
        let sequence = first.wrapping_add(n as u16);
        Sent { feed, at: time + 30 + chance.below(40), sequence, timestamp, payload }
    });
    (frames.collect(), clapped)
}

/// Records what was sent, in the order in which it arrives, and ends at a moment.
fn record(folder: &Path, now: u64, mut sent: Vec<Sent>, end: u64) -> Duration {
    sent.sort_by_key(|sent| sent.at);
    let mut sent = sent.into_iter().peekable();
    let mut part = Part::begin(folder, &about(), now).unwrap();
    for time in (0..end).step_by(20) {
        while let Some(Sent { feed, at, sequence, timestamp, payload }) =
            sent.next_if(|sent| sent.at <= time)
        {
            let packet = Packet { sequence, timestamp, marker: true, payload: &payload };
            part.take(feed, ms(at), packet).unwrap();
        }
        part.advance(ms(time)).unwrap();
        if time % 1_000 == 0 {
            part.save(ms(time)).unwrap();
        }
    }
    part.end(ms(end)).unwrap()
}

/// When something is heard for the first time, in milliseconds.
fn first_heard(packets: impl Iterator<Item = (u64, Vec<u8>)>) -> u64 {
    let mut decoder = OpusDecoder::new(48_000, 1).unwrap();
    for (time, packet) in packets {
        let mut sound = [0.0; 5_760];
        let count = decoder.decode(&packet, sound.len(), &mut sound).unwrap();
        if let Some(sample) = sound[..count].iter().position(|sample| sample.abs() > 0.05) {
            return time + sample as u64 / 48;
        }
    }
    panic!("nothing was heard")
}

#[test]
fn lips_and_voice_are_in_step_and_every_file_is_whole() {
    for seed in 0..8 {
        let mut chance = Chance::new("lips_and_voice", seed);
        let folder = tempfile::tempdir().unwrap();
        let (clap, end) = (1_000, 6_000);
        let (mut sent, clapped) = camera(&mut chance, Feed::Picture(1), clap, end);
        sent.extend(voice(&mut chance, Feed::Voice(1), 440.0, clap, 5_000));
        let french = voice(&mut chance, Feed::Channel(0), 700.0, 2_000, 3_000);
        let said: Vec<_> = french.iter().map(|sent| sent.payload.clone()).collect();
        sent.extend(french);
        assert_eq!(record(folder.path(), START, sent, end), ms(end));

        let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
        let movie = matroska::read(&read("floor-1.webm"));
        let picture = movie.blocks.iter().find(|block| block.data == clapped).unwrap();
        let sounds = movie.blocks.iter().filter(|block| block.track == 2);
        let heard = first_heard(sounds.map(|block| (block.time as u64, block.data.clone())));
        let apart = heard.abs_diff(picture.time as u64);
        assert!(apart <= 80, "seed {seed}: seen at {} ms, heard at {heard} ms", picture.time);

        let floor = ogg_opus::read(&read("floor-1.opus"));
        let heard_alone = first_heard((0..).step_by(20).zip(floor.packets.iter().cloned()));
        assert!(heard_alone.abs_diff(heard) <= 20, "{heard_alone} ms and {heard} ms");
        let channel = ogg_opus::read(&read("fr-1.opus"));
        let begins = channel.packets.iter().position(|packet| *packet == said[0]).unwrap();
        assert_eq!(channel.packets[begins..begins + said.len()], said, "as it was said");
        assert!((begins as u64 * 20).abs_diff(2_000) <= 80);
        let silent = ogg_opus::read(&read("zh-1.opus"));
        for stream in [&floor, &channel, &silent] {
            assert!(stream.is_ended && (stream.milliseconds() - end as f64).abs() <= 20.0);
        }
        for name in ["floor-1.webm", "floor-1.opus", "fr-1.opus", "zh-1.opus"] {
            assert_eq!(repair(&folder.path().join(name)).unwrap(), Repaired::Whole, "{name}");
        }
        let long = length(&folder.path().join("floor-1.opus")).unwrap();
        assert!(long.abs_diff(ms(end)) <= ms(20));
    }
}

#[test]
fn another_picture_is_taken_over_at_its_key_frame() {
    let mut chance = Chance::new("another_picture", 0);
    let folder = tempfile::tempdir().unwrap();
    // The floor is seen until its camera stops, then the screen, which has sent pictures before.
    let (floor, _) = camera(&mut chance, Feed::Picture(1), 0, 2_000);
    let (screen, shown) = camera(&mut chance, Feed::Picture(0), 2_400, 4_000);
    let (screen, sent): (Vec<_>, Vec<_>) = screen.into_iter().partition(|sent| sent.at > 2_000);
    assert!(!sent.is_empty());
    let frames = floor.len() + screen.iter().filter(|sent| sent.at >= 2_400 + 30).count();
    record(folder.path(), START, floor.into_iter().chain(screen).collect(), 4_000);
    let movie = matroska::read(&fs::read(folder.path().join("floor-1.webm")).unwrap());
    let pictures: Vec<_> = movie.blocks.iter().filter(|block| block.track == 1).collect();
    let first = pictures.iter().position(|block| block.data == shown).unwrap();
    assert!(pictures[first].is_key, "it can be shown");
    let blank = pictures.iter().filter(|block| block.time < 60).count();
    assert!(pictures.len().abs_diff(frames) <= blank + 2, "{} of {frames}", pictures.len());
}

#[test]
fn parts_follow_each_other_and_a_moment_of_the_journal_is_in_the_right_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = Part::begin(folder.path(), &about(), START).unwrap();
    first.mark(4, ms(0)).unwrap();
    first.mark(5, ms(1_500)).unwrap();
    first.end(ms(2_000)).unwrap();
    let mut second = Part::begin(folder.path(), &about(), START + 60_000).unwrap();
    second.mark(9, ms(0)).unwrap();
    second.mark(12, ms(700)).unwrap();
    assert_eq!(second.number(), 2);
    // Not ended: the program was killed. The clock has gone back since.
    drop(second);
    let mut third = Part::begin(folder.path(), &about(), START + 30_000).unwrap();
    third.mark(13, ms(0)).unwrap();
    third.end(ms(100)).unwrap();

    let index = Index::read(&folder.path().join("index.ndjson")).unwrap();
    assert_eq!((index.start, index.last_part()), (START, 3));
    let moment = |seq| {
        let found = index.offset_of(seq).and_then(|at| index.place(&Contents::Floor, at));
        found.map(|(entry, at)| (entry.part, at))
    };
    assert_eq!(moment(3), None);
    assert_eq!(moment(4), Some((1, ms(0))));
    assert_eq!(moment(5), Some((1, ms(1_500))));
    assert_eq!(moment(10), Some((2, ms(0))));
    assert_eq!(moment(12), Some((2, ms(700))));
    assert_eq!(moment(20), Some((3, ms(0))));
}

#[test]
fn a_number_that_is_known_elsewhere_is_not_given_again() {
    let folder = tempfile::tempdir().unwrap();
    // The folder was moved away; the journal has sealed three parts.
    let known = About { after: 3, ..about() };
    assert_eq!(Part::begin(folder.path(), &known, START).unwrap().number(), 4);
    // The power failed when a file was there and its line was not.
    fs::write(folder.path().join("floor-5.webm"), b"").unwrap();
    assert_eq!(Part::begin(folder.path(), &about(), START).unwrap().number(), 6);
}

#[test]
fn what_nobody_could_show_is_not_in_the_film() {
    let folder = tempfile::tempdir().unwrap();
    let mut part = Part::begin(folder.path(), &about(), START).unwrap();
    let whole = |payload: &[u8]| [&[0x10], payload].concat();
    let no_size = [0x10, 0, 0, 0x9D, 0x01, 0x2A, 0, 0, 0, 0];
    for (n, frame) in [&[][..], &[0x00], &no_size].into_iter().enumerate() {
        let (sequence, payload) = (n as u16, whole(frame));
        let packet = Packet { sequence, timestamp: 0, marker: true, payload: &payload };
        part.take(Feed::Picture(1), ms(n as u64 * 40), packet).unwrap();
    }
    assert_eq!(part.wants_key_frame(ms(200)), Some(1), "one that can be shown is asked for");
    part.end(ms(1_000)).unwrap();
    let movie = matroska::read(&fs::read(folder.path().join("floor-1.webm")).unwrap());
    let pictures = movie.blocks.iter().filter(|block| block.track == 1);
    assert_eq!(pictures.count(), 1, "the black one at the start");
}

#[test]
fn a_way_that_has_become_longer_is_silence_for_a_moment_and_not_for_long() {
    let mut chance = Chance::new("a_longer_way", 0);
    let folder = tempfile::tempdir().unwrap();
    let mut sent = voice(&mut chance, Feed::Voice(1), 440.0, 0, 8_000);
    // From the third second on everything comes a second later.
    sent.iter_mut().filter(|sent| sent.at >= 3_000).for_each(|sent| sent.at += 1_000);
    record(folder.path(), START, sent, 8_000);
    let floor = ogg_opus::read(&fs::read(folder.path().join("floor-1.opus")).unwrap());
    let mut decoder = OpusDecoder::new(48_000, 1).unwrap();
    let silent = floor.packets.iter().filter(|packet| {
        let mut sound = [0.0; 5_760];
        let count = decoder.decode(packet, sound.len(), &mut sound).unwrap();
        sound[..count].iter().all(|sample| sample.abs() < 0.01)
    });
    let silent = silent.count() * 20;
    // The second in which nothing came, what is too late at first, and the end.
    assert!(silent < 1_800, "{silent} ms of silence");
}
