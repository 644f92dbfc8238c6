//! Checks the catalogues in `locales/` against each other and makes them functions.
//!
//! English is in the program; the others come as files beside it, since nobody reads six languages at once.
//! In a native build, for tests, all are in it.
//!
//! English is the measure: another catalogue with a key too few, a key too many or other
//! placeholders stops the build and names the file and the key. A text without placeholders becomes
//! `fn key(lang: Lang) -> &'static str`, one with becomes `fn key(lang: Lang, name: &str, …) -> String`.

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
    for (code, _) in OTHERS {
        match read(code) {
            Ok(catalogue) => compare(code, &english, &catalogue, &mut problems),
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

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

fn function(code: &mut String, key: &str, number: usize, english: &str) {
    let names = placeholders(english);
    let arguments: String = names.iter().map(|name| format!(", {name}: &str")).collect();
    let result = if names.is_empty() { "&'static str" } else { "String" };
    let text = format!("of(lang, {number}, {english:?})");
    let body = if names.is_empty() {
        text
    } else {
        let pairs: Vec<_> = names.iter().map(|name| format!("({name:?}, {name})")).collect();
        format!("fill({text}, &[{}])", pairs.join(", "))
    };
    let _ = writeln!(code, "/// {}", english.replace('[', "(").replace(']', ")"));
    let _ =
        writeln!(code, "#[must_use]\npub fn {key}(lang: Lang{arguments}) -> {result} {{ {body} }}");
}
