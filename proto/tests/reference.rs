//! A naive second model of the floor, checked against the meeting after every random step. It is
//! written from the rules of procedure, with whole lists copied about, and shares no code with the meeting.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests say so when they fail")]

use crate::support;

use proptest::prelude::*;
use rostrum_proto::id::{ConnectionId, RequestId};
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::command::Command;
use rostrum_proto::profile::RequestKind;
use rostrum_proto::time::Millis;
use support::{CHAIR, Rehearsal, TECHNICIAN, seat};

const SEATS: [&str; 3] = ["UNODC", "TUN", "FRA"];

/// What somebody does.
#[derive(Clone, Debug)]
enum Step {
    Request(usize),
    Withdraw(usize),
    CallNext,
    Give(usize),
    TakeBack,
    Start(usize),
    Finish(usize),
    Mute(usize, bool),
    MuteEveryone,
    SelfMute(usize, bool),
    Drop(usize),
    Return(usize),
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..SEATS.len();
    prop_oneof![
        who.clone().prop_map(Step::Request),
        who.clone().prop_map(Step::Withdraw),
        Just(Step::CallNext),
        who.clone().prop_map(Step::Give),
        Just(Step::TakeBack),
        who.clone().prop_map(Step::Start),
        who.clone().prop_map(Step::Finish),
        (who.clone(), any::<bool>()).prop_map(|(s, t)| Step::Mute(s, t)),
        Just(Step::MuteEveryone),
        (who.clone(), any::<bool>()).prop_map(|(s, m)| Step::SelfMute(s, m)),
        who.clone().prop_map(Step::Drop),
        who.prop_map(Step::Return),
        (1..90u64).prop_map(Step::Wait),
    ]
}

/// The second model: what each seat sees of the floor.
#[derive(Clone, Debug, Default)]
struct Naive {
    list: Vec<&'static str>,
    holder: Option<&'static str>,
    speaking: bool,
    away: Vec<&'static str>,
    chair_muted: Vec<&'static str>,
    technically_muted: Vec<&'static str>,
    self_muted: Vec<&'static str>,
}

impl Naive {
    fn at_first() -> Self {
        Self { list: vec!["UNODC", "TUN", "VNM"], away: vec!["VNM"], ..Self::default() }
    }

    fn heard(&self) -> Option<&'static str> {
        let mutes = [&self.chair_muted, &self.technically_muted, &self.self_muted];
        self.holder.filter(|s| self.speaking && !mutes.iter().any(|m| m.contains(s)))
    }

    fn take(&mut self, step: &Step) {
        let without = |list: &[&'static str], s| list.iter().copied().filter(|x| *x != s).collect();
        match step {
            Step::Request(s) if self.here(*s) => {
                let s = SEATS[*s];
                if !self.list.contains(&s) && self.holder != Some(s) {
                    self.list.push(s);
                }
            }
            Step::Withdraw(s) if self.here(*s) => self.list = without(&self.list, SEATS[*s]),
            Step::CallNext => {
                if let Some(first) = self.list.first().copied() {
                    self.grant(first);
                }
            }
            Step::Give(s) => self.grant(SEATS[*s]),
            Step::TakeBack => (self.holder, self.speaking) = (None, false),
            Step::Start(s) if self.here(*s) && self.holder == Some(SEATS[*s]) => {
                let s = SEATS[*s];
                if !self.chair_muted.contains(&s) && !self.technically_muted.contains(&s) {
                    if !self.speaking {
                        self.self_muted = without(&self.self_muted, s);
                    }
                    self.speaking = true;
                }
            }
            Step::Finish(s) if self.here(*s) && self.holder == Some(SEATS[*s]) => {
                (self.holder, self.speaking) = (None, false);
            }
            Step::Mute(s, true) => self.technically_muted.push(SEATS[*s]),
            Step::Mute(s, false) => self.chair_muted.push(SEATS[*s]),
            Step::MuteEveryone => self.chair_muted.extend(["UNODC", "TUN", "FRA", "VNM"]),
            Step::SelfMute(s, true) if self.heard() == Some(SEATS[*s]) => {
                self.self_muted.push(SEATS[*s]);
            }
            Step::SelfMute(s, false) if self.holder == Some(SEATS[*s]) && self.speaking => {
                let s = SEATS[*s];
                if !self.chair_muted.contains(&s) && !self.technically_muted.contains(&s) {
                    self.self_muted = without(&self.self_muted, s);
                }
            }
            Step::Drop(s) => {
                self.away.push(SEATS[*s]);
                self.speaking &= self.holder != Some(SEATS[*s]);
            }
            Step::Return(s) => self.away = without(&self.away, SEATS[*s]),
            _ => {}
        }
    }

    fn here(&self, s: usize) -> bool {
        !self.away.contains(&SEATS[s])
    }

    fn grant(&mut self, s: &'static str) {
        if self.holder.is_none() && !self.away.contains(&s) {
            self.list.retain(|x| *x != s);
            self.chair_muted.retain(|x| *x != s);
            (self.holder, self.speaking) = (Some(s), false);
        }
    }
}

fn perform(m: &mut Rehearsal, devices: &mut [Option<ConnectionId>; 3], step: &Step) {
    let who = |s: usize| format!("{}-delegate", SEATS[s]);
    let of = |m: &Rehearsal, s: usize| {
        m.meeting.waiting(&seat(SEATS[s]), RequestKind::Statement).map(|r| r.id)
    };
    let held = m.meeting.holder().map_or(RequestId(999), |h| h.id);
    // A refusal is an answer: the model below says whether it was the right one.
    let _ = match step {
        Step::Request(s) => {
            let request =
                Command::RequestFloor { seat: seat(SEATS[*s]), kind: RequestKind::Statement };
            m.asks(&who(*s), request)
        }
        Step::Withdraw(s) => {
            let request = of(m, *s).unwrap_or(RequestId(999));
            m.asks(&who(*s), Command::CancelRequest { request })
        }
        Step::CallNext => m.asks(CHAIR, Command::CallNext {}),
        Step::Give(s) => m.asks(CHAIR, Command::GiveFloor { seat: seat(SEATS[*s]) }),
        Step::TakeBack => m.asks(CHAIR, Command::RevokeFloor { request: held }),
        Step::Start(s) => m.asks(&who(*s), Command::StartSpeaking { request: held }),
        Step::Finish(s) => m.asks(&who(*s), Command::ReleaseFloor { request: held }),
        Step::Mute(s, technical) => {
            let by = if *technical { TECHNICIAN } else { CHAIR };
            m.asks(by, Command::Mute { seat: seat(SEATS[*s]) })
        }
        Step::MuteEveryone => m.asks(CHAIR, Command::MuteEveryone {}),
        Step::SelfMute(s, true) => m.asks(&who(*s), Command::CloseMicrophone {}),
        Step::SelfMute(s, false) => m.asks(&who(*s), Command::OpenMicrophone {}),
        Step::Drop(s) => {
            devices[*s].take().into_iter().for_each(|device| m.loses(device));
            Ok(())
        }
        Step::Return(s) => {
            devices[*s].get_or_insert_with(|| m.joins(&who(*s)));
            Ok(())
        }
        Step::Wait(seconds) => {
            m.passes(Millis::seconds(*seconds));
            Ok(())
        }
    };
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn the_meeting_agrees_with_the_naive_model(steps in prop::collection::vec(step(), 1..60)) {
        let mut m = Rehearsal::in_session();
        let mut devices = SEATS.map(|s| Some(m.device(&format!("{s}-delegate"))));
        let mut naive = Naive::at_first();
        for (n, step) in steps.iter().enumerate() {
            perform(&mut m, &mut devices, step);
            naive.take(step);
            let told = format!("after step {n}, {step:?}, of {steps:?}");
            prop_assert_eq!(m.list(), naive.list.clone(), "the list {}", told);
            prop_assert_eq!(m.holder(), naive.holder, "the holder {}", told);
            let heard = m.meeting.open_microphones();
            let device = naive.heard().and_then(|s| devices[SEATS.iter().position(|x| *x == s).unwrap()]);
            prop_assert_eq!(heard, Vec::from_iter(device), "who is heard {}", told);
        }
        prop_assert_eq!(Meeting::replay(&m.journal).unwrap(), m.meeting);
    }
}
