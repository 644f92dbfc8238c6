//! The command `compile`: the compilation of a meeting, in a language and a format.

use anyhow::Context;
use clap::Args;
use rostrum_compilation::Date;
use rostrum_compilation::journal::Letter;
use rostrum_proto::id::MeetingId;
use rostrum_proto::lang::Lang;
use rostrum_server::compiling::{blocking, facts};
use rostrum_server::contents::Contents;
use rostrum_server::journal::{export, sqlite};
use rostrum_server::papers::{PaperFormat, press_beside, write};
use rostrum_server::store;
use std::io::Write;
use std::path::Path;

/// Print the compilation of a meeting's statements.
#[derive(Args)]
pub struct Compile {
    /// The meeting.
    meeting: MeetingId,
    /// Its symbol, for example S/2020/791.
    #[arg(long, default_value = "")]
    symbol: String,
    /// The date of the letter, for example 2020-08-11.
    #[arg(long, value_parser = parse_date)]
    date: Date,
    /// Who signs the letter; whoever presides by the meeting's file if nothing is said.
    #[arg(long, value_name = "NAME", requires = "signed_title")]
    signed_by: Option<String>,
    /// The office of who signs it.
    #[arg(long, value_name = "TITLE", requires = "signed_by")]
    signed_title: Option<String>,
    /// Output format: html, docx, pdf or json.
    #[arg(long, default_value = "html")]
    format: PaperFormat,
    /// Language (ar, zh, en, fr, ru, es).
    #[arg(long, default_value = "en", value_parser = super::parse_lang)]
    lang: Lang,
    /// Print it although something in it does not agree, marked as a draft.
    #[arg(long)]
    draft: bool,
}

fn parse_date(text: &str) -> Result<Date, String> {
    Date::try_from(text.to_owned())
}

/// Prints it. What does not agree is said on the standard error.
pub fn run(data: &Path, compile: Compile) -> anyhow::Result<()> {
    let db = store::open(data)?;
    let meeting = &compile.meeting;
    export::verify(&db, meeting)?;
    let records = sqlite::read_records(&db, meeting, 0, u64::MAX, u32::MAX)?;
    let signed = compile.signed_by.zip(compile.signed_title);
    let letter = Letter { symbol: compile.symbol, dated: compile.date, signed };
    let (facts, _) = facts(&records, &Contents::of(data), &letter)
        .with_context(|| format!("there is no meeting {meeting}; import it first"))?;
    let blocking = blocking(&facts);
    for point in &blocking {
        eprintln!("{point}");
    }
    anyhow::ensure!(
        blocking.is_empty() || compile.draft,
        "{} points do not agree: settle them, or print a draft with --draft",
        blocking.len()
    );
    let paper = match compile.draft {
        true => rostrum_compilation::draft(&facts, compile.lang),
        false => rostrum_compilation::compile(&facts, compile.lang),
    };
    let press = press_beside(&std::env::current_exe().context("finding this program")?);
    std::io::stdout().lock().write_all(&write(&paper, compile.format, &press)?)?;
    Ok(())
}
