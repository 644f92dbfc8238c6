//! The caller's end of the wire: what is asked of it is overheard, and packets can be lost on it.

use rtc::interceptor::{AttributedPacket, Interceptor, Packet, StreamInfo, TaggedPacket};
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtcp::transport_feedbacks::transport_layer_cc::{
    PacketStatusChunk, RecvDelta, RunLengthChunk, StatusChunkTypeTcc, SymbolTypeTcc,
    TransportLayerCc,
};
use rtc::rtcp::transport_feedbacks::transport_layer_nack::{NackPair, TransportLayerNack};
use rtc::sansio::Protocol;
use rtc::shared::error::Error;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Instant;
use tokio::sync::watch;

/// Set by the test, obeyed by the wire.
#[derive(Default)]
pub(super) struct Losses {
    pub(super) pictures_in: AtomicU32,
    pub(super) pictures_out: AtomicU32,
    pub(super) lies: AtomicBool,
    /// Packets that have come, retransmissions too.
    pub(super) came: AtomicU32,
}

/// A liar says of so many packets that they came at once, also of those that were never sent.
const AT_ONCE: u16 = 100;

/// Sits between everything else and the network.
pub(super) struct Wire {
    pub(super) losses: Arc<Losses>,
    pub(super) key_frame_requests: watch::Sender<u32>,
    pub(super) video_payload_type: u8,
    inbound: VecDeque<TaggedPacket>,
    outbound: VecDeque<TaggedPacket>,
}

impl Wire {
    pub(super) fn new(
        losses: Arc<Losses>,
        key_frame_requests: watch::Sender<u32>,
        video_payload_type: u8,
    ) -> Self {
        Self {
            losses,
            key_frame_requests,
            video_payload_type,
            inbound: VecDeque::new(),
            outbound: VecDeque::new(),
        }
    }

    /// Answers a packet that has come with lies: it and all before it were lost, no picture can be decoded, and
    /// everything that was sent, and more, comes in no time.
    fn lies_about(&mut self, packet: &TaggedPacket) {
        let Packet::Rtp(rtp) = &packet.message.packet else { return };
        self.losses.came.fetch_add(1, Ordering::Relaxed);
        if !self.losses.lies.load(Ordering::Relaxed) {
            return;
        }
        let (media_ssrc, last) = (rtp.header.ssrc, rtp.header.sequence_number);
        let pair =
            |n: u16| NackPair { packet_id: last.wrapping_sub(n * 17 + 16), lost_packets: 0xFFFF };
        let lost =
            TransportLayerNack { sender_ssrc: 1, media_ssrc, nacks: (0..10).map(pair).collect() };
        let blind = PictureLossIndication { sender_ssrc: 1, media_ssrc };
        let number = rtp.header.extensions.iter().find(|extension| extension.payload.len() == 2);
        let number = number.map_or(0, |e| u16::from_be_bytes([e.payload[0], e.payload[1]]));
        let in_no_time = TransportLayerCc {
            sender_ssrc: 1,
            media_ssrc,
            base_sequence_number: number.wrapping_sub(AT_ONCE / 2),
            packet_status_count: AT_ONCE,
            reference_time: 0,
            fb_pkt_count: 0,
            packet_chunks: vec![PacketStatusChunk::RunLengthChunk(RunLengthChunk {
                type_tcc: StatusChunkTypeTcc::RunLengthChunk,
                packet_status_symbol: SymbolTypeTcc::PacketReceivedSmallDelta,
                run_length: AT_ONCE,
            })],
            recv_deltas: vec![
                RecvDelta {
                    type_tcc_packet: SymbolTypeTcc::PacketReceivedSmallDelta,
                    delta: 0
                };
                usize::from(AT_ONCE)
            ],
        };
        let lies = Packet::Rtcp(vec![Box::new(lost), Box::new(blind), Box::new(in_no_time)]);
        let message = AttributedPacket::new(lies);
        self.outbound.push_back(TaggedPacket {
            message,
            now: packet.now,
            transport: packet.transport,
        });
    }

    fn is_lost(&self, packet: &TaggedPacket, left: &AtomicU32) -> bool {
        let Packet::Rtp(rtp) = &packet.message.packet else {
            return false;
        };
        rtp.header.payload_type == self.video_payload_type
            && left
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
                .is_ok()
    }
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for Wire {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, packet: TaggedPacket) -> Result<(), Self::Error> {
        if let Packet::Rtcp(compound) = &packet.message.packet {
            let asked =
                compound.iter().filter(|p| p.as_any().is::<PictureLossIndication>()).count() as u32;
            if asked > 0 {
                self.key_frame_requests.send_modify(|count| *count += asked);
            }
        }
        self.lies_about(&packet);
        if !self.is_lost(&packet, &self.losses.pictures_in) {
            self.inbound.push_back(packet);
        }
        Ok(())
    }

    fn poll_read(&mut self) -> Option<Self::Rout> {
        self.inbound.pop_front()
    }

    fn handle_write(&mut self, packet: TaggedPacket) -> Result<(), Self::Error> {
        if !self.is_lost(&packet, &self.losses.pictures_out) {
            self.outbound.push_back(packet);
        }
        Ok(())
    }

    fn poll_write(&mut self) -> Option<Self::Wout> {
        self.outbound.pop_front()
    }

    fn handle_timeout(&mut self, _now: Instant) -> Result<(), Self::Error> {
        Ok(())
    }

    fn poll_timeout(&mut self) -> Option<Self::Time> {
        None
    }
}

impl Interceptor for Wire {
    fn bind_local_stream(&mut self, _info: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _info: &StreamInfo) {}
    fn bind_remote_stream(&mut self, _info: &StreamInfo) {}
    fn unbind_remote_stream(&mut self, _info: &StreamInfo) {}
}
