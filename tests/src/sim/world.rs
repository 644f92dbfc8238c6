//! The world of a rehearsal: the server's process, the clients, and what happens between them.

use super::invariants;
use super::ledger::{Forwarder, Ledger};
use super::log::Log;
use super::minutes::minutes;
use super::network::Weather;
use super::scene::{BEGINS, people, setup};
use super::{Failure, Rehearsed, wishes};
use crate::sim::client::Client;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use rostrum_client::core::msg::Msg;
use rostrum_proto::id::{CommandId, ConnectionId, MeetingId, ParticipantId};
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_proto::meeting::{Meeting, authority};
use rostrum_proto::time::{Millis, Timestamp};
use rostrum_server::clock::Clock;
use rostrum_server::desk::rules::Rules;
use rostrum_server::lots::Lots;
use rostrum_server::room::{Directory, RoomHandle, Wiring};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

/// The world goes on in steps of this length.
const STEP: Duration = Duration::from_millis(25);
/// So long things go wrong.
const BAD: Millis = Millis::seconds(30);
/// So long after it everybody is back, at the latest.
const BACK: Millis = Millis::seconds(16);

/// What was recorded or asked for so long ago has arrived everywhere; what a clock brings in the last moment has
/// not.
const ON_ITS_WAY: Millis = Millis::seconds(1);
/// Every clock then shows the server's time, give or take so many milliseconds.
const CLOCK: u64 = 200;

/// What everybody in the world sees.
pub struct World {
    seed: u64,
    pub(super) dice: SmallRng,
    pub(super) clock: Clock,
    pub(super) meeting: MeetingId,
    log: Log,
    pub(super) directory: Arc<Directory>,
    pub(super) server: Option<RoomHandle>,
    rules: Arc<Rules>,
    pub(super) weather: Weather,
    clients: Vec<Client>,
    /// Who may be heard, by the records alone; and who is.
    pub(super) ledger: Ledger,
    forwarder: Arc<Forwarder>,
    /// Devices that the server was told in this step are gone.
    pub(super) left: Vec<ConnectionId>,
    /// Whether the disk is full, and when the server's room hears that it is, or no longer.
    full: bool,
    told_of_disk: Option<(Timestamp, bool)>,
    records: Vec<Record>,
    /// The meeting after each record.
    states: Vec<Arc<Meeting>>,
    batches: BTreeSet<(ParticipantId, CommandId)>,
    tally: Rehearsed,
}

impl World {
    /// A meeting that is convened, and people who open their links.
    pub async fn new(seed: u64, clients: usize) -> Self {
        let setup = setup(seed, clients);
        let (meeting, who) = (setup.id.clone(), people(&setup, clients));
        let mut dice = SmallRng::seed_from_u64(seed);
        let event = Event::Convened { setup: Box::new(setup) };
        let first = Record { seq: 1, at: BEGINS, by: None, event };
        let state = Meeting::replay([&first]).expect("it begins with a meeting");
        let mut ledger = Ledger::default();
        ledger.read(&first);
        let clients = who.into_iter().map(|person| Client::new(person, &mut dice)).collect();
        let mut world = Self {
            seed,
            dice,
            clock: Clock::starting_at(BEGINS),
            meeting,
            log: Log::with(first.clone()),
            directory: Arc::default(),
            server: None,
            rules: Arc::new(Rules::carried().expect("tests hold that they can be read")),
            weather: Weather::FAIR,
            clients,
            ledger,
            forwarder: Arc::default(),
            left: Vec::new(),
            full: false,
            told_of_disk: None,
            records: vec![first],
            states: vec![Arc::new(state)],
            batches: BTreeSet::new(),
            tally: Rehearsed::default(),
        };
        world.starts().await;
        world
    }

    /// Rehearses to the end.
    ///
    /// # Errors
    /// What did not hold.
    pub async fn run(mut self) -> Result<Rehearsed, Box<Failure>> {
        let better = BEGINS + BAD;
        while self.clock.now() < better + BACK {
            tokio::time::sleep(STEP).await;
            let now = self.clock.now();
            match now < better {
                true => self.something_happens(now).await,
                false => self.things_get_better().await,
            }
            self.step(now).await?;
        }
        self.everybody_is_back()?;
        let mut print = DefaultHasher::new();
        for record in &self.records {
            serde_json::to_string(record).unwrap_or_default().hash(&mut print);
        }
        self.tally.records = self.records.len() as u64;
        self.tally.fingerprint = print.finish();
        Ok(self.tally)
    }

    /// The server's process, from the journal as it stands.
    async fn starts(&mut self) {
        let lots = Lots::counted(self.seed.wrapping_mul(1000) + self.records.len() as u64);
        // What the process before had forwarded has ended with it.
        self.forwarder = Arc::default();
        self.ledger.forgets_devices();
        let wiring = Wiring {
            clock: self.clock,
            lots,
            log: self.log.clone(),
            media: Some(self.forwarder.clone()),
            desk_log: None,
            recorder: None,
            rules: self.rules.clone(),
        };
        self.directory = Arc::default();
        let alive = self.log.after(0).last().map(|r| r.at);
        let opened = self.directory.open(&wiring, vec![self.meeting.clone()], alive).await;
        // A full disk: it is started again later.
        self.server = opened.ok().and_then(|()| self.directory.room(&self.meeting));
    }

    fn crashes(&mut self) {
        self.tally.crashes += 1;
        self.log = self.log.crashed();
        self.server = None;
        self.forwarder = Arc::default();
        let (now, weather) = (self.clock.now(), self.weather);
        for client in &mut self.clients {
            client.server_died(now, weather, &mut self.dice);
        }
    }

    async fn something_happens(&mut self, now: Timestamp) {
        let who = self.dice.random_range(0..self.clients.len());
        match self.dice.random_range(0..2000) {
            0..=1 => self.crashes(),
            2..=8 => self.clients[who].cable = false,
            9..=30 => self.clients[who].cable = true,
            31..=33 => self.clients[who].loads(now, &mut self.dice),
            34..=38 => {
                let (delay, loss) = (self.dice.random_range(5..400), self.dice.random_range(0..15));
                self.weather = Weather { delay, loss };
            }
            39..=41 => self.disk_is_full(now, true),
            42..=60 => self.disk_is_full(now, false),
            61..=1000 => self.somebody_acts(now, who),
            _ => {}
        }
        let restart = self.dice.random_range(0..20) == 0;
        if self.server.is_none() && restart {
            self.starts().await;
        }
    }

    /// The server notices at its next write, or when it looks after its disk.
    fn disk_is_full(&mut self, now: Timestamp, full: bool) {
        self.log.fill(full);
        if std::mem::replace(&mut self.full, full) != full {
            let later = Millis(self.dice.random_range(0..400));
            self.told_of_disk = Some((now + later, !full));
        }
    }

    fn somebody_acts(&mut self, now: Timestamp, who: usize) {
        let client = &mut self.clients[who];
        if let Some(wish) = wishes::wish(&client.model, client.server_time(now), &mut self.dice) {
            client.takes(now, self.weather, &mut self.dice, Msg::Do(wish));
        }
    }

    async fn things_get_better(&mut self) {
        self.weather = Weather::FAIR;
        self.disk_is_full(self.clock.now(), false);
        for client in &mut self.clients {
            client.cable = true;
        }
        if self.server.is_none() {
            self.starts().await;
        }
    }

    async fn step(&mut self, now: Timestamp) -> Result<(), Box<Failure>> {
        if let Some((_, writable)) = self.told_of_disk.take_if(|(at, _)| *at <= now) {
            self.log.tell(writable);
        }
        let mut clients = std::mem::take(&mut self.clients);
        let mut wrong = None;
        for client in &mut clients {
            client.step(self, now).await;
            wrong = wrong.or(client.wrong.take());
        }
        self.clients = clients;
        self.absorb()?;
        // Everything of the step before has been read; of this one, nothing yet.
        let heard = self.ledger.check(&self.forwarder.plan());
        heard.map_err(|why| self.failure(why))?;
        for device in std::mem::take(&mut self.left) {
            self.ledger.leaves(device);
        }
        if let Some(why) = wrong {
            return Err(self.failure(why));
        }
        self.replicas_agree()
    }

    /// Takes in what has become durable, and checks it record by record.
    fn absorb(&mut self) -> Result<(), Box<Failure>> {
        for record in self.log.after(self.records.len()) {
            let before = self.states[self.states.len() - 1].clone();
            if record.seq != before.seq + 1 {
                let why = format!("record {} stands after {}", record.seq, before.seq);
                return Err(self.failure(why));
            }
            let mut after = (*before).clone();
            after.apply(&record);
            // Dice of its own: what is checked changes nothing of the rehearsal.
            let mut dice = SmallRng::seed_from_u64(self.seed ^ record.seq);
            let holds = invariants::check(&before, &record, &after)
                .and_then(|()| invariants::answers(&after, &mut dice));
            let by = record.by.as_ref().map(|by| (by.participant.clone(), by.command.clone()));
            let last = self.records.last().and_then(|r| r.by.as_ref());
            let same_batch = last.map(|by| (by.participant.clone(), by.command.clone())) == by;
            self.ledger.read(&record);
            self.records.push(record);
            self.states.push(Arc::new(after));
            holds.map_err(|why| self.failure(why))?;
            if let Some(by) = by.filter(|_| !same_batch) {
                let shown = format!("{by:?} was done twice");
                if !self.batches.insert(by) {
                    return Err(self.failure(shown));
                }
            }
        }
        Ok(())
    }

    fn replicas_agree(&mut self) -> Result<(), Box<Failure>> {
        let mut wrong = None;
        for client in self.clients.iter_mut().filter(|c| c.changed) {
            client.changed = false;
            let acknowledged = std::mem::take(&mut client.acknowledged);
            self.tally.accepted += acknowledged.len() as u64;
            let durable = self.records.len() as u64;
            if let Some(early) = acknowledged.into_iter().find(|seq| *seq > durable) {
                wrong =
                    Some(format!("{} was told of {early}, durable are {durable}", client.name()));
            }
            let Some(meeting) = client.model.replica() else { continue };
            let state = self.states.get((meeting.seq as usize).wrapping_sub(1));
            let class = authority::class(client.person.role);
            if state.map(|state| class.meeting(state)).as_ref() != Some(meeting) {
                wrong = Some(format!(
                    "{} has another meeting at record {}",
                    client.name(),
                    meeting.seq
                ));
            }
        }
        wrong.map_or(Ok(()), |why| Err(self.failure(why)))
    }

    fn everybody_is_back(&self) -> Result<(), Box<Failure>> {
        let (truth, now) = (self.truth(), self.clock.now());
        let private = truth.private.as_ref();
        let shut = private.is_some_and(|private| now.since(private.since) >= ON_ITS_WAY);
        self.ledger.complete(&self.forwarder.plan()).map_err(|why| self.failure(why))?;
        for client in &self.clients {
            let admitted = client.may_know(truth);
            let known = client.model.replica().map(|m| m.seq);
            let class = authority::class(client.person.role);
            let told = |r: &&Record| {
                let before = self.state_at(r.seq - 1);
                before.is_none_or(|before| class.record(before, r).is_some())
            };
            let told = || self.records.iter().rev().filter(told);
            let settled = told().find(|r| now.since(r.at) >= ON_ITS_WAY).map_or(0, |r| r.seq);
            let last = told().next().map_or(0, |r| r.seq);
            let why = match (client.model.link.is_up(), known) {
                (false, _) => "is not back",
                (true, None) if admitted => "was admitted and does not know",
                (true, Some(seq)) if seq < settled => "has not caught up",
                (true, Some(_)) if !admitted && shut => "is shown what is behind closed doors",
                (true, _) if settled == last && !client.model.pending.is_empty() => {
                    "still waits for an answer"
                }
                (true, _) if client.server_time(now).0.abs_diff(now.0) > CLOCK => {
                    "shows another time"
                }
                (true, _) => continue,
            };
            return Err(self.failure(format!("{} {why}", client.name())));
        }
        Ok(())
    }

    /// The meeting as it is on the disk.
    pub(super) fn truth(&self) -> &Meeting {
        &self.states[self.states.len() - 1]
    }

    /// The meeting after a record.
    pub(super) fn state_at(&self, seq: u64) -> Option<&Meeting> {
        self.states.get((seq as usize).wrapping_sub(1)).map(Arc::as_ref)
    }

    fn failure(&self, why: String) -> Box<Failure> {
        Box::new(Failure { seed: self.seed, why, minutes: minutes(&self.records, BEGINS) })
    }
}
