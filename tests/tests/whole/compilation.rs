//! The debate of 6 August 2020 as a document: two briefings, fifteen members, forty statements in writing, in six
//! languages; sent, accepted, given, and compiled from what happened.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_proto::id::SeatId;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::setup::Person;
use rostrum_proto::role::Role;
use rostrum_proto::wire::documents::{Disagreements, Receipt};
use rostrum_tests::debate::{LANGUAGES, WRITERS, prepared, statement};
use rostrum_tests::guest::seat;
use rostrum_tests::hall::convene_changed;
use rostrum_tests::process::program;
use rostrum_tests::{Guest, Process, http};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

struct Debate {
    data: tempfile::TempDir,
    meeting: String,
    codes: BTreeMap<String, String>,
    speakers: Vec<(SeatId, Person)>,
}

impl Debate {
    /// The debate, to its end. Of `without`, nothing is sent.
    async fn held(without: Option<&str>) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut speakers = Vec::new();
        let (meeting, codes) = convene_changed(data.path(), |setup| {
            prepared(setup);
            let of = |place: &SeatId| {
                let person = |p: &&Person| {
                    p.seat.as_ref() == Some(place) && matches!(p.role, Role::Delegate | Role::Chair)
                };
                (place.clone(), setup.people.iter().find(person).unwrap().clone())
            };
            speakers = setup.speakers_list.iter().map(of).collect();
        });
        let process = Process::start(data.path()).await;
        let server = SocketAddr::from(([127, 0, 0, 1], process.port));
        let mut secretary = Guest::with_code(server, &codes["secretary"]).await;
        let office = http::join(server, &codes["secretary"]).await.unwrap().token;
        let spoken = speakers.iter().map(|(place, person)| (place.to_string(), person.clone()));
        let spoken =
            spoken.map(|(place, p)| (place, "delivered", p.name.unwrap(), p.title.unwrap()));
        let written = (1..=WRITERS).map(|n| {
            (
                format!("W{n:02}"),
                "written",
                format!("Writer {n:02}"),
                "Chargé d’affaires".to_owned(),
            )
        });
        for (n, (place, manner, name, title)) in spoken.chain(written).enumerate() {
            if without == Some(&place) {
                continue;
            }
            let lang = LANGUAGES[n % LANGUAGES.len()];
            let body = json!({ "id": format!("s-{n}"), "seat": place, "text": statement(lang, n),
                "lang": lang, "manner": manner, "name": name, "title": title });
            let (status, answer) =
                http::post_as(server, "/api/statement", &office, &body.to_string()).await;
            assert_eq!(status, 200, "{answer}");
            let receipt: Receipt = serde_json::from_str(&answer).unwrap();
            assert_eq!(receipt.receipt, format!("{place}-1"));
            secretary.does(Command::AcceptStatement { seat: seat(&place), version: 1 }).await;
        }
        let mut technician = Guest::with_code(server, &codes["technician"]).await;
        let mut chair = Guest::with_code(server, &codes["IDN-chair"]).await;
        technician.does(Command::AdmitSeat { seat: seat("IDN") }).await;
        chair.until("the snapshot", |g| g.meeting.is_some()).await;
        chair.does(Command::OpenMeeting {}).await;
        for (place, person) in &speakers {
            if place.as_str() == "IDN" {
                chair.does(Command::GiveFloor { seat: place.clone() }).await;
                chair.until("the call", |g| g.holder().is_some()).await;
                let request = chair.holder().unwrap().0;
                chair.speaks(request).await;
                continue;
            }
            let mut delegate = Guest::with_code(server, &codes[person.id.as_str()]).await;
            technician.does(Command::AdmitSeat { seat: place.clone() }).await;
            chair.does(Command::GiveFloor { seat: place.clone() }).await;
            delegate.until("the call", |g| g.holder().is_some()).await;
            let request = delegate.holder().unwrap().0;
            delegate.speaks(request).await;
            chair.until("the floor is free", |g| g.holder().is_none()).await;
        }
        chair.does(Command::CloseMeeting {}).await;
        Self { data, meeting: meeting.to_string(), codes, speakers }
    }

    fn compile(&self, more: &[&str]) -> std::process::Output {
        compile(self.data.path(), &self.meeting, more)
    }
}

fn compile(data: &Path, meeting: &str, more: &[&str]) -> std::process::Output {
    let mut command = std::process::Command::new(program());
    command.arg("--data").arg(data).args(["compile", meeting, "--symbol", "S/2020/791"]);
    command.args(["--date", "2120-08-12"]).args(more).output().unwrap()
}

/// The texts of the headings of a level.
fn headings(paper: &Value, level: u64) -> Vec<String> {
    let blocks = paper["blocks"].as_array().unwrap().iter();
    let of_level = blocks.filter(|block| block["type"] == "heading" && block["level"] == level);
    let text = |block: &Value| -> String {
        block["text"].as_array().unwrap().iter().map(|run| run["text"].as_str().unwrap()).collect()
    };
    of_level.map(text).collect()
}

/// As the Romans counted, written for this rehearsal alone.
fn roman(mut n: usize) -> String {
    let steps = [(50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let mut written = String::new();
    for (value, letters) in steps {
        while n >= value {
            written.push_str(letters);
            n -= value;
        }
    }
    written
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_who_spoke_or_wrote_is_in_the_compilation_once() {
    let debate = Debate::held(None).await;
    let annexes = debate.speakers.len() + WRITERS;
    for lang in LANGUAGES {
        let made = debate.compile(&["--lang", lang, "--format", "json"]);
        let said = String::from_utf8_lossy(&made.stderr).into_owned();
        assert!(made.status.success() && said.is_empty(), "{lang}: {said}");
        let paper: Value = serde_json::from_slice(&made.stdout).unwrap();
        let numbered: Vec<_> = headings(&paper, 1);
        let annexed = &numbered[numbered.len() - annexes..];
        if lang == "en" {
            let expected: Vec<_> = (1..=annexes).map(|n| format!("Annex {}", roman(n))).collect();
            assert_eq!(annexed, expected);
        }
        let given = headings(&paper, 2);
        assert_eq!(given.len(), annexes, "{lang}");
        let names = debate.speakers.iter().map(|(_, person)| person.name.clone().unwrap());
        for name in names.chain((1..=WRITERS).map(|n| format!("Writer {n:02}"))) {
            let times = given.iter().filter(|heading| heading.contains(&name)).count();
            assert_eq!(times, 1, "{name} in {lang}");
        }
        let briefers = given.iter().take(2).all(|heading| {
            heading.contains("Waly")
                || heading.contains(debate.speakers[1].1.name.as_ref().unwrap())
        });
        assert!(briefers, "briefers come first: {given:?}");
        let again = debate.compile(&["--lang", lang, "--format", "json"]);
        assert_eq!(again.stdout, made.stdout, "the same journal gives the same bytes");
        let docx = debate.compile(&["--lang", lang, "--format", "docx"]);
        assert!(docx.status.success() && docx.stdout.starts_with(b"PK"), "{lang}");
        let pdf = debate.compile(&["--lang", lang, "--format", "pdf"]);
        assert!(pdf.stdout.starts_with(b"%PDF-"), "{}", String::from_utf8_lossy(&pdf.stderr));
        let page = debate.compile(&["--lang", lang]);
        let page = String::from_utf8(page.stdout).unwrap();
        assert!(page.contains(&format!("<html lang=\"{lang}\"")) && page.contains("S/2020/791"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_spoke_and_sent_no_text_keeps_it_from_being_published() {
    let debate = Debate::held(Some("TUN")).await;
    let refused = debate.compile(&[]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && refused.stdout.is_empty());
    assert!(said.contains("Tunisia") && said.contains("there is no text"), "{said}");
    assert!(said.contains("--draft"), "{said}");
    // The same over HTTP: a draft can be read, and published it is once the secretariat has said why it stands.
    let process = Process::start(debate.data.path()).await;
    let server = SocketAddr::from(([127, 0, 0, 1], process.port));
    let mut secretary = Guest::with_code(server, &debate.codes["secretary"]).await;
    let office = http::join(server, &debate.codes["secretary"]).await.unwrap().token;
    let body = json!({ "id": "p-1", "symbol": "S/2020/791", "dated": "2120-08-12",
        "signed": { "name": "Dian Triansyah Djani", "title": "Permanent Representative" } });
    let (status, _) = http::post_as(server, "/api/compilation", &office, &body.to_string()).await;
    assert_eq!(status, 409);
    let (status, found) =
        http::post_as(server, "/api/compilation/points", &office, &body.to_string()).await;
    assert_eq!(status, 200, "{found}");
    let found: Disagreements = serde_json::from_str(&found).unwrap();
    assert_eq!(found.points.len(), 1);
    let point = found.points[0].point.clone();
    let reason = "Tunisia will send its text later.".to_owned();
    secretary.does(Command::SettlePoint { point, reason }).await;
    let address = format!("/m/{}/compilation?lang=fr", debate.meeting);
    assert_eq!(http::get(server, &address).await.0, 404, "it is not published yet");
    for _ in 0..2 {
        let (status, said) =
            http::post_as(server, "/api/compilation", &office, &body.to_string()).await;
        assert_eq!(status, 200, "{said}");
    }
    let (status, page) = http::get(server, &address).await;
    assert_eq!(status, 200);
    assert!(page.contains("<html lang=\"fr\"") && page.contains("S/2020/791"));
    let other = json!({ "id": "p-2", "symbol": "S/2020/792", "dated": "2120-08-12" }).to_string();
    let (status, said) = http::post_as(server, "/api/compilation", &office, &other).await;
    assert_eq!(status, 403, "it is published: {said}");
    drop(process);

    let draft = debate.compile(&["--draft"]);
    assert!(draft.status.success() && !draft.stdout.is_empty());
    let no_such_day = compile(debate.data.path(), &debate.meeting, &["--date", "2020-02-30"]);
    assert!(!no_such_day.status.success());
}
