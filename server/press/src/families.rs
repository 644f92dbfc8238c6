//! The fonts that the press knows, by the names of their files.

use typst::text::{FontStretch, FontStyle, FontVariant, FontWeight};

/// A family of fonts for a writing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Family {
    /// What the template calls it, whatever it calls itself.
    pub name: &'static str,
    /// Whose letters it has.
    pub writing: &'static str,
    /// Debian's package.
    pub package: &'static str,
    /// How the names of its files begin; the first there is counts.
    pub stems: &'static [&'static str],
    /// How the name of the font itself ends: a file may hold the same letters as five countries draw them.
    pub ending: &'static str,
}

/// How the names of a family's files go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Every family has it.
    Regular,
    /// Heavier.
    Bold,
    /// Slanted; only the Latin family has it.
    Italic,
    /// Both.
    BoldItalic,
}

impl Cut {
    /// Every cut there is.
    pub const ALL: [Cut; 4] = [Cut::Regular, Cut::Bold, Cut::Italic, Cut::BoldItalic];

    /// What stands between the stem and the extension.
    pub fn suffix(self) -> &'static str {
        match self {
            Cut::Regular => "-Regular",
            Cut::Bold => "-Bold",
            Cut::Italic => "-Italic",
            Cut::BoldItalic => "-BoldItalic",
        }
    }

    /// The same to the typesetter.
    pub fn variant(self) -> FontVariant {
        let (style, weight) = match self {
            Cut::Regular => (FontStyle::Normal, FontWeight::REGULAR),
            Cut::Bold => (FontStyle::Normal, FontWeight::BOLD),
            Cut::Italic => (FontStyle::Italic, FontWeight::REGULAR),
            Cut::BoldItalic => (FontStyle::Italic, FontWeight::BOLD),
        };
        FontVariant { style, weight, stretch: FontStretch::NORMAL }
    }
}

/// Latin, Greek and Cyrillic: in every document.
pub(crate) const LATIN: usize = 0;
/// Arabic.
pub(crate) const ARABIC: usize = 1;
/// Chinese, and with it Japanese and Korean. The last that is asked for a letter: its files are long.
pub(crate) const CHINESE: usize = FAMILIES.len() - 1;

/// All families, in the order in which they are asked for a letter.
pub(crate) const FAMILIES: [Family; 23] = [
    core("latin", "Latin and Cyrillic", &["NotoSerif"]),
    core("arabic", "Arabic", &["NotoNaskhArabic"]),
    core("symbols", "symbols", &["NotoSansSymbols"]),
    core("symbols-2", "symbols", &["NotoSansSymbols2"]),
    core("mathematics", "mathematics", &["NotoSansMath"]),
    core("hebrew", "Hebrew", &["NotoSerifHebrew"]),
    core("armenian", "Armenian", &["NotoSerifArmenian"]),
    core("georgian", "Georgian", &["NotoSerifGeorgian"]),
    core("ethiopic", "Ethiopic", &["NotoSerifEthiopic"]),
    core("devanagari", "Devanagari", &["NotoSerifDevanagari"]),
    core("bengali", "Bengali", &["NotoSerifBengali"]),
    core("gujarati", "Gujarati", &["NotoSerifGujarati"]),
    core("gurmukhi", "Gurmukhi", &["NotoSerifGurmukhi"]),
    core("kannada", "Kannada", &["NotoSerifKannada"]),
    core("malayalam", "Malayalam", &["NotoSerifMalayalam"]),
    core("tamil", "Tamil", &["NotoSerifTamil"]),
    core("telugu", "Telugu", &["NotoSerifTelugu"]),
    core("sinhala", "Sinhala", &["NotoSerifSinhala"]),
    core("thai", "Thai", &["NotoSerifThai"]),
    core("lao", "Lao", &["NotoSerifLao"]),
    core("khmer", "Khmer", &["NotoSerifKhmer"]),
    core("myanmar", "Burmese", &["NotoSerifMyanmar"]),
    Family {
        name: "chinese",
        writing: "Chinese",
        package: "fonts-noto-cjk",
        stems: &[
            "NotoSerifCJK",
            "NotoSerifCJKsc",
            "NotoSerifSC",
            "NotoSansCJK",
            "NotoSansCJKsc",
            "NotoSansSC",
        ],
        ending: " SC",
    },
];

/// A family of the package that has most of them.
const fn core(name: &'static str, writing: &'static str, stems: &'static [&'static str]) -> Family {
    Family { name, writing, package: "fonts-noto-core", stems, ending: "" }
}
