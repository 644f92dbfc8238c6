//! What the switchboard does as time passes: asks, allocates, looks for ghosts and silence, reports.

use super::{REPORT_EVERY, REPORTS_PER_QUALITY, Switchboard};
use crate::media::bandwidth::DECIDE_EVERY;
use crate::media::conference::reports;
use crate::media::probe::{MediaEvent, Tally};
use rostrum_proto::id::{ConnectionId, MeetingId};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;
use tracing::error;

impl Switchboard {
    /// Every few milliseconds.
    pub(in crate::media) fn tick(&mut self, now: Instant) {
        self.ask(now);
        self.allocate(now);
        let silent: Vec<ConnectionId> = self
            .peers
            .values()
            .filter(|peer| !peer.is_alive(now))
            .map(|peer| peer.connection)
            .collect();
        for connection in silent {
            self.fail(connection, "fell silent", now);
        }
        if now >= self.next_report {
            self.look_for_ghosts(now);
            self.next_report = now + REPORT_EVERY;
            self.report(now);
        }
    }

    /// A session that carries what is not planned is ended; its client offers again.
    fn look_for_ghosts(&mut self, now: Instant) {
        let looked = self
            .conferences
            .iter_mut()
            .map(|(meeting, conference)| (meeting, conference.ghosts(&mut self.peers, now)));
        let mut found = Vec::new();
        for (meeting, ghosts) in looked {
            for ghost in &ghosts {
                error!(%meeting, ?ghost, "media.ghost");
            }
            found.extend(ghosts);
        }
        metrics::counter!("rostrum_ghosts_total").increment(found.len() as u64);
        for ghost in found {
            self.fail(ghost.connection(), "it carried what is not planned", now);
        }
    }

    /// Looks what the listeners' networks carry.
    fn allocate(&mut self, now: Instant) {
        for peer in self.peers.values_mut() {
            peer.send_held(now, &mut self.egress);
            peer.pad(now, &mut self.egress);
        }
        let passed = now.saturating_duration_since(self.allocated_at);
        if passed >= DECIDE_EVERY {
            self.allocated_at = now;
            for (meeting, conference) in &mut self.conferences {
                for (connection, shortage) in conference.allocate(passed, &mut self.peers, now) {
                    let event = MediaEvent::LeftOut { connection, shortage };
                    self.events.push((meeting.clone(), event));
                }
            }
        }
    }

    pub(super) fn ask(&mut self, now: Instant) {
        let mut failed = Vec::new();
        for peer in self.peers.values_mut() {
            let egress = &mut self.egress;
            match catch_unwind(AssertUnwindSafe(|| peer.ask(now, egress))) {
                Ok(Ok(())) => {}
                Ok(Err(error)) => failed.push((peer.connection, error.to_string())),
                Err(_) => failed.push((peer.connection, "asking made the server panic".to_owned())),
            }
        }
        for (connection, why) in failed {
            self.fail(connection, &why, now);
        }
    }

    fn report(&mut self, now: Instant) {
        let ntp = self.clock.ntp(now);
        self.reports = self.reports.wrapping_add(1);
        let tells_quality = self.reports.is_multiple_of(REPORTS_PER_QUALITY);
        let times: HashMap<MeetingId, _> = self
            .conferences
            .iter()
            .map(|(meeting, conference)| (meeting.clone(), conference.times(&self.peers, ntp)))
            .collect();
        let mut tally = Tally::default();
        for peer in self.peers.values_mut().filter(|peer| peer.is_up()) {
            tally += peer.probe.tally();
            let Some(times) = times.get(&peer.meeting) else { continue };
            let compound = reports(peer, times, ntp);
            peer.report(compound, now, &mut self.egress);
            if tells_quality {
                let seconds = (REPORT_EVERY * REPORTS_PER_QUALITY).as_secs_f32();
                let (connection, quality) = (peer.connection, peer.quality(seconds));
                let event = MediaEvent::Quality { connection, quality };
                self.events.push((peer.meeting.clone(), event));
            }
        }
        metrics::counter!("rostrum_packets_forwarded_total").increment(tally.forwarded);
        metrics::counter!("rostrum_packets_withheld_total").increment(tally.withheld);
        metrics::gauge!("rostrum_media_sessions").set(self.peers.len() as f64);
    }
}
