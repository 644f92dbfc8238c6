//! The SSRCs under which clients are sent their slots: a table, the same for all, since each client has a transport and
//! keys of its own.

use super::layout::MAX_SECTIONS;
use super::offer::Offer;
use rand::Rng;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The table.
#[derive(Clone, Debug)]
pub(super) struct Ssrcs(Arc<[Pair]>);

/// Of one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub media: u32,
    pub retransmission: u32,
}

impl Ssrcs {
    /// Numbers by chance, each once.
    pub(super) fn new(chance: &mut impl Rng) -> Self {
        let mut drawn = BTreeSet::new();
        let mut draw = || loop {
            let ssrc = chance.random();
            if ssrc != 0 && drawn.insert(ssrc) {
                return ssrc;
            }
        };
        let pairs = (0..MAX_SECTIONS).map(|_| Pair { media: draw(), retransmission: draw() });
        Self(pairs.collect())
    }

    /// Of the slot at this place among those that a client receives.
    pub(super) fn of(&self, place: usize) -> Pair {
        self.0[place]
    }

    /// The place whose media is sent as `ssrc`.
    pub(super) fn place(&self, ssrc: u32) -> Option<usize> {
        self.0.iter().position(|pair| pair.media == ssrc)
    }

    /// A client that happened to choose one of these for itself has to offer again.
    pub(super) fn collides(&self, offer: &Offer) -> bool {
        let taken =
            |ssrc: &u32| self.0.iter().any(|p| p.media == *ssrc || p.retransmission == *ssrc);
        offer.sections.iter().any(|section| section.ssrcs.iter().any(taken))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::offer;

    #[test]
    fn places_are_found_by_what_they_send() {
        let ssrcs = Ssrcs::new(&mut rand::rng());
        for place in 0..MAX_SECTIONS {
            assert_eq!(ssrcs.place(ssrcs.of(place).media), Some(place));
            assert_eq!(ssrcs.place(ssrcs.of(place).retransmission), None);
        }
        let honest = Offer::read(&offer::tests::chromium().into()).expect("valid");
        assert!(!ssrcs.collides(&honest));
        let text =
            offer::tests::chromium().replace("ssrc:77", &format!("ssrc:{}", ssrcs.of(9).media));
        assert!(ssrcs.collides(&Offer::read(&text.into()).expect("valid")));
    }
}
