//! Everything that must pass, the fast things first.

use crate::{build, cargo, install};

/// Runs all tests.
fn run_all(steps: &[&[&str]]) -> anyhow::Result<()> {
    for step in steps {
        println!("\n== cargo {}", step.join(" "));
        crate::run(&mut cargo(step))?;
    }
    Ok(())
}

/// `cargo xtask test`.
pub fn run() -> anyhow::Result<()> {
    run_all(&[&["fmt", "--check"], &["test", "--package", "rostrum-proto"]])?;
    build::client()?;
    install::browser()?;
    install::axe()?;
    run_all(&[
        &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
        &["test", "--workspace"],
    ])
}

/// `cargo xtask bench`: so far only what a browser has to load.
pub fn bench() -> anyhow::Result<()> {
    build::client()?;
    println!("client, brotli:");
    let sizes = build::sizes()?;
    for (name, bytes) in &sizes {
        println!("  {name:<18} {bytes:>7} bytes");
    }
    println!("  {:<18} {:>7} bytes", "together", sizes.iter().map(|(_, b)| b).sum::<u64>());
    Ok(())
}
