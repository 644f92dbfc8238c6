//! Identifiers. Each is its own type so that a seat is never mistaken for the person in it.

use crate::read::Read;
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;
use std::sync::Arc;

/// The longest identifier accepted from outside, in bytes.
pub const MAX_ID_BYTES: usize = 64;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// Cheap to clone: a meeting is copied for each batch, and most of what it names it names by these.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Read)]
        #[serde(try_from = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes `text` if it is 1 to 64 bytes of ASCII letters, digits, `-`, `_`, `.` or `:`.
            ///
            /// # Errors
            /// Says what the identifier is for and what was expected.
            pub fn new(text: impl Into<String>) -> Result<Self, String> {
                let text = text.into();
                let fits = !text.is_empty()
                    && text.len() <= MAX_ID_BYTES
                    && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b));
                if fits {
                    Ok(Self(text.into()))
                } else {
                    Err(format!(
                        concat!(stringify!($name), " must be 1 to {} ASCII letters, digits or -_.:"),
                        MAX_ID_BYTES
                    ))
                }
            }

            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(text: String) -> Result<Self, String> {
                Self::new(text)
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.as_str().to_owned()
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(
    /// A meeting, for example `S-VTC-2020-08-06`.
    MeetingId
);
text_id!(
    /// A delegation's place, for example `IDN` or `UNODC`.
    SeatId
);
text_id!(
    /// A person taking part, unique in the meeting.
    ParticipantId
);
text_id!(
    /// Chosen by the client for each command; the same id is done once.
    CommandId
);

impl ParticipantId {
    /// Stands where a meeting has no chair; no checked setup leads here.
    #[must_use]
    pub fn nobody() -> Self {
        Self("-".into())
    }
}

/// One socket of one participant. Unique on a server, also across restarts.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Read,
)]
#[serde(transparent)]
pub struct ConnectionId(pub u64);

impl ConnectionId {
    /// Numbers of viewers' connections begin here, those of devices with 1: a viewer is no part of the meeting and
    /// is never taken for one.
    const VIEWERS: u64 = 1 << 51;
    /// Numbers of stand-ins begin here. Below 2⁵³, which is as far as JSON's numbers are whole everywhere.
    pub(crate) const STAND_INS: u64 = 1 << 52;

    /// The `n`th viewer's.
    #[must_use]
    pub const fn viewer(n: u64) -> Self {
        Self(Self::VIEWERS + n % (Self::STAND_INS - Self::VIEWERS))
    }

    /// Whether it is a viewer's: of somebody of the public, who follows by the public link.
    #[must_use]
    pub const fn is_viewer(self) -> bool {
        self.0 >= Self::VIEWERS && self.0 < Self::STAND_INS
    }
}

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c{}", self.0)
    }
}

/// A floor request (RFC 8855 §5.3.1, Floor Request ID): counted from 1 in each meeting.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Read,
)]
#[serde(transparent)]
pub struct RequestId(pub u32);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "r{}", self.0)
    }
}

/// A vote: counted from 1 in each meeting.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Read,
)]
#[serde(transparent)]
pub struct VoteId(pub u32);

impl fmt::Display for VoteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.0)
    }
}
