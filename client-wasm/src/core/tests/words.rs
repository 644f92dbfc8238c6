//! Numbers and words.

use super::room::{self, Room};
use crate::core::{format, names, text};
use rostrum_proto::lang::{Lang, LocalText};
use rostrum_proto::line;
use rostrum_proto::time::{Millis, Timestamp};
use std::sync::Arc;

#[test]
fn places_read_as_they_are_said() {
    let english: Vec<_> =
        [1, 2, 3, 4, 11, 12, 13, 21, 102].map(|n| format::place(Lang::En, n)).into();
    assert_eq!(english, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd"]);
    assert_eq!(format::place(Lang::Zh, 3), "第3位");
}

#[test]
fn times_and_amounts() {
    assert_eq!(format::clock(Millis(186_900)), "3:06");
    assert_eq!(format::clock(Millis::minutes(61)), "1:01:00");
    assert_eq!(format::minutes(Millis(60_001)), "2");
    assert_eq!(format::utc(Timestamp(52_951_204)), "14:42:31.204");
    assert_eq!(format::megabits(1_429_999), "1.42");
    assert_eq!(format::per_cent(0.0781), "7.8");
}

#[test]
fn texts_are_filled() {
    assert_eq!(text::give_floor(Lang::En, "Tunisia"), "Give the floor to Tunisia");
    assert_eq!(text::give_floor(Lang::Zh, "突尼斯"), "请突尼斯发言");
    assert_eq!(
        text::place_line(Lang::En, text::PlaceLine { minutes: "14", place: "3rd" }),
        "3rd, about 14 min"
    );
}

#[test]
fn a_count_has_the_form_of_its_number_in_each_language() {
    let counts = |lang, abstain: &str| {
        text::vote_counts(lang, text::VoteCounts { yes: "9", no: "2", abstain })
    };
    assert_eq!(counts(Lang::En, "1"), "9 in favour, 2 against, 1 abstention");
    assert_eq!(counts(Lang::En, "0"), "9 in favour, 2 against, 0 abstentions");
    assert_eq!(counts(Lang::Fr, "0"), "9 voix pour, 2 contre, 0 abstention");
    assert_eq!(counts(Lang::Fr, "2"), "9 voix pour, 2 contre, 2 abstentions");
    let russian = ["1", "2", "5", "11", "21", "22", "112"];
    let russian = russian.map(|n| text::entries_count(Lang::Ru, n));
    let as_said = [
        "1 запись",
        "2 записи",
        "5 записей",
        "11 записей",
        "21 запись",
        "22 записи",
        "112 записей",
    ];
    assert_eq!(russian, as_said);
    // The grammar of Arabic: none, one, a dual, 3 to 10, 11 to 99, and hundreds.
    let arabic = ["0", "1", "2", "3", "11", "100"].map(|n| text::entries_count(Lang::Ar, n));
    assert_eq!(arabic, ["لا قيود", "قيد واحد", "قيدان", "3 قيود", "11 قيدا", "100 قيد"]);
    assert_eq!(text::entries_count(Lang::Zh, "1"), "1个条目");
}

#[test]
fn a_text_takes_its_values_by_name_wherever_they_stand() {
    let text = "{b} before {a}, {n, plural, one {# thing of {a}} other {# things}} {c}";
    let filled = text::fill(Lang::En, text, &[("a", "A"), ("b", "B"), ("n", "2")]);
    assert_eq!(filled, "B before A, 2 things ");
}

#[test]
fn names_of_an_old_journal_are_shown_in_one_line_or_by_the_id() {
    let tunisia = room::seat("TUN");
    let mut meeting = Room::with("ennaifer").meeting;
    let mut shown = |name: &str| {
        let setup = Arc::make_mut(&mut meeting.seats.get_mut(&tunisia).unwrap().setup);
        setup.short = LocalText::english(name);
        setup.formal = LocalText::english(name);
        let mut person = (*meeting.participants[&room::person("ennaifer")].person).clone();
        person.name = Some(name.to_owned());
        let seat = names::seat(&meeting, &tunisia, Lang::En).text;
        assert_eq!(names::formal(&meeting, &tunisia, Lang::En), seat);
        (seat, names::person(&person), names::person_line(&person))
    };
    for bad in ["Tuni\u{2028}sia", "Tuni\u{85}sia", "Tuni\nsia", "Tuni\u{202e}sia"] {
        let one = "Tuni sia".to_owned();
        assert_eq!(shown(bad), (one.clone(), one.clone(), format!("{one}, Secretary of State")));
    }
    let (seat, person, line) = shown("\u{200b}\u{3164}");
    assert_eq!((&*seat, &*person, &*line), ("TUN", "ennaifer", "Secretary of State"));
    assert_eq!(shown(&"a".repeat(1_000)).0.chars().count(), line::MAX_NAME + 1);
}
