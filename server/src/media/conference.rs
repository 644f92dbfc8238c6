//! The media of one meeting: its slots, who fills them and who is sent them.

use super::answer::SlotSsrcs;
use super::bandwidth::{Change, PICTURES, Shortage};
use super::egress::Egress;
use super::ghost::{Ghost, GhostCheck};
use super::peer::Peer;
use super::plan::{Plan, SLOTS, Track};
use super::rtcp::Compound;
use super::slot::{Forwarding, SlotStream};
use super::uplink::Received;
use rostrum_proto::id::ConnectionId;
use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// The sessions of all clients on this server.
pub(super) type Peers = HashMap<ConnectionId, Peer>;

/// The media of one meeting.
pub(super) struct Conference {
    slots: [SlotStream; SLOTS.len()],
    plan: Plan,
    present: BTreeSet<ConnectionId>,
    listeners: Vec<ConnectionId>,
    /// For each slot those of the audience who are not sent it; nearly always nobody.
    withheld: [Vec<ConnectionId>; SLOTS.len()],
    ghosts: GhostCheck,
}

impl Conference {
    /// A meeting without a plan: nothing is forwarded.
    pub(super) fn new(ssrcs: SlotSsrcs) -> Self {
        Self {
            slots: std::array::from_fn(|n| {
                SlotStream::new(SLOTS[n], ssrcs.media(n), rand::random())
            }),
            plan: Plan::default(),
            present: BTreeSet::new(),
            listeners: Vec::new(),
            withheld: Default::default(),
            ghosts: GhostCheck::default(),
        }
    }

    /// True if nobody would miss it.
    pub(super) fn is_over(&self) -> bool {
        self.present.is_empty()
            && self.plan.audience.is_empty()
            && !self.plan.public
            && self.slots.iter().all(|slot| slot.source().is_none())
    }

    /// Follows a new plan from the very next packet on.
    pub(super) fn follow(&mut self, plan: Plan, peers: &mut Peers, now: Instant) {
        self.ghosts.planned(plan.clone());
        let mut changed = false;
        for (number, (slot, stream)) in SLOTS.iter().zip(&mut self.slots).enumerate() {
            let before = stream.source();
            if !stream.assign(plan.sources.get(slot).copied()) {
                continue;
            }
            changed = true;
            for listener in &self.listeners {
                if let Some(peer) = peers.get_mut(listener) {
                    peer.pace.forget(number);
                }
            }
            if let Some((connection, Track::Camera)) = before
                && let Some(peer) = peers.get_mut(&connection)
            {
                peer.key_frame.clear();
            }
        }
        for listener in self.listeners.iter().filter(|_| changed) {
            if let Some(peer) = peers.get_mut(listener) {
                peer.bandwidth.other_source(now);
            }
        }
        for (number, slot) in SLOTS.iter().enumerate() {
            let of_slot = plan.withheld.iter().filter(|(withheld, _)| withheld == slot);
            self.withheld[number] = of_slot.map(|(_, connection)| *connection).collect();
            for connection in &self.withheld[number] {
                if let Some(peer) = peers.get_mut(connection) {
                    peer.pause(number);
                }
            }
        }
        for (number, stream) in self.slots.iter().enumerate() {
            if let Some((connection, _)) = stream.source()
                && let Some(peer) = peers.get_mut(&connection)
            {
                peer.pause(number);
            }
        }
        for connection in self.present.iter().filter(|present| !plan.admits(**present)) {
            if let Some(peer) = peers.get_mut(connection) {
                (0..SLOTS.len()).for_each(|slot| peer.pause(slot));
            }
        }
        self.plan = plan;
        self.refresh(peers, now);
    }

    /// A client's media came up.
    pub(super) fn enter(&mut self, connection: ConnectionId, peers: &mut Peers, now: Instant) {
        self.present.insert(connection);
        for stream in &mut self.slots {
            if stream.source().is_some_and(|(source, _)| source == connection) {
                stream.restart();
            }
        }
        self.refresh(peers, now);
    }

    /// A client's media is gone.
    pub(super) fn leave(&mut self, connection: ConnectionId) {
        self.present.remove(&connection);
        self.listeners.retain(|c| *c != connection);
    }

    /// What was forwarded in the last second and not planned, if it is time to look.
    pub(super) fn ghosts(&mut self, peers: &Peers, now: Instant) -> BTreeSet<Ghost> {
        let here = self.present.iter().filter_map(|connection| peers.get(connection));
        let sent = here.map(|peer| (peer.connection, peer.downlinks.each_ref().map(|d| d.packets)));
        self.ghosts.look(sent, now)
    }

    fn refresh(&mut self, peers: &mut Peers, now: Instant) {
        self.listeners =
            self.present.iter().filter(|here| self.plan.admits(**here)).copied().collect();
        for number in 0..self.slots.len() {
            self.wish_for_entry(number, peers, now);
        }
    }

    /// Asks the source for a key frame if a listener cannot begin without one.
    fn wish_for_entry(&self, number: usize, peers: &mut Peers, now: Instant) {
        let Some((source, Track::Camera)) = self.slots[number].source() else {
            return;
        };
        let someone_waits = self.listeners.iter().any(|listener| {
            *listener != source
                && peers.get(listener).is_some_and(|peer| {
                    peer.downlinks[number].is_paused() && peer.bandwidth.carries(number)
                })
        });
        if (someone_waits || self.slots[number].is_waiting())
            && let Some(peer) = peers.get_mut(&source)
        {
            peer.key_frame.request(now);
        }
    }

    /// Forwards a packet to every slot its sender fills. Sending to a listener may go wrong without
    /// harm to the others: those for whom it did are returned.
    pub(super) fn forward(
        &mut self,
        from: ConnectionId,
        received: &Received,
        now: Instant,
        peers: &mut Peers,
        out: &mut Egress,
    ) -> Vec<ConnectionId> {
        let mut failed = Vec::new();
        let mut is_planned = false;
        let (mut needs_key_frame, mut has_key_frame) = (false, false);
        for (number, stream) in self.slots.iter_mut().enumerate() {
            if stream.source() != Some((from, received.track)) {
                continue;
            }
            is_planned = true;
            let mut outgoing = match stream.forward(&received.arrival(), now) {
                Forwarding::Packet(outgoing) => outgoing,
                Forwarding::NeedsKeyFrame => {
                    needs_key_frame = true;
                    continue;
                }
                Forwarding::Dropped => continue,
            };
            has_key_frame |= outgoing.is_entry;
            self.ghosts.fed(number, (from, received.track));
            let withheld = &self.withheld[number];
            let listeners = self.listeners.iter().filter(|l| **l != from && !withheld.contains(l));
            for listener in listeners {
                let Some(peer) = peers.get_mut(listener) else {
                    continue;
                };
                let send = || peer.send(number, &mut outgoing, now, out);
                if catch_unwind(AssertUnwindSafe(send)).is_err() {
                    failed.push(*listener);
                }
            }
        }
        if let Some(peer) = peers.get_mut(&from) {
            if !is_planned {
                peer.probe.not_in_the_plan();
            } else if received.track == Track::Camera {
                if needs_key_frame {
                    peer.key_frame.request(now);
                } else if has_key_frame {
                    peer.key_frame.clear();
                }
            }
        }
        failed
    }

    /// A listener cannot decode the picture in a slot.
    pub(super) fn key_frame_wanted(
        &self,
        listener: ConnectionId,
        slot: usize,
        peers: &mut Peers,
        now: Instant,
    ) {
        if let Some((source, Track::Camera)) = self.slots[slot].source()
            && self.plan.admits(listener)
            && source != listener
            && let [Some(peer), Some(asking)] = peers.get_disjoint_mut([&source, &listener])
        {
            peer.key_frame.request_for_one(&mut asking.may_ask, now);
        }
    }

    /// A listener lost a packet of a slot, as it says.
    pub(super) fn send_again(
        &self,
        listener: &mut Peer,
        (slot, own): (usize, u16),
        now: Instant,
        out: &mut Egress,
    ) {
        if !self.plan.admits(listener.connection) {
            return;
        }
        let lost = listener.downlinks[slot].lost(own);
        if let Some(packet) = lost.and_then(|sequence| self.slots[slot].sent(sequence)) {
            listener.resend(slot, packet, own, now, out);
        }
    }

    /// Decides for every listener what its network carries of what it is to be sent, `passed` after the last time.
    /// Gives those for whom that has changed.
    pub(super) fn allocate(
        &mut self,
        passed: Duration,
        peers: &mut Peers,
        now: Instant,
    ) -> Vec<(ConnectionId, Shortage)> {
        let mut changed = Vec::new();
        let rates: Vec<f64> = self.slots.iter_mut().map(|slot| slot.measure(passed)).collect();
        let voices: f64 = rates[PICTURES..].iter().sum();
        let mut resumed = [false; PICTURES];
        for listener in &self.listeners {
            let Some(peer) = peers.get_mut(listener) else { continue };
            let pictures = std::array::from_fn(|number| {
                let is_own =
                    self.slots[number].source().is_none_or(|(source, _)| source == *listener);
                let wanted = peer.downlinks[number].negotiated.is_some()
                    && !is_own
                    && !self.withheld[number].contains(listener);
                if wanted { rates[number] } else { 0.0 }
            });
            let change = peer.bandwidth.decide(pictures, voices, (passed, now));
            for (number, resumed) in resumed.iter_mut().enumerate() {
                if change.stopped[number] {
                    peer.pause(number);
                }
                *resumed |= change.resumed[number];
            }
            if change != Change::default() {
                changed.push((*listener, peer.bandwidth.shortage()));
            }
        }
        for number in (0..PICTURES).filter(|number| resumed[*number]) {
            self.wish_for_entry(number, peers, now);
        }
        changed
    }

    /// Where each slot is in its stream at our time `ntp`: the same for all listeners.
    pub(super) fn times(&self, peers: &Peers, ntp: u64) -> [Option<u32>; SLOTS.len()] {
        std::array::from_fn(|number| {
            let stream = &self.slots[number];
            let (source, track) = stream.source()?;
            let (ssrc, timestamp) = peers.get(&source)?.uplinks.media_time(track, ntp)?;
            stream.map_timestamp(ssrc, timestamp)
        })
    }

    /// Our reports to one listener on what it is sent.
    pub(super) fn reports(
        &self,
        listener: &Peer,
        times: &[Option<u32>; SLOTS.len()],
        ntp: u64,
    ) -> Compound {
        let mut compound = Compound::default();
        for (number, time) in times.iter().enumerate() {
            let downlink = &listener.downlinks[number];
            if let Some(timestamp) = time
                && !downlink.is_paused()
            {
                let ssrc = self.slots[number].ssrc();
                compound.sender_report(ssrc, ntp, *timestamp, downlink.packets, downlink.octets);
            }
        }
        compound
    }
}

#[cfg(test)]
mod tests;
