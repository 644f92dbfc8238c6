//! Clips as they lie beside the demo, and files that are none.

use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::time::Millis;
use rostrum_rehearsal::cast::{Clips, Sound};
use rostrum_rehearsal::clip::{Picture, Voice};
use std::path::{Path, PathBuf};

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/demo/clips")
}

#[test]
fn every_language_has_a_voice_and_its_booth_another() {
    let clips = Clips::read(&folder()).unwrap();
    for lang in Lang::ALL {
        let (speech, booth) =
            (clips.voice(Sound::Speech(lang)), clips.voice(Sound::Interpretation(lang)));
        assert!(speech.length() > Millis::seconds(20), "{lang:?} speaks {:?}", speech.length());
        assert!(booth.length() > Millis::seconds(10), "{lang:?} has {:?}", booth.length());
        assert_ne!(speech, booth);
    }
}

#[test]
fn a_picture_begins_anew_without_an_end() {
    let clips = Clips::read(&folder()).unwrap();
    let picture = clips.picture(&SeatId::new("TUN").unwrap()).unwrap();
    let round = picture.frames().len();
    assert_eq!((round, picture.step()), (60, Millis(100)));
    assert_eq!(picture.frame(round), picture.frame(0));
    assert!(clips.picture(&SeatId::new("XYZ").unwrap()).is_none());
}

#[test]
fn nobody_waits_longer_than_two_seconds_for_a_whole_picture() {
    let clips = Clips::read(&folder()).unwrap();
    let mut seats = 0;
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(seat) = name.strip_suffix(".ivf") else { continue };
        let picture = clips.picture(&SeatId::new(seat).unwrap()).unwrap();
        for place in 0..picture.frames().len() {
            let wait = picture.next_key(place) - place;
            assert!(wait as u64 * picture.step().0 <= 2_000, "{seat} at {place}");
        }
        seats += 1;
    }
    assert!(seats >= 16, "{seats} seats have a picture");
}

#[test]
fn what_is_no_clip_is_named() {
    assert!(Voice::read(b"RIFF").is_err());
    assert!(Picture::read(b"RIFF").is_err());
    let whole = std::fs::read(folder().join("TUN.ivf")).unwrap();
    let cut = Picture::read(&whole[..whole.len() - 1]).unwrap_err();
    assert_eq!(cut.to_string(), "cut short in a frame");
    let mut other = whole.clone();
    other[8..12].copy_from_slice(b"VP90");
    assert!(Picture::read(&other).is_err());
    assert!(Voice::read(&whole).is_err());
}
