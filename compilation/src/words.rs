//! The fixed words of a compilation, in the six languages: the data of the Security Council.
//!
//! Names go into them in the form in which they stand on a nameplate, so that none has to be declined: lists follow a
//! colon, or a verb of which they are the subject.

use crate::numeral::Numerals;
use crate::six::Six;
use rostrum_proto::lang::Lang;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static COUNCIL: LazyLock<Wording> = LazyLock::new(|| {
    let words = serde_json::from_str(include_str!("../words/security-council.json"));
    words.expect("the words of the Council are part of the program, and read in its tests")
});

/// The words of a language.
pub fn of(lang: Lang) -> &'static Words {
    COUNCIL.words.of(lang)
}

/// The words of the masthead in a document of a language, and their own language.
pub fn of_masthead(lang: Lang) -> (Lang, &'static MastheadWords) {
    let used = *COUNCIL.masthead_in.of(lang);
    let words = COUNCIL.masthead.get(&used).map(|words| (used, words));
    words.unwrap_or_else(|| (Lang::En, &COUNCIL.masthead[&Lang::En]))
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wording {
    /// In which language a masthead is: Arabic, Chinese and Russian documents have it in English.
    masthead_in: Six<Lang>,
    masthead: BTreeMap<Lang, MastheadWords>,
    words: Six<Words>,
}

/// What the masthead says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MastheadWords {
    /// "Distr.: General".
    pub distribution: String,
    /// "Original: {language}".
    pub original: String,
}

/// All other fixed words of a language. In braces is what is filled in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// "United Nations".
    pub organization: String,
    /// "Security Council".
    pub body: String,
    /// What stands on one that is not published.
    pub draft: String,
    /// The heading of the table of contents.
    pub contents: String,
    /// The title of the letter, with its `{date}`.
    pub title: String,
    /// A date: `{day}`, `{month}`, `{year}`.
    pub date: String,
    /// The first day of a month.
    pub first: String,
    /// The months, as they stand in a date.
    pub months: [String; 12],
    /// The days of the week from Monday, as they stand in `on_day`.
    pub weekdays: [String; 7],
    /// A `{date}` with its `{weekday}`, as it stands in the letter.
    pub on_day: String,
    /// A `{text}` in quotation marks.
    pub quoted: String,
    /// How delegations are listed.
    pub seats: Series,
    /// How people with their titles are listed.
    pub people: Series,
    /// The sentences of the letter.
    pub letter: LetterWords,
    /// "(Signed)".
    pub signed: String,
    /// The lines of the signature, with `{signed}`, `{name}` and `{post}`.
    pub signature: Vec<String>,
    /// `{name}` and `{title}` of somebody.
    pub person: String,
    /// Such a `{person}`, and for which `{seat}`.
    pub person_of: String,
    /// "Annex {number}".
    pub annex: String,
    /// How annexes are numbered.
    pub numerals: Numerals,
    /// The heading of a briefing.
    pub briefing: Heading,
    /// The heading of a statement.
    pub statement: Heading,
    /// The heading of a written statement.
    pub written: Heading,
    /// "Also on behalf of: {seats}", of one.
    pub also_for_one: String,
    /// The same of several.
    pub also_for: String,
    /// "[Original: {language}]", with the language as in `in_language`.
    pub original: String,
    /// What stands in the place of a text that was not received.
    pub no_text: String,
    /// The languages, each by itself.
    pub languages: Six<String>,
    /// The languages, as they stand in `original`.
    pub in_language: Six<String>,
    /// The table of all annexes.
    pub table: TableWords,
    /// What may not agree.
    pub points: PointWords,
}

/// What may not agree, each with the `{seat}` whose it is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointWords {
    /// Who is in the place of a name that nobody knows.
    pub somebody: String,
    /// A `{title}` in quotation marks.
    pub title: String,
    /// With the `{name}`.
    pub speaker_without_text: String,
    /// With the `{number}` and the `{name}`.
    pub text_without_speaker: String,
    /// With the `{name}` and the `{titles}`.
    pub two_titles: String,
    /// With the `{number}`, the `{name}` and who `{spoke}`.
    pub did_not_speak: String,
    /// With the `{number}`.
    pub correction_open: String,
    /// With the `{number}`.
    pub nothing_to_read: String,
    /// With the `{numbers}`.
    pub several_written: String,
    /// Of a seat that there is not.
    pub unknown_seat: String,
    /// The letter is of a day, `{dated}`, before that of the meeting, `{met}`.
    pub dated_before: String,
}

/// The sentences of the letter.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterWords {
    /// What is enclosed, with `{topic}` and `{day}`.
    pub enclose: String,
    /// The same where nobody briefed.
    pub enclose_statements: String,
    /// One briefer, `{people}`.
    pub briefing: String,
    /// Several.
    pub briefings: String,
    /// Speakers who are named, `{people}`.
    pub named: String,
    /// They and members that are not, `{seats}`.
    pub named_and_members: String,
    /// Members alone.
    pub members: String,
    /// One other who spoke.
    pub other: String,
    /// Several.
    pub others: String,
    /// One who sent a written statement.
    pub written_one: String,
    /// Several.
    pub written: String,
    /// The `{symbol}` of the concept note.
    pub concept_note: String,
    /// By which procedure the texts are issued.
    pub procedure: String,
}

/// How a list is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Between two entries.
    pub between: String,
    /// Before the conjunction, in a list of more than two.
    pub stop: String,
    /// Before the last entry.
    pub conjunction: String,
    /// In its place, where the last entry begins so.
    #[serde(default)]
    pub before: BTreeMap<String, String>,
}

/// The heading of an annex.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// `{who}` gave it.
    pub by: String,
    /// Nobody knows who, only for which `{seat}`.
    pub of: String,
}

/// The table of all annexes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableWords {
    /// The heading above it.
    pub heading: String,
    /// What it shows.
    pub caption: String,
    /// The column of the annexes.
    pub annex: String,
    /// Of the delegations.
    pub seat: String,
    /// Of the people.
    pub person: String,
    /// Of the languages.
    pub language: String,
    /// Of the numbers of words.
    pub words: String,
    /// Whether it was delivered or written.
    pub manner: String,
    /// Of the numbers of receipts.
    pub number: String,
    /// "Delivered".
    pub delivered: String,
    /// "Written".
    pub written: String,
    /// What stands where there is nothing.
    pub nothing: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Every text in the data, by its path.
    fn texts(lang: Lang) -> Vec<(String, String)> {
        fn walk(path: &str, value: &serde_json::Value, found: &mut Vec<(String, String)>) {
            match value {
                serde_json::Value::String(text) => found.push((path.to_owned(), text.clone())),
                serde_json::Value::Array(values) => {
                    let walk = |(n, value)| walk(&format!("{path}/{n}"), value, found);
                    values.iter().enumerate().for_each(walk);
                }
                serde_json::Value::Object(values) => {
                    let walk =
                        |(name, value): (&String, _)| walk(&format!("{path}/{name}"), value, found);
                    values.iter().for_each(walk);
                }
                _ => panic!("{path}: only texts"),
            }
        }
        let all: serde_json::Value =
            serde_json::from_str(include_str!("../words/security-council.json")).unwrap();
        let mut found = vec![];
        walk("", &all["words"][lang.code()], &mut found);
        found
    }

    /// What stands in braces.
    fn places(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).map(|rest| rest.split_once('}').unwrap().0).collect()
    }

    #[test]
    fn all_six_languages_say_the_same() {
        // Reading the words is already most of it: each language has each of them, and nothing else.
        let english = texts(Lang::En);
        for lang in Lang::ALL {
            let own = texts(lang);
            for (path, text) in &english {
                if path.starts_with("/numerals") || path.starts_with("/signature") {
                    continue;
                }
                let same = own.iter().find(|(known, _)| known == path).unwrap();
                // Chinese dates have numbers for months, and all of them have all three.
                assert_eq!(places(&same.1), places(text), "{lang:?} {path}");
            }
            let signature = of(lang).signature.concat();
            assert_eq!(places(&signature), BTreeSet::from(["name", "post", "signed"]), "{lang:?}");
            let (used, masthead) = of_masthead(lang);
            assert!(used == lang || used == Lang::En, "{lang:?}");
            assert_eq!(places(&masthead.original), BTreeSet::from(["language"]));
        }
    }

    #[test]
    fn no_language_has_stray_spaces_or_the_letters_of_another() {
        for lang in Lang::ALL {
            for (path, text) in texts(lang) {
                assert!(!text.contains("  ") && !text.contains('\t'), "{lang:?} {path}");
                if path.starts_with("/seats/stop") || path.starts_with("/people/stop") {
                    continue;
                }
                assert!(!text.is_empty(), "{lang:?} {path}");
                // Without what is filled in, the symbol and the name of the disease.
                let words: String =
                    text.split('{').map(|p| p.split_once('}').map_or(p, |p| p.1)).collect();
                let words = words.replace("S/2020/372", "").replace("COVID-19", "");
                if path == "/numerals/system" {
                    continue;
                }
                let is_own = |c: char| match lang {
                    Lang::Ar => ('\u{600}'..='\u{6ff}').contains(&c),
                    Lang::Zh => ('\u{4e00}'..='\u{9fff}').contains(&c),
                    Lang::Ru => ('\u{410}'..='\u{44f}').contains(&c),
                    Lang::En => c.is_ascii(),
                    Lang::Fr | Lang::Es => c < '\u{180}',
                };
                let letters = words.chars().filter(|c| c.is_alphabetic());
                let foreign: String = letters.filter(|c| !is_own(*c)).collect();
                assert_eq!(foreign, "", "{lang:?} {path}: {text}");
            }
        }
    }

    #[test]
    fn french_keeps_its_signs_with_their_words() {
        for (path, text) in texts(Lang::Fr) {
            for sign in [':', ';', '?', '!', '»'] {
                assert!(!text.contains(&format!(" {sign}")), "{path}: {text}");
                let close = text.match_indices(sign).all(|(n, _)| text[..n].ends_with('\u{a0}'));
                assert!(close, "{path}: {text}");
            }
            assert!(!text.contains('\'') && !text.contains('"'), "{path}: {text}");
        }
    }

    #[test]
    fn chinese_numbers_are_those_of_a_primer() {
        let numerals = &of(Lang::Zh).numerals;
        for (number, written) in [
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (24, "二十四"),
            (99, "九十九"),
            (100, "一百"),
            (101, "一百零一"),
            (110, "一百一十"),
            (119, "一百一十九"),
            (1001, "一千零一"),
            (1010, "一千零一十"),
            (2020, "二千零二十"),
            (0, "0"),
            (10_000, "10000"),
        ] {
            assert_eq!(numerals.write(number), written);
        }
    }

    #[test]
    fn arabic_annexes_are_the_first_the_second_and_so_on() {
        let numerals = &of(Lang::Ar).numerals;
        for (number, written) in [
            (1, "الأول"),
            (2, "الثاني"),
            (10, "العاشر"),
            (11, "الحادي عشر"),
            (19, "التاسع عشر"),
            (20, "العشرون"),
            (21, "الحادي والعشرون"),
            (32, "الثاني والثلاثون"),
            (100, "المائة"),
            (101, "الأول بعد المائة"),
            (121, "الحادي والعشرون بعد المائة"),
            (200, "200"),
            (0, "0"),
        ] {
            assert_eq!(numerals.write(number), written);
        }
        let all: BTreeSet<_> = (1..200).map(|n| numerals.write(n)).collect();
        assert_eq!(all.len(), 199, "no two annexes have one number");
    }
}
