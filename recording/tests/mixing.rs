//! Voices mixed, as they are heard.

use crate::chance::{Chance, ms};
use opus_pure::{Application, OpusDecoder, OpusEncoder};
use rostrum_recording::Mixer;
use rostrum_recording::opus::SILENCE;
use std::f64::consts::TAU;

const TICK: usize = 960;

/// Somebody who hums one note for some time.
pub struct Delegate {
    encoder: OpusEncoder,
    hertz: f64,
    sample: u32,
}

impl Delegate {
    pub fn humming(hertz: f64) -> Self {
        Self { encoder: OpusEncoder::new(48_000, 1, Application::Voip).unwrap(), hertz, sample: 0 }
    }

    /// The next 20 ms, and their timestamp.
    pub fn packet(&mut self) -> (u32, Vec<u8>) {
        let timestamp = self.sample;
        let sound: Vec<f32> = (0..TICK as u32)
            .map(|n| (0.2 * (TAU * self.hertz * f64::from(timestamp + n) / 48_000.0).sin()) as f32)
            .collect();
        self.sample += TICK as u32;
        let mut packet = vec![0; 1_500];
        let length = self.encoder.encode(&sound, TICK, &mut packet).unwrap();
        packet.truncate(length);
        (timestamp, packet)
    }
}

/// How loud a note is in a sound, 0.2 for one that hums as above (Goertzel).
fn loudness(sound: &[f32], hertz: f64) -> f64 {
    let turn = 2.0 * (TAU * hertz / 48_000.0).cos();
    let (mut last, mut before) = (0.0, 0.0);
    for sample in sound {
        (last, before) = (f64::from(*sample) + turn * last - before, last);
    }
    let power = last * last + before * before - turn * last * before;
    power.max(0.0).sqrt() * 2.0 / sound.len() as f64
}

/// Everything that is ready, each packet 20 ms after the other.
fn hear(mixer: &mut Mixer, now: u64, heard: &mut Vec<Vec<u8>>) {
    while let Some(mixed) = mixer.next(ms(now)) {
        assert_eq!(mixed.at, ms(heard.len() as u64 * 20), "the clock is steady");
        heard.push(mixed.packet);
    }
}

fn decoded(packets: &[Vec<u8>]) -> Vec<f32> {
    let mut decoder = OpusDecoder::new(48_000, 1).unwrap();
    let mut sound = Vec::new();
    for packet in packets {
        let mut block = [0.0; 5_760];
        assert_eq!(decoder.decode(packet, 5_760, &mut block).unwrap(), TICK);
        sound.extend(&block[..TICK]);
    }
    sound
}

fn between(sound: &[f32], from: usize, to: usize) -> &[f32] {
    &sound[from * 48..to * 48]
}

#[test]
fn who_speaks_is_heard_and_who_does_not_is_not() {
    let mut mixer = Mixer::new(ms(0));
    let (mut chair, mut tunisia) = (Delegate::humming(330.0), Delegate::humming(500.0));
    let mut heard = Vec::new();
    for tick in 0..400_u64 {
        let now = tick * 20;
        // The chair speaks for three seconds, Tunisia from the second second to the fifth. Then nobody does.
        if now < 3_000 {
            let (timestamp, packet) = chair.packet();
            mixer.push(0, ms(now), timestamp, &packet);
        }
        if (2_000..5_000).contains(&now) {
            let (timestamp, packet) = tunisia.packet();
            mixer.push(3, ms(now), timestamp, &packet);
        }
        hear(&mut mixer, now, &mut heard);
    }
    assert_eq!(heard.len(), 389, "the last 200 ms may still come");
    let sound = decoded(&heard);
    let in_hearing = |from, to, hertz| {
        let loud = loudness(between(&sound, from, to), hertz);
        assert!(!(0.02..=0.14).contains(&loud), "{hertz} Hz from {from} to {to} ms: {loud}");
        loud > 0.1
    };
    assert!(in_hearing(500, 1_900, 330.0) && !in_hearing(500, 1_900, 500.0));
    assert!(in_hearing(2_200, 2_900, 330.0) && in_hearing(2_200, 2_900, 500.0));
    assert!(!in_hearing(3_200, 4_900, 330.0) && in_hearing(3_200, 4_900, 500.0));
    assert!(heard[270..].iter().all(|packet| *packet == SILENCE), "silence takes three bytes");
}

#[test]
fn jitter_within_200_ms_is_not_heard() {
    for seed in 0..5 {
        let mut chance = Chance::new("jitter_within_200_ms", seed);
        let mut delegate = Delegate::humming(440.0);
        let mut arrivals: Vec<_> = (0..300_u64)
            .map(|number| (number * 20 + chance.below(190), delegate.packet()))
            .collect();
        // The first is on time: later than that is no jitter but the way.
        arrivals[0].0 = 0;
        arrivals.sort_by_key(|(at, _)| *at);
        let (mut mixer, mut heard) = (Mixer::new(ms(0)), Vec::new());
        let mut arrivals = arrivals.into_iter().peekable();
        for now in (0..6_000).step_by(5) {
            while let Some((at, (timestamp, packet))) = arrivals.next_if(|(at, _)| *at <= now) {
                mixer.push(1, ms(at), timestamp, &packet);
            }
            hear(&mut mixer, now, &mut heard);
        }
        let sound = decoded(&heard);
        for from in (200..5_600).step_by(20) {
            let loud = loudness(between(&sound, from, from + 25), 440.0);
            assert!((0.15..0.25).contains(&loud), "at {from} ms it is {loud}");
        }
    }
}

#[test]
fn a_lost_packet_is_bridged_and_a_long_loss_is_silence() {
    let (mut mixer, mut heard) = (Mixer::new(ms(0)), Vec::new());
    let mut delegate = Delegate::humming(440.0);
    for tick in 0..200_u64 {
        let (timestamp, packet) = delegate.packet();
        if tick != 50 && !(100..150).contains(&tick) {
            mixer.push(0, ms(tick * 20), timestamp, &packet);
        }
        hear(&mut mixer, tick * 20, &mut heard);
    }
    let sound = decoded(&heard);
    assert!(loudness(between(&sound, 1_005, 1_025), 440.0) > 0.05);
    assert!(loudness(between(&sound, 2_200, 2_900), 440.0) < 0.001);
    assert!(loudness(between(&sound, 3_200, 3_600), 440.0) > 0.15, "heard when it spoke again");
}

#[test]
fn hostile_packets_do_not_stop_the_clock() {
    let mut chance = Chance::new("hostile_packets_do_not_stop_the_clock", 1);
    let mut delegate = Delegate::humming(300.0);
    let good: Vec<_> = (0..100).map(|_| delegate.packet().1).collect();
    let (mut mixer, mut heard) = (Mixer::new(ms(0)), Vec::new());
    for tick in 0..3_000_u64 {
        for voice in 0..6 {
            let mut packet = if chance.one_in(2) {
                chance.bytes(300)
            } else {
                good[chance.below(100) as usize].clone()
            };
            let damaged = chance.below(packet.len() as u64 + 1) as usize;
            packet.truncate(damaged.max(1));
            let timestamp =
                if chance.one_in(5) { chance.number() as u32 } else { tick as u32 * 960 };
            mixer.push(voice, ms(tick * 20), timestamp, &packet);
        }
        hear(&mut mixer, tick * 20, &mut heard);
    }
    assert_eq!(heard.len(), 2_989);
}
