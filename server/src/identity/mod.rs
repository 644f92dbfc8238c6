//! Who somebody is: invitations (links) and tokens (JWT). Roles come from here, never from a client.

pub mod invitation;
pub mod token;

pub use invitation::{Invitation, Invitations, Invitee, PublicLink, is_held, new_viewer};
pub use token::{Claims, TokenError, Tokens};
