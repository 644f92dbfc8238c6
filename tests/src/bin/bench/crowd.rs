//! Thousands of the public who come and go while somebody is given the floor and muted, and who all come back when the
//! server was killed.

use crate::forwarding::{self, speech};
use crate::public::{AT_ONCE, Called, comes_in, grants, opens, reads};
use crate::{Measured, commits, numbers};
use futures_util::SinkExt;
use rostrum_proto::id::ConnectionId;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::wire::client::Resume;
use rostrum_proto::wire::{ClientMessage, PROTOCOL, ServerMessage};
use rostrum_tests::hall::session;
use rostrum_tests::http;
use std::net::SocketAddr;
use std::path::Path;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

/// Grants and mutes in a measurement.
const ROUNDS: usize = 200;
const REST: Duration = Duration::from_millis(20);
/// How long a page waits before it tries again, in ms: at once, and then longer, as `client-wasm/src/core/link.rs`.
const WAITS: [u64; 4] = [0, 250, 500, 1_000];
/// Some of it is left to chance.
const CHANCE: u64 = 250;

/// Both, without a crowd and with it.
pub async fn measure(program: &Path) {
    crate::public::raise_limit();
    let crowd = elsewhere();
    for coming in [0, AT_ONCE] {
        floor(crowd.handle(), program, coming).await;
        mute(crowd.handle(), program, coming).await;
    }
    for viewers in [500, 5_000] {
        restart(crowd.handle(), program, viewers).await;
    }
    crowd.shutdown_background();
}

/// Where the crowd is: it has of this machine what nobody else wants, as if it were on another.
fn elsewhere() -> Runtime {
    let gives_way = || {
        let thread = rustix::thread::gettid().to_string();
        let idle = process::Command::new("chrt").args(["--idle", "--pid", "0", &thread]).status();
        if !idle.is_ok_and(|set| set.success()) {
            println!("the crowd cannot give way to the server: chrt is missing");
        }
    };
    Builder::new_multi_thread().enable_all().on_thread_start(gives_way).build().unwrap()
}

/// So many at a time follow and go again, until this is dropped.
struct Crowd {
    _tasks: JoinSet<()>,
    came: Arc<AtomicU64>,
}

impl Crowd {
    fn comes_and_goes(on: &Handle, (address, code): (SocketAddr, &str), at_once: usize) -> Self {
        let (mut tasks, came) = (JoinSet::new(), Arc::new(AtomicU64::new(0)));
        for _ in 0..at_once {
            let (code, came) = (code.to_owned(), Arc::clone(&came));
            let comes_and_goes = async move {
                loop {
                    let token = http::join(address, &code).await.unwrap().token;
                    drop(follows(address, token, None).await);
                    came.fetch_add(1, Ordering::Relaxed);
                }
            };
            tasks.spawn_on(comes_and_goes, on);
        }
        Self { _tasks: tasks, came }
    }

    fn says(&self, what: &str, began: Instant) -> String {
        let came = self.came.load(Ordering::Relaxed) as f64;
        format!("{what}, {:.0} viewers a second come and go", came / began.elapsed().as_secs_f64())
    }
}

/// Follows until the meeting is there; gives the socket and as which device, if it came to that.
async fn follows(
    address: SocketAddr,
    token: String,
    resume: Option<Resume>,
) -> Option<(WebSocketStream<TcpStream>, Resume)> {
    let mut socket = opens(address, "/ws").await?;
    let hello = ClientMessage::Hello { protocol: PROTOCOL, token, resume };
    socket.send(Message::text(serde_json::to_string(&hello).unwrap())).await.ok()?;
    let (mut device, mut seq) = (ConnectionId(0), 0);
    reads(&mut socket, |text| match serde_json::from_str(text).unwrap() {
        ServerMessage::Welcome { connection, .. } => {
            device = connection;
            false
        }
        ServerMessage::Snapshot { meeting } => {
            seq = meeting.seq;
            true
        }
        ServerMessage::Resumed { .. } => true,
        _ => false,
    })
    .await?;
    Some((socket, Resume { connection: device, seq }))
}

/// From a grant to whoever is given the floor.
async fn floor(on: &Handle, program: &Path, coming: usize) {
    let measured = Measured::start(program).await;
    let address = measured.server.address();
    let (mut chair, tunisia, _technician) = session(address, &measured.codes).await;
    let mut tunisia = Called::listens(tunisia);
    let crowd = Crowd::comes_and_goes(on, (address, &measured.codes["public"]), coming);
    let (mut times, began) = (Vec::new(), Instant::now());
    for _ in 0..ROUNDS {
        tokio::time::sleep(REST).await;
        let granted = grants(&mut chair, &mut tunisia).await;
        times.push(granted.after);
        chair.does(Command::RevokeFloor { request: granted.request }).await;
    }
    numbers::print(&crowd.says("grant to holder", began), times);
    let commits = commits::times(ROUNDS as u64, REST).await;
    numbers::print(&crowd.says("    of which a commit", began), commits);
}

/// From a mute to the last packet.
async fn mute(on: &Handle, program: &Path, coming: usize) {
    let measured = Measured::start(program).await;
    let speech = speech(&measured).await;
    let link = (measured.server.address(), measured.codes["public"].as_str());
    let crowd = Crowd::comes_and_goes(on, link, coming);
    let began = Instant::now();
    let times = forwarding::mutes(speech).await;
    numbers::print(&crowd.says("mute to the last packet", began), times);
}

/// Until all are back whose server was killed.
async fn restart(on: &Handle, program: &Path, viewers: usize) {
    let measured = Measured::start(program).await;
    let address = measured.server.address();
    let (chair, ..) = session(address, &measured.codes).await;
    let code = measured.codes["public"].clone();
    let (back, mut comes_back) = mpsc::unbounded_channel();
    comes_in(on, viewers, |n| {
        let (code, back) = (code.clone(), back.clone());
        async move {
            let token = http::join(address, &code).await.unwrap().token;
            let (socket, device) = follows(address, token.clone(), None).await.unwrap();
            tokio::spawn(async move {
                let here = comes_back_to(address, socket, (token, device), n as u64).await;
                back.send(Instant::now()).ok();
                drop(here);
                std::future::pending::<()>().await;
            });
        }
    })
    .await;
    drop(chair);
    let killed = Instant::now();
    let Measured { server, data, .. } = measured;
    let server = server.dies_and_comes_back().await;
    let ready = killed.elapsed();
    let mut times = Vec::new();
    for _ in 0..viewers {
        times.push(comes_back.recv().await.unwrap() - killed);
    }
    numbers::print(&format!("{viewers} viewers are back after the server was killed"), times);
    println!("    the server listened again after {:.2} s", ready.as_secs_f64());
    drop((server, data));
}

/// Reads until the socket ends, and follows again, as a page does.
async fn comes_back_to(
    address: SocketAddr,
    mut socket: WebSocketStream<TcpStream>,
    (token, device): (String, Resume),
    n: u64,
) -> WebSocketStream<TcpStream> {
    reads(&mut socket, |_| false).await;
    for attempt in 0.. {
        let wait = WAITS[usize::min(attempt, WAITS.len() - 1)];
        // Another each time, the same in each run.
        let chance = (n * 7_919 + attempt as u64 * 104_729) % CHANCE;
        tokio::time::sleep(Duration::from_millis(wait + chance.min(wait))).await;
        if let Some((socket, _)) = follows(address, token.clone(), Some(device.clone())).await {
            return socket;
        }
    }
    unreachable!("it tries until it is back")
}
