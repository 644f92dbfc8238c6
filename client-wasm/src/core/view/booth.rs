//! The console of an interpreter.

use crate::core::model::Model;
use crate::core::view::{Action, action, useful_action};
use crate::core::{format, names, text};
use rostrum_proto::id::ParticipantId;
use rostrum_proto::lang::Lang;
use rostrum_proto::line;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::booth::hand_over::HandOver;
use rostrum_proto::meeting::booth::relay::Distance;
use rostrum_proto::meeting::booth::signals::Signal;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::time::{Millis, Timestamp};

/// For when a hand-over is proposed, in minutes.
pub const MINUTES: [u32; 3] = [0, 2, 5];

/// The console.
#[derive(Clone, Debug, PartialEq)]
pub struct Booth {
    /// "French booth".
    pub name: String,
    /// Who of the booth is heard, in words.
    pub line: String,
    /// The lamp beside it.
    pub lamp: Lamp,
    /// The channels that it may feed.
    pub outputs: Vec<Output>,
    /// The one that it feeds, whoever of it does.
    pub feeds: Option<Lang>,
    /// Go off air.
    pub off: Option<Action>,
    /// What can be listened to.
    pub sources: Vec<Source>,
    /// The others of the booth.
    pub colleagues: Vec<Colleague>,
    /// Offer the microphone, or ask for it: in how many minutes.
    pub propose: Vec<(u32, Action)>,
    /// We offer it: we are on air.
    pub offers: bool,
    /// What is arranged.
    pub arranged: Option<Arranged>,
    /// Ask the speaker to slow down.
    pub slow_down: Option<Action>,
    /// Say that the sound is inadequate, or that it is good again.
    pub sound: Option<(bool, Action)>,
    /// Call a technician, or say that none is needed.
    pub technician: Option<(bool, Action)>,
}

impl Booth {
    /// What comes next of a hand-over: accept it, take the microphone, or propose it for now.
    #[must_use]
    pub fn next_step(&self) -> Option<Action> {
        let Some(arranged) = &self.arranged else {
            return self.propose.first().map(|(_, action)| action.clone());
        };
        // Into the channel that the colleague feeds, so that it is not silent.
        let same = self.outputs.iter().find(|output| Some(output.channel) == self.feeds);
        let takes = || same.and_then(|output| output.go.clone());
        arranged.accept.clone().or_else(|| takes().filter(|_| !self.offers))
    }
}

/// Another of the booth.
#[derive(Clone, Debug, PartialEq)]
pub struct Colleague {
    /// Their number in the booth, by which they are heard and seen.
    pub place: usize,
    /// Their name.
    pub name: String,
    /// They are here.
    pub here: bool,
    /// A camera of theirs is on.
    pub seen: bool,
}

/// How many listen to the channel that our booth feeds, or would feed first; in words.
#[must_use]
pub fn listeners(model: &Model) -> Option<String> {
    let (meeting, booth) = (model.meeting()?, model.my_booth()?);
    let channel = meeting.on_air.get(&booth).map_or(booth, |on_air| on_air.channel);
    let count = model.listeners.get(&channel).copied().unwrap_or_default();
    Some(text::booth_listeners(model.lang, &count.to_string()))
}

/// What the lamp shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lamp {
    /// We are heard.
    Live,
    /// We are on air, and silent there as long as a key is held.
    Cough,
    /// A colleague is heard.
    Colleague,
    /// Nobody of the booth is.
    Nobody,
}

/// A channel that the booth may feed.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// The language.
    pub channel: Lang,
    /// We are heard there.
    pub live: bool,
    /// Another booth feeds it: which.
    pub engaged: Option<Lang>,
    /// Go on air there.
    pub go: Option<Action>,
}

/// Something to listen to.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// A channel; absent: the floor.
    pub channel: Option<Lang>,
    /// How it is called.
    pub name: String,
    /// Who is heard there.
    pub by: String,
    /// How far it is from the floor, in a word; nothing where nobody is heard.
    pub mark: &'static str,
    /// For the colour beside the word.
    pub distance: Distance,
    /// It is listened to.
    pub chosen: bool,
    /// Why it cannot be chosen.
    pub reason: Option<String>,
}

/// A hand-over that is offered or asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Arranged {
    /// In words.
    pub line: String,
    /// A colleague waits for our answer.
    pub asks_us: bool,
    /// Accept it.
    pub accept: Option<Action>,
    /// Decline it, or take it back.
    pub end: Option<Action>,
}

/// The console, if we interpret.
#[must_use]
pub fn booth(model: &Model, now: Timestamp) -> Option<Booth> {
    let (meeting, lang) = (model.meeting()?, model.lang);
    let booth = model.my_booth()?;
    let command = |command| action(model, now, command);
    let on_air = model.on_air();
    let channels = meeting.interpretation()?.booths.get(&booth)?;
    let outputs = channels.iter().map(|channel| output(model, now, (booth, *channel)));
    let state = meeting.booth(booth);
    let proposals = MINUTES.iter().filter(|_| state.hand_over.is_none());
    let propose = proposals.filter_map(|minutes| {
        let minutes = *minutes;
        Some((minutes, useful_action(model, now, Command::ProposeHandOver { minutes })?))
    });
    let toggle = |is: bool, on: Signal, off: Signal| {
        let signal = if is { off } else { on };
        Some((is, command(Command::Signal { signal })?))
    };
    let (line, lamp) = said(model, meeting, booth);
    Some(Booth {
        name: text::booth_name(lang, text::name_of(lang, booth)),
        line,
        lamp,
        outputs: outputs.collect(),
        feeds: meeting.on_air.get(&booth).map(|on_air| on_air.channel),
        off: on_air.and_then(|_| command(Command::GoOffAir {})),
        sources: sources(model, meeting, (booth, now)),
        colleagues: colleagues(model),
        propose: propose.collect(),
        offers: on_air.is_some(),
        arranged: state.hand_over.and_then(|known| arranged(model, now, &known)),
        slow_down: command(Command::Signal { signal: Signal::SlowDown }),
        sound: toggle(
            state.sound_inadequate.is_some(),
            Signal::SoundInadequate,
            Signal::SoundAdequate,
        ),
        technician: toggle(
            state.technician.is_some(),
            Signal::CallTechnician,
            Signal::TechnicianDone,
        ),
    })
}

/// How long we have been on air, and how long one is as a rule.
#[must_use]
pub fn shift(model: &Model, now: Timestamp) -> Option<String> {
    let meeting = model.meeting()?;
    let on_air = meeting.on_air.get(&model.my_booth()?)?;
    let whole = meeting.interpretation()?.shift();
    let time = Millis(now.since(on_air.since).0 / 1000 * 1000);
    let (time, whole) = (format::clock(time), format::minutes(whole));
    Some(text::booth_shift(model.lang, text::BoothShift { minutes: &whole, time: &time }))
}

fn said(model: &Model, meeting: &Meeting, booth: Lang) -> (String, Lamp) {
    let lang = model.lang;
    let name = |channel| text::name_of(lang, channel);
    let me = model.identity.as_ref().map(|identity| &identity.you.id);
    if model.on_air().is_some() && !model.link.is_up() {
        return (text::booth_cut_off(lang).to_owned(), Lamp::Cough);
    }
    match (model.on_air(), meeting.on_air.get(&booth)) {
        (Some(channel), _) if model.coughs() => {
            (text::booth_coughs(lang, name(channel)), Lamp::Cough)
        }
        (Some(channel), _) if model.speaks_aside() && model.has_company() => {
            (text::booth_speaks_aside(lang, name(channel)), Lamp::Cough)
        }
        (Some(channel), _) if model.speaks_aside() => {
            (text::booth_coughs(lang, name(channel)), Lamp::Cough)
        }
        (Some(channel), _) if model.is_hushed() => {
            (text::booth_hushed(lang, name(channel)), Lamp::Cough)
        }
        (None, _) if model.speaks_aside() && model.has_company() => {
            (text::booth_only_booth(lang).to_owned(), Lamp::Colleague)
        }
        (Some(channel), _) => (text::booth_you(lang, name(channel)), Lamp::Live),
        (None, Some(other)) if me.is_some_and(|me| other.is(me)) => {
            (text::booth_elsewhere(lang, name(other.channel)), Lamp::Colleague)
        }
        (None, Some(other)) => (text::booth_colleague(lang, name(other.channel)), Lamp::Colleague),
        (None, None) => (text::booth_nobody(lang).to_owned(), Lamp::Nobody),
    }
}

fn output(model: &Model, now: Timestamp, (booth, channel): (Lang, Lang)) -> Output {
    let live = model.on_air() == Some(channel);
    let fed = model.meeting().and_then(|meeting| meeting.heard_on(channel));
    let engaged = fed.map(|(feeder, _)| feeder).filter(|feeder| *feeder != booth);
    // Who followed the colleague goes on from where the colleague interprets.
    let own = model.meeting().and_then(|meeting| meeting.on_air.get(&booth));
    let followed = own.filter(|own| Some(own.channel) == model.channel);
    let heard = followed.map_or(model.channel, |own| own.relay);
    let relay = heard.filter(|relay| *relay != channel);
    let go = action(model, now, Command::GoOnAir { channel, relay }).filter(|_| !live);
    Output { channel, live, engaged, go }
}

fn sources(model: &Model, meeting: &Meeting, (booth, now): (Lang, Timestamp)) -> Vec<Source> {
    let lang = model.lang;
    let mark = |distance| match distance {
        Distance::Floor => text::source_floor(lang),
        Distance::Relay => text::source_relay(lang),
        Distance::RelayOfRelay => text::source_second(lang),
    };
    let speaker = meeting.speaking().map(|seat| {
        let name = names::seat(meeting, seat, lang).text;
        let spoken = meeting.spoken_by(seat).map(|spoken| text::name_of(lang, spoken));
        spoken.map_or_else(|| name.clone(), |spoken| format!("{name} · {spoken}"))
    });
    let floor = Source {
        channel: None,
        name: text::channel_floor(lang).to_owned(),
        by: speaker.unwrap_or_default(),
        mark: mark(Distance::Floor),
        distance: Distance::Floor,
        chosen: model.channel.is_none(),
        reason: None,
    };
    let fed_by = |channel| meeting.heard_on(channel).map(|(feeder, _)| feeder);
    let channels = meeting.interpretation().map(|rule| rule.channels()).unwrap_or_default();
    // Each in its place always, so that its key is the same. Nobody listens to themselves.
    let ours = |channel| fed_by(channel) == Some(booth);
    let source = |channel: Lang| {
        let by = match fed_by(channel) {
            Some(feeder) => text::booth_name(lang, text::name_of(lang, feeder)),
            None => text::source_silent(lang).to_owned(),
        };
        let distance = meeting.distance(Some(channel));
        let relay = Command::TakeRelay { relay: Some(channel) };
        let taken = model.on_air().and_then(|_| action(model, now, relay));
        let live = model.on_air() == Some(channel);
        let ourselves = live.then(|| text::booth_you(lang, text::name_of(lang, channel)));
        Source {
            channel: Some(channel),
            name: text::own_name(channel).to_owned(),
            by,
            mark: fed_by(channel).filter(|_| !ours(channel)).map_or("", |_| mark(distance)),
            distance,
            chosen: model.channel == Some(channel),
            reason: ourselves.or_else(|| taken.and_then(|action| action.reason)),
        }
    };
    std::iter::once(floor).chain(channels.into_iter().map(source)).collect()
}

fn colleagues(model: &Model) -> Vec<Colleague> {
    let Some(own) = model.overlay.booth() else { return vec![] };
    let me = model.identity.as_ref().map(|identity| &identity.you.id);
    let all = own.people.iter().map(|colleague| &colleague.participant).enumerate();
    let others = all.filter(|(_, who)| Some(*who) != me);
    let colleague = |(place, who): (usize, &ParticipantId)| {
        let mut devices = own.devices.iter().filter(|device| device.participant == *who);
        let seen = devices.any(|device| device.camera);
        Colleague { place, name: called(model, who), here: own.is_here(who), seen }
    };
    others.map(colleague).collect()
}

/// A colleague by name.
fn called(model: &Model, who: &ParticipantId) -> String {
    let people = model.overlay.booth().map(|own| own.people.as_slice()).unwrap_or_default();
    let name = people.iter().find(|c| c.participant == *who).and_then(|c| c.name.as_deref());
    line::shown(name.unwrap_or(who.as_str()), line::MAX_TEXT)
}

fn arranged(model: &Model, now: Timestamp, known: &HandOver) -> Option<Arranged> {
    let lang = model.lang;
    let me = &model.identity.as_ref()?.you.id;
    let booth = model.meeting()?.on_air.get(&model.my_booth()?);
    let on_air = booth.is_some_and(|on_air| on_air.is(me));
    let left = known.due.since(now);
    let when = match left.0 {
        0 => text::hand_over_now(lang).to_owned(),
        _ => text::hand_over_in(lang, &format::clock(Millis(left.0.div_ceil(1000) * 1000))),
    };
    let ours = known.by == *me;
    let takes = known.to.as_ref() == Some(me);
    let other = if ours { known.to.as_ref().filter(|to| *to != me) } else { Some(&known.by) };
    let who = other.map(|other| called(model, other)).unwrap_or_default();
    let line = match (known.accepted, ours, on_air) {
        (true, _, true) => {
            text::hand_over_agreed(lang, text::HandOverAgreed { when: &when, who: &who })
        }
        (true, _, false) if takes => text::hand_over_yours(lang, &when),
        (false, true, true) => text::hand_over_you_offer(lang, &when),
        (false, true, false) => text::hand_over_you_ask(lang, &when),
        (false, false, true) => {
            text::hand_over_asks(lang, text::HandOverAsks { when: &when, who: &who })
        }
        (false, false, false) if known.to.is_none() => {
            text::hand_over_offers(lang, text::HandOverOffers { when: &when, who: &who })
        }
        // It is between two others.
        (_, _, false) => return None,
    };
    let asks_us = !ours && !known.accepted;
    let accept = action(model, now, Command::AcceptHandOver {}).filter(|_| asks_us);
    Some(Arranged { line, asks_us, accept, end: action(model, now, Command::EndHandOver {}) })
}

/// What has become of a hand-over by what our booth is told now, if it is news to us.
pub(in crate::core) fn news(
    model: &Model,
    (before, after): (Option<&HandOver>, Option<&HandOver>),
    took_over: bool,
) -> Option<String> {
    let me = &model.identity.as_ref()?.you.id;
    let lang = model.lang;
    match (before, after) {
        (Some(before), Some(after)) if !before.accepted && after.accepted && before.by == *me => {
            Some(text::hand_over_accepted(lang).to_owned())
        }
        (Some(before), None)
            if !took_over && (before.by == *me || before.to.as_ref() == Some(me)) =>
        {
            Some(text::hand_over_ended(lang).to_owned())
        }
        _ => None,
    }
}
