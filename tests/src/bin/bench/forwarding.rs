//! Media through the server: how soon a mute is silence, and what listeners cost.

use crate::{Measured, numbers};
use rostrum_proto::id::ParticipantId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;
use rostrum_tests::caller::CallerSlot::Voice;
use rostrum_tests::caller::{CallerSlot, Frame, Heard, WITH_CHANNEL};
use rostrum_tests::guest::seat;
use rostrum_tests::hall::session;
use rostrum_tests::{Caller, Guest, http};
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::time::interval;

const MUTES: usize = 200;
/// Packets of a voice whose way is measured.
const SPOKEN: usize = 500;
const LOAD_FOR: Duration = Duration::from_secs(10);
/// Bytes of a video packet.
const PACKET: usize = 1_100;
/// Packets of a speaker each second: voice, and about 0.8 Mbit/s of picture.
const VOICES: u64 = 50;
const PICTURES: u64 = 90;

/// The chair, Tunisia, the technician, and what Tunisia speaks with.
pub type Speech = (Guest, Guest, Guest, Caller);

/// Tunisia speaks, on a server of its own.
pub async fn speech(measured: &Measured) -> Speech {
    let (address, codes) = (measured.server.address(), &measured.codes);
    let (mut chair, mut tunisia, technician) = session(address, codes).await;
    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
    let request = chair.holder().unwrap().0;
    tunisia.until("being called", |g| g.holder().is_some()).await;
    let speaker = tunisia.calls().await;
    tunisia.does(Command::TurnCamera { on: true }).await;
    tunisia.does(Command::StartSpeaking { request }).await;
    (chair, tunisia, technician, speaker)
}

/// From the chair's click to the last packet at a listener; the speaker sends one each millisecond.
pub async fn mute(program: &Path) {
    let measured = Measured::start(program).await;
    let times = mutes(speech(&measured).await).await;
    numbers::print("mute: the chair's click to the last packet at a listener", times);
}

/// The time of each of some mutes.
pub async fn mutes((mut chair, _tunisia, _technician, speaker): Speech) -> Vec<Duration> {
    let listener = chair.calls().await;
    let sending = tokio::spawn(async move {
        let mut pace = interval(Duration::from_millis(1));
        loop {
            pace.tick().await;
            speaker.speak(1).await;
        }
    });
    let mut times = Vec::new();
    for round in 0..MUTES {
        let known = listener.heard(CallerSlot::Voice(1)).len();
        listener.wait_for(CallerSlot::Voice(1), |heard| heard.len() > known + 20).await;
        // At another moment between two packets each time.
        let (waiting, moment) = (Instant::now(), Duration::from_micros(25 * round as u64));
        while waiting.elapsed() < moment {}
        let clicked = Instant::now();
        chair.does(Command::Mute { seat: seat("TUN") }).await;
        tokio::time::sleep(Duration::from_millis(60)).await;
        let heard = listener.heard(CallerSlot::Voice(1));
        times.push(heard.last().unwrap().at.saturating_duration_since(clicked));
        chair.does(Command::Unmute { seat: seat("TUN") }).await;
    }
    sending.abort();
    times
}

/// What the server adds between a mouth and an ear: from a packet of a voice that is sent to the same at a listener, on the
/// floor and on a channel. Both ends are on this machine, and what they take themselves is in it.
pub async fn delay(program: &Path) {
    let measured = Measured::start(program).await;
    let (mut chair, mut tunisia, mut technician, speaker) = speech(&measured).await;
    let listener = chair.calls().await;
    numbers::print("a voice: sent to received", delays(&speaker, &listener, Voice(1)).await);

    // An old program knows no booths.
    let Some(code) = measured.codes.get("booth-fr-1") else { return };
    let mut booth = Guest::with_code(measured.server.address(), code).await;
    let participant = ParticipantId::new("booth-fr-1").unwrap();
    technician.does(Command::AdmitParticipant { participant }).await;
    booth.until("the meeting", |g| g.meeting.is_some()).await;
    let interpreter = booth.calls_with(&WITH_CHANNEL).await;
    booth.does(Command::GoOnAir { channel: Lang::Fr, relay: None }).await;
    let delegate = tunisia.calls_with(&WITH_CHANNEL).await;
    tunisia.listens(Some(Lang::Fr)).await;
    let times = delays(&interpreter, &delegate, CallerSlot::Channel).await;
    numbers::print("an interpreter: sent to received", times);
}

async fn delays(from: &Caller, to: &Caller, place: CallerSlot) -> Vec<Duration> {
    let mut pace = interval(Duration::from_micros(1_000_000 / VOICES));
    let mut sent = Vec::new();
    for _ in 0..SPOKEN {
        pace.tick().await;
        sent.push(Instant::now());
        from.speak(1).await;
    }
    let last = (SPOKEN - 1) as u32;
    let is_last = |heard: &[Heard]| heard.last().is_some_and(|heard| heard.says().1 == last);
    let heard = to.wait_for(place, is_last).await;
    let time = |heard: &Heard| heard.at.duration_since(sent[heard.says().1 as usize]);
    heard.iter().map(time).collect()
}

/// What one speaker costs the server with so many listeners.
pub async fn load(program: &Path, subscribers: usize) {
    let measured = Measured::start(program).await;
    let (_chair, _tunisia, mut technician, speaker) = speech(&measured).await;
    let (address, process) = (measured.server.address(), measured.server.id());
    let mut listeners = Vec::new();
    let (_, memory_before) = numbers::used(process);
    for n in 0..subscribers {
        let name = format!("Reporter {n}");
        let code = measured.link(program, &["--role", "reporter", "--name", &name]);
        let id = http::join(address, &code).await.unwrap().you.id;
        let mut guest = Guest::with_code(address, &code).await;
        technician.does(Command::AdmitParticipant { participant: id }).await;
        guest.until("the snapshot", |g| g.meeting.is_some()).await;
        let caller = guest.calls().await;
        listeners.push((guest, caller));
    }
    speaker.show(Frame::Key).await;
    let (cpu_before, _) = numbers::used(process);
    let started = Instant::now();
    let voice = async {
        let mut pace = interval(Duration::from_micros(1_000_000 / VOICES));
        let mut sent = 0;
        while started.elapsed() < LOAD_FOR {
            pace.tick().await;
            speaker.speak(1).await;
            sent += 1;
        }
        sent
    };
    let picture = async {
        let mut pace = interval(Duration::from_micros(1_000_000 / PICTURES));
        let mut sent = 0;
        while started.elapsed() < LOAD_FOR {
            pace.tick().await;
            speaker.show_sized(Frame::Inter, PACKET).await;
            sent += 1;
        }
        sent
    };
    let (voices, pictures) = tokio::join!(voice, picture);
    // Fewer than asked for if this machine cannot play so many listeners.
    let sent = voices + pictures;
    let seconds = started.elapsed().as_secs_f64();
    let (cpu, memory) = numbers::used(process);
    let packets: usize = listeners.iter().map(|(_, caller)| caller.heard_at_all()).sum();
    let used = cpu - cpu_before;
    println!(
        "{subscribers} listeners, {sent} packets sent: {packets} received in {seconds:.1} s, server {:.1} % of a core, \
         {:.1} µs a packet, {} KiB a listener ({memory} KiB in all)",
        used / seconds * 100.0,
        used * 1e6 / packets.max(1) as f64,
        memory.saturating_sub(memory_before) / subscribers as u64,
    );
}
