//! Chance with a seed. A test that fails prints it, and is the same again with it.

use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

/// SplitMix64.
pub struct Chance(u64);

impl Chance {
    pub fn new(test: &str, seed: u64) -> Self {
        eprintln!("{test}: seed {seed}");
        Self(seed)
    }

    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to `below`, without it.
    pub fn below(&mut self, below: u64) -> u64 {
        self.number() % below
    }

    pub fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    pub fn bytes(&mut self, longest: u64) -> Vec<u8> {
        (0..self.below(longest)).map(|_| self.number() as u8).collect()
    }

    /// A VP8 frame as far as its head goes.
    pub fn frame(&mut self, is_key: bool, width: u16, height: u16) -> Vec<u8> {
        let mut frame = if is_key {
            let mut head = vec![0x10, 0, 0, 0x9D, 0x01, 0x2A];
            head.extend(width.to_le_bytes());
            head.extend(height.to_le_bytes());
            head
        } else {
            vec![0x11]
        };
        frame.extend(self.bytes(1_500));
        frame
    }

    /// An Opus packet as far as its first byte goes, of 20 or 60 ms, and how long it is in milliseconds.
    pub fn packet(&mut self) -> (Vec<u8>, u64) {
        let (toc, long) = if self.one_in(4) { (0x18, 60) } else { (0x78, 20) };
        let mut packet = vec![toc];
        packet.extend(self.bytes(120));
        (packet, long)
    }
}

pub fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// A folder in memory where there is one: a repair waits for the disk, and these tests do hundreds.
pub fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap()
}
