//! Embeds the client that `cargo xtask build` has put into the folder `client` of cargo's target folder.
//! Without it the server is built without a client, and says so on its start page.

use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

const FILES: [(&str, &str); 15] = [
    ("index.html", "text/html; charset=utf-8"),
    ("boot.js", "text/javascript"),
    ("rostrum.js", "text/javascript"),
    ("rostrum_bg.wasm", "application/wasm"),
    ("rostrum.css", "text/css"),
    ("controls.css", "text/css"),
    ("desk.css", "text/css"),
    ("documents.css", "text/css"),
    ("windows.css", "text/css"),
    ("favicon.svg", "image/svg+xml"),
    ("ar.json", "application/json"),
    ("zh.json", "application/json"),
    ("fr.json", "application/json"),
    ("ru.json", "application/json"),
    ("es.json", "application/json"),
];

fn main() {
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    // <target>/<profile>/build/<package>/out
    let target = Path::new(&out).ancestors().nth(4).expect("cargo's own layout");
    let folder = target.join("client");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut arms = String::new();
    // A client of an earlier build may lack a file that this server wants.
    let whole = FILES.iter().all(|(name, _)| folder.join(format!("{name}.br")).exists());
    if whole {
        for (name, kind) in FILES {
            let plain = folder.join(name);
            let brotli = folder.join(format!("{name}.br"));
            println!("cargo::rerun-if-changed={}", plain.display());
            let content = std::fs::read(&plain).expect("it was there a moment ago");
            let mut hasher = DefaultHasher::new();
            content.hash(&mut hasher);
            // Weak: compressed or not, it is the same.
            let tag = format!("W/\"{:016x}\"", hasher.finish());
            let route = if name == "index.html" { "" } else { name };
            writeln!(
                arms,
                "\"/{route}\" => Asset {{ kind: {kind:?}, tag: {tag:?}, plain: include_bytes!({plain:?}), brotli: include_bytes!({brotli:?}) }},"
            )
            .expect("a string takes all");
        }
    }
    let body = match arms.is_empty() {
        true => "let _ = path; None".to_owned(),
        false => format!("Some(match path {{ {arms} _ => return None }})"),
    };
    let code = format!(
        "/// The file at a path; `None` if the client has none there.\n\
         #[must_use]\npub fn asset(path: &str) -> Option<Asset> {{ {body} }}"
    );
    std::fs::write(Path::new(&out).join("assets.rs"), code).expect("writing the list of assets");
}
