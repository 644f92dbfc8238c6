//! Meeting files: a meeting as its organisers write it down, and as it is convened.

use anyhow::Context;
use rostrum_proto::days_off::DaysOff;
use rostrum_proto::decode;
use rostrum_proto::id::{MeetingId, SeatId};
use rostrum_proto::lang::{Lang, LocalText};
use rostrum_proto::meeting::setup::{Person, SeatSetup, Setup};
use rostrum_proto::profile::SeatKind;
use rostrum_proto::profile::{self, Profile};
use rostrum_proto::time::Timestamp;
use serde::Deserialize;
use serde_json::error::Category;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeetingFile {
    id: MeetingId,
    profile: String,
    title: LocalText,
    agenda_item: LocalText,
    format: LocalText,
    presidency: SeatId,
    #[serde(deserialize_with = "iso_8601")]
    starts_at: Timestamp,
    venue_time_zone: String,
    #[serde(default)]
    venue: LocalText,
    seats: Vec<SeatLine>,
    people: Vec<Person>,
    speakers_list: Vec<SeatId>,
    #[serde(default)]
    questions: Vec<LocalText>,
    #[serde(default)]
    days_off: DaysOff,
    #[serde(default, deserialize_with = "iso_8601_if_any")]
    statements_until: Option<Timestamp>,
    /// Names of seats by id, in a file beside this one.
    names: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeatLine {
    id: SeatId,
    kind: SeatKind,
    #[serde(default)]
    on_behalf_of: Vec<SeatId>,
    #[serde(default)]
    language: Option<Lang>,
    #[serde(default)]
    short: Option<LocalText>,
    #[serde(default)]
    formal: LocalText,
    #[serde(default)]
    sort_key: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    short: LocalText,
    formal: LocalText,
}

/// Reads a meeting file and checks that its parts fit together.
///
/// # Errors
/// Names the file, the path in it, what was found there and what was expected.
pub fn read(path: &Path) -> anyhow::Result<Setup> {
    let file: MeetingFile = parse(path)?;
    let names: BTreeMap<String, Names> = parse(&path.with_file_name(&file.names))?;
    let here = || format!("reading {}", path.display());
    let profile = profile_named(path, &file.profile)?;
    let seat = |(i, line): (usize, SeatLine)| {
        let listed = names.get(line.id.as_str()).cloned();
        let (short, formal) = match (line.short, listed) {
            (Some(short), _) => (short, line.formal),
            (None, Some(names)) => (names.short, names.formal),
            (None, None) => anyhow::bail!(
                "{}: seats[{i}]: no name for {}; expected `short` here or an entry in {}",
                here(),
                line.id,
                file.names
            ),
        };
        let sort_key = line.sort_key.unwrap_or_else(|| short.best(Lang::En).1.into());
        let (id, kind, on_behalf_of) = (line.id, line.kind, line.on_behalf_of);
        let language = line.language;
        Ok(SeatSetup { id, kind, short, formal, sort_key, on_behalf_of, language })
    };
    let setup = Setup {
        id: file.id,
        profile,
        title: file.title,
        agenda_item: file.agenda_item,
        format: file.format,
        presidency: file.presidency,
        starts_at: file.starts_at,
        venue_time_zone: file.venue_time_zone,
        venue: file.venue,
        seats: file.seats.into_iter().enumerate().map(seat).collect::<Result<_, _>>()?,
        people: file.people,
        speakers_list: file.speakers_list,
        questions: file.questions,
        days_off: file.days_off,
        statements_until: file.statements_until,
    };
    setup.check().map_err(|why| anyhow::anyhow!("{}: {why}", here()))?;
    for (i, seat) in setup.seats.iter().enumerate() {
        let known = |id: &SeatId| names.contains_key(id.as_str()) || setup.has_seat(id);
        if let Some(unknown) = seat.on_behalf_of.iter().find(|id| !known(id)) {
            anyhow::bail!(
                "{}: seats[{i}].on_behalf_of: unknown delegation {unknown}; expected the id of a seat or \
                 of an entry in {}",
                here(),
                file.names
            );
        }
    }
    time_zone(&setup.venue_time_zone).with_context(here)?;
    Ok(setup)
}

/// A time zone is looked up in the system's own list; without one, only its form is checked.
fn time_zone(name: &str) -> anyhow::Result<()> {
    let expected = "expected an IANA name such as America/New_York";
    let sane = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "_+-".contains(c))
    };
    anyhow::ensure!(name.split('/').all(sane), "venue_time_zone: {name:?}; {expected}");
    let zones = Path::new("/usr/share/zoneinfo");
    let known = !zones.join("UTC").exists() || zones.join(name).is_file();
    anyhow::ensure!(known, "venue_time_zone: unknown time zone {name}; {expected}");
    Ok(())
}

/// A profile by its id, or in a file beside the meeting's.
fn profile_named(path: &Path, name: &str) -> anyhow::Result<Profile> {
    if name.ends_with(".json") {
        let path = path.with_file_name(name);
        let profile: Profile = parse(&path)?;
        profile.check().map_err(|why| anyhow::anyhow!("reading {}: {why}", path.display()))?;
        return Ok(profile);
    }
    let known: Vec<_> = profile::BUILT_IN.iter().map(|(id, _)| *id).collect();
    let text = profile::built_in(name).with_context(|| {
        format!(
            "reading {}: profile: unknown profile {name}; expected {} or a .json file beside it",
            path.display(),
            known.join(", ")
        )
    })?;
    Ok(serde_json::from_str(text)?)
}

fn iso_8601<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    moment(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
}

fn iso_8601_if_any<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Timestamp>, D::Error> {
    iso_8601(deserializer).map(Some)
}

/// A moment as an officer writes it (RFC 3339).
///
/// # Errors
/// Says what was expected.
pub fn moment(text: &str) -> Result<Timestamp, String> {
    use time::{OffsetDateTime, format_description::well_known::Rfc3339};
    let moment = OffsetDateTime::parse(text, &Rfc3339)
        .map_err(|_| format!("{text:?} is not a time such as 2020-08-06T14:00:00Z"))?;
    Ok(Timestamp(u64::try_from(moment.unix_timestamp()).unwrap_or(0) * 1000))
}

/// JSON as any editor saves it.
fn parse<T: serde::de::DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let reading = || format!("reading {}", path.display());
    let bytes = std::fs::read(path).with_context(reading)?;
    let text = decode::text(&bytes).with_context(reading)?;
    let mut json = serde_json::Deserializer::from_str(&text);
    let form = |e: &serde_json::Error| match e.classify() {
        Category::Syntax | Category::Eof => format!("{e}; expected JSON"),
        Category::Data | Category::Io => e.to_string(),
    };
    let read = serde_path_to_error::deserialize(&mut json)
        .map_err(|e| anyhow::anyhow!("{}: {}: {}", reading(), e.path(), form(e.inner())))?;
    json.end().map_err(|e| {
        let place = format!("line {} column {}", e.line(), e.column());
        anyhow::anyhow!(
            "{}: something follows the end of the JSON, at {place}; remove it",
            reading()
        )
    })?;
    Ok(read)
}
