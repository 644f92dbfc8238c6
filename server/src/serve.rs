//! A running server: assembled from its parts, and stopped in order.

use crate::config::{Config, Tls};
use crate::contents::Contents;
use crate::data;
use crate::desk::HealthMonitor;
use crate::desk::rules::Rules;
use crate::drafts::Drafts;
use crate::found;
use crate::identity::{Invitations, Tokens};
use crate::journal::sqlite::SqliteJournal;
use crate::journal::{DeskLog, EventLog};
use crate::keeper::Keeper;
use crate::lots::Lots;
use crate::media::{Media, MediaConfig, Trial};
use crate::overseer::{bring_outcomes, watch_over};
use crate::papers::press_beside;
use crate::recorder::Recorder;
use crate::recorder::shelf::Shelf;
use crate::relay::Relays;
use crate::room::{Directory, Wiring};
use crate::signal::{self, AllPassing, App, Door, Published, Refusals, Tickets, ToldPublic};
use crate::streams::{carry_media, http_or_media, over_tcp};
use crate::taker::Taker;
use crate::telemetry;
use crate::tls::{self, Certificate};
use crate::uploads::Uploads;
use anyhow::Context;
use axum::serve::ListenerExt;
use rostrum_proto::id::MeetingId;
use rostrum_proto::wire::http::MediaPort;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tracing::{error, info, warn};

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
    recorder: Recorder,
    watching: [JoinHandle<()>; 6],
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
        let known = found::sort(&config.data, journal.meetings()?)?;
        let found = found::look_through(&config.data, known.others)?;
        // Time never runs backwards in a journal, whatever the machine's clock says at startup.
        let clock = config.clock.not_before(found.latest.max(known.latest));
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
        let shelf = Shelf::new(config.recordings, config.left_free);
        let (recorder, prepared, outcomes) = Recorder::prepare(shelf.clone());
        let (media, quality) = Media::start(media_config, Some(Box::new(recorder.clone())))?;
        prepared.start(media.clone()).context("starting the recorder")?;
        let wiring = Wiring {
            clock,
            lots: Lots::Chance,
            log: journal.clone(),
            media: Some(Arc::new(media.clone())),
            desk_log: Some(DeskLog::start(&config.data)?),
            rules: Arc::new(Rules::carried()?),
            recorder: Some(Arc::new(recorder.clone())),
        };
        let contents = Contents::of(&config.data);
        if let Err(why) = contents.clear() {
            warn!(%why, "contents.not_cleared");
        }
        let monitor = HealthMonitor::new(&config.data, clock);
        let directory = Directory::default();
        directory.number_after(known.last_connection);
        let called = directory.let_sleep(known.over);
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
            altered: Mutex::default(),
            damage: OnceLock::new(),
            missing: OnceLock::new(),
            origins: config.origins,
            media: Some(media_port(media.trial())),
            relays,
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
            contents,
            shelf,
            tickets: Tickets::default(),
            passing: AllPassing::default(),
            uploads_on_their_way: Arc::new(Uploads::of(&config.data)),
            drafts: Arc::new(Drafts::of(&config.data)),
            taker: Taker::new(&config.program),
            press: press_beside(&config.program),
            published: Published::default(),
            uses: App::uses(),
            sockets: App::sockets(),
            refusals: Refusals::default(),
        });
        app.note_altered(&[], found.altered);
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
        let keeper = Keeper::new(app.clone(), wiring, config.data.clone(), found.revoked)?;
        let keeping = tokio::spawn(keeper.clone().watch_store());
        let opening = tokio::spawn(keeper.clone().open_for_who_comes(called));
        keeper.check_tables(found.contents);
        let watching_over = tokio::spawn(watch_over(app.clone(), quality, monitor));
        let bringing = tokio::spawn(bring_outcomes(app.clone(), outcomes));
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
            recorder,
            watching: [keeping, opening, watching_over, bringing, renewing, carrying],
            _lock: lock,
        })
    }

    /// The meetings that have a room. Those that are over have none until somebody comes.
    #[must_use]
    pub fn rooms(&self) -> Vec<MeetingId> {
        self.app.directory.rooms().into_iter().map(|room| room.meeting).collect()
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
        // Another server may begin with these files at once.
        drop(tokio::time::timeout(TO_BE_TOLD, self.recorder.stopped()).await);
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
