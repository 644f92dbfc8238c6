//! Texts with places for values: the part of ICU MessageFormat that the interface and the words of the chair need.
//!
//! `{seat}` is a value. `{n, plural, one {# vote} other {# votes}}` is a count: of its forms, named by the plural
//! categories of Unicode CLDR, the one that its number takes is shown, with the number in the place of `#`.

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Stands as it is.
    Text(&'a str),
    /// A value, by its name.
    Value(&'a str),
    /// A count, by its name, with its forms by their categories.
    Count(&'a str, Vec<(&'a str, &'a str)>),
}

/// The pieces of a text, in order. A brace that is not closed ends it.
#[must_use]
pub fn pieces(mut text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    while let Some((before, inner, after)) = braced(text) {
        pieces.push(Piece::Text(before));
        pieces.push(match inner.split_once(", plural,") {
            Some((name, forms)) => Piece::Count(name, named_forms(forms)),
            None => Piece::Value(inner),
        });
        text = after;
    }
    pieces.push(Piece::Text(text));
    pieces
}

/// The names of the values and counts of a text.
pub fn names(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Text(_) => None,
        Piece::Value(name) | Piece::Count(name, _) => Some(name),
    })
}

fn named_forms(mut forms: &str) -> Vec<(&str, &str)> {
    let mut named = Vec::new();
    while let Some((name, form, after)) = braced(forms) {
        named.push((name.trim(), form));
        forms = after;
    }
    named
}

/// What stands before the first braces, in them and after them.
fn braced(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let mut depth = 1;
    let end = rest.char_indices().find_map(|(at, c)| {
        depth += match c {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        (depth == 0).then_some(at)
    })?;
    Some((before, &rest[..end], &rest[end + 1..]))
}
