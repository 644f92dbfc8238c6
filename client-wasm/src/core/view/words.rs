//! The words for the presiding officer at this moment, from the meeting's profile, filled in.

use crate::core::names;
use crate::core::text::fill;
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::floor::{FloorRequest, GrantPhase, Status};
use rostrum_proto::meeting::phase::PhaseName;
use rostrum_proto::meeting::ruling::Standing;
use rostrum_proto::meeting::vote::{Method, Outcome, Vote, VoteStage};
use rostrum_proto::profile::{Moment, RequestKind, SeatKind};
use rostrum_proto::time::Timestamp;

/// What to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saying {
    /// Not now, but when the speaker has finished.
    pub after: bool,
    /// One sentence an entry.
    pub lines: Vec<String>,
}

/// What to say at one moment, whatever the present state.
#[must_use]
pub fn at(moment: Moment, meeting: &Meeting, lang: Lang) -> Vec<String> {
    Words { meeting, lang }.plain(moment)
}

/// What to say now, or next.
#[must_use]
pub fn words(meeting: &Meeting, lang: Lang) -> Saying {
    let say = Words { meeting, lang };
    let now = match meeting.phase.name() {
        PhaseName::Scheduled | PhaseName::Closed => vec![],
        PhaseName::Lobby => say.plain(Moment::Open),
        PhaseName::Suspended => say.plain(Moment::Resumed),
        PhaseName::InSession => {
            let pressing = say.handing_over().or_else(|| say.of_vote()).or_else(|| say.of_order());
            match (pressing, meeting.holder()) {
                (Some(pressing), _) => pressing,
                (None, Some(holder)) => return say.of_holder(holder),
                (None, None) => say.between(),
            }
        }
    };
    Saying { after: false, lines: now }
}

struct Words<'a> {
    meeting: &'a Meeting,
    lang: Lang,
}

impl Words<'_> {
    fn line(&self, moment: Moment, values: &[(&str, &str)]) -> Option<String> {
        let text = self.meeting.setup.profile.texts.get(&moment)?;
        let title = names::local(&self.meeting.setup.title, self.lang).text;
        let values = [values, &[("title", title.as_str())]].concat();
        let (lang, text) = text.best(self.lang);
        Some(fill(lang, text, &values))
    }

    fn plain(&self, moment: Moment) -> Vec<String> {
        self.line(moment, &[]).into_iter().collect()
    }

    fn about(&self, moment: Moment, seat: &SeatId) -> Vec<String> {
        let name = formal(self.meeting, seat, self.lang);
        self.line(moment, &[("seat", &name)]).into_iter().collect()
    }

    fn handing_over(&self) -> Option<Vec<String>> {
        let to = self.meeting.chair_offer.as_ref()?;
        let person = names::participant(self.meeting, to);
        Some(self.line(Moment::HandOver, &[("person", &person)]).into_iter().collect())
    }

    fn of_vote(&self) -> Option<Vec<String>> {
        let vote = self.meeting.current_vote().or(self.meeting.votes.last())?;
        match &vote.stage {
            VoteStage::Announced {} => Some(self.plain(Moment::BeforeVote)),
            VoteStage::Open { method } => Some(self.while_voting(vote, method)),
            // Until anything else has happened on the floor.
            VoteStage::Closed { outcome, at, .. } => {
                let after = self.meeting.requests.iter().any(|r| moved_after(r, *at));
                (!after).then(|| self.result(vote, *outcome))
            }
            VoteStage::Withdrawn {} => None,
        }
    }

    fn while_voting(&self, vote: &Vote, method: &Method) -> Vec<String> {
        match (method, vote.turn()) {
            (Method::RollCall { .. }, Some(seat)) => self.about(Moment::RollCall, seat),
            (Method::RollCall { .. }, None) => vec![],
            (Method::ShowOfHands {}, _) => self.plain(Moment::ShowOfHands),
            // Nothing is said while the tellers check the count.
            (Method::SecretBallot { .. }, _) if vote.ballot_box.counted.is_some() => vec![],
            (Method::SecretBallot { .. }, _) => self.plain(Moment::SecretBallot),
            (Method::Silence { .. }, _) => self.plain(Moment::Silence),
        }
    }

    fn result(&self, vote: &Vote, outcome: Outcome) -> Vec<String> {
        if let Some(Method::Silence { .. }) = vote.method() {
            let moment = if outcome.carried { Moment::NoObjection } else { Moment::Objection };
            return self.plain(moment);
        }
        let moment = if outcome.carried { Moment::Carried } else { Moment::NotCarried };
        let [yes, no, abstain] =
            [outcome.yes, outcome.no, outcome.abstain].map(|count| count.to_string());
        let values = [("yes", yes.as_str()), ("no", no.as_str()), ("abstain", abstain.as_str())];
        self.line(moment, &values).into_iter().collect()
    }

    /// Points of order, challenges, and the way back to the speaker.
    fn of_order(&self) -> Option<Vec<String>> {
        let meeting = self.meeting;
        if let Some(point) = meeting.ruling_due() {
            let moment = match point.grant() {
                Some(_) => Moment::PointOfOrder,
                None => Moment::Ruling,
            };
            return Some(self.about(moment, &point.beneficiary));
        }
        if let Some(Standing::Challenged { by }) = meeting.challenged_ruling().map(|r| &r.standing)
        {
            return Some(self.about(Moment::Challenge, by));
        }
        if let Some(motion) = meeting.undecided_motions().first() {
            return Some(self.about(Moment::Motion, &motion.beneficiary));
        }
        let interrupted =
            meeting.holder().filter(|h| h.grant().is_some_and(|g| g.is_interrupted()));
        let on = interrupted.map(|speaker| self.about(Moment::Continue, &speaker.beneficiary));
        let ruled = self.ruled();
        match (ruled.is_empty(), on) {
            (true, on) => on,
            (false, on) => Some([ruled, on.unwrap_or_default()].concat()),
        }
    }

    /// The ruling just given, to be announced.
    fn ruled(&self) -> Vec<String> {
        let last = self.meeting.rulings.last().filter(|r| r.standing == (Standing::Stands {}));
        let Some(ruling) = last else { return vec![] };
        let moment = if ruling.sustained { Moment::Sustained } else { Moment::Dismissed };
        let words = (!ruling.text.is_empty()).then(|| ruling.text.clone());
        self.plain(moment).into_iter().chain(words).collect()
    }

    fn of_holder(&self, holder: &FloorRequest) -> Saying {
        let seat = &holder.beneficiary;
        let now = |lines| Saying { after: false, lines };
        match holder.grant().map(|g| &g.phase) {
            // Who has spoken already goes on, after an interruption or a lost connection.
            Some(GrantPhase::Called { .. }) if holder.grant().is_some_and(|g| g.spoken.0 > 0) => {
                now(self.about(Moment::Continue, seat))
            }
            Some(GrantPhase::Called { .. }) => now(self.give(holder)),
            Some(GrantPhase::Held { .. }) => now(self.about(Moment::Held, seat)),
            Some(GrantPhase::Live { .. } | GrantPhase::Interrupted { .. }) | None => {
                Saying { after: true, lines: self.thanks(seat) }
            }
        }
    }

    /// Thanks to the last speaker, and the floor to the next.
    fn between(&self) -> Vec<String> {
        let meeting = self.meeting;
        let ended = meeting.requests.iter().filter_map(|r| match &r.status {
            Status::Released { spoken, at } if spoken.0 > 0 => Some((*at, r)),
            _ => None,
        });
        // Points of order and motions are not thanked for, and after one nobody is thanked again.
        let last = ended.max_by_key(|(at, _)| *at).filter(|(_, last)| match last.kind {
            RequestKind::Statement | RequestKind::RightOfReply => true,
            RequestKind::PointOfOrder | RequestKind::Motion => false,
        });
        let thanks = last.map(|(_, r)| self.thanks(&r.beneficiary));
        // The first words stay until somebody has been given the floor.
        let begun = meeting.requests.iter().any(|r| match &r.status {
            Status::Granted { .. } | Status::Released { .. } | Status::Revoked { .. } => true,
            Status::Pending {} | Status::Accepted {} => false,
            Status::Denied { .. } | Status::Cancelled {} => false,
        });
        let thanks = thanks.unwrap_or_else(|| match begun {
            true => vec![],
            false => self.plain(Moment::Open),
        });
        // Who is away cannot be called.
        let next = match meeting.next_present().or_else(|| meeting.next_speaker()) {
            Some(request) => self.give(request),
            None => self.plain(Moment::End),
        };
        [thanks, next].concat()
    }

    fn thanks(&self, seat: &SeatId) -> Vec<String> {
        match self.meeting.seats.get(seat).map(|s| s.setup.kind) {
            Some(SeatKind::Briefer) => self.about(Moment::ThanksBriefing, seat),
            Some(SeatKind::Member | SeatKind::Invited | SeatKind::Observer | SeatKind::Writer)
            | None => self.about(Moment::Thanks, seat),
        }
    }

    fn give(&self, request: &FloorRequest) -> Vec<String> {
        let seat = &request.beneficiary;
        if request.kind == RequestKind::RightOfReply {
            return self.about(Moment::Reply, seat);
        }
        if *seat == self.meeting.setup.presidency {
            return self.about(Moment::National, seat);
        }
        let person = names::speaker(self.meeting, seat);
        let briefer =
            self.meeting.seats.get(seat).is_some_and(|s| s.setup.kind == SeatKind::Briefer);
        match briefer && !person.is_empty() {
            true => {
                self.line(Moment::GiveFloorPerson, &[("person", &person)]).into_iter().collect()
            }
            false => self.about(Moment::GiveFloor, seat),
        }
    }
}

/// Whether anything became of a request after a time.
fn moved_after(request: &FloorRequest, at: Timestamp) -> bool {
    let changed = match &request.status {
        Status::Granted { grant } => match grant.phase {
            GrantPhase::Live { since, .. } => since > at,
            GrantPhase::Interrupted { since, .. } => since.is_some_and(|since| since > at),
            GrantPhase::Called { .. } | GrantPhase::Held { .. } => true,
        },
        Status::Denied { at: then, .. } | Status::Released { at: then, .. } => *then > at,
        Status::Pending {} | Status::Accepted {} => false,
        Status::Cancelled {} | Status::Revoked { .. } => false,
    };
    request.at > at || changed
}

/// In speech a delegation is called by its short name; English needs the article of the formal one.
fn formal(meeting: &Meeting, seat: &SeatId, lang: Lang) -> String {
    let short = names::seat(meeting, seat, lang).text;
    let formal = names::formal(meeting, seat, lang);
    match lang == Lang::En && formal == format!("the {short}") {
        true => formal,
        false => short,
    }
}
