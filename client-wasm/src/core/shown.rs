//! Which words the tests show: every test that calls for a text leaves its number in a folder, and `cargo xtask words`
//! lists the texts that none has shown.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::Mutex;

/// The folder, as `cargo xtask words` names it to the tests.
pub const FOLDER: &str = "ROSTRUM_WORDS";

static SHOWN: Mutex<BTreeSet<usize>> = Mutex::new(BTreeSet::new());

/// Notes the text of this number, in the order of the keys, the first time that this process shows it.
pub fn note(number: usize) {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    if !SHOWN.lock().is_ok_and(|mut shown| shown.insert(number)) {
        return;
    }
    let file = std::path::Path::new(&folder).join(format!("{}.numbers", std::process::id()));
    let opened = std::fs::OpenOptions::new().create(true).append(true).open(file);
    // A test does not fail for a note that could not be taken; the text then counts as not shown.
    drop(opened.and_then(|mut file| writeln!(file, "{number}")));
}
