//! Recorders that were killed, at every kind of place.

use crate::chance::{self, Chance, ms};
use crate::webm_files::{self, START, check, meeting, record};
use crate::{matroska, ogg_opus};
use rostrum_recording::opus::SILENCE;
use rostrum_recording::{Labels, OpusFile, Repaired, Webm, repair};
use std::fs;
use std::path::Path;

/// Places to cut a file of this length at: chance, and everywhere in its head.
fn places(chance: &mut Chance, length: usize, head: usize, many: usize) -> Vec<usize> {
    let anywhere = (0..many).map(|_| chance.below(length as u64 + 1) as usize);
    anywhere.chain((0..head).step_by(11)).chain([length]).collect()
}

/// A second repair changes nothing.
fn repair_again(path: &Path) -> Vec<u8> {
    let bytes = fs::read(path).unwrap();
    assert_eq!(repair(path).unwrap(), Repaired::Whole);
    assert!(fs::read(path).unwrap() == bytes, "a finished file is left alone");
    bytes
}

/// The end of what there is of a picture or a sound, told from what the tests write.
fn end_of(block: &matroska::Block) -> u64 {
    block.time as u64
        + if block.track == 1 {
            0
        } else if block.data[0] == 0x18 {
            60
        } else {
            20
        }
}

#[test]
fn a_floor_cut_anywhere_plays_up_to_there() {
    for seed in 0..3 {
        let mut chance = Chance::new("a_floor_cut_anywhere", seed);
        let (folder, path) = webm_files::folder();
        let mut webm = Webm::create(&path, "The floor", START).unwrap();
        for block in &meeting(&mut chance, 12_000) {
            record(&mut webm, block);
        }
        webm.flush().unwrap();
        let unfinished = fs::read(&path).unwrap();
        webm.finish().unwrap();
        let finished = fs::read(&path).unwrap();
        for (name, whole) in [("unfinished", &unfinished), ("finished", &finished)] {
            let all = matroska::read(whole).blocks;
            for cut in places(&mut chance, whole.len(), 500, 100) {
                eprintln!("{name}, cut at {cut} of {}", whole.len());
                let torn = folder.path().join("torn.webm");
                fs::write(&torn, &whole[..cut]).unwrap();
                let kept: Vec<_> = all.iter().filter(|block| block.end <= cut as u64).collect();
                let repaired = repair(&torn).unwrap();
                if kept.is_empty() {
                    assert_eq!(repaired, Repaired::Empty);
                    assert_eq!(fs::read(&torn).unwrap(), whole[..cut]);
                    continue;
                }
                let bytes = repair_again(&torn);
                if name == "finished" && cut == whole.len() {
                    assert_eq!(repaired, Repaired::Whole);
                    assert!(bytes == *whole);
                    continue;
                }
                let movie = check(&bytes);
                assert!(movie.blocks.iter().eq(kept.iter().copied()), "what was whole is there");
                let end = kept.iter().map(|block| end_of(block)).max().unwrap();
                assert_eq!(movie.duration, Some(end as f64));
                let last = kept.last().unwrap().end;
                let cut = cut as u64 - last;
                assert_eq!(repaired, Repaired::Finished { cut, length: ms(end) });
            }
            if name == "unfinished" {
                // What the repair makes of all of it is what the writer makes of it.
                let torn = folder.path().join("torn.webm");
                fs::write(&torn, whole).unwrap();
                repair(&torn).unwrap();
                assert!(fs::read(&torn).unwrap() == finished);
            }
        }
    }
}

#[test]
fn a_channel_cut_anywhere_plays_up_to_there() {
    for seed in 0..3 {
        let mut chance = Chance::new("a_channel_cut_anywhere", seed);
        let folder = chance::folder();
        let path = folder.path().join("fr.opus");
        let mut file = OpusFile::create(&path, &Labels::default(), seed as u32).unwrap();
        let mut now = 0;
        for _ in 0..1_000 {
            let (packet, long) = chance.packet();
            file.write(ms(now), &packet).unwrap();
            now += long + if chance.one_in(50) { chance.below(4_000) } else { 0 };
        }
        file.flush().unwrap();
        let unfinished = fs::read(&path).unwrap();
        file.finish(ms(now)).unwrap();
        let finished = fs::read(&path).unwrap();
        for (name, whole) in [("unfinished", &unfinished), ("finished", &finished)] {
            // Pages are found by their mark, which packets of chance do not hold.
            let starts: Vec<_> =
                (0..whole.len()).filter(|at| whole[*at..].starts_with(b"OggS\0")).collect();
            let ends: Vec<_> = starts[1..].iter().copied().chain([whole.len()]).collect();
            for cut in places(&mut chance, whole.len(), 200, 100) {
                eprintln!("{name}, cut at {cut} of {}", whole.len());
                let torn = folder.path().join("torn.opus");
                fs::write(&torn, &whole[..cut]).unwrap();
                let pages = ends.iter().filter(|end| **end <= cut).count();
                let repaired = repair(&torn).unwrap();
                if pages <= 2 {
                    assert_eq!(repaired, Repaired::Empty);
                    assert_eq!(fs::read(&torn).unwrap(), whole[..cut]);
                    continue;
                }
                let bytes = repair_again(&torn);
                assert_eq!(bytes.len(), ends[pages - 1]);
                let stream = ogg_opus::read(&bytes);
                assert!(stream.is_ended);
                let all = ogg_opus::read(whole);
                assert_eq!(stream.granules, all.granules[..pages - 2]);
                assert_eq!(stream.packets, all.packets[..stream.packets.len()]);
                match repaired {
                    Repaired::Finished { length, .. } => {
                        let played = length.as_secs_f64() * 1_000.0;
                        assert!((played - stream.milliseconds()).abs() < 0.01);
                    }
                    Repaired::Whole => assert!(name == "finished" && cut == whole.len()),
                    Repaired::Empty => panic!("there are pages"),
                }
            }
        }
    }
}

#[test]
fn a_recorder_killed_at_any_moment_has_lost_a_second() {
    for seed in 0..40 {
        let mut chance = Chance::new("a_recorder_killed_at_any_moment", seed);
        let (folder, path) = webm_files::folder();
        let voice = folder.path().join("voice.opus");
        let mut webm = Webm::create(&path, "", START).unwrap();
        let mut file = OpusFile::create(&voice, &Labels::default(), 1).unwrap();
        let killed = 2_500 + chance.below(6_000);
        let written = meeting(&mut chance, 12_000);
        let mut blocks = written.iter().filter(|block| block.time < killed).peekable();
        for second in (1_000..).step_by(1_000).take_while(|second| *second < killed + 1_000) {
            while let Some(block) = blocks.next_if(|block| block.time < second) {
                record(&mut webm, block);
                if block.track == 2 {
                    file.write(ms(block.time), &block.data).unwrap();
                }
            }
            if second <= killed {
                webm.flush().unwrap();
                file.advance(ms(second)).unwrap();
            }
        }
        // The program is gone, and with it whatever it had not given to the system.
        std::mem::forget((webm, file));
        assert!(matches!(repair(&path).unwrap(), Repaired::Finished { .. }));
        assert!(matches!(repair(&voice).unwrap(), Repaired::Finished { .. }));
        let movie = check(&fs::read(&path).unwrap());
        let packets = ogg_opus::read(&fs::read(&voice).unwrap()).packets;
        let mut voice = packets.iter().filter(|packet| **packet != SILENCE);
        for block in written.iter().filter(|block| block.time + 1_000 <= killed) {
            let is_it =
                |read: &matroska::Block| read.time as u64 == block.time && read.data == block.data;
            assert!(movie.blocks.iter().any(is_it), "{} ms is lost of {killed} ms", block.time);
            if block.track == 2 {
                assert_eq!(voice.next(), Some(&block.data));
            }
        }
    }
}

#[test]
fn a_tail_that_never_reached_the_disk_is_cut_off() {
    let mut chance = Chance::new("a_tail_that_never_reached_the_disk", 3);
    let (folder, path) = webm_files::folder();
    let mut webm = Webm::create(&path, "", START).unwrap();
    for block in &meeting(&mut chance, 5_000) {
        record(&mut webm, block);
    }
    webm.flush().unwrap();
    let good = fs::read(&path).unwrap();
    let voice = folder.path().join("voice.opus");
    let mut file = OpusFile::create(&voice, &Labels::default(), 1).unwrap();
    file.advance(ms(5_400)).unwrap();
    for tail in [vec![0; 5_000], vec![0xFF; 100], b"OggS and more".to_vec()] {
        fs::write(&path, [good.as_slice(), &tail].concat()).unwrap();
        repair(&path).unwrap();
        let movie = check(&repair_again(&path));
        assert_eq!(movie.blocks, matroska::read(&good).blocks);
        let mut sound = fs::read(&voice).unwrap();
        sound.extend(&tail);
        let torn = folder.path().join("torn.opus");
        fs::write(&torn, sound).unwrap();
        repair(&torn).unwrap();
        let stream = ogg_opus::read(&repair_again(&torn));
        assert_eq!(stream.packets.len(), 250);
    }
}

#[test]
fn another_file_is_left_alone() {
    let folder = chance::folder();
    let path = folder.path().join("notes.txt");
    for content in ["", "No", "Notes of the Secretary", "\u{1a}"] {
        fs::write(&path, content).unwrap();
        match repair(&path) {
            Ok(repaired) => assert!(content.len() < 4 && repaired == Repaired::Empty),
            Err(fault) => assert!(fault.to_string().contains("notes.txt")),
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
    }
    let other = [&[0x1A, 0x45, 0xDF, 0xA3, 0x80][..], &[0x42; 5_000]].concat();
    fs::write(&path, &other).unwrap();
    assert!(repair(&path).is_err());
    assert_eq!(fs::read(&path).unwrap(), other);
}

#[test]
fn a_file_that_is_damaged_long_before_its_end_is_not_cut() {
    let mut chance = Chance::new("a_file_that_is_damaged", 1);
    let (folder, path) = webm_files::folder();
    let mut webm = Webm::create(&path, "", START).unwrap();
    let voice = folder.path().join("voice.opus");
    let mut file = OpusFile::create(&voice, &Labels::default(), 1).unwrap();
    let frame = [chance.frame(true, 640, 360), vec![0x55; 200_000]].concat();
    for number in 0..100 {
        webm.picture(ms(number * 1_000), true, &frame).unwrap();
        for part in 0..50 {
            file.write(ms(number * 1_000 + part * 20), &[&[0x78][..], &[0x55; 4_000]].concat())
                .unwrap();
        }
    }
    webm.flush().unwrap();
    file.flush().unwrap();
    for path in [&path, &voice] {
        let mut bytes = fs::read(path).unwrap();
        assert!(bytes.len() > 19_000_000, "{}", bytes.len());
        // In the head of a cluster or in a page: whatever is hit, what follows is not lost.
        let at = bytes.windows(4).skip(5_000).position(|id| id == [0x1F, 0x43, 0xB6, 0x75]);
        let at = at.map_or(900_000, |at| at + 5_000);
        bytes[at] ^= 0x10;
        fs::write(path, &bytes).unwrap();
        let fault = repair(path).unwrap_err().to_string();
        assert!(fault.contains("damaged at byte"), "{fault}");
        assert!(fs::read(path).unwrap() == bytes);
    }
}

#[test]
fn whatever_is_in_a_file_a_repair_ends() {
    let mut chance = Chance::new("whatever_is_in_a_file", 1);
    let (folder, path) = webm_files::folder();
    let mut webm = Webm::create(&path, "The floor", START).unwrap();
    for block in &meeting(&mut chance, 2_000) {
        record(&mut webm, block);
    }
    webm.flush().unwrap();
    let voice = folder.path().join("voice.opus");
    let mut file = OpusFile::create(&voice, &Labels::default(), 1).unwrap();
    file.advance(ms(3_000)).unwrap();
    for good in [fs::read(&path).unwrap(), fs::read(&voice).unwrap()] {
        for _ in 0..300 {
            let mut bytes = good.clone();
            for _ in 0..=chance.below(8) {
                // Half of them in the head.
                let within = if chance.one_in(2) { 500 } else { bytes.len() as u64 };
                let at = chance.below(within.min(bytes.len() as u64)) as usize;
                bytes[at] = chance.number() as u8;
            }
            let damaged = folder.path().join("damaged");
            fs::write(&damaged, &bytes).unwrap();
            if let Ok(Repaired::Finished { .. }) = repair(&damaged) {
                repair_again(&damaged);
            }
        }
    }
}
