//! The fonts of this machine: found and opened before the job is read, read when it needs them.

use crate::families::{ARABIC, CHINESE, Cut, FAMILIES, Family, LATIN};
use crate::{Failure, wanted};
use rostrum_paper::Paper;
use rostrum_proto::lang::Lang;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};

/// How deep the folders are looked through: `/usr/share/fonts` has its fonts two below.
const MAX_DEPTH: usize = 4;

/// Open files of fonts. Opened once, they can be read when no file can be opened any more.
#[derive(Debug)]
pub struct Fonts(Vec<Vec<Face>>);

/// One cut of one family.
#[derive(Debug)]
pub(crate) struct Face {
    cut: Cut,
    path: PathBuf,
    /// How the name of the font ends, in a file that has several.
    ending: &'static str,
    file: File,
    font: OnceLock<Option<Font>>,
}

/// The families that a paper needs.
#[derive(Default)]
pub(crate) struct Chosen<'a> {
    /// What is known of each face.
    pub book: FontBook,
    /// The faces, in the order of the book.
    pub faces: Vec<&'a Face>,
    /// Their names for the template.
    pub families: Vec<&'static str>,
    /// The letters of the paper that each family has.
    covered: Vec<BTreeSet<char>>,
}

impl Fonts {
    /// Opens what there is in these folders and below. Nothing is missing before a paper needs it.
    #[must_use]
    pub fn open(folders: &[PathBuf]) -> Self {
        let mut found = BTreeMap::new();
        for folder in folders {
            look_into(folder, MAX_DEPTH, &mut found);
        }
        Self(FAMILIES.iter().map(|family| open_family(family, &found)).collect())
    }

    /// The families that a paper needs: for its languages, and for letters that none of these has.
    ///
    /// # Errors
    /// One is missing.
    pub(crate) fn choose(&self, paper: &Paper) -> Result<Chosen<'_>, Failure> {
        let (langs, letters) = (wanted::langs(paper), wanted::letters(paper));
        let mut chosen = Chosen::default();
        let mut uncovered = letters.clone();
        for (index, (family, faces)) in FAMILIES.iter().zip(&self.0).enumerate() {
            let needed = match index {
                LATIN => true,
                ARABIC => langs.contains(&Lang::Ar),
                CHINESE => langs.contains(&Lang::Zh),
                _ => false,
            };
            let Some(regular) = faces.first() else {
                match needed {
                    true => return Err(missing(family)),
                    false => continue,
                }
            };
            if !needed && uncovered.is_empty() {
                continue;
            }
            let info = regular.font()?.info().clone();
            let of_them = |letter: &&char| info.coverage.contains(u32::from(**letter));
            let covered: BTreeSet<char> = letters.iter().filter(of_them).copied().collect();
            if needed || !uncovered.is_disjoint(&covered) {
                uncovered.retain(|letter| !covered.contains(letter));
                chosen.add(family, faces, &info, covered);
            }
        }
        Ok(chosen)
    }
}

impl<'a> Chosen<'a> {
    /// Whether one font has all these letters, so that they can stand on one another.
    pub(crate) fn have_together(&self, letters: impl Iterator<Item = char> + Clone) -> bool {
        let all = |family: &BTreeSet<char>| letters.clone().all(|letter| family.contains(&letter));
        self.covered.iter().any(all)
    }

    fn add(
        &mut self,
        family: &'static Family,
        faces: &'a [Face],
        regular: &FontInfo,
        covered: BTreeSet<char>,
    ) {
        self.families.push(family.name);
        self.covered.push(covered);
        for face in faces {
            // The cuts of a family have the same letters, so that what is known of one tells of all, and none has to be
            // read that no text is set in: the bold one of the Chinese has 27 MB.
            let mut info = regular.clone();
            family.name.clone_into(&mut info.family);
            info.variant = face.cut.variant();
            self.book.push(info);
            self.faces.push(face);
        }
    }
}

impl Face {
    /// The font itself, read at the first call.
    pub(crate) fn font(&self) -> Result<&Font, Failure> {
        let font = self.font.get_or_init(|| self.read());
        font.as_ref().ok_or_else(|| Failure::BadFont(self.path.display().to_string()))
    }

    fn read(&self) -> Option<Font> {
        let length = self.file.metadata().ok()?.len();
        let mut bytes = vec![0; usize::try_from(length).ok()?];
        self.file.read_exact_at(&mut bytes, 0).ok()?;
        Font::iter(Bytes::new(bytes)).find(|font| font.info().family.ends_with(self.ending))
    }
}

fn missing(family: &Family) -> Failure {
    let font = format!("{}{}", family.stems[0], Cut::Regular.suffix());
    Failure::NoFont { writing: family.writing, package: family.package, font }
}

/// The files below a folder, by name without extension; of two with one name, the first.
fn look_into(folder: &Path, depth: usize, found: &mut BTreeMap<String, PathBuf>) {
    // A folder that cannot be read has no fonts; which are missing is said when one is needed.
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let of_a_font = ["ttf", "otf", "ttc"];
        match (path.file_stem(), path.extension()) {
            _ if path.is_dir() && depth > 0 => look_into(&path, depth - 1, found),
            (Some(stem), Some(extension)) if of_a_font.iter().any(|known| extension == *known) => {
                found.entry(stem.to_string_lossy().into_owned()).or_insert(path);
            }
            _ => {}
        }
    }
}

/// The cuts of a family that there are, the regular first; none without the regular.
fn open_family(family: &'static Family, found: &BTreeMap<String, PathBuf>) -> Vec<Face> {
    let open = |stem: &str, cut: Cut| {
        let path = found.get(&format!("{stem}{}", cut.suffix()))?;
        let file = File::open(path).ok()?;
        let (path, ending) = (path.clone(), family.ending);
        Some(Face { cut, path, ending, file, font: OnceLock::new() })
    };
    let of_stem = |stem: &&str| -> Vec<Face> {
        let cuts: Vec<Face> = Cut::ALL.into_iter().filter_map(|cut| open(stem, cut)).collect();
        let has_regular = cuts.first().is_some_and(|first| first.cut == Cut::Regular);
        if has_regular { cuts } else { Vec::new() }
    };
    family.stems.iter().map(of_stem).find(|faces| !faces.is_empty()).unwrap_or_default()
}
