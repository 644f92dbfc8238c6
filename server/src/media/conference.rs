//! The media of one meeting: its streams, who feeds them and who is sent them.

use super::bandwidth::{Change, PICTURES, Shortage};
use super::delivery::Delivery;
use super::egress::Egress;
use super::ghost::{Ghost, GhostCheck};
use super::layout::Slot;
use super::peer::Peer;
use super::plan::{Plan, Stream, Track};
use super::production::{Forwarding, Production};
use super::rtcp::Compound;
use super::tap::Tap;
use super::uplink::Received;
use rostrum_proto::id::ConnectionId;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// The sessions of all clients on this server.
pub(super) type Peers = HashMap<ConnectionId, Peer>;

/// Where streams are at a moment, by their own timestamps.
pub(super) type Times = BTreeMap<Stream, u32>;

/// The media of one meeting. Without a plan nothing is forwarded.
#[derive(Default)]
pub(super) struct Conference {
    /// A stream that was made once keeps its numbers, whoever feeds it next.
    streams: BTreeMap<Stream, Production>,
    /// Which streams are made of a track.
    fed: HashMap<(ConnectionId, Track), Vec<Stream>>,
    plan: Plan,
    present: BTreeSet<ConnectionId>,
    listeners: Vec<ConnectionId>,
    ghosts: GhostCheck,
}

impl Conference {
    /// Whether anything of it is recorded.
    pub(super) fn is_recorded(&self) -> bool {
        !self.plan.recorded.is_empty()
    }

    /// True if nobody would miss it.
    pub(super) fn is_over(&self) -> bool {
        self.present.is_empty()
            && self.plan.audience.is_empty()
            && !self.plan.public
            && self.streams.values().all(|made| made.source().is_none())
    }

    /// Follows a new plan from the very next packet on.
    pub(super) fn follow(&mut self, plan: Plan, peers: &mut Peers, now: Instant) {
        self.ghosts.planned(plan.clone());
        for stream in plan.sources.keys() {
            let new = || Production::new(*stream, rand::random());
            self.streams.entry(*stream).or_insert_with(new);
        }
        let mut changed = false;
        for (stream, made) in &mut self.streams {
            let before = made.source();
            if !made.assign(plan.sources.get(stream).copied()) {
                continue;
            }
            changed = true;
            for (listener, place) in &made.audience {
                if let Some(peer) = peers.get_mut(listener) {
                    peer.pace.forget(*place);
                }
            }
            if let Some((connection, track)) = before
                && let Some(peer) = peers.get_mut(&connection)
            {
                peer.key_frame(track).clear();
            }
        }
        for listener in self.listeners.iter().filter(|_| changed) {
            if let Some(peer) = peers.get_mut(listener) {
                peer.bandwidth.other_source(now);
            }
        }
        self.plan = plan;
        self.fed.clear();
        for (stream, made) in &mut self.streams {
            made.audience.clear();
            if let Some(source) = made.source() {
                self.fed.entry(source).or_default().push(*stream);
            }
        }
        for connection in &self.present {
            deliver(*connection, &self.plan, &mut self.streams, peers);
        }
        self.listeners =
            self.present.iter().filter(|here| self.plan.admits(**here)).copied().collect();
        for stream in self.streams.keys() {
            self.wish_for_entry(*stream, peers, now);
        }
    }

    /// A client's media came up.
    pub(super) fn enter(&mut self, connection: ConnectionId, peers: &mut Peers, now: Instant) {
        self.leave(connection);
        self.present.insert(connection);
        if self.plan.admits(connection) {
            self.listeners.push(connection);
        }
        for made in self.streams.values_mut() {
            if made.source().is_some_and(|(source, _)| source == connection) {
                made.restart();
            }
        }
        deliver(connection, &self.plan, &mut self.streams, peers);
        for (stream, made) in &self.streams {
            if made.is_waiting() || made.audience.last().is_some_and(|(who, _)| *who == connection)
            {
                self.wish_for_entry(*stream, peers, now);
            }
        }
    }

    /// A client is to be sent another stream in one of its places, or none.
    pub(super) fn choose(
        &mut self,
        connection: ConnectionId,
        (slot, stream): (Slot, Option<Stream>),
        peers: &mut Peers,
        now: Instant,
    ) {
        let Some(peer) = peers.get_mut(&connection) else { return };
        let is_it = |delivery: &Delivery| delivery.slot == slot && delivery.stream != stream;
        let Some(place) = peer.deliveries.iter().position(is_it) else { return };
        let before = peer.deliveries[place].stream;
        if let Some(made) = before.and_then(|stream| self.streams.get_mut(&stream)) {
            made.audience.retain(|has| *has != (connection, place));
        }
        peer.pace.forget(place);
        peer.deliveries[place].choose(stream);
        if self.present.contains(&connection) {
            deliver_in(peer, place, &self.plan, &mut self.streams);
        }
        if let Some(stream) = stream {
            self.wish_for_entry(stream, peers, now);
        }
    }

    /// A client's media is gone.
    pub(super) fn leave(&mut self, connection: ConnectionId) {
        self.present.remove(&connection);
        self.listeners.retain(|listener| *listener != connection);
        for made in self.streams.values_mut() {
            made.audience.retain(|(listener, _)| *listener != connection);
        }
    }

    /// What was forwarded in the last second and not planned, if it is time to look.
    pub(super) fn ghosts(&mut self, peers: &mut Peers, now: Instant) -> BTreeSet<Ghost> {
        if !self.ghosts.is_due(now) {
            return BTreeSet::new();
        }
        let mut sent = Vec::new();
        for connection in &self.present {
            if let Some(peer) = peers.get_mut(connection) {
                let carried = peer.deliveries.iter_mut().flat_map(|delivery| delivery.carried());
                sent.extend(carried.map(|stream| (*connection, stream)));
            }
        }
        self.ghosts.look(sent.into_iter(), now)
    }

    /// Asks the source for a key frame if somebody cannot begin without one.
    fn wish_for_entry(&self, stream: Stream, peers: &mut Peers, now: Instant) {
        let Some(made) = self.streams.get(&stream).filter(|made| made.is_picture()) else { return };
        let is_had = !made.audience.is_empty() || self.plan.records(stream);
        let Some((source, track)) = made.source().filter(|_| is_had) else { return };
        let someone_waits = || {
            made.audience.iter().any(|(listener, place)| {
                peers
                    .get(listener)
                    .is_some_and(|peer| peer.deliveries[*place].is_paused() && peer.carries(*place))
            })
        };
        if (made.is_waiting() || someone_waits())
            && let Some(peer) = peers.get_mut(&source)
        {
            peer.key_frame(track).request(now);
        }
    }

    /// Forwards a packet into every stream that its sender feeds. Sending to somebody may go wrong without
    /// harm to the others: those for whom it did are returned.
    pub(super) fn forward(
        &mut self,
        from: ConnectionId,
        received: &Received,
        now: Instant,
        peers: &mut Peers,
        (out, tap): (&mut Egress, Option<Tap<'_>>),
    ) -> Vec<ConnectionId> {
        let mut failed = Vec::new();
        let source = (from, received.track);
        let fed = self.fed.get(&source);
        let (mut needs_key_frame, mut has_key_frame) = (false, false);
        for stream in fed.into_iter().flatten() {
            let Some(made) = self.streams.get_mut(stream) else { continue };
            let is_recorded = self.plan.records(*stream);
            if made.is_picture() && made.audience.is_empty() && !is_recorded {
                // Of what nobody has, nothing is made; it begins anew for the next who has it.
                made.restart();
                continue;
            }
            let mut outgoing = match made.forward(&received.arrival(), now) {
                Forwarding::Packet(outgoing) => outgoing,
                Forwarding::NeedsKeyFrame => {
                    needs_key_frame = true;
                    continue;
                }
                Forwarding::Dropped => continue,
            };
            has_key_frame |= outgoing.is_entry;
            self.ghosts.fed(*stream, source);
            if let Some(tap) = tap.filter(|_| is_recorded) {
                tap.take(*stream, &outgoing, now);
            }
            for (listener, place) in &made.audience {
                let Some(peer) = peers.get_mut(listener) else {
                    continue;
                };
                let send = || peer.send(*place, &mut outgoing, now, out);
                if catch_unwind(AssertUnwindSafe(send)).is_err() {
                    failed.push(*listener);
                }
            }
        }
        if let Some(peer) = peers.get_mut(&from) {
            if fed.is_none() {
                peer.probe.not_in_the_plan();
            } else if needs_key_frame {
                peer.key_frame(received.track).request(now);
            } else if has_key_frame {
                peer.key_frame(received.track).clear();
            }
        }
        failed
    }

    /// Who records a stream cannot go on without a key frame of it, or would like one.
    pub(super) fn key_frame_recorded(&self, stream: Stream, peers: &mut Peers, now: Instant) {
        let made = self.streams.get(&stream).filter(|_| self.plan.records(stream));
        if let Some((source, track)) = made.and_then(Production::source)
            && let Some(peer) = peers.get_mut(&source)
        {
            peer.key_frame(track).request(now);
        }
    }

    /// A client cannot decode the picture in one of its places.
    pub(super) fn key_frame_wanted(
        &self,
        listener: ConnectionId,
        place: usize,
        peers: &mut Peers,
        now: Instant,
    ) {
        let delivery = peers.get(&listener).and_then(|peer| peer.deliveries.get(place));
        let planned = delivery.filter(|delivery| delivery.is_planned);
        let made = planned.and_then(|delivery| self.streams.get(&delivery.stream?));
        let picture = made.filter(|made| made.is_picture());
        if let Some((source, track)) = picture.and_then(Production::source)
            && source != listener
            && let [Some(peer), Some(asking)] = peers.get_disjoint_mut([&source, &listener])
        {
            peer.key_frame(track).request_for_one(&mut asking.may_ask, now);
        }
    }

    /// A client lost a packet in one of its places, as it says.
    pub(super) fn send_again(
        &self,
        listener: &mut Peer,
        (place, own): (usize, u16),
        now: Instant,
        out: &mut Egress,
    ) {
        let Some(delivery) = listener.deliveries.get(place).filter(|d| d.is_planned) else {
            return;
        };
        let Some(made) = delivery.stream.and_then(|stream| self.streams.get(&stream)) else {
            return;
        };
        if let Some(packet) = delivery.lost(own).and_then(|sequence| made.sent(sequence)) {
            listener.resend(place, packet, own, now, out);
        }
    }

    /// Decides for everybody what their network carries of what they are to be sent, `passed` after the last time.
    /// Gives those for whom that has changed.
    pub(super) fn allocate(
        &mut self,
        passed: Duration,
        peers: &mut Peers,
        now: Instant,
    ) -> Vec<(ConnectionId, Shortage)> {
        let mut changed = Vec::new();
        self.streams.values_mut().for_each(|made| made.measure(passed));
        let mut resumed = BTreeSet::new();
        for listener in &self.listeners {
            let Some(peer) = peers.get_mut(listener) else { continue };
            let (mut pictures, mut voices) = ([0.0; PICTURES], 0.0);
            for delivery in peer.deliveries.iter().filter(|delivery| delivery.is_planned) {
                let made = delivery.stream.and_then(|stream| self.streams.get(&stream));
                let rate = made.map_or(0.0, Production::rate);
                match delivery.slot.picture() {
                    Some(picture) => pictures[picture] += rate,
                    None => voices += rate,
                }
            }
            let change = peer.bandwidth.decide(pictures, voices, (passed, now));
            if change == Change::default() {
                continue;
            }
            for place in 0..peer.deliveries.len() {
                let delivery = &peer.deliveries[place];
                let Some(picture) = delivery.slot.picture() else { continue };
                if change.resumed[picture] {
                    resumed.extend(delivery.stream);
                }
                if change.stopped[picture] {
                    peer.pause(place);
                }
            }
            changed.push((*listener, peer.bandwidth.shortage()));
        }
        for stream in resumed {
            self.wish_for_entry(stream, peers, now);
        }
        changed
    }

    /// Where each stream is at our time `ntp`: the same for all who are sent it.
    pub(super) fn times(&self, peers: &Peers, ntp: u64) -> Times {
        let time = |(stream, made): (&Stream, &Production)| {
            let (source, track) = made.source()?;
            let (ssrc, timestamp) = peers.get(&source)?.uplinks.media_time(track, ntp)?;
            Some((*stream, made.map_timestamp(ssrc, timestamp)?))
        };
        self.streams.iter().filter_map(time).collect()
    }
}

/// Has a client sent what it may have, in each of its places.
fn deliver(
    connection: ConnectionId,
    plan: &Plan,
    streams: &mut BTreeMap<Stream, Production>,
    peers: &mut Peers,
) {
    let Some(peer) = peers.get_mut(&connection) else { return };
    for place in 0..peer.deliveries.len() {
        deliver_in(peer, place, plan, streams);
    }
}

/// The same in one place; what it may not have, it is not sent from now on.
fn deliver_in(
    peer: &mut Peer,
    place: usize,
    plan: &Plan,
    streams: &mut BTreeMap<Stream, Production>,
) {
    let connection = peer.connection;
    let delivery = &mut peer.deliveries[place];
    let wanted = delivery.stream.filter(|_| delivery.negotiated.is_some());
    let planned = wanted.filter(|stream| plan.allows(*stream, connection));
    delivery.is_planned = planned.is_some();
    match planned.and_then(|stream| streams.get_mut(&stream)) {
        Some(made) => made.audience.push((connection, place)),
        None => peer.pause(place),
    }
}

/// Our reports to a client on what it is sent.
pub(super) fn reports(listener: &Peer, times: &Times, ntp: u64) -> Compound {
    let mut compound = Compound::default();
    for delivery in &listener.deliveries {
        let time = delivery.stream.and_then(|stream| times.get(&stream));
        let time = time.and_then(|time| delivery.time(*time));
        if let Some(timestamp) = time {
            let (ssrc, packets, octets) = (delivery.ssrcs.media, delivery.packets, delivery.octets);
            compound.sender_report(ssrc, ntp, timestamp, packets, octets);
        }
    }
    compound
}

#[cfg(test)]
mod tests;
