//! Files as offices save them: from the bytes a program wrote to the letters a person typed.
//!
//! UTF-8 with and without a byte-order mark, and UTF-16 as old editors and spreadsheets save it. Older character
//! sets are not guessed: a Cyrillic name would come out as noise, and nobody would notice before the meeting.

use std::fmt;

/// Not the bytes of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotText {
    /// The line with the first of them, from 1.
    pub line: usize,
}

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {} is not UTF-8; expected text in UTF-8, or in UTF-16 with a byte-order mark: save the file again \
             as UTF-8",
            self.line
        )
    }
}

impl std::error::Error for NotText {}

/// The text of a file, without byte-order marks; lines end with `\n`, whatever they ended with.
///
/// # Errors
/// It is neither UTF-8 nor UTF-16.
pub fn text(bytes: &[u8]) -> Result<String, NotText> {
    let text = match units(bytes) {
        Some(units) => String::from_utf16(&units).map_err(|_| {
            let right = char::decode_utf16(units.iter().copied()).map_while(Result::ok);
            NotText { line: lines(&right.collect::<String>()) }
        })?,
        None => str::from_utf8(bytes).map(str::to_owned).map_err(|why| {
            let right = bytes.get(..why.valid_up_to()).unwrap_or_default();
            NotText { line: lines(&String::from_utf8_lossy(right)) }
        })?,
    };
    Ok(plain(&text))
}

/// The same for a file of which only the ASCII matters, such as seats and numbers in a table: bytes of an older
/// character set become U+FFFD.
#[must_use]
pub fn ascii_of(bytes: &[u8]) -> String {
    plain(&match units(bytes) {
        Some(units) => String::from_utf16_lossy(&units),
        None => String::from_utf8_lossy(bytes).into_owned(),
    })
}

/// UTF-16, by its byte-order mark, or since the first character is one of ASCII and takes two bytes (RFC 4627, 3).
fn units(bytes: &[u8]) -> Option<Vec<u16>> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xFF, 0xFE, ..] | [1..=u8::MAX, 0, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] | [0, 1..=u8::MAX, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let pairs = bytes.chunks(2).map(|pair| match pair {
        [one, two] => unit([*one, *two]),
        // Half a character at the end: half of a surrogate pair, and as wrong.
        _ => 0xD800,
    });
    Some(pairs.collect())
}

fn plain(text: &str) -> String {
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n")
}

/// In which line a text ends, from 1.
fn lines(text: &str) -> usize {
    plain(text).matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPED: &str = "Côte d'Ivoire\n科特迪瓦\n𝄞\n";

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn a_text_is_read_whatever_wrote_it() {
        for ends in ["\n", "\r\n", "\r"] {
            let text_of = |mark: &str| format!("{mark}{}", TYPED.replace('\n', ends));
            for mark in ["", "\u{feff}", "\u{feff}\u{feff}"] {
                assert_eq!(text(text_of(mark).as_bytes()).as_deref(), Ok(TYPED), "{ends:?}");
            }
            for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
                let marked = utf16(&text_of("\u{feff}"), bytes);
                assert_eq!(text(&marked).as_deref(), Ok(TYPED), "{ends:?}");
                let bare = utf16(&text_of(""), bytes);
                assert_eq!(text(&bare).as_deref(), Ok(TYPED), "begins with a letter of ASCII");
            }
        }
        assert_eq!(text(b"").as_deref(), Ok(""));
    }

    #[test]
    fn what_is_no_text_is_refused_by_its_line() {
        let windows_1252 = b"{\r\n\"en\": \"C\xf4te d'Ivoire\"\r\n}";
        assert_eq!(text(windows_1252), Err(NotText { line: 2 }));
        let mut cut = utf16("\u{feff}a\rb\rc", u16::to_le_bytes);
        cut.pop();
        assert_eq!(text(&cut), Err(NotText { line: 3 }));
        assert!(NotText { line: 2 }.to_string().starts_with("line 2 is not UTF-8; expected"));
        assert_eq!(ascii_of(windows_1252), "{\n\"en\": \"C\u{fffd}te d'Ivoire\"\n}");
    }
}
