//! Debates as they should not be: unknown seats, names that are no names, texts for which nobody spoke.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use rostrum_compilation::Date;
use rostrum_compilation::Point;
use rostrum_compilation::facts::{Facts, Manner, President, Seat, Speaker, Standing, Statement};
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::{Lang, LocalText};
use rostrum_proto::profile::SeatKind;

const SEATS: [&str; 8] = ["UNODC", "CHN", "DOM", "IDN", "TUN", "DNK", "CHE", "PSE"];
const KINDS: [SeatKind; 4] =
    [SeatKind::Briefer, SeatKind::Member, SeatKind::Invited, SeatKind::Observer];
const RANKS: [&str; 4] = ["head", "minister", "other", "permanent_representative"];
const TEXTS: [&str; 14] = [
    "Zhang Jun",
    "zhang  jun",
    "سلمى النيفر",
    "Günter Sautter",
    "Permanent Representative",
    "Minister for Foreign Affairs",
    "",
    " \u{200b}",
    "{people} {seats}",
    "</p><script>alert(1)</script>",
    "\u{202e}turned",
    "# =cmd|' /C calc'!A1 ]]>",
    "one\r\ntwo\u{0}\u{2028}three",
    "安全理事会",
];

fn seat_id() -> impl Strategy<Value = SeatId> {
    // The last is never one of the meeting's.
    select(&SEATS[..]).prop_map(|id| SeatId::new(id).unwrap())
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![3 => select(&TEXTS[..]).prop_map(str::to_owned), 1 => any::<String>()]
}

fn lang() -> impl Strategy<Value = Lang> {
    select(&Lang::ALL[..])
}

fn local() -> impl Strategy<Value = LocalText> {
    proptest::collection::btree_map(lang(), text(), 0..3).prop_map(LocalText)
}

fn date() -> impl Strategy<Value = Date> {
    (1_u16..10_000, 1_u8..13, 1_u8..29).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap())
}

fn speaker() -> impl Strategy<Value = Speaker> {
    let rank = option::of(select(&RANKS[..]).prop_map(str::to_owned));
    (seat_id(), option::of(text()), option::of(text()), rank, vec(seat_id(), 0..3)).prop_map(
        |(seat, name, title, rank, on_behalf_of)| Speaker { seat, name, title, rank, on_behalf_of },
    )
}

fn statement() -> impl Strategy<Value = Statement> {
    let manner = select(&[Manner::Delivered, Manner::Written][..]);
    let open = (proptest::bool::weighted(0.1), proptest::bool::weighted(0.2));
    let who = (option::of(text()), option::of(text()));
    (seat_id(), who, lang(), manner, vec(seat_id(), 0..3), vec(text(), 0..4), open).prop_map(
        |(
            seat,
            (name, title),
            language,
            manner,
            on_behalf_of,
            paragraphs,
            (correction_open, put_right),
        )| {
            let number = String::new();
            Statement {
                seat,
                number,
                name,
                title,
                language,
                manner,
                on_behalf_of,
                paragraphs,
                correction_open,
                put_right,
            }
        },
    )
}

fn seats() -> impl Strategy<Value = Vec<Seat>> {
    let known = SEATS.len() - 1;
    let names = vec((select(&KINDS[..]), local(), local(), text()), known);
    (names, 0..=known).prop_map(|(names, count)| {
        let seat = |(id, (kind, short, formal, sort_key)): (&str, _)| Seat {
            id: SeatId::new(id).unwrap(),
            kind,
            short,
            formal,
            sort_key,
        };
        SEATS.into_iter().zip(names).map(seat).take(count).collect()
    })
}

/// Any debate. Receipts have numbers, each its own.
pub fn facts() -> impl Strategy<Value = Facts> {
    let head = (text(), date(), date(), local(), lang(), option::of(text()));
    let president = (text(), text(), seat_id());
    let people = (vec(speaker(), 0..10), vec(statement(), 0..10), vec(seat_id(), 0..4));
    (head, president, seats(), people, any::<bool>()).prop_map(
        |(head, (name, title, seat), seats, (speakers, mut statements, first), settled)| {
            let (symbol, letter_date, meeting_date, topic, original, concept_note) = head;
            for (n, text) in statements.iter_mut().enumerate() {
                text.number = format!("R{n}R");
            }
            let mut facts = Facts {
                symbol,
                letter_date,
                meeting_date,
                topic,
                original,
                president: President { name, title, seat },
                concept_note,
                ranks: RANKS[..3].iter().map(|rank| (*rank).to_owned()).collect(),
                seats,
                speakers,
                statements,
                first,
                standing: vec![],
            };
            let standing = |point: Point| Standing { point, reason: "recorded".into() };
            if settled {
                facts.standing =
                    facts.points(Lang::En).into_iter().map(|f| standing(f.point)).collect();
            }
            facts
        },
    )
}
