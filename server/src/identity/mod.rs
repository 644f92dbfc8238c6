//! Who somebody is: invitations (links) and tokens (JWT). Roles come from here, never from a client.

pub mod invitation;
pub mod token;

pub use invitation::{Invitation, Invitations, is_held};
pub use token::{Claims, TokenError, Tokens};
