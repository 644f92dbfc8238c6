//! The client for the browser, then the server that carries it.

use crate::{cargo, install, root, run, target};
use anyhow::Context;
use std::io::Write;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

const PAGES: [(&str, &str); 13] = [
    ("index.html", "index.html"),
    ("boot.js", "boot.js"),
    ("style.css", "rostrum.css"),
    ("controls.css", "controls.css"),
    ("desk.css", "desk.css"),
    ("documents.css", "documents.css"),
    ("windows.css", "windows.css"),
    ("favicon.svg", "favicon.svg"),
    ("locales/ar.json", "ar.json"),
    ("locales/zh.json", "zh.json"),
    ("locales/fr.json", "fr.json"),
    ("locales/ru.json", "ru.json"),
    ("locales/es.json", "es.json"),
];

/// Where the built client lies; the server's build looks there.
fn client_folder() -> PathBuf {
    target().join("client")
}

/// Builds client and server, and gives the server's program.
pub fn everything() -> anyhow::Result<PathBuf> {
    client()?;
    run(&mut cargo(&["build", "--package", "rostrum-server"]))?;
    Ok(target().join("debug/rostrum"))
}

/// Builds the press as it is released, and gives its program. On its own, for it takes longer than all the rest; the
/// server finds it there when it is asked for a PDF.
pub fn press() -> anyhow::Result<PathBuf> {
    run(&mut cargo(&["build", "--release", "--package", "rostrum-press"]))?;
    Ok(target().join("release/rostrum-press"))
}

/// Builds the client: wasm, its glue, and each file compressed.
pub fn client() -> anyhow::Result<()> {
    install::wasm_target()?;
    let arguments = ["build", "--package", "rostrum-client", "--target", "wasm32-unknown-unknown"];
    run(cargo(&arguments).args(["--profile", "wasm"]))?;
    let wasm = target().join("wasm32-unknown-unknown/wasm/rostrum_client.wasm");
    let glue = target().join("client-glue");
    Bindgen::new()
        .input_path(&wasm)
        .web(true)?
        .out_name("rostrum")
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&glue)
        .with_context(|| format!("binding {}", wasm.display()))?;
    let folder = client_folder();
    std::fs::create_dir_all(&folder)?;
    let module = read(&glue.join("rostrum_bg.wasm"))?;
    for (from, to) in PAGES {
        let mut text = read(&root().join("client-wasm").join(from))?;
        if to == "boot.js" {
            // So that it can tell how much of it has come.
            let with_size =
                String::from_utf8(text)?.replace("WASM_BYTES", &module.len().to_string());
            text = with_size.into_bytes();
        }
        publish(&text, &folder.join(to))?;
    }
    publish(&read(&glue.join("rostrum.js"))?, &folder.join("rostrum.js"))?;
    publish(&module, &folder.join("rostrum_bg.wasm"))
}

/// The compressed size of each file that a browser loads, in bytes.
pub fn sizes() -> anyhow::Result<Vec<(String, u64)>> {
    let mut sizes = Vec::new();
    for entry in std::fs::read_dir(client_folder())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(name) = name.strip_suffix(".br") {
            sizes.push((name.to_owned(), entry.metadata()?.len()));
        }
    }
    sizes.sort();
    Ok(sizes)
}

fn read(from: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(from).with_context(|| format!("reading {}", from.display()))
}

/// Writes a file and compresses it beside; leaves both alone if nothing has changed, so that the
/// server is not built again.
fn publish(text: &[u8], to: &Path) -> anyhow::Result<()> {
    let packed = PathBuf::from(format!("{}.br", to.display()));
    if std::fs::read(to).is_ok_and(|old| old == text) && packed.exists() {
        return Ok(());
    }
    std::fs::write(to, text)?;
    let mut out = brotli::CompressorWriter::new(std::fs::File::create(&packed)?, 64 * 1024, 11, 22);
    out.write_all(text)?;
    out.flush()?;
    Ok(())
}
