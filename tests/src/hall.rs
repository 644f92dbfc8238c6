//! A whole server on loopback, with the demo meeting and a link for each of its people.

use crate::disk::Disk;
use crate::guest::seat;
use crate::{Guest, http};
use rostrum_proto::id::{MeetingId, ParticipantId};
use rostrum_proto::meeting::command::Command;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::setup::{Person, Setup};
use rostrum_proto::wire::http::{Joined, Problem};
use rostrum_server::clock::Clock;
use rostrum_server::config::Config;
use rostrum_server::identity::{Invitations, Invitee, PublicLink};
use rostrum_server::journal::sqlite;
use rostrum_server::meeting_file;
use rostrum_server::recorder::shelf::FOLDER;
use rostrum_server::serve::Server;
use rostrum_server::signal::OF_ONE_ADDRESS;
use rostrum_server::store;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// The server and its data folder.
pub struct Hall {
    /// The running server.
    pub server: Server,
    /// The meeting.
    pub meeting: MeetingId,
    folder: TempDir,
    codes: BTreeMap<String, String>,
}

/// The demo's meeting file.
#[must_use]
pub fn meeting_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/demo/meeting.json")
}

/// Convenes the demo meeting in a data folder and gives everybody's code by participant.
#[must_use]
pub fn convene(data: &Path) -> (MeetingId, BTreeMap<String, String>) {
    convene_changed(data, |_| {})
}

/// Makes the links of a data folder what they were before version 5, when each was a person's.
pub const LINKS_OF_BEFORE: &str = "
    DELETE FROM invitations WHERE invitee ->> '$.person' IS NULL;
    UPDATE invitations SET invitee = invitee -> '$.person';
    ALTER TABLE invitations RENAME COLUMN invitee TO person;
    ALTER TABLE invitations DROP COLUMN device_hash;";

/// The same with something changed in it.
#[must_use]
pub fn convene_changed(
    data: &Path,
    change: impl FnOnce(&mut Setup),
) -> (MeetingId, BTreeMap<String, String>) {
    let mut setup = meeting_file::read(&meeting_file()).unwrap();
    change(&mut setup);
    let (id, people, at) = (setup.id.clone(), setup.people.clone(), setup.starts_at);
    let event = Event::Convened { setup: Box::new(setup) };
    let first = Record { seq: 1, at, by: None, event };
    let mut db = store::open(data).unwrap();
    sqlite::insert(db.savepoint().unwrap(), &id, 0, &[first]).unwrap();
    let links = Invitations::open(data).unwrap();
    let code = |p: &Person| links.create(&id, p, false).unwrap().0;
    let people = people.iter().map(|p| (p.id.to_string(), code(p)));
    let public = links.create(&id, Invitee::Public(PublicLink::default()), false).unwrap().0;
    let codes = people.chain([("public".to_owned(), public)]).collect();
    (id, codes)
}

/// A meeting in session: the chair, Tunisia and a technician have joined by the codes of their links.
pub async fn session(
    server: SocketAddr,
    codes: &BTreeMap<String, String>,
) -> (Guest, Guest, Guest) {
    let mut technician = Guest::with_code(server, &codes["technician"]).await;
    let mut chair = Guest::with_code(server, &codes["IDN-chair"]).await;
    let mut tunisia = Guest::with_code(server, &codes["TUN-delegate"]).await;
    for place in ["IDN", "TUN"] {
        technician.does(Command::AdmitSeat { seat: seat(place) }).await;
    }
    for guest in [&mut chair, &mut tunisia] {
        guest.until("the snapshot", |g| g.meeting.is_some()).await;
    }
    chair.does(Command::OpenMeeting {}).await;
    (chair, tunisia, technician)
}

impl Hall {
    /// Opens a fresh one.
    pub async fn open() -> Self {
        Self::open_with(|config| config).await
    }

    /// Opens a fresh one with other settings.
    pub async fn open_with(change: impl FnOnce(Config) -> Config) -> Self {
        Self::open_in(TempDir::new().unwrap(), change).await
    }

    /// Opens a fresh one on a disk that can be full and can fail.
    pub async fn on_its_own_disk() -> (Self, Disk) {
        let folder = TempDir::new().unwrap();
        let disk = Disk::below(folder.path());
        (Self::open_in(folder, |config| config).await, disk)
    }

    async fn open_in(folder: TempDir, change: impl FnOnce(Config) -> Config) -> Self {
        let (meeting, codes) = convene(folder.path());
        let config = config(folder.path(), "127.0.0.1:0".parse().unwrap());
        let server = Server::start(change(config)).await.unwrap();
        Self { server, meeting, folder, codes }
    }

    /// A meeting in session: the chair, Tunisia and a technician have joined.
    pub async fn session(&self) -> (Guest, Guest, Guest) {
        session(self.server.http, &self.codes).await
    }

    /// Stops the server and starts it again on the same data and port.
    pub async fn restart(self) -> Self {
        self.restart_at(Clock::system()).await
    }

    /// The same, with another clock.
    pub async fn restart_at(self, clock: Clock) -> Self {
        self.restarts(clock, || {}).await
    }

    /// Something is done to its data before it starts again.
    pub async fn restart_after(self, change: impl FnOnce()) -> Self {
        self.restarts(Clock::system(), change).await
    }

    async fn restarts(self, clock: Clock, change: impl FnOnce()) -> Self {
        let Self { server, meeting, folder, codes } = self;
        let address = server.http;
        server.stop().await;
        change();
        // Another rehearsal may have been given the port meanwhile.
        let mut tries = 0;
        let server = loop {
            let config = Config { clock, ..config(folder.path(), address) };
            match Server::start(config).await {
                Ok(server) => break server,
                Err(why) if tries == 100 => panic!("{why:#}"),
                Err(_) => tries += 1,
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        };
        Self { server, meeting, folder, codes }
    }

    /// The data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Somebody's code.
    #[must_use]
    pub fn code(&self, who: &str) -> &str {
        &self.codes[who]
    }

    /// Somebody's link, for a browser on this machine.
    #[must_use]
    pub fn link(&self, who: &str) -> String {
        format!("http://localhost:{}/#/join/{}", self.server.http.port(), self.code(who))
    }

    /// Makes another link for somebody.
    #[must_use]
    pub fn invite(&self, who: &str, single_use: bool) -> (String, String) {
        let people = meeting_file::read(&meeting_file()).unwrap().people;
        let id = ParticipantId::new(who).unwrap();
        let person = people.into_iter().find(|p| p.id == id).unwrap();
        let links = Invitations::open(self.data()).unwrap();
        let (code, made) = links.create(&self.meeting, &person, single_use).unwrap();
        (code, made.id)
    }

    /// Makes a public link; gives its code and its number.
    #[must_use]
    pub fn public_link(&self, link: PublicLink) -> (String, String) {
        let links = Invitations::open(self.data()).unwrap();
        let (code, made) = links.create(&self.meeting, Invitee::Public(link), false).unwrap();
        (code, made.id)
    }

    /// Exchanges a code for a token.
    ///
    /// # Errors
    /// The server's answer.
    pub async fn join(&self, code: &str) -> Result<Joined, Problem> {
        http::join(self.server.http, code).await
    }

    /// `POST`s a body; gives status and answer.
    pub async fn post(&self, path: &str, body: &str) -> (u16, String) {
        http::post(self.server.http, path, body).await
    }

    /// `POST`s a body with a token; gives status and answer.
    pub async fn post_as(&self, path: &str, token: &str, body: &str) -> (u16, String) {
        http::post_as(self.server.http, path, token, body).await
    }

    /// `GET`s a path; gives status and answer.
    pub async fn get(&self, path: &str) -> (u16, String) {
        http::get(self.server.http, path).await
    }
}

/// Starts a server on a data folder.
///
/// # Errors
/// What the server says.
pub async fn try_start(data: &Path, listen: SocketAddr) -> anyhow::Result<Server> {
    Server::start(config(data, listen)).await
}

/// The settings of a server on loopback.
#[must_use]
pub fn config(data: &Path, listen: SocketAddr) -> Config {
    Config {
        data: data.to_path_buf(),
        listen,
        media: "127.0.0.1:0".parse().unwrap(),
        advertise: vec![],
        relays: None,
        tls: None,
        origins: vec![],
        trusted_proxies: vec![],
        connections_per_address: OF_ONE_ADDRESS,
        signing_key: None,
        recordings: data.join(FOLDER),
        left_free: 0,
        program: crate::process::program(),
        clock: Clock::system(),
    }
}
