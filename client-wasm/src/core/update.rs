//! What each message does: the screens, the link, commands. Messages from the server are in `incoming`.

use crate::core::link::Link;
use crate::core::model::{
    DeviceState, Ids, JoinFailure, Model, RtcState, Screen, Sound, Whereabouts,
};
use crate::core::msg::{Effect, Kept, Msg};
use crate::core::pulse::Passed;
use crate::core::uplink::Uplink;
use crate::core::{devices, text};
use rostrum_proto::time::Timestamp;
use rostrum_proto::wire::ClientMessage;
use rostrum_proto::wire::desk::LogLevel;
use rostrum_proto::wire::http::{JoinError, Joined};

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
        let quiet = matches!(msg, Msg::Tick | Msg::Passed(..))
            || matches!(&msg, Msg::Server(m) if matches!(**m, rostrum_proto::wire::ServerMessage::Pong { .. }));
        let shown = |model: &Self| (model.link.is_up(), model.media.state, model.wish());
        let before = quiet.then(|| shown(self));
        let mut effects = self.take(at, msg);
        self.note_call(at);
        effects.extend(self.settle(at));
        if !quiet {
            effects.extend(self.watch());
        }
        effects.extend(self.serve(at));
        effects.extend(self.follow_script(at));
        let still = effects.iter().all(|e| matches!(e, Effect::Send(_)));
        let changed = !still || before != Some(shown(self));
        Step { effects, changed }
    }

    fn take(&mut self, at: Timestamp, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Started { code, kept, lang, seed } => self.started(at, code, kept, lang, seed),
            Msg::JoinAnswered(answer) => self.join_answered(at, answer),
            Msg::Enter => self.enter(at),
            Msg::Leave => {
                self.screen = Screen::Left;
                self.toast = None;
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
            Msg::NetworkChanged if self.screen == Screen::Join => self.try_again(at),
            Msg::NetworkChanged => {
                self.uplink = Uplink::default();
                self.network_changed(at)
            }
            Msg::Hidden(hidden) => self.hide(at, hidden),
            Msg::Tick => self.tick(at),
            Msg::Do(command) => self.press(at, command),
            Msg::Mark(vote, slip) => {
                self.mark(vote, slip);
                vec![]
            }
            Msg::Talk(held) => self.talk(at, held),
            Msg::WantCamera(on) => {
                if on {
                    self.all_media(at);
                    self.uplink = Uplink::default();
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
                // Silence is told when it has lasted: until then there was sound.
                if sound == Sound::Heard || self.sound == Sound::Heard {
                    self.heard_at = Some(at);
                }
                self.sound = sound;
                vec![]
            }
            Msg::Heard(measured) => {
                self.heard = Some(measured);
                vec![]
            }
            Msg::Page(page) => {
                self.page = page;
                vec![]
            }
            Msg::Tried(tried) => self.tried(at, tried),
            Msg::Offer { sdp, sections } => {
                vec![Effect::Send(ClientMessage::Offer { sdp, sections })]
            }
            Msg::Rtc(session, _) | Msg::Passed(session, _)
                if self.wish().session != Some(session) =>
            {
                vec![]
            }
            Msg::Rtc(_, told) => {
                self.media.told = told;
                self.media_is(at, told)
            }
            Msg::Passed(_, passed) => self.passed(at, passed),
            Msg::Listen(channel) => self.listen(channel),
            Msg::Gallery(wanted) => {
                self.gallery.off = !wanted;
                vec![]
            }
            Msg::Screen(shared) => self.screen_is(shared),
            Msg::Aside(held) => {
                self.aside = held;
                vec![]
            }
            Msg::Cough(held) => {
                self.cough = held;
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
            Msg::Documents(msg) => self.documents(at, msg),
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
        if lang != self.lang {
            self.toast = None;
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
                    // Nothing is asked of the public, and there is nothing to be tried.
                    Screen::Opening | Screen::Failed(_) if self.is_viewer() => {
                        effects.extend(self.enter(at));
                    }
                    Screen::Opening | Screen::Failed(_) => {
                        // An interpreter is heard and not seen, unless they show themselves to their booth.
                        self.camera_wanted &= self.my_booth().is_none();
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
        if !again {
            self.log_network();
        }
        self.screen = Screen::Inside;
        let mut effects = self.keep(true);
        if again && self.devices.microphone == DeviceState::Off {
            effects.extend(self.open_devices());
        }
        effects.extend(self.connect(at));
        effects
    }

    /// Out of the meeting, for whatever reason: the devices are released.
    pub(super) fn out(&mut self) -> Vec<Effect> {
        self.link = Link::Down;
        self.place = Whereabouts::Nowhere;
        self.connection = None;
        self.pending.clear();
        let mut effects = vec![Effect::Disconnect, Effect::ReleaseDevices];
        effects.extend(self.keep(false));
        effects
    }

    fn open_devices(&self) -> Option<Effect> {
        self.has_devices().then_some(Effect::OpenDevices)
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

    fn tick(&mut self, at: Timestamp) -> Vec<Effect> {
        let mut effects = self.look_at_the_link(at);
        effects.extend(self.look_at_the_network(at));
        if self.link.is_up() && self.renew_at.is_some_and(|due| due <= at) {
            self.renew_at = None;
            effects.push(Effect::Send(ClientMessage::Renew {}));
        }
        effects.extend(self.save_draft(at));
        self.mend_media(at);
        self.uplink.pass(at);
        effects
    }

    /// What has passed tells whether the way is still there, and whether our picture fits it.
    fn passed(&mut self, at: Timestamp, passed: Passed) -> Vec<Effect> {
        if self.wish().camera && self.uplink.told(at, passed) {
            let line = match (passed.may_send, passed.picture_lost) {
                (Some(bits), _) => format!("sound only: {} kbit/s pass upwards", bits / 1000),
                (None, lost) => {
                    format!("sound only: {} % of the picture are lost", lost.unwrap_or(100))
                }
            };
            self.log(LogLevel::Warn, &line, None);
        }
        let is_missed = self.media.pulse.is_missed(at, passed.received);
        let found = |since: Timestamp| at.since(since) >= self.seeking_takes();
        if !self.media.pulse.is_faint(at) && self.media.seeks_since.is_some_and(found) {
            self.media.seeks_since = None;
        }
        match self.media.told {
            RtcState::Up if is_missed => self.media_is(at, RtcState::Interrupted),
            told => self.media_is(at, told),
        }
    }

    fn media_is(&mut self, at: Timestamp, state: RtcState) -> Vec<Effect> {
        if self.media.state == state {
            return vec![];
        }
        self.media.state = state;
        self.media.since = at;
        self.log_media(state);
        match state {
            RtcState::Interrupted => {
                // The socket may have fallen silent with it.
                let mut effects = self.look_at_the_link(at);
                effects.extend(self.another_way(at));
                effects
            }
            RtcState::Up => {
                self.media.seeks_since = None;
                vec![]
            }
            RtcState::Starting | RtcState::Failed => vec![],
        }
    }

    /// Media that flowed looks for another way, once: the old one may be gone.
    fn another_way(&mut self, at: Timestamp) -> Vec<Effect> {
        let flowed = matches!(self.media.state, RtcState::Up | RtcState::Interrupted);
        let seeks = self.media.seeks_since.is_some();
        let session = self.wish().session.filter(|_| flowed && !seeks && self.link.is_up());
        if session.is_some() {
            self.media.seeks_since = Some(at);
        }
        session.map(Effect::RestartIce).into_iter().collect()
    }

    /// We are the same device, by another socket: so is its media, which may have lost its way with the old one. Media
    /// that has fallen silent together with it begins anew: browsers keep to a way that is dead for seconds (Chromium
    /// for three and a half), and a new session has none to keep to.
    pub(super) fn media_goes_on(&mut self, at: Timestamp) -> Vec<Effect> {
        // What was offered by the other socket may never have arrived.
        self.media.seeks_since = None;
        let in_doubt =
            std::mem::take(&mut self.media.way_in_doubt) || self.media.pulse.is_faint(at);
        match self.media.state {
            RtcState::Up if in_doubt => self.another_way(at),
            RtcState::Up => vec![],
            RtcState::Interrupted | RtcState::Starting | RtcState::Failed => {
                self.media_anew(at);
                vec![]
            }
        }
    }

    /// The media restarts with a new connection.
    pub(super) fn restart_media(&mut self, at: Timestamp) {
        self.media = crate::core::model::Media {
            attempt: 0,
            state: RtcState::Starting,
            since: at,
            ..crate::core::model::Media::default()
        };
    }
}
