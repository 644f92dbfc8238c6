//! The bodies of the HTTP requests.

use crate::id::MeetingId;
use crate::lang::{Lang, LocalText};
use crate::meeting::setup::Person;
use crate::read::Read;
use crate::time::Timestamp;
use crate::wire::relay::Relay;
use serde::{Deserialize, Serialize};

/// `POST /api/join`: exchanges the code of a link for a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinRequest {
    /// The invitation code: 22 characters of base64url, from the link's fragment.
    pub code: String,
    /// What the device calls itself: 16 to 64 letters, digits, `-` or `_` of its own drawing, kept. A one-time
    /// link belongs to the device that used it first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
}

/// The answer to a good code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Joined {
    /// JWT for `hello`.
    pub token: String,
    /// When it must have been renewed.
    pub expires_at: Timestamp,
    /// The meeting.
    pub meeting: MeetingId,
    /// The topic.
    pub title: LocalText,
    /// Who you are.
    pub you: Person,
    /// Your seat's nameplate, if you have a seat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<LocalText>,
    /// The languages into which is interpreted, for who listens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Lang>,
}

/// The answer to `POST /api/check`: whether a meeting could be held from where the request came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Checked {
    /// The page that asks may open a socket: the server knows its `Origin`.
    pub origin: bool,
    /// Where media is received, to be tried. Absent if this server has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<MediaPort>,
    /// Where media may be relayed, if that port is not reached: for who has a token, if this server has a relay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relay: Option<Relay>,
}

/// The port of media, and what a check of ICE (RFC 8445) by anybody is answered with. It opens nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct MediaPort {
    /// `address:port`, an address of IPv6 in brackets; the best first.
    pub addresses: Vec<String>,
    /// The same over TCP (RFC 6544, passive), for networks that pass no UDP.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tcp: Vec<String>,
    /// The user name fragment (RFC 8839 §5.4).
    pub ufrag: String,
    /// The password.
    pub pwd: String,
}

/// The answer to a bad request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// Stable.
    pub code: JoinError,
    /// What happened and what to do, in English.
    pub sentence: String,
    /// When the link begins to work, if it does not yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
}

/// Why a link does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum JoinError {
    /// The body is not `{"code": …}`.
    Malformed,
    /// No such invitation.
    UnknownCode,
    /// The secretariat revoked it.
    Revoked,
    /// A one-time link that was used.
    Used,
    /// The meeting is over.
    MeetingClosed,
    /// The person was put out of the meeting.
    Expelled,
    /// Too many wrong codes: wait.
    TooMany,
    /// The public link works later.
    TooEarly,
    /// As many follow by the public link as it is for.
    Full,
    /// The journal cannot be written: try again shortly.
    Unavailable,
}

/// The answer to `GET /api/record` that is not the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct RecordProblem {
    /// Stable.
    pub code: RecordError,
    /// What happened and what to do, in English.
    pub sentence: String,
}

/// Why the record is not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum RecordError {
    /// `format` or `lang` is not one that there is.
    Malformed,
    /// No token, or one that is not good or has ended.
    Unauthorized,
    /// The record is not for this person, or the person was not admitted.
    NotPermitted,
    /// The public asks, and the record is not published.
    NotPublished,
    /// Too many records were asked for: wait.
    TooMany,
    /// PDF is made by the press, which is not installed on this server.
    NoPress,
    /// The press did not finish: try again.
    NotPrinted,
    /// The journal cannot be read: try again shortly.
    Unavailable,
}
