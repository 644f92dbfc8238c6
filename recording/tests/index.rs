//! The index.

use crate::chance::{Chance, ms};
use rostrum_recording::index::Entry;
use rostrum_recording::{Contents, Index, IndexFile};
use std::fs;

const START: u64 = 1_596_722_400_000;

fn entry(name: &str, contents: Contents, begins: u64) -> Entry {
    Entry { name: name.into(), contents, begins, part: 1 }
}

#[test]
fn a_moment_of_the_journal_is_found_as_by_looking_at_all() {
    for seed in 0..30 {
        let mut chance = Chance::new("a_moment_of_the_journal", seed);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index.ndjson");
        let mut file = IndexFile::create(&path, "S-VTC-2020-08-06", START).unwrap();
        let (mut sequence, mut offset, mut marks) = (chance.below(50), 0, Vec::new());
        for _ in 0..chance.below(200) {
            file.mark(sequence, ms(offset)).unwrap();
            marks.push((sequence, offset));
            sequence += 1 + chance.below(4);
            offset += chance.below(900);
        }
        // What was said already, and a time that goes back, change nothing.
        if let Some((last, at)) = marks.last().copied() {
            file.mark(last, ms(at + 5_000)).unwrap();
            file.mark(last + 1, ms(at.saturating_sub(3))).unwrap();
            marks.push((last + 1, at));
        }
        file.end(ms(offset)).unwrap();
        let index = Index::read(&path).unwrap();
        assert_eq!((index.start, index.ended), (START, Some(offset)));
        for wanted in 0..sequence + 3 {
            let by_looking = marks.iter().rfind(|(marked, _)| *marked <= wanted);
            assert_eq!(index.offset_of(wanted), by_looking.map(|(_, at)| ms(*at)));
        }
    }
}

#[test]
fn an_index_cut_anywhere_is_one_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index.ndjson");
    let mut file = IndexFile::create(&path, "S-VTC-2020-08-06", START).unwrap();
    file.add_file(entry("floor-1.webm", Contents::Floor, 0)).unwrap();
    file.add_file(entry("floor-1.opus", Contents::Sound, 0)).unwrap();
    file.add_file(entry("fr-1.opus", Contents::Channel("fr".into()), 0)).unwrap();
    for number in 1..20 {
        file.mark(number, ms(number * 1_000)).unwrap();
    }
    let whole = fs::read(&path).unwrap();
    for cut in 0..=whole.len() {
        let torn = folder.path().join("torn.ndjson");
        fs::write(&torn, &whole[..cut]).unwrap();
        let lines = whole[..cut].iter().filter(|byte| **byte == b'\n').count();
        let index = Index::read(&torn).unwrap();
        assert_eq!(index.files.len(), lines.saturating_sub(1).min(3));
        let last = (lines as u64).saturating_sub(4);
        assert_eq!(index.offset_of(1_000), (last > 0).then(|| ms(last * 1_000)));
        let (mut again, read) = IndexFile::reopen(&torn).unwrap();
        assert_eq!(read, index);
        again.add_file(entry("floor-2.webm", Contents::Floor, 60_000)).unwrap();
        again.mark(500, ms(61_000)).unwrap();
        drop(again);
        let index = Index::read(&torn).unwrap();
        assert_eq!(index.offset_of(600), Some(ms(61_000)));
        let (file, within) = index.place(&Contents::Floor, ms(61_500)).unwrap();
        assert_eq!((file.name.as_str(), within), ("floor-2.webm", ms(1_500)));
        if lines > 1 {
            let (file, within) = index.place(&Contents::Floor, ms(59_000)).unwrap();
            assert_eq!((file.name.as_str(), within), ("floor-1.webm", ms(59_000)));
        }
    }
}

#[test]
fn an_index_that_was_changed_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index.ndjson");
    for changed in [
        "{\"mark\":[2,5]}\n{\"mark\":[1,9]}\n",
        "{\"mark\":[1,5]}\n{\"mark\":[2,4]}\n",
        "nothing\n",
    ] {
        fs::write(&path, changed).unwrap();
        let fault = Index::read(&path).unwrap_err().to_string();
        assert!(fault.contains("index.ndjson"), "{fault}");
    }
}
