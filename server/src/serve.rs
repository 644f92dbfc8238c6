//! A running server: assembled from its parts, and stopped in order.

use crate::config::{Config, Tls};
use crate::data;
use crate::desk::HealthMonitor;
use crate::desk::rules::Rules;
use crate::found::look_through;
use crate::identity::{Invitation, Invitations, Tokens};
use crate::journal::sqlite::SqliteJournal;
use crate::journal::{DeskLog, EventLog};
use crate::lots::Lots;
use crate::media::{Media, MediaConfig, Trial};
use crate::overseer::watch_over;
use crate::relay::Relays;
use crate::room::{Directory, Letter, Wiring};
use crate::signal::{self, App, Door, Refusals};
use crate::streams::{carry_media, http_or_media, over_tcp};
use crate::telemetry;
use crate::tls::{self, Certificate};
use anyhow::Context;
use axum::serve::ListenerExt;
use rostrum_proto::id::MeetingId;
use rostrum_proto::wire::http::MediaPort;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tracing::{error, info, warn};

/// How often the server notes that it is alive, and looks for links revoked from the command line.
const WATCH_EVERY: Duration = Duration::from_millis(400);
/// How often the certificate's files are checked.
const RENEW_EVERY: Duration = Duration::from_secs(60);
/// How long a stopping server waits for its clients to be told.
const TO_BE_TOLD: Duration = Duration::from_secs(3);

/// A running server.
pub struct Server {
    /// Where HTTP is served.
    pub http: SocketAddr,
    /// Where media is served.
    pub media: SocketAddr,
    journal: SqliteJournal,
    app: Arc<App>,
    media_handle: Media,
    certificate: Option<Arc<Certificate>>,
    open_sockets: mpsc::Sender<()>,
    sockets_ended: mpsc::Receiver<()>,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
    watching: [JoinHandle<()>; 4],
    _lock: data::Lock,
}

impl Server {
    /// Starts a server.
    ///
    /// # Errors
    /// The data folder, a port or a certificate cannot be used. The error says which, and what to do.
    pub async fn start(config: Config) -> anyhow::Result<Self> {
        telemetry::metrics_handle();
        let journal = SqliteJournal::start(&config.data)?;
        let lock = data::lock(&config.data)?;
        let found = look_through(&config.data, journal.meetings()?)?;
        // Time never runs backwards in a journal, whatever the machine's clock says at startup.
        let clock = config.clock.not_before(found.latest);
        // A note from the future does not count; without one the last record is the best evidence.
        let alive = journal.last_alive().unwrap_or_else(|why| {
            warn!(%why, "alive.unknown");
            None
        });
        let alive = alive.filter(|at| *at <= clock.now());
        let tokens = match &config.signing_key {
            Some(path) => Tokens::from_file(path)?,
            None => Tokens::open(&config.data)?,
        };
        let invitations = Invitations::open_impatient(&config.data)?;
        let addresses = [&config.advertise[..], &[config.listen.ip()]].concat();
        let tls = config.tls.as_ref().map(|tls| tls::acceptor(tls, &config.data, &addresses));
        let (acceptor, certificate) = tls.transpose()?.unzip();
        if let Some(Tls::Files { certificate, key }) = &config.tls {
            warn_if_ending(tls::valid_days(certificate, key, config.clock.now()));
        }
        let listener = signal::listen(config.listen).with_context(|| {
            format!(
                "listening on {}: is another server running? Choose a port with --listen",
                config.listen
            )
        })?;
        let http = listener.local_addr()?;
        // A firewall that passes one port passes that of https; without TLS of ours a proxy stands before it.
        let shared = acceptor.is_some() || http.port() == config.media.port();
        let own = if http.port() == config.media.port() { None } else { over_tcp(config.media) };
        let own_port = own.as_ref().and_then(|own| own.local_addr().ok()).map(|at| at.port());
        let tcp = shared.then_some(http.port()).into_iter().chain(own_port).collect();
        let media_config = MediaConfig { bind: config.media, advertise: config.advertise, tcp };
        let (media, quality) = Media::start(media_config)?;
        let wiring = Wiring {
            clock,
            lots: Lots::Chance,
            log: journal.clone(),
            media: Some(Arc::new(media.clone())),
            desk_log: Some(DeskLog::start(&config.data)?),
            rules: Arc::new(Rules::carried()?),
        };
        let monitor = HealthMonitor::new(&config.data, clock);
        let directory = Directory::default();
        // A full disk, say: what cannot be opened now is tried again once the journal can be written.
        if let Err(why) = directory.open(&wiring, found.sound, alive).await {
            error!(why = format!("{why:#}"), "meeting.not_opened");
        }
        let door = Arc::new(Door::new(config.connections_per_address, config.trusted_proxies));
        let (open_sockets, sockets_ended) = mpsc::channel(1);
        let relays =
            config.relays.map(|(uris, secret)| Relays::open(&uris, &secret)).transpose()?;
        let app = Arc::new(App {
            clock,
            tokens,
            invitations: Arc::new(invitations.into()),
            directory,
            writable: journal.writable(),
            altered: Mutex::new(found.altered),
            damage: found.damage,
            origins: config.origins,
            media: Some(media_port(media.trial())),
            relays,
            door: door.clone(),
            open_sockets: open_sockets.downgrade(),
            wrong_codes: App::wrong_codes(),
            records: App::records(),
            uses: App::uses(),
            sockets: App::sockets(),
            refusals: Refusals::default(),
        });
        let (stop, stopping) = watch::channel(false);
        let routes = signal::router(app.clone());
        let until = stopped(stopping.clone());
        // An answer right after an event does not wait for the event's acknowledgement.
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        let carrying =
            tokio::spawn(carry_media(own, media.clone(), door.clone(), stopped(stopping)));
        let to_media = media.clone();
        let serving = match acceptor {
            None => {
                let plain = move |stream| http_or_media(stream, to_media.clone());
                tokio::spawn(signal::serve(listener, routes, door, plain, until))
            }
            Some(acceptor) => {
                let shakes_hands = move |stream| {
                    let (acceptor, media) = (acceptor.clone(), to_media.clone());
                    async move {
                        let stream = http_or_media(stream, media).await?;
                        acceptor.accept(stream).await.ok()
                    }
                };
                tokio::spawn(signal::serve(listener, routes, door, shakes_hands, until))
            }
        };
        let renewing = tokio::spawn(renew(certificate.clone()));
        let folder = config.data.clone();
        let watching =
            tokio::spawn(watch_store(app.clone(), wiring.clone(), (folder, found.revoked)));
        let watching_over = tokio::spawn(watch_over(app.clone(), quality, monitor));
        info!(%http, media = %media.local_addr(), data = %config.data.display(), "server.ready");
        Ok(Self {
            http,
            media: media.local_addr(),
            journal,
            app,
            media_handle: media,
            certificate,
            open_sockets,
            sockets_ended,
            stop,
            serving,
            watching: [watching, watching_over, renewing, carrying],
            _lock: lock,
        })
    }

    /// Picks up what an operator may have changed: a renewed certificate.
    pub async fn reload(&self) {
        info!("server.reload");
        if let Some(certificate) = self.certificate.clone() {
            // The files may be on a disk that does not answer.
            drop(tokio::task::spawn_blocking(move || certificate.renew()).await);
        }
    }

    /// Stops: no more clients are let in, rooms finish their batches, clients are told to come back, media ends.
    pub async fn stop(mut self) {
        // Otherwise rooms that stop now would be opened again.
        for watching in self.watching {
            watching.abort();
        }
        // A client that is told to come back must find the next server, not this one.
        self.stop.send_replace(true);
        self.app.directory.stop().await;
        self.journal.note_alive(self.app.clock.now());
        self.serving.abort();
        drop(self.open_sockets);
        // Until all clients have been told. Those that do not hang up do not keep the server waiting.
        drop(tokio::time::timeout(TO_BE_TOLD, self.sockets_ended.recv()).await);
        self.media_handle.stop();
        info!("server.stopped");
    }
}

/// The server is told to stop.
async fn stopped(mut stopping: watch::Receiver<bool>) {
    // A sender that is gone also means to stop.
    drop(stopping.wait_for(|stop| *stop).await);
}

fn media_port(trial: &Trial) -> MediaPort {
    MediaPort {
        addresses: trial.addresses.iter().map(ToString::to_string).collect(),
        tcp: trial.over_tcp.iter().map(ToString::to_string).collect(),
        ufrag: trial.fragment.clone(),
        pwd: trial.password.clone(),
    }
}

/// An expired certificate is served all the same: browsers warn of it, and the meeting may be about to begin.
fn warn_if_ending(days: anyhow::Result<i64>) {
    match days {
        Ok(days) if days >= tls::MIN_DAYS_LEFT => {}
        Ok(days) => warn!(days, "certificate.ends"),
        Err(why) => warn!(why = format!("{why:#}"), "certificate.not_valid"),
    }
}

/// Certificates are renewed by other programs, so their files are watched.
async fn renew(certificate: Option<Arc<Certificate>>) {
    let Some(certificate) = certificate else { return };
    let mut round = tokio::time::interval(RENEW_EVERY);
    loop {
        round.tick().await;
        let certificate = certificate.clone();
        drop(tokio::task::spawn_blocking(move || certificate.renew()).await);
    }
}

/// Notes that the server is alive, and follows other processes: closes what they revoked, opens what they imported.
async fn watch_store(
    app: Arc<App>,
    wiring: Wiring<SqliteJournal>,
    (data, mut known): (PathBuf, BTreeSet<String>),
) {
    let mut version = None;
    let journal = &wiring.log;
    let mut tick = tokio::time::interval(WATCH_EVERY);
    loop {
        tick.tick().await;
        journal.note_alive(app.clock.now());
        let failed = app.directory.failed();
        if !failed.is_empty() {
            error!(meetings = ?failed, "room.failed");
            // From the journal, which does not hold what made it fail, unless it was altered.
            if let Err(why) = open_sound(&app, &wiring, &data, failed).await {
                error!(%why, "room.not_opened_again");
            }
        }
        let (changed, revoked) = {
            let invitations = app.invitations();
            let now = invitations.data_version().ok();
            (std::mem::replace(&mut version, now) != now, invitations.revoked())
        };
        if !changed {
            continue;
        }
        for Invitation { id, meeting, to, .. } in revoked.unwrap_or_default() {
            let first = known.insert(id.clone());
            let Some(room) = app.directory.room(&meeting) else { continue };
            match to.takes_part() {
                Ok(person) if first => {
                    let (participant, invitation) = (person.id.clone(), id);
                    room.post(Letter::Revoked { participant, invitation });
                }
                Ok(_) => {}
                // Also of a room that has been opened again since.
                Err(_) => room.public.revoke(&id),
            }
        }
        if let Err(why) = open_new(&app, &wiring, &data).await {
            warn!(%why, "meeting.not_opened");
        }
    }
}

/// Opens the meetings that were imported in the meantime.
async fn open_new(app: &App, wiring: &Wiring<SqliteJournal>, data: &Path) -> anyhow::Result<()> {
    let mut new = wiring.log.meetings()?;
    new.retain(|id| app.directory.room(id).is_none() && !app.altered().contains_key(id));
    open_sound(app, wiring, data, new).await
}

/// Opens the meetings whose journals are unaltered, and remembers the others.
async fn open_sound(
    app: &App,
    wiring: &Wiring<SqliteJournal>,
    data: &Path,
    meetings: Vec<MeetingId>,
) -> anyhow::Result<()> {
    if meetings.is_empty() {
        return Ok(());
    }
    let data = data.to_path_buf();
    let found = tokio::task::spawn_blocking(move || look_through(&data, meetings)).await??;
    for (id, why) in found.altered {
        app.directory.give_up(&id);
        app.altered().insert(id, why);
    }
    app.directory.open(wiring, found.sound, None).await
}
