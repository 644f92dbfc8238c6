//! Two seats change places in a list, when both consent.

use crate::id::RequestId;
use crate::meeting::Meeting;
use crate::meeting::event::Event;
use crate::meeting::refusal::{Refusal, StatusName};
use crate::read::Read;
use serde::{Deserialize, Serialize};

/// One seat offers to change places; the other has not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Swap {
    /// The request whose seat offers.
    pub request: RequestId,
    /// The request whose seat may accept.
    pub with: RequestId,
}

impl Meeting {
    pub(super) fn offer_swap(&self, swap: Swap) -> Result<Vec<Event>, Refusal> {
        let (a, b) = (self.request(swap.request)?, self.request(swap.with)?);
        for request in [a, b] {
            if request.status_name() != StatusName::Accepted {
                return request.refuse();
            }
        }
        if a.kind != b.kind || a.id == b.id {
            return Err(Refusal::OtherList {});
        }
        let back = Swap { request: swap.with, with: swap.request };
        Ok(match (self.swaps.contains(&swap), self.swaps.contains(&back)) {
            (true, _) => vec![],
            // Both have offered: that is consent.
            (false, true) => vec![Event::PlacesSwapped { swap: back }],
            (false, false) => vec![Event::SwapOffered { swap }],
        })
    }

    pub(super) fn answer_swap(&self, swap: Swap, agreed: bool) -> Result<Vec<Event>, Refusal> {
        if !self.swaps.contains(&swap) {
            return Err(Refusal::NoSwapOffered {});
        }
        Ok(vec![match agreed {
            true => Event::PlacesSwapped { swap },
            false => Event::SwapDeclined { swap },
        }])
    }

    /// The list is put into another order. An offer was made for the places of its day.
    pub(super) fn rearrange(&mut self, change: impl FnOnce(&mut Self)) {
        let places = |meeting: &Self, swap: &Swap| {
            (meeting.position(swap.request), meeting.position(swap.with))
        };
        let offers: Vec<_> = self.swaps.iter().map(|swap| (*swap, places(self, swap))).collect();
        change(self);
        let stands = |(swap, before): &(Swap, _)| places(self, swap) == *before;
        let standing: Vec<_> = offers.into_iter().filter(stands).map(|(swap, _)| swap).collect();
        self.swaps = standing;
    }

    pub(super) fn swap_places(&mut self, swap: Swap) {
        for list in [&mut self.speakers, &mut self.replies] {
            let place = |id| list.iter().position(|r| *r == id);
            if let (Some(a), Some(b)) = (place(swap.request), place(swap.with)) {
                list.swap(a, b);
            }
        }
        // Every other offer about these places was made for another place.
        let touched = [swap.request, swap.with];
        self.swaps.retain(|s| !touched.contains(&s.request) && !touched.contains(&s.with));
    }
}
