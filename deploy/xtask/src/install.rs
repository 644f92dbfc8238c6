//! What the project needs of a machine: installed where that is possible, named exactly where not.

use crate::run;
use anyhow::Context;
use std::path::Path;
use std::process::Command;

/// The Rust target of the client.
pub fn wasm_target() -> anyhow::Result<()> {
    let listed = Command::new("rustup").args(["target", "list", "--installed"]).output();
    let there = |text: &[u8]| String::from_utf8_lossy(text).contains("wasm32-unknown-unknown");
    match listed {
        Ok(listed) if there(&listed.stdout) => Ok(()),
        Ok(_) => run(Command::new("rustup").args(["target", "add", "wasm32-unknown-unknown"])),
        // Without rustup the toolchain brings its targets, or the build says what is missing.
        Err(_) => Ok(()),
    }
}

/// The browser of the tests, its driver, and fonts for the languages.
pub fn browser() -> anyhow::Result<()> {
    packages(&[
        ("chromium", "/usr/bin/chromium"),
        ("chromium-driver", "/usr/bin/chromedriver"),
        ("fonts-noto-core", "/usr/share/fonts/truetype/noto"),
        ("fonts-noto-cjk", "/usr/share/fonts/opentype/noto"),
        // Takes the text out of a PDF again.
        ("poppler-utils", "/usr/bin/pdftotext"),
    ])
}

/// The proxies and the relay for which there are samples, to be tried with them.
pub fn servers() -> anyhow::Result<()> {
    packages(&[
        ("nginx-light", "/usr/sbin/nginx"),
        ("caddy", "/usr/bin/caddy"),
        ("haproxy", "/usr/sbin/haproxy"),
        ("coturn", "/usr/bin/turnserver"),
    ])
}

/// Debian's packages, each with a path by which it is known to be there.
fn packages(needed: &[(&str, &str)]) -> anyhow::Result<()> {
    let missing: Vec<_> = needed
        .iter()
        .filter(|(_, path)| !Path::new(path).exists())
        .map(|(name, _)| *name)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout == b"0\n");
    let install = format!("apt-get install --yes --no-install-recommends {}", missing.join(" "));
    anyhow::ensure!(root, "the tests need {}. Install them: sudo {install}", missing.join(", "));
    run(Command::new("apt-get").arg("update"))?;
    run(Command::new("sh").args(["-c", &install]).env("DEBIAN_FRONTEND", "noninteractive"))
}

/// The version of axe-core that judges the screens.
const AXE: &str = "axe-core@4.11.0";

/// axe-core, into cargo's target folder.
pub fn axe() -> anyhow::Result<()> {
    let folder = crate::target().join("npm");
    if folder.join("node_modules/axe-core/axe.min.js").exists() {
        return Ok(());
    }
    std::fs::create_dir_all(&folder)?;
    run(Command::new("npm")
        .args(["install", "--no-save", "--no-audit", "--no-fund", AXE, "--prefix"])
        .arg(&folder))
    .context(
        "the tests of the screens need axe-core, and npm to install it: sudo apt-get install npm",
    )
}
