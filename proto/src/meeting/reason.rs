//! The reasons that participants give, as they are recorded: one readable line.

use crate::line;
use crate::meeting::refusal::Refusal;

/// In characters.
pub const MAX_REASON: u32 = 500;

/// A reason as it is recorded.
///
/// # Errors
/// It says nothing, is too long, or is not one line of words in the direction of their script.
pub(super) fn reason(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    match line::check(text, MAX_REASON as usize) {
        Ok(()) => Ok(text.to_owned()),
        Err(_) => Err(Refusal::BadReason { limit: MAX_REASON }),
    }
}
