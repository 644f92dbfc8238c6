//! What administrators do with a server: look before it starts, back it up while it runs, put it back, renew it,
//! stop it.
#![allow(clippy::unwrap_used, reason = "a rehearsal that cannot go on stops where it is")]

use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::refusal::StatusName;
use rostrum_proto::wire::close;
use rostrum_server::backup::{back_up, restore};
use rostrum_server::config::{Config, Tls};
use rostrum_server::doctor::{Finding, Verdict, examine, ready};
use rostrum_server::journal::export;
use rostrum_server::store;
use rostrum_tests::guest::seat;
use rostrum_tests::hall::{config, convene, try_start};
use rostrum_tests::{Guest, Hall, Process, within};
use std::process::Command as Program;
use tempfile::TempDir;

fn local() -> std::net::SocketAddr {
    "127.0.0.1:0".parse().unwrap()
}

fn verdict(findings: &[Finding], about: &str) -> Verdict {
    let of = findings.iter().filter(|finding| finding.about == about);
    of.map(|finding| finding.verdict).max().unwrap_or_else(|| panic!("{about} in {findings:?}"))
}

#[tokio::test]
async fn a_backup_is_made_while_the_meeting_goes_on_and_is_the_meeting() {
    let hall = Hall::open().await;
    let (mut chair, _tunisia, _technician) = hall.session().await;
    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
    let place = TempDir::new().unwrap();
    let file = place.path().join("meeting.backup");
    let proved = back_up(hall.data(), &file).unwrap();
    assert_eq!(proved[0].0, hall.meeting);
    chair.does(Command::CloseList {}).await;
    let why = back_up(hall.data(), &file).unwrap_err().to_string();
    assert!(why.contains("is there already"), "{why}");

    let elsewhere = TempDir::new().unwrap();
    let data = elsewhere.path().join("data");
    assert_eq!(restore(&file, &data).unwrap(), proved);
    let server = try_start(&data, local()).await.unwrap();
    let mut chair = Guest::with_code(server.http, hall.code("IDN-chair")).await;
    chair.until("the snapshot", |g| g.meeting.is_some()).await;
    let meeting = chair.meeting.as_ref().unwrap();
    assert_eq!(meeting.holder().unwrap().status_name(), StatusName::Held);
    assert!(!meeting.list_closed, "what came after the backup is not in it");
    let why = restore(&file, &data).unwrap_err();
    assert!(format!("{why:#}").contains("in use by another server"), "{why:#}");
    server.stop().await;
    let why = restore(&file, &data).unwrap_err().to_string();
    assert!(why.contains("is there already"), "{why}");
    let left: Vec<_> = std::fs::read_dir(place.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing but the backup is left");
}

#[test]
fn what_is_not_whole_is_neither_kept_nor_restored() {
    let (folder, place) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let nothing = folder.path().join("nothing");
    let why = back_up(&nothing, &place.path().join("a")).unwrap_err().to_string();
    assert!(why.contains("there is no data"), "{why}");
    assert!(!nothing.exists(), "asking makes no folder");

    let (meeting, _) = convene(folder.path());
    let good = place.path().join("good");
    back_up(folder.path(), &good).unwrap();
    let db = store::open(folder.path()).unwrap();
    db.execute("UPDATE journal SET body = replace(body, 'Council', 'council')", []).unwrap();
    let bad = place.path().join("bad");
    let why = format!("{:#}", back_up(folder.path(), &bad).unwrap_err());
    assert!(why.contains(meeting.as_str()) && why.contains("altered"), "{why}");
    assert!(!bad.exists() && !place.path().join("bad.part").exists());

    let cut = place.path().join("cut");
    let whole = std::fs::read(&good).unwrap();
    for length in [0, 100, whole.len() / 2, whole.len() - 4096] {
        std::fs::write(&cut, &whole[..length]).unwrap();
        let to = place.path().join("to");
        restore(&cut, &to).expect_err(&format!("{length} bytes are not whole"));
        assert!(!to.join("rostrum.db").exists());
    }
    let to = place.path().join("to");
    std::fs::create_dir_all(&to).unwrap();
    std::fs::write(to.join("rostrum.db-wal"), "of another database").unwrap();
    let why = restore(&good, &to).unwrap_err().to_string();
    assert!(why.contains("rostrum.db-wal is there already"), "{why}");
    std::fs::remove_file(to.join("rostrum.db-wal")).unwrap();
    restore(&good, &to).unwrap();
    export::verify(&store::open(&to).unwrap(), &meeting).unwrap();
}

#[tokio::test]
async fn a_folder_that_was_in_use_is_restored_with_what_stands_beside_its_database() {
    let hall = Hall::open().await;
    let (_chair, _tunisia, _technician) = hall.session().await;
    let told = export::verify(&store::open(hall.data()).unwrap(), &hall.meeting).unwrap();
    let (killed, to) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    for name in ["rostrum.db", "rostrum.db-wal"] {
        std::fs::copy(hall.data().join(name), killed.path().join(name)).unwrap();
    }
    let proved = restore(&killed.path().join("rostrum.db"), to.path()).unwrap();
    assert_eq!(proved, [(hall.meeting.clone(), told.clone())]);
    let found = export::verify(&store::open(to.path()).unwrap(), &hall.meeting).unwrap();
    assert_eq!(found, told);
}

#[test]
fn a_backup_takes_the_name_of_nothing_that_is_there() {
    let (folder, place) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    drop(convene(folder.path()));
    let name = place.path().join("x");
    std::fs::write(place.path().join("x.part"), "of somebody").unwrap();
    let made: Vec<_> = std::thread::scope(|threads| {
        let tries: Vec<_> =
            (0..4).map(|_| threads.spawn(|| back_up(folder.path(), &name))).collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(made.iter().filter(|one| one.is_ok()).count(), 1, "{made:?}");
    assert_eq!(std::fs::read_to_string(place.path().join("x.part")).unwrap(), "of somebody");
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 2, "nothing else is left");
}

#[tokio::test]
async fn the_doctor_says_what_is_wrong_and_what_to_do() {
    let folder = TempDir::new().unwrap();
    drop(convene(folder.path()));
    let sound = examine(&config(folder.path(), local()));
    for about in ["data", "journals", "http", "media", "descriptors"] {
        assert_eq!(verdict(&sound, about), Verdict::Good, "{about} in {sound:?}");
    }
    assert_eq!(verdict(&sound, "addresses"), Verdict::Doubtful, "only at loopback");

    let hall = Hall::open().await;
    let taken = config(hall.data(), hall.server.http);
    let no = folder.path().join("no.pem");
    let tls = Some(Tls::Files { certificate: no.clone(), key: no });
    let advertise = vec!["203.0.113.9".parse().unwrap()];
    let findings =
        tokio::task::spawn_blocking(move || examine(&Config { tls, advertise, ..taken }));
    let findings = findings.await.unwrap();
    assert_eq!(verdict(&findings, "http"), Verdict::Good, "a server of ours answers there");
    assert_eq!(verdict(&findings, "addresses"), Verdict::Bad, "nothing is translated to loopback");
    assert_eq!(verdict(&findings, "certificate"), Verdict::Bad);
    let url = format!("http://{}", hall.server.http);
    let answer = tokio::task::spawn_blocking(move || ready(&url)).await.unwrap();
    assert_eq!(answer.unwrap(), "ready\n");

    let db = store::open(folder.path()).unwrap();
    db.execute("DELETE FROM heads", []).unwrap();
    let in_memory = std::path::Path::new("/dev/shm");
    let findings = examine(&config(folder.path(), "192.0.2.1:80".parse().unwrap()));
    assert_eq!(verdict(&findings, "journals"), Verdict::Bad);
    assert_eq!(verdict(&findings, "http"), Verdict::Bad, "not an address of this machine");
    if in_memory.exists() {
        let shm = TempDir::new_in(in_memory).unwrap();
        assert_eq!(verdict(&examine(&config(shm.path(), local())), "data"), Verdict::Bad);
    }
    assert!(ready("http://127.0.0.1:1").is_err() && ready("127.0.0.1").is_err());
}

#[tokio::test]
async fn a_server_that_is_told_to_stop_tells_its_clients_first() {
    let folder = TempDir::new().unwrap();
    let (_, codes) = convene(folder.path());
    let server = Process::start(folder.path()).await;
    let mut reporter = Guest::with_code(server.address(), &codes["reporter"]).await;
    let tell = |signal: &str| {
        let told = Program::new("kill").args([signal, &server.id().to_string()]).status().unwrap();
        assert!(told.success());
    };
    tell("-HUP");
    let url = format!("http://{}", server.address());
    assert_eq!(server.tells(&["doctor", "--ready", &url]), "ready\n", "it goes on");
    tell("-TERM");
    assert_eq!(reporter.until_closed().await, close::RESTARTING);
    let address = server.address();
    within("the end", async {
        while tokio::net::TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let server = server.dies_and_comes_back().await;
    Guest::with_code(server.address(), &codes["reporter"]).await;
}

#[tokio::test]
async fn who_supervises_hears_that_the_server_is_ready_reloads_lives_and_stops() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    drop(convene(&data));
    let path = folder.path().join("supervisor");
    let supervisor = tokio::net::UnixDatagram::bind(&path).unwrap();
    let hears = async |what: &str| {
        within(what, async {
            loop {
                let mut message = [0; 256];
                let length = supervisor.recv(&mut message).await.unwrap();
                let said = String::from_utf8_lossy(&message[..length]).into_owned();
                if said.lines().any(|line| line == what) {
                    return;
                }
            }
        })
        .await;
    };
    let mut server = Program::new(rostrum_tests::browser::target().join("debug/rostrum"))
        .arg("--data")
        .arg(&data)
        .args(["serve", "--listen", "127.0.0.1:0", "--media", "127.0.0.1:0"])
        .env("NOTIFY_SOCKET", &path)
        .env("WATCHDOG_USEC", "200000")
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let tell = |signal: &str| {
        Program::new("kill").args([signal, &server.id().to_string()]).status().unwrap();
    };
    hears("READY=1").await;
    hears("WATCHDOG=1").await;
    tell("-HUP");
    hears("RELOADING=1").await;
    hears("READY=1").await;
    tell("-TERM");
    hears("STOPPING=1").await;
    assert!(server.wait().unwrap().success());
}
