//! A firewall that lets nothing through to the port of media: a relay carries it, coturn by the sample in
//! `deploy/relay`, and carries nothing to anybody else.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_proto::wire::ServerMessage;
use rostrum_proto::wire::http::Checked;
use rostrum_proto::wire::quality::Way;
use rostrum_proto::wire::relay::Relay;
use rostrum_server::config::Config;
use rostrum_tests::browser::Driver;
use rostrum_tests::calls::tunisia_speaks;
use rostrum_tests::guest::seat;
use rostrum_tests::program::{Program, free_port};
use rostrum_tests::{Guest, Hall, within};
use std::path::Path;
use std::process::{Command, Stdio};

/// The relay has an address of its own, as it would in a house: where media comes from tells its way.
const RELAY: &str = "127.0.0.2";
const SECRET: &str = "the north wind and the sun";

/// A relay that runs.
struct Coturn {
    _program: Program,
    port: u16,
    tls_port: u16,
}

impl Coturn {
    /// Starts one by the sample, changed only in what is particular to the place.
    async fn start(folder: &Path) -> Self {
        let made = rcgen::generate_simple_self_signed(vec![RELAY.to_owned()]).unwrap();
        std::fs::write(folder.join("certificate.pem"), made.cert.pem()).unwrap();
        std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/relay/turnserver.conf");
        let mut text = std::fs::read_to_string(sample).unwrap();
        let at = RELAY.parse().unwrap();
        let (port, tls_port) = (free_port(at), free_port(at));
        for (there, here) in [
            ("=3478", format!("={port}")),
            ("=5349", format!("={tls_port}")),
            ("/etc/rostrum/tls", folder.display().to_string()),
            ("/run/turnserver", folder.display().to_string()),
            ("REPLACE-WITH-openssl-rand-hex-32", SECRET.to_owned()),
            ("192.0.2.7", "127.0.0.1".to_owned()),
        ] {
            assert!(text.contains(there), "{there} stands in the sample");
            text = text.replace(there, &here);
        }
        text += &format!("listening-ip={RELAY}\nrelay-ip={RELAY}\nallow-loopback-peers\n");
        let config = folder.join("turnserver.conf");
        std::fs::write(&config, text).unwrap();
        let log = std::fs::File::create(folder.join("relay.log")).unwrap();
        let mut turnserver = Command::new("turnserver");
        turnserver.arg("-c").arg(config).arg("--userdb").arg(folder.join("users"));
        let program = turnserver.stdout(log).stderr(Stdio::null()).spawn();
        let program = program.expect("coturn; `cargo xtask test` installs it");
        within("the relay", async {
            for port in [port, tls_port] {
                while tokio::net::TcpStream::connect((RELAY, port)).await.is_err() {
                    tokio::task::yield_now().await;
                }
            }
        })
        .await;
        Self { _program: Program(program), port, tls_port }
    }

    fn uri(&self, transport: &str) -> String {
        match transport {
            "tls" => format!("turns:{RELAY}:{}?transport=tcp", self.tls_port),
            _ => format!("turn:{RELAY}:{}?transport={transport}", self.port),
        }
    }

    /// A hall whose server knows the relay, by these transports.
    async fn hall(&self, transports: &[&str], folder: &Path) -> Hall {
        let secret = folder.join("turn.secret");
        std::fs::write(&secret, SECRET).unwrap();
        let uris = transports.iter().map(|t| self.uri(t).parse().unwrap()).collect();
        Hall::open_with(|config| Config { relays: Some((uris, secret)), ..config }).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn media_comes_through_where_only_the_relay_is_reached() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Coturn::start(folder.path()).await;
    let driver = Driver::start().await.expect("chromedriver; `cargo xtask test` installs it");
    for transport in ["udp", "tcp", "tls"] {
        let hall = relay.hall(&[transport], folder.path()).await;
        let mut people = Vec::new();
        for who in ["TUN-delegate", "FRA-delegate"] {
            let person = driver.person_who_trusts_everybody("en").await.unwrap();
            person.reaches_only_relays().await;
            person.previews(&hall.link(who)).await;
            // The join page has tried it.
            person.reads("sound and pictures take a detour").await;
            person.presses("Join the meeting").await;
            people.push(person);
        }
        let [mut technician, _chair] =
            tunisia_speaks(&hall, &["TUN", "FRA"], &[&people[0], &people[1]]).await;
        let is_relayed = |guest: &Guest, place: &str| {
            guest.others.iter().any(|message| match message {
                ServerMessage::Quality { connections } => connections
                    .iter()
                    .any(|q| q.seat == Some(seat(place)) && q.way == Some(Way::Relay)),
                _ => false,
            })
        };
        technician
            .until("the desk that names the relay", |guest| {
                is_relayed(guest, "TUN") && is_relayed(guest, "FRA")
            })
            .await;
        for person in people {
            person.quits().await;
        }
    }
}

/// What the relay answers to somebody who wants something sent to a peer.
fn asks(relay: &Coturn, Relay { username, credential, .. }: &Relay, peer: &str) -> String {
    let tried = Command::new("turnutils_uclient")
        .args(["-u", username, "-w", credential, "-p", &relay.port.to_string()])
        .args(["-e", peer, "-n", "1", "-m", "1", "-c", RELAY])
        .output()
        .unwrap();
    String::from_utf8_lossy(&[tried.stdout, tried.stderr].concat()).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_leads_nowhere_else_and_is_shown_to_who_has_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Coturn::start(folder.path()).await;
    let hall = relay.hall(&["udp"], folder.path()).await;

    // Nobody is told of it who has no link, or a token that is not ours.
    let (_, answer) = hall.post("/api/check", "").await;
    let checked: Checked = serde_json::from_str(&answer).unwrap();
    assert_eq!(checked.relay, None);
    let (_, answer) = hall.post_as("/api/check", "not a token", "").await;
    let checked: Checked = serde_json::from_str(&answer).unwrap();
    assert_eq!(checked.relay, None);
    let joined = hall.join(hall.code("TUN-delegate")).await.unwrap();
    let (_, answer) = hall.post_as("/api/check", &joined.token, "").await;
    let checked: Checked = serde_json::from_str(&answer).unwrap();
    let told = checked.relay.expect("a relay");
    assert_eq!(told.urls, [relay.uri("udp")]);
    assert!(told.username.ends_with(":TUN-delegate"), "{}", told.username);

    // It leads to media, and to no other address of the house.
    for private in ["127.0.0.3", "10.0.0.1", "192.168.1.1", "169.254.169.254"] {
        let answer = asks(&relay, &told, private);
        assert!(answer.contains("403"), "{private}: {answer}");
    }
    let forged = Relay { credential: "forged".into(), ..told.clone() };
    let answer = asks(&relay, &forged, "127.0.0.1");
    assert!(answer.contains("Cannot complete Allocation"), "{answer}");
}
