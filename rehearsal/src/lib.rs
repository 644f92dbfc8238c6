//! People who take part by themselves: delegates who ask for the floor and speak, interpreters who relieve each other,
//! and somebody who lets everybody in. One person can preside over them, see and hear them.
//!
//! [`attend::attend`] is the life of one of them: join by a link, follow the meeting ([`knowledge`]), do what a
//! [`person`] in their place would do, and send what they say and show ([`call`]), until the meeting is over or the link
//! is withdrawn. Nothing of the meeting's media is received.
//!
//! | | |
//! |---|---|
//! | [`cast`] | who speaks which language, and the clips |
//! | [`clip`], [`packets`] | from files to RTP |
//! | [`person`] | what somebody does next: pure, time is an argument |
//! | [`knowledge`] | the meeting as they are told of it |
//! | [`call`], [`http`], [`attend`] | the network |

pub mod attend;
pub mod call;
pub mod cast;
pub mod clip;
pub mod http;
pub mod knowledge;
pub mod packets;
pub mod person;
