//! The last packets of a picture, kept once for all its receivers so that a lost one can be sent
//! again.

use super::rtp::Header;

/// Packets kept per picture: two to four seconds of it.
const KEPT: usize = 512;

/// A ring of sent packets, found again by the number they were sent under.
#[derive(Debug, Default)]
pub(super) struct History {
    ring: Vec<Vec<u8>>,
}

impl History {
    /// Keeps `packet` and forgets the one sent 512 numbers before.
    pub(super) fn keep(&mut self, sequence: u16, packet: &[u8]) {
        if self.ring.is_empty() {
            self.ring.resize_with(KEPT, Vec::new);
        }
        let place = &mut self.ring[usize::from(sequence) % KEPT];
        place.clear();
        place.extend_from_slice(packet);
    }

    /// The packet sent under `sequence`, if it is still known.
    pub(super) fn find(&self, sequence: u16) -> Option<&[u8]> {
        let packet = self.ring.get(usize::from(sequence) % KEPT)?;
        let header = Header::parse(packet)?;
        (header.sequence == sequence).then_some(packet.as_slice())
    }

    /// Releases the memory when the picture has no source.
    pub(super) fn clear(&mut self) {
        self.ring = Vec::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::rtp;

    #[test]
    fn the_latest_are_found_and_the_older_forgotten() {
        let mut history = History::default();
        assert_eq!(history.find(1), None);
        for offset in 0..(KEPT as u16 + 1) {
            let sequence = 65_500_u16.wrapping_add(offset);
            history.keep(sequence, &rtp::write(sequence, 0, 1, false, &[b"x"]));
        }
        assert_eq!(history.find(65_500), None);
        assert!(history.find(65_501).is_some());
        assert!(history.find(65_500_u16.wrapping_add(KEPT as u16)).is_some());
        history.clear();
        assert_eq!(history.find(65_501), None);
    }
}
