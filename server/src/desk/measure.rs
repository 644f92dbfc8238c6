//! From the meeting and its connections to measurements that the rules can judge.

use super::booths::{self, Interpreters};
use super::health::Health;
use super::watch::{Measured, Of};
use rostrum_proto::id::{ConnectionId, SeatId};
use rostrum_proto::meeting::floor::GrantPhase;
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::ready::Fault;
use rostrum_proto::meeting::{Meeting, Notice};
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::desk::{AlarmKind, Note};
use rostrum_proto::wire::quality::ConnectionQuality;

/// When the speaker was last heard, and the interpreters.
#[derive(Debug)]
pub struct Voice {
    silence_dbov: u8,
    speaker: Option<(ConnectionId, Timestamp)>,
    interpreters: Interpreters,
}

impl Voice {
    /// A microphone that is at most so loud is silent.
    pub fn new(silence_dbov: u8) -> Self {
        Self { silence_dbov, speaker: None, interpreters: Interpreters::default() }
    }

    /// The loudest that a connection's microphone was.
    pub fn heard(&mut self, now: Timestamp, connection: ConnectionId, level: Option<u8>) {
        // The scale goes down: 127 is silence.
        let loud = level.is_some_and(|level| level < self.silence_dbov);
        if let Some((speaker, at)) = &mut self.speaker
            && *speaker == connection
            && loud
        {
            *at = now;
        }
        if loud {
            self.interpreters.heard(now, connection);
        }
    }

    /// How long the speaker has not been heard, if there is one with an open microphone.
    pub fn silence(&mut self, now: Timestamp, meeting: &Meeting) -> Option<(SeatId, Millis)> {
        let silence = self.silence_of_speaker(now, meeting);
        let heard = silence.as_ref().is_some_and(|(_, silence)| *silence <= JUST_NOW);
        self.interpreters.look(now, meeting, heard);
        silence
    }

    fn silence_of_speaker(
        &mut self,
        now: Timestamp,
        meeting: &Meeting,
    ) -> Option<(SeatId, Millis)> {
        let open = meeting.open_microphones();
        let speaking = meeting.speaking_device().filter(|device| open.contains(device));
        let known = self.speaker.filter(|(device, _)| Some(*device) == speaking);
        self.speaker = known.or(speaking.map(|device| (device, now)));
        let (_, since) = self.speaker?;
        Some((meeting.holder()?.beneficiary.clone(), now.since(since)))
    }
}

/// What a look at the meeting and its connections has shown.
#[derive(Debug)]
pub struct Looked {
    /// The alarms have changed.
    pub alarms: bool,
    /// Whether the device that speaks is heard, where the meeting does not know it yet.
    pub speaker: Option<Notice>,
}

/// A pause of a speaker is shorter.
const NOT_HEARD: Millis = Millis::seconds(15);
/// Sound that is not older is heard now.
const JUST_NOW: Millis = Millis::seconds(3);

/// Whether the device that speaks is heard, where that is not what the meeting says: the measurement knows better
/// than a page that hangs, or lies.
pub fn speaker(meeting: &Meeting, silence: Millis, media_is_up: bool) -> Option<Notice> {
    let GrantPhase::Live { connection, fault, .. } = meeting.holder()?.grant()?.phase else {
        return None;
    };
    let measured = match (media_is_up, silence) {
        (false, silence) if silence >= NOT_HEARD => Some(Fault::NoMedia),
        (true, silence) if silence >= NOT_HEARD => Some(Fault::Silent),
        (true, silence) if silence <= JUST_NOW => None,
        _ => return None,
    };
    // What the device knows of its own microphone says more than that nothing comes.
    let told = match (fault, measured) {
        (Some(_), Some(_)) => fault,
        (Some(Fault::NoMicrophone | Fault::Muted), None) => fault,
        (Some(Fault::Silent | Fault::NoMedia | Fault::Untold) | None, _) => measured,
    };
    (told != fault).then_some(Notice::Heard(connection, told))
}

/// Everything that rules can be about.
pub fn measure<'a>(
    meeting: &Meeting,
    qualities: impl Iterator<Item = &'a ConnectionQuality>,
    silence: Option<(SeatId, Millis)>,
    (now, voice): (Timestamp, &Voice),
    health: &Health,
) -> Measured {
    let mut measured = Measured::from([
        ((AlarmKind::ServerCpu, Of::Server), health.cpu),
        ((AlarmKind::Disk, Of::Server), health.disk),
        ((AlarmKind::ClockSkew, Of::Server), health.clock_skew_ms as f32),
        ((AlarmKind::JournalAltered, Of::Server), health.altered.len() as f32),
    ]);
    measured.extend(booths::measure(meeting, now, &voice.interpreters));
    if let Some((seat, silence)) = silence {
        measured.insert((AlarmKind::SilentSpeaker, Of::Seat(seat)), silence.0 as f32 / 1_000.0);
    }
    let held = meeting.holder().filter(|holder| {
        holder.grant().is_some_and(|grant| matches!(grant.phase, GrantPhase::Held { .. }))
    });
    if let Some(holder) = held {
        measured.insert((AlarmKind::HolderDisconnected, Of::Seat(holder.beneficiary.clone())), 1.0);
    }
    if meeting.in_session() && meeting.chair_lost_at.is_some() {
        let seat = meeting.seat_of(&meeting.presiding).unwrap_or(&meeting.setup.presidency);
        measured.insert((AlarmKind::ChairDisconnected, Of::Seat(seat.clone())), 1.0);
    }
    if meeting.recording.failed.is_some() && meeting.phase.name() != PhaseName::Closed {
        measured.insert((AlarmKind::RecordingStopped, Of::Server), 1.0);
    }
    for (id, seat) in &meeting.seats {
        if seat.problem.is_some() {
            measured.insert((AlarmKind::ProblemReported, Of::Seat(id.clone())), 1.0);
        }
    }
    for quality in qualities.filter(|quality| quality.is_up()) {
        let owner = meeting.connections.get(&quality.connection).map(|c| &c.participant);
        let Some(seat) = owner.and_then(|who| meeting.seat_of(who)) else { continue };
        let mut worst = |kind, value: f32| {
            let known = measured.entry((kind, Of::Seat(seat.clone()))).or_insert(value);
            *known = known.max(value);
        };
        worst(AlarmKind::Loss, quality.loss() * 100.0);
        if let Some(round_trip) = quality.round_trip_ms {
            worst(AlarmKind::RoundTrip, round_trip);
        }
    }
    measured
}

/// Measurements of a connection since the last entry of the desk log: the worst losses, the loudest sound,
/// and the last of the rest.
#[derive(Debug, Default)]
pub struct Statistics(Option<ConnectionQuality>);

impl Statistics {
    /// One more.
    pub fn add(&mut self, new: &ConnectionQuality) {
        let mut sum = new.clone();
        if let Some(old) = &self.0 {
            sum.loss_up = old.loss_up.max(new.loss_up);
            sum.loss_down = old.loss_down.max(new.loss_down);
            sum.audio_level = [old.audio_level, new.audio_level].into_iter().flatten().min();
        }
        self.0 = Some(sum);
    }

    /// The entry, if anything was measured.
    pub fn take(&mut self) -> Option<Note> {
        let quality = self.0.take()?;
        let whole = |number: f32| number.round() as u32;
        Some(Note::MediaMeasured {
            round_trip_ms: quality.round_trip_ms.map(whole),
            jitter_ms: quality.jitter_ms.map(whole),
            loss_up: whole(quality.loss_up * 1_000.0),
            loss_down: whole(quality.loss_down * 1_000.0),
            bits_up: quality.bits_up,
            bits_down: quality.bits_down,
            frame_rate: whole(quality.frame_rate),
            audio_level: quality.audio_level,
        })
    }
}
