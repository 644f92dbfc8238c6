//! The head of a file, with room for what is known only at its end.

use super::{PICTURE, SOUND, finish};
use crate::ebml::{self, element, number};
use crate::opus;

/// A head is never longer than this, in bytes.
pub(crate) const MAX_HEAD: u64 = 4_096;

const MAX_TITLE: usize = 1_000;

/// 2001-01-01T00:00:00Z, from when WebM counts dates, in milliseconds since 1970.
const MILLENNIUM: i64 = 978_307_200_000;

/// The size of the picture until it has one: that of a black frame.
const BLANK_SIZE: [u16; 2] = [320, 180];

/// What an encoder is behind, and what a decoder has to hear before it sounds right, in nanoseconds (RFC 7845 §4.2, §4.6).
const CODEC_DELAY: u64 = opus::PRE_SKIP as u64 * 1_000_000 / 48;
const SEEK_PRE_ROLL: u64 = 80_000_000;

pub(super) fn head(title: &str, start: u64) -> Vec<u8> {
    let mut head = element(
        ebml::HEADER,
        &[
            // The version of EBML, the one it takes to read it, and how long ids and sizes may be.
            number(0x4286, 1),
            number(0x42F7, 1),
            number(0x42F2, 4),
            number(0x42F3, 8),
            // What it is, its version, and the one it takes to read it.
            element(0x4282, b"webm"),
            number(0x4287, 4),
            number(0x4285, 2),
        ]
        .concat(),
    );
    head.extend(ebml::id(ebml::SEGMENT));
    head.extend(ebml::UNKNOWN);
    head.extend(ebml::void(finish::SEEK_HEAD_LENGTH));
    head.extend(element(ebml::INFO, &info(title, start)));
    head.extend(element(ebml::TRACKS, &[picture(), sound()].concat()));
    head
}

fn info(title: &str, start: u64) -> Vec<u8> {
    let title = &title[..title.floor_char_boundary(MAX_TITLE)];
    let since = i64::try_from(start).unwrap_or(i64::MAX).saturating_sub(MILLENNIUM);
    [
        // A tick is a million nanoseconds: times are in milliseconds.
        number(0x002A_D7B1, 1_000_000),
        // The date, in nanoseconds.
        element(0x4461, &since.saturating_mul(1_000_000).to_be_bytes()),
        element(0x7BA9, title.as_bytes()),
        // What has packed it, and what has written it.
        element(0x4D80, b"Rostrum"),
        element(0x5741, b"Rostrum"),
        ebml::void(finish::DURATION_LENGTH),
    ]
    .concat()
}

fn picture() -> Vec<u8> {
    let [width, height] = BLANK_SIZE.map(u16::to_be_bytes);
    let size = [element(ebml::WIDTH, &width), element(ebml::HEIGHT, &height)].concat();
    track(PICTURE, 1, b"V_VP8", &element(ebml::VIDEO, &size))
}

fn sound() -> Vec<u8> {
    let about = [
        number(0x56AA, CODEC_DELAY),
        number(0x56BB, SEEK_PRE_ROLL),
        // What a decoder is told before the first packet.
        element(0x63A2, &opus::head()),
        // The rate, and one channel.
        element(0xE1, &[element(0xB5, &48_000_f64.to_be_bytes()), number(0x9F, 1)].concat()),
    ];
    track(SOUND, 2, b"A_OPUS", &about.concat())
}

/// A track of a kind: 1 is picture, 2 is sound.
fn track(number_of: u8, kind: u64, codec: &[u8], about: &[u8]) -> Vec<u8> {
    let head = [
        number(ebml::TRACK_NUMBER, number_of.into()),
        // The same number for editors.
        number(0x73C5, number_of.into()),
        number(0x83, kind),
        // Each block is one frame.
        number(0x9C, 0),
        // The floor is in any language; English, if nothing is said.
        element(0x0022_B59C, b"und"),
        element(0x86, codec),
    ];
    element(ebml::TRACK, &[&head.concat(), about].concat())
}
