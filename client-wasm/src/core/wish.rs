//! What our media should be; the browser carries it out.

use crate::core::gallery;
use crate::core::model::{Model, Screen, Whereabouts};
use crate::core::msg::Session;
use crate::core::view::chair::presides;

/// What our media should be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// The session to hold.
    pub session: Option<Session>,
    /// Our microphone is open.
    pub microphone: bool,
    /// Our camera is shown.
    pub camera: bool,
    /// Where its picture is seen.
    pub shown: Shown,
    /// Our screen is shown.
    pub screen: bool,
    /// Places for pictures of seats.
    pub gallery: usize,
    /// A session without video in either direction.
    pub audio_only: bool,
    /// The user is called, speaking or presiding: the screen stays on, and leaving asks for confirmation.
    pub awake: bool,
    /// Our network carries no picture: not even a black one is sent.
    pub no_picture: bool,
    /// In the lobby: our audio goes to the server, which measures it and forwards it to nobody.
    pub trial: bool,
    /// We interpret: what we say is sent as it is.
    pub interprets: bool,
    /// What we say is for our booth alone.
    pub aside: bool,
}

/// Where our picture is seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// Large, or in a moment.
    #[default]
    OnStage,
    /// Small, among those of the seats.
    InGallery,
    /// Nowhere.
    Nowhere,
}

impl Model {
    /// What the media should be.
    #[must_use]
    pub fn wish(&self) -> Wish {
        let inside = self.screen == Screen::Inside && !self.closed();
        let Some(connection) = self.connection.filter(|_| inside) else { return Wish::default() };
        let interprets = self.my_booth().is_some();
        let gallery = if self.is_viewer() { 0 } else { gallery::PLACES };
        if let Whereabouts::Lobby(_) = self.place
            && self.seated()
        {
            let session = Some((connection, self.media.attempt));
            let trial = Wish { session, microphone: true, trial: true, ..Wish::default() };
            return Wish { interprets, gallery, ..trial };
        }
        let Some(meeting) = self.meeting() else { return Wish::default() };
        let me = meeting.connections.get(&connection);
        // Who speaks for no seat is not told of their own device: the server knows it since the welcome.
        if me.is_none() && self.seated() {
            return Wish::default();
        }
        Wish {
            session: Some((connection, self.media.attempt)),
            microphone: self.microphone_open() || self.interprets_aloud(),
            camera: me.is_some_and(|c| c.camera) && self.shows_camera(),
            shown: self.shown(),
            screen: self.presents(),
            gallery,
            audio_only: self.service.audio_only.is_some(),
            awake: self.microphone_open()
                || self.my_booth().is_some()
                || self.my_seat().is_some_and(|seat| meeting.granted_to(seat).is_some()),
            no_picture: !self.uplink.carries_picture(),
            trial: false,
            interprets,
            aside: self.speaks_aside(),
        }
    }

    /// Who is called is seen large in a moment, and sends a large picture by then. An interpreter is seen by the booth
    /// alone, and always small.
    fn shown(&self) -> Shown {
        let Some(meeting) = self.meeting() else { return Shown::OnStage };
        if self.my_booth().is_some() {
            return if self.shows_camera() { Shown::InGallery } else { Shown::Nowhere };
        }
        let called = self.my_seat().is_some_and(|seat| meeting.granted_to(seat).is_some());
        match meeting.gallery_closed {
            _ if called || presides(self) => Shown::OnStage,
            false => Shown::InGallery,
            true => Shown::Nowhere,
        }
    }
}
