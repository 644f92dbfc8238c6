//! What there is of a recording: its index, the sizes of its files, and what the journal says of them.

use super::seal::digest;
use super::shelf::Shelf;
use rostrum_proto::id::MeetingId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::recording::SealedFile;
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::recordings::{
    Moment, RecordedContents, RecordedFile, RecordedPart, Spoken,
};
use rostrum_recording::index::Entry;
use rostrum_recording::{Contents, Index};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A part of a recording as the journal has sealed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// How long it is.
    pub length: Millis,
    /// Its files.
    pub files: Vec<SealedFile>,
}

/// The parts that a journal has sealed, by their numbers.
#[must_use]
pub fn sealed(journal: &[Record]) -> BTreeMap<u32, Sealed> {
    let sealed = journal.iter().filter_map(|record| match &record.event {
        Event::RecordingSealed { part, length, files } => {
            Some((*part, Sealed { length: *length, files: files.clone() }))
        }
        _ => None,
    });
    sealed.collect()
}

/// The parts of a recording in a folder, in the order in which they began.
#[must_use]
pub fn parts(folder: &Path, index: &Index, journal: &[Record]) -> Vec<RecordedPart> {
    let sealed = sealed(journal);
    let mut parts = BTreeMap::<u32, RecordedPart>::new();
    for entry in &index.files {
        let at = Timestamp(index.start.saturating_add(entry.begins));
        let length = sealed.get(&entry.part).map(|sealed| sealed.length);
        let (part, files) = (entry.part, Vec::new());
        let known = parts.entry(part).or_insert(RecordedPart { part, at, length, files });
        let file = fs::metadata(folder.join(&entry.name));
        if let (Ok(file), Some(contents)) = (file, contents(entry)) {
            known.files.push(RecordedFile {
                name: entry.name.clone(),
                contents,
                bytes: file.len(),
            });
        }
    }
    parts.into_values().collect()
}

/// Where a record is in a recording; `None` if it was started later.
#[must_use]
pub fn moment(index: &Index, seq: u64) -> Option<Moment> {
    let (entry, at) = index.place(&Contents::Floor, index.offset_of(seq)?)?;
    Some(Moment { part: entry.part, at: Millis(u64::try_from(at.as_millis()).ok()?) })
}

/// Where seats began to speak in a recording, as the journal tells it.
#[must_use]
pub fn speeches(index: &Index, journal: &[Record]) -> Vec<Spoken> {
    let mut meeting = match journal.first().map(|first| (&first.event, first.at)) {
        Some((Event::Convened { setup }, at)) => Meeting::convened((**setup).clone(), at),
        _ => return vec![],
    };
    let mut speeches = Vec::new();
    for record in &journal[1..] {
        meeting.apply(record);
        // What was not recorded is nowhere, though there is a moment before it.
        if let Event::SpeechStarted { request, .. } = &record.event
            && meeting.is_recorded()
            && let Ok(request) = meeting.request(*request)
            && let Some(from) = moment(index, record.seq)
        {
            speeches.push(Spoken { seat: request.beneficiary.clone(), from });
        }
    }
    speeches
}

/// What is not as the journal has sealed it: a sentence for each file, and how many are.
///
/// # Errors
/// A file cannot be read for another reason than that it is missing.
pub fn verify(
    shelf: &Shelf,
    meeting: &MeetingId,
    journal: &[Record],
) -> anyhow::Result<(usize, Vec<String>)> {
    let (folder, mut whole, mut wrong) = (shelf.of(meeting), 0, Vec::new());
    for file in sealed(journal).values().flat_map(|sealed| &sealed.files) {
        match digest(&folder.join(&file.name)) {
            Ok(found) if found == (file.bytes, file.sha256.clone()) => whole += 1,
            Ok(_) => wrong.push(format!("{} is not what was recorded", file.name)),
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => {
                wrong.push(format!("{} is missing", file.name));
            }
            Err(why) => anyhow::bail!("cannot read {}: {why}", file.name),
        }
    }
    Ok((whole, wrong))
}

fn contents(entry: &Entry) -> Option<RecordedContents> {
    Some(match &entry.contents {
        Contents::Floor => RecordedContents::Floor {},
        Contents::Sound => RecordedContents::Sound {},
        Contents::Channel(tag) => RecordedContents::Channel { lang: Lang::from_tag(tag)? },
    })
}
