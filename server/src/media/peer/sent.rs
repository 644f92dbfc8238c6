//! What one client is sent: packets of slots, what it lost of them, padding; and what it tells of their arrival.

use super::Peer;
use crate::media::bandwidth::{PICTURES, Padding};
use crate::media::downlink::Negotiated;
use crate::media::egress::Egress;
use crate::media::outgoing::Outgoing;
use crate::media::{rtp, train};
use std::borrow::Cow;
use std::time::Instant;

impl Peer {
    /// The client has told when packets arrived.
    pub(in crate::media) fn arrivals_told(&mut self, message: &[u8], now: Instant) {
        if let Some(passage) = self.departures.told(message, now) {
            self.bandwidth.told(&passage, now);
        }
    }

    /// What was negotiated for a slot, if anything can be sent yet.
    fn receives(&self, slot: usize) -> Option<Negotiated> {
        let is_reached = self.remote.is_some() && self.protection.is_some();
        self.downlinks[slot].negotiated.filter(|_| is_reached)
    }

    /// Seals a packet of a slot and sends it; gives how many octets went.
    fn seal(
        &mut self,
        slot: usize,
        packet: &[u8],
        header: &rtc_rtp::Header,
        out: &mut Egress,
    ) -> Option<usize> {
        let (remote, protection) = (self.remote?, self.protection.as_mut()?);
        let sealed = protection.outbound.encrypt_rtp_with_header(packet, header).ok()?;
        let octets = sealed.len();
        out.push_of_slot(slot, remote, sealed);
        Some(octets)
    }

    /// The same for media, which counts.
    fn seal_media(
        &mut self,
        slot: usize,
        packet: &[u8],
        header: &rtc_rtp::Header,
        out: &mut Egress,
    ) {
        if let Some(octets) = self.seal(slot, packet, header, out) {
            self.probe.sent(octets);
            self.bandwidth.sent(octets);
        }
    }

    /// Sends the client a packet of a slot, if it is to have it and its network carries it; a picture's perhaps in a
    /// moment.
    pub(in crate::media) fn send(
        &mut self,
        slot: usize,
        outgoing: &mut Outgoing,
        now: Instant,
        out: &mut Egress,
    ) {
        let begins = outgoing.is_entry || !self.downlinks[slot].is_paused();
        if !begins || !self.bandwidth.carries(slot) {
            return;
        }
        if slot < PICTURES && !self.pace.lets(outgoing.packet.len(), self.bandwidth.pace(), now) {
            self.pace.hold(slot, outgoing.clone(), now);
            return;
        }
        self.send_now(slot, outgoing, now, out);
    }

    /// Sends what was held and may leave now.
    pub(in crate::media) fn send_held(&mut self, now: Instant, out: &mut Egress) {
        while let Some(mut held) = self.pace.due(self.bandwidth.pace(), now) {
            self.send_now(held.slot, &mut held.outgoing, now, out);
        }
    }

    /// The client is not sent a slot any more, until there is something to begin with.
    pub(in crate::media) fn pause(&mut self, slot: usize) {
        self.downlinks[slot].pause();
        self.pace.forget(slot);
    }

    fn send_now(&mut self, slot: usize, outgoing: &mut Outgoing, now: Instant, out: &mut Egress) {
        let Some(negotiated) = self.receives(slot) else { return };
        let octets = outgoing.octets();
        let admitted = self.downlinks[slot].admit(outgoing.sequence, outgoing.is_entry, octets);
        let Some(own) = admitted else { return };
        let (packet, header) = outgoing.for_receiver(negotiated.transport_sequence.is_some());
        rtp::address(packet, negotiated.payload_type, own);
        if let Some(id) = negotiated.transport_sequence {
            let number = self.departures.leaves(Some((slot, own)), packet.len(), now);
            rtp::number(packet, id, number);
        }
        header.sequence_number = own;
        self.seal_media(slot, packet, header, out);
    }

    /// Sends a packet of a slot again, under `own`, the number the client knows it by.
    pub(in crate::media) fn resend(
        &mut self,
        slot: usize,
        packet: &[u8],
        own: u16,
        now: Instant,
        out: &mut Egress,
    ) {
        if !self.bandwidth.may_resend(slot) {
            return;
        }
        let Some(negotiated) = self.receives(slot) else { return };
        let Some(sequence) = self.downlinks[slot].next_retransmission() else { return };
        let packet = match negotiated.transport_sequence {
            Some(_) => Cow::Borrowed(packet),
            None => Cow::Owned(rtp::without_extension(packet)),
        };
        let (mut again, payload_type, sequence) = match negotiated.retransmission {
            Some(payload_type) => {
                let ssrc = self.ssrcs.retransmission(slot);
                (rtp::retransmission(&packet, own, sequence, ssrc), payload_type, sequence)
            }
            None => (packet.into_owned(), negotiated.payload_type, own),
        };
        rtp::address(&mut again, payload_type, sequence);
        if let Some(id) = negotiated.transport_sequence {
            // Under the same number everything has to be the same: a cipher must not see it twice with other bytes.
            let number = match negotiated.retransmission {
                Some(_) => Some(self.departures.leaves(None, again.len(), now)),
                None => self.departures.number_of(slot, own),
            };
            let Some(number) = number else { return };
            rtp::number(&mut again, id, number);
        }
        let header = rtp::header_of(&again);
        self.seal_media(slot, &again, &header, out);
    }

    /// Sends padding, where it is to be found out what the client's network carries.
    pub(in crate::media) fn pad(&mut self, now: Instant, out: &mut Egress) {
        let slot = 0;
        let Some(Negotiated {
            retransmission: Some(payload_type),
            transport_sequence: Some(id),
            ..
        }) = self.receives(slot)
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
            let sequence = self.downlinks[slot].next_padding();
            let ssrc = self.ssrcs.retransmission(slot);
            let mut packet = rtp::padding(sequence, 0, ssrc, length);
            rtp::address(&mut packet, payload_type, sequence);
            let number = self.departures.leaves(None, packet.len(), now);
            rtp::number(&mut packet, id, number);
            let header = rtp::header_of(&packet);
            self.seal(slot, &packet, &header, out);
            due = due.saturating_sub(packet.len());
        }
    }
}
