//! Packets to frames.

use crate::chance::{Chance, ms};
use rostrum_recording::Assembler;
use rostrum_recording::frame::{Frame, Packet};
use std::collections::BTreeSet;

#[derive(Clone, Debug)]
struct Sent {
    sequence: u16,
    timestamp: u32,
    marker: bool,
    payload: Vec<u8>,
    /// Of which frame it is.
    frame: usize,
}

struct Camera {
    frames: Vec<(u32, bool, Vec<u8>)>,
    packets: Vec<Sent>,
}

/// A camera's stream with descriptors of every kind, frames of one to seven packets, and packets that only pad.
fn camera(chance: &mut Chance, count: usize) -> Camera {
    let (mut frames, mut packets) = (Vec::new(), Vec::new());
    let mut sequence = chance.number() as u16;
    let mut timestamp = chance.number() as u32;
    for number in 0..count {
        let is_key = number == 0 || chance.one_in(12);
        let data = chance.frame(is_key, 640, 360);
        let size = data.len().div_ceil(1 + chance.below(7) as usize).max(10);
        let chunks: Vec<_> = data.chunks(size).collect();
        for (index, chunk) in chunks.iter().enumerate() {
            let start = if index == 0 { 0x10 } else { 0x00 };
            let mut payload = match chance.below(4) {
                0 => vec![start],
                1 => vec![0x80 | start, 0x80, 0x2A],
                2 => vec![0x80 | start, 0x80, 0xAA, 0xBB],
                _ => vec![0xA0 | start, 0xF0, 0x85, 0x01, 0x07, 0x60],
            };
            payload.extend(*chunk);
            let marker = index + 1 == chunks.len();
            packets.push(Sent { sequence, timestamp, marker, payload, frame: number });
            sequence = sequence.wrapping_add(1);
        }
        if chance.one_in(5) {
            let payload = Vec::new();
            packets.push(Sent { sequence, timestamp, marker: false, payload, frame: number });
            sequence = sequence.wrapping_add(1);
        }
        frames.push((timestamp, is_key, data));
        timestamp = timestamp.wrapping_add(3_000);
    }
    Camera { frames, packets }
}

fn push(assembler: &mut Assembler, at: u64, sent: &Sent) -> Vec<Frame> {
    let Sent { sequence, timestamp, marker, payload, .. } = sent;
    let packet = Packet { sequence: *sequence, timestamp: *timestamp, marker: *marker, payload };
    assembler.push(ms(at), packet);
    std::iter::from_fn(|| assembler.next(ms(at))).collect()
}

fn assert_are(frames: &[Frame], expected: &[&(u32, bool, Vec<u8>)]) {
    let found: Vec<_> = frames.iter().map(|f| (f.timestamp, f.is_key, &f.data)).collect();
    let expected: Vec<_> = expected.iter().map(|(at, is_key, data)| (*at, *is_key, data)).collect();
    assert!(found == expected, "{} frames, {} expected", found.len(), expected.len());
}

#[test]
fn frames_come_out_as_they_went_in_whatever_the_order_of_packets() {
    for seed in 0..50 {
        let mut chance = Chance::new("frames_come_out", seed);
        let camera = camera(&mut chance, 200);
        // Neighbours change places, some packets come twice, and the first key frame is there before what follows it.
        let mut packets = camera.packets.clone();
        for at in 1..packets.len() - 1 {
            if chance.one_in(4) && packets[at].frame > 0 {
                packets.swap(at, at + 1);
            }
            if chance.one_in(20) {
                packets.insert(at + 1, packets[at].clone());
            }
        }
        let mut assembler = Assembler::new();
        let mut frames = Vec::new();
        for (at, sent) in (0..).zip(&packets) {
            frames.extend(push(&mut assembler, at * 5, sent));
        }
        assert_are(&frames, &camera.frames.iter().collect::<Vec<_>>());
    }
}

#[test]
fn after_a_loss_nothing_is_shown_until_a_key_frame() {
    for seed in 0..100 {
        let mut chance = Chance::new("after_a_loss", seed);
        let camera = camera(&mut chance, 300);
        let lost: BTreeSet<_> = (0..camera.packets.len())
            .filter(|at| chance.one_in(60) && !camera.packets[*at].payload.is_empty())
            .collect();
        let broken: BTreeSet<_> = lost.iter().map(|at| camera.packets[*at].frame).collect();
        let mut shown = false;
        let mut expected = Vec::new();
        for (number, frame) in camera.frames.iter().enumerate() {
            let whole = !broken.contains(&number);
            shown = whole && (shown || frame.1);
            if shown {
                expected.push(frame);
            }
        }
        let mut assembler = Assembler::new();
        let mut frames = Vec::new();
        for (at, sent) in camera.packets.iter().enumerate() {
            if !lost.contains(&at) {
                // So slow that what is missing is given up before the next key frame.
                frames.extend(push(&mut assembler, at as u64 * 600, sent));
            }
        }
        // What is last may wait for what was lost.
        frames.extend(std::iter::from_fn(|| assembler.next(ms(u64::from(u32::MAX)))));
        assert_are(&frames, &expected);
    }
}

#[test]
fn a_packet_that_comes_again_within_half_a_second_is_waited_for() {
    let mut chance = Chance::new("a_packet_that_comes_again", 1);
    let camera = camera(&mut chance, 20);
    let mut assembler = Assembler::new();
    let missing = camera.packets.iter().position(|sent| sent.frame == 5).unwrap();
    let mut frames = Vec::new();
    for (at, sent) in camera.packets.iter().enumerate().filter(|(at, _)| *at != missing) {
        frames.extend(push(&mut assembler, at as u64, sent));
    }
    assert_are(&frames, &camera.frames[..5].iter().collect::<Vec<_>>());
    frames.extend(push(&mut assembler, 400, &camera.packets[missing]));
    assert_are(&frames, &camera.frames.iter().collect::<Vec<_>>());
}

#[test]
fn a_frame_that_a_switch_of_speakers_cuts_short_is_left_out() {
    let mut chance = Chance::new("a_frame_that_a_switch_cuts_short", 1);
    let (indonesia, tunisia) = (camera(&mut chance, 30), camera(&mut chance, 30));
    // All but the last packet of a frame of several: what follows has the next numbers, as the server gives them.
    let last =
        indonesia.packets.iter().rposition(|sent| sent.marker && sent.payload[0] & 0x10 == 0);
    let mut packets = indonesia.packets[..last.unwrap()].to_vec();
    let shown = packets.last().unwrap().frame;
    packets.extend(tunisia.packets.iter().cloned());
    let first = packets[0].sequence;
    let mut frames = Vec::new();
    let mut assembler = Assembler::new();
    for (at, sent) in (0..).zip(&mut packets) {
        sent.sequence = first.wrapping_add(at as u16);
        frames.extend(push(&mut assembler, at * 5, sent));
    }
    let expected: Vec<_> = indonesia.frames[..shown].iter().chain(&tunisia.frames).collect();
    assert_are(&frames, &expected);
}

#[test]
fn a_stream_that_begins_anew_is_followed_from_its_key_frame() {
    let mut chance = Chance::new("a_stream_that_begins_anew", 1);
    let mut assembler = Assembler::new();
    assert!(assembler.needs_key_frame());
    for start in [40_000, 9, 30_000] {
        let mut camera = camera(&mut chance, 30);
        let first = camera.packets[0].sequence;
        for sent in &mut camera.packets {
            sent.sequence = sent.sequence.wrapping_sub(first).wrapping_add(start);
        }
        let mut frames = Vec::new();
        for (at, sent) in camera.packets.iter().enumerate() {
            frames.extend(push(&mut assembler, u64::from(start) * 1_000 + at as u64 * 20, sent));
        }
        let late = u64::from(start) * 1_000 + 60_000;
        frames.extend(std::iter::from_fn(|| assembler.next(ms(late))));
        let found: Vec<_> = frames.iter().map(|frame| frame.timestamp).collect();
        assert!(!found.is_empty(), "at least from its next key frame on");
        assert!(frames[0].is_key);
        assert!(camera.frames.iter().any(|(at, _, _)| *at == found[0]));
    }
}

#[test]
fn hostile_packets_do_no_harm() {
    let mut chance = Chance::new("hostile_packets", 1);
    let mut assembler = Assembler::new();
    for at in 0..200_000 {
        let sent = Sent {
            sequence: if chance.one_in(9) { chance.number() as u16 } else { at as u16 },
            timestamp: chance.below(4) as u32,
            marker: chance.one_in(3),
            payload: chance.bytes(12),
            frame: 0,
        };
        push(&mut assembler, at, &sent);
    }
}
