//! Tidiness: how long files are, who may import whom, and who may read a clock. A failure names the file
//! and the rule.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops where it is")]

use rostrum_tests::imports::{depth, imported};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const MAX_FILE_LINES: usize = 400;

/// Files that declare a vocabulary and do nothing: one variant a thing, however many things there are.
const VOCABULARIES: [(&str, usize); 2] =
    [("proto/src/meeting/event.rs", 770), ("proto/src/meeting/command.rs", 520)];

/// Folder or file, and what it may import of its own crate. Imports of itself are always allowed.
const IMPORTS: [(&str, &[&str]); 138] = [
    ("proto/src/read.rs", &[]),
    ("proto/src/read", &[]),
    ("proto/src/alphabet.rs", &[]),
    ("proto/src/decode.rs", &[]),
    ("proto/src/digest.rs", &["read"]),
    ("proto/src/line.rs", &[]),
    ("proto/src/id.rs", &["read"]),
    ("proto/src/time.rs", &["read"]),
    ("proto/src/lang.rs", &["read", "line"]),
    ("proto/src/role.rs", &["read"]),
    ("proto/src/message.rs", &[]),
    ("proto/src/named.rs", &[]),
    ("proto/src/file_name.rs", &[]),
    ("proto/src/utc.rs", &["time"]),
    ("proto/src/cell.rs", &[]),
    ("proto/src/days_off.rs", &["read", "time", "utc"]),
    ("proto/src/words.rs", &[]),
    ("proto/src/profile", &["line", "read", "id", "lang", "message", "time"]),
    (
        "proto/src/meeting",
        &[
            "alphabet", "days_off", "digest", "line", "named", "read", "id", "time", "lang",
            "role", "profile",
        ],
    ),
    (
        "proto/src/wire",
        &["digest", "line", "meeting", "named", "read", "id", "time", "lang", "role", "profile"],
    ),
    ("record/src/business.rs", &[]),
    ("record/src/lists.rs", &["document", "speeches"]),
    ("record/src/document.rs", &["business", "lists", "spans"]),
    ("record/src/speeches.rs", &["document"]),
    // All seats in their order.
    ("record/src/attendance.rs", &["document", "seats"]),
    ("record/src/interpretation.rs", &["document"]),
    ("record/src/spans.rs", &[]),
    ("record/src/public.rs", &["document", "in_order", "Writer"]),
    ("record/src/clock.rs", &[]),
    ("record/src/paper", &["business", "clock", "document", "lists"]),
    ("documents/src/archive.rs", &["MAX_PART", "NoText"]),
    (
        "documents/src/docx.rs",
        &["archive", "paragraphs", "xml", "Kind", "LeftOut", "NoText", "Taken"],
    ),
    (
        "documents/src/odt.rs",
        &["archive", "paragraphs", "xml", "Kind", "LeftOut", "NoText", "Taken"],
    ),
    ("documents/src/paragraphs.rs", &[]),
    ("documents/src/pdf.rs", &["Kind", "LeftOut", "NoText", "Taken"]),
    ("documents/src/pdf", &["MAX_PART", "NoText"]),
    ("documents/src/xml.rs", &["NoText"]),
    ("paper/src/paper.rs", &[]),
    ("paper/src/text.rs", &[]),
    ("paper/src/direction.rs", &[]),
    ("paper/src/html", &["direction", "paper", "text"]),
    ("paper/src/docx", &["direction", "paper", "text"]),
    ("recording/src/ebml.rs", &[]),
    ("recording/src/fault.rs", &[]),
    ("recording/src/frame.rs", &["vp8"]),
    ("recording/src/index.rs", &["fault", "output"]),
    ("recording/src/mix.rs", &["opus"]),
    ("recording/src/mix", &["opus", "timeline"]),
    ("recording/src/ogg_page.rs", &[]),
    ("recording/src/opus.rs", &[]),
    ("recording/src/opus_file.rs", &["fault", "ogg_page", "opus", "output"]),
    ("recording/src/output.rs", &["fault"]),
    (
        "recording/src/part.rs",
        &["fault", "frame", "index", "mix", "opus", "opus_file", "timeline", "vp8", "webm"],
    ),
    ("recording/src/repair.rs", &["fault"]),
    ("recording/src/repair", &["ebml", "fault", "ogg_page", "opus", "opus_file", "output", "webm"]),
    ("recording/src/timeline.rs", &[]),
    ("recording/src/vp8.rs", &[]),
    ("recording/src/webm.rs", &["fault", "opus", "output", "vp8"]),
    ("recording/src/webm", &["ebml", "fault", "opus", "output"]),
    ("rehearsal/src/attend.rs", &["cast", "http", "knowledge", "person"]),
    ("rehearsal/src/attend", &["call", "cast", "clip", "knowledge", "person"]),
    ("rehearsal/src/call.rs", &["cast", "clip"]),
    ("rehearsal/src/call", &["cast", "clip", "packets"]),
    ("rehearsal/src/cast.rs", &["clip"]),
    ("rehearsal/src/clip.rs", &[]),
    ("rehearsal/src/http.rs", &[]),
    ("rehearsal/src/knowledge.rs", &[]),
    ("rehearsal/src/packets.rs", &[]),
    ("rehearsal/src/person.rs", &["cast"]),
    ("rehearsal/src/person", &["cast"]),
    ("compilation/src/date.rs", &[]),
    ("compilation/src/corrections.rs", &[]),
    ("compilation/src/numeral.rs", &[]),
    ("compilation/src/words.rs", &["numeral", "six"]),
    ("compilation/src/point.rs", &["date"]),
    ("compilation/src/facts.rs", &["date", "point"]),
    ("compilation/src/journal.rs", &["date", "facts"]),
    ("compilation/src/order.rs", &["facts"]),
    ("compilation/src/points.rs", &["facts", "fill", "order", "point", "words"]),
    ("compilation/src/six.rs", &[]),
    ("compilation/src/fill.rs", &["date", "facts", "words"]),
    ("compilation/src/letter.rs", &["facts", "fill", "order", "words"]),
    ("compilation/src/compile.rs", &["date", "facts", "fill", "letter", "order", "words"]),
    ("server/press/src/families.rs", &[]),
    ("server/press/src/wanted.rs", &[]),
    ("server/press/src/marks.rs", &[]),
    ("server/press/src/limits.rs", &["Failure"]),
    ("server/press/src/job.rs", &["Failure"]),
    ("server/press/src/fonts.rs", &["families", "wanted", "Failure"]),
    ("server/press/src/letters.rs", &["fonts", "wanted"]),
    ("server/press/src/printable.rs", &["fonts", "letters", "wanted"]),
    ("server/press/src/world.rs", &["fonts", "Failure"]),
    ("server/press/src/typeset.rs", &["fonts", "marks", "printable", "world", "Failure"]),
    ("server/src/clock.rs", &[]),
    ("server/src/compile.rs", &[]),
    ("server/src/compiling.rs", &["contents"]),
    ("server/src/press.rs", &[]),
    ("server/src/papers.rs", &["press"]),
    ("server/src/bundle.rs", &["contents"]),
    ("server/src/config.rs", &["clock"]),
    ("server/src/relay.rs", &["config"]),
    ("server/src/assets.rs", &[]),
    ("server/src/store.rs", &[]),
    ("server/src/identity", &["journal", "store"]),
    ("server/src/journal", &["clock", "store"]),
    ("server/src/desk", &["clock"]),
    ("server/src/media", &["clock"]),
    ("server/src/lots.rs", &[]),
    ("server/src/recorder", &["clock", "media", "space"]),
    ("server/src/recording.rs", &["journal", "recorder", "settings", "store"]),
    ("server/src/room", &["journal", "media", "recorder", "desk", "clock", "lots"]),
    (
        "server/src/signal",
        &[
            "room",
            "desk",
            "identity",
            "journal",
            "bundle",
            "press",
            "clock",
            "compiling",
            "config",
            "contents",
            "drafts",
            "assets",
            "papers",
            "recorder",
            "relay",
            "taker",
            "telemetry",
            "uploads",
        ],
    ),
    ("server/src/backup.rs", &["contents", "data", "journal", "store"]),
    ("server/src/space.rs", &[]),
    ("server/src/contents.rs", &["space"]),
    ("server/src/data.rs", &["contents"]),
    ("server/src/drafts.rs", &["contents"]),
    ("server/src/uploads.rs", &["contents"]),
    (
        "server/src/doctor",
        &[
            "clock", "config", "found", "identity", "journal", "media", "relay", "store", "tls",
            "space",
        ],
    ),
    ("server/src/found.rs", &["contents", "journal", "store"]),
    ("server/src/issued.rs", &["contents", "data", "journal", "store"]),
    (
        "server/src/keeper.rs",
        &["found", "identity", "issued", "journal", "room", "signal", "store"],
    ),
    ("server/src/meeting_file.rs", &[]),
    ("server/src/links.rs", &["clock", "config", "identity", "journal", "meeting_file"]),
    ("server/src/overseer.rs", &["desk", "media", "recorder", "relay", "room", "signal"]),
    ("server/src/settings.rs", &["clock", "config", "signal", "telemetry"]),
    ("server/src/streams.rs", &["media", "signal"]),
    ("server/src/supervised.rs", &[]),
    ("server/src/taker.rs", &[]),
    ("server/src/telemetry.rs", &[]),
    ("server/src/tls.rs", &["config"]),
    ("client-wasm/src/core", &[]),
    ("client-wasm/src/browser", &["core"]),
    ("client-wasm/src/view.rs", &[]),
    ("client-wasm/src/ui", &["app", "core", "view"]),
    ("client-wasm/src/streams.rs", &["browser", "core"]),
    ("client-wasm/src/app.rs", &["browser", "core", "streams", "view"]),
    ("proto/src/lib.rs", &[]),
];

/// Where the parts are.
const PARTS: [&str; 10] = [
    "proto/src",
    "record/src",
    "documents/src",
    "paper/src",
    "compilation/src",
    "recording/src",
    "rehearsal/src",
    "server/press/src",
    "server/src",
    "client-wasm/src",
];

/// What puts a program together from its parts, and may name them all.
const ASSEMBLED: [&str; 13] = [
    "server/press/src/lib.rs",
    "server/press/src/main.rs",
    "compilation/src/lib.rs",
    "documents/src/lib.rs",
    "paper/src/lib.rs",
    "record/src/lib.rs",
    "recording/src/lib.rs",
    "rehearsal/src/lib.rs",
    "rehearsal/src/main.rs",
    "server/src/lib.rs",
    "server/src/main.rs",
    "server/src/serve.rs",
    "client-wasm/src/lib.rs",
];

/// Files that may read a clock.
const CLOCKS: [&str; 4] = [
    "server/src/clock.rs",
    "client-wasm/src/browser/timer.rs",
    // People who take part by themselves: by the clock of this machine.
    "rehearsal/src/attend/visit.rs",
    "rehearsal/src/call/player.rs",
];

/// What reads one.
const READS_A_CLOCK: [&str; 6] = [
    "Instant::now()",
    "SystemTime::now()",
    "Date::now()",
    "Date::new_0()",
    "performance()",
    "OffsetDateTime::now",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// Every source file below a folder of the project, by its path from the top.
fn sources(below: &str) -> Vec<(String, String)> {
    fn walk(path: &Path, found: &mut Vec<PathBuf>) {
        if path.is_file() {
            return found.push(path.to_path_buf());
        }
        for entry in std::fs::read_dir(path).unwrap() {
            walk(&entry.unwrap().path(), found);
        }
    }
    let mut found = Vec::new();
    walk(&root().join(below), &mut found);
    let is_source = |p: &PathBuf| {
        p.extension().is_some_and(|e| e == "rs" || e == "css" || e == "js" || e == "html")
    };
    let named = |p: PathBuf| {
        let name = p.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(p).unwrap())
    };
    let mut sources: Vec<_> = found.into_iter().filter(is_source).map(named).collect();
    sources.sort();
    sources
}

fn everything() -> Vec<(String, String)> {
    [
        "proto",
        "record",
        "documents",
        "paper",
        "compilation",
        "recording",
        "rehearsal",
        "server",
        "client-wasm",
        "deploy",
        "tests",
    ]
    .into_iter()
    .flat_map(sources)
    .collect()
}

#[test]
fn no_file_is_long() {
    let lines = |text: &str| text.lines().count();
    let most = |file: &str| {
        VOCABULARIES
            .iter()
            .find(|(name, _)| *name == file)
            .map_or(MAX_FILE_LINES, |(_, most)| *most)
    };
    let long: Vec<_> = everything()
        .iter()
        .filter(|(file, text)| lines(text) > most(file))
        .map(|(file, text)| format!("{file} has {} lines, at most {}", lines(text), most(file)))
        .collect();
    assert!(long.is_empty(), "split by concept:\n{}", long.join("\n"));
}

#[test]
fn imports_go_one_way() {
    let mut wrong = Vec::new();
    for (place, allowed) in IMPORTS {
        let own = place.rsplit('/').next().unwrap().trim_end_matches(".rs");
        for (file, text) in sources(place) {
            if !file.ends_with(".rs") {
                continue;
            }
            let modules =
                imported(&text, depth(&file)).unwrap_or_else(|why| panic!("{file}: {why}"));
            for module in modules.iter().filter(|module| *module != own) {
                if !allowed.contains(&module.as_str()) {
                    wrong.push(format!("{file} imports {module}; {place} may import {allowed:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports go one way:\n{}", wrong.join("\n"));
}

#[test]
fn every_part_says_what_it_may_import() {
    let part = |file: &str| {
        let (top, below) = file.split_once("src/").unwrap();
        let name = below.split('/').next().unwrap();
        format!("{top}src/{name}")
    };
    let parts = PARTS.into_iter().flat_map(sources);
    let parts: BTreeSet<_> =
        parts.filter(|(file, _)| file.ends_with(".rs")).map(|(file, _)| part(&file)).collect();
    let said = |part: &String| IMPORTS.iter().any(|(place, _)| place == part);
    let silent: Vec<_> =
        parts.iter().filter(|p| !said(p) && !ASSEMBLED.contains(&p.as_str())).collect();
    assert!(silent.is_empty(), "give each a row in IMPORTS: {silent:?}");
}

#[test]
fn clocks_are_read_in_one_place_each() {
    let mut wrong = Vec::new();
    for (file, text) in PARTS.into_iter().flat_map(sources) {
        // Unit tests stand at the end of a file and may make up times.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let read = READS_A_CLOCK.iter().find(|reading| code.contains(**reading));
        if let Some(reading) = read.filter(|_| !CLOCKS.contains(&file.as_str())) {
            wrong.push(format!("{file} says {reading}; only {CLOCKS:?} may"));
        }
    }
    assert!(wrong.is_empty(), "time is an argument:\n{}", wrong.join("\n"));
}

#[test]
fn no_rehearsal_sleeps() {
    let word = concat!("sleep", "(");
    let asleep: Vec<_> = ["tests/tests", "proto/tests", "server/tests"]
        .into_iter()
        .flat_map(sources)
        .filter(|(_, text)| text.contains(word))
        .map(|(file, _)| format!("{file} sleeps; wait for what must come"))
        .collect();
    assert!(asleep.is_empty(), "{}", asleep.join("\n"));
}
