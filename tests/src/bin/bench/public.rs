//! How many of the public follow at what price: frames, processor time and memory for each who comes, and how long
//! until the last has an event, beside a program that only sends.

use crate::bare::Bare;
use crate::{Measured, commits, numbers};
use futures_util::{SinkExt, StreamExt};
use rostrum_proto::id::RequestId;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::wire::{ClientMessage, PROTOCOL};
use rostrum_tests::guest::seat;
use rostrum_tests::hall::session;
use rostrum_tests::{Guest, http};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

/// Grants in a measurement.
const ROUNDS: usize = 30;
/// Between two grants, until all have read the end of the one before.
const REST: Duration = Duration::from_millis(300);
/// Viewers who come at the same time.
pub const AT_ONCE: usize = 50;

/// What viewers were sent.
#[derive(Default)]
struct Sent {
    frames: AtomicU64,
    bytes: AtomicU64,
}

impl Sent {
    fn counts<'a>(&self, text: &'a str) -> &'a str {
        self.frames.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(text.len() as u64, Ordering::Relaxed);
        text
    }
}

/// For each number of viewers one server and one bare broadcaster.
pub async fn measure(program: &Path) {
    raise_limit();
    println!(
        "{:>7} {:>10} {:>12} {:>14} {:>12} {:>14} {:>10} {:>12} {:>12} {:>9}",
        "viewers",
        "frames in",
        "bytes in",
        "CPU ms a join",
        "KiB a viewer",
        "holder ms p50",
        "of commit",
        "last ms p50",
        "bare ms p50",
        "p99"
    );
    // Apart, so that who presides and who speaks wait for no viewer's part of this program.
    let crowd = tokio::runtime::Runtime::new().unwrap();
    let mut chart = Vec::new();
    for viewers in [1, 500, 1_000, 2_000, 5_000] {
        let (last, bare) = with(crowd.handle(), program, viewers).await;
        chart.push((format!("{viewers} viewers, the last of them"), last));
        chart.push((format!("{viewers} sockets, bare"), bare));
    }
    numbers::chart("grant to the last, ms p50", &chart);
    crowd.shutdown_background();
}

/// Prints a row; gives how many ms until the last has a grant, here and bare.
async fn with(crowd: &Handle, program: &Path, viewers: usize) -> (f64, f64) {
    let measured = Measured::start(program).await;
    let (address, process) = (measured.server.address(), measured.server.id());
    let (mut chair, tunisia, mut technician) = session(address, &measured.codes).await;
    let mut tunisia = Called::listens(tunisia);
    tokio::spawn(async move { while let Some(Ok(_)) = technician.socket.next().await {} });
    let code = measured.codes["public"].clone();

    let sent = Arc::new(Sent::default());
    let (heard, mut hears) = mpsc::unbounded_channel();
    let before = numbers::used(process);
    comes_in(crowd, viewers, |_| {
        let (code, sent, heard) = (code.clone(), sent.clone(), heard.clone());
        async move {
            let token = http::join(address, &code).await.unwrap().token;
            let mut socket = opens(address, "/ws").await.unwrap();
            let hello = ClientMessage::Hello { protocol: PROTOCOL, token, resume: None };
            socket.send(Message::text(serde_json::to_string(&hello).unwrap())).await.unwrap();
            let snapshot = |text: &str| sent.counts(text).contains("\"snapshot\"");
            reads(&mut socket, snapshot).await.unwrap();
            tokio::spawn(hears_grants(socket, sent, heard));
        }
    })
    .await;
    let (frames, bytes) = (sent.frames.load(Ordering::Relaxed), sent.bytes.load(Ordering::Relaxed));
    // What is left of joining is over.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let after = numbers::used(process);

    let (mut last, mut holder) = (Vec::new(), Vec::new());
    let mut frame = Utf8Bytes::default();
    for _ in 0..ROUNDS {
        tokio::time::sleep(REST).await;
        let started = Instant::now();
        let granted = grants(&mut chair, &mut tunisia).await;
        holder.push(granted.after);
        last.push(latest(&mut hears, viewers).await - started);
        frame = granted.frame;
        chair.does(Command::RevokeFloor { request: granted.request }).await;
    }
    drop(hears);
    let mut commits = commits::times(ROUNDS as u64, REST).await;
    drop(measured);
    let mut bare = alone(crowd, viewers, &frame).await;
    [&mut holder, &mut commits, &mut last, &mut bare].into_iter().for_each(|times| times.sort());
    println!(
        "{viewers:>7} {frames:>10} {bytes:>12} {:>14.2} {:>12.1} {:>14.2} {:>10.2} {:>12.2} {:>12.2} {:>9.2}",
        (after.0 - before.0) * 1e3 / viewers as f64,
        (after.1 as f64 - before.1 as f64) / viewers as f64,
        numbers::at(&holder, 0.5),
        numbers::at(&commits, 0.5),
        numbers::at(&last, 0.5),
        numbers::at(&bare, 0.5),
        numbers::at(&last, 0.99),
    );
    (numbers::at(&last, 0.5), numbers::at(&bare, 0.5))
}

/// Somebody at the table, at whose socket nothing is done but to see when each grant comes: what a client makes of it
/// is no part of the time.
pub struct Called(mpsc::UnboundedReceiver<(Instant, Utf8Bytes)>);

impl Called {
    /// From now on this guest only listens.
    pub fn listens(guest: Guest) -> Self {
        let mut socket = guest.socket;
        let (called, grants) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(Ok(message)) = socket.next().await {
                if let Message::Text(text) = message
                    && is_grant(&text)
                    && called.send((Instant::now(), text)).is_err()
                {
                    return;
                }
            }
        });
        Self(grants)
    }
}

/// A grant, and what its holder was sent.
pub struct Granted {
    /// Of which request.
    pub request: RequestId,
    /// How long until the holder had it.
    pub after: Duration,
    /// What the holder was sent.
    pub frame: Utf8Bytes,
}

/// The chair gives Tunisia the floor.
pub async fn grants(chair: &mut Guest, tunisia: &mut Called) -> Granted {
    let started = Instant::now();
    chair.does(Command::GiveFloor { seat: seat("TUN") }).await;
    let (came, frame) = tunisia.0.recv().await.unwrap();
    Granted { request: chair.holder().unwrap().0, after: came - started, frame }
}

fn is_grant(text: &str) -> bool {
    text.contains("floor.granted")
}

/// The same frame from a program that only sends.
async fn alone(crowd: &Handle, viewers: usize, frame: &Utf8Bytes) -> Vec<Duration> {
    let bare = Bare::start().await;
    let address = bare.address;
    let sent = Arc::new(Sent::default());
    let (heard, mut hears) = mpsc::unbounded_channel();
    comes_in(crowd, viewers, |_| {
        let (sent, heard) = (sent.clone(), heard.clone());
        async move {
            let socket = opens(address, "/").await.unwrap();
            tokio::spawn(hears_grants(socket, sent, heard));
        }
    })
    .await;
    let mut chair = opens(bare.address, "/").await.unwrap();
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        tokio::time::sleep(REST).await;
        let started = Instant::now();
        chair.send(Message::Text(frame.clone())).await.unwrap();
        times.push(latest(&mut hears, viewers).await - started);
    }
    times
}

/// So many come, some at the same time.
pub async fn comes_in<F>(crowd: &Handle, viewers: usize, one: impl Fn(usize) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let coming = futures_util::stream::iter((0..viewers).map(|n| crowd.spawn(one(n))));
    coming.buffer_unordered(AT_ONCE).for_each(|came| async { came.unwrap() }).await;
}

/// A socket, if there is somebody to answer.
pub async fn opens(address: SocketAddr, path: &str) -> Option<WebSocketStream<TcpStream>> {
    let stream = TcpStream::connect(address).await.ok()?;
    stream.set_nodelay(true).ok()?;
    let small = WebSocketConfig::default().read_buffer_size(4 * 1024).write_buffer_size(0);
    let url = format!("ws://{address}{path}");
    let opened = tokio_tungstenite::client_async_with_config(url, stream, Some(small)).await;
    Some(opened.ok()?.0)
}

/// Says when each grant came.
async fn hears_grants(
    mut socket: WebSocketStream<TcpStream>,
    sent: Arc<Sent>,
    heard: mpsc::UnboundedSender<Instant>,
) {
    loop {
        let grant = |text: &str| is_grant(sent.counts(text));
        if reads(&mut socket, grant).await.is_none() || heard.send(Instant::now()).is_err() {
            return;
        }
    }
}

/// Reads until a text is the one; `None` if the socket ends before.
pub async fn reads(
    socket: &mut WebSocketStream<TcpStream>,
    mut is: impl FnMut(&str) -> bool,
) -> Option<()> {
    while let Some(Ok(message)) = socket.next().await {
        if let Message::Text(text) = message
            && is(&text)
        {
            return Some(());
        }
    }
    None
}

async fn latest(hears: &mut mpsc::UnboundedReceiver<Instant>, viewers: usize) -> Instant {
    let mut latest = None;
    for _ in 0..viewers {
        latest = latest.max(hears.recv().await);
    }
    latest.unwrap()
}

/// A socket for each viewer, and some more.
pub fn raise_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    let _ = setrlimit(Resource::Nofile, raised);
    println!("file descriptors: {:?}", getrlimit(Resource::Nofile).current);
}
