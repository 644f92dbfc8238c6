//! JSON, RFC 8259, as a tree.

use crate::read::{Unreadable, expected};

/// A value. A repeated key stands there twice.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number of digits only.
    Whole(u64),
    /// Any other number.
    Fraction(f64),
    /// A text.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object, in the order of the text.
    Object(Vec<(String, Json)>),
}

/// The deepest nesting; a snapshot has eight levels.
const MAX_DEPTH: usize = 64;

/// What is left of a text.
struct Text<'a>(&'a str);

impl Json {
    /// Parses a text.
    ///
    /// # Errors
    /// It is not JSON.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let mut text = Text(text);
        let value = text.value(0)?;
        match text.next() {
            None => Ok(value),
            Some(_) => expected("nothing after the value"),
        }
    }
}

impl Text<'_> {
    /// The next character that is no white space; it stays.
    fn next(&mut self) -> Option<u8> {
        self.0 = self.0.trim_start_matches([' ', '\n', '\r', '\t']);
        self.0.bytes().next()
    }

    /// Takes `sign` if it is next.
    fn takes(&mut self, sign: &str) -> bool {
        self.next();
        let rest = self.0.strip_prefix(sign);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn takes_or(&mut self, sign: &str) -> Result<(), Unreadable> {
        if self.takes(sign) { Ok(()) } else { expected(sign) }
    }

    fn value(&mut self, depth: usize) -> Result<Json, Unreadable> {
        match self.next() {
            _ if depth > MAX_DEPTH => expected("less depth"),
            Some(b'{') => self.list("{", "}", |text| text.field(depth)).map(Json::Object),
            Some(b'[') => self.list("[", "]", |text| text.value(depth + 1)).map(Json::List),
            Some(b'"') => self.text().map(Json::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ if self.takes("null") => Ok(Json::Null),
            _ if self.takes("true") => Ok(Json::Bool(true)),
            _ if self.takes("false") => Ok(Json::Bool(false)),
            _ => expected("a value"),
        }
    }

    fn list<T>(
        &mut self,
        begin: &str,
        end: &str,
        element: impl Fn(&mut Self) -> Result<T, Unreadable>,
    ) -> Result<Vec<T>, Unreadable> {
        let mut elements = Vec::new();
        self.takes_or(begin)?;
        if self.takes(end) {
            return Ok(elements);
        }
        loop {
            elements.push(element(self)?);
            if !self.takes(",") {
                self.takes_or(end)?;
                return Ok(elements);
            }
        }
    }

    fn field(&mut self, depth: usize) -> Result<(String, Json), Unreadable> {
        self.next();
        let key = self.text()?;
        self.takes_or(":")?;
        Ok((key, self.value(depth + 1)?))
    }

    /// The text up to the first character that `ends` it.
    fn until(&mut self, ends: impl Fn(char) -> bool) -> &str {
        let (found, rest) = self.0.split_at(self.0.find(ends).unwrap_or(self.0.len()));
        self.0 = rest;
        found
    }

    fn text(&mut self) -> Result<String, Unreadable> {
        self.takes_or("\"")?;
        let mut text = String::new();
        loop {
            text.push_str(self.until(|c| c == '"' || c == '\\' || c < ' '));
            match self.character() {
                Some('"') => return Ok(text),
                Some('\\') => text.push(self.escaped()?),
                _ => return expected("the end of a text"),
            }
        }
    }

    fn character(&mut self) -> Option<char> {
        let mut characters = self.0.chars();
        let first = characters.next();
        self.0 = characters.as_str();
        first
    }

    fn escaped(&mut self) -> Result<char, Unreadable> {
        match self.character() {
            Some(plain @ ('"' | '\\' | '/')) => Ok(plain),
            Some('b') => Ok('\u{8}'),
            Some('f') => Ok('\u{c}'),
            Some('n') => Ok('\n'),
            Some('r') => Ok('\r'),
            Some('t') => Ok('\t'),
            Some('u') => self.code_point(),
            _ => expected("an escape"),
        }
    }

    /// Four hexadecimal digits; a character beyond them is a pair (RFC 8259 §7).
    fn code_point(&mut self) -> Result<char, Unreadable> {
        let first = self.unit()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first).ok_or_else(|| Unreadable::new("half a character"));
        }
        self.takes_or("\\u")?;
        let second = self.unit()?.wrapping_sub(0xdc00);
        match second {
            0..0x400 => char::from_u32(0x10000 + ((first - 0xd800) << 10) + second),
            _ => None,
        }
        .ok_or_else(|| Unreadable::new("half a character"))
    }

    fn unit(&mut self) -> Result<u32, Unreadable> {
        (0..4).try_fold(0, |code, _| match self.character().and_then(|c| c.to_digit(16)) {
            Some(digit) => Ok(code * 16 + digit),
            None => expected("four hexadecimal digits"),
        })
    }

    /// Fractions on the wire are measurements with few digits: exact within 2^53 and ten to the 22nd.
    fn number(&mut self) -> Result<Json, Unreadable> {
        let negative = self.takes("-");
        let (whole, _) = self.digits(0)?;
        let next = self.0.bytes().next();
        if !negative && !matches!(next, Some(b'.' | b'e' | b'E')) {
            return Ok(Json::Whole(whole));
        }
        let (digits, places) = match self.0.strip_prefix('.') {
            Some(rest) => {
                self.0 = rest;
                self.digits(whole)?
            }
            None => (whole, 0),
        };
        let mut exponent = -(places as i32);
        if let Some(rest) = self.0.strip_prefix(['e', 'E']) {
            self.0 = rest;
            let down = self.0.starts_with('-');
            self.0 = self.0.strip_prefix(['-', '+']).unwrap_or(self.0);
            let power = self.digits(0)?.0.min(400) as i32;
            exponent += if down { -power } else { power };
        }
        let power = 10_f64.powi(exponent.abs());
        let size = if exponent < 0 { digits as f64 / power } else { digits as f64 * power };
        Ok(Json::Fraction(if negative { -size } else { size }))
    }

    /// Digits after `before`, and how many.
    fn digits(&mut self, before: u64) -> Result<(u64, usize), Unreadable> {
        let digits = self.until(|c| !c.is_ascii_digit());
        let number = digits.bytes().try_fold(before, |number, digit| {
            number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))
        });
        match number {
            Some(number) if !digits.is_empty() => Ok((number, digits.len())),
            _ => expected("a number of up to 19 digits"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same as a tree of `serde_json`.
    fn of(value: &serde_json::Value) -> Json {
        match value {
            serde_json::Value::Null => Json::Null,
            serde_json::Value::Bool(value) => Json::Bool(*value),
            serde_json::Value::Number(number) => match number.as_u64() {
                Some(whole) => Json::Whole(whole),
                None => Json::Fraction(number.as_f64().unwrap()),
            },
            serde_json::Value::String(text) => Json::Text(text.clone()),
            serde_json::Value::Array(all) => Json::List(all.iter().map(of).collect()),
            serde_json::Value::Object(all) => {
                Json::Object(all.iter().map(|(key, value)| (key.clone(), of(value))).collect())
            }
        }
    }

    #[test]
    fn a_text_is_the_tree_that_others_find_in_it() {
        for text in [
            "null",
            " [ ] ",
            "{ }",
            r#"{"a":[1,{"b":[true,false,null]}],"c":""}"#,
            r#"["é\u00e9\ud83d\ude00\n\"\\\/\b\f\r\t","中文"]"#,
            "[0,18446744073709551615,-1,-0.5,0.001,1.5e3,2E-7,38.0,1e+2,0.0010000000474974513]",
        ] {
            let theirs = serde_json::from_str(text).unwrap();
            assert_eq!(Json::parse(text), Ok(of(&theirs)), "{text}");
        }
    }

    #[test]
    fn what_is_no_json_is_refused() {
        let deep = "[".repeat(100);
        for text in [
            "",
            "{",
            "[1,",
            "[1 2]",
            "{\"a\"}",
            "{1:2}",
            "nul",
            "1 2",
            "\"a",
            "\"\\x\"",
            "\"\\ud83d\"",
            "\"\\ud83d\\u0041\"",
            "\"\n\"",
            "-",
            "1.",
            "1e",
            "99999999999999999999",
            &deep,
        ] {
            assert!(Json::parse(text).is_err(), "{text}");
        }
    }
}
