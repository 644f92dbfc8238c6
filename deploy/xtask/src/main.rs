//! `cargo xtask build | demo | test …`: the whole project by one command each.

mod build;
mod demo;
mod install;
mod rehearsal;
mod test;

use anyhow::Context;
use std::path::{Path, PathBuf};
use std::process::Command;

const USAGE: &str = "cargo xtask build   build the server with the client included
cargo xtask demo    build, start a server with the meeting of 6 August 2020, print the links
                    --rehearsal: everybody but the President comes and speaks by themselves; [--port N]
cargo xtask press   build the press, which prints documents as PDF: minutes, and only when it changes
cargo xtask test    run all checks and tests; install missing tools where possible
cargo xtask sim     simulate whole meetings on a virtual network: --seeds N, or --seed S for one
cargo xtask soak    sound and picture of real browsers on bad networks: [SECONDS] [PART OF A NAME]
                    [--voice FILE.wav]
cargo xtask words   run the tests and list the words of the interface that none of them shows
cargo xtask bench   measure: sizes, latencies, processor time and memory (or one of: command, commits,
                    filters, public, crowd, forwarding, browsers, rows, documents, start)";

fn main() -> anyhow::Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("build") => build::everything().map(|server| println!("{}", server.display())),
        Some("demo") if std::env::args().any(|argument| argument == "--rehearsal") => {
            rehearsal::run()
        }
        Some("demo") => demo::run(),
        Some("press") => build::press().map(|press| println!("{}", press.display())),
        Some("test") => test::run(),
        Some("sim") => test::sim(),
        Some("soak") => test::soak(),
        Some("words") => test::words(),
        Some("bench") => test::bench(),
        _ => {
            println!("{USAGE}");
            Ok(())
        }
    }
}

/// The top of the project.
fn root() -> PathBuf {
    // This package is deploy/xtask.
    let up = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    up.expect("two folders above its own").to_path_buf()
}

/// Where cargo builds.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// `cargo` in the project, as if it had been called by hand: what is said of this package in the environment
/// would make the cryptography and all that stands on it be built anew at every change between the two.
fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    command.current_dir(root()).args(arguments);
    for (name, _) in std::env::vars_os() {
        let ours =
            |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
        if name.to_str().is_some_and(ours) {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command and fails if it fails.
fn run(command: &mut Command) -> anyhow::Result<()> {
    let shown = format!("{command:?}");
    let status = command.status().with_context(|| format!("starting {shown}"))?;
    anyhow::ensure!(status.success(), "{shown} failed ({status})");
    Ok(())
}
