//! A hall on a virtual network and in virtual time: the server's own routes, sockets and rooms, over a
//! journal in memory that survives when the server dies.

use rostrum_proto::id::MeetingId;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::time::Timestamp;
use rostrum_server::clock::Clock;
use rostrum_server::contents::Contents;
use rostrum_server::desk::rules::Rules;
use rostrum_server::drafts::Drafts;
use rostrum_server::identity::{Invitations, Tokens};
use rostrum_server::journal::{EventLog, JournalError};
use rostrum_server::lots::Lots;
use rostrum_server::meeting_file;
use rostrum_server::recorder::shelf::Shelf;
use rostrum_server::room::{Directory, Wiring};
use rostrum_server::signal::{
    self, AllPassing, App, Door, OF_ONE_ADDRESS, Published, Refusals, Tickets, ToldPublic,
};
use rostrum_server::taker::Taker;
use rostrum_server::uploads::Uploads;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};
use tokio::sync::{mpsc, watch};
use turmoil::net::{TcpListener, TcpStream};

/// The server's name on the network, and its port.
pub const SERVER: (&str, u16) = ("server", 80);

/// A journal in memory.
#[derive(Clone, Default)]
pub struct MemoryLog(Arc<Mutex<Vec<Record>>>);

impl MemoryLog {
    /// Everything in it.
    #[must_use]
    pub fn records(&self) -> Vec<Record> {
        self.0.lock().unwrap().clone()
    }

    /// The meeting that it tells of.
    #[must_use]
    pub fn replay(&self) -> Meeting {
        Meeting::replay(&self.records()).unwrap()
    }
}

impl EventLog for MemoryLog {
    async fn append(
        &self,
        meeting: &MeetingId,
        expected: u64,
        records: Vec<Record>,
    ) -> Result<(), JournalError> {
        // As long as a disk takes: others may come in between.
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        let mut log = self.0.lock().unwrap();
        let found = log.last().map_or(0, |r| r.seq);
        if found != expected {
            let meeting = meeting.clone();
            return Err(JournalError::Fenced { meeting });
        }
        log.extend(records);
        Ok(())
    }

    fn writable(&self) -> watch::Receiver<bool> {
        watch::channel(true).1
    }

    async fn read(
        &self,
        _meeting: &MeetingId,
        after: u64,
        before: u64,
        limit: u32,
    ) -> Result<Vec<Record>, JournalError> {
        let mut found = self.records();
        found.retain(|r| r.seq > after && r.seq < before);
        Ok(found.split_off(found.len().saturating_sub(limit as usize)))
    }
}

/// What outlives the server's process.
#[derive(Clone)]
pub struct VirtualHall {
    /// The journal.
    pub log: MemoryLog,
    /// When the rehearsal begins.
    pub begins_at: Timestamp,
    meeting: MeetingId,
    people: Arc<BTreeMap<String, rostrum_proto::meeting::setup::Person>>,
    codes: Arc<Mutex<BTreeMap<String, String>>>,
    links: Arc<Mutex<Invitations>>,
}

impl VirtualHall {
    /// With the demo's meeting, an hour before its start.
    #[must_use]
    pub fn new() -> Self {
        let setup = meeting_file::read(&crate::hall::meeting_file()).unwrap();
        let begins_at = Timestamp(setup.starts_at.0 - 3_600_000);
        let (meeting, people) = (setup.id.clone(), setup.people.clone());
        let event = Event::Convened { setup: Box::new(setup) };
        let log = MemoryLog::default();
        log.0.lock().unwrap().push(Record { seq: 1, at: begins_at, by: None, event });
        let people = people.into_iter().map(|p| (p.id.to_string(), p)).collect();
        let links = Arc::new(Mutex::new(Invitations::in_memory().unwrap()));
        let (people, codes) = (Arc::new(people), Arc::default());
        Self { log, begins_at, meeting, people, codes, links }
    }

    /// The code of somebody's link.
    #[must_use]
    pub fn code(&self, who: &str) -> String {
        let mut codes = self.codes.lock().unwrap();
        let make = || {
            let links = self.links.lock().unwrap();
            links.create(&self.meeting, &self.people[who], false).unwrap().0
        };
        codes.entry(who.to_owned()).or_insert_with(make).clone()
    }

    /// Virtual time, as the wall clock says it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let passed = turmoil::sim_elapsed().unwrap_or_default();
        Timestamp(self.begins_at.0 + passed.as_millis() as u64)
    }

    /// The server's process: from the journal as it stands, until it is killed.
    ///
    /// # Errors
    /// Never; the signature is the network's.
    pub async fn serve(self) -> turmoil::Result {
        let clock = Clock::starting_at(self.now());
        let alive = self.log.records().last().map(|r| r.at);
        let lots = Lots::counted(self.log.records().len() as u64);
        let rules = Arc::new(Rules::carried()?);
        let (log, media, desk_log) = (self.log.clone(), None, None);
        let wiring = Wiring { clock, lots, log, media, desk_log, rules, recorder: None };
        let directory = Directory::default();
        directory.open(&wiring, vec![self.meeting.clone()], alive).await?;
        let (_, writable) = watch::channel(true);
        let door = Arc::new(Door::new(OF_ONE_ADDRESS, vec![]));
        let (open_sockets, _sockets_ended) = mpsc::channel(1);
        let app = App {
            clock,
            tokens: Tokens::with_key(&[7; 32]),
            invitations: self.links.clone(),
            directory,
            writable,
            altered: Mutex::default(),
            damage: OnceLock::new(),
            missing: OnceLock::new(),
            origins: vec![],
            media: None,
            relays: None,
            door: door.clone(),
            open_sockets: open_sockets.downgrade(),
            wrong_codes: App::wrong_codes(),
            records: App::records(),
            documents: App::documents(),
            uploads: App::uploads(),
            parts: App::parts(),
            pages: App::pages(),
            told_public: ToldPublic::default(),
            upload_turns: App::upload_turns(),
            // Nobody sends statements here.
            contents: Contents::of(Path::new("no-contents")),
            shelf: Shelf::new(Path::new("no-recordings").into(), 0),
            tickets: Tickets::default(),
            passing: AllPassing::default(),
            uploads_on_their_way: Uploads::of(Path::new("no-drafts")).into(),
            drafts: Drafts::of(Path::new("no-drafts")).into(),
            taker: Taker::new(Path::new("no-program")),
            press: Path::new("no-press").into(),
            published: Published::default(),
            uses: App::uses(),
            sockets: App::sockets(),
            refusals: Refusals::default(),
        };
        let any = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
        let listener = Listener(TcpListener::bind((any, SERVER.1)).await?);
        let routes = signal::router(Arc::new(app));
        signal::serve(listener, routes, door, signal::plain, std::future::pending()).await;
        Ok(())
    }
}

impl Default for VirtualHall {
    fn default() -> Self {
        Self::new()
    }
}

struct Listener(TcpListener);

impl axum::serve::Listener for Listener {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        loop {
            if let Ok(accepted) = self.0.accept().await {
                return accepted;
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.0.local_addr()
    }
}
