//! The cast: in which language each seat speaks, and the clips that are there.

use crate::clip::{Picture, Voice};
use anyhow::Context;
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::time::Millis;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Seats that speak another language than English.
const LANGUAGES: [(&str, Lang); 8] = [
    ("TUN", Lang::Ar),
    ("CHN", Lang::Zh),
    ("FRA", Lang::Fr),
    ("BEL", Lang::Fr),
    ("NER", Lang::Fr),
    ("CHE", Lang::Fr),
    ("RUS", Lang::Ru),
    ("DOM", Lang::Es),
];

/// In which language a seat speaks.
#[must_use]
pub fn language(seat: &SeatId) -> Lang {
    let known = LANGUAGES.iter().find(|(known, _)| *known == seat.as_str());
    known.map_or(Lang::En, |(_, lang)| *lang)
}

/// Who is heard from a microphone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sound {
    /// A delegate, in the language of the seat.
    Speech(Lang),
    /// An interpreter, into a channel.
    Interpretation(Lang),
    /// Somebody whose microphone is open and who says nothing.
    Silence,
}

/// All clips.
#[derive(Debug)]
pub struct Clips {
    voices: BTreeMap<Sound, Arc<Voice>>,
    pictures: BTreeMap<String, Arc<Picture>>,
}

impl Clips {
    /// Reads a folder: `fr.opus` and `fr-booth.opus` for each language, `FRA.ivf` for each seat.
    ///
    /// # Errors
    /// A file is missing or is not what it should be; says which.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).with_context(|| format!("reading {}", path.display()))
        };
        let mut voices = BTreeMap::from([(Sound::Silence, Arc::new(Voice::silence()))]);
        for lang in Lang::ALL {
            for (sound, end) in [(Sound::Speech(lang), ""), (Sound::Interpretation(lang), "-booth")]
            {
                let name = format!("{}{end}.opus", lang.code());
                let voice = Voice::read(&read(&name)?).with_context(|| name.clone())?;
                voices.insert(sound, Arc::new(voice));
            }
        }
        let mut pictures = BTreeMap::new();
        for entry in std::fs::read_dir(folder)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if let Some(seat) = name.strip_suffix(".ivf") {
                let picture = Picture::read(&read(&name)?).with_context(|| name.clone())?;
                pictures.insert(seat.to_owned(), Arc::new(picture));
            }
        }
        anyhow::ensure!(!pictures.is_empty(), "there are no pictures in {}", folder.display());
        Ok(Self { voices, pictures })
    }

    /// A voice.
    #[must_use]
    pub fn voice(&self, sound: Sound) -> Arc<Voice> {
        Arc::clone(&self.voices[&sound])
    }

    /// The picture of a seat. A seat without one of its own has no camera.
    #[must_use]
    pub fn picture(&self, seat: &SeatId) -> Option<Arc<Picture>> {
        self.pictures.get(seat.as_str()).cloned()
    }

    /// How long a statement is in the language of a seat, if its clip is said once.
    #[must_use]
    pub fn length(&self, seat: &SeatId) -> Millis {
        self.voices[&Sound::Speech(language(seat))].length()
    }
}
