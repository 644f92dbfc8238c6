//! What one client is sent: packets of streams, what it lost of them, padding; and what it tells of their arrival.

use super::Peer;
use crate::media::bandwidth::Padding;
use crate::media::delivery::{Delivery, Negotiated};
use crate::media::egress::Egress;
use crate::media::numbers::Numbers;
use crate::media::outgoing::Outgoing;
use crate::media::ssrcs::Pair;
use crate::media::{rtp, train};
use std::time::Instant;

impl Peer {
    /// The client has told when packets arrived.
    pub(in crate::media) fn arrivals_told(&mut self, message: &[u8], now: Instant) {
        if let Some(passage) = self.departures.told(message, now) {
            self.bandwidth.told(&passage, now);
        }
    }

    /// What was negotiated for a place, if anything can be sent yet.
    fn receives(&self, place: usize) -> Option<Negotiated> {
        let is_reached = self.remote.is_some() && self.protection.is_some();
        self.deliveries[place].negotiated.filter(|_| is_reached)
    }

    /// Whether the client's network carries what fills a place.
    pub(in crate::media) fn carries(&self, place: usize) -> bool {
        let picture = self.deliveries[place].slot.picture();
        picture.is_none_or(|picture| self.bandwidth.carries(picture))
    }

    /// Seals a packet of a place and sends it; gives how many octets went.
    fn seal(
        &mut self,
        place: usize,
        packet: &[u8],
        header: &rtc_rtp::Header,
        out: &mut Egress,
    ) -> Option<usize> {
        let (remote, protection) = (self.remote?, self.protection.as_mut()?);
        let sealed = protection.outbound.encrypt_rtp_with_header(packet, header).ok()?;
        let octets = sealed.len();
        out.push_media(self.deliveries[place].is_picture(), remote, sealed);
        Some(octets)
    }

    /// The same for media, which counts.
    fn seal_media(
        &mut self,
        place: usize,
        packet: &[u8],
        header: &rtc_rtp::Header,
        out: &mut Egress,
    ) {
        if let Some(octets) = self.seal(place, packet, header, out) {
            self.deliveries[place].carries();
            self.probe.sent(octets);
            self.bandwidth.sent(octets);
        }
    }

    /// Sends the client a packet of what fills a place, if it is to have it and its network carries it; a picture's
    /// perhaps in a moment.
    pub(in crate::media) fn send(
        &mut self,
        place: usize,
        outgoing: &mut Outgoing,
        now: Instant,
        out: &mut Egress,
    ) {
        let begins = outgoing.is_entry || !self.deliveries[place].is_paused();
        if !begins || !self.carries(place) {
            return;
        }
        if self.deliveries[place].is_picture()
            && !self.pace.lets(outgoing.packet.len(), self.bandwidth.pace(), now)
        {
            self.pace.hold(place, outgoing.clone(), now);
            return;
        }
        self.send_now(place, outgoing, now, out);
    }

    /// Sends what was held and may leave now.
    pub(in crate::media) fn send_held(&mut self, now: Instant, out: &mut Egress) {
        while let Some(mut held) = self.pace.due(self.bandwidth.pace(), now) {
            self.send_now(held.place, &mut held.outgoing, now, out);
        }
    }

    /// The client is not sent what fills a place any more, until there is something to begin with.
    pub(in crate::media) fn pause(&mut self, place: usize) {
        self.deliveries[place].pause();
        self.pace.forget(place);
    }

    fn send_now(&mut self, place: usize, outgoing: &mut Outgoing, now: Instant, out: &mut Egress) {
        let Some(negotiated) = self.receives(place) else { return };
        let delivery = &mut self.deliveries[place];
        let Some(own) = delivery.admit(outgoing, now) else { return };
        let ssrc = delivery.ssrcs.media;
        let (packet, header) = outgoing.for_receiver(negotiated.transport_sequence.is_some());
        rtp::address(packet, negotiated.payload_type, ssrc);
        own.write(packet);
        if let Some(id) = negotiated.transport_sequence {
            let number = self.departures.leaves(Some((place, own.sequence)), packet.len(), now);
            rtp::number(packet, id, number);
        }
        (header.sequence_number, header.ssrc) = (own.sequence, ssrc);
        self.seal_media(place, packet, header, out);
    }

    /// Sends a packet that its stream has kept again, under `own`, the number the client knows it by.
    pub(in crate::media) fn resend(
        &mut self,
        place: usize,
        packet: &[u8],
        own: u16,
        now: Instant,
        out: &mut Egress,
    ) {
        let is_picture = self.deliveries[place].is_picture();
        if !self.bandwidth.may_resend(is_picture) {
            return;
        }
        let Some(negotiated) = self.receives(place) else { return };
        let delivery = &mut self.deliveries[place];
        let numbers = Numbers::of(packet, is_picture).and_then(|made| delivery.own(made));
        let Some(numbers) = numbers.filter(|numbers| numbers.sequence == own) else { return };
        let Some(sequence) = delivery.next_retransmission() else { return };
        let Pair { media, retransmission } = delivery.ssrcs;
        let mut packet = match negotiated.transport_sequence {
            Some(_) => packet.to_vec(),
            None => rtp::without_extension(packet),
        };
        numbers.write(&mut packet);
        let mut again = match negotiated.retransmission {
            Some(payload_type) => {
                let mut again = rtp::retransmission(&packet, own, sequence);
                rtp::address(&mut again, payload_type, retransmission);
                again
            }
            None => {
                rtp::address(&mut packet, negotiated.payload_type, media);
                packet
            }
        };
        if let Some(id) = negotiated.transport_sequence {
            // Under the same number everything has to be the same: a cipher must not see it twice with other bytes.
            let number = match negotiated.retransmission {
                Some(_) => Some(self.departures.leaves(None, again.len(), now)),
                None => self.departures.number_of(place, own),
            };
            let Some(number) = number else { return };
            rtp::number(&mut again, id, number);
        }
        let header = rtp::header_of(&again);
        self.seal_media(place, &again, &header, out);
    }

    /// Sends padding, where it is to be found out what the client's network carries.
    pub(in crate::media) fn pad(&mut self, now: Instant, out: &mut Egress) {
        let is_resent = |d: &Delivery| d.negotiated.is_some_and(|n| n.retransmission.is_some());
        let Some(place) = self.deliveries.iter().position(is_resent) else { return };
        let Some(Negotiated {
            retransmission: Some(payload_type),
            transport_sequence: Some(id),
            ..
        }) = self.receives(place)
        else {
            return;
        };
        let (mut due, most) = match self.bandwidth.padding(now) {
            Padding::Octets(due) => (due, rtp::MAX_PADDING),
            Padding::Train(padding) => {
                let packet = rtp::NUMBERED_HEADER + usize::from(padding);
                self.departures.train_leaves(packet + train::AROUND);
                (train::LENGTH * packet, padding)
            }
        };
        while due > 0 {
            let length = due.min(usize::from(most)) as u8;
            let sequence = self.deliveries[place].next_padding();
            let ssrc = self.deliveries[place].ssrcs.retransmission;
            let mut packet = rtp::padding(sequence, 0, length);
            rtp::address(&mut packet, payload_type, ssrc);
            let number = self.departures.leaves(None, packet.len(), now);
            rtp::number(&mut packet, id, number);
            let header = rtp::header_of(&packet);
            self.seal(place, &packet, &header, out);
            due = due.saturating_sub(packet.len());
        }
    }
}
