//! The rehearsal: the demo's debate with everybody there but the President, who is whoever opens the link.

use crate::demo::{self, Demo};
use crate::{build, cargo, root, target};
use anyhow::Context;
use std::path::Path;
use std::process::{Child, Command};

/// Those of the meeting file who take part by themselves.
const KNOWN: [&str; 14] = [
    "UNODC-delegate",
    "UNOCT-delegate",
    "TUN-delegate",
    "VNM-delegate",
    "CHN-delegate",
    "DEU-delegate",
    "FRA-delegate",
    "booth-ar-1",
    "booth-zh-1",
    "booth-en-1",
    "booth-fr-1",
    "booth-fr-2",
    "booth-ru-1",
    "booth-es-1",
];
/// Seats to which the meeting file names nobody. India and Switzerland are not on the list, and ask for the floor.
const SEATS: [&str; 11] =
    ["RUS", "ZAF", "EST", "USA", "BEL", "NER", "GBR", "DOM", "VCT", "IND", "CHE"];
/// Booths that need a second interpreter.
const BOOTHS: [(&str, &str); 5] = [
    ("ar", "Arabic booth, interpreter 2"),
    ("zh", "Chinese booth, interpreter 2"),
    ("en", "English booth, interpreter 2"),
    ("ru", "Russian booth, interpreter 2"),
    ("es", "Spanish booth, interpreter 2"),
];
const TECHNICIAN: &str = "Rehearsal: lets everybody in";

/// Builds, imports, prints the links of the President and of the public, and serves with everybody else there until
/// Ctrl-C. The data stays in `data/rehearsal`. With `--port N` it is there, and media at the next port.
pub fn run() -> anyhow::Result<()> {
    let demo = Demo { data: root().join("data/rehearsal"), port: port()? };
    // Before the build, as for the demo.
    demo.is_free()?;
    let program = build::everything()?;
    crate::run(&mut cargo(&["build", "--package", "rostrum-rehearsal"]))?;
    let (links, others) = (demo.data.join("links.txt"), demo.data.join("others.txt"));
    // Written last: when it is there all is.
    if !links.exists() {
        demo.convenes(&program)?;
        demo.invites(&program, others_to_invite(), &others)?;
        let you = ("President (Indonesia)", vec!["--participant", "IDN-chair"]);
        demo.invites(&program, [you, ("The public", vec!["--public"])], &links)?;
    }
    let mut server = demo.serves(&program)?;
    if demo.waits_until_ready(&mut server)? {
        println!("\n{}", std::fs::read_to_string(&links)?);
        println!(
            "You preside: the others come by themselves and are let in. Open the meeting, and call the next speaker."
        );
        demo.says_how_it_ends();
        let mut people = rehearse(&demo, &others)?;
        let ended = demo::ends(&mut server);
        // After Ctrl-C they are gone already.
        drop(people.kill());
        people.wait()?;
        return ended;
    }
    demo::ends(&mut server)
}

fn rehearse(demo: &Demo, others: &Path) -> anyhow::Result<Child> {
    let mut command = Command::new(target().join("debug/rostrum-rehearse"));
    command.arg(format!("http://127.0.0.1:{}", demo.port)).arg("--file").arg(others);
    command.arg("--clips").arg(root().join("deploy/demo/clips"));
    command.spawn().context("starting the others")
}

fn others_to_invite() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    let known = KNOWN.iter().map(|id| (*id, vec!["--participant", *id]));
    let seat = |seat: &&'static str| {
        (*seat, vec!["--role", "delegate", "--seat", seat, "--name", "Rehearsal"])
    };
    let booth = |(booth, name): &(&'static str, &'static str)| {
        (*name, vec!["--role", "interpreter", "--booth", booth, "--name", name])
    };
    let technician = (TECHNICIAN, vec!["--role", "technician", "--name", TECHNICIAN]);
    known.chain(SEATS.iter().map(seat)).chain(BOOTHS.iter().map(booth)).chain([technician])
}

fn port() -> anyhow::Result<u16> {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--port").skip(1);
    arguments
        .next()
        .map_or(Ok(demo::PORT), |port| port.parse().context("--port: expected a number"))
}
