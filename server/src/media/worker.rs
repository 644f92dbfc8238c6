//! The thread that owns the port: reads the clock and the socket, and drives the switchboard.

use super::MediaError;
use super::demux::MAX_DATAGRAM;
use super::egress::Way;
use super::layout::Slot;
use super::offer::Offer;
use super::plan::{Plan, Stream as MadeStream};
use super::probe::MediaEvent;
use super::switchboard::Switchboard;
use super::tcp::{Lane, Stream};
use crate::clock::steady;
use quinn_udp::{RecvMeta, UdpSockRef, UdpSocketState};
use rostrum_proto::id::{ConnectionId, MeetingId};
use std::collections::HashMap;
use std::io::{self, IoSliceMut};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;
use tokio::io::Interest;
use tokio::net::UdpSocket;
use tokio::sync::{mpsc, oneshot};
use tracing::error;

/// What the rest of the server asks of media.
pub(super) enum Command {
    Answer {
        meeting: MeetingId,
        connection: ConnectionId,
        offer: Offer,
        reply: oneshot::Sender<Result<String, MediaError>>,
    },
    SetPlan(MeetingId, Plan),
    Choose(ConnectionId, Slot, Option<MadeStream>),
    Close(ConnectionId),
    KeyFrame(MeetingId, MadeStream),
    Stop,
}

/// How often losses, key frames and silence are looked after.
const TICK: Duration = Duration::from_millis(20);
/// Datagrams read in one system call, and the bytes of the buffer of each (the kernel joins equal
/// ones).
const READS: usize = 8;
const READ_BYTES: usize = 64 * 1024;
/// Sent at the latest when this many datagrams are waiting.
const FLUSH_AT: usize = 512;
/// Rounds of reading before commands and timers have their turn.
const ROUNDS: usize = 16;

pub(super) struct Worker {
    socket: UdpSocket,
    state: UdpSocketState,
    board: Switchboard,
    commands: mpsc::UnboundedReceiver<Command>,
    events: mpsc::UnboundedSender<(MeetingId, MediaEvent)>,
    streams: mpsc::Receiver<Stream>,
    lanes: HashMap<u64, Lane>,
    /// The socket is at every address of the machine.
    everywhere: bool,
    stopped: bool,
}

impl Worker {
    pub(super) fn new(
        socket: UdpSocket,
        state: UdpSocketState,
        board: Switchboard,
        commands: mpsc::UnboundedReceiver<Command>,
        events: mpsc::UnboundedSender<(MeetingId, MediaEvent)>,
        streams: mpsc::Receiver<Stream>,
    ) -> Self {
        let everywhere = socket.local_addr().is_ok_and(|address| address.ip().is_unspecified());
        let (lanes, stopped) = (HashMap::new(), false);
        Self { socket, state, board, commands, events, streams, lanes, everywhere, stopped }
    }

    /// Works until it is told to stop or nobody is left to tell it.
    pub(super) async fn run(mut self) {
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        let mut buffers = vec![0_u8; READS * READ_BYTES];
        while !self.stopped {
            tokio::select! {
                biased;
                command = self.commands.recv() => match command {
                    Some(command) => self.obey(command),
                    None => self.stopped = true,
                },
                _ = tick.tick(), if !self.board.is_idle() => {
                    self.guarded(|board| board.tick(steady()));
                }
                Some(stream) = self.streams.recv() => self.flow(stream),
                ready = self.socket.readable() => match ready {
                    Ok(()) => self.read(&mut buffers),
                    Err(error) => {
                        error!(%error, "media.socket.failed");
                        self.stopped = true;
                    }
                },
            }
            self.deliver();
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Answer { meeting, connection, offer, reply } => {
                let mut answer = Err(MediaError::Stopped);
                self.guarded(|board| answer = board.answer(meeting, connection, &offer, steady()));
                // Nobody waits for it if the connection has gone meanwhile.
                let _ = reply.send(answer);
            }
            Command::SetPlan(meeting, plan) => {
                self.guarded(|board| board.set_plan(meeting, plan, steady()));
            }
            Command::Choose(connection, slot, stream) => {
                self.guarded(|board| board.choose(connection, (slot, stream), steady()));
            }
            Command::Close(connection) => self.guarded(|board| board.forget(connection, steady())),
            Command::KeyFrame(meeting, stream) => {
                self.guarded(|board| board.key_frame_recorded(&meeting, stream, steady()));
            }
            Command::Stop => self.stopped = true,
        }
    }

    /// Reads what has arrived. Commands are looked for before every datagram: a microphone that is
    /// closed is not heard in the next one.
    fn read(&mut self, buffers: &mut [u8]) {
        for _ in 0..ROUNDS {
            let mut slices: Vec<IoSliceMut<'_>> =
                buffers.chunks_mut(READ_BYTES).map(IoSliceMut::new).collect();
            let mut metas = [RecvMeta::default(); READS];
            let received = self.socket.try_io(Interest::READABLE, || {
                self.state.recv(UdpSockRef::from(&self.socket), &mut slices, &mut metas)
            });
            let Ok(count) = received else { return };
            for (buffer, meta) in slices.iter().zip(&metas).take(count) {
                let local = meta.dst_ip.filter(|_| self.everywhere);
                let way = Way { remote: meta.addr, local, stream: None };
                for datagram in buffer[..meta.len].chunks(meta.stride.max(1)) {
                    while let Ok(command) = self.commands.try_recv() {
                        self.obey(command);
                    }
                    if self.stopped {
                        return;
                    }
                    if datagram.len() <= MAX_DATAGRAM {
                        self.guarded(|board| board.receive(way, datagram, steady()));
                    }
                    if self.board.egress.len() >= FLUSH_AT {
                        self.deliver();
                    }
                }
            }
            self.deliver();
        }
    }

    /// Takes what came over a connection.
    fn flow(&mut self, stream: Stream) {
        match stream {
            Stream::Came(number, lane) => {
                self.lanes.insert(number, lane);
            }
            Stream::Brought(way, datagram) => {
                self.guarded(|board| board.receive(way, &datagram, steady()));
            }
            Stream::Went(number) => {
                self.lanes.remove(&number);
                self.guarded(|board| board.lost_stream(number));
            }
        }
    }

    /// Does something with the switchboard that must not end the thread.
    fn guarded(&mut self, act: impl FnOnce(&mut Switchboard)) {
        let board = &mut self.board;
        if catch_unwind(AssertUnwindSafe(|| act(board))).is_err() {
            error!("media.panicked");
        }
    }

    fn deliver(&mut self) {
        for event in self.board.events.drain(..) {
            // Nobody listens: then nobody wants to know.
            let _ = self.events.send(event);
        }
        for (stream, datagram, is_picture) in self.board.egress.streamed.drain(..) {
            if let Some(lane) = self.lanes.get(&stream) {
                lane.send(datagram, is_picture);
            }
        }
        let (socket, state) = (&self.socket, &self.state);
        self.board.egress.flush(state, |transmit| {
            match state.try_send(UdpSockRef::from(socket), transmit) {
                // A full buffer may have room again in a moment; a packet more than that is late
                // anyway.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    std::thread::yield_now();
                    state.try_send(UdpSockRef::from(socket), transmit)
                }
                result => result,
            }
        });
    }
}
