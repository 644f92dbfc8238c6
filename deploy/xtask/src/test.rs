//! Everything that must pass, the fast things first.

use crate::{build, cargo, install, target};

/// Our own code is built by Clippy, as `cargo clippy -- -D warnings` would look through it: what comes out is the same, and
/// nothing is read a second time, our dependencies least of all.
const LINTED: [(&str, &str); 2] = [
    ("RUSTC_WORKSPACE_WRAPPER", "clippy-driver"),
    ("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__"),
];

/// Runs all tests.
fn run_all(steps: &[&[&str]]) -> anyhow::Result<()> {
    for step in steps {
        println!("\n== cargo {}", step.join(" "));
        crate::run(cargo(step).envs(LINTED))?;
    }
    Ok(())
}

/// `cargo xtask test`.
pub fn run() -> anyhow::Result<()> {
    run_all(&[&["fmt", "--check"]])?;
    // What waits for the network, and what is linked on one core alone, go beside the tests of the rules.
    std::thread::scope(|beside| {
        let client = beside.spawn(build::client);
        let installed = beside.spawn(|| {
            install::browser()?;
            install::servers()?;
            install::axe()
        });
        // Of the whole workspace, so that what is built for them is what all the others need.
        let rules = run_all(&[&["test", "--workspace", "--test", "rules"]]);
        for done in [installed.join(), client.join()] {
            done.unwrap_or_else(|why| std::panic::resume_unwind(why))?;
        }
        rules
    })?;
    // All of it, whatever fails: who mends one fault wants to know of the others.
    run_all(&[&["test", "--workspace", "--no-fail-fast"], &["build", "--workspace", "--benches"]])
}

/// `cargo xtask sim`: whole meetings on a virtual network, by their seeds.
pub fn sim() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(2).collect();
    // Many are run as fast as they can be; one is looked at with the checks on, as the tests run it.
    let one = arguments.iter().any(|argument| argument == "--seed");
    let build: &[&str] = if one { &[] } else { &["--release"] };
    let mut sim = cargo(&["run", "--quiet", "--package", "rostrum-tests", "--bin", "sim"]);
    crate::run(sim.args(build).arg("--").args(arguments))
}

/// `cargo xtask soak`: what becomes of sound and picture on bad networks.
pub fn soak() -> anyhow::Result<()> {
    build::client()?;
    install::browser()?;
    let arguments = ["run", "--package", "rostrum-tests", "--bin", "soak", "--"];
    crate::run(cargo(&arguments).args(std::env::args().skip(2)))
}

/// `cargo xtask words`: which words of the interface no test shows.
pub fn words() -> anyhow::Result<()> {
    let folder = target().join("words");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    build::client()?;
    install::browser()?;
    install::axe()?;
    for package in ["rostrum-client", "rostrum-tests"] {
        let mut test = cargo(&["test", "--no-fail-fast", "--package", package]);
        crate::run(test.env("ROSTRUM_WORDS", &folder))?;
    }
    let mut list = cargo(&["run", "--quiet", "--package", "rostrum-tests", "--bin", "words", "--"]);
    crate::run(list.arg(folder).arg(crate::root().join("client-wasm/locales/en.json")))
}

/// `cargo xtask bench`: what a browser has to load, then the server as it is released.
pub fn bench() -> anyhow::Result<()> {
    build::client()?;
    sizes()?;
    install::browser()?;
    crate::run(&mut cargo(&["build", "--release", "--package", "rostrum-server"]))?;
    let program = target().join("release/rostrum");
    let arguments = ["run", "--package", "rostrum-tests", "--bin", "bench", "--"];
    crate::run(cargo(&arguments).arg(program).args(std::env::args().skip(2)))
}

fn sizes() -> anyhow::Result<()> {
    println!("client, brotli:");
    let sizes = build::sizes()?;
    for (name, bytes) in &sizes {
        println!("  {name:<18} {bytes:>7} bytes");
    }
    println!("  {:<18} {:>7} bytes", "together", sizes.iter().map(|(_, b)| b).sum::<u64>());
    Ok(())
}
