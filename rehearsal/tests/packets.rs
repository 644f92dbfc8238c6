//! From clips to RTP, read again by a parser that knows nothing of how it was written.

use bytes::Bytes;
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::time::Millis;
use rostrum_rehearsal::cast::{Clips, Sound};
use rostrum_rehearsal::clip::VOICE_STEP;
use rostrum_rehearsal::packets::{MAX_PACKET, PictureSender, VoiceSender, level};
use rtc::rtp::Packet;

/// A payload of VP8 as RFC 7741 §4.2 reads it.
#[derive(Debug, PartialEq, Eq)]
struct Read<'a> {
    starts: bool,
    partition: u8,
    picture: Option<u16>,
    base_layer: Option<u8>,
    layer: Option<u8>,
    frame: &'a [u8],
}

fn read(payload: &[u8]) -> Read<'_> {
    let mut at = 0;
    let mut byte = || {
        at += 1;
        payload[at - 1]
    };
    let first = byte();
    let extended = if first & 0b1000_0000 > 0 { byte() } else { 0 };
    let picture = (extended & 0b1000_0000 > 0).then(|| match byte() {
        wide if wide & 0b1000_0000 > 0 => (u16::from(wide) & 0x7F) * 256 + u16::from(byte()),
        narrow => u16::from(narrow),
    });
    let base_layer = (extended & 0b0100_0000 > 0).then(&mut byte);
    let layer = (extended & 0b0011_0000 > 0).then(|| byte() >> 6);
    Read {
        starts: first & 0b0001_0000 > 0,
        partition: first & 0b0000_0111,
        picture,
        base_layer,
        layer,
        frame: &payload[at..],
    }
}

fn clips() -> Clips {
    Clips::read(&super::clips::folder()).unwrap()
}

#[test]
fn a_picture_comes_out_as_it_went_in() {
    let picture = clips().picture(&SeatId::new("RUS").unwrap()).unwrap();
    let mut sender = PictureSender::new(7, 65_500, 0x7FF0);
    let (mut sequence, mut number, mut layer) = (65_500_u16, 0x7FF0_u16, 0_u8);
    // Two rounds and a bit.
    for place in 0..130 {
        let frame = picture.frame(place);
        let at = Millis(place as u64 * 100);
        let packets = sender.shows(at, &frame.bytes);
        let mut together = Vec::new();
        for (n, packet) in packets.iter().enumerate() {
            let is_last = n + 1 == packets.len();
            assert_eq!(packet.header.sequence_number, sequence);
            assert_eq!(packet.header.timestamp, place as u32 * 9_000);
            assert_eq!((packet.header.ssrc, packet.header.payload_type), (7, 96));
            assert_eq!(packet.header.marker, is_last);
            assert!(12 + packet.payload.len() + 16 <= MAX_PACKET);
            let said = read(&packet.payload);
            assert_eq!((said.starts, said.partition), (n == 0, 0));
            assert_eq!((said.picture, said.base_layer), (Some(number), Some(layer)));
            assert_eq!(said.layer, Some(0));
            together.extend_from_slice(said.frame);
            sequence = sequence.wrapping_add(1);
        }
        assert_eq!(together, frame.bytes);
        // The lowest bit of the first byte of VP8.
        assert_eq!(frame.is_key, together[0] & 1 == 0);
        number = (number + 1) % 0x8000;
        layer = layer.wrapping_add(1);
    }
}

#[test]
fn a_long_frame_is_cut_evenly() {
    let mut sender = PictureSender::new(7, 0, 0);
    let lengths = |packets: Vec<Packet>| {
        packets.iter().map(|packet| read(&packet.payload).frame.len()).collect::<Vec<_>>()
    };
    let frame = |length| Bytes::from(vec![0xAB; length]);
    assert_eq!(lengths(sender.shows(Millis(0), &frame(2_500))), [834, 834, 832]);
    assert_eq!(lengths(sender.shows(Millis(100), &frame(1))), [1]);
    assert_eq!(lengths(sender.shows(Millis(200), &frame(1_154))), [1_154]);
    assert_eq!(lengths(sender.shows(Millis(300), &frame(1_155))), [578, 577]);
}

#[test]
fn a_voice_goes_on_over_its_end_and_a_silence_is_marked() {
    let voice = clips().voice(Sound::Speech(Lang::Fr));
    let round = (voice.length().0 / VOICE_STEP.0) as usize;
    let mut sender = VoiceSender::new(9, 65_000);
    let mut before: Option<Packet> = None;
    for place in 0..round + 10 {
        let at = Millis(place as u64 * VOICE_STEP.0);
        let packet = sender.says(at, voice.packet(place));
        assert_eq!(packet.header.marker, place == 0);
        assert_eq!(packet.payload, voice.packet(place % round));
        if let Some(before) = before.replace(packet.clone()) {
            let (before, now) = (before.header, packet.header);
            assert_eq!(now.timestamp, before.timestamp + 960);
            assert_eq!(now.sequence_number, before.sequence_number.wrapping_add(1));
        }
    }
    sender.is_silent();
    let at = Millis((round as u64 + 60) * VOICE_STEP.0);
    let packet = sender.says(at, voice.packet(0)).header;
    let before = before.unwrap().header;
    // 51 steps later: 50 were silent.
    assert_eq!(packet.timestamp, before.timestamp + 51 * 960);
    assert_eq!(packet.sequence_number, before.sequence_number.wrapping_add(1));
    assert!(packet.marker);
}

#[test]
fn speech_is_louder_than_a_pause() {
    let [silence, pause, speech] = [3, 32, 85].map(|length| level(&vec![0; length]));
    assert_eq!((silence, pause), (127, 62));
    assert!(speech < 30 && speech >= level(&[0; 1_000]));
}
