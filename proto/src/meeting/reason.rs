//! Words that people give for what they do, as they are recorded: one line that can be read.

use crate::lang::turns_lines;
use crate::meeting::refusal::Refusal;

/// In characters.
pub const MAX_REASON: u32 = 500;

/// A reason as it is recorded.
///
/// # Errors
/// It says nothing, is too long, or is not one line of words in the direction of their script.
pub(super) fn reason(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    // Letters or digits of some script: marks that nobody sees are no reason.
    let fits = text.chars().any(char::is_alphanumeric)
        && text.chars().count() <= MAX_REASON as usize
        && !text.chars().any(|c| c.is_control() || turns_lines(c));
    match fits {
        true => Ok(text.to_owned()),
        false => Err(Refusal::BadReason { limit: MAX_REASON }),
    }
}
