//! What one client is sent: packets of slots, what it lost of them, padding; and what it tells of their arrival.

use super::Peer;
use crate::media::egress::Outbox;
use crate::media::outgoing::Outgoing;
use crate::media::rtp;
use std::time::Instant;

impl Peer {
    /// The client has told when packets arrived.
    pub(in crate::media) fn arrivals_told(&mut self, message: &[u8], now: Instant) {
        if let Some(passage) = self.departures.told(message, now) {
            self.bandwidth.told(&passage, now);
        }
    }

    /// Sends the client a packet of a slot, if it is to have it and its network carries it.
    pub(in crate::media) fn send(
        &mut self,
        slot: usize,
        outgoing: &mut Outgoing,
        now: Instant,
        out: &mut Outbox,
    ) {
        if !self.bandwidth.carries(slot) {
            return;
        }
        let downlink = &mut self.downlinks[slot];
        let (Some(negotiated), Some(remote), Some(protection)) =
            (downlink.negotiated, self.remote, self.protection.as_mut())
        else {
            return;
        };
        let octets = outgoing.octets();
        let Some(own) = downlink.admit(outgoing.sequence, outgoing.is_entry, octets) else {
            return;
        };
        let (packet, header) = outgoing.for_receiver(negotiated.transport_sequence.is_some());
        rtp::address(packet, negotiated.payload_type, own);
        if let Some(id) = negotiated.transport_sequence {
            let number = self.departures.leaves(Some((slot, own)), packet.len(), now);
            rtp::number(packet, id, number);
        }
        header.sequence_number = own;
        if let Ok(sealed) = protection.outbound.encrypt_rtp_with_header(packet, header) {
            self.probe.sent(sealed.len());
            self.bandwidth.sent(sealed.len());
            out.push_of_slot(slot, remote, sealed);
        }
    }

    /// Sends a packet of a slot again, under `own`, the number the client knows it by.
    pub(in crate::media) fn resend(
        &mut self,
        slot: usize,
        packet: &[u8],
        own: u16,
        now: Instant,
        out: &mut Outbox,
    ) {
        if !self.bandwidth.may_resend(slot) {
            return;
        }
        let downlink = &mut self.downlinks[slot];
        let (Some(negotiated), Some(remote), Some(protection)) =
            (downlink.negotiated, self.remote, self.protection.as_mut())
        else {
            return;
        };
        let Some(sequence) = downlink.next_retransmission() else {
            return;
        };
        let again = match (negotiated.retransmission, negotiated.transport_sequence) {
            (Some(payload_type), id) => {
                let plain;
                let packet = if id.is_some() {
                    packet
                } else {
                    plain = rtp::without_extension(packet);
                    &plain
                };
                let ssrc = self.ssrcs.retransmission(slot);
                let mut again = rtp::retransmission(packet, own, sequence, ssrc);
                rtp::address(&mut again, payload_type, sequence);
                if let Some(id) = id {
                    let number = self.departures.leaves(None, again.len(), now);
                    rtp::number(&mut again, id, number);
                }
                again
            }
            // Under the same number everything has to be the same: a cipher must not see it twice with other bytes.
            (None, id) => {
                let mut again = packet.to_vec();
                rtp::address(&mut again, negotiated.payload_type, own);
                match id {
                    Some(id) => {
                        let Some(number) = self.departures.number_of(slot, own) else { return };
                        rtp::number(&mut again, id, number);
                    }
                    None => again = rtp::without_extension(&again),
                }
                again
            }
        };
        let header = rtp::header_of(&again);
        if let Ok(sealed) = protection.outbound.encrypt_rtp_with_header(&again, &header) {
            self.probe.sent(sealed.len());
            self.bandwidth.sent(sealed.len());
            out.push_of_slot(slot, remote, sealed);
        }
    }

    /// Sends padding, where it is to be found out what the client's network carries.
    pub(in crate::media) fn pad(&mut self, now: Instant, out: &mut Outbox) {
        let mut due = self.bandwidth.padding(now);
        if due == 0 {
            return;
        }
        let slot = 0;
        let downlink = &mut self.downlinks[slot];
        let (Some(negotiated), Some(remote), Some(protection)) =
            (downlink.negotiated, self.remote, self.protection.as_mut())
        else {
            return;
        };
        let (Some(payload_type), Some(id)) =
            (negotiated.retransmission, negotiated.transport_sequence)
        else {
            return;
        };
        while due > 0 {
            let length = due.min(usize::from(rtp::MAX_PADDING)) as u8;
            let sequence = downlink.next_padding();
            let ssrc = self.ssrcs.retransmission(slot);
            let mut packet = rtp::padding(sequence, 0, ssrc, length);
            rtp::address(&mut packet, payload_type, sequence);
            let number = self.departures.leaves(None, packet.len(), now);
            rtp::number(&mut packet, id, number);
            let header = rtp::header_of(&packet);
            if let Ok(sealed) = protection.outbound.encrypt_rtp_with_header(&packet, &header) {
                out.push_of_slot(slot, remote, sealed);
            }
            due = due.saturating_sub(packet.len());
        }
    }
}
