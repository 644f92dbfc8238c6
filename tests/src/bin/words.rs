//! Asks which words of the interface no test has shown: `words FOLDER CATALOGUE`.

use anyhow::Context;
use rostrum_tests::shown::Shown;
use std::path::Path;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, catalogue] = &arguments[..] else {
        anyhow::bail!("expected: words FOLDER CATALOGUE")
    };
    let shown = Shown::read(Path::new(folder)).with_context(|| format!("reading {folder}"))?;
    let english = std::fs::read(catalogue).with_context(|| format!("reading {catalogue}"))?;
    let english =
        serde_json::from_slice(&english).with_context(|| format!("reading {catalogue}"))?;
    let missing = shown.missing(&english);
    for key in &missing {
        println!("{key}: {}", english[*key]);
    }
    anyhow::ensure!(
        missing.is_empty(),
        "{} of {} texts are shown by no test",
        missing.len(),
        english.len()
    );
    println!("every one of {} texts is shown by a test", english.len());
    Ok(())
}
