//! Who keeps the meetings of a running server open: those that were imported in the meantime, those whose room has
//! failed, and those that are over when somebody comes. And who closes what was revoked from the command line.

use crate::found::{Found, damage, look_through, missing};
use crate::identity::Invitation;
use crate::issued;
use crate::journal::sqlite::SqliteJournal;
use crate::room::{Letter, Wiring};
use crate::signal::App;
use crate::store::{self, Unopened};
use rostrum_proto::digest::Digest;
use rostrum_proto::id::MeetingId;
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::{JoinSet, spawn_blocking};
use tracing::{error, warn};

/// How often the server notes that it is alive, and looks for links revoked from the command line.
const WATCH_EVERY: Duration = Duration::from_millis(400);
/// Meetings that are over and are opened at the same time: the processors are for those in session.
const OPENED_AT_ONCE: usize = 2;

/// The keeper of a server's meetings.
pub struct Keeper {
    app: Arc<App>,
    wiring: Wiring<SqliteJournal>,
    data: PathBuf,
    /// Links whose revocation is in a journal, or on its way there.
    revoked: Mutex<BTreeSet<String>>,
    /// Where issued documents are looked up.
    documents: Mutex<Connection>,
}

impl Keeper {
    /// Of the meetings of a data folder, some of which are open. The journals of those tell of these revoked links.
    ///
    /// # Errors
    /// The data folder cannot be opened.
    pub fn new(
        app: Arc<App>,
        wiring: Wiring<SqliteJournal>,
        data: PathBuf,
        revoked: BTreeSet<String>,
    ) -> Result<Arc<Self>, Unopened> {
        let documents = Mutex::new(store::open_known(&data)?);
        Ok(Arc::new(Self { app, wiring, data, revoked: Mutex::new(revoked), documents }))
    }

    /// Notes that the server is alive, and follows other processes: closes what they revoked, opens what they imported.
    pub async fn watch_store(self: Arc<Self>) {
        let mut version = None;
        let mut tick = tokio::time::interval(WATCH_EVERY);
        loop {
            tick.tick().await;
            self.wiring.log.note_alive(self.app.clock.now());
            let failed = self.app.directory.failed();
            if !failed.is_empty() {
                error!(meetings = ?failed, "room.failed");
                // From the journal, which does not hold what made it fail, unless it was altered.
                if let Err(why) = self.open_sound(failed).await {
                    error!(%why, "room.not_opened_again");
                }
            }
            let now = self.app.invitations().data_version().ok();
            if std::mem::replace(&mut version, now) == now {
                continue;
            }
            self.close_revoked();
            if let Err(why) = self.open_new().await {
                warn!(%why, "meeting.not_opened");
            }
            self.issue_documents();
        }
    }

    /// Opens the meetings that are over when somebody comes to them.
    pub async fn open_for_who_comes(
        self: Arc<Self>,
        mut called: mpsc::UnboundedReceiver<MeetingId>,
    ) {
        let mut openings = JoinSet::new();
        loop {
            tokio::select! {
                meeting = called.recv(), if openings.len() < OPENED_AT_ONCE => {
                    let Some(meeting) = meeting else { return };
                    openings.spawn(self.clone().open_for_visitors(meeting));
                }
                // Those who wait are told however it ended.
                Some(_) = openings.join_next() => {}
            }
        }
    }

    /// Has the texts and files checked that journals name, and the tables that all meetings depend on. It takes the longer the more there is in them; nobody waits
    /// for it, not even who stops the server.
    pub fn check_tables(self: Arc<Self>, named: Vec<(MeetingId, Digest)>) {
        let check = move || {
            drop(self.app.missing.set(missing(&self.data, &named)));
            if let Some(why) = damage(&self.data) {
                // It is found out once.
                drop(self.app.damage.set(why));
            }
        };
        if let Err(why) = std::thread::Builder::new().name("tables".into()).spawn(check) {
            warn!(%why, "data.not_checked");
        }
    }

    async fn open_for_visitors(self: Arc<Self>, meeting: MeetingId) {
        // Also if it fails by a fault of ours.
        let opening = self.app.directory.opening(meeting.clone());
        if let Err(why) = self.open_sound(vec![meeting.clone()]).await {
            warn!(%meeting, why = format!("{why:#}"), "meeting.not_opened");
        }
        drop(opening);
        // What was revoked and issued while it was not open is recorded now.
        self.close_revoked();
        self.issue_documents();
    }

    /// Closes the connections of links that were revoked and whose meetings are open, and has it recorded.
    fn close_revoked(&self) {
        // What cannot be looked up now is looked up when something changes.
        let revoked = self.app.invitations().revoked().unwrap_or_default();
        for Invitation { id, meeting, to, .. } in revoked {
            let Some(room) = self.app.directory.room(&meeting) else { continue };
            match to.takes_part() {
                Ok(person) if self.is_new(&id) => {
                    let (participant, invitation) = (person.id.clone(), id);
                    room.post(Letter::Revoked { participant, invitation });
                }
                Ok(_) => {}
                // Also of a room that has been opened again since.
                Err(_) => room.public.revoke(&id),
            }
        }
    }

    /// Has the documents recorded that were issued for meetings that are open. A room that knows them does nothing.
    fn issue_documents(&self) {
        let db = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        let issued = match issued::all(&db) {
            Ok(issued) => issued,
            Err(why) => return warn!(%why, "documents.unreadable"),
        };
        drop(db);
        for (meeting, name, document) in issued {
            if let Some(room) = self.app.directory.room(&meeting) {
                room.post(Letter::Issued { name, document: Box::new(document) });
            }
        }
    }

    /// Whether nobody knew until now that a link is revoked.
    fn is_new(&self, link: &str) -> bool {
        let mut known = self.revoked.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(link.to_owned())
    }

    /// Opens the meetings that were imported in the meantime.
    async fn open_new(&self) -> anyhow::Result<()> {
        let mut new = self.wiring.log.noted_meetings()?;
        let directory = &self.app.directory;
        let known = |id: &MeetingId| {
            let open = || directory.room(id).is_some();
            open() || directory.is_asleep(id) || self.app.altered().contains_key(id)
        };
        new.retain(|id| !known(id));
        self.open_sound(new).await
    }

    /// Opens the meetings whose journals are unaltered, and remembers the others.
    async fn open_sound(&self, meetings: Vec<MeetingId>) -> anyhow::Result<()> {
        if meetings.is_empty() {
            return Ok(());
        }
        let data = self.data.clone();
        let looked = spawn_blocking(move || look_through(&data, meetings)).await;
        let Found { sound, altered, revoked, .. } = looked??;
        for id in altered.keys() {
            self.app.directory.give_up(id);
        }
        self.app.note_altered(&sound, altered);
        self.revoked.lock().unwrap_or_else(PoisonError::into_inner).extend(revoked);
        self.app.directory.open(&self.wiring, sound, None).await
    }
}
