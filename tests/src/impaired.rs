//! A network between one browser and the media port that is as bad as a hotel's: a rate and a queue, loss, delay and
//! jitter, each way for itself, changed at any time. It runs in real time, for measurements.

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// What a datagram costs beside its payload: the heads of IPv4 and UDP.
const HEADS: usize = 28;

/// One way of a network.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Bits per second; none is as fast as the machine.
    pub rate: Option<f64>,
    /// How long a full queue takes to drain; what does not fit is dropped.
    pub queue: Duration,
    /// Part of the datagrams that are lost, each for itself.
    pub loss: f64,
    /// Travel time.
    pub delay: Duration,
    /// Added to the travel time, evenly from nothing to this; nothing overtakes.
    pub jitter: Duration,
}

impl Line {
    /// Nothing is in the way.
    pub const GOOD: Self = Self {
        rate: None,
        queue: Duration::from_millis(300),
        loss: 0.0,
        delay: Duration::ZERO,
        jitter: Duration::ZERO,
    };

    /// So many kilobits per second.
    #[must_use]
    pub fn of(kilobits: f64) -> Self {
        Self { rate: Some(kilobits * 1_000.0), ..Self::GOOD }
    }

    /// Loses this part.
    #[must_use]
    pub fn losing(self, loss: f64) -> Self {
        Self { loss, ..self }
    }

    /// Takes so long.
    #[must_use]
    pub fn delayed(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    /// Takes longer at times.
    #[must_use]
    pub fn shaken(self, jitter: Duration) -> Self {
        Self { jitter, ..self }
    }
}

/// Both ways, as they are now.
#[derive(Debug)]
pub struct Network {
    /// The address that stands in for the server's.
    pub facing: SocketAddr,
    up: Arc<Mutex<Line>>,
    down: Arc<Mutex<Line>>,
    tasks: Vec<JoinHandle<()>>,
}

impl Network {
    /// Before a media port, for a browser of this machine that calls loopback.
    pub async fn before(server: SocketAddr, seed: u64) -> Self {
        Self::before_at(Ipv4Addr::LOCALHOST.into(), server, seed).await
    }

    /// The same at another address of this machine.
    pub async fn before_at(address: IpAddr, server: SocketAddr, seed: u64) -> Self {
        let facing = Arc::new(UdpSocket::bind((address, 0)).await.unwrap());
        let behind = Arc::new(UdpSocket::bind("127.0.0.1:0").await.unwrap());
        let stands_in = facing.local_addr().unwrap();
        let (up, down) = (Arc::new(Mutex::new(Line::GOOD)), Arc::new(Mutex::new(Line::GOOD)));
        let client = Arc::new(Mutex::new(None));
        let known = Arc::clone(&client);
        let note = move |from| *known.lock().unwrap_or_else(PoisonError::into_inner) = Some(from);
        let to_server = move || Some(server);
        let to_client = move || *client.lock().unwrap_or_else(PoisonError::into_inner);
        let mut tasks = Vec::new();
        tasks.extend(carry((&facing, &behind), Arc::clone(&up), seed, note, to_server));
        tasks.extend(carry((&behind, &facing), Arc::clone(&down), seed + 1, |_| {}, to_client));
        Self { facing: stands_in, up, down, tasks }
    }

    /// From now on it is like this.
    pub fn becomes(&self, up: Line, down: Line) {
        *self.up.lock().unwrap_or_else(PoisonError::into_inner) = up;
        *self.down.lock().unwrap_or_else(PoisonError::into_inner) = down;
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

/// Takes datagrams from one socket, and sends them from the other when they have arrived.
fn carry(
    (from, by): (&Arc<UdpSocket>, &Arc<UdpSocket>),
    line: Arc<Mutex<Line>>,
    seed: u64,
    note: impl Fn(SocketAddr) + Send + 'static,
    to: impl Fn() -> Option<SocketAddr> + Send + 'static,
) -> [JoinHandle<()>; 2] {
    let (from, by) = (Arc::clone(from), Arc::clone(by));
    let (enters, mut leaves) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let taking = tokio::spawn(async move {
        let mut dice = SmallRng::seed_from_u64(seed);
        let mut buffer = vec![0; 2_048];
        let (mut free_at, mut last) = (Instant::now(), Instant::now());
        while let Ok((length, sender)) = from.recv_from(&mut buffer).await {
            note(sender);
            let line = *line.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            let waits = free_at.saturating_duration_since(now);
            if dice.random_bool(line.loss) || line.rate.is_some() && waits > line.queue {
                continue;
            }
            let sending = line.rate.map_or(0.0, |rate| (length + HEADS) as f64 * 8.0 / rate);
            free_at = free_at.max(now) + Duration::from_secs_f64(sending);
            let shaken = line.jitter.mul_f64(dice.random_range(0.0..=1.0));
            last = last.max(free_at + line.delay + shaken);
            if enters.send((last, buffer[..length].to_vec())).is_err() {
                return;
            }
        }
    });
    let giving = tokio::spawn(async move {
        while let Some((at, datagram)) = leaves.recv().await {
            tokio::time::sleep_until(at).await;
            if let Some(to) = to() {
                // Nobody may be there any more.
                drop(by.send_to(&datagram, to).await);
            }
        }
    });
    [taking, giving]
}
