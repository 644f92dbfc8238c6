//! The network check of the join page.

use super::room::setup;
use crate::core::model::{Model, Screen};
use crate::core::msg::{Effect, Msg};
use crate::core::network::{Page, Trial, Tried};
use crate::core::view::network::findings;
use rostrum_proto::lang::Lang;
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::http::{Checked, Joined, MediaPort};
use rostrum_proto::wire::quality::Way;

/// The server is asked, with the token of the link.
fn server() -> Trial {
    Trial::Server("token".into())
}

/// Somebody on the join page.
struct Joining {
    client: Model,
    at: u64,
    effects: Vec<Effect>,
}

impl Joining {
    fn who(id: &str, origin: &str, insecure: bool) -> Self {
        let setup = setup();
        let you = setup.people.iter().find(|p| p.id.as_str() == id).unwrap().clone();
        let mut joining = Self { client: Model::default(), at: 1_000, effects: vec![] };
        joining.tell(Msg::Page(Page { origin: origin.into(), insecure }));
        let (code, kept) = (Some("code".into()), None);
        joining.tell(Msg::Started { code, kept, lang: Lang::En, seed: 7 });
        let joined = Joined {
            token: "token".into(),
            expires_at: Timestamp(3_600_000),
            meeting: setup.id,
            title: setup.title,
            you,
            seat: None,
            channels: vec![],
        };
        joining.tell(Msg::JoinAnswered(Ok(joined)));
        assert_eq!(joining.client.screen, Screen::Join);
        joining
    }

    /// A delegate by https.
    fn delegate() -> Self {
        Self::who("ennaifer", "https://meetings.example:8443", false)
    }

    fn tell(&mut self, msg: Msg) {
        self.effects.extend(self.client.update(Timestamp(self.at), msg).effects);
    }

    fn pass(&mut self, ms: u64) {
        for _ in 0..ms / 250 {
            self.at += 250;
            self.tell(Msg::Tick);
        }
    }

    /// What the browser was asked to try since last asked.
    fn trials(&mut self) -> Vec<Trial> {
        let trial = |effect| if let Effect::Try(trial) = effect { Some(trial) } else { None };
        std::mem::take(&mut self.effects).into_iter().filter_map(trial).collect()
    }

    /// The server answers, and the rest is tried.
    fn answered(&mut self, origin: bool) -> Vec<Trial> {
        self.pass(250);
        assert_eq!(self.trials(), [server()]);
        let media = Some(MediaPort {
            tcp: vec!["192.0.2.7:443".into()],
            addresses: vec!["192.0.2.7:8444".into(), "[2001:db8::7]:8444".into()],
            ufrag: "abcd".into(),
            pwd: "secret".into(),
        });
        self.tell(Msg::Tried(Tried::Server(Some((31, Checked { origin, media, relay: None })))));
        self.trials()
    }

    fn says(&self) -> Vec<String> {
        findings(&self.client).into_iter().map(|finding| finding.text).collect()
    }

    fn is_wrong(&self) -> bool {
        findings(&self.client).iter().all(|finding| finding.wrong)
    }
}

#[test]
fn all_is_well_when_everything_that_a_meeting_needs_was_tried() {
    let mut joining = Joining::delegate();
    assert_eq!(joining.says(), ["Checking…"]);
    let trials = joining.answered(true);
    let [Trial::Socket, Trial::Media(answer, _)] = &trials[..] else { panic!("{trials:?}") };
    for line in [
        "a=ice-lite",
        "a=ice-ufrag:abcd",
        "a=ice-pwd:secret",
        "a=candidate:1 1 udp 2130706431 192.0.2.7 8444 typ host",
        "a=candidate:2 1 udp 2130706175 2001:db8::7 8444 typ host",
    ] {
        assert!(answer.split("\r\n").any(|l| l == line), "{line} in {answer}");
    }
    assert_eq!(joining.says(), ["Checking…"], "that the server answers is not enough");
    joining.tell(Msg::Tried(Tried::Socket(true)));
    assert_eq!(joining.says(), ["Checking…"], "nor is the socket");
    joining.tell(Msg::Tried(Tried::Media(Some(Way::Udp))));
    assert_eq!(joining.says(), ["Everything that the meeting needs can be reached (31 ms)."]);
    assert!(!joining.is_wrong());
    joining.pass(29_000);
    assert_eq!(joining.trials(), [], "what is good is seldom tried again");
    joining.pass(1_000);
    assert_eq!(joining.trials(), [server()]);
}

#[test]
fn a_server_that_does_not_answer_is_tried_again() {
    let mut joining = Joining::delegate();
    joining.pass(250);
    joining.tell(Msg::Tried(Tried::Server(None)));
    assert!(joining.is_wrong());
    assert!(joining.says()[0].starts_with("The server does not answer."));
    joining.trials();
    joining.pass(5_000);
    assert_eq!(joining.trials(), [server()]);
    joining.pass(8_000);
    assert_eq!(joining.trials(), [], "an answer that never comes is none");
    joining.pass(5_000);
    assert_eq!(joining.trials(), [server()]);
}

#[test]
fn a_socket_that_is_refused_is_not_a_server_that_answers() {
    let mut joining = Joining::delegate();
    joining.answered(true);
    joining.tell(Msg::Tried(Tried::Socket(false)));
    joining.tell(Msg::Tried(Tried::Media(Some(Way::Udp))));
    assert!(joining.is_wrong());
    let says = joining.says();
    assert_eq!(says.len(), 1);
    assert!(says[0].contains("WebSocket connections to meetings.example:8443"), "{says:?}");
    // Mended, it is found out soon.
    joining.pass(4_750);
    joining.answered(true);
    joining.tell(Msg::Tried(Tried::Socket(true)));
    joining.tell(Msg::Tried(Tried::Media(Some(Way::Udp))));
    assert!(!joining.is_wrong());
}

#[test]
fn an_origin_that_the_server_was_not_told_of_is_no_fault_of_the_network() {
    let mut joining = Joining::delegate();
    joining.answered(false);
    joining.tell(Msg::Tried(Tried::Socket(false)));
    joining.tell(Msg::Tried(Tried::Media(Some(Way::Udp))));
    let says = joining.says();
    assert_eq!(says.len(), 1);
    assert!(says[0].contains("--origin https://meetings.example:8443"), "{says:?}");
}

#[test]
fn a_media_port_that_udp_does_not_reach_is_named() {
    let mut joining = Joining::delegate();
    joining.answered(true);
    joining.tell(Msg::Tried(Tried::Socket(true)));
    joining.pass(8_000);
    assert!(joining.is_wrong());
    let says = joining.says();
    assert_eq!(says.len(), 1);
    assert!(says[0].contains("UDP to 192.0.2.7:8444"), "{says:?}");
    joining.tell(Msg::Tried(Tried::Media(Some(Way::Udp))));
    assert!(joining.is_wrong(), "too late");
}

#[test]
fn a_detour_is_good_enough_and_named() {
    for way in [Way::Tcp, Way::Relay] {
        let mut joining = Joining::delegate();
        joining.answered(true);
        joining.tell(Msg::Tried(Tried::Socket(true)));
        joining.tell(Msg::Tried(Tried::Media(Some(way))));
        assert!(!joining.is_wrong());
        let says = joining.says();
        assert!(says[0].contains("your network blocks UDP to 192.0.2.7:8444:"), "{says:?}");
        joining.pass(29_000);
        assert_eq!(joining.trials(), [], "nothing has failed");
    }
}

#[test]
fn a_page_without_https_has_no_microphone_for_that_reason() {
    let mut joining = Joining::who("ennaifer", "http://meetings.example", true);
    joining.answered(true);
    joining.tell(Msg::Tried(Tried::Socket(true)));
    joining.tell(Msg::Tried(Tried::Media(Some(Way::Udp))));
    let says = joining.says();
    assert_eq!(says.len(), 1);
    assert!(says[0].contains("http://meetings.example"), "{says:?}");
    let mut viewer = Joining::who("guest", "http://meetings.example", true);
    viewer.answered(true);
    viewer.tell(Msg::Tried(Tried::Socket(true)));
    viewer.tell(Msg::Tried(Tried::Media(Some(Way::Udp))));
    assert!(!viewer.is_wrong(), "who is not heard needs none");
}

#[test]
fn another_network_is_tried_at_once_and_a_meeting_is_not_tried_at_all() {
    let mut joining = Joining::delegate();
    joining.answered(true);
    joining.tell(Msg::Tried(Tried::Socket(true)));
    joining.tell(Msg::Tried(Tried::Media(Some(Way::Udp))));
    joining.tell(Msg::NetworkChanged);
    assert_eq!(joining.trials(), [server()]);
    assert_eq!(joining.says(), ["Checking…"]);
    joining.tell(Msg::Enter);
    let checked = Checked { origin: true, media: None, relay: None };
    joining.tell(Msg::Tried(Tried::Server(Some((31, checked)))));
    joining.pass(60_000);
    assert_eq!(joining.trials(), [], "an answer that comes late begins nothing");
}
