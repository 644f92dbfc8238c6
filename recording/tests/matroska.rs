//! A reader of WebM that believes nothing: what is not exactly as it should be stops the test.

use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub struct Movie {
    /// `None` if the segment goes on to the end of the file.
    pub segment_size: Option<u64>,
    pub duration: Option<f64>,
    pub title: String,
    pub tracks: BTreeMap<u64, Track>,
    pub clusters: Vec<Cluster>,
    pub blocks: Vec<Block>,
    /// Time, track, place of the cluster in the file.
    pub cues: Vec<(u64, u64, u64)>,
    /// What is said to be where, and what is there.
    pub seeks: Vec<(u32, u32)>,
}

#[derive(Debug, Default)]
pub struct Track {
    pub codec: String,
    pub width: u64,
    pub height: u64,
    pub private: Vec<u8>,
    pub codec_delay: u64,
}

#[derive(Debug)]
pub struct Cluster {
    pub place: u64,
    pub time: u64,
    pub first_block: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub track: u64,
    pub time: i64,
    pub is_key: bool,
    pub data: Vec<u8>,
    /// Where in the file it ends.
    pub end: u64,
}

/// Reads a file that may be unfinished at its size, but not in the midst of an element.
pub fn read(bytes: &[u8]) -> Movie {
    let mut movie = Movie::default();
    let top = elements(bytes, 0, bytes.len());
    assert_eq!(top.len(), 2, "a head and a segment");
    assert_eq!(top[0].id, 0x1A45_DFA3);
    let kinds: Vec<_> = elements(bytes, top[0].body, top[0].end).iter().map(|e| e.id).collect();
    assert!(kinds.contains(&0x4282), "{kinds:x?}");
    let segment = &top[1];
    assert_eq!(segment.id, 0x1853_8067);
    movie.segment_size = segment.size;
    for element in elements(bytes, segment.body, segment.end) {
        let children = || elements(bytes, element.body, element.end);
        match element.id {
            0x114D_9B74 => {
                for seek in children().iter().filter(|e| e.id == 0x4DBB) {
                    let parts = elements(bytes, seek.body, seek.end);
                    let id = uint(bytes, &parts[0]) as u32;
                    let at = segment.body + uint(bytes, &parts[1]) as usize;
                    movie.seeks.push((id, elements(bytes, at, bytes.len())[0].id));
                }
            }
            0x1549_A966 => {
                for about in children() {
                    match about.id {
                        0x4489 => movie.duration = Some(float(bytes, &about)),
                        0x7BA9 => movie.title = text(bytes, &about),
                        0x2AD7B1 => assert_eq!(uint(bytes, &about), 1_000_000),
                        _ => {}
                    }
                }
            }
            0x1654_AE6B => {
                for track in children().iter().filter(|e| e.id == 0xAE) {
                    let (number, track) = read_track(bytes, track);
                    movie.tracks.insert(number, track);
                }
            }
            0x1F43_B675 => cluster(bytes, &element, &mut movie),
            0x1C53_BB6B => {
                for point in children() {
                    assert_eq!(point.id, 0xBB);
                    let parts = elements(bytes, point.body, point.end);
                    let place = elements(bytes, parts[1].body, parts[1].end);
                    movie.cues.push((
                        uint(bytes, &parts[0]),
                        uint(bytes, &place[0]),
                        segment.body as u64 + uint(bytes, &place[1]),
                    ));
                }
            }
            0xEC => {}
            other => panic!("{other:x} in the segment"),
        }
    }
    movie
}

fn read_track(bytes: &[u8], track: &Element) -> (u64, Track) {
    let (mut number, mut read) = (0, Track::default());
    for about in elements(bytes, track.body, track.end) {
        match about.id {
            0xD7 => number = uint(bytes, &about),
            0x86 => read.codec = text(bytes, &about),
            0x63A2 => read.private = bytes[about.body..about.end].to_vec(),
            0x56AA => read.codec_delay = uint(bytes, &about),
            0xE0 => {
                for size in elements(bytes, about.body, about.end) {
                    match size.id {
                        0xB0 => read.width = uint(bytes, &size),
                        0xBA => read.height = uint(bytes, &size),
                        other => panic!("{other:x} of a picture"),
                    }
                }
            }
            _ => {}
        }
    }
    (number, read)
}

fn cluster(bytes: &[u8], cluster: &Element, movie: &mut Movie) {
    let children = elements(bytes, cluster.body, cluster.end);
    assert_eq!(children[0].id, 0xE7, "a cluster begins with its time");
    let time = uint(bytes, &children[0]);
    let (place, first_block) = (cluster.start as u64, movie.blocks.len());
    movie.clusters.push(Cluster { place, time, first_block });
    assert!(children.len() > 1, "a cluster has a block");
    for block in &children[1..] {
        assert_eq!(block.id, 0xA3);
        let head = &bytes[block.body..block.body + 4];
        let ahead = i64::from(i16::from_be_bytes([head[1], head[2]]));
        movie.blocks.push(Block {
            track: u64::from(head[0] & 0x7F),
            time: time as i64 + ahead,
            is_key: head[3] & 0x80 != 0,
            data: bytes[block.body + 4..block.end].to_vec(),
            end: block.end as u64,
        });
    }
}

struct Element {
    id: u32,
    start: usize,
    body: usize,
    end: usize,
    size: Option<u64>,
}

/// The elements from one place to another, which they fill exactly.
fn elements(bytes: &[u8], mut at: usize, end: usize) -> Vec<Element> {
    let mut found = Vec::new();
    while at < end {
        let start = at;
        let length = bytes[at].leading_zeros() as usize + 1;
        let id = bytes[at..at + length].iter().fold(0, |id, byte| id << 8 | u32::from(*byte));
        at += length;
        let length = bytes[at].leading_zeros() as usize + 1;
        let coded = bytes[at..at + length].iter().fold(0, |n, byte| n << 8 | u64::from(*byte));
        at += length;
        let mask = (1_u64 << (7 * length)) - 1;
        let size = Some(coded & mask).filter(|size| *size != mask);
        let body = at;
        at = size.map_or(end, |size| at + size as usize);
        assert!(at <= end, "{id:x} at {start} ends at {at}, after {end}");
        found.push(Element { id, start, body, end: at, size });
        if size.is_none() {
            break;
        }
    }
    found
}

fn uint(bytes: &[u8], element: &Element) -> u64 {
    bytes[element.body..element.end].iter().fold(0, |n, byte| n << 8 | u64::from(*byte))
}

fn float(bytes: &[u8], element: &Element) -> f64 {
    f64::from_be_bytes(bytes[element.body..element.end].try_into().unwrap())
}

fn text(bytes: &[u8], element: &Element) -> String {
    String::from_utf8(bytes[element.body..element.end].to_vec()).unwrap()
}
