//! What is in the compilation of a small debate, and what blocks it.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

mod common;

use common::{debate, headings, letter, said, table};
use rostrum_compilation::facts::{Manner, Standing};
use rostrum_compilation::order::annexes;
use rostrum_compilation::{Facts, Point, compile};
use rostrum_paper::{Block, Paper, Style};
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;

fn seat(id: &str) -> SeatId {
    SeatId::new(id).unwrap()
}

fn points(facts: &Facts) -> Vec<Point> {
    facts.points(Lang::En).into_iter().map(|found| found.point).collect()
}

#[test]
fn a_debate_of_which_everything_agrees_may_be_published() {
    assert_eq!(points(&debate()), []);
    assert!(debate().agree());
}

#[test]
fn the_letter_names_briefers_as_they_spoke_then_ranks_then_the_rest_in_english_order() {
    let paper = compile(&debate(), Lang::En);
    assert_eq!(
        paper.title,
        "Letter dated 11 August 2020 from the President of the Security Council addressed to the Secretary-General and the Permanent Representatives of the members of the Security Council"
    );
    let letter: Vec<_> = letter(&paper).iter().map(|text| said(text)).collect();
    let [enclose, note, briefings, statements, written, _, signature] = &letter[..] else {
        panic!("{letter:#?}")
    };
    assert!(enclose.ends_with("“Addressing the issue of linkages between terrorism and organized crime”, convened on Thursday, 6 August 2020."), "{enclose}");
    assert_eq!(note, "The concept note for the debate was issued as document S/2020/760.");
    assert_eq!(
        briefings,
        "The briefings were provided by Ghada Fathi Waly, Executive Director (United Nations Office on Drugs and Crime) and Vladimir Voronkov, Under-Secretary-General (United Nations Office of Counter-Terrorism)."
    );
    assert_eq!(
        statements,
        "Statements were delivered by سلمى النيفر, Secretary of State (Tunisia) and Retno Lestari Priansari Marsudi, Minister for Foreign Affairs (Indonesia), and by the representatives of the following members of the Council: China and Dominican Republic."
    );
    assert!(written.ends_with("also enclosed: Denmark and Switzerland."), "{written}");
    let signed = "(Signed) Dian Triansyah Djani\nPermanent Representative (Indonesia)\nPresident of the Security Council";
    assert_eq!(signature, signed);
}

#[test]
fn every_annex_has_its_number_and_its_place() {
    let order = ["UNODC", "UNOCT", "TUN", "IDN", "CHN", "DOM", "DNK", "CHE"];
    let roman = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"];
    for lang in Lang::ALL {
        let paper = compile(&debate(), lang);
        let rows = table(&paper);
        let receipts: Vec<_> = rows.iter().map(|row| row[6].split_once('-').unwrap().0).collect();
        assert_eq!(receipts, order, "{lang:?}");
        assert_eq!(headings(&paper, 2).len(), 8);
        assert_eq!(headings(&paper, 1).len(), 9, "the table and eight annexes");
        if !matches!(lang, Lang::Ar | Lang::Zh) {
            let numbers: Vec<_> = rows.iter().map(|row| row[0].as_str()).collect();
            assert_eq!(numbers, roman);
        }
    }
    let first = |lang| headings(&compile(&debate(), lang), 1)[4].clone();
    let fourth = ["المرفق الرابع", "附件四", "Annex IV", "Annexe IV", "Приложение IV", "Anexo IV"];
    assert_eq!(Lang::ALL.map(first), fourth);
}

/// The paragraphs of an annex, from its number in the table.
fn annex(paper: &Paper, number: usize) -> Vec<(Option<Lang>, Style, String)> {
    let is_first = |block: &Block| matches!(block, Block::Heading { level: 1, .. });
    let mut starts = paper.blocks.iter().enumerate().filter(|(_, block)| is_first(block));
    let (start, _) = starts.nth(number).unwrap();
    let rest = paper.blocks.iter().skip(start + 2);
    rest.map_while(|block| match block {
        Block::Paragraph { lang, style, text } => Some((*lang, *style, said(text))),
        _ => None,
    })
    .collect()
}

#[test]
fn each_text_is_in_its_own_language_and_says_which() {
    let paper = compile(&debate(), Lang::Fr);
    let tunisia = annex(&paper, 3);
    assert_eq!(tunisia[0], (None, Style::Subheading, "[Original\u{a0}: arabe]".into()));
    assert!(
        tunisia[1..]
            .iter()
            .all(|(lang, style, _)| (*lang, *style) == (Some(Lang::Ar), Style::Body))
    );
    assert_eq!(tunisia[1].2, debate().statements[4].paragraphs[0]);
    let denmark = annex(&paper, 7);
    let also =
        "Également au nom des délégations ci-après\u{a0}: Finlande, Islande, Norvège et Suède";
    assert_eq!(denmark[0].2, also, "Denmark itself is not among them");
    let switzerland = annex(&paper, 8);
    assert_eq!(switzerland[1].0, None, "French in a French document");
    assert_eq!(headings(&paper, 2)[7], "Déclaration écrite\u{a0}: Suisse");
}

#[test]
fn the_masthead_is_that_of_the_language() {
    let head = |lang| compile(&debate(), lang).masthead;
    let english = head(Lang::En);
    assert_eq!((&*english.date, &*english.language), ("11 August 2020", ""));
    let french = head(Lang::Fr);
    assert_eq!(
        (&*french.distribution, &*french.language, &*french.original),
        ("Distr. générale", "Français", "Original\u{a0}: anglais")
    );
    // As on the Council's own documents: see the concept note of 30 July 2020 in Chinese.
    let chinese = head(Lang::Zh);
    assert_eq!(
        (&*chinese.body, &*chinese.distribution, &*chinese.language, &*chinese.original),
        ("安全理事会", "Distr.: General", "Chinese", "Original: English")
    );
    assert_eq!(chinese.lang, Some(Lang::En));
}

#[test]
fn a_speaker_without_a_text_blocks_and_keeps_the_place() {
    let mut facts = debate();
    facts.statements.retain(|text| text.seat.as_str() != "CHN");
    let missing = Point::SpeakerWithoutText { seat: seat("CHN"), name: Some("Zhang Jun".into()) };
    assert_eq!(points(&facts), std::slice::from_ref(&missing));
    assert_eq!(facts.points(Lang::En)[0].sentence, "China: Zhang Jun spoke, and there is no text.");
    assert!(!facts.agree());
    let paper = compile(&facts, Lang::En);
    assert_eq!(annex(&paper, 5)[0].2, "[The text has not been received.]");

    facts.standing =
        vec![Standing { point: missing, reason: "Spoken freely; no text exists.".into() }];
    assert!(facts.agree());
    assert_eq!(facts.points(Lang::En)[0].reason.as_deref(), Some("Spoken freely; no text exists."));
    facts.standing[0].reason = " ".into();
    assert!(!facts.agree(), "a reason has words");
}

#[test]
fn a_text_without_a_speaker_blocks_and_is_not_enclosed() {
    let mut facts = debate();
    facts.speakers.remove(3);
    let [point] = &points(&facts)[..] else { panic!() };
    assert!(matches!(point, Point::TextWithoutSpeaker { number, .. } if number == "DOM-1"));
    let paper = compile(&facts, Lang::En);
    assert_eq!(table(&paper).len(), 7);
    assert!(!letter(&paper).iter().any(|text| said(text).contains("Dominican")));
    // The secretariat learns that it was only sent.
    facts.statements[5].manner = Manner::Written;
    assert!(facts.agree());
}

#[test]
fn one_person_with_two_titles_blocks() {
    let mut facts = debate();
    facts.statements[6].title = Some("PERMANENT  representative".into());
    assert!(facts.agree(), "capitals make no other title");
    facts.statements[6].title = Some("Ambassador".into());
    let titles = vec!["Permanent Representative".into(), "Ambassador".into()];
    let point = Point::TwoTitles { seat: seat("CHN"), name: "Zhang Jun".into(), titles };
    assert_eq!(points(&facts), [point]);
    assert_eq!(
        facts.points(Lang::En)[0].sentence,
        "China: Zhang Jun has several titles: “Permanent Representative”; “Ambassador”."
    );
}

#[test]
fn what_the_secretariat_puts_right_stands_in_the_annex_and_the_titles_are_one() {
    let mut facts = debate();
    facts.statements[6].title = Some("Ambassador".into());
    facts.statements[6].put_right = true;
    assert_eq!(points(&facts), [], "what was said on the day does not count any more");
    let paper = compile(&facts, Lang::En);
    let all = serde_json::to_string(&paper).unwrap();
    assert!(all.contains("Ambassador"), "{all}");
    facts.statements[6].name = Some("Zhang June".into());
    let [Point::DidNotSpeak { name, spoke, .. }] = &points(&facts)[..] else { panic!() };
    assert_eq!((&**name, &**spoke), ("Zhang June", "Zhang Jun"), "another name is another person");
}

#[test]
fn whose_annexes_the_secretariat_puts_first_are_first_and_the_others_stay_in_order() {
    let mut facts = debate();
    let whose = |facts: &Facts| -> Vec<String> {
        annexes(facts).iter().map(|annex| annex.seat.to_string()).collect()
    };
    let by_the_rules = whose(&facts);
    facts.first = vec![seat("DNK"), seat("CHN")];
    let mut expected: Vec<_> =
        by_the_rules.iter().filter(|id| !["DNK", "CHN"].contains(&id.as_str())).cloned().collect();
    expected.insert(0, "CHN".into());
    expected.insert(0, "DNK".into());
    assert_eq!(whose(&facts), expected);
    let (mut expected, mut by_the_rules) = (expected, by_the_rules);
    expected.sort();
    by_the_rules.sort();
    assert_eq!(expected, by_the_rules, "everybody is there once");
}

#[test]
fn a_name_that_did_not_speak_blocks_and_is_not_in_the_letter() {
    let mut facts = debate();
    facts.statements[4].name = Some("Kaïs Kabtani".into());
    facts.statements[4].title = Some("Permanent Representative".into());
    let sentence = &facts.points(Lang::En)[0].sentence;
    assert_eq!(
        sentence,
        "Tunisia: the text TUN-1 names Kaïs Kabtani, who did not speak; \u{2068}سلمى النيفر\u{2069} did."
    );
    let paper = compile(&facts, Lang::En);
    assert!(!letter(&paper).iter().any(|text| said(text).contains("Kabtani")));
}

#[test]
fn an_open_correction_blocks_and_so_does_a_text_without_words() {
    let mut facts = debate();
    facts.statements[0].correction_open = true;
    facts.statements[1].paragraphs = vec![" \u{200b} ".into()];
    let open = Point::CorrectionOpen { seat: seat("DNK"), number: "DNK-1".into() };
    let empty = Point::NothingToRead { seat: seat("CHE"), number: "CHE-1".into() };
    assert_eq!(points(&facts), [open, empty]);
    let again = facts.statements[0].clone();
    facts
        .statements
        .push(rostrum_compilation::facts::Statement { number: "DNK-2".into(), ..again });
    let several = vec!["DNK-1".into(), "DNK-2".into()];
    assert!(
        points(&facts).contains(&Point::SeveralWritten { seat: seat("DNK"), numbers: several })
    );
}

#[test]
fn a_seat_that_spoke_twice_has_two_annexes_each_with_its_own_text() {
    let mut facts = debate();
    let mut reply = facts.speakers[4].clone();
    reply.name = Some("Geng Shuang".into());
    reply.title = Some("Deputy Permanent Representative".into());
    facts.speakers.push(reply.clone());
    let mut text = facts.statements[6].clone();
    (text.name, text.title, text.number) = (reply.name, reply.title, "CHN-2".into());
    // It was received before the other.
    facts.statements.insert(0, text);
    assert!(facts.agree());
    let paper = compile(&facts, Lang::En);
    let rows = table(&paper);
    assert_eq!((&*rows[4][6], &*rows[5][6]), ("CHN-1", "CHN-2"));
    assert!(rows[5][2].starts_with("Geng Shuang"));
    let letter = letter(&paper);
    let named = letter.iter().map(|text| said(text).matches("China").count()).sum::<usize>();
    assert_eq!(named, 1, "the letter names a delegation once");
}

#[test]
fn spanish_says_e_before_an_i() {
    let mut facts = debate();
    for speaker in &mut facts.speakers {
        speaker.rank = None;
    }
    facts.speakers.retain(|speaker| matches!(speaker.seat.as_str(), "CHN" | "IDN"));
    let letter = letter(&compile(&facts, Lang::Es));
    assert!(letter.iter().any(|text| said(text).ends_with(": China e Indonesia.")));
}

#[test]
fn written_statements_are_in_english_order_by_sort_key_however_they_came() {
    let mut facts = debate();
    let iran = |seat: &mut rostrum_compilation::facts::Seat| {
        seat.short = rostrum_proto::lang::LocalText::english("Islamic Republic of Iran");
        seat.sort_key = "Iran".into();
    };
    facts.seats.iter_mut().filter(|seat| seat.id.as_str() == "SWE").for_each(iran);
    let mut statement = facts.statements[0].clone();
    (statement.seat, statement.number) = (seat("SWE"), "SWE-1".into());
    facts.statements.push(statement);
    let switzerland = facts.statements.remove(1);
    facts.statements.insert(0, switzerland);
    let rows = table(&compile(&facts, Lang::En));
    let last: Vec<_> = rows[6..].iter().map(|row| row[1].as_str()).collect();
    assert_eq!(last, ["Denmark", "Islamic Republic of Iran", "Switzerland"]);
}

#[test]
fn what_blocks_is_said_before_what_stands() {
    let mut facts = debate();
    facts.statements.retain(|text| !matches!(text.seat.as_str(), "TUN" | "CHN"));
    let tunisia = facts.points(Lang::En).remove(0).point;
    facts.standing = vec![Standing { point: tunisia, reason: "Spoken freely.".into() }];
    let found = facts.points(Lang::En);
    assert!(found[0].reason.is_none() && found[0].sentence.starts_with("China"));
    assert!(found[1].reason.is_some() && found[1].sentence.starts_with("Tunisia"));
}

#[test]
fn the_first_of_a_month_is_written_as_each_language_does() {
    let mut facts = debate();
    facts.letter_date = rostrum_compilation::Date::new(2020, 8, 1).unwrap();
    facts.meeting_date = facts.letter_date;
    let titles = Lang::ALL.map(|lang| compile(&facts, lang).title);
    let dates = [
        "1 آب/أغسطس 2020",
        "2020年8月1日",
        "1 August 2020",
        "1er août 2020",
        "1 августа 2020 года",
        "1 de agosto de 2020",
    ];
    for (title, date) in titles.iter().zip(dates) {
        assert!(title.contains(date), "{title}");
    }
    let letter = |lang| said(&letter(&compile(&facts, lang))[0]);
    assert!(letter(Lang::Ru).ends_with("состоявшейся в субботу, 1 августа 2020 года."));
    assert!(letter(Lang::Fr).ends_with("tenue le samedi 1er août 2020."));
}

#[test]
fn one_is_not_several() {
    let mut facts = debate();
    facts.statements.remove(1);
    facts.statements[0].on_behalf_of = vec![seat("FIN")];
    let mut observer = facts.speakers[0].clone();
    observer.seat = seat("CHE");
    facts.speakers[0] = observer;
    let one = |lang| {
        let paper = compile(&facts, lang);
        let letter: Vec<_> = letter(&paper).iter().map(|text| said(text)).collect();
        (letter.join("\n"), annex(&paper, 7)[0].2.clone())
    };
    let (letter, also) = one(Lang::En);
    assert!(letter.contains("The briefing was provided by Vladimir Voronkov"), "{letter}");
    assert!(
        letter.contains("representative of the following delegation: Switzerland."),
        "{letter}"
    );
    assert!(
        letter
            .contains("submitted a written statement, a copy of which is also enclosed: Denmark.")
    );
    assert_eq!(also, "Also on behalf of: Finland");
    let (letter, also) = one(Lang::Ru);
    assert!(letter.contains("С брифингом выступил следующий докладчик: "), "{letter}");
    assert!(letter.contains("представила следующая делегация: Дания."), "{letter}");
    assert_eq!(also, "Также от имени следующей делегации: Финляндия");
}

#[test]
fn a_debate_in_which_nothing_happened_is_a_letter_and_no_more() {
    let mut facts = debate();
    (facts.speakers, facts.statements, facts.seats) = (vec![], vec![], vec![]);
    for lang in Lang::ALL {
        let paper = compile(&facts, lang);
        assert_eq!((paper.contents, paper.blocks.len()), (None, 4), "{lang:?}");
    }
    assert_eq!(points(&facts), [Point::UnknownSeat { seat: seat("IDN") }]);
}

#[test]
fn a_statement_is_text_whatever_it_looks_like() {
    let hostile = [
        "# not a heading",
        "</p></section></main><script>alert(1)</script>",
        "]]> =cmd|' /C calc'!A1 {people}",
        "zero\u{200b}width",
        &format!("a{}", "\u{301}".repeat(1_000_000)),
    ];
    let mut facts = debate();
    facts.statements[4].paragraphs = hostile.iter().map(|text| (*text).to_owned()).collect();
    facts.statements[4].paragraphs.push("\u{202e}turned\u{202c}".into());
    let paper = compile(&facts, Lang::Ar);
    let page = rostrum_paper::html::page(&paper);
    assert!(!page.contains("<script") && !page.contains('\u{202e}'));
    let file = rostrum_paper::docx::file(&paper).unwrap();
    let taken = rostrum_documents::text_of(&file).unwrap().text;
    let paragraphs: Vec<_> = taken.split("\n\n").collect();
    let start = paragraphs.iter().position(|text| *text == hostile[0]).unwrap();
    assert_eq!(paragraphs[start..start + 5], hostile);
    assert_eq!(paragraphs[start + 5], "turned");
}
