//! What a stranger may send, read as media reads it: for the fuzzer and its corpus (`tests/fuzz`). Each function panics
//! if something does not hold. Several packets of one input stand each behind its length (RFC 4571).

use super::address::Told;
use super::bandwidth::{Bandwidth, DECIDE_EVERY, PICTURES};
use super::demux::MAX_DATAGRAM;
use super::departures::Departures;
use super::egress::Way;
use super::handshake::Identity;
use super::offer::Offer;
use super::plan::{Stream as Made, Track};
use super::production::{Forwarding, Production};
use super::rtp::{self, Header};
use super::switchboard::Switchboard;
use super::tcp::{self, Stream};
use super::uplink::Uplinks;
use super::vp8::Descriptor;
use super::{arrivals, rtcp};
use crate::clock::steady;
use bytes::BytesMut;
use rostrum_proto::id::{ConnectionId, MeetingId};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;

/// How much more than what came may go back to who has proved nothing.
const MOST_BACK: usize = 3;
/// Packets of which a report can say that they arrived.
const LEFT: u64 = 100;
/// Between two packets.
const PACE: Duration = Duration::from_millis(20);

thread_local! {
    /// A certificate takes as long as thousands of packets.
    static IDENTITY: Identity = Identity::generate().expect("a certificate can be made");
}

/// Datagrams from an address of nobody, while somebody's session is on its way: little goes back, nothing is forwarded,
/// and the session stands.
pub fn datagrams(offer: &Offer, bytes: &[u8]) {
    let identity = IDENTITY.with(Clone::clone);
    let (ours, theirs) = (SocketAddr::from((Ipv4Addr::LOCALHOST, 9)), [203, 0, 113, 9]);
    let mut now = steady();
    let mut board = Switchboard::new(identity, Told { udp: vec![ours], tcp: vec![9] }, None, now);
    let meeting = MeetingId::new("S-1").expect("letters, a hyphen and a digit are allowed");
    let answered = board.answer(meeting, ConnectionId(1), offer, now).is_ok();
    board.events.clear();
    let way = Way { remote: SocketAddr::from((theirs, 4_711)), local: None, stream: None };
    for datagram in packets(bytes) {
        now += PACE;
        board.receive(way, datagram, now);
        let back = board.egress.take().iter().map(|(_, back)| back.len()).sum::<usize>();
        assert!(back <= MOST_BACK * datagram.len(), "{back} bytes for {}", datagram.len());
    }
    board.tick(now);
    assert!(board.events.is_empty(), "{:?}", board.events);
    assert_eq!(board.is_idle(), !answered);
}

/// Packets of a client whose cipher we hold: they are counted, renumbered and sent on, or dropped; what is sent on can
/// be read again and carries what came. Gives how many.
pub fn media(offer: &Offer, bytes: &[u8]) -> usize {
    let mut sent_on = 0;
    let mut now = steady();
    let mut uplinks = Uplinks::new(offer, now);
    let [mut picture, mut voice] =
        [Made::FloorPicture, Made::FloorVoice(0)].map(|stream| Production::new(stream, 11));
    picture.assign(Some((ConnectionId(1), Track::Camera)));
    voice.assign(Some((ConnectionId(1), Track::Microphone)));
    for packet in packets(bytes) {
        now += PACE;
        // Read also where it is not of this client.
        let _ = (rtp::extension(packet, 1), rtp::extension(packet, 14));
        let Some(kind) = uplinks.recognise(packet) else { continue };
        let Some(received) = uplinks.count(kind, BytesMut::from(packet), now) else { continue };
        let arrival = received.arrival();
        let made = match received.track {
            Track::Camera | Track::Screen => &mut picture,
            Track::Microphone | Track::ScreenSound | Track::Aside => &mut voice,
        };
        if let Forwarding::Packet(sent) = made.forward(&arrival, now) {
            sent_on += 1;
            let stored = made.sent(sent.numbers.sequence).map(<[u8]>::to_vec).unwrap_or_default();
            let header = Header::parse(&stored).unwrap_or_else(|| panic!("unreadable: {stored:?}"));
            assert_eq!(header.sequence, sent.numbers.sequence);
            assert_eq!(
                carried(received.track, header.payload(&stored)),
                carried(received.track, arrival.payload)
            );
            let again = rtp::retransmission(&stored, sent.numbers.sequence, 1);
            let again = Header::parse(&again).map(|header| header.payload(&again).len());
            assert_eq!(
                again,
                Some(header.payload(&stored).len() + 2),
                "the number it had, and itself"
            );
        }
    }
    let _ = (uplinks.ask(&Track::ALL, false, now), uplinks.report(now));
    sent_on
}

/// Voice or picture, without what says how the picture is numbered.
fn carried(track: Track, payload: &[u8]) -> &[u8] {
    match (track, Descriptor::parse(payload)) {
        (Track::Camera | Track::Screen, Some(descriptor)) => descriptor.frame(payload),
        _ => payload,
    }
}

/// A report (RTCP) behind the cipher: it says no more than fits it, and of arrivals no more than left. Gives how many
/// things.
pub fn report(bytes: &[u8]) -> usize {
    let _ = rtcp::sender(bytes);
    let said = rtcp::read(bytes);
    let now = steady();
    let (mut departures, mut bandwidth) = (Departures::new(now), Bandwidth::default());
    for n in 0..LEFT {
        departures.leaves(None, 1_000, now + Duration::from_millis(n));
    }
    let mut told = 0;
    for (n, feedback) in said.iter().enumerate() {
        let rtcp::Feedback::Arrivals(message) = feedback else { continue };
        let now = now + Duration::from_secs(n as u64);
        let Some(passage) = departures.told(message, now) else { continue };
        told += u64::from(passage.told);
        bandwidth.told(&passage, now);
        bandwidth.decide([1e6; PICTURES], 1e5, (DECIDE_EVERY, now));
    }
    assert!(told <= LEFT, "{told} packets are spoken of, {LEFT} left");
    assert!(said.len() <= bytes.len() / 4, "{} things in {} bytes", said.len(), bytes.len());
    said.len()
}

/// When packets arrived, told back (transport-cc): numbers and times as they come, in a message that fits a packet.
pub fn arrival_times(bytes: &[u8]) {
    let mut now = steady();
    let mut arrivals = arrivals::Arrivals::new(now);
    for step in bytes.chunks_exact(4) {
        now += Duration::from_micros(u64::from(u16::from_be_bytes([step[2], step[3]])) * 64);
        arrivals.arrived(u16::from_be_bytes([step[0], step[1]]), now);
        if let Some(message) = arrivals.tell(false, now) {
            assert!(message.len() < MAX_DATAGRAM, "{} bytes", message.len());
            assert!(message.len() >= 10, "a message says something");
        }
    }
}

/// A connection over TCP: the datagrams in it are those behind their lengths, up to the first that lies.
pub fn stream(bytes: &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.expect("a runtime without a network");
    let expected: Vec<Vec<u8>> = packets(bytes).map(<[u8]>::to_vec).collect();
    let brought = runtime.block_on(async {
        let (mut client, server) = tokio::io::duplex(bytes.len().max(1));
        let (told, mut hears) = mpsc::channel(bytes.len() + 2);
        drop(client.write_all(bytes).await);
        drop(client);
        let remote = SocketAddr::from((Ipv4Addr::LOCALHOST, 4_711));
        tcp::carry(server, (remote, 1), told).await;
        let mut brought = Vec::new();
        while let Some(told) = hears.recv().await {
            if let Stream::Brought(_, datagram) = told {
                brought.push(datagram);
            }
        }
        brought
    });
    assert_eq!(brought, expected);
}

/// The packets of an input: each behind its length, up to one that is cut or longer than a datagram.
fn packets(mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (length, rest) = bytes.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (packet, rest) = rest.split_at_checked(length).filter(|_| length <= MAX_DATAGRAM)?;
        bytes = rest;
        Some(packet)
    })
}
