//! One seat looked at: its connections, and its story line by line.

use crate::core::desk::journal::described;
use crate::core::desk::story::{Progress, Story};
use crate::core::model::Model;
use crate::core::names::{self, Name};
use crate::core::view::quality::path;
use crate::core::view::spark::{MEASURES, Spark, spark};
use crate::core::{format, text};
use rostrum_proto::id::ConnectionId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::desk::{AlarmKind, DeskEntry, Help, Note, Severity};
use rostrum_proto::wire::quality::{Codec, ConnectionQuality, DeviceNames, MediaState};

/// A line of a story.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryLine {
    /// UTC.
    pub time: String,
    /// The day, if it differs from that of the last line.
    pub day: String,
    /// The event's or the observation's stable name.
    pub kind: String,
    /// The rest, in the journal's own words.
    pub detail: String,
    /// The number of the record; an observation has none.
    pub seq: Option<u64>,
    /// How much it matters.
    pub severity: Severity,
}

/// The head of the panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// The seat.
    pub name: Name,
    /// From when, UTC, as it is typed.
    pub from: String,
    /// Until when; empty is now.
    pub until: String,
    /// The time that the answer covers, in words.
    pub range: String,
    /// How much of the story is loaded, in words.
    pub progress: String,
    /// It can be exported.
    pub complete: bool,
}

/// One device of the seat.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    /// Which.
    pub connection: ConnectionId,
    /// Who is at it.
    pub person: String,
    /// What is known of it: a word and a value.
    pub facts: Vec<(&'static str, String)>,
}

/// What can be asked of a client.
pub const HELPS: [Help; 4] = [Help::Reload, Help::RestartMedia, Help::AudioOnly, Help::AllMedia];

/// A help request on its button, for a person's device.
#[must_use]
pub fn help_text(help: Help, lang: Lang) -> &'static str {
    match help {
        Help::Reload => text::help_reload(lang),
        Help::RestartMedia => text::help_media(lang),
        Help::AudioOnly => text::help_audio(lang),
        Help::AllMedia => text::help_all(lang),
    }
}

/// The head of the panel; nothing while no seat is looked at.
#[must_use]
pub fn head(model: &Model) -> Option<Head> {
    let (meeting, story) = (model.meeting()?, model.desk.story.as_ref()?);
    let lang = model.lang;
    let count = (story.records.len() + story.entries.len()).to_string();
    let progress = match story.state {
        Progress::Loading => text::story_loading(lang).to_owned(),
        Progress::Complete => text::story_complete(lang, &count),
        Progress::Cut => text::story_cut(lang, &count),
    };
    let newest = model.desk.journal.ends().and_then(|(_, newest)| model.desk.journal.get(newest));
    let today = newest.map_or(story.from, |newest| newest.at);
    let typed = |at| {
        let day = format::other_day(at, today);
        format!("{day} {}", format::seconds(at)).trim_start().to_owned()
    };
    let until = match story.until_now {
        true => String::new(),
        // What was typed lasts until the end of its second.
        false => typed(Timestamp(story.until.0 - 1)),
    };
    let end = match story.state {
        Progress::Cut => typed(story.ends()),
        Progress::Loading | Progress::Complete if story.until_now => text::now(lang).to_owned(),
        Progress::Loading | Progress::Complete => typed(story.until),
    };
    Some(Head {
        name: names::seat(meeting, &story.seat, lang),
        from: typed(story.from),
        range: format!("{} {} – {end}", format::date(story.from), format::seconds(story.from)),
        until,
        progress,
        complete: story.state != Progress::Loading,
    })
}

/// The seat's sparklines, with their headings.
#[must_use]
pub fn sparks(model: &Model) -> Vec<(&'static str, Spark)> {
    let Some(story) = &model.desk.story else { return vec![] };
    let history = model.desk.quality.get(&story.seat);
    let of = |measure| (measure, spark(measure, history, model.lang));
    MEASURES.map(of).into_iter().map(|(m, spark)| (m.title(model.lang), spark)).collect()
}

/// The seat's devices.
#[must_use]
pub fn devices(model: &Model) -> Vec<Device> {
    let (Some(meeting), Some(story)) = (model.meeting(), &model.desk.story) else { return vec![] };
    // After the end nothing can be asked of them.
    if model.closed() {
        return vec![];
    }
    let of_seat = |quality: &&ConnectionQuality| quality.seat.as_ref() == Some(&story.seat);
    let shown = model.desk.connections.iter().filter(of_seat);
    shown.map(|quality| device(model.lang, meeting, quality)).collect()
}

/// The story, newest first.
#[must_use]
pub fn lines(model: &Model) -> Vec<StoryLine> {
    let (Some(meeting), Some(story)) = (model.meeting(), &model.desk.story) else { return vec![] };
    let mut facts = facts(meeting, story);
    let observed = story.entries.iter().map(|entry| (entry.at, observation(meeting, story, entry)));
    let mut observed: Vec<_> = observed.collect();
    let mut lines = Vec::new();
    // Both are in order: the later of the two last ones is next.
    loop {
        let observation_next = match (facts.last(), observed.last()) {
            (Some((fact, _)), Some((seen, _))) => seen >= fact,
            (fact, _) => fact.is_none(),
        };
        match if observation_next { observed.pop() } else { facts.pop() } {
            Some((_, line)) => lines.push(line),
            None => return lines,
        }
    }
}

fn facts(meeting: &Meeting, story: &Story) -> Vec<(Timestamp, StoryLine)> {
    let line = |record: &rostrum_proto::meeting::event::Record| {
        let (kind, detail, severity) = described(meeting, record);
        let trace = record.by.as_ref().map(|by| format!(", trace {}", by.command));
        let detail = detail + &trace.unwrap_or_default();
        let (time, day) = (format::utc(record.at), format::other_day(record.at, story.ends()));
        (record.at, StoryLine { time, day, kind, detail, seq: Some(record.seq), severity })
    };
    story.records.iter().map(line).collect()
}

/// In the stable words of the desk log, in every interface language, as in the journal.
fn observation(meeting: &Meeting, story: &Story, entry: &DeskEntry) -> StoryLine {
    let ms = |name: &str, value: Option<u32>| {
        value.map(|ms| format!("{name} {ms} ms, ")).unwrap_or_default()
    };
    let per_cent = |thousandths: u32| format!("{}.{}", thousandths / 10, thousandths % 10);
    let by = || entry.by.as_ref().map(|by| names::participant(meeting, by)).unwrap_or_default();
    let (kind, mut detail) = match &entry.note {
        Note::MediaChanged { media } => ("media.changed", media_word(*media).to_owned()),
        Note::MediaMeasured {
            round_trip_ms,
            jitter_ms,
            loss_up,
            loss_down,
            bits_up,
            bits_down,
            frame_rate,
            audio_level,
        } => {
            let detail = format!(
                "{}{}loss up {} %, down {} %, up {} Mbit/s, down {} Mbit/s, {} pictures/s, {}",
                ms("round trip", *round_trip_ms),
                ms("jitter", *jitter_ms),
                per_cent(*loss_up),
                per_cent(*loss_down),
                format::megabits(*bits_up),
                format::megabits(*bits_down),
                frame_rate,
                level(*audio_level),
            );
            ("media.measured", detail)
        }
        Note::MediaLeftOut { pictures, limit } => {
            let what = match (pictures.floor, pictures.chair) {
                (true, _) => "sound only",
                (false, true) => "without the presiding officer's picture",
                (false, false) => "all pictures again",
            };
            let limit = limit.map(|bits| format!(", downlink {} kbit/s", bits / 1_000));
            ("media.left_out", format!("{what}{}", limit.unwrap_or_default()))
        }
        Note::DevicesNamed { devices: DeviceNames { microphone, camera } } => {
            ("devices.named", format!("microphone {microphone:?}, camera {camera:?}"))
        }
        Note::AlarmRaised { kind, value, .. } => {
            ("alarm.raised", format!("{} {value}", alarm_word(*kind)))
        }
        Note::AlarmAcknowledged { kind, .. } => {
            ("alarm.acknowledged", format!("{} by {}", alarm_word(*kind), by()))
        }
        Note::AlarmCleared { kind, .. } => ("alarm.cleared", alarm_word(*kind).to_owned()),
        Note::ClientLogged { text, trace, .. } => {
            let trace = trace.as_ref().map(|trace| format!(", trace {trace}"));
            ("client.logged", format!("{text}{}", trace.unwrap_or_default()))
        }
        Note::CommandRefused { trace, command, code } => {
            ("command.refused", format!("{command}: {code}, trace {trace}"))
        }
        Note::SocketRefused { expected, came } => {
            ("socket.refused", format!("expected {expected}; came {came}"))
        }
        Note::HelpAsked { trace, help } => {
            ("help.asked", format!("{} by {}, trace {trace}", help_word(*help), by()))
        }
    };
    if let Some(connection) = entry.connection {
        detail = format!("{connection}: {detail}");
    }
    let (time, day) = (format::utc(entry.at), format::other_day(entry.at, story.ends()));
    StoryLine { time, day, kind: kind.to_owned(), detail, seq: None, severity: entry.severity }
}

fn device(lang: Lang, meeting: &Meeting, quality: &ConnectionQuality) -> Device {
    let none = || "–".to_owned();
    let known = |value: Option<f32>, unit: &str| {
        value.map_or_else(none, |value| format!("{} {unit}", format::whole(value)))
    };
    let (ice, dtls) = match quality.media {
        MediaState::None => (text::state_none(lang), text::state_none(lang)),
        MediaState::Checking => (text::state_checking(lang), text::state_none(lang)),
        MediaState::Handshaking => (text::state_up(lang), text::state_checking(lang)),
        MediaState::Up => (text::state_up(lang), text::state_up(lang)),
        MediaState::Down => (text::state_down(lang), text::state_down(lang)),
    };
    let codecs: Vec<_> = quality.codecs.iter().map(|codec| codec_word(*codec)).collect();
    let name = |of: fn(&DeviceNames) -> &String| {
        let name = quality.devices.as_ref().map(of).filter(|name| !name.is_empty());
        name.cloned().unwrap_or_else(none)
    };
    let loss = |part| format!("{} %", format::per_cent(part));
    let facts = vec![
        (text::fact_socket(lang), text::since(lang, &format::seconds(quality.socket_since))),
        (text::col_path(lang), quality.way.map_or_else(none, |way| path(way, lang).to_owned())),
        ("ICE", ice.to_owned()),
        ("DTLS", dtls.to_owned()),
        (text::microphone(lang), name(|d| &d.microphone)),
        (text::camera(lang), name(|d| &d.camera)),
        (text::fact_codecs(lang), if codecs.is_empty() { none() } else { codecs.join(", ") }),
        (text::col_round_trip(lang), known(quality.round_trip_ms, "ms")),
        (text::fact_jitter(lang), known(quality.jitter_ms, "ms")),
        (text::fact_loss_up(lang), loss(quality.loss_up)),
        (text::fact_loss_down(lang), loss(quality.loss_down)),
        (text::col_up(lang), format::megabits(quality.bits_up)),
        (text::col_down(lang), format::megabits(quality.bits_down)),
        (text::fact_frames(lang), format::whole(quality.frame_rate)),
        (text::audio_level(lang), level(quality.audio_level)),
    ];
    let person = names::participant(meeting, &quality.participant);
    Device { connection: quality.connection, person, facts }
}

fn level(level: Option<u8>) -> String {
    level.map_or_else(|| "–".to_owned(), |level| format!("-{level} dBov"))
}

fn codec_word(codec: Codec) -> &'static str {
    match codec {
        Codec::Opus => "Opus",
        Codec::Vp8 => "VP8",
    }
}

fn media_word(media: MediaState) -> &'static str {
    match media {
        MediaState::None => "none",
        MediaState::Checking => "ICE checking",
        MediaState::Handshaking => "ICE connected, DTLS handshaking",
        MediaState::Up => "up",
        MediaState::Down => "down",
    }
}

fn alarm_word(kind: AlarmKind) -> &'static str {
    match kind {
        AlarmKind::SilentSpeaker => "silent speaker",
        AlarmKind::HolderDisconnected => "holder disconnected",
        AlarmKind::ChairDisconnected => "presiding officer disconnected",
        AlarmKind::ProblemReported => "problem reported",
        AlarmKind::Loss => "loss",
        AlarmKind::RoundTrip => "round trip",
        AlarmKind::ServerCpu => "server cpu",
        AlarmKind::Disk => "disk",
        AlarmKind::ClockSkew => "clock skew",
        AlarmKind::JournalAltered => "journal altered",
        AlarmKind::TechnicianCalled => "technician called",
        AlarmKind::SoundInadequate => "sound inadequate",
        AlarmKind::NoInterpreter => "no interpreter",
        AlarmKind::SilentInterpreter => "silent interpreter",
        AlarmKind::BoothLost => "booth lost",
        AlarmKind::RecordingStopped => "recording stopped",
    }
}

fn help_word(help: Help) -> &'static str {
    match help {
        Help::Reload => "reload",
        Help::RestartMedia => "restart media",
        Help::AudioOnly => "audio only",
        Help::AllMedia => "all media",
    }
}
