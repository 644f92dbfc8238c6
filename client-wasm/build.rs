//! Checks the catalogues in `locales/` against each other and makes them functions.
//!
//! English is in the program; the others come as files beside it, since nobody reads six languages at once.
//! In a native build, for tests, all are in it.
//!
//! English is the measure: another catalogue with a key too few, a key too many or other
//! placeholders stops the build and names the file and the key. A text without placeholders becomes
//! `fn key(lang: Lang) -> &'static str`, one with a placeholder `fn key(lang: Lang, name: &str) -> String`, and one
//! with several takes a struct with a field for each, so that none is taken for another.
//!
//! A count is written as in ICU MessageFormat, `{n, plural, one {# vote} other {# votes}}`, with the forms that the
//! language has (Unicode CLDR); the placeholder is `n`.

// The same file as in the crate, so that both read a text alike.
#[path = "../proto/src/message.rs"]
mod message;

use message::Piece;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, process};

const OTHERS: [(&str, &str); 5] =
    [("zh", "Zh"), ("ar", "Ar"), ("fr", "Fr"), ("ru", "Ru"), ("es", "Es")];

fn main() {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../proto/src/message.rs");
    match generate() {
        Ok(code) => {
            let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
            fs::write(Path::new(&out).join("text.rs"), code).expect("OUT_DIR can be written");
        }
        Err(problems) => {
            for problem in problems {
                println!("cargo::error={problem}");
            }
            process::exit(1);
        }
    }
}

fn generate() -> Result<String, Vec<String>> {
    let english = read("en").map_err(|why| vec![why])?;
    let mut problems = Vec::new();
    check_forms("en", &english, &mut problems);
    for (code, _) in OTHERS {
        match read(code) {
            Ok(catalogue) => {
                compare(code, &english, &catalogue, &mut problems);
                check_forms(code, &catalogue, &mut problems);
            }
            Err(why) => problems.push(why),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut code = String::new();
    // In the order of their keys, as whoever reads a catalogue finds them.
    let mut keys: Vec<_> = english.keys().collect();
    keys.sort();
    for (number, key) in keys.iter().enumerate() {
        function(&mut code, key, number, text_of(&english[*key]));
    }
    let _ = writeln!(code, "const COUNT: usize = {};", keys.len());
    let here = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let _ = writeln!(code, "#[cfg(not(target_arch = \"wasm32\"))]");
    let _ = writeln!(code, "fn beside(lang: Lang) -> &'static str {{\n    match lang {{");
    for (locale, variant) in OTHERS {
        let path = Path::new(&here).join(format!("locales/{locale}.json"));
        let _ = writeln!(code, "        Lang::{variant} => include_str!({path:?}),");
    }
    let _ = writeln!(code, "        Lang::En => \"\",\n    }}\n}}");
    Ok(code)
}

fn read(code: &str) -> Result<Map<String, Value>, String> {
    let path = format!("locales/{code}.json");
    let text = fs::read_to_string(&path).map_err(|e| format!("{path}: {e}"))?;
    let map: Map<String, Value> =
        serde_json::from_str(&text).map_err(|e| format!("{path}: {e}; expected key → text"))?;
    match map.iter().find(|(_, v)| v.as_str().is_none_or(str::is_empty)) {
        Some((key, _)) => Err(format!("{path}: {key}: expected a text that is not empty")),
        None => Ok(map),
    }
}

fn compare(
    code: &str,
    english: &Map<String, Value>,
    other: &Map<String, Value>,
    problems: &mut Vec<String>,
) {
    for (key, text) in english {
        match other.get(key) {
            None => problems.push(format!("locales/{code}.json: {key} is missing")),
            Some(theirs) if placeholders(text_of(theirs)) != placeholders(text_of(text)) => {
                let want = placeholders(text_of(text));
                problems
                    .push(format!("locales/{code}.json: {key}: expected placeholders {want:?}"));
            }
            Some(_) => {}
        }
    }
    for key in other.keys().filter(|key| !english.contains_key(*key)) {
        problems.push(format!("locales/{code}.json: {key} is not in locales/en.json"));
    }
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The forms of a count that a language must have for whole numbers below a million (CLDR).
fn forms(code: &str) -> &'static [&'static str] {
    match code {
        "zh" => &["other"],
        "ar" => &["zero", "one", "two", "few", "many", "other"],
        "ru" => &["one", "few", "many", "other"],
        _ => &["one", "other"],
    }
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    message::names(text).collect()
}

/// What is wrong with the counts of a catalogue.
fn check_forms(code: &str, catalogue: &Map<String, Value>, problems: &mut Vec<String>) {
    for (key, text) in catalogue {
        for piece in message::pieces(text_of(text)) {
            let Piece::Count(name, has) = piece else { continue };
            let (has, wanted) = (has.into_iter().map(|(form, _)| form), forms(code));
            let has: Vec<_> = has.collect();
            if has != wanted {
                problems.push(format!(
                    "locales/{code}.json: {key}: {name}: expected the forms {wanted:?}, found {has:?}"
                ));
            }
        }
    }
}

fn function(code: &mut String, key: &str, number: usize, english: &str) {
    let names: Vec<_> = placeholders(english).into_iter().collect();
    let text = format!("of(lang, {number}, {english:?})");
    let doc = english.replace('[', "(").replace(']', ")");
    let (kind, argument, body, result) = match names.as_slice() {
        [] => (String::new(), String::new(), text, "&'static str"),
        [name] => {
            let body = format!("fill(lang, {text}, &[({name:?}, {name})])");
            (String::new(), format!(", {name}: &str"), body, "String")
        }
        names => {
            let kind = camel(key);
            let fields: String = names
                .iter()
                .map(|name| {
                    format!("    /// In the place of `{name}`.\n    pub {name}: &'a str,\n")
                })
                .collect();
            let pairs: Vec<_> =
                names.iter().map(|name| format!("({name:?}, values.{name})")).collect();
            let body = format!("fill(lang, {text}, &[{}])", pairs.join(", "));
            let declared = format!(
                "/// The values of [`{key}`].\n#[derive(Clone, Copy)]\npub struct {kind}<'a> {{\n{fields}}}\n"
            );
            (declared, format!(", values: {kind}<'_>"), body, "String")
        }
    };
    let _ = write!(
        code,
        "{kind}/// {doc}\n#[must_use]\npub fn {key}(lang: Lang{argument}) -> {result} {{ {body} }}\n"
    );
}

fn camel(key: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_uppercase().collect::<String>() + letters.as_str()
        })
    };
    key.split('_').map(capital).collect()
}
