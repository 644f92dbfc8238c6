//! What each message does: the screens, the link, commands. Messages of the server are in `incoming`.

use crate::core::link::{self, Link, OPEN_WITHIN, PING_EVERY, PONG_SOON, PONG_WITHIN, STALLED};
use crate::core::model::{
    DeviceState, Ids, JoinFailure, Model, Network, Place, RtcState, Screen, Sound,
};
use crate::core::msg::{Effect, Kept, Msg};
use crate::core::{devices, text};
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_proto::wire::client::Resume;
use rostrum_proto::wire::desk::LogLevel;
use rostrum_proto::wire::http::{JoinError, Joined};
use rostrum_proto::wire::{ClientMessage, PROTOCOL, close};

/// What a message brought.
#[derive(Debug, Default)]
pub struct Step {
    /// For the browser to do.
    pub effects: Vec<Effect>,
    /// The screens must look again.
    pub changed: bool,
}

impl Model {
    /// Takes a message at our time `at`.
    pub fn update(&mut self, at: Timestamp, msg: Msg) -> Step {
        let quiet = matches!(msg, Msg::Tick)
            || matches!(&msg, Msg::Server(m) if matches!(**m, rostrum_proto::wire::ServerMessage::Pong { .. }));
        let link = self.link;
        let mut effects = self.take(at, msg);
        self.note_call(at);
        effects.extend(self.settle(at));
        effects.extend(self.serve(at));
        let still = quiet && effects.iter().all(|e| matches!(e, Effect::Send(_)));
        let changed = !still || self.link.is_up() != link.is_up();
        Step { effects, changed }
    }

    fn take(&mut self, at: Timestamp, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Started { code, kept, lang, seed } => self.started(at, code, kept, lang, seed),
            Msg::JoinAnswered(answer) => self.join_answered(at, answer),
            Msg::Enter => self.enter(at),
            Msg::Leave => {
                self.screen = Screen::Left;
                self.out()
            }
            Msg::TryAgain => match self.code.clone() {
                Some(code) => {
                    self.screen = Screen::Opening;
                    vec![Effect::PostJoin(code)]
                }
                None => vec![],
            },
            Msg::Speak(lang) => self.speak(lang),
            Msg::Words(lang, catalogue) => match text::load(lang, &catalogue) {
                true => self.speak(lang),
                false => {
                    self.tell(text::join_error_network(self.lang));
                    vec![]
                }
            },
            Msg::SocketOpened => self.greet(),
            Msg::SocketClosed(code) => self.socket_closed(at, code),
            Msg::Server(message) => self.incoming(at, *message),
            Msg::NetworkChanged => self.network_changed(at),
            Msg::Tick => self.tick(at),
            Msg::Do(command) => self.press(at, command),
            Msg::WantCamera(on) => {
                if on {
                    self.all_media(at);
                }
                self.camera_wanted = on;
                self.camera_tried = Timestamp(0);
                self.keep(self.screen == Screen::Inside)
            }
            Msg::Devices(devices) => {
                if devices.microphone_id != self.devices.microphone_id {
                    self.heard = None;
                }
                if devices.microphone != DeviceState::Live {
                    self.sound = Sound::Unmeasured;
                    self.heard_at = None;
                }
                if self.screen == Screen::Inside
                    && let Some(change) = devices::change(&self.devices, &devices, self.lang)
                {
                    self.tell(change);
                }
                self.log_devices(&devices);
                self.devices = devices;
                vec![]
            }
            Msg::Sound(sound) => {
                self.sound = sound;
                if sound == Sound::Heard {
                    self.heard_at = Some(at);
                }
                vec![]
            }
            Msg::Heard(measured) => {
                self.heard = Some(measured);
                vec![]
            }
            Msg::Checked(ms) => {
                self.network = ms.map_or(Network::Bad, Network::Good);
                vec![]
            }
            Msg::Offer(sdp) => vec![Effect::Send(ClientMessage::Offer { sdp })],
            Msg::Rtc(session, state) => {
                let ours = self.wish().session == Some(session);
                if ours && self.media.state != state {
                    self.media.state = state;
                    self.media.since = at;
                    self.log_media(state);
                }
                vec![]
            }
            Msg::Tell(text) => {
                self.tell(text);
                vec![]
            }
            Msg::Dismiss => {
                self.toast = None;
                vec![]
            }
            Msg::Trouble(text) => {
                self.log(LogLevel::Error, &text, None);
                vec![]
            }
            Msg::Desk(msg) => self.at_desk(at, msg),
        }
    }

    fn started(
        &mut self,
        at: Timestamp,
        code: Option<String>,
        kept: Option<Kept>,
        lang: rostrum_proto::lang::Lang,
        seed: u64,
    ) -> Vec<Effect> {
        self.ids = Ids::new(seed);
        self.code = code.clone();
        let mut effects = self.speak(lang);
        let Some(code) = code else { return effects };
        let kept = kept.filter(|kept| kept.code == code);
        // A camera that its user has closed stays so, however the tab comes back; what is not known is not on.
        self.camera_wanted = kept.as_ref().is_none_or(|kept| kept.camera == Some(true));
        match kept.filter(|kept| kept.entered) {
            Some(kept) => {
                self.identity = Some(kept.joined);
                effects.extend(self.open_devices());
                effects.extend(self.enter(at));
            }
            None => {
                self.screen = Screen::Opening;
                effects.push(Effect::PostJoin(code));
            }
        }
        effects
    }

    /// Another language, once its words are here.
    fn speak(&mut self, lang: rostrum_proto::lang::Lang) -> Vec<Effect> {
        if !text::is_loaded(lang) {
            return vec![Effect::FetchWords(lang)];
        }
        self.lang = lang;
        vec![Effect::SaveLang(lang)]
    }

    fn join_answered(&mut self, at: Timestamp, answer: Result<Joined, JoinFailure>) -> Vec<Effect> {
        let rejoining = matches!(self.link, Link::Rejoining { .. });
        match answer {
            Ok(joined) => {
                self.identity = Some(joined);
                let mut effects = self.keep(self.screen == Screen::Inside);
                match self.screen {
                    Screen::Inside => effects.extend(self.connect(at)),
                    Screen::Opening | Screen::Failed(_) => {
                        self.screen = Screen::Join;
                        effects.extend(self.open_devices());
                    }
                    _ => {}
                }
                effects
            }
            Err(
                JoinFailure::Network
                | JoinFailure::Declined(JoinError::Unavailable | JoinError::TooMany),
            ) if rejoining => {
                self.wait(at, true);
                vec![]
            }
            Err(failure) => {
                self.screen = Screen::Failed(failure);
                self.out()
            }
        }
    }

    fn enter(&mut self, at: Timestamp) -> Vec<Effect> {
        if self.identity.is_none() {
            return vec![];
        }
        let again = self.screen != Screen::Join;
        self.screen = Screen::Inside;
        let mut effects = self.keep(true);
        if again && self.devices.microphone == DeviceState::Off {
            effects.extend(self.open_devices());
        }
        effects.extend(self.connect(at));
        effects
    }

    /// Out of the meeting, for whatever reason: the devices are let go.
    pub(super) fn out(&mut self) -> Vec<Effect> {
        self.link = Link::Down;
        self.place = Place::Nowhere;
        self.connection = None;
        self.pending.clear();
        let mut effects = vec![Effect::Disconnect, Effect::ReleaseDevices];
        effects.extend(self.keep(false));
        effects
    }

    fn open_devices(&self) -> Option<Effect> {
        self.seated().then_some(Effect::OpenDevices)
    }

    pub(super) fn keep(&self, entered: bool) -> Vec<Effect> {
        match (&self.code, &self.identity) {
            (Some(code), Some(joined)) => {
                let (code, joined) = (code.clone(), joined.clone());
                let kept = Kept { code, joined, entered, camera: Some(self.camera_wanted) };
                vec![Effect::Keep(Box::new(kept))]
            }
            _ => vec![],
        }
    }

    fn connect(&mut self, at: Timestamp) -> Vec<Effect> {
        self.link = Link::Opening { since: at, attempt: self.link.attempt() };
        vec![Effect::Connect]
    }

    fn greet(&mut self) -> Vec<Effect> {
        let Some(token) = self.identity.as_ref().map(|i| i.token.clone()) else { return vec![] };
        let resume = match (self.meeting(), self.connection) {
            (Some(meeting), Some(connection)) => Some(Resume { connection, seq: meeting.seq }),
            _ => None,
        };
        vec![Effect::Send(ClientMessage::Hello { protocol: PROTOCOL, token, resume })]
    }

    /// The socket is gone: the next attempt, or the screen that says why there is none.
    fn socket_closed(&mut self, at: Timestamp, code: u16) -> Vec<Effect> {
        if self.screen != Screen::Inside || self.link == Link::Down {
            return vec![];
        }
        if self.closed() {
            self.link = Link::Down;
            return vec![];
        }
        if self.link.is_up() {
            self.log(LogLevel::Warn, &format!("connection lost, close code {code}"), None);
        }
        match code {
            close::ENDED => self.screen = Screen::Ended,
            close::REPLACED => self.screen = Screen::Replaced,
            close::TOO_MANY => self.screen = Screen::TooMany,
            close::PROTOCOL_ERROR => self.screen = Screen::Protocol,
            close::UNAUTHORIZED => {
                self.wait(at, true);
                return self.retry(at);
            }
            _ => {
                self.wait(at, false);
                return self.retry(at);
            }
        }
        self.out()
    }

    fn wait(&mut self, at: Timestamp, rejoin: bool) {
        let attempt = if self.link.is_up() { 0 } else { self.link.attempt() + 1 };
        let delay = link::delay(attempt);
        let jitter = self.ids.below(delay.0 / 4 + 1);
        self.link = Link::Waiting { until: at + delay + Millis(jitter), attempt, rejoin };
    }

    fn retry(&mut self, at: Timestamp) -> Vec<Effect> {
        match (self.link, self.code.clone()) {
            (Link::Waiting { until, .. }, _) if until > at => vec![],
            (Link::Waiting { rejoin: true, attempt, .. }, Some(code)) => {
                self.link = Link::Rejoining { attempt };
                vec![Effect::PostJoin(code)]
            }
            (Link::Waiting { .. }, _) => self.connect(at),
            _ => vec![],
        }
    }

    /// After a change of network a silent socket is given less time.
    fn network_changed(&mut self, at: Timestamp) -> Vec<Effect> {
        match &mut self.link {
            Link::Waiting { until, .. } => {
                *until = at;
                self.retry(at)
            }
            Link::Up { pinged, next_ping } => {
                *pinged = Some(soon(at));
                *next_ping = at + PING_EVERY;
                vec![Effect::Send(ClientMessage::Ping { nonce: nonce(at) })]
            }
            Link::Down | Link::Rejoining { .. } | Link::Opening { .. } => vec![],
        }
    }

    fn tick(&mut self, at: Timestamp) -> Vec<Effect> {
        let mut effects = Vec::new();
        let stalled = at.since(self.ticked) >= STALLED;
        self.ticked = at;
        match &mut self.link {
            Link::Down | Link::Rejoining { .. } => {}
            Link::Up { pinged: Some(pinged), .. } if stalled => *pinged = soon(at),
            Link::Waiting { .. } => effects.extend(self.retry(at)),
            Link::Opening { since, .. } if at.since(*since) >= OPEN_WITHIN => {
                effects.push(Effect::Disconnect);
                self.wait(at, false);
            }
            Link::Opening { .. } => {}
            Link::Up { pinged: Some(pinged), .. } if at.since(*pinged) >= PONG_WITHIN => {
                effects.push(Effect::Disconnect);
                self.log(LogLevel::Warn, "connection lost, no answer to pings", None);
                self.wait(at, false);
                effects.extend(self.retry(at));
            }
            Link::Up { next_ping, pinged } if *next_ping <= at => {
                *next_ping = at + PING_EVERY;
                pinged.get_or_insert(at);
                effects.push(Effect::Send(ClientMessage::Ping { nonce: nonce(at) }));
            }
            Link::Up { .. } => {}
        }
        if self.link.is_up() && self.renew_at.is_some_and(|due| due <= at) {
            self.renew_at = None;
            effects.push(Effect::Send(ClientMessage::Renew {}));
        }
        self.mend_media(at);
        effects
    }

    /// The media begins anew with a new connection.
    pub(super) fn restart_media(&mut self, at: Timestamp) {
        self.media = crate::core::model::Media {
            attempt: 0,
            state: RtcState::Starting,
            since: at,
            refused: false,
        };
    }
}

/// As if a ping had been sent so that its answer is due soon.
fn soon(at: Timestamp) -> Timestamp {
    Timestamp(at.0.saturating_sub(PONG_WITHIN.0 - PONG_SOON.0))
}

/// Our time in ms, cut to 32 bits: enough to measure a round trip.
fn nonce(at: Timestamp) -> u32 {
    (at.0 & 0xffff_ffff) as u32
}
