//! Rehearses many seeds: `sim --seeds 10000 [--from 1] [--clients 20]`, or one with its minutes: `sim --seed 7`.

use anyhow::Context;
use rostrum_tests::sim::{Failure, rehearse};
use std::time::Instant;

struct Wanted {
    from: u64,
    seeds: u64,
    clients: usize,
}

fn wanted() -> anyhow::Result<Wanted> {
    let mut wanted = Wanted { from: 1, seeds: 200, clients: 20 };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value =
            arguments.next().with_context(|| format!("{name}: expected a number after it"))?;
        let value: u64 = value.parse().with_context(|| format!("{name}: {value} is no number"))?;
        match name.as_str() {
            "--seeds" => wanted.seeds = value,
            "--from" => wanted.from = value,
            "--seed" => (wanted.from, wanted.seeds) = (value, 1),
            "--clients" => wanted.clients = value as usize,
            other => anyhow::bail!("{other}: expected --seeds, --from, --seed or --clients"),
        }
    }
    Ok(wanted)
}

fn main() -> anyhow::Result<()> {
    let Wanted { from, seeds, clients } = wanted()?;
    let begun = Instant::now();
    let (mut records, mut accepted, mut crashes) = (0, 0, 0);
    for seed in from..from + seeds {
        match rehearse(seed, clients) {
            Ok(done) => {
                records += done.records;
                accepted += done.accepted;
                crashes += done.crashes;
            }
            Err(failure) => {
                let Failure { seed, why, minutes } = *failure;
                anyhow::bail!(
                    "{minutes}\nseed {seed}: {why}\nAgain: cargo xtask sim --seed {seed} --clients {clients}"
                );
            }
        }
    }
    let took = begun.elapsed();
    println!(
        "{seeds} meetings of {clients} clients held: {records} records, {accepted} commands done, {crashes} \
         crashes, in {:.1} s, {:.1} ms each",
        took.as_secs_f64(),
        took.as_secs_f64() * 1000.0 / seeds as f64
    );
    Ok(())
}
