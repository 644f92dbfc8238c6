//! The command line: serve, import a meeting, make and revoke links, print records, export and verify
//! journals.

mod compile;
mod links;
mod recording;
mod settings;

use anyhow::Context;
use clap::{Parser, Subcommand};
use compile::Compile;
use links::Invite;
use recording::Recording;
use rostrum_proto::id::MeetingId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::event::{Event, Record};
use rostrum_server::backup;
use rostrum_server::clock::Clock;
use rostrum_server::contents::{self, Contents};
use rostrum_server::data;
use rostrum_server::doctor;
use rostrum_server::issued;
use rostrum_server::journal::export::Verified;
use rostrum_server::journal::{export, heads, sqlite};
use rostrum_server::meeting_file;
use rostrum_server::papers::{self, PaperFormat, press_beside};
use rostrum_server::serve::Server;
use rostrum_server::store;
use rostrum_server::supervised;
use rostrum_server::taker;
use rostrum_server::telemetry;
use settings::Serve;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

/// Formal meetings by video: who may speak, in what order, for how long, on record.
#[derive(Parser)]
#[command(version)]
struct Cli {
    /// The data folder: journal, links and signing key.
    #[arg(long, global = true, default_value = "data", env = "ROSTRUM_DATA")]
    data: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server until Ctrl-C.
    Serve(Serve),
    /// Convene a meeting from a file.
    Import {
        /// The meeting file (JSON).
        file: PathBuf,
    },
    /// Make a link for a participant.
    Invite(Invite),
    /// List a meeting's links, without their codes.
    Invitations {
        /// The meeting.
        meeting: MeetingId,
    },
    /// Revoke a link; its connections close within a second.
    Revoke {
        /// The link's id, as listed by `invitations`.
        invitation: String,
    },
    /// Print the record of a meeting so far: attendance, interventions, rulings, votes, speaking times.
    Record {
        /// The meeting.
        meeting: MeetingId,
        /// Output format: html, docx, pdf or json.
        #[arg(long, default_value = "html")]
        format: PaperFormat,
        /// Language (ar, zh, en, fr, ru, es); JSON has every name in every language available.
        #[arg(long, default_value = "en", value_parser = parse_lang)]
        lang: Lang,
    },
    /// Take the text out of the file on standard input; the server does so with each that is sent.
    #[command(name = taker::COMMAND, hide = true)]
    TakeText,
    /// Print the compilation of a meeting's statements: the President's letter and the annexes.
    Compile(Compile),
    /// Import a document for a meeting, such as its notice.
    #[command(subcommand)]
    Document(Document),
    /// List, take out or verify a meeting's recording.
    Recording {
        /// The folder of recordings, if the server was given another than the default.
        #[arg(long, value_name = "FOLDER", global = true)]
        recordings: Option<PathBuf>,
        #[command(subcommand)]
        asked: Recording,
    },
    /// Export or verify a meeting's journal.
    #[command(subcommand)]
    Journal(Journal),
    /// Check this machine before a meeting: ports, addresses, clock, disk, certificate. Takes the options of `serve`.
    Doctor {
        /// Check only that the server at this URL is ready, for example http://127.0.0.1:8080.
        #[arg(long, value_name = "URL")]
        ready: Option<String>,
        #[command(flatten)]
        serve: Serve,
    },
    /// Back up all meetings and links to a new file; the server may be running.
    Backup {
        /// The file to write; must not exist yet.
        file: PathBuf,
    },
    /// Restore a backup into an empty data folder.
    Restore {
        /// The backup file.
        file: PathBuf,
    },
}

#[derive(Subcommand)]
enum Document {
    /// Import a version of a document: text, Markdown, DOCX or ODT. The server may be running.
    Import {
        /// The meeting.
        meeting: MeetingId,
        /// The name in its address, for example notice.
        name: String,
        /// The file.
        file: PathBuf,
        /// The language of the file (ar, zh, en, fr, ru, es).
        #[arg(long, value_parser = parse_lang)]
        lang: Lang,
        /// Its symbol, for example S/2020/754.
        #[arg(long)]
        symbol: Option<String>,
        /// Its date, for example 2020-07-30.
        #[arg(long)]
        date: Option<String>,
        /// To whom it is distributed; General if nothing is said.
        #[arg(long)]
        distribution: Option<String>,
        /// The language in which it was written; that of the first file if nothing is said.
        #[arg(long, value_parser = parse_lang)]
        original: Option<Lang>,
    },
}

#[derive(Subcommand)]
enum Journal {
    /// Print a meeting's journal, one JSON object per line.
    Export {
        /// The meeting.
        meeting: MeetingId,
    },
    /// Prove that a meeting's journal is unaltered and, given a last hash noted elsewhere, complete.
    Verify {
        /// The meeting.
        meeting: MeetingId,
        /// The last hash, as noted earlier: the journal must end in it.
        #[arg(long, value_name = "HASH")]
        ends_in: Option<String>,
    },
}

fn parse_lang(tag: &str) -> Result<Lang, String> {
    Lang::from_tag(tag).ok_or_else(|| "expected ar, zh, en, fr, ru or es".into())
}

#[tokio::main]
async fn main() -> ExitCode {
    match obey(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // Read by people: a place in the source would tell them nothing.
            eprintln!("rostrum: {why:#}");
            ExitCode::FAILURE
        }
    }
}

async fn obey(cli: Cli) -> anyhow::Result<()> {
    let clock = Clock::system();
    match cli.command {
        Command::Serve(_) | Command::Import { .. } | Command::Doctor { .. } => {}
        Command::Restore { .. } | Command::TakeText => {}
        Command::Invite(_) | Command::Invitations { .. } | Command::Revoke { .. } => {
            data::must_be_there(&cli.data)?;
        }
        Command::Record { .. } | Command::Journal(_) | Command::Backup { .. } => {
            data::must_be_there(&cli.data)?;
        }
        Command::Document(_) | Command::Compile(_) | Command::Recording { .. } => {
            data::must_be_there(&cli.data)?;
        }
    }
    match cli.command {
        Command::TakeText => taker::run(std::io::stdin().lock(), std::io::stdout().lock()),
        Command::Serve(serve) => run(cli.data, clock, serve).await,
        Command::Import { file } => import(&cli.data, clock, &file),
        Command::Invite(invite) => links::make(&cli.data, invite),
        Command::Invitations { meeting } => links::list(&cli.data, &meeting),
        Command::Revoke { invitation } => links::revoke(&cli.data, clock, &invitation),
        Command::Record { meeting, format, lang } => {
            let db = store::open(&cli.data)?;
            export::verify(&db, &meeting)?;
            let records = sqlite::read_records(&db, &meeting, 0, u64::MAX, u32::MAX)?;
            let press = press_beside(&std::env::current_exe().context("finding this program")?);
            let record = papers::record(&records, format, lang, &press)?
                .with_context(|| format!("there is no meeting {meeting}; import it first"))?;
            std::io::stdout().lock().write_all(&record)?;
            Ok(())
        }
        Command::Doctor { ready: Some(url), .. } => {
            write!(std::io::stdout(), "{}", doctor::ready(&url)?)?;
            Ok(())
        }
        Command::Doctor { ready: None, serve } => {
            let findings = doctor::examine(&serve.config(cli.data, clock)?);
            for finding in &findings {
                writeln!(std::io::stdout(), "{finding}")?;
            }
            let bad = findings.iter().filter(|f| f.verdict == doctor::Verdict::Bad).count();
            anyhow::ensure!(bad == 0, "{bad} of these must be fixed before a meeting");
            Ok(())
        }
        Command::Backup { file } => {
            say_proved(&backup::back_up(&cli.data, &file)?)?;
            writeln!(std::io::stdout(), "{} is whole", file.display())?;
            Ok(())
        }
        Command::Restore { file } => {
            say_proved(&backup::restore(&file, &cli.data)?)?;
            writeln!(std::io::stdout(), "restored into {}", cli.data.display())?;
            Ok(())
        }
        Command::Compile(compile) => compile::run(&cli.data, compile),
        Command::Recording { recordings, asked } => recording::run(&cli.data, recordings, &asked),
        Command::Document(Document::Import {
            meeting,
            name,
            file,
            lang,
            symbol,
            date: dated,
            distribution,
            original,
        }) => {
            let import = issued::Import { name, lang, symbol, dated, distribution, original };
            let document = issued::import(&cli.data, &meeting, &import, &file)?;
            let languages: Vec<_> = document.versions.keys().map(|lang| lang.code()).collect();
            writeln!(
                std::io::stdout(),
                "{} of {meeting} is here in {}",
                document.symbol,
                languages.join(", ")
            )?;
            Ok(())
        }
        Command::Journal(Journal::Export { meeting }) => {
            let out = std::io::stdout().lock();
            export::export(&store::open(&cli.data)?, &meeting, &mut std::io::BufWriter::new(out))
        }
        Command::Journal(Journal::Verify { meeting, ends_in }) => {
            let db = store::open(&cli.data)?;
            let verified = export::verify(&db, &meeting)?;
            export::check_tables(&db).with_context(|| {
                format!("{} records of {meeting} are unbroken, but", verified.records)
            })?;
            if let Some(known) = ends_in {
                anyhow::ensure!(
                    known == verified.hash,
                    "the journal of {meeting} ends in {}, not in {known}: records at its end are missing, \
                     or were added since",
                    verified.hash
                );
            }
            say_proved(&[(meeting.clone(), verified)])?;
            say_contents(&db, &Contents::of(&cli.data), &meeting)
        }
    }
}

fn say_proved(proved: &[(MeetingId, Verified)]) -> anyhow::Result<()> {
    for (meeting, verified) in proved {
        writeln!(
            std::io::stdout(),
            "{meeting}: {} records, unbroken, ends in {}",
            verified.records,
            verified.hash
        )?;
    }
    Ok(())
}

/// What is not there of what a meeting's journal names, and what is there that no journal names.
fn say_contents(
    db: &rusqlite::Connection,
    contents: &Contents,
    meeting: &MeetingId,
) -> anyhow::Result<()> {
    let records = sqlite::read_records(db, meeting, 0, u64::MAX, u32::MAX)?;
    let missing = contents.missing(contents::named(&records));
    anyhow::ensure!(
        missing.is_empty(),
        "texts or files of {meeting} are not as they were; restore them from a backup: {}",
        missing.join("; ")
    );
    let mut known = std::collections::BTreeSet::new();
    for meeting in heads::meetings(db)? {
        let records = sqlite::read_records(db, &meeting, 0, u64::MAX, u32::MAX)?;
        known.extend(contents::named(&records).cloned());
    }
    let unnamed = contents.all()?.into_iter().filter(|kept| !known.contains(kept)).count();
    if unnamed > 0 {
        writeln!(
            std::io::stdout(),
            "{unnamed} texts or files are kept that no journal names: they were uploaded and not submitted"
        )?;
    }
    Ok(())
}

async fn run(data: PathBuf, clock: Clock, serve: Serve) -> anyhow::Result<()> {
    telemetry::start_logging(serve.log);
    let server = Server::start(serve.config(data, clock)?).await?;
    supervised::ready();
    let alive = tokio::spawn(supervised::say_alive());
    let (mut terminate, mut hang_up) =
        (signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
    loop {
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => break interrupted?,
            _ = terminate.recv() => break,
            _ = hang_up.recv() => {
                supervised::reloading();
                server.reload().await;
                supervised::ready();
            }
        }
    }
    supervised::stopping();
    server.stop().await;
    alive.abort();
    Ok(())
}

fn import(folder: &std::path::Path, clock: Clock, file: &std::path::Path) -> anyhow::Result<()> {
    let setup = meeting_file::read(file)?;
    let id = setup.id.clone();
    let mut db = store::open(folder)?;
    let mut transaction = db.transaction()?;
    let known = sqlite::read_records(&transaction, &id, 0, u64::MAX, 1)?;
    anyhow::ensure!(
        known.is_empty(),
        "the meeting {id} is already in {}; it was left as it is",
        folder.display()
    );
    let event = Event::Convened { setup: Box::new(setup) };
    let record = Record { seq: 1, at: clock.now(), by: None, event };
    sqlite::insert(transaction.savepoint()?, &id, 0, &[record])
        .map_err(|e| anyhow::anyhow!(e.to_string()))?;
    transaction.commit()?;
    drop(db);
    data::give_to_its_owner(folder)?;
    writeln!(std::io::stdout(), "convened {id}")?;
    Ok(())
}
