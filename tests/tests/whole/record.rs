//! The record over HTTP and on the command line: a short meeting with an interruption, a ruling and a vote.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_proto::id::{RequestId, VoteId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::Event;
use rostrum_proto::meeting::vote::{Ballot, Manner, Subject};
use rostrum_proto::profile::RequestKind;
use rostrum_proto::wire::http::JoinError;
use rostrum_server::identity::PublicLink;
use rostrum_server::journal::sqlite;
use rostrum_server::papers::PaperFormat;
use rostrum_server::store;
use rostrum_tests::guest::seat;
use rostrum_tests::written;
use rostrum_tests::{Guest, Hall, http};
use serde_json::Value;

/// Asks for the record with a token; gives status and body.
async fn asks(hall: &Hall, token: &str, query: &str) -> (u16, String) {
    let (status, _, body) = asks_wholly(hall, token, query).await;
    (status, body)
}

async fn asks_wholly(hall: &Hall, token: &str, query: &str) -> (u16, String, String) {
    let request = format!(
        "GET /api/record{query} HTTP/1.1\r\nHost: hall\r\nAuthorization: Bearer {token}\r\n\
         Connection: close\r\n\r\n"
    );
    http::say_and_see(hall.server.http, &request).await
}

async fn token(hall: &Hall, who: &str) -> String {
    hall.join(hall.code(who)).await.unwrap().token
}

/// Tunisia speaks, France interrupts, the chair rules, France challenges, the ruling stands.
async fn a_short_meeting(hall: &Hall) -> (Guest, Guest) {
    let (mut chair, mut tunisia, mut technician) = hall.session().await;
    let mut france = Guest::joins(hall, "FRA-delegate").await;
    technician.does(Command::AdmitSeat { seat: seat("FRA") }).await;
    france.until("the snapshot", |g| g.meeting.is_some()).await;
    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
    tunisia.until("the call", |g| g.holder().is_some()).await;
    let statement = tunisia.holder().unwrap().0;
    tunisia.does(Command::StartSpeaking { request: statement }).await;
    let kind = RequestKind::PointOfOrder;
    france.does(Command::RequestFloor { seat: seat("FRA"), kind }).await;
    let asked = |g: &Guest| -> Option<RequestId> {
        let requests = &g.meeting.as_ref()?.requests;
        requests.iter().find(|r| r.kind == RequestKind::PointOfOrder).map(|r| r.id)
    };
    chair.until("the point of order", |g| asked(g).is_some()).await;
    let request = asked(&chair).unwrap();
    chair.does(Command::GrantRequest { request }).await;
    france.does(Command::StartSpeaking { request }).await;
    let text = "The list was closed <in time> & in order.".to_owned();
    chair.does(Command::Rule { request, sustained: false, text }).await;
    france.does(Command::ChallengeRuling { seat: seat("FRA") }).await;
    let subject = Subject::Ruling { request };
    chair.does(Command::AnnounceVote { subject, majority: None }).await;
    let vote = VoteId(1);
    chair.does(Command::OpenVote { vote, manner: Manner::ShowOfHands {} }).await;
    let ballot = |place, ballot| Command::CastVote { vote, seat: seat(place), ballot };
    france.does(ballot("FRA", Ballot::Yes)).await;
    tunisia.does(ballot("TUN", Ballot::No)).await;
    chair.does(Command::CloseVote { vote }).await;
    chair.does(Command::ResumeSpeaker {}).await;
    tunisia.until_event("to go on", |e| matches!(e, Event::FloorReturned { .. })).await;
    tunisia.does(Command::StartSpeaking { request: statement }).await;
    tunisia.does(Command::ReleaseFloor { request: statement }).await;
    (chair, technician)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_short_meeting_and_its_record() {
    let hall = Hall::open().await;
    let tokens = [token(&hall, "IDN-chair").await, token(&hall, "secretary").await];
    let delegate = token(&hall, "TUN-delegate").await;
    let (mut chair, _technician) = a_short_meeting(&hall).await;

    for token in &tokens {
        let (status, head, body) = asks_wholly(&hall, token, "?format=json").await;
        assert_eq!(status, 200, "{body}");
        let head = head.to_ascii_lowercase();
        assert!(head.contains("cache-control: no-store") && head.contains("application/json"));
        assert!(head.contains("filename=\"s-vtc-2020-08-06 record.json\""), "{head}");
        let record: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(record["meeting"]["closed"], false, "also while the meeting runs");
        let spoke: Vec<_> =
            record["interventions"].as_array().unwrap().iter().map(|i| &i["kind"]).collect();
        assert_eq!(spoke, ["statement", "point_of_order"]);
        let stop = &record["interventions"][0]["interruptions"][0];
        assert_eq!((&stop["cause"], &stop["by"]), (&"point_of_order".into(), &"FRA".into()));
        let ruling = &record["points_of_order"][0]["ruling"];
        assert_eq!(ruling["text"], "The list was closed <in time> & in order.");
        assert_eq!(ruling["standing"], "upheld");
        assert_eq!(record["votes"][0]["outcome"]["yes"], 1);
        assert_eq!(record["votes"][0]["ballots"].as_array().unwrap().len(), 15);
    }
    let (status, page) = asks(&hall, &tokens[0], "?format=html&lang=ar").await;
    assert_eq!(status, 200);
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">") && page.contains("تونس"));
    assert!(page.contains("closed &lt;in time&gt; &amp; in order"));

    for (token, query, status, code) in [
        (delegate.as_str(), "", 403, "not_permitted"),
        ("no.token", "", 401, "unauthorized"),
        (tokens[0].as_str(), "?format=odt", 400, "malformed"),
        (tokens[0].as_str(), "?lang=tlh", 400, "malformed"),
        (tokens[0].as_str(), "?of=another", 400, "malformed"),
    ] {
        let (found, body) = asks(&hall, token, query).await;
        let problem: Value = serde_json::from_str(&body).unwrap();
        assert_eq!((found, &problem["code"]), (status, &code.into()), "{query}");
    }
    let (status, _) = http::get(hall.server.http, "/api/record").await;
    assert_eq!(status, 401, "without a token");

    // The command line reads the same journal, and writes the same bytes.
    chair.does(Command::CloseMeeting {}).await;
    let (status, served) = asks(&hall, &tokens[0], "?format=json").await;
    assert_eq!(status, 200);
    let db = store::open(hall.data()).unwrap();
    let journal = sqlite::read_records(&db, &hall.meeting, 0, u64::MAX, u32::MAX).unwrap();
    assert_eq!(written::record_json(&journal), served);

    // For word processors, and for printing: where the press has not been built, whoever asks is told so.
    let (status, head, body) = asks_wholly(&hall, &tokens[0], "?format=docx&lang=fr").await;
    assert_eq!(status, 200);
    let named = "filename=\"S-VTC-2020-08-06 record (fr).docx\"";
    assert!(head.contains(named) && head.contains("wordprocessingml.document"), "{head}");
    assert!(body.starts_with("PK"));
    let (status, head, body) = asks_wholly(&hall, &tokens[1], "?format=pdf").await;
    match written::record(&journal, PaperFormat::Pdf, Lang::En) {
        Ok(_) => {
            assert!(status == 200 && body.starts_with("%PDF-"), "{status} {head}");
            assert!(head.contains("filename=\"S-VTC-2020-08-06 record (en).pdf\""), "{head}");
        }
        Err(why) => {
            let problem: Value = serde_json::from_str(&body).unwrap();
            assert_eq!((status, &problem["code"]), (503, &"unavailable".into()));
            assert_eq!(problem["sentence"], format!("{why}."));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_link_reads_no_record() {
    let hall = Hall::open().await;
    let (code, invitation) = hall.invite("secretary", false);
    let token = hall.join(&code).await.unwrap().token;
    assert_eq!(asks(&hall, &token, "").await.0, 200);
    let links = rostrum_server::identity::Invitations::open(hall.data()).unwrap();
    links.revoke(&invitation, rostrum_server::clock::Clock::system().now()).unwrap();
    assert_eq!(asks(&hall, &token, "").await.0, 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_public_reads_the_record_once_it_is_published() {
    let hall = Hall::open().await;
    let (public, _) = hall.public_link(PublicLink::default());
    let viewer = hall.join(&public).await.unwrap().token;
    let delegate = token(&hall, "TUN-delegate").await;
    let (mut chair, technician) = a_short_meeting(&hall).await;
    let code = |body: &str| serde_json::from_str::<Value>(body).unwrap()["code"].clone();
    let (status, body) = asks(&hall, &viewer, "").await;
    assert_eq!((status, code(&body)), (404, "not_published".into()), "while the meeting runs");
    chair.does(Command::CloseMeeting {}).await;
    drop((chair, technician));
    assert_eq!(asks(&hall, &viewer, "").await.0, 404);
    for closed in [public.as_str(), hall.code("TUN-delegate")] {
        assert_eq!(hall.join(closed).await.unwrap_err().code, JoinError::MeetingClosed);
    }

    // The next day, on a server that was started anew.
    let hall = hall.restart().await;
    let mut secretary = Guest::joins(&hall, "secretary").await;
    secretary.until("the end", |g| g.meeting.is_some()).await;
    secretary.does(Command::PublishRecord {}).await;
    let is_published = |e: &Event| matches!(e, Event::RecordPublished {});
    secretary.until_event("that it is published", is_published).await;
    drop(secretary);
    let (status, published) = asks(&hall, &viewer, "?format=json").await;
    assert_eq!(status, 200, "{published}");
    let record: Value = serde_json::from_str(&published).unwrap();
    assert_eq!(record["points_of_order"][0]["ruling"]["standing"], "upheld");
    assert!(!published.contains("technician") && !published.contains("secretary"));
    let (_, page) = asks(&hall, &viewer, "?lang=fr").await;
    assert!(page.contains("<html lang=\"fr\""));
    assert!(asks(&hall, &viewer, "?format=docx").await.1.starts_with("PK"));
    let (_, printed) = asks(&hall, &viewer, "?format=pdf").await;
    let not_here =
        "The record cannot be printed now. Ask for it as html or docx, or try again later.";
    assert!(printed.starts_with("%PDF-") || printed.contains(not_here), "{printed}");

    // Others have tokens of the same link, and come later; they may all ask.
    let hall = hall.restart().await;
    let later = hall.join(&public).await.unwrap().token;
    for _ in 0..20 {
        assert_eq!(asks(&hall, &later, "?format=json").await, (200, published.clone()));
    }
    let mut follows = Guest::with_code(hall.server.http, &public).await;
    follows.until("the end", |g| g.meeting.is_some()).await;
    assert!(follows.meeting.as_ref().unwrap().record_published.is_some());
    let (status, body) = asks(&hall, &delegate, "").await;
    assert_eq!((status, code(&body)), (403, "not_permitted".into()));
    assert_eq!(
        hall.join(hall.code("TUN-delegate")).await.unwrap_err().code,
        JoinError::MeetingClosed
    );
}
