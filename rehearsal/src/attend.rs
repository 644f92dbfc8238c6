//! The life of one of them: joins by a link, follows the meeting, does what a [`Person`] does, comes back when the
//! server was restarted, and leaves when it is asked to or is not wanted any more.

mod visit;

use crate::cast::{Clips, language};
use crate::http::{Address, join};
use crate::knowledge::Knowledge;
use crate::person::{Manner, Person};
use rostrum_proto::id::{ConnectionId, SeatId};
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::setup;
use rostrum_proto::wire::close;
use rostrum_proto::wire::http::{JoinError, Joined};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use visit::Visit;

/// Before it is tried again to join.
const BETWEEN_VISITS: Duration = Duration::from_secs(1);

/// Where, with what, and until when.
#[derive(Clone)]
pub struct Scene {
    /// The server.
    pub server: Address,
    /// What is said and shown.
    pub clips: Arc<Clips>,
    /// Who is wanted.
    pub wanted: Wanted,
    /// Becomes true when all are to leave.
    pub over: watch::Receiver<bool>,
}

/// Which of them take part; where nothing is said all do.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Delegates of these seats.
    pub seats: Option<Vec<SeatId>>,
    /// Interpreters of these booths.
    pub booths: Option<Vec<Lang>>,
}

impl Wanted {
    fn includes(&self, person: &setup::Person) -> bool {
        let seat = |seats: &Vec<_>| person.seat.as_ref().is_none_or(|seat| seats.contains(seat));
        let booth = |booths: &Vec<_>| person.booth.is_none_or(|booth| booths.contains(&booth));
        self.seats.as_ref().is_none_or(seat) && self.booths.as_ref().is_none_or(booth)
    }
}

/// How a visit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Of their own will, or because they are not wanted.
    Left,
    /// The line broke, or the server was restarted.
    Broken,
}

/// What somebody keeps from one visit to the next.
struct Attendee {
    name: String,
    person: Person,
    known: Knowledge,
    connection: Option<ConnectionId>,
}

/// Takes part by a link until it is over.
pub async fn attend(mut scene: Scene, code: String) {
    let mut attendee = None;
    let mut is_quiet = false;
    while !*scene.over.borrow() {
        match join(&scene.server, &code).await {
            Ok(Ok(joined)) => {
                is_quiet = false;
                if attendee.is_none() {
                    attendee = Attendee::of(&joined, &scene);
                }
                let Some(attendee) = &mut attendee else { return };
                if attendee.comes(&mut scene, joined.token).await == End::Left {
                    return;
                }
            }
            Ok(Err(problem)) => {
                let is_final = !matches!(
                    problem.code,
                    JoinError::TooMany | JoinError::Unavailable | JoinError::Full
                );
                say(&name_of(attendee.as_ref()), &format!("cannot join: {}", problem.sentence));
                if is_final {
                    return;
                }
            }
            Err(why) if !std::mem::replace(&mut is_quiet, true) => {
                say(&name_of(attendee.as_ref()), &format!("waits for the server: {why:#}"));
            }
            Err(_) => {}
        }
        tokio::select! {
            () = tokio::time::sleep(BETWEEN_VISITS) => {}
            () = is_over(&mut scene.over) => {}
        }
    }
}

impl Attendee {
    /// Somebody, if they take part by themselves and are wanted.
    fn of(joined: &Joined, scene: &Scene) -> Option<Self> {
        let you = &joined.you;
        let seat = joined.seat.as_ref().and_then(|names| names.0.get(&Lang::En)).cloned();
        let name = seat.or_else(|| you.name.clone()).unwrap_or_else(|| you.id.to_string());
        let clip = you.seat.as_ref().map(|seat| scene.clips.length(seat)).unwrap_or_default();
        let manner = Manner::drawn(seed(you.id.as_str()), clip);
        let Some(person) = Person::new(you, manner) else {
            say(&name, "is not rehearsed: this part is for somebody real");
            return None;
        };
        if !scene.wanted.includes(you) {
            return None;
        }
        let known = Knowledge::of(you.seat.clone(), you.booth);
        let part = match (&you.seat, you.booth) {
            (Some(seat), _) => format!("comes, and will speak {}", language(seat).code()),
            (None, Some(booth)) => format!("comes to the booth {}", booth.code()),
            (None, None) => "comes, and lets everybody in".to_owned(),
        };
        say(&name, &part);
        Some(Self { name, person, known, connection: None })
    }

    async fn comes(&mut self, scene: &mut Scene, token: String) -> End {
        match Visit::begins(self, scene, token).await {
            Ok(visit) => match visit.lasts(&mut scene.over).await {
                Ok(None) => End::Left,
                Ok(Some(close::ENDED | close::PROTOCOL_ERROR | close::REPLACED)) => {
                    say(&self.name, "is not wanted any more");
                    End::Left
                }
                Ok(Some(code)) => {
                    say(&self.name, &format!("was cut off ({code}), and comes back"));
                    End::Broken
                }
                Err(why) => {
                    say(&self.name, &format!("was cut off, and comes back: {why}"));
                    End::Broken
                }
            },
            Err(why) => {
                say(&self.name, &format!("could not come: {why:#}"));
                End::Broken
            }
        }
    }
}

/// Waits until all are to leave, or nobody is left who could say so.
async fn is_over(over: &mut watch::Receiver<bool>) {
    drop(over.wait_for(|over| *over).await);
}

/// One line of what happens.
fn say(who: &str, what: &str) {
    println!("{who}: {what}");
}

fn name_of(attendee: Option<&Attendee>) -> String {
    attendee.map_or_else(|| "somebody".to_owned(), |attendee| attendee.name.clone())
}

/// A number of one's own, the same at each start (FNV-1a).
fn seed(id: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
    id.bytes().fold(0xCBF2_9CE4_8422_2325, step) >> 16
}
