//! A relay for networks that let nothing through to the port of media: TURN (RFC 8656).

use crate::read::Read;
use serde::{Deserialize, Serialize};

/// Where relays are, and what opens them: an `RTCIceServer` of WebRTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Relay {
    /// `turn:` and `turns:` URIs (RFC 7065); each is a way to the same meeting.
    pub urls: Vec<String>,
    /// When the credential ends, in seconds since 1970, and for whom it is: `1596808800:TUN-delegate`.
    pub username: String,
    /// The password that goes with it.
    pub credential: String,
}
