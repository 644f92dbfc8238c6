//! `rostrum-rehearse http://localhost:8080 LINK…`: takes part by each link until Ctrl-C.

use anyhow::Context;
use clap::Parser;
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_rehearsal::attend::{Scene, Wanted, attend};
use rostrum_rehearsal::cast::Clips;
use rostrum_rehearsal::http::Address;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Before the next comes.
const BETWEEN_TWO: Duration = Duration::from_millis(150);
/// How long leaving may take.
const LEAVING: Duration = Duration::from_secs(3);

/// Delegates and interpreters who take part in a meeting by themselves, so that somebody can preside over a debate.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The server, for example http://localhost:8080.
    server: Address,
    /// Links as `rostrum invite` prints them. A link for a delegate, an interpreter or a technician is taken; the others
    /// are for people.
    links: Vec<String>,
    /// A file with a link at the end of each line.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Only delegates of these seats, for example TUN,FRA.
    #[arg(long, value_name = "SEATS", value_delimiter = ',')]
    seats: Option<Vec<SeatId>>,
    /// Only interpreters of these booths, for example fr,es.
    #[arg(long, value_name = "BOOTHS", value_delimiter = ',', value_parser = parse_lang)]
    booths: Option<Vec<Lang>>,
    /// The folder with the clips.
    #[arg(long, value_name = "FOLDER", default_value = "deploy/demo/clips")]
    clips: PathBuf,
}

fn parse_lang(text: &str) -> Result<Lang, String> {
    Lang::from_tag(text).ok_or_else(|| format!("expected ar, zh, en, fr, ru or es, found {text}"))
}

#[tokio::main(worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let file = arguments.file.as_ref().map(|file| {
        std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))
    });
    let file = file.transpose()?.unwrap_or_default();
    let lines = file.lines().chain(arguments.links.iter().map(String::as_str));
    let codes: Vec<_> = lines.filter_map(code).map(str::to_owned).collect();
    anyhow::ensure!(!codes.is_empty(), "no links: expected …/#/join/CODE");
    let (ends, over) = watch::channel(false);
    let scene = Scene {
        server: arguments.server,
        clips: Arc::new(Clips::read(&arguments.clips)?),
        wanted: Wanted { seats: arguments.seats, booths: arguments.booths },
        over,
    };
    let mut people = JoinSet::new();
    for code in codes {
        people.spawn(attend(scene.clone(), code));
        tokio::time::sleep(BETWEEN_TWO).await;
    }
    let all_gone = async { while people.join_next().await.is_some() {} };
    tokio::select! {
        () = all_gone => return Ok(()),
        pressed = tokio::signal::ctrl_c() => pressed?,
    }
    ends.send_replace(true);
    let leaving = async { while people.join_next().await.is_some() {} };
    // Who cannot say goodbye is found gone by the server.
    drop(tokio::time::timeout(LEAVING, leaving).await);
    Ok(())
}

/// The code of a link at the end of a line.
fn code(line: &str) -> Option<&str> {
    let code = line.split("/#/join/").nth(1)?.trim();
    (!code.is_empty()).then_some(code)
}
